import BusinessTime
import Dispatch
import Mail
import ServiceDesk
import Storage
import SupportPolicy
import TestSupport
import Testing

/// A letter goes out twice at most, and none is lost in silence (issue 5).
struct SendingTests {
    func sender(of world: World, to server: ScriptedMailServer) throws -> Sender {
        Sender(desk: world.desk, lines: try (0..<Sender.usualLines).map { _ in try SMTPClient(address: "smtp://127.0.0.1:\(server.port)", helloName: "mesa.fel.example") })
    }

    func letter(of world: World) async throws -> OutboxRow { try #require(try await world.outbox(to: .luna).first) }

    @Test(arguments: Engine.all)
    func `a letter whose answer never came is sent once more, and a third time only if somebody says so`(on engine: Engine) async throws {
        let world = try await World(.fel, on: engine, at: "2026-03-09 10:00"), desk = world.desk
        let server = try ScriptedMailServer(ScriptedMailServer.polite(except: [".": ""]))
        defer { server.stop() }
        let sender = try sender(of: world, to: server)
        let folio = try await world.open().ticket.folio
        #expect(try await sender.sendWaiting() == 1)
        var letter = try await letter(of: world)
        #expect(letter.state == .queued && letter.doubts == 1 && letter.problem != nil)
        #expect(try await sender.sendWaiting() == 0)
        _ = try await desk.advanceClock(by: 60)
        #expect(try await sender.sendWaiting() > 0)
        letter = try await self.letter(of: world)
        #expect(letter.fate == .unknown && letter.attempts == 2)
        _ = try await desk.advanceClock(by: 7_200)
        _ = try await sender.sendWaiting()
        // Whoever sees to the ticket is written to as well, by the same way.
        #expect(try server.messages.map { try InboundMessage.parse($0) }.filter { $0.to.contains { $0.email == world[.luna].email } }.count == 2)
        #expect(try await desk.mailHealth(as: world[.ines]).failed >= 1)
        #expect(try await world.last(.noted, of: folio)?.body.facts["bounce"] == "unknown")
        let luna = world[.luna].person
        #expect(try await desk.read { try $0.mailFailure(of: luna) } == nil, "nothing was said of her address")

        let heard = try ScriptedMailServer()
        defer { heard.stop() }
        try await desk.sendAgain(letter.id, as: world[.ines])
        _ = try await self.sender(of: world, to: heard).sendWaiting()
        letter = try await self.letter(of: world)
        let again = try heard.messages.map { try InboundMessage.parse($0) }.filter { $0.to.contains { $0.email == world[.luna].email } }
        #expect(letter.fate == .sentMaybeTwice && letter.problem == nil && again.count == 1)
        let ticket = try await world.ticket(folio)
        let told = try await desk.read { try $0.timeline(of: ticket, for: .agent) }.flatMap(\.letters).filter { $0.recipient == world[.luna].email }
        #expect(told.map(\.fate) == [.sentMaybeTwice])
        #expect(try await desk.read { try $0.timeline(of: ticket, for: .client) }.allSatisfy(\.letters.isEmpty), "staff alone is told")
    }

    @Test(arguments: Engine.all)
    func `five days without our own mail server are told, and mark nobody's address`(on engine: Engine) async throws {
        let world = try await World(.fel, on: engine, at: "2026-03-09 10:00"), desk = world.desk, luna = world[.luna].person
        let server = try ScriptedMailServer()
        server.stop()
        let sender = try sender(of: world, to: server)
        let folio = try await world.open().ticket.folio
        // Its last attempt.
        try await world.tamper("UPDATE outbox SET attempts = 33")
        #expect(try await sender.sendWaiting() > 0)
        #expect(try await letter(of: world).fate == .failed)
        #expect(try await world.last(.noted, of: folio)?.body.facts["bounce"] == "unknown")
        #expect(try await desk.read { try $0.mailFailure(of: luna) } == nil)
    }

    @Test(arguments: Engine.all)
    func `what the mail server refuses for good is told whoever holds the ticket, and the address is marked`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-09 10:00"), desk = world.desk
        let folio = try await world.open().ticket.folio
        try await desk.assign(folio, as: world[.ines])
        let server = try ScriptedMailServer(ScriptedMailServer.polite(except: ["RCPT": "550 5.1.1 nobody here"]))
        defer { server.stop() }
        let sender = try sender(of: world, to: server)
        _ = try await sender.sendWaiting()
        #expect(try await letter(of: world).fate == .failed)
        let note = try #require(try await world.last(.noted, of: folio))
        #expect(note.isInternal && note.body.facts["bounce"] == "hard")
        #expect(try await world.notices(of: .ines).last == .bounced)
        let luna = world[.luna].person
        #expect(try await desk.read { try $0.mailFailure(of: luna) } == .hard)
        // The notice is refused as well: nobody is told of that.
        _ = try await desk.advanceClock(by: 60)
        _ = try await sender.sendWaiting()
        #expect(try await world.kinds(folio).filter { $0 == .noted }.count == 1)
        #expect(try await desk.verify().problems == [])
    }

