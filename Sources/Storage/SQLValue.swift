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
    public static var sqlType: SQLType? { nil }
}

extension SQLValueConvertible where Self: RawRepresentable, RawValue: SQLValueConvertible {
    public var sqlValue: SQLValue { rawValue.sqlValue }
    public static var sqlType: SQLType? { RawValue.sqlType }
}

extension SQLDecodable where Self: RawRepresentable, RawValue: SQLDecodable {
    public init?(sqlValue: SQLValue) {
        guard let raw = RawValue(sqlValue: sqlValue) else { return nil }
        self.init(rawValue: raw)
    }
}

extension SQLValue: SQLCodable {
    public var sqlValue: SQLValue { self }
    public init?(sqlValue: SQLValue) { self = sqlValue }

    /// The kind of this very value; a NULL has none.
    var type: SQLType? {
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
    public var sqlValue: SQLValue { .integer(self) }
    public static var sqlType: SQLType? { .integer }
    public init?(sqlValue: SQLValue) {
        guard case .integer(let number) = sqlValue else { return nil }
        self = number
    }
}

extension Int: SQLCodable {
    public var sqlValue: SQLValue { .integer(Int64(self)) }
    public static var sqlType: SQLType? { .integer }
    public init?(sqlValue: SQLValue) {
        guard case .integer(let number) = sqlValue else { return nil }
        self.init(exactly: number)
    }
}

extension Bool: SQLCodable {
    public var sqlValue: SQLValue { .integer(self ? 1 : 0) }
    public static var sqlType: SQLType? { .integer }
    public init?(sqlValue: SQLValue) {
        switch sqlValue {
        case .integer(0): self = false
        case .integer(1): self = true
        default: return nil
        }
    }
}

extension Double: SQLCodable {
    public var sqlValue: SQLValue { .real(self) }
    public static var sqlType: SQLType? { .real }
    /// An integer is read too: SQLite gives one back for `1.0` in a column without affinity.
    public init?(sqlValue: SQLValue) {
        switch sqlValue {
        case .real(let number): self = number
        case .integer(let number): self = Double(number)
        default: return nil
        }
    }
}

extension String: SQLCodable {
    public var sqlValue: SQLValue { .text(self) }
    public static var sqlType: SQLType? { .text }
    public init?(sqlValue: SQLValue) {
        guard case .text(let text) = sqlValue else { return nil }
        self = text
    }
}

extension Instant: SQLCodable {
    public var sqlValue: SQLValue { .integer(seconds) }
    public static var sqlType: SQLType? { .integer }
    public init?(sqlValue: SQLValue) {
        guard case .integer(let seconds) = sqlValue else { return nil }
        self.init(seconds: seconds)
    }
}

extension Array: SQLValueConvertible where Element == UInt8 {
    public var sqlValue: SQLValue { .blob(self) }
    public static var sqlType: SQLType? { .blob }
}

extension Array: SQLDecodable where Element == UInt8 {
    public init?(sqlValue: SQLValue) {
        guard case .blob(let bytes) = sqlValue else { return nil }
        self = bytes
    }
}

extension Optional: SQLDecodable where Wrapped: SQLDecodable {
    public init?(sqlValue: SQLValue) {
        if case .null = sqlValue {
            self = nil
        } else if let value = Wrapped(sqlValue: sqlValue) {
            self = value
        } else {
            return nil
        }
    }
}
