import Dispatch
import Storage
import TestSupport
import Testing

/// Queries that travel together, and what a read is without a BEGIN.
struct TogetherTests {
    private func prepared(on engine: Engine, _ body: (Database) async throws -> Void) async throws {
        try await engine.with { database in
            try await database.write { try $0.script("CREATE TABLE entry (n bigint PRIMARY KEY); INSERT INTO entry VALUES (1)") }
            try await body(database)
        }
    }

    @Test(arguments: Engine.all)
    func `queries that travel together are answered in their order, new ones and known ones alike`(on engine: Engine) async throws {
        try await prepared(on: engine) { database in
            for turn in 1...3 {
                let found = try await database.read { tx in
                    try tx.fetch(together: ["SELECT \(turn) AS one", "SELECT n FROM entry WHERE n > \(5)", "SELECT n, \("b") AS word FROM entry"])
                        .map { $0.map { row in row.columns.map { "\($0)" }.joined(separator: " ") } }
                }
                #expect(found.map(\.count) == [1, 0, 1])
                #expect(found[0] == ["integer(\(turn))"] && found[2] == ["integer(1) text(\"b\")"])
            }
        }
    }

    @Test(arguments: Engine.all)
    func `a read sees one state from its first question on, however it asks`(on engine: Engine) async throws {
        try await prepared(on: engine) { database in
            let (begun, signal) = AsyncStream.makeStream(of: Void.self), isWritten = DispatchSemaphore(value: 0)
            async let counts = database.read { tx -> [Int] in
                var counts: [Int] = []
                func count() throws { counts.append(try tx.value("SELECT COUNT(*) FROM entry") ?? 0) }
                try count()
                signal.yield()
                isWritten.wait()
                try count()
                counts += try tx.fetch(together: ["SELECT COUNT(*) FROM entry", "SELECT COUNT(*) FROM entry"]).map { try $0[0][0] }
                // A cursor needs a BEGIN, which comes late and changes nothing of what is seen.
                try tx.each("SELECT COUNT(*) FROM entry") { counts.append(try $0[0]) }
                try count()
                return counts
            }
            for await _ in begun { break }
            try await database.write { try $0.execute("INSERT INTO entry VALUES (2)") }
            isWritten.signal()
            #expect(try await counts == [1, 1, 1, 1, 1, 1])
            let now: Int? = try await database.read { try $0.value("SELECT COUNT(*) FROM entry") }
            #expect(now == 2)
        }
    }

    @Test(arguments: Engine.all)
    func `a read changes nothing, and the next one finds the connection whole`(on engine: Engine) async throws {
        try await prepared(on: engine) { database in
            for _ in 1...12 {
                await #expect(throws: StorageError.self) { try await database.read { try $0.execute("INSERT INTO entry VALUES (2)") } }
                await #expect(throws: StorageError.self) {
                    try await database.read { _ = try $0.fetch(together: ["SELECT 1", "SELECT nothing FROM entry", "SELECT 2"]) }
                }
                await #expect(throws: StorageError.self) {
                    try await database.read { _ = try $0.fetch(together: ["SELECT 1", "SELECT nothing FROM entry"], isLast: true) }
                }
                let count: Int? = try await database.read { try $0.value("SELECT COUNT(*) FROM entry") }
                #expect(count == 1)
            }
        }
    }

    @Test(arguments: Engine.all)
    func `after its last question a read may still ask`(on engine: Engine) async throws {
        try await prepared(on: engine) { database in
            let answers = try await database.read { tx -> [Int?] in
                let last: [Int?] = try tx.fetch(together: ["SELECT n FROM entry", "SELECT \(7) AS seven"], isLast: true).map { try $0.first?[0] }
                return last + [try tx.value("SELECT COUNT(*) FROM entry")]
            }
            #expect(answers == [1, 7, 1])
            try await database.write { try $0.execute("INSERT INTO entry VALUES (2)") }
            let now: Int? = try await database.read { try $0.value("SELECT COUNT(*) FROM entry") }
            #expect(now == 2)
        }
    }
}
