import BusinessTime
import Foundation
import Storage

/// How works stand on their ticket's row, and timers beside it.
extension [Work] {
    /// Empty where nothing is worked, as on nearly every ticket.
    var text: String {
        get throws { isEmpty ? "" : try JSONText.sorted(self) }
    }

    init(text: String) throws {
        self = text.isEmpty ? [] : try JSONDecoder().decode([Work].self, from: Data(text.utf8))
    }
}

/// A timer that runs.
package struct RunningTimer: FetchableRow, Sendable {
    package let person: Int64
    package let name: String
    package let folio: String
    package let subject: String
    package let policyID: Int64
    package let number: Int
    package let startedAt: Instant

    package init(_ row: Row) throws {
        (person, name, folio, subject) = (try row[0], try row[1], try row[2], try row[3])
        (policyID, number, startedAt) = (try row[4], try row[5], try row[6])
    }
}

extension DeskTransaction {
    /// The timers that run in a company, the longest first; of one person, or of everybody.
    package func timers(of company: Int64, person: Int64? = nil) throws -> [RunningTimer] {
        try sql.fetch("""
            SELECT timer.person_id, person.name, ticket.folio, ticket.subject, ticket.policy_id, timer.number, timer.started_at
            FROM timer JOIN ticket ON ticket.id = timer.ticket_id JOIN person ON person.id = timer.person_id
            WHERE timer.company_id = \(company) AND (\(person ?? 0) = 0 OR timer.person_id = \(person ?? 0))
            ORDER BY timer.started_at, timer.person_id
            """)
    }

    /// Writes which timers of a ticket run.
    func saveTimers(of ticket: Ticket, was before: Ticket) throws {
        let running = ticket.timers, ran = before.timers
        guard running != ran else { return }
        for timer in ran where !running.contains(timer) {
            try sql.execute("DELETE FROM timer WHERE company_id = \(ticket.company) AND person_id = \(timer.person) AND ticket_id = \(ticket.id)")
        }
        for timer in running where !ran.contains(timer) {
            try sql.execute("""
                INSERT INTO timer (company_id, person_id, ticket_id, number, started_at)
                VALUES (\(ticket.company), \(timer.person), \(ticket.id), \(timer.number), \(timer.startedAt))
                """)
        }
    }

    /// Who is written down as working on a ticket, as its works would have it.
    func timersInRows(of ticket: Int64) throws -> Set<[Int64]> {
        var found: Set<[Int64]> = []
        for row in try sql.fetch("SELECT person_id, number, started_at FROM timer WHERE ticket_id = \(ticket)") {
            let (person, number, start): (Int64, Int64, Instant) = (try row[0], try row[1], try row[2])
            found.insert([person, number, start.seconds])
        }
        return found
    }
}

extension Ticket {
    var timersInRows: Set<[Int64]> { Set(timers.map { [$0.person, Int64($0.number), $0.startedAt.seconds] }) }
}
