import Storage
import TestSupport
import Testing

struct MigrationTests {
    private let first = Migration("0001-start", "CREATE TABLE ticket (id bigint PRIMARY KEY); CREATE TABLE person (id bigint);")
    private let second = Migration("0002-word", "ALTER TABLE ticket ADD COLUMN word text;")

    @Test(arguments: Engine.all)
    func `each migration runs once, in order, and is remembered`(on engine: Engine) async throws {
        try await engine.with { database in
            try await database.migrate([first])
            try await database.migrate([first, second])
            try await database.migrate([first, second])
            try await database.write { tx in _ = try tx.execute("INSERT INTO ticket VALUES (1, 'x')") }
            let names: [String] = try await database.read { try $0.values("SELECT name FROM schema_migration ORDER BY name") }
            #expect(names == ["0001-start", "0002-word"])
        }
    }

    @Test(arguments: Engine.all)
    func `a migration for one engine does not run on the other`(on engine: Engine) async throws {
        try await engine.with { database in
            try await database.migrate([
                first,
                Migration("0002-search", "CREATE VIRTUAL TABLE search USING fts5 (words);", on: .sqlite),
                Migration("0002-search", "CREATE TABLE search (words tsvector);", on: .postgres),
            ])
            #expect(try await database.read { try $0.value("SELECT count(*) FROM search") } == 0)
        }
    }

    @Test(arguments: Engine.all)
    func `a database newer than the program is refused`(on engine: Engine) async throws {
        try await engine.with { database in
            try await database.migrate([first, second])
            await #expect(throws: StorageError.newerSchema("0002-word")) { try await database.migrate([first]) }
        }
    }

    @Test(arguments: Engine.all)
    func `a list out of order is refused, and so is a newcomer before one that ran`(on engine: Engine) async throws {
        try await engine.with { database in
            await #expect(throws: StorageError.self) { try await database.migrate([second, first]) }
            try await database.migrate([first, Migration("0003-last", "CREATE TABLE last (n bigint);")])
            await #expect(throws: StorageError.migration("0002-word comes before 0003-last, which already ran")) {
                try await database.migrate([first, second, Migration("0003-last", "")])
            }
        }
    }

    @Test(arguments: Engine.all)
    func `a migration that fails leaves nothing behind`(on engine: Engine) async throws {
        try await engine.with { database in
            let broken = Migration("0001-broken", "CREATE TABLE half (n bigint); CREATE TABLE half (n bigint);")
            await #expect(throws: StorageError.self) { try await database.migrate([broken]) }
            try await database.migrate([Migration("0001-start", "CREATE TABLE half (n bigint);")])
        }
    }

    @Test(arguments: Engine.all)
    func `two nodes may migrate at once`(on engine: Engine) async throws {
        let address = try engine.freshAddress()
        let nodes = [try await Database(address, options: .test), try await Database(address, options: .test)]
        try await withThrowingTaskGroup(of: Void.self) { group in
            for node in nodes { group.addTask { [first, second] in try await node.migrate([first, second]) } }
            try await group.waitForAll()
        }
        #expect(try await nodes[0].read { try $0.value("SELECT count(*) FROM schema_migration") } == 2)
        for node in nodes { await node.close() }
    }
}
