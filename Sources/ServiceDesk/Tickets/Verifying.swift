import Storage
import SupportPolicy

/// A request that was taken unverified: the staff vouches for what was missing, or its sender confirms that it was he.
extension Desk {
    /// Vouches for what was missing when a request came: a licence that was looked up, a sender who was called back. What is
    /// found out of a person holds for his next requests.
    ///
    /// - Throws: `.conflict` where nothing is missing, and for a contract: that is written, or attached.
    @discardableResult
    package func vouch(for folio: String, because reason: String, as principal: Principal) async throws -> TicketRow {
        try principal.requireStaff()
        let reason = try Words.text(reason, field: "reason")
        return try await change(folio, as: principal) { record, _ in
            let missing = try record.missing()
            guard missing.record != .contract else {
                throw DeskError.conflict("Falta un contrato: atienda la solicitud con uno.", "A contract is missing: serve the request under one.")
            }
            // One look clears everything that such a request has to have, but a contract.
            let records = record.required.map(\.record).filter { $0 != .contract }
            record.verify(records, by: principal, cites: missing.clause, contents: [Content(text: reason)])
        }
    }

    /// Confirms that a request was sent by its requester: he reads the mail of that address, or signed in (FI-5).
    ///
    /// - Throws: `.conflict` where nothing is missing, or more than that: an address that nobody registered stays so.
    @discardableResult
    package func confirmSender(of folio: String, as principal: Principal) async throws -> TicketRow {
        try principal.require(.client)
        return try await change(folio, as: principal) { record, tx in
            let missing = try record.missing()
            guard record.ticket.requester == principal.person else { throw DeskError.notFound }
            guard missing.record == .registeredSender, try tx.isRegistered(principal.person) else {
                throw DeskError.conflict("Esto no lo puede confirmar usted: le toca a quien atiende.", "This is not yours to confirm: the staff sees to it.")
            }
            record.verify([.registeredSender], by: principal, cites: missing.clause)
        }
    }
}

extension TicketRecord {
    /// - Throws: `.conflict` where nothing is missing.
    fileprivate func missing() throws -> AdmissionRules.Requirement {
        try requireOpen()
        guard let missing = policy.missing(by: ticket.admissionClause, of: ticket.facts) else {
            throw DeskError.conflict("La solicitud ya está verificada.", "The request is verified already.")
        }
        return missing
    }

    /// What such a request has to have.
    fileprivate var required: [AdmissionRules.Requirement] { policy.admission.requirements.filter { $0.when.matches(ticket.facts) } }

    /// What is found to be there is; of what else such a request has to have, the first that is not is missing now.
    fileprivate func verify(_ records: [RequiredRecord], by principal: Principal, cites clause: Clause, contents: [Content] = []) {
        let held = Set(records).union(ticket.contract == nil ? [] : [.contract]).union(heldBefore())
        let missing = required.first { !held.contains($0.record) }
        append(
            .verified, by: principal, cites: clause, isInternal: principal.role.isStaff, effects: [.verified(missing: missing?.clause.id)],
            facts: ["records": Set(records).map(\.rawValue).sorted().joined(separator: " "), "side": principal.role.isStaff ? "agent" : "client"], contents: contents)
    }

    /// Requirements are looked at in their order: what stands before the missing one was there.
    private func heldBefore() -> [RequiredRecord] {
        required.prefix { $0.clause.id != ticket.admissionClause }.map(\.record)
    }
}

extension DeskTransaction {
    /// What was vouched for on earlier requests of a person.
    func recordsVouched(for person: Int64, in company: Int64) throws -> Set<RequiredRecord> {
        let bodies: [String] = try sql.values("""
            SELECT entry.body FROM ticket JOIN entry ON entry.company_id = \(company) AND entry.ticket_id = ticket.id
            WHERE ticket.company_id = \(company) AND ticket.requester_id = \(person) AND entry.kind = \(Entry.Kind.verified)
            """)
        return try bodies.reduce(into: []) { records, body in
            let facts = try Entry.Body.facts(in: body)
            // Of himself a client confirms one request, and nothing for good.
            let named = facts["side"] == "agent" ? facts["records"]?.split(separator: " ") ?? [] : []
            records.formUnion(named.compactMap { RequiredRecord(rawValue: String($0)) })
        }
    }

    /// Whether the company knows an address for somebody's own.
    package func isRegistered(_ person: Int64) throws -> Bool {
        try sql.value("SELECT registered_at IS NOT NULL FROM person WHERE id = \(person)") ?? false
    }
}
