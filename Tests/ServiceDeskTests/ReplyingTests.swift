import BusinessTime
import ServiceDesk
import SupportPolicy
import TestSupport
import Testing

struct ReplyingTests {
    @Test(arguments: Engine.all)
    func `the first answer of a person meets the promise at its instant (A-50)`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-12 17:00")
        let folio = try await world.open().ticket.folio
        try await world.desk.note(on: folio, saying: "Parece el certificado", as: world[.ines])
        #expect(try await world.owed(.firstResponse, of: folio) == "running 2026-03-13 17:00")
        try await world.until("2026-03-12 18:30")
        try await world.desk.reply(to: folio, saying: "Estamos en ello", as: world[.ines])
        let deadline = try #require(try await world.ticket(folio).deadlines.first)
        #expect(deadline.status == .met)
        #expect(world.wall(deadline.endedAt) == "2026-03-12 18:30")
        #expect(try await world.outbox(to: .luna).last?.text.contains("Estamos en ello") == true)
        try await world.until("2026-03-20 10:00")
        #expect(try await world.owed(.firstResponse, of: folio) == "met 2026-03-13 17:00", "what was met is never breached")
    }

    @Test(arguments: Engine.all)
    func `an answer after the due instant does not mend the breach`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-12 17:00")
        let folio = try await world.open().ticket.folio
        try await world.until("2026-03-13 17:30")
        try await world.desk.reply(to: folio, saying: "Perdón por la demora", as: world[.ines])
        #expect(try await world.owed(.firstResponse, of: folio) == "breached 2026-03-13 17:00")
    }

    @Test(arguments: Engine.all)
    func `a client's answer ends the wait and reaches whoever has the ticket`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-09 10:00")
        let folio = try await world.open().ticket.folio
        try await world.desk.ask(folio, "¿Qué versión usa?", as: world[.ines])
        let row = try await world.desk.replyOfClient(to: folio, saying: "La 5", as: world[.luna])
        #expect(row.ticket.state == .open)
        #expect(try await world.notices(of: .ines) == [.assigned, .clientReplied])
        #expect(try await world.outbox(to: .ines).last?.text.contains("La 5") == true)
        #expect(try await world.outbox(to: .luna).count == 2, "the acknowledgement and the question, not his own words")
    }

    @Test(arguments: Engine.all)
    func `an agent logs for the client: the journal names both, and he is not told of it`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-09 10:00")
        let folio = try await world.open().ticket.folio
        try await world.desk.ask(folio, "¿Qué versión usa?", as: world[.ines])
        try await world.desk.replyOfClient(to: folio, saying: "Por teléfono: la 5", as: world[.ines])
        let entry = try #require(try await world.last(.replied, of: folio))
        #expect(entry.person == world[.ines].person)
        #expect(entry.forPerson == world[.luna].person)
        #expect(try await world.ticket(folio).state == .open)
        #expect(try await world.owed(.firstResponse, of: folio)?.hasPrefix("running") == true, "it is not our answer")
        #expect(try await world.notices(of: .ines) == [.assigned])
    }

    @Test(arguments: Engine.all)
    func `clients answer nothing as staff`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-09 10:00")
        let folio = try await world.open().ticket.folio
        let luna = world[.luna], desk = world.desk
        #expect(await outcome { try await desk.reply(to: folio, saying: "x", as: luna) } == "forbidden")
        #expect(await outcome { try await desk.note(on: folio, saying: "x", as: luna) } == "forbidden")
        #expect(await outcome { try await desk.ask(folio, "x", as: luna) } == "forbidden")
        #expect(await outcome { try await desk.assign(folio, as: luna) } == "forbidden")
        #expect(await outcome { try await desk.escalate(folio, to: 2, because: "x", as: luna) } == "forbidden")
        #expect(await outcome { try await desk.classify(folio, severity: 1, as: luna) } == "forbidden")
        #expect(await outcome { try await desk.contact(folio, via: .phone, saying: "x", as: luna) } == "forbidden")
        #expect(await outcome { try await desk.reply(to: folio, saying: " \n", as: world[.ines]) } == "invalid text")
        #expect(try await world.kinds(folio) == [.opened, .assigned])
    }
}
