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
    /// Marks letters that a mail server could not deliver, and the addresses to which they went.
    ///
    /// - Parameter row: the ticket that they are about; `nil`: none.
    /// - Returns: how the letter to its requester failed; `nil` when none of his did: nobody gets a notice of a notice that
    ///   came back, for it would come back, too.
    @discardableResult
    func mark(_ bounce: Bounce, _ letters: [ReportedLetter], on row: TicketRow?, of company: Int64) throws -> MailFailure? {
        guard let failure = bounce.failure else { return nil }
        var ofRequester: MailFailure?
        for letter in letters where letter.ticket == row?.ticket.id && !letter.recipient.isEmpty {
            try sql.execute("""
                UPDATE outbox SET state = \(bounce.isFinal ? OutboxRow.State.failed : .sent), problem = \(bounce.words)
                WHERE id = \(letter.id) AND state IN ('sending', 'sent')
                """)
            try sql.execute("""
                UPDATE person SET undeliverable = \(failure) WHERE company_id = \(company) AND email_key = \(emailKey(letter.recipient))
                """)
            if emailKey(letter.recipient) == row.map({ emailKey($0.requesterEmail) }) { ofRequester = failure }
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

    fileprivate var isFinal: Bool { recipients.isEmpty ? !isDelay : failed != nil }

    /// - Returns: `nil` when everything was delivered after all.
    fileprivate var failure: MailFailure? {
        guard !recipients.isEmpty else { return isDelay || Self.isPassing(status) ? .soft : .hard }
        guard let recipient = failed ?? recipients.first(where: { $0.action == "delayed" }) else { return nil }
        return recipient.isFinal && !Self.isPassing(recipient.status ?? recipient.diagnostic.flatMap(Self.status)) ? .hard : .soft
    }

    /// A full mailbox is emptied one day, although servers that gave up say 5.2.2.
    private static func isPassing(_ status: String?) -> Bool { status?.hasPrefix("4") == true || status == "5.2.2" }

    /// The other side's words: one line; where it had none, a status that says as much (RFC 3463).
    fileprivate var words: String {
        let recipient = failed ?? recipients.first { $0.action == "delayed" }
        let status = recipient?.status ?? status ?? "", diagnostic = recipient?.diagnostic ?? ""
        let said = diagnostic.contains(status) ? diagnostic : [status, diagnostic].filter { !$0.isEmpty }.joined(separator: " ")
        return said.isEmpty ? (isFinal ? "5.0.0" : "4.0.0") : String(said.prefix(Words.longestLine))
    }
}
