import BusinessTime
import Mail
import Storage
import SupportPolicy

/// The ticket that a message answers, and as whom. Nobody adds to a ticket by what anybody can write into a mail.
enum MailAnswer {
    /// The requester or one who takes part, or whoever he gave the secret of his reply address.
    case client(TicketRow, Principal)
    /// One of the staff, who answers a notice about it.
    ///
    /// `letter` is what he was told, which is not the client's to read.
    case staff(TicketRow, Principal, letter: String)
    /// What answers a notice under the address of one of the staff, and nothing else shows that it is his: he wrote it, or somebody who
    /// saw that letter writes in his name.
    case unproven(TicketRow, Principal)
}

/// What a message shows of itself: who it is from, whether that is proven, and which letters it answers.
struct MailEvidence: Sendable {
    let from: Address
    /// Whether our own mail server proved the sender.
    let isProven: Bool
    /// Our letters whose secret stands in an address to which it was sent.
    let secrets: [Int64]
    /// Message-IDs that it answers.
    let identifiers: [String]
    let subject: String
}

extension DeskTransaction {
    /// - Returns: `nil` for a message that answers nothing, as far as it can show.
    func answered(by evidence: MailEvidence, in company: CompanyRow) throws -> MailAnswer? {
        for letter in try letters(evidence, in: company.id) {
            switch try answer(to: letter, by: evidence, in: company.id) {
            case .client(let row, let client): return .client(try goingOn(row), client)
            case .staff(let row, let staff, let letter): return .staff(try goingOn(row), staff, letter: letter)
            case .unproven(let row, let staff): return .unproven(try goingOn(row), staff)
            case nil: continue
            }
        }
        // A folio is no secret: it leads to its ticket only whoever is proven to be its requester.
        guard evidence.isProven, let person = try person(email: evidence.from.email, in: company.id) else { return nil }
        for folio in Folios.named(in: evidence.subject, prefix: try policy(company.policyID).folioPrefix) {
            let row: TicketRow? = try sql.first("""
                SELECT \(TicketRow.columns) FROM \(TicketRow.tables)
                WHERE ticket.company_id = \(company.id) AND ticket.folio = \(folio) AND \(person.role) = \(Role.client) AND \(ticketIsVisible(to: person.principal))
                """)
            if let row { return .client(try goingOn(try ticket(id: row.ticket.id)), person.principal) }
        }
        return nil
    }

    /// The requester's answer, and that of one who takes part, is his by the secret of his reply address; or by the Message-ID of a letter to him, which
    /// nobody can guess, when it comes under his address. What one of the staff says goes to a client, so a Message-ID, which
    /// travels with every forwarded mail, is not enough for it: the secret, or proof, and his own address. Else it is for the staff alone.
    private func answer(to letter: Letter, by evidence: MailEvidence, in company: Int64) throws -> MailAnswer? {
        let row = try ticket(id: letter.ticket)
        let isFromHim = emailKey(evidence.from.email) == emailKey(letter.recipient), hasSecret = evidence.secrets.contains(letter.id)
        // Of a letter whose words were erased by law only its Message-ID is left.
        if letter.recipient.isEmpty { return emailKey(row.requesterEmail) == emailKey(evidence.from.email) ? .client(row, row.requesterPrincipal) : nil }
        if emailKey(row.requesterEmail) == emailKey(letter.recipient) { return isFromHim || hasSecret ? .client(row, row.requesterPrincipal) : nil }
        if !row.ticket.participants.isEmpty, let person = try person(email: letter.recipient, in: company), row.ticket.participants.contains(person.id) {
            return isFromHim || hasSecret ? .client(row, person.principal) : nil
        }
        guard isFromHim, let staff = try staff(email: letter.recipient, in: company) else { return nil }
        return hasSecret || evidence.isProven ? .staff(row, staff, letter: letter.text) : .unproven(row, staff)
    }

    /// A mail of ours about a ticket.
    private struct Letter: FetchableRow {
        let id: Int64
        let ticket: Int64
        let recipient: String
        let text: String

        init(_ row: Row) throws {
            (id, ticket, recipient, text) = (try row[0], try row[1], try row[2], try row[3])
        }
    }

    /// The letters that a message answers, those whose secret it has first.
    private func letters(_ evidence: MailEvidence, in company: Int64) throws -> [Letter] {
        var letters: [Letter] = []
        if !evidence.secrets.isEmpty {
            letters += try sql.fetch("""
                SELECT id, ticket_id, recipient, text FROM outbox
                WHERE company_id = \(company) AND id IN (\(evidence.secrets.prefix(20))) AND ticket_id IS NOT NULL AND erased_at IS NULL
                """)
        }
        if !evidence.identifiers.isEmpty {
            letters += try sql.fetch("""
                SELECT id, ticket_id, recipient, text FROM outbox
                WHERE company_id = \(company) AND \(OutboxRow.isNamed(by: evidence.identifiers)) AND ticket_id IS NOT NULL
                ORDER BY id DESC
                """)
        }
        return letters
    }

    /// What one of the staff wrote to a notice is his answer to the client, without the notice below it. Where there is
    /// nothing to answer, or part of the notice is still in it, it is a note.
    func answerOfStaff(_ text: String, files: [StoredFile], on row: TicketRow, as principal: Principal, to letter: String) throws -> Ticket {
        let record = try record(row)
        record.settle()
        let own = ReplyText.split(text).reply.split(separator: "\n", omittingEmptySubsequences: false).filter { $0.first != ">" }
        let reply = Words.clean(own.joined(separator: "\n"), keepingLines: true)
        let quotes = !Self.longLines(letter).isDisjoint(with: Self.longLines(reply))
        if quotes || record.ticket.isClosed || (reply.isEmpty && files.isEmpty) {
            record.append(
                .noted, by: principal, isInternal: true, facts: ["unsent": quotes ? "quotes" : record.ticket.isClosed ? "closed" : "empty"],
                contents: Content.all(reply.isEmpty ? nil : reply, files))
        } else {
            try record.reply(by: principal, contents: Content.all(reply.isEmpty ? nil : reply, files))
        }
        try save(record)
        return record.ticket
    }

    /// Lines that nobody writes twice by chance.
    private static func longLines(_ text: String) -> Set<String> {
        Set(text.split(separator: "\n").map { Words.clean(String($0), keepingLines: false) }.filter { $0.count >= 25 })
    }
}

extension TicketRow {
    /// The requester as the one who acts.
    var requesterPrincipal: Principal {
        Principal(company: ticket.company, person: ticket.requester, name: requesterName, email: requesterEmail, role: .client)
    }
}

/// Folios in running text.
enum Folios {
    /// Every `PREFIX-123` in a subject, at most five.
    static func named(in subject: String, prefix: String) -> [String] {
        let words = subject.uppercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-")) }
        return words.filter { $0.hasPrefix(prefix + "-") && Int($0.dropFirst(prefix.count + 1)) != nil }.prefix(5).map(String.init)
    }
}
