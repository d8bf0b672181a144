import Foundation
import GRDB
import GRDBSQLite
import Logging
import Synchronization

/// SQLite in this process: a pool of readers beside one writer, in WAL mode, so that they never wait for each other.
/// Through GRDB, which nothing outside of this file sees.
final class SQLiteStore: Store {
    private let path: String
    private let pool: DatabasePool
    private let options: Database.Options
    private let writes = WorkQueue<WaitingWrite>()
    private let serveLock = Mutex<ServeLock?>(nil)
    private let knownVersion: Mutex<Int>

    init(_ path: String, options: Database.Options) throws {
        self.path = path
        self.options = options
        let pool = try translatingErrors { try SQLiteStore.open(path, options) }
        self.pool = pool
        knownVersion = try Mutex(translatingErrors { try pool.writeWithoutTransaction(SQLiteStore.dataVersion) })
        writes.startThread(named: "sqlite-writer") { queue in
            while let first = queue.next() {
                pool.writeWithoutTransaction { db in
                    GroupCommit(connection: SQLiteConnection(db), clock: options.clock).run(first, more: queue.poll)
                }
            }
        }
    }

    private static func open(_ path: String, _ options: Database.Options) throws -> DatabasePool {
        // The file holds what clients wrote: its owner reads it, nobody else. WAL and index inherit this.
        let descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw StorageError.unavailable("\(path): \(String(cString: strerror(errno)))") }
        Glibc.close(descriptor)

        var configuration = Configuration()
        configuration.maximumReaderCount = options.readers
        configuration.persistentReadOnlyConnections = true
        configuration.busyMode = .timeout(TimeInterval(options.patience))
        configuration.prepareDatabase { db in
            // The operating system caches the file; each connection keeps only 8 MB, and sorts in memory.
            try db.execute(sql: "PRAGMA cache_size = -8000; PRAGMA temp_store = MEMORY; PRAGMA mmap_size = 0")
        }
        let pool = try DatabasePool(path: path, configuration: configuration)
        try pool.writeWithoutTransaction { db in
            // GRDB sets NORMAL once its pool stands, which would lose acknowledged writes when power fails.
            try db.execute(sql: "PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 67108864")
            guard try Int.fetchOne(db, sql: "PRAGMA synchronous") == 2 else {
                throw StorageError.unavailable("\(path): SQLite does not accept synchronous = FULL")
            }
        }
        return pool
    }

    func read<Value: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> Value) async throws -> Value {
        let clock = options.clock
        return try await translatingErrors {
            try await pool.read { db in
                let transaction = Transaction(on: SQLiteConnection(db), engine: .sqlite, at: clock())
                let value = try body(transaction)
                try transaction.requireIntact()
                return value
            }
        }
    }

    func write<Value: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { caller in
            let write = WaitingWrite(
                run: { transaction in
                    let value = try body(transaction)
                    return { caller.resume(returning: value) }
                },
                fail: { caller.resume(throwing: $0) })
            if !writes.push(write) { write.fail(StorageError.unavailable("closed")) }
        }
    }

    func lockForServing() throws {
        try serveLock.withLock { lock in
            if lock == nil { lock = try ServeLock(path + "-serve.lock") }
        }
    }

    /// SQLite changes `data_version` of a connection when any other one commits, and only this one writes here.
    func changedElsewhere() async throws -> Bool {
        let version = try await translatingErrors { try await pool.writeWithoutTransaction(SQLiteStore.dataVersion) }
        return knownVersion.withLock { known in
            defer { known = version }
            return known != version
        }
    }

    @Sendable private static func dataVersion(_ db: GRDB.Database) throws -> Int {
        try Int.fetchOne(db, sql: "PRAGMA data_version") ?? 0
    }

    func backup(to path: String) async throws {
        guard access(path, F_OK) != 0 else { throw StorageError.unavailable("\(path) is there already") }
        let unfinished = path + ".part"
        unlink(unfinished)
        try await translatingErrors {
            // One read transaction of a reader: writers go on meanwhile.
            try await pool.unsafeRead { db in try db.execute(sql: "VACUUM INTO ?", arguments: [unfinished]) }
        }
        chmod(unfinished, 0o600)
        try Files.makeDurable(unfinished, as: path)
    }

    func close() async {
        await writes.close()
        do {
            try pool.close()
        } catch {
            options.logger.warning("closing the database: \(translated(error))")
        }
        serveLock.withLock { $0 = nil }
    }
}

/// A connection while GRDB lends it to us.
private final class SQLiteConnection: SQLiteWriting {
    private let db: GRDB.Database

    init(_ db: GRDB.Database) {
        self.db = db
    }

    func execute(_ sql: SQL) throws -> Int {
        try translatingErrors {
            let statement = try prepare(sql)
            try statement.execute(arguments: arguments(of: sql))
            return statement.isReadonly ? 0 : db.changesCount
        }
    }

    func fetch(_ sql: SQL) throws -> Rows {
        try translatingErrors {
            let statement = try prepare(sql)
            let cursor = try GRDB.Row.fetchCursor(statement, arguments: arguments(of: sql))
            var values: [SQLValue] = []
            var count = 0
            let width = Int32(statement.columnCount)
            while try cursor.next() != nil {
                append(statement.sqliteStatement, width, to: &values)
                count += 1
            }
            return Rows(names: statement.columnNames, count: count, values: values)
        }
    }

