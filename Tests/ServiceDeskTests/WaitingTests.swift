import BusinessTime
import ServiceDesk
import SupportPolicy
import TestSupport
import Testing

struct WaitingTests {
    @Test(arguments: Engine.all)
    func `ten hours at Intecnia with a wait from Monday 12:00 to Tuesday 11:00 end on Wednesday 11:00 (IN-38, IN-43)`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-09 10:00")
        let folio = try await world.open(as: world[.ines]) { $0.severity = 2 }.ticket.folio
        #expect(try await world.owed(.firstResponse, of: folio) == "running 2026-03-10 12:00")
        try await world.until("2026-03-09 12:00")
        let waiting = try await world.desk.ask(folio, "¿Qué mensaje sale?", as: world[.ines])
        #expect(waiting.ticket.state == .waiting)
        #expect(waiting.ticket.waitReason == .information)
        #expect(world.ids(try await world.last(.waited, of: folio)) == ["IN-43"])
        #expect(try await world.owed(.firstResponse, of: folio)?.hasPrefix("paused") == true, "a question is no answer here")

        try await world.until("2026-03-10 11:00")
        #expect(try await world.kinds(folio).allSatisfy { $0 != .warned && $0 != .breached })
        try await world.desk.replyOfClient(to: folio, saying: "El 301", as: world[.luna])
        #expect(try await world.owed(.firstResponse, of: folio) == "running 2026-03-11 11:00")
        try await world.until("2026-03-11 10:59")
        #expect(try await world.kinds(folio).contains(.breached) == false)
        try await world.until("2026-03-11 11:00")
        #expect(try await world.owed(.firstResponse, of: folio) == "breached 2026-03-11 11:00")
        let breach = try #require(try await world.last(.breached, of: folio))
        #expect(world.ids(breach).contains("IN-38"))
        #expect(world.wall(breach.at) == "2026-03-11 11:00")
        #expect(try await world.desk.verify().problems == [])
    }

    @Test(arguments: Engine.all)
    func `FEL's question is its first answer and stops the resolution (A-52)`(on engine: Engine) async throws {
        let world = try await World(.fel, on: engine, at: "2026-03-09 10:00")
        let folio = try await world.open().ticket.folio
        #expect(try await world.deadlines(folio) == ["first_response running 2026-03-10 10:00", "resolution running 2026-03-11 10:00"])
        try await world.until("2026-03-09 12:00")
        try await world.desk.ask(folio, "¿Qué RFC emisor?", as: world[.ines])
        #expect(try await world.deadlines(folio) == ["first_response met 2026-03-10 10:00", "resolution paused 2026-03-11 10:00"])
        try await world.until("2026-03-10 12:00")
        try await world.desk.replyOfClient(to: folio, saying: "EKU9003173C9", as: world[.luna])
        #expect(try await world.owed(.resolution, of: folio) == "running 2026-03-12 10:00")
        #expect(try await world.ticket(folio).closesAt == .never)
        #expect(try await world.desk.verify().problems == [])
    }

    @Test(arguments: Engine.all)
    func `a second question begins a second wait, and no clock runs between them`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-09 10:00")
        let folio = try await world.open().ticket.folio
        try await world.until("2026-03-09 11:00")
        try await world.desk.ask(folio, "¿Uno?", as: world[.ines])
        try await world.until("2026-03-09 12:00")
        try await world.desk.ask(folio, "¿Dos?", because: .authorization, as: world[.ines])
        try await world.until("2026-03-09 13:00")
        try await world.desk.replyOfClient(to: folio, saying: "Sí", as: world[.luna])
        let ticket = try await world.ticket(folio)
        #expect(ticket.waits.map { "\(world.wall($0.start)) \(world.wall($0.end))" } == [
            "2026-03-09 11:00 2026-03-09 12:00", "2026-03-09 12:00 2026-03-09 13:00"])
        // 8 h from 10:00, two of them waited: 1 h + 13–14, 16–19, next day 9–12.
        #expect(try await world.owed(.firstResponse, of: folio) == "running 2026-03-10 12:00")
        #expect(ticket.waitReason == nil)
    }

    @Test(arguments: Engine.all)
    func `a ticket that waits can be asked about, but a closed one cannot`(on engine: Engine) async throws {
        let world = try await World(.grupoExecom, on: engine, at: "2026-03-09 10:00")
        let folio = try await world.open().ticket.folio
        try await world.desk.close(folio, because: "Listo", as: world[.ines])
        #expect(await outcome { try await world.desk.ask(folio, "¿Algo más?", as: world[.ines]) } == "conflict")
    }
}

struct ReckoningAfterwardsTests {
    @Test func `what was met while the ticket waited is shown as it was reckoned then (IN-43)`() async throws {
        let world = try await World(.intecnia, on: .sqlite, at: "2026-03-09 10:00")
        let folio = try await world.open().ticket.folio
        try await world.desk.ask(folio, "¿Versión?", as: world[.ines])
        try await world.until("2026-03-10 12:00")
        try await world.desk.reply(to: folio, saying: "Ya no hace falta.", as: world[.ines])
        try await world.until("2026-03-12 12:00")
        try await world.desk.replyOfClient(to: folio, saying: "Gracias", as: world[.luna])
        let ticket = try await world.ticket(folio)
        let met = try #require(ticket.deadlines.first)
        #expect(met.status == .met && world.wall(met.dueAt) == "2026-03-10 10:00")
        #expect(ticket.reckoning(of: met, under: world.policy, until: try await world.desk.now())?.due == met.dueAt)
    }
}
