import BusinessTime
import ServiceDesk
import Storage
import SupportPolicy
import TestSupport
import Testing

/// Loops end, floods are quiet, and nobody is flooded through the desk (issue 5; IN-29, IN-30).
struct MailCourseTests {
    private static let robot = "From: Atención <robot@otro.example>"

    private func letters(to email: String, in world: World) async throws -> [OutboxRow] {
        try await world.outbox().filter { $0.recipient == email }
    }

    @Test(arguments: Engine.all)
    func `a loop with an answerer that does not say so ends with its third message, and the ticket says so`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-12 17:00")
        _ = try await world.deliver(Self.robot, "Subject: Ayuda", saying: "No abre el programa")
        for number in 1...10 {
            let letter = try #require(try await letters(to: "robot@otro.example", in: world).last)
            _ = try await world.deliver(Self.robot, "Subject: RV: \(letter.subject)", saying: "Recibimos su mensaje \(number) y le contestaremos pronto.")
            // It looks into its mail every hour: promptness does not give it away.
            _ = try await world.desk.advanceClock(by: 3_600)
        }
        #expect(try await letters(to: "robot@otro.example", in: world).count == 3, "one for what it asked, two for its answers")
        #expect(try await world.ticket("IN-103").folio == "IN-103")
        let ines = world[.ines]
        #expect(await outcome { _ = try await world.desk.read { try $0.ticket("IN-104", visibleTo: ines) } } == "not found", "the rest opens nothing")
        let notes = try await world.journal("IN-103").filter { $0.kind == .noted }
        #expect(notes.count == 8 && notes.allSatisfy { $0.isInternal && $0.body.facts["automatic"] == "loop" })
        #expect(notes.map { $0.body.facts["loop"] } == ["began"] + [String?](repeating: nil, count: 7), "told once")
        let staff = try await world.outbox().filter { $0.text.contains("Un contestador automático le escribe a la mesa") }
        #expect(staff.count == 1 && staff[0].text.contains("La mesa ya no le escribe por sí sola"))
        let kept: [String] = try await world.desk.read { try $0.sql.values("SELECT text FROM content WHERE text LIKE '%La mesa ya no%'") }
        #expect(kept == [], "what the desk says is no text of the entry: it is said to each reader in his language")
        // Somebody else, and the same person about something else, is served as ever.
        _ = try await world.deliver("From: luna@papeleria.example", "Subject: No timbra")
        #expect(try await world.outbox(to: .luna).count == 1)
        #expect(try await world.desk.verify().problems == [])
    }

    @Test(arguments: Engine.all)
    func `prompt answers in ever new words reopen a closed ticket twice, not a third time`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-12 10:00")
        let folio = try await world.deliver(Self.robot, "Subject: Ayuda", saying: "No abre el programa")
        try await world.desk.assign(folio, as: world[.ines])
        for words in ["uno", "dos", "tres", "cuatro"] {
            _ = try await world.desk.advanceClock(by: 600)
            try await world.desk.close(folio, because: "Listo \(words)", as: world[.ines])
            let letter = try #require(try await letters(to: "robot@otro.example", in: world).last)
            _ = try await world.desk.advanceClock(by: 30)
            #expect(try await world.deliver(Self.robot, "Subject: Aviso \(words)", "In-Reply-To: <\(letter.messageID)>", saying: "Caso \(words) en proceso") == folio)
            if try await world.ticket(folio).isClosed { break }
        }
        let kinds = try await world.kinds(folio)
        #expect(kinds.filter { $0 == .reopened }.count == 2 && kinds.last == .noted)
        #expect(try await world.ticket(folio).isClosed)
        #expect(try await world.desk.verify().problems == [])
    }

    @Test(arguments: Engine.all)
    func `a machine that answers for one of the staff says the same to the client twice, not a third time`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-12 10:00")
        let folio = try await world.deliver("From: luna@papeleria.example", "Subject: No timbra")
        let notice = try #require(try await world.outbox(to: .ines).last)
        for number in 1...5 {
            _ = try await world.deliver(
                "Authentication-Results: mx.intecnia.example; dmarc=pass header.from=intecnia.example", "From: \(world[.ines].email)",
                "Subject: Estoy fuera", "In-Reply-To: <\(notice.messageID)>", "X-Number: \(number)", saying: "Vuelvo el lunes.")
        }
        let kinds = try await world.kinds(folio)
        #expect(kinds.filter { $0 == .replied }.count == 2 && kinds.filter { $0 == .noted }.count == 3, "\(kinds)")
        #expect(try await world.outbox(to: .luna).count == 3, "the acknowledgement and two")
    }

    @Test(arguments: Engine.all)
    func `a flood of one sender is taken and quiet, by the clock that stands, and one verb removes it`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-12 10:00"), desk = world.desk
        // With a word added to her address it is still hers.
        for number in 1...25 { _ = try await world.deliver("From: <Luna+\(number)@papeleria.example>", "Subject: Caso \(number)", saying: "Palabra \(number)") }
        let acknowledged = try await world.outbox().filter { $0.recipient.lowercased().hasPrefix("luna+") }
        #expect(acknowledged.count == 20)
        let ticket = try await world.ticket("IN-121")
        #expect(ticket.quiet == .sender && ticket.assignee == nil && ticket.dueAt < .never, "it is owed an answer as any other")
        #expect(try await world.ticket("IN-120").quiet == nil)
        let told = try await world.outbox().filter { ["IN-121", "IN-122", "IN-125"].contains($0.folio) }
        #expect(Set(told.map(\.folio)) == ["IN-121"] && told.allSatisfy { $0.text.contains("alud") })
        let before = try await world.outbox().count
        try await world.until("2026-03-13 09:30")
        #expect(try await world.outbox().allSatisfy { !["IN-122", "IN-125"].contains($0.folio) }, "not of its breaches either")
        #expect(try await world.outbox().count >= before)
        #expect(try await world.deliver("From: luna+99@papeleria.example", "Subject: Otro día", saying: "Otra cosa") == "IN-126")
        #expect(try await world.ticket("IN-126").quiet == nil, "an hour later it is over")
        let olga = world[.olga]
        #expect(try await desk.remove(.sender("luna@papeleria.example"), as: olga) == 25, "whatever was added to the address")
        #expect(try await desk.read { try $0.queue(of: olga) }.map(\.ticket.folio) == ["IN-126"])
        #expect(try await desk.verify().problems == [])
    }

    @Test(arguments: [(Engine.sqlite, SampleCompany.intecnia), (.postgres, .intecnia), (.sqlite, .facturaInteligente), (.postgres, .facturaInteligente)])
    func `one verb removes a flood: as the policy closes, journaled, and only by who runs the house`(on engine: Engine, of company: SampleCompany) async throws {
        let world = try await World(company, on: engine, at: "2026-03-12 10:00"), desk = world.desk
        let other = try await world.open(as: world[.sol]) { $0.requesterEmail = world[.sol].email }.ticket.folio
        for number in 1...24 { _ = try await world.deliver("From: <plaga@otro.example>", "Subject: Caso \(number)", saying: "Palabra \(number)") }
        let ines = world[.ines], ada = world[.ada]
        let all = try await desk.read { try $0.queue(of: ines) }
        #expect(all.count == 25)
        // One of them somebody has taken up.
        let kept = try #require(all.first { $0.ticket.quiet != nil }).ticket.folio
        try await desk.note(on: kept, saying: "Éste sí es una solicitud", as: ines)
        let flood = try #require(try await desk.read { try $0.floods(of: ines) }.first)
        #expect(flood.tickets == 23 && flood.source == .sender("plaga@otro.example"))
        #expect(await outcome { try await desk.remove(flood.source, as: ines) } == "forbidden")
        let mails = try await world.outbox().count

        #expect(try await desk.remove(flood.source, as: ada) == 23)
        #expect(Set(try await desk.read { try $0.queue(of: ines) }.map(\.ticket.folio)) == [other, kept])
        let letters = Array(try await world.outbox().dropFirst(mails))
        #expect(letters.count == (company == .facturaInteligente ? 1 : 0), "where its sender is to accept it, one letter tells him: \(letters.map(\.subject))")
        let removed = try #require(try await world.companyJournal().last)
        #expect(removed.kind == .floodRemoved && removed.person == ada.person && removed.body.facts["tickets"] == "23")
        let gone = try #require(all.first { ![other, kept].contains($0.ticket.folio) }).ticket.folio
        let last = try #require(try await world.journal(gone).last)
        #expect(last.person == ada.person && !world.ids(last).isEmpty, "by a clause")
        #expect(last.kind == (company == .facturaInteligente ? .closingOffered : .closed))
        #expect(try await world.journal(gone).allSatisfy { $0.kind != .breached }, "nothing was promised to a flood")
        #expect(try await desk.remove(flood.source, as: ada) == 0)
        #expect(try await desk.verify().problems == [])
    }

    @Test(arguments: Engine.all)
    func `the same message time and again goes to its open ticket; once that is closed, it opens another`(on engine: Engine) async throws {
        let world = try await World(.factuPronto, on: engine, at: "2026-03-12 10:00"), desk = world.desk, ines = world[.ines]
        var number = 0
        func monitor(_ subject: String = "Servidor caído") async throws -> String {
            number += 1
            return try await world.deliver("From: <monitor@cliente.example>", "Subject: \(subject)", "X-Number: \(number)", saying: "El servidor no responde")
        }
        let first = try await monitor(), second = try await monitor()
        #expect(first != second)
        for folio in [first, second] {
            try await desk.assign(folio, as: ines)
            try await desk.reply(to: folio, saying: "Listo", as: ines)
            try await desk.close(folio, because: "Resuelto", as: ines)
        }
        let acknowledged = try await letters(to: "monitor@cliente.example", in: world).count
        let third = try await monitor()
        #expect(![first, second].contains(third), "a closed ticket is no place for news")
        let ticket = try await world.ticket(third)
        #expect(ticket.state == .open && ticket.dueAt < .never, "it is owed an answer as any other")
        // Another incident of the same sender, whose ticket is not the first one's.
        let other = try await monitor("Otro servidor caído")
        #expect(other != third)
        try await desk.assign(third, as: ines)
        let told = try await desk.notices(of: ines).count
        for _ in 1...2 { #expect(try await monitor() == third) }
        #expect(try await letters(to: "monitor@cliente.example", in: world).count == acknowledged + 1, "only the other incident is acknowledged")
        let notes = try await world.journal(third).filter { $0.kind == .noted }
        #expect(notes.map { $0.body.facts["loop"] } == ["repeats", nil])
        #expect(try await desk.notices(of: ines).count == told + 1, "whoever has it is told once")
        for folio in [first, second] { #expect(try await world.kinds(folio).last == .closed) }
        #expect(try await desk.verify().problems == [])
    }

    private static func proof(_ domain: String) -> String { "Authentication-Results: mx.intecnia.example; dmarc=pass header.from=\(domain)" }

    @Test(arguments: Engine.all)
    func `what others write in a client's name mutes neither his answer nor his request, and is removed without them`(on engine: Engine) async throws {
        let world = try await World(.facturaInteligente, on: engine, at: "2026-03-12 10:00"), desk = world.desk, ines = world[.ines]
        let luna = "From: Luna Lara <luna@papeleria.example>", proof = Self.proof("papeleria.example")
        let folio = try await world.deliver(proof, luna, "Subject: No timbra")
        try await desk.assign(folio, as: ines)
        for number in 1...25 { _ = try await world.deliver(luna, "Subject: Forjado \(number)", saying: "Palabra \(number)") }
        let letter = try #require(try await world.outbox(to: .luna).first).messageID
        func told() async throws -> Int { try await desk.notices(of: ines).filter { $0.kind == .clientReplied }.count }
        // By the letter that only she has, and by what our mail server proves: neither is one of the others.
        #expect(try await world.deliver(luna, "Subject: Re: No timbra", "In-Reply-To: <\(letter)>", saying: "Es la versión cinco") == folio)
        #expect(try await told() == 1)
        #expect(try await world.deliver(proof, luna, "Subject: Re: [\(folio)]", saying: "Y en dos equipos") == folio)
        #expect(try await told() == 2)
        let own = try await world.deliver(proof, luna, "Subject: Otra cosa", saying: "Es otra")
        #expect(try await world.ticket(own).quiet == nil)
        #expect(try await world.outbox(to: .luna).contains { $0.folio == own })
        #expect(try await world.outbox(to: .luna).filter { $0.text.contains("Forjado") }.isEmpty)
        let ada = world[.ada]
        let flood = try #require(try await desk.read { try $0.floods(of: ada) }.first)
        try await desk.remove(flood.source, as: ada)
        #expect(try await world.ticket(own).state == .open, "hers is not part of it")
        // Of herself it is a flood too, but no answer on an open ticket is muted.
        for number in 1...22 { _ = try await world.deliver(proof, luna, "Subject: Re: [\(folio)]", "X-Number: \(number)", saying: "Renglón \(number) de mi respuesta, letra \(["a", "b", "c"][number % 3])\(number)") }
        #expect(try await told() == 24)
        #expect(try await desk.verify().problems == [])
    }

    @Test(arguments: Engine.all)
    func `a crowd silences itself alone: one stranger, many invented ones, borrowed addresses, machines`(on engine: Engine) async throws {
        let world = try await World(.fel, on: engine, at: "2026-03-12 10:00")
        func isHeard(_ number: Int) async throws -> Bool {
            _ = try await world.deliver(Self.proof("honesto.example"), "From: <nuevo\(number)@honesto.example>", "Subject: No timbra \(number)")
            return try await letters(to: "nuevo\(number)@honesto.example", in: world).count == 1
        }
        for number in 1...302 { _ = try await world.deliver("From: <plaga@otro.example>", "Subject: Caso \(number)", saying: "Palabra \(number)") }
        _ = try await world.deliver("From: otra@otro.example", "Subject: Caso")
        #expect(try await letters(to: "otra@otro.example", in: world).count == 1, "one stranger is no flood of strangers")
        for number in 1...300 { _ = try await world.deliver("From: <x\(number)@otro\(number).example>", "Subject: Caso", saying: "Palabra") }
        #expect(try await letters(to: "x300@otro300.example", in: world).isEmpty)
        #expect(try await isHeard(1), "a new client whom his mail server vouches for")
        for number in 1...302 { _ = try await world.deliver("From: <y\(number)@otro\(number).example>", "Subject: Aviso \(number)", "Precedence: bulk") }
        #expect(try await isHeard(2))
        _ = try await world.deliver("From: luna@papeleria.example", "Subject: No timbra")
        #expect(try await world.outbox(to: .luna).count == 1)
        #expect(try await world.desk.verify().problems == [])
    }

    @Test(arguments: Engine.all)
    func `many invented senders are one flood, which does not silence a client whom the company knows`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-12 10:00")
        for number in 1...302 { _ = try await world.deliver("From: <x\(number)@otro\(number).example>", "Subject: Caso", saying: "Palabra") }
        #expect(try await world.outbox().filter { $0.recipient.hasPrefix("x") }.count == 300)
        #expect(try await world.ticket("IN-401").quiet == .strangers)
        _ = try await world.deliver("From: luna@papeleria.example", "Subject: No timbra")
        #expect(try await world.outbox(to: .luna).count == 1)
        let ada = world[.ada]
        let flood = try #require(try await world.desk.read { try $0.floods(of: ada) }.first)
        #expect(flood.tickets == 2 && flood.source == .strangers)
        #expect(try await world.desk.remove(.strangers, as: ada) == 2)
        #expect(try await world.desk.verify().problems == [])
    }

    /// Has everything left that waits to be sent, as the sender would.
    private func sendAll(_ world: World) async throws {
        let now = try await world.desk.now()
        try await world.tamper("UPDATE outbox SET state = 'sent', sent_at = \(now) WHERE state = 'queued'")
    }

    @Test(arguments: Engine.all, [1, 60, 300])
    func `an answerer with a subject of its own that counts in it is heard three times, and the staff is told`(on engine: Engine, seconds: Int64) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-12 17:00"), desk = world.desk
        _ = try await world.deliver(Self.robot, "Subject: Ayuda", saying: "No abre el programa")
        var answered = 0, folios: [String] = []
        for number in 1...8 {
            try await sendAll(world)
            guard try await letters(to: "robot@otro.example", in: world).count > answered else { break }
            answered = try await letters(to: "robot@otro.example", in: world).count
            _ = try await desk.advanceClock(by: seconds)
            folios.append(try await world.deliver(
                Self.robot, "Subject: Ticket #\(1000 + number) recibido", saying: "Su caso T-\(7 * number) se registró a las 10:0\(number). Le contestaremos pronto."))
        }
        #expect(folios.count == 3 && answered == 3, "one for what it asked, two for its answers")
        let last = try #require(folios.last), ticket = try await world.ticket(last)
        #expect(Set(folios).count == 3 && ticket.state == .open && ticket.dueAt < .never, "it may be somebody's: it is a request, only not acknowledged")
        #expect(try await world.outbox().filter { $0.text.contains("Parece que un contestador automático le escribe a la mesa") }.count == 1)
        // What it answers to other letters is noted where that was told.
        try await desk.assign(folios[0], as: world[.ines])
        try await desk.close(folios[0], because: "Contesta una máquina", as: world[.ines])
        try await sendAll(world)
        _ = try await desk.advanceClock(by: seconds)
        #expect(try await world.deliver(Self.robot, "Subject: Ticket #2000 recibido", saying: "Su caso T-90 se registró a las 11:00. Le contestaremos pronto.") == last)
        #expect(try await world.journal(last).last?.body.facts["loop"] == "echoes")
        let told = try await world.outbox().filter { $0.text.contains("Parece que un contestador automático le escribe a la mesa") }
        #expect(told.count == 2 && told.last?.text.contains("Su caso T-90") == true, "it may be somebody's next request: whoever has the ticket hears of it")
        #expect(try await desk.verify().problems == [])
    }

    @Test(arguments: Engine.all)
    func `who writes of three problems, or is registered, proven or not, or takes his time, is acknowledged each time`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-12 10:00"), desk = world.desk
        let new = "From: Nadia <nadia@nueva.example>", proof = Self.proof("papeleria.example"), luna = "From: Luna Lara <luna@papeleria.example>"
        func deliver(_ headers: String..., subject: String, saying text: String, after seconds: Int64 = 30) async throws {
            try await sendAll(world)
            _ = try await desk.advanceClock(by: seconds)
            _ = try await world.deliver(raw: Array((headers + ["Subject: \(subject)", "Message-ID: <\(UInt32.random(in: 0 ... .max))@x.example>", "", text]).joined(separator: "\r\n").utf8))
        }
        for (subject, text) in [("Ticket 1", "No abre la caja 1"), ("Ticket 2", "La impresora 2 no imprime"), ("Ticket 3", "Falta el reporte 3")] {
            try await deliver(new, subject: subject, saying: text)
        }
        #expect(try await letters(to: "nadia@nueva.example", in: world).count == 3)
        for number in 1...4 { try await deliver("From: Otto <otto@lento.example>", subject: "Factura \(number)", saying: "No sale la factura \(number)", after: 700) }
        #expect(try await letters(to: "otto@lento.example", in: world).count == 4)
        for number in 1...4 { try await deliver(proof, luna, subject: "Factura \(number)", saying: "No sale la factura \(number)") }
        #expect(try await world.outbox(to: .luna).count == 4)
        for number in 1...4 { try await deliver("From: Sol <sol@ferreteria.example>", subject: "Factura \(number)", saying: "No sale la factura \(number)") }
        #expect(try await world.outbox(to: .sol).count == 4)
    }

    @Test(arguments: Engine.all)
    func `a registered address that programs use, whose answerer counts on, is heard three times`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-12 17:00"), desk = world.desk
        let email = "noreply@cliente.example", avisos = "From: Avisos <\(email)>"
        _ = try await world.deliver(avisos, "Subject: Ayuda", saying: "No abre el programa")
        let now = try await desk.now()
        try await world.tamper("UPDATE person SET registered_at = \(now) WHERE email = \(email)")
        _ = try await world.deliver(avisos, "Subject: Otra ayuda", saying: "Tampoco imprime")
        var answered = 0, answers = 0
        for number in 1...8 {
            try await sendAll(world)
            guard try await letters(to: email, in: world).count > answered else { break }
            answered = try await letters(to: email, in: world).count
            _ = try await desk.advanceClock(by: 60)
            _ = try await world.deliver(avisos, "Subject: Ticket #\(1000 + number) recibido", saying: "Su caso T-\(7 * number) se registró a las 10:0\(number). Le contestaremos pronto.")
            answers += 1
        }
        #expect(answers == 3 && answered == 3, "one for what it asked once it was registered, two for its answers")
    }

    @Test(arguments: Engine.all)
    func `what claims to be one of the staff is counted apart from him, and a loop of it says that the client did not get it`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-12 10:00"), desk = world.desk
        let folio = try await world.deliver("From: luna@papeleria.example", "Subject: No timbra")
        let notice = try #require(try await world.outbox(to: .ines).last)
        let email = world[.ines].email, claimed = "From: \(email)", answers = "In-Reply-To: <\(notice.messageID)>"
        for number in 1...4 {
            #expect(try await world.deliver(claimed, answers, "Subject: Re: aviso", "X-Number: \(number)", saying: "Pague a otra cuenta.") == folio)
        }
        let notes = try await world.journal(folio).filter { $0.kind == .noted }
        #expect(notes.count == 4 && notes.allSatisfy { $0.body.facts["unsent"] == "unproven" }, "\(notes.map(\.body.facts))")
        #expect(notes.suffix(2).allSatisfy { $0.body.facts["automatic"] == "loop" && $0.body.facts["claims"] == nil })
        let proven: [Int] = try await desk.read { try $0.sql.values("SELECT is_proven FROM received_mail WHERE sender = \(email)") }
        #expect(proven == [0, 0, 0, 0])
        let crowds: [String] = try await desk.read { try $0.sql.values("SELECT crowd FROM received_mail WHERE sender = \(email) AND crowd IS NOT NULL") }
        #expect(crowds == ["claimed", "claimed"])
    }

    @Test(arguments: Engine.all)
    func `a flood of newsletters silences no registered address that programs use, once it is proven`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-12 10:00"), desk = world.desk
        let email = "notificaciones@cliente.example", avisos = "From: Avisos <\(email)>", proof = Self.proof("cliente.example")
        _ = try await world.deliver(proof, avisos, "Subject: Ayuda", saying: "No abre el programa")
        let now = try await desk.now()
        try await world.tamper("UPDATE person SET registered_at = \(now) WHERE email = \(email)")
        for number in 1...300 { _ = try await world.deliver("From: <y\(number)@otro\(number).example>", "Subject: Aviso \(number)", "List-Unsubscribe: <https://otro.example>") }
        let folio = try await world.deliver(proof, avisos, "Subject: Otra ayuda", saying: "Tampoco imprime")
        #expect(try await world.ticket(folio).quiet == nil)
        #expect(try await letters(to: email, in: world).contains { $0.folio == folio })
        let forged = try await world.deliver("From: Avisos <noreply@otra.example>", "Subject: Otra", saying: "Otra cosa")
        #expect(try await world.ticket(forged).quiet == .strangers)
    }
}
