import BusinessTime
import Dispatch
import Mail
import ServiceDesk
import Storage
import SupportPolicy
import Synchronization
import TestSupport
import Testing

/// Several mailboxes a company, each with its purpose, its queue and its rules (issue 5).
struct MailboxRulesTests {
    private static let luna = "From: Luna Lara <luna@papeleria.example>"

    private func add(_ address: String, to world: World, _ change: (inout NewMailbox) -> Void = { _ in }) async throws -> Mailbox {
        var new = NewMailbox(handedOver: address)
        change(&new)
        return try await world.desk.add(new, to: world.company.slug)
    }

    private func world(on engine: Engine) async throws -> World {
        let world = try await World(.intecnia, on: engine, at: "2026-03-12 17:00")
        _ = try await add("soporte@intecnia.example", to: world)
        _ = try await add("Ventas@intecnia.example", to: world) {
            $0.purpose = Mailbox.Purpose(label: "Ventas", severity: 3)
            $0.assignee = Somebody.beto.email(at: .intecnia)
            $0.takesDetails = true
        }
        return world
    }

    private func queue(of world: World, _ mailbox: String?) async throws -> [String] {
        var filter = TicketFilter()
        filter.mailbox = mailbox
        let wanted = filter, ines = world[.ines]
        let (queue, list) = try await world.desk.read { tx in (try tx.queue(of: ines, wanted), try tx.tickets(of: ines, wanted)) }
        #expect(Set(queue.map(\.ticket.folio)) == Set(list.map(\.ticket.folio)))
        return list.map(\.ticket.folio).sorted()
    }

