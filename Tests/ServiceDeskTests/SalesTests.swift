import BusinessTime
import ServiceDesk
import SupportPolicy
import TestSupport
import Testing

/// What was sold is handed over to be invoiced, each sale once; and what plans bring in.
struct SalesTests {
    private func world(on engine: Engine) async throws -> World {
        let world = try await World(.intecnia, on: engine, at: "2026-03-09 10:00")
        var new = NewContract.intecnia("basic")
        (new.number, new.price) = ("C-1", 1_250_050)
        try await world.desk.openContract(new, as: world[.olga])
        var free = NewContract.intecnia("business")
        (free.number, free.customerName, free.customerNumber, free.contacts) = ("C-2", "Ferretería \"Sol\", S.A.", "N-77", ["sol@ferreteria.example"])
        try await world.desk.openContract(free, as: world[.olga])
        return world
    }

    @Test(arguments: Engine.all)
    func `a sale is handed over once, whoever asks again finds nothing`(on engine: Engine) async throws {
        let world = try await world(on: engine), desk = world.desk, olga = world[.olga]
        #expect(await outcome { _ = try await desk.handOverSales(as: world[.ines]) } == "forbidden")
        #expect(await outcome { _ = try await desk.sales(ofBatch: 1, as: olga) } == "not found")
        #expect(try await desk.sales(ofBatch: nil, as: olga).map(\.sale.number) == ["C-1"], "what cost nothing is no sale")
        #expect(try await desk.handOverSales(as: olga) == 1)
        #expect(await outcome { _ = try await desk.handOverSales(as: olga) }.hasPrefix("conflict"))
        let sold = try await desk.sales(ofBatch: 1, as: olga)
        #expect(sold.map(\.sale.price) == [1_250_050] && sold.map(\.sale.batch) == [1])
        #expect(sold.map(\.sale.units) == [[UnitAmount("minute", 300)]])
        // What is sold later is another batch.
        _ = try await desk.topUp("C-2", [UnitAmount("minute", 60)], lastDay: nil, price: 90_000, as: olga)
        #expect(try await desk.handOverSales(as: olga) == 2)
        #expect(try await desk.sales(ofBatch: 2, as: olga).map(\.sale.number) == ["C-2"])
        #expect(try await desk.saleBatches(as: olga).map(\.total) == [90_000, 1_250_050])
        #expect(try await desk.verify().problems == [])
    }

    @Test(arguments: Engine.all)
    func `a quote accepted in money is a sale with its own tax, handed over once; one that was not is none (FP-9)`(on engine: Engine) async throws {
        let world = try await World(.factuPronto, on: engine, at: "2026-03-09 10:00"), desk = world.desk
        let folio = try await world.open(as: world[.luna]).ticket.folio
        func quote(_ amount: Int) async throws -> String {
            var new = NewQuote("Logotipo", [.init("logo", amount: amount)])
            new.tax = 8
            let number = try await desk.makeQuote(new, on: folio, as: world[.ines]).quote.number
            return try await desk.sendQuote(number, as: world[.ines]).quote.number
        }
        let taken = try await quote(125_000), left = try await quote(90_000)
        #expect(try await desk.sales(ofBatch: nil, as: world[.olga]).isEmpty)
        _ = try await desk.acceptQuote(taken, as: world[.luna])
        let waiting = try await desk.sales(ofBatch: nil, as: world[.olga]).map(\.sale)
        #expect(waiting.map { "\($0.kind) \($0.number) \($0.price) \($0.tax)" } == ["quote \(taken) 125000 8"], "not \(left)")
        #expect(waiting.flatMap(\.lines).map { "\($0.item ?? "") \($0.count) \($0.money)" } == ["logo 1 125000"])
        #expect(try await desk.handOverSales(as: world[.olga]) == 1)
        #expect(await outcome { _ = try await desk.handOverSales(as: world[.olga]) }.hasPrefix("conflict"))
        #expect(try await desk.sales(ofBatch: 1, as: world[.olga]).map(\.sale.number) == [taken])
        #expect(try await desk.verify().problems == [])
    }

    @Test(arguments: Engine.all)
    func `one price may be that of several units: all of them are named, and nothing else of the contract`(on engine: Engine) async throws {
        let world = try await World(.grupoExecom, on: engine, at: "2026-03-09 10:00"), desk = world.desk
        var new = NewContract.execom(["event": 12, "incident": 4, "credit": 10])
        new.price = 900_000
        let number = try await desk.openContract(new, as: world[.olga]).contract.number
        try await desk.topUp(number, [UnitAmount("credit", 5), UnitAmount("event", 2)], price: 80_000, as: world[.olga])
        // Given later, for nothing.
        try await world.until("2026-03-09 10:01")
        try await desk.topUp(number, [UnitAmount("credit", 1)], as: world[.olga])
        let sales = try await desk.sales(ofBatch: nil, as: world[.olga]).map(\.sale)
        #expect(sales.map { $0.units.map { "\($0.amount) \($0.unit)" }.sorted() } == [["10 credit", "12 event", "4 incident"], ["2 event", "5 credit"]])
    }

