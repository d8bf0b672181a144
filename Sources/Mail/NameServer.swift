import Glibc

/// Asks a name server what domains publish as text (TXT records, RFC 1035).
///
/// It blocks, so the actor runs on a thread of its own queue.
public actor NameServer {
    private nonisolated let thread = BlockingThread()
    public nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    public nonisolated let host: String
    public nonisolated let port: Int
    /// Seconds to wait for an answer, and how often it is asked: datagrams get lost.
    private static let patience = 2, attempts = 3
    /// Bytes of the longest answer that we say we take (RFC 6891).
    private static let room = 4_096

    /// - Parameter address: `192.0.2.1`, `192.0.2.1:5353`, `2001:db8::1` or `[2001:db8::1]:53`.
    /// - Returns: `nil` for what is no such address; names are not taken.
    public init?(_ address: String) {
        let parts = address.split(separator: ":", omittingEmptySubsequences: false)
        let isBare = !address.hasPrefix("[") && parts.count != 2
        let end = isBare ? nil : address.lastIndex(of: ":").flatMap { address[$0...].contains("]") ? nil : $0 }
        host = String(address[..<(end ?? address.endIndex)].filter { $0 != "[" && $0 != "]" })
        guard let number = end.map({ UInt16(address[address.index(after: $0)...]) }) ?? 53, number > 0 else { return nil }
        port = Int(number)
        guard let socket = try? Self.connected(to: host, port) else { return nil }
        close(socket)
    }

    /// The one that a system asks first.
    ///
    /// - Parameter settings: what stands in `/etc/resolv.conf`.
    public init?(settings: String) {
        let named = settings.split(separator: "\n").map { $0.split(whereSeparator: \.isWhitespace) }.first { $0.count > 1 && $0[0] == "nameserver" }
        guard let named else { return nil }
        self.init(String(named[1]))
    }

    /// The texts of a name; empty where it has none, or does not exist.
    ///
    /// - Throws: `.silent` when nobody answers, `.refused` when somebody does not want to, `.nonsense` for a name that can be none.
    public func texts(of name: String) throws(MailServerFailure) -> [String] {
        let id = UInt16.random(in: .min ... .max)
        guard let question = DNSMessage.question(of: name, id: id, room: Self.room) else { throw MailServerFailure(.nonsense, "no name: \(CleanText.line(name, limit: 100))") }
        guard let found = try byDatagram(question, id) else { throw MailServerFailure(.silent, place) }
        let whole = found.isTruncated ? try byStream(question, id) : found
        // No error, or no such name.
        guard whole.code == 0 || whole.code == 3 else { throw MailServerFailure(.refused, "\(place), \(whole.code)") }
        return whole.texts
    }

    private nonisolated var place: String { "\(host):\(port)" }

    private func byDatagram(_ question: [UInt8], _ id: UInt16) throws(MailServerFailure) -> DNSMessage? {
        let socket = try Self.connected(to: host, port)
        defer { close(socket) }
        for _ in 0..<Self.attempts {
            guard send(socket, question, question.count, Int32(MSG_NOSIGNAL)) == question.count else { continue }
            var answer = [UInt8](repeating: 0, count: Self.room)
            let size = recv(socket, &answer, answer.count, 0)
            guard size > 0, let found = DNSMessage(Array(answer[..<size]), answering: id) else { continue }
            return found
        }
        return nil
    }

    /// What does not fit into a datagram is asked for again over TCP, each message behind its length (RFC 1035 §4.2.2).
    private func byStream(_ question: [UInt8], _ id: UInt16) throws(MailServerFailure) -> DNSMessage {
        let socket = try Self.connected(to: host, port, SOCK_STREAM)
        defer { close(socket) }
        let framed = [UInt8(question.count >> 8), UInt8(question.count & 0xFF)] + question
        guard send(socket, framed, framed.count, Int32(MSG_NOSIGNAL)) == framed.count else { throw MailServerFailure(.closed, place) }
        func receive(_ count: Int) throws(MailServerFailure) -> [UInt8] {
            var bytes: [UInt8] = [], piece = [UInt8](repeating: 0, count: count)
            while bytes.count < count {
                let size = recv(socket, &piece, count - bytes.count, 0)
                guard size > 0 else { throw MailServerFailure(size == 0 ? .closed : .silent, place) }
                bytes += piece[..<size]
            }
            return bytes
        }
        let length = try receive(2)
        guard let found = DNSMessage(try receive(Int(length[0]) << 8 | Int(length[1])), answering: id), !found.isTruncated else {
            throw MailServerFailure(.nonsense, place)
        }
        return found
    }

    /// A socket that takes from nobody else, and waits no longer than we have patience.
    private static func connected(to host: String, _ port: Int, _ kind: __socket_type = SOCK_DGRAM) throws(MailServerFailure) -> Int32 {
        var hints = addrinfo()
        hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV
        hints.ai_socktype = Int32(kind.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, "\(port)", &hints, &found) == 0, let place = found else { throw MailServerFailure(.unknownHost, host) }
        defer { freeaddrinfo(found) }
        let descriptor = Glibc.socket(place.pointee.ai_family, place.pointee.ai_socktype, 0)
        var patience = timeval(tv_sec: Self.patience, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        guard descriptor >= 0, connect(descriptor, place.pointee.ai_addr, place.pointee.ai_addrlen) == 0 else {
            if descriptor >= 0 { close(descriptor) }
            throw MailServerFailure(.unreachable, "\(host):\(port)")
        }
        return descriptor
    }
}
