import Glibc
import Synchronization

/// A mail server on 127.0.0.1 that says what a test tells it to, for any number of connections side by side.
package final class ScriptedMailServer: Sendable {
    /// The reply to a command, without its line end; `nil` says nothing and hangs; an empty one hangs up.
    package typealias Script = @Sendable (String) -> String?

    package let port: Int
    private let listener: Int32
    private let hanging = Mutex<[Int32]>([])
    private let log = Mutex<(commands: [String], messages: [[UInt8]], connections: Int)>(([], [], 0))

    package var commands: [String] { log.withLock { $0.commands } }
    /// As they came over the wire, without the final dot.
    package var messages: [[UInt8]] { log.withLock { $0.messages } }
    package var connections: Int { log.withLock { $0.connections } }

    package init(_ script: @escaping Script = ScriptedMailServer.polite) throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        self.listener = listener
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(listener, $0, size) == 0 && listen(listener, 16) == 0 && getsockname(listener, $0, &size) == 0 }
        }
        struct NoSocket: Error {}
        guard bound else { throw NoSocket() }
        port = Int(UInt16(bigEndian: address.sin_port))
        start { [self] in
            while true {
                let connection = accept(listener, nil, nil)
                guard connection >= 0 else {
                    // Closed by its only user, so that no other test's socket can have its number meanwhile.
                    close(listener)
                    return
                }
                log.withLock { $0.connections += 1 }
                start { [self] in
                    converse(connection, script)
                    close(connection)
                }
            }
        }
    }

    /// Refuses connections from now on.
    package func stop() {
        shutdown(listener, Int32(SHUT_RDWR))
    }

    /// Hangs up on everybody to whom nothing was said, and refuses connections from now on.
    package func hangUp() {
        stop()
        for connection in hanging.withLock({ $0 }) { shutdown(connection, Int32(SHUT_RDWR)) }
    }

    /// Takes everything.
    package static let polite: Script = { command in
        switch command.prefix(4) {
        case "": "220 servidor"
        case "EHLO": "250-servidor\r\n250 8BITMIME"
        case "DATA": "354 adelante"
        case "QUIT": "221 adiós"
        default: "250 bien"
        }
    }

    /// `polite`, except for commands that begin like one of these; the end of a message is the command `.`.
    package static func polite(except replies: [String: String?]) -> Script {
        { command in
            for (start, reply) in replies where command.hasPrefix(start) { return reply }
            return polite(command)
        }
    }

    private func converse(_ connection: Int32, _ script: Script) {
        guard answer(connection, script("")) else { return }
        var buffer: [UInt8] = []
        while let line = readLine(connection, &buffer) {
            let command = String(decoding: line, as: UTF8.self)
            log.withLock { $0.commands.append(command) }
            guard let reply = script(command) else { hang(connection); return }
            guard answer(connection, reply) else { return }
            if command.hasPrefix("DATA"), reply.hasPrefix("354") {
                var message: [UInt8] = []
                while let line = readLine(connection, &buffer), line != [UInt8(ascii: ".")] { message += line + [13, 10] }
                log.withLock { $0.messages.append(message) }
                guard let reply = script(".") else { hang(connection); return }
                guard answer(connection, reply) else { return }
            }
        }
    }

    private func answer(_ connection: Int32, _ reply: String?) -> Bool {
        guard let reply else { hang(connection); return false }
        guard !reply.isEmpty else { return false }
        let bytes = Array((reply + "\r\n").utf8)
        return send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count
    }

    /// Says nothing until the client goes.
    private func hang(_ connection: Int32) {
        hanging.withLock { $0.append(connection) }
        defer { hanging.withLock { $0.removeAll { $0 == connection } } }
        var buffer = [UInt8](repeating: 0, count: 4096)
        while recv(connection, &buffer, buffer.count, 0) > 0 {}
    }

    private func readLine(_ connection: Int32, _ buffer: inout [UInt8]) -> [UInt8]? {
        while true {
            if let end = buffer.firstIndex(of: 10) {
                let line = Array(buffer[..<end])
                buffer.removeSubrange(...end)
                return line.last == 13 ? line.dropLast() : line
            }
            var chunk = [UInt8](repeating: 0, count: 65536)
            let size = recv(connection, &chunk, chunk.count, 0)
            guard size > 0 else { return nil }
            buffer += chunk[..<size]
        }
    }
}

/// Runs the work on a thread of its own.
private func start(_ work: @escaping @Sendable () -> Void) {
    final class Box { let work: @Sendable () -> Void; init(_ work: @escaping @Sendable () -> Void) { self.work = work } }
    var thread = pthread_t()
    pthread_create(&thread, nil, { context in
        Unmanaged<Box>.fromOpaque(context!).takeRetainedValue().work()
        return nil
    }, Unmanaged.passRetained(Box(work)).toOpaque())
    pthread_detach(thread)
}
