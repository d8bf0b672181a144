import BusinessTime
import ServiceDesk
import SupportPolicy
import TestSupport
import Testing

struct ClosingTests {
    @Test(arguments: Engine.all)
    func `only the assigned consultant closes at Intecnia (IN-57)`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-09 10:00")
        let folio = try await world.open().ticket.folio
        try await world.desk.reply(to: folio, saying: "Reinstale el certificado", as: world[.ines])
        let mails = try await world.outbox().count, entries = try await world.kinds(folio)
        for other in [Somebody.beto, .quique, .ada] {
            #expect(await outcome { try await world.desk.close(folio, because: "Listo", as: world[other]) } == "refused IN-57")
        }
        let refused = try #require(try await world.companyJournal().last)
        #expect(refused.kind == .refused && refused.person == world[.ada].person)
        #expect(refused.body.facts["folio"] == folio)
        #expect(world.ids(refused) == ["IN-57"])
        #expect(try await world.kinds(folio) == entries, "a refused verb leaves nothing but the refusal")
        #expect(try await world.outbox().count == mails)
        #expect(try await world.ticket(folio).state == .open)

        #expect(try await world.desk.close(folio, because: "Se reinstaló el certificado", as: world[.ines]).ticket.state == .closed)
        #expect(world.ids(try await world.last(.closed, of: folio)) == ["IN-57"])
        #expect(try await world.outbox(to: .luna).last?.text.contains("Se reinstaló el certificado") == true)
        #expect(await outcome { try await world.desk.close(folio, because: "Otra vez", as: world[.ines]) } == "conflict")
        #expect(try await world.desk.verify().problems == [])
    }

    @Test(arguments: Engine.all)
    func `Factura Inteligente offers, and the client confirms (FI-24)`(on engine: Engine) async throws {
        let world = try await World(.facturaInteligente, on: engine, at: "2026-03-09 10:00")
        let folio = try await world.open().ticket.folio
        let offered = try await world.desk.close(folio, because: "Reinstalado", as: world[.ines]).ticket
        #expect(offered.state == .waiting && offered.waitReason == .confirmation)
        #expect(world.wall(offered.closesAt) == "2026-03-12 10:00:01")
        #expect(world.ids(try await world.last(.closingOffered, of: folio)).contains("FI-24"))
        #expect(try await world.outbox(to: .luna).last?.text.contains("Confirme el cierre") == true)
        let closed = try await world.desk.close(folio, because: "", as: world[.luna]).ticket
        #expect(closed.state == .closed && closed.closesAt == .never)
        #expect(try await world.last(.closed, of: folio)?.person == world[.luna].person)
        #expect(try await world.kinds(folio) == [.opened, .closingOffered, .closed])
    }

    @Test(arguments: Engine.all)
    func `an offer that the client declines is open again`(on engine: Engine) async throws {
        let world = try await World(.facturaInteligente, on: engine, at: "2026-03-09 10:00")
        let folio = try await world.open().ticket.folio
        try await world.desk.close(folio, because: "Reinstalado", as: world[.ines])
        try await world.desk.replyOfClient(to: folio, saying: "Sigue igual", as: world[.luna])
        try await world.until("2026-03-30 10:00")
        #expect(try await world.ticket(folio).state == .open)
    }

    @Test(arguments: Engine.all)
    func `closing before any answer is a breach of its own (A-39)`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-09 10:00")
        let folio = try await world.open().ticket.folio
        #expect(await outcome { try await world.desk.close(folio, because: " ", as: world[.ines]) } == "invalid reason")
        try await world.desk.close(folio, because: "Duplicado", as: world[.ines])
        #expect(try await world.kinds(folio) == [.opened, .assigned, .breached, .closed])
        #expect(try await world.owed(.firstResponse, of: folio) == "breached 2026-03-10 10:00")
        #expect(try await world.notices(of: .quique) == [.breached])
        #expect(try await world.notices(of: .olga) == [.routed, .breached], "whoever sees to a missing contract heard of it first (IN-28)")
    }

    @Test(arguments: Engine.all)
    func `a client who closes before any answer breaks no promise`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-09 10:00")
        let folio = try await world.open().ticket.folio
        try await world.desk.close(folio, because: "Ya quedó", as: world[.luna])
        #expect(try await world.kinds(folio) == [.opened, .assigned, .closed])
        #expect(try await world.owed(.firstResponse, of: folio)?.hasPrefix("cancelled") == true)
        try await world.until("2026-03-20 10:00")
        #expect(try await world.kinds(folio).count == 3)
    }

    @Test(arguments: [Somebody.ines, .luna], Engine.all)
    func `at Execom either party closes`(_ somebody: Somebody, on engine: Engine) async throws {
        let world = try await World(.grupoExecom, on: engine, at: "2026-03-09 10:00")
        let folio = try await world.open().ticket.folio
        try await world.desk.reply(to: folio, saying: "Vea el manual", as: world[.ines])
        #expect(try await world.desk.close(folio, because: "Listo", as: world[somebody]).ticket.state == .closed)
        #expect(world.ids(try await world.last(.closed, of: folio)).first?.hasPrefix("GE-") == true)
    }

    @Test(arguments: Engine.all)
    func `closing meets the resolution`(on engine: Engine) async throws {
        let world = try await World(.fel, on: engine, at: "2026-03-09 10:00")
        let folio = try await world.open().ticket.folio
        try await world.desk.reply(to: folio, saying: "Va", as: world[.ines])
        try await world.desk.close(folio, because: "Listo", as: world[.ines])
        #expect(try await world.deadlines(folio) == ["first_response met 2026-03-10 10:00", "resolution met 2026-03-11 10:00"])
    }
}

