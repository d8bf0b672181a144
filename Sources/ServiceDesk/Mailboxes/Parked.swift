import BusinessTime
import Storage
import SupportPolicy

/// A message that was set aside.
package struct ParkedMail: FetchableRow, Sendable {
    package let digest: [UInt8]
    package let receivedAt: Instant
    package let reason: Said
    /// Whether its bytes were kept here; the server kept them where it never gave them. What was not found may be again: a volume that
    /// was not mounted, a folder of another node.
    package let hasOriginal: Bool
    /// Whether nothing may come of it, so that it can be put away.
    package let canBePutAway: Bool
    /// Whether the mail server may still have it where it lay.
    let isOnServer: Bool

    /// Whether it may be read after all.
    package var canBeReadAgain: Bool { hasOriginal || isOnServer }

    /// What commands and addresses call it.
    package var name: String { digest.hex }

    /// Where a page of them ended, as an URL carries it: `1772600400-0a1b…`.
    package struct Key: Sendable {
        fileprivate let at: Instant
        fileprivate let digest: [UInt8]

        package init?(_ text: String) {
            guard let dash = text.firstIndex(of: "-"), let seconds = Int64(text[..<dash]), let digest = [UInt8](hex: String(text[text.index(after: dash)...])) else { return nil }
            (at, self.digest) = (Instant(seconds: seconds), digest)
        }
    }

    package var key: String { "\(receivedAt.seconds)-\(name)" }

    package init(_ row: Row) throws {
        digest = try row[0]
        receivedAt = try row[1]
        let words: String = try row[2] ?? ""
        let blob: String? = try row[3], kind: ParkReason.Kind? = try row[4], mailbox: Int64? = try row[5]
        // One that an earlier version set aside has only its words.
        reason = kind.map { ParkReason($0, words).said } ?? Said(es: words, en: words)
        hasOriginal = blob != nil
        canBePutAway = blob == nil || kind == .originalGone
        isOnServer = mailbox != nil
    }
}

extension Desk {
    /// The messages of a company that were set aside, the latest first; pages by key.
    package func parkedMails(of company: Int64, after last: ParkedMail.Key? = nil, limit: Int = .max) async throws -> [ParkedMail] {
        try await read { tx in
            let before: SQL = last.map { "AND (received_at, digest) < (\($0.at), \($0.digest))" } ?? ""
            return try tx.sql.fetch("""
                SELECT digest, received_at, problem, raw_blob, parked_because,
                    CASE WHEN uid IS NOT NULL THEN (SELECT id FROM mailbox WHERE mailbox.id = received_mail.mailbox_id) END
                FROM received_mail
                WHERE company_id = \(company) AND state = 'parked' AND put_away_at IS NULL \(before) ORDER BY received_at DESC, digest DESC LIMIT \(limit)
                """)
        }
    }

    package func parkedMails(as principal: Principal, after last: ParkedMail.Key? = nil, limit: Int = .max) async throws -> [ParkedMail] {
        try principal.requireStaff()
        return try await parkedMails(of: principal.company, after: last, limit: limit)
    }

    /// The bytes of a message that was set aside.
    ///
    /// - Throws: `.notFound`.
    package func parkedMail(_ name: String, as principal: Principal) async throws -> [UInt8] {
        try principal.requireStaff()
        guard let digest = [UInt8](hex: name) else { throw DeskError.notFound }
        let blob: String? = try await read { tx in
            try tx.sql.value("""
                SELECT raw_blob FROM received_mail WHERE company_id = \(principal.company) AND digest = \(digest) AND state = 'parked'
                """)
        }
        guard let blob, let bytes = try blobs.read(blob) else { throw DeskError.notFound }
        return bytes
    }

    /// Has a message that was set aside looked into again, as if it had just come; one that its mail server never gave is asked for again first.
    ///
    /// - Throws: `.notFound`; `.conflict` where the mail server still does not give it.
    package func retryMail(_ name: String, of company: Int64) async throws {
        guard let digest = [UInt8](hex: name) else { throw DeskError.notFound }
        if let mail = try await read({ try $0.ungiven(digest, in: company) }) { return try await fetchAgain(mail) }
        try await write { tx in
            let found = try tx.sql.execute("""
                UPDATE received_mail SET state = 'waiting', attempts = 0, next_attempt_at = \(tx.now), problem = NULL, parked_because = NULL, put_away_at = NULL
                WHERE company_id = \(company) AND digest = \(digest) AND state = 'parked' AND raw_blob IS NOT NULL
                """)
            if found == 0 { throw DeskError.notFound }
        }
    }

    package func retryMail(_ name: String, as principal: Principal) async throws {
        try principal.requireStaff()
        try await retryMail(name, of: principal.company)
    }

    /// Lists a message no more of which no bytes are found here, because nothing will come of it. By its name it can still be read again.
    ///
    /// - Throws: `.notFound` also for one whose bytes are here: it can be read.
    package func putAwayMail(_ name: String, as principal: Principal) async throws {
        try principal.requireStaff()
        guard let digest = [UInt8](hex: name) else { throw DeskError.notFound }
        try await write { tx in
            let found = try tx.sql.execute("""
                UPDATE received_mail SET put_away_at = \(tx.now)
                WHERE company_id = \(principal.company) AND digest = \(digest) AND state = 'parked' AND put_away_at IS NULL
                  AND (raw_blob IS NULL OR parked_because = \(ParkReason.Kind.originalGone))
                """)
            if found == 0 { throw DeskError.notFound }
        }
    }
}
