import BusinessTime
import Foundation
import PDF
import ServiceDesk
import Storage
import SupportPolicy
import TestSupport
import Testing

/// Quotes: what is offered, until when, and what the client's word on it sets in motion.
struct QuoteTests {
    // MARK: Making and sending one

    @Test(arguments: Engine.all)
    func `quoting costs nothing (GE-64), tells the price in credits before the work (GE-77), and is an answer`(on engine: Engine) async throws {
        let world = try await World(.grupoExecom, on: engine, at: "2026-03-09 10:00")
        let number = try await world.desk.openContract(.execom(["credit": 20]), as: world[.olga]).contract.number
        let folio = try await world.open(as: world[.luna]) { ($0.type, $0.category) = ("case", "advice_event") }.ticket.folio
        let draft = try await world.desk.makeQuote(.report, on: folio, as: world[.ines])
        #expect(draft.quote.state == .draft && draft.words.title == "Reporte de ventas por zona" && draft.words.lines == [0: "Reporte y su carga"])
        #expect(await outcome { _ = try await world.desk.quote(draft.quote.number, as: world[.luna]) } == "not found", "not sent yet")
        #expect(try await world.outbox(to: .luna).allSatisfy { !$0.subject.contains(draft.quote.number) })
        let sent = try await world.desk.sendQuote(draft.quote.number, as: world[.ines]).quote
        #expect(sent.state == .sent && world.wall(sent.validUntil) == "2026-03-24 18:00", "ten business days, 16 March is none (A-60)")
        #expect(world.ids(ofClause: try await world.last(.quoted, of: folio)?.clause) == ["GE-54", "GE-55", "GE-56", "GE-84"])
        let letter = try #require(try await world.outbox(to: .luna).last)
        for words in ["12 créditos de servicio", "Reporte y su carga", "martes 24 de marzo de 2026, 18:00", "5 días hábiles a partir de su aceptación", "Incluye una ronda de ajustes", "/grupo-execom/offers/"] {
            #expect(letter.text.contains(words), "\(letter.text)")
        }
        #expect(try await world.left(in: number) == ["credit": 20])
        #expect(try await world.owed(.firstResponse, of: folio)?.hasPrefix("met") == true)
        #expect(try await world.desk.quotes(as: world[.luna]).map(\.quote.number) == [sent.number])
        #expect(try await world.desk.quotes(as: world[.sol]).isEmpty)
        #expect(await world.sending(sent.number) == "conflict", "twice")
        #expect(try await world.desk.verify().problems == [])
    }

    @Test(arguments: [
        Wrong({ $0.title = " " }, "invalid title"), Wrong({ $0.lines = [] }, "invalid lines"),
        Wrong({ $0.lines = [.init("gold")] }, "invalid lines[0]"), Wrong({ $0.lines = [.init("general_services")] }, "invalid lines[0]"),
        Wrong({ $0.lines = [.init("general_services", amount: -4)] }, "invalid lines[0]"), Wrong({ $0.lines = [.init("general_services", quantity: 0, amount: 4)] }, "invalid lines[0]"),
        Wrong({ $0.lines = [.init("technical_hour", amount: 4)] }, "invalid lines[0]"), Wrong({ $0.lines = [.init(amount: 100)] }, "invalid lines[0]"),
        Wrong({ $0.lines = [.init("assistance_ticket")] }, "invalid lines"), Wrong({ $0.tax = 12 }, "invalid tax"),
        Wrong({ $0.delivery = .businessDays(0) }, "invalid delivery"), Wrong({ $0.delivery = .on("2026-03-28") }, "invalid delivery"),
        Wrong({ $0.delivery = .on("2026-03-11") }, "invalid delivery"), Wrong({ $0.delivery = .on("mañana") }, "invalid delivery"),
        Wrong({ $0.validThrough = CalendarDate(iso: "2026-03-08") }, "invalid valid_through"), Wrong({ $0.replaces = "C-1" }, "invalid replaces"),
    ])
    func `what cannot be is told with its field and changes nothing`(_ wrong: Wrong) async throws {
        let world = try await World(.grupoExecom, on: .sqlite, at: "2026-03-09 10:00")
        let folio = try await world.open(as: world[.luna]).ticket.folio
        var new = NewQuote.report
        wrong.change(&new)
        #expect(await world.quoting(new, on: folio) == wrong.outcome)
        #expect(await outcome { _ = try await world.desk.preview(new, on: folio, in: .es, as: world[.ines]) }.hasPrefix(wrong.outcome == "invalid replaces" ? "done" : wrong.outcome))
        #expect(try await world.desk.quotes(as: world[.ines]).isEmpty)
    }

