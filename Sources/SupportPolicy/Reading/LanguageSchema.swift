/// The policy language as a JSON Schema (draft 2020-12), for editors.
///
/// It says what the check of a document's form says, except where names lead: that takes the whole document.
public struct LanguageSchema {
    private let language: Language

    public init(in language: Language) {
        self.language = language
    }

    /// The schema as JSON.
    public var text: String {
        var members: [(String, JSON)] = [
            ("$schema", .text("https://json-schema.org/draft/2020-12/schema")),
            ("title", .text(PolicyLanguage.name)),
            ("description", .text(Said(es: "Una política de soporte para Ventanilla.", en: "A support policy for Ventanilla.")(in: language))),
        ]
        if case .group(let group) = PolicyLanguage.document { members += self.members(of: group) }
        return JSON.object(members).text(indent: 0) + "\n"
    }

    /// What may stand at a place: what is declared, or the admission that the document does not say.
    private func value(_ shape: Shape) -> JSON {
        .object([("anyOf", .list(forms(of: shape) + [.object([("const", .text("unknown"))])]))])
    }

    private func forms(of shape: Shape) -> [JSON] {
        switch shape {
        case .scalar(let scalar):
            return forms(of: scalar)
        case .list(let element, let limit):
            let list = JSON.object([("type", .text("array")), ("items", value(element)), ("maxItems", .number(limit))])
            if case .scalar(let scalar) = element { return forms(of: scalar) + [list] }
            return [list]
        case .map(let entry, let name, let count):
            var members: [(String, JSON)] = [
                ("type", .text("object")), ("additionalProperties", value(entry)),
                ("minProperties", .number(count.lowerBound)), ("maxProperties", .number(count.upperBound)),
            ]
            if !name.words.isEmpty { members.append(("propertyNames", .object([("enum", .texts(name.words))]))) }
            if let spelling = name.spelling { members.append(("propertyNames", .object([("pattern", .text(spelling.pattern))]))) }
            return [.object(members)]
        case .group(let group):
            return [.object(members(of: group))]
        }
    }

    private func forms(of scalar: Scalar) -> [JSON] {
        var forms: [JSON] = []
        if !scalar.words.isEmpty, scalar.refersTo == nil { forms.append(.object([("enum", .texts(scalar.words))])) }
        if let spelling = scalar.spelling {
            var members: [(String, JSON)] = [("type", .text("string")), ("pattern", .text(spelling.pattern)), ("examples", .texts([spelling.example]))]
            if let range = spelling.range {
                members[0] = ("type", .texts(["integer", "string"]))
                members += [("minimum", .number(range.lowerBound)), ("maximum", .number(range.upperBound))]
            }
            forms.append(.object(members))
        }
        // Everything is text to the reader; a parser of YAML may make a number or a truth of it.
        guard forms.isEmpty else { return forms }
        return [.object([("type", .texts(["string", "number", "boolean"])), ("pattern", .text("[^\\s]"))])]
    }

    private func members(of group: Group) -> [(String, JSON)] {
        let everything = group.keys { _ in false }
        var properties: [(String, JSON)] = []
        for key in everything where !properties.contains(where: { $0.0 == key.name }) {
            var members: [(String, JSON)] = [("description", .text(key.says(in: language)))]
            if case .object(let value) = value(key.shape) { members += value }
            properties.append((key.name, .object(members)))
        }
        var members: [(String, JSON)] = [
            ("type", .text("object")), ("properties", .object(properties)),
            ("required", .texts(group.common.filter { $0.presence == .required }.map(\.name))), ("additionalProperties", .flag(false)),
        ]
        if !group.alternatives.isEmpty { members.append(("oneOf", .list(group.alternatives.map { only($0, of: group) }))) }
        let amounts = everything.contains { $0.presence == .counts } ? everything.filter(\.isAmount) : []
        if !amounts.isEmpty { members.append(("allOf", .list(amounts.map(counted)))) }
        return members
    }

    /// One alternative of a group: its keys, and none of the others'.
    private func only(_ chosen: [Key], of group: Group) -> JSON {
        let others = Set(group.alternatives.joined().map(\.name)).subtracting(chosen.map(\.name)).sorted()
        return .object([
            ("required", .texts(chosen.filter { $0.presence == .required }.map(\.name))),
            ("properties", .object(others.map { ($0, .flag(false)) })),
        ])
    }

    /// Where an amount of time stands, it is said how it counts.
    private func counted(_ amount: Key) -> JSON {
        let written: JSON = if case .group = amount.shape {
            .object([("type", .text("object"))])
        } else {
            .object([("type", .text("string")), ("pattern", .text(Spelling.duration.pattern))])
        }
        return .object([
            ("if", .object([("required", .texts([amount.name])), ("properties", .object([(amount.name, written)]))])),
            ("then", .object([("required", .texts(["count"]))])),
        ])
    }
}

extension Key {
    /// Whether it is an amount of time, or two of them.
    fileprivate var isAmount: Bool {
        switch shape {
        case .scalar(let scalar): scalar.spelling?.pattern == Spelling.duration.pattern
        case .group(let group): group.common.contains(where: \.isAmount)
        case .list, .map: false
        }
    }
}

/// Just enough of JSON to write a schema, with members in their order.
private enum JSON {
    case text(String), number(Int), flag(Bool), list([JSON]), object([(String, JSON)])

    static func texts(_ texts: [String]) -> JSON { .list(texts.map(JSON.text)) }

    func text(indent: Int) -> String {
        let margin = "\n" + String(repeating: " ", count: indent + 1)
        let end = "\n" + String(repeating: " ", count: indent)
        switch self {
        case .text(let text): return Self.quoted(text)
        case .number(let number): return "\(number)"
        case .flag(let flag): return "\(flag)"
        case .list(let elements):
            let isFlat = elements.allSatisfy { if case .text = $0 { true } else { false } }
            let texts = elements.map { $0.text(indent: indent + 1) }
            return isFlat ? "[" + texts.joined(separator: ", ") + "]" : "[" + texts.map { margin + $0 }.joined(separator: ",") + end + "]"
        case .object(let members):
            guard !members.isEmpty else { return "{}" }
            return "{" + members.map { "\(margin)\(Self.quoted($0)): \($1.text(indent: indent + 1))" }.joined(separator: ",") + end + "}"
        }
    }

    /// The schema has no control characters.
    private static func quoted(_ text: String) -> String {
        "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }
}
