import BusinessTime
import ServiceDesk
import SupportPolicy
import TestSupport
import Testing

/// Event or incident, told first (GE-63); what comes up meanwhile, asked first (GE-66).
struct NeedTests {
    @Test(arguments: Engine.all)
    func `what a request is is told before it is charged as that (GE-63)`(on engine: Engine) async throws {
        let world = try await World(.grupoExecom, on: engine, at: "2026-03-09 10:00")
        let contract = try await world.desk.openContract(.execom(["event": 2, "incident": 2]), as: world[.olga]).contract.number
        let told = try await world.open(as: world[.luna]) { ($0.type, $0.category) = ("case", "advice_event") }.ticket.folio
        let acknowledged = try #require(try await world.outbox(to: .luna).last { $0.subject.contains(told) }?.text)
        #expect(acknowledged.contains("Atendemos su solicitud como: Caso de soporte, Evento de asesoría.\n\nAl aceptar usted el cierre se descuenta: 1 evento; agotados, 1 crédito de servicio."))

        let folio = try await world.open(as: world[.luna]) { $0.type = "case" }.ticket.folio
        #expect(try await world.outbox(to: .luna).last { $0.subject.contains(folio) }?.text.contains("Atendemos") == false, "nobody knows yet what it is")
        #expect(await world.charging("advice_event", on: folio) == "refused GE-63")
        try await world.desk.classify(folio, category: "advice_event", as: world[.ines])
        #expect(world.ids(try await world.last(.classified, of: folio)) == ["GE-63"])
        #expect(await world.charging("support_incident", on: folio) == "refused GE-63", "he was told it is an event")
        #expect(await world.charging("advice_event", on: folio) == "done")
        try await world.desk.classify(folio, category: "incident", as: world[.ines])
        let letter = try #require(try await world.outbox(to: .luna).last?.text)
        #expect(letter.contains("Atendemos su solicitud como: Caso de soporte, Incidente.") && letter.contains("1 incidente; agotados, 4 créditos de servicio; sólo si se soluciona"))
        try await world.desk.settle(charge: 1, is: .released, on: folio, because: "Es un incidente", as: world[.ines])
        #expect(await world.charging("support_incident", on: folio) == "done")
        #expect(try await world.charges(of: contract) == ["released event 1", "reserved incident 1"])
        #expect(await outcome { _ = try await world.desk.classify(folio, category: "favor", as: world[.ines]) } == "invalid category")
        // What is not an event or an incident is charged by its own rules.
        #expect(await world.charging("limited_phone_advice", on: folio) == "done")
        #expect(try await world.desk.verify().problems == [])
        #expect(try await world.desk.simulate(nil, of: world.company.slug, openedIn: Span(Instant(seconds: 0), .never)).different == 0)
    }