    struct Wrong: Sendable {
        let change: @Sendable (inout NewQuote) -> Void
        let outcome: String

        init(_ change: @escaping @Sendable (inout NewQuote) -> Void, _ outcome: String) {
            (self.change, self.outcome) = (change, outcome)
        }
    }

    @Test func `a preview shows the best price and what is still missing, and only staff quotes`() async throws {
        let world = try await World(.grupoExecom, on: .sqlite, at: "2026-03-09 10:00")
        try await world.desk.openContract(.execom(["incident": 1, "credit": 2]), as: world[.olga])
        let folio = try await world.open(as: world[.luna]) { ($0.type, $0.category) = ("case", "advice_event") }.ticket.folio
        var new = NewQuote("Instalación", [.init("terminal_installation", quantity: 6), .init("technical_hour", quantity: 2)])
        new.isOnSite = true
        let preview = try await world.desk.preview(new, on: folio, in: .es, as: world[.ines])
        // An incident for four terminals, two further ones, two hours, the visit; travel is paid apart (GE-73, GE-80, GE-71).
        #expect(preview.text.total == "1 incidente y 12 créditos de servicio")
        #expect(preview.missing == [UnitAmount("credit", 10)])
        #expect(preview.text.agreement.contains("Viáticos: aparte, por cuenta del cliente"))
        #expect(await outcome { _ = try await world.desk.preview(new, on: folio, in: .es, as: world[.luna]) } == "forbidden")
        #expect(await world.quoting(new, on: folio, as: .luna) == "forbidden")
        #expect(await world.quoting(new, on: "GE-1") == "not found")
    }

    @Test(arguments: Engine.all)
    func `nobody is quoted, or accepts, what another contract of his gives for less (GE-81)`(on engine: Engine) async throws {
        let world = try await World(.grupoExecom, on: engine, at: "2026-03-09 10:00"), desk = world.desk
        let credits = try await desk.openContract(.execom(["credit": 10]), as: world[.olga]).contract.number
        let folio = try await world.open(as: world[.luna]) { ($0.type, $0.category) = ("case", "advice_event") }.ticket.folio
        let early = try await desk.makeQuote(.terminals, on: folio, isSent: true, as: world[.ines]).quote
        #expect(early.offer.units == [UnitAmount("credit", 4)], "without incidents, at their list price (GE-68)")
        let incidents = try await desk.openContract(.execom(["incident": 1]), as: world[.olga]).contract.number
        #expect(await world.accepting(early.number, as: .luna) == "refused GE-81")
        #expect(await world.quoting(.terminals, on: folio) == "refused GE-81")
        #expect(await outcome { _ = try await desk.preview(.terminals, on: folio, in: .es, as: world[.ines]) } == "refused GE-81")
        #expect(try await world.left(in: credits) == ["credit": 10])
        #expect(try await desk.quote(early.number, as: world[.luna]).row.quote.state == .sent)
        #expect(await world.attaching(incidents, to: folio) == "done")
        let late = try await desk.makeQuote(.terminals, on: folio, isSent: true, as: world[.ines]).quote
        #expect(await world.accepting(late.number, as: .luna) == "done")
        #expect(try await world.charges(of: incidents) == ["captured incident 1"])
        #expect(try await world.left(in: credits) == ["credit": 10])
        #expect(try await desk.verify().problems == [])
    }

