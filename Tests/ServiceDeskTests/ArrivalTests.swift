import BusinessTime
import ServiceDesk
import Storage
import SupportPolicy
import TestSupport
import Testing

extension World {
    /// A message as a mailbox's reader leaves it, looked at as often as it says by processes that died of it.
    fileprivate func leave(_ headers: String..., saying body: String = "Hola", attempts: Int = 0, mailbox: Int64? = nil) async throws -> String {
        let raw = Array((headers + ["", body]).joined(separator: "\r\n").utf8)
        let file = try await desk.keep([Upload(name: "a.eml", mediaType: "message/rfc822", bytes: raw)])[0]
        let digits = Array(file.blob), slug = company.slug
        let digest = stride(from: 0, to: 64, by: 2).map { UInt8(String(digits[$0...$0 + 1]), radix: 16) ?? 0 }
        try await desk.write { tx in
            try tx.sql.execute("""
                INSERT INTO received_mail (company_id, digest, raw_blob, received_at, state, attempts, next_attempt_at, mailbox_id)
                VALUES (\(try tx.company(slug).id), \(digest), \(file.blob), \(tx.now), 'waiting', \(attempts), \(tx.now), \(mailbox))
                """)
        }
        return file.blob
    }

    fileprivate var subjects: [String] {
        get async throws { try await desk.read { try $0.sql.values("SELECT subject FROM ticket ORDER BY opened_at, id") } }
    }
}

struct ArrivalTests {
    private static let luna = "From: Luna Lara <luna@papeleria.example>"

    @Test(arguments: Engine.all)
    func `a message that ended the process three times is set aside, the next goes on, and it can be read again`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-12 17:00")
        let culprit = try await world.leave(Self.luna, "Subject: Mata", attempts: 3)
        _ = try await world.leave(Self.luna, "Subject: Sobrevive", attempts: 2)
        _ = try await world.leave(Self.luna, "Subject: Sana")
        #expect(try await world.desk.takeArrivals() == 1)
        #expect(try await world.subjects == ["Sana"], "what never ended a process goes first")
        #expect(try await world.desk.takeArrivals() == 1)
        #expect(try await world.subjects == ["Sana", "Sobrevive"])
        #expect(try await world.desk.takeArrivals() == 1)
        #expect(try await world.desk.takeArrivals() == 0)
        let parked = try await world.desk.parkedMails(as: world[.ines])
        #expect(parked.map(\.name) == [culprit] && parked[0].reason.es.contains("3 veces") && parked[0].reason.en.contains("3 times") && parked[0].hasOriginal)
        #expect(try await world.deliver(raw: try await world.desk.parkedMail(culprit, as: world[.ines])) == "parked", "the mail server need not keep it")

        await #expect(throws: DeskError.self) { try await world.desk.parkedMails(as: world[.luna]) }
        let other = try await world.principal(.ines, of: .fel)
        #expect(try await world.desk.parkedMails(as: other).isEmpty)
        await #expect(throws: DeskError.self) { try await world.desk.parkedMail(culprit, as: other) }
        await #expect(throws: DeskError.self) { try await world.desk.retryMail(culprit, as: other) }
        for name in ["", "zz", "00"] { await #expect(throws: DeskError.self) { try await world.desk.retryMail(name, as: world[.ines]) } }

        try await world.desk.retryMail(culprit, as: world[.ines])
        #expect(try await world.desk.takeArrivals() == 1)
        #expect(try await world.subjects == ["Sana", "Sobrevive", "Mata"])
        #expect(try await world.desk.parkedMails(as: world[.ines]).isEmpty)
        #expect(try await world.desk.verify().problems == [])
    }