    @Test(arguments: Engine.all)
    func `a request is what its mailbox says, and remembers it for good`(on engine: Engine) async throws {
        let world = try await world(on: engine), desk = world.desk
        let sold = try await world.deliver(Self.luna, "To: otro@otra.example, Ventas <VENTAS+promo@intecnia.example>", "Subject: Precio")
        let helped = try await world.deliver(Self.luna, "To: nadie@otra.example", "Cc: soporte@intecnia.example", "Subject: Falla")
        let copied = try await world.deliver(Self.luna, "Delivered-To: soporte@intecnia.example", "Subject: Oculta")
        let none = try await world.deliver(Self.luna, "To: contacto@intecnia.example", "Subject: A la casa")
        let ticket = try await world.ticket(sold)
        #expect(ticket.mailbox == "Ventas@intecnia.example" && ticket.severity == 3 && ticket.assignee == world[.beto].person)
        #expect(try await world.journal(sold).first { $0.kind == .assigned }?.body.facts == ["by": "mailbox"])
        #expect(try await world.notices(of: .beto).contains(.assigned))
        for folio in [helped, copied] { #expect(try await world.ticket(folio).mailbox == "soporte@intecnia.example") }
        #expect(try await world.ticket(none).mailbox == nil)
        #expect(try await world.ticket(helped).severity == nil)
        #expect(try await queue(of: world, "Ventas@intecnia.example") == [sold])
        #expect(try await queue(of: world, "soporte@intecnia.example") == [helped, copied].sorted())
        #expect(try await queue(of: world, nil).count == 4)

        let boxes = try await desk.mailboxes(of: "intecnia")
        let said = try #require(boxes.first { $0.address == "soporte@intecnia.example" })
        guard case .ticket(let named) = try await desk.deliver(
            Array("\(Self.luna)\r\nTo: ventas@intecnia.example\r\nSubject: Sobre\r\n\r\nHola".utf8), to: "intecnia", by: said.id)
        else { Issue.record("it was taken"); return }
        #expect(try await world.ticket(named).mailbox == "soporte@intecnia.example", "who hands it over knows better than its headers")
        let again = try await desk.simulate(world.policy, of: world.company.slug, openedIn: Span(Instant(seconds: 0), .never))
        #expect(again.differences.isEmpty, "lived again under the same policy it comes to the same")
        #expect(try await desk.verify().problems == [])

        try await world.tamper("UPDATE ticket SET mailbox = 'soporte@intecnia.example' WHERE folio = \(sold)")
        #expect(try await desk.verify().problems.isEmpty == false, "the journal tells by which mailbox it came")
    }

    @Test(arguments: Engine.all)
    func `letters leave from the mailbox of their request while the company has it; the secret brings the answer back`(on engine: Engine) async throws {
        let world = try await world(on: engine), desk = world.desk
        let server = try ScriptedMailServer()
        defer { server.stop() }
        let sender = Sender(desk: desk, lines: [try SMTPClient(address: "smtp://127.0.0.1:\(server.port)", helloName: "mesa.intecnia.example")])
        func sent(to recipient: String) async throws -> InboundMessage {
            _ = try await sender.sendWaiting()
            let letters = try server.messages.map { try InboundMessage.parse($0) }
            return try #require(letters.last { $0.to.map(\.email) == [recipient] })
        }
        let folio = try await world.deliver(Self.luna, "To: ventas@intecnia.example", "Subject: Precio")
        let acknowledgement = try await sent(to: world[.luna].email)
        #expect(acknowledgement.from?.email == "Ventas@intecnia.example")
        let reply = try #require(acknowledgement.replyTo?.email)
        #expect(reply.hasPrefix("Ventas+") && reply.hasSuffix("@intecnia.example"))
        #expect(try await world.deliver("From: luna.lara@casa.example", "To: \(reply.lowercased())", "Subject: Re: Precio", saying: "Sigo esperando") == folio)
        let helped = try await world.deliver("From: sol@ferreteria.example", "To: soporte@intecnia.example", "Subject: Falla")
        let other = try await sent(to: world[.sol].email)
        #expect(other.from?.email == "soporte@intecnia.example" && other.replyTo?.email.hasPrefix("Ventas+") == true, "where something may be added")

        // What comes from there is our own: no machine's conversation with ourselves.
        let own = try await world.deliver("From: ventas@intecnia.example", "Subject: Copia", saying: "De la casa")
        let detailed = try await world.deliver("From: \(reply)", "Subject: Otra copia", saying: "De la casa, también")
        #expect(try await world.outbox().count { $0.recipient.hasSuffix("entas@intecnia.example") || $0.recipient == reply } == 0)
        #expect(own != folio && detailed != folio)

        try await desk.removeMailbox("Ventas@intecnia.example", of: "intecnia")
        try await desk.reply(to: folio, saying: "Aquí está", as: world[.ines])
        let answer = try await sent(to: world[.luna].email)
        #expect(answer.from?.email == world.policy.company.email && answer.replyTo == nil)
        #expect(try await world.ticket(folio).mailbox == "Ventas@intecnia.example")
        #expect(try await world.ticket(helped).mailbox != nil)
        #expect(try await desk.verify().problems == [])
    }

    @Test(arguments: Engine.all)
    func `a mailbox whose own address has a plus is found, and its letters are known for ours`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-12 17:00")
        let box = try await add("grupo+mesa@correo.example", to: world) { $0.takesDetails = true }
        #expect(try await world.desk.door(of: "GRUPO+mesa+abc@correo.example")?.mailbox == box.id)
        #expect(try await world.desk.door(of: "grupo@correo.example")?.mailbox == nil)
        #expect(try await world.desk.mailbox(at: "grupo+mesa+x@correo.example", of: "intecnia")?.id == box.id)
        let folio = try await world.deliver(Self.luna, "To: Grupo+Mesa@correo.example", "Subject: Hola")
        #expect(try await world.ticket(folio).mailbox == box.address)
        let letters = try await world.outbox().count { $0.recipient.hasSuffix("@correo.example") }
        _ = try await world.deliver("From: grupo+mesa@correo.example", "Subject: Vuelve", saying: "Lo que escribimos")
        #expect(try await world.outbox().count { $0.recipient.hasSuffix("@correo.example") } == letters, "nothing is written to ourselves by itself")
    }

