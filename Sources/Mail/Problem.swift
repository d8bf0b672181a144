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
