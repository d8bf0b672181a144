import Foundation
import GRDB
import GRDBSQLite
import Logging
import Synchronization

/// SQLite in this process: readers beside one writer, in WAL mode, so that they never wait for each other. Each connection
/// has its own thread. Through GRDB, which nothing outside of this file sees.
final class SQLiteStore: Store {
    private let path: String
    private let writer: DatabaseQueue
    private let options: Database.Options
    private let writes = WorkQueue<WaitingWrite>()
    private let reads = WorkQueue<@Sendable (SQLiteReader) -> Void>()
    private let serveLock = Mutex<ServeLock?>(nil)
    private let knownVersion: Mutex<Int>

    init(_ path: String, options: Database.Options) throws {
        self.path = path
        self.options = options
        let writer = try translatingErrors { try SQLiteStore.open(path, options) }
        self.writer = writer
        knownVersion = try Mutex(translatingErrors { try writer.writeWithoutTransaction(SQLiteStore.dataVersion) })
        writes.startThread(named: "sqlite-writer") { queue in
            var commits = GroupCommit(clock: options.clock)
            while let first = queue.next() {
                writer.writeWithoutTransaction { db in
                    commits.run(first, on: SQLiteConnection(db), more: queue.poll)
                }
            }
        }
        for number in 1...max(options.readers, 1) {
            reads.startThread(named: "sqlite-reader-\(number)") { queue in
                let reader = SQLiteReader(path, options)
                while let job = queue.next() { job(reader) }
            }
        }
    }

    private static func open(_ path: String, _ options: Database.Options) throws -> DatabaseQueue {
        // The file holds what clients wrote: its owner reads it, nobody else. WAL and index inherit this.
        let descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw StorageError.unavailable("\(path): \(String(cString: strerror(errno)))") }
        Glibc.close(descriptor)

        var configuration = Configuration(options)
        configuration.journalMode = .wal
        let writer = try DatabaseQueue(path: path, configuration: configuration)
        try writer.writeWithoutTransaction { db in
            // GRDB sets NORMAL with WAL, which would lose acknowledged writes when power fails. A page that
            // many commits change goes into the file once every 16 MB of log. Whoever writes keeps more pages: every new row
            // touches some of each index.
            try db.execute(sql: """
                PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000; PRAGMA journal_size_limit = 67108864;
                PRAGMA cache_size = -32000
                """)
            guard try Int.fetchOne(db, sql: "PRAGMA synchronous") == 2 else {
                throw StorageError.unavailable("\(path): SQLite does not accept synchronous = FULL")
            }
        }
        return writer
    }

    func read<Value: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> Value) async throws -> Value {
        try await perform { reader in try reader.read(body) }
    }

    private func perform<Value: Sendable>(_ work: @escaping @Sendable (SQLiteReader) throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { caller in
            let isTaken = reads.push { reader in
                let result = Result { try translatingErrors { try work(reader) } }
                caller.resume(with: result)
            }
            if !isTaken { caller.resume(throwing: StorageError.unavailable("closed")) }
        }
    }

    func write<Value: Sendable>(
        _: Database.Isolation, _ body: @escaping @Sendable (Transaction) throws -> Value
    ) async throws -> Value {
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
        let version = try await translatingErrors { try await writer.writeWithoutTransaction(SQLiteStore.dataVersion) }
        return knownVersion.withLock { known in
            defer { known = version }
            return known != version
        }
    }

    @Sendable private static func dataVersion(_ db: GRDB.Database) throws -> Int {
        try Int.fetchOne(db, sql: "PRAGMA data_version") ?? 0
    }

    /// Readers are waited for: as long as one looks at an older state, the log keeps it.
    func forgetOverwritten() async throws {
        for attempt in 1... {
            do {
                return try await translatingErrors { try await writer.writeWithoutTransaction { db in _ = try db.checkpoint(.truncate) } }
            } catch StorageError.busy where attempt < 10 {
                try await Task.sleep(for: .milliseconds(200))
            }
        }
    }

    func backup(to path: String) async throws {
        guard access(path, F_OK) != 0 else { throw StorageError.unavailable("\(path) is there already") }
        let unfinished = path + ".part"
        unlink(unfinished)
        // One statement of a reader: writers go on meanwhile.
        try await perform { reader in
            try reader.alone { db in try db.execute(sql: "VACUUM INTO ?", arguments: [unfinished]) }
        }
        chmod(unfinished, 0o600)
        try Files.makeDurable(unfinished, as: path)
    }

    func close() async {
        await writes.close()
        await reads.close()
        do {
            try writer.close()
        } catch {
            options.logger.warning("closing the database: \(translated(error))")
        }
        serveLock.withLock { $0 = nil }
    }
}

