import BusinessTime
import Storage

/// How a visit stands beside its ticket's row, so that it is found over all tickets.
private struct VisitRow: Hashable {
    let number: Int
    let state: String
    let engineer: Int64?
    let begins, endedAt: Instant
    /// What is sold of them.
    let expenses: Int
    let batch: Int?

    init?(_ work: Work) {
        guard let visit = work.visit else { return nil }
        (number, state, engineer) = (work.number, work.state.rawValue, work.engineer)
        (begins, endedAt) = (visit.appointment.begins, work.endedAt)
        (expenses, batch) = (visit.expensesDue, visit.batch)
    }

    init(_ row: Row) throws {
        (number, state, engineer, begins) = (try row[0], try row[1], try row[2], try row[3])
        (endedAt, expenses, batch) = (try row[4], try row[5], try row[6])
    }
}

extension DeskTransaction {
    /// Writes what changed of the visits of a ticket.
    func saveVisits(of ticket: Ticket, was before: Ticket) throws {
        guard ticket.works != before.works else { return }
        let known = Set(before.works.compactMap(VisitRow.init))
        try sql.insert(
            "visit (company_id, ticket_id, number, state, engineer_id, begins_at, ended_at, expenses, batch)",
            ticket.works.compactMap(VisitRow.init).filter { !known.contains($0) }.map { visit in
                """
                (\(ticket.company), \(ticket.id), \(visit.number), \(visit.state), \(visit.engineer), \(visit.begins), \(visit.endedAt),
                 \(visit.expenses), \(visit.batch))
                """
            },
            """
            ON CONFLICT (ticket_id, number) DO UPDATE SET
                state = excluded.state, engineer_id = excluded.engineer_id, begins_at = excluded.begins_at, ended_at = excluded.ended_at,
                expenses = excluded.expenses, batch = excluded.batch
            """)
    }

    /// Whether the visits of a ticket are written down as its works have them.
    func visitsAreRight(of ticket: Ticket) throws -> Bool {
        let rows = try sql.fetch("SELECT number, state, engineer_id, begins_at, ended_at, expenses, batch FROM visit WHERE ticket_id = \(ticket.id)")
        return Set(try rows.map(VisitRow.init)) == Set(ticket.works.compactMap(VisitRow.init))
    }
}
