/// What a mail server reports about a message that it could not, or not yet, deliver (RFC 3464).
public struct Bounce: Hashable, Sendable {
    /// The messages it is about, as far as it quotes them.
    public var messageIDs: [String] = []
    /// Empty when the report is prose that names nobody.
    public var recipients: [Recipient] = []
    /// Of such prose: whether it is still tried, and its three numbers.
    public var isDelay = false
    public var status: String?

    /// What became of the message for one recipient.
    public struct Recipient: Hashable, Sendable {
        public var email: String
        /// `failed`, `delayed`, `delivered`, `relayed` or `expanded`.
        public var action: String
        /// Three numbers, such as `5.1.1`.
        public var status: String?
        /// The other server's own words.
        public var diagnostic: String?

        /// Nothing more will be tried.
        public var isFinal: Bool { action == "failed" }
    }

    /// - Returns: `nil` when the message is no delivery report.
    init?(headers: [MIMEHeader], root: MIMEPart, text: String) {
        collect(root)
        let isReport = headers["content-type"].map { $0.text.lowercased() }.map {
            $0.hasPrefix("multipart/report") && $0.contains("delivery-status")
        } ?? false
        guard isReport || !recipients.isEmpty || Self.isProse(headers) else { return nil }
        takeProse(text, headers)
        // Read receipts and relays of success are reports, but nothing bounced.
        guard recipients.isEmpty || recipients.contains(where: { $0.action == "failed" || $0.action == "delayed" }) else { return nil }
    }

    private mutating func collect(_ part: MIMEPart) {
        switch (part.mediaType, part.content) {
        case (_, .parts(let parts)): parts.forEach { collect($0) }
        case ("message/delivery-status", .bytes(let bytes)), ("message/global-delivery-status", .bytes(let bytes)):
            takeStatus(String(decoding: bytes.prefix(1 << 20), as: UTF8.self))
        case (_, .message(let headers, _)): takeIdentifier(headers["message-id"])
        case ("text/rfc822-headers", .bytes(let bytes)), ("message/global-headers", .bytes(let bytes)):
            takeIdentifier(GMime.read(Array(bytes.prefix(65536)), limits: .init())?.headers["message-id"])
        default: return
        }
    }

    private mutating func takeIdentifier(_ header: MIMEHeader?) {
        guard let id = header.flatMap({ GMime.identifiers(in: $0).first }), !messageIDs.contains(id) else { return }
        messageIDs.append(CleanText.line(id, limit: 500))
    }

    /// Groups of fields between empty lines; those that name a recipient are about one.
    private mutating func takeStatus(_ text: String) {
        var fields: [String: String] = [:]
        var last = ""
        for line in (text + "\n\n").split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
            if line.trimmed.isEmpty {
                takeRecipient(fields)
                fields = [:]
            } else if line.first == " " || line.first == "\t" {
                fields[last, default: ""] += " " + line.trimmed
            } else if let colon = line.firstIndex(of: ":") {
                last = line[..<colon].trimmed.lowercased()
                if fields[last] == nil { fields[last] = line[line.index(after: colon)...].trimmed }
            }
        }
    }

    private mutating func takeRecipient(_ fields: [String: String]) {
        guard recipients.count < 1000, let who = fields["original-recipient"] ?? fields["final-recipient"] else { return }
        let email = Self.typed(who)
        guard let address = Address(email) else { return }
        recipients.append(
            Recipient(
                email: address.email, action: fields["action"]?.lowercased().prefix { !$0.isWhitespace }.description ?? "failed",
                status: fields["status"].map { String(CleanText.line($0, limit: 100).prefix { $0.isNumber || $0 == "." }) },
                diagnostic: fields["diagnostic-code"].map { CleanText.line(Self.typed($0), limit: 1000) }.flatMap { $0.isEmpty ? nil : $0 }))
    }

    /// The value behind `rfc822;` or `smtp;`.
    private static func typed(_ value: String) -> String {
        guard let semicolon = value.firstIndex(of: ";") else { return value }
        return value[value.index(after: semicolon)...].trimmed
    }
}