/// One thread's connection that reads, which is made when it first has work.
private final class SQLiteReader {
    private let path: String
    private let options: Database.Options
    private var connection: DatabaseQueue?

    init(_ path: String, _ options: Database.Options) {
        self.path = path
        self.options = options
    }

    /// Looks at one state of the file.
    func read<Value>(_ body: (Transaction) throws -> Value) throws -> Value {
        try alone { db in
            let connection = SQLiteConnection(db)
            try connection.beginReading()
            defer { connection.rollback() }
            let transaction = Transaction(on: connection, engine: .sqlite, at: options.clock())
            let value = try body(transaction)
            try transaction.requireIntact()
            return value
        }
    }

    /// Lends the connection without a transaction.
    func alone<Value>(_ body: (GRDB.Database) throws -> Value) throws -> Value {
        try connected().inDatabase(body)
    }

    private func connected() throws -> DatabaseQueue {
        if let connection { return connection }
        var configuration = Configuration(options)
        configuration.readonly = true
        let made = try DatabaseQueue(path: path, configuration: configuration)
        connection = made
        return made
    }
}

extension Configuration {
    /// What all connections have in common.
    fileprivate init(_ options: Database.Options) {
        self.init()
        busyMode = .timeout(TimeInterval(options.patience))
        prepareDatabase { db in
            // The operating system caches the file; each connection keeps only 8 MB, and sorts in memory.
            try db.execute(sql: "PRAGMA cache_size = -8000; PRAGMA temp_store = MEMORY; PRAGMA mmap_size = 0")
            // What was erased is overwritten, whatever this SQLite was built to do.
            try db.execute(sql: "PRAGMA secure_delete = ON")
        }
    }
}

/// A connection while GRDB lends it to us. GRDB prepares and keeps the statements; values go in and rows come out
/// straight through SQLite, which takes a third of the time.
private final class SQLiteConnection: SQLiteWriting {
    private let db: GRDB.Database
    private(set) var changes = 0

    init(_ db: GRDB.Database) {
        self.db = db
    }

    func execute(_ sql: SQL) throws -> Int {
        let statement = try prepare(sql)
        defer { statement.rest() }
        try statement.bind(sql)
        while try statement.step() {}
        return statement.isReadonly ? 0 : db.changesCount
    }

    func submit(_ sql: SQL) throws {
        _ = try execute(sql)
    }

    func fetch(_ sql: SQL) throws -> Rows {
        let statement = try prepare(sql)
        defer { statement.rest() }
        try statement.bind(sql)
        var values: [SQLValue] = []
        var count = 0
        while try statement.step() {
            statement.read(into: &values)
            count += 1
        }
        return Rows(names: statement.columnNames, count: count, values: values)
    }

    func each(_ sql: SQL, _ body: (Row) throws -> Void) throws {
        // Not the cached statement: `body` may run the same text.
        let statement = try translatingErrors { try db.makeStatement(sql: sql.text) }
        if !statement.isReadonly { changes += 1 }
        try statement.bind(sql)
        let names = statement.columnNames
        while try statement.step() {
            var values: [SQLValue] = []
            values.reserveCapacity(names.count)
            statement.read(into: &values)
            try body(Row(names: names, values: values))
        }
    }

    func script(_ text: String) throws {
        changes += 1
        try translatingErrors { try db.execute(sql: text) }
    }

    var isInTransaction: Bool { db.isInsideTransaction }
    func begin() throws { try command("BEGIN IMMEDIATE") }
    func beginReading() throws { try command("BEGIN") }
    func commit() throws { try command("COMMIT") }
    func rollback() { if db.isInsideTransaction { try? command("ROLLBACK") } }

