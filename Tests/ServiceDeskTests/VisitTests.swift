import BusinessTime
import Foundation
import Mail
import PDF
import ServiceDesk
import Storage
import SupportPolicy
import TestSupport
import Testing

/// Visits over all tickets, who makes them, what calendars are told, and what a client changes of them himself.
struct VisitTests {
    // MARK: Coming

    @Test(arguments: Engine.all)
    func `what comes is listed by when it begins, with who goes, where, and what is missing`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-09 10:00"), desk = world.desk
        #expect(try await desk.comingVisits(as: world[.ines]).isEmpty)
        #expect(await outcome { _ = try await desk.comingVisits(as: world[.luna]) } == "forbidden")
        let first = try await world.planned("2026-03-12 11:00"), second = try await world.planned("2026-03-11 16:00") { new in
            (new.engineer, new.representative) = (Somebody.beto.email(at: .intecnia), "Rosa Pineda")
        }
        let coming = try await desk.comingVisits(as: world[.ines])
        #expect(coming.map(\.folio) == [second, first])
        #expect(coming.map(\.engineer) == ["Beto Báez", ""] && coming.map(\.place) == ["Av. Juárez 12", "Av. Juárez 12"])
        #expect(coming.map(\.gaps) == [[.preparation], [.engineer, .representative, .preparation]])
        #expect(try await desk.comingVisits(mine: true, as: world[.beto]).map(\.folio) == [second])
        #expect(try await desk.comingVisits(mine: true, as: world[.ines]).isEmpty)
        // By key, one after the other.
        #expect(try await desk.comingVisits(limit: 1, as: world[.ines]).map(\.folio) == [second])
        #expect(try await desk.comingVisits(after: ComingVisit.Key(coming[0].key.text), limit: 1, as: world[.ines]).map(\.folio) == [first])
        #expect(ComingVisit.Key("x-1-2") == nil && ComingVisit.Key("1-2") == nil)
        // Another company sees nothing of it.
        let stranger = try await world.principal(.ines, of: .grupoExecom)
        #expect(try await desk.comingVisits(as: stranger).isEmpty)
        // A letter that did not go out, and a visit that nobody recorded.
        try await world.tamper("UPDATE outbox SET state = 'failed' WHERE ticket_id = (SELECT id FROM ticket WHERE folio = \(first)) AND calendar IS NOT NULL")
        #expect(try await desk.comingVisits(as: world[.ines]).last?.gaps == [.engineer, .letter, .representative, .preparation])
        try await world.until("2026-03-11 18:00")
        #expect(try await desk.comingVisits(as: world[.ines]).first?.gaps == [.record])
        _ = try await desk.arrive(1, on: second, at: try world.policy.at("2026-03-11 16:05"), as: world[.beto])
        _ = try await desk.endVisit(1, on: second, VisitReport("Listo"), as: world[.beto])
        _ = try await desk.cancelWork(1, on: first, because: "x", as: world[.ines])
        #expect(try await desk.comingVisits(as: world[.ines]).isEmpty)
        #expect(try await desk.verify().problems == [])
    }

    @Test func `verify finds a visit that is written down otherwise than its entries say`() async throws {
        let world = try await World(.intecnia, on: .sqlite, at: "2026-03-09 10:00")
        _ = try await world.planned("2026-03-12 11:00")
        try await world.tamper("UPDATE visit SET begins_at = begins_at + 60")
        #expect(try await world.desk.verify().problems.contains { $0.contains("other visits") })
        let other = try await world.ticket(try await world.open(as: world[.ines]).ticket.folio).id
        try await world.tamper("UPDATE visit SET ticket_id = \(other)")
        #expect(try await world.desk.verify().problems.contains { $0.contains("that no entry planned") })
    }

    @Test(arguments: Engine.all)
    func `visits from before they had rows have them after the migration`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-09 10:00")
        let spent = try await world.planned("2026-03-10 11:00")
        _ = try await world.planned("2026-03-12 11:00")
        try await world.visited(spent, "2026-03-10 11:00", spending: 35_050)
        let known = try #require(Schema.migrations.first { $0.name == "0014-visits-known" && $0.engine == (engine == .sqlite ? .sqlite : .postgres) })
        try await world.desk.database.write { try $0.script("DELETE FROM visit; " + known.script) }
        #expect(try await world.desk.verify().problems == [])
        #expect(try await world.desk.comingVisits(as: world[.ines]).count == 1)
    }

    // MARK: Who goes

    @Test(arguments: Engine.all)
    func `who goes is named in advance, told to the client and to himself, changed, and journaled`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-09 10:00"), desk = world.desk
        let folio = try await world.planned("2026-03-12 11:00") { $0.engineer = Somebody.beto.email(at: .intecnia) }
        #expect(try await world.outbox(to: .luna).last?.text.contains("Irá: Beto Báez") == true)
        #expect(try await world.notices(of: .beto).last == .visit)
        #expect(try await world.outbox(to: .beto).last?.text.contains("Av. Juárez 12") == true)
        #expect(await outcome { _ = try await desk.nameEngineer("luna@papeleria.example", for: 1, on: folio, as: world[.ines]) } == "invalid engineer")
        #expect(await outcome { _ = try await desk.nameEngineer(nil, for: 1, on: folio, as: world[.luna]) } == "forbidden")
        let carla = Somebody.carla.email(at: .intecnia)
        let named = try await desk.nameEngineer(carla, for: 1, on: folio, as: world[.ines]).ticket
        #expect(named.works[0].visit?.appointment.engineer == world[.carla].person && named.works[0].visit?.appointment.revision == 1)
        #expect(try await world.outbox(to: .luna).last?.text.contains("irá Carla") == true)
        #expect(try await world.outbox(to: .carla).last?.calendar?.contains("METHOD:REQUEST") == true)
        #expect(try await world.outbox(to: .beto).last?.calendar?.contains("METHOD:CANCEL") == true, "whoever goes no more is told so")
        let entries = try await world.journal(folio).count
        _ = try await desk.nameEngineer(carla, for: 1, on: folio, as: world[.ines])
        #expect(try await world.journal(folio).count == entries, "said again it changes nothing")
        _ = try await desk.nameEngineer(nil, for: 1, on: folio, as: world[.ines])
        #expect(try await desk.comingVisits(as: world[.ines]).map(\.engineer) == [""])
        _ = try await desk.cancelWork(1, on: folio, because: "x", as: world[.ines])
        #expect(await outcome { _ = try await desk.nameEngineer(carla, for: 1, on: folio, as: world[.ines]) } == "conflict")
        #expect(try await desk.verify().problems == [])
    }

    // MARK: Calendars

    @Test(arguments: Engine.all)
    func `the letter carries the visit for a calendar: the same event when it moves, and cancelled with its request`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-09 10:00"), desk = world.desk
        let folio = try await world.planned("2026-03-12 11:00")
        func last() async throws -> String { try #require(try await world.outbox(to: .luna).last?.calendar).replacing("\r\n ", with: "") }
        let planned = try await last(), uid = try #require(planned.line("UID:"))
        #expect(planned.line("METHOD:") == "METHOD:REQUEST" && planned.line("SEQUENCE:") == "SEQUENCE:0" && planned.line("DTSTART:") == "DTSTART:20260312T170000Z")
        #expect(planned.contains("LOCATION:Av. Juárez 12") && planned.contains("RSVP=FALSE:mailto:luna@papeleria.example") && planned.contains("especificaciones de los equipos"))
        try await desk.moveVisit(1, on: folio, to: try world.policy.at("2026-03-13 16:00"), because: "Lluvia", as: world[.ines])
        let moved = try await last()
        #expect(moved.line("UID:") == uid && moved.line("SEQUENCE:") == "SEQUENCE:1" && moved.line("DTSTART:") == "DTSTART:20260313T220000Z")
        #expect(moved.contains("LOCATION:Av. Juárez 12"), "the place stays although the entry does not say it again")
        let file = try await desk.visitCalendar(1, of: folio, as: world[.luna])
        #expect(file.line("METHOD:") == "METHOD:PUBLISH" && file.line("UID:") == uid && !file.contains("ATTENDEE"))
        #expect(await outcome { _ = try await desk.visitCalendar(1, of: folio, as: world[.sol]) } == "not found")
        #expect(await outcome { _ = try await desk.visitCalendar(2, of: folio, as: world[.luna]) } == "not found")
        _ = try await desk.close(folio, because: "", as: world[.luna])
        // The client closed it himself, and no letter tells him; whoever asks for the file learns it.
        let cancelled = try await desk.visitCalendar(1, of: folio, as: world[.luna])
        #expect(cancelled.line("METHOD:") == "METHOD:CANCEL" && cancelled.line("SEQUENCE:") == "SEQUENCE:2" && cancelled.contains("STATUS:CANCELLED"))
        #expect(try await desk.verify().problems == [])
        let mail = try #require(try await world.outbox(to: .luna).last { $0.calendar != nil })
        _ = try await desk.erase(.ticket(folio: folio), in: "intecnia", because: "Oficio 12", as: world[.ada])
        #expect(try await world.outbox().first { $0.id == mail.id }?.calendar == nil, "erased with its letter")
    }

    @Test(arguments: Engine.all)
    func `an engineer's own calendar fetches his visits by a secret, and a new one ends the old one`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-09 10:00"), desk = world.desk
        #expect(await outcome { _ = try await desk.makeVisitFeed(as: world[.luna]) } == "forbidden")
        let token = try await desk.makeVisitFeed(as: world[.beto])
        #expect(try await desk.visitFeed(token, in: "intecnia").contains("BEGIN:VEVENT") == false)
        let folio = try await world.planned("2026-03-12 11:00") { $0.engineer = Somebody.beto.email(at: .intecnia) }
        _ = try await world.planned("2026-03-12 16:00")
        let feed = try await desk.visitFeed(token, in: "intecnia")
        #expect(feed.contains(folio) && feed.components(separatedBy: "BEGIN:VEVENT").count == 2, "his alone")
        _ = try await desk.cancelWork(1, on: folio, because: "x", as: world[.ines])
        #expect(try await desk.visitFeed(token, in: "intecnia").contains("STATUS:CANCELLED"))
        #expect(await outcome { _ = try await desk.visitFeed(token, in: "fel") } == "not found")
        #expect(await outcome { _ = try await desk.visitFeed("x", in: "intecnia") } == "not found")
        let other = try await desk.makeVisitFeed(as: world[.beto])
        #expect(await outcome { _ = try await desk.visitFeed(token, in: "intecnia") } == "not found")
        #expect(try await desk.visitFeed(other, in: "intecnia").contains(folio))
        #expect(try await world.companyJournal().last?.kind == .tokenCreated)
        #expect(try await desk.verify().problems == [])
    }

    // MARK: What a client changes

    @Test(arguments: Engine.all)
    func `a client asks for another time, and the appointment stands until somebody answers`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-09 10:00"), desk = world.desk
        let folio = try await world.planned("2026-03-12 11:00") { $0.engineer = Somebody.beto.email(at: .intecnia) }
        func wish(_ wall: String, as somebody: Somebody = .luna) async -> String {
            await outcome { _ = try await desk.wishVisit(1, on: folio, at: try world.policy.at(wall), saying: "Hay inventario", as: world[somebody]) }
        }
        #expect(await wish("2026-03-12 11:00") == "invalid begins", "the hour agreed on")
        #expect(await wish("2026-03-09 09:00") == "invalid begins", "in the past")
        #expect(await wish("2026-03-13 16:00", as: .sol) == "not found")
        #expect(await wish("2026-03-13 16:00", as: .ines) == "forbidden", "the staff moves it")
        #expect(await outcome { _ = try await desk.answerWish(1, on: folio, accepting: true, as: world[.ines]) } == "conflict", "nobody asked")
        #expect(await wish("2026-03-13 16:00") == "done")
        let wished = try #require(try await world.ticket(folio).works[0].visit)
        let (was, asked) = (try world.policy.at("2026-03-12 11:00"), try world.policy.at("2026-03-13 16:00"))
        #expect(wished.appointment.begins == was && wished.wish?.begins == asked)
        #expect(try await world.notices(of: .beto).last == .clientReplied)
        #expect(try await world.outbox(to: .beto).last?.text.contains("Hay inventario") == true)
        #expect(try await desk.comingVisits(as: world[.ines]).first?.gaps.first == .answer)
        #expect(world.ids(try await world.last(.visit, of: folio)).contains("IN-53"))
        #expect(await outcome { _ = try await desk.answerWish(1, on: folio, accepting: false, as: world[.ines]) } == "invalid reason")
        _ = try await desk.answerWish(1, on: folio, accepting: false, because: "Ese día no hay nadie", as: world[.ines])
        #expect(try await world.outbox(to: .luna).last?.text.contains("sigue siendo el jueves 12 de marzo") == true)
        #expect(await wish("2026-03-13 17:00") == "done")
        _ = try await desk.answerWish(1, on: folio, accepting: true, as: world[.ines])
        let moved = try #require(try await world.ticket(folio).works[0].visit)
        let accepted = try world.policy.at("2026-03-13 17:00")
        #expect(moved.appointment.begins == accepted && moved.wish == nil && moved.appointment.engineer == world[.beto].person)
        #expect(try await world.outbox(to: .luna).last?.text.contains("viernes 13 de marzo de 2026, 17:00") == true)
        try await world.until("2026-03-13 17:00")
        #expect(await wish("2026-03-16 16:00") == "refused IN-53 IN-54 IN-55 IN-56", "the hour has come")
        #expect(try await desk.verify().problems == [])
    }

    @Test(arguments: Engine.all)
    func `a client cancels until the hour agreed on for nothing, and then no more (IN-53)`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-09 10:00"), desk = world.desk
        let contract = try await desk.openContract(.intecnia("corporate"), as: world[.olga]).contract.number
        let before = try await world.left(in: contract)
        let folio = try await world.planned("2026-03-12 11:00") { $0.engineer = Somebody.beto.email(at: .intecnia) }
        #expect(await outcome { _ = try await desk.cancelWork(1, on: folio, because: "", as: world[.sol]) } == "not found")
        try await world.until("2026-03-12 10:59")
        let ticket = try await desk.cancelWork(1, on: folio, because: "Hay inventario", as: world[.luna]).ticket
        #expect(ticket.works[0].state == .cancelled && !ticket.isClosed)
        #expect(try await world.left(in: contract) == before)
        let receipt = try #require(try await world.outbox(to: .luna).last)
        #expect(receipt.text.contains("No se cobra nada") && receipt.calendar?.contains("METHOD:CANCEL") == true, "\(receipt.text)")
        #expect(try await world.outbox(to: .beto).last?.calendar?.contains("METHOD:CANCEL") == true)
        #expect(try await world.outbox(to: .beto).last?.text.contains("Hay inventario") == true)
        let late = try await world.planned("2026-03-12 16:00")
        try await world.until("2026-03-12 16:00")
        #expect(await outcome { _ = try await desk.cancelWork(1, on: late, because: "", as: world[.luna]) } == "refused IN-53 IN-54 IN-55 IN-56")
        #expect(try await world.ticket(late).works[0].state == .planned)
        _ = try await desk.arrive(1, on: late, as: world[.beto])
        #expect(await outcome { _ = try await desk.cancelWork(1, on: late, because: "", as: world[.luna]) } == "forbidden", "somebody is there")
        #expect(try await desk.verify().problems == [])
    }

    // MARK: Closing meanwhile

    @Test(arguments: Engine.all)
    func `what goes on when its client closes the request is recorded and charged all the same`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-09 10:00"), desk = world.desk
        let contract = try await desk.openContract(.intecnia("corporate"), as: world[.olga]).contract.number
        let folio = try await world.planned("2026-03-09 11:00")
        _ = try await desk.startTimer(on: folio, as: world[.ines])
        try await world.until("2026-03-09 11:05")
        _ = try await desk.arrive(1, on: folio, as: world[.beto])
        let works = try await desk.close(folio, because: "", as: world[.luna]).ticket.works
        #expect(works.map(\.state) == [.running, .done] && works[1].minutes == 65, "the engineer is still there; the timer stopped")
        #expect(try await desk.comingVisits(as: world[.ines]).map(\.folio) == [folio])
        #expect(await outcome { _ = try await desk.logTime(5, of: "support_hour", on: folio, because: "x", as: world[.ines]) } == "conflict", "nothing new is charged")
        try await world.until("2026-03-09 12:05")
        var report = VisitReport("Quedó el cableado")
        (report.expenses, report.expensesFor) = (12_000, "Casetas")
        _ = try await desk.endVisit(1, on: folio, report, as: world[.beto])
        _ = try await desk.logTime(60, of: "advice_on_site_hour", on: folio, because: "Cableado", for: 1, as: world[.ines])
        #expect(try await world.left(in: contract) == ["minute": 69 * 60, "at_company_minute": 5 * 60, "on_site_minute": 4 * 60])
        #expect(try await world.charges(of: contract).allSatisfy { $0.hasPrefix("captured") })
        _ = try await desk.logTime(65, of: "support_hour", on: folio, because: "Diagnóstico", for: 2, as: world[.ines])
        #expect(await outcome { _ = try await desk.logTime(65, of: "support_hour", on: folio, because: "x", for: 2, as: world[.ines]) } == "conflict", "twice")
        #expect(try await desk.sales(ofBatch: nil, as: world[.olga]).map(\.sale.price) == [12_000])
        #expect(try await desk.verify().problems == [])
    }

    @Test func `a visit in vain on a request that its client closed has its charge`() async throws {
        let world = try await World(.intecnia, on: .sqlite, at: "2026-03-09 10:00"), desk = world.desk
        let contract = try await desk.openContract(.intecnia("corporate"), as: world[.olga]).contract.number
        let folio = try await world.planned("2026-03-09 11:00")
        try await world.until("2026-03-09 11:05")
        _ = try await desk.arrive(1, on: folio, as: world[.beto])
        _ = try await desk.close(folio, because: "", as: world[.luna])
        _ = try await desk.failVisit(1, on: folio, by: .accessDenied, VisitReport("Ya no nos dejaron pasar"), as: world[.beto])
        #expect(try await world.left(in: contract)["on_site_minute"] == 4 * 60)
        #expect(try await desk.verify().problems == [])
    }

    @Test func `what urgency adds is booked with a visit that is charged as it is worked, as its letter says`() async throws {
        let world = try await World(.intecnia, on: .sqlite, at: "2026-03-09 10:00"), desk = world.desk
        let document = try SampleCompany.intecnia.document.replacing(
            "  travel_expenses: {label: Viáticos",
            with: "  urgent_fee: {label: Cuota por urgencia, charged: as_worked, price: {minute: 30 min}, added_when: [on_site, urgent], cites: advice-on-site}\n  travel_expenses: {label: Viáticos")
        try await desk.activate(policy: try await desk.propose(policy: document, as: world[.ada]), as: world[.ada])
        let contract = try await desk.openContract(.intecnia("corporate"), as: world[.olga]).contract.number
        let folio = try await world.planned("2026-03-11 11:00") { ($0.isUrgent, $0.fees) = (true, ["urgent_fee"]) }
        try await world.until("2026-03-11 11:00")
        _ = try await desk.arrive(1, on: folio, as: world[.ines])
        _ = try await desk.failVisit(1, on: folio, by: .notReceived, VisitReport("Cerrado"), as: world[.ines])
        #expect(try await world.outbox(to: .luna).last?.text.contains("Hora de asesoría en sitio, Cuota por urgencia") == true)
        #expect(try await world.left(in: contract) == ["minute": 69 * 60 - 30, "at_company_minute": 5 * 60, "on_site_minute": 4 * 60])
        #expect(try await desk.verify().problems == [])
    }

    // MARK: Travel expenses

    @Test(arguments: Engine.all)
    func `travel expenses are a sale of their own, handed over once (IN-24)`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-09 10:00"), desk = world.desk, olga = world[.olga]
        let folio = try await world.planned("2026-03-10 11:00"), free = try await world.planned("2026-03-10 11:00")
        #expect(try await desk.sales(ofBatch: nil, as: olga).isEmpty, "nothing was spent yet")
        try await world.visited(folio, "2026-03-10 11:00", spending: 35_050)
        try await world.visited(free, "2026-03-10 11:00", spending: 0)
        let waiting = try await desk.sales(ofBatch: nil, as: olga).map(\.sale)
        #expect(waiting.map { "\($0.kind) \($0.number) \($0.lot) \($0.price) \($0.tax) \($0.units.count)" } == ["travel \(folio) 1 35050 16 0"])
        #expect(try await desk.handOverSales(as: olga) == 1)
        #expect(await outcome { _ = try await desk.handOverSales(as: olga) }.hasPrefix("conflict"))
        #expect(try await desk.sales(ofBatch: 1, as: olga).map(\.sale.price) == [35_050])
        #expect(try await desk.saleBatches(as: olga).map(\.total) == [35_050])
        #expect(try await world.ticket(folio).works[0].visit?.batch == 1)
        #expect(try await world.journal(folio, seenBy: .client).allSatisfy { $0.kind != .handedOver })
        #expect(try await world.last(.handedOver, of: folio)?.body.facts["batch"] == "1")
        #expect(try await desk.verify().problems == [])
    }

    @Test(arguments: Engine.all)
    func `what a quote paid of it beforehand is not sold again, and what goes beyond it is (IN-24)`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-09 10:00"), desk = world.desk, olga = world[.olga]
        let folio = try await world.planned("2026-03-10 11:00")
        let quote = try await desk.makeQuote(NewQuote("Dos visitas", [.init("travel_expenses", what: "Casetas", quantity: 2, amount: 25_000)]), on: folio, isSent: true, as: world[.ines]).quote.number
        // Nobody accepted it yet: it pays nothing.
        try await world.visited(folio, "2026-03-10 11:00", spending: 10_000)
        #expect(try await world.ticket(folio).works[0].visit?.prepaid == nil)
        _ = try await desk.advanceClock(by: 60)
        try await desk.acceptQuote(quote, as: world[.luna])
        func visit(_ number: Int, _ begins: String, costing expenses: Int) async throws -> Visit {
            try await desk.planVisit(NewVisit(begins: try world.policy.at(begins), place: "Av. Juárez 12"), on: folio, as: world[.ines])
            try await world.visited(folio, begins, number: number, spending: expenses)
            return try #require(try await world.ticket(folio).works[number - 1].visit)
        }
        let second = try await visit(2, "2026-03-11 11:00", costing: 30_000)
        #expect(second.prepaid == 30_000 && second.expensesDue == 0, "all of it")
        #expect(try await world.outbox(to: .luna).last?.text.contains("ya pagó $300.00 MXN con la cotización que aceptó; queda por pagar: $0.00 MXN") == true)
        let third = try await visit(3, "2026-03-12 11:00", costing: 35_050)
        #expect(third.prepaid == 20_000 && third.expensesDue == 15_050, "what was left of it")
        let fourth = try await visit(4, "2026-03-13 11:00", costing: 5_000)
        #expect(fourth.prepaid == nil)
        let waiting = try await desk.sales(ofBatch: nil, as: olga).map(\.sale)
        #expect(waiting.map { "\($0.kind) \($0.lot) \($0.price)" } == ["travel 1 10000", "quote 1 50000", "travel 3 15050", "travel 4 5000"])
        #expect(try await desk.handOverSales(as: olga) == 1)
        #expect(try await desk.saleBatches(as: olga).map(\.total) == [80_050])
        // Told alike at the end: nothing twice.
        try await desk.close(folio, because: "", as: world[.luna])
        let text = try PrintedPDF(try await desk.closingSummary(of: folio, from: "intecnia", in: .ink, .es, as: world[.luna]).bytes).flatText
        for said in ["De $300.00 MXN la cotización pagó $300.00 MXN", "De $350.50 MXN la cotización pagó $200.00 MXN", "Subtotal $800.50", "IVA 16 % $128.08", "Total $928.58"] {
            #expect(text.contains(said), "\(said): \(text)")
        }
        #expect(try await desk.verify().problems == [])
    }

    @Test func `a quote with a price for travel does not leave it to the client besides`() async throws {
        let world = try await World(.grupoExecom, on: .sqlite, at: "2026-03-09 10:00")
        try await world.desk.openContract(.execom(["credit": 20]), as: world[.olga])
        let folio = try await world.open(as: world[.luna]) { ($0.type, $0.category) = ("case", "general_service") }.ticket.folio
        var new = NewQuote("Revisión en sitio", [.init("technical_hour"), .init("travel_expenses", what: "Gasolina", amount: 40_000)])
        new.isOnSite = true
        let preview = try await world.desk.preview(new, on: folio, in: .es, as: world[.ines])
        #expect(preview.text.agreement.contains("Viáticos: Gasolina: $400.00 MXN") && !preview.text.agreement.contains("aparte"), "\(preview.text.agreement)")
    }

    @Test(arguments: Engine.all)
    func `the end of a visit takes receipts, as the arrival takes pictures`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-09 10:00"), desk = world.desk
        func receipt(_ name: String) async throws -> [StoredFile] { try await desk.keep([Upload(name: name, mediaType: "application/pdf", bytes: Array("%PDF \(name)".utf8))]) }
        let folio = try await world.planned("2026-03-09 11:00"), other = try await world.planned("2026-03-09 11:00")
        try await world.until("2026-03-09 12:00")
        for folio in [folio, other] { try await desk.arrive(1, on: folio, at: try world.policy.at("2026-03-09 11:00"), as: world[.beto]) }
        var report = VisitReport("Listo")
        (report.expenses, report.files) = (18_600, try await receipt("casetas.pdf"))
        try await desk.endVisit(1, on: folio, report, as: world[.beto])
        report.files = try await receipt("gasolina.pdf")
        try await desk.failVisit(1, on: other, by: .notReceived, report, as: world[.beto])
        for (folio, name) in [(folio, "casetas.pdf"), (other, "gasolina.pdf")] {
            let row = try await desk.read { try $0.ticket(folio, visibleTo: world[.luna]).ticket }
            let items = try await desk.read { try $0.timeline(of: row, for: .client) }
            #expect(items.flatMap(\.files).map(\.name) == [name], "its client reads it")
        }
        #expect(try await desk.verify().problems == [])
    }

    @Test func `a batch is read whole, however long it is`() async throws {
        let world = try await World(.intecnia, on: .sqlite, at: "2026-03-09 10:00")
        let folio = try await world.planned("2026-03-10 11:00")
        try await world.visited(folio, "2026-03-10 11:00", spending: 100)
        _ = try await world.desk.handOverSales(as: world[.olga])
        // As a desk that knew no limit once left it.
        try await world.tamper("""
            INSERT INTO visit (company_id, ticket_id, number, state, begins_at, ended_at, expenses, batch)
            WITH RECURSIVE n (i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < 701)
            SELECT company_id, ticket_id, i, state, begins_at, ended_at, expenses, batch FROM visit, n WHERE number = 1
            """)
        #expect(try await world.desk.sales(ofBatch: 1, as: world[.olga]).count == 701)
        #expect(try await world.desk.saleBatches(as: world[.olga]).map(\.sales) == [701])
    }
}

extension World {
    /// A request of Luna's with a visit.
    fileprivate func planned(_ begins: String, _ change: (inout NewVisit) -> Void = { _ in }) async throws -> String {
        let folio = try await open().ticket.folio
        var new = NewVisit(begins: try policy.at(begins), minutes: 60, place: "Av. Juárez 12")
        change(&new)
        try await desk.planVisit(new, on: folio, as: self[.ines])
        return folio
    }

    /// Somebody was there for an hour.
    fileprivate func visited(_ folio: String, _ begins: String, number: Int = 1, spending expenses: Int) async throws {
        let arrival = try policy.at(begins)
        if try await desk.now() < arrival + 3_600 { _ = try await desk.advanceClock(by: arrival + 3_600 - (try await desk.now())) }
        try await desk.arrive(number, on: folio, at: arrival, as: self[.beto])
        var report = VisitReport("Listo")
        (report.expenses, report.expensesFor) = (expenses, expenses > 0 ? "Casetas" : nil)
        try await desk.endVisit(number, on: folio, report, as: self[.beto])
    }
}

extension String {
    /// The first line of a calendar that begins so.
    fileprivate func line(_ start: String) -> String? {
        components(separatedBy: "\r\n").first { $0.hasPrefix(start) }
    }
}
