import BusinessTime
import ServiceDesk
import Storage
import SupportPolicy
import TestSupport
import Testing

/// A day on which a company is closed after all: an act that moves what runs, and nothing that was decided.
struct ClosedDayTests {
    private static let tuesday = CalendarDate(iso: "2026-03-10")!

    @Test(arguments: Engine.all)
    func `what runs moves by the hours of the day, what is opened later knows it, and what was decided stays`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-09 10:00")
        let desk = world.desk
        let running = try await world.open().ticket.folio
        let answered = try await world.open().ticket.folio
        try await desk.reply(to: answered, saying: "Listo", as: world[.ines])
        #expect(try await world.owed(.firstResponse, of: running) == "running 2026-03-10 10:00")

        let preview = try await desk.preview(closedDay: Self.tuesday, as: world[.olga])
        #expect(preview.count == 1 && preview.tickets.map(\.row.ticket.folio) == [running])
        #expect(preview.tickets.first?.deadlines.map { "\(world.wall($0.old.dueAt)) → \(world.wall($0.new.dueAt))" } == ["2026-03-10 10:00 → 2026-03-11 10:00"])
        #expect(try await world.owed(.firstResponse, of: running) == "running 2026-03-10 10:00", "a preview changes nothing")

        try await desk.close(on: Self.tuesday, because: "Un sismo.", as: world[.olga])
        #expect(try await world.owed(.firstResponse, of: running) == "running 2026-03-11 10:00")
        #expect(try await world.owed(.firstResponse, of: answered) == "met 2026-03-10 10:00")
        let later = try await world.open().ticket.folio
        #expect(try await world.owed(.firstResponse, of: later) == "running 2026-03-11 10:00")
        // What was kept before the act is still shown as it was reckoned.
        let kept = try await world.ticket(answered)
        let now = try await desk.now()
        #expect(kept.deadlines.map { world.wall(kept.reckoning(of: $0, under: world.policy, until: now)?.due ?? .never) } == ["2026-03-10 10:00"])
        let act = try #require(try await world.last(.closedDay, of: running))
        #expect(act.person == world[.olga].person && act.body.facts["date"] == "2026-03-10")
        #expect(try await world.companyJournal().last { $0.kind == .closedDay }?.person == world[.olga].person)

        let mails = try await world.outbox(to: .luna).filter { $0.text.contains("no abrimos") }
        #expect(mails.count == 1 && mails[0].text.contains("Un sismo.") && mails[0].text.contains("miércoles 11 de marzo de 2026, 10:00"))
        #expect(mails[0].text.contains("cerrado ese día, aunque el horario diga lo contrario"), "the reckoning says why")

        try await world.until("2026-03-10 12:00")
        #expect(try await world.owed(.firstResponse, of: running) == "running 2026-03-11 10:00", "nothing breaks on a closed day")
        try await world.until("2026-03-11 11:00")
        #expect(try await world.owed(.firstResponse, of: running) == "breached 2026-03-11 10:00")
        #expect(try await desk.verify().problems == [])
        let simulation = try await desk.simulate(nil, of: "intecnia", openedIn: Span(Instant(seconds: 0), .never))
        #expect(simulation.differences.map { "\($0.folio) \($0.kind) \($0.new.objections)" } == [])
    }

    @Test func `a wait takes the day into account when it ends, and no ticket closes on it (IN-43, IN-59)`() async throws {
        let world = try await World(.intecnia, on: .sqlite, at: "2026-03-05 10:00")
        let folio = try await world.open().ticket.folio
        try await world.desk.ask(folio, "¿Versión?", as: world[.ines])
        for day in ["2026-03-05 11:00", "2026-03-06 11:00", "2026-03-09 11:00"] {
            try await world.until(day)
            try await world.desk.contact(folio, via: .phone, saying: "Llamada", as: world[.ines])
        }
        #expect(world.wall(try await world.ticket(folio).closesAt) == "2026-03-10 11:00")
        try await world.desk.close(on: Self.tuesday, because: "Luto.", as: world[.ada])
        #expect(world.wall(try await world.ticket(folio).closesAt) == "2026-03-11 11:00")
        try await world.until("2026-03-10 18:00")
        #expect(try await world.ticket(folio).state == .waiting)
        try await world.desk.replyOfClient(to: folio, saying: "La 4", as: world[.luna])
        #expect(try await world.owed(.firstResponse, of: folio) == "running 2026-03-11 19:00")
        #expect(try await world.desk.verify().problems == [])
    }

    @Test func `silence that would close on the day closes at the next opening (FI-25, A-08)`() async throws {
        let world = try await World(.facturaInteligente, on: .sqlite, at: "2026-03-07 10:00")
        let folio = try await world.open().ticket.folio
        try await world.desk.ask(folio, "¿Versión?", as: world[.ines])
        #expect(world.wall(try await world.ticket(folio).closesAt).hasPrefix("2026-03-10"))
        try await world.desk.close(on: Self.tuesday, because: "Luto.", as: world[.ada])
        #expect(world.wall(try await world.ticket(folio).closesAt).hasPrefix("2026-03-11"))
    }

    @Test func `who may not, and days that cannot be, change nothing`() async throws {
        let world = try await World(.intecnia, on: .sqlite, at: "2026-03-09 10:00")
        let desk = world.desk
        for somebody in [Somebody.ines, .quique, .luna] {
            #expect(await outcome { try await desk.close(on: Self.tuesday, because: "Luto.", as: world[somebody]) } == "forbidden")
            #expect(await outcome { _ = try await desk.preview(closedDay: Self.tuesday, as: world[somebody]) } == "forbidden")
        }
        for (date, field) in [("2026-03-14", "date"), ("2026-03-16", "date"), ("2025-12-01", "date"), ("2030-01-01", "date")] {
            #expect(await outcome { try await desk.close(on: CalendarDate(iso: date)!, because: "Luto.", as: world[.ada]) } == "invalid \(field)", "\(date)")
        }
        #expect(await outcome { try await desk.close(on: Self.tuesday, because: " ", as: world[.ada]) } == "invalid reason")
        try await desk.close(on: Self.tuesday, because: "Luto.", as: world[.ada])
        #expect(await outcome { try await desk.close(on: Self.tuesday, because: "Luto.", as: world[.ada]) } == "invalid date", "only once")
    }

    @Test func `tickets that were not told before the process ended are told by the next`() async throws {
        let world = try await World(.intecnia, on: .sqlite, at: "2026-03-09 10:00")
        let folio = try await world.open().ticket.folio
        // As the act leaves the company's row, before any ticket was reached.
        let day = Span(try world.policy.at("2026-03-10 00:00"), try world.policy.at("2026-03-11 00:00"))
        let text = "\(day.start.seconds),\(day.end.seconds)"
        try await world.tamper("UPDATE company SET closed_days = \(text), closed_days_pending_until = 1 WHERE slug = 'intecnia'")
        try await world.until("2026-03-09 10:05")
        #expect(try await world.owed(.firstResponse, of: folio) == "running 2026-03-11 10:00")
        let pending: Int? = try await world.desk.read { try $0.sql.value("SELECT closed_days_pending_until FROM company WHERE slug = 'intecnia'") }
        #expect(pending == 0)
    }
}
