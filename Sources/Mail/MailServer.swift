/// Where mail is handed over or fetched: `smtp://host:port`, `smtps://…` (TLS from the start) or `smtp+starttls://…` (TLS
/// demanded), the same with `imap`, with `user:password@` before the host where the server asks for them.
struct MailServer: Sendable {
    let speech: Speech
    var host: String
    var port: Int
    var security: Security
    var user: String?
    var password: String?

    enum Security: Sendable { case none, startTLS, tls }

    /// What is spoken, with the ports where it is expected: plain, with TLS from the start, with TLS demanded.
    struct Speech: Sendable, Equatable {
        let name: String
        let plain, tls, startTLS: Int

        static let smtp = Speech(name: "smtp", plain: 25, tls: 465, startTLS: 587)
        static let imap = Speech(name: "imap", plain: 143, tls: 993, startTLS: 143)
    }

    /// Nobody listens on the way.
    var isLocal: Bool { ["localhost", "127.0.0.1", "[::1]"].contains(host) }

    /// - Throws: `.invalidServer`, whose text never holds the password.
    init(_ address: String, speaking speech: Speech) throws(MailError) {
        self.speech = speech
        guard let end = address.firstRange(of: "://") else { throw .invalidServer("no scheme") }
        switch address[..<end.lowerBound] {
        case speech.name: (security, port) = (.none, speech.plain)
        case speech.name + "s": (security, port) = (.tls, speech.tls)
        case speech.name + "+starttls": (security, port) = (.startTLS, speech.startTLS)
        default: throw .invalidServer("unknown scheme")
        }
        var rest = address[end.upperBound...]
        if rest.last == "/" { rest.removeLast() }
        if let at = rest.lastIndex(of: "@") {
            let pair = rest[..<at].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            guard let user = Self.unescaped(pair[0]), let password = Self.unescaped(pair.count > 1 ? pair[1] : ""), !user.isEmpty
            else { throw .invalidServer("user or password badly escaped") }
            (self.user, self.password) = (user, password)
            rest = rest[rest.index(after: at)...]
        }
        let bracket = rest.lastIndex(of: "]") ?? rest.startIndex
        if let colon = rest[bracket...].lastIndex(of: ":") {
            guard let number = UInt16(rest[rest.index(after: colon)...]), number > 0 else { throw .invalidServer("bad port") }
            port = Int(number)
            rest = rest[..<colon]
        }
        host = String(rest)
        guard !host.isEmpty, host.utf8.allSatisfy(Self.isHostByte) else { throw .invalidServer("bad host") }
        guard security != .none || user == nil || isLocal else { throw .invalidServer("a password needs TLS") }
    }

    private static func isHostByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: ".-_:[]".utf8.contains(byte)
        }
    }

    /// Percent escapes undone; `nil` when one is broken or hides a control character.
    private static func unescaped(_ text: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else { bytes.append(byte); continue }
            guard rest.count >= 2, let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) else { return nil }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        guard bytes.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else { return nil }
        return String(validating: bytes, as: UTF8.self)
    }
}
