import BusinessTime
import PDF
import ServiceDesk
import SupportPolicy
import TestSupport
import Testing

/// What a closing tells of what was given and charged (GE-67): all of it, whoever paid, and why something cost nothing.
struct ClosingSummaryTests {
    @Test(arguments: Engine.all)
    func `what was accepted in money is told line by line, with its tax and total (FP-9)`(on engine: Engine) async throws {
        let world = try await World(.factuPronto, on: engine, at: "2026-03-09 10:00"), desk = world.desk
        let folio = try await world.open(as: world[.luna]).ticket.folio
        let new = NewQuote("Su logotipo", [.init("logo", what: "Tres propuestas", amount: 145_000), .init("logo", what: "En negro", amount: 35_000)])
        let number = try await desk.makeQuote(new, on: folio, isSent: true, as: world[.ines]).quote.number
        // What he did not accept is not told.
        try await desk.makeQuote(NewQuote("Tarjetas", [.init(what: "Tarjetas", amount: 99_900)]), on: folio, isSent: true, as: world[.ines])
        try await desk.acceptQuote(number, as: world[.luna])
        try await desk.close(folio, because: "", as: world[.luna])
        let text = try await world.summary(of: folio)
        for said in ["Cargo, MXN", "Tres propuestas", "En negro", "$1,450.00", "$350.00", "Cotización \(number)", "Subtotal $1,800.00", "IVA 16 % $288.00", "Total $2,088.00"] {
            #expect(text.contains(said), "\(said): \(text)")
        }
        #expect(!text.contains("sin cargo") && !text.contains("Tarjetas"))
        let english = try await world.summary(of: folio, in: .en)
        #expect(english.contains("VAT 16 % $288.00") && english.contains("Quote \(number)"), "\(english)")
    }

    @Test(arguments: Engine.all)
    func `a visit and what it cost to come are told (IN-24)`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-09 10:00"), desk = world.desk
        let folio = try await world.open(as: world[.luna]).ticket.folio
        try await desk.planVisit(NewVisit(begins: try world.policy.at("2026-03-10 11:00"), place: "Av. Juárez 12"), on: folio, as: world[.ines])
        try await world.until("2026-03-10 12:00")
        try await desk.arrive(1, on: folio, at: try world.policy.at("2026-03-10 11:00"), as: world[.beto])
        var report = VisitReport("Se cambió el cable")
        (report.expenses, report.expensesFor) = (35_050, "Casetas")
        try await desk.endVisit(1, on: folio, report, as: world[.beto])
        try await desk.close(folio, because: "", as: world[.luna])
        let text = try await world.summary(of: folio)
        for said in ["Visita, 1 h sin cargo", "Viáticos $350.50", "Casetas", "IVA 16 % $56.08", "Total $406.58"] { #expect(text.contains(said), "\(said): \(text)") }
        #expect(!text.contains("Total sin cargo"))
    }

    @Test(arguments: Engine.all)
    func `a session that solved nothing is told, and why it costs nothing (A-44)`(on engine: Engine) async throws {
        let world = try await World(.grupoExecom, on: engine, at: "2026-03-09 10:00"), desk = world.desk
        let contract = try await desk.openContract(.execom(["incident": 2]), as: world[.olga]).contract.number
        let order = ServiceOrder([Attendance.Service("support_incident")])
        /// - Parameter isChargedFirst: set aside before the session, or charged for it.
        func unsolved(isChargedFirst: Bool) async throws -> String {
            let folio = try await world.open(as: world[.luna]) { ($0.type, $0.category) = ("case", "incident") }.ticket.folio
            if isChargedFirst { try await desk.charge(order, on: folio, as: world[.ines]) }
            try await desk.offerSession(on: folio, with: "AnyDesk", as: world[.ines])
            try await desk.consent(to: 1, on: folio, as: world[.luna])
            try await desk.beginSession(1, on: folio, as: world[.ines])
            _ = try await desk.advanceClock(by: 1_800)
            try await desk.endSession(1, on: folio, with: .explained, saying: "Hay que reinstalar: le enviamos los pasos", as: world[.ines])
            if !isChargedFirst { try await desk.charge(order, on: folio, for: 1, as: world[.ines]) }
            try await desk.close(folio, because: "Se explicó el procedimiento", as: world[.ines])
            try await desk.close(folio, because: "", as: world[.luna])
            return try await world.summary(of: folio)
        }
        for isChargedFirst in [true, false] {
            let text = try await unsolved(isChargedFirst: isChargedFirst)
            for said in ["Incidente de soporte técnico", "No se resolvió", "Sesión remota con AnyDesk, 30 min", "No es posible así; se explicó el procedimiento", "Total sin cargo"] {
                #expect(text.contains(said), "\(isChargedFirst) \(said): \(text)")
            }
        }
        #expect(try await world.left(in: contract) == ["incident": 2])
        #expect(try await desk.verify().problems == [])
    }

