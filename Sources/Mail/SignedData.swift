/// S/MIME wraps what it signs, or encrypts, in an envelope of its own (RFC 8551). What is only signed can be read by anybody;
/// no signature is checked here.
enum SignedData {
    /// The message inside of one that is signed.
    ///
    /// - Returns: `nil` when it is no such envelope, or a broken one.
    static func content(of bytes: [UInt8]) -> [UInt8]? {
        guard let body = body(of: bytes, kind: signed) else { return nil }
        // A number, the digests used, and what was signed: its type, and [0] around it.
        let fields = children(of: body, in: bytes)
        guard fields.count > 2, fields[2].tag == 0x30, let wrapped = children(of: fields[2], in: bytes).dropFirst().first, wrapped.tag == 0xA0,
              let octets = children(of: wrapped, in: bytes).first else { return nil }
        let content = octetsIn(octets, bytes)
        return content.isEmpty ? nil : content
    }

    /// Whether only its reader can open it.
    static func isSealed(_ bytes: [UInt8]) -> Bool {
        body(of: bytes, kind: enveloped) != nil || body(of: bytes, kind: authEnveloped) != nil
    }

    // 1.2.840.113549.1.7.2 and .3; 1.2.840.113549.1.9.16.1.23
    private static let signed: [UInt8] = [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x02]
    private static let enveloped: [UInt8] = [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x03]
    private static let authEnveloped: [UInt8] = [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x09, 0x10, 0x01, 0x17]

    private static func body(of bytes: [UInt8], kind: [UInt8]) -> Element? {
        guard let root = element(bytes, at: 0, before: bytes.count), root.tag == 0x30 else { return nil }
        let fields = children(of: root, in: bytes)
        guard fields.count > 1, fields[0].tag == 0x06, bytes[fields[0].content].elementsEqual(kind), fields[1].tag == 0xA0 else { return nil }
        return children(of: fields[1], in: bytes).first
    }

    // MARK: BER, of lengths told beforehand and not

    private struct Element {
        let tag: UInt8
        let content: Range<Int>
        let after: Int
    }

    private static let deepest = 30

    private static func element(_ bytes: [UInt8], at start: Int, before end: Int, depth: Int = 0) -> Element? {
        guard depth < deepest, end - start >= 2, bytes[start] & 0x1F != 0x1F else { return nil }
        let tag = bytes[start], first = bytes[start + 1]
        if first == 0x80 {
            var next = start + 2
            while end - next >= 2 {
                if bytes[next] == 0, bytes[next + 1] == 0 { return Element(tag: tag, content: start + 2..<next, after: next + 2) }
                guard let inner = element(bytes, at: next, before: end, depth: depth + 1) else { return nil }
                next = inner.after
            }
            return nil
        }
        var length = Int(first), index = start + 2
        if first > 0x80 {
            let size = Int(first & 0x7F)
            guard size <= 4, end - index >= size else { return nil }
            length = bytes[index..<index + size].reduce(0) { $0 << 8 | Int($1) }
            index += size
        }
        guard length <= end - index else { return nil }
        return Element(tag: tag, content: index..<index + length, after: index + length)
    }

    private static func children(of parent: Element, in bytes: [UInt8], limit: Int = 8) -> [Element] {
        var children: [Element] = [], next = parent.content.lowerBound
        while children.count < limit, next < parent.content.upperBound, let child = element(bytes, at: next, before: parent.content.upperBound) {
            children.append(child)
            next = child.after
        }
        return children
    }

    /// A string of octets, or the pieces of one.
    private static func octetsIn(_ element: Element, _ bytes: [UInt8], depth: Int = 0) -> [UInt8] {
        switch element.tag {
        case 0x04: Array(bytes[element.content])
        case 0x24 where depth < deepest: children(of: element, in: bytes, limit: .max).flatMap { octetsIn($0, bytes, depth: depth + 1) }
        default: []
        }
    }
}
