/// SQL as text with holes: text stands as itself, every `\(value)` is bound by its type.
///
/// ```swift
/// try tx.fetch("SELECT folio FROM ticket WHERE company_id = \(company) AND due_at < \(tx.now)")
/// ```
/// A `String` is not SQL: in a hole it is a value, and outside of one it does not compile. One text serves both
/// engines; a hole is `?` on SQLite and `$1::bigint` on PostgreSQL, where the type keeps NULLs and literals unambiguous.
public struct SQL: ExpressibleByStringInterpolation, Sendable {
    /// One bound value and where it stands.
    package struct Hole: Sendable {
        package let value: SQLValue
        package let type: SQLType?
        /// Of its `?` in the text's UTF-8.
        var offset: Int
    }

    /// The text in UTF-8: pieces of source are copied behind one another, without a `String` for each.
    package private(set) var utf8: [UInt8]
    /// The text as SQLite reads it.
    package var text: String { String(decoding: utf8, as: UTF8.self) }
    package private(set) var holes: [Hole]
    /// Whether the text comes from the source alone, and is therefore worth keeping a prepared statement for:
    /// long lists and many rows make a new text for every length.
    package private(set) var isRepeated: Bool

    /// Text without holes.
    public init(stringLiteral value: StaticString) {
        utf8 = value.withUTF8Buffer(Array.init)
        holes = []
        isRepeated = true
    }

    /// Text with holes.
    public init(stringInterpolation interpolation: StringInterpolation) {
        self = interpolation.sql
    }

    private init(capacity: Int, holes count: Int) {
        utf8 = []
        utf8.reserveCapacity(capacity)
        holes = []
        holes.reserveCapacity(count)
        isRepeated = true
    }

    /// Appends a fragment: `query += "AND closed_at IS NULL"` needs its own white space.
    public static func += (left: inout SQL, right: SQL) {
        left.append(right)
    }

    /// Two fragments, one after the other.
    public static func + (left: SQL, right: SQL) -> SQL {
        var sum = left
        sum.append(right)
        return sum
    }

    private mutating func append(_ other: SQL) {
        let start = utf8.count
        utf8 += other.utf8
        isRepeated = isRepeated && other.isRepeated
        for var hole in other.holes {
            hole.offset += start
            holes.append(hole)
        }
    }

    @usableFromInline mutating func bind(_ value: SQLValue, as type: SQLType?) {
        holes.append(Hole(value: value, type: type, offset: utf8.count))
        utf8.append(UInt8(ascii: "?"))
    }
}

extension SQL {
    /// Collects the pieces of an `SQL` literal.
    public struct StringInterpolation: StringInterpolationProtocol {
        /// Up to this many elements a list's statement is kept prepared.
        private static let shortList = 16
        /// Up to this many they are filled up to a power of two and kept prepared, too.
        private static let longestPrepared = 1024

        @usableFromInline var sql: SQL

        public init(literalCapacity: Int, interpolationCount: Int) {
            sql = SQL(capacity: literalCapacity + interpolationCount, holes: interpolationCount)
        }

        public mutating func appendLiteral(_ literal: StaticString) {
            literal.withUTF8Buffer { sql.utf8.append(contentsOf: $0) }
        }

        /// A bound value.
        @inlinable public mutating func appendInterpolation<Value: SQLValueConvertible>(_ value: Value) {
            let bound = value.sqlValue
            sql.bind(bound, as: Value.sqlType ?? bound.type)
        }

        /// A bound value or NULL.
        @inlinable public mutating func appendInterpolation<Value: SQLValueConvertible>(_ value: Value?) {
            let bound = value?.sqlValue ?? .null
            sql.bind(bound, as: Value.sqlType ?? bound.type)
        }

        /// A list for `IN (\(list))`: `?, ?, ?`. An empty one is `NULL`, which no value is in.
        ///
        /// A longer list is filled up to a power of two with its last element, so that a handful of prepared statements
        /// serves lists of every length.
        public mutating func appendInterpolation<List: Collection>(_ list: List) where List.Element: SQLValueConvertible {
            if list.isEmpty { sql.utf8 += "NULL".utf8 }
            var count = 0
            var last: List.Element?
            for element in list {
                if count > 0 { sql.utf8 += ", ".utf8 }
                appendInterpolation(element)
                last = element
                count += 1
            }
            guard count > Self.shortList, let last else { return }
            guard count <= Self.longestPrepared else {
                sql.isRepeated = false
                return
            }
            while count & (count - 1) != 0 {
                sql.utf8 += ", ".utf8
                appendInterpolation(last)
                count += 1
            }
        }

        /// Another fragment, with its own holes.
        public mutating func appendInterpolation(_ fragment: SQL) {
            sql.append(fragment)
        }

        /// Rows for `VALUES \(rows: rows)`, each a fragment with its parentheses: `"(\(id), \(name))"`. There must be at
        /// least one.
        public mutating func appendInterpolation(rows: [SQL]) {
            for (index, row) in rows.enumerated() {
                if index > 0 { sql.utf8 += ", ".utf8 }
                sql.append(row)
            }
            if rows.count > Self.shortList { sql.isRepeated = false }
        }

        /// Text that stands as itself, such as a table's name. Never anything that came from outside.
        public mutating func appendInterpolation(unsafe text: String) {
            sql.utf8 += text.utf8
        }
    }

    /// The text as PostgreSQL reads it: `$1::bigint` for each hole. A NULL of unknown type takes it from its surroundings.
    package var numbered: String {
        if holes.isEmpty { return text }
        var result: [UInt8] = []
        result.reserveCapacity(utf8.count + holes.count * 12)
        var start = 0
        for (index, hole) in holes.enumerated() {
            result += utf8[start..<hole.offset]
            result += "$\(index + 1)".utf8
            if let type = hole.type {
                result += "::".utf8
                result += type.rawValue.utf8
            }
            start = hole.offset + 1
        }
        result += utf8[start...]
        return String(decoding: result, as: UTF8.self)
    }
}
