import BusinessTime
import Storage
import SupportPolicy

/// What a reader wants of the tickets.
package struct TicketFilter: Sendable, Hashable {
    package var state: TicketState?
    /// Not closed ones.
    package var isOpenOnly = false
    package var level: Int?
    /// Those for which a record is missing that the policy requires.
    package var isUnverifiedOnly = false
    package var assignee: Int64?
    /// Those that came by a mailbox, by its address.
    package var mailbox: String?
    package var search: String?

    package init() {}
}

/// Where a page of a list ended: what it was ordered by, and the id.
package struct PageKey: Sendable, Hashable {
    package let instant: Instant
    package let id: Int64

    package init(instant: Instant, id: Int64) {
        self.instant = instant
        self.id = id
    }

    /// As an URL carries it: `1772600400-4294967301`; what is owed as soon as possible begins with a minus.
    package var text: String { "\(instant.seconds)-\(id)" }

    package init?(_ text: String) {
        guard let dash = text.lastIndex(of: "-"), let seconds = Int64(text[..<dash]), let id = Int64(text[text.index(after: dash)...]) else { return nil }
        self.init(instant: Instant(seconds: seconds), id: id)
    }
}

extension DeskTransaction {
    /// Open tickets of the principal's company, what is owed as soon as possible and then the first to fall due on top; pages by key, index `ticket_due`.
    package func queue(of principal: Principal, _ filter: TicketFilter = .init(), after last: PageKey? = nil, limit: Int = 50) throws -> [TicketRow] {
        try withDeadlines(sql.fetch(queueQuery(of: principal, filter, after: last, limit: limit)))
    }

    package func queueQuery(of principal: Principal, _ filter: TicketFilter = .init(), after last: PageKey? = nil, limit: Int = 50) -> SQL {
        let from = last ?? PageKey(instant: Instant(seconds: .min), id: 0)
        // What was removed as part of a flood, and only waits for its sender to agree, is nobody's to do.
        let isToDo: SQL = filter.state == nil ? "AND (ticket.quiet IS NULL OR ticket.state = 'open')" : ""
        return """
            SELECT \(TicketRow.columns) FROM \(TicketRow.tables)
            WHERE ticket.company_id = \(principal.company) AND ticket.state <> 'closed'
              AND (ticket.due_at, ticket.id) > (\(from.instant), \(from.id))
              \(isToDo) \(condition(of: filter, for: principal))
            ORDER BY ticket.due_at, ticket.id
            LIMIT \(limit)
            """
    }

    /// Tickets that the principal may see, newest first; pages by key.
    package func tickets(of principal: Principal, _ filter: TicketFilter = .init(), after last: PageKey? = nil, limit: Int = 50) throws -> [TicketRow] {
        try withDeadlines(sql.fetch(ticketsQuery(of: principal, filter, after: last, limit: limit, takesPart: takesPart(principal))))
    }

    /// - Parameter takesPart: whether the client takes part in requests of others, which few do: his own are found by an index of theirs.
    package func ticketsQuery(
        of principal: Principal, _ filter: TicketFilter = .init(), after last: PageKey? = nil, limit: Int = 50, takesPart: Bool = false
    ) -> SQL {
        let from = last ?? PageKey(instant: .never, id: .max)
        let own: SQL = principal.role.isStaff ? "" : !takesPart ? "AND ticket.requester_id = \(principal.person)" : """
            AND ticket.id IN (
                SELECT id FROM ticket WHERE company_id = \(principal.company) AND requester_id = \(principal.person)
                UNION ALL SELECT ticket_id FROM participant WHERE company_id = \(principal.company) AND person_id = \(principal.person) AND is_in = 1)
            """
        return """
            SELECT \(TicketRow.columns) FROM \(TicketRow.tables)
            WHERE ticket.company_id = \(principal.company)
              AND (ticket.opened_at, ticket.id) < (\(from.instant), \(from.id))
              \(own) \(condition(of: filter, for: principal))
            ORDER BY ticket.opened_at DESC, ticket.id DESC
            LIMIT \(limit)
            """
    }

    private func condition(of filter: TicketFilter, for principal: Principal) -> SQL {
        var condition: SQL = ""
        if let state = filter.state { condition += "AND ticket.state = \(state) " }
        if filter.isOpenOnly { condition += "AND ticket.state <> 'closed' " }
        if filter.isUnverifiedOnly { condition += "AND ticket.admission_clause IS NOT NULL " }
        if let level = filter.level { condition += "AND ticket.level = \(level) " }
        if let assignee = filter.assignee { condition += "AND ticket.assignee_id = \(assignee) " }
        if let mailbox = filter.mailbox { condition += "AND ticket.mailbox = \(mailbox) " }
        if let query = filter.search, !query.isEmpty {
            if let matches = matches(query, in: principal.company, for: principal.role) {
                condition += "AND ticket.id IN (SELECT entry.ticket_id FROM entry WHERE entry.id IN (\(matches))) "
            } else {
                condition += "AND 1 = 0 "
            }
        }
        return condition
    }

    /// The policies of several tickets: each lives under the version it was opened with.
    package func policies(of rows: [TicketRow]) throws -> [Desk.PolicyKey: Policy] {
        try Set(rows.map(\.ticket.policyKey)).reduce(into: [:]) { $0[$1] = try policy($1) }
    }

    /// The policies under which the requests of a simulation were served.
    package func policies(of differences: [Simulation.Difference]) throws -> [Desk.PolicyKey: Policy] {
        try Set(differences.map(\.policy)).reduce(into: [:]) { $0[$1] = try policy($1) }
    }

    /// The same tickets with their deadlines, in one query for all.
    func withDeadlines(_ rows: [TicketRow]) throws -> [TicketRow] {
        let found = try sql.fetch("""
            SELECT \(Deadline.columns), ticket_id FROM deadline
            WHERE ticket_id IN (\(rows.map(\.ticket.id))) ORDER BY ticket_id, number
            """)
        let deadlines: [Int64: [Deadline]] = try found.reduce(into: [:]) { deadlines, row in
            deadlines[try row[11], default: []].append(try Deadline(row))
        }
        return rows.map { row in
            var row = row
            row.ticket.deadlines = deadlines[row.ticket.id] ?? []
            return row
        }
    }
}
