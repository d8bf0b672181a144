/// One numbered step of the schema, forward only.
public struct Migration: Sendable {
    /// Its number and word, such as `0003-search`: what the database remembers it by, and what orders it.
    public let name: String
    /// The engine it is written for; `nil` for both.
    public let engine: Database.Engine?
    /// Statements separated by semicolons.
    public let script: String

    public init(_ name: String, _ script: String, on engine: Database.Engine? = nil) {
        self.name = name
        self.script = script
        self.engine = engine
    }
}

extension Database {
    /// Brings the schema up to date. Each migration runs once, in its own transaction, and is remembered by name.
    /// Several nodes may do this at once.
    ///
    /// - Throws: `.newerSchema` when the database knows a migration that is not in the list;
    ///   `.migration` when the list is out of order or has a new one before one that already ran.
    public func migrate(_ migrations: [Migration]) async throws {
        let wanted = migrations.filter { $0.engine == nil || $0.engine == engine }
        guard zip(wanted, wanted.dropFirst()).allSatisfy({ $0.name < $1.name }) else {
            throw StorageError.migration("names must ascend, each once")
        }
        try await createMigrationTable()
        let done = try await read { tx in try tx.appliedMigrations() }
        if let unknown = done.first(where: { name in !wanted.contains { $0.name == name } }) {
            throw StorageError.newerSchema(unknown)
        }
        for migration in wanted where !done.contains(migration.name) {
            if let later = done.last, migration.name < later {
                throw StorageError.migration("\(migration.name) comes before \(later), which already ran")
            }
            try await write { tx in try tx.apply(migration) }
        }
    }

    private func createMigrationTable() async throws {
        let create: @Sendable (Transaction) throws -> Void = { tx in
            try tx.script("CREATE TABLE IF NOT EXISTS schema_migration (name text PRIMARY KEY, applied_at bigint NOT NULL)")
        }
        do {
            try await write(.serializable, create)
        } catch is StorageError {
            // PostgreSQL: another node created it between the server's look and its creation. A second failure is real.
            try await write(.serializable, create)
        }
    }
}

extension Transaction {
    fileprivate func appliedMigrations() throws -> [String] {
        try values("SELECT name FROM schema_migration ORDER BY name")
    }

    /// Runs a migration unless another process was faster.
    fileprivate func apply(_ migration: Migration) throws {
        // As first statement it waits for the other node before our snapshot is taken. SQLite has only one writer.
        if engine == .postgres { try script("LOCK TABLE schema_migration IN EXCLUSIVE MODE") }
        guard try !appliedMigrations().contains(migration.name) else { return }
        try script(migration.script)
        try execute("INSERT INTO schema_migration (name, applied_at) VALUES (\(migration.name), \(now))")
    }
}