    @Test(arguments: Engine.all)
    func `a letter goes on from what it answers, and an answer's files travel with it, up to what a mail can carry`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-09 10:00"), desk = world.desk
        let server = try ScriptedMailServer()
        defer { server.stop() }
        let sender = try sender(of: world, to: server)
        func sent(to somebody: Somebody) throws -> [InboundMessage] {
            try server.messages.map { try InboundMessage.parse($0) }.filter { $0.to.contains { $0.email == world[somebody].email } }
        }
        let folio = try await world.deliver("From: Luna <\(world[.luna].email)>", "Subject: No enciende", saying: "El conmutador")
        let asked = try await world.outbox(to: .luna).count
        _ = try await sender.sendWaiting()
        let acknowledgement = try #require(try sent(to: .luna).last)
        #expect(asked == 1 && acknowledgement.inReplyTo.count == 1 && acknowledgement.inReplyTo.first?.hasSuffix("@cliente.example") == true)
        _ = try await desk.advanceClock(by: 60)
        let file = try await desk.keep([Upload(name: "guía.txt", mediaType: "text/plain", bytes: Array("Paso 1".utf8))])
        try await desk.reply(to: folio, saying: "", files: file, as: world[.ines])
        _ = try await sender.sendWaiting()
        let answer = try #require(try sent(to: .luna).last)
        #expect(answer.attachments.map(\.name) == ["guía.txt"] && answer.attachments.first?.bytes == Array("Paso 1".utf8))
        #expect(answer.inReplyTo == [acknowledgement.messageID].compactMap { $0 }, "the last before it")
        #expect(answer.references == acknowledgement.inReplyTo + answer.inReplyTo, "from the first on")
        let large = try await desk.keep([Upload(name: "video.bin", mediaType: "application/octet-stream", bytes: [UInt8](repeating: 7, count: 10 * 1_048_576 + 1))])
        try await desk.reply(to: folio, saying: "Aquí está", files: large, as: world[.ines])
        try await desk.note(on: folio, saying: "Nada para él", as: world[.ines])
        _ = try await sender.sendWaiting()
        let last = try #require(try sent(to: .luna).last)
        #expect(last.attachments.isEmpty && last.text.contains("/intecnia/requests/\(folio)"), "\(last.text)")
        #expect(try sent(to: .ines).allSatisfy { $0.attachments.isEmpty })
    }

    @Test(arguments: Engine.all)
    func `what a desk was sending when it died is taken up once; after a second death somebody is asked`(on engine: Engine) async throws {
        let world = try await World(.fel, on: engine, at: "2026-03-09 10:00"), desk = world.desk
        let server = try ScriptedMailServer()
        defer { server.stop() }
        let sender = try sender(of: world, to: server)
        _ = try await world.open()
        let id = try await letter(of: world).id, now = try await desk.now()
        try await world.tamper("UPDATE outbox SET state = 'sending', attempts = 1, next_attempt_at = \(now + 600) WHERE id = \(id)")
        #expect(try await sender.sendWaiting() == 0, "somebody may still be at it")
        _ = try await desk.advanceClock(by: 600)
        #expect(try await sender.sendWaiting() == 1 && server.messages.count == 1)
        #expect(try await letter(of: world).fate == .sentMaybeTwice)

        try await world.tamper("UPDATE outbox SET state = 'sending', doubts = 1 WHERE id = \(id)")
        _ = try await desk.advanceClock(by: 7_200)
        _ = try await sender.sendWaiting()
        #expect(try server.messages.map { try InboundMessage.parse($0) }.filter { $0.to.contains { $0.email == world[.luna].email } }.count == 1)
        #expect(try await letter(of: world).fate == .unknown)
    }

    @Test(arguments: Engine.all)
    func `a letter over which the relay takes its time holds up none but those to its own address, which keep their order`(on engine: Engine) async throws {
        let world = try await World(.fel, on: engine, at: "2026-03-09 10:00")
        let relay = DispatchSemaphore(value: 0)
        let server = try ScriptedMailServer { command in
            if command.hasPrefix("RCPT TO:<luna@") {
                relay.wait()
                relay.signal()
            }
            return ScriptedMailServer.polite(command)
        }
        defer { server.stop() }
        let sender = try sender(of: world, to: server)
        let others = (1...12).map { "cliente\($0)@otra.example" }
        let folios = [try await world.open().ticket.folio, try await world.open().ticket.folio]
        for other in others { _ = try await world.open { $0.requesterEmail = other } }
        let sending = Task { try await sender.sendWaiting() }
        let patience = ContinuousClock.now + .seconds(30)
        while server.messages.count < others.count, ContinuousClock.now < patience { try await Task.sleep(for: .milliseconds(20)) }
        #expect(try server.messages.flatMap { try InboundMessage.parse($0).to.map(\.email) }.sorted() == others.sorted())
        #expect(try await world.outbox(to: .luna).map(\.state) == [.sending, .queued])
        relay.signal()
        #expect(try await sending.value == others.count + 2)
        let hers = try server.messages.map { try InboundMessage.parse($0) }.filter { $0.to.contains { $0.email == world[.luna].email } }
        #expect(hers.count == 2 && zip(hers, folios).allSatisfy { $0.subject.contains($1) }, "\(hers.map(\.subject))")
        #expect(try await world.outbox().allSatisfy { $0.fate == .sent })
    }

    @Test(arguments: Engine.all)
    func `two desks that send at once send each letter once, and what is in a living one's hands stays there`(on engine: Engine) async throws {
        let world = try await World(.fel, on: engine, at: "2026-03-09 10:00"), desk = world.desk
        let server = try ScriptedMailServer()
        defer { server.stop() }
        for number in 1...30 { _ = try await world.open { $0.requesterEmail = "cliente\(number)@otra.example" } }
        let both = [try sender(of: world, to: server), try sender(of: world, to: server)]
        let tried = try await withThrowingTaskGroup(of: Int.self) { group in
            for sender in both { group.addTask { try await sender.sendWaiting() } }
            return try await group.reduce(0, +)
        }
        #expect(tried == 30 && server.messages.count == 30)
        #expect(Set(try server.messages.map { try InboundMessage.parse($0).messageID }).count == 30)

        // One that lives asks for more time, however slow the relay is; the clock moves by more than it was given at first.
        let slow = DispatchSemaphore(value: 0)
        let relay = try ScriptedMailServer { command in
            if command == "." {
                slow.wait()
                slow.signal()
            }
            return ScriptedMailServer.polite(command)
        }
        defer { relay.stop() }
        let living = Sender(
            desk: desk, lines: [try SMTPClient(address: "smtp://127.0.0.1:\(relay.port)", helloName: "mesa.fel.example")],
            lease: .init(seconds: 60, renewal: .milliseconds(30)))
        _ = try await world.open()
        let sending = Task { try await living.sendWaiting() }
        while relay.messages.isEmpty { try await Task.sleep(for: .milliseconds(10)) }
        for _ in 1...3 {
            _ = try await desk.advanceClock(by: 50)
            try await Task.sleep(for: .milliseconds(400))
            #expect(try await both[0].sendWaiting() == 0)
        }
        slow.signal()
        #expect(try await sending.value == 1)
        #expect(try await letter(of: world).fate == .sent && relay.messages.count == 1)
    }

    @Test(arguments: Engine.all)
    func `what a dead desk had in its hands is another's three minutes later`(on engine: Engine) async throws {
        let world = try await World(.fel, on: engine, at: "2026-03-09 10:00"), desk = world.desk
        let dead = try ScriptedMailServer(ScriptedMailServer.polite(except: [".": nil])), heard = try ScriptedMailServer()
        defer { heard.stop() }
        _ = try await world.open()
        // It never asks for more, as nobody does who was killed.
        let killed = Sender(
            desk: desk, lines: [try SMTPClient(address: "smtp://127.0.0.1:\(dead.port)", helloName: "mesa.fel.example")], lease: .init(renewal: .seconds(3_600)))
        let sending = Task { try await killed.sendWaiting() }
        while dead.messages.isEmpty { try await Task.sleep(for: .milliseconds(10)) }
        let other = try sender(of: world, to: heard)
        #expect(try await other.sendWaiting() == 0)
        _ = try await desk.advanceClock(by: 180)
        #expect(try await other.sendWaiting() == 1)
        #expect(try await letter(of: world).fate == .sentMaybeTwice && heard.messages.count == 1)
        // What it has to say after all changes nothing.
        dead.hangUp()
        #expect(try await sending.value == 1)
        #expect(try await letter(of: world).fate == .sentMaybeTwice)
        #expect(try InboundMessage.parse(heard.messages[0]).messageID == InboundMessage.parse(dead.messages[0]).messageID)
    }

    @Test func `attempts go on for more than four days, never more than four hours apart`() async throws {
        let world = try await World(.fel, on: .sqlite, at: "2026-03-09 10:00"), desk = world.desk
        let server = try ScriptedMailServer(ScriptedMailServer.polite(except: ["RCPT": "451 luego"]))
        defer { server.stop() }
        let sender = try sender(of: world, to: server)
        _ = try await world.open()
        let start = try await desk.now()
        var attempts = 0
        while try await letter(of: world).state == .queued {
            _ = try await sender.sendWaiting()
            let made = try await letter(of: world).attempts
            #expect(made > attempts, "four hours later it was tried")
            attempts = made
            _ = try await desk.advanceClock(by: 14_400)
        }
        let letter = try await letter(of: world)
        #expect(letter.fate == .failed && letter.problem?.hasPrefix("451") == true)
        #expect(try await desk.now() - start > 4 * 86_400)
    }
}

