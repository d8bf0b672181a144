import BusinessTime
import Storage
import SupportPolicy

/// A message that a clause did not let in: kept, and shown to staff.
package struct RefusedMail: FetchableRow, Sendable {
    /// Of the content that is the original message.
    package let original: Int64
    /// Its entry in the company's record, by which they are paged.
    package let number: Int
    package let at: Instant
    package let clause: String?
    package let from: String
    package let subject: String

    package init(_ row: Row) throws {
        original = try row[0]
        at = try row[1]
        clause = try row[2]
        from = try row[3] as String? ?? ""
        subject = try row[4] as String? ?? ""
        number = try row[5]
    }
}

extension Desk {
    /// The messages of a company that were refused, newest first.
    ///
    /// - Parameter last: number of the last one on the page before.
    package func refusedMails(of company: Int64, after last: Int? = nil, limit: Int = .max) async throws -> [RefusedMail] {
        let end = last ?? Int.max
        return try await read { tx in
            try tx.sql.fetch("""
                SELECT original.id, entry.at, entry.clause, sender.text, subject.text, entry.number
                FROM entry
                JOIN content AS original ON original.entry_id = entry.id AND original.ticket_id = 0 AND original.kind = 'file' AND original.erased_at IS NULL
                LEFT JOIN content AS sender ON sender.entry_id = entry.id AND sender.ticket_id = 0 AND sender.name = 'from'
                LEFT JOIN content AS subject ON subject.entry_id = entry.id AND subject.ticket_id = 0 AND subject.name = 'subject'
                WHERE entry.company_id = \(company) AND entry.ticket_id = 0 AND entry.number < \(end) AND entry.kind = \(Entry.Kind.mailRefused)
                ORDER BY entry.number DESC LIMIT \(limit)
                """)
        }
    }

    package func refusedMails(as principal: Principal, after last: Int? = nil, limit: Int = .max) async throws -> [RefusedMail] {
        try principal.requireStaff()
        return try await refusedMails(of: principal.company, after: last, limit: limit)
    }

    /// The original of a refused message.
    ///
    /// - Throws: `.notFound`.
    package func refusedMail(_ content: Int64, as principal: Principal) async throws -> [UInt8] {
        try principal.requireStaff()
        let blob: String? = try await read { tx in
            try tx.sql.value("""
                SELECT blob FROM content
                WHERE id = \(content) AND company_id = \(principal.company) AND ticket_id = 0 AND kind = 'file'
                """)
        }
        guard let blob, let bytes = try blobs.read(blob) else { throw DeskError.notFound }
        return bytes
    }
}
