import BusinessTime
import ServiceDesk
import Storage
import SupportPolicy
import TestSupport
import Testing

struct JournalTests {
    /// Two tickets with something in their journals, sealed.
    private func busy(on engine: Engine) async throws -> (World, first: Ticket, second: Ticket) {
        let world = try await World(.intecnia, on: engine, at: "2026-03-09 10:00")
        let first = try await world.open().ticket.folio, second = try await world.open().ticket.folio
        try await world.desk.ask(first, "¿Versión?", as: world[.ines])
        try await world.desk.note(on: second, saying: "Ojo", as: world[.ines])
        try await world.until("2026-03-11 20:00")
        #expect(try await world.desk.verify().problems == [])
        return (world, try await world.ticket(first), try await world.ticket(second))
    }

    @Test(arguments: Engine.all)
    func `the engine itself keeps the journal append-only`(on engine: Engine) async throws {
        let (world, first, _) = try await busy(on: engine)
        await #expect(throws: StorageError.self) { try await world.tamper("UPDATE entry SET clause = 'x' WHERE ticket_id = \(first.id)") }
        await #expect(throws: StorageError.self) { try await world.tamper("DELETE FROM entry WHERE ticket_id = \(first.id)") }
        #expect(try await world.desk.verify().problems == [])
    }

    struct Harm: Sendable, CustomStringConvertible {
        let description: String
        let found: String
        let sql: @Sendable (Ticket) -> SQL

        init(_ description: String, finds found: String, _ sql: @escaping @Sendable (Ticket) -> SQL) {
            (self.description, self.found, self.sql) = (description, found, sql)
        }
    }

    static let harms = [
        Harm("a row's state", finds: "IN-101: the row is not what its 3 entries say: state") { "UPDATE ticket SET state = 'open' WHERE id = \($0.id)" },
        Harm("a row's subject", finds: "IN-101: the row's subject") { "UPDATE ticket SET subject = 'Otro' WHERE id = \($0.id)" },
        Harm("a row's place in the queue", finds: "IN-101: the row is queued for another instant") { "UPDATE ticket SET due_at = 1 WHERE id = \($0.id)" },
        Harm("a row's alarm", finds: "IN-101: the row is queued for another instant") { "UPDATE ticket SET wake_at = 1 WHERE id = \($0.id)" },
        Harm("a deadline", finds: "IN-101: the row is not what its 3 entries say: deadlines") { "UPDATE deadline SET due_at = due_at + 60 WHERE ticket_id = \($0.id)" },
        Harm("a vanished deadline", finds: "IN-101: the row is not what its 3 entries say: deadlines") { "DELETE FROM deadline WHERE ticket_id = \($0.id)" },
        Harm("an entry's clause", finds: "IN-101: entry 3 (waited) does not fit") { "UPDATE entry SET clause = 'hours' WHERE ticket_id = \($0.id) AND number = 3" },
        Harm("an entry's author", finds: "IN-101: entry 2 (assigned) does not fit") { "UPDATE entry SET person_id = 7 WHERE ticket_id = \($0.id) AND number = 2" },
        Harm("an entry's body", finds: "IN-101: entry 1 (opened) does not fit") { "UPDATE entry SET body = '{' WHERE ticket_id = \($0.id) AND number = 1" },
        Harm("an entry's kind", finds: "IN-101: entry 2 (noted) does not fit") { "UPDATE entry SET kind = 'noted' WHERE ticket_id = \($0.id) AND number = 2" },
        Harm("a vanished entry", finds: "IN-101: entry 3 (waited) does not fit") { "DELETE FROM entry WHERE ticket_id = \($0.id) AND number = 2" },
        Harm("a vanished last entry", finds: "IN-101: the row is not what its 2 entries say") { "DELETE FROM entry WHERE ticket_id = \($0.id) AND number = 3" },
        Harm("a vanished journal", finds: "IN-101: its row is there, its journal is not") { "DELETE FROM entry WHERE ticket_id = \($0.id)" },
        Harm("a text", finds: "IN-101: a text of entry 3 is not what") { "UPDATE content SET text = 'Nunca' WHERE ticket_id = \($0.id) AND text = '¿Versión?'" },
        Harm("a vanished text", finds: "IN-101: a text or file of entry 3 is missing") { "DELETE FROM content WHERE ticket_id = \($0.id) AND text = '¿Versión?'" },
        Harm("a text and its digest", finds: "IN-101: a text of entry 3 is not what") { ticket in
            "UPDATE content SET digest = salt, text = '' WHERE ticket_id = \(ticket.id) AND text = '¿Versión?'"
        },
    ]

