import BusinessTime

/// A mail that we send.
public struct OutboundMessage: Sendable {
    public var from: Address
    public var replyTo: Address?
    public var to: [Address]
    public var subject: String
    public var text: String
    /// Shown instead of `text` by programs that can.
    public var html: String?
    /// Without angle brackets, as `MessageID.make` gives it.
    public var messageID: String
    public var inReplyTo: String?
    public var references: [String]
    public var automation: Automation
    public var date: Instant
    /// Further headers, such as `X-Ventanilla-Folio`; none of those that this type writes itself.
    public var extraHeaders: [(name: String, value: String)]
    public var attachments: [Attachment]
    /// A `CalendarFile`: programs that know it show it beside the text, others offer it as a file.
    public var calendar: String?

    /// Who caused the mail (RFC 3834 §5): whatever no person wrote must say so, lest two machines answer each other.
    public enum Automation: String, Sendable {
        case none = "no"
        case generated = "auto-generated"
        case replied = "auto-replied"
    }

    public init(
        from: Address, replyTo: Address? = nil, to: [Address], subject: String, text: String, html: String? = nil,
        messageID: String, inReplyTo: String? = nil, references: [String] = [], automation: Automation = .none, date: Instant,
        extraHeaders: [(name: String, value: String)] = [], attachments: [Attachment] = [], calendar: String? = nil
    ) {
        self.from = from
        self.replyTo = replyTo
        self.to = to
        self.subject = subject
        self.text = text
        self.html = html
        self.messageID = messageID
        self.inReplyTo = inReplyTo
        self.references = references
        self.automation = automation
        self.date = date
        self.extraHeaders = extraHeaders
        self.attachments = attachments
        self.calendar = calendar
    }

    /// The message as it goes over the wire: CRLF, 7-bit, no line above 998 bytes.
    ///
    /// - Throws: `.headerInjection` when a field holds a line break or a null; `.invalidField` when one cannot stand
    ///   in its header. Nothing of our own is repaired silently: a field that needs it did not come from where it should.
    public func rendered() throws(MailError) -> [UInt8] {
        let headers = try headers()
        let bytes = GMime.write(headers: headers, root: try body())
        guard Self.hasLegalLines(bytes) else { throw .invalidField("line length") }
        return bytes
    }

    private func headers() throws(MailError) -> [(name: String, value: String)] {
        guard !to.isEmpty else { throw .invalidField("to") }
        guard let day = GMime.header(forDate: date.seconds) else { throw .invalidField("date") }
        guard MessageID.isLegal(messageID) else { throw .invalidField("message identifier") }
        // Whatever their programs wrote: what cannot stand in a header only loses its thread, never its letter.
        let references = references.filter(MessageID.isLegal), inReplyTo = inReplyTo.flatMap { MessageID.isLegal($0) ? $0 : nil }
        var headers: [(name: String, value: String)] = [
            ("From", GMime.header(for: [from])), ("To", GMime.header(for: to)), ("Subject", try Self.checked(subject, "subject")),
            ("Date", day), ("Message-Id", "<\(messageID)>"),
        ]
        if let replyTo { headers.append(("Reply-To", GMime.header(for: [replyTo]))) }
        if let inReplyTo { headers.append(("In-Reply-To", "<\(inReplyTo)>")) }
        if !references.isEmpty { headers.append(("References", references.suffix(50).map { "<\($0)>" }.joined(separator: " "))) }
        if automation != .none { headers.append(("Auto-Submitted", automation.rawValue)) }
        let own = Set(headers.map { $0.name.lowercased() })
        for (name, value) in extraHeaders {
            guard Self.isHeaderName(name), !own.contains(name.lowercased()), !Self.reserved.contains(name.lowercased()) else {
                throw .invalidField(String(name.unicodeScalars.filter { $0.value > 0x20 && $0.isASCII }.prefix(60).map(Character.init)))
            }
            headers.append((name, try Self.checked(value, name)))
        }
        headers.append(("MIME-Version", "1.0"))
        return headers
    }

