import BusinessTime
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
    /// Letters of it that did not arrive; only for staff.
    package let undelivered: [Undelivered]

    package struct Undelivered: Sendable {
        package let recipient: String
        /// The other side's words.
        package let problem: String
        /// Else it may still arrive.
        package let isFinal: Bool
    }

    /// A text with the name of the field it answers, if any.
    package struct Said: Sendable {
        package let label: String?
        package let text: String
    }
}

/// Somebody as an entry names him.
package struct PersonName: Sendable, FetchableRow {
    package let id: Int64
    package let name: String
    package let email: String
    package let role: Role

    package init(_ row: Row) throws {
        id = try row[0]
        name = try row[1]
        email = try row[2]
        role = try row[3]
    }
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

    private func timeline(ofRecord record: Int64, in company: Int64, for role: Role) throws -> [TimelineItem] {
        let entries = try entryFacts(of: record, company: company, for: role)
        let people = try names(of: Set(entries.flatMap { [$0.person, $0.forPerson] }.compactMap { $0 }), in: company)
        var texts: [Int64: [TimelineItem.Said]] = [:]
        var files: [Int64: [Attachment]] = [:]
        var erasures: [Int64: Instant] = [:]
        let rows = try sql.fetch("""
            SELECT entry_id, kind, id, name, media_type, size, text, blob, erased_at FROM content
            WHERE company_id = \(company) AND ticket_id = \(record) AND (is_internal = 0 OR \(role.isStaff) = 1)
            ORDER BY id
            """)
        for row in rows {
            let entry: Int64 = try row[0]
            if let erasedAt: Instant = try row[8] {
                erasures[entry] = erasedAt
            } else if try row[1] == Content.Kind.file {
                files[entry, default: []].append(try Attachment(row))
            } else if let text: String = try row[6] {
                texts[entry, default: []].append(TimelineItem.Said(label: try row[3], text: text))
            }
        }
        let undelivered = role.isStaff ? try undelivered(of: record) : [:]
        return entries.map { entry in
            TimelineItem(
                entry: entry, by: entry.person.flatMap { people[$0] }, forPerson: entry.forPerson.flatMap { people[$0] },
                texts: texts[entry.id] ?? [], files: files[entry.id] ?? [], erasedAt: erasures[entry.id],
                undelivered: undelivered[entry.id] ?? [])
        }
    }

    private func names(of people: Set<Int64>, in company: Int64) throws -> [Int64: PersonName] {
        guard !people.isEmpty else { return [:] }
        let names: [PersonName] = try sql.fetch("SELECT id, name, email, role FROM person WHERE company_id = \(company) AND id IN (\(people.sorted()))")
        return Dictionary(uniqueKeysWithValues: names.map { ($0.id, $0) })
    }
}
