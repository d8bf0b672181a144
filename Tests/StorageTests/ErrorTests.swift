import Storage
import TestSupport
import Testing

struct ErrorTests {
    private static let schema = """
        CREATE TABLE company (id bigint PRIMARY KEY);
        CREATE TABLE person (
          company_id bigint NOT NULL CONSTRAINT person_of_company REFERENCES company (id),
          id bigint PRIMARY KEY, mail text, age bigint CONSTRAINT age_is_positive CHECK (age > 0),
          UNIQUE (company_id, mail));
        INSERT INTO company VALUES (1);
        INSERT INTO person VALUES (1, 1, 'a', 5);
        """

    @Test(arguments: Engine.all, [
        ("INSERT INTO person VALUES (1, 2, 'a', 5)", Constraint(.unique, "person.company_id, person.mail")),
        ("INSERT INTO person VALUES (1, 1, 'b', 5)", Constraint(.unique, "person.id")),
        ("INSERT INTO person VALUES (1, 2, 'b', -5)", Constraint(.check, "age_is_positive")),
        ("INSERT INTO person VALUES (NULL, 2, 'b', 5)", Constraint(.notNull, "person.company_id")),
    ])
    func `a broken constraint is named alike on both engines`(
        on engine: Engine, broken: (statement: String, constraint: Constraint)
    ) async throws {
        try await engine.with { database in
            try await database.write { try $0.script(Self.schema) }
            await #expect(throws: StorageError.constraint(broken.constraint)) {
                try await database.write { tx in _ = try tx.execute("\(unsafe: broken.statement)") }
            }
            #expect(try await database.read { try $0.value("SELECT count(*) FROM person") } == 1)
        }
    }

    @Test(arguments: Engine.all, ["INSERT INTO person VALUES (7, 2, 'b', 5)", "DELETE FROM company"])
    func `foreign keys are enforced`(on engine: Engine, statement: String) async throws {
        try await engine.with { database in
            try await database.write { try $0.script(Self.schema) }
            let name = engine == .postgres ? "person_of_company" : ""
            await #expect(throws: StorageError.constraint(Constraint(.foreignKey, name))) {
                try await database.write { tx in _ = try tx.execute("\(unsafe: statement)") }
            }
        }
    }

    @Test(arguments: Engine.all)
    func `a refused statement shows its text and none of its values`(on engine: Engine) async throws {
        try await engine.with { database in
            let error = await #expect(throws: StorageError.self) {
                try await database.read { tx -> [Row] in try tx.fetch("SELECT nada FROM nowhere WHERE a = \("secreto")") }
            }
            #expect("\(error as Any)".contains("nowhere"))
            #expect(!"\(error as Any)".contains("secreto"))
        }
    }

    @Test(arguments: Engine.all)
    func `an error that the closure swallows still undoes everything`(on engine: Engine) async throws {
        try await engine.with { database in
            try await database.write { try $0.script(Self.schema) }
            await #expect(throws: StorageError.constraint(Constraint(.unique, "person.id"))) {
                try await database.write { tx in
                    try tx.execute("INSERT INTO company VALUES (2)")
                    _ = try? tx.execute("INSERT INTO person VALUES (1, 1, 'b', 5)")
                }
            }
            #expect(try await database.read { try $0.value("SELECT count(*) FROM company") } == 1)
            // And the connection is as good as new.
            try await database.write { tx in _ = try tx.execute("INSERT INTO company VALUES (2)") }
        }
    }

    @Test(arguments: Engine.all)
    func `a read cannot write`(on engine: Engine) async throws {
        try await engine.with { database in
            try await database.write { try $0.script(Self.schema) }
            await #expect(throws: StorageError.self) {
                try await database.read { tx in _ = try tx.execute("INSERT INTO company VALUES (2)") }
            }
            #expect(try await database.read { try $0.value("SELECT count(*) FROM company") } == 1)
        }
    }

    @Test(arguments: ["/no/such/folder/desk.sqlite", "postgres://nobody@/nothing?host=/no/such/folder"])
    func `what cannot be opened says why`(address: String) async throws {
        let error = await #expect(throws: StorageError.self) { try await Database(address) }
        #expect("\(error as Any)".contains("/no/such/folder"))
    }
}