struct AfterClosingTests {
    private func closed(_ company: SampleCompany, on engine: Engine) async throws -> (World, String) {
        let world = try await World(company, on: engine, at: "2026-03-09 10:00")
        let folio = try await world.open().ticket.folio
        try await world.desk.reply(to: folio, saying: "Reinstale", as: world[.ines])
        try await world.desk.close(folio, because: "Listo", as: world[.luna])
        return (world, folio)
    }

    @Test(arguments: Engine.all)
    func `an answer to a closed ticket of Factura Inteligente opens a linked one (FI-21)`(on engine: Engine) async throws {
        let (world, folio) = try await closed(.facturaInteligente, on: engine)
        let row = try await world.desk.replyOfClient(to: folio, saying: "Volvió a fallar", as: world[.luna])
        let old = try await world.ticket(folio)
        #expect(row.ticket.folio == "FI-102" && row.ticket.linkedFrom == old.id)
        #expect(old.state == .closed)
        #expect(try await world.kinds(folio).last == .closed, "the old one is left alone")
        #expect(try await world.outbox(to: .luna).last?.text.contains("Da seguimiento a \(folio)") == true)
        #expect(await outcome { try await world.desk.reopen(folio, because: "Falla", as: world[.luna]) }.hasPrefix("refused FI"))
        #expect(try await world.desk.verify().problems == [])
    }

    @Test(arguments: [
        (SampleCompany.intecnia, "2026-03-24 09:59", true), (.intecnia, "2026-03-24 10:01", false),
        (.fel, "2026-03-16 09:59", true), (.fel, "2026-03-17 10:00", false),
        (.factuPronto, "2026-03-16 09:59", true), (.grupoExecom, "2026-03-18 10:00", false),
    ], Engine.all)
    func `within its window an answer reopens, later it opens a linked ticket (A-10, IN-58)`(
        _ row: (company: SampleCompany, at: String, reopens: Bool), on engine: Engine
    ) async throws {
        let (world, folio) = try await closed(row.company, on: engine)
        try await world.until(row.at)
        let answered = try await world.desk.replyOfClient(to: folio, saying: "Volvió a fallar", as: world[.luna])
        #expect((answered.ticket.folio == folio) == row.reopens)
        #expect(try await world.ticket(folio).state == (row.reopens ? .open : .closed))
        if row.reopens {
            #expect(answered.ticket.closedAt == .never)
            #expect(answered.ticket.deadlines.last?.startedAt == answered.ticket.lastEntryAt, "what was promised is owed again")
            #expect(try await world.kinds(folio).last == .reopened)
            if row.company == .intecnia { #expect(world.ids(try await world.last(.reopened, of: folio)) == ["IN-58"]) }
        }
        #expect(try await world.desk.verify().problems == [])
    }

    @Test(arguments: Engine.all)
    func `the client asks for reopening, and its holder hears of it (IN-58)`(on engine: Engine) async throws {
        let (world, folio) = try await closed(.intecnia, on: engine)
        #expect(await outcome { try await world.desk.reopen(folio, because: "x", as: world[.sol]) } == "not found")
        try await world.desk.reopen(folio, because: "No quedó", as: world[.luna])
        #expect(try await world.ticket(folio).state == .open)
        #expect(try await world.notices(of: .ines).last == .clientReplied)
        #expect(try await world.outbox(to: .ines).last?.text.contains("No quedó") == true)
        #expect(await outcome { try await world.desk.reopen(folio, because: "x", as: world[.luna]) } == "conflict")
    }

    @Test(arguments: Engine.all)
    func `a ticket lives under the policy it was opened with (A-27)`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-12 17:00")
        let folio = try await world.open(as: world[.ines]) { $0.severity = 2 }.ticket.folio
        let document = try world.company.document
        _ = try await world.desk.add(
            policy: document.replacing("within: 10 h", with: "within: 1 h").replacing("2019-03-25\"", with: "2026-03-12\""), file: "intecnia.yaml")
        #expect(try await world.owed(.firstResponse, of: folio) == "running 2026-03-13 19:00")
        let newer = try await world.open(as: world[.ines]) { $0.severity = 2 }.ticket
        #expect(newer.policyID != (try await world.ticket(folio)).policyID)
        #expect(try await world.owed(.firstResponse, of: newer.folio) == "running 2026-03-12 18:00")
        #expect(try await world.companyJournal().last?.kind == .policyActivated)
        #expect(try await world.desk.verify().problems == [])
    }
}