    private func command(_ text: String) throws {
        try translatingErrors { try db.cachedStatement(sql: text).execute() }
    }

    private func prepare(_ sql: SQL) throws -> Statement {
        let statement = try translatingErrors {
            try sql.isRepeated ? db.cachedStatement(sql: sql.text) : db.makeStatement(sql: sql.text)
        }
        if !statement.isReadonly { changes += 1 }
        return statement
    }
}

extension Statement {
    /// - Throws: `StorageError.sql` when there are more or fewer values than holes, or a text holds a NUL.
    fileprivate func bind(_ sql: SQL) throws {
        guard sqlite3_bind_parameter_count(sqliteStatement) == sql.holes.count else {
            throw StorageError.sql(message: "\(sql.holes.count) values for another number of holes", text: sql.text)
        }
        for (index, hole) in sql.holes.enumerated() {
            let place = Int32(index + 1)
            let code = switch hole.value {
            case .null: sqlite3_bind_null(sqliteStatement, place)
            case .integer(let number): sqlite3_bind_int64(sqliteStatement, place, number)
            case .real(let number): sqlite3_bind_double(sqliteStatement, place, number)
            case .text(let text): try bind(text, at: place, of: sql)
            case .blob(let bytes): sqlite3_bind_blob64(sqliteStatement, place, bytes.isEmpty ? [0] : bytes, UInt64(bytes.count), copied)
            }
            try check(code)
        }
    }

    private func bind(_ text: String, at place: Int32, of sql: SQL) throws -> Int32 {
        var text = text
        return try text.withUTF8 { bytes in
            // SQLite would take a NUL for the text's end.
            guard let start = bytes.baseAddress, bytes.count > 0 else { return sqlite3_bind_text(sqliteStatement, place, "", 0, copied) }
            guard memchr(start, 0, bytes.count) == nil else { throw StorageError.nulCharacter(in: sql) }
            return start.withMemoryRebound(to: CChar.self, capacity: bytes.count) { characters in
                sqlite3_bind_text64(sqliteStatement, place, characters, UInt64(bytes.count), copied, UInt8(SQLITE_UTF8))
            }
        }
    }

    /// Goes to the next row.
    ///
    /// - Returns: false after the last one.
    fileprivate func step() throws -> Bool {
        switch sqlite3_step(sqliteStatement) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        case let code:
            try check(code)
            return false
        }
    }

    /// Appends the columns of the row on which the statement stands.
    fileprivate func read(into values: inout [SQLValue]) {
        for index in 0..<Int32(columnCount) {
            switch sqlite3_column_type(sqliteStatement, index) {
            case SQLITE_INTEGER: values.append(.integer(sqlite3_column_int64(sqliteStatement, index)))
            case SQLITE_FLOAT: values.append(.real(sqlite3_column_double(sqliteStatement, index)))
            case SQLITE_TEXT:
                let text = UnsafeBufferPointer(
                    start: sqlite3_column_text(sqliteStatement, index), count: Int(sqlite3_column_bytes(sqliteStatement, index)))
                values.append(.text(String(decoding: text, as: UTF8.self)))
            case SQLITE_BLOB:
                values.append(.blob([UInt8](UnsafeRawBufferPointer(
                    start: sqlite3_column_blob(sqliteStatement, index), count: Int(sqlite3_column_bytes(sqliteStatement, index))))))
            default: values.append(.null)
            }
        }
    }

    /// Lets go of the rows it stands on and of its values: a cached statement would hold a megabyte of text for ever.
    fileprivate func rest() {
        sqlite3_reset(sqliteStatement)
        sqlite3_clear_bindings(sqliteStatement)
    }

    private func check(_ code: Int32) throws {
        guard code != SQLITE_OK else { return }
        let connection = sqlite3_db_handle(sqliteStatement)
        throw translated(DatabaseError(
            resultCode: ResultCode(rawValue: sqlite3_extended_errcode(connection)), message: String(cString: sqlite3_errmsg(connection)), sql: sql))
    }
}

/// SQLite keeps a copy of what it is given.
private let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

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
