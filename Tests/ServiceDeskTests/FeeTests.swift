import BusinessTime
import PDF
import ServiceDesk
import Storage
import SupportPolicy
import TestSupport
import Testing

/// What the circumstances of a visit or a session add is known before it is agreed on, told, payable, and charged as it was agreed (GE-61, GE-73 … GE-75).
struct FeeTests {
    @Test(arguments: Engine.all)
    func `whoever agrees on a visit has seen its fees, and the client is told them with their clauses`(on engine: Engine) async throws {
        let world = try await World(.grupoExecom, on: engine, at: "2026-03-09 10:00"), desk = world.desk
        try await desk.openContract(.execom(["credit": 12]), as: world[.olga])
        let folio = try await world.open(as: world[.luna]) { ($0.type, $0.category) = ("case", "general_service") }.ticket.folio
        #expect(await world.planning("2026-03-11 11:00", on: folio) == "invalid fees")
        #expect(await world.planning("2026-03-11 11:00", knowing: ["urgent_on_site_fee"], on: folio) == "invalid fees")
        #expect(try await world.ticket(folio).works.isEmpty)
        #expect(await world.planning("2026-03-11 11:00", knowing: ["visit_fee"], on: folio) == "done")
        #expect(try await world.last(.visit, of: folio)?.body.facts["fees"] == "visit_fee")
        let told = try #require(try await world.outbox(to: .luna).last?.text)
        #expect(told.contains("Cuota fija por visita a domicilio: 2 créditos de servicio, por adelantado") && told.contains("no incluye servicios ni viáticos"), "\(told)")

        // Another hour adds another fee, which somebody has to see.
        func moving(_ begins: String, knowing fees: Set<String> = []) async -> String {
            await outcome { _ = try await desk.moveVisit(1, on: folio, to: try world.policy.at(begins), knowing: fees, because: "Agenda", as: world[.ines]) }
        }
        #expect(await moving("2026-03-11 12:00") == "done", "what is agreed on is not asked again")
        #expect(await moving("2026-03-11 17:30") == "invalid fees")
        #expect(await moving("2026-03-11 17:30", knowing: ["out_of_hours_fee"]) == "done")
        let moved = try #require(try await world.outbox(to: .luna).last?.text)
        #expect(moved.contains("servicio fuera de horario: 5 créditos de servicio"), "\(moved)")
        #expect(await moving("2026-03-12 11:00") == "done")

        // The client asks for an hour that costs more only knowing it.
        func wishing(knowing fees: Set<String>) async -> String {
            await outcome { _ = try await desk.wishVisit(1, on: folio, at: try world.policy.at("2026-03-14 11:00"), knowing: fees, as: world[.luna]) }
        }
        #expect(await wishing(knowing: []) == "invalid fees")
        #expect(await wishing(knowing: ["out_of_hours_fee"]) == "done")
        try await desk.answerWish(1, on: folio, accepting: true, as: world[.ines])
        #expect(try await world.last(.visit, of: folio)?.body.facts["fees"] == "visit_fee out_of_hours_fee")

        // Two visits, one of them urgent, and out of hours the first: 4 + 5 + 5 are not there.
        #expect(await world.planning("2026-03-13 11:00", urgent: true, knowing: ["visit_fee", "urgent_on_site_fee"], on: folio) == "done", "9 of 12 for these two")
        #expect(await world.planning("2026-03-16 11:00", urgent: true, knowing: ["visit_fee", "urgent_on_site_fee"], on: folio) == "refused GE-61 GE-62")
        #expect(try await world.companyJournal().last?.kind == .refused, "the refusal is journaled")
        #expect(try await world.ticket(folio).works.count == 2)
        #expect(try await desk.verify().problems == [])
        #expect(try await desk.simulate(nil, of: world.company.slug, openedIn: Span(Instant(seconds: 0), .never)).different == 0)
    }