    @Test(arguments: Engine.all)
    func `what was not found for a while can be read again, also once it was put away`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-12 17:00"), desk = world.desk, ines = world[.ines]
        let name = try await world.leave(Self.luna, "Subject: De otro volumen"), elsewhere = String(repeating: "0", count: 64)
        try await world.tamper("UPDATE received_mail SET raw_blob = \(elsewhere)")
        func park() async throws {
            #expect(try await desk.takeArrivals() == 1)
            let parked = try await desk.parkedMails(as: ines)
            #expect(parked.map(\.name) == [name] && parked.allSatisfy { $0.hasOriginal && $0.canBeReadAgain && $0.canBePutAway })
        }
        try await park()
        try await desk.putAwayMail(name, as: ines)
        #expect(try await desk.parkedMails(as: ines).isEmpty)
        try await desk.retryMail(name, as: ines)
        // It still is not there, so it is listed again.
        try await park()
        try await world.tamper("UPDATE received_mail SET raw_blob = \(name)")
        try await desk.retryMail(name, as: ines)
        #expect(try await desk.takeArrivals() == 1)
        #expect(try await world.subjects == ["De otro volumen"])
        #expect(try await desk.parkedMails(as: ines).isEmpty)
    }

    @Test(arguments: Engine.all)
    func `each look is counted before it begins, and what one desk looks into another leaves`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-12 17:00")
        for number in 1...40 { _ = try await world.leave(Self.luna, "Subject: Caso \(number)", attempts: number % 2) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 1...4 { group.addTask { while try await world.desk.takeArrivals(limit: 7) > 0 {} } }
            try await group.waitForAll()
        }
        #expect(try await world.subjects.sorted() == (1...40).map { "Caso \($0)" }.sorted())
        let attempts: [Int] = try await world.desk.read { try $0.sql.values("SELECT attempts FROM received_mail") }
        #expect(attempts.count == 40 && attempts.allSatisfy { (1...2).contains($0) })
    }

    @Test(arguments: Engine.all)
    func `the same message by another way is taken once; a copied Message-ID hides nothing`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-12 17:00")
        let id = "Message-ID: <uno@papeleria.example>"
        func deliver(_ headers: String..., saying body: String = "Hola") async throws -> String {
            try await world.deliver(raw: Array((headers + ["", body]).joined(separator: "\r\n").utf8))
        }
        #expect(try await deliver("Received: a", Self.luna, "Subject: Uno", id) == "IN-101")
        #expect(try await deliver("Received: b", "Delivered-To: ventas@intecnia.example", Self.luna, "Subject: Uno", id) == "duplicate IN-101")
        #expect(try await deliver("Received: b", "Delivered-To: ventas@intecnia.example", Self.luna, "Subject: Uno", id) == "duplicate IN-101")
        #expect(try await deliver(Self.luna, "Subject: Uno", id, saying: "Otra cosa") == "IN-102")
        #expect(try await deliver("From: otro@cliente.example", "Subject: Uno", id) == "IN-103")
        #expect(try await deliver("Received: a", Self.luna, "Subject: Uno") == "IN-104", "without a Message-ID only the same bytes are the same")
        #expect(try await world.desk.verify().problems == [])
    }

    @Test(arguments: Engine.all)
    func `a mailbox says what its requests are, and keeps its password sealed`(on engine: Engine) async throws {
        let world = try await World(.fel, on: engine, at: "2026-03-12 17:00")
        func mailbox(_ address: String, _ change: (inout NewMailbox) -> Void = { _ in }) -> NewMailbox {
            var mailbox = NewMailbox(address: address, server: "imaps://correo.example", user: "soporte", key: .password("muy-secreta-4711"))
            mailbox.isChecked = false
            change(&mailbox)
            return mailbox
        }
        let added = try await world.desk.add(mailbox("soporte@fel.example") { $0.purpose.department = "technical_support" }, to: "fel")
        #expect(added.purpose.department == "technical_support" && added.readAt == nil && added.problem == nil)
        let sealed: [UInt8] = try #require(try await world.desk.read { try $0.sql.value("SELECT password FROM mailbox") })
        #expect(String(decoding: sealed, as: UTF8.self).contains("secreta") == false && sealed.count > 16)

        await #expect(throws: DeskError.self) { try await world.desk.add(mailbox("soporte@fel.example"), to: "fel") }
        await #expect(throws: DeskError.self) { try await world.desk.add(mailbox("otro@fel.example") { $0.purpose.department = "no hay" }, to: "fel") }
        await #expect(throws: DeskError.self) { try await world.desk.add(mailbox("sin arroba"), to: "fel") }
        #expect(try await world.desk.mailboxes(as: world[.ines]).map(\.address) == ["soporte@fel.example"])
        #expect(try await world.desk.mailboxes(as: try await world.principal(.ines, of: .intecnia)).isEmpty)
        await #expect(throws: DeskError.self) { try await world.desk.mailboxes(as: world[.luna]) }

        _ = try await world.leave(Self.luna, "Subject: Con propósito", mailbox: added.id)
        _ = try await world.leave(Self.luna, "Subject: Sin propósito", mailbox: 4_711)
        while try await world.desk.takeArrivals() > 0 {}
        let departments: [String?] = try await world.desk.read { tx in
            try tx.sql.fetch("SELECT department FROM ticket ORDER BY subject").map { try $0[0] }
        }
        #expect(departments == ["technical_support", nil])
        try await world.desk.removeMailbox("soporte@fel.example", of: "fel")
        await #expect(throws: DeskError.self) { try await world.desk.removeMailbox("soporte@fel.example", of: "fel") }
    }
}
