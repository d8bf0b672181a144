import Mustache
import SupportPolicy

/// A company's own text of a letter: mustache with a closed list of names, and nothing but names.
///
/// Partials, other delimiters, transforms and inherited blocks are refused before the engine sees them, and it is only given
/// finished texts: a template can read nothing else, and cannot run for long.
///
/// A first line `Asunto: …` (or `Subject: …`) words the letter's subject, with the same names.
package struct LetterTemplate: Sendable {
    /// Letters of a text, and how often it may say one name or nest its sections.
    package static let longest = 20_000
    static let mostUses = 16, deepest = 4

    /// What is wrong with a text, and on which line.
    package struct Problem: Error, Hashable, Sendable {
        package let line: Int
        package let what: Said
    }

    /// Letters of a subject, filled.
    static let longestSubject = 200

    private let template: MustacheTemplate
    private let subject: MustacheTemplate?
    private let names: [LetterName]

    /// - Parameter demanded: the names that must be told; `nil`: those without which the letter would not tell what it promises.
    /// - Throws: everything that is wrong with the text, in the order of its lines.
    /// - Throws: everything that is wrong with the text, in the order of its lines.
    package init(_ text: String, for kind: LetterKind, demanding demanded: [LetterName]? = nil) throws(Problems) {
        let parts = Self.parts(of: text)
        var (above, below) = (Check(kind, demanding: []), Check(kind, demanding: demanded ?? kind.obligatory))
        above.read(parts.subject ?? "", from: 1)
        below.read(parts.body, from: parts.firstLine)
        guard above.problems.isEmpty, below.problems.isEmpty else { throw Problems(all: above.problems + below.problems) }
        do {
            // Values go into plain text as they are; the HTML that is made of it later escapes all of it.
            func compiled(_ text: Substring) throws -> MustacheTemplate { try MustacheTemplate(string: "{{% CONTENT_TYPE:TEXT}}\n" + text) }
            template = try compiled(parts.body)
            subject = try parts.subject.map(compiled)
        } catch {
            throw Problems(all: [Problem(line: 1, what: Said(es: "El texto no se puede leer.", en: "The text cannot be read."))])
        }
        names = kind.names
    }

    package struct Problems: Error, Sendable {
        package let all: [Problem]
    }

    private static func parts(of text: String) -> (subject: Substring?, body: Substring, firstLine: Int) {
        let head = text.prefix { !$0.isNewline }
        guard let colon = head.firstIndex(of: ":"), ["asunto", "subject"].contains(head[..<colon].lowercased()) else { return (nil, text[...], 1) }
        let rest = text[head.endIndex...], body = rest.drop(while: \.isNewline)
        return (head[head.index(after: colon)...], body, 1 + rest[..<body.startIndex].count(where: \.isNewline))
    }

    /// A letter in a company's own words.
    package struct Filled: Sendable {
        /// One line; `nil` where the company did not word it.
        package let subject: String?
        package let text: String

        /// Under the mark by which an answer finds its way, which is not the company's to word.
        func subject(_ mark: String) -> String? { subject.map { "[\(mark)] \($0)" } }
    }

    /// The letter; `nil` where nothing of it would be left.
    package func filled(_ value: (LetterName) -> String) -> Filled? {
        let values = names.reduce(into: [String: String]()) { values, name in
            let value = value(name)
            // What is not there makes its section false.
            if !value.isEmpty { values[name.rawValue] = value }
        }
        let text = Words.clean(template.render(values), keepingLines: true)
        guard !text.isEmpty, text.utf8.count <= Desk.largestText * 2 else { return nil }
        // One line, whatever stands in the values: nothing of it becomes a header of its own.
        let subject = self.subject.map { Words.clean($0.render(values), keepingLines: false) } ?? ""
        return Filled(subject: subject.isEmpty ? nil : String(subject.prefix(Self.longestSubject)), text: text)
    }
}

/// Reads a text tag by tag.
private struct Check {
    let kind: LetterKind
    /// The names that must be told.
    let demanded: [LetterName]
    var problems: [LetterTemplate.Problem] = []
    private var open: [(name: String, line: Int, isInverted: Bool)] = []
    private var uses: [String: Int] = [:]
    /// Names that stand where nothing but their own absence hides them.
    private var certain: Set<String> = []

