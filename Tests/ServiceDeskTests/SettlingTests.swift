import BusinessTime
import ServiceDesk
import Storage
import SupportPolicy
import TestSupport
import Testing

struct SettlingTests {
    @Test(arguments: Engine.all)
    func `one business hour before, the assignee is warned once; at the instant, the breach is his, quality's and operations' (A-22)`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-12 19:00")
        let folio = try await world.open(as: world[.ada]).ticket.folio
        try await world.until("2026-03-13 17:59")
        #expect(try await world.notices(of: .ines) == [.assigned])
        try await world.until("2026-03-13 18:30")
        #expect(try await world.notices(of: .ines) == [.assigned, .warned])
        #expect(try await world.notices(of: .quique).isEmpty)
        #expect(world.wall(try #require(try await world.last(.warned, of: folio)).at) == "2026-03-13 18:00")
        #expect(try await world.outbox(to: .ines).last?.text.contains("viernes 13 de marzo de 2026, 19:00") == true)
        try await world.until("2026-03-30 10:00")
        #expect(try await world.notices(of: .ines) == [.assigned, .warned, .breached])
        #expect(try await world.notices(of: .quique) == [.breached])
        #expect(try await world.notices(of: .olga) == [.routed, .breached])
        #expect(try await world.notices(of: .beto).isEmpty)
        let breach = try #require(try await world.last(.breached, of: folio))
        #expect(world.wall(breach.at) == "2026-03-13 19:00" && breach.person == nil)
        #expect(try await world.outbox(to: .ines).last?.text.contains("viernes 13 de marzo de 2026, 19:00") == true, "a breach says what broke")
        #expect(try await world.outbox(to: .luna).count == 1, "the client is not bothered with it")
        #expect(try await world.kinds(folio) == [.opened, .assigned, .warned, .breached])
    }

    @Test(arguments: Engine.all)
    func `where nobody has the ticket, the agents of its level hear of it`(on engine: Engine) async throws {
        let world = try await World(.factuPronto, on: engine, at: "2026-03-09 10:00")
        try await world.open()
        try await world.until("2026-03-09 13:00")
        #expect(try await world.notices(of: .ines) == [.warned, .breached])
        #expect(try await world.notices(of: .beto).isEmpty)
        #expect(try await world.notices(of: .ada).isEmpty)
    }

    @Test(arguments: Engine.all)
    func `in a company without levels all agents do`(on engine: Engine) async throws {
        let world = try await World(.fel, on: engine, at: "2026-03-09 10:00")
        try await world.open()
        try await world.until("2026-03-10 10:00")
        for agent in [Somebody.ines, .beto, .carla] { #expect(try await world.notices(of: agent) == [.warned, .breached]) }
    }

    @Test(arguments: Engine.all)
    func `a breach belongs to whoever had the ticket then, though it is told while another takes it`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-12 17:00")
        let folio = try await world.open().ticket.folio
        // A desk that was down: the clock moves, and nobody settles.
        let late = try world.policy.at("2026-03-13 18:00")
        try await world.tamper("UPDATE standing_clock SET now_at = \(late)")
        try await world.desk.assign(folio, to: world[.beto].email, as: world[.ada])
        #expect(try await world.kinds(folio) == [.opened, .assigned, .warned, .breached, .assigned])
        #expect(try await world.notices(of: .ines) == [.assigned, .warned, .breached])
        #expect(try await world.notices(of: .beto) == [.assigned])
        #expect(try await world.owed(.firstResponse, of: folio) == "breached 2026-03-13 17:00")
        #expect(try await world.desk.verify().problems == [])
    }

    @Test(arguments: Engine.all)
    func `things happen in order across tickets and companies, each at its own instant`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-12 10:00")
        try await world.open()
        let execom = NewRequest(requesterEmail: "luna@papeleria.example", channel: .portal, subject: "Otra", description: "Igual")
        _ = try await world.desk.open(execom, in: "grupo-execom")
        _ = try await world.desk.open(execom, in: "factupronto")
        try await world.until("2026-03-12 10:30")
        try await world.open()
        try await world.until("2026-04-01 10:00")
        let instants: [Int64] = try await world.desk.read { tx in
            try tx.sql.values("SELECT at FROM entry WHERE kind IN ('warned', 'breached') ORDER BY position")
        }
        #expect(instants.count == 8)
        #expect(instants == instants.sorted())
        #expect(try await world.now == "2026-04-01 10:00")
        #expect(try await world.desk.verify().problems == [])
    }
}

struct ClockTests {
    @Test(arguments: Engine.all)
    func `the clock neither goes back nor leaps out of sight`(on engine: Engine) async throws {
        let world = try await World(.fel, on: engine, at: "2026-03-12 10:00")
        try await world.open()
        #expect(await outcome { _ = try await world.desk.advanceClock(by: -1) } == "invalid advance")
        #expect(await outcome { _ = try await world.desk.advanceClock(by: .max) } == "invalid advance")
        #expect(await outcome { try await world.desk.standClock(at: try world.policy.at("2026-03-12 09:59")) } == "conflict")
        #expect(try await world.now == "2026-03-12 10:00")
        try await world.desk.standClock(at: try world.policy.at("2026-03-12 10:00"))
    }

    @Test(arguments: Engine.all)
    func `a second desk on the database sees the same clock, and its entries count for the first`(on engine: Engine) async throws {
        let world = try await World(.fel, on: engine, at: "2026-03-12 10:00")
        let database = try await Database(world.address, options: .test)
        let other = try await Desk(database, blobs: world.desk.blobs)
        #expect(world.wall(try await other.now()) == "2026-03-12 10:00")
        let folio = try await other.open(world.request(), in: "fel").ticket.folio
        #expect(try await world.ticket(folio).openedAt == world.policy.at("2026-03-12 10:00"))
        await database.close()
    }

    @Test(arguments: Engine.all)
    func `the clock moves on while the clock service settles beside it`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-12 10:00")
        for _ in 1...5 { try await world.open() }
        let service = Task { [desk = world.desk] in try await ClockService(desk: desk).run() }
        defer { service.cancel() }
        for day in 13...20 { try await world.until("2026-03-\(day) 20:00") }
        #expect(try await world.notices(of: .ines).filter { $0 == .breached }.count == 5)
        #expect(try await world.desk.verify().problems == [])
    }
}

struct OwedLateTests {
    @Test(arguments: Engine.all)
    func `what is late stays on top of the queue until it is answered`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-12 10:00")
        let late = try await world.open().ticket
        try await world.until("2026-03-17 10:00")
        let fresh = try await world.open().ticket
        func queue() async throws -> [String] {
            try await world.desk.read { try $0.queue(of: world[.ines]).map(\.ticket.folio) }
        }
        #expect(try await queue() == [late.folio, fresh.folio])
        let answered = try await world.desk.reply(to: late.folio, saying: "Una disculpa por la demora.", as: world[.ines]).ticket
        #expect(answered.deadlines[0].status == .breached)
        #expect(answered.deadlines[0].settledAt == answered.lastEntryAt)
        #expect(try await queue() == [fresh.folio, late.folio], "answered late, it is owed no more")
        #expect(try await world.desk.verify().isSound)
    }
}
