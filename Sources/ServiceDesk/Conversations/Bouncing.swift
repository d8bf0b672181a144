import BusinessTime
import Mail
import Storage
import SupportPolicy

/// How mail to an address fails.
package enum MailFailure: String, Sendable, SQLCodable {
    /// For good: no such mailbox.
    case hard
    /// For now: full, busy, away.
    case soft
}

extension DeskTransaction {
    /// Marks the letters of a ticket that a mail server could not deliver, and the addresses to which they went.
    ///
    /// - Returns: how the letter to the requester failed; `nil` when none of his did: nobody gets a notice of a notice that
    ///   came back, for it would come back, too.
    func mark(_ bounce: Bounce, on row: TicketRow) throws -> MailFailure? {
        let letters = try sql.fetch("""
            SELECT id, recipient FROM outbox
            WHERE company_id = \(row.ticket.company) AND \(OutboxRow.isNamed(by: bounce.messageIDs))
              AND ticket_id = \(row.ticket.id) AND erased_at IS NULL
            """)
        guard !letters.isEmpty, let failure = bounce.failure else { return nil }
        var ofRequester: MailFailure?
        for letter in letters {
            let (id, recipient): (Int64, String) = (try letter[0], try letter[1])
            try sql.execute("""
                UPDATE outbox SET state = \(bounce.isFinal ? OutboxRow.State.failed : .sent), problem = \(bounce.words)
                WHERE id = \(id) AND state IN ('sending', 'sent')
                """)
            try sql.execute("""
                UPDATE person SET undeliverable = \(failure) WHERE company_id = \(row.ticket.company) AND email_key = \(emailKey(recipient))
                """)
            if emailKey(recipient) == emailKey(row.requesterEmail) { ofRequester = failure }
        }
        return ofRequester
    }

    /// Somebody has written: his address works.
    func unmark(_ email: String, in company: Int64) throws {
        try sql.execute("""
            UPDATE person SET undeliverable = NULL
            WHERE company_id = \(company) AND email_key = \(emailKey(email)) AND undeliverable IS NOT NULL
            """)
    }

    /// How mail to somebody fails, as far as is known.
    package func mailFailure(of person: Int64) throws -> MailFailure? {
        try sql.value("SELECT undeliverable FROM person WHERE id = \(person)")
    }
}

extension Bounce {
    private var failed: Recipient? { recipients.first(where: \.isFinal) }

    /// A report in prose tells of nothing but failure.
    fileprivate var isFinal: Bool { recipients.isEmpty || failed != nil }

    /// - Returns: `nil` when everything was delivered after all.
    fileprivate var failure: MailFailure? {
        guard let recipient = failed ?? recipients.first(where: { $0.action == "delayed" }) else { return recipients.isEmpty ? .hard : nil }
        return recipient.isFinal && recipient.status?.hasPrefix("4") != true ? .hard : .soft
    }

    /// The other side's words: one line.
    fileprivate var words: String {
        let recipient = failed ?? recipients.first { $0.action == "delayed" }
        let said = [recipient?.status, recipient?.diagnostic].compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: " ")
        return said.isEmpty ? "El correo regresó." : String(said.prefix(Words.longestLine))
    }
}
