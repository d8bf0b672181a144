import BusinessTime
import Mail
import Storage
import SupportPolicy

/// One entry of a ticket with what was said, as a reader may see it.
package struct TimelineItem: Sendable {
    package let entry: Entry
    /// Who did it: a name, or `nil` for the desk itself.
    package let by: PersonName?
    package let forPerson: PersonName?
    package let texts: [Said]
    package let files: [Attachment]
    /// When texts or files of it were erased by law.
    package let erasedAt: Instant?
    /// The letters that it made leave the house; only for staff.
    package let letters: [Letter]
    /// What the message is that made it; `nil` where none did, or it is not the reader's to see.
    package let mail: Set<InboundMessage.Trait>?
    /// What of that message was not read as it was sent.
    package let problems: Set<Problem>

    package struct Letter: Sendable {
        package let recipient: String
        package let fate: OutboxRow.Fate
        /// When the mail server took it; `nil` before, and where nobody knows.
        package let sentAt: Instant?
        /// The other side's words, if it said any.
        package let problem: String

        /// Whether there is something wrong, of which the staff must hear.
        package var isTroubled: Bool {
            switch fate {
            case .failed, .unknown, .sentMaybeTwice: true
            case .waiting, .leaving, .sent: !problem.isEmpty
            }
        }
    }

    /// A text with the name of the field it answers, if any.
    package struct Said: Sendable {
        package let label: String?
        package let text: String
        /// What its writer's mail program quoted below it, and his signature; empty where there is none.
        package var quoted = ""
    }
}

/// Somebody as an entry names him.
package struct PersonName: Sendable {
    package let id: Int64
    package let name: String
    package let email: String
    package let role: Role

    /// - Parameter column: the first of its four; `nil` where nobody stands there.
    init?(_ row: Row, from column: Int) throws {
        guard let id: Int64 = try row[column] else { return nil }
        self.id = id
        name = try row[column + 1]
        email = try row[column + 2]
        role = try row[column + 3]
    }

    /// As those may read who know him by his address alone.
    package var shown: String { Person.isErased(email) ? name : email }
}

extension DeskTransaction {
    /// What was done on a ticket, in order, with its texts and files; clients see nothing internal.
    package func timeline(of ticket: Ticket, for role: Role) throws -> [TimelineItem] {
        try timeline(ofRecord: ticket.id, in: ticket.company, for: role)
    }

    /// What was done on a contract, alike.
    package func timeline(of contract: Contract, for role: Role) throws -> [TimelineItem] {
        try timeline(ofRecord: contract.id, in: contract.company, for: role)
    }

    /// What was done on a quote, alike.
    package func timeline(of quote: Quote, for role: Role) throws -> [TimelineItem] {
        try timeline(ofRecord: quote.id, in: quote.company, for: role)
    }

    private func timeline(ofRecord record: Int64, in company: Int64, for role: Role) throws -> [TimelineItem] {
        let found = try sql.fetch(together: [
            TimelineItem.entries(of: "\(record)", company: company, for: role),
            TimelineItem.contents(of: "\(record)", company: company, for: role),
            TimelineItem.letters(of: "\(record)", for: role),
            TimelineItem.originals(of: "\(record)", for: role),
        ])
        return try TimelineItem.all(found[0], found[1], found[2], found[3])
    }
}

extension TimelineItem {
    /// The entries of a ticket, in order, with the people whom they name behind them.
    ///
    /// - Parameter ticket: its id, or a query for it.
    static func entries(of ticket: SQL, company: Int64, for role: Role) -> SQL {
        """
        SELECT \(Entry.columns), actor.id, actor.name, actor.email, actor.role,
            client.id, client.name, client.email, client.role
        FROM entry
        LEFT JOIN person AS actor ON actor.id = entry.person_id AND actor.company_id = entry.company_id
        LEFT JOIN person AS client ON client.id = entry.for_person_id AND client.company_id = entry.company_id
        WHERE entry.company_id = \(company) AND entry.ticket_id = \(ticket) AND (entry.is_internal = 0 OR \(role.isStaff) = 1)
        ORDER BY entry.number
        """
    }

    /// Their texts and files, in any order: `all` sorts them, which for so few costs less than asking for it.
    static func contents(of ticket: SQL, company: Int64, for role: Role) -> SQL {
        """
        SELECT entry_id, kind, id, name, media_type, size, text, blob, erased_at FROM content
        WHERE company_id = \(company) AND ticket_id = \(ticket) AND (is_internal = 0 OR \(role.isStaff) = 1)
        """
    }

    /// What these queries found, put together.
    static func all(_ entries: [Row], _ contents: [Row], _ letters: [Row], _ originals: [Row]) throws -> [TimelineItem] {
        let mails: [Int64: Set<InboundMessage.Trait>] = try originals.reduce(into: [:]) { $0[try $1[0]] = .init(words: try $1[1]) }
        let mailed = try Letter.byEntry(letters)
        let problems: [Int64: Set<Problem>] = try originals.reduce(into: [:]) { $0[try $1[0]] = .init(codes: try $1[2]) }
        var texts: [Int64: [Said]] = [:]
        var files: [Int64: [Attachment]] = [:]
        var erasures: [Int64: Instant] = [:]
        for (_, row) in try contents.map({ (id: try $0[2] as Int64, row: $0) }).sorted(by: { $0.id < $1.id }) {
            let entry: Int64 = try row[0]
            if let erasedAt: Instant = try row[8] {
                erasures[entry] = erasedAt
            } else if try row[1] == Content.Kind.file {
                files[entry, default: []].append(try Attachment(row))
            } else if let text: String = try row[6] {
                texts[entry, default: []].append(Said(label: try row[3], text: text))
            }
        }
        return try entries.map { row in
            let entry = try Entry(factsOf: row), people = row.names.count - 8
            return TimelineItem(
                entry: entry, by: try PersonName(row, from: people), forPerson: try PersonName(row, from: people + 4),
                texts: texts[entry.id]?.map { $0.folded(entry.body.written) } ?? [], files: files[entry.id] ?? [], erasedAt: erasures[entry.id],
                letters: mailed[entry.id] ?? [], mail: mails[entry.id], problems: problems[entry.id] ?? [])
        }
    }
}

extension TimelineItem.Said {
    /// Of an answer, what was quoted below it; a field of a form quotes nothing.
    fileprivate func folded(_ written: Int?) -> Self {
        guard label == nil, let written else { return self }
        let parts = QuotedText(text, written: written)
        return Self(label: nil, text: parts.said, quoted: parts.quoted)
    }
}
