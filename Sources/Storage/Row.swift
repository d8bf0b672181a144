/// One row of a result. Its values can be asked for by column name or by position.
///
/// ```swift
/// id = try row["id"]
/// ```
public struct Row: Sendable {
    /// The columns' names, shared by all rows of a result.
    public let names: [String]
    /// The values of all rows that were fetched together; this row's begin at `start`.
    @usableFromInline let values: [SQLValue]
    @usableFromInline let start: Int

    init(names: [String], values: [SQLValue], start: Int = 0) {
        self.names = names
        self.values = values
        self.start = start
    }

    /// The value of the column with this name.
    ///
    /// - Throws: `StorageError.column` when there is no such column or it does not hold a `Value`.
    @inlinable public subscript<Value: SQLDecodable>(_ name: String) -> Value {
        get throws {
            guard let index = names.firstIndex(of: name) else {
                throw StorageError.column(name, "is not among \(names.joined(separator: ", "))")
            }
            return try self[index]
        }
    }

    /// The value of the column at this position, counted from zero.
    ///
    /// - Throws: `StorageError.column` when there is no such column or it does not hold a `Value`.
    @inlinable public subscript<Value: SQLDecodable>(_ index: Int) -> Value {
        get throws {
            guard names.indices.contains(index) else {
                throw StorageError.column("\(index)", "is not among \(names.count) columns")
            }
            let found = values[start + index]
            guard let value = Value(sqlValue: found) else {
                throw StorageError.column(names[index], "holds \(found.kind), not \(Value.self)")
            }
            return value
        }
    }

    /// The columns' values, in order.
    public var columns: [SQLValue] { Array(values[start..<start + names.count]) }
}

/// A value that is read from one row.
public protocol FetchableRow {
    /// Reads the value.
    ///
    /// - Throws: `StorageError.column` when a column is missing or of another kind.
    init(_ row: Row) throws
}

/// All rows of a result: their values stand one after the other in one array.
package struct Rows {
    let names: [String]
    let count: Int
    let values: [SQLValue]

    package init(names: [String], count: Int, values: [SQLValue]) {
        self.names = names
        self.count = count
        self.values = values
    }

    subscript(_ index: Int) -> Row {
        Row(names: names, values: values, start: index * names.count)
    }
}

extension SQLValue {
    /// The kind in words, for messages: a value itself is never shown or logged.
    @usableFromInline var kind: String {
        switch self {
        case .null: "NULL"
        case .integer: "an integer"
        case .real: "a real number"
        case .text: "a text"
        case .blob: "bytes"
        }
    }
}
