import BusinessTime
import Mail
import ServiceDesk
import Storage
import SupportPolicy
import TestSupport
import Testing

/// CC gives nobody access by itself; one act lets a colleague take part (issue 5).
struct ParticipantTests {
    private static let proof = "Authentication-Results: mx.intecnia.example; dmarc=pass header.from=papeleria.example"
    private static let luna = "From: Luna Lara <luna@papeleria.example>"
    private static let memo = "memo@papeleria.example"

    private func people(_ world: World, _ folio: String) async throws -> (participants: [String], copied: [String]) {
        let ticket = try await world.ticket(folio)
        return try await world.desk.read { tx in (try tx.participants(of: ticket).map(\.email), try tx.copied(on: ticket).map(\.email)) }
    }

    private func principal(_ email: String, _ world: World) async throws -> Principal {
        let company = world[.ada].company
        return try #require(try await world.desk.read { try $0.person(email: email, in: company) }).principal
    }

    private func letters(_ world: World, to email: String) async throws -> [OutboxRow] { try await world.outbox().filter { $0.recipient == email } }

    @Test(arguments: Engine.all)
    func `who is in copy is shown and gets nothing; who takes part gets the letters, answers, and sees the request until he is removed`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-12 10:00"), desk = world.desk, ines = world[.ines], luna = world[.luna]
        let folio = try await world.deliver(
            Self.proof, Self.luna, "To: soporte@intecnia.com.mx, Nora <nora@papeleria.example>, \(ines.email)", "Cc: Memo Mora <\(Self.memo)>, luna@papeleria.example",
            "Subject: No abre")
        #expect(try await people(world, folio).copied == [Self.memo, "nora@papeleria.example"], "neither ourselves nor the staff nor she herself")
        try await desk.reply(to: folio, saying: "Reinicie", as: ines)
        #expect(try await letters(world, to: Self.memo).isEmpty)

        try await desk.addParticipant("MEMO@papeleria.example", named: "Memo Mora", to: folio, as: ines)
        try await desk.addParticipant(Self.memo, to: folio, as: luna)
        #expect(try await world.kinds(folio).filter { $0 == .participantAdded }.count == 1, "added again, nothing happens")
        let memo = try await principal(Self.memo, world)
        let around = try await people(world, folio)
        #expect(around.participants == ["MEMO@papeleria.example"] && around.copied == ["nora@papeleria.example"])
        let welcome = try #require(try await letters(world, to: memo.email).first)
        #expect(welcome.text.contains(folio) && welcome.text.contains("No abre") && !welcome.text.contains("Luna"))
        let file = try await desk.keep([Upload(name: "guía.txt", mediaType: "text/plain", bytes: Array("Paso 1".utf8))])
        try await desk.reply(to: folio, saying: "¿Ya abre?", files: file, as: ines)
        let letter = try #require(try await letters(world, to: memo.email).last)
        #expect(letter.text.contains("¿Ya abre?"))
        let server = try ScriptedMailServer()
        defer { server.stop() }
        _ = try await Sender(desk: desk, lines: [try SMTPClient(address: "smtp://127.0.0.1:\(server.port)", helloName: "mesa.intecnia.example")]).sendWaiting()
        let sent = try server.messages.map { try InboundMessage.parse($0) }.filter { $0.to.map(\.email) == [memo.email] }
        #expect(sent.last?.attachments.map(\.name) == ["guía.txt"] && sent.last?.isAutomatic == false, "what a person says, with its files")

        #expect(try await world.deliver("From: Memo Mora <memo@papeleria.example>", "Subject: Re: No abre", "In-Reply-To: <\(letter.messageID)>", saying: "Sigue sin abrir") == folio)
        #expect(try await world.last(.replied, of: folio)?.person == memo.person)
        #expect(try await desk.replyOfClient(to: folio, saying: "Y la impresora tampoco", as: memo).ticket.folio == folio)
        #expect(try await desk.read { try $0.tickets(of: memo).map(\.ticket.folio) } == [folio])
        #expect(try await desk.read { try $0.ticket(folio, visibleTo: memo).ticket.folio } == folio)
        #expect(try await letters(world, to: luna.email).allSatisfy { !$0.text.contains("impresora") }, "the requester sees it on her page")

