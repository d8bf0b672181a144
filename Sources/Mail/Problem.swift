/// Something in a message that could not be read as it was sent. The message is taken in all the same.
public enum Problem: Hashable, Sendable {
    /// No such charset; the text was read as UTF-8 or else Windows-1252.
    case unknownCharset(String)
    /// The text is not in the charset it claims.
    case wrongCharset(String)
    /// Characters that base64 does not have, in the named part or in a body.
    case brokenEncoding(String)
    /// A multipart that does not say how its parts are told apart.
    case missingBoundary
    /// A multipart without parts, a message cut short or out of shape.
    case malformed
    /// A header that breaks its grammar: a name with spaces, a broken encoded word, a repeated or conflicting one.
    case brokenHeader
    /// Parts inside parts beyond the limit were not read.
    case tooDeep
    /// Parts, or headers of parts, beyond the limit were not read.
    case tooManyParts
    /// The message, its headers, its text or the named attachment is beyond the limit and was cut or left out.
    case tooLarge(String)
    /// The HTML would take too much memory or time to read; its bare text was kept.
    case tooComplex
    /// Nothing of it resembles a message.
    case unreadable
}

extension Problem {
    /// As a row keeps it: a word, and behind a space what it is about.
    public var code: String {
        switch self {
        case .unknownCharset(let name): "unknown_charset \(name)"
        case .wrongCharset(let name): "wrong_charset \(name)"
        case .brokenEncoding(let name): "broken_encoding \(name)"
        case .missingBoundary: "missing_boundary"
        case .malformed: "malformed"
        case .brokenHeader: "broken_header"
        case .tooDeep: "too_deep"
        case .tooManyParts: "too_many_parts"
        case .tooLarge(let name): "too_large \(name)"
        case .tooComplex: "too_complex"
        case .unreadable: "unreadable"
        }
    }

    /// - Returns: `nil` for a word of another version.
    public init?(code: some StringProtocol) {
        let words = code.split(separator: " ", maxSplits: 1), about = words.count > 1 ? String(words[1]) : ""
        switch words.first {
        case "unknown_charset": self = .unknownCharset(about)
        case "wrong_charset": self = .wrongCharset(about)
        case "broken_encoding": self = .brokenEncoding(about)
        case "missing_boundary": self = .missingBoundary
        case "malformed": self = .malformed
        case "broken_header": self = .brokenHeader
        case "too_deep": self = .tooDeep
        case "too_many_parts": self = .tooManyParts
        case "too_large": self = .tooLarge(about)
        case "too_complex": self = .tooComplex
        case "unreadable": self = .unreadable
        default: return nil
        }
    }
}

/// Why a message cannot be read or written at all.
public enum MailError: Error, Hashable, Sendable {
    /// There are no bytes, or nothing in them resembles a message.
    case notAMessage
    /// A field of an outbound message holds a line break or a null, with which somebody could add headers of his own.
    case headerInjection(field: String)
    /// An outbound message lacks what RFC 5322 demands, or a field breaks its grammar.
    case invalidField(String)
    /// An address that no mail can be sent to.
    case invalidAddress(String)
    /// The mail server's address cannot be used, in words for the log (never with its password).
    case invalidServer(String)
}
