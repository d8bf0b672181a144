import BusinessTime
import ServiceDesk
import SupportPolicy
import TestSupport
import Testing

struct VisibilityTests {
    @Test(arguments: Engine.all)
    func `to another client, and in another company, a ticket does not exist`(on engine: Engine) async throws {
        let world = try await World(.grupoExecom, on: engine, at: "2026-03-09 10:00")
        let folio = try await world.open().ticket.folio
        let elsewhere = try await world.principal(.ines, of: .intecnia)
        let desk = world.desk
        for stranger in [world[.sol], elsewhere] {
            #expect(await outcome { _ = try await desk.read { try $0.ticket(folio, visibleTo: stranger) } } == "not found")
            #expect(await outcome { _ = try await desk.read { try $0.ticketInFull(folio, visibleTo: stranger, countingNotices: true) } } == "not found")
            #expect(await outcome { try await desk.replyOfClient(to: folio, saying: "x", as: stranger) } == "not found")
            #expect(await outcome { try await desk.close(folio, because: "x", as: stranger) } == "not found")
            #expect(try await desk.read { try $0.tickets(of: stranger) }.isEmpty)
        }
        #expect(await outcome { try await desk.reply(to: folio, saying: "x", as: elsewhere) } == "not found")
        #expect(await outcome { try await desk.assign(folio, to: elsewhere.email, as: world[.ines]) } == "invalid to")
        #expect(await outcome { try await desk.assign(folio, to: world[.luna].email, as: world[.ines]) } == "invalid to")
        #expect(try await world.kinds(folio) == [.opened])
        #expect(try await desk.read { try $0.ticket(folio, visibleTo: world[.luna]) }.ticket.folio == folio)
    }

    @Test(arguments: Engine.all)
    func `an internal note never reaches a client: not by journal, timeline, attachment, search or mail`(on engine: Engine) async throws {
        let world = try await World(.grupoExecom, on: engine, at: "2026-03-09 10:00")
        let folio = try await world.open().ticket.folio
        let files = try await world.desk.keep([Upload(name: "plan.txt", mediaType: "text/plain", bytes: Array("secreto".utf8))])
        try await world.desk.note(on: folio, saying: "Cliente moroso", files: files, as: world[.ines])
        try await world.desk.reply(to: folio, saying: "Va", files: files, as: world[.ines])

        let ticket = try await world.ticket(folio), luna = world[.luna], ines = world[.ines]
        let seen = try await world.desk.read { try $0.timeline(of: ticket, for: .client) }
        let whole = try await world.desk.read { try $0.timeline(of: ticket, for: .agent) }
        for (role, timeline) in [(luna, seen), (ines, whole)] {
            let full = try await world.desk.read { try $0.ticketInFull(folio, visibleTo: role, countingNotices: true) }
            let row = try await world.desk.read { try $0.ticket(folio, visibleTo: role) }
            #expect(full.row.ticket == row.ticket && full.row.requesterName == row.requesterName)
            #expect(full.timeline.map(\.entry.hash) == timeline.map(\.entry.hash))
            #expect(full.timeline.map { $0.texts.map(\.text) + $0.files.map(\.name) } == timeline.map { $0.texts.map(\.text) + $0.files.map(\.name) })
            #expect(full.timeline.map { [$0.by?.email, $0.forPerson?.email] } == timeline.map { [$0.by?.email, $0.forPerson?.email] })
            let entries = try await world.journal(folio, seenBy: role.role)
            #expect(full.timeline.map(\.entry.body.facts) == entries.map(\.body.facts))
            #expect(try await world.desk.read { try $0.unreadNotices(of: role) } == full.unread)
        }
        #expect(whole.map { $0.by?.name } == [luna.name, ines.name, ines.name])
        #expect(seen.map(\.entry.kind) == [.opened, .replied])
        #expect(whole.map(\.entry.kind) == [.opened, .noted, .replied])
        #expect(!seen.flatMap(\.texts).contains { $0.text.contains("moroso") })
        #expect(try await world.journal(folio, seenBy: .client).map(\.kind) == [.opened, .replied])
        let hidden = try #require(whole[1].files.first), open = try #require(whole[2].files.first)
        #expect(await outcome { _ = try await world.desk.attachment(hidden.id, of: folio, as: luna) } == "not found")
        #expect(try await world.desk.attachment(hidden.id, of: folio, as: ines).bytes == Array("secreto".utf8))
        #expect(try await world.desk.attachment(open.id, of: folio, as: luna).bytes == Array("secreto".utf8))
        #expect(await outcome { _ = try await world.desk.attachment(open.id, of: folio, as: world[.sol]) } == "not found")
        #expect(try await world.search("moroso", as: luna).isEmpty)
        #expect(try await world.search("moroso", as: ines) == [folio])
        #expect(try await !world.outbox().contains { $0.text.contains("moroso") })

        // Facts with quotes and the like are read as well as plain ones.
        try await world.desk.erase(.ticket(folio: folio, entry: 2), in: world.company.slug, because: #"Trámite "17" \ 2"#)
        let last = try #require(try await world.desk.read { try $0.ticketInFull(folio, visibleTo: ines) }.timeline.last)
        #expect(last.entry.body.facts["because"] == #"Trámite "17" \ 2"#)
    }
}

extension World {
    func search(_ words: String, as principal: Principal) async throws -> [String] {
        var filter = TicketFilter()
        filter.search = words
        return try await desk.read { [filter] in try $0.tickets(of: principal, filter) }.map(\.ticket.folio)
    }
}

struct SearchTests {
    @Test(arguments: Engine.all)
    func `search finds words without accents, in other forms, by folio and by person`(on engine: Engine) async throws {
        let world = try await World(.grupoExecom, on: engine, at: "2026-03-09 10:00")
        let first = try await world.open { ($0.subject, $0.description) = ("Cancelación de facturas", "No cancelan; ¿qué hago, Ñandú?") }.ticket.folio
        let second = try await world.open { ($0.requesterEmail, $0.subject) = (world[.sol].email, "Impresora") }.ticket.folio
        let ines = world[.ines]
        for words in ["cancelacion", "CANCELACIÓN", "factura", "cancelado", "nandu", first, first.lowercased(), "luna", "factura cancelación"] {
            #expect(try await world.search(words, as: ines) == [first], "\(words)")
        }
        #expect(try await world.search("sol@ferreteria.example", as: ines) == [second])
        #expect(try await world.search("factura impresora", as: ines).isEmpty, "all words must be there")
        #expect(try await world.search("\" OR * ' : & ! (", as: ines).isEmpty)
        #expect(try await world.search("impresora' | 'x", as: ines).isEmpty)
        #expect(try await world.search("factura", as: world[.sol]).isEmpty, "another client's")
        #expect(try await world.search("factura", as: world[.luna]) == [first])
        #expect(try await world.search("factura", as: try await world.principal(.ines, of: .fel)).isEmpty, "another company's")
        try await world.desk.reply(to: second, saying: "Es el tóner", as: ines)
        #expect(try await world.search("toner", as: world[.sol]) == [second])
    }
}

struct QueueTests {
    @Test(arguments: Engine.all)
    func `the queue shows what falls due first, and closed tickets never`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-09 10:00")
        var folios: [Int: String] = [:]
        for severity in [4, 3, 1, 2] { folios[severity] = try await world.open(as: world[.ines]) { $0.severity = severity }.ticket.folio }
        let closed = try await world.open().ticket.folio
        try await world.desk.close(closed, because: "Duplicado", as: world[.ines])
        let queue = try await world.desk.read { try $0.queue(of: world[.ines]) }.map(\.ticket.folio)
        #expect(queue == [1, 2, 3, 4].compactMap { folios[$0] })
    }

