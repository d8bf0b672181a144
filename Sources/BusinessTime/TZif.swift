/// A time zone file as RFC 8536 lays it out: the offsets, when they change, and the rule for afterwards.
struct TZif {
    struct Transition {
        let at: Int64
        let offset: Int
    }

    let firstOffset: Int
    let transitions: [Transition]
    let rule: ZoneRule?

    init(_ bytes: [UInt8]) throws(ZoneError) {
        var reader = Reader(bytes: bytes)
        var header = try Header(&reader)
        var wordSize = 4
        if header.version >= 2 {
            // Files of version 2 and later begin with a version 1 block for old readers: skip it.
            try reader.skip(header.bodySize(wordSize: 4))
            header = try Header(&reader)
            wordSize = 8
        }
        guard header.leapCount == 0 else { throw .leapSeconds }
        guard header.typeCount > 0 else { throw .notTZif }

        let times = try reader.integers(header.timeCount, size: wordSize)
        let kinds = try reader.integers(header.timeCount, size: 1).map { Int(UInt8(truncatingIfNeeded: $0)) }
        var offsets: [Int] = []
        for _ in 0..<header.typeCount {
            offsets.append(Int(try reader.integers(1, size: 4)[0]))
            try reader.skip(2)  // whether it is daylight saving time, and its abbreviation
        }
        guard kinds.allSatisfy({ $0 < offsets.count }) else { throw .notTZif }
        try reader.skip(header.charCount + header.standardCount + header.universalCount)

        firstOffset = offsets[0]
        transitions = zip(times, kinds).map { Transition(at: $0, offset: offsets[$1]) }
        guard zip(times, times.dropFirst()).allSatisfy({ $0 < $1 }) else { throw .notTZif }
        let footer = header.version >= 2 ? try reader.footer() : ""
        rule = footer.isEmpty ? nil : try ZoneRule(footer)
    }

    private struct Header {
        let version: Int
        let universalCount, standardCount, leapCount, timeCount, typeCount, charCount: Int

        init(_ reader: inout Reader) throws(ZoneError) {
            guard try reader.take(4).elementsEqual("TZif".utf8) else { throw .notTZif }
            let mark = try reader.take(1).first ?? 0
            version = mark == 0 ? 1 : Int(mark) - 0x30
            try reader.skip(15)
            let counts = try reader.integers(6, size: 4).map { Int($0) }
            guard counts.allSatisfy({ $0 >= 0 }) else { throw .notTZif }
            (universalCount, standardCount, leapCount) = (counts[0], counts[1], counts[2])
            (timeCount, typeCount, charCount) = (counts[3], counts[4], counts[5])
        }

        func bodySize(wordSize: Int) -> Int {
            timeCount * (wordSize + 1) + typeCount * 6 + charCount + leapCount * (wordSize + 4)
                + standardCount + universalCount
        }
    }

    private struct Reader {
        let bytes: [UInt8]
        var position = 0

        mutating func take(_ count: Int) throws(ZoneError) -> ArraySlice<UInt8> {
            guard count >= 0, count <= bytes.count - position else { throw .notTZif }
            defer { position += count }
            return bytes[position..<position + count]
        }

        mutating func skip(_ count: Int) throws(ZoneError) { _ = try take(count) }

        /// Big-endian two's complement numbers of `size` bytes.
        mutating func integers(_ count: Int, size: Int) throws(ZoneError) -> [Int64] {
            guard count <= bytes.count else { throw .notTZif }
            var values: [Int64] = []
            values.reserveCapacity(count)
            for _ in 0..<count {
                let raw = try take(size)
                var value: Int64 = (raw.first ?? 0) >= 0x80 ? -1 : 0
                for byte in raw { value = value << 8 | Int64(byte) }
                values.append(value)
            }
            return values
        }

        /// The line between the last two line feeds.
        mutating func footer() throws(ZoneError) -> String {
            guard try take(1).first == 0x0A, let end = bytes[position...].firstIndex(of: 0x0A) else { throw .notTZif }
            return String(decoding: bytes[position..<end], as: UTF8.self)
        }
    }
}
