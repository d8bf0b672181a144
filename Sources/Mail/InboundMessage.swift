import BusinessTime

/// A mail as the desk sees it: who, about what, what it says, what it brings, and whether a person wrote it.
///
/// Nothing in it is trusted: `from` is what the message claims, texts are cleaned and bounded, HTML is sanitised, file
/// names are safe. What could not be read is listed in `problems`; the message is taken in all the same.
public struct InboundMessage: Sendable {
    /// Without angle brackets, like all identifiers here.
    public var messageID: String?
    public var inReplyTo: [String] = []
    /// Oldest first; the last hundred.
    public var references: [String] = []
    public var from: Address?
    /// All addresses in `From`; more than one is odd.
    public var authors: [Address] = []
    public var sender: Address?
    public var replyTo: Address?
    public var to: [Address] = []
    public var cc: [Address] = []
    /// Where the mail server says it was delivered, where it says so: tells which of our mailboxes was meant when
    /// `to` does not.
    public var deliveredTo: [Address] = []
    public var subject = ""
    public var date: Instant?
    /// The best readable text: `text/plain`, or the HTML turned into text. NFC, `\n`, no control characters.
    public var text = ""
    /// Sanitised; `nil` when the message has no HTML.
    public var html: String?
    public var attachments: [Attachment] = []
    /// Why no person wrote this; `nil` when one may have. Nothing automatic may be answered automatically.
    public var automatic: AutomaticReason?
    /// Why a program should think twice before it answers, although a person may have written this; `nil` when nothing says so.
    public var caution: Caution?
    /// Where mail goes to the list through which this came, as far as it says; in lower case.
    public var listAddresses: Set<String> = []
    /// What a mail server reports about a message that we sent; `nil` when this is no such report.
    public var bounce: Bounce?
    public var problems: Set<Problem> = []
    /// What it is besides words and files.
    public var traits: Set<Trait> = []
    /// `Authentication-Results`, the topmost first, from whomever.
    var authenticationResults: [String] = []
    /// One `From` with one address, so that everybody reads the same.
    var hasOneAuthor = false

    public var isAutomatic: Bool { automatic != nil }
    /// A mail server could not, or not yet, deliver what we sent.
    public var isBounce: Bool { bounce != nil }

    public init() {}
}

extension InboundMessage {
    /// Which pictures stand in the HTML of a message.
    public enum Pictures: Sendable {
        /// Those that came with it. Nothing is fetched: that would tell its sender when and where it was read.
        case ofTheMail
        /// Also those of the web, for a reader who wants to see them all the same.
        case ofTheWeb
    }

    /// Reads a message.
    ///
    /// - Throws: `.notAMessage` when there is nothing that resembles one; everything else becomes `problems`.
    public static func parse(_ bytes: [UInt8], limits: Limits = .init(), pictures: Pictures = .ofTheMail) throws(MailError) -> InboundMessage {
        var problems: Set<Problem> = []
        // White space above the first header would make it the continuation of nothing, and hide all the others.
        let bytes = Array(bytes.drop { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D || $0 == 0x0A })
        guard !bytes.isEmpty else { throw .notAMessage }
        guard let reading = reading(bytes, limits, &problems), !reading.headers.isEmpty else { throw .notAMessage }

        var message = InboundMessage()
        message.problems = problems
        message.takeHeaders(reading.headers)
        if let sent = reading.root {
            var opener = Opener(limits)
            let root = opener.open(sent)
            message.problems.formUnion(opener.problems)
            var body = Body(limits: limits, pictures: pictures)
            body.take(root)
            message.traits = Trait.all(of: root)
            message.takeBody(body, limits)
            if let html = message.html {
                message.traits.insert(.html)
                if html.contains(SafeWriter.remotePicture) { message.traits.insert(.remotePictures) }
            }
            message.bounce = Bounce(headers: reading.headers, root: root, text: message.text)
        }
        message.automatic = AutomaticReason(
            headers: reading.headers, isBounce: message.isBounce, isReport: reading.root?.mediaType == "multipart/report", subject: message.subject)
        message.caution = Caution(headers: reading.headers, from: message.from)
        return message
    }

