import Yams

/// The text of a document, before it is known to be a policy: what no policy needs is refused while it is cheap to.
struct DocumentText {
    private let text: String

    init(_ text: String) {
        self.text = text
    }

    /// - Throws: the one finding of a text that is no document.
    func node(file: String) throws(Finding) -> Node {
        func problem(_ line: Int, es: String, en: String) -> Finding {
            Finding(kind: .error, file: file, line: line, path: "-", message: Said(es: es, en: en))
        }
        guard text.utf8.count <= PolicyLanguage.byteLimit else {
            let limit = PolicyLanguage.byteLimit / 1024
            throw problem(1, es: "el documento pasa de \(limit) KB", en: "the document is larger than \(limit) KB")
        }
        if let (name, line) = alias {
            throw problem(
                line, es: "no se admiten alias: escriba completo lo que *\(name) repite", en: "aliases are not taken: write out what *\(name) repeats")
        }
        do {
            // Tags are left as they are written: everything is text here, and guessing at numbers and dates takes long.
            guard let node = try Yams.compose(yaml: text, .basic) else {
                throw problem(1, es: "el documento está vacío", en: "the document is empty")
            }
            return node
        } catch let finding as Finding {
            throw finding
        } catch {
            let (line, what) = place(of: error)
            throw problem(max(line, 1), es: "no es YAML: \(what.es)", en: "not YAML: \(what.en)")
        }
    }

    /// The first alias (`*name`) of an anchor (`&name`), with its line. Some lines of aliases make billions of nodes, so it is
    /// looked for in the bare text; that a sentence has both of one name by chance is no great risk.
    private var alias: (name: String, line: Int)? {
        let bytes = Array(text.utf8)
        let anchors = Set(names(after: UInt8(ascii: "&"), in: bytes).map(\.name))
        guard !anchors.isEmpty, let first = names(after: UInt8(ascii: "*"), in: bytes).first(where: { anchors.contains($0.name) }) else { return nil }
        return (first.name, bytes[..<first.index].count { $0 == UInt8(ascii: "\n") } + 1)
    }

    private func names(after sign: UInt8, in bytes: [UInt8]) -> [(name: String, index: Int)] {
        bytes.indices.filter { bytes[$0] == sign }.compactMap { index in
            let name = bytes[(index + 1)...].prefix { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                    UInt8(ascii: "_"), UInt8(ascii: "-"): true
                default: false
                }
            }
            return name.isEmpty ? nil : (String(decoding: name, as: UTF8.self), index)
        }
    }

    /// The line that an error of the YAML parser stands on, 0 where it does not say, and what is wrong there.
    private func place(of error: any Error) -> (line: Int, problem: Said) {
        switch error as? YamlError {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _), .composer(_, let problem, let mark, _):
            return (mark.line, Said(es: problem, en: problem))
        case .reader(let problem, let offset, let value, _):
            let before = text.prefix(offset ?? 0)
            let sign = "U+" + String(value, radix: 16, uppercase: true)
            return (before.count(where: \.isNewline) + 1, Said(es: "\(problem) (\(sign))", en: "\(problem) (\(sign))"))
        case .duplicatedKeysInMapping(let duplicates, let context):
            let keys = duplicates.sorted().joined(separator: ", ")
            return (context.mark.line, Said(es: "claves repetidas: \(keys)", en: "repeated keys: \(keys)"))
        default:
            let problem = "\(error)".split(separator: "\n").first.map(String.init) ?? ""
            return (0, Said(es: problem, en: problem))
        }
    }

    /// The first byte that does not belong to UTF-8 text.
    static func firstBroken(_ bytes: [UInt8]) -> Int {
        var decoder = UTF8()
        var iterator = bytes.makeIterator()
        var index = 0
        while case .scalarValue(let scalar) = decoder.decode(&iterator) { index += UTF8.width(scalar) }
        return index
    }
}
