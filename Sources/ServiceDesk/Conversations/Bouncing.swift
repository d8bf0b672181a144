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

    /// What the mail server would not take is told like what came back: the address is marked, and whoever holds the ticket hears
    /// of it before anything closes over a letter that nobody got.
    ///
    /// - Parameter words: the other side's; `nil`: nobody knows whether it left.
    func noteFailure(of letter: OutboxRow, _ words: String?) throws {
        let about: ReportedLetter? = try sql.first("SELECT \(ReportedLetter.columns) FROM outbox WHERE id = \(letter.id)")
        guard let about, let ticket = about.ticket, !about.recipient.isEmpty else { return }
        let failure = Bounce.failure(in: words)
        try sql.execute("UPDATE person SET undeliverable = \(failure) WHERE company_id = \(letter.company) AND email_key = \(emailKey(about.recipient))")
        let row = try self.ticket(id: ticket)
        // Nobody gets a notice of a notice that did not leave.
        guard emailKey(row.requesterEmail) == emailKey(about.recipient) else { return }
        let record = try record(row), language = record.policy.language
        record.settle()
        let why = words ?? Said(es: "nadie sabe si salió", en: "nobody knows whether it left")(in: language)
        let text = Said(
            es: "No se pudo enviar «\(letter.subject)» a \(about.recipient): \(why)", en: "“\(letter.subject)” could not be sent to \(about.recipient): \(why)")(in: language)
        record.append(.noted, by: .desk(of: letter.company), isInternal: true, facts: ["bounce": failure.rawValue], contents: [Content(text: text)])
        try save(record)
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

    /// How an address fails where the mail server would not take a letter for it: for good where there is nobody of that name.
    fileprivate static func failure(in words: String?) -> MailFailure {
        guard let words, words.hasPrefix("5") else { return .soft }
        return status(in: words).map { $0.hasPrefix("5.1.") } ?? true ? .hard : .soft
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
