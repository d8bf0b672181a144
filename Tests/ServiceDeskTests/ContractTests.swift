import BusinessTime
import PDF
import ServiceDesk
import Storage
import SupportPolicy
import TestSupport
import Testing

/// Contracts: what was bought beforehand, and how it is spent, runs out and ends.
struct ContractTests {
    // MARK: Writing one down

    @Test(arguments: Engine.all)
    func `whoever only types a customer's tax number sees none of his contracts, and is served under none`(on engine: Engine) async throws {
        let world = try await World(.grupoExecom, on: engine, at: "2026-03-09 10:00")
        var new = NewContract.execom(["event": 3])
        new.customerRFC = "EKU9003173C9"
        let number = try await world.desk.openContract(new, as: world[.olga]).contract.number
        let typed = try await world.open { ($0.requesterEmail, $0.requesterName, $0.rfc) = ("curioso@otro.example", "Curioso", "EKU9003173C9") }.ticket
        #expect(typed.customer != nil && typed.contract == nil)
        let curious = Principal(company: typed.company, person: typed.requester, name: "Curioso", email: "curioso@otro.example", role: .client)
        #expect(try await world.desk.contracts(as: curious).isEmpty)
        #expect(await outcome { _ = try await world.desk.contract(number, as: curious) } == "not found")
        #expect(await outcome { _ = try await world.desk.setTaxData(NewTaxData(), ofContract: number, as: curious) } == "not found")
        #expect(try await world.open(as: curious) { $0.requesterEmail = "curioso@otro.example" }.ticket.contract == nil)
        // Who set his password reads the mail of that address, and is nobody's contact by it; nor is who told an agent a number.
        let called = try await world.open(as: world[.ines]) { ($0.requesterEmail, $0.requesterName, $0.rfc) = ("otro@otro.example", "Otro", "EKU9003173C9") }.ticket
        let caller = Principal(company: called.company, person: called.requester, name: "Otro", email: "otro@otro.example", role: .client)
        for person in [curious, caller] {
            try await world.desk.sendPasswordLink(to: person.email, in: "grupo-execom")
            let letter = try #require(try await world.outbox().last { $0.recipient == person.email })
            let link = try #require(letter.text.firstMatch(of: /password\/([^\s]+)/)).1
            _ = try await world.desk.setPassword("una clave larga", byLink: String(link), in: "grupo-execom")
            #expect(try await world.desk.contracts(as: person).isEmpty)
            #expect(await outcome { _ = try await world.desk.giveNotice(of: number, because: "No sigo", as: person) } == "not found")
            #expect(try await world.open(as: person) { ($0.requesterEmail, $0.rfc) = (person.email, "EKU9003173C9") }.ticket.contract == nil)
        }
        #expect(try await world.desk.verify().problems == [])
    }

    @Test(arguments: Engine.all)
    func `an upgrade leaves to a customer whom one of his contracts names, and nobody who only typed his number`(on engine: Engine) async throws {
        let world = try await World(.grupoExecom, on: engine, at: "2026-03-09 10:00"), desk = world.desk
        for contact in ["luna@papeleria.example", "nora@papeleria.example"] {
            var new = NewContract.execom(["event": 3])
            (new.customerRFC, new.contacts) = ("EKU9003173C9", [contact])
            try await desk.openContract(new, as: world[.olga])
        }
        let typed = try await world.open { ($0.requesterEmail, $0.requesterName, $0.rfc) = ("curioso@otro.example", "Curioso", "EKU9003173C9") }.ticket
        try await world.tamper("UPDATE person SET customer_id = \(typed.customer) WHERE id = \(typed.requester)")
        let known = try #require(Schema.migrations.first { $0.name == "0022-vouched" && $0.engine == (engine == .sqlite ? .sqlite : .postgres) })
        try await desk.database.write { try $0.script(known.script) }
        for (email, isHis) in [("luna@papeleria.example", true), ("nora@papeleria.example", true), ("curioso@otro.example", false)] {
            let person = try #require(try await desk.read { try $0.person(email: email, in: typed.company) })
            #expect(person.customer == (isHis ? typed.customer : nil), "\(email)")
        }
    }

