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

    /// The same of what became of letters, which is no entry of anybody's journal.
    private func lettersHorizon() throws -> JournalCursor {
        guard sql.engine == .sqlite else { return try journalHorizon() }
        return JournalCursor(mark: try sql.value("SELECT MAX(moved) FROM outbox WHERE moved IS NOT NULL") ?? 0)
    }

    /// Stands in a letter's row when what can be told of it changes.
    var moved: SQL {
        switch sql.engine {
        case .sqlite: "(SELECT COALESCE(MAX(moved), 0) + 1 FROM outbox WHERE moved IS NOT NULL)"
        case .postgres: "pg_current_xact_id()::text::bigint"
        }
    }

    /// What moved on tickets since one pair of cursors: entries, and letters of which the staff is told.
    fileprivate func moves(since start: LiveCursor) throws -> (LiveCursor, [JournalMove]) {
        let end = LiveCursor(entries: try journalHorizon(), letters: try lettersHorizon())
        guard end != start else { return (end, []) }
        return (end, try sql.fetch("""
            SELECT entry.company_id, entry.ticket_id, ticket.requester_id, ticket.participants
            FROM entry LEFT JOIN ticket ON ticket.id = entry.ticket_id
            WHERE \(between(start.entries, end.entries))
            UNION
            SELECT company_id, ticket_id, NULL, NULL FROM outbox
            WHERE moved > \(start.letters.mark) AND moved <= \(end.letters.mark) AND ticket_id IS NOT NULL
            """))
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

/// Up to where live pages were told.
private struct LiveCursor: Sendable, Hashable {
    let entries, letters: JournalCursor
}

/// That something happened on a ticket: what live pages are told.
package struct JournalMove: Sendable, FetchableRow {
    package let company: Int64
    package let ticket: Int64
    /// Whose request it is, and who takes part in it; nobody for the company's own record, and for what the staff alone is told.
    package let readers: Set<Int64>

    package init(_ row: Row) throws {
        company = try row[0]
        ticket = try row[1]
        let requester: Int64? = try row[2], participants: String? = try row[3]
        readers = Set([requester].compactMap { $0 } + (participants ?? "").split(separator: ",").compactMap { Int64($0) })
    }
}

extension Desk {
    /// Calls `body` with the tickets on which something was written, for ever, whichever process wrote it.
    ///
    /// Looks when this process commits, and once a second for what others wrote.
    package func followJournal(_ body: @escaping @Sendable ([JournalMove]) async -> Void) async throws {
        var cursor = LiveCursor(entries: JournalCursor(mark: .max), letters: JournalCursor(mark: .max))
        while !Task.isCancelled {
            let start = cursor
            let (end, moves) = try await read { try $0.moves(since: start) }
            cursor = end
            if !moves.isEmpty { await body(moves) }
            await waitForChange(atMost: .seconds(1))
        }
    }
}
