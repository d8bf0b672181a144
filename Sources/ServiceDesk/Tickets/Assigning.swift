import SupportPolicy

extension Desk {
    /// Gives a ticket to somebody of the staff, or takes it.
    ///
    /// - Parameter email: of the person; `nil`: the principal takes it.
    @discardableResult
    package func assign(_ folio: String, to email: String? = nil, as principal: Principal) async throws -> TicketRow {
        try principal.requireStaff()
        return try await change(folio, as: principal) { record, tx in
            try record.requireOpen()
            let person: Principal
            if let email {
                guard let found = try tx.staff(email: email, in: principal.company) else {
                    throw DeskError.invalid("to", "No hay nadie del personal con ese correo.", "Nobody of the staff has this e-mail.")
                }
                person = found
            } else {
                person = principal
            }
            guard record.ticket.assignee != person.person else { return }
            record.assign(to: person, by: principal, cites: nil)
        }
    }
}

extension TicketRecord {
    func assign(to person: Principal, by principal: Principal, cites clause: Clause?, facts: [String: String] = [:]) {
        parties.assignee = Parties.Party(id: person.person, name: person.name, email: person.email)
        append(.assigned, by: principal, cites: clause, effects: [.assignee(person: person.person)], facts: facts)
    }
}

extension DeskTransaction {
    /// The consultant whose turn it is: by the folio's number, so that two openings at once need not wait for each other.
    func consultantInTurn(for ticket: Ticket) throws -> Principal? {
        let agents = try agents(ofLevel: ticket.level, in: ticket.company)
        guard !agents.isEmpty else { return nil }
        let number = Int(ticket.folio.split(separator: "-").last ?? "") ?? 0
        return agents[number % agents.count]
    }
}
