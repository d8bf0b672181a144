import BusinessTime
import ServiceDesk
import SupportPolicy
import TestSupport
import Testing

struct EscalatingTests {
    @Test(arguments: Engine.all)
    func `each visit of a level of FactuPronto has its own clock and people (FP-18 to FP-20)`(on engine: Engine) async throws {
        let world = try await World(.factuPronto, on: engine, at: "2026-01-31 12:30")
        let folio = try await world.open().ticket.folio
        try await world.desk.assign(folio, as: world[.ines])
        try await world.until("2026-01-31 13:00")
        let up = try await world.desk.escalate(folio, to: 2, because: "Requiere análisis", as: world[.ines])
        #expect(up.ticket.level == 2 && up.ticket.assignee == nil)
        #expect(try await world.deadlines(folio) == ["first_response 1 cancelled 2026-02-03 09:30", "first_response 2 running 2026-02-03 12:00"])
        #expect(try await world.notices(of: .beto) == [.escalated])
        #expect(try await world.notices(of: .carla).isEmpty)
        #expect(await outcome { try await world.desk.escalate(folio, to: 1, because: "x", as: world[.beto]) }.hasPrefix("refused FP"))

        try await world.until("2026-02-03 10:00")
        try await world.desk.reply(to: folio, saying: "Es la base de datos", as: world[.beto])
        try await world.desk.escalate(folio, to: 3, because: "Requiere código", as: world[.beto])
        try await world.until("2026-02-03 11:00")
        let back = try await world.desk.returnToLevel(folio, because: "Corregido", as: world[.carla])
        #expect(back.ticket.level == 1)
        #expect(try await world.deadlines(folio).suffix(3) == [
            "first_response 2 met 2026-02-03 12:00", "first_response 3 cancelled 2026-02-03 18:00", "first_response 1 running 2026-02-03 13:00"])
        #expect(world.ids(try await world.last(.returned, of: folio)).contains("FP-20"))
        #expect(await outcome { try await world.desk.returnToLevel(folio, because: "", as: world[.ines]) }.hasPrefix("refused FP-20"))
        #expect(try await world.desk.verify().problems == [])
    }

    @Test(arguments: Engine.all)
    func `there is no way from level 1 straight to level 3, except for the infrastructure`(on engine: Engine) async throws {
        let world = try await World(.factuPronto, on: engine, at: "2026-03-09 10:00")
        let folio = try await world.open().ticket.folio
        #expect(await outcome { try await world.desk.escalate(folio, to: 3, because: "Urge", as: world[.ines]) }.hasPrefix("refused FP"))
        #expect(await outcome { try await world.desk.escalate(folio, to: 9, because: "Urge", as: world[.ines]) }.hasPrefix("refused FP"))
        #expect(try await world.kinds(folio) == [.opened])
        #expect(try await world.companyJournal().suffix(2).map(\.kind) == [.refused, .refused])
    }

    @Test(arguments: Engine.all)
    func `a waiting ticket that moves to another level waits no more`(on engine: Engine) async throws {
        let world = try await World(.factuPronto, on: engine, at: "2026-03-09 10:00")
        let folio = try await world.open().ticket.folio
        try await world.desk.ask(folio, "¿Versión?", as: world[.ines])
        let row = try await world.desk.escalate(folio, to: 2, because: "Ya lo vimos", as: world[.ines])
        #expect(row.ticket.state == .open)
        #expect(row.ticket.waits.last?.end != .never)
        #expect(row.ticket.deadlines.filter { $0.status == .running }.count == 1)
    }

    @Test(arguments: Engine.all)
    func `levels 2 and 3 of Intecnia are the eyes of quality and operations (IN-47, IN-48)`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-09 10:00")
        let folio = try await world.open().ticket.folio
        let before = try await world.deadlines(folio)
        let second = try await world.desk.escalate(folio, to: 2, because: "No hay avance", as: world[.ines])
        #expect(second.ticket.assignee == world[.ines].person, "the consultant keeps it")
        #expect(world.ids(try await world.last(.escalated, of: folio)) == ["IN-47"])
        #expect(try await world.notices(of: .quique) == [.escalated])
        #expect(try await world.notices(of: .olga) == [.routed], "that it has no contract (IN-28), no more")
        try await world.desk.escalate(folio, to: 3, because: "Sigue igual", as: world[.ines])
        #expect(world.ids(try await world.last(.escalated, of: folio)) == ["IN-48"])
        #expect(try await world.notices(of: .olga) == [.routed, .escalated])
        #expect(try await world.outbox(to: .olga).last?.text.contains("Sigue igual") == true)
        #expect(try await world.notices(of: .ines) == [.assigned], "nobody is told of what he did himself")
        #expect(try await world.ticket(folio).deadlines.first?.dueAt == world.policy.at("2026-03-10 10:00"))
        #expect(try await world.deadlines(folio).count == before.count)
        #expect(await outcome { try await world.desk.returnToLevel(folio, because: "x", as: world[.ines]) }.hasPrefix("refused IN-44"))
    }

    @Test(arguments: [SampleCompany.facturaInteligente, .fel, .grupoExecom], Engine.all)
    func `elsewhere there are no levels`(_ company: SampleCompany, on engine: Engine) async throws {
        let world = try await World(company, on: engine, at: "2026-03-09 10:00")
        let row = try await world.open()
        #expect(row.ticket.level == nil)
        #expect(await outcome { try await world.desk.escalate(row.ticket.folio, to: 2, because: "x", as: world[.ines]) } == "conflict")
        #expect(await outcome { try await world.desk.returnToLevel(row.ticket.folio, because: "x", as: world[.ines]) } == "conflict")
    }
}