    @Test(arguments: Engine.all)
    func `a charge has the circumstances of its visit, and none without one`(on engine: Engine) async throws {
        let world = try await World(.grupoExecom, on: engine, at: "2026-03-09 10:00"), desk = world.desk
        let contract = try await desk.openContract(.execom(["credit": 30, "incident": 3]), as: world[.olga]).contract.number
        let folio = try await world.open(as: world[.luna]) { ($0.type, $0.category) = ("case", "incident") }.ticket.folio
        func charging(_ item: String, minutes: Int? = nil, _ circumstances: Set<Circumstance>, for work: Int? = nil) async -> String {
            var order = ServiceOrder([Attendance.Service(item, minutes: minutes)])
            order.circumstances = circumstances
            let sent = order
            return await outcome { _ = try await desk.charge(sent, on: folio, for: work, as: world[.ines]) }
        }
        #expect(await charging("support_incident", [.outOfHours]) == "refused GE-75")
        #expect(await charging("support_incident", [.onSite]) == "refused GE-73")
        #expect(await charging("support_incident", [.urgent]) == "done", "urgency costs on site only")
        var asked = ServiceOrder([Attendance.Service("support_incident")])
        asked.circumstances = [.outOfHours]
        let price = try await desk.price(asked, on: folio, as: world[.ines])
        #expect(price.objection?.clause.ids == ["GE-75"] && price.decision.best.charges == [UnitAmount("incident", 1), UnitAmount("credit", 5)], "asking what it would cost is free")

        #expect(await world.planning("2026-03-11 17:30", knowing: ["visit_fee", "out_of_hours_fee"], on: folio) == "done")
        #expect(await charging("technical_hour", minutes: 60, [.onSite, .urgent], for: 1) == "refused GE-74", "nobody agreed on urgency")
        #expect(await charging("technical_hour", minutes: 60, [], for: 1) == "done")
        #expect(try await world.charges(of: contract).last == "captured credit 11", "4 + 2 + 5")
        #expect(try await desk.verify().problems == [])
    }

    @Test(arguments: Engine.all)
    func `what an accepted quote paid, or a visit that was given up, is not due again`(on engine: Engine) async throws {
        let world = try await World(.grupoExecom, on: engine, at: "2026-03-09 10:00"), desk = world.desk
        let contract = try await desk.openContract(.execom(["credit": 10]), as: world[.olga]).contract.number
        let folio = try await world.open(as: world[.luna]) { ($0.type, $0.category) = ("case", "general_service") }.ticket.folio
        try await world.payQuoteOnSite(folio)
        #expect(try await world.left(in: contract) == ["credit": 4])
        #expect(await world.planning("2026-03-11 11:00", on: folio) == "done")
        #expect(try await world.last(.visit, of: folio)?.body.facts["fees"] == nil)
        #expect(try await world.outbox(to: .luna).last?.text.contains("Tiene cuota") == false)
        #expect(await world.planning("2026-03-12 11:00", on: folio) == "invalid fees", "the second has its own")
        try await desk.cancelWork(1, on: folio, because: "Otro día", as: world[.ines])
        #expect(await world.planning("2026-03-12 11:00", on: folio) == "done")
        try await world.until("2026-03-12 11:00")
        try await desk.arrive(2, on: folio, as: world[.ines])
        try await desk.failVisit(2, on: folio, by: .notReceived, VisitReport("Cerrado"), as: world[.ines])
        #expect(try await world.left(in: contract) == ["credit": 4], "its fee was paid with the quote")
        #expect(try await desk.verify().problems == [])
    }