extension SendingTests {
    @Test(arguments: Engine.all)
    func `every entry tells the staff what became of its letters, and the client nothing`(on engine: Engine) async throws {
        let world = try await World(.fel, on: engine, at: "2026-03-09 10:00"), desk = world.desk
        let folio = try await world.open().ticket.folio
        let ticket = try await world.ticket(folio)
        func letters(for role: Role) async throws -> [TimelineItem.Letter] {
            try await desk.read { try $0.timeline(of: ticket, for: role) }.flatMap(\.letters)
        }
        #expect(try await letters(for: .agent).map(\.fate) == [.waiting])
        #expect(try await letters(for: .agent).allSatisfy { $0.sentAt == nil && !$0.isTroubled && $0.recipient == world[.luna].email })

        let server = try ScriptedMailServer()
        defer { server.stop() }
        _ = try await desk.advanceClock(by: 90)
        #expect(try await sender(of: world, to: server).sendWaiting() == 1)
        let sent = try #require(try await letters(for: .agent).first)
        #expect(sent.fate == .sent && sent.sentAt != nil && !sent.isTroubled)
        #expect(try await letters(for: .client).isEmpty)
    }

    @Test(arguments: Engine.all)
    func `live pages of the staff hear what became of a letter, wherever it was sent from`(on engine: Engine) async throws {
        let world = try await World(.fel, on: engine, at: "2026-03-09 10:00")
        let server = try ScriptedMailServer(ScriptedMailServer.polite(except: ["RCPT": "550 5.1.1 nadie"]))
        defer { server.stop() }
        let ticket = try await world.open().ticket
        // Another process, which hears nothing of this one's commits but by the database.
        let node = try await Desk(Database(world.address, options: .test), blobs: .forTests())
        let (moves, continuation) = AsyncStream.makeStream(of: [JournalMove].self)
        let following = Task { try await node.followJournal { continuation.yield($0) } }
        defer { following.cancel() }
        try await Task.sleep(for: .seconds(1))
        #expect(try await sender(of: world, to: server).sendWaiting() > 0)
        // On PostgreSQL what was written before may be told only now: the journal waits for whatever else is open.
        let heard = Task { await moves.first { $0.contains { $0.ticket == ticket.id && $0.readers.isEmpty } } }
        let late = Task {
            try await Task.sleep(for: .seconds(60))
            continuation.finish()
        }
        let move = try #require(await heard.value?.first { $0.readers.isEmpty }, "told to nobody but the staff")
        late.cancel()
        #expect(move.ticket == ticket.id && move.company == ticket.company)
        #expect(try await letter(of: world).fate == .failed)
        following.cancel()
        _ = await following.result
        await node.database.close()
    }

