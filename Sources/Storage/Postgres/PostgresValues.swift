/// PostgreSQL's binary form of values, both ways. Numbers travel with their most significant byte first.
enum PostgresValues {
    /// The parameters of one statement: their bytes one after the other.
    struct Parameters {
        /// Ends with one byte more than needed, so that even an empty value has an address that is not NULL.
        private(set) var bytes: [UInt8] = []
        private(set) var ranges: [Range<Int>?] = []

        init(of sql: SQL) throws {
            ranges.reserveCapacity(sql.holes.count)
            for hole in sql.holes {
                let start = bytes.count
                switch hole.value {
                case .null: break
                case .integer(let number): append(UInt64(bitPattern: number))
                case .real(let number): append(number.bitPattern)
                case .text(let text):
                    var text = text
                    try text.withUTF8 { utf8 in
                        guard !utf8.contains(0) else { throw StorageError.nulCharacter(in: sql) }
                        bytes.append(contentsOf: utf8)
                    }
                case .blob(let blob): bytes.append(contentsOf: blob)
                }
                if case .null = hole.value { ranges.append(nil) } else { ranges.append(start..<bytes.count) }
            }
            bytes.append(0)
        }

        private mutating func append(_ number: UInt64) {
            withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
        }
    }

    /// Reads a column of a result.
    ///
    /// - Parameter type: the column's type, as the object id that PostgreSQL gives its own types.
    /// - Throws: `StorageError.column` for a type that is not one of our five kinds.
    static func value(_ bytes: UnsafeRawBufferPointer, type: UInt32, column: String) throws -> SQLValue {
        switch type {
        case 20 where bytes.count == 8: .integer(Int64(bigEndian: bytes.loadUnaligned(as: Int64.self)))
        case 23: .integer(Int64(Int32(truncatingIfNeeded: integer(bytes))))
        case 21: .integer(Int64(Int16(truncatingIfNeeded: integer(bytes))))
        case 16, 26: .integer(Int64(bitPattern: integer(bytes)))  // bool, oid
        case 701: .real(Double(bitPattern: integer(bytes)))
        case 700: .real(Double(Float(bitPattern: UInt32(truncatingIfNeeded: integer(bytes)))))
        case 1700: try numeric(bytes, column: column)
        case 25, 1043, 1042, 19, 705, 18, 114: .text(String(decoding: bytes, as: UTF8.self))  // text and its kin
        case 17: .blob([UInt8](bytes))
        case 2278: .null  // void, what a function without a result gives
        default: throw StorageError.column(column, "has PostgreSQL's type \(type), which has no reading")
        }
    }

    private static func integer(_ bytes: some Collection<UInt8>) -> UInt64 {
        bytes.reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// A `numeric`, which is what `sum` of integers gives: digits to the base of 10,000.
    private static func numeric(_ bytes: UnsafeRawBufferPointer, column: String) throws -> SQLValue {
        let words = stride(from: 0, to: bytes.count, by: 2).map { UInt16(truncatingIfNeeded: integer(bytes[$0..<$0 + 2])) }
        guard words.count >= 4, words[2] == 0x0000 || words[2] == 0x4000 else {
            throw StorageError.column(column, "is not a finite number")
        }
        let digits = words[4...]
        let weight = Int(Int16(bitPattern: words[1]))  // The first digit's power of 10,000.
        let isNegative = words[2] == 0x4000
        if digits.count <= weight + 1, words[3] == 0 {
            var whole: Int64 = 0
            for position in 0...max(weight, 0) {
                let digit = position < digits.count && weight >= 0 ? Int64(digits[4 + position]) : 0
                let (shifted, isTooLong) = whole.multipliedReportingOverflow(by: 10_000)
                let (sum, isTooLarge) = shifted.subtractingReportingOverflow(digit)
                if isTooLong || isTooLarge { throw StorageError.column(column, "holds more than 64 bits") }
                whole = sum  // Counted downwards: the lowest integer has no positive counterpart.
            }
            if isNegative { return .integer(whole) }
            guard whole != .min else { throw StorageError.column(column, "holds more than 64 bits") }
            return .integer(-whole)
        }
        // First all digits as one integer, then one division: that rounds once.
        let number = digits.reduce(0.0) { $0 * 10_000 + Double($1) }
        let scale = (0..<abs(weight + 1 - digits.count)).reduce(1.0) { scale, _ in scale * 10_000 }
        let value = weight + 1 < digits.count ? number / scale : number * scale
        return .real(isNegative ? -value : value)
    }
}