    @Test(arguments: Engine.all)
    func `what the contract got since the quote counts when it is accepted (GE-81), and what it cannot pay another may`(on engine: Engine) async throws {
        let world = try await World(.grupoExecom, on: engine, at: "2026-03-09 10:00"), desk = world.desk
        let number = try await desk.openContract(.execom(["credit": 10]), as: world[.olga]).contract.number
        let folio = try await world.open(as: world[.luna]) { ($0.type, $0.category) = ("case", "advice_event") }.ticket.folio
        let first = try await desk.makeQuote(.terminals, on: folio, isSent: true, as: world[.ines]).quote.number
        try await desk.topUp(number, [UnitAmount("incident", 1)], as: world[.olga])
        #expect(await world.accepting(first, as: .luna) == "refused GE-81")
        let second = try await desk.makeQuote(change(.terminals) { $0.replaces = first }, on: folio, isSent: true, as: world[.ines]).quote.number
        #expect(await world.accepting(second, as: .luna) == "done")
        #expect(try await world.left(in: number) == ["credit": 10, "incident": 0])
        // Twelve credits are more than there are: his other contract has them.
        let another = try await world.open(as: world[.luna]) { ($0.type, $0.category) = ("case", "advice_event") }.ticket.folio
        let report = try await desk.makeQuote(.report, on: another, isSent: true, as: world[.ines]).quote.number
        #expect(await world.accepting(report, as: .luna) == "refused GE-61 GE-62")
        let other = try await desk.openContract(.execom(["credit": 12]), as: world[.olga]).contract.number
        do {
            try await desk.acceptQuote(report, as: world[.luna])
            Issue.record("it was accepted")
        } catch DeskError.refused(let told) {
            #expect(told.clause.ids == ["GE-81"] && told.reason.es.contains("su contrato \(other) alcanza (12 créditos de servicio)"), "\(told.reason.es)")
        }
        #expect(try await desk.verify().problems == [])
    }

