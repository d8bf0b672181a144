import ServiceDesk
import Storage
import SupportPolicy
import TestSupport
import Testing
@testable import Web

/// What an invoicing system is handed in the fields of CFDI 4.0: to the cent what was sold.
struct SalesCSVTests {
    @Test(arguments: Engine.all)
    func `a plan that is sold for less than the document says has the difference as its discount`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-09 10:00"), desk = world.desk
        let document = try SampleCompany.intecnia.document.replacing(
            "  basic: {label: Básica, grants", with: "  basic: {label: Básica, price: {minor_units: 1000000, currency: MXN}, grants")
        try await desk.activate(policy: try await desk.propose(policy: document, as: world[.ada]), as: world[.ada])
        for (number, price) in [("C-1", 800_050), ("C-2", 1_000_000), ("C-3", 1_200_001)] {
            var new = NewContract(plan: "basic", customerName: "Papelería Luna", contacts: [world[.luna].email])
            (new.number, new.price) = (number, price)
            try await desk.openContract(new, as: world[.olga])
            // Sales are handed over in the order in which they were made.
            _ = try await desk.advanceClock(by: 60)
        }
        let rows = try await rows(of: world)
        #expect(rows.map { "\($0["Referencia"] ?? "") \($0["Cantidad"] ?? "") \($0["ValorUnitario"] ?? "") \($0["Descuento"] ?? "")" }
            == ["C-1 1 10000.00 1999.50", "C-2 1 10000.00 0.00", "C-3 1 12000.01 0.00"])
        #expect(rows.map { total([$0]) } == [800_050, 1_000_000, 1_200_001], "what was paid, neither more nor less")
        #expect(rows.allSatisfy { $0["ObjetoImp"] == "02" && $0["TasaOCuota"] == "0.160000" && $0["LugarExpedicion"] == "72000" })
    }

    @Test(arguments: Engine.all)
    func `the lines of a quote add up to its price, also one that does not part evenly`(on engine: Engine) async throws {
        let world = try await World(.factuPronto, on: engine, at: "2026-03-09 10:00"), desk = world.desk
        let folio = try await world.open(as: world[.luna]).ticket.folio
        var new = NewQuote("Papelería con logotipo", [
            .init("logo", amount: 125_001), .init(what: "Hojas membretadas", quantity: 3, amount: 33_333), .init(what: "Sobres", quantity: 7, amount: 1_429),
        ])
        new.tax = 8
        let number = try await desk.makeQuote(new, on: folio, isSent: true, as: world[.ines]).quote.number
        let offer = try await desk.acceptQuote(number, as: world[.luna]).quote.offer
        #expect(offer.subtotal == 235_003 && offer.taxes == 18_800 && offer.total == 253_803, "taxes are rounded once, on the whole")
        let rows = try await rows(of: world)
        #expect(rows.map { "\($0["Partida"] ?? "") \($0["Cantidad"] ?? "") \($0["ValorUnitario"] ?? "")" } == ["1 1 1250.01", "2 3 333.33", "3 7 14.29"])
        #expect(total(rows) == 235_003 && rows.allSatisfy { $0["Descuento"] == "0.00" && $0["TasaOCuota"] == "0.080000" })
        // Three for 1,000 pesos: no price of one comes to that.
        try await world.tamper("UPDATE quote SET offer = REPLACE(offer, '\"money\":99999', '\"money\":100000'), price = price + 1")
        let uneven = try await self.rows(of: world)
        #expect(uneven.map { "\($0["Partida"] ?? "") \($0["Cantidad"] ?? "") \($0["ValorUnitario"] ?? "")" } == ["1 1 1250.01", "2 1 1000.00", "3 7 14.29"])
        #expect(total(uneven) == 235_004)
    }

    /// What waits to be handed over, by the names of the columns.
    private func rows(of world: World) async throws -> [[String: String]] {
        let sales = try await world.desk.sales(ofBatch: nil, as: world[.olga])
        let rows = SalesCSV(sales: sales, fields: InvoiceFields(issuedAt: "72000")).table.rows
        return rows.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(rows[0], $0)) }
    }

    /// What rows come to before taxes, in centavos.
    private func total(_ rows: [[String: String]]) -> Int {
        func centavos(_ amount: String?) -> Int { Int((amount ?? "").filter(\.isNumber)) ?? 0 }
        return rows.reduce(0) { sum, row in
            let count = Int(row["Cantidad"] ?? "") ?? 0
            return sum + count * centavos(row["ValorUnitario"]) - centavos(row["Descuento"])
        }
    }
}