    @Test(arguments: Engine.all)
    func `what was paid beforehand is that of whom was agreed on first, and no fee is charged by its name without its visit`(on engine: Engine) async throws {
        let world = try await World(.grupoExecom, on: engine, at: "2026-03-09 10:00"), desk = world.desk
        let contract = try await desk.openContract(.execom(["credit": 20]), as: world[.olga]).contract.number
        let folio = try await world.open(as: world[.luna]) { ($0.type, $0.category) = ("case", "general_service") }.ticket.folio
        try await world.payQuoteOnSite(folio)
        #expect(await world.planning("2026-03-11 11:00", on: folio) == "done")
        #expect(await world.planning("2026-03-12 11:00", knowing: ["visit_fee"], on: folio) == "done")
        #expect(try await world.left(in: contract) == ["credit": 14])
        func charging(_ item: String, for work: Int? = nil) async -> String {
            await outcome { _ = try await desk.charge(ServiceOrder([Attendance.Service(item, minutes: item == "technical_hour" ? 60 : nil)]), on: folio, for: work, as: world[.ines]) }
        }
        #expect(await charging("visit_fee") == "refused GE-73")
        #expect(await charging("urgent_on_site_fee") == "refused GE-73")
        #expect(await charging("urgent_on_site_fee", for: 1) == "refused GE-74", "nobody agreed on urgency")
        #expect(await charging("out_of_hours_fee", for: 1) == "refused GE-75")
        #expect(await charging("visit_fee", for: 1) == "conflict", "the quote paid it")
        #expect(await charging("technical_hour", for: 1) == "done")
        #expect(try await world.left(in: contract) == ["credit": 10], "an hour, and no fee of another visit")
        try await desk.cancelWork(2, on: folio, because: "Otro día", as: world[.ines])
        #expect(try await world.left(in: contract) == ["credit": 10])
        #expect(try await desk.verify().problems == [])
    }

    @Test(arguments: Engine.all)
    func `what a quote paid stands as paid with its visit and on its sheet, and in vain it leaves nothing to charge (GE-73, IN-55)`(on engine: Engine) async throws {
        let world = try await World(.grupoExecom, on: engine, at: "2026-03-09 10:00"), desk = world.desk
        let contract = try await desk.openContract(.execom(["credit": 20]), as: world[.olga]).contract.number
        let folio = try await world.open(as: world[.luna]) { ($0.type, $0.category) = ("case", "general_service") }.ticket.folio
        try await world.payQuoteOnSite(folio)
        #expect(await world.planning("2026-03-11 11:00", on: folio) == "done")
        #expect(await world.planning("2026-03-12 17:30", knowing: ["visit_fee", "out_of_hours_fee"], on: folio) == "done")
        #expect(try await world.fees(of: folio) == [1: ["visit_fee paid"], 2: ["visit_fee due", "out_of_hours_fee due"]])
        func sheet(_ number: Int, _ language: Language = .es) async throws -> String {
            try await PrintedPDF(desk.visitSheet(number, of: folio, from: "grupo-execom", in: .ink, language, as: world[.luna]).bytes).flatText
        }
        let (paid, due, english) = (try await sheet(1), try await sheet(2), try await sheet(1, .en))
        #expect(paid.contains("2 créditos de servicio, pagada") && !paid.contains("5 créditos"), "\(paid)")
        #expect(due.contains("2 créditos de servicio") && due.contains("5 créditos de servicio") && !due.contains("pagada"), "\(due)")
        #expect(english.contains(", paid"), "\(english)")

        try await world.until("2026-03-11 11:00")
        try await desk.arrive(1, on: folio, as: world[.ines])
        let work = try #require(try await desk.failVisit(1, on: folio, by: .accessDenied, VisitReport("Sin gafete"), as: world[.ines]).ticket.works.first)
        #expect(work.state == .done && work.isCharged && !work.isChargeable, "nothing more is owed")
        #expect(try await world.left(in: contract) == ["credit": 14])
        #expect(try await world.fees(of: folio)[1] == ["visit_fee paid"])
        #expect(try await world.last(.visit, of: folio)?.body.facts["paid"] == "Cuota fija por visita a domicilio")
        let told = try #require(try await world.outbox(to: .luna).last).text
        #expect(told.contains("ya está pagado: Cuota fija por visita a domicilio") && !told.contains("se cobra:"), "\(told)")
        // The other has its own, and is charged it once.
        try await world.until("2026-03-12 17:30")
        try await desk.arrive(2, on: folio, as: world[.ines])
        try await desk.failVisit(2, on: folio, by: .notReceived, VisitReport("Cerrado"), as: world[.ines])
        #expect(try await world.left(in: contract) == ["credit": 7])
        #expect(try await world.fees(of: folio) == [1: ["visit_fee paid"], 2: ["visit_fee paid", "out_of_hours_fee paid"]])
        #expect(try await desk.verify().problems == [])
        #expect(try await desk.simulate(nil, of: world.company.slug, openedIn: Span(Instant(seconds: 0), .never)).different == 0)
    }

