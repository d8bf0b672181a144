/// A header block beyond the limit, made fit to read: headers that nobody reads go, and a long one loses its end, so that none
/// hides what stands below it.
enum LongHeaders {
    /// Bytes that are kept of all headers of one name.
    private static let most = 24 << 10

    private static let read: Set<String> = [
        "from", "sender", "reply-to", "to", "cc", "subject", "date", "message-id", "in-reply-to", "references", "mime-version", "content-type",
        "content-transfer-encoding", "content-disposition", "content-id", "delivered-to", "x-original-to", "envelope-to", "x-envelope-to",
        "return-path", "auto-submitted", "precedence", "preference", "x-autoreply", "x-autorespond", "x-auto-reply-from", "x-autoresponder",
        "x-auto-response-suppress", "x-post-messageclass", "list-id", "list-unsubscribe", "x-failed-recipients", "authentication-results",
    ]

    static func shortened(_ block: ArraySlice<UInt8>) -> [UInt8] {
        var kept: [UInt8] = [], room: [String: Int] = [:]
        var start = block.startIndex
        while start < block.endIndex {
            let end = end(ofHeaderAt: start, in: block), header = block[start..<end]
            start = end
            let name = String(decoding: header.prefix(60).prefix { $0 != UInt8(ascii: ":") }, as: UTF8.self).trimmed.lowercased()
            guard read.contains(name) else { continue }
            let left = room[name] ?? most
            room[name] = max(0, left - header.count)
            kept += header.count <= left ? Array(header) : shortened(header, to: left)
        }
        return kept
    }

    /// Behind the line break that nothing indented follows.
    private static func end(ofHeaderAt start: Int, in block: ArraySlice<UInt8>) -> Int {
        var index = start
        while let lineEnd = block[index...].firstIndex(of: UInt8(ascii: "\n")) {
            index = lineEnd + 1
            guard index < block.endIndex, block[index] == 0x20 || block[index] == 0x09 else { return index }
        }
        return block.endIndex
    }

    /// Up to its last comma or line break; a beginning without either is cut where the room ends.
    private static func shortened(_ header: ArraySlice<UInt8>, to room: Int) -> [UInt8] {
        guard room > 100 else { return [] }
        let head = header.prefix(room - 2)
        let cut = head.lastIndex { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "\n") } ?? head.endIndex
        return Array(head[..<cut].filter { $0 != 13 && $0 != 10 }) + [13, 10]
    }
}