    @Test(arguments: Engine.all)
    func `what the desk writes by itself has no envelope sender, what a person says has the company's`(on engine: Engine) async throws {
        let world = try await World(.fel, on: engine, at: "2026-03-09 10:00"), desk = world.desk
        let server = try ScriptedMailServer()
        defer { server.stop() }
        let sender = try sender(of: world, to: server)
        let folio = try await world.open().ticket.folio
        try await desk.reply(to: folio, saying: "Reinicie.", as: world[.ines])
        #expect(try await sender.sendWaiting() == 2)
        let senders = server.commands.filter { $0.uppercased().hasPrefix("MAIL FROM:") }.map { $0.dropFirst(10).prefix { $0 != ">" } + ">" }
        #expect(senders.first == "<>" && senders.count == 2)
        #expect(senders.last?.contains("@") == true)
        let sent = server.messages.map { String(decoding: $0, as: UTF8.self) }
        #expect(sent[0].contains("Auto-Submitted: auto-generated") && !sent[1].contains("Auto-Submitted"))
    }

    @Test(arguments: Engine.all)
    func `a server that takes no empty sender is remembered, shown, and asked again after a month`(on engine: Engine) async throws {
        let world = try await World(.fel, on: engine, at: "2026-03-09 10:00"), desk = world.desk
        let server = try ScriptedMailServer(ScriptedMailServer.polite(except: ["MAIL FROM:<>": "550 5.7.1 a sender is needed"]))
        defer { server.stop() }
        let sender = try sender(of: world, to: server)
        func asked() -> [Bool] { server.commands.filter { $0.uppercased().hasPrefix("MAIL FROM:") }.map { $0.hasPrefix("MAIL FROM:<>") } }

        _ = try await world.open()
        #expect(try await sender.sendWaiting() == 1)
        #expect(asked() == [true, false] && server.messages.count == 1)
        #expect(try await letter(of: world).fate == .sent)
        let health = try await desk.mailHealth(as: world[.ines])
        #expect(health.refusals.map(\.relay) == ["127.0.0.1:\(server.port)"] && health.refusals[0].words.contains("a sender is needed"))

        _ = try await world.open()
        #expect(try await sender.sendWaiting() == 1)
        #expect(asked() == [true, false, false])
        _ = try await desk.advanceClock(by: 31 * 86_400)
        _ = try await world.open()
        #expect(try await sender.sendWaiting() > 0)
        let learning = asked().filter { $0 }.count - 1
        #expect((1...Sender.usualLines).contains(learning), "once more, by whichever lines are at it, and remembered again")
    }

