import Logging
import Mail
import NIOCore
import ServiceDesk
import Storage
import Synchronization

/// One connection of a mail server that hands mail over (LMTP, RFC 2033), from greeting to goodbye.
struct LMTPConversation {
    let desk: Desk
    let authservID: String?
    /// Else too many are here already.
    let isWelcome: Bool

    /// Recipients of one message, bytes of the longest command line.
    private static let mostRecipients = 100
    private static let longestLine = 4_096

    /// What was said so far of the message that comes next.
    private struct Envelope {
        var sender: String?
        var recipients: [(address: String, door: MailDoor)] = []
    }

    func hold(on channel: NIOAsyncChannel<ByteBuffer, ByteBuffer>) async {
        do {
            try await channel.executeThenClose { inbound, outbound in
                func say(_ reply: String) async throws { try await outbound.write(ByteBuffer(string: reply + "\r\n")) }
                guard isWelcome else { return try await say("421 4.3.2 too many connections, come again") }
                try await say("220 ventanilla LMTP")
                var input = LMTPInput(inbound)
                var envelope = Envelope(), isGreeted = false
                while let line = try await input.line(atMost: Self.longestLine) {
                    switch Command(line) {
                    case .hello(let isLMTP):
                        guard isLMTP else { try await say("500 5.5.1 this is LMTP: say LHLO"); continue }
                        (isGreeted, envelope) = (true, Envelope())
                        try await say("250-ventanilla\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250-ENHANCEDSTATUSCODES\r\n250 SIZE 0")
                    case .mail(let sender):
                        try await say(begin(&envelope, sender, isGreeted: isGreeted))
                    case .recipient(let address):
                        try await say(await add(address, to: &envelope))
                    case .data:
                        guard !envelope.recipients.isEmpty else { try await say("503 5.5.1 no recipients"); continue }
                        try await say("354 end with a dot")
                        guard let message = try await input.message(atMost: MailLimits.largest, else: MailLimits.beginning) else { return }
                        for reply in await deliver(message, envelope) { try await say(reply) }
                        envelope = Envelope()
                    case .reset:
                        envelope = Envelope()
                        try await say("250 2.0.0 forgotten")
                    case .nothing: try await say("250 2.0.0 yes")
                    case .verify: try await say("252 2.5.2 send it and see")
                    case .quit: return try await say("221 2.0.0 goodbye")
                    case .malformed(let why): try await say("501 5.5.4 \(why)")
                    case .unknown: try await say("500 5.5.2 no such command")
                    }
                }
            }
        } catch {
            desk.logger.debug("a connection for mail ended", metadata: ["error": "\(error)"])
        }
    }

    private func begin(_ envelope: inout Envelope, _ sender: String, isGreeted: Bool) -> String {
        guard isGreeted else { return "503 5.5.1 say LHLO first" }
        guard envelope.sender == nil else { return "503 5.5.1 one sender" }
        envelope.sender = sender
        return "250 2.1.0 ok"
    }

    private func add(_ address: String, to envelope: inout Envelope) async -> String {
        guard envelope.sender != nil else { return "503 5.5.1 MAIL first" }
        guard envelope.recipients.count < Self.mostRecipients else { return "452 4.5.3 too many recipients" }
        do {
            guard let door = try await desk.door(of: address) else { return "550 5.1.1 <\(address)> is nobody here" }
            envelope.recipients.append((address, door))
            return "250 2.1.5 ok"
        } catch {
            desk.logger.warning("a recipient could not be looked up", metadata: ["error": "\(error)"])
            return "451 4.3.0 come again"
        }
    }

    /// Delivers to each door once, however many recipients have it.
    ///
    /// - Returns: a reply for each recipient, in their order.
    private func deliver(_ message: LMTPInput.Message, _ envelope: Envelope) async -> [String] {
        var replies: [MailDoor: String] = [:]
        for (_, door) in envelope.recipients where replies[door] == nil {
            let addresses = envelope.recipients.filter { $0.door == door }.map(\.address)
            let trace = "Return-Path: <\(envelope.sender ?? "")>\r\n" + addresses.map { "Delivered-To: \($0)\r\n" }.joined()
            replies[door] = await deliver(Array(trace.utf8) + message.bytes, wholeSize: message.wholeSize, by: door)
        }
        return envelope.recipients.map { recipient in "\(replies[recipient.door] ?? "451 4.3.0 come again") <\(recipient.address)>" }
    }

    private func deliver(_ raw: [UInt8], wholeSize: Int, by door: MailDoor) async -> String {
        do {
            switch try await desk.deliver(raw, wholeSize: wholeSize, to: door.slug, by: door.mailbox, trusting: door.authservID ?? authservID) {
            case .ticket, .test: return "250 2.0.0 taken"
            case .duplicate: return "250 2.0.0 taken before"
            case .refused: return "250 2.0.0 kept as refused, the way in was answered"
            case .parked: return "250 2.0.0 kept, set aside"
            }
        } catch {
            // Whatever it was, the mail server has the message and will come again.
            desk.logger.error("a mail could not be kept", metadata: ["error": "\(error)"])
            return "451 4.3.0 not kept, come again"
        }
    }
}

/// A command as it was read.
private enum Command {
    case hello(isLMTP: Bool), mail(sender: String), recipient(String), data, reset, nothing, verify, quit
    case malformed(String), unknown

