import BusinessTime
import Mail
import ServiceDesk
import SupportPolicy
import TestSupport
import Testing

/// Who somebody is who writes, and what he may add to.
struct MailIdentityTests {
    private static func proof(_ domain: String) -> String { "Authentication-Results: mx.intecnia.example; dmarc=pass header.from=\(domain)" }
    private static let luna = "From: Luna Lara <luna@papeleria.example>"

    private func replyAddress(of mail: OutboxRow, at world: World) async throws -> String {
        let secret = try await world.desk.secret(named: ReplyKey.secretName)
        return try #require(ReplyKey.address("soporte@intecnia.example", for: mail.id, with: secret))
    }

    @Test(arguments: Engine.all)
    func `a registered client is admitted when his mail server vouches for him, and not when somebody writes his address (FI-5)`(on engine: Engine) async throws {
        let world = try await World(.facturaInteligente, on: engine, at: "2026-03-12 17:00")
        let proven = try await world.deliver(Self.proof("papeleria.example"), Self.luna, "Subject: Soy yo")
        #expect(try await world.ticket(proven).admissionClause == nil)
        #expect(try await world.outbox(to: .luna).last?.subject.contains("Soy yo") == true)
        for header in ["X-Nada: nada", Self.proof("otro.example"), "Authentication-Results: mx.otro.example; dmarc=pass header.from=papeleria.example"] {
            let folio = try await world.deliver(header, Self.luna, "Subject: Digo que soy yo")
            #expect(try await world.ticket(folio).admissionClause != nil)
            #expect(try await world.outbox(to: .luna).last?.subject.contains("Digo") == false, "what anybody typed is not mailed on")
        }
        let unknown = try await world.deliver(Self.proof("otro.example"), "From: nadie@otro.example", "Subject: Nuevo")
        #expect(try await world.ticket(unknown).admissionClause != nil, "proven, but not registered")
        #expect(try await world.desk.verify().problems == [])
    }

    @Test(arguments: Engine.all)
    func `the secret of a reply address leads to its ticket, from any address, and only the whole secret`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-12 17:00")
        let folio = try await world.deliver(Self.luna, "Subject: No timbra")
        let letter = try #require(try await world.outbox(to: .luna).last)
        let address = try await replyAddress(of: letter, at: world)
        #expect(try await world.deliver(Self.luna, "To: \(address)", "Subject: Sin nada más") == folio)
        #expect(try await world.deliver("From: Jefa <jefa@papeleria.example>", "Delivered-To: \(address.uppercased())", "Subject: Contesto por Luna") == folio)
        #expect(try await world.search("jefa", as: world[.ines]) == [folio], "who really wrote is said")