    @Test(arguments: Engine.all)
    func `what is quoted in hours is taken from the hours of the contract, to the minute, and delivered as the list says (IN-23, GE-54)`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-09 10:00"), desk = world.desk
        let document = try SampleCompany.intecnia.document.replacing("charged: by_quote,", with: "charged: by_quote, quoted_in: minute, delivery_days: 3,")
        try await desk.activate(policy: try await desk.propose(policy: document, as: world[.ada]), as: world[.ada])
        let contract = try await desk.openContract(.intecnia("basic"), as: world[.olga]).contract.number
        let folio = try await world.open(as: world[.luna]).ticket.folio
        var new = NewQuote("Asesoría en sus oficinas", [.init("additional_advice_hour", quantity: 2, amount: 45)])
        let quote = try await desk.makeQuote(new, on: folio, isSent: true, as: world[.ines]).quote
        #expect(quote.offer.units == [UnitAmount("minute", 90)] && quote.offer.delivery == .businessDays(3))
        let letter = try #require(try await world.outbox(to: .luna).last)
        #expect(letter.text.contains("1 h 30 min (horas de póliza)") && letter.text.contains("3 días hábiles a partir de su aceptación"), "\(letter.text)")
        #expect(await world.accepting(quote.number, as: .luna) == "done")
        #expect(try await world.charges(of: contract) == ["captured minute 90"])
        #expect(try await world.left(in: contract) == ["minute": 210])
        // Whoever quotes may promise otherwise; beside what the list does not deliver it promises nothing by itself.
        new.delivery = .businessDays(8)
        #expect(try await desk.makeQuote(new, on: folio, as: world[.ines]).quote.offer.delivery == .businessDays(8))
        (new.delivery, new.lines) = (nil, new.lines + [NewQuote.Line(what: "Un cable", amount: 15_000)])
        #expect(try await desk.makeQuote(new, on: folio, as: world[.ines]).quote.offer.delivery == nil)
        let much = try await desk.makeQuote(NewQuote("Más", [.init("additional_advice_hour", amount: 211)]), on: folio, isSent: true, as: world[.ines]).quote.number
        #expect(await world.accepting(much, as: .luna) == "refused IN-27 IN-28")
        #expect(try await desk.verify().problems == [])
    }

    @Test(arguments: Engine.all)
    func `a list of quotes is read page by page`(on engine: Engine) async throws {
        let world = try await World(.grupoExecom, on: engine, at: "2026-03-09 10:00")
        let folio = try await world.open(as: world[.luna]) { ($0.type, $0.category) = ("case", "advice_event") }.ticket.folio
        for _ in 1...3 { try await world.desk.makeQuote(.report, on: folio, as: world[.ines]) }
        let all = try await world.desk.quotes(as: world[.ines]).map(\.quote.number)
        var seen: [String] = [], last: PageKey?
        for _ in 1...2 {
            let page = try await world.desk.quotes(as: world[.ines], in: .draft, after: last, limit: 2)
            seen += page.map(\.quote.number)
            last = page.last?.key
        }
        #expect(all.count == 3 && seen == all)
    }

    // MARK: The client's word

    @Test(arguments: Engine.all)
    func `accepting takes the credits in advance (GE-65), owes the delivery (GE-55), and keeps who, when and what`(on engine: Engine) async throws {
        let world = try await World(.grupoExecom, on: engine, at: "2026-03-09 10:00")
        let contract = try await world.desk.openContract(.execom(["event": 2, "credit": 20]), as: world[.olga]).contract.number
        let folio = try await world.open(as: world[.luna]) { ($0.type, $0.category) = ("case", "advice_event") }.ticket.folio
        var new = NewQuote.report
        new.lines.append(.init("advice_event"))
        try await world.desk.assign(folio, as: world[.ines])
        let number = try await world.desk.makeQuote(new, on: folio, isSent: true, as: world[.ines]).quote.number
        try await world.until("2026-03-10 11:00")
        for (somebody, expected) in [(Somebody.sol, "not found"), (.ines, "forbidden"), (.ada, "forbidden")] {
            #expect(await world.accepting(number, as: somebody) == expected)
        }
        let stranger = try await world.principal(.luna, of: .fel)
        #expect(await outcome { _ = try await world.desk.acceptQuote(number, as: stranger) } == "not found", "another company's")
        let accepted = try await world.desk.acceptQuote(number, as: world[.luna])
        #expect(accepted.quote.state == .accepted && world.wall(accepted.quote.decidedAt) == "2026-03-10 11:00" && accepted.words.signature == "Luna Lara")
        #expect(try await world.charges(of: contract) == ["captured credit 12", "reserved event 1"])
        #expect(try await world.deadlines(folio).last == "delivery running 2026-03-18 18:00")
        #expect(try await world.notices(of: .ines).last == .quoteAnswered)
        #expect(await world.accepting(number, as: .luna) == "conflict")
        #expect(await world.declining(number) == "conflict")
        #expect(await world.withdrawing(number) == "conflict")
        #expect(try await world.charges(of: contract) == ["captured credit 12", "reserved event 1"], "once")
        // Late, it is known; delivered, it is settled.
        try await world.until("2026-03-19 09:00")
        #expect(try await world.deadlines(folio).last == "delivery breached 2026-03-18 18:00")
        #expect(try await world.desk.verify().problems == [])
        let simulation = try await world.desk.simulate(nil, of: world.company.slug, openedIn: Span(Instant(seconds: 0), .never))
        #expect(simulation.different == 0, "lived again under the same policy it is the same")
    }

    @Test(arguments: Engine.all)
    func `without enough credits it is refused with the clause, until they are bought (GE-61, GE-62)`(on engine: Engine) async throws {
        let world = try await World(.grupoExecom, on: engine, at: "2026-03-09 10:00")
        let contract = try await world.desk.openContract(.execom(["event": 40, "credit": 11]), as: world[.olga]).contract.number
        let folio = try await world.open(as: world[.luna]) { ($0.type, $0.category) = ("case", "advice_event") }.ticket.folio
        let number = try await world.desk.makeQuote(.report, on: folio, isSent: true, as: world[.ines]).quote.number
        #expect(await world.accepting(number, as: .luna) == "refused GE-61 GE-62")
        #expect(try await world.left(in: contract) == ["event": 40, "credit": 11])
        #expect(try await world.desk.quote(number, as: world[.luna]).row.quote.state == .sent)
        try await world.desk.topUp(contract, [UnitAmount("credit", 1)], as: world[.olga])
        #expect(await world.accepting(number, as: .luna) == "done")
        #expect(try await world.left(in: contract) == ["event": 40, "credit": 0])
        // Who accepted events accepted no credits: nothing is exchanged behind his back.
        let second = try await world.desk.makeQuote(NewQuote("Asesorías", [.init("advice_event", quantity: 40)]), on: folio, isSent: true, as: world[.ines]).quote.number
        #expect(await world.charging("advice_event", on: folio) == "done")
        #expect(await world.accepting(second, as: .luna) == "refused GE-61 GE-62")
        try await world.desk.topUp(contract, [UnitAmount("credit", 9)], as: world[.olga])
        #expect(await world.accepting(second, as: .luna) == "refused GE-61 GE-62", "nor told that credits, of which he agreed to none, would be less")
        #expect(try await world.desk.verify().problems == [])
    }

    @Test(arguments: Engine.all)
    func `fifty acceptances at once, and exactly one wins`(on engine: Engine) async throws {
        let world = try await World(.grupoExecom, on: engine, at: "2026-03-09 10:00")
        let contract = try await world.desk.openContract(.execom(["credit": 30]), as: world[.olga]).contract.number
        let folio = try await world.open(as: world[.luna]) { ($0.type, $0.category) = ("case", "advice_event") }.ticket.folio
        let number = try await world.desk.makeQuote(.report, on: folio, isSent: true, as: world[.ines]).quote.number
        let token = try await world.link()
        let outcomes = await withTaskGroup(of: String.self) { group in
            for index in 0..<50 {
                group.addTask {
                    switch index % 3 {
                    case 0: await world.accepting(number, as: .luna)
                    case 1: await world.accepting(byLink: token)
                    default: await outcome { _ = try await world.desk.withdrawQuote(number, because: "Cambió", as: world[.ines]) }
                    }
                }
            }
            return await group.reduce(into: [String: Int]()) { $0[$1, default: 0] += 1 }
        }
        #expect(outcomes == ["done": 1, "conflict": 49])
        let state = try await world.desk.quote(number, as: world[.ines]).row.quote.state
        #expect(try await world.left(in: contract) == ["credit": state == .accepted ? 18 : 30])
        #expect(try await world.desk.verify().problems == [])
    }

    @Test(arguments: Engine.all)
    func `the link of the letter answers once, without a session, and keeps the name`(on engine: Engine) async throws {
        let world = try await World(.grupoExecom, on: engine, at: "2026-03-09 10:00")
        let contract = try await world.desk.openContract(.execom(["credit": 30]), as: world[.olga]).contract.number
        let folio = try await world.open(as: world[.luna]) { ($0.type, $0.category) = ("case", "advice_event") }.ticket.folio
        try await world.desk.makeQuote(.report, on: folio, isSent: true, as: world[.ines])
        let token = try await world.link()
        #expect(await world.accepting(byLink: token, signed: "  ") == "invalid name")
        for wrong in ["", "x", String(token.dropLast()), token + "0", "zz-" + token.split(separator: "-")[1], String(token.reversed())] {
            #expect(await world.accepting(byLink: wrong) == "not found")
        }
        #expect(await outcome { _ = try await world.desk.acceptQuote(byLink: token, signed: "Luna", in: "fel") } == "not found", "of another company")
        let row = try await world.desk.acceptQuote(byLink: token, signed: "C.P. Luna Lara", in: "grupo-execom")
        #expect(row.words.signature == "C.P. Luna Lara")
        #expect(try await world.last(.quoted, of: folio)?.body.facts["via"] == "link")
        #expect(await world.accepting(byLink: token) == "conflict")
        #expect(try await world.left(in: contract) == ["credit": 18])
        let kept: String? = try await world.desk.read { try $0.sql.value("SELECT text FROM content WHERE name = 'agreement'") }
        #expect(kept?.contains("Total: 12 créditos de servicio") == true && kept?.contains("Incluye una ronda de ajustes") == true, "the text agreed")
        #expect(try await world.desk.verify().problems == [])
    }

    @Test(arguments: Engine.all)
    func `it expires at its instant, can be withdrawn or replaced, and is then refused`(on engine: Engine) async throws {
        let world = try await World(.grupoExecom, on: engine, at: "2026-03-09 10:00")
        try await world.desk.openContract(.execom(["credit": 60]), as: world[.olga])
        let folio = try await world.open(as: world[.luna]) { ($0.type, $0.category) = ("case", "advice_event") }.ticket.folio
        func send(_ change: (inout NewQuote) -> Void = { _ in }) async throws -> String {
            var new = NewQuote.report
            change(&new)
            return try await world.desk.makeQuote(new, on: folio, isSent: true, as: world[.ines]).quote.number
        }
        let first = try await send(), second = try await send(), third = try await send { $0.replaces = second }
        #expect(await world.withdrawing(first, because: " ") == "invalid reason")
        #expect(await world.withdrawing(first) == "done")
        let withdrawn = try #require(try await world.outbox(to: .luna).last { $0.subject.contains(first) })
        #expect(withdrawn.text.contains("Cambió el alcance"))
        let replaced = try await world.desk.quote(second, as: world[.luna]).row.quote
        #expect(replaced.state == .withdrawn && replaced.replacedBy == third)
        #expect(await world.accepting(first, as: .luna) == "conflict")
        #expect(await world.accepting(second, as: .luna) == "conflict")
        #expect(await world.quoting(change(.report) { $0.replaces = second }, on: folio) == "conflict", "not twice")
        #expect(await world.declining(third) == "done")
        let fourth = try await send { $0.validThrough = CalendarDate(iso: "2026-03-11") }
        try await world.until("2026-03-12 00:00")
        let expired = try await world.desk.quote(fourth, as: world[.luna]).row.quote
        #expect(expired.state == .expired && world.wall(expired.decidedAt) == "2026-03-12 00:00")
        #expect(try await world.outbox(to: .luna).last?.subject.contains("Venció la cotización \(fourth)") == true)
        #expect(await world.accepting(fourth, as: .luna) == "refused GE-54 GE-55 GE-56 GE-84")
        #expect(await world.declining(fourth) == "refused GE-54 GE-55 GE-56 GE-84")
        #expect(try await world.desk.verify().problems == [])
    }

    @Test func `a verb that comes after the end does not wait for the clock`() async throws {
        let world = try await World(.grupoExecom, on: .sqlite, at: "2026-03-09 10:00")
        try await world.desk.openContract(.execom(["credit": 60]), as: world[.olga])
        let folio = try await world.open(as: world[.luna]) { ($0.type, $0.category) = ("case", "advice_event") }.ticket.folio
        let number = try await world.desk.makeQuote(.report, on: folio, isSent: true, as: world[.ines]).quote.number
        // The clock stands a second before, then at the end, and nobody has settled anything.
        try await world.desk.standClock(at: try world.policy.at("2026-03-24 18:00"))
        #expect(await world.accepting(number, as: .luna) == "refused GE-54 GE-55 GE-56 GE-84", "half-open: at 18:00 it is over")
    }

    @Test(arguments: Engine.all)
    func `on a closed ticket nothing is accepted, and nothing is charged`(on engine: Engine) async throws {
        let world = try await World(.grupoExecom, on: engine, at: "2026-03-09 10:00")
        let contract = try await world.desk.openContract(.execom(["credit": 60]), as: world[.olga]).contract.number
        let folio = try await world.open(as: world[.luna]) { ($0.type, $0.category) = ("case", "advice_event") }.ticket.folio
        let number = try await world.desk.makeQuote(.report, on: folio, isSent: true, as: world[.ines]).quote.number
        try await world.desk.close(folio, because: "", as: world[.luna])
        #expect(await world.accepting(number, as: .luna) == "conflict")
        #expect(await world.quoting(.report, on: folio) == "conflict")
        #expect(try await world.left(in: contract) == ["credit": 60])
        try await world.desk.replyOfClient(to: folio, saying: "Sí la quiero", as: world[.luna])
        #expect(await world.accepting(number, as: .luna) == "done")
        try await world.desk.close(folio, because: "Entregado", as: world[.ines])
        #expect(try await world.deadlines(folio).last?.hasPrefix("delivery met") == true)
        #expect(try await world.desk.verify().problems == [])
    }

    // MARK: In money

    @Test(arguments: Engine.all)
    func `what is not covered is quoted in money (FP-9), with its tax to the centavo`(on engine: Engine) async throws {
        let world = try await World(.factuPronto, on: engine, at: "2026-03-09 10:00")
        let folio = try await world.open(as: world[.luna]).ticket.folio
        let refused = await world.charging("logo", on: folio)
        #expect(refused.contains("FP-8") && refused.contains("FP-9"), "only by quote")
        var new = NewQuote("Su logotipo", [.init("logo", what: "En tres tamaños", quantity: 3, amount: 33_335), .init(what: "Envío", amount: 1)])
        new.delivery = .on("2026-03-27")
        let row = try await world.desk.makeQuote(new, on: folio, isSent: true, as: world[.ines])
        #expect(row.quote.offer.subtotal == 100_006 && row.quote.offer.taxes == 16_001 && row.quote.offer.total == 116_007)
        #expect(world.wall(row.quote.validUntil) == "2026-03-24 10:00", "fifteen calendar days (A-60)")
        let paper = try await world.desk.quotePaper(of: row.quote.number, from: "factupronto", in: .ink, .es, as: world[.luna])
        #expect(paper.bytes == (try await world.desk.quotePaper(of: row.quote.number, from: "factupronto", in: .ink, .es, as: world[.luna]).bytes), "the same paper whenever it is asked for")
        let text = try PrintedPDF(paper.bytes).flatText
        for words in ["$1,160.07", "IVA 16 %", "Editar, crear o diseñar el logotipo: En tres tamaños", row.quote.number] { #expect(text.contains(words), "\(text)") }
        let token = String(try PrintedPDF(paper.bytes).code(onPage: 1).split(separator: "/").last ?? "")
        #expect(try await world.desk.standing(ofPaper: token, in: "factupronto")?.quote == .sent)
        #expect(await world.accepting(row.quote.number, as: .luna) == "done")
        #expect(try await world.desk.standing(ofPaper: token, in: "factupronto")?.quote == .accepted, "whoever holds the paper learns what became of it")
        #expect(try await world.deadlines(folio).last == "delivery running 2026-03-27 18:00")
        #expect(try await world.desk.verify().problems == [])
    }

    @Test(arguments: Engine.all)
    func `assistance that becomes chargeable is quoted and accepted first (FI-31, A-34), never charged by itself`(on engine: Engine) async throws {
        let world = try await World(.facturaInteligente, on: engine, at: "2026-03-09 10:00")
        let folio = try await world.open(as: world[.luna]).ticket.folio
        let refused = await world.charging("uncooperative_assistance", on: folio)
        #expect(refused.contains("FI-31"))
        let number = try await world.desk.makeQuote(NewQuote("Asistencia", [.init("uncooperative_assistance", what: "No envió los datos que se pidieron el 2 y el 4 de marzo", amount: 50_000)]), on: folio, isSent: true, as: world[.ines]).quote.number
        #expect(await world.declining(number) == "done")
        #expect(try await world.desk.verify().problems == [])
    }

    // MARK: The record

    @Test(arguments: Engine.all)
    func `a quote changed behind the desk's back is noticed`(on engine: Engine) async throws {
        let world = try await World(.factuPronto, on: engine, at: "2026-03-09 10:00")
        let folio = try await world.open(as: world[.luna]).ticket.folio
        let number = try await world.desk.makeQuote(NewQuote("Logo", [.init("logo", amount: 100)]), on: folio, isSent: true, as: world[.ines]).quote.number
        try await world.tamper("UPDATE quote SET state = 'accepted' WHERE number = \(number)")
        let report = try await world.desk.verify()
        #expect(report.quotes == 1 && report.problems.first?.contains("quote \(number)") == true)
    }

    @Test(arguments: Engine.all)
    func `what is written on a quote is erased with its ticket, and the chain holds`(on engine: Engine) async throws {
        let world = try await World(.grupoExecom, on: engine, at: "2026-03-09 10:00")
        try await world.desk.openContract(.execom(["credit": 60]), as: world[.olga])
        let folio = try await world.open(as: world[.luna]) { ($0.type, $0.category) = ("case", "advice_event") }.ticket.folio
        let number = try await world.desk.makeQuote(.report, on: folio, isSent: true, as: world[.ines]).quote.number
        try await world.desk.acceptQuote(number, as: world[.luna])
        let planned = try await world.desk.erasable(.ticket(folio: folio), in: world.company.slug)
        let erased = try await world.desk.erase(.ticket(folio: folio), in: world.company.slug, because: "Trámite 7", as: world[.ada])
        #expect(erased == planned && erased.texts >= 5)
        let row = try await world.desk.quote(number, as: world[.ines]).row
        #expect(row.words == QuoteWords() && row.quote.offer.units == [UnitAmount("credit", 12)])
        #expect(try await world.desk.read { try $0.sql.value("SELECT COUNT(*) FROM content WHERE text LIKE '%ventas por zona%'") as Int? } == 0)
        #expect(try await world.desk.verify().problems == [])
    }
}