    @Test(arguments: Engine.all)
    func `a quote that is accepted after a visit was agreed on pays its fee, and what is given up or came free owes none`(on engine: Engine) async throws {
        let world = try await World(.grupoExecom, on: engine, at: "2026-03-09 10:00"), desk = world.desk
        try await desk.openContract(.execom(["credit": 20]), as: world[.olga])
        let folio = try await world.open(as: world[.luna]) { ($0.type, $0.category) = ("case", "general_service") }.ticket.folio
        #expect(await world.planning("2026-03-11 11:00", knowing: ["visit_fee"], on: folio) == "done")
        #expect(try await world.fees(of: folio) == [1: ["visit_fee due"]])
        try await world.payQuoteOnSite(folio)
        #expect(try await world.fees(of: folio) == [1: ["visit_fee paid"]])
        try await desk.cancelWork(1, on: folio, because: "Otro día", as: world[.ines])
        #expect(try await world.fees(of: folio).isEmpty)
        #expect(await world.planning("2026-03-12 11:00", on: folio) == "done", "what was paid is for the next")
        #expect(try await world.fees(of: folio)[2] == ["visit_fee paid"])
        #expect(try await desk.verify().problems == [])
    }

    @Test(arguments: Engine.all)
    func `a visit that was charged does not go to an hour with a fee, and its client is told what he can do`(on engine: Engine) async throws {
        let world = try await World(.grupoExecom, on: engine, at: "2026-03-09 10:00"), desk = world.desk
        try await desk.openContract(.execom(["credit": 30]), as: world[.olga])
        let folio = try await world.open(as: world[.luna]) { ($0.type, $0.category) = ("case", "general_service") }.ticket.folio
        #expect(await world.planning("2026-03-11 11:00", knowing: ["visit_fee"], on: folio) == "done")
        try await desk.charge(ServiceOrder([Attendance.Service("technical_hour", minutes: 60)]), on: folio, for: 1, as: world[.ines])
        let late = try world.policy.at("2026-03-11 19:00")
        #expect(await outcome { _ = try await desk.moveVisit(1, on: folio, to: late, knowing: ["out_of_hours_fee"], because: "Agenda", as: world[.ines]) } == "conflict")
        do {
            _ = try await desk.wishVisit(1, on: folio, at: late, knowing: ["out_of_hours_fee"], as: world[.luna])
            Issue.record("it was wished")
        } catch DeskError.invalid(let problems) {
            let said = try #require(problems.first)
            #expect(said.field == "begins" && said.message.es.contains("Elija una hora que no la lleve, o escríbanos") && !said.message.es.contains("cancélela"))
            #expect(said.message.es.contains("fuera de horario: 5 créditos") && said.message.en.contains("write to us on your request"))
        }
        #expect(await outcome { _ = try await desk.wishVisit(1, on: folio, at: try world.policy.at("2026-03-11 12:00"), as: world[.luna]) } == "done", "another hour without one is his to ask for")
        #expect(try await desk.verify().problems == [])
    }

