import Foundation
import Storage
import TestSupport
import Testing

struct PostgresTests {
    @Test func `after the server's restart the desk goes on, and what was acknowledged is there`() async throws {
        let cluster = try PostgresCluster()
        let database = try await Database(PostgresServer.newDatabase(at: cluster.address), options: .test)
        try await database.write { try $0.script("CREATE TABLE entry (n bigint); INSERT INTO entry VALUES (1)") }
        try cluster.crash()
        async let during = database.write { tx in try tx.execute("INSERT INTO entry VALUES (2)") }
        try cluster.start()
        #expect(try await during == 1)
        #expect(try await database.read { try $0.value("SELECT count(*) FROM entry") } == 2)
        await database.close()
        try cluster.crash()
    }

    @Test func `a server that stays away is told in words`() async throws {
        let cluster = try PostgresCluster()
        var options = Database.Options.test
        options.patience = 1
        let database = try await Database(cluster.address, options: options)
        try cluster.crash()
        let error = await #expect(throws: StorageError.self) {
            try await database.read { tx -> Int? in try tx.value("SELECT 1") }
        }
        #expect("\(error as Any)".contains("Is the server running"))
        await database.close()
    }

    @Test func `a prepared statement survives a change of its table`() async throws {
        try await Engine.postgres.with { database in
            try await database.write { try $0.script("CREATE TABLE entry (n bigint); INSERT INTO entry VALUES (1)") }
            for _ in 1...8 { _ = try await database.read { tx -> [Row] in try tx.fetch("SELECT * FROM entry") } }
            try await database.write { try $0.script("ALTER TABLE entry ADD COLUMN word text") }
            for _ in 1...8 {
                let rows: [Row] = try await database.read { try $0.fetch("SELECT * FROM entry") }
                #expect(rows.first?.names == ["n", "word"])
            }
        }
    }

    @Test func `more texts than are kept prepared do no harm`() async throws {
        try await Engine.postgres.with { database in
            for number in 1...1300 {
                let read: Int? = try await database.read { try $0.value("SELECT \(unsafe: "\(number)") + \(1)") }
                #expect(read == number + 1)
            }
        }
    }

    @Test func `it says how it is backed up`() async throws {
        try await Engine.postgres.with { database in
            let error = await #expect(throws: StorageError.self) { try await database.backup(to: "/tmp/nothing") }
            #expect("\(error as Any)".contains("pg_dump"))
        }
    }
}