    @Test(arguments: Engine.all)
    func `whoever runs the house says what a mailbox's requests are; what the policy does not list is refused, and what it drops is passed over`(on engine: Engine) async throws {
        let world = try await world(on: engine), desk = world.desk, ines = world[.ines], olga = world[.olga]
        let stranger = try await world.principal(.olga, of: .fel)
        let address = "ventas@intecnia.example"
        #expect(await outcome { _ = try await desk.change(address, of: "intecnia", to: .init(), as: ines) } == "forbidden")
        #expect(await outcome { _ = try await desk.change(address, of: "intecnia", to: .init(), as: stranger) } == "not found")
        #expect(await outcome { _ = try await desk.change("nadie@intecnia.example", of: "intecnia", to: .init(), as: olga) } == "not found")
        for wrong in [Mailbox.Purpose(category: "no hay"), .init(severity: 9), .init(type: "no hay"), .init(label: String(repeating: "x", count: 301))] {
            await #expect(throws: DeskError.self) { try await desk.change(address, of: "intecnia", to: wrong, as: olga) }
        }
        await #expect(throws: DeskError.self) { try await desk.change(address, of: "intecnia", to: .init(), assigningTo: "luna@papeleria.example", as: olga) }
        let changed = try await desk.change(address, of: "intecnia", to: .init(label: "Cotizaciones", severity: 2), assigningTo: ines.email, as: olga)
        #expect(changed.purpose.label == "Cotizaciones" && changed.purpose.severity == 2 && changed.purpose.assignee == ines.person)
        let entry = try #require(try await world.companyJournal().last { $0.kind == .mailboxChanged })
        #expect(entry.person == olga.person && entry.forPerson == ines.person && entry.body.facts["severity"] == "2" && entry.body.facts["address"] == changed.address)
        try await desk.change(address, of: "intecnia", to: .init(label: "Cotizaciones", severity: 2), assigningTo: ines.email, as: olga)
        #expect(try await world.companyJournal().count { $0.kind == .mailboxChanged } == 1, "said again, nothing happens")

        try await world.tamper("UPDATE mailbox SET category = 'lo que hubo'")
        let folio = try await world.deliver(Self.luna, "To: \(address)", "Subject: Precio")
        let ticket = try await world.ticket(folio)
        #expect(ticket.category == nil && ticket.severity == nil && ticket.assignee == ines.person && ticket.mailbox == changed.address)
        try await world.tamper("UPDATE person SET role = 'client', level = NULL WHERE id = \(ines.person)")
        let next = try await world.deliver("From: Sol <sol@ferreteria.example>", "To: \(address)", "Subject: Otro precio")
        #expect(try await world.journal(next).allSatisfy { $0.body.facts["by"] != "mailbox" }, "who left gets nothing by it")
        let problems = try await desk.verify().problems
        #expect(problems.count == 1 && problems[0].contains("the rules of Ventas@"), "what no entry told")
    }

    @Test(arguments: Engine.all)
    func `a mailbox that is handed over is never opened, a linked request keeps its mailbox, and a simulation its rule`(on engine: Engine) async throws {
        let world = try await world(on: engine), desk = world.desk
        let box = try #require(try await desk.mailboxes(of: "intecnia").first)
        #expect(!box.isRead && box.server == "")
        #expect(await outcome { _ = try await desk.check(box) } == "conflict")
        let found = try await desk.checkMail(of: "intecnia", leavingBy: nil, asking: nil).filter { $0.place == box.address }
        #expect(!found.isEmpty && found.allSatisfy { $0.standing == .note }, "what came of it is looked at, and nothing opened")
        let folio = try await world.deliver(Self.luna, "To: ventas@intecnia.example", "Subject: Precio")
        try await desk.close(folio, because: "Listo", as: world[.beto])
        try await world.until("2026-04-20 10:00")
        let next = try await desk.replyOfClient(to: folio, saying: "Sigue", as: world[.luna]).ticket
        #expect(next.linkedFrom != nil && next.mailbox == "Ventas@intecnia.example")
        #expect(try await desk.verify().problems == [])
    }

