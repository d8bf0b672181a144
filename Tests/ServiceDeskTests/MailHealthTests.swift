import BusinessTime
import Foundation
import Mail
import ServiceDesk
import Storage
import SupportPolicy
import TestSupport
import Testing

/// Whoever runs the house sees how its mail goes, and tries it (issue 5).
struct MailHealthTests {
    private func mailbox(at world: World) async throws -> Mailbox {
        var new = NewMailbox(address: "soporte@intecnia.example", server: "imap://127.0.0.1:1", user: "soporte", key: .password("x"))
        new.isChecked = false
        return try await world.desk.add(new, to: "intecnia")
    }

    @Test(arguments: Engine.all)
    func `a test letter that comes back is noted, opens nothing, and only its Message-ID counts`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-12 17:00"), desk = world.desk
        let box = try await mailbox(at: world), ada = world[.ada], ines = world[.ines]
        #expect(await outcome { try await desk.test(mailbox: box.id, as: ines) } == "forbidden")
        let stranger = try await world.principal(.ada, of: .fel)
        #expect(await outcome { try await desk.test(mailbox: box.id, as: stranger) } == "not found")
        try await desk.test(mailbox: box.id, as: world[.olga])
        #expect(await outcome { try await desk.test(mailbox: box.id, as: ada) } == "conflict", "one at a time")
        let letter = try #require(try await world.outbox().last)
        #expect(letter.recipient == "soporte@intecnia.example" && letter.state == .queued)
        let shown = try #require(try await desk.mailHealth(as: ines).boxes.first)
        #expect(shown.test?.arrivedAt == nil && shown.test?.letter == .queued && shown.mailbox?.address == box.address)