        try await desk.removeParticipant(Self.memo, from: folio, as: luna)
        let count = try await letters(world, to: memo.email).count
        try await desk.reply(to: folio, saying: "Sólo para ella", as: ines)
        #expect(try await letters(world, to: memo.email).count == count)
        #expect(await outcome { _ = try await desk.read { try $0.ticket(folio, visibleTo: memo) } } == "not found")
        #expect(try await desk.read { try $0.tickets(of: memo) }.isEmpty)
        let next = try await world.deliver("From: memo@papeleria.example", "Subject: Re: No abre", "In-Reply-To: <\(letter.messageID)>", saying: "¿Y bien?")
        #expect(next != folio, "his letters open nothing any more")
        #expect(try await desk.verify().problems == [])
        try await world.tamper("UPDATE participant SET is_in = 1")
        #expect(try await desk.verify().problems.isEmpty == false)
    }

    @Test(arguments: Engine.all)
    func `who takes part decides nothing, adds nobody, and may leave; the company's other clients and its staff do not take part`(on engine: Engine) async throws {
        let world = try await World(.fel, on: engine, at: "2026-03-09 10:00"), desk = world.desk, ines = world[.ines], luna = world[.luna], sol = world[.sol]
        let folio = try await world.open(as: luna).ticket.folio, other = try await world.open(as: luna).ticket.folio
        #expect(await outcome { _ = try await desk.addParticipant(sol.email, to: folio, as: sol) } == "not found")
        #expect(await outcome { _ = try await desk.addParticipant("nadie", to: folio, as: luna) } == "invalid email")
        #expect(await outcome { _ = try await desk.addParticipant(world[.beto].email, to: folio, as: luna) } == "conflict")
        try await desk.addParticipant(sol.email, to: folio, as: luna)
        for verb in [
            await outcome { _ = try await desk.close(folio, because: "", as: sol) }, await outcome { _ = try await desk.addParticipant("x@y.example", to: folio, as: sol) },
            await outcome { _ = try await desk.reopen(folio, because: "", as: sol) }, await outcome { _ = try await desk.dispute(folio, because: "No", as: sol) },
            await outcome { try await desk.removeParticipant(luna.email, from: folio, as: sol) },
        ] { #expect(verb == "forbidden" || verb == "not found", "\(verb)") }
        #expect(await outcome { _ = try await desk.read { try $0.ticket(other, visibleTo: sol) } } == "not found", "one request, not the next")
        #expect(try await desk.read { try $0.quotes(of: sol, on: folio) }.isEmpty)
        try await desk.removeParticipant(sol.email, from: folio, as: sol)
        #expect(await outcome { try await desk.removeParticipant(sol.email, from: folio, as: ines) } == "not found")

        _ = try await world.open { ($0.requesterEmail, $0.rfc) = ("ajena@otra.example", "AAA010101AAA") }
        let hers = try await world.open { ($0.requesterEmail, $0.rfc) = ("propia@papel.example", "EKU9003173C9") }.ticket.folio
        #expect(await outcome { _ = try await desk.addParticipant("ajena@otra.example", to: folio, as: luna) } == "conflict", "of another customer, as she says")
        #expect(await outcome { _ = try await desk.addParticipant("ajena@otra.example", to: folio, as: ines) } == "done", "who serves them knows")
        for number in 1...20 { try await desk.addParticipant("c\(number)@papel.example", to: hers, as: ines) }
        #expect(await outcome { _ = try await desk.addParticipant("c21@papel.example", to: hers, as: ines) } == "conflict")
        #expect(try await desk.verify().problems == [])
    }

    @Test(arguments: Engine.all)
    func `an answer to a closed request takes its people along; two colleagues' requests become one with both`(on engine: Engine) async throws {
        let world = try await World(.fel, on: engine, at: "2026-03-09 10:00"), desk = world.desk, ines = world[.ines], luna = world[.luna], sol = world[.sol]
        let first = try await world.open().ticket.folio, second = try await world.open { $0.requesterEmail = sol.email }.ticket.folio
        let typed = try await world.open { $0.requesterEmail = "x@nadie.example" }.ticket.folio
        #expect(await outcome { _ = try await desk.merge(typed, into: first, as: ines) } == "conflict", "anybody can type an RFC")
        try await desk.sendPasswordLink(to: "x@nadie.example", in: "fel")
        let link = try #require(try await letters(world, to: "x@nadie.example").last?.text.firstMatch(of: /password\/([^\s]+)/)).1
        _ = try await desk.setPassword("una clave larga", byLink: String(link), in: "fel")
        #expect(await outcome { _ = try await desk.merge(typed, into: first, as: ines) } == "conflict", "and set a password")
        try await desk.merge(second, into: first, as: ines)
        #expect(try await people(world, first).participants == [sol.email])
        let told = try await letters(world, to: sol.email)
        #expect(told.filter { $0.text.contains("Juntamos") }.count == 1 && told.allSatisfy { !$0.text.contains("Le agregamos") })
        #expect(try await desk.replyOfClient(to: second, saying: "Sigo aquí", as: sol).ticket.folio == first)

        let folio = try await world.open(as: luna).ticket.folio
        try await desk.addParticipant(sol.email, to: folio, as: luna)
        try await desk.close(folio, because: "Listo", as: ines)
        try await world.until("2026-06-01 10:00")
        let next = try await desk.replyOfClient(to: folio, saying: "Otra vez", as: sol).ticket
        #expect(next.participants == [sol.person] && next.requester == luna.person)
        let again = try await desk.simulate(world.policy, of: world.company.slug, openedIn: Span(Instant(seconds: 0), .never))
        #expect(again.differences.isEmpty, "lived again under the same policy it comes to the same")
        #expect(try await desk.verify().problems == [])
    }

    @Test(arguments: Engine.all)
    func `erasing covers who was in copy, and what somebody said where he took part`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-12 10:00"), desk = world.desk, ines = world[.ines]
        let folio = try await world.deliver(Self.proof, Self.luna, "To: soporte@intecnia.com.mx", "Cc: Memo Mora <\(Self.memo)>, nora@papeleria.example", "Subject: No abre")
        try await desk.addParticipant(Self.memo, named: "Memo Mora", to: folio, as: ines)
        let letter = try #require(try await letters(world, to: Self.memo).last).messageID
        _ = try await world.deliver("From: \(Self.memo)", "Subject: Re", "In-Reply-To: <\(letter)>", saying: "Mi clave es secreta4711")
        try await desk.erase(.person(email: "nora@papeleria.example"), in: "intecnia", because: "ARCO 7")
        #expect(try await people(world, folio).copied.isEmpty)
        let foreseen = try await desk.erasable(.person(email: Self.memo), in: "intecnia")
        #expect(foreseen.texts == 1 && foreseen.mails >= 1 && foreseen.originals == 1)
        try await desk.erase(.person(email: Self.memo), in: "intecnia", because: "ARCO 8")
        let left: [String] = try await desk.read { tx in
            try tx.sql.values("SELECT COALESCE(text, '') FROM content UNION ALL SELECT text || recipient FROM outbox UNION ALL SELECT email || name FROM person UNION ALL SELECT email FROM copied_address")
        }
        #expect(left.allSatisfy { !$0.contains("4711") && !$0.lowercased().contains("memo") }, "\(left.filter { $0.lowercased().contains("memo") })")
        #expect(try await people(world, folio).participants.isEmpty)
        #expect(try await world.search("secreta4711", as: ines).isEmpty)
        let original = try await world.ticket(folio)
        #expect(original.subject == "No abre" && original.subjectErasedAt == .never, "the request is Luna's, and stays")
        #expect(try await desk.verify().problems == [])
        try await desk.erase(.ticket(folio: folio), in: "intecnia", because: "ARCO 9")
        #expect(try await desk.verify().problems == [])
    }

    @Test(arguments: Engine.all)
    func `a client lets others in only where the house knows him, learns nothing of them, and floods nobody`(on engine: Engine) async throws {
        let world = try await World(.fel, on: engine, at: "2026-03-09 10:00"), desk = world.desk, ines = world[.ines], luna = world[.luna]
        let typed = try await world.open { ($0.requesterEmail, $0.subject) = ("nadie@nadie.example", "COMPRE AQUÍ") }.ticket.folio
        let nobody = try await principal("nadie@nadie.example", world)
        #expect(await outcome { _ = try await desk.addParticipant(Self.memo, to: typed, as: nobody) } == "conflict")
        #expect(try await letters(world, to: Self.memo).isEmpty, "whoever types an address sends nobody anything")
        try await desk.addParticipant(Self.memo, to: typed, as: ines)

        _ = try await world.open { ($0.requesterEmail, $0.rfc) = ("ajena@otra.example", "AAA010101AAA") }
        let folio = try await world.open(as: luna).ticket.folio
        var refusals: Set<String> = []
        for email in ["ajena@otra.example", world[.beto].email] {
            do {
                _ = try await desk.addParticipant(email, to: folio, as: luna)
            } catch DeskError.conflict(let said) {
                refusals.insert(said.es.replacing(email, with: "…"))
            }
        }
        #expect(refusals == ["No pudimos agregar a …: pida a quien le atiende que lo haga."])

        let before = try await letters(world, to: Self.memo).count
        var added = 0
        for _ in 1...25 {
            guard await outcome({ _ = try await desk.addParticipant(Self.memo, to: folio, as: luna) }) == "done" else { break }
            added += 1
            try await desk.removeParticipant(Self.memo, from: folio, as: luna)
        }
        #expect(added == 19 && before == 1, "with what the staff added, twenty within an hour")
        try await desk.addParticipant(Self.memo, to: folio, as: ines)
        try await desk.removeParticipant(Self.memo, from: folio, as: ines)
        _ = try await desk.advanceClock(by: 3_601)
        try await desk.addParticipant(Self.memo, to: folio, as: luna)
        #expect(try await desk.verify().problems == [])
    }

    @Test(arguments: Engine.all)
    func `who takes part is written to in his language and not as the one who asked; his letter that fails is told`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-12 10:00"), desk = world.desk, ines = world[.ines]
        let first = try await world.open().ticket.folio, second = try await world.open().ticket.folio
        try await desk.assign(second, as: ines)
        try await desk.addParticipant(Self.memo, to: first, as: ines)
        try await desk.choose([:], in: .en, as: try await principal(Self.memo, world))
        try await desk.addParticipant(Self.memo, to: second, as: ines)
        #expect(try await letters(world, to: Self.memo).last?.text.contains("We added you to the request \(second)") == true)
        try await desk.reply(to: second, saying: "Reinicie.", as: ines)
        let his = try #require(try await letters(world, to: Self.memo).last), hers = try #require(try await world.outbox(to: .luna).last)
        #expect(his.text.hasPrefix("Good day,") && !his.text.contains("Luna") && his.text.contains("Reinicie."), "\(his.text)")
        #expect(hers.text.hasPrefix("Estimado/a Luna Lara:"))

        let server = try ScriptedMailServer(ScriptedMailServer.polite(except: ["RCPT TO:<memo@": "550 5.1.1 nobody here"]))
        defer { server.stop() }
        _ = try await Sender(desk: desk, lines: [try SMTPClient(address: "smtp://127.0.0.1:\(server.port)", helloName: "mesa.intecnia.example")]).sendWaiting()
        let memo = try await principal(Self.memo, world).person
        #expect(try await desk.read { try $0.mailFailure(of: memo) } == .hard)
        #expect(try await world.last(.noted, of: second)?.body.facts["bounce"] == "hard")
        #expect(try await world.notices(of: .ines).contains(.bounced))
    }

    @Test(arguments: Engine.all)
    func `erasing covers what somebody said on another's request although he takes part no more`(on engine: Engine) async throws {
        let world = try await World(.fel, on: engine, at: "2026-03-09 10:00"), desk = world.desk, ines = world[.ines], sol = world[.sol]
        let first = try await world.open().ticket.folio, second = try await world.open { $0.requesterEmail = sol.email }.ticket.folio
        try await desk.merge(second, into: first, as: ines)
        _ = try await desk.replyOfClient(to: second, saying: "Mi clave es secreta4711", as: sol)
        try await desk.reply(to: first, saying: "Gracias, ya quedó", as: ines)
        try await desk.removeParticipant(sol.email, from: first, as: ines)
        try await desk.erase(.person(email: sol.email), in: "fel", because: "ARCO 10", evenOpen: true)
        let left: [String] = try await desk.read { try $0.sql.values("SELECT COALESCE(text, '') FROM content") }
        #expect(left.allSatisfy { !$0.contains("4711") } && left.contains { $0.contains("Gracias, ya quedó") }, "and nothing that others said")
    }
}
