import Mail
import Storage
import SupportPolicy

/// Who takes part in a request besides whoever sent it: a colleague gets its letters, may answer them, and may look at it. What is
/// decided on it stays the requester's. That somebody was in copy of a mail gives him nothing by itself.
extension Desk {
    /// Most people who take part in one request besides its requester.
    static let mostParticipants = 20

    /// Lets somebody take part in a request; done again, it changes nothing.
    ///
    /// - Parameter principal: of the staff, or the requester himself.
    /// - Throws: `.conflict` for somebody of another customer, of the staff, and for one too many; `.invalid` for what is no address.
    @discardableResult
    package func addParticipant(_ email: String, named name: String? = nil, to folio: String, as principal: Principal) async throws -> TicketRow {
        let address = Address(name: name, email: email)
        guard let address, !Person.isErased(address.email) else {
            throw DeskError.invalid("email", "No es una dirección de correo.", "Not an e-mail address.")
        }
        return try await change(folio, as: principal) { record, tx in
            try record.requireOpen()
            let person = try tx.participant(at: address, for: record)
            guard person.id != record.ticket.requester, !record.ticket.participants.contains(person.id) else { return }
            guard record.ticket.participants.count < Self.mostParticipants else {
                throw DeskError.conflict("Ya participan \(Self.mostParticipants) personas.", "\(Self.mostParticipants) people take part already.")
            }
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
    /// - Parameter isTold: whether he gets a letter that says so.
    func take(_ person: Int64, into isIn: Bool, by principal: Principal, isTold: Bool = true) {
        var facts = principal.role.isStaff ? [:] : ["side": "client"]
        if !isTold { facts["told"] = "no" }
        append(isIn ? .participantAdded : .participantRemoved, by: principal, for: person, effects: [.participant(person, isIn: isIn)], facts: facts)
    }
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

    /// Somebody who may take part in a request, entered if he is new.
    fileprivate func participant(at address: Address, for record: TicketRecord) throws -> Person {
        let ticket = record.ticket
        guard let person = try person(email: address.email, in: ticket.company) else {
            return try addPerson(
                email: address.email, name: address.name ?? String(address.email.prefix { $0 != "@" }), role: .client, registered: false,
                language: record.policy.language, in: ticket.company)
        }
        guard person.role == .client else {
            throw DeskError.conflict("Es del personal, que ya ve la solicitud.", "He is of the staff, who sees the request anyway.")
        }
        if let his = person.customer, let its = try ticket.customer ?? self.person(ticket.requester)?.customer, his != its {
            throw DeskError.conflict(
                "\(address.email) es de otro cliente: lo que se diga aquí no es para él.", "\(address.email) is of another customer: what is said here is not for him.")
        }
        return person
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
        let known: Int = try sql.value("SELECT COUNT(*) FROM copied_address WHERE ticket_id = \(ticket.id)") ?? 0
        // By whatever address of the company it was delivered: that need not be a mailbox.
        let around = Set((message.deliveredTo + [message.from].compactMap { $0 }).map { emailKey($0.email) })
        let others = (message.to + message.cc).prefix(100).filter { !around.contains(emailKey($0.email)) }
        var rows: [SQL] = []
        for address in others where known + rows.count < 50 {
            guard try !isOwn(address.email, of: company), !Person.isErased(address.email) else { continue }
            let person = try person(email: address.email, in: company.id)
            guard person?.id != ticket.requester, person?.role.isStaff != true else { continue }
            rows.append("(\(company.id), \(ticket.id), \(emailKey(address.email)), \(address.email), \(address.name ?? ""), \(entry))")
        }
        try sql.insert("copied_address (company_id, ticket_id, email_key, email, name, entry_id)", rows, "ON CONFLICT (ticket_id, email_key) DO NOTHING")
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

    /// Whether those are written down as taking part whom the entries of a ticket name.
    func participantsAreRight(of ticket: Ticket) throws -> Bool {
        let rows: [Int64] = try sql.values("SELECT person_id FROM participant WHERE ticket_id = \(ticket.id) AND is_in = 1")
        return Set(rows) == Set(ticket.participants)
    }
}
