/// A guard against headers that GMime (3.2.13) reads at a cost without bound: nested address groups (`a:a:a:…`) by
/// recursion, until the stack is gone, and parameters (`; a=b; c=d…`) by comparing each with all before it.
enum HeaderTraps {
    /// Groups, or parameters, that one header may hold; more than anybody has use for.
    static let most = 200

    /// The message with the further separators of such headers turned into spaces; `nil` when there are none.
    static func disarmed(_ bytes: [UInt8]) -> [UInt8]? {
        let traps = traps(in: bytes)
        guard !traps.isEmpty else { return nil }
        var bytes = bytes
        for (lines, separator) in traps {
            var count = 0
            for index in lines where bytes[index] == separator {
                count += 1
                if count > most { bytes[index] = UInt8(ascii: " ") }
            }
        }
        return bytes
    }

    /// Lines, with the indented ones that continue them, that could be such a header. Bodies are looked at too,
    /// because any part may be a message.
    private static func traps(in bytes: [UInt8]) -> [(lines: Range<Int>, separator: UInt8)] {
        var traps: [(Range<Int>, UInt8)] = []
        var start = 0, count = 0
        bytes.withUnsafeBufferPointer { bytes in
            for index in bytes.indices {
                let byte = bytes[index]
                if byte == UInt8(ascii: ":") || byte == UInt8(ascii: ";") { count += 1 }
                guard byte == UInt8(ascii: "\n") || index == bytes.count - 1 else { continue }
                let isContinued = index + 1 < bytes.count && (bytes[index + 1] == 0x20 || bytes[index + 1] == 0x09)
                if isContinued { continue }
                if count > most, let separator = separator(of: bytes[start...index]) { traps.append((start..<index + 1, separator)) }
                (start, count) = (index + 1, 0)
            }
        }
        return traps
    }

    private static func separator(of header: Slice<UnsafeBufferPointer<UInt8>>) -> UInt8? {
        let name = header.prefix(60).prefix { $0 != UInt8(ascii: ":") }
        return switch String(decoding: name, as: UTF8.self).trimmed.lowercased() {
        case "from", "sender", "reply-to", "to", "cc", "bcc": UInt8(ascii: ":")
        case "content-type", "content-disposition": UInt8(ascii: ";")
        default: nil
        }
    }
}
