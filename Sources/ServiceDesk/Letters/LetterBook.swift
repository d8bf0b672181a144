import Logging
import Storage
import SupportPolicy

/// The letters that a company words itself, compiled; empty for one that uses the desk's words.
package struct LetterBook: Sendable {
    struct Page: Hashable, Sendable {
        let kind: LetterKind
        let language: Language
    }

    fileprivate var templates: [Page: LetterTemplate] = [:]
    /// The versions that it holds: by these it is known that nothing changed.
    fileprivate var versions: [Page: Int] = [:]

    package init() {}

    func template(_ kind: LetterKind, _ language: Language) -> LetterTemplate? {
        templates.isEmpty ? nil : templates[Page(kind: kind, language: language)]
    }
}

extension DeskTransaction {
    /// A company's letters; asked of the database every few seconds, and compiled again only when one of them changed.
    ///
    /// A text that can no longer be read is left out and logged: the letter goes out in the desk's words.
    func letterBook(of company: Int64) throws -> LetterBook {
        try desk.access.letters(of: company) { known in
            let rows = try sql.fetch("""
                SELECT letter, language, version, entry_id FROM letter_template AS latest
                WHERE company_id = \(company) AND is_shipped = 0 AND version = (
                    SELECT MAX(version) FROM letter_template AS other
                    WHERE other.company_id = latest.company_id AND other.letter = latest.letter AND other.language = latest.language)
                """)
            guard !rows.isEmpty else { return LetterBook() }
            var book = LetterBook()
            var entries: [LetterBook.Page: Int64] = [:]
            for row in rows {
                guard let kind = LetterKind(rawValue: try row[0]) else { continue }
                let page = LetterBook.Page(kind: kind, language: try row[1])
                book.versions[page] = try row[2]
                entries[page] = try row[3]
            }
            if let known, known.versions == book.versions { return known }
            for (page, entry) in entries {
                let text = try letterText(of: entry)
                do throws(LetterTemplate.Problems) {
                    // What has to be told is asked of whoever saves a text: one that was good stays so.
                    book.templates[page] = try LetterTemplate(text, for: page.kind, demanding: [])
                } catch {
                    desk.logger.error("a letter's own text cannot be read; the desk's words are used", metadata: [
                        "company": "\(company)", "letter": "\(page.kind.rawValue)", "error": "\(error.all.first?.what.en ?? "")"])
                }
            }
            return book
        }
    }

    /// A letter in the company's own words; `nil` where the desk's are used.
    func ownWords(_ kind: LetterKind, _ language: Language, of company: Int64, _ value: (LetterName) -> String) throws -> LetterTemplate.Filled? {
        try letterBook(of: company).template(kind, language)?.filled(value)
    }

    /// The text that an entry gave to a letter; empty where it gave back the desk's.
    func letterText(of entry: Int64) throws -> String {
        try sql.value("SELECT text FROM content WHERE ticket_id = 0 AND entry_id = \(entry) AND kind = 'text'") ?? ""
    }
}
