import BusinessTime
import ServiceDesk
import Storage
import SupportPolicy
import TestSupport
import Testing

struct SimulationTests {
    private static let always = Span(Instant(seconds: 0), .never)

    /// First answers in time, late, and still owed.
    private func marks(_ tally: Tally) -> [Int?] {
        let marks = tally.marks[.firstResponse]
        return [marks?.met, marks?.breached, marks?.pending]
    }

    @Test(arguments: Engine.all)
    func `a shorter promise would have been broken, and only by those who answered too late for it`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-09 10:00")
        let early = try await world.open().ticket.folio, late = try await world.open().ticket.folio
        let unanswered = try await world.open().ticket.folio
        try await world.until("2026-03-09 11:30")
        try await world.desk.reply(to: early, saying: "Listo", as: world[.ines])
        try await world.until("2026-03-09 13:00")
        try await world.desk.reply(to: late, saying: "Listo", as: world[.ines])

        let candidate = try SampleCompany.intecnia.policy(
            replacing: "id: general_response, metric: first_response, within: 8 h", with: "id: general_response, metric: first_response, within: 2 h")
        let simulation = try await world.desk.simulate(candidate, of: "intecnia", openedIn: Self.always)
        #expect(simulation.old.requests == 3 && simulation.new.requests == 3)
        #expect(marks(simulation.old) == [2, 0, 1])
        #expect(marks(simulation.new) == [1, 2, 0])
        #expect(simulation.old.medianAnswer == 3 * 3_600 && simulation.new.medianAnswer == 3 * 3_600)
        #expect(simulation.differences.map(\.folio) == [unanswered, late, early], "the gravest first, and the newest of them")
        #expect(simulation.kinds == [.verdict: 2, .due: 1])
        let difference = try #require(simulation.differences.first { $0.folio == late })
        #expect(difference.old.tickets.first?.deadlines.map { world.wall($0.dueAt) } == ["2026-03-10 10:00"])
        #expect(difference.new.tickets.first?.deadlines.map { world.wall($0.dueAt) } == ["2026-03-09 12:00"])
    }

    @Test func `under an earlier closing for silence an answer would have opened a ticket of its own (FI-21, FI-25)`() async throws {
        let world = try await World(.facturaInteligente, on: .sqlite, at: "2026-03-09 10:00")
        let folio = try await world.open().ticket.folio
        try await world.desk.ask(folio, "¿Versión?", as: world[.ines])
        try await world.until("2026-03-11 12:00")
        try await world.desk.replyOfClient(to: folio, saying: "La 4", as: world[.luna])
        try await world.desk.reply(to: folio, saying: "Listo", as: world[.ines])

        let candidate = try SampleCompany.facturaInteligente.policy(replacing: "more_than: 3 d", with: "more_than: 1 d")
        let simulation = try await world.desk.simulate(candidate, of: world.company.slug, openedIn: Self.always)
        let difference = try #require(simulation.differences.first)
        #expect(difference.kind == .closing)
        #expect(difference.old.closings == 0 && difference.new.closings == 1)
        #expect(difference.new.tickets.map { world.wall($0.closedAt) } == ["2026-03-10 10:00:01", "never"], "more than a day")
        #expect(difference.new.objections == [])
        #expect((simulation.old.followUps, simulation.new.followUps) == (0, 1))
    }

    @Test func `what the candidate does not take is refused, and has no later`() async throws {
        let world = try await World(.fel, on: .sqlite, at: "2026-03-09 10:00")
        let folio = try await world.open().ticket.folio
        try await world.desk.reply(to: folio, saying: "Listo", as: world[.ines])
        let candidate = try SampleCompany.fel.policy(replacing: "  low: {", with: "  lowest: {")
        let simulation = try await world.desk.simulate(candidate, of: "fel", openedIn: Self.always)
        #expect(simulation.kinds == [.refused: 1] && simulation.new.refused == 1)
        #expect(simulation.differences.first?.new.objections.first?.reason.es.contains("Elija uno de: lowest") == true)
    }

    @Test func `what a clause of the candidate forbids is not done, and says which clause`() async throws {
        let world = try await World(.grupoExecom, on: .sqlite, at: "2026-03-09 10:00")
        let folio = try await world.open().ticket.folio
        try await world.desk.assign(folio, as: world[.ines])
        try await world.desk.reply(to: folio, saying: "Listo", as: world[.ines])
        try await world.desk.close(folio, because: "Listo", as: world[.beto])
        let candidate = try SampleCompany.grupoExecom.policy(replacing: "by_agent: {effect: close,", with: "by_agent: {effect: close, only: assignee,")
        let simulation = try await world.desk.simulate(candidate, of: "grupo-execom", openedIn: Self.always)
        let new = try #require(simulation.differences.first?.new)
        #expect(new.objections.map(\.clause?.id) == ["either-closes"])
        #expect(new.tickets.first?.isClosed == false)
        #expect(simulation.new.forbidden == 1)
    }

    @Test func `only the window is looked at, and all differences are counted though few are kept`() async throws {
        let world = try await World(.intecnia, on: .sqlite, at: "2026-03-09 10:00")
        for _ in 1...5 { try await world.open() }
        try await world.until("2026-03-10 10:00")
        try await world.open()
        let candidate = try SampleCompany.intecnia.policy(replacing: "within: 8 h", with: "within: 7 h")
        let first = Span(try world.policy.at("2026-03-09 00:00"), try world.policy.at("2026-03-10 00:00"))
        let simulation = try await world.desk.simulate(candidate, of: "intecnia", openedIn: first, limit: 2)
        #expect(simulation.old.requests == 5 && simulation.different == 5 && simulation.differences.count == 2)
        let empty = try await world.desk.simulate(candidate, of: "intecnia", openedIn: Span(.never, .never))
        #expect(empty.old.requests == 0 && empty.differences.isEmpty)
        await #expect(throws: DeskError.self) { try await world.desk.simulate(candidate, of: "nadie", openedIn: Self.always) }
    }
}
