import ServiceDesk
import Storage
import SupportPolicy
import TestSupport
import Testing

struct OutboxTests {
    @Test(arguments: Engine.all)
    func `what failed is sent again when the company's staff asks for it, and only that`(on engine: Engine) async throws {
        let world = try await World(.fel, on: engine, at: "2026-03-09 10:00")
        _ = try await world.open()
        let mail = try #require(try await world.outbox(to: .luna).first)
        let desk = world.desk, ines = world[.ines], elsewhere = try await world.principal(.ines, of: .intecnia)
        #expect(await outcome { try await desk.sendAgain(mail.id, as: ines) } == "not found", "it has not failed")

        try await world.tamper("UPDATE outbox SET state = 'failed', attempts = 9, problem = '550' WHERE id = \(mail.id)")
        #expect(await outcome { try await desk.sendAgain(mail.id, as: elsewhere) } == "not found")
        #expect(await outcome { try await desk.sendAgain(mail.id, as: world[.luna]) } == "forbidden")
        try await desk.sendAgain(mail.id, as: ines)
        let again = try #require(try await world.outbox(to: .luna).first)
        #expect(again.state == .queued && again.attempts == 0 && again.problem == nil)
        #expect(again.messageID == mail.messageID)
        #expect(try await world.outbox().count == 1)
    }

    @Test
    func `a mail is taken with whatever it has; its acknowledgement asks for the rest, with the clause (FEL-23, A-17)`() async throws {
        let world = try await World(.fel, on: .sqlite, at: "2026-03-09 10:00")
        let ticket = try await world.open { ($0.channel, $0.rfc, $0.priority, $0.department) = (.email, nil, nil, nil) }.ticket
        #expect(ticket.deadlines.contains { $0.status == .running }, "the clock runs already")
        let text = try #require(try await world.outbox(to: .luna).last).text
        #expect(text.contains("pedimos estos datos") && text.contains("\n  RFC\n  Razón social\n  Teléfono con lada\n"), "\(text)")
        #expect(!text.contains("\n  Asunto"))
        // By the form, nothing is left to ask for.
        _ = try await world.open()
        #expect(try await world.outbox(to: .luna).last?.text.contains("pedimos estos datos") == false)
    }
}
