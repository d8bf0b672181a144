import BusinessTime
import Storage
import TestSupport
import Testing

private enum Severity: String, SQLCodable { case low, high }

private struct Person: FetchableRow, Equatable {
    let id: Int64
    let name: String
    let mail: String?

    init(_ row: Row) throws {
        id = try row["id"]
        name = try row["name"]
        mail = try row["mail"]
    }
}

struct ValueTests {
    @Test(arguments: Engine.all)
    func `every kind of value comes back as it went in`(on engine: Engine) async throws {
        let row = try await engine.with { database in
            try await database.write { tx in
                try tx.script("""
                    CREATE TABLE kind (a bigint, b text, c bigint, d double precision, e bigint, f bytea, g text,
                      h bigint, i text, j double precision, k bytea);
                    """.replacing("bytea", with: tx.engine == .sqlite ? "blob" : "bytea"))
                try tx.execute("""
                    INSERT INTO kind VALUES (\(Int64.min), \("año 'ñ\" ; -- €"), \(true), \(0.1), \(Instant(seconds: -5)),
                      \([0, 255, 39] as [UInt8]), \(Severity.high), \(nil as Int?), \(nil as String?),
                      \(nil as Double?), \(nil as [UInt8]?))
                    """)
            }
            return try await database.read { try #require(try $0.first("SELECT * FROM kind")) }
        }
        #expect(try row["a"] == Int64.min)
        #expect(try row["b"] == "año 'ñ\" ; -- €")
        #expect(try row["c"] == true)
        #expect(try row["d"] == 0.1)
        #expect(try row["e"] == Instant(seconds: -5))
        #expect(try row["f"] == [0, 255, 39] as [UInt8])
        #expect(try row["g"] == Severity.high)
        #expect(try row["h"] == nil as Int?)
        #expect(try row["k"] == nil as [UInt8]?)
        #expect(row.columns.suffix(4) == [.null, .null, .null, .null])
    }

    @Test(arguments: Engine.all, [
        "'; DROP TABLE person; --", "x' OR '1'='1", "\\'; DELETE FROM person; --", "$1", "?", "%", "", "😀", "\u{1}\u{7f}",
    ])
    func `a text in a hole is only ever a value`(on engine: Engine, text: String) async throws {
        try await engine.with { database in
            try await database.write { tx in
                try tx.script("CREATE TABLE person (id bigint, name text, mail text)")
                try tx.execute("INSERT INTO person (id, name) VALUES (1, \(text)), (2, 'otra')")
            }
            let found: [Person] = try await database.read { try $0.fetch("SELECT * FROM person WHERE name = \(text)") }
            #expect(found.map(\.id) == [1])
            #expect(found.map(\.name) == [text])
            #expect(try await database.read { try $0.value("SELECT count(*) FROM person") } == 2)
        }
    }

    @Test(arguments: Engine.all)
    func `a text with a NUL is refused, for PostgreSQL cannot keep it`(on engine: Engine) async throws {
        try await engine.with { database in
            _ = await #expect(throws: StorageError.self) {
                try await database.read { tx -> String? in try tx.value("SELECT \("a\0b")") }
            }
        }
    }

    @Test(arguments: Engine.all)
    func `lists, pages by key, RETURNING, ON CONFLICT and sums are common ground`(on engine: Engine) async throws {
        try await engine.with { database in
            try await database.write { tx in
                try tx.script("CREATE TABLE person (id bigint PRIMARY KEY, name text NOT NULL, mail text)")
                let ids: [Int64] = try tx.values("""
                    INSERT INTO person (id, name, mail) VALUES \(rows: [(1, "a", nil), (2, "a", "m"), (3, "b", nil)].map { (id: Int, name: String, mail: String?) in
                        "(\(id), \(name), \(mail))"
                    })
                    RETURNING id
                    """)
                #expect(ids == [1, 2, 3])
                let changed = try tx.execute("""
                    INSERT INTO person (id, name) VALUES (\(3), \("c")) ON CONFLICT (id) DO UPDATE SET name = excluded.name
                    """)
                #expect(changed == 1)
                #expect(try tx.execute("INSERT INTO person (id, name) VALUES (1, 'z') ON CONFLICT DO NOTHING") == 0)
            }
            try await database.read { tx in
                let page: [Person] = try tx.fetch("""
                    SELECT * FROM person WHERE (name, id) > (\("a"), \(1)) ORDER BY name, id LIMIT \(2)
                    """)
                #expect(page.map(\.id) == [2, 3])
                #expect(try tx.values("SELECT id FROM person WHERE id IN (\([3, 9, 1])) ORDER BY id") == [1, 3])
                #expect(try tx.values("SELECT id FROM person WHERE id IN (\([] as [Int]))") == [] as [Int])
                #expect(try tx.value("SELECT sum(id) AS total FROM person") == 6)
                #expect(try tx.value("SELECT sum(id) FROM person WHERE id > 9") == nil as Int?)
                #expect(try tx.value("SELECT count(*) FILTER (WHERE mail IS NOT DISTINCT FROM \(nil as String?)) FROM person") == 2)
                #expect(try tx.value("SELECT avg(id) FROM person") == 2.0 as Double?)
            }
        }
    }

    @Test(arguments: [
        ("0", SQLValue.integer(0)), ("10000", .integer(10000)), ("-123456789", .integer(-123_456_789)),
        ("100000000", .integer(100_000_000)), ("9223372036854775807", .integer(.max)), ("-9223372036854775808", .integer(.min)),
        ("0.5", .real(0.5)), ("-12345.25", .real(-12345.25)), ("0.0001", .real(0.0001)),
    ])
    func `PostgreSQL's exact numbers are read`(text: String, value: SQLValue) async throws {
        try await Engine.postgres.with { database in
            let read: SQLValue? = try await database.read { try $0.value("SELECT \(unsafe: text)::numeric") }
            #expect(read == value)
        }
    }

    @Test(arguments: Engine.all)
    func `a column that is missing or of another kind is named, its value is not`(on engine: Engine) async throws {
        try await engine.with { database in
            let row = try await database.read { try #require(try $0.first("SELECT 'secreto' AS name")) }
            #expect(throws: StorageError.column("folio", "is not among name")) { try row["folio"] as String }
            #expect(throws: StorageError.column("name", "holds a text, not Int64")) { try row["name"] as Int64 }
            #expect(throws: StorageError.column("3", "is not among 1 columns")) { try row[3] as String }
        }
    }
}
