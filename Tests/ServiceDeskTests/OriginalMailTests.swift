import BusinessTime
import Mail
import ServiceDesk
import Storage
import SupportPolicy
import TestSupport
import Testing

/// Every byte received is kept and can be had, where it led to (issue 5).
struct OriginalMailTests {
    @Test(arguments: Engine.all)
    func `a message of which not all could be read says so on its entry, and only to staff`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-12 17:00")
        var nested = "From: luna@papeleria.example\r\nSubject: Anidado\r\n"
        for level in 0..<1000 { nested += "Content-Type: multipart/mixed; boundary=b\(level)\r\n\r\n--b\(level)\r\n" }
        let markup = String(repeating: "<b><i><table><tr><td><p><a><font>", count: 40_000)
        let messages: [(raw: String, problem: Problem?)] = [
            (nested + "Content-Type: text/plain\r\n\r\nfondo", .tooDeep),
            ("From: luna@papeleria.example\r\nContent-Type: text/html\r\n\r\n" + markup, .tooComplex),
            ("From: luna@papeleria.example\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" + String(repeating: "--b\r\n\r\nx\r\n", count: 600), .tooManyParts),
            ("\u{0}\u{1}", .unreadable), ("From: luna@papeleria.example\r\nSubject: Bien\r\n\r\nhola", nil),
        ]
        for (raw, problem) in messages {
            let folio = try await world.deliver(raw: Array(raw.utf8)), ticket = try await world.ticket(folio)
            func problems(_ role: Role) async throws -> Set<Problem> {
                try await world.desk.read { try $0.timeline(of: ticket, for: role) }.reduce(into: []) { $0.formUnion($1.problems) }
            }
            let found = try await problems(.agent)
            #expect(problem.map(found.contains) ?? found.isEmpty, "\(found)")
            #expect(try await problems(.client) == [])
        }
    }

    private func message(_ subject: String, _ more: String...) -> [UInt8] {
        Array((["From: Luna Lara <luna@papeleria.example>", "Subject: \(subject)", "Message-ID: <\(subject.utf8.count)@papeleria.example>"] + more
            + ["Content-Type: text/html", "", "<p>El error <b>301</b> sigue</p>"]).joined(separator: "\r\n").utf8)
    }

    @Test(arguments: Engine.all)
    func `the original lies on the entry that it made: opening, answer, report`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-12 17:00"), desk = world.desk
        let first = message("No timbra")
        let folio = try await world.deliver(raw: first)
        try await desk.ask(folio, "¿Qué versión?", as: world[.ines])
        let letter = try #require(try await world.outbox(to: .luna).last).messageID
        let answer = message("Re: versión", "In-Reply-To: <\(letter)>"), report = message("Fuera", "In-Reply-To: <\(letter)>", "Auto-Submitted: auto-replied")
        #expect(try await world.deliver(raw: answer) == folio)
        try await desk.note(on: folio, saying: "Sigue", as: world[.ines])
        #expect(try await world.deliver(raw: report) == folio)

        let ticket = try await world.ticket(folio)
        let items = try await desk.read { try $0.timeline(of: ticket, for: .agent) }
        let withMail = items.filter { $0.mail != nil }
        #expect(withMail.map(\.entry.kind) == [.opened, .replied, .noted] && withMail.allSatisfy { $0.mail == [.html] })
        for (item, raw) in zip(withMail, [first, answer, report]) {
            #expect(try await desk.originalMail(ofEntry: item.entry.number, of: folio, as: world[.ines]).bytes == raw)
        }
        // Not on what a person did, not for clients, not for another company.
        let asked = try #require(items.first { $0.entry.kind == .waited }).entry.number, ines = world[.ines], luna = world[.luna]
        #expect(await outcome { _ = try await desk.originalMail(ofEntry: asked, of: folio, as: ines) } == "not found")
        #expect(await outcome { _ = try await desk.originalMail(ofEntry: 1, of: folio, as: luna) } == "forbidden")
        let other = try await world.principal(.ines, of: .fel)
        #expect(await outcome { _ = try await desk.originalMail(ofEntry: 1, of: folio, as: other) } == "not found")
        #expect(try await desk.read { try $0.timeline(of: ticket, for: .client) }.allSatisfy { $0.mail == nil })
        #expect(try await desk.verify().problems == [])
    }

    @Test(arguments: Engine.all)
    func `refused and parked mail is kept as it came; erasing an entry takes the mail that made it, though it waited`(on engine: Engine) async throws {
        let execom = try await World(.grupoExecom, on: engine, at: "2026-03-12 17:00")
        let raw = message("Ayuda")
        #expect(try await execom.deliver(raw: raw) == "refused")
        let refused = try #require(try await execom.desk.refusedMails(as: execom[.ines]).first)
        #expect(try await execom.desk.refusedMail(refused.original, as: execom[.ines]) == raw)

        let world = try await World(.intecnia, on: engine, at: "2026-03-12 17:00"), desk = world.desk
        let folio = try await world.deliver(raw: message("Zarigüeya"))
        // A message that was received an hour before anybody looked into it.
        try await world.tamper("UPDATE received_mail SET received_at = received_at - 3600")
        let erased = try await desk.erase(.ticket(folio: folio, entry: 1), in: "intecnia", because: "Solicitud 17")
        #expect(erased.originals == 1)
        let ines = world[.ines]
        #expect(await outcome { _ = try await desk.originalMail(ofEntry: 1, of: folio, as: ines) } == "not found")
        #expect(try await desk.verify().problems == [])
    }
}
