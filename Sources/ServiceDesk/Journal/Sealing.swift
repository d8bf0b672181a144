import BusinessTime
import Crypto
import Storage

/// The hourly entry over everything that was written since the last one: a record that vanished as a whole, chain and all,
/// is missed by it.
extension Desk {
    /// Seconds between seals.
    static let sealInterval: Int64 = 3_600

    /// Seals the journals whose hour is over.
    package func sealJournals() async throws {
        let companies = try await read { try $0.companies() }
        for company in companies {
            try await write { tx in try tx.seal(company.id) }
        }
    }
}

/// One seal: from where to where, and the hash over the hashes between.
struct Seal {
    var from: JournalCursor
    var to: JournalCursor
    var digest: String

    static func facts(_ from: JournalCursor, _ to: JournalCursor, _ digest: String) -> [String: String] {
        ["from": "\(from.mark)", "to": "\(to.mark)", "digest": digest]
    }

    init?(_ entry: Entry) {
        let facts = entry.body.facts
        guard let from = facts["from"].flatMap({ Int64($0) }), let to = facts["to"].flatMap({ Int64($0) }), let digest = facts["digest"] else { return nil }
        self.from = JournalCursor(mark: from)
        self.to = JournalCursor(mark: to)
        self.digest = digest
    }
}

extension DeskTransaction {
    fileprivate func seal(_ company: Int64) throws {
        let last: Entry? = try sql.first("""
            SELECT \(Entry.columns) FROM entry
            WHERE company_id = \(company) AND ticket_id = 0 AND kind = \(Entry.Kind.sealed)
            ORDER BY number DESC LIMIT 1
            """)
        if let last, now - last.at < Desk.sealInterval { return }
        let from = last.flatMap(Seal.init)?.to ?? JournalCursor(mark: 0)
        let to = try journalHorizon()
        let (digest, count) = try digestOfJournal(of: company, from: from, to: to)
        guard count > 0 else { return }
        try appendToCompany(company, .sealed, facts: Seal.facts(from, to, digest))
    }

    /// SHA-256 over the hashes of a company's entries between two cursors, seals left out, and how many they are.
    func digestOfJournal(of company: Int64, from: JournalCursor, to: JournalCursor) throws -> (String, Int) {
        var sha = SHA256()
        var count = 0
        try sql.each("""
            SELECT hash FROM entry
            WHERE company_id = \(company) AND kind <> \(Entry.Kind.sealed) AND \(between(from, to))
            ORDER BY position
            """) { row in
            sha.update(data: try row[0] as [UInt8])
            count += 1
        }
        return (Array(sha.finalize()).hex, count)
    }
}