extension NewQuote {
    /// Four terminals: an incident, or its worth.
    static var terminals: NewQuote { NewQuote("Instalación de terminales", [.init("terminal_installation", quantity: 4)]) }

    /// Twelve credits for a report, in five business days.
    static var report: NewQuote {
        var new = NewQuote("Reporte de ventas por zona", [.init("general_services", what: "Reporte y su carga", amount: 12)])
        new.delivery = .businessDays(5)
        new.terms = "Incluye una ronda de ajustes."
        return new
    }
}

private func change(_ new: NewQuote, _ body: (inout NewQuote) -> Void) -> NewQuote {
    var new = new
    body(&new)
    return new
}

extension World {
    func quoting(_ new: NewQuote, on folio: String, as somebody: Somebody = .ines) async -> String {
        await outcome { _ = try await self.desk.makeQuote(new, on: folio, isSent: true, as: self[somebody]) }
    }

    func sending(_ number: String) async -> String {
        await outcome { _ = try await self.desk.sendQuote(number, as: self[.ines]) }
    }

    func accepting(_ number: String, as somebody: Somebody) async -> String {
        await outcome { _ = try await self.desk.acceptQuote(number, as: self[somebody]) }
    }

    func accepting(byLink token: String, signed name: String = "Luna") async -> String {
        await outcome { _ = try await self.desk.acceptQuote(byLink: token, signed: name, in: self.company.slug) }
    }

    func declining(_ number: String) async -> String {
        await outcome { _ = try await self.desk.declineQuote(number, because: "Muy caro", as: self[.luna]) }
    }

    func withdrawing(_ number: String, because reason: String = "Cambió el alcance") async -> String {
        await outcome { _ = try await self.desk.withdrawQuote(number, because: reason, as: self[.ines]) }
    }

    /// The secret of the last link that Luna was sent.
    func link() async throws -> String {
        let text = try await outbox(to: .luna).last { $0.text.contains("/offers/") }?.text ?? ""
        return text.components(after: "/offers/")
    }
}

extension String {
    fileprivate func components(after mark: String) -> String {
        guard let range = range(of: mark) else { return "" }
        return String(self[range.upperBound...].prefix { $0.isLetter || $0.isNumber || $0 == "-" })
    }
}