    @Test(arguments: Engine.all)
    func `a customer says to whom his invoices are made out, and it goes with each sale that he is sold`(on engine: Engine) async throws {
        let world = try await World(.grupoExecom, on: engine, at: "2026-03-09 10:00"), desk = world.desk
        var new = NewContract.execom(["event": 12])
        (new.price, new.payment, new.customerRFC) = (900_000, .transfer, nil)
        let number = try await desk.openContract(new, as: world[.olga]).contract.number
        try await desk.topUp(number, [UnitAmount("event", 2)], price: 80_000, as: world[.olga])
        #expect(try await desk.sales(ofBatch: nil, as: world[.olga]).map(\.sale.payment) == [.transfer, nil])
        #expect(try await desk.sales(ofBatch: nil, as: world[.olga]).allSatisfy { $0.sale.receiver == nil })

        func setting(_ name: String, _ rfc: String?, _ code: String, _ regime: String, _ use: String? = nil, as somebody: Somebody = .luna) async -> String {
            var data = NewTaxData()
            (data.name, data.rfc, data.postalCode, data.regime, data.use) = (name, rfc, code, regime, use)
            return await outcome { [data] in _ = try await desk.setTaxData(data, ofContract: number, as: world[somebody]) }
        }
        for (name, rfc, code, regime, use, expected) in [
            (" ", "EKU9003173C9", "72000", "601", nil, "invalid name"), ("ESCUELA", nil, "72000", "601", nil, "invalid rfc"),
            ("ESCUELA", "EKU", "72000", "601", nil, "invalid rfc"), ("ESCUELA", "XAXX010101000", "72000", "616", nil, "invalid rfc"),
            ("ESCUELA", "EKU9003173C9", "7200", "601", nil, "invalid postal_code"), ("ESCUELA", "EKU9003173C9", "７２０００", "601", nil, "invalid postal_code"),
            ("ESCUELA", "EKU9003173C9", "72000", "602", nil, "invalid regime"), ("ESCUELA", "EKU9003173C9", "72000", "612", nil, "invalid regime"),
            ("LUNA LARA", "LALU900101AB1", "72000", "601", nil, "invalid regime"), ("LUNA LARA", "LALU900101AB1", "72000", "605", "G03", "invalid use"),
            ("ESCUELA", "EKU9003173C9", "72000", "601", "I04", "invalid use"),
        ] as [(String, String?, String, String, String?, String)] {
            #expect(await setting(name, rfc, code, regime, use) == expected, "\(name) \(rfc ?? "") \(code) \(regime)")
        }
        #expect(await setting("ESCUELA KEMPER URGATE", "EKU9003173C9", "72000", "601", as: .sol) == "not found")
        #expect(await setting("ESCUELA KEMPER URGATE", "EKU9003173C9", "72000", "601", as: .ines) == "forbidden")
        #expect(await setting("ESCUELA KEMPER URGATE", "EKU9003173C9", "72000", "601") == "done")
        let told = try await desk.sales(ofBatch: nil, as: world[.olga]).map(\.sale)
        #expect(told.map { "\($0.receiver?.rfc.text ?? "") \($0.receiver?.name ?? "") \($0.receiver?.postalCode ?? "") \($0.receiver?.regime.key ?? "") \($0.receiver?.use.rawValue ?? "")" }
            == Array(repeating: "EKU9003173C9 ESCUELA KEMPER URGATE 72000 601 G03", count: 2))
        // It is the number of his invoices, not what the house knows him by: whoever writes another's gets nothing of his.
        #expect(told.allSatisfy { $0.customerRFC == nil })
        var other = NewContract.execom(["event": 1])
        (other.customerName, other.customerRFC, other.contacts) = ("Escuela Kemper Urgate", "EKU9003173C9", ["sol.s@example.org"])
        let his = try await desk.openContract(other, as: world[.olga])
        #expect(his.contract.customer != (try await desk.contract(number, as: world[.olga]).row.contract.customer))
        #expect(try await desk.contracts(as: world[.luna]).map(\.contract.number) == [number])
        #expect(await setting("LUNA LARA", "LALU900101AB1", "72000", "612") == "done")
        #expect(await setting("LUNA LARA", nil, "72010", "612", "S01", as: .olga) == "done")
        #expect(try await desk.contract(number, as: world[.luna]).row.taxData?.rfc.text == "LALU900101AB1", "as he said last")
        let kinds = try await desk.contract(number, as: world[.luna]).entries.map(\.kind)
        #expect(kinds.filter { $0 == .taxDataChanged }.count == 3)
        // Where the company issues them.
        #expect(await outcome { try await desk.setPostalCode("7200", as: world[.olga]) } == "invalid postal_code")
        #expect(await outcome { try await desk.setPostalCode("72000", as: world[.ines]) } == "forbidden")
        try await desk.setPostalCode("72000", as: world[.olga])
        #expect(try await desk.company(world.company.slug).row.postalCode == "72000")
        #expect(try await desk.verify().problems == [])
    }

    @Test(arguments: Engine.all)
    func `of twenty who hand over at once exactly one does`(on engine: Engine) async throws {
        let world = try await world(on: engine), desk = world.desk, olga = world[.olga]
        let batches = await withTaskGroup(of: Int?.self) { group in
            for _ in 0..<20 { group.addTask { try? await desk.handOverSales(as: olga) } }
            return await group.reduce(into: [Int]()) { if let batch = $1 { $0.append(batch) } }
        }
        #expect(batches == [1])
        #expect(try await desk.verify().problems == [])
    }

    @Test(arguments: Engine.all)
    func `a service that is paid by its term is sold with each term, and holds nothing to spend (FP-35, FP-36)`(on engine: Engine) async throws {
        let world = try await World(.factuPronto, on: engine, at: "2026-03-09 10:00"), desk = world.desk, olga = world[.olga]
        var new = NewContract(plan: nil, customerName: "Papelería Luna", contacts: ["luna@papeleria.example"])
        (new.lastDay, new.price, new.payment) = (CalendarDate(iso: "2026-06-30"), 420_000, .transfer)
        let row = try await desk.openContract(new, as: olga), number = row.contract.number
        #expect(row.contract.balances(at: try await desk.now()).isEmpty && row.contract.lots.map(\.isTerm) == [true])
        #expect(await outcome { _ = try await desk.proposeAdjustment(of: number, lot: 1, by: 5, because: "Uno", as: olga) } == "invalid lot")
        let sold = try await desk.sales(ofBatch: nil, as: olga).map(\.sale)
        #expect(sold.map { "\($0.kind) \($0.number) \($0.price) \($0.payment?.rawValue ?? "") \($0.units.count)" } == ["plan \(number) 420000 \(PaymentForm.transfer.rawValue) 0"])
        #expect(try await desk.contractReport(as: olga).map(\.revenue) == [420_000])
        #expect(try await desk.contractReport(as: olga).flatMap(\.uses).isEmpty)
        #expect(try await desk.handOverSales(as: olga) == 1)
        // Another term like it, at its price, to be paid.
        try await world.until("2026-07-01 09:00")
        let again = try await desk.sales(ofBatch: nil, as: olga).map(\.sale)
        #expect(again.map { "\($0.kind) \($0.number) \($0.lot) \($0.price) \($0.payment == nil)" } == ["renewal \(number) 2 420000 true"])
        #expect(try await desk.verify().problems == [])
        var free = new
        (free.number, free.price) = ("S-1", nil)
        free.lastDay = CalendarDate(iso: "2026-12-31")
        #expect(try await desk.openContract(free, as: olga).contract.lots.isEmpty)
    }

    @Test(arguments: Engine.all)
    func `names are found with and without their accents, in whatever case (GE-48)`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-09 10:00"), ines = world[.ines]
        var new = NewContract.intecnia("basic")
        (new.number, new.customerName) = ("C-9", "ÓPTICA Ñandú Sol")
        try await world.desk.openContract(new, as: world[.olga])
        for search in ["óptica", "Óptica", "OPTICA", "optica", "ñandú", "NANDU", "sol"] {
            #expect(try await world.desk.read { try $0.contracts(of: ines, matching: search).map(\.contract.number) } == ["C-9"], "\(search)")
            #expect(try await world.desk.callers(matching: search, as: ines).map(\.customer) == ["ÓPTICA Ñandú Sol"], "\(search)")
        }
        #expect(try await world.desk.callers(matching: "óptico", as: ines).isEmpty)
    }

    @Test(arguments: Engine.all)
    func `a contract is found by what a caller can say (GE-48)`(on engine: Engine) async throws {
        let world = try await world(on: engine), ines = world[.ines]
        func found(_ search: String) async throws -> [String] {
            try await world.desk.read { try $0.contracts(of: ines, matching: search).map(\.contract.number) }
        }
        #expect(try await found("C-2") == ["C-2"])
        #expect(try await found("N-77") == ["C-2"])
        #expect(try await found(" ferretería ") == ["C-2"])
        #expect(try await found("SOL@ferreteria.example") == ["C-2"])
        #expect(try await found("").count == 2)
        for hostile in ["%", "_", "' OR 1=1 --", "\\", "C-"] { #expect(try await found(hostile) == [], "\(hostile)") }
    }

    @Test(arguments: Engine.all)
    func `the report says what plans bring in and what is used of them`(on engine: Engine) async throws {
        let world = try await world(on: engine), olga = world[.olga]
        #expect(await outcome { _ = try await world.desk.contractReport(as: world[.ines]) } == "forbidden")
        let reports = try await world.desk.contractReport(as: olga)
        #expect(reports.map(\.plan) == ["basic", "business"] && reports.map(\.revenue) == [1_250_050, 0] && reports.map(\.inForce) == [1, 1])
        #expect(reports.first?.uses.map { "\($0.unit) \($0.granted) \($0.spent) \($0.percent)" } == ["minute 300 0 0"])
        #expect(reports.map(\.endingSoon) == [0, 0])
    }
}