    @Test(arguments: Engine.all)
    func `a contract grants what its plan says, and tells its contacts`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-09 10:00")
        let row = try await world.desk.openContract(.intecnia("business_plus"), as: world[.olga])
        #expect(row.contract.lots.map { "\($0.unit) \($0.available) \(world.wall($0.expiresAt))" } == [
            "minute 3000 2027-03-09 00:00", "at_company_minute 180 2027-03-09 00:00", "on_site_minute 180 2027-03-09 00:00",
        ])
        #expect(row.customerNumber == "NIC-77")
        let mail = try await world.outbox(to: .luna)
        #expect(mail.count == 1 && mail[0].text.contains("50 horas de póliza"), "\(mail.map(\.text))")
        #expect(try await world.desk.contracts(as: world[.luna]).map(\.contract.number) == [row.contract.number])
        #expect(try await world.desk.contracts(as: world[.sol]).isEmpty, "another customer's")
        #expect(await outcome { _ = try await world.desk.contract(row.contract.number, as: world[.sol]) } == "not found")
        let stranger = try await world.principal(.ines, of: .fel)
        #expect(await outcome { _ = try await world.desk.contract(row.contract.number, as: stranger) } == "not found")
        #expect(try await world.desk.verify().problems == [])
    }

    @Test(arguments: [
        Wrong({ $0.plan = "gold" }, "invalid plan"), Wrong({ $0.plan = nil }, "invalid plan"), Wrong({ $0.price = .max }, "invalid price"),
        Wrong({ $0.plan = "per_event" }, "refused IN-13"), Wrong({ $0.customerRFC = "no" }, "invalid rfc"),
        Wrong({ $0.contacts = [] }, "invalid contacts"), Wrong({ $0.contacts = ["nadie"] }, "invalid contacts"),
        Wrong({ $0.amounts = ["minute": -5] }, "invalid minute"), Wrong({ $0.amounts = ["credit": 5] }, "invalid credit"), Wrong({ $0.price = -1 }, "invalid price"),
        Wrong({ $0.contacts = ["ines@intecnia.example"] }, "invalid contacts"),
        Wrong({ $0.products = [.init(name: "Servidor", warrantyUntil: "mañana")] }, "invalid products"),
    ])
    func `what cannot be is refused and changes nothing`(_ wrong: Wrong) async throws {
        let world = try await World(.intecnia, on: .sqlite, at: "2026-03-09 10:00")
        var new = NewContract.intecnia("basic")
        wrong.change(&new)
        #expect(await world.writing(new, as: .ada) == wrong.outcome)
        #expect(try await world.desk.contracts(as: world[.ada]).isEmpty)
    }

    struct Wrong: Sendable {
        let change: @Sendable (inout NewContract) -> Void
        let outcome: String

        init(_ change: @escaping @Sendable (inout NewContract) -> Void, _ outcome: String) {
            (self.change, self.outcome) = (change, outcome)
        }
    }

    @Test func `only whoever runs the house sells`() async throws {
        let world = try await World(.intecnia, on: .sqlite, at: "2026-03-09 10:00")
        for somebody in [Somebody.ines, .quique, .luna] {
            #expect(await outcome { _ = try await world.desk.openContract(.intecnia("basic"), as: world[somebody]) } == "forbidden")
        }
        var twice = NewContract.intecnia("basic")
        twice.number = "C-1"
        try await world.desk.openContract(twice, as: world[.olga])
        #expect(await world.writing(twice, as: .olga) == "invalid number")
    }

    @Test func `where each contract says how much, it must`() async throws {
        let world = try await World(.grupoExecom, on: .sqlite, at: "2026-03-09 10:00")
        var new = NewContract.execom([:])
        #expect(await world.writing(new, as: .ada) == "invalid amounts")
        new.amounts = ["credit": 10]
        let row = try await world.desk.openContract(new, as: world[.ada])
        #expect(row.contract.lots.map(\.unit) == ["credit"])
    }

    // MARK: Requests under it

    @Test(arguments: Engine.all)
    func `a request of its contact needs nothing more (IN-27), whoever only typed the address stays unverified`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-09 10:00")
        let before = try await world.open(as: world[.luna]).ticket
        #expect(before.contract == nil && world.ids(ofClause: before.admissionClause) == ["IN-27", "IN-28"])
        let contract = try await world.desk.openContract(.intecnia("basic"), as: world[.olga]).contract
        let own = try await world.open(as: world[.luna]).ticket
        #expect(own.contract == contract.id && own.admissionClause == nil)
        let typed = try await world.open().ticket
        #expect(typed.contract == contract.id && typed.admissionClause != nil)
        // Staff vouches for it.
        try await world.desk.attach(contract: contract.number, to: typed.folio, as: world[.ines])
        #expect(try await world.ticket(typed.folio).admissionClause == nil)
        try await world.desk.attach(contract: contract.number, to: before.folio, as: world[.ines])
        #expect(try await world.ticket(before.folio).contract == contract.id)
        #expect(try await world.desk.verify().problems == [])
    }

    @Test(arguments: Engine.all)
    func `a pinned contract keeps its requests under the version it was bought with (A-27), others follow the company`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-09 10:00")
        var pinned = NewContract.intecnia("basic"), free = NewContract.intecnia("basic")
        pinned.isPinned = true
        (free.customerName, free.customerNumber, free.contacts) = ("Ferretería Sol", nil, ["sol@ferreteria.example"])
        let bought = try await world.desk.openContract(pinned, as: world[.olga]).contract
        try await world.desk.openContract(free, as: world[.olga])
        let document = try SampleCompany.intecnia.document.replacing(
            "id: general_response, metric: first_response, within: 8 h", with: "id: general_response, metric: first_response, within: 4 h")
        try await world.desk.activate(policy: try await world.desk.propose(policy: document, as: world[.ada]), as: world[.ada])
        let old = try await world.open(as: world[.luna]).ticket
        let new = try await world.open(as: world[.sol]) { $0.requesterEmail = "sol@ferreteria.example" }.ticket
        #expect(old.policyID == bought.policyID)
        #expect(try await world.owed(.firstResponse, of: old.folio) == "running 2026-03-10 10:00")
        #expect(try await world.owed(.firstResponse, of: new.folio) == "running 2026-03-09 14:00")
        #expect(try await world.desk.verify().problems == [])
    }

    @Test(arguments: Engine.all)
    func `a contract that promises otherwise is owed otherwise, by its own clause, whatever the company changes (A-27)`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-09 10:00")
        var new = NewContract.intecnia("basic")
        new.annex = Annex(section: "Anexo B, 3", text: "Respondemos en 3 horas.", targets: [.init("general_response", within: "3 horas")])
        #expect(await world.writing(new, as: .olga) == "invalid annex.general_response")
        new.annex?.targets[0].within = "3 h"
        let contract = try await world.desk.openContract(new, as: world[.olga]).contract
        #expect(contract.terms.isPinned && contract.terms.annex == new.annex)
        let ticket = try await world.open(as: world[.luna]).ticket
        #expect(ticket.annex == contract.id)
        #expect(try await world.owed(.firstResponse, of: ticket.folio) == "running 2026-03-09 13:00")
        let policy = try world.desk.policy(of: ticket)
        #expect(ticket.deadlines.first.flatMap { policy.clause($0.clause) }?.section == "Anexo B, 3")
        // Another client of the company is owed what the company promises.
        let other = try await world.open(as: world[.sol]) { $0.requesterEmail = "sol@ferreteria.example" }.ticket
        #expect(other.annex == nil)
        #expect(try await world.owed(.firstResponse, of: other.folio) == "running 2026-03-10 10:00")
        // A new version changes nothing for it.
        let document = try SampleCompany.intecnia.document.replacing(
            "id: general_response, metric: first_response, within: 8 h", with: "id: general_response, metric: first_response, within: 1 h")
        try await world.desk.activate(policy: try await world.desk.propose(policy: document, as: world[.ada]), as: world[.ada])
        let later = try await world.open(as: world[.luna]).ticket
        #expect(try await world.owed(.firstResponse, of: later.folio) == "running 2026-03-09 13:00")
        // A contract attached later leaves what was promised at the opening.
        var plain = NewContract.intecnia("basic")
        plain.number = "C-9"
        try await world.desk.openContract(plain, as: world[.olga])
        try await world.desk.attach(contract: "C-9", to: ticket.folio, as: world[.ines])
        #expect(try await world.ticket(ticket.folio).annex == contract.id)
        #expect(try await world.desk.verify().problems == [])
    }

    @Test(arguments: Engine.all)
    func `a plan that promises otherwise is owed otherwise, wherever it is looked at`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-09 10:00")
        let document = try SampleCompany.intecnia.document.replacing(
            "cites: plan-corporate, assumes: A-64}",
            with: "overrides: {targets: {general_response: {within: 2 h, count: working_time, cites: plan-corporate}}}, cites: plan-corporate, assumes: A-64}")
        try await world.desk.activate(policy: try await world.desk.propose(policy: document, as: world[.ada]), as: world[.ada])
        try await world.desk.openContract(.intecnia("corporate"), as: world[.olga])
        let ticket = try await world.open(as: world[.luna]).ticket
        #expect(try await world.owed(.firstResponse, of: ticket.folio) == "running 2026-03-09 12:00")
        let other = try await world.open(as: world[.sol]) { $0.requesterEmail = "sol@ferreteria.example" }.ticket
        #expect(try await world.owed(.firstResponse, of: other.folio) == "running 2026-03-10 10:00")
        // A question stops the clock; it runs on with what the plan promised.
        let holder = try #require(try await world.holder(of: ticket.folio))
        try await world.desk.ask(ticket.folio, "¿Qué sale?", because: .information, as: world[holder])
        try await world.until("2026-03-09 13:00")
        try await world.desk.replyOfClient(to: ticket.folio, saying: "Esto", as: world[.luna])
        #expect(try await world.owed(.firstResponse, of: ticket.folio) == "running 2026-03-09 17:00")
        #expect(try await world.desk.verify().problems == [])
        let simulation = try await world.desk.simulate(nil, of: world.company.slug, openedIn: Span(Instant(seconds: 0), .never))
        #expect(simulation.different == 0)
    }

    @Test(arguments: Engine.all)
    func `what was bought for one event serves that request alone, from the opening of the next (IN-13, IN-28)`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-09 10:00"), desk = world.desk
        var new = NewContract.intecnia("per_event")
        new.purchaseOrder = "OC-1"
        let contract = try await desk.openContract(new, as: world[.olga]).contract
        let first = try await world.open(as: world[.luna]).ticket
        #expect(first.contract == contract.id && first.admissionClause == nil)
        try await desk.logTime(20, of: "support_hour", on: first.folio, because: "Se configuró", as: world[.ines])
        // Whether he names it or not, the next one needs another order.
        for named in [nil, contract.number] {
            let next = try await world.open(as: world[.luna]) { $0.contract = named }.ticket
            #expect(next.contract == nil && world.ids(ofClause: next.admissionClause) == ["IN-27", "IN-28"])
            #expect(try await world.outbox(to: .luna).contains { $0.subject.contains(next.folio) && $0.text.contains("póliza vigente") }, "told how to go on")
            #expect(await world.attaching(contract.number, to: next.folio) == "refused IN-13")
        }
        #expect(try await desk.callers(matching: "NIC-77", as: world[.ines]).first?.contract?.contract.number == contract.number, "on the phone he is still known by it")
        // The request that the event was goes on under it.
        try await desk.logTime(10, of: "support_hour", on: first.folio, because: "Y se probó", as: world[.ines])
        #expect(await world.attaching(contract.number, to: first.folio) == "done")
        #expect(try await world.left(in: contract.number) == ["minute": 30])
        // Another order serves the next one, and so does the first once its event was given back.
        new.purchaseOrder = "OC-2"
        let second = try await desk.openContract(new, as: world[.olga]).contract
        #expect(try await world.open(as: world[.luna]).ticket.contract == second.id)
        try await desk.settle(charge: 1, is: .released, on: first.folio, because: "Era garantía", as: world[.olga])
        #expect(try await world.open(as: world[.luna]).ticket.contract == contract.id)
        #expect(try await desk.verify().problems == [])
    }

    @Test(arguments: Engine.all)
    func `a plan of a year serves every request, however many were charged`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-09 10:00")
        let contract = try await world.desk.openContract(.intecnia("basic"), as: world[.olga]).contract
        for _ in 1...2 {
            let ticket = try await world.open(as: world[.luna]).ticket
            #expect(ticket.contract == contract.id && ticket.admissionClause == nil)
            try await world.desk.logTime(20, of: "support_hour", on: ticket.folio, because: "Se configuró", as: world[.ines])
        }
    }

    // MARK: Who asks under it

    @Test(arguments: Engine.all)
    func `who may ask for support comes and goes, and whoever left has nothing of it at once`(on engine: Engine) async throws {
        let world = try await World(.grupoExecom, on: engine, at: "2026-03-09 10:00"), desk = world.desk, luna = world[.luna]
        let number = try await desk.openContract(.execom(["event": 3, "credit": 20]), as: world[.olga]).contract.number
        func adding(_ email: String, as somebody: Somebody = .olga) async -> String {
            await outcome { _ = try await desk.addContact(email, to: number, as: world[somebody]) }
        }
        func removing(_ email: String, as somebody: Somebody = .olga) async -> String {
            await outcome { _ = try await desk.removeContact(email, from: number, as: world[somebody]) }
        }
        let email = "rosa@papeleria.example"
        #expect(await adding(email, as: .ines) == "forbidden")
        #expect(await adding(email, as: .luna) == "forbidden")
        #expect(await adding(email) == "done")
        #expect(await adding("ROSA@papeleria.example") == "conflict", "she may already")
        #expect(await adding("nadie") == "invalid email")
        #expect(await adding(world[.ines].email) == "invalid email", "of the staff")
        let company = luna.company
        let rosa = try #require(try await desk.read { try $0.person(email: email, in: company) }).principal
        #expect(try await desk.contracts(as: rosa).map(\.contract.number) == [number])
        func opened() async throws -> Ticket {
            try await world.open(as: rosa) { ($0.requesterEmail, $0.requesterName, $0.type, $0.category) = (email, "Rosa", "case", "advice_event") }.ticket
        }
        let folio = try await opened().folio
        #expect(try await world.ticket(folio).contract != nil)
        let quote = try await desk.makeQuote(.report, on: folio, isSent: true, as: world[.ines]).quote.number
        #expect(await world.charging("advice_event", on: folio) == "done")
        let (lunas, rosas) = try await desk.read { tx in
            let contract = try tx.contract(number, visibleTo: luna).contract
            return (try tx.ticketsCharged(to: contract, visibleTo: luna), try tx.ticketsCharged(to: contract, visibleTo: rosa))
        }
        #expect(lunas.isEmpty && rosas.count == 1, "a request of hers is none of her colleague's")

        #expect(await removing(email, as: .ines) == "forbidden")
        #expect(await removing("sol@ferreteria.example") == "invalid email")
        #expect(await removing("ROSA@papeleria.example") == "done")
        #expect(try await desk.contracts(as: rosa).isEmpty)
        #expect(await outcome { _ = try await desk.contract(number, as: rosa) } == "not found")
        #expect(await outcome { _ = try await desk.acceptQuote(quote, as: rosa) } == "conflict")
        #expect(try await world.left(in: number) == ["event": 2, "credit": 20])
        #expect(try await opened().contract == nil)
        let letters = try await world.outbox().filter { $0.recipient == email }.count
        try await desk.topUp(number, [UnitAmount("credit", 1)], as: world[.olga])
        #expect(try await world.outbox().filter { $0.recipient == email }.count == letters)
        #expect(try await world.outbox(to: .luna).last?.subject.contains("Se agregó") == true)

        try await world.until("2026-03-09 20:00")
        try await desk.offerSession(on: folio, with: "AnyDesk", knowing: ["out_of_hours_fee"], as: world[.ines])
        #expect(await outcome { _ = try await desk.consent(to: 1, on: folio, as: rosa) } == "conflict", "a fee is agreed on by who may ask")

        #expect(await adding(email) == "done")
        #expect(await outcome { _ = try await desk.consent(to: 1, on: folio, as: rosa) } == "done")
        #expect(await outcome { _ = try await desk.acceptQuote(quote, as: rosa) } == "done")
        let comings = try await desk.contract(number, as: world[.olga]).entries.filter { $0.kind == .contactAdded || $0.kind == .contactRemoved }
        #expect(comings.map(\.kind) == [.contactAdded, .contactRemoved, .contactAdded] && comings.allSatisfy { $0.forPerson == rosa.person })
        #expect(try await desk.verify().problems == [])
    }

    @Test(arguments: Engine.all)
    func `a list of contracts is read page by page, and tells how they are used`(on engine: Engine) async throws {
        let world = try await World(.grupoExecom, on: engine, at: "2026-03-09 10:00"), desk = world.desk, olga = world[.olga]
        for credits in [10, 20, 30] { try await desk.openContract(.execom(["credit": credits]), as: olga) }
        let all = try await desk.contracts(as: olga).map(\.contract.number)
        try await desk.end(contract: all[0], because: "De común acuerdo", as: olga)
        var seen: [String] = [], last: ContractKey?
        for _ in 1...2 {
            let page = try await desk.contracts(as: olga, after: last, limit: 2)
            seen += page.map(\.contract.number)
            last = page.last.flatMap { ContractKey(ContractKey($0).text) }
        }
        #expect(seen == [all[1], all[2], all[0]], "what ended comes last")
        #expect(ContractKey("") == nil && ContractKey("active") == nil && ContractKey("gone-1-2") == nil)
        try await world.until("2026-09-20 10:00")
        let folio = try await world.open(as: world[.luna]) { ($0.type, $0.category) = ("case", "advice_event") }.ticket.folio
        let quote = try await desk.makeQuote(NewQuote("Todo", [.init("general_services", amount: 17)]).delivered, on: folio, isSent: true, as: world[.ines]).quote.number
        #expect(await world.accepting(quote, as: .luna) == "done")
        let now = try await desk.now()
        #expect(try await desk.contracts(as: olga).map { $0.contract.use(at: now) } == [.nearlyGone, .hardlyUsed, nil])
    }

    // MARK: Spending it

    @Test(arguments: Engine.all)
    func `an incident is set aside until the client accepts (GE-42), and never charged unsolved (A-44)`(on engine: Engine) async throws {
        let world = try await World(.grupoExecom, on: engine, at: "2026-03-09 10:00")
        let number = try await world.desk.openContract(.execom(["incident": 2, "credit": 10]), as: world[.olga]).contract.number
        let folio = try await world.open(as: world[.luna]) { ($0.type, $0.category) = ("case", "incident") }.ticket.folio
        let order = ServiceOrder([Attendance.Service("support_incident")])

        let price = try await world.desk.price(order, on: folio, as: world[.ines])
        #expect(price.decision.best.charges == [UnitAmount("incident", 1)])
        #expect(try await world.left(in: number) == ["incident": 2, "credit": 10], "asking costs nothing (GE-64)")

        try await world.desk.charge(order, on: folio, because: "Escritorio remoto", as: world[.ines])
        #expect(try await world.left(in: number) == ["incident": 1, "credit": 10])
        #expect(try await world.charges(of: number) == ["reserved incident 1"])
        try await world.desk.settle(charge: 1, is: .released, on: folio, because: "No se pudo en 30 minutos", as: world[.ines])
        #expect(try await world.left(in: number) == ["incident": 2, "credit": 10])

        try await world.desk.charge(order, on: folio, as: world[.ines])
        #expect(await outcome { _ = try await world.desk.settle(charge: 2, is: .captured, on: folio, because: "ya quedó", as: world[.ines]) } == "forbidden")
        try await world.desk.reply(to: folio, saying: "Quedó", as: world[.ines])
        try await world.desk.close(folio, because: "", as: world[.luna])
        #expect(try await world.charges(of: number) == ["released incident 1", "captured incident 1"])
        #expect(try await world.kinds(folio).suffix(2) == [.closed, .charged])
        let entry = try #require(try await world.last(.charged, of: folio))
        #expect(entry.body.facts["state"] == "captured" && entry.body.facts["units"] == "1 incidente")
        #expect(await outcome { _ = try await world.desk.settle(charge: 2, is: .captured, on: folio, because: "otra vez", as: world[.ada]) } == "conflict")
        #expect(await outcome { _ = try await world.desk.settle(charge: 2, is: .released, on: folio, because: "se devuelve", as: world[.ines]) } == "forbidden")
        try await world.desk.settle(charge: 2, is: .released, on: folio, because: "Dictamen a favor del cliente", as: world[.quique])
        #expect(try await world.left(in: number) == ["incident": 2, "credit": 10])
        #expect(try await world.desk.verify().problems == [])
        #expect(try await world.desk.simulate(nil, of: world.company.slug, openedIn: Span(Instant(seconds: 0), .never)).different == 0)
    }

    @Test(arguments: Engine.all)
    func `what is given now is spent now, the rest on acceptance; what ran out is exchanged at the list price (GE-68)`(on engine: Engine) async throws {
        let world = try await World(.grupoExecom, on: engine, at: "2026-03-09 10:00")
        let number = try await world.desk.openContract(.execom(["incident": 1, "credit": 12]), as: world[.olga]).contract.number
        let folio = try await world.open(as: world[.luna]) { ($0.type, $0.category) = ("case", "incident") }.ticket.folio
        var visit = NewVisit(begins: try world.policy.at("2026-03-11 11:00"), minutes: 60, place: "Tuxtla")
        visit.fees = ["visit_fee"]
        try await world.desk.planVisit(visit, on: folio, as: world[.ines])
        let order = ServiceOrder([Attendance.Service("support_incident", quantity: 2)])
        try await world.desk.charge(order, on: folio, for: 1, as: world[.ines])
        // Two credits of the visit now; one incident, and four credits for the other, on acceptance.
        #expect(try await world.charges(of: number) == ["captured credit 2", "reserved incident 1 credit 4"])
        #expect(try await world.left(in: number) == ["incident": 0, "credit": 6])
        #expect(await world.charging("support_incident", 2, on: folio) == "refused GE-61 GE-62")
        #expect(await world.charging("nada", 1, on: folio, as: .ines) == "invalid service")
        #expect(await world.charging("support_incident", -1, on: folio, as: .ines) == "invalid quantity")
        #expect(await world.charging("advice_event", on: folio, as: .luna) == "forbidden")
        #expect(try await world.left(in: number) == ["incident": 0, "credit": 6], "what is refused changes nothing")
        try await world.desk.topUp(number, [UnitAmount("credit", 5)], price: 250_000, as: world[.olga])
        try await world.desk.charge(order, on: folio, as: world[.ines])
        #expect(try await world.left(in: number) == ["incident": 0, "credit": 3])
        #expect(await outcome { try await world.desk.charge(ServiceOrder([Attendance.Service("technical_hour")]), on: folio, as: world[.ines]) } == "refused GE-65", "nobody agreed to it")
        #expect(await outcome { _ = try await world.desk.logTime(10, of: "technical_hour", on: folio, because: "x", as: world[.ines]) } == "invalid item", "it is charged in advance")
        #expect(await outcome { _ = try await world.desk.renew(number, amounts: ["credit": 5], price: -1, as: world[.olga]) } == "invalid price")
        try await world.desk.reply(to: folio, saying: "Quedó", as: world[.ines])
        try await world.desk.close(folio, because: "", as: world[.luna])
        let paper = try PrintedPDF(try await world.desk.closingSummary(of: folio, from: world.company.slug, in: .ink, .es, as: world[.luna]).bytes)
        // What was really taken, not the list price: two credits, one incident and four credits, eight credits.
        for said in ["Cuota fija por visita a domicilio", "× 2 1 incidente Tarifas", "4 créditos de servicio", "× 2 8 créditos de servicio", "Total 14 créditos de servicio 1 incidente"] {
            #expect(paper.flatText.contains(said), "\(said): \(paper.text)")
        }
        #expect(try await world.desk.verify().problems == [])
    }

    @Test(arguments: Engine.all)
    func `time is rounded up by ticket and day (A-30), warned of at four fifths, and ends the contract when it is used up (IN-14)`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-09 10:00")
        let number = try await world.desk.openContract(.intecnia("basic"), as: world[.olga]).contract.number
        let folio = try await world.open(as: world[.luna]).ticket.folio
        func work(_ minutes: Int) async throws { try await world.desk.logTime(minutes, of: "support_hour", on: folio, because: "Diagnóstico", as: world[.ines]) }
        try await work(10)
        #expect(try await world.left(in: number) == ["minute": 285])
        try await work(4)
        #expect(try await world.left(in: number) == ["minute": 285], "within the quarter that was charged")
        try await work(6)
        #expect(try await world.left(in: number) == ["minute": 270])
        try await world.until("2026-03-10 10:00")
        try await work(1)
        #expect(try await world.left(in: number) == ["minute": 255], "another day")
        #expect(await outcome { try await work(0) } == "invalid minutes")
        #expect(await outcome { try await work(-5) } == "invalid minutes")
        #expect(await outcome { _ = try await world.desk.logTime(5, of: "travel_expenses", on: folio, because: "x", as: world[.ines]) } == "invalid item")
        try await world.until("2026-03-11 10:00")
        try await work(195)
        #expect(try await world.outbox(to: .luna).contains { $0.subject.contains("Queda poco") })
        #expect(await outcome { try await work(75) } == "refused IN-27 IN-28", "more than is left")
        try await work(60)
        #expect(try await world.left(in: number) == ["minute": 0])
        let contract = try await world.desk.contract(number, as: world[.ada]).row.contract
        #expect(contract.state == .ended && contract.terms.endedBecause == "used_up")
        #expect(await outcome { try await work(120) } == "refused IN-27 IN-28")
        #expect(await outcome { _ = try await world.desk.topUp(number, [UnitAmount("minute", 60)], as: world[.olga]) } == "refused IN-27 IN-28")
        let later = try await world.open(as: world[.luna]).ticket
        #expect(later.contract == nil && later.admissionClause != nil)
        // It was written down wrong: what comes back brings the contract back, too.
        let last = try #require(contract.charges.last)
        try await world.desk.settle(charge: last.number, is: .released, on: folio, because: "Eran 6 minutos", as: world[.olga])
        let again = try await world.desk.contract(number, as: world[.ada]).row.contract
        #expect(again.state == .active && again.terms.endedBecause == nil && again.terms.endedAt == nil)
        #expect(try await world.desk.contract(number, as: world[.luna]).entries.last?.kind == .contractResumed)
        let told = try #require(try await world.outbox(to: .luna).last)
        #expect(told.subject == "[\(number)] Su contrato sigue vigente" && told.text.contains("Quedan: 1 hora de póliza"), "\(told.text)")
        #expect(try await world.left(in: number) == ["minute": 60])
        try await work(60)
        #expect(try await world.desk.contract(number, as: world[.ada]).row.contract.state == .ended)
        #expect(try await world.desk.verify().problems == [])
    }

    @Test(arguments: Engine.all)
    func `what was spent in a term that is over neither warns in the next nor counts in it`(on engine: Engine) async throws {
        let world = try await World(.grupoExecom, on: engine, at: "2026-03-09 10:00")
        let number = try await world.desk.openContract(.execom(["credit": 10]), as: world[.olga]).contract.number
        #expect(await outcome { _ = try await world.desk.topUp(number, [UnitAmount("credit", 1)], lastDay: CalendarDate(iso: "2027-03-09"), as: world[.olga]) } == "invalid last_day", "it ends the day before")
        for (year, at) in [("2027", "2026-12-09 10:00"), ("2028", "2027-12-09 10:00"), ("2029", "2028-12-09 10:00")] {
            try await world.until(at)
            try await world.desk.renew(number, amounts: ["credit": 10], as: world[.olga])
            try await world.until("\(year)-03-10 10:00")
            let found = try await world.desk.contract(number, as: world[.ada])
            let balance = try #require(found.row.contract.balances(at: found.now).first)
            #expect([balance.granted, balance.available, balance.percentLeft] == [10, 10, 100])
        }
        #expect(try await world.desk.contract(number, as: world[.ada]).entries.allSatisfy { $0.kind != .littleLeft })
        #expect(try await world.desk.verify().problems == [])
    }

    @Test(arguments: Engine.all)
    func `under which of his contracts a client is served never costs him more (GE-81)`(on engine: Engine) async throws {
        let world = try await World(.grupoExecom, on: engine, at: "2026-03-09 10:00")
        let credits = try await world.desk.openContract(.execom(["credit": 10]), as: world[.olga]).contract.number
        let folio = try await world.open(as: world[.luna]) { ($0.type, $0.category) = ("case", "advice_event") }.ticket.folio
        let order = ServiceOrder([Attendance.Service("advice_event")])
        #expect(try await world.desk.price(order, on: folio, as: world[.ines]).objection == nil)
        let events = try await world.desk.openContract(.execom(["event": 5]), as: world[.olga]).contract.number
        let price = try await world.desk.price(order, on: folio, as: world[.ines])
        #expect(price.contract == credits && price.objection?.reason.es.contains("Con el contrato \(events) se gasta menos (1 evento)") == true)
        #expect(await outcome { try await world.desk.charge(order, on: folio, as: world[.ines]) } == "refused GE-81")
        #expect(try await world.left(in: credits) == ["credit": 10])
        try await world.desk.attach(contract: events, to: folio, as: world[.ines])
        try await world.desk.charge(order, on: folio, as: world[.ines])
        #expect(try await world.left(in: events) == ["event": 4])
        #expect(try await world.desk.verify().problems == [])
    }

    @Test(arguments: Engine.all)
    func `no other contract is named that could not serve the request (GE-81)`(on engine: Engine) async throws {
        let world = try await World(.grupoExecom, on: engine, at: "2026-03-09 10:00"), desk = world.desk
        var covered = NewContract.execom(["credit": 20])
        covered.products = [Contract.Product(name: "MaxiComercio")]
        let credits = try await desk.openContract(covered, as: world[.olga]).contract.number
        let folio = try await world.open(as: world[.luna]) { ($0.type, $0.category) = ("case", "advice_event") }.ticket.folio
        var order = ServiceOrder([Attendance.Service("advice_event")])
        try await desk.charge(order, on: folio, as: world[.ines])
        // It holds something for the request, and can go on.
        let events = try await desk.openContract(.execom(["event": 5]), as: world[.olga]).contract.number
        #expect(try await desk.price(order, on: folio, as: world[.ines]).objection == nil)
        try await desk.charge(order, on: folio, as: world[.ines])
        #expect(try await world.left(in: credits) == ["credit": 18])
        // The other one covers what has no name, and not this product.
        let another = try await world.open(as: world[.luna]) { ($0.type, $0.category) = ("case", "advice_event") }.ticket.folio
        try await desk.attach(contract: credits, to: another, as: world[.ines])
        #expect(try await desk.price(order, on: another, as: world[.ines]).objection != nil)
        order.product = "MaxiComercio"
        #expect(try await desk.price(order, on: another, as: world[.ines]).objection == nil)
        try await desk.cover(Contract.Product(name: "MaxiComercio"), by: events, as: world[.olga])
        #expect(try await desk.price(order, on: another, as: world[.ines]).objection != nil)
        #expect(try await desk.verify().problems == [])
    }

    @Test(arguments: Engine.all)
    func `contracts that ended before their rows said when have it after the migration`(on engine: Engine) async throws {
        let world = try await World(.grupoExecom, on: engine, at: "2026-03-09 10:00"), desk = world.desk
        let number = try await desk.openContract(.execom(["credit": 10]), as: world[.olga]).contract.number
        try await desk.openContract(.execom(["credit": 5]), as: world[.olga])
        try await world.until("2026-04-09 10:00")
        try await desk.end(contract: number, because: "De común acuerdo", as: world[.olga])
        let terms = try #require(try await desk.read { tx in try tx.sql.value("SELECT terms FROM contract WHERE number = \(number)") as String? })
        let without = terms.replacing(/"endedAt":\d+,/, with: "")
        #expect(without != terms)
        try await desk.write { try $0.sql.execute("UPDATE contract SET terms = \(without) WHERE number = \(number)") }
        #expect(try await desk.verify().problems != [])
        let known = try #require(Schema.migrations.first { $0.name == "0021-ended" && $0.engine == (engine == .sqlite ? .sqlite : .postgres) })
        try await desk.database.write { try $0.script(known.script) }
        #expect(try await desk.verify().problems == [])
        #expect(try await desk.contract(number, as: world[.olga]).row.contract.terms.endedAt.map(world.wall) == "2026-04-09 10:00")
    }

    @Test(arguments: Engine.all)
    func `when a contract ran out, another may go on serving the request, once nothing is held by the first`(on engine: Engine) async throws {
        let world = try await World(.grupoExecom, on: engine, at: "2026-03-09 10:00")
        let first = try await world.desk.openContract(.execom(["event": 1]), as: world[.olga]).contract.number
        let folio = try await world.open(as: world[.luna]) { ($0.type, $0.category) = ("case", "advice_event") }.ticket.folio
        #expect(await world.charging("advice_event", on: folio) == "done")
        let second = try await world.desk.openContract(.execom(["event": 1]), as: world[.olga]).contract.number
        #expect(await world.charging("advice_event", on: folio) == "refused GE-81", "his other one reaches")
        #expect(await world.attaching(second, to: folio) == "conflict")
        #expect(await world.attaching("P-0", to: folio) == "invalid contract")
        try await world.desk.settle(charge: 1, is: .captured, on: folio, because: "Terminó el primer evento", as: world[.ada])
        #expect(await world.attaching(second, to: folio) == "done")
        #expect(await world.charging("advice_event", on: folio) == "done")
        try await world.desk.reply(to: folio, saying: "Quedó", as: world[.ines])
        try await world.desk.close(folio, because: "", as: world[.luna])
        #expect(try await world.charges(of: first) == ["captured event 1"])
        #expect(try await world.charges(of: second) == ["captured event 1"])
        #expect(try await world.desk.verify().problems == [])
    }

    @Test(arguments: Engine.all)
    func `fifty at once at the limit never overdraw`(on engine: Engine) async throws {
        let world = try await World(.grupoExecom, on: engine, at: "2026-03-09 10:00")
        let number = try await world.desk.openContract(.execom(["event": 5, "credit": 7]), as: world[.olga]).contract.number
        var folios: [String] = []
        for _ in 1...5 { folios.append(try await world.open(as: world[.luna]) { ($0.type, $0.category) = ("case", "advice_event") }.ticket.folio) }
        let outcomes = await withTaskGroup(of: String.self) { [folios] group in
            for index in 0..<50 {
                group.addTask { await world.charging("advice_event", on: folios[index % 5]) }
            }
            return await group.reduce(into: [String: Int]()) { $0[$1, default: 0] += 1 }
        }
        // Five events, and seven credits that pay for seven more (GE-68).
        #expect(outcomes == ["done": 12, "refused GE-61 GE-62": 38])
        #expect(try await world.left(in: number) == ["event": 0, "credit": 0])
        #expect(try await world.desk.verify().problems == [])
    }

    @Test(arguments: Engine.all)
    func `closing a case is an offer: accepted, refused, or taken for accepted after five business days and a reminder (GE-42, A-40)`(on engine: Engine) async throws {
        let world = try await World(.grupoExecom, on: engine, at: "2026-03-09 10:00")
        let number = try await world.desk.openContract(.execom(["event": 5]), as: world[.olga]).contract.number
        func offered() async throws -> String {
            let folio = try await world.open(as: world[.luna]) { ($0.type, $0.category) = ("case", "advice_event") }.ticket.folio
            try await world.desk.charge(ServiceOrder([Attendance.Service("advice_event")]), on: folio, as: world[.ines])
            try await world.desk.close(folio, because: "Quedó", as: world[.ines])
            return folio
        }
        let accepted = try await offered(), refused = try await offered(), silent = try await offered()
        #expect(try await world.ticket(silent).waitReason == .confirmation)
        #expect(world.ids(try await world.last(.closingOffered, of: silent)) == ["GE-42"])
        try await world.desk.close(accepted, because: "", as: world[.luna])
        try await world.desk.replyOfClient(to: refused, saying: "Sigue fallando", as: world[.luna])
        #expect(try await world.charges(of: number) == ["captured event 1", "reserved event 1", "reserved event 1"])
        try await world.until("2026-03-12 09:00")
        let reminder = try #require(try await world.last(.reminded, of: silent))
        #expect(world.wall(reminder.at) == "2026-03-11 18:00")
        #expect(try await world.last(.reminded, of: refused) == nil, "it is being worked on")
        #expect(try await world.outbox(to: .luna).last?.text.contains("Confirme el cierre") == true)
        try await world.until("2026-03-18 10:00")
        let closed = try #require(try await world.last(.closed, of: silent))
        #expect(closed.body.facts["because"] == "unconfirmed")
        // Monday the 16th is a holiday: five business days from Monday the 9th end on Tuesday the 17th.
        #expect(world.wall(closed.at) == "2026-03-17 18:00")
        #expect(try await world.charges(of: number) == ["captured event 1", "reserved event 1", "captured event 1"])
        // A ticket, which costs nothing, is just closed (GE-29).
        let free = try await world.open(as: world[.luna]).ticket.folio
        try await world.desk.close(free, because: "Listo", as: world[.ines])
        #expect(try await world.ticket(free).isClosed)
        #expect(try await world.desk.verify().problems == [])
        #expect(try await world.desk.simulate(nil, of: world.company.slug, openedIn: Span(Instant(seconds: 0), .never)).different == 0)
    }

    // MARK: Its end

    @Test(arguments: Engine.all)
    func `it is announced thirty days before and ends at its instant, with what is left; what was set aside can still be accepted`(on engine: Engine) async throws {
        let world = try await World(.grupoExecom, on: engine, at: "2026-03-09 10:00")
        let number = try await world.desk.openContract(.execom(["event": 5]), as: world[.olga]).contract.number
        let folio = try await world.open(as: world[.luna]) { ($0.type, $0.category) = ("case", "advice_event") }.ticket.folio
        try await world.desk.charge(ServiceOrder([Attendance.Service("advice_event")]), on: folio, as: world[.ines])
        try await world.until("2027-03-08 12:00")
        let entries = try await world.desk.contract(number, as: world[.ada]).entries
        #expect(entries.filter { $0.kind == .contractEnding }.map { world.wall($0.at) } == ["2027-02-07 00:00"])
        #expect(try await world.outbox(to: .luna).filter { $0.subject.contains("termina pronto") }.count == 1)
        try await world.until("2027-03-09 00:00")
        #expect(try await world.left(in: number) == ["event": 0])
        let ended = try await world.desk.contract(number, as: world[.ada])
        #expect(ended.row.contract.terms.endedBecause == "term")
        #expect(ended.entries.last.map { world.wall($0.at) } == "2027-03-09 00:00")
        #expect(await world.charging("advice_event", 1, on: folio, as: .ines) == "refused GE-61 GE-62")
        try await world.desk.reply(to: folio, saying: "Quedó", as: world[.ines])
        try await world.desk.close(folio, because: "", as: world[.luna])
        #expect(try await world.charges(of: number) == ["captured event 1"])
        #expect(try await world.desk.verify().problems == [])
    }

    @Test(arguments: Engine.all)
    func `cards may expire sooner, and are spent first; a renewal begins where the term ends`(on engine: Engine) async throws {
        let world = try await World(.grupoExecom, on: engine, at: "2026-03-09 10:00")
        let number = try await world.desk.openContract(.execom(["credit": 10]), as: world[.olga]).contract.number
        try await world.desk.topUp(number, [UnitAmount("credit", 4)], lastDay: CalendarDate(iso: "2026-04-30"), as: world[.olga])
        let folio = try await world.open(as: world[.luna]) { ($0.type, $0.category) = ("case", "advice_event") }.ticket.folio
        try await world.desk.charge(ServiceOrder([Attendance.Service("advice_event")]), on: folio, as: world[.ines])
        var lots = try await world.desk.contract(number, as: world[.ada]).row.contract.lots
        #expect(lots.map(\.available) == [10, 3])
        try await world.until("2026-05-01 00:00")
        lots = try await world.desk.contract(number, as: world[.ada]).row.contract.lots
        #expect(lots.map(\.lapsed) == [0, 3])
        try await world.desk.renew(number, amounts: ["credit": 20], as: world[.olga])
        let renewed = try await world.desk.contract(number, as: world[.ada]).row.contract
        #expect(world.wall(renewed.endsAt) == "2028-03-09 00:00")
        try await world.until("2027-03-09 00:00")
        #expect(try await world.left(in: number) == ["credit": 20], "what is left of the first year went with it")
        #expect(try await world.desk.verify().problems == [])
    }

    @Test(arguments: Engine.all)
    func `a balance is corrected by two people, or not at all`(on engine: Engine) async throws {
        let world = try await World(.grupoExecom, on: engine, at: "2026-03-09 10:00")
        let number = try await world.desk.openContract(.execom(["credit": 10]), as: world[.olga]).contract.number
        #expect(await outcome { _ = try await world.desk.proposeAdjustment(of: number, lot: 1, by: -11, because: "x", as: world[.ines]) } == "invalid change")
        #expect(await outcome { _ = try await world.desk.proposeAdjustment(of: number, lot: 9, by: 1, because: "x", as: world[.ines]) } == "invalid lot")
        let proposed = try await world.desk.proposeAdjustment(of: number, lot: 1, by: 3, because: "Se contó dos veces", as: world[.olga])
        #expect(try await world.left(in: number) == ["credit": 10])
        let proposal = try #require(proposed.contract.terms.proposals.first).number
        #expect(await outcome { _ = try await world.desk.answer(adjustment: proposal, of: number, isConfirmed: true, as: world[.olga]) } == "conflict")
        #expect(await outcome { _ = try await world.desk.answer(adjustment: proposal, of: number, isConfirmed: true, as: world[.ines]) } == "forbidden")
        try await world.desk.answer(adjustment: proposal, of: number, isConfirmed: true, as: world[.ada])
        #expect(try await world.left(in: number) == ["credit": 13])
        #expect(await outcome { _ = try await world.desk.answer(adjustment: proposal, of: number, isConfirmed: true, as: world[.ada]) } == "not found")
        let seen = try await world.desk.contract(number, as: world[.luna]).entries.map(\.kind)
        #expect(seen.contains(.adjusted) && !seen.contains(.adjustmentProposed))
        #expect(try await world.desk.verify().problems == [])
    }

    @Test(arguments: Engine.all)
    func `a contract that renews by itself goes on unless notice came a month before (FP-36)`(on engine: Engine) async throws {
        let world = try await World(.factuPronto, on: engine, at: "2026-03-09 10:00")
        var new = NewContract(plan: nil, customerName: "Papelería Luna", contacts: ["luna@papeleria.example"])
        #expect(await world.writing(new, as: .olga) == "invalid ends")
        new.lastDay = CalendarDate(iso: "2026-06-30")
        let number = try await world.desk.openContract(new, as: world[.olga]).contract.number
        try await world.until("2026-07-01 09:00")
        let renewed = try await world.desk.contract(number, as: world[.ada]).row.contract
        #expect(renewed.state == .active && world.wall(renewed.endsAt) == "2026-10-23 00:00")
        try await world.until("2026-09-23 09:00")
        #expect(await outcome { _ = try await world.desk.giveNotice(of: number, because: "Por escrito", as: world[.olga]) } == "refused FP-35 FP-36")
        try await world.until("2026-10-24 09:00")
        #expect(world.wall(try await world.desk.contract(number, as: world[.ada]).row.contract.endsAt) == "2027-02-14 00:00")
        try await world.desk.giveNotice(of: number, because: "Por escrito, folio 7", as: world[.olga])
        try await world.until("2027-03-01 09:00")
        let ended = try await world.desk.contract(number, as: world[.ada]).row.contract
        #expect(ended.state == .ended && ended.terms.endedBecause == "notice")
        #expect(try await world.desk.verify().problems == [])
    }

    @Test(arguments: [
        ("2027-01-01", "2027-12-31", ["2028-12-31", "2029-12-31"]), ("2027-03-01", "2028-02-29", ["2029-02-28", "2030-02-28"]),
        ("2027-01-31", "2027-02-27", ["2027-03-30", "2027-04-29"]), ("2027-01-01", "2027-01-10", ["2027-01-20", "2027-01-30"]),
    ])
    func `a term that goes on is counted from its first day (FP-36)`(_ first: String, _ last: String, _ expected: [String]) async throws {
        let world = try await World(.factuPronto, on: .sqlite, at: "2026-12-09 10:00"), desk = world.desk
        var new = NewContract(plan: nil, customerName: "Papelería Luna", contacts: ["luna@papeleria.example"])
        (new.starts, new.lastDay) = (CalendarDate(iso: first), CalendarDate(iso: last))
        let number = try await desk.openContract(new, as: world[.olga]).contract.number
        var lastDays: [String] = []
        for _ in expected {
            let ends = try await desk.contract(number, as: world[.olga]).row.contract.endsAt
            try await world.until(String(world.wall(ends + 3_600)))
            lastDays.append(String(world.wall(try await desk.contract(number, as: world[.olga]).row.contract.endsAt - 1).prefix(10)))
        }
        #expect(lastDays == expected)
    }

    @Test func `what begins later is said to begin, not to be in force or over (IN-61)`() async throws {
        let world = try await World(.intecnia, on: .sqlite, at: "2026-03-09 10:00"), desk = world.desk
        var new = NewContract.intecnia("basic")
        new.starts = CalendarDate(iso: "2026-04-01")
        let number = try await desk.openContract(new, as: world[.olga]).contract.number
        let letter = try #require(try await world.outbox(to: .luna).first)
        #expect(letter.subject.contains("empieza el miércoles 1 de abril de 2026"), "\(letter.subject)")
        let paper = try await desk.certificate(of: number, from: "intecnia", in: .ink, .es, as: world[.luna])
        let token = String(try PrintedPDF(paper.bytes).code(onPage: 1).split(separator: "/").last ?? "")
        let before = try #require(try await desk.standing(ofPaper: token, in: "intecnia")?.contract)
        #expect(!before.isInForce && before.begins.map(world.wall) == "2026-04-01 00:00")
        try await world.until("2026-04-01 00:00")
        let then = try #require(try await desk.standing(ofPaper: token, in: "intecnia")?.contract)
        #expect(then.isInForce && then.begins == nil)
    }

    @Test(arguments: Engine.all)
    func `a client gives his notice himself, in writing and a month before the end (FP-36), and whoever sells contracts hears of it`(on engine: Engine) async throws {
        let world = try await World(.factuPronto, on: engine, at: "2026-03-09 10:00"), desk = world.desk
        var new = NewContract(plan: nil, customerName: "Papelería Luna", contacts: ["luna@papeleria.example"])
        new.lastDay = CalendarDate(iso: "2026-06-30")
        let number = try await desk.openContract(new, as: world[.olga]).contract.number
        func giving(_ text: String = "No renovaremos.", as somebody: Somebody = .luna) async -> String {
            await outcome { _ = try await desk.giveNotice(of: number, because: text, as: world[somebody]) }
        }
        #expect(await giving(" ") == "invalid note", "it is given in writing")
        #expect(await giving(as: .sol) == "not found")
        #expect(await giving(as: .ines) == "forbidden")
        try await world.until("2026-06-01 00:00")
        #expect(await giving() == "refused FP-35 FP-36", "the last day was 31 May")
        #expect(try await desk.contract(number, as: world[.luna]).row.contract.terms.noticeAt == nil)
        // It goes on, and of the next term there is time.
        try await world.until("2026-07-01 09:00")
        #expect(await giving() == "done")
        #expect(await giving() == "conflict", "once")
        let given = try await desk.contract(number, as: world[.luna])
        #expect(given.row.contract.terms.noticeAt.map(world.wall) == "2026-07-01 09:00")
        let entry = try #require(given.entries.last)
        #expect(entry.kind == .noticeGiven && entry.person == world[.luna].person && world.ids(entry).contains("FP-36"))
        for somebody in [Somebody.olga, .ada] {
            let letter = try #require(try await world.outbox(to: somebody).last)
            #expect(letter.subject.contains(number) && letter.text.contains("/desk/contracts/\(number)"), "\(letter.text)")
            // Who reads it has it in his mailbox for ever: what the law may have erased stands with the contract.
            #expect(!letter.text.contains("No renovaremos") && !letter.text.contains("Luna"), "\(letter.text)")
        }
        let receipt = try #require(try await world.outbox(to: .luna).last)
        #expect(receipt.text.contains("miércoles 1 de julio de 2026, 09:00") && receipt.text.contains("no se renueva") && receipt.text.contains("jueves 22 de octubre de 2026"), "\(receipt.text)")
        try await world.until("2026-10-24 09:00")
        #expect(try await desk.contract(number, as: world[.luna]).row.contract.terms.endedBecause == "notice")
        #expect(try await desk.verify().problems == [])
    }

    @Test func `a contract that ends by itself takes no notice of its client's`() async throws {
        let world = try await World(.intecnia, on: .sqlite, at: "2026-03-09 10:00")
        let number = try await world.desk.openContract(.intecnia("basic"), as: world[.olga]).contract.number
        #expect(await outcome { _ = try await world.desk.giveNotice(of: number, because: "No renovaremos", as: world[.luna]) } == "conflict")
    }

    @Test(arguments: Engine.all)
    func `a balance changed behind the desk's back is noticed`(on engine: Engine) async throws {
        let world = try await World(.grupoExecom, on: engine, at: "2026-03-09 10:00")
        let number = try await world.desk.openContract(.execom(["credit": 10]), as: world[.olga]).contract.number
        try await world.tamper("UPDATE lot SET granted = 100")
        let problem = try await world.desk.verify().problems.first ?? ""
        #expect(problem.contains("contract \(number)"))
        await #expect(throws: (any Error).self, "the database itself refuses an overdraft") {
            try await world.tamper("UPDATE lot SET spent = 101")
        }
    }
}