        #expect(try await world.deliver("From: soporte@intecnia.example", "Subject: \(letter.subject)") == "IN-101", "anybody can write that subject")
        _ = try await desk.advanceClock(by: 4)
        let raw = Array("From: soporte@intecnia.example\r\nSubject: x\r\nMessage-ID: <\(letter.messageID)>\r\nAuto-Submitted: auto-generated\r\n\r\nhola\r\n".utf8)
        #expect(try await world.deliver(raw: raw) == "test")
        #expect(try await world.deliver(raw: raw) == "duplicate ")
        let test = try #require(try await desk.mailHealth(as: ada).boxes.first?.test)
        #expect(test.arrivedAt.map { $0 - test.askedAt } == 4)
        #expect(try await desk.read { try $0.queue(of: ines) }.count == 1)
        #expect(try await world.companyJournal().contains { $0.kind == .mailboxTested && $0.person == world[.olga].person })
        #expect(try await desk.verify().problems == [])
    }

    @Test(arguments: Engine.all)
    func `what waits is counted by mailbox, with its oldest, and what leaves`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-12 17:00"), desk = world.desk
        let box = try await mailbox(at: world)
        for number in 1...3 { _ = try await world.deliver("From: luna@papeleria.example", "Subject: Caso \(number)") }
        try await world.tamper("UPDATE received_mail SET state = 'waiting', mailbox_id = \(box.id), received_at = received_at - 60 WHERE ticket_id = (SELECT MIN(ticket_id) FROM received_mail)")
        try await world.tamper("UPDATE received_mail SET state = 'waiting' WHERE ticket_id = (SELECT MAX(ticket_id) FROM received_mail)")
        let health = try await desk.mailHealth(as: world[.ines]), now = try await desk.now()
        #expect(health.boxes.map(\.waiting) == [1, 1] && health.boxes[0].oldest == now - 60 && health.boxes[1].mailbox == nil)
        #expect(health.leaving >= 3 && health.leavingSince == now && health.failed == 0)
        let luna = world[.luna]
        #expect(await outcome { _ = try await desk.mailHealth(as: luna) } == "forbidden")
    }

    @Test(arguments: Engine.all)
    func `a queue that does not move is late after an hour, and what is handed over tells when it last was`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-12 17:00"), desk = world.desk, ines = world[.ines]
        _ = try await desk.add(NewMailbox(handedOver: "ventas@intecnia.example"), to: "intecnia")
        #expect(try await desk.mailHealth(as: ines).boxes.map(\.last) == [nil])
        func told() async throws -> MailFinding? { try await desk.checkMail(of: "intecnia", leavingBy: nil, asking: nil).first { $0.place == "ventas@intecnia.example" } }
        #expect(try await told()?.standing == .note, "nothing came yet")
        let at = try await desk.now()
        _ = try await world.deliver("From: luna@papeleria.example", "To: ventas@intecnia.example", "Subject: Precio")
        #expect(try await desk.mailHealth(as: ines).boxes.map(\.last) == [at], "by whatever way it was handed over")
        #expect(try await told()?.standing == .good)
        let missing = try await desk.checkMail(of: "intecnia", leavingBy: nil, asking: nil).filter { $0.place == "ventas@intecnia.example" && $0.standing == .bad }
        #expect(missing.count == 1 && missing[0].said.es.contains("mx.intecnia.example"), "the server it was taken under reported nothing")
        #expect(try await !desk.mailHealth(as: ines).isLeavingLate)
        _ = try await desk.advanceClock(by: 3_601)
        #expect(try await desk.mailHealth(as: ines).isLeavingLate)
        _ = try await desk.advanceClock(by: 8 * 86_400)
        #expect(try await told()?.standing == .note, "a week without a message")
    }

    @Test(arguments: Engine.all)
    func `what a server never gave is no last message`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-12 17:00"), desk = world.desk, ines = world[.ines]
        let box = try await mailbox(at: world), now = try await desk.now(), digest = [UInt8](repeating: 7, count: 32)
        try await world.tamper("""
            INSERT INTO received_mail (company_id, digest, received_at, state, mailbox_id, whole_size, parked_because, problem, uid_validity, uid)
            VALUES (\(ines.company), \(digest), \(now), 'parked', \(box.id), 100, 'not_given', '', 7, 10)
            """)
        #expect(try await desk.mailHealth(as: ines).boxes.map(\.last) == [nil])
        let blob = String(repeating: "0", count: 64)
        try await world.tamper("UPDATE received_mail SET raw_blob = \(blob)")
        #expect(try await desk.mailHealth(as: ines).boxes.map(\.last) == [now])
        try await world.tamper("UPDATE received_mail SET raw_blob = NULL, state = 'taken'")
        #expect(try await desk.mailHealth(as: ines).boxes.map(\.last) == [now], "what was erased did come")
    }

    @Test(arguments: Engine.all)
    func `mail that is handed over under another name than its mailbox says is told`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-12 17:00"), desk = world.desk
        var new = NewMailbox(handedOver: "ventas@intecnia.example")
        new.authservID = "mx.otro.example"
        let box = try await desk.add(new, to: "intecnia")
        func told() async throws -> [MailFinding] {
            try await desk.checkMail(of: "intecnia", leavingBy: nil, asking: nil).filter { $0.place == box.address && $0.said.es.contains("--mailbox") }
        }
        #expect(try await told().isEmpty, "nothing came yet")
        _ = try await world.deliver("From: luna@papeleria.example", "To: ventas@intecnia.example", "Subject: Precio")
        let other = try await told()
        #expect(other.count == 1 && other[0].standing == .note && other[0].said.es.contains("mx.intecnia.example") && other[0].said.es.contains("mx.otro.example"))
        _ = try await desk.advanceClock(by: 60)
        let raw = Array("From: luna@papeleria.example\r\nSubject: Otro precio\r\n\r\nx\r\n".utf8)
        _ = try await desk.deliver(raw, to: "intecnia", by: box.id, trusting: box.authservID)
        #expect(try await told().isEmpty)
    }

    @Test(arguments: Engine.all)
    func `refused mail is paged, as all that was set aside`(on engine: Engine) async throws {
        let world = try await World(.grupoExecom, on: engine, at: "2026-03-12 17:00"), desk = world.desk, ines = world[.ines]
        for number in 1...5 { _ = try await world.deliver("From: luna@papeleria.example", "Subject: Caso \(number)") }
        var subjects: [String] = [], last: Int?
        while case let page = try await desk.refusedMails(as: ines, after: last, limit: 2), !page.isEmpty {
            subjects += page.map(\.subject)
            last = page.last?.number
        }
        #expect(subjects == (1...5).reversed().map { "Caso \($0)" })
        #expect(try await desk.refusedMails(of: ines.company).map(\.subject) == subjects)
    }

    @Test(arguments: Engine.all)
    func `a message that is read without end is set aside, and the next goes on`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-12 17:00")
        var reading = Desk.MailReading()
        reading.patience = .milliseconds(300)
        reading.parse = { raw in
            if String(decoding: raw, as: UTF8.self).contains("sin fin") { Thread.sleep(forTimeInterval: 5) }
            return try? InboundMessage.parse(raw)
        }
        let desk = try await Desk(Database(world.address, options: .test), blobs: world.desk.blobs, reading: reading)
        let endless = Array("From: luna@papeleria.example\r\nSubject: sin fin\r\n\r\nx\r\n".utf8)
        let start = ContinuousClock.now
        let first = try await desk.deliver(endless, to: "intecnia")
        #expect(ContinuousClock.now - start < .seconds(4))
        let next = try await desk.deliver(Array("From: luna@papeleria.example\r\nSubject: otra\r\n\r\nx\r\n".utf8), to: "intecnia")
        #expect("\(first)" == "parked" && "\(next)".hasPrefix("ticket"), "\(first) \(next)")
        let parked = try await desk.parkedMails(as: world[.ines])
        #expect(parked.count == 1 && parked[0].reason.es.contains("no terminó") && parked[0].reason.en.contains("never came to an end") && parked[0].hasOriginal)
        // By hand, with a reader that comes to an end, it is taken.
        try await world.desk.retryMail(parked[0].name, as: world[.ines])
        #expect(try await world.desk.takeArrivals() == 1)
        #expect(try await world.desk.parkedMails(as: world[.ines]).isEmpty)
        await desk.database.close()
    }

    @Test(arguments: Engine.all)
    func `an address leads to its company: by its mailbox, its policy, or its name`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-12 17:00"), desk = world.desk
        let box = try await mailbox(at: world)
        #expect(try await desk.door(of: "Soporte+secreto@Intecnia.example")?.mailbox == box.id)
        let own = try #require(world.policy.company.email)
        #expect(try await desk.door(of: own)?.slug == "intecnia")
        #expect(try await desk.door(of: "fel@localhost")?.slug == "fel")
        for nobody in ["nadie@intecnia.example", "fel", "", "@", "a b@c"] { #expect(try await desk.door(of: nobody) == nil, "\(nobody)") }
    }
}
