/// What storage can refuse or fail at: the same kinds on both engines. No message carries a bound value.
public enum StorageError: Error, Hashable, Sendable {
    /// A constraint of the schema was broken, by the caller's doing.
    case constraint(Constraint)
    /// The database has a migration (named here) that this program does not know: the program is too old for it.
    case newerSchema(String)
    /// The list of migrations contradicts itself or the database.
    case migration(String)
    /// Another desk serves this database file.
    case inUse(String)
    /// Others held the lock, or kept changing the same rows, for too long. Trying again later may succeed.
    case busy
    /// A column (named here) is missing, or does not hold what was asked of it.
    case column(String, String)
    /// The database cannot be reached or written: no connection, no such folder, disk full.
    case unavailable(String)
    /// The connection was lost after COMMIT was sent: the write may or may not have happened.
    case outcomeUnknown
    /// The engine refused a statement.
    case sql(message: String, text: String)
}

/// A constraint that a statement broke.
public struct Constraint: Hashable, Sendable {
    public enum Kind: Sendable { case unique, foreignKey, check, notNull }

    public let kind: Kind
    /// What the engine tells about it: the CHECK's name; `table.column` for NOT NULL; `table.a, table.b` for UNIQUE
    /// (an expression index: its name). A foreign key has its name on PostgreSQL, and none on SQLite.
    public let name: String

    public init(_ kind: Kind, _ name: String) {
        self.kind = kind
        self.name = name
    }
}

extension StorageError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .constraint(let constraint): "constraint broken: \(constraint.kind) \(constraint.name)"
        case .newerSchema(let name): "the database is newer than this program: it has the migration \(name)"
        case .migration(let problem): "migrations: \(problem)"
        case .inUse(let path): "another process serves \(path)"
        case .busy: "the database is busy"
        case .column(let name, let problem): "column \(name) \(problem)"
        case .unavailable(let reason): "the database is not available: \(reason)"
        case .outcomeUnknown: "the connection was lost while committing; whether the write happened is unknown"
        case .sql(let message, let text): "\(message) in: \(text)"
        }
    }
}

extension StorageError {
    /// Whether the same may succeed later: it was the database's doing, and not that of what was asked of it.
    public var isPassing: Bool {
        switch self {
        case .busy, .unavailable, .outcomeUnknown: true
        default: false
        }
    }

    /// PostgreSQL has no text with a NUL; so that nobody finds out there, neither engine takes it.
    static func nulCharacter(in sql: SQL) -> StorageError {
        .sql(message: "a text holds a NUL character", text: sql.text)
    }
}
