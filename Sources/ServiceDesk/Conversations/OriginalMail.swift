import BusinessTime
import Mail
import Storage
import SupportPolicy

/// A message as it came, byte by byte, with the entry that it made. Staff alone may see it: its headers tell more than its
/// sender wrote.
package struct OriginalMail: Sendable {
    package let folio: String
    /// Of the entry.
    package let number: Int
    package let receivedAt: Instant
    package let bytes: [UInt8]
    /// Of which only the beginning is here; 0: all is here.
    package let wholeSize: Int
    let authservID: String?

    /// What can be read of it; `nil` when nothing can.
    package func message(_ pictures: InboundMessage.Pictures = .ofTheMail) -> InboundMessage? {
        try? InboundMessage.parse(bytes, pictures: pictures)
    }

    /// Whether the company's own mail server proved its sender; `nil` where it reports nothing that we were told to believe.
    package func isProven(_ message: InboundMessage) -> Bool? {
        authservID.map { message.provenSender(by: $0) != nil }
    }
}

extension Desk {
    /// The message that made an entry of a ticket.
    ///
    /// - Throws: `.notFound` also where it came by no mail, or was erased; `.forbidden` for clients.
    package func originalMail(ofEntry number: Int, of folio: String, as principal: Principal) async throws -> OriginalMail {
        try principal.requireStaff()
        let (blob, mail) = try await read { tx in
            let ticket = try tx.ticket(folio, visibleTo: principal).ticket
            let row = try tx.sql.first("""
                SELECT received_mail.raw_blob, received_mail.received_at, received_mail.whole_size, received_mail.authserv_id
                FROM entry JOIN received_mail ON received_mail.entry_id = entry.id
                WHERE entry.company_id = \(ticket.company) AND entry.ticket_id = \(ticket.id) AND entry.number = \(number)
                  AND received_mail.raw_blob IS NOT NULL
                ORDER BY received_mail.received_at LIMIT 1
                """)
            guard let row else { throw DeskError.notFound }
            return (try row[0] as String, OriginalMail(
                folio: ticket.folio, number: number, receivedAt: try row[1], bytes: [], wholeSize: try row[2], authservID: try row[3]))
        }
        guard let bytes = try blobs.read(blob) else { throw DeskError.broken("blob \(blob) is gone") }
        return OriginalMail(
            folio: mail.folio, number: mail.number, receivedAt: mail.receivedAt, bytes: bytes, wholeSize: mail.wholeSize, authservID: mail.authservID)
    }
}

extension DeskTransaction {
    /// The entry that a message has just made: the last of its ticket in which somebody speaks.
    func entryMade(on ticket: Int64, of company: Int64) throws -> Int64? {
        let speaking: [Entry.Kind] = [.opened, .replied, .noted, .reopened]
        return try sql.value("""
            SELECT id FROM entry WHERE company_id = \(company) AND ticket_id = \(ticket) AND kind IN (\(speaking))
            ORDER BY number DESC LIMIT 1
            """)
    }
}

extension TimelineItem {
    /// Entries that a message made, and what it is; staff alone is told.
    static func originals(of ticket: SQL, for role: Role) -> SQL {
        """
        SELECT entry_id, traits, defects FROM received_mail
        WHERE ticket_id = \(ticket) AND entry_id IS NOT NULL AND raw_blob IS NOT NULL AND \(role.isStaff) = 1
        """
    }
}

extension Set<Problem> {
    /// As the row has them: a line each, so many as tell something.
    var codes: String { map(\.code).sorted().prefix(20).joined(separator: "\n") }

    init(codes: String) {
        self = Set(codes.split(separator: "\n").compactMap { Problem(code: $0) })
    }
}

extension Set<InboundMessage.Trait> {
    /// As the row has them.
    var words: String { map(\.rawValue).sorted().joined(separator: " ") }

    init(words: String) {
        self = Set(words.split(separator: " ").compactMap { InboundMessage.Trait(rawValue: String($0)) })
    }
}
