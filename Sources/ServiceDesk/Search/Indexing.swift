import Storage
import SupportPolicy

/// One line of the index for each entry with a text. Company and visibility are words like any other, so that a search
/// never looks at what belongs to others.
extension DeskTransaction {
    func index(_ recorded: [Recorded], of ticket: Ticket, requester parties: Parties) throws {
        for item in recorded {
            guard !item.happening.contents.isEmpty else { continue }
            var words = item.happening.contents.map(\.words)
            words.append("company\(ticket.company)")
            if !item.entry.keepsTextsInside { words.append("public\(ticket.company)") }
            if item.entry.kind == .opened {
                words.append(SearchWords.line(of: "\(ticket.folio) \(parties.requester.name) \(parties.requester.email) \(parties.customerRFC ?? "")"))
            }
            let line = words.lazy.filter { !$0.isEmpty }.joined(separator: " ")
            switch sql.engine {
            case .sqlite: try sql.submit("INSERT INTO search (rowid, words) VALUES (\(item.entry.id), \(line))")
            case .postgres: try sql.submit("INSERT INTO search (id, words) VALUES (\(item.entry.id), array_to_tsvector(string_to_array(\(line), ' ')))")
            }
        }
    }

    /// Ids of the entries that have all words, among those that the role may see.
    func matches(_ query: String, in company: Int64, for role: Role) -> SQL? {
        let words = SearchWords.words(of: query)
        guard !words.isEmpty else { return nil }
        let all = ["\(role.isStaff ? "company" : "public")\(company)"] + words.prefix(12)
        switch sql.engine {
        case .sqlite:
            let expression = all.map { "\"\($0)\"" }.joined(separator: " AND ")
            return "SELECT rowid FROM search WHERE search MATCH \(expression)"
        case .postgres:
            let expression = all.map { "'\($0)'" }.joined(separator: " & ")
            return "SELECT id FROM search WHERE words @@ \(expression)::tsquery"
        }
    }
}
