import Storage
import SupportPolicy

/// One line of the index for each entry with a text. Who may find it is a word like any other, so that a search never looks
/// at what belongs to others.
extension DeskTransaction {
    private enum Readers: String {
        /// The staff and the clients, as far as they see the request.
        case everybody = "public"
        /// The staff alone.
        case company
    }

    private static func reader(_ readers: Readers, of company: Int64) -> String { "\(readers.rawValue)\(company)" }

    func index(_ recorded: [Recorded<TicketRecord.Standing>], of ticket: Ticket, requester parties: Parties) throws {
        for item in recorded {
            guard !item.happening.contents.isEmpty else { continue }
            var words = item.happening.contents.map(\.words)
            words.append(Self.reader(item.entry.keepsTextsInside ? .company : .everybody, of: ticket.company))
            if item.entry.kind == .opened { words.append(Self.requestWords(of: ticket, parties)) }
            try index(words.lazy.filter { !$0.isEmpty }.joined(separator: " "), of: item.entry.id)
        }
    }

    private func index(_ line: String, of entry: Int64) throws {
        switch sql.engine {
        case .sqlite: try sql.submit("INSERT INTO search (rowid, words) VALUES (\(entry), \(line))")
        case .postgres: try sql.submit("INSERT INTO search (id, words) VALUES (\(entry), array_to_tsvector(string_to_array(\(line), ' ')))")
        }
    }

    /// What a request is found by, besides its texts; without its people where they are erased.
    private static func requestWords(of ticket: Ticket, _ parties: Parties?) -> String {
        SearchWords.line(of: "\(ticket.folio) \(parties?.requester.name ?? "") \(parties?.requester.email ?? "") \(parties?.customerRFC ?? "")")
    }

    /// Takes an entry out of the index.
    ///
    /// - Parameter words: `indexedWords` of it: SQLite keeps no line, and can only strike out the words it is told.
    func unindex(_ entry: Int64, _ words: String) throws {
        switch sql.engine {
        case .sqlite: if !words.isEmpty { try sql.submit("INSERT INTO search (search, rowid, words) VALUES ('delete', \(entry), \(words))") }
        case .postgres: try sql.submit("DELETE FROM search WHERE id = \(entry)")
        }
    }

    /// Leaves the first entry of a request to be found by its folio, and by its people unless they are erased, too.
    func reindex(_ entry: Int64, _ words: String, of ticket: Ticket, _ parties: Parties?) throws {
        try unindex(entry, words)
        try index("\(Self.requestWords(of: ticket, parties)) \(Self.reader(.everybody, of: ticket.company))", of: entry)
    }

    /// The words by which entries are found, as they stand in the index, whatever texts and stemmer they were made from.
    /// SQLite looks through all of it; PostgreSQL need not know them.
    func indexedWords(of entries: [Int64]) throws -> [Int64: String] {
        var lines = Dictionary(uniqueKeysWithValues: entries.map { ($0, "") })
        guard sql.engine == .sqlite else { return lines }
        // As many as one statement takes.
        for start in stride(from: 0, to: entries.count, by: 30_000) {
            try sql.each("SELECT doc, term FROM search_word WHERE doc IN (\(entries[start..<min(start + 30_000, entries.count)]))") { row in
                lines[try row[0], default: ""] += (try row[1] as String) + " "
            }
        }
        return lines
    }

    /// Ids of the entries that have all words, among those that the role may see.
    func matches(_ query: String, in company: Int64, for role: Role) -> SQL? {
        let words = SearchWords.words(of: query)
        guard !words.isEmpty else { return nil }
        let readers: [Readers] = role.isStaff ? [.everybody, .company] : [.everybody]
        let mine = readers.map { Self.reader($0, of: company) }, all = words.prefix(12)
        switch sql.engine {
        case .sqlite:
            let expression = "(\(mine.joined(separator: " OR ")))" + all.map { " AND \"\($0)\"" }.joined()
            return "SELECT rowid FROM search WHERE search MATCH \(expression)"
        case .postgres:
            let expression = "(\(mine.joined(separator: " | ")))" + all.map { " & '\($0)'" }.joined()
            return "SELECT id FROM search WHERE words @@ \(expression)::tsquery"
        }
    }
}
