import BusinessTime
import ServiceDesk
import SupportPolicy
import TestSupport
import Testing

struct ClassifyingTests {
    @Test(arguments: [
        (1, "running 2026-03-13 17:00", "IN-37"), (2, "running 2026-03-13 19:00", "IN-38"),
        (3, "running 2026-03-17 11:00", "IN-39"), (4, "indicative never", "IN-40"),
    ], Engine.all)
    func `severity is reckoned from the original receipt (A-22)`(_ row: (severity: Int, owed: String, clause: String), on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-12 17:00")
        let folio = try await world.open().ticket.folio
        try await world.until("2026-03-13 10:00")
        let ticket = try await world.desk.classify(folio, severity: row.severity, as: world[.ines]).ticket
        #expect(ticket.severity == row.severity)
        #expect(try await world.owed(.firstResponse, of: folio) == row.owed)
        #expect(ticket.deadlines.first?.status == .cancelled)
        #expect(ticket.deadlines.last?.startedAt == ticket.openedAt)
        #expect(world.ids(try await world.last(.classified, of: folio)).contains(row.clause))
        #expect(try await world.desk.verify().problems == [])
    }

    @Test(arguments: Engine.all)
    func `a case without a contract becomes a free ticket, and an urgent ticket a case (GE-24, GE-28)`(on engine: Engine) async throws {
        let world = try await World(.grupoExecom, on: engine, at: "2026-03-09 10:00")
        let case_ = try await world.open(as: world[.ines]) { $0.type = "case" }.ticket
        #expect(world.ids(ofClause: case_.admissionClause) == ["GE-30"])
        try await world.until("2026-03-10 10:00")
        let ticket = try await world.desk.classify(case_.folio, type: "ticket", as: world[.ines]).ticket
        #expect(ticket.type == "ticket" && !world.ids(ofClause: ticket.admissionClause).contains("GE-30"))
        #expect(world.ids(try await world.last(.classified, of: case_.folio)).contains("GE-26"))
        let owed = try #require(ticket.deadlines.last { $0.metric == .firstResponse })
        #expect(owed.status == .running && owed.startedAt == ticket.openedAt, "48 business hours since it came, not since it was moved")
        #expect(ticket.deadlines.first?.status == .cancelled)

        let number = try await world.desk.openContract(.execom(["incident": 1]), as: world[.olga]).contract.number
        try await world.desk.attach(contract: number, to: case_.folio, as: world[.ines])
        let urgent = try await world.desk.classify(case_.folio, type: "case", as: world[.ines]).ticket
        #expect(urgent.admissionClause == nil, "its contract is on record")
        #expect(await outcome { _ = try await world.desk.classify(case_.folio, type: "favour", as: world[.ines]) } == "invalid type")
        #expect(await outcome { _ = try await world.desk.classify(case_.folio, type: "ticket", as: world[.luna]) } == "forbidden")
        #expect(try await world.ticket(case_.folio).type == "case")
        #expect(try await world.desk.verify().problems == [])
    }

    @Test(arguments: Engine.all)
    func `what severity 4 says is never late (IN-40)`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-12 17:00")
        let folio = try await world.open(as: world[.ines]) { $0.severity = 4 }.ticket.folio
        try await world.until("2026-06-30 12:00")
        #expect(try await world.owed(.firstResponse, of: folio) == "indicative never")
        #expect(try await world.kinds(folio) == [.opened, .assigned])
        try await world.desk.close(folio, because: "Contestado por teléfono", as: world[.ines])
        #expect(try await world.owed(.firstResponse, of: folio) == "cancelled never")
    }

    @Test(arguments: Engine.all)
    func `a severity whose time is over breaks its promise at once`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-12 17:00")
        let folio = try await world.open(as: world[.ines]) { $0.severity = 4 }.ticket.folio
        try await world.until("2026-03-18 10:00")
        try await world.desk.classify(folio, severity: 1, as: world[.ines])
        #expect(try await world.owed(.firstResponse, of: folio) == "breached 2026-03-13 17:00")
        #expect(world.wall(try #require(try await world.last(.breached, of: folio)).at) == "2026-03-18 10:00")
        #expect(try await world.notices(of: .quique) == [.breached])
    }

    @Test(arguments: Engine.all)
    func `a new severity during a wait stands still too`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-09 10:00")
        let folio = try await world.open(as: world[.ines]) { $0.severity = 4 }.ticket.folio
        try await world.until("2026-03-09 12:00")
        try await world.desk.ask(folio, "¿Versión?", as: world[.ines])
        try await world.desk.classify(folio, severity: 2, as: world[.ines])
        #expect(try await world.owed(.firstResponse, of: folio)?.hasPrefix("paused") == true)
        try await world.until("2026-03-10 11:00")
        try await world.desk.replyOfClient(to: folio, saying: "5", as: world[.luna])
        #expect(try await world.owed(.firstResponse, of: folio) == "running 2026-03-11 11:00")
    }

    @Test(arguments: Engine.all)
    func `only what the company uses can be set`(on engine: Engine) async throws {
        let world = try await World(.fel, on: engine, at: "2026-03-09 10:00")
        let folio = try await world.open().ticket.folio
        #expect(await outcome { try await world.desk.classify(folio, severity: 1, as: world[.ines]) } == "invalid severity")
        #expect(await outcome { try await world.desk.classify(folio, priority: "urgente", as: world[.ines]) } == "invalid priority")
        #expect(await outcome { try await world.desk.classify(folio, as: world[.ines]) } == "invalid severity")
        let before = try await world.deadlines(folio)
        #expect(try await world.desk.classify(folio, priority: "high", as: world[.ines]).ticket.priority == "high")
        #expect(try await world.deadlines(folio) == before, "the client's priority changes no promise (A-15)")
    }
}
