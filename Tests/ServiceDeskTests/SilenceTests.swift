import BusinessTime
import ServiceDesk
import SupportPolicy
import TestSupport
import Testing

struct SilenceTests {
    @Test(arguments: [
        // Friday 18:00 + 72 h is the rest day of Monday 16: the next opening.
        (SampleCompany.facturaInteligente, "2026-03-13 18:00", "2026-03-17 09:00", "FI-25"),
        (.facturaInteligente, "2026-03-09 10:00", "2026-03-12 10:00:01", "FI-25"),
        (.fel, "2026-03-09 10:00", "2026-03-12 10:00:01", "FEL-29"),
        (.fel, "2026-03-12 17:00", "2026-03-17 09:00", "FEL-29"),
    ], Engine.all)
    func `silence of more than 3 days closes at the first instant after, or else at the next opening (A-08)`(
        _ row: (company: SampleCompany, asked: String, closes: String, clause: String), on engine: Engine
    ) async throws {
        let world = try await World(row.company, on: engine, at: row.asked)
        let folio = try await world.open().ticket.folio
        try await world.desk.ask(folio, "¿Nos confirma?", as: world[.ines])
        #expect(world.wall(try await world.ticket(folio).closesAt) == row.closes)
        try await world.until("2026-03-20 12:00")
        let ticket = try await world.ticket(folio)
        #expect(ticket.state == .closed)
        #expect(world.wall(ticket.closedAt) == row.closes)
        let closed = try #require(try await world.last(.closed, of: folio))
        #expect(world.ids(closed).contains(row.clause))
        #expect(closed.body.facts["because"] == "silence")
        #expect(try await world.outbox(to: .luna).last?.text.contains("porque no recibimos su respuesta") == true)
        #expect(try await world.kinds(folio).contains(.breached) == false)
    }

    @Test(arguments: [SampleCompany.facturaInteligente, .fel], Engine.all)
    func `nothing closes while the ball is with us (A-09)`(_ company: SampleCompany, on engine: Engine) async throws {
        let world = try await World(company, on: engine, at: "2026-03-09 10:00")
        let folio = try await world.open().ticket.folio
        try await world.desk.ask(folio, "¿Nos confirma?", as: world[.ines])
        try await world.until("2026-03-12 09:59")
        try await world.desk.replyOfClient(to: folio, saying: "Sí", as: world[.luna])
        try await world.until("2026-04-30 12:00")
        #expect(try await world.ticket(folio).state == .open)
    }

    @Test(arguments: Engine.all)
    func `silence counts from the last question`(on engine: Engine) async throws {
        let world = try await World(.fel, on: engine, at: "2026-03-09 10:00")
        let folio = try await world.open().ticket.folio
        try await world.desk.ask(folio, "¿Uno?", as: world[.ines])
        try await world.until("2026-03-10 11:00")
        try await world.desk.ask(folio, "¿Dos?", as: world[.ines])
        #expect(world.wall(try await world.ticket(folio).closesAt) == "2026-03-13 11:00:01")
    }

    @Test(arguments: [SampleCompany.intecnia, .factuPronto, .grupoExecom], Engine.all)
    func `where the policy does not say so, silence closes nothing`(_ company: SampleCompany, on engine: Engine) async throws {
        let world = try await World(company, on: engine, at: "2026-03-09 10:00")
        let folio = try await world.open().ticket.folio
        try await world.desk.ask(folio, "¿Nos confirma?", as: world[.ines])
        try await world.until("2026-06-30 12:00")
        #expect(try await world.ticket(folio).state == .waiting)
    }

    @Test(arguments: Engine.all)
    func `FEL closes for silence by e-mail and ticket only`(on engine: Engine) async throws {
        let world = try await World(.fel, on: engine, at: "2026-03-09 10:00")
        let folio = try await world.open { $0.channel = .phone }.ticket.folio
        try await world.desk.ask(folio, "¿Nos confirma?", as: world[.ines])
        #expect(try await world.ticket(folio).closesAt == .never)
    }
}
