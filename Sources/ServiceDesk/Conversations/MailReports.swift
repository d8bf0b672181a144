import Mail
import Storage
import SupportPolicy

/// A letter of ours of which a machine tells.
struct ReportedLetter: FetchableRow, Sendable {
    let id: Int64
    let ticket: Int64?
    /// Empty where it was erased by law.
    let recipient: String

    static let columns: SQL = "outbox.id, outbox.ticket_id, CASE WHEN outbox.erased_at IS NULL THEN outbox.recipient ELSE '' END"

    init(_ row: Row) throws {
        (id, ticket, recipient) = (try row[0], try row[1], try row[2])
    }
}

extension DeskTransaction {
    /// The letters of which a message tells that no person wrote: a bounce, an answer sent while somebody is away, a read
    /// receipt; or the letter that it is itself, come back by an alias or a forwarding.
    ///
    /// They are known by the secret of the address to which it came, or by their Message-IDs; else by the folio, where the one
    /// of whom it tells got a letter about it: what it makes is a note that the staff alone sees.
    func lettersReported(by mail: Delivery) throws -> [ReportedLetter] {
        guard let message = mail.message else { return [] }
        let own = try letters(named: message.messageID.map { [$0] } ?? [], in: mail.company.id)
        if !own.isEmpty || !message.isAutomatic { return own }
        if !mail.secrets.isEmpty {
            let addressed: [ReportedLetter] = try sql.fetch("""
                SELECT \(ReportedLetter.columns) FROM outbox WHERE company_id = \(mail.company.id) AND id IN (\(mail.secrets.prefix(20)))
                """)
            if !addressed.isEmpty { return addressed }
        }
        // The last one in a thread is the one that is answered; the others did arrive.
        for ids in [message.bounce?.messageIDs ?? [], message.inReplyTo, message.references.suffix(1)] {
            let named = try letters(named: ids, in: mail.company.id)
            if !named.isEmpty { return named }
        }
        if let last = try letters(named: message.references, in: mail.company.id).first { return [last] }
        return try lettersOfFolio(in: message, of: mail.company)
    }

    private func letters(named ids: [String], in company: Int64) throws -> [ReportedLetter] {
        guard ids.contains(where: { MessageID.number(in: $0) != nil }) else { return [] }
        return try sql.fetch("""
            SELECT \(ReportedLetter.columns) FROM outbox WHERE company_id = \(company) AND \(OutboxRow.isNamed(by: ids)) ORDER BY outbox.id DESC
            """)
    }

    /// The last letter about a folio that went to the one of whom a message tells.
    private func lettersOfFolio(in message: InboundMessage, of company: CompanyRow) throws -> [ReportedLetter] {
        let text = message.isBounce ? message.subject + "\n" + message.text.prefix(20_000) : message.subject
        let about = Set((message.isBounce ? message.bounce?.recipients.map(\.email) ?? [] : [message.from?.email].compactMap { $0 }).map(emailKey))
        guard !about.isEmpty else { return [] }
        for folio in Folios.named(in: text, prefix: try policy(company.policyID).folioPrefix) {
            let letters: [ReportedLetter] = try sql.fetch("""
                SELECT \(ReportedLetter.columns) FROM outbox JOIN ticket ON ticket.id = outbox.ticket_id
                WHERE ticket.company_id = \(company.id) AND ticket.folio = \(folio) ORDER BY outbox.id DESC LIMIT 100
                """)
            if let last = letters.first(where: { about.contains(emailKey($0.recipient)) }) { return [last] }
        }
        return []
    }

    /// Whether mail to an address comes back to the company: nothing is written there by itself.
    func isOwn(_ email: String, of company: CompanyRow) throws -> Bool { try !ownKeys(among: [email], of: company).isEmpty }

    /// The company's own addresses among some, or to which something is added in them behind a plus, as keys.
    func ownKeys(among emails: [String], of company: CompanyRow) throws -> Set<String> {
        let keys = Set(emails.flatMap(Mailbox.keys))
        let mailboxes: [String] = try sql.values("SELECT LOWER(address) FROM mailbox WHERE company_id = \(company.id) AND LOWER(address) IN (\(keys.sorted()))")
        let named = try policy(company.policyID).company.email.map(emailKey)
        return Set(mailboxes + [named].compactMap { $0 }.filter(keys.contains))
    }
}
