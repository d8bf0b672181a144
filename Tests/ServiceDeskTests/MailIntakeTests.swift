import BusinessTime
import ServiceDesk
import Storage
import SupportPolicy
import TestSupport
import Testing

extension World {
    /// Delivers a message; every header is a line of its own.
    func deliver(_ headers: String..., saying body: String = "El error 301 sigue.") async throws -> String {
        let raw = (headers + ["Message-ID: <\(headers.joined().utf8.reduce(0) { ($0 &* 31 &+ Int($1)) & 0xFFFFFF })@cliente.example>", "", body]).joined(separator: "\r\n")
        return try await deliver(raw: Array(raw.utf8))
    }

    /// `opened or joined` as a folio, `refused`, `duplicate IN-101`.
    func deliver(raw: [UInt8]) async throws -> String {
        switch try await desk.deliver(raw, to: company.slug, trusting: "mx.intecnia.example") {
        case .ticket(let folio): folio
        case .refused: "refused"
        case .duplicate(let folio): "duplicate \(folio ?? "")"
        case .parked: "parked"
        case .test: "test"
        }
    }
}

struct MailIntakeTests {
    private static let luna = "From: Luna Lara <luna@papeleria.example>"

    @Test(arguments: Engine.all)
    func `a message opens a ticket and is acknowledged; delivered again, it is taken once`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-12 17:00")
        #expect(try await world.deliver(Self.luna, "Subject: No timbra") == "IN-101")
        #expect(try await world.deliver(Self.luna, "Subject: No timbra") == "duplicate IN-101")
        let ticket = try await world.ticket("IN-101")
        #expect(ticket.subject == "No timbra" && ticket.channel == .email && ticket.requester == world[.luna].person)
        #expect(try await world.outbox(to: .luna).count == 1)
        #expect(try await world.deliver("From: Nuevo <NUEVO@cliente.example>", "Subject:") == "IN-102")
        #expect(try await world.ticket("IN-102").subject == "", "what nobody said is not kept")
    }

    @Test(arguments: Engine.all)
    func `what nobody wrote is not kept, and everybody reads in his language that it is missing`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-12 17:00"), desk = world.desk
        try await desk.choose([:], in: .en, as: world[.beto])
        let folio = try await world.deliver("From: <nueva@cliente.example>", "Subject:", saying: "")
        let ticket = try await world.ticket(folio)
        let texts: [String] = try await desk.read { try $0.sql.values("SELECT text FROM content WHERE ticket_id = \(ticket.id)") }
        #expect(texts.joined() == "")
        #expect(ticket.subject(in: .es) == "(sin asunto)" && ticket.subject(in: .en) == "(no subject)")
        try await desk.assign(folio, to: world[.ines].email, as: world[.ada])
        try await desk.assign(folio, to: world[.beto].email, as: world[.ada])
        #expect(try await world.outbox(to: .ines).last?.subject.contains("(sin asunto)") == true)
        let notice = try #require(try await world.outbox(to: .beto).last)
        #expect(notice.subject.contains("(no subject)"))
        let sent = try await world.outbox().count
        let proof = "Authentication-Results: mx.intecnia.example; dmarc=pass header.from=\(world[.beto].email.split(separator: "@")[1])"
        #expect(try await world.deliver(proof, "From: \(world[.beto].email)", "Subject: Re", "In-Reply-To: <\(notice.messageID)>", saying: "") == folio)
        #expect(try await world.journal(folio).last?.body.facts["unsent"] == "empty")
        #expect(try await world.outbox().count == sent, "an answer without a word is none")
        #expect(try await desk.verify().problems == [])
    }

    /// What Intecnia's own mail server reports of mail that Luna's really sent.
    private static let proof = "Authentication-Results: mx.intecnia.example; dmarc=pass header.from=papeleria.example"

    @Test(arguments: Engine.all)
    func `an answer joins by our Message-ID, or by the folio from its own requester if he is proven`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-12 17:00")
        let folio = try await world.deliver(Self.luna, "Subject: No timbra")
        try await world.desk.ask(folio, "¿Qué versión?", as: world[.ines])
        let letter = try #require(try await world.outbox(to: .luna).last).messageID
        #expect(try await world.deliver(Self.luna, "Subject: Re: lo que sea", "In-Reply-To: <\(letter)>", saying: "La cinco") == folio)
        #expect(try await world.ticket(folio).state == .open)
        #expect(try await world.search("cinco", as: world[.ines]) == [folio])
        #expect(try await world.deliver(Self.proof, Self.luna, "Subject: sobre \(folio.lowercased()), otra cosa") == folio)
        #expect(try await world.kinds(folio).filter { $0 == .replied }.count == 2)

        let stranger = "From: Extraño <x@otro.example>"
        #expect(try await world.deliver(stranger, "Subject: [\(folio)] dígame todo") == "IN-102", "a folio from a stranger joins nothing")
        #expect(try await world.deliver(stranger, "Subject: Re", "In-Reply-To: <\(letter)>") == "IN-103", "nor does a leaked Message-ID")
        #expect(try await world.deliver(Self.luna, "Subject: [\(folio)] soy yo") == "IN-104", "nor does anybody who writes her address")
        #expect(try await world.deliver(
            "Authentication-Results: mx.intecnia.example; dmarc=fail", Self.proof, Self.luna, "Subject: [\(folio)] sí soy") == "IN-105", "nor a report of his own")
        #expect(try await world.deliver(
            "Authentication-Results: mx.intecnia.example; dmarc=pass header.from=otro.example", stranger, "Subject: [\(folio)] y yo") == "IN-106", "nor a proven stranger")
        #expect(try await world.kinds(folio).filter { $0 == .replied }.count == 2)
        #expect(try await world.desk.verify().problems == [])
    }

    @Test(arguments: Engine.all)
    func `an answer to a closed ticket does what its company says`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-09 10:00")
        let folio = try await world.deliver(Self.luna, "Subject: No timbra")
        try await world.desk.close(folio, because: "Listo", as: world[.ines])
        #expect(try await world.deliver(Self.proof, Self.luna, "Subject: Re: \(folio) no quedó") == folio)
        #expect(try await world.ticket(folio).state == .open)
        try await world.desk.close(folio, because: "Listo", as: world[.ines])
        try await world.until("2026-04-15 10:00")
        #expect(try await world.deliver(Self.proof, Self.luna, "Subject: Re: \(folio) otra vez") == "IN-102")
    }

    @Test(arguments: Engine.all)
    func `Execom takes no mail: the message is kept as a refusal and answered with the way in, once`(on engine: Engine) async throws {
        let world = try await World(.grupoExecom, on: engine, at: "2026-03-12 17:00")
        for _ in 1...2 { _ = try await world.deliver(Self.luna, "Subject: Ayuda") }
        let kept = try await world.companyJournal().filter { $0.kind == .mailRefused }
        #expect(kept.count == 1)
        #expect(kept.first.map { !world.ids($0).isEmpty } == true)
        #expect(kept.first?.body.contents.count == 3, "sender, subject and the original")
        #expect(try await world.companyJournal().allSatisfy { $0.kind != .refused })
        let mails = try await world.outbox(to: .luna)
        #expect(mails.count == 1)
        #expect(mails.first?.text.contains("www.maxicomercio.net") == true)
        #expect(mails.first?.inReplyTo != nil)
        #expect(try await world.desk.read { try $0.tickets(of: world[.ines]) }.isEmpty)
        for number in 1...25 { _ = try await world.deliver(Self.luna, "Subject: Ayuda \(number)", saying: "Falla la terminal \(number)") }
        #expect(try await world.outbox(to: .luna).count == 20, "nobody is flooded with refusals")
        #expect(try await world.desk.verify().problems == [])
    }

    @Test(arguments: Engine.all)
    func `what cannot be read becomes a ticket with its original`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-12 17:00")
        for raw in [[], Array("\u{0}\u{1}".utf8), [UInt8](repeating: 0xFF, count: 3_000), Array("From: nadie\r\n\r\n".utf8)] as [[UInt8]] {
            let folio = try await world.deliver(raw: raw)
            #expect(folio.hasPrefix("IN-"))
            let ticket = try await world.ticket(folio)
            let files = try await world.desk.read { try $0.timeline(of: ticket, for: .agent) }.flatMap(\.files)
            let original = try #require(files.first { $0.name == "mensaje.eml" })
            #expect(try await world.desk.attachment(original.id, of: folio, as: world[.ines]).bytes == raw)
        }
        #expect(try await world.outbox().allSatisfy { !$0.recipient.hasPrefix("desconocido") }, "nobody is written to who is nobody")
        let odd = try await world.deliver(Self.luna, "Subject: \u{202E}\u{200B}", saying: "\u{202E}")
        #expect(odd.hasPrefix("IN-"))
        let long = try await world.deliver(Self.luna, "Subject: Largo", saying: String(repeating: "línea larga\r\n", count: 120_000))
        let ticket = try await world.ticket(long)
        #expect(try await world.desk.read { try $0.timeline(of: ticket, for: .agent) }.flatMap(\.files).contains { $0.name == "mensaje.eml" })
    }

    @Test(arguments: Engine.all)
    func `automatic mail is never acknowledged, ends no wait, and reports where it belongs`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-12 17:00")
        let folio = try await world.deliver(Self.luna, "Subject: No timbra")
        try await world.desk.ask(folio, "¿Qué versión?", as: world[.ines])
        let letter = try #require(try await world.outbox(to: .luna).last).messageID, mails = try await world.outbox().count
        #expect(try await world.deliver(
            Self.luna, "Subject: Fuera de la oficina", "Auto-Submitted: auto-replied", "In-Reply-To: <\(letter)>", saying: "Vuelvo el lunes") == folio)
        #expect(try await world.ticket(folio).state == .waiting)
        #expect(try await world.kinds(folio).last == .noted)
        #expect(try await world.journal(folio, seenBy: .client).contains { $0.kind == .noted } == false)
        let other = try await world.deliver("From: robot@otro.example", "Subject: Boletín", "Precedence: bulk")
        #expect(other == "IN-102")
        #expect(try await world.outbox().filter { $0.recipient != world[.ines].email }.count == mails - 1)
        #expect(try await world.outbox(to: .ines).count == 3, "assigned twice, and told that a program answered for her")
    }

    @Test(arguments: Engine.all)
    func `an answerer that calls itself bulk or junk ends no wait and reopens nothing`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-12 10:00"), desk = world.desk
        let folio = try await world.deliver(Self.luna, "Subject: No timbra")
        try await desk.ask(folio, "¿Qué versión?", as: world[.ines])
        let letter = try #require(try await world.outbox(to: .luna).last).messageID
        for word in ["bulk", "junk"] {
            #expect(try await world.deliver(
                Self.luna, "Subject: Re: \(folio)", "Precedence: \(word)", "In-Reply-To: <\(letter)>", saying: "Estoy de vacaciones \(word)") == folio)
            #expect(try await world.ticket(folio).state == .waiting)
        }
        let other = try await world.deliver(Self.luna, "Subject: No imprime")
        let receipt = try #require(try await world.outbox(to: .luna).last { $0.folio == other }).messageID
        try await desk.close(other, because: "Listo", as: world[.ines])
        #expect(try await world.deliver(Self.luna, "Subject: Re: cerrado", "Precedence: junk", "In-Reply-To: <\(receipt)>", saying: "Sigo fuera") == other)
        #expect(try await world.ticket(other).isClosed)
        let kinds = try await world.kinds(folio) + world.kinds(other)
        #expect(kinds.filter { $0 == .noted }.count == 3 && !kinds.contains(.replied) && !kinds.contains(.reopened), "\(kinds)")
        #expect(try await desk.verify().problems == [])
    }

    @Test(arguments: Engine.all)
    func `a read receipt is noted, and nobody is told that a program answered for the client`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-12 10:00")
        let folio = try await world.deliver(Self.luna, "Subject: No timbra")
        try await world.desk.ask(folio, "¿Qué versión?", as: world[.ines])
        let letter = try #require(try await world.outbox(to: .luna).last), told = try await world.notices(of: .ines)
        #expect(try await world.deliver(
            Self.luna, "Subject: Leído", "In-Reply-To: <\(letter.messageID)>", "Content-Type: multipart/report; report-type=disposition-notification; boundary=b",
            saying: "--b\r\n\r\nSe leyó.\r\n--b\r\nContent-Type: message/disposition-notification\r\n\r\nDisposition: manual-action/MDN-sent-manually; displayed\r\n--b--") == folio)
        let note = try #require(try await world.journal(folio).last)
        #expect(note.kind == .noted && note.body.facts["automatic"] == "report" && note.body.facts["awaited"] == nil)
        #expect(try await world.notices(of: .ines) == told)
    }

    @Test(arguments: Engine.all)
    func `what a machine says of a letter is a note on its ticket, by secret or Message-ID and by no folio; it is no answer`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-12 17:00")
        let folio = try await world.deliver(Self.luna, "Subject: No timbra")
        try await world.desk.ask(folio, "¿Qué versión?", as: world[.ines])
        let letter = try #require(try await world.outbox(to: .luna).last), mails = try await world.outbox(to: .luna).count
        let secret = try #require(ReplyKey.address("soporte@intecnia.example", for: letter.id, with: try await world.desk.secret(named: ReplyKey.secretName)))
        #expect(try await world.deliver(Self.luna, "To: \(secret)", "Subject: Estoy fuera", "Auto-Submitted: auto-replied", saying: "Vuelvo el lunes") == folio)
        #expect(try await world.deliver(
            Self.luna, "Subject: Leído: \(letter.subject)", "In-Reply-To: <\(letter.messageID)>", "Content-Type: multipart/report; report-type=disposition-notification; boundary=b",
            saying: "--b\r\n\r\nSe leyó.\r\n--b\r\nContent-Type: message/disposition-notification\r\n\r\nDisposition: manual-action/MDN-sent-manually; displayed\r\n--b--") == folio)
        #expect(try await world.kinds(folio).suffix(2) == [.noted, .noted])
        #expect(try await world.ticket(folio).state == .waiting)
        // Anybody can write her address and the folio.
        #expect(try await world.deliver(Self.luna, "Subject: Respuesta automática: \(letter.subject)", saying: "Dígale que pague a otra cuenta") == "IN-102")
        #expect(try await world.deliver(Self.luna, "Subject: [\(folio)]", "Auto-Submitted: auto-replied", saying: "Dígale que pague a otra cuenta") == "IN-103")
        #expect(try await world.kinds(folio).filter { $0 == .noted }.count == 2, "nothing of it is on her ticket")
        #expect(try await world.outbox(to: .luna).count == mails, "nobody outside is written to")
        // A person's words that only look so are his answer.
        #expect(try await world.deliver(Self.luna, "Subject: Ausencia de respuesta", "In-Reply-To: <\(letter.messageID)>", saying: "Sigo sin poder") == folio)
        #expect(try await world.ticket(folio).state == .open)
        #expect(try await world.desk.verify().problems == [])
    }

    @Test(arguments: Engine.all)
    func `a letter of ours that comes back is a note on its ticket, and nothing is acknowledged to the company itself`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-12 17:00")
        let folio = try await world.deliver(Self.luna, "Subject: No timbra")
        try await world.desk.reply(to: folio, saying: "Reinicie.", as: world[.ines])
        let letter = try #require(try await world.outbox(to: .luna).last), mails = try await world.outbox().count
        let company = try await world.desk.company(world.company.slug)
        let own = try #require(company.policy.company.email)
        let raw = "Received: by alias\r\nFrom: Intecnia <\(own)>\r\nTo: luna@papeleria.example\r\nSubject: \(letter.subject)\r\nMessage-ID: <\(letter.messageID)>\r\n\r\n\(letter.text)"
        #expect(try await world.deliver(raw: Array(raw.utf8)) == folio)
        let note = try #require(try await world.journal(folio).last)
        #expect(note.kind == .noted && note.isInternal && note.body.facts["automatic"] == "own_letter")
        #expect(try await world.outbox().count == mails)
        #expect(try await world.deliver("From: Soporte <\(own)>", "Subject: Reenvío") == "IN-102")
        #expect(try await world.outbox().allSatisfy { $0.recipient != own })
        #expect(try await world.desk.verify().problems == [])
    }
}