        let (local, domain) = (address.prefix { $0 != "@" }, "@intecnia.example")
        let other = try await replyAddress(of: letter, at: try await World(.intecnia, on: engine, at: "2026-03-12 17:00"))
        for (number, wrong) in [local.dropLast() + domain, local + "a" + domain, local.dropLast() + (local.last == "a" ? "b" : "a") + domain, "soporte+" + domain, other[...]].enumerated() {
            #expect(try await world.deliver(Self.luna, "To: \(wrong)", "Subject: \(number)") == "IN-\(102 + number)", "\(wrong)")
        }
        #expect(try await world.kinds(folio).filter { $0 == .replied }.count == 2)
        #expect(try await world.desk.verify().problems == [])
    }

    @Test(arguments: Engine.all)
    func `one of the staff answers a notice and the client has it; without proof it stays with the staff`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-12 17:00")
        let folio = try await world.deliver(Self.luna, "Subject: No timbra")
        let notice = try #require(try await world.outbox().first { $0.recipient.hasSuffix("@intecnia.example") })
        let staff = "From: \(notice.recipient)"
        let quoted = "Reinicie el servicio.\r\n\r\nEl jue, 12 mar 2026 a las 17:00, Intecnia <soporte@intecnia.example> escribió:\r\n> "
            + notice.text.replacing("\n", with: "\r\n> ")
        let before = try await world.outbox(to: .luna).count

        let answered = "In-Reply-To: <\(notice.messageID)>"
        // Anybody may write that address, and notices are forwarded.
        #expect(try await world.deliver(staff, answered, "Subject: Re: sin prueba", saying: "Pague a otra cuenta.") == folio)
        let note = try #require(try await world.journal(folio).last)
        #expect(note.kind == .noted && note.isInternal && note.person == nil && note.body.facts["unsent"] == "unproven")
        #expect(try await world.journal(folio, seenBy: .client).contains { $0.kind == .noted } == false)
        #expect(try await world.deliver("From: x@otro.example", "To: \(try await replyAddress(of: notice, at: world))", "Subject: Re: ajeno") != folio)
        #expect(try await world.kinds(folio).contains(.replied) == false)

        #expect(try await world.deliver(Self.proof("intecnia.example"), staff, answered, "Subject: Re: aviso", saying: quoted) == folio)
        #expect(try await world.deliver(staff, "To: \(try await replyAddress(of: notice, at: world))", "Subject: Re: aviso 2", saying: "Y avíseme.") == folio)
        let replies = try await world.journal(folio).filter { $0.kind == .replied }
        #expect(replies.count == 2 && replies.allSatisfy { $0.body.facts["side"] == "agent" && $0.person != nil })
        let letters = try await world.outbox(to: .luna)
        #expect(letters.count == before + 2)
        #expect(letters.allSatisfy { !$0.text.contains("otra cuenta") })
        #expect(letters.contains { $0.text.contains("Reinicie el servicio.") })
        #expect(letters.dropFirst(before).allSatisfy { !$0.text.contains("escribió") && !$0.text.contains("\n> ") }, "the notice is not the client's")

        let pasted = "Vea:\r\n" + notice.text.replacing("\n", with: "\r\n")
        #expect(try await world.deliver(Self.proof("intecnia.example"), staff, answered, "Subject: Re: pegado", saying: pasted) == folio)
        #expect(try await world.kinds(folio).last == .noted, "part of the notice is still in it")
        #expect(try await world.journal(folio).last?.body.facts["unsent"] == "quotes")
        try await world.desk.close(folio, because: "Listo", as: world[.ines])
        #expect(try await world.deliver(Self.proof("intecnia.example"), staff, answered, "Subject: Re: tarde", saying: "Algo más") == folio)
        #expect(try await world.kinds(folio).last == .noted)
        #expect(try await world.journal(folio).last?.body.facts["unsent"] == "closed")
        let ticket = try await world.ticket(folio), texts = try await world.desk.read { try $0.timeline(of: ticket, for: .agent) }.last?.texts.map(\.text)
        #expect(texts == ["Algo más"], "why it was not sent is told by a fact, in whatever language it is read")
        #expect(try await world.outbox(to: .luna).filter { $0.text.contains("Algo más") || $0.text.contains("Vea:") }.isEmpty)
        #expect(try await world.desk.verify().problems == [])
    }

    @Test(arguments: Engine.all)
    func `one of the staff whose answer nothing proves opens nothing and is told where to answer, and not for ever`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-12 17:00")
        let folio = try await world.deliver(Self.luna, "Subject: No timbra"), client = try await world.outbox(to: .luna).count
        let notice = try #require(try await world.outbox(to: .ines).last)
        for number in 1...5 {
            #expect(try await world.deliver(
                "From: Inés <\(world[.ines].email)>", "In-Reply-To: <\(notice.messageID)>", "Subject: Re: \(notice.subject)", "X-Number: \(number)",
                saying: "Reinicie el servicio.") == folio)
        }
        let told = try await world.outbox(to: .ines).filter { $0.subject.contains("Su correo no se le envió al cliente") }
        #expect(told.count == 2, "who answers the same for the third time may be a machine")
        #expect(told.allSatisfy { $0.folio == folio && !$0.text.contains("Reinicie el servicio.") && $0.series == nil }, "whoever may have written it")
        #expect(try await world.notices(of: .ines).filter { $0 == .bounced }.count == 2)
        #expect(try await world.outbox(to: .luna).count == client)
        #expect(try await world.kinds(folio).filter { $0 == .noted }.count == 5)
        let ticket = try await world.ticket(folio), texts = try await world.desk.read { try $0.timeline(of: ticket, for: .agent) }.flatMap(\.texts).map(\.text)
        #expect(texts.contains("Reinicie el servicio.") && texts.contains { $0.contains(world[.ines].email) }, "her words are not lost")
        #expect(try await world.desk.verify().problems == [])
    }

    @Test(arguments: Engine.all, ["nothing", "proof", "secret"])
    func `a notice invites to an answer by mail only where that reaches the client, and always says where the request is`(on engine: Engine, by way: String) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-12 17:00"), desk = world.desk
        if way != "nothing" {
            var mailbox = NewMailbox(handedOver: try #require(world.policy.company.email))
            if way == "proof" { mailbox.authservID = "mx.intecnia.example" } else { mailbox.takesDetails = true }
            _ = try await desk.add(mailbox, to: "intecnia")
        }
        let folio = try await world.deliver(Self.luna, "Subject: No timbra")
        let server = try ScriptedMailServer()
        defer { server.stop() }
        _ = try await Sender(desk: desk, lines: [try SMTPClient(address: "smtp://127.0.0.1:\(server.port)", helloName: "mesa.example")]).sendWaiting()
        let sent = try server.messages.map { try InboundMessage.parse($0) }
        func letter(to somebody: Somebody) throws -> String {
            try #require(sent.last { message in message.to.contains { $0.email == world[somebody].email } }).text
        }
        let notice = try letter(to: .ines), acknowledgement = try letter(to: .luna)
        #expect(notice.contains("Escriba su respuesta arriba") == (way != "nothing"), "\(notice)")
        #expect(notice.contains("no le llega al cliente") == (way == "nothing"))
        #expect(notice.contains("/intecnia/desk/tickets/\(folio)"))
        #expect(acknowledgement.contains("Escriba su respuesta arriba") && !acknowledgement.contains("/desk/"))
    }
}
