import Foundation

/// Something that says its members itself.
package protocol JSONWritable: Sendable {
    func write(_ json: inout JSONText)
}

/// Writes JSON member by member, straight into bytes, in the order it is told.
///
/// For texts of known shape that are written thousands of times a second: `JSONEncoder` took an eighth of an opening for
/// two entries, and as much again for the answer. Where the journal needs it read again, `JSONDecoder` does.
package struct JSONText {
    package private(set) var utf8: [UInt8] = []
    private var needsComma = false

    package init() {
        utf8.reserveCapacity(1024)
    }

    package var text: String { String(decoding: utf8, as: UTF8.self) }

    /// An object in an array, or the whole.
    package mutating func object(_ members: (inout JSONText) -> Void) {
        enclose("{", "}", members)
    }

    package mutating func object(_ key: StaticString, _ members: (inout JSONText) -> Void) {
        write(key)
        enclose("{", "}", members)
    }

    package mutating func array(_ key: StaticString, _ elements: (inout JSONText) -> Void) {
        write(key)
        enclose("[", "]", elements)
    }

    package mutating func member(_ key: StaticString, _ value: String) {
        write(key)
        element(value)
    }

    package mutating func member(_ key: StaticString, _ value: some BinaryInteger) {
        write(key)
        element(value)
    }

    /// A member that is left out where there is no value.
    package mutating func member(ifAny key: StaticString, _ value: String?) {
        if let value { member(key, value) }
    }

    /// A member that is left out where there is no value.
    package mutating func member(ifAny key: StaticString, _ value: (some BinaryInteger)?) {
        if let value { member(key, value) }
    }

    package mutating func member(_ key: StaticString, _ value: Bool) {
        write(key)
        separate()
        utf8 += (value ? "true" : "false").utf8
    }

    /// A member that is always there, as `null` where there is no value: programs need not ask whether a key exists.
    package mutating func member(orNull key: StaticString, _ value: String?) {
        if let value { member(key, value) } else { null(key) }
    }

    /// A member that is always there, as `null` where there is no value.
    package mutating func member(orNull key: StaticString, _ value: (some BinaryInteger)?) {
        if let value { member(key, value) } else { null(key) }
    }

    /// A member that is always there, as `null` where there is no value.
    package mutating func member(orNull key: StaticString, _ value: (some JSONWritable)?) {
        if let value { object(key, value.write) } else { null(key) }
    }

    package mutating func array(_ key: StaticString, _ values: some Sequence<some JSONWritable>) {
        array(key) { json in
            for value in values { json.object(value.write) }
        }
    }

    private mutating func null(_ key: StaticString) {
        write(key)
        separate()
        utf8 += "null".utf8
    }

    /// A member whose name is not known in the source.
    package mutating func member(named key: String, _ value: String) {
        name(key)
        element(value)
    }

    /// The name of a member that is not known in the source; its value is written next.
    package mutating func name(_ key: String) {
        element(key)
        utf8.append(UInt8(ascii: ":"))
        needsComma = false
    }

    package mutating func element(_ value: String) {
        separate()
        utf8.append(UInt8(ascii: "\""))
        var value = value
        value.withUTF8 { bytes in
            if bytes.contains(where: Self.needsEscape) { for byte in bytes { escape(byte) } } else { utf8 += bytes }
        }
        utf8.append(UInt8(ascii: "\""))
    }

    package mutating func element(_ value: some BinaryInteger) {
        separate()
        utf8 += String(value).utf8
    }

    /// JSON that is there already.
    mutating func member(_ key: StaticString, json: String) {
        write(key)
        separate()
        utf8 += json.utf8
    }

    /// A value of a shape that is written seldom, its keys in order, so that the same value is always the same bytes.
    static func sorted(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    private mutating func write(_ key: StaticString) {
        separate()
        utf8.append(UInt8(ascii: "\""))
        key.withUTF8Buffer { utf8 += $0 }
        utf8.append(UInt8(ascii: "\""))
        utf8.append(UInt8(ascii: ":"))
        needsComma = false
    }

    private mutating func enclose(_ start: Unicode.Scalar, _ end: Unicode.Scalar, _ body: (inout JSONText) -> Void) {
        separate()
        utf8.append(UInt8(ascii: start))
        needsComma = false
        body(&self)
        utf8.append(UInt8(ascii: end))
        needsComma = true
    }

    private mutating func separate() {
        if needsComma { utf8.append(UInt8(ascii: ",")) }
        needsComma = true
    }

    private static func needsEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    private mutating func escape(_ byte: UInt8) {
        guard Self.needsEscape(byte) else { return utf8.append(byte) }
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): utf8 += [UInt8(ascii: "\\"), byte]
        case UInt8(ascii: "\n"): utf8 += "\\n".utf8
        case UInt8(ascii: "\t"): utf8 += "\\t".utf8
        case UInt8(ascii: "\r"): utf8 += "\\r".utf8
        default:
            let digits = Array("0123456789abcdef".utf8)
            utf8 += "\\u00".utf8
            utf8 += [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        }
    }
}