    init(_ kind: LetterKind, demanding demanded: [LetterName]) {
        (self.kind, self.demanded) = (kind, demanded)
    }

    /// - Parameter first: the number of its first line.
    mutating func read(_ text: Substring, from first: Int) {
        guard text.count <= LetterTemplate.longest else {
            return note(first, "El texto pasa de \(LetterTemplate.longest) caracteres.", "The text is longer than \(LetterTemplate.longest) characters.")
        }
        var rest = text, line = first
        while let start = rest.firstRange(of: "{{") {
            line += rest[..<start.lowerBound].count(where: \.isNewline)
            rest = rest[start.upperBound...]
            let closing = rest.first == "{" ? "}}}" : "}}"
            guard let end = rest.firstRange(of: closing) else {
                note(line, "Falta «\(closing)».", "“\(closing)” is missing.")
                break
            }
            take(rest[..<end.lowerBound], line)
            line += rest[..<end.lowerBound].count(where: \.isNewline)
            rest = rest[end.upperBound...]
        }
        for section in open { note(section.line, "La sección «\(section.name)» no se cierra.", "The section “\(section.name)” is not closed.") }
        let lost = problems.isEmpty ? demanded.map(\.rawValue).filter { !certain.contains($0) } : []
        for name in lost {
            note(line, "Falta {{\(name)}}, que la política promete decir; puede estar dentro de su propia sección, no de otra.",
                 "{{\(name)}} is missing, which the policy promises to tell; it may stand inside its own section, not in another.")
        }
        problems.sort { $0.line < $1.line }
    }

    private mutating func take(_ tag: Substring, _ line: Int) {
        guard let mark = tag.first else { return note(line, "Una etiqueta vacía.", "An empty tag.") }
        let word = (mark.isLetter || mark == " " ? tag : tag.dropFirst()).trimmed
        switch mark {
        case "!": break
        case "#", "^":
            guard isKnown(word, line) else { return }
            guard open.count < LetterTemplate.deepest else { return note(line, "Demasiadas secciones, una dentro de otra.", "Too many sections inside of each other.") }
            open.append((word, line, mark == "^"))
        case "/":
            guard let last = open.popLast() else { return note(line, "«\(word)» se cierra y no se abrió.", "“\(word)” is closed and was not opened.") }
            if last.name != word { note(line, "Se abrió «\(last.name)» y se cierra «\(word)».", "“\(last.name)” was opened, and “\(word)” is closed.") }
        case "{", "&": use(word, line)
        case _ where mark.isLetter || mark == " ": use(word, line)
        default: note(line, "«\(mark)» no se admite: sólo nombres y secciones.", "“\(mark)” is not allowed: only names and sections.")
        }
    }

    private mutating func use(_ word: String, _ line: Int) {
        guard isKnown(word, line) else { return }
        if open.allSatisfy({ $0.name == word && !$0.isInverted }) { certain.insert(word) }
    }

    private mutating func isKnown(_ word: String, _ line: Int) -> Bool {
        let names = kind.names.map(\.rawValue)
        guard names.contains(word) else {
            let list = names.joined(separator: ", ")
            note(line, "«\(word.prefix(60))» no existe en esta carta. Se puede usar: \(list).", "There is no “\(word.prefix(60))” in this letter. It may use: \(list).")
            return false
        }
        uses[word, default: 0] += 1
        if uses[word] == LetterTemplate.mostUses + 1 { note(line, "«\(word)» se repite demasiado.", "“\(word)” is said too often.") }
        return true
    }

    private mutating func note(_ line: Int, _ es: String, _ en: String) {
        problems.append(LetterTemplate.Problem(line: line, what: Said(es: es, en: en)))
    }
}

extension StringProtocol {
    fileprivate var trimmed: String {
        var text = self[...]
        while text.first?.isWhitespace == true { text = text.dropFirst() }
        while text.last?.isWhitespace == true { text = text.dropLast() }
        return String(text)
    }
}
