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
    /// - Returns: how a letter to its requester, or to one who takes part, failed; `nil` when none did: nobody gets a notice of a
    ///   notice that came back, for it would come back, too.
    @discardableResult
    func mark(_ bounce: Bounce, _ letters: [ReportedLetter], on row: TicketRow?, of company: Int64) throws -> MailFailure? {
        guard let failure = bounce.failure else { return nil }
        var ofReader: MailFailure?
        for letter in letters where letter.ticket == row?.ticket.id && !letter.recipient.isEmpty {
            try sql.execute("""
                UPDATE outbox SET state = \(bounce.isFinal ? OutboxRow.State.failed : .sent), problem = \(bounce.words), moved = \(moved)
                WHERE id = \(letter.id) AND state IN ('sending', 'sent')
                """)
            try mark(letter.recipient, as: failure, in: company)
            if let row, try isReader(letter.recipient, of: row) { ofReader = failure }
        }
        return ofReader
    }

    private func mark(_ email: String, as failure: MailFailure, in company: Int64) throws {
        try sql.execute("UPDATE person SET undeliverable = \(failure) WHERE company_id = \(company) AND email_key = \(emailKey(email))")
    }

    /// Whether an address is that of a ticket's requester, or of one who takes part in it.
    func isReader(_ email: String, of row: TicketRow) throws -> Bool {
        if emailKey(row.requesterEmail) == emailKey(email) { return true }
        return try participants(of: row.ticket).contains { emailKey($0.email) == emailKey(email) }
    }

    /// What the mail server would not take is told like what came back: the address is marked, and whoever holds the ticket hears
    /// of it before anything closes over a letter that nobody got.
    ///
    /// - Parameters:
    ///   - failure: of the address; `nil` where nothing was said of it: that our own mail server was away marks nobody's.
    ///   - words: the other side's; `nil`: nobody knows whether it left.
    func noteFailure(of letter: OutboxRow, _ failure: MailFailure?, saying words: String?) throws {
        let about: ReportedLetter? = try sql.first("SELECT \(ReportedLetter.columns) FROM outbox WHERE id = \(letter.id)")
        guard let about, let ticket = about.ticket, !about.recipient.isEmpty else { return }
        if let failure { try mark(about.recipient, as: failure, in: letter.company) }
        let row = try self.ticket(id: ticket)
        // Nobody gets a notice of a notice that did not leave.
        guard try isReader(about.recipient, of: row) else { return }
        let record = try record(row)
        record.settle()
        record.append(
            .noted, by: .desk(of: letter.company), isInternal: true, facts: ["bounce": failure?.rawValue ?? "unknown", Remark.fact: Remark.unsent.rawValue],
            contents: [Content(text: about.recipient, name: "to"), Content(text: letter.subject, name: "subject")] + (words.map { [Content(text: $0, name: "problem")] } ?? []))
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

extension MailFailure {
    /// How an address fails for which the mail server would not take a letter: for good only where there is no such mailbox (RFC 3463
    /// §3.2, RFC 7505 §4).
    ///
    /// - Parameter isOfAddress: whether it said so of the address itself; what it says without the three numbers counts only then.
    /// - Returns: `nil` where it says nothing of the address: what it has against us, the letter or the moment.
    package init?(refusal words: String, ofAddress isOfAddress: Bool) {
        // What has no status is 4.0.0: it tells nothing.
        guard let status = Bounce.status(in: words), !status.hasSuffix(".0.0") else {
            guard isOfAddress, !words.hasPrefix("421") else { return nil }
            self = ["550", "551", "553"].contains(words.prefix(3)) ? .hard : .soft
            return
        }
        if ["5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10"].contains(status) {
            self = .hard
        } else if [".1.", ".2."].contains(status.dropFirst().prefix(3)), !["1.7", "1.8"].contains(status.dropFirst(2)) {
            self = .soft
        } else {
            return nil
        }
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
