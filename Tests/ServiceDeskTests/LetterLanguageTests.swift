import BusinessTime
import Mail
import ServiceDesk
import Storage
import SupportPolicy
import TestSupport
import Testing

/// Everybody is written to in the language that he chose, else in the company's (issue 5).
struct LetterLanguageTests {
    private func send(_ world: World) async throws -> [InboundMessage] {
        let server = try ScriptedMailServer()
        defer { server.stop() }
        _ = try await Sender(desk: world.desk, lines: [try SMTPClient(address: "smtp://127.0.0.1:\(server.port)", helloName: "mesa.example")]).sendWaiting()
        return try server.messages.map { try InboundMessage.parse($0) }
    }

    @Test(arguments: Engine.all)
    func `who chose English reads English, of the same request and by the same entry`(on engine: Engine) async throws {
        let world = try await World(.fel, on: engine, at: "2026-03-09 10:00"), desk = world.desk
        try await desk.choose([:], in: .en, as: world[.sol])
        try await desk.choose([:], in: .en, as: world[.beto])
        try await desk.write("{{folio}} {{deadlines}} {{asked}} {{formalities}} {{way_in}} {{type}} {{price}} {{clause}} A NUESTRA MANERA", for: .acknowledgement, .es, as: world[.ada])
        for email in [world[.luna].email, world[.sol].email] {
            let folio = try await world.open { $0.requesterEmail = email }.ticket.folio
            try await desk.assign(folio, to: world[.beto].email, as: world[.ada])
            _ = try await desk.ask(folio, "¿Qué versión usa?", as: world[.beto])
            _ = try await desk.reply(to: folio, saying: "Ya quedó.", as: world[.beto])
        }
        let luna = try await world.outbox(to: .luna).map { "\($0.subject)\n\($0.text)" }, sol = try await world.outbox(to: .sol).map { "\($0.subject)\n\($0.text)" }
        #expect(luna.count == 3 && sol.count == 3)
        #expect(luna[0].contains("A NUESTRA MANERA") && luna[0].contains("a más tardar"), "\(luna[0])")
        #expect(sol[0].contains("We received your request.") && sol[0].contains("by ") && !sol[0].contains("MANERA"), "\(sol[0])")
        #expect(luna[1].contains("Necesitamos algo de usted:") && sol[1].contains("We need something from you:"))
        #expect(sol[1].contains("¿Qué versión usa?") && sol[2].contains("Ya quedó."), "what people say stays as they said it")
        #expect(luna[2].contains("Para contestar") && sol[2].contains("To answer"))
        let beto = try await world.outbox(to: .beto)
        #expect(!beto.isEmpty && beto.allSatisfy { $0.subject.contains("Assigned to you") }, "\(beto.map(\.subject))")
        let sent = try await send(world)
        #expect(sent.filter { $0.to.contains { $0.email == world[.sol].email } }.allSatisfy { $0.text.contains("Write your answer above") })
        #expect(sent.filter { $0.to.contains { $0.email == world[.luna].email } }.allSatisfy { $0.text.contains("Escriba su respuesta arriba") })

        try await desk.choose([:], in: .es, as: world[.sol])
        let again = try await world.open { $0.requesterEmail = world[.sol].email }.ticket.folio
        #expect(try await world.outbox(to: .sol).last?.text.contains("A NUESTRA MANERA") == true, "\(again)")
        #expect(try await world.companyJournal().filter { $0.kind == .preferencesChanged }.map { $0.body.facts["language"] } == ["en", "en", "es"])
        #expect(try await desk.verify().problems == [])
        try await world.tamper("UPDATE person SET language = 'en' WHERE email = 'sol@ferreteria.example' AND company_id = \(world[.sol].company)")
        #expect(try await desk.verify().problems.contains { $0.contains("language") })
    }

