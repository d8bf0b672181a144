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

    private var isUnknown: Bool { node.isUnknown }

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
            let gap = Self.gaps[path.split(separator: ".").last.map(String.init) ?? ""] ?? Said(
                es: "el documento no lo dice", en: "the document does not say")
            log.add(finding(.unknown, Said(
                es: "\(gap.es); decídalo o tome una suposición con nombre", en: "\(gap.en); decide it or take a named assumption")))
        }
        for pair in node.mapping ?? [:] {
            Cursor(pair.value, path: joined(pair.key.scalar?.string ?? "?"), log: log).noteUnknowns()
        }
        for (index, element) in (node.sequence ?? []).enumerated() {
            Cursor(element, path: "\(path)[\(index)]", log: log).noteUnknowns()
        }
    }

    /// The line on which a path below this place stands, such as `targets[2]`; as far down as it leads.
    func line(at path: String) -> Int {
        var node = node
        for key in path.replacing("[", with: ".").replacing("]", with: "").split(separator: ".") {
            if let index = Int(key), let sequence = node.sequence, sequence.indices.contains(index) { node = sequence[index] }
            else if let pair = node.mapping?.first(where: { $0.key.scalar?.string == String(key) }) { node = pair.value }
            else { break }
        }
        return node.mark?.line ?? 0
    }

    /// What it means for a company that a key is undecided.
    private static let gaps: [String: Said] = [
        "zone": Said(es: "no dice por qué reloj: falta la zona horaria", en: "it does not say by which clock: the time zone is missing"),
        "weekly": Said(es: "el horario no está completo: faltan los días o las horas", en: "the hours are not complete: days or times are missing"),
        "closed": Said(es: "no dice qué días festivos cierra", en: "it does not say on which holidays it is closed"),
        "business_days": Said(es: "no dice qué días son hábiles", en: "it does not say which days are business days"),
        "count": Said(
            es: "no dice cómo se cuenta: tiempo del horario, días hábiles o días naturales",
            en: "it does not say how this is counted: open time, business days or calendar days"),
        "calendar": Said(es: "no dice en qué horario", en: "it does not say in which hours"),
        "ends": Said(es: "no dice a qué hora termina el último día", en: "it does not say at what time the last day ends"),
        "starts": Said(es: "no dice desde cuándo corre el plazo", en: "it does not say what the clock starts with"),
        "departments": Said(es: "el formulario pide el dato y el documento no publica sus valores", en: "the form asks for it and the document does not list its values"),
        "priorities": Said(es: "el formulario pide el dato y el documento no publica sus valores", en: "the form asks for it and the document does not list its values"),
        "labels": Said(es: "no nombra los estados", en: "it does not name the states"),
        "effect": Said(es: "no dice qué pasa al cerrar", en: "it does not say what closing does"),
        "reopen_within": Said(es: "no dice hasta cuándo se puede reabrir", en: "it does not say until when it can be reopened"),
        "wait": Said(es: "no dice cuánto se espera antes de cerrar", en: "it does not say how long one waits before closing"),
        "plan": Said(es: "la tabla perdió sus marcas: no se ve a qué planes corresponde", en: "the table has lost its marks: which plans it belongs to cannot be seen"),
    ]

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