    @Test(arguments: Engine.all, ["UPDATE mailbox SET severity = 1 WHERE label = 'Ventas'", "UPDATE mailbox SET label = 'Compras' WHERE label = 'Ventas'",
        "UPDATE mailbox SET assignee_id = NULL", "DELETE FROM mailbox WHERE label = 'Ventas'"])
    func `verify finds rules that no entry told, and a mailbox that none removed`(on engine: Engine, tampering: String) async throws {
        let world = try await world(on: engine), desk = world.desk
        try await desk.change("soporte@intecnia.example", of: "intecnia", to: Mailbox.Purpose(label: "Soporte"), as: world[.ada])
        _ = try await add("baja@intecnia.example", to: world)
        try await desk.removeMailbox("baja@intecnia.example", of: "intecnia")
        #expect(try await desk.verify().problems == [])
        try await world.tamper("\(unsafe: tampering)")
        #expect(try await desk.verify().problems.contains { $0.lowercased().contains("ventas@intecnia.example") })
    }

    @Test(arguments: Engine.all)
    func `what was set aside is listed page by page, however much`(on engine: Engine) async throws {
        let world = try await world(on: engine), desk = world.desk, ines = world[.ines]
        for number in 1...7 { _ = try await world.deliver(Self.luna, "Subject: Caso \(number)", saying: "Palabra \(number)") }
        try await world.tamper("UPDATE received_mail SET state = 'parked', problem = 'x'")
        var names: [String] = [], key: ParkedMail.Key?
        while case let page = try await desk.parkedMails(as: ines, after: key, limit: 3), let last = page.last {
            names += page.map(\.name)
            key = ParkedMail.Key(last.key)
        }
        #expect(names.count == 7 && Set(names).count == 7)
        #expect(try await desk.parkedMails(as: ines).map(\.name) == names)
    }

    @Test(arguments: Engine.all)
    func `mail check says that a company without an address cannot be answered`(on engine: Engine) async throws {
        let world = try await world(on: engine), desk = world.desk
        func nobody() async throws -> [MailFinding] { try await desk.checkMail(of: "intecnia", leavingBy: nil, asking: nil).filter { $0.place.hasSuffix(".invalid") } }
        #expect(try await nobody().isEmpty)
        let document = try SampleCompany.intecnia.document.replacing("  email: soporte@intecnia.com.mx\n", with: "")
        try await desk.activate(policy: try await desk.propose(policy: document, as: world[.ada]), as: world[.ada])
        #expect(try await nobody().isEmpty, "it writes from a mailbox")
        for mailbox in try await desk.mailboxes(of: "intecnia") { try await desk.removeMailbox(mailbox.address, of: "intecnia") }
        #expect(try await nobody().map(\.standing) == [.bad])
    }

    /// A server that opens its folder for whoever asks.
    private func imap() throws -> ScriptedMailServer {
        try ScriptedMailServer { line in
            let tag = line.prefix { $0 != " " }
            if line.isEmpty { return "* OK hola" }
            if line.contains("EXAMINE") { return "* 2 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT 12] x\r\n\(tag) OK [READ-ONLY] bien" }
            return line.contains("CAPABILITY") ? "* CAPABILITY IMAP4rev1\r\n\(tag) OK" : "\(tag) OK"
        }
    }