    func each(_ sql: SQL, _ body: (Row) throws -> Void) throws {
        try translatingErrors {
            // Not the cached statement: `body` may run the same text.
            let statement = try db.makeStatement(sql: sql.text)
            let names = statement.columnNames
            let cursor = try GRDB.Row.fetchCursor(statement, arguments: arguments(of: sql))
            while try cursor.next() != nil {
                var values: [SQLValue] = []
                values.reserveCapacity(names.count)
                append(statement.sqliteStatement, Int32(names.count), to: &values)
                try body(Row(names: names, values: values))
            }
        }
    }

    func script(_ text: String) throws {
        try translatingErrors { try db.execute(sql: text) }
    }

    var isInTransaction: Bool { db.isInsideTransaction }
    func begin() throws { try command("BEGIN IMMEDIATE") }
    func commit() throws { try command("COMMIT") }
    func rollback() { if db.isInsideTransaction { try? command("ROLLBACK") } }
    func savepoint() throws { try command("SAVEPOINT one") }
    func release() throws { try command("RELEASE one") }
    func rollbackToSavepoint() { if db.isInsideTransaction { try? db.execute(sql: "ROLLBACK TO one; RELEASE one") } }

    private func command(_ text: String) throws {
        // Prepared once: a savepoint stands around every write.
        try translatingErrors { try db.cachedStatement(sql: text).execute() }
    }

    private func prepare(_ sql: SQL) throws -> Statement {
        try sql.isRepeated ? db.cachedStatement(sql: sql.text) : db.makeStatement(sql: sql.text)
    }

    private func arguments(of sql: SQL) throws -> StatementArguments {
        try StatementArguments(sql.holes.map { hole in
            switch hole.value {
            case .null: return DatabaseValue.null
            case .integer(let number): return number.databaseValue
            case .real(let number): return number.databaseValue
            case .text(let text):
                guard !text.hasNUL else { throw StorageError.nulCharacter(in: sql) }
                return text.databaseValue
            case .blob(let bytes): return Data(bytes).databaseValue
            }
        })
    }

    /// The columns of the row on which the statement stands, straight from SQLite: GRDB's own rows cost three times as
    /// much, and most of what a page takes is reading rows.
    private func append(_ statement: OpaquePointer, _ width: Int32, to values: inout [SQLValue]) {
        for index in 0..<width {
            switch sqlite3_column_type(statement, index) {
            case SQLITE_INTEGER: values.append(.integer(sqlite3_column_int64(statement, index)))
            case SQLITE_FLOAT: values.append(.real(sqlite3_column_double(statement, index)))
            case SQLITE_TEXT:
                let text = UnsafeBufferPointer(start: sqlite3_column_text(statement, index), count: Int(sqlite3_column_bytes(statement, index)))
                values.append(.text(String(decoding: text, as: UTF8.self)))
            case SQLITE_BLOB:
                values.append(.blob([UInt8](UnsafeRawBufferPointer(
                    start: sqlite3_column_blob(statement, index), count: Int(sqlite3_column_bytes(statement, index))))))
            default: values.append(.null)
            }
        }
    }
}

extension String {
    /// Whether there is a NUL in it, which SQLite would take for its end.
    fileprivate var hasNUL: Bool {
        var text = self
        return text.withUTF8 { bytes in bytes.baseAddress.map { memchr($0, 0, bytes.count) != nil } ?? false }
    }
}

private func translatingErrors<Value>(_ work: () throws -> Value) throws -> Value {
    do { return try work() } catch { throw translated(error) }
}

private func translatingErrors<Value: Sendable>(
    isolation: isolated (any Actor)? = #isolation, _ work: () async throws -> Value
) async throws -> Value {
    do { return try await work() } catch { throw translated(error) }
}

private func translated(_ error: any Error) -> any Error {
    guard let error = error as? DatabaseError else { return error }
    let message = error.message ?? "SQLite error \(error.extendedResultCode.rawValue)"
    // "UNIQUE constraint failed: person.company_id, person.email"
    let name = message.split(separator: ": ", maxSplits: 1).dropFirst().first.map(String.init) ?? ""
    switch error.extendedResultCode {
    case .SQLITE_CONSTRAINT_UNIQUE, .SQLITE_CONSTRAINT_PRIMARYKEY, .SQLITE_CONSTRAINT_ROWID:
        return StorageError.constraint(Constraint(.unique, name))
    case .SQLITE_CONSTRAINT_FOREIGNKEY: return StorageError.constraint(Constraint(.foreignKey, ""))
    // ON DELETE RESTRICT reports itself as a trigger; real triggers bring a message of their own.
    case .SQLITE_CONSTRAINT_TRIGGER where message.hasPrefix("FOREIGN KEY"):
        return StorageError.constraint(Constraint(.foreignKey, ""))
    case .SQLITE_CONSTRAINT_CHECK: return StorageError.constraint(Constraint(.check, name))
    case .SQLITE_CONSTRAINT_NOTNULL: return StorageError.constraint(Constraint(.notNull, name))
    default: break
    }
    switch error.resultCode {
    case .SQLITE_BUSY, .SQLITE_LOCKED: return StorageError.busy
    case .SQLITE_FULL, .SQLITE_IOERR, .SQLITE_CANTOPEN, .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_NOMEM, .SQLITE_PERM:
        return StorageError.unavailable(message)
    default: return StorageError.sql(message: message, text: error.sql ?? "")
    }
}
