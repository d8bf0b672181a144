import BusinessTime

/// What the desk does with the database at one moment: statements that happen together or not at all.
///
/// It lives inside the closure of `Database.read` or `Database.write`, on the engine's own thread, and never waits
/// for anything but the engine. A statement that failed spoils the whole transaction, on both engines alike: what may
/// fail by design is written `ON CONFLICT`.
public final class Transaction {
    /// The instant at which everything in this transaction happens. The desk may correct it, because its records'
    /// time never runs backwards.
    public var now: Instant
    /// Which engine runs it, for the few places where the text must differ.
    public let engine: Database.Engine

    private let connection: any Connection
    private var failure: (any Error)?

    init(on connection: any Connection, engine: Database.Engine, at now: Instant) {
        self.connection = connection
        self.engine = engine
        self.now = now
    }

    /// Runs a statement that returns no rows.
    ///
    /// - Returns: the number of rows it inserted, updated or deleted.
    @discardableResult
    public func execute(_ sql: SQL) throws -> Int {
        try attempt { try connection.execute(sql) }
    }

    /// Runs a statement whose outcome nobody looks at. On PostgreSQL it travels with the next one that is waited for, at
    /// the latest with COMMIT, and its error comes to light there: a round trip costs more than the statement.
    public func submit(_ sql: SQL) throws {
        try attempt { try connection.submit(sql) }
    }

    /// Inserts rows, each a fragment with its parentheses: `"(\(id), \(name))"`; none are none. Nobody looks at the outcome,
    /// as with `submit`.
    ///
    /// On PostgreSQL one statement takes all along. On SQLite each row is a statement of its own: one with several rows
    /// begins a savepoint, at which FTS5 writes what it has gathered, and that costs more than the rows.
    ///
    /// - Parameters:
    ///   - table: with its columns: `"person (id, name)"`.
    ///   - end: what follows the rows, such as `ON CONFLICT …`.
    public func insert(_ table: SQL, _ rows: [SQL], _ end: SQL = "") throws {
        switch engine {
        case .sqlite: for row in rows { try submit("INSERT INTO \(table) VALUES \(row) \(end)") }
        case .postgres where rows.isEmpty: break
        case .postgres: try submit("INSERT INTO \(table) VALUES \(rows: rows) \(end)")
        }
    }

    /// Waits until all that was submitted has happened, and not only travels.
    public func settle() throws {
        if engine == .postgres { try execute("SELECT 1") }
    }

    /// All rows, each read as a `Value`.
    public func fetch<Value: FetchableRow>(_ sql: SQL) throws -> [Value] {
        let rows = try rows(sql)
        return try (0..<rows.count).map { try Value(rows[$0]) }
    }

    /// All rows.
    public func fetch(_ sql: SQL) throws -> [Row] {
        let rows = try rows(sql)
        return (0..<rows.count).map { rows[$0] }
    }

    /// The rows of several queries of which none needs what another found. On PostgreSQL they travel together.
    ///
    /// - Parameter isLast: nothing that a read asks afterwards needs to see the same state: its end travels along.
    public func fetch(together queries: [SQL], isLast: Bool = false) throws -> [[Row]] {
        let found = try attempt { try connection.fetch(together: queries, isLast: isLast) }
        return found.map { rows in (0..<rows.count).map { rows[$0] } }
    }

    /// The first row, read as a `Value`. Where there may be more, say `LIMIT 1`.
    public func first<Value: FetchableRow>(_ sql: SQL) throws -> Value? {
        let rows = try rows(sql)
        return rows.count == 0 ? nil : try Value(rows[0])
    }

    /// The first row. Where there may be more, say `LIMIT 1`.
    public func first(_ sql: SQL) throws -> Row? {
        let rows = try rows(sql)
        return rows.count == 0 ? nil : rows[0]
    }

    /// The first column of the first row; `nil` when there is no row or it is NULL.
    public func value<Value: SQLDecodable>(_ sql: SQL) throws -> Value? {
        let rows = try rows(sql)
        if rows.count == 0 || rows.values.first == .null { return nil }
        return try rows[0][0]
    }

    /// The first column of all rows.
    public func values<Value: SQLDecodable>(_ sql: SQL) throws -> [Value] {
        let rows = try rows(sql)
        return try (0..<rows.count).map { try rows[$0][0] }
    }

    /// Calls `body` for one row after the other, however many they are, in bounded memory. `body` may run other
    /// statements of the transaction.
    public func each(_ sql: SQL, _ body: (Row) throws -> Void) throws {
        try attempt { try connection.each(sql, body) }
    }

    /// Runs several statements, separated by semicolons and without values. For migrations.
    public func script(_ text: String) throws {
        try attempt { try connection.script(text) }
    }

    private func rows(_ sql: SQL) throws -> Rows {
        try attempt { try connection.fetch(sql) }
    }

    private func attempt<Value>(_ work: () throws -> Value) throws -> Value {
        try requireIntact()
        do {
            return try work()
        } catch {
            failure = error
            throw error
        }
    }

    /// Refuses to go on, or to commit, after a statement failed, even if the closure swallowed its error.
    func requireIntact() throws {
        if let failure { throw failure }
    }
}

/// What an engine's connection can do for a transaction. The engines' files implement it, and mirror each other.
package protocol Connection: AnyObject {
    /// - Returns: the number of rows changed.
    func execute(_ sql: SQL) throws -> Int
    /// Runs it now or with the next statement.
    func submit(_ sql: SQL) throws
    func fetch(_ sql: SQL) throws -> Rows
    /// One result for each query; a read may end with the last.
    func fetch(together queries: [SQL], isLast: Bool) throws -> [Rows]
    func each(_ sql: SQL, _ body: (Row) throws -> Void) throws
    func script(_ text: String) throws
}

extension Connection {
    package func fetch(together queries: [SQL], isLast _: Bool) throws -> [Rows] {
        try queries.map(fetch)
    }
}
