import Yams

/// A place in the document: a node, the keys that lead to it, and where findings go.
///
/// A cursor over a mapping remembers which keys were asked for, so that a key nobody understands is an error
/// that names the keys that are understood.
final class Cursor {
    let node: Node
    let path: String
    private let log: FindingLog
    private var asked: Set<String> = []

    init(_ node: Node, path: String, log: FindingLog) {
        self.node = node
        self.path = path
        self.log = log
    }

    // MARK: Going down

    /// The value of a key; `nil` where it is absent.
    func optional(_ key: String) throws -> Cursor? {
        asked.insert(key)
        guard let mapping = node.mapping else { throw problem(.mapping, found: node) }
        guard let pair = mapping.first(where: { $0.key.scalar?.string == key }) else { return nil }
        return Cursor(pair.value, path: joined(key), log: log)
    }

    func required(_ key: String) throws -> Cursor {
        if let cursor = try optional(key) { return cursor }
        throw finding(.error, Said(es: "falta '\(key)'", en: "'\(key)' is missing"))
    }

    /// The entries of a mapping in the order of the document.
    func entries() throws -> [(key: String, value: Cursor)] {
        guard let mapping = node.mapping else { throw problem(.mapping, found: node) }
        return try mapping.map { pair in
            guard let key = pair.key.scalar?.string else { throw problem(.text, found: pair.key) }
            asked.insert(key)
            return (key, Cursor(pair.value, path: joined(key), log: log))
        }
    }

    /// The elements of a list; a single value counts as a list of one.
    func elements() throws -> [Cursor] {
        if node.scalar != nil { return [self] }
        guard let sequence = node.sequence else { throw problem(.list, found: node) }
        return sequence.enumerated().map { Cursor($1, path: "\(path)[\($0)]", log: log) }
    }

    // MARK: Values

    /// The text of a scalar. `unknown` is not a value: it blocks activation, and `noteUnknowns` has told so.
    func text() throws -> String {
        guard let scalar = node.scalar else { throw problem(.text, found: node) }
        guard !isUnknown else { throw AlreadyFound() }
        return scalar.string
    }

    private var isUnknown: Bool {
        node.scalar?.string == "unknown" || node.tag.description == "!unknown"
    }

    func integer() throws -> Int {
        let text = try text()
        guard let number = Int(text) else {
            throw finding(.error, Said(es: "'\(text)' no es un número entero", en: "'\(text)' is not a whole number"))
        }
        return number
    }

    /// `yes` or `no`.
    func flag() throws -> Bool {
        switch try text() {
        case "yes": return true
        case "no": return false
        case let other: throw notAllowed(other, ["yes", "no"])
        }
    }

    /// A word of a closed vocabulary.
    func word<Word: RawRepresentable & CaseIterable>(_: Word.Type = Word.self) throws -> Word where Word.RawValue == String {
        let text = try text()
        guard let word = Word(rawValue: text) else { throw notAllowed(text, Word.allCases.map(\.rawValue)) }
        return word
    }

    func words<Word: RawRepresentable & CaseIterable & Hashable>(_: Word.Type = Word.self) throws -> [Word] where Word.RawValue == String {
        try elements().map { try $0.word() }
    }

    // MARK: Findings

    /// Reports every `unknown` at or below this place, so that the company sees all its open questions at once.
    func noteUnknowns() {
        if isUnknown {
            log.add(finding(.unknown, Said(
                es: "el documento no lo dice; decídalo o tome una suposición con nombre",
                en: "the document does not say; decide it or take a named assumption")))
        }
        for pair in node.mapping ?? [:] {
            Cursor(pair.value, path: joined(pair.key.scalar?.string ?? "?"), log: log).noteUnknowns()
        }
        for (index, element) in (node.sequence ?? []).enumerated() {
            Cursor(element, path: "\(path)[\(index)]", log: log).noteUnknowns()
        }
    }

    private func joined(_ key: String) -> String {
        path.isEmpty ? key : "\(path).\(key)"
    }

    /// Reports keys that nobody asked for. Call when a mapping was read.
    func finish() {
        guard let mapping = node.mapping else { return }
        for (key, _) in mapping {
            guard let name = key.scalar?.string, !asked.contains(name) else { continue }
            log.add(Cursor(key, path: joined(name), log: log).notAllowed(name, asked.sorted()))
        }
    }

    /// Runs one part of the reading; a finding stops that part only.
    @discardableResult
    func attempt<Value>(_ body: () throws -> Value) -> Value? {
        do {
            return try body()
        } catch let finding as Finding {
            log.add(finding)
        } catch is AlreadyFound {
            return nil
        } catch {
            log.add(finding(.error, Said(es: "\(error)", en: "\(error)")))
        }
        return nil
    }

    func note(_ finding: Finding) {
        log.add(finding)
    }

    func finding(_ kind: Finding.Kind, _ message: Said) -> Finding {
        Finding(kind: kind, file: log.file, line: node.mark?.line ?? 0, path: path.isEmpty ? "-" : path, message: message)
    }

    func notAllowed(_ found: String, _ allowed: [String]) -> Finding {
        let list = allowed.joined(separator: ", ")
        return finding(.error, Said(
            es: "'\(found)' no se entiende aquí; se permite: \(list)",
            en: "'\(found)' is not understood here; allowed: \(list)"))
    }

    private enum Shape {
        case mapping, list, text
    }

    private func problem(_ expected: Shape, found: Node) -> any Error {
        guard !isUnknown else { return AlreadyFound() }
        let names: [Shape: Said] = [
            .mapping: Said(es: "un grupo de claves", en: "a group of keys"),
            .list: Said(es: "una lista", en: "a list"),
            .text: Said(es: "un texto", en: "a text"),
        ]
        let what: Shape = found.mapping != nil ? .mapping : found.sequence != nil ? .list : .text
        return finding(.error, Said(
            es: "se esperaba \(names[expected]!.es) y hay \(names[what]!.es)",
            en: "expected \(names[expected]!.en), found \(names[what]!.en)"))
    }
}

/// Stops a part of the reading because of something that has its finding elsewhere: an `unknown`, or a part that could
/// not be read and is referred to here.
struct AlreadyFound: Error {}

/// Collects what a reading finds, in the order of the document.
final class FindingLog {
    let file: String
    private(set) var findings: [Finding] = []

    init(file: String) {
        self.file = file
    }

    func add(_ finding: Finding) {
        findings.append(finding)
    }
}
