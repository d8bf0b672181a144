import Glibc

/// Asks a name server what domains publish as text (TXT records, RFC 1035).
///
/// It blocks, so the actor runs on a thread of its own queue.
public actor NameServer {
    private nonisolated let thread = BlockingThread(label: "ventanilla.names")
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
        let socket = try Self.connected(to: host, port)
        defer { close(socket) }
        var patience = timeval(tv_sec: Self.patience, tv_usec: 0)
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        for _ in 0..<Self.attempts {
            guard send(socket, question, question.count, 0) == question.count else { continue }
            var answer = [UInt8](repeating: 0, count: Self.room)
            let size = recv(socket, &answer, answer.count, 0)
            guard size > 0, let found = DNSMessage(Array(answer[..<size]), answering: id) else { continue }
            // No error, or no such name.
            guard found.code == 0 || found.code == 3 else { throw MailServerFailure(.refused, "\(host):\(port), \(found.code)") }
            return found.texts
        }
        throw MailServerFailure(.silent, "\(host):\(port)")
    }

    /// A socket that takes datagrams from nobody else.
    private static func connected(to host: String, _ port: Int) throws(MailServerFailure) -> Int32 {
        var hints = addrinfo()
        hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV
        hints.ai_socktype = Int32(SOCK_DGRAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, "\(port)", &hints, &found) == 0, let place = found else { throw MailServerFailure(.unknownHost, host) }
        defer { freeaddrinfo(found) }
        let descriptor = Glibc.socket(place.pointee.ai_family, place.pointee.ai_socktype, 0)
        guard descriptor >= 0, connect(descriptor, place.pointee.ai_addr, place.pointee.ai_addrlen) == 0 else {
            if descriptor >= 0 { close(descriptor) }
            throw MailServerFailure(.unreachable, "\(host):\(port)")
        }
        return descriptor
    }
}