    @Test(arguments: Engine.all)
    func `a session out of hours has its fee where its client was told before he said yes (GE-75)`(on engine: Engine) async throws {
        let world = try await World(.grupoExecom, on: engine, at: "2026-03-09 20:00"), desk = world.desk
        let contract = try await desk.openContract(.execom(["credit": 5, "incident": 3]), as: world[.olga]).contract.number
        func session(beginning begins: String) async throws -> String {
            let folio = try await world.open(as: world[.luna]) { ($0.type, $0.category) = ("case", "incident") }.ticket.folio
            try await desk.offerSession(on: folio, with: "AnyDesk", knowing: ["out_of_hours_fee"], as: world[.ines])
            try await desk.consent(to: 1, on: folio, as: world[.luna])
            try await world.until(begins)
            try await desk.beginSession(1, on: folio, as: world[.ines])
            _ = try await desk.advanceClock(by: 600)
            try await desk.endSession(1, on: folio, with: .solved, saying: "Listo", as: world[.ines])
            try await desk.charge(ServiceOrder([Attendance.Service("support_incident")]), on: folio, for: 1, as: world[.ines])
            return folio
        }
        let asked = try await world.open(as: world[.luna]) { ($0.type, $0.category) = ("case", "incident") }.ticket.folio
        do {
            try await desk.offerSession(on: asked, with: "AnyDesk", as: world[.ines])
            Issue.record("it was offered")
        } catch DeskError.invalid(let problems) {
            #expect(problems.map(\.field) == ["fees"] && problems[0].message.es.hasPrefix("Si empieza fuera de horario lleva una cuota."), "\(problems)")
        }
        let night = try await session(beginning: "2026-03-09 20:05")
        let told = try #require(try await world.outbox(to: .luna).first { $0.text.contains("AnyDesk") }?.text)
        #expect(told.contains("al autorizarla acepta esta cuota") && told.contains("fuera de horario: 5 créditos"), "\(told)")
        #expect(try await world.charges(of: contract) == ["captured credit 5", "reserved incident 1"])
        // There is nothing left for another, and none is offered.
        #expect(await outcome { _ = try await desk.offerSession(on: asked, with: "AnyDesk", knowing: ["out_of_hours_fee"], as: world[.ines]) } == "refused GE-61 GE-62")
        try await desk.topUp(contract, [UnitAmount("credit", 5)], price: 100_000, as: world[.olga])
        // Begun within the hours after all, it costs none.
        _ = try await session(beginning: "2026-03-10 09:30")
        #expect(try await world.left(in: contract)["credit"] == 5)
        #expect(try await world.ticket(night).works.count == 1)
        #expect(try await desk.verify().problems == [])
    }
}

extension World {
    /// A quote of an hour on site, accepted: it pays the fee of one visit, too.
    fileprivate func payQuoteOnSite(_ folio: String) async throws {
        var order = NewQuote("Revisión en sitio", [.init("technical_hour", quantity: 1)])
        order.isOnSite = true
        let quote = try await desk.makeQuote(order, on: folio, isSent: true, as: self[.ines]).quote.number
        try await desk.acceptQuote(quote, as: self[.luna])
    }

    /// How the fees of a ticket's works stand, by their numbers; works without any are left out.
    fileprivate func fees(of folio: String) async throws -> [Int: [String]] {
        let ticket = try await ticket(folio), policy = policy
        let standing = try await desk.read { try $0.fees(on: ticket, under: policy) }
        return standing.filter { !$0.value.isEmpty }.mapValues { fees in fees.map { "\($0.item.id) \($0.isPaid ? "paid" : "due")" } }
    }

    fileprivate func planning(_ begins: String, urgent: Bool = false, knowing fees: Set<String> = [], on folio: String) async -> String {
        await outcome {
            var new = NewVisit(begins: try self.policy.at(begins), minutes: 60, place: "Tuxtla")
            (new.isUrgent, new.fees) = (urgent, fees)
            _ = try await self.desk.planVisit(new, on: folio, as: self[.ines])
        }
    }
}