    /// Written by this type or by the MIME writer, or telling of recipients that nobody is told of.
    private static let reserved: Set<String> = [
        "reply-to", "in-reply-to", "references", "auto-submitted", "sender", "cc", "bcc", "return-path", "mime-version",
        "content-type", "content-transfer-encoding", "content-disposition", "content-id",
    ]

    private static func isHeaderName(_ name: String) -> Bool {
        (1...76).contains(name.utf8.count) && name.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: ":") }
    }

    private static func checked(_ value: String, _ field: String) throws(MailError) -> String {
        let isBroken = value.unicodeScalars.contains { $0 == "\r" || $0 == "\n" || $0 == "\0" || $0 == "\u{0B}" || $0 == "\u{0C}" }
        if isBroken { throw .headerInjection(field: field) }
        // Folding needs spaces: a word longer than a line may be has no legal form.
        if value.split(separator: " ").contains(where: { $0.utf8.count > 900 && $0.utf8.allSatisfy { $0 < 0x80 } }) { throw .invalidField(field) }
        return EncodedWord.encode(value)
    }

    /// Text, or text, HTML with its pictures and a calendar as alternatives, the richest last, and the files after them.
    private func body() throws(MailError) -> MIMEPart {
        var alternatives = [Self.textPart("text/plain", text)], calendars: [Attachment] = []
        if let html {
            let pictures = try attachments.filter(\.isInline).map(Self.part)
            let page = Self.textPart("text/html", html)
            let shown = pictures.isEmpty ? page : Self.multipart("multipart/related", [page] + pictures)
            alternatives.append(shown)
        }
        if let calendar, let method = Invitation(Array(calendar.utf8))?.method {
            alternatives.append(MIMEPart(mediaType: "text/calendar", charset: "utf-8", method: method.rawValue.uppercased(), content: .bytes(Array(calendar.utf8))))
            calendars = [Attachment(name: "visita.ics", mediaType: "application/ics", bytes: Array(calendar.utf8))]
        }
        let body = alternatives.count == 1 ? alternatives[0] : Self.multipart("multipart/alternative", alternatives)
        let files = try (attachments.filter { !$0.isInline || html == nil } + calendars).map(Self.part)
        return files.isEmpty ? body : Self.multipart("multipart/mixed", [body] + files)
    }

    private static func textPart(_ type: String, _ text: String) -> MIMEPart {
        let (clean, _) = CleanText.body(text, limit: .max)
        return MIMEPart(mediaType: type, charset: "utf-8", content: .bytes(Array((clean.hasSuffix("\n") ? clean : clean + "\n").utf8)))
    }

    private static func multipart(_ type: String, _ parts: [MIMEPart]) -> MIMEPart {
        MIMEPart(mediaType: type, content: .parts(parts))
    }

    private static func part(_ attachment: Attachment) throws(MailError) -> MIMEPart {
        let type = attachment.mediaType.lowercased()
        let isType = type.split(separator: "/", omittingEmptySubsequences: false).count == 2
            && type.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !"()<>@,;:\\\"[]?=".utf8.contains($0) }
        let id = attachment.contentID
        if let id, !id.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "<") && $0 != UInt8(ascii: ">") }) {
            throw .invalidField("content identifier")
        }
        return MIMEPart(
            // Multiparts and messages may not be in base64; sent as bytes they arrive as they are.
            mediaType: isType && !type.hasPrefix("multipart/") && !type.hasPrefix("message/") ? type : "application/octet-stream",
            fileName: FileName.safe(attachment.name) ?? "archivo", contentID: id,
            disposition: attachment.isInline ? "inline" : "attachment", content: .bytes(attachment.bytes))
    }

    private static func hasLegalLines(_ bytes: [UInt8]) -> Bool {
        bytes.split(separator: UInt8(ascii: "\n")).allSatisfy { $0.count <= 999 }
    }
}