    @Test(arguments: harms, Engine.all)
    func `verify names the first thing that does not fit`(_ harm: Harm, on engine: Engine) async throws {
        let (world, first, _) = try await busy(on: engine)
        try await world.unlockJournal()
        try await world.tamper(harm.sql(first))
        let problems = try await world.desk.verify().problems
        #expect(problems.contains { $0.hasPrefix("ticket " + harm.found) }, "\(problems)")
    }

    @Test(arguments: Engine.all)
    func `a note laid open is found`(on engine: Engine) async throws {
        let (world, _, second) = try await busy(on: engine)
        try await world.tamper("UPDATE content SET is_internal = 0 WHERE ticket_id = \(second.id)")
        #expect(try await world.desk.verify().problems.first?.hasPrefix("ticket IN-102: a text of entry 3") == true)
    }

    /// Lets hours pass until seals cover all of a ticket: on PostgreSQL one goes up to the oldest transaction that is
    /// open on the server, where other tests write too.
    private func seal(_ ticket: Ticket, besides other: Ticket, in world: World) async throws {
        let last: Int64 = try await world.desk.read { tx in
            tx.sql.engine == .sqlite
                ? try tx.sql.value("SELECT MAX(position) FROM entry WHERE ticket_id = \(ticket.id)") ?? 0
                : try tx.sql.value("SELECT MAX(transaction_id) FROM entry WHERE ticket_id = \(ticket.id)") ?? 0
        }
        for _ in 1...200 {
            let seal = try await world.companyJournal().last { $0.kind == .sealed }
            if let to = seal?.body.facts["to"].flatMap({ Int64($0) }), to >= last { return }
            try await world.desk.note(on: other.folio, saying: "Pasa el tiempo", as: world[.ines])
            _ = try await world.desk.advanceClock(by: 3_600)
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    @Test(arguments: Engine.all)
    func `a record that vanished as a whole is missed by the seal`(on engine: Engine) async throws {
        let (world, first, second) = try await busy(on: engine)
        try await seal(second, besides: first, in: world)
        try await world.unlockJournal()
        for sql in [
            "DELETE FROM notice WHERE ticket_id = \(second.id)", "DELETE FROM deadline WHERE ticket_id = \(second.id)",
            "DELETE FROM content WHERE ticket_id = \(second.id)", "DELETE FROM outbox WHERE ticket_id = \(second.id)",
            "DELETE FROM entry WHERE ticket_id = \(second.id)", "DELETE FROM ticket WHERE id = \(second.id)",
        ] as [SQL] { try await world.tamper(sql) }
        let problems = try await world.desk.verify().problems
        // On PostgreSQL two seals may have shared its entries.
        #expect(!problems.isEmpty && problems.allSatisfy { $0.contains("company intecnia: the seal of") }, "\(problems)")
    }

    // On PostgreSQL a seal may leave the newest entries to the next one.
    @Test func `a seal is written once an hour at most, only over something new`() async throws {
        let (world, first, _) = try await busy(on: .sqlite)
        func seals() async throws -> Int { try await world.companyJournal().filter { $0.kind == .sealed }.count }
        let before = try await seals()
        try await world.desk.sealJournals()
        try await world.until("2026-03-11 23:00")
        #expect(try await seals() == before, "nothing new")
        try await world.desk.note(on: first.folio, saying: "Algo", as: world[.ines])
        try await world.until("2026-03-12 08:00")
        #expect(try await seals() == before + 1)
        try await world.desk.note(on: first.folio, saying: "Más", as: world[.ines])
        try await world.until("2026-03-12 08:30")
        #expect(try await seals() == before + 1, "within the hour")
        let report = try await world.desk.verify()
        #expect(report.isSound && report.seals >= before + 1 && report.tickets == 2)
    }

    @Test(arguments: Engine.all)
    func `a damaged file is found`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-09 10:00")
        let files = try await world.desk.keep([Upload(name: "a.txt", mediaType: "text/plain", bytes: [1, 2, 3])])
        let folio = try await world.open { $0.files = files }.ticket.folio
        #expect(try await world.desk.verify().problems == [])
        try world.desk.blobs.delete(files[0].blob)
        #expect(try await world.desk.verify().problems.first?.hasPrefix("ticket \(folio): a file of entry 1 is gone") == true)
    }
}

struct RandomDayTests {
    /// The same numbers for the same seed.
    struct Dice: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ (state >> 29)
        }
    }

    @Test(arguments: SampleCompany.allCases, Engine.all)
    func `after a busy week of random verbs the journal is sound, and the rows are what it says`(_ company: SampleCompany, on engine: Engine) async throws {
        let world = try await World(company, on: engine, at: "2026-03-09 08:00")
        var dice = Dice(state: UInt64(company.slug.utf8.count))
        var folios: [String] = []
        var outcomes: Set<String> = []
        for step in 1...120 {
            let somebody = [Somebody.ines, .ines, .beto, .carla, .ada].randomElement(using: &dice) ?? .ines
            let staff = world[somebody], luna = world[.luna], desk = world.desk
            let folio = folios.randomElement(using: &dice) ?? ""
            let roll = folios.isEmpty ? 0 : Int.random(in: 0..<28, using: &dice)
            let seconds = Int64.random(in: 0...9_000, using: &dice)
            var opened: String?
            let outcome = await outcome {
                switch roll {
                case 0...3: opened = try await world.open().ticket.folio
                case 4, 5: try await desk.reply(to: folio, saying: "Respuesta \(step)", as: staff)
                case 6, 7, 8: try await desk.ask(folio, "¿Pregunta \(step)?", as: staff)
                case 9, 10, 11: opened = try await desk.replyOfClient(to: folio, saying: "Dato \(step)", as: luna).ticket.folio
                case 12: try await desk.note(on: folio, saying: "Nota \(step)", as: staff)
                case 13: try await desk.assign(folio, as: staff)
                case 14: try await desk.escalate(folio, to: Int.random(in: 2...3, using: &dice), because: "Sube", as: staff)
                case 15: try await desk.returnToLevel(folio, because: "Baja", as: staff)
                case 16, 17: try await desk.classify(folio, severity: Int.random(in: 1...4, using: &dice), as: staff)
                case 18, 19: try await desk.contact(folio, via: .phone, saying: "Llamada \(step)", as: staff)
                case 20: try await desk.close(folio, because: "Listo", as: staff)
                case 21: try await desk.close(folio, because: "", as: luna)
                case 22: try await desk.reopen(folio, because: "No quedó", as: luna)
                case 23:
                    let today = world.policy.zone.local(try await desk.now()).date
                    try await desk.close(on: today.adding(days: Int.random(in: -1...4, using: &dice)), because: "Sismo", as: world[.olga])
                case 24: try await desk.erase(.ticket(folio: folio), in: company.slug, because: "ARCO-7", as: world[.ada])
                default: _ = try await desk.advanceClock(by: seconds)
                }
            }
            if let opened, !folios.contains(opened) { folios.append(opened) }
            outcomes.insert(String(outcome.split(separator: " ").first ?? ""))
            #expect(!outcome.hasPrefix("broken"), "\(outcome)")
        }
        #expect(outcomes.isSubset(of: ["done", "refused", "conflict", "invalid"]), "\(outcomes)")
        try await world.until("2026-06-01 10:00")
        let report = try await world.desk.verify()
        #expect(report.problems == [])
        #expect(report.tickets == folios.count)
        // What is over can be reckoned again, and comes to what was owed.
        let now = try await world.desk.now()
        for folio in folios {
            let ticket = try await world.ticket(folio)
            for deadline in ticket.deadlines where (deadline.status == .met || deadline.status == .breached) && deadline.dueAt < .never {
                #expect(ticket.reckoning(of: deadline, under: world.policy, until: now)?.due == deadline.dueAt, "\(folio) \(deadline.id)")
            }
        }
        // Relived under the very versions they were opened under, they come to exactly what happened.
        let simulation = try await world.desk.simulate(nil, of: company.slug, openedIn: Span(Instant(seconds: 0), .never))
        #expect(simulation.old.requests == folios.count && simulation.old == simulation.new)
        #expect(simulation.differences.map { "\($0.folio) \($0.kind) \($0.new.objections)" } == [])
    }
}