    init(_ line: LMTPInput.Line) {
        // Addresses may be in any script (RFC 6531).
        guard case .whole(let bytes) = line, let text = String(validating: bytes, as: UTF8.self),
              text.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control }) else {
            self = .malformed("a line is too long, or not plain")
            return
        }
        let verb = text.prefix { $0 != " " }.uppercased(), rest = text.drop { $0 != " " }.drop { $0 == " " }
        switch verb {
        case "LHLO": self = .hello(isLMTP: true)
        case "HELO", "EHLO": self = .hello(isLMTP: false)
        case "MAIL":
            guard let address = Self.path(rest, after: "FROM:") else { self = .malformed("MAIL FROM:<address>"); return }
            self = .mail(sender: address)
        case "RCPT":
            guard let address = Self.path(rest, after: "TO:"), !address.isEmpty else { self = .malformed("RCPT TO:<address>"); return }
            self = .recipient(address)
        case "DATA": self = .data
        case "RSET": self = .reset
        case "NOOP": self = .nothing
        case "VRFY": self = .verify
        case "QUIT": self = .quit
        default: self = .unknown
        }
    }

    /// `FROM:<address> PARAMETER=…`; nothing in an address can leave the header into which it is written.
    private static func path(_ text: Substring, after word: String) -> String? {
        guard text.uppercased().hasPrefix(word) else { return nil }
        let path = text.dropFirst(word.count).drop { $0 == " " }
        guard path.first == "<", let end = path.firstIndex(of: ">") else { return nil }
        let address = path[path.index(after: path.startIndex)..<end]
        guard address.utf8.count <= 320, !address.contains(" "), !address.contains("<") else { return nil }
        return String(address)
    }
}

/// What comes over a connection, as lines and as messages.
struct LMTPInput: ~Copyable {
    enum Line {
        case whole(ArraySlice<UInt8>)
        case tooLong
    }

    /// A message while it comes: of one that is too large only the beginning is kept, however long it goes on.
    struct Message {
        fileprivate(set) var bytes: [UInt8] = []
        private var size = 0
        private let largest, beginning: Int

        fileprivate init(atMost largest: Int, else beginning: Int) {
            (self.largest, self.beginning) = (largest, beginning)
        }

        /// Of a message of which only the beginning is here; 0: all is here.
        var wholeSize: Int { size > largest ? size : 0 }

        fileprivate mutating func add(_ piece: ArraySlice<UInt8>) {
            let wasWhole = wholeSize == 0
            size += piece.count
            if wasWhole { bytes += piece }
            if wasWhole, wholeSize > 0 { bytes = Array(bytes.prefix(beginning)) }
        }
    }

    private var chunks: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
    private var bytes: [UInt8] = []
    private var start = 0

    init(_ inbound: NIOAsyncChannelInboundStream<ByteBuffer>) {
        chunks = inbound.makeAsyncIterator()
    }

    /// The next line without its end; `nil` where the other side has gone.
    mutating func line(atMost limit: Int) async throws -> Line? {
        var isTooLong = false
        while true {
            if let end = bytes[start...].firstIndex(of: 10) {
                var line = bytes[start..<end]
                start = end + 1
                if line.last == 13 { line.removeLast() }
                return isTooLong || line.count > limit ? .tooLong : .whole(line)
            }
            if bytes.count - start > limit {
                isTooLong = true
                start = bytes.count
            }
            guard try await readMore() else { return nil }
        }
    }

    /// A message up to its dot, the doubled dots made single, or the beginning of one that is too large; `nil` where the other side went away in the middle of it.
    ///
    /// Only CR LF ends a line, and only a dot alone on such a line ends the message (RFC 5321 §4.1.1.4): where the server in front
    /// and we saw different ends, a sender could smuggle a message of his own making past it.
    mutating func message(atMost largest: Int, else beginning: Int) async throws -> Message? {
        var message = Message(atMost: largest, else: beginning)
        var isAtLineStart = true, endsInReturn = false
        while true {
            while let end = bytes[start...].firstIndex(of: 10) {
                let line = bytes[start...end]
                start = end + 1
                if isAtLineStart, line.elementsEqual([46, 13, 10]) { return message }
                message.add(Self.plain(line, isAtLineStart))
                isAtLineStart = line.count > 1 ? line[line.endIndex - 2] == 13 : endsInReturn
                endsInReturn = false
            }
            // A line without an end is taken piece by piece; a dot may still be the whole of it.
            if bytes.count - start > 3 {
                message.add(Self.plain(bytes[start...], isAtLineStart))
                isAtLineStart = false
                endsInReturn = bytes.last == 13
                start = bytes.count
            }
            guard try await readMore() else { return nil }
        }
    }

    /// Without the dot that was put before another one.
    private static func plain(_ piece: ArraySlice<UInt8>, _ isAtLineStart: Bool) -> ArraySlice<UInt8> {
        isAtLineStart && piece.first == 46 ? piece.dropFirst() : piece
    }

    private mutating func readMore() async throws -> Bool {
        guard let chunk = try await chunks.next() else { return false }
        if start > 0 { bytes.removeFirst(start) }
        start = 0
        bytes += chunk.readableBytesView
        return true
    }
}

/// Places that are free.
final class Seats: Sendable {
    private let free: Mutex<Int>

    init(_ number: Int) {
        free = Mutex(number)
    }

    func take() -> Bool {
        free.withLock { free in
            guard free > 0 else { return false }
            free -= 1
            return true
        }
    }

    func leave() { free.withLock { $0 += 1 } }
}
