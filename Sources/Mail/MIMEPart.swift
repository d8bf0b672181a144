/// A header as it came: its decoded text for readers, its raw bytes for grammars.
struct MIMEHeader: Sendable {
    /// Lowercase.
    var name: String
    var text: String
    var raw: [UInt8]
}

/// One part of a message as a value: all that the module knows of MIME outside the file that calls GMime.
struct MIMEPart: Sendable {
    /// Lowercase, such as `text/plain`.
    var mediaType: String
    var charset: String?
    /// Of a calendar: what it does, such as `REQUEST` (RFC 6047).
    var method: String?
    var fileName: String?
    /// The field of a form that the part fills.
    var formName: String?
    var contentID: String?
    /// Lowercase: `attachment`, `inline`, or nothing.
    var disposition: String?
    /// Of its type, in lower case, where it has them: `smime-type`, `format`, `delsp`.
    var parameters: [String: String] = [:]
    var content: Content

    enum Content: Sendable {
        case bytes([UInt8])
        case parts([MIMEPart])
        /// A message inside the message: kept whole, only its headers read.
        case message(headers: [MIMEHeader], bytes: [UInt8])
        /// Beyond a limit.
        case omitted
    }
}

extension [MIMEHeader] {
    /// The first header of that (lowercase) name.
    subscript(_ name: String) -> MIMEHeader? { first { $0.name == name } }

    /// The text of the first header of that name, trimmed and lowercase, to compare with keywords.
    func keyword(_ name: String) -> String? { self[name].map { $0.text.trimmed.lowercased() } }
}