    @Test(arguments: Engine.all)
    func `a need that comes up is the client's to decide: within the time, apart, or not at all (GE-66, GE-67)`(on engine: Engine) async throws {
        let world = try await World(.grupoExecom, on: engine, at: "2026-03-09 10:00")
        let contract = try await world.desk.openContract(.execom(["event": 1, "incident": 2]), as: world[.olga]).contract.number
        let folio = try await world.open(as: world[.luna]) { ($0.type, $0.category) = ("case", "incident") }.ticket.folio
        try await world.desk.logWork(12, on: folio, saying: "Revisé el servidor", as: world[.ines])
        for (service, quantity, text, expected) in [
            ("advice_event", 1, " ", "invalid text"), ("advice_event", 0, "Algo", "invalid quantity"), ("general_services", 1, "Algo", "invalid service"),
            ("nada", 1, "Algo", "invalid service"),
        ] {
            #expect(await outcome { _ = try await world.desk.askAboutNeed(service, quantity: quantity, on: folio, saying: text, as: world[.ines]) } == expected)
        }
        #expect(await outcome { _ = try await world.desk.askAboutNeed("advice_event", on: folio, saying: "Algo", as: world[.luna]) } == "forbidden")

        for text in ["Pide cómo timbrar", "Pide un reporte", "Pide cómo respaldar", "Pide otra cosa"] { try await world.desk.askAboutNeed("advice_event", on: folio, saying: text, as: world[.ines]) }
        let letter = try #require(try await world.outbox(to: .luna).last?.text)
        for said in ["Pide otra cosa", "quedan 18 min", "Atenderlo después, por aparte: 1 evento.", "No atenderlo.", "Cláusula: Política de cobro de servicios, 4"] { #expect(letter.contains(said)) }
        #expect(try await world.left(in: contract) == ["event": 1, "incident": 2], "asking costs nothing")
        let works = try await world.ticket(folio).works
        #expect(works.compactMap(\.need?.left) == [18, 18, 18, 18] && works.compactMap(\.need?.choices.count) == [3, 3, 3, 3])

        // He decides himself, or by phone; once.
        #expect(await outcome { _ = try await world.desk.decide(.withinTime, on: 2, of: folio, as: world[.sol]) } == "not found")
        try await world.desk.decide(.withinTime, on: 2, of: folio, as: world[.luna])
        #expect(try await world.notices(of: .ines).last == .clientReplied)
        #expect(await outcome { _ = try await world.desk.decide(.apart, on: 2, of: folio, as: world[.luna]) } == "conflict")
        #expect(await outcome { _ = try await world.desk.decide(.apart, on: 3, of: folio, as: world[.ines]) } == "invalid by")
        #expect(await outcome { _ = try await world.desk.decide(.apart, on: 3, of: folio, by: "Luna Lara", via: .portal, as: world[.ines]) } == "invalid via")
        try await world.desk.decide(.apart, on: 3, of: folio, by: "Luna Lara", via: .phone, as: world[.ines])
        try await world.desk.decide(.withinTime, on: 4, of: folio, by: "Luna Lara", via: .phone, as: world[.ines])
        try await world.desk.decide(.declined, on: 5, of: folio, by: "Luna Lara", via: .phone, as: world[.ines])
        #expect(world.ids(try await world.last(.need, of: folio)) == ["GE-66"])

        // Within the time it costs nothing, and no more than is left of it.
        try await world.until("2026-03-09 10:05")
        #expect(await outcome { _ = try await world.desk.fulfil(2, on: folio, minutes: 19, saying: "Se explicó", as: world[.ines]) } == "refused GE-66")
        #expect(await outcome { _ = try await world.desk.fulfil(3, on: folio, minutes: 5, saying: "Se explicó", as: world[.ines]) } == "conflict")
        try await world.desk.fulfil(2, on: folio, minutes: 16, saying: "Se explicó", as: world[.ines])
        #expect(await outcome { _ = try await world.desk.fulfil(4, on: folio, minutes: 3, saying: "Se respaldó", as: world[.ines]) } == "refused GE-66", "the first took its part")
        try await world.desk.fulfil(4, on: folio, minutes: 2, saying: "Se respaldó", as: world[.ines])
        try await world.desk.askAboutNeed("advice_event", on: folio, saying: "Una más", as: world[.ines])
        #expect(try await world.ticket(folio).works.last?.need?.choices == [.apart, .declined], "the eighteen minutes are gone")
        try await world.desk.decide(.declined, on: 6, of: folio, as: world[.luna])
        // Apart it is charged for itself, and as it was asked.
        #expect(await outcome { try await world.desk.charge(ServiceOrder([.init("advice_event", quantity: 2)]), on: folio, for: 3, as: world[.ines]) } == "invalid item")
        #expect(await outcome { try await world.desk.charge(ServiceOrder([.init("advice_event")]), on: folio, for: 5, as: world[.ines]) } == "conflict")
        try await world.desk.charge(ServiceOrder([.init("advice_event")]), on: folio, for: 3, as: world[.ines])
        #expect(await outcome { try await world.desk.charge(ServiceOrder([.init("advice_event")]), on: folio, for: 3, as: world[.ines]) } == "conflict")
        #expect(await world.charging("support_incident", on: folio) == "done")
        #expect(try await world.charges(of: contract) == ["reserved event 1", "reserved incident 1"])
        #expect(try await world.ticket(folio).works.filter { $0.need != nil }.map(\.state) == [.done, .done, .done, .cancelled, .cancelled])

        // The closing tells it all before it is accepted.
        try await world.desk.close(folio, because: "Quedó", as: world[.ines])
        let offer = try #require(try await world.outbox(to: .luna).last?.text)
        #expect(offer.contains("Al confirmar se descuenta de su contrato: 1 evento y 1 incidente (Evento de asesoría, Incidente de soporte técnico)."))
        #expect(await world.charging("support_incident", on: folio) == "conflict", "he was told what accepting costs")
        try await world.desk.close(folio, because: "", as: world[.luna])
        #expect(try await world.charges(of: contract) == ["captured event 1", "captured incident 1"])
        #expect(try await world.desk.verify().problems == [])
        #expect(try await world.desk.simulate(nil, of: world.company.slug, openedIn: Span(Instant(seconds: 0), .never)).different == 0)
    }

    @Test func `when nothing is left of the time a need is attended apart or not at all; where a contract does not reach he is told`() async throws {
        let world = try await World(.grupoExecom, on: .sqlite, at: "2026-03-09 10:00")
        _ = try await world.desk.openContract(.execom(["incident": 1]), as: world[.olga])
        let folio = try await world.open(as: world[.luna]) { ($0.type, $0.category) = ("case", "incident") }.ticket.folio
        // Half an hour by the clock, twice beside each other: it passed once.
        for person in [Somebody.ines, .beto] { try await world.desk.startTimer(on: folio, as: world[person]) }
        try await world.until("2026-03-09 10:20")
        try await world.desk.stopTimer(1, on: folio, saying: "Listo", as: world[.ines])
        try await world.desk.askAboutNeed("advice_event", on: folio, saying: "Algo más", as: world[.ines])
        #expect(try await world.ticket(folio).works.last?.need?.left == 10)
        try await world.until("2026-03-09 10:40")
        try await world.desk.askAboutNeed("advice_event", on: folio, saying: "Y algo más", as: world[.ines])
        #expect(try await world.ticket(folio).works.last?.need?.choices == [.apart, .declined])
        let letter = try #require(try await world.outbox(to: .luna).last?.text)
        #expect(!letter.contains("Atenderlo ahora") && letter.contains("Hoy no se podría cobrar por aparte:") && letter.contains("Tarjetas de servicio"))
        #expect(await outcome { _ = try await world.desk.decide(.withinTime, on: 4, of: folio, as: world[.luna]) } == "invalid choice")
        try await world.desk.cancelWork(4, on: folio, because: "Ya no hace falta", as: world[.ines])
        // A company whose document says nothing of it has no such question.
        let other = try await World(.intecnia, on: .sqlite, at: "2026-03-09 10:00")
        let plain = try await other.open(as: other[.luna]).ticket.folio
        #expect(await outcome { _ = try await other.desk.askAboutNeed("advice_hour", on: plain, saying: "Algo", as: other[.ines]) } == "conflict")
        #expect(try await world.desk.verify().problems == [])
    }

    // MARK: What a closing spends

    @Test(arguments: Engine.all)
    func `an incident that was not solved is given back when its closing is offered (A-44, GE-39)`(on engine: Engine) async throws {
        let world = try await World(.grupoExecom, on: engine, at: "2026-03-09 10:00")
        let contract = try await world.desk.openContract(.execom(["incident": 4]), as: world[.olga]).contract.number
        for (ends, says, expected) in [(SessionOutcome?.none, Bool?.none, "captured"), (.explained, nil, "released"), (nil, false, "released"), (.explained, true, "captured")] {
            let folio = try await world.open(as: world[.luna]) { ($0.type, $0.category) = ("case", "incident") }.ticket.folio
            try await world.desk.charge(ServiceOrder([.init("support_incident")]), on: folio, as: world[.ines])
            if let ends {
                try await world.desk.offerSession(on: folio, with: "AnyDesk", as: world[.ines])
                try await world.desk.consent(to: 1, on: folio, as: world[.luna])
                try await world.desk.beginSession(1, on: folio, as: world[.ines])
                try await world.desk.endSession(1, on: folio, with: ends, saying: "No se pudo así", as: world[.ines])
            }
            try await world.desk.close(folio, because: "Esto fue lo que hicimos", isSolved: says, as: world[.ines])
            #expect(try await world.outbox(to: .luna).last?.text.contains("se descuenta de su contrato") == (expected == "captured"))
            try await world.desk.close(folio, because: "", as: world[.luna])
            #expect(try await world.charges(of: contract).last == "\(expected) incident 1")
        }
        #expect(try await world.left(in: contract) == ["incident": 2])
        #expect(try await world.desk.verify().problems == [])
    }

    @Test(arguments: Engine.all)
    func `who takes his request back before anybody attended it pays nothing`(on engine: Engine) async throws {
        let world = try await World(.grupoExecom, on: engine, at: "2026-03-09 10:00")
        let contract = try await world.desk.openContract(.execom(["event": 3]), as: world[.olga]).contract.number
        let order = ServiceOrder([.init("advice_event")])
        let early = try await world.open(as: world[.luna]) { ($0.type, $0.category) = ("case", "advice_event") }.ticket.folio
        try await world.desk.charge(order, on: early, as: world[.ines])
        try await world.desk.close(early, because: "Ya no hace falta", as: world[.luna])
        #expect(try await world.charges(of: contract) == ["released event 1"])
        let attended = try await world.open(as: world[.luna]) { ($0.type, $0.category) = ("case", "advice_event") }.ticket.folio
        try await world.desk.charge(order, on: attended, as: world[.ines])
        try await world.desk.logWork(10, on: attended, saying: "Se explicó por teléfono", as: world[.ines])
        try await world.desk.close(attended, because: "Quedó, gracias", as: world[.luna])
        #expect(try await world.charges(of: contract).last == "captured event 1")
        // A free ticket has no closing to accept, so nothing that waits for one is charged on it (GE-25, GE-42).
        let free = try await world.open(as: world[.luna]) { ($0.type, $0.category) = ("ticket", "advice_event") }.ticket.folio
        #expect(await world.charging("advice_event", on: free) == "refused GE-42")
        let again = try await world.open(as: world[.luna]) { ($0.type, $0.category) = ("case", "advice_event") }.ticket.folio
        try await world.desk.charge(order, on: again, as: world[.ines])
        #expect(await outcome { _ = try await world.desk.classify(again, type: "ticket", as: world[.ines]) } == "conflict", "something is set aside for it")
        #expect(try await world.desk.verify().problems == [])
    }

    @Test(arguments: Engine.all)
    func `a contract for one event serves one request (IN-13, IN-25)`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-09 10:00")
        var new = NewContract.intecnia("per_event")
        new.purchaseOrder = "OC-1"
        let number = try await world.desk.openContract(new, as: world[.olga]).contract.number
        let first = try await world.open(as: world[.luna]).ticket.folio, second = try await world.open(as: world[.luna]).ticket.folio
        try await world.desk.logTime(20, of: "support_hour", on: first, because: "Se configuró", as: world[.ines])
        let refused = await outcome { _ = try await world.desk.logTime(20, of: "support_hour", on: second, because: "Otra cosa", as: world[.ines]) }
        #expect(refused == "refused IN-13")
        try await world.desk.logTime(10, of: "support_hour", on: first, because: "Y se probó", as: world[.ines])
        #expect(try await world.left(in: number) == ["minute": 30])
        let holder = try #require(try await world.holder(of: first))
        try await world.desk.close(first, because: "Quedó", as: world[holder])
        let ended = try await world.desk.contract(number, as: world[.ada]).row.contract
        #expect(ended.state == .ended && ended.terms.endedBecause == "used_up")
        #expect(try await world.open(as: world[.luna]).ticket.contract == nil, "the next one needs its own purchase order (IN-28)")
        #expect(try await world.desk.verify().problems == [])
    }
}
