import BusinessTime
import Mail
import Storage
import SupportPolicy

/// Who takes part in a request besides whoever sent it: a colleague gets its letters, may answer them, and may look at it. What is
/// decided on it stays the requester's. That somebody was in copy of a mail gives him nothing by itself.
extension Desk {
    /// Most people who take part in one request besides its requester.
    static let mostParticipants = 20

    /// Lets somebody take part in a request; done again, it changes nothing. Who is there by a merging stays from now on, whatever becomes of that.
    ///
    /// - Parameter principal: of the staff, or the requester himself, if the company registered him: a stranger would have the desk write
    ///   whatever he likes to whomever he likes.
    /// - Throws: `.conflict` for somebody of another customer, of the staff, and for one too many; `.invalid` for what is no address.
    @discardableResult
    package func addParticipant(_ email: String, named name: String? = nil, to folio: String, as principal: Principal) async throws -> TicketRow {
        let address = Address(name: name, email: email)
        guard let address, !Person.isErased(address.email) else {
            throw DeskError.invalid("email", "No es una dirección de correo.", "Not an e-mail address.")
        }
        return try await change(folio, as: principal) { record, tx in
            try record.requireOpen()
            let known = try tx.person(email: address.email, in: principal.company)
            let byMerging = try record.ticket.participants(byMerging: true, tx)
            if let known, known.id == record.ticket.requester || record.ticket.participants.contains(known.id) && !byMerging.contains(known.id) { return }
            let isThere = known.map { byMerging.contains($0.id) } ?? false
            guard isThere || record.ticket.participants.count < Self.mostParticipants else {
                throw DeskError.conflict("Ya participan \(Self.mostParticipants) personas.", "\(Self.mostParticipants) people take part already.")
            }
            try tx.requireMayTakePart(known, address, in: record, invitedBy: principal)
            let person = try known ?? tx.addPerson(
                email: address.email, name: address.name ?? String(address.email.prefix { $0 != "@" }), role: .client, registered: false,
                language: record.policy.language, in: principal.company)
            record.take(person.id, into: true, by: principal)
        }
    }

    /// Lets somebody take part no more. He may leave himself.
    ///
    /// - Throws: `.notFound` for whoever does not take part.
    package func removeParticipant(_ email: String, from folio: String, as principal: Principal) async throws {
        try await refusable(as: principal, folio: folio) {
            try await self.write { tx in
                let row = try tx.ticket(folio, visibleTo: principal)
                guard let person = try tx.person(email: email, in: principal.company), row.ticket.participants.contains(person.id) else { throw DeskError.notFound }
                if person.id != principal.person { try row.requireParty(principal) }
                let record = try tx.record(row)
                record.settle()
                record.take(person.id, into: false, by: principal)
                try tx.save(record)
            }
        }
    }
}

extension TicketRecord {
    /// - Parameters:
    ///   - isTold: whether he gets a letter that says so.
    ///   - isByMerging: whether he goes in or out with a request of his, rather than by himself.
    func take(_ person: Int64, into isIn: Bool, by principal: Principal, isTold: Bool = true, isByMerging: Bool = false) {
        var facts = principal.role.isStaff ? [:] : ["side": "client"]
        if !isTold { facts["told"] = "no" }
        if isByMerging { facts["by"] = "merging" }
        append(isIn ? .participantAdded : .participantRemoved, by: principal, for: person, effects: [.participant(person, isIn: isIn)], facts: facts)
    }
}

extension Person {
    /// Of who takes part in a request other clients learn the address that one of them typed, not the name that the company knows.
    package func name(for role: Role) -> String { role.isStaff ? name : "" }
}

extension TicketRow {
    /// What is decided on a request is for the staff, and for its requester: who only takes part looks and answers.
    func requireParty(_ principal: Principal) throws {
        guard principal.role.isStaff || ticket.requester == principal.person else { throw DeskError.forbidden }
    }
}

