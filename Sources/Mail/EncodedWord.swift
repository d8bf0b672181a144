/// Header text in ASCII (RFC 2047), both ways.
///
/// Words are decoded here and not by GMime, which (3.2.13) reads adjacent base64 words as one stream and stops at the
/// padding of the first: of most long subjects only the beginning would arrive.
enum EncodedWord {
    // MARK: Reading

    /// The text of a raw header: words decoded, lines unfolded, undeclared bytes read as UTF-8 or else Windows-1252.
    static func decode(_ raw: [UInt8]) -> String {
        pieces(of: raw).map(\.text).joined()
    }

    /// The header in UTF-8 with every run of words as one, for GMime to read without its fault.
    static func joined(_ raw: [UInt8]) -> [UInt8] {
        var joined: [UInt8] = [], run: [UInt8] = []
        for piece in pieces(of: raw) {
            if piece.charset == nil, !run.isEmpty {
                joined += word(run).utf8
                run = []
            }
            if piece.charset == nil { joined += piece.text.utf8 } else { run += piece.text.utf8 }
        }
        return run.isEmpty ? joined : joined + word(run).utf8
    }

    /// A run of bytes in one charset; `nil` for what was not encoded.
    private struct Piece {
        var charset: String?
        var bytes: [UInt8]
        var text: String { Charset.decode(bytes, as: charset).text }
    }

    private static func pieces(of raw: [UInt8]) -> [Piece] {
        var pieces: [Piece] = [], plain: [UInt8] = []
        var rest = raw.filter { $0 != 0x0D && $0 != 0x0A }[...]
        while let byte = rest.first {
            guard byte == UInt8(ascii: "="), let (word, after) = leadingWord(rest) else {
                plain.append(byte)
                rest.removeFirst()
                continue
            }
            // White space between two words only separates them; a character may be split over both.
            let isSpace = plain.allSatisfy { $0 == 0x20 || $0 == 0x09 }
            if !plain.isEmpty, !(isSpace && pieces.last?.charset != nil) { pieces.append(Piece(charset: nil, bytes: plain)) }
            plain = []
            if let last = pieces.last, last.charset == word.charset { pieces[pieces.count - 1].bytes += word.bytes } else { pieces.append(word) }
            rest = after
        }
        return plain.isEmpty ? pieces : pieces + [Piece(charset: nil, bytes: plain)]
    }

    /// `=?charset*language?B?text?=` at the beginning, and what follows it.
    private static func leadingWord(_ bytes: ArraySlice<UInt8>) -> (Piece, after: ArraySlice<UInt8>)? {
        let mark = UInt8(ascii: "?")
        let head = bytes.dropFirst(2).prefix(80)
        guard bytes.dropFirst().first == mark, let charsetEnd = head.firstIndex(of: mark), charsetEnd > head.startIndex,
            charsetEnd + 2 < bytes.endIndex, bytes[charsetEnd + 2] == mark
        else { return nil }
        // Words are 75 bytes by law and longer by habit; a bound keeps many beginnings without an end from costing squares.
        let body = bytes[(charsetEnd + 3)...].prefix(4000)
        guard let end = body.indices.dropLast().first(where: { body[$0] == mark && body[$0 + 1] == UInt8(ascii: "=") }) else { return nil }
        let charset = String(decoding: head[..<charsetEnd].prefix { $0 != UInt8(ascii: "*") }, as: UTF8.self).lowercased()
        switch bytes[charsetEnd + 1] {
        case UInt8(ascii: "B"), UInt8(ascii: "b"): return (Piece(charset: charset, bytes: unbase64(body[..<end])), bytes[(end + 2)...])
        case UInt8(ascii: "Q"), UInt8(ascii: "q"): return (Piece(charset: charset, bytes: unquoted(body[..<end])), bytes[(end + 2)...])
        default: return nil
        }
    }

    private static func unbase64(_ text: ArraySlice<UInt8>) -> [UInt8] {
        var bytes: [UInt8] = [], bits: UInt32 = 0, count = 0
        for byte in text {
            guard let value = alphabet.firstIndex(of: byte) else { continue }
            bits = bits << 6 | UInt32(value)
            count += 6
            if count >= 8 {
                count -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
            }
        }
        return bytes
    }

    private static func unquoted(_ text: ArraySlice<UInt8>) -> [UInt8] {
        var bytes: [UInt8] = [], rest = text
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "="), rest.count >= 2, let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte == UInt8(ascii: "_") ? 0x20 : byte)
            }
        }
        return bytes
    }

    // MARK: Writing

    /// The text itself where it is plain ASCII; else encoded words, broken between characters.
    ///
    /// Everything is encoded or nothing: readers differ about the spaces between encoded and plain words. Text that
    /// looks encoded already is encoded once more, so that it arrives as it was written.
    static func encode(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 >= 0x80 }) || text.contains("=?") else { return text }
        var words: [String] = [], chunk: [UInt8] = []
        for scalar in text.unicodeScalars {
            let bytes = Array(String(scalar).utf8)
            // 45 bytes are 60 characters of base64: a word of 72, of the 75 that are allowed.
            if chunk.count + bytes.count > 45 {
                words.append(word(chunk))
                chunk = []
            }
            chunk += bytes
        }
        return (words + [word(chunk)]).joined(separator: " ")
    }

    private static func word(_ bytes: [UInt8]) -> String { "=?utf-8?B?\(base64(bytes))?=" }

    private static func base64(_ bytes: [UInt8]) -> String {
        var text = ""
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let bits = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
            for place in 0..<4 { text.unicodeScalars.append(place <= group.count ? Unicode.Scalar(alphabet[bits >> (18 - 6 * place) & 63]) : "=") }
        }
        return text
    }

    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
}