    @Test(arguments: Engine.all)
    func `who comes by an English page is written to in English, and quotes follow`(on engine: Engine) async throws {
        let world = try await World(.grupoExecom, on: engine, at: "2026-03-09 10:00"), desk = world.desk
        _ = try await world.open { ($0.requesterEmail, $0.language) = ("new@abroad.example", .en) }
        #expect(try await world.outbox().last { $0.recipient == "new@abroad.example" }?.text.contains("We received your request") == true)
        try await desk.choose([:], in: .en, as: world[.luna])
        let folio = try await world.open(as: world[.luna]).ticket.folio
        _ = try await desk.makeQuote(.report, on: folio, isSent: true, as: world[.ines])
        let quote = try #require(try await world.outbox(to: .luna).last)
        #expect(quote.text.contains("This is what we quote.") && quote.text.contains("Dear Luna Lara,"), "\(quote.text)")
        _ = try await desk.deliver(Array("From: Luna <luna@papeleria.example>\r\nMessage-ID: <1@papeleria.example>\r\nSubject: No abre\r\n\r\nNada abre\r\n".utf8), to: world.company.slug)
        #expect(try await world.outbox(to: .luna).last?.subject == "We could not take your request this way")
    }
}

/// The certificate of a contract as a letter (IN-61).
struct CertificateLetterTests {
    @Test(arguments: Engine.all)
    func `who gets a contract gets its certificate, in his language, and again when it is renewed`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-09 10:00"), desk = world.desk
        try await desk.choose([:], in: .en, as: world[.luna])
        let server = try ScriptedMailServer()
        defer { server.stop() }
        let sender = Sender(desk: desk, lines: [try SMTPClient(address: "smtp://127.0.0.1:\(server.port)", helloName: "mesa.intecnia.example")])
        var new = NewContract.intecnia("business")
        new.number = "P 7/ñ"
        let contract = try await desk.openContract(new, as: world[.olga]).contract
        let row = try #require(try await world.outbox(to: .luna).last)
        #expect(row.subject == "[P 7/ñ] Your contract is in force" && row.series == "contract_news")
        for words in ["Holder: ", "Validity: from ", "Includes: 20 ", "/intecnia/contracts/P%207%2F%C3%B1/certificate.pdf"] { #expect(row.text.contains(words), "\(words): \(row.text)") }
        #expect(try await sender.sendWaiting() > 0)
        func paper() throws -> Mail.Attachment { try #require(try server.messages.map { try InboundMessage.parse($0) }.last { $0.to.contains { $0.email == world[.luna].email } }?.attachments.first) }
        let printed = try paper()
        #expect(printed.name == "certificate-P-7-ñ.pdf" && printed.mediaType == "application/pdf")
        let text = try PrintedPDF(printed.bytes).flatText
        #expect(text.contains("certifies that") && text.contains("20") && text.contains(contract.number), "\(text)")
        guard case .genuine = try await desk.finding(ofFile: printed.bytes, in: world.company.slug) else {
            Issue.record("it does not bear the company's seal")
            return
        }

        try await world.until("2026-12-09 10:00")
        _ = try await desk.renew(contract.number, as: world[.olga])
        #expect(try await world.outbox(to: .luna).last?.subject == "[P 7/ñ] Your contract was renewed")
        #expect(try await sender.sendWaiting() > 0)
        #expect(try paper().bytes != printed.bytes)
        // Whoever does not want it by mail has it on his page.
        try await desk.choose([.contractNews: .never], as: world[.luna])
        let count = try await world.outbox(to: .luna).count
        try await desk.openContract(.intecnia("basic"), as: world[.olga])
        #expect(try await world.outbox(to: .luna).count == count)
        #expect(try await desk.verify().problems == [])
    }

    @Test func `a certificate that cannot be printed holds its letter back no day`() async throws {
        let world = try await World(.intecnia, on: .sqlite, at: "2026-03-09 10:00"), desk = world.desk
        let server = try ScriptedMailServer()
        defer { server.stop() }
        try await desk.openContract(.intecnia("business"), as: world[.olga])
        try await world.tamper("UPDATE outbox SET certificate = 'ninguno'")
        _ = try await Sender(desk: desk, lines: [try SMTPClient(address: "smtp://127.0.0.1:\(server.port)", helloName: "mesa.intecnia.example")]).sendWaiting()
        let message = try #require(try server.messages.map { try InboundMessage.parse($0) }.first { $0.to.contains { $0.email == world[.luna].email } })
        #expect(message.attachments.isEmpty && message.text.contains("certificate.pdf"))
    }
}
