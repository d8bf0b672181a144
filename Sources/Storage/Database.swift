import BusinessTime
import Glibc
import Logging

/// The desk's database: SQLite in the process, or a PostgreSQL server. The same SQL and the same promises on both.
///
/// A read sees one state of everything. A write is durable when it returns, happens as a whole or not at all, and is
/// as good as alone in the world.
public final class Database: Sendable {
    /// What keeps the data.
    public enum Engine: String, Sendable, CaseIterable { case sqlite, postgres }

    /// What a write on PostgreSQL is kept from; on SQLite each is alone.
    public enum Isolation: Sendable {
        /// As good as alone in the world: it runs again when another one wrote what it has read.
        case serializable
        /// It sees one state and never overwrites what another changed since. For verbs that only add rows, where what
        /// must not happen twice is kept by a unique key: PostgreSQL watches what is read by the page, and on the last
        /// page of an index all that is new meets.
        case snapshot
    }

    /// What may be chosen when a database is opened.
    public struct Options: Sendable {
        /// SQLite: connections that read, beside the one that writes. Each may cache 8 MB.
        public var readers = 4
        /// PostgreSQL: connections of this node, each on its own thread.
        public var connections = 8
        /// Seconds that a write waits for another process's lock, or for a lost server to come back.
        public var patience = 10
        /// Where trouble with connections is told. No value is ever logged.
        public var logger = Logger(label: "storage")
        /// What `Transaction.now` starts from.
        public var clock: @Sendable () -> Instant = { Instant(seconds: Int64(time(nil))) }

        public init() {}
    }

    public let engine: Engine
    private let store: any Store
    private let signal = ChangeSignal()

    /// Opens the database, and creates an SQLite file that is not there.
    ///
    /// - Parameter address: `sqlite:PATH`, a bare path, or `postgres://user:password@host:port/name?host=/socket/folder`.
    /// - Throws: `StorageError.unavailable` when it cannot be opened or reached.
    public init(_ address: String, options: Options = Options()) async throws {
        if address.hasPrefix("postgres://") || address.hasPrefix("postgresql://") {
            engine = .postgres
            store = try await PostgresStore(address, options: options)
        } else {
            engine = .sqlite
            let path = address.hasPrefix("sqlite:") ? String(address.dropFirst("sqlite:".count)) : address
            store = try SQLiteStore(path, options: options)
        }
    }

    /// Looks at one state of the database, however many statements `body` runs.
    public func read<Value: Sendable>(
        _ body: @escaping @Sendable (Transaction) throws -> Value
    ) async throws -> Value {
        try await store.read(body)
    }

    /// Changes the database, durably once this returns. When `body` throws, nothing happened.
    ///
    /// `body` may run more than once, on the engine's thread: it must touch nothing but its transaction.
    @discardableResult
    public func write<Value: Sendable>(
        _ isolation: Isolation = .serializable, _ body: @escaping @Sendable (Transaction) throws -> Value
    ) async throws -> Value {
        let value = try await store.write(isolation, body)
        signal.fire()
        return value
    }

    /// Makes this process the only one that serves the database, until it ends. Short commands may still write.
    ///
    /// On PostgreSQL any number of nodes may serve, and this does nothing.
    /// - Throws: `StorageError.inUse` when another process does.
    public func lockForServing() throws {
        try store.lockForServing()
    }

    /// Fires after commits made by this process; several may show as one. Each call gives a stream of its own.
    public var changes: AsyncStream<Void> { signal.stream() }

    /// Whether another process wrote to the SQLite file since the last call. On PostgreSQL it is always possible.
    public func changedElsewhere() async throws -> Bool {
        try await store.changedElsewhere()
    }

    /// Writes a consistent copy of the running database to a new file.
    ///
    /// - Throws: `.unavailable` when the file is there already or cannot be written, and on PostgreSQL, which is
    ///   backed up with `pg_dump`.
    public func backup(to path: String) async throws {
        try await store.backup(to: path)
    }

    /// Takes out of the files what was overwritten or deleted: SQLite's log keeps pages as they were until it is emptied. On
    /// PostgreSQL vacuuming does the same in its own time.
    ///
    /// - Throws: `.busy` when somebody goes on reading an older state.
    public func forgetOverwritten() async throws {
        try await store.forgetOverwritten()
    }

    /// Finishes what was begun and closes all connections. Nothing may be asked of it afterwards.
    public func close() async {
        await store.close()
        signal.finish()
    }
}

/// What an engine does for a database.
protocol Store: Sendable {
    func read<Value: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> Value) async throws -> Value
    func write<Value: Sendable>(
        _ isolation: Database.Isolation, _ body: @escaping @Sendable (Transaction) throws -> Value
    ) async throws -> Value
    func lockForServing() throws
    func changedElsewhere() async throws -> Bool
    func backup(to path: String) async throws
    func forgetOverwritten() async throws
    func close() async
}
