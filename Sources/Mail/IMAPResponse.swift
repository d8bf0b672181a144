/// One response of an IMAP server, its literals in their places.
struct IMAPResponse {
    /// Lines without their ends, and what stood between them as literals.
    enum Piece: Hashable {
        case line([UInt8])
        case literal([UInt8])
    }

    enum Token: Hashable {
        case open, close
        case atom(String)
        /// Quoted or literal; what it holds is bytes.
        case string([UInt8])
    }

    var pieces: [Piece]

    /// The first line, for what has no literals.
    var text: String {
        guard case .line(let line)? = pieces.first else { return "" }
        return CleanText.line(String(decoding: line, as: UTF8.self), limit: 2_000)
    }

    /// The words of the first line, upper case where they are IMAP's own.
    var words: [Substring] { text.split(separator: " ", maxSplits: 4) }

    /// Whether the line may end with a literal: only data of messages do, for `* OK see {5}` is prose.
    static func mayHoldLiterals(_ line: [UInt8]) -> Bool {
        line.starts(with: Array("* ".utf8)) && line.count > 2 && (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(line[2])
    }

    /// The size of the literal that a line announces: `… {123}`.
    ///
    /// - Returns: `nil` when it announces none; the largest number for one that is no size.
    static func literalSize(_ line: [UInt8]) -> Int? {
        guard line.last == UInt8(ascii: "}"), let open = line.lastIndex(of: UInt8(ascii: "{")) else { return nil }
        let digits = line[(open + 1)..<(line.count - 1)]
        guard !digits.isEmpty, digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else { return nil }
        return Int(String(decoding: digits, as: UTF8.self)) ?? .max
    }

    /// `* 12 FETCH (UID 5 BODY[] …)` as names, in upper case, with what stands behind them.
    ///
    /// - Returns: `nil` when it is something else, or no such list.
    var fetched: [String: Token]? {
        guard words.count >= 3, words[0] == "*", Int(words[1]) != nil, words[2].uppercased() == "FETCH", let tokens else { return nil }
        guard tokens.count >= 5, tokens[3] == .open, tokens.last == .close else { return nil }
        var values: [String: Token] = [:]
        var rest = tokens[4..<(tokens.count - 1)]
        while case .atom(let name)? = rest.popFirst() {
            guard let value = rest.popFirst() else { return nil }
            if value == .open {
                var depth = 1
                while depth > 0, let next = rest.popFirst() { depth += next == .open ? 1 : next == .close ? -1 : 0 }
                guard depth == 0 else { return nil }
            }
            values[name.uppercased()] = value
        }
        return rest.isEmpty ? values : nil
    }

    /// - Returns: `nil` when a quotation does not end.
    private var tokens: [Token]? {
        var tokens: [Token] = []
        for piece in pieces {
            switch piece {
            case .literal(let bytes): tokens.append(.string(bytes))
            case .line(let line): guard Self.read(line, into: &tokens) else { return nil }
            }
        }
        return tokens
    }

    private static func read(_ line: [UInt8], into tokens: inout [Token]) -> Bool {
        var rest = line[...]
        // The announcement of a literal is no token.
        if literalSize(line) != nil, let open = line.lastIndex(of: UInt8(ascii: "{")) { rest = line[..<open] }
        while let byte = rest.first {
            switch byte {
            case UInt8(ascii: " "): rest.removeFirst()
            case UInt8(ascii: "("): tokens.append(.open); rest.removeFirst()
            case UInt8(ascii: ")"): tokens.append(.close); rest.removeFirst()
            case UInt8(ascii: "\""):
                guard let string = quoted(&rest) else { return false }
                tokens.append(.string(string))
            default:
                let atom = rest.prefix { !" ()\"".utf8.contains($0) }
                tokens.append(.atom(String(decoding: atom, as: UTF8.self)))
                rest = rest.dropFirst(atom.count)
            }
        }
        return true
    }

    private static func quoted(_ rest: inout ArraySlice<UInt8>) -> [UInt8]? {
        rest.removeFirst()
        var string: [UInt8] = []
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "\"") { return string }
            guard byte != UInt8(ascii: "\\") else {
                guard let escaped = rest.popFirst() else { return nil }
                string.append(escaped)
                continue
            }
            string.append(byte)
        }
        return nil
    }
}
