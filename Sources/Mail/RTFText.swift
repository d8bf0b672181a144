/// The text of a Rich Text document: what a reader of words needs, without its dress.
struct RTFText {
    /// What it says, a paragraph a line.
    private(set) var plain = ""

    // MARK: As Outlook packs it (MS-OXRTFCP)

    private static let dictionary = Array(
        ("{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArial"
            + "Times New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx").utf8)

    /// - Parameter limit: bytes of the document that are read.
    /// - Returns: `nil` when it is packed in another way.
    init?(compressed: ArraySlice<UInt8>, limit: Int) {
        var reader = LittleEndian(compressed)
        guard reader.number(4) != nil, let size = reader.number(4), let kind = reader.number(4), reader.number(4) != nil else { return nil }
        switch kind {
        case 0x414C_454D: self.init(Array(reader.rest.prefix(min(size, limit))))
        case 0x7546_5A4C: self.init(Self.unpacked(reader.rest, limit: min(size, limit)))
        default: return nil
        }
    }

    /// Single bytes, and references to what came before: where in a ring of 4096 bytes, and how many.
    private static func unpacked(_ bytes: ArraySlice<UInt8>, limit: Int) -> [UInt8] {
        var ring = dictionary + [UInt8](repeating: 0x20, count: 4096 - dictionary.count), place = dictionary.count
        var output: [UInt8] = [], rest = bytes
        func put(_ byte: UInt8) {
            output.append(byte)
            ring[place] = byte
            place = (place + 1) % 4096
        }
        while let control = rest.popFirst() {
            for bit in 0..<8 {
                guard output.count < limit, let first = rest.popFirst() else { return output }
                guard control >> UInt8(bit) & 1 == 1 else {
                    put(first)
                    continue
                }
                guard let second = rest.popFirst() else { return output }
                let from = Int(first) << 4 | Int(second) >> 4
                if from == place { return output }
                for step in 0..<Int(second & 0xF) + 2 { put(ring[(from + step) % 4096]) }
            }
        }
        return output
    }

    // MARK: Reading

    /// What holds for a group.
    private struct Group {
        var isSkipped = false
        /// Characters that follow `\u` for programs that do not know it.
        var replacements = 1
    }

    private static let skipped: Set<String> = [
        "fonttbl", "colortbl", "stylesheet", "info", "pict", "object", "header", "footer", "listtable", "listoverridetable", "generator", "themedata",
    ]

    /// - Parameter document: bytes; what is not plain ASCII in it is Windows-1252.
    init(_ document: [UInt8]) {
        var scanner = document[...], groups = [Group()], toSkip = 0, bytes: [UInt8] = []
        func flush() {
            plain += Charset.decode(bytes, as: "windows-1252").text
            bytes = []
        }
        func put(_ byte: UInt8) {
            if groups[groups.count - 1].isSkipped { return }
            if toSkip > 0 { toSkip -= 1 } else { bytes.append(byte) }
        }
        while let byte = scanner.popFirst() {
            switch byte {
            case UInt8(ascii: "{"): groups.append(groups.count < 1_000 ? groups[groups.count - 1] : Group(isSkipped: true))
            case UInt8(ascii: "}"): if groups.count > 1 { groups.removeLast() }
            case 10, 13: continue
            case UInt8(ascii: "\\"):
                guard let next = scanner.first else { break }
                if next == UInt8(ascii: "'") {
                    let hex = scanner.dropFirst().prefix(2)
                    scanner = scanner.dropFirst(3)
                    if let byte = UInt8(String(decoding: hex, as: UTF8.self), radix: 16) { put(byte) }
                } else if Self.isLetter(next) {
                    let (word, number) = Self.control(&scanner)
                    switch word {
                    case "par", "line", "row", "sect", "page": put(10)
                    case "tab", "cell": put(9)
                    case "uc": groups[groups.count - 1].replacements = max(0, min(number ?? 1, 16))
                    case "u":
                        guard let number, !groups[groups.count - 1].isSkipped else { continue }
                        flush()
                        if let scalar = Unicode.Scalar(UInt16(truncatingIfNeeded: number)) { plain.unicodeScalars.append(scalar) }
                        toSkip = groups[groups.count - 1].replacements
                    case _ where Self.skipped.contains(word): groups[groups.count - 1].isSkipped = true
                    default: continue
                    }
                } else {
                    scanner = scanner.dropFirst()
                    switch next {
                    case UInt8(ascii: "*"): groups[groups.count - 1].isSkipped = true
                    case UInt8(ascii: "~"): put(0x20)
                    case UInt8(ascii: "\\"), UInt8(ascii: "{"), UInt8(ascii: "}"): put(next)
                    case 10, 13: put(10)
                    default: continue
                    }
                }
            default: put(byte)
            }
        }
        flush()
        plain = plain.trimmed
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) }

    /// A word, a number that may follow it, and the space that ends it.
    private static func control(_ scanner: inout ArraySlice<UInt8>) -> (String, Int?) {
        let word = scanner.prefix(32).prefix(while: isLetter)
        scanner = scanner.dropFirst(word.count)
        let digits = scanner.prefix(11).enumerated().prefix { $0.element == UInt8(ascii: "-") && $0.offset == 0 || (48...57).contains($0.element) }.map(\.element)
        scanner = scanner.dropFirst(digits.count)
        if scanner.first == 0x20 { scanner = scanner.dropFirst() }
        return (String(decoding: word, as: UTF8.self), Int(String(decoding: digits, as: UTF8.self)))
    }
}
