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
    /// They are known by the secret of the address to which it came, or by their Message-IDs, which nobody can guess. A folio stands in
    /// every subject and leads to none: whoever knows one could fail a letter that arrived, or write on somebody's ticket.
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
        return try letters(named: message.references, in: mail.company.id).first.map { [$0] } ?? []
    }

    private func letters(named ids: [String], in company: Int64) throws -> [ReportedLetter] {
        guard ids.contains(where: { MessageID.number(in: $0) != nil }) else { return [] }
        return try sql.fetch("""
            SELECT \(ReportedLetter.columns) FROM outbox WHERE company_id = \(company) AND \(OutboxRow.isNamed(by: ids)) ORDER BY outbox.id DESC
            """)
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