struct LookTests {
    /// One red point.
    private static let png: [UInt8] = [
        0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0x00, 0x00, 0x00, 0x0D, 0x49, 0x48, 0x44, 0x52, 0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x01, 0x08,
        0x02, 0x00, 0x00, 0x00, 0x90, 0x77, 0x53, 0xDE, 0x00, 0x00, 0x00, 0x0C, 0x49, 0x44, 0x41, 0x54, 0x78, 0xDA, 0x63, 0xF8, 0xCF, 0xC0, 0x00, 0x00, 0x03,
        0x01, 0x01, 0x00, 0xF7, 0x03, 0x41, 0x43, 0x00, 0x00, 0x00, 0x00, 0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82,
    ]

    @Test(arguments: Engine.all)
    func `a company's logo is a small PNG, set by whoever runs it, and stands on its papers (IN-61)`(on engine: Engine) async throws {
        let world = try await World(.grupoExecom, on: engine, at: "2026-03-09 10:00")
        let desk = world.desk, olga = world[.olga]
        let number = try await desk.openContract(.execom(["credit": 10]), as: olga).contract.number
        let plain = try await desk.certificate(of: number, from: "grupo-execom", in: .ink, .es, as: olga).bytes
        #expect(await outcome { try await desk.setLogo(Self.png, as: world[.ines]) } == "forbidden")
        #expect(await outcome { try await desk.setLogo(Array("GIF89a".utf8), as: olga) } == "invalid logo")
        #expect(await outcome { try await desk.setLogo(Array(Self.png.prefix(40)), as: olga) } == "invalid logo")
        #expect(await outcome { try await desk.setLogo(Self.png + [UInt8](repeating: 0, count: Desk.largestLogo), as: olga) } == "invalid logo")
        #expect(try await desk.logo(of: "grupo-execom") == nil)

        try await desk.setLogo(Self.png, as: olga)
        #expect(try await desk.logo(of: "grupo-execom") == Self.png)
        let dressed = try await desk.certificate(of: number, from: "grupo-execom", in: .ink, .es, as: olga).bytes
        #expect(dressed != plain)
        #expect(try await world.companyJournal().last?.kind == .logoChanged)
        #expect(try await desk.verify().problems == [])
        let other = Self.png + [0]
        try await world.tamper("UPDATE logo SET png = \(other)")
        #expect(try await desk.verify().problems.contains { $0.contains("its logo is not what its entries say") })
        try await desk.setLogo(nil, as: olga)
        #expect(try await desk.logo(of: "grupo-execom") == nil)
        #expect(try await desk.verify().problems == [])
    }

