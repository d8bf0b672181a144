import BusinessTime
import Storage
import SupportPolicy

/// What a person of the staff is told.
package enum NoticeKind: String, Sendable, SQLCodable {
    case assigned, escalated, warned, breached
    /// A request came for which a record is missing, and its role sees to that.
    case routed
    case clientReplied = "client_replied"
    /// A closing that was offered is not accepted.
    case disputed
    /// A quote was accepted, declined, or has expired.
    case quoteAnswered = "quote_answered"
    /// A letter to the client came back.
    case bounced
    /// A machine answers the desk's own letters, and does not say so.
    case loop
    /// More mail comes than anybody writes.
    case flood
}

/// A notice as its reader sees it.
package struct NoticeRow: FetchableRow, Sendable {
    package let id: Int64
    package let kind: NoticeKind
    package let at: Instant
    package let isRead: Bool
    package let folio: String
    package let subject: String

    package init(_ row: Row) throws {
        id = try row[0]
        kind = try row[1]
        at = try row[2]
        isRead = try row[3] as Instant? != nil
        folio = try row[4]
        subject = try row[5]
    }
}

extension Desk {
    /// The latest notices of a person, newest first.
    package func notices(of principal: Principal, limit: Int = 100) async throws -> [NoticeRow] {
        try principal.requireStaff()
        return try await read { tx in
            try tx.sql.fetch("""
                SELECT notice.id, notice.kind, notice.at, notice.read_at, ticket.folio, ticket.subject
                FROM notice JOIN ticket ON ticket.id = notice.ticket_id
                WHERE notice.company_id = \(principal.company) AND notice.person_id = \(principal.person)
                ORDER BY notice.at DESC, notice.id DESC LIMIT \(limit)
                """)
        }
    }

    package func readNotices(of principal: Principal) async throws {
        try await write { tx in
            try tx.sql.execute("""
                UPDATE notice SET read_at = \(tx.now)
                WHERE company_id = \(principal.company) AND person_id = \(principal.person) AND read_at IS NULL
                """)
        }
    }
}

extension DeskTransaction {
    /// How many notices a person has not read; counted up to a hundred.
    package func unreadNotices(of principal: Principal) throws -> Int {
        try sql.value(unreadNoticesQuery(of: principal)) ?? 0
    }

    func unreadNoticesQuery(of principal: Principal) -> SQL {
        """
        SELECT COUNT(*) FROM (
            SELECT 1 FROM notice
            WHERE company_id = \(principal.company) AND person_id = \(principal.person) AND read_at IS NULL
            LIMIT 100) AS unread
        """
    }
}