    @Test(arguments: Engine.all)
    func `pages follow one another without gaps or repeats, though many fall due at once`(on engine: Engine) async throws {
        let world = try await World(.grupoExecom, on: engine, at: "2026-03-09 10:00")
        var folios: Set<String> = []
        for number in 1...23 {
            if number % 5 == 0 { _ = try await world.desk.advanceClock(by: 60) }
            folios.insert(try await world.open().ticket.folio)
        }
        let ines = world[.ines]
        for newestFirst in [false, true] {
            var seen: [String] = [], last: PageKey?
            while true {
                let after = last
                let page = try await world.desk.read {
                    newestFirst ? try $0.tickets(of: ines, after: after, limit: 4) : try $0.queue(of: ines, after: after, limit: 4)
                }
                guard let end = page.last else { break }
                seen += page.map(\.ticket.folio)
                last = PageKey(PageKey(instant: newestFirst ? end.ticket.openedAt : try await world.ticket(end.ticket.folio).dueAt, id: end.ticket.id).text)
            }
            #expect(seen.count == 23)
            #expect(Set(seen) == folios)
        }
    }

    @Test(arguments: Engine.all)
    func `filters narrow the queue`(on engine: Engine) async throws {
        let world = try await World(.factuPronto, on: engine, at: "2026-03-09 10:00")
        let first = try await world.open().ticket.folio, second = try await world.open().ticket.folio
        try await world.desk.assign(first, as: world[.ines])
        try await world.desk.escalate(second, to: 2, because: "Análisis", as: world[.ines])
        try await world.desk.ask(first, "¿Versión?", as: world[.ines])
        let ines = world[.ines]
        func found(_ change: (inout TicketFilter) -> Void) async throws -> [String] {
            var filter = TicketFilter()
            change(&filter)
            return try await world.desk.read { [filter] in try $0.queue(of: ines, filter) }.map(\.ticket.folio)
        }
        #expect(try await found { $0.level = 2 } == [second])
        #expect(try await found { $0.assignee = ines.person } == [first])
        #expect(try await found { $0.state = .waiting } == [first])
        #expect(try await found { $0.state = .closed }.isEmpty)
    }
}
