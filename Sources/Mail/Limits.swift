extension InboundMessage {
    /// How much of a hostile message is read; what lies beyond is noted as a `Problem` and never expanded.
    public struct Limits: Sendable {
        /// Bytes of the whole message. Above it only the headers are read.
        public var message = 35 << 20
        /// Bytes, and lines, of the message's own header block; beyond them what nobody reads is dropped, and long ones are cut.
        public var headers = 256 << 10
        public var headerLines = 1_500
        /// Bytes of one attachment once decoded.
        public var attachment = 25 << 20
        /// Bytes of readable text, and of HTML, in UTF-8.
        public var text = 1 << 20
        /// Multiparts inside multiparts.
        public var depth = 30
        /// Parts, multiparts included.
        public var parts = 500

        public init() {}
    }
}

/// What a message weighs before any parser sees it.
///
/// The MIME parser builds an object for every part it meets: a small message can hold millions. Each part needs a
/// line that begins with two dashes, so counting those lines bounds the objects for the price of one pass.
struct Weight {
    /// Where the body begins, behind the first empty line.
    var body: Int
    /// Lines above it.
    private(set) var headerLinesOfMessage = 0
    /// Lines that could be boundaries.
    private var dashedLines = 0
    /// The longest run of lines, without an empty one, that could be the headers of a part: GMime keeps them all.
    private var headerLines = 0

    init(of bytes: [UInt8]) {
        body = bytes.count
        var lineStart = 0, run = 0, hasColon = false
        bytes.withUnsafeBufferPointer { bytes in
            for index in bytes.indices {
                if bytes[index] == UInt8(ascii: ":") { hasColon = true }
                guard bytes[index] == UInt8(ascii: "\n") else { continue }
                let first = lineStart < index ? bytes[lineStart] : UInt8(ascii: "\n")
                if first == UInt8(ascii: "-"), bytes[lineStart + 1] == UInt8(ascii: "-") { dashedLines += 1 }
                let isEmpty = index == lineStart || (index == lineStart + 1 && first == UInt8(ascii: "\r"))
                if body == bytes.count {
                    headerLinesOfMessage += 1
                    if isEmpty, lineStart > 0 { body = index + 1 }
                }
                run = isEmpty ? 0 : run + (hasColon ? 1 : 0)
                headerLines = max(headerLines, run)
                (lineStart, hasColon) = (index + 1, false)
            }
        }
    }

    /// Whether there may be more parts, or headers of parts, than can be held in memory.
    func isOverloaded(_ bytes: [UInt8]) -> Bool {
        max(dashedLines, headerLines) > Self.mostLines && (Self.mention("boundary", bytes) || Self.mention("message/", bytes))
    }

    /// Without one of the words there are no parts, and a letter may have as many such lines as it likes.
    private static func mention(_ word: String, _ bytes: [UInt8]) -> Bool {
        let word = Array(word.utf8)
        return bytes.withUnsafeBufferPointer { bytes in
            bytes.indices.dropLast(word.count - 1).contains { start in
                bytes[start] | 0x20 == word[0] && word.indices.allSatisfy { bytes[start + $0] | 0x20 == word[$0] | 0x20 }
            }
        }
    }

    /// Far more lines than any mail has parts, yet few enough to hold in memory as parts.
    private static let mostLines = 20_000
}
