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

    @Test(arguments: Engine.all)
    func `what failed counts until somebody puts it away, and can be sent again all the same`(on engine: Engine) async throws {
        let world = try await World(.fel, on: engine, at: "2026-03-09 10:00"), desk = world.desk, ines = world[.ines]
        _ = try await world.open()
        let mail = try #require(try await world.outbox(to: .luna).first)
        #expect(await outcome { try await desk.putAway(mail.id, as: ines) } == "not found", "it has not failed")
        try await world.tamper("UPDATE outbox SET state = 'failed', attempts = 9, problem = '550' WHERE id = \(mail.id)")
        #expect(try await desk.mailHealth(as: ines).failed == 1)
        let elsewhere = try await world.principal(.ines, of: .intecnia)
        #expect(await outcome { try await desk.putAway(mail.id, as: elsewhere) } == "not found")
        #expect(await outcome { try await desk.putAway(mail.id, as: world[.luna]) } == "forbidden")
        try await desk.putAway(mail.id, as: ines)
        #expect(try await desk.mailHealth(as: ines).failed == 0)
        #expect(try await desk.outbox(as: ines, .failed).isEmpty)
        #expect(try await world.outbox(to: .luna).first?.putAwayAt != nil, "it is there for good")
        try await desk.sendAgain(mail.id, as: ines)
        let again = try #require(try await world.outbox(to: .luna).first)
        #expect(again.state == .queued && again.putAwayAt == nil)
    }

    @Test(arguments: Engine.all)
    func `however much waits or failed, each letter stands on some page`(on engine: Engine) async throws {
        let world = try await World(.fel, on: engine, at: "2026-03-09 10:00"), desk = world.desk, ines = world[.ines]
        for number in 1...7 { _ = try await world.open { $0.requesterEmail = "cliente\(number)@cliente.example" } }
        try await world.tamper("UPDATE outbox SET state = 'sent' WHERE recipient LIKE 'cliente4%'")
        try await world.tamper("UPDATE outbox SET state = 'failed' WHERE recipient LIKE 'cliente2%' OR recipient LIKE 'cliente6%'")
        func pages(_ undone: UndoneMail?) async throws -> [OutboxRow] {
            var rows: [OutboxRow] = []
            while case let page = try await desk.outbox(as: ines, undone, after: rows.last?.id, limit: 2), !page.isEmpty { rows += page }
            return rows
        }
        let all = try await desk.outbox(as: ines)
        #expect(try await pages(nil).map(\.id) == all.map(\.id) && all.count >= 7)
        #expect(try await pages(.waiting).map(\.id) == all.filter { $0.state == .queued }.map(\.id))
        #expect(try await pages(.failed).map(\.recipient) == ["cliente6@cliente.example", "cliente2@cliente.example"])
        #expect(try await desk.outbox(as: try await world.principal(.ines, of: .intecnia), .waiting).isEmpty)
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

    @Test(arguments: Engine.all)
    func `a mail is asked for what it really lacks: all of an empty one, nothing that it brought (FEL-23, FEL-24)`(on engine: Engine) async throws {
        let world = try await World(.fel, on: engine, at: "2026-03-09 10:00")
        let all = ["Asunto", "RFC", "Razón social", "Teléfono con lada", "Correo", "Nombre de contacto", "Descripción detallada del inconveniente", "Imagen del inconveniente, de ser posible"]
        func asked(_ headers: String..., saying text: String) async throws -> [String] {
            let raw = (headers + ["Message-ID: <\(UInt32.random(in: 0 ... .max))@cliente.example>", "", text]).joined(separator: "\r\n")
            let folio = try await world.deliver(raw: Array(raw.utf8))
            let letter = try #require(try await world.outbox(to: .luna).last { $0.folio == folio })
            let lines = letter.text.split(separator: "\n").map { String($0.drop { $0 == " " }) }
            return all.filter { lines.contains($0) }
        }
        #expect(try await asked("From: luna@papeleria.example", saying: "") == all.filter { $0 != "Correo" })
        #expect(try await asked("From: Luna Lara <luna@papeleria.example>", "Subject: No timbra", saying: "Sale el error 301") == ["RFC", "Razón social", "Teléfono con lada", all[7]])
        #expect(try await asked("From: luna@papeleria.example", "Subject: No timbra", saying: "") == ["RFC", "Razón social", "Teléfono con lada", "Nombre de contacto", all[6], all[7]])
        let picture = "--b\r\nContent-Type: image/png; name=error.png\r\nContent-Disposition: attachment; filename=error.png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n--b--"
        #expect(try await asked("From: Luna <luna@papeleria.example>", "MIME-Version: 1.0", "Content-Type: multipart/mixed; boundary=b", saying: picture) == ["Asunto", "RFC", "Razón social", "Teléfono con lada", all[6]])
        #expect(try await world.desk.verify().problems == [])
    }
}
