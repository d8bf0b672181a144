/// A piece of a page: text that stands as itself, with holes escaped by their type.
///
/// Only the *source code* can be markup: the literal segments are `StaticString`, so no text that
/// arrives at run time can become a tag. What a hole may hold is what has an `appendInterpolation`:
/// a `String` is escaped, an `Int` cannot need it, `HTML` stands as it is, a `Link` is an address.
/// Anything else — a date, a row, an optional of something — does not compile.
///
/// Three rules about *where* a hole may stand cannot be types:
/// - an address attribute (`href`, `src`, `action`, …) takes a `Link` and nothing else: text there is not
///   written at all, whatever the page's author meant (`javascript:` is text, too);
/// - no hole in a script, a style, an event attribute or an attribute without quotes;
/// - no hole in the middle of an address.
///
/// The first is enforced here, at every hole; `HTMLPlacesTests` reads the source of every page for the others.
struct HTML: Sendable, ExpressibleByStringInterpolation {
    /// UTF-8, ready to be sent.
    private(set) var bytes: [UInt8]

    init(stringLiteral text: StaticString) {
        bytes = text.withUTF8Buffer(Array.init)
    }

    init(stringInterpolation parts: StringInterpolation) {
        bytes = parts.bytes
    }

    /// Nothing at all.
    static let nothing: HTML = ""

    /// The page as text, for tests and files.
    var text: String { String(decoding: bytes, as: UTF8.self) }
}

extension HTML {
    /// Collects the segments and the holes of one literal.
    struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var bytes: [UInt8] = []

        init(literalCapacity: Int, interpolationCount: Int) {
            bytes.reserveCapacity(literalCapacity + interpolationCount * 24)
        }

        mutating func appendLiteral(_ literal: StaticString) {
            literal.withUTF8Buffer { bytes.append(contentsOf: $0) }
        }

        /// Markup made by another literal.
        mutating func appendInterpolation(_ html: HTML) {
            bytes.append(contentsOf: html.bytes)
        }

        /// Markup, or nothing.
        mutating func appendInterpolation(_ html: HTML?) {
            if let html { bytes.append(contentsOf: html.bytes) }
        }

        /// Pieces one behind the other.
        mutating func appendInterpolation(_ pieces: [HTML]) {
            bytes.reserveCapacity(bytes.count + pieces.reduce(0) { $0 + $1.bytes.count })
            for piece in pieces { bytes.append(contentsOf: piece.bytes) }
        }

        /// Markup that stands only under a condition: `<option\(" selected", when: isChosen)>`.
        mutating func appendInterpolation(_ html: @autoclosure () -> HTML, when condition: Bool) {
            if condition { bytes.append(contentsOf: html().bytes) }
        }

        /// A text, escaped for element content and for quoted attributes alike.
        mutating func appendInterpolation(_ text: String) {
            guard !opensAddress else { return bytes.append(UInt8(ascii: "#")) }
            var text = text
            text.withUTF8 { bytes.appendEscaped($0) }
        }

        /// A text, or nothing.
        mutating func appendInterpolation(_ text: String?) {
            if let text { appendInterpolation(text) }
        }

        /// A whole number, plain digits.
        mutating func appendInterpolation(_ number: Int) {
            bytes.appendDigits(number)
        }

        /// An address: the only thing that stands in `href`, `src` or `action`.
        mutating func appendInterpolation(_ link: Link) {
            var address = link.address
            address.withUTF8 { bytes.appendEscaped($0) }
        }

        /// Whether the literal so far ends in `href="` or another attribute that the browser follows, runs or draws.
        private var opensAddress: Bool {
            guard bytes.last == UInt8(ascii: "\""), bytes.count > 6, bytes[bytes.count - 2] == UInt8(ascii: "=")
            else { return false }
            var start = bytes.count - 2
            while start > 0, bytes[start - 1] > UInt8(ascii: " ") { start -= 1 }
            let name = bytes[start..<(bytes.count - 2)]
            let isEvent = name.count > 1 && name[start] | 0x20 == UInt8(ascii: "o") && name[start + 1] | 0x20 == UInt8(ascii: "n")
            return isEvent || Self.addressAttributes.contains(Self.tail(of: name))
        }

        private static let addressAttributes = [
            "href", "src", "action", "formaction", "poster", "srcset", "data", "ping", "style", "srcdoc",
        ].map { tail(of: $0.utf8) }

        /// The last eight letters in one word, lower case: comparing names must not cost more than writing the hole.
        private static func tail(of name: some Sequence<UInt8>) -> UInt64 {
            name.reduce(0) { $0 << 8 | UInt64($1 | 0x20) }
        }
    }
}

extension [UInt8] {
    /// Appends UTF-8 with the five characters of markup replaced; runs without any are copied whole.
    fileprivate mutating func appendEscaped(_ text: UnsafeBufferPointer<UInt8>) {
        var start = 0
        for index in text.indices {
            let byte = text[index]
            // Everything above `>` is safe, which is nearly every byte of every text.
            guard byte <= UInt8(ascii: ">"), let entity = Self.entity(of: byte) else { continue }
            append(contentsOf: UnsafeBufferPointer(rebasing: text[start..<index]))
            entity.withUTF8Buffer { append(contentsOf: $0) }
            start = index + 1
        }
        append(contentsOf: UnsafeBufferPointer(rebasing: text[start...]))
    }

    private static func entity(of byte: UInt8) -> StaticString? {
        switch byte {
        case UInt8(ascii: "&"): "&amp;"
        case UInt8(ascii: "<"): "&lt;"
        case UInt8(ascii: ">"): "&gt;"
        case UInt8(ascii: "\""): "&quot;"
        case UInt8(ascii: "'"): "&#39;"
        default: nil
        }
    }

    fileprivate mutating func appendDigits(_ number: Int) {
        if (0..<10).contains(number) { return append(UInt8(ascii: "0") + UInt8(number)) }
        var digits = String(number)
        digits.withUTF8 { append(contentsOf: $0) }
    }
}
