import BusinessTime
import Storage
import SupportPolicy

/// How a letter stands: in the desk's words or in the company's own.
package struct LetterStanding: Sendable {
    package let kind: LetterKind
    package let language: Language
    /// Its text today.
    package let text: String
    /// The texts that it had, the newest first; in a list of letters only that one.
    package let versions: [LetterVersion]

    package var isShipped: Bool { versions.first?.isShipped ?? true }
}

/// A text that a letter has, or had.
package struct LetterVersion: Sendable {
    package let version: Int
    package let at: Instant
    /// Who wrote it.
    package let by: String
    package let isShipped: Bool
    package let text: String
}

extension Principal {
    /// Whoever runs the house words its letters.
    package var mayWriteLetters: Bool { role == .admin || role == .operations }

    fileprivate func requireLetterWriter() throws {
        guard mayWriteLetters else { throw DeskError.forbidden }
    }
}

extension Desk {
    /// All letters of a company in a language.
    ///
    /// - Throws: `.forbidden` unless he runs the house.
    package func letters(in language: Language, as principal: Principal) async throws -> [LetterStanding] {
        try principal.requireLetterWriter()
        return try await read { tx in try LetterKind.allCases.map { try tx.letter($0, language, of: principal.company, versions: 1) } }
    }

    package func letter(_ kind: LetterKind, _ language: Language, as principal: Principal) async throws -> LetterStanding {
        try principal.requireLetterWriter()
        return try await read { try $0.letter(kind, language, of: principal.company) }
    }

    /// Words a letter. The text that it had is kept.
    ///
    /// - Throws: `.forbidden`; `.invalid` with everything that is wrong with the text.
    package func write(_ text: String, for kind: LetterKind, _ language: Language, as principal: Principal) async throws {
        try principal.requireLetterWriter()
        let text = try Words.text(text, field: "text")
        do throws(LetterTemplate.Problems) {
            _ = try LetterTemplate(text, for: kind)
        } catch {
            throw DeskError.invalid(error.problems(in: "text"))
        }
        try await change(kind, language, to: text, as: principal)
    }

    /// Goes back to a text that the letter had, or to the desk's own.
    ///
    /// - Parameter version: `nil`: the desk's words.
    /// - Throws: `.forbidden`; `.notFound` for a version that never was; `.invalid` for a text whose names are no longer there.
    package func revert(_ kind: LetterKind, _ language: Language, to version: Int?, as principal: Principal) async throws {
        let standing = try await letter(kind, language, as: principal)
        guard let version else { return try await change(kind, language, to: nil, as: principal) }
        guard let old = standing.versions.first(where: { $0.version == version }) else { throw DeskError.notFound }
        if old.isShipped { return try await change(kind, language, to: nil, as: principal) }
        try await write(old.text, for: kind, language, as: principal)
    }

    /// - Parameter text: `nil`: the desk's words.
    private func change(_ kind: LetterKind, _ language: Language, to text: String?, as principal: Principal) async throws {
        defer { access.forgetAll() }
        try await write { tx in
            let standing = try tx.letter(kind, language, of: principal.company)
            guard text == nil ? !standing.isShipped : standing.isShipped || standing.text != text else { return }
            let version = (standing.versions.first?.version ?? 0) + 1
            let entry = try tx.appendToCompany(
                principal.company, .letterChanged, by: principal,
                facts: ["letter": kind.rawValue, "language": language.rawValue, "version": "\(version)", "words": text == nil ? "shipped" : "own"],
                contents: text.map { [Content(text: $0, name: "letter")] } ?? [])
            try tx.sql.execute("""
                INSERT INTO letter_template (company_id, letter, language, version, entry_id, is_shipped)
                VALUES (\(principal.company), \(kind), \(language), \(version), \(entry.id), \(text == nil))
                """)
        }
    }
}

extension LetterTemplate.Problems {
    /// As problems of a form's field, each with its line.
    package func problems(in field: String) -> [FieldProblem] {
        all.map { FieldProblem(field, Said(es: "Renglón \($0.line): \($0.what.es)", en: "Line \($0.line): \($0.what.en)")) }
    }
}

extension DeskTransaction {
    fileprivate func letter(_ kind: LetterKind, _ language: Language, of company: Int64, versions most: Int = 50) throws -> LetterStanding {
        let rows = try sql.fetch("""
            SELECT letter_template.version, entry.at, person.name, letter_template.is_shipped, letter_template.entry_id
            FROM letter_template JOIN entry ON entry.id = letter_template.entry_id LEFT JOIN person ON person.id = entry.person_id
            WHERE letter_template.company_id = \(company) AND letter_template.letter = \(kind) AND letter_template.language = \(language)
            ORDER BY letter_template.version DESC LIMIT \(most)
            """)
        let versions = try rows.map { row in
            LetterVersion(version: try row[0], at: try row[1], by: try row[2] as String? ?? "", isShipped: try row[3], text: try letterText(of: try row[4]))
        }
        let own = versions.first.flatMap { $0.isShipped ? nil : $0.text }
        return LetterStanding(kind: kind, language: language, text: own ?? kind.shipped(in: language), versions: versions)
    }
}
