import BusinessTime
import Storage
import SupportPolicy

/// Tickets that came in a flood of mail, and that nobody of the staff has touched.
package struct Flood: Sendable {
    package enum Source: Hashable, Sendable {
        /// One sender, by his person's id.
        case sender(Int64)
        /// Many, whom the company does not know.
        case strangers
    }

    package let source: Source
    /// The sender's address; `nil`: many.
    package let email: String?
    package let tickets: Int
    package let since: Instant
}

extension Principal {
    /// Whoever runs the house may remove a flood from the queue.
    package var mayRemoveFloods: Bool { role == .admin || role == .operations }
}

extension Desk {
    /// Removes a flood from the queue, as far as the policy lets staff close: where a closing is the client's to accept, it is
    /// offered, and one letter for all tells him. Nothing is deleted, each ticket says what happened to it, and the company's
    /// record how many there were. Done again, it finishes what was interrupted.
    ///
    /// - Returns: how many tickets it removed.
    /// - Throws: `.forbidden` unless he runs the house.
    @discardableResult
    package func remove(_ flood: Flood.Source, as principal: Principal) async throws -> Int {
        guard principal.mayRemoveFloods else { throw DeskError.forbidden }
        var removed = 0
        while true {
            let some = try await read { try $0.tickets(of: flood, in: principal.company, limit: 200) }
            if some.isEmpty { break }
            for ticket in some {
                let isFirst = removed == 0
                let isRemoved = try await write { tx in try tx.remove(ticket, of: flood, isTold: isFirst, by: principal) }
                if isRemoved { removed += 1 }
            }
        }
        guard removed > 0 else { return 0 }
        let facts = ["tickets": "\(removed)", "of": flood == .strangers ? "strangers" : "sender"]
        try await write { [removed] tx in
            guard removed > 0 else { return }
            try tx.appendToCompany(principal.company, .floodRemoved, by: principal, for: flood.person, facts: facts)
        }
        return removed
    }
}

extension Flood.Source {
    fileprivate var person: Int64? {
        if case .sender(let person) = self { person } else { nil }
    }
}

extension DeskTransaction {
    /// The floods in the queue of the principal's company, the largest first; index `ticket_in_flood`.
    package func floods(of principal: Principal) throws -> [Flood] {
        guard principal.role.isStaff else { return [] }
        let rows = try sql.fetch("""
            SELECT ticket.quiet, ticket.requester_id, MIN(ticket.opened_at), COUNT(*) FROM ticket
            WHERE ticket.company_id = \(principal.company) AND ticket.quiet IS NOT NULL AND ticket.state = 'open'
            GROUP BY ticket.quiet, ticket.requester_id ORDER BY COUNT(*) DESC, ticket.requester_id LIMIT 400
            """)
        guard !rows.isEmpty else { return [] }
        var floods: [Flood] = []
        var strangers: (count: Int, since: Instant)?
        for row in rows {
            let (quiet, person, since): (MailQuiet, Int64, Instant) = (try row[0], try row[1], try row[2])
            if quiet == .strangers {
                strangers = ((strangers?.count ?? 0) + (try row[3]), min(strangers?.since ?? .never, since))
            } else if floods.count < 5 {
                let count: Int = try sql.value("SELECT COUNT(*) FROM ticket WHERE \(tickets(.sender(person), in: principal.company))") ?? 0
                if count > 0 { floods.append(Flood(source: .sender(person), email: try self.person(person)?.email, tickets: count, since: since)) }
            }
        }
        if let strangers { floods.append(Flood(source: .strangers, email: nil, tickets: strangers.count, since: strangers.since)) }
        return floods
    }

    fileprivate func tickets(of flood: Flood.Source, in company: Int64, limit: Int) throws -> [Int64] {
        try sql.values("SELECT ticket.id FROM ticket WHERE \(tickets(flood, in: company)) ORDER BY ticket.id LIMIT \(limit)")
    }

    /// Of one sender also the messages with which it began, before it was known as one; none that anybody of the staff touched.
    private func tickets(_ flood: Flood.Source, in company: Int64) -> SQL {
        let untouched: SQL = """
            NOT EXISTS (SELECT 1 FROM entry WHERE entry.company_id = \(company) AND entry.ticket_id = ticket.id
                        AND entry.person_id IS NOT NULL AND entry.person_id <> ticket.requester_id)
            """
        return switch flood {
        case .strangers:
            "ticket.company_id = \(company) AND ticket.quiet = 'strangers' AND ticket.state = 'open' AND \(untouched)"
        case .sender(let person):
            """
            ticket.company_id = \(company) AND ticket.requester_id = \(person) AND ticket.state = 'open' AND ticket.channel = 'email'
            AND ticket.opened_at > (SELECT MIN(opened_at) FROM ticket AS first
                WHERE first.company_id = \(company) AND first.requester_id = \(person) AND first.quiet = 'sender' AND first.state = 'open') - \(MailLimits.hour)
            AND \(untouched)
            """
        }
    }

    fileprivate func remove(_ id: Int64, of flood: Flood.Source, isTold: Bool, by principal: Principal) throws -> Bool {
        let row = try ticket(id: id)
        guard row.ticket.state == .open else { return false }
        let record = try record(row)
        record.settle()
        try record.remove(isTold: isTold, by: principal)
        try save(record)
        return true
    }
}

extension TicketRecord {
    /// Closes it, or offers to, as part of a flood.
    fileprivate func remove(isTold: Bool, by principal: Principal) throws {
        guard !ticket.isClosed else { return }
        // Where only whoever has a ticket may close it, he takes it.
        if policy.lifecycle.agentClosing.onlyAssignee, ticket.assignee != principal.person { assign(to: principal, by: principal, cites: nil) }
        try close(by: principal, isFlood: true, isTold: isTold)
    }
}
