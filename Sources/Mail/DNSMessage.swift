/// An answer of a name server, as far as it holds texts (RFC 1035 §4). Its bytes are anybody's.
struct DNSMessage {
    /// 0: no error; 3: there is no such name.
    let code: UInt8
    /// The rest did not fit into a datagram: `texts` is empty, and the question is to be asked again over TCP.
    let isTruncated: Bool
    let texts: [String]

    private static let text: UInt16 = 16, options: UInt16 = 41, internet: UInt16 = 1

    /// A question for the texts of a name.
    ///
    /// - Returns: `nil` for what cannot be a name.
    static func question(of name: String, id: UInt16, room: Int) -> [UInt8]? {
        let labels = name.split(separator: ".", omittingEmptySubsequences: false).map { Array($0.utf8) }
        guard name.utf8.count <= 253, labels.allSatisfy({ (1...63).contains($0.count) && $0.allSatisfy { (0x21...0x7E).contains($0) } }) else { return nil }
        func pair(_ number: UInt16) -> [UInt8] { [UInt8(number >> 8), UInt8(number & 0xFF)] }
        // Recursion is wanted; one question, and one record more, which says how long an answer may be.
        let head = pair(id) + pair(0x0100) + pair(1) + pair(0) + pair(0) + pair(1)
        let asked = labels.flatMap { [UInt8($0.count)] + $0 } + [0] + pair(text) + pair(internet)
        return head + asked + [0] + pair(options) + pair(UInt16(room)) + [0, 0, 0, 0] + pair(0)
    }

    /// - Returns: `nil` for what answers something else, or breaks off.
    init?(_ bytes: [UInt8], answering id: UInt16) {
        var reader = Reader(bytes: bytes)
        guard reader.pair() == id, let flags = reader.pair(), flags & 0x8000 != 0,
              let questions = reader.pair(), let answers = reader.pair(), reader.pair() != nil, reader.pair() != nil else { return nil }
        code = UInt8(flags & 0xF)
        isTruncated = flags & 0x0200 != 0
        guard !isTruncated else {
            texts = []
            return
        }
        for _ in 0..<questions {
            guard reader.skipName(), reader.skip(4) else { return nil }
        }
        var texts: [String] = []
        for _ in 0..<answers {
            guard reader.skipName(), let type = reader.pair(), reader.skip(6), let size = reader.pair(), let data = reader.take(Int(size)) else { return nil }
            if type == Self.text { texts.append(Self.joined(data)) }
        }
        self.texts = texts
    }

    /// A text comes in pieces of at most 255 bytes.
    private static func joined(_ data: ArraySlice<UInt8>) -> String {
        var rest = data, text: [UInt8] = []
        while let size = rest.popFirst() {
            text += rest.prefix(Int(size))
            rest = rest.dropFirst(Int(size))
        }
        return CleanText.line(String(decoding: text, as: UTF8.self), limit: 4_000)
    }

    private struct Reader {
        let bytes: [UInt8]
        var position = 0

        mutating func take(_ count: Int) -> ArraySlice<UInt8>? {
            guard bytes.count - position >= count else { return nil }
            defer { position += count }
            return bytes[position..<(position + count)]
        }

        mutating func skip(_ count: Int) -> Bool { take(count) != nil }

        mutating func pair() -> UInt16? { take(2).map { UInt16($0.first!) << 8 | UInt16($0.last!) } }

        /// A name ends with nothing, or points to where it goes on; that is not followed.
        mutating func skipName() -> Bool {
            while let size = take(1)?.first {
                if size == 0 { return true }
                if size & 0xC0 == 0xC0 { return skip(1) }
                guard skip(Int(size)) else { return false }
            }
            return false
        }
    }
}