    @Test(arguments: Engine.all)
    func `a paper's file is told from a changed one, and from another company's`(on engine: Engine) async throws {
        let world = try await World(.grupoExecom, on: engine, at: "2026-03-09 10:00")
        let number = try await world.desk.openContract(.execom(["credit": 10]), as: world[.olga]).contract.number
        let file = try await world.desk.certificate(of: number, from: "grupo-execom", in: .ink, .es, as: world[.olga]).bytes
        func finding(_ file: [UInt8], _ slug: String = "grupo-execom") async throws -> String {
            switch try await world.desk.finding(ofFile: file, in: slug) {
            case .genuine(let standing): "genuine \(standing.paper.number) \(standing.contract?.isInForce == true)"
            case .changed(let standing): "changed \(standing.paper.number)"
            case .unknown: "unknown"
            }
        }
        #expect(try await finding(file) == "genuine \(number) true")
        var changed = file
        changed[file.count / 2] ^= 1
        #expect(try await finding(changed) == "changed \(number)")
        #expect(try await finding(file, "fel") == "unknown")
        #expect(try await finding(Array("%PDF-1.7\n%%EOF\n".utf8)) == "unknown")
    }
}

extension NewQuote {
    /// Ready at a day that it says.
    fileprivate var delivered: NewQuote {
        var new = self
        new.delivery = .businessDays(5)
        return new
    }
}