    @Test func `a letter that is refused under both senders teaches nothing about the empty one`() async throws {
        let world = try await World(.fel, on: .sqlite, at: "2026-03-09 10:00")
        let server = try ScriptedMailServer(ScriptedMailServer.polite(except: ["RCPT": "550 5.1.1 nobody"]))
        defer { server.stop() }
        _ = try await world.open()
        #expect(try await sender(of: world, to: server).sendWaiting() > 0)
        #expect(try await letter(of: world).fate == .failed)
        #expect(try await world.desk.mailHealth(as: world[.ines]).refusals.isEmpty)
    }

    /// What the mail server says of an address, of us, of the letter and of the moment (RFC 3463).
    @Test(arguments: [
        ("550 5.1.1 no such user", true, .hard), ("550-5.1.1 no such user", false, .hard), ("553 5.1.2 no such host", true, .hard), ("501 5.1.3 bad address", true, .hard),
        ("551 5.1.6 has moved", true, .hard), ("556 5.1.10 takes no mail", true, .hard), ("550 no such user", true, .hard), ("553 not here", true, .hard),
        ("550 5.7.1 blocked", true, nil), ("550 5.1.8 your domain is unknown", true, nil), ("552 5.2.2 mailbox full", true, .soft), ("554 denied", true, .soft),
        ("550 looks like spam", false, nil), ("554 5.7.1 rejected", false, nil), ("450 4.1.1 try later", true, .soft), ("450 4.7.1 greylisted", true, nil), ("452 full", true, .soft),
        ("421 closing", true, nil), ("Couldn't connect to server", false, nil), ("", false, nil),
    ] as [(String, Bool, MailFailure?)])
    func `an address fails for good only where there is no such mailbox`(words: String, ofAddress: Bool, failure: MailFailure?) {
        #expect(MailFailure(refusal: words, ofAddress: ofAddress) == failure)
    }

