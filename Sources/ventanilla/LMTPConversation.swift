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

    /// Bytes of the largest message, recipients of one, bytes of the longest command line.
    static let largest = 40 << 20
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
                        try await say("250-ventanilla\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-ENHANCEDSTATUSCODES\r\n250 SIZE \(Self.largest)")
                    case .mail(let sender, let size):
                        try await say(begin(&envelope, sender, size: size, isGreeted: isGreeted))
                    case .recipient(let address):
                        try await say(await add(address, to: &envelope))
                    case .data:
                        guard !envelope.recipients.isEmpty else { try await say("503 5.5.1 no recipients"); continue }
                        try await say("354 end with a dot")
                        guard let message = try await input.message(atMost: Self.largest) else { return }
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

    private func begin(_ envelope: inout Envelope, _ sender: String, size: Int?, isGreeted: Bool) -> String {
        guard isGreeted else { return "503 5.5.1 say LHLO first" }
        guard envelope.sender == nil else { return "503 5.5.1 one sender" }
        guard size ?? 0 <= Self.largest else { return "552 5.3.4 larger than \(Self.largest) bytes" }
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
        guard case .whole(let bytes) = message else { return envelope.recipients.map { _ in "552 5.3.4 larger than \(Self.largest) bytes" } }
        var replies: [MailDoor: String] = [:]
        for (_, door) in envelope.recipients where replies[door] == nil {
            let addresses = envelope.recipients.filter { $0.door == door }.map(\.address)
            let trace = "Return-Path: <\(envelope.sender ?? "")>\r\n" + addresses.map { "Delivered-To: \($0)\r\n" }.joined()
            replies[door] = await deliver(Array(trace.utf8) + bytes, by: door)
        }
        return envelope.recipients.map { recipient in "\(replies[recipient.door] ?? "451 4.3.0 come again") <\(recipient.address)>" }
    }

    private func deliver(_ raw: [UInt8], by door: MailDoor) async -> String {
        do {
            switch try await desk.deliver(raw, to: door.slug, by: door.mailbox, trusting: door.authservID ?? authservID) {
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
    case hello(isLMTP: Bool), mail(sender: String, size: Int?), recipient(String), data, reset, nothing, verify, quit
    case malformed(String), unknown

    init(_ line: LMTPInput.Line) {
        guard case .whole(let bytes) = line, bytes.allSatisfy({ (0x20..<0x7F).contains($0) }) else {
            self = .malformed("a line is too long, or not plain")
            return
        }
        let text = String(decoding: bytes, as: UTF8.self)
        let verb = text.prefix { $0 != " " }.uppercased(), rest = text.drop { $0 != " " }.drop { $0 == " " }
        switch verb {
        case "LHLO": self = .hello(isLMTP: true)
        case "HELO", "EHLO": self = .hello(isLMTP: false)
        case "MAIL":
            guard let (address, parameters) = Self.path(rest, after: "FROM:") else { self = .malformed("MAIL FROM:<address>"); return }
            let size = parameters.split(separator: " ").first { $0.uppercased().hasPrefix("SIZE=") }.flatMap { Int($0.dropFirst(5)) }
            self = .mail(sender: address, size: size)
        case "RCPT":
            guard let (address, _) = Self.path(rest, after: "TO:"), !address.isEmpty else { self = .malformed("RCPT TO:<address>"); return }
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
    private static func path(_ text: Substring, after word: String) -> (String, Substring)? {
        guard text.uppercased().hasPrefix(word) else { return nil }
        let path = text.dropFirst(word.count).drop { $0 == " " }
        guard path.first == "<", let end = path.firstIndex(of: ">") else { return nil }
        let address = path[path.index(after: path.startIndex)..<end]
        guard address.utf8.count <= 320, !address.contains(" "), !address.contains("<") else { return nil }
        return (String(address), path[path.index(after: end)...])
    }
}

/// What comes over a connection, as lines and as messages.
struct LMTPInput: ~Copyable {
    enum Line {
        case whole(ArraySlice<UInt8>)
        case tooLong
    }

    enum Message {
        case whole([UInt8])
        /// Read to its end, and not kept.
        case tooLarge
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

    /// A message up to its dot, the doubled dots made single; `nil` where the other side went away in the middle of it.
    ///
    /// Only CR LF ends a line, and only a dot alone on such a line ends the message (RFC 5321 §4.1.1.4): where the server in front
    /// and we saw different ends, a sender could smuggle a message of his own making past it.
    mutating func message(atMost limit: Int) async throws -> Message? {
        var message: [UInt8] = []
        var isAtLineStart = true, isTooLarge = false, endsInReturn = false
        while true {
            while let end = bytes[start...].firstIndex(of: 10) {
                let line = bytes[start...end]
                start = end + 1
                if isAtLineStart, line.elementsEqual([46, 13, 10]) { return isTooLarge ? .tooLarge : .whole(message) }
                add(line, to: &message, isAtLineStart, limit, &isTooLarge)
                isAtLineStart = line.count > 1 ? line[line.endIndex - 2] == 13 : endsInReturn
                endsInReturn = false
            }
            // A line without an end is taken piece by piece; a dot may still be the whole of it.
            if bytes.count - start > 3 {
                add(bytes[start...], to: &message, isAtLineStart, limit, &isTooLarge)
                isAtLineStart = false
                endsInReturn = bytes.last == 13
                start = bytes.count
            }
            guard try await readMore() else { return nil }
        }
    }

    private func add(_ piece: ArraySlice<UInt8>, to message: inout [UInt8], _ isAtLineStart: Bool, _ limit: Int, _ isTooLarge: inout Bool) {
        if message.count + piece.count > limit { (isTooLarge, message) = (true, []) }
        guard !isTooLarge else { return }
        message += isAtLineStart && piece.first == 46 ? piece.dropFirst() : piece
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