    @Test(arguments: Engine.all)
    func `what was given back is told with the words of whoever did, beside what was charged`(on engine: Engine) async throws {
        let world = try await World(.grupoExecom, on: engine, at: "2026-03-09 10:00"), desk = world.desk
        try await desk.openContract(.execom(["incident": 2, "credit": 12]), as: world[.olga])
        let folio = try await world.open(as: world[.luna]) { ($0.type, $0.category) = ("case", "incident") }.ticket.folio
        let quote = try await desk.makeQuote(NewQuote("Reporte", [.init("general_services", amount: 12)]), on: folio, as: world[.ines]).quote.number
        #expect(await world.charging("support_incident", on: folio) == "done")
        try await desk.settle(charge: 1, is: .released, on: folio, because: "Era la impresora de otra empresa", as: world[.ines])
        #expect(await world.charging("support_incident", on: folio) == "done")
        try await desk.reply(to: folio, saying: "Quedó", as: world[.ines])
        try await desk.close(folio, because: "", as: world[.luna])
        let text = try await world.summary(of: folio)
        for said in ["Cargo, incidentes", "Era la impresora de otra empresa", "sin cargo", "Total 1"] { #expect(text.contains(said), "\(said): \(text)") }
        #expect(!text.contains(quote), "a draft is nobody's")
        #expect(try await desk.verify().problems == [])
    }

    @Test func `what was accepted in units says by which quote, and what never was attended why it is free`() async throws {
        let world = try await World(.grupoExecom, on: .sqlite, at: "2026-03-09 10:00"), desk = world.desk
        try await desk.openContract(.execom(["event": 1, "credit": 12]), as: world[.olga])
        func asked() async throws -> String { try await world.open(as: world[.luna]) { ($0.type, $0.category) = ("case", "advice_event") }.ticket.folio }
        let ordered = try await asked(), idle = try await asked()
        let quote = try await desk.makeQuote(.report, on: ordered, isSent: true, as: world[.ines]).quote.number
        try await desk.acceptQuote(quote, as: world[.luna])
        try await desk.close(ordered, because: "", as: world[.luna])
        let told = try await world.summary(of: ordered)
        for said in ["Servicios generales", "Cotización \(quote)", "Cargo, créditos de servicio", "Total 12"] { #expect(told.contains(said), "\(said): \(told)") }
        #expect(await world.charging("advice_event", on: idle) == "done")
        try await desk.close(idle, because: "Ya no", as: world[.luna])
        let text = try await world.summary(of: idle)
        #expect(text.contains("Se cerró sin atenderse") && text.contains("Total sin cargo"), "\(text)")
    }

    @Test(arguments: Engine.all)
    func `a free service of somebody without a contract is told`(on engine: Engine) async throws {
        let world = try await World(.grupoExecom, on: engine, at: "2026-03-09 10:00"), desk = world.desk
        let folio = try await world.open(as: world[.luna]).ticket.folio
        #expect(await world.charging("limited_phone_advice", on: folio) == "done")
        try await desk.close(folio, because: "", as: world[.luna])
        let text = try await world.summary(of: folio)
        #expect(text.contains("Asesoría telefónica limitada sin cargo") && text.contains("Total sin cargo"), "\(text)")
    }
}

extension World {
    /// The closing summary of a request of Luna's.
    fileprivate func summary(of folio: String, in language: Language = .es) async throws -> String {
        try PrintedPDF(try await desk.closingSummary(of: folio, from: company.slug, in: .ink, language, as: self[.luna]).bytes).flatText
    }
}
