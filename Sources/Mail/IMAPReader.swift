/// Reads responses off a line, each as long as it may be and no longer: a server may be broken, or somebody else's.
struct IMAPReader {
    /// Bytes of one line. We ask for nothing whose lines are long.
    static let longestLine = 65_536

    /// Bytes that may still come in answer to the command that is under way.
    var room = 0
    private var buffer = [UInt8](repeating: 0, count: 65_536)
    private var start = 0, end = 0

    /// The next response.
    ///
    /// - Returns: `nil` when nothing of one came until `deadline`.
    /// - Throws: `.silent` when one began and does not go on; `.nonsense` when it is longer than the room.
    mutating func next(from line: CurlLine, pause: Duration, by deadline: ContinuousClock.Instant) throws(MailServerFailure) -> IMAPResponse? {
        if start == end {
            guard try fill(from: line, by: deadline) else { return nil }
        }
        var pieces: [IMAPResponse.Piece] = []
        var mayHoldLiterals = false
        while true {
            let text = try readLine(from: line, pause: pause)
            if pieces.isEmpty { mayHoldLiterals = IMAPResponse.mayHoldLiterals(text) }
            pieces.append(.line(text))
            guard mayHoldLiterals, let size = IMAPResponse.literalSize(text) else { return IMAPResponse(pieces: pieces) }
            guard pieces.count < 100 else { throw MailServerFailure(.nonsense, "a response of too many literals") }
            pieces.append(.literal(try readBytes(size, from: line, pause: pause)))
        }
    }

    private mutating func readLine(from line: CurlLine, pause: Duration) throws(MailServerFailure) -> [UInt8] {
        var text: [UInt8] = []
        while true {
            if start == end, try !fill(from: line, by: .now + pause) { throw MailServerFailure(.silent, "the server stopped within a line") }
            let part = buffer[start..<end]
            if let newline = part.firstIndex(of: 10) {
                text += part[..<newline]
                start = newline + 1
                guard text.count <= Self.longestLine else { throw MailServerFailure(.nonsense, "a line without an end") }
                if text.last == 13 { text.removeLast() }
                return text
            }
            text += part
            start = end
            guard text.count <= Self.longestLine else { throw MailServerFailure(.nonsense, "a line without an end") }
        }
    }

    private mutating func readBytes(_ count: Int, from line: CurlLine, pause: Duration) throws(MailServerFailure) -> [UInt8] {
        guard count <= room else { throw MailServerFailure(.nonsense, "a literal of \(count) bytes that nobody asked for") }
        var bytes: [UInt8] = []
        // What it announces is not yet what it sends: memory is taken as the bytes come.
        bytes.reserveCapacity(min(count, 1 << 20))
        while bytes.count < count {
            if start == end, try !fill(from: line, by: .now + pause) { throw MailServerFailure(.silent, "the server stopped within a message") }
            let part = min(end - start, count - bytes.count)
            bytes += buffer[start..<(start + part)]
            start += part
        }
        return bytes
    }

    private mutating func fill(from line: CurlLine, by deadline: ContinuousClock.Instant) throws(MailServerFailure) -> Bool {
        let count = try line.receive(into: &buffer, by: deadline)
        room -= count
        guard room >= 0 else { throw MailServerFailure(.nonsense, "more than was asked for") }
        (start, end) = (0, count)
        return count > 0
    }
}