    @Test(arguments: Engine.all)
    func `who administers a company names its mailboxes, but nothing in our network, and has no password told to another server`(on engine: Engine) async throws {
        let world = try await world(on: engine), desk = world.desk, ada = world[.ada], slug = "intecnia"
        let stranger = try await world.principal(.ada, of: .fel)
        let server = try imap(), other = try imap()
        defer { server.stop(); other.stop() }
        let place = "imap://127.0.0.1:\(server.port)", otherPlace = "imap://127.0.0.1:\(other.port)"
        func new(_ change: (inout NewMailbox) -> Void = { _ in }) -> NewMailbox {
            var mailbox = NewMailbox(address: "mesa@intecnia.example", server: place, user: "mesa", key: .password("secreta"))
            mailbox.isChecked = false
            change(&mailbox)
            return mailbox
        }
        func kind(_ verb: () async throws -> Void) async throws -> MailServerFailure.Kind? {
            do { try await verb() } catch let failure as MailServerFailure { return failure.kind }
            return nil
        }
        for (principal, refusal) in [(world[.olga], "forbidden"), (world[.ines], "forbidden"), (stranger, "not found")] {
            #expect(await outcome { _ = try await desk.add(new(), to: slug, as: principal) } == refusal)
            #expect(await outcome { _ = try await desk.removeMailbox("soporte@intecnia.example", of: slug, as: principal) } == refusal)
        }
        #expect(await outcome { _ = try await desk.add(new { $0.key = .tokenFile("/etc/hostname") }, to: slug, as: ada) } == "forbidden", "no file of this machine")
        #expect(await outcome { _ = try await desk.add(new { $0.authorities = "/etc/hostname" }, to: slug, as: ada) } == "forbidden")
        #expect(try await kind { _ = try await desk.add(new(), to: slug, as: ada) } == .closedNetwork, "although it asked for no look")
        #expect(server.connections == 0)
        // Mail that is handed over goes where the address belongs; whoever administers a company says nothing about another's.
        for address in ["otra@intecnia.example", "fel@localhost", "soporte@fel.mx"] {
            #expect(await outcome { _ = try await desk.add(NewMailbox(handedOver: address), to: slug, as: ada) } == "invalid address")
        }
        let own = try #require(world.policy.company.email).replacing("@", with: "+otra@")
        #expect(try await desk.add(NewMailbox(handedOver: own), to: slug, as: ada).server.isEmpty)
        #expect(try await desk.door(of: own)?.mailbox != nil)
        #expect(try await world.companyJournal().last { $0.kind == .mailboxAdded }?.person == ada.person)

        // The owner added it: its password and folder may change, and it is looked at; its server only with the password.
        _ = try await desk.add(new { $0.isChecked = true }, to: slug)
        func change(_ server: String, _ folder: String = "INBOX", _ password: String? = nil, as principal: Principal? = nil) async throws {
            try await desk.reconnect("mesa@intecnia.example", of: slug, by: MailboxConnection(server: server, user: "mesa", folder: folder, password: password), as: principal)
        }
        #expect(await outcome { try await change(otherPlace, as: ada) } == "invalid password")
        #expect(try await kind { try await change(otherPlace, "INBOX", "secreta", as: ada) } == .closedNetwork)
        #expect(other.connections == 0, "nobody was told a password")
        let before = server.connections
        try await change(place, "Mesa", "nueva4711", as: ada)
        #expect(server.connections == before + 1)
        let readAt = try await desk.now() + 86_400
        try await world.tamper("UPDATE mailbox SET read_at = \(readAt) WHERE server <> ''")
        try await change(otherPlace, "INBOX", "nueva4711")
        let changed = try #require(try await desk.mailboxes(of: slug).first { $0.address == "mesa@intecnia.example" })
        #expect(changed.server == otherPlace && changed.folder == "INBOX")
        let row = try await desk.read { try #require(try $0.sql.first("SELECT uid_validity, stays_outside, since FROM mailbox WHERE id = \(changed.id)")) }
        let (validity, outside, since): (Int64, Int64, Instant) = (try row[0], try row[1], try row[2])
        #expect(validity == 0 && outside == 0 && since == readAt - 3_600, "it is read from what came since the last one was read to its end")
        let journal = try await world.companyJournal()
        #expect(journal.allSatisfy { entry in !entry.body.facts.values.contains { $0.contains("4711") } })
        try await desk.removeMailbox("mesa@intecnia.example", of: slug, as: ada)
        #expect(try await desk.verify().problems == [])
    }

    @Test(arguments: Engine.all)
    func `what somebody changed while a mailbox was opened is not written over`(on engine: Engine) async throws {
        let world = try await world(on: engine), desk = world.desk, slug = "intecnia"
        let meanwhile = Mutex<SQL?>(nil), database = desk.database
        // It changes the row behind the back of whoever opens the folder.
        let server = try ScriptedMailServer { line in
            let tag = line.prefix { $0 != " " }
            if line.isEmpty { return "* OK hola" }
            if line.contains("EXAMINE") {
                if let change = meanwhile.withLock({ $0 }) {
                    let done = DispatchSemaphore(value: 0)
                    Task {
                        try? await database.write { _ = try $0.execute(change) }
                        done.signal()
                    }
                    done.wait()
                }
                return "* 2 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT 12] x\r\n\(tag) OK [READ-ONLY] bien"
            }
            return line.contains("CAPABILITY") ? "* CAPABILITY IMAP4rev1\r\n\(tag) OK" : "\(tag) OK"
        }
        defer { server.stop() }
        let place = "imap://127.0.0.1:\(server.port)"
        let box = try await desk.add(NewMailbox(address: "mesa@intecnia.example", server: place, user: "mesa", key: .password("secreta")), to: slug)
        func reconnect(_ folder: String) async throws {
            try await desk.reconnect(box.address, of: slug, by: MailboxConnection(server: place, user: "mesa", folder: folder))
        }
        meanwhile.withLock { $0 = "UPDATE mailbox SET folder = 'Otra' WHERE id = \(box.id)" }
        #expect(await outcome { try await reconnect("Mesa") } == "conflict")
        #expect(try await desk.mailboxes(of: slug).first { $0.id == box.id }?.folder == "Otra")
        let ines = world[.ines]
        meanwhile.withLock { $0 = "UPDATE mailbox SET assignee_id = \(ines.person) WHERE id = \(box.id)" }
        try await reconnect("Mesa")
        #expect(try await world.companyJournal().last { $0.kind == .mailboxChanged }?.forPerson == ines.person, "what is told is what it is")
        meanwhile.withLock { $0 = "DELETE FROM mailbox WHERE id = \(box.id)" }
        #expect(await outcome { try await reconnect("INBOX") } == "not found")
    }

    @Test(arguments: Engine.all)
    func `a reader that runs goes by what its mailbox says now, not by what it said when it began`(on engine: Engine) async throws {
        let world = try await world(on: engine), desk = world.desk, slug = "intecnia"
        let server = try imap()
        defer { server.stop() }
        let place = "imap://127.0.0.1:\(server.port)"
        let box = try await desk.add(NewMailbox(address: "mesa@intecnia.example", server: place, user: "mesa", key: .password("secreta")), to: slug)
        var timing = MailboxReaders.Timing()
        (timing.poll, timing.look) = (.milliseconds(20), .milliseconds(20))
        let readers = MailboxReaders(desk: desk, timing: timing)
        let running = Task { try await readers.run() }
        /// Waits until as many connections were made.
        func connections(_ count: Int) async throws -> Int {
            for _ in 1...500 where server.connections < count { try await Task.sleep(for: .milliseconds(20)) }
            return server.connections
        }
        #expect(try await connections(2) == 2, "who added it looked, and the reader reads")
        try await desk.reconnect(box.address, of: slug, by: MailboxConnection(server: place, user: "mesa", folder: "INBOX", authservID: "mx.intecnia.example"))
        #expect(try await connections(4) == 4, "who changed it looked, and another reader trusts whom it names now")
        running.cancel()
        try? await running.value
    }
}
