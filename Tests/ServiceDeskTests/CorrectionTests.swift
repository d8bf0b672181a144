import BusinessTime
import PDF
import ServiceDesk
import SupportPolicy
import TestSupport
import Testing

/// Faults of the product, products that a contract covers, and who is on the phone.
struct CorrectionTests {
    @Test(arguments: Engine.all)
    func `a fault that is confirmed is corrected in three business days (GE-18, A-42)`(on engine: Engine) async throws {
        let world = try await World(.grupoExecom, on: engine, at: "2026-03-09 10:00")
        _ = try await world.desk.openContract(.execom(["event": 1]), as: world[.olga])
        let folio = try await world.open(as: world[.luna]) { ($0.type, $0.category) = ("case", "bug") }.ticket.folio
        let other = try await world.open(as: world[.luna]) { ($0.type, $0.category) = ("case", "advice_event") }.ticket.folio
        #expect(try await world.deadlines(folio).allSatisfy { !$0.hasPrefix("correction") }, "nothing is owed before it is confirmed")
        #expect(await outcome { _ = try await world.desk.confirmDefect(other, saying: "Falla", as: world[.ines]) } == "conflict")
        #expect(await outcome { _ = try await world.desk.confirmDefect(folio, saying: " ", as: world[.ines]) } == "invalid text")
        #expect(await outcome { _ = try await world.desk.confirmDefect(folio, saying: "Falla", as: world[.luna]) } == "forbidden")
        #expect(await outcome { _ = try await world.desk.deliverCorrection(folio, saying: "Listo", as: world[.ines]) } == "conflict")
        try await world.desk.confirmDefect(folio, saying: "El reporte suma dos veces", as: world[.ines])
        #expect(world.ids(try await world.last(.defectConfirmed, of: folio)) == ["GE-18"])
        // Monday the 16th is a holiday and plays no part: three business days from Monday the 9th.
        #expect(try await world.deadlines(folio).last == "correction_delivered running 2026-03-12 18:00")
        let letter = try #require(try await world.outbox(to: .luna).last?.text)
        #expect(letter.contains("Confirmamos que es una falla") && letter.contains("El reporte suma dos veces") && letter.contains("jueves 12 de marzo"))
        #expect(await outcome { _ = try await world.desk.confirmDefect(folio, saying: "Otra vez", as: world[.ines]) } == "conflict")
        try await world.until("2026-03-13 09:00")
        #expect(try await world.deadlines(folio).last == "correction_delivered breached 2026-03-12 18:00")
        try await world.desk.deliverCorrection(folio, saying: "Versión 5.2", as: world[.ines])
        #expect(await outcome { _ = try await world.desk.deliverCorrection(folio, saying: "Listo", as: world[.ines]) } == "conflict")
        #expect(try await world.desk.verify().problems == [])
        #expect(try await world.desk.simulate(nil, of: world.company.slug, openedIn: Span(Instant(seconds: 0), .never)).different == 0)
    }

