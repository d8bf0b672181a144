import BusinessTime
import Storage

/// Following the journal without skipping an entry.
///
/// SQLite has one writer: entries commit in the order of their positions. On PostgreSQL transactions commit out of order,
/// so a reader goes up to the oldest transaction still open: everything below it is final.
struct JournalCursor: Sendable, Hashable {
    /// SQLite: the last position read. PostgreSQL: the transaction below which everything was read.
    var mark: Int64
}

extension DeskTransaction {
    /// Up to where the journal is final now.
    func journalHorizon() throws -> JournalCursor {
        let mark: Int64? = switch sql.engine {
        case .sqlite: try sql.value("SELECT MAX(position) FROM entry")
        case .postgres: try sql.value("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint - 1")
        }
        return JournalCursor(mark: mark ?? 0)
    }

    /// A mark that is another one whenever something was written, whoever wrote it: what was read under the same mark is the same.
    package func journalMark() throws -> String {
        switch sql.engine {
        case .sqlite: "\(try journalHorizon().mark)"
        case .postgres: try sql.value("SELECT pg_current_snapshot()::text") ?? ""
        }
    }

    /// What lies after one cursor up to another, as a condition on `entry`.
    func between(_ start: JournalCursor, _ end: JournalCursor) -> SQL {
        switch sql.engine {
        case .sqlite: "(position > \(start.mark) AND position <= \(end.mark))"
        case .postgres: "(transaction_id > \(start.mark) AND transaction_id <= \(end.mark))"
        }
    }
}

/// That something happened on a ticket: what live pages are told.
package struct JournalMove: Sendable, FetchableRow {
    package let company: Int64
    package let ticket: Int64
    /// Whose request it is; `nil` for the company's own record.
    package let requester: Int64?

    package init(_ row: Row) throws {
        company = try row[0]
        ticket = try row[1]
        requester = try row[2]
    }
}

extension Desk {
    /// Calls `body` with the tickets on which something was written, for ever, whichever process wrote it.
    ///
    /// Looks when this process commits, and once a second for what others wrote.
    package func followJournal(_ body: @escaping @Sendable ([JournalMove]) async -> Void) async throws {
        var cursor = try await read { try $0.journalHorizon() }
        while !Task.isCancelled {
            await waitForChange(atMost: .seconds(1))
            let start = cursor
            let (end, moves) = try await read { tx -> (JournalCursor, [JournalMove]) in
                let end = try tx.journalHorizon()
                guard end != start else { return (end, []) }
                return (end, try tx.sql.fetch("""
                    SELECT DISTINCT entry.company_id, entry.ticket_id, ticket.requester_id
                    FROM entry LEFT JOIN ticket ON ticket.id = entry.ticket_id
                    WHERE \(tx.between(start, end))
                    """))
            }
            cursor = end
            if !moves.isEmpty { await body(moves) }
        }
    }
}
