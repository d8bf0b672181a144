import BusinessTime
import ServiceDesk
import SupportPolicy
import TestSupport
import Testing

/// "Lo más pronto posible" (GE-30): no date, never late, and before whatever has a date.
struct SoonestTests {
    private func open(_ type: String, in world: World) async throws -> String {
        try await world.open(as: world[.ines]) { $0.type = type }.ticket.folio
    }

    private func deadline(_ folio: String, in world: World) async throws -> Deadline {
        try #require(try await world.ticket(folio).deadlines.last { $0.metric == .firstResponse })
    }

    @Test(arguments: Engine.all)
    func `what is owed as soon as possible stands above every timed item, late ones too, the oldest first (A-41, GE-30)`(on engine: Engine) async throws {
        let world = try await World(.grupoExecom, on: engine, at: "2026-03-09 10:00")
        try await world.desk.openContract(.execom(["incident": 9]), as: world[.olga])
        let late = try await open("ticket", in: world)
        try await world.until("2026-03-09 10:05")
        let first = try await open("case", in: world)
        try await world.until("2026-03-20 10:00")
        let timed = try await open("ticket", in: world), second = try await open("case", in: world)
        #expect(try await deadline(late, in: world).status == .breached)

        // Page by page, each found again by the key in the address of the next.
        var seen: [String] = []
        var last: PageKey?
        repeat {
            let (after, ines) = (last, world[.ines])
            let page = try await world.desk.read { try $0.queue(of: ines, after: after, limit: 1) }
            seen += page.map(\.ticket.folio)
            last = try page.first.map { try #require(PageKey(PageKey(instant: $0.ticket.dueAt, id: $0.ticket.id).text)) }
        } while last != nil
        #expect(seen == [first, second, late, timed])
        #expect(try await world.desk.verify().problems == [])
    }

    @Test(arguments: Engine.all)
    func `it is never warned of nor late, and is measured when it is answered (A-41, GE-30)`(on engine: Engine) async throws {
        let world = try await World(.grupoExecom, on: engine, at: "2026-03-09 10:00")
        try await world.desk.openContract(.execom(["incident": 9]), as: world[.olga])
        let folio = try await open("case", in: world)
        try await world.until("2026-06-30 12:00")
        let owed = try await deadline(folio, in: world)
        #expect(owed.status == .indicative && !owed.dueAt.isDate && owed.isOwed && owed.clause == "cases")
        #expect(try await world.kinds(folio) == [.opened])
        #expect(try await world.outbox(to: .luna).last?.text.contains("Primera respuesta: lo antes posible.") == true)

        try await world.desk.reply(to: folio, saying: "Listo", as: world[.ines])
        let met = try await deadline(folio, in: world)
        #expect(met.status == .met && world.wall(met.endedAt) == "2026-06-30 12:00" && !met.isOwed)
        #expect(try await world.ticket(folio).dueAt == .never, "what was answered no longer comes first")
        #expect(try await world.desk.verify().problems == [])
    }

    @Test(arguments: Engine.all)
    func `while it waits for its client, what stands by a clause does not come first (IN-43)`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-09 10:00")
        let document = try SampleCompany.intecnia.document.replacing("at_least: 24 h, count: working_time,", with: "as_soon_as_possible: Lo más pronto posible,")
        _ = try await world.desk.add(policy: document, file: "intecnia.yaml")
        let folio = try await world.open(as: world[.ines]) { $0.severity = 4 }.ticket.folio
        let start = try await deadline(folio, in: world).dueAt
        #expect(try await world.ticket(folio).dueAt == start && start.isAsSoonAsPossible)

        try await world.desk.ask(folio, "¿Versión?", as: world[.ines])
        #expect(try await deadline(folio, in: world).status == .paused)
        #expect(try await world.ticket(folio).dueAt == .never)

        try await world.until("2026-03-10 10:00")
        try await world.desk.replyOfClient(to: folio, saying: "La 5", as: world[.luna])
        let resumed = try await deadline(folio, in: world)
        #expect(resumed.status == .indicative && resumed.dueAt == start)

        try await world.desk.ask(folio, "¿Y la otra?", as: world[.ines])
        try await world.desk.classify(folio, severity: 1, as: world[.ines])
        try await world.desk.classify(folio, severity: 4, as: world[.ines])
        #expect(try await deadline(folio, in: world).status == .paused, "classified while it waits, it stands too")
        #expect(try await world.desk.verify().problems == [])
    }

    @Test func `a version that only said 'best effort' keeps its tickets at the end of the queue`() async throws {
        let world = try await World(.grupoExecom, on: .sqlite, at: "2026-03-09 10:00")
        let old = try SampleCompany.grupoExecom.document.replacing("as_soon_as_possible: Lo", with: "best_effort: Lo")
        _ = try await world.desk.add(policy: old, file: "grupo-execom.yaml")
        try await world.desk.openContract(.execom(["incident": 9]), as: world[.olga])
        let folio = try await open("case", in: world)
        #expect(try await world.owed(.firstResponse, of: folio) == "indicative never")

        let simulation = try await world.desk.simulate(
            try SampleCompany.grupoExecom.policy, of: world.company.slug, openedIn: Span(Instant(seconds: 0), .never))
        #expect(simulation.kinds == [.due: 1], "under the new words it would have come first")
        let again = try await world.desk.simulate(
            try SampleCompany.grupoExecom.policy(replacing: "as_soon_as_possible: Lo", with: "best_effort: Lo"), of: world.company.slug,
            openedIn: Span(Instant(seconds: 0), .never))
        #expect(again.different == 0)
    }
}