extension DeskTransaction {
    /// Which tickets a principal may see, as a condition on `ticket`: staff those of its company, a client his own and those in which
    /// he takes part.
    func ticketIsVisible(to principal: Principal) -> SQL {
        principal.role.isStaff ? "1 = 1" : """
            (ticket.requester_id = \(principal.person) OR EXISTS (
                SELECT 1 FROM participant WHERE participant.ticket_id = ticket.id AND participant.person_id = \(principal.person) AND participant.is_in = 1))
            """
    }

    /// Whether somebody takes part in any request that is not his own.
    func takesPart(_ principal: Principal) throws -> Bool {
        guard !principal.role.isStaff else { return false }
        return try sql.value("SELECT 1 FROM participant WHERE company_id = \(principal.company) AND person_id = \(principal.person) AND is_in = 1 LIMIT 1") as Int64? != nil
    }

    /// A client is told only that he cannot invite somebody, never why: whose client anybody is, is not his to learn.
    ///
    /// - Parameter known: whom the company knows under the address.
    fileprivate func requireMayTakePart(_ known: Person?, _ address: Address, in record: TicketRecord, invitedBy principal: Principal) throws {
        if principal.role.isStaff {
            if let obstacle = try obstacle(to: known, in: record.ticket, among: known?.customer.map { [$0] } ?? []) { throw obstacle }
            return
        }
        guard try isRegistered(principal.person) else {
            throw DeskError.conflict(
                "Sólo quien está registrado con nosotros agrega a otros: pida a quien le atiende que lo haga.",
                "Only who is registered with us adds others: ask whoever serves you to do it.")
        }
        guard let known else { return }
        if try obstacle(to: known, in: record.ticket, among: customers(of: known)) != nil || !mayInvite(known) {
            throw DeskError.conflict(
                "No pudimos agregar a \(address.email): pida a quien le atiende que lo haga.", "We could not add \(address.email): ask whoever serves you to do it.")
        }
    }

    /// Why somebody may not take part in a request; `nil`: he may.
    ///
    /// - Parameter customers: whose he is; empty: nobody knows.
    private func obstacle(to known: Person?, in ticket: Ticket, among customers: [Int64]) throws -> DeskError? {
        guard let known else { return nil }
        guard known.role == .client else {
            return .conflict("Es del personal, que ya ve la solicitud.", "He is of the staff, who sees the request anyway.")
        }
        guard let its = try ticket.customer ?? person(ticket.requester)?.customer, !customers.isEmpty, !customers.contains(its) else { return nil }
        return .conflict(
            "\(known.email) es de otro cliente: lo que se diga aquí no es para él.", "\(known.email) is of another customer: what is said here is not for him.")
    }

    /// Whose somebody is: by the house's word, else as he says on his own requests. That proves nothing, but a client who does not
    /// know it is reason enough to ask the staff, who may.
    private func customers(of known: Person) throws -> [Int64] {
        if let customer = known.customer { return [customer] }
        return try sql.values("""
            SELECT DISTINCT customer_id FROM ticket WHERE company_id = \(known.company) AND requester_id = \(known.id) AND customer_id IS NOT NULL LIMIT 20
            """)
    }

    /// Whether clients may still have somebody written to that he takes part: within an hour that is bounded, so that nobody can be
    /// flooded through the desk.
    private func mayInvite(_ person: Person) throws -> Bool {
        let recent: Int64? = try sql.value("""
            SELECT COUNT(*) FROM (
                SELECT 1 FROM participant
                JOIN entry ON entry.company_id = participant.company_id AND entry.ticket_id = participant.ticket_id
                    AND entry.kind = \(Entry.Kind.participantAdded) AND entry.for_person_id = participant.person_id AND entry.at > \(now - MailLimits.hour)
                WHERE participant.company_id = \(person.company) AND participant.person_id = \(person.id)
                LIMIT \(MailLimits.letters)) AS recent
            """)
        return (recent ?? 0) < MailLimits.letters
    }

    /// Who takes part in a ticket, in the order in which they came.
    package func participants(of ticket: Ticket) throws -> [Person] {
        guard !ticket.participants.isEmpty else { return [] }
        let people: [Person] = try sql.fetch("SELECT \(Person.columns) FROM person WHERE id IN (\(ticket.participants))")
        return ticket.participants.compactMap { id in people.first { $0.id == id } }
    }

