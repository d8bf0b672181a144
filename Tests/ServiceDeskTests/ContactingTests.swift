import BusinessTime
import ServiceDesk
import SupportPolicy
import TestSupport
import Testing

struct ContactingTests {
    private func waiting(_ wall: String, on engine: Engine) async throws -> (World, String) {
        let world = try await World(.intecnia, on: engine, at: wall)
        let folio = try await world.open().ticket.folio
        try await world.desk.ask(folio, "¿Qué versión usa?", as: world[.ines])
        return (world, folio)
    }

    private func contact(_ world: World, _ folio: String, at wall: String, via channel: ChannelKind = .phone) async throws -> [String: String] {
        try await world.until(wall)
        try await world.desk.contact(folio, via: channel, saying: "Le buscamos", as: world[.ines])
        return try await world.last(.contacted, of: folio)?.body.facts ?? [:]
    }

    @Test(arguments: Engine.all)
    func `three attempts on three business days close one business day later (IN-59, IN-60, A-28)`(on engine: Engine) async throws {
        let (world, folio) = try await waiting("2026-03-09 10:00", on: engine)
        let first = try await contact(world, folio, at: "2026-03-09 12:00")
        #expect(first["attempt"] == "1" && first["of"] == "3")
        let same = try await contact(world, folio, at: "2026-03-09 16:30", via: .email)
        #expect(same["attempt"] == "1", "two on one day count once")
        #expect(try await contact(world, folio, at: "2026-03-10 11:00", via: .email)["attempt"] == "2")
        #expect(try await world.ticket(folio).closesAt == .never)
        let third = try await contact(world, folio, at: "2026-03-11 11:00", via: .email)
        #expect(third["attempt"] == "3")
        #expect(world.wall(try await world.ticket(folio).closesAt) == "2026-03-12 11:00")
        #expect(world.ids(try await world.last(.contacted, of: folio)) == ["IN-60"])
        #expect(try await world.outbox(to: .luna).last?.text.contains("jueves 12 de marzo de 2026, 11:00") == true)

        try await world.until("2026-03-12 10:59")
        #expect(try await world.ticket(folio).state == .waiting)
        try await world.until("2026-03-12 12:00")
        let ticket = try await world.ticket(folio)
        #expect(ticket.state == .closed)
        #expect(world.wall(ticket.closedAt) == "2026-03-12 11:00")
        let closed = try #require(try await world.last(.closed, of: folio))
        #expect(closed.body.facts["because"] == "contact_attempts")
        #expect(closed.person == nil)
        #expect(world.ids(closed) == ["IN-59"])
        #expect(try await world.owed(.firstResponse, of: folio)?.hasPrefix("cancelled") == true)
        #expect(try await world.outbox(to: .luna).last?.text.contains("no logramos contactarle") == true)
    }

    @Test(arguments: Engine.all)
    func `each attempt announces the earliest closing`(on engine: Engine) async throws {
        let (world, folio) = try await waiting("2026-03-09 10:00", on: engine)
        let announced = try await contact(world, folio, at: "2026-03-09 12:00", via: .email)["closes_at"].flatMap { Instant(iso8601: $0) }
        #expect(announced.map(world.wall) == "2026-03-12 09:00", "attempts on Tuesday and Wednesday at 9:00, one business day more")
        #expect(try await world.outbox(to: .luna).last?.text.contains("jueves 12 de marzo de 2026, 09:00") == true)
    }

    @Test(arguments: Engine.all)
    func `Saturdays and rest days do not count`(on engine: Engine) async throws {
        let (world, folio) = try await waiting("2026-03-13 10:00", on: engine)
        #expect(try await contact(world, folio, at: "2026-03-14 11:00")["attempt"] == "0")
        #expect(try await contact(world, folio, at: "2026-03-16 11:00")["attempt"] == "0", "Benito Juárez")
        #expect(try await contact(world, folio, at: "2026-03-17 11:00")["attempt"] == "1")
        #expect(try await world.ticket(folio).closesAt == .never)
    }

    @Test(arguments: Engine.all)
    func `silence alone never closes at Intecnia`(on engine: Engine) async throws {
        let (world, folio) = try await waiting("2026-03-09 10:00", on: engine)
        _ = try await contact(world, folio, at: "2026-03-09 12:00")
        _ = try await contact(world, folio, at: "2026-03-10 12:00")
        try await world.until("2026-06-01 12:00")
        #expect(try await world.ticket(folio).state == .waiting)
    }

    @Test(arguments: Engine.all)
    func `the client's answer stops the closing, and attempts begin anew`(on engine: Engine) async throws {
        let (world, folio) = try await waiting("2026-03-09 10:00", on: engine)
        for day in ["09", "10", "11"] { _ = try await contact(world, folio, at: "2026-03-\(day) 12:00") }
        try await world.until("2026-03-12 09:30")
        try await world.desk.replyOfClient(to: folio, saying: "Aquí estoy", as: world[.luna])
        try await world.until("2026-03-20 12:00")
        #expect(try await world.ticket(folio).state == .open)
        try await world.desk.ask(folio, "¿Y la versión?", as: world[.ines])
        #expect(try await contact(world, folio, at: "2026-03-20 13:00")["attempt"] == "1")
    }

    @Test(arguments: Engine.all)
    func `an attempt by another way is refused, and one without a wait counts for nothing`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-09 10:00")
        let folio = try await world.open().ticket.folio
        #expect(await outcome { try await world.desk.contact(folio, via: .chat, saying: "Hola", as: world[.ines]) } == "refused IN-59")
        #expect(try await contact(world, folio, at: "2026-03-09 12:00")["attempt"] == nil)
        #expect(try await world.ticket(folio).contacts.isEmpty)
        #expect(try await world.companyJournal().last { $0.kind == .refused }?.body.facts["folio"] == folio)
    }
}