extension NewContract {
    static func intecnia(_ plan: String) -> NewContract {
        var new = NewContract(plan: plan, customerName: "Papelería Luna", contacts: ["luna@papeleria.example"])
        new.customerNumber = "NIC-77"
        return new
    }

    static func execom(_ amounts: [String: Int]) -> NewContract {
        var new = NewContract(plan: "annual", customerName: "Papelería Luna", contacts: ["luna@papeleria.example"])
        new.amounts = amounts
        return new
    }
}

extension World {
    /// What is left of each unit.
    func left(in number: String) async throws -> [String: Int] {
        try await desk.contract(number, as: self[.ada]).row.contract.lots.reduce(into: [:]) { $0[$1.unit, default: 0] += $1.available }
    }

    /// `captured incident 1 credit 4`
    func charges(of number: String) async throws -> [String] {
        try await desk.contract(number, as: self[.ada]).row.contract.charges.map { charge in
            ([charge.state.rawValue] + charge.units.map { "\($0.unit) \($0.amount)" }).joined(separator: " ")
        }
    }

    /// What comes of writing a contract down.
    func writing(_ new: NewContract, as somebody: Somebody) async -> String {
        await outcome { _ = try await self.desk.openContract(new, as: self[somebody]) }
    }

    /// What comes of serving a request under a contract.
    func attaching(_ number: String, to folio: String) async -> String {
        await outcome { _ = try await self.desk.attach(contract: number, to: folio, as: self[.ines]) }
    }

    /// What comes of charging a service.
    func charging(_ item: String, _ quantity: Int = 1, on folio: String, as somebody: Somebody = .ines) async -> String {
        let order = ServiceOrder([Attendance.Service(item, quantity: quantity)])
        return await outcome { _ = try await self.desk.charge(order, on: folio, as: self[somebody]) }
    }

    /// Who has a ticket.
    func holder(of folio: String) async throws -> Somebody? {
        let assignee = try await ticket(folio).assignee
        return Somebody.allCases.first { self[$0].person == assignee }
    }
}