    /// Who else got messages of a ticket, and takes no part in it.
    package func copied(on ticket: Ticket) throws -> [Address] {
        let rows = try sql.fetch("""
            SELECT name, email FROM copied_address WHERE ticket_id = \(ticket.id) AND company_id = \(ticket.company)
              AND NOT EXISTS (SELECT 1 FROM participant JOIN person ON person.id = participant.person_id
                WHERE participant.ticket_id = copied_address.ticket_id AND participant.is_in = 1 AND person.email_key = copied_address.email_key)
            ORDER BY entry_id, email_key LIMIT 50
            """)
        return try rows.compactMap { Address(name: try $0[0] as String, email: try $0[1] as String) }
    }

    /// Notes to whom else a client's message went, so that somebody may let them take part.
    func note(copied message: InboundMessage, on ticket: Ticket, by entry: Int64, of company: CompanyRow) throws {
        // By whatever address of the company it was delivered: that need not be a mailbox.
        let around = Set((message.deliveredTo + [message.from].compactMap { $0 }).map { emailKey($0.email) })
        let others = (message.to + message.cc).prefix(100).filter { !around.contains(emailKey($0.email)) && !Person.isErased($0.email) && !message.isOfList($0) }
        guard !others.isEmpty else { return }
        let known: Int = try sql.value("SELECT COUNT(*) FROM copied_address WHERE ticket_id = \(ticket.id)") ?? 0
        let own = try ownKeys(among: others.map(\.email), of: company)
        let ours: [String] = try sql.values("""
            SELECT email_key FROM person
            WHERE company_id = \(company.id) AND email_key IN (\(others.map { emailKey($0.email) })) AND (id = \(ticket.requester) OR role <> \(Role.client))
            """)
        let rows = others.filter { !ours.contains(emailKey($0.email)) && own.isDisjoint(with: Mailbox.keys(of: $0.email)) }.prefix(max(0, 50 - known)).map { address -> SQL in
            "(\(company.id), \(ticket.id), \(emailKey(address.email)), \(address.email), \(address.name ?? ""), \(entry))"
        }
        try sql.insert("copied_address (company_id, ticket_id, email_key, email, name, entry_id)", Array(rows), "ON CONFLICT (ticket_id, email_key) DO NOTHING")
    }

    /// Writes who takes part in a ticket.
    func saveParticipants(of ticket: Ticket, was before: [Int64]) throws {
        guard ticket.participants != before else { return }
        for person in before where !ticket.participants.contains(person) {
            try sql.execute("UPDATE participant SET is_in = 0 WHERE ticket_id = \(ticket.id) AND person_id = \(person)")
        }
        for person in ticket.participants where !before.contains(person) {
            try sql.execute("""
                INSERT INTO participant (company_id, ticket_id, person_id, is_in) VALUES (\(ticket.company), \(ticket.id), \(person), 1)
                ON CONFLICT (ticket_id, person_id) DO UPDATE SET is_in = 1
                """)
        }
    }

    /// Who writes on a request that goes on in somebody else's, and takes no part in that one, has words of his there all the same: an
    /// erasure finds them.
    func noteSpeaker(_ principal: Principal, on ticket: Ticket) throws {
        guard principal.role == .client, principal.person != ticket.requester, !ticket.participants.contains(principal.person) else { return }
        try sql.execute("""
            INSERT INTO participant (company_id, ticket_id, person_id, is_in) VALUES (\(ticket.company), \(ticket.id), \(principal.person), 0)
            ON CONFLICT (ticket_id, person_id) DO NOTHING
            """)
    }

    /// Whether those are written down as taking part whom the entries of a ticket name.
    func participantsAreRight(of ticket: Ticket) throws -> Bool {
        let rows: [Int64] = try sql.values("SELECT person_id FROM participant WHERE ticket_id = \(ticket.id) AND is_in = 1")
        return Set(rows) == Set(ticket.participants)
    }
}