    /// What the parser sees in the bytes of a message, or of a part that is one.
    static func reading(_ bytes: [UInt8], _ limits: Limits, _ problems: inout Set<Problem>) -> GMime.Reading? {
        var readable = withinLimits(bytes, limits, &problems)
        if let disarmed = HeaderTraps.disarmed(readable) {
            readable = disarmed
            problems.insert(.brokenHeader)
        }
        let reading = GMime.read(readable, limits: limits)
        problems.formUnion(reading?.problems ?? [])
        return reading
    }

    /// The bytes that are given to the parser: of a message beyond the limits only its headers.
    private static func withinLimits(_ bytes: [UInt8], _ limits: Limits, _ problems: inout Set<Problem>) -> [UInt8] {
        let weight = Weight(of: bytes)
        let isTooLarge = bytes.count > limits.message, hasTooManyParts = weight.isOverloaded(bytes)
        if isTooLarge { problems.insert(.tooLarge("message")) }
        if hasTooManyParts { problems.insert(.tooManyParts) }
        let body = isTooLarge || hasTooManyParts ? [] : bytes[weight.body...]
        let headers = bytes[..<weight.body]
        let isLong = weight.body > limits.headers || weight.headerLinesOfMessage > limits.headerLines
        guard isLong else { return body.isEmpty ? Array(headers) : bytes }

        problems.insert(.tooLarge("headers"))
        return LongHeaders.shortened(headers) + Array("\r\n".utf8) + body
    }

    private mutating func takeHeaders(_ headers: [MIMEHeader]) {
        messageID = headers["message-id"].flatMap { GMime.identifiers(in: $0).first }.flatMap(Self.identifier)
        inReplyTo = headers["in-reply-to"].map { GMime.identifiers(in: $0).suffix(100).compactMap(Self.identifier) } ?? []
        references = headers["references"].map { GMime.identifiers(in: $0).suffix(100).compactMap(Self.identifier) } ?? []
        authors = Self.addresses(headers, "from")
        // Of a block that was shortened nobody knows whether there was another.
        hasOneAuthor = headers.count { $0.name == "from" } == 1 && authors.count == 1 && !problems.contains(.tooLarge("headers"))
        authenticationResults = headers.filter { $0.name == "authentication-results" }.prefix(50).map { String(decoding: $0.raw, as: UTF8.self) }
        sender = Self.addresses(headers, "sender").first
        replyTo = Self.addresses(headers, "reply-to").first
        // Some programs encode all of it, address and all, where only the name may be; some write none.
        from = authors.first ?? headers["from"].flatMap { Address($0.text) } ?? sender ?? replyTo
        listAddresses = Self.listAddresses(headers)
        if let named = from, isOfList(named), let writer = Self.writer(headers, notAmong: listAddresses) {
            // Our mail server proved the list, and not him.
            (from, hasOneAuthor) = (writer, false)
        }
        to = Self.addresses(headers, "to")
        cc = Self.addresses(headers, "cc")
        deliveredTo = Self.addresses(headers, "delivered-to", "x-original-to", "envelope-to", "x-envelope-to")
        subject = headers["subject"].map { CleanText.line($0.text) } ?? ""
        date = headers["date"].flatMap(GMime.date).map { Instant(seconds: $0) }
    }

    private static func identifier(_ id: String) -> String? {
        let clean = CleanText.line(id, limit: 500)
        return clean.isEmpty ? nil : clean
    }

    static func addresses(_ headers: [MIMEHeader], _ names: String...) -> [Address] {
        var seen: Set<String> = []
        return headers.filter { names.contains($0.name) }.flatMap(GMime.addresses).filter { seen.insert($0.email).inserted }
    }

    private mutating func takeBody(_ body: Body, _ limits: Limits) {
        problems.formUnion(body.problems)
        let (text, isCut) = CleanText.body(body.text, limit: limits.text)
        if isCut { problems.insert(.tooLarge("text")) }
        self.text = text
        html = body.html
        attachments = body.attachments
        traits.formUnion(Trait.inline(in: text))
    }
}
