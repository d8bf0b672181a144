import Yams

/// A place in the document: a node, what may stand there, the keys that lead to it, and where findings go.
///
/// It hands out only what has the declared form. `DocumentCheck` has told of everything else, so that the reader throws
/// `AlreadyFound` and goes on with the next part. To ask for a key that is not declared is a mistake of the program.
struct Cursor {
    let node: Node
    let shape: Shape
    let path: Path
    private let log: FindingLog

    init(_ top: Node, log: FindingLog) {
        self.init(node: top, shape: PolicyLanguage.document, path: .top, log: log)
    }

    private init(node: Node, shape: Shape, path: Path, log: FindingLog) {
        (self.node, self.shape, self.path, self.log) = (node, shape, path, log)
    }

    // MARK: Going down

    /// The value of a key; `nil` where it is absent.
    func optional(_ key: String) throws -> Cursor? {
        try value(of: declared(key))
    }

    func required(_ key: String) throws -> Cursor {
        let key = declared(key)
        precondition(key.presence == .required, "\(path.text): '\(key.name)' is not declared as required")
        guard let cursor = try value(of: key) else { throw AlreadyFound() }
        return cursor
    }

    private func declared(_ key: String) -> Key {
        guard case .group(let group) = shape, let declared = group[key] else {
            preconditionFailure("\(path.text): '\(key)' is not declared in PolicyLanguage")
        }
        return declared
    }

    private func value(of key: Key) throws -> Cursor? {
        guard !node.isUnknown, let mapping = node.mapping else { throw AlreadyFound() }
        guard let pair = mapping.first(where: { $0.key.scalar?.string == key.name }) else { return nil }
        let cursor = Cursor(node: pair.value, shape: key.shape, path: .key(key.name, in: path), log: log)
        log.onRead(cursor.path)
        return cursor
    }

    /// The entries of a map in the order of the document.
    func entries() throws -> [(key: String, value: Cursor)] {
        guard case .map(let entry, let name, let count) = shape else { preconditionFailure("\(path.text) is not declared as a map") }
        guard !node.isUnknown, let mapping = node.mapping, count.contains(mapping.count) else { throw AlreadyFound() }
        return mapping.compactMap { pair in
            guard let key = pair.key.scalar?.string, name.takes(key) else { return nil }
            return (key, Cursor(node: pair.value, shape: entry, path: .entry(key, of: path), log: log))
        }
    }

    /// The elements of a list; a single value counts as a list of one.
    func elements() throws -> [Cursor] {
        guard case .list(let element, let limit) = shape else { preconditionFailure("\(path.text) is not declared as a list") }
        guard !node.isUnknown else { throw AlreadyFound() }
        if node.scalar != nil { return [Cursor(node: node, shape: element, path: path, log: log)] }
        guard let sequence = node.sequence, sequence.count <= limit else { throw AlreadyFound() }
        return sequence.enumerated().map { Cursor(node: $1, shape: element, path: .element($0, of: path), log: log) }
    }

    // MARK: Values

    /// The text of a scalar.
    func text() throws -> String {
        guard case .scalar(let declared) = shape else { preconditionFailure("\(path.text) is not declared as a scalar") }
        guard !node.isUnknown, let scalar = node.scalar, !scalar.isEmpty, declared.takes(scalar.string) else { throw AlreadyFound() }
        return scalar.string
    }

    /// What a text stands for.
    func value<Value>(_ read: (String) -> Value?) throws -> Value {
        guard let value = read(try text()) else { throw AlreadyFound() }
        return value
    }

    func integer() throws -> Int {
        try value { Int($0) }
    }

    /// `yes` or `no`.
    func flag() throws -> Bool {
        try text() == "yes"
    }

    /// A word of a closed vocabulary.
    func word<Word: RawRepresentable>(_: Word.Type = Word.self) throws -> Word where Word.RawValue == String {
        try value(Word.init(rawValue:))
    }