    @Test(arguments: Engine.all)
    func `warranty is given for a product of the contract while it lasts (IN-5, IN-8), nothing for what it does not cover (IN-62)`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-09 10:00")
        var new = NewContract.intecnia("basic")
        new.products = [.init(name: "Nómina", warrantyUntil: "2026-03-31"), .init(name: "Firewall", warrantyUntil: "2026-03-08"), .init(name: "Conmutador", isDiscontinued: true)]
        let number = try await world.desk.openContract(new, as: world[.olga]).contract.number
        let folio = try await world.open(as: world[.luna]).ticket.folio
        func giving(_ item: String, for product: String?, because note: String? = "No suma el séptimo día, sección 4") async -> String {
            var order = ServiceOrder([.init(item)])
            order.product = product
            let asked = order
            return await outcome { try await world.desk.charge(asked, on: folio, because: note, as: world[.ines]) }
        }
        #expect(await giving("warranty_support", for: nil) == "invalid product")
        #expect(await giving("warranty_support", for: "Nómina", because: nil) == "invalid note")
        #expect(await giving("warranty_support", for: "Firewall").hasPrefix("refused IN-5"), "it ended the day before")
        #expect(await giving("warranty_support", for: "Conmutador").hasPrefix("refused IN-5"))
        #expect(await giving("warranty_support", for: "Otro") == "refused IN-62")
        #expect(await giving("warranty_support", for: "Nómina") == "done")
        #expect(try await world.last(.charged, of: folio)?.body.facts["product"] == "Nómina")
        let refused = await outcome { _ = try await world.desk.logTime(30, of: "support_hour", product: "Otro", on: folio, because: "Soporte", as: world[.ines]) }
        #expect(refused == "refused IN-62")
        try await world.desk.logTime(30, of: "support_hour", product: "Conmutador", on: folio, because: "Soporte", as: world[.ines])
        #expect(try await world.left(in: number) == ["minute": 270], "a special contract covers it")
        #expect(try await world.desk.verify().problems == [])
    }

    @Test(arguments: Engine.all)
    func `whoever bought a product without a plan has its warranty, and nothing else (IN-5, IN-27)`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-09 10:00")
        var new = NewContract.intecnia("basic")
        new.plan = nil
        func writing() async -> String { await outcome { [new] in _ = try await world.desk.openContract(new, as: world[.olga]) } }
        #expect(await writing() == "invalid plan", "neither a plan nor a warranty")
        new.products = [.init(name: "Firewall", warrantyUntil: "2026-03-08")]
        #expect(await writing() == "invalid ends", "it is over")
        new.products = [.init(name: "Nómina", warrantyUntil: "2026-03-31"), .init(name: "Firewall", warrantyUntil: "2026-03-20")]
        let contract = try await world.desk.openContract(new, as: world[.olga]).contract
        #expect(contract.plan == nil && contract.lots.isEmpty && world.wall(contract.endsAt) == "2026-04-01 00:00", "as long as the longest")
        let ticket = try await world.open(as: world[.luna]).ticket
        #expect(ticket.contract == contract.id && ticket.admissionClause == nil)
        var order = ServiceOrder([.init("warranty_support")])
        order.product = "Firewall"
        try await world.desk.charge(order, on: ticket.folio, because: "No filtra, sección 2", as: world[.ines])
        #expect(await outcome { _ = try await world.desk.logTime(30, of: "support_hour", on: ticket.folio, because: "Soporte", as: world[.ines]) }.hasPrefix("refused"))
        try await world.until("2026-04-01 00:00")
        #expect(try await world.desk.contract(contract.number, as: world[.olga]).row.contract.state == .ended)
        #expect(try await world.desk.verify().problems == [])
    }

    @Test(arguments: Engine.all)
    func `whoever calls is found by his NIC, and his contract's standing with him (GE-48)`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-09 10:00")
        let number = try await world.desk.openContract(.intecnia("basic"), as: world[.olga]).contract.number
        for search in ["NIC-77", number, "papeler", "luna@papeleria.example", "LUNA L"] {
            let found = try await world.desk.callers(matching: search, as: world[.ines])
            #expect(found.map(\.customer) == ["Papelería Luna"] && found.first?.contract?.contract.number == number && found.first?.number == "NIC-77", "\(search)")
            #expect(found.first?.contacts.map(\.email) == ["luna@papeleria.example"])
        }
        for search in ["", " ", "%", "_", "NIC-7", "x' OR 1=1"] { #expect(try await world.desk.callers(matching: search, as: world[.ines]).isEmpty, "\(search)") }
        #expect(await outcome { _ = try await world.desk.callers(matching: "NIC-77", as: world[.luna]) } == "forbidden")
        let elsewhere = try await world.principal(.ada, of: .fel)
        #expect(try await world.desk.callers(matching: "NIC-77", as: elsewhere).isEmpty)
        try await world.desk.end(contract: number, because: "Acuerdo", as: world[.olga])
        #expect(try await world.desk.callers(matching: "NIC-77", as: world[.ines]).first?.contract?.contract.state == .ended)
    }

    @Test(arguments: Engine.all)
    func `no contract serves another customer's request, no statement tells what is still to come, no development is quoted without its day (GE-55)`(
        on engine: Engine
    ) async throws {
        let world = try await World(.grupoExecom, on: engine, at: "2026-03-09 10:00")
        let number = try await world.desk.openContract(.execom(["credit": 30]), as: world[.olga]).contract.number
        let folio = try await world.open(as: world[.luna]) { ($0.type, $0.category) = ("case", "development") }.ticket.folio
        var other = NewContract.execom(["credit": 5])
        (other.customerName, other.contacts) = ("Ferretería Sol", ["sol@ferreteria.example"])
        let foreign = try await world.desk.openContract(other, as: world[.olga]).contract.number
        #expect(await world.attaching(foreign, to: folio) == "conflict")
        #expect(await outcome {
            _ = try await world.desk.statement(of: number, since: nil, through: CalendarDate(iso: "2026-03-10"), from: "grupo-execom", in: .ink, .es, as: world[.luna])
        } == "invalid through")
        var quote = NewQuote.report
        quote.delivery = nil
        let draft = try await world.desk.makeQuote(quote, on: folio, as: world[.ines]).quote.number
        #expect(await outcome { _ = try await world.desk.sendQuote(draft, as: world[.ines]) } == "refused GE-54 GE-55 GE-56 GE-84")
        #expect(try await world.desk.verify().problems == [])
    }

    @Test(arguments: Engine.all)
    func `what is missing at the opening is confirmed by its sender, or vouched for by the staff, for good (FI-5, GE-9, GE-25)`(on engine: Engine) async throws {
        let world = try await World(.facturaInteligente, on: engine, at: "2026-03-09 10:00")
        // A mail in his name proves nothing: he is told how to confirm it.
        let folio = try await world.open { $0.channel = .email }.ticket.folio
        #expect(try await world.ticket(folio).admissionClause != nil)
        let letter = try #require(try await world.outbox(to: .luna).last?.text)
        #expect(letter.contains("«Yo la envié»") && letter.contains("/factura-inteligente/lookup"))
        #expect(await outcome { _ = try await world.desk.confirmSender(of: folio, as: world[.sol]) } == "not found")
        #expect(await outcome { _ = try await world.desk.confirmSender(of: folio, as: world[.ines]) } == "forbidden")
        try await world.desk.confirmSender(of: folio, as: world[.luna])
        #expect(try await world.ticket(folio).admissionClause == nil)
        #expect(world.ids(try await world.last(.verified, of: folio)) == ["FI-5"])
        #expect(await outcome { _ = try await world.desk.confirmSender(of: folio, as: world[.luna]) } == "conflict")
        // Nobody registered this address: that is the staff's to find out.
        let stranger = try await world.open { ($0.channel, $0.requesterEmail, $0.requesterName) = (.email, "nadie@otra.example", "Nadie") }.ticket.folio
        #expect(try await world.outbox().last { $0.recipient == "nadie@otra.example" }?.text.contains("Yo la envié") == false)
        #expect(await outcome { _ = try await world.desk.vouch(for: stranger, because: "Se le llamó", as: world[.luna]) } == "forbidden")
        #expect(await outcome { _ = try await world.desk.vouch(for: stranger, because: " ", as: world[.ines]) } == "invalid reason")
        try await world.desk.vouch(for: stranger, because: "Se le llamó", as: world[.ines])
        #expect(try await world.ticket(stranger).admissionClause == nil)
        #expect(try await world.desk.verify().problems == [])

        let execom = try await World(.grupoExecom, on: engine, at: "2026-03-09 10:00")
        let first = try await execom.open(as: execom[.luna]) { ($0.channel, $0.type) = (.portal, "ticket") }.ticket.folio
        #expect(execom.ids(try await execom.last(.opened, of: first)) == ["GE-9"])
        try await execom.desk.vouch(for: first, because: "Licencia 4838, versión 5.2", as: execom[.ines])
        let next = try await execom.open(as: execom[.luna]) { ($0.channel, $0.type) = (.portal, "ticket") }.ticket
        #expect(next.admissionClause == nil, "his licence is known by now")
        #expect(try await execom.open(as: execom[.sol]) { ($0.channel, $0.type, $0.requesterEmail) = (.portal, "ticket", execom[.sol].email) }.ticket.admissionClause != nil, "another's is not")
        // By phone, unregistered, a case without a contract is a ticket, and lacks a registration.
        let caller = try await execom.open(as: execom[.ines]) { ($0.channel, $0.type, $0.requesterEmail, $0.requesterName) = (.phone, "case", "nuevo@cliente.example", "Nuevo") }.ticket
        #expect(execom.ids(ofClause: caller.admissionClause) == ["GE-21", "GE-22"])
        try await execom.desk.vouch(for: caller.folio, because: "Se registró", as: execom[.ines])
        #expect(try await execom.ticket(caller.folio).admissionClause == nil)
        let paid = try await execom.open(as: execom[.luna]) { $0.channel = .chat }.ticket
        #expect(await outcome { _ = try await execom.desk.vouch(for: paid.folio, because: "Es cliente", as: execom[.ines]) } == "conflict", "a contract is written, not vouched for")
        #expect(try await execom.desk.verify().problems == [])
        #expect(try await execom.desk.simulate(nil, of: execom.company.slug, openedIn: Span(Instant(seconds: 0), .never)).different == 0)
    }
}