    @Test(arguments: Engine.all)
    func `that a letter failed is said in the language of whoever reads it, and no more once its words were erased`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-09 10:00"), desk = world.desk
        try await desk.choose([:], in: .en, as: world[.beto])
        let folio = try await world.open().ticket.folio
        try await desk.assign(folio, to: world[.beto].email, as: world[.ada])
        let server = try ScriptedMailServer(ScriptedMailServer.polite(except: ["RCPT TO:<luna@": "550 5.1.1 nobody here"]))
        defer { server.stop() }
        _ = try await sender(of: world, to: server).sendWaiting()
        let told = try #require(try await world.outbox(to: .beto).last)
        #expect(told.text.contains("could not be sent to \(world[.luna].email)") && told.text.contains("550 5.1.1"))
        let note = try #require(try await world.last(.noted, of: folio))
        #expect(note.body.facts == ["bounce": "hard", "remark": "unsent"], "what is somebody's stays in no fact")
        let ticket = try await world.ticket(folio)
        func remark(_ language: Language) async throws -> String? {
            try await desk.read { try $0.timeline(of: ticket, for: .agent) }.first { $0.entry.id == note.id }?.remark(in: language)
        }
        #expect(try await remark(.es)?.hasPrefix("No se pudo enviar «[\(folio)]") == true)
        #expect(try await remark(.en)?.contains("could not be sent") == true)
        try await desk.erase(.ticket(folio: folio), in: "intecnia", because: "Solicitud 17/2026")
        #expect(try await remark(.es) == nil)
        #expect(try await desk.verify().problems == [])
    }

    @Test(arguments: Engine.all)
    func `at no moment has a letter failed of which whoever has its ticket is not told`(on engine: Engine) async throws {
        let world = try await World(.fel, on: engine, at: "2026-03-09 10:00"), desk = world.desk
        let others = (1...20).map { "cliente\($0)@otra.example" }
        for other in others { _ = try await world.open { $0.requesterEmail = other } }
        let server = try ScriptedMailServer(ScriptedMailServer.polite(except: ["RCPT TO:<cliente": "550 5.1.1 nobody here"]))
        defer { server.stop() }
        // What a desk that is killed at that moment would find when it starts.
        let watching = Task { () -> Set<[Int]> in
            var seen: Set<[Int]> = []
            while !Task.isCancelled {
                let counts = try? await desk.read { tx -> [Int] in
                    let failed: Int? = try tx.sql.value("SELECT COUNT(*) FROM outbox WHERE state = 'failed'")
                    let noted: Int? = try tx.sql.value("SELECT COUNT(*) FROM entry WHERE kind = 'noted'")
                    return [failed ?? 0, noted ?? 0]
                }
                if let counts { seen.insert(counts) }
            }
            return seen
        }
        _ = try await sender(of: world, to: server).sendWaiting()
        watching.cancel()
        let seen = await watching.value
        #expect(seen.allSatisfy { $0[0] == $0[1] }, "\(seen)")
        #expect(try await world.outbox().filter { others.contains($0.recipient) }.allSatisfy { $0.fate == .failed })
        #expect(try await desk.verify().problems == [])
    }

    @Test(arguments: Engine.all)
    func `a failed letter of which nobody can be told holds up no other`(on engine: Engine) async throws {
        let world = try await World(.fel, on: engine, at: "2026-03-09 10:00")
        _ = try await world.open()
        let id = try await letter(of: world).id
        _ = try await world.open { $0.requesterEmail = "otra@cliente.example" }
        try await world.tamper("UPDATE outbox SET ticket_id = 4711 WHERE id = \(id)")
        let server = try ScriptedMailServer(ScriptedMailServer.polite(except: ["RCPT TO:<luna@": "550 5.1.1 nobody here"]))
        defer { server.stop() }
        _ = try await sender(of: world, to: server).sendWaiting()
        let rows = try await world.outbox()
        #expect(rows.first { $0.id == id }?.fate == .failed)
        #expect(rows.first { $0.recipient == "otra@cliente.example" }?.fate == .sent)
    }
}
