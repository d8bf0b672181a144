import BusinessTime

/// A value as both engines keep it. There are five kinds and no more: a Boolean is the integer 0 or 1,
/// an instant is its seconds UTC.
public enum SQLValue: Hashable, Sendable {
    case null
    case integer(Int64)
    case real(Double)
    case text(String)
    case blob([UInt8])
}

/// The kind of a hole that is known before its value: it lets a NULL carry its type to PostgreSQL.
public enum SQLType: String, Sendable {
    case integer = "bigint"
    case real = "double precision"
    case text
    case blob = "bytea"
}

/// A type whose values can stand in a hole of `SQL`.
///
/// An enumeration with raw values gets it by one line: `extension Severity: SQLValueConvertible {}`.
public protocol SQLValueConvertible {
    /// How the value is kept.
    var sqlValue: SQLValue { get }
    /// The kind of every value of this type; `nil` where it depends on the value.
    static var sqlType: SQLType? { get }
}

/// A type that can be read from a column.
///
/// An enumeration with raw values gets it by one line: `extension Severity: SQLDecodable {}`.
public protocol SQLDecodable {
    /// Reads the value, or answers `nil` when it is of another kind or says nothing this type knows.
    init?(sqlValue: SQLValue)
}

/// A type that can be both bound and read.
public typealias SQLCodable = SQLValueConvertible & SQLDecodable

extension SQLValueConvertible {
    @inlinable public static var sqlType: SQLType? { nil }
}

extension SQLValueConvertible where Self: RawRepresentable, RawValue: SQLValueConvertible {
    @inlinable public var sqlValue: SQLValue { rawValue.sqlValue }
    @inlinable public static var sqlType: SQLType? { RawValue.sqlType }
}

extension SQLDecodable where Self: RawRepresentable, RawValue: SQLDecodable {
    @inlinable public init?(sqlValue: SQLValue) {
        guard let raw = RawValue(sqlValue: sqlValue) else { return nil }
        self.init(rawValue: raw)
    }
}

extension SQLValue: SQLCodable {
    @inlinable public var sqlValue: SQLValue { self }
    @inlinable public init?(sqlValue: SQLValue) { self = sqlValue }

    /// The kind of this very value; a NULL has none.
    @usableFromInline var type: SQLType? {
        switch self {
        case .null: nil
        case .integer: .integer
        case .real: .real
        case .text: .text
        case .blob: .blob
        }
    }
}

extension Int64: SQLCodable {
    @inlinable public var sqlValue: SQLValue { .integer(self) }
    @inlinable public static var sqlType: SQLType? { .integer }
    @inlinable public init?(sqlValue: SQLValue) {
        guard case .integer(let number) = sqlValue else { return nil }
        self = number
    }
}

extension Int: SQLCodable {
    @inlinable public var sqlValue: SQLValue { .integer(Int64(self)) }
    @inlinable public static var sqlType: SQLType? { .integer }
    @inlinable public init?(sqlValue: SQLValue) {
        guard case .integer(let number) = sqlValue else { return nil }
        self.init(exactly: number)
    }
}

extension Bool: SQLCodable {
    @inlinable public var sqlValue: SQLValue { .integer(self ? 1 : 0) }
    @inlinable public static var sqlType: SQLType? { .integer }
    @inlinable public init?(sqlValue: SQLValue) {
        switch sqlValue {
        case .integer(0): self = false
        case .integer(1): self = true
        default: return nil
        }
    }
}

extension Double: SQLCodable {
    @inlinable public var sqlValue: SQLValue { .real(self) }
    @inlinable public static var sqlType: SQLType? { .real }
    /// An integer is read too: SQLite gives one back for `1.0` in a column without affinity.
    @inlinable public init?(sqlValue: SQLValue) {
        switch sqlValue {
        case .real(let number): self = number
        case .integer(let number): self = Double(number)
        default: return nil
        }
    }
}

extension String: SQLCodable {
    @inlinable public var sqlValue: SQLValue { .text(self) }
    @inlinable public static var sqlType: SQLType? { .text }
    @inlinable public init?(sqlValue: SQLValue) {
        guard case .text(let text) = sqlValue else { return nil }
        self = text
    }
}

extension Instant: SQLCodable {
    @inlinable public var sqlValue: SQLValue { .integer(seconds) }
    @inlinable public static var sqlType: SQLType? { .integer }
    @inlinable public init?(sqlValue: SQLValue) {
        guard case .integer(let seconds) = sqlValue else { return nil }
        self.init(seconds: seconds)
    }
}

extension Array: SQLValueConvertible where Element == UInt8 {
    @inlinable public var sqlValue: SQLValue { .blob(self) }
    @inlinable public static var sqlType: SQLType? { .blob }
}

extension Array: SQLDecodable where Element == UInt8 {
    @inlinable public init?(sqlValue: SQLValue) {
        guard case .blob(let bytes) = sqlValue else { return nil }
        self = bytes
    }
}

extension Optional: SQLDecodable where Wrapped: SQLDecodable {
    @inlinable public init?(sqlValue: SQLValue) {
        if case .null = sqlValue {
            self = nil
        } else if let value = Wrapped(sqlValue: sqlValue) {
            self = value
        } else {
            return nil
        }
    }
}