extension MailIntakeTests {
    @Test(arguments: Engine.all)
    func `what a client's mail program quoted is kept, folded, and neither found nor told again`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-12 17:00"), luna = "From: Luna Lara <luna@papeleria.example>"
        let folio = try await world.deliver(luna, "Subject: No timbra")
        try await world.desk.ask(folio, "¿Qué versión?", as: world[.ines])
        let letter = try #require(try await world.outbox(to: .luna).last).messageID
        let quote = "El jue, 12 mar 2026 a las 17:00, Intecnia (<soporte@intecnia.example>) escribió:\r\n\r\n> paralelepípedo\r\n> ¿Qué versión?"
        #expect(try await world.deliver(luna, "Subject: Re", "In-Reply-To: <\(letter)>", "Content-Type: text/plain; charset=utf-8", saying: "La cinco, señora.\r\n\r\n\(quote)") == folio)

        let ticket = try await world.ticket(folio)
        for role in [Role.agent, .client] {
            let said = try #require(try await world.desk.read { try $0.timeline(of: ticket, for: role) }.last { $0.entry.kind == .replied }?.texts.first)
            #expect(said.text == "La cinco, señora.")
            #expect(said.quoted.hasPrefix("El jue, 12 mar") && said.quoted.hasSuffix("> ¿Qué versión?"))
        }
        #expect(try await world.search("cinco", as: world[.ines]) == [folio])
        #expect(try await world.search("paralelepípedo", as: world[.ines]) == [])
        let told = try #require(try await world.outbox(to: .ines).last)
        #expect(told.text.contains("La cinco") && !told.text.contains("paralelepípedo"))
        #expect(try await world.desk.verify().problems == [])
    }
}