    func words<Word: RawRepresentable>(_: Word.Type = Word.self) throws -> [Word] where Word.RawValue == String {
        try elements().map { try $0.word() }
    }

    // MARK: Findings

    /// The line on which a path below this place stands, such as `targets[2]`; as far down as it leads.
    func line(at path: String) -> Int {
        var node = node
        for key in path.replacing("[", with: ".").replacing("]", with: "").split(separator: ".") {
            if let index = Int(key), let sequence = node.sequence, sequence.indices.contains(index) { node = sequence[index] }
            else if let pair = node.mapping?.first(where: { $0.key.scalar?.string == String(key) }) { node = pair.value }
            else { break }
        }
        return node.mark?.line ?? 1
    }

    /// Runs one part of the reading; a finding stops that part only.
    @discardableResult
    func attempt<Value>(_ body: () throws -> Value) -> Value? {
        do {
            return try body()
        } catch let finding as Finding {
            log.add(finding)
        } catch is AlreadyFound {
            log.isIncomplete = true
        } catch {
            log.add(finding(.error, Said(es: "\(error)", en: "\(error)")))
        }
        return nil
    }

    func note(_ finding: Finding) {
        log.add(finding)
    }

    func finding(_ kind: Finding.Kind, _ message: Said) -> Finding {
        log.finding(kind, at: node, path, message)
    }

    static func notAllowed(_ found: String, _ allowed: [String]) -> Said {
        let list = allowed.joined(separator: ", ")
        return Said(es: "'\(found)' no se entiende aquí; se permite: \(list)", en: "'\(found)' is not understood here; allowed: \(list)")
    }
}

/// Stops a part of the reading because of something that has its finding elsewhere: what has not the declared form, an
/// `unknown`, or a part that could not be read and is referred to here.
struct AlreadyFound: Error {}

/// The keys that lead to a place from the top.
indirect enum Path {
    case top
    case key(String, in: Path)
    /// An entry of a map, by a name of the company's own.
    case entry(String, of: Path)
    case element(Int, of: Path)

    /// `targets[2].within`
    var text: String {
        switch self {
        case .top: ""
        case .key(let key, in: .top), .entry(let key, of: .top): key
        case .key(let key, let path), .entry(let key, let path): "\(path.text).\(key)"
        case .element(let index, let path): "\(path.text)[\(index)]"
        }
    }

    var parent: Path {
        switch self {
        case .top: .top
        case .key(_, let path), .entry(_, let path), .element(_, let path): path
        }
    }

    /// Where it is in the language, whatever the company's names: `calendars.*.zone`, `targets[].within`.
    var place: String {
        switch self {
        case .top: ""
        case .key(let key, in: .top): key
        case .key(let key, let path): "\(path.place).\(key)"
        case .entry(_, let path): "\(path.place).*"
        case .element(_, let path): "\(path.place)[]"
        }
    }

    /// The last key of it.
    var last: String {
        switch self {
        case .top: ""
        case .key(let key, _), .entry(let key, _): key
        case .element(_, let path): path.last
        }
    }
}

/// Collects what a reading finds, in the order of the document.
final class FindingLog {
    let file: String
    private(set) var findings: [Finding] = []
    /// Whether a part was left out of the policy because of something found before.
    var isIncomplete = false
    /// Hears of every key that the reader takes a value from.
    let onRead: (Path) -> Void

    init(file: String, onRead: @escaping (Path) -> Void = { _ in }) {
        self.file = file
        self.onRead = onRead
    }

    func add(_ finding: Finding) {
        findings.append(finding)
    }

    func add(_ kind: Finding.Kind, at node: Node, _ path: Path, _ message: Said) {
        add(finding(kind, at: node, path, message))
    }

    func finding(_ kind: Finding.Kind, at node: Node, _ path: Path, _ message: Said) -> Finding {
        let path = path.text
        return Finding(kind: kind, file: file, line: node.mark?.line ?? 1, path: path.isEmpty ? "-" : path, message: message)
    }
}
