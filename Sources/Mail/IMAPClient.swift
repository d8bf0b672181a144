import BusinessTime

/// Reads one folder of one mailbox, and changes nothing in it: the folder is EXAMINEd and messages are peeked at.
///
/// libcurl connects, secures and logs in; what follows is spoken here, because libcurl itself marks messages as seen and
/// loses the literals of other commands. It blocks, so the actor runs on a thread of its own queue.
public actor IMAPClient {
    /// How we show who we are.
    public enum Credential: Sendable {
        case password(String)
        /// An access token of OAuth 2, sent as OAUTHBEARER or XOAUTH2.
        case bearer(String)
    }

    public struct Timeouts: Sendable {
        /// For connecting, TLS and login together.
        public var connect = Duration.seconds(20)
        /// Between two pieces of an answer.
        public var pause = Duration.seconds(30)
        /// For all of an answer.
        public var whole = Duration.seconds(600)
        public init() {}
    }

    /// A folder as it is now.
    public struct Folder: Hashable, Sendable {
        /// Another one than before: the UIDs that were known mean nothing any more.
        public var uidValidity: UInt32
        /// The UID that the next message will get, where the server says so.
        public var nextUID: UInt32?
        public var count: Int
    }

    /// A message in the folder.
    public struct Item: Hashable, Sendable {
        public var uid: UInt32
        /// Bytes, as the server reckons.
        public var size: Int
        /// When the server got it, where it says so.
        public var receivedAt: Instant?
    }

    private nonisolated let thread = BlockingThread()
    public nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    private let server: MailServer
    private let user: String
    private let credential: Credential
    private let authorities: String?
    private let staysOutside: Bool
    private let timeouts: Timeouts
    private nonisolated let interrupt = Interrupt()

    private var line: CurlLine?
    private var reader = IMAPReader()
    private var commands = 0
    private var canIdle = false
    private var count = 0
    /// As it was when the folder was opened; `nil` where the server does not say it.
    private var nextUID: UInt32?

    /// - Parameters:
    ///   - address: `imaps://host:993`, `imap+starttls://host:143`, or to this machine `imap://127.0.0.1:143`.
    ///   - authorities: a file of the certificates that are trusted instead of the system's.
    ///   - staysOutside: whether it connects to the open Internet alone: whoever named the server is not who runs this machine.
    /// - Throws: `.invalidServer`. Nothing is connected before `open`.
    public init(
        address: String, user: String, credential: Credential, trusting authorities: String? = nil, staysOutside: Bool = false, timeouts: Timeouts = .init()
    ) throws(MailError) {
        server = try MailServer(address, speaking: .imap)
        guard server.user == nil else { throw .invalidServer("user and password stand apart from the address") }
        guard server.security != .none || server.isLocal else { throw .invalidServer("a password needs TLS") }
        (self.user, self.credential, self.authorities, self.staysOutside, self.timeouts) = (user, credential, authorities, staysOutside, timeouts)
    }

    /// Ends whatever waits, from any thread, for good.
    public nonisolated func stop() { interrupt.set() }

    /// Connects, logs in and looks at the folder.
    public func open(_ folder: String) throws(MailServerFailure) -> Folder {
        line = nil
        reader = IMAPReader()
        line = try CurlLine(
            to: server, as: (user, credential), trusting: authorities, staysOutside: staysOutside,
            within: Int(timeouts.connect / .milliseconds(1)), unless: interrupt)
        do throws(MailServerFailure) {
            return try enter(folder)
        } catch {
            close()
            throw error
        }
    }

    private func enter(_ folder: String) throws(MailServerFailure) -> Folder {
        canIdle = false
        try command("CAPABILITY") { response throws(MailServerFailure) in
            let words = response.text.uppercased().split(separator: " ")
            if words.starts(with: ["*", "CAPABILITY"]), words.contains("IDLE") { self.canIdle = true }
        }
        return try examine(folder)
    }

    public func close() {
        guard let line else { return }
        try? line.send(Array("bye LOGOUT\r\n".utf8), by: .now + .milliseconds(200))
        self.line = nil
    }

    private func examine(_ name: String) throws(MailServerFailure) -> Folder {
        guard let quoted = Self.quoted(name) else { throw MailServerFailure(.folder, "a folder's name is of ASCII letters") }
        var found = Folder(uidValidity: 0, nextUID: nil, count: 0)
        do throws(MailServerFailure) {
            try command("EXAMINE " + quoted) { response throws(MailServerFailure) in
                if let validity = Self.number("UIDVALIDITY", in: response.text) { found.uidValidity = validity }
                if let next = Self.number("UIDNEXT", in: response.text), next > 0 { found.nextUID = next }
            }
        } catch where error.kind == .refused {
            throw MailServerFailure(.folder, error.words)
        }
        guard found.uidValidity > 0 else { throw MailServerFailure(.nonsense, "the folder has no UIDVALIDITY") }
        found.count = count
        nextUID = found.nextUID
        return found
    }

    /// The messages whose UIDs are above `uid`, in their order, at most `limit` of them.
    ///
    /// However many wait, few are asked for at a time; where there are none, ever more, because UIDs have gaps.
    public func items(above uid: UInt32, limit: Int) throws(MailServerFailure) -> [Item] {
        // An empty folder has no `*`, and some servers say so with BAD.
        guard count > 0, uid < .max else { return [] }
        var first = uid + 1, width = UInt32(max(1, limit))
        while let next = nextUID, next > first, next - first > width {
            let found = try items(first...(first + width - 1), asked: "\(first):\(first + width - 1)", limit: limit)
            guard found.isEmpty else { return found }
            first += width
            width = width > .max / 2 ? .max : width * 2
        }
        // From the last UIDs that were known when the folder was opened on, whatever came since.
        return try items(first...UInt32.max, asked: "\(first):*", limit: limit)
    }

    private func items(_ wanted: ClosedRange<UInt32>, asked: String, limit: Int) throws(MailServerFailure) -> [Item] {
        var found: [UInt32: Item] = [:]
        try command("UID FETCH \(asked) (UID RFC822.SIZE INTERNALDATE)", room: 256 << 20) { response throws(MailServerFailure) in
            guard let values = response.fetched, case .atom(let number)? = values["UID"], let uid = UInt32(number) else { return }
            // `*` is the last message, even if it is below.
            guard wanted.contains(uid) else { return }
            var item = Item(uid: uid, size: 0)
            if case .atom(let size)? = values["RFC822.SIZE"] { item.size = max(0, Int(size) ?? 0) }
            if case .string(let date)? = values["INTERNALDATE"] { item.receivedAt = Self.instant(date) }
            found[uid] = item
            // However many a server has, or invents, few stand in memory; the others come the next time.
            if found.count > limit + 10_000 { found = Self.lowest(limit, of: found) }
        }
        return Self.lowest(limit, of: found).values.sorted { $0.uid < $1.uid }
    }

    /// `17-Jul-1996 02:44:25 -0700`, which is the date of a header but for its dashes.
    private static func instant(_ date: [UInt8]) -> Instant? {
        let text = date.prefix(60).enumerated().map { $0 < 12 && $1 == UInt8(ascii: "-") ? UInt8(ascii: " ") : $1 }
        return GMime.date(in: MIMEHeader(name: "date", text: "", raw: text)).map { Instant(seconds: $0) }
    }

    private static func lowest(_ limit: Int, of items: [UInt32: Item]) -> [UInt32: Item] {
        guard items.count > limit else { return items }
        return Dictionary(uniqueKeysWithValues: items.values.sorted { $0.uid < $1.uid }.prefix(limit).map { ($0.uid, $0) })
    }

    /// The first bytes of a message, at most `limit`.
    ///
    /// - Returns: `nil` when it is no longer there.
    /// - Throws: `.refused` when the server will not give it, and the connection stays.
    public func message(_ uid: UInt32, limit: Int) throws(MailServerFailure) -> [UInt8]? {
        var found: [UInt8]?
        try command("UID FETCH \(uid) (UID BODY.PEEK[]<0.\(limit)>)", room: limit + (1 << 20)) { response throws(MailServerFailure) in
            guard let values = response.fetched, values["UID"] == .atom("\(uid)"),
                  let body = values.first(where: { $0.key.hasPrefix("BODY[]") })?.value else { return }
            switch body {
            case .string(let bytes): found = bytes.count > limit ? Array(bytes[..<limit]) : bytes
            default: found = []
            }
        }
        // No bytes, and no word of why: a message that is still there was not given, and is not passed over as if somebody had removed it.
        if found == nil, try isThere(uid) { throw MailServerFailure(.refused, "UID \(uid): no message in the answer") }
        return found
    }

    private func isThere(_ uid: UInt32) throws(MailServerFailure) -> Bool {
        var isThere = false
        try command("UID FETCH \(uid) (UID)") { response throws(MailServerFailure) in
            if response.fetched?["UID"] == .atom("\(uid)") { isThere = true }
        }
        return isThere
    }

    /// Waits until the server tells of something, or the time is over.
    ///
    /// - Returns: whether the server can tell; if not it returns at once, and the caller asks again later.
    public func waitForNews(atMost time: Duration) throws(MailServerFailure) -> Bool {
        guard canIdle, let line else {
            try command("NOOP")
            return false
        }
        let before = count
        commands += 1
        let tag = "v\(commands)"
        reader.room = 1 << 20
        try line.send(Array("\(tag) IDLE\r\n".utf8), by: .now + timeouts.pause)
        let end = ContinuousClock.now + time
        var isIdle = false
        while true {
            let patience = isIdle ? end : .now + timeouts.pause
            guard let response = try reader.next(from: line, pause: timeouts.pause, by: patience) else {
                guard isIdle else { throw MailServerFailure(.silent, "no answer to IDLE") }
                break
            }
            if response.text.hasPrefix("+") {
                isIdle = true
            } else if response.text.hasPrefix(tag + " ") {
                canIdle = false
                return false
            } else {
                try note(response)
            }
            if isIdle, count > before { break }
        }
        try line.send(Array("DONE\r\n".utf8), by: .now + timeouts.pause)
        try finish(tag) { _ throws(MailServerFailure) in }
        return true
    }

    // MARK: The dialogue

    /// Sends a command and hands over each response until its own.
    ///
    /// - Parameter room: bytes that all responses together may have.
    private func command(
        _ words: String, room: Int = 1 << 20, _ take: (IMAPResponse) throws(MailServerFailure) -> Void = { _ throws(MailServerFailure) in }
    ) throws(MailServerFailure) {
        guard let line else { throw MailServerFailure(.closed, "not connected") }
        commands += 1
        let tag = "v\(commands)"
        reader.room = room
        try line.send(Array("\(tag) \(words)\r\n".utf8), by: .now + timeouts.pause)
        try finish(tag, take)
    }

    private func finish(_ tag: String, _ take: (IMAPResponse) throws(MailServerFailure) -> Void) throws(MailServerFailure) {
        guard let line else { throw MailServerFailure(.closed, "not connected") }
        let end = ContinuousClock.now + timeouts.whole
        while true {
            guard ContinuousClock.now < end else { throw MailServerFailure(.silent, "the answer has no end") }
            guard let response = try reader.next(from: line, pause: timeouts.pause, by: .now + timeouts.pause) else {
                throw MailServerFailure(.silent, "no answer")
            }
            guard response.words.first == Substring(tag) else {
                try note(response)
                try take(response)
                continue
            }
            guard response.words.dropFirst().first?.uppercased() == "OK" else { throw MailServerFailure(.refused, response.text) }
            return
        }
    }

    /// What the server says unasked: how many messages there are, and that it hangs up.
    private func note(_ response: IMAPResponse) throws(MailServerFailure) {
        let words = response.words
        guard words.count >= 2, words[0] == "*" else { return }
        if words[1].uppercased() == "BYE" { throw MailServerFailure(.closed, response.text) }
        if words.count >= 3, let number = Int(words[1]) {
            switch words[2].uppercased() {
            case "EXISTS": count = number
            case "EXPUNGE": count = max(0, count - 1)
            default: break
            }
        }
    }

    /// The number behind `[NAME ` in a response.
    private static func number(_ name: String, in text: String) -> UInt32? {
        guard let found = text.uppercased().firstRange(of: "[\(name) ") else { return nil }
        return UInt32(text.uppercased()[found.upperBound...].prefix { $0.isASCII && $0.isNumber })
    }

    /// - Returns: `nil` for a name that would need another writing: only printable ASCII stands for itself.
    private static func quoted(_ name: String) -> String? {
        guard !name.isEmpty, name.utf8.allSatisfy({ (0x20...0x7E).contains($0) && $0 != UInt8(ascii: "&") }) else { return nil }
        return "\"" + name.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }
}
