import BusinessTime
import Storage
import SupportPolicy

/// Tickets that came in a flood of mail, and that nobody of the staff has touched.
package struct Flood: Sendable {
    package enum Source: Hashable, Sendable {
        /// One sender, with all that may be added to his address.
        case sender(String)
        /// Many, whom the company does not know.
        case strangers
    }

    package let source: Source
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
    /// - Throws: `.forbidden` unless he runs the house; `.refused` with the clause by which staff may not close one.
    @discardableResult
    package func remove(_ flood: Flood.Source, as principal: Principal) async throws -> Int {
        guard principal.mayRemoveFloods else { throw DeskError.forbidden }
        var removed = 0
        while true {
            let some = try await read { try $0.tickets(of: flood, in: principal.company, limit: 200) }
            if some.isEmpty { break }
            for ticket in some {
                let isFirst = removed == 0
                let isRemoved = try await refusable(as: principal, folio: nil) {
                    try await write { tx in try tx.remove(ticket, isTold: isFirst, by: principal) }
                }
                if isRemoved { removed += 1 }
            }
        }
        guard removed > 0 else { return 0 }
        let facts = ["tickets": "\(removed)", "of": flood == .strangers ? "strangers" : "sender"]
        try await write { tx in _ = try tx.appendToCompany(principal.company, .floodRemoved, by: principal, facts: facts) }
        return removed
    }
}

extension DeskTransaction {
    /// The floods in the queue of the principal's company, the largest first; index `ticket_in_flood`.
    package func floods(of principal: Principal) throws -> [Flood] {
        guard principal.role.isStaff else { return [] }
        let rows = try sql.fetch("""
            SELECT ticket.quiet, received_mail.sender, MIN(ticket.opened_at), COUNT(*)
            FROM ticket LEFT JOIN received_mail ON received_mail.ticket_id = ticket.id AND received_mail.quiet = ticket.quiet AND ticket.quiet = 'sender'
            WHERE ticket.company_id = \(principal.company) AND ticket.quiet IS NOT NULL AND ticket.state = 'open'
            GROUP BY ticket.quiet, received_mail.sender ORDER BY COUNT(*) DESC, received_mail.sender LIMIT 10
            """)
        return try rows.compactMap { row in
            let sender: String? = try row[1]
            guard let source: Flood.Source = try row[0] == MailQuiet.strangers ? .strangers : sender.map({ .sender($0) }) else { return nil }
            let count: Int = try sql.value("SELECT COUNT(*) FROM ticket WHERE \(tickets(source, in: principal.company))") ?? 0
            return count == 0 ? nil : Flood(source: source, tickets: count, since: try row[2])
        }
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
        case .sender(let sender):
            """
            ticket.company_id = \(company) AND ticket.state = 'open' AND \(untouched)
            AND ticket.id IN (
                SELECT received_mail.ticket_id FROM received_mail JOIN entry ON entry.id = received_mail.entry_id AND entry.number = 1
                WHERE received_mail.company_id = \(company) AND received_mail.sender = \(sender)
                  AND received_mail.received_at > \(quietMail("MIN", "received_at", of: sender, in: company)) - \(MailLimits.hour)
                  AND received_mail.received_at <= \(quietMail("MAX", "received_at", of: sender, in: company))
                  AND received_mail.is_proven BETWEEN \(quietMail("MIN", "is_proven", of: sender, in: company)) AND \(quietMail("MAX", "is_proven", of: sender, in: company)))
            """
        }
    }

    /// When the first, or the last, message of a flood came that still lies in the queue; or whether any of them, or all, are
    /// proven: whoever floods in somebody's name does not have that one's own requests removed.
    private func quietMail(_ edge: String, _ column: String, of sender: String, in company: Int64) -> SQL {
        """
        (SELECT \(unsafe: edge)(flood.\(unsafe: column)) FROM received_mail AS flood JOIN ticket AS flooded ON flooded.id = flood.ticket_id
         WHERE flood.company_id = \(company) AND flood.sender = \(sender) AND flood.quiet = 'sender' AND flooded.state = 'open')
        """
    }

    fileprivate func remove(_ id: Int64, isTold: Bool, by principal: Principal) throws -> Bool {
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
