import BusinessTime
import ServiceDesk
import SupportPolicy
import TestSupport
import Testing
@testable import Web

/// What an invoicing system is handed as a table: sales and charges say alike to whom, and what it is in SAT's catalogue.
struct InvoiceFileTests {
    @Test func `charges have the key that the policy says and the receiver as he said, and sales alike`() async throws {
        let world = try await World(.grupoExecom, on: .sqlite, at: "2026-03-09 10:00"), desk = world.desk, olga = world[.olga]
        let (said, keyed) = ("only_if_solved: yes, cites: tariff-incident", "only_if_solved: yes, sat_key: \"81112307\", cites: tariff-incident")
        let document = try SampleCompany.grupoExecom.document
        #expect(document.contains(said))
        try await desk.activate(policy: try await desk.propose(policy: document.replacing(said, with: keyed), as: world[.ada]), as: world[.ada])
        var new = NewContract(plan: "annual", customerName: "Papelería Luna", contacts: ["luna@papeleria.example"])
        (new.amounts, new.price) = (["incident": 2, "event": 2], 900_000)
        let number = try await desk.openContract(new, as: olga).contract.number
        for (category, item) in [("incident", "support_incident"), ("advice_event", "advice_event")] {
            let folio = try await world.open(as: world[.luna]) { ($0.type, $0.category) = ("case", category) }.ticket.folio
            try await desk.charge(ServiceOrder([Attendance.Service(item)]), on: folio, as: world[.ines])
        }
        let day = try #require(CalendarDate(iso: "2026-03-09"))
        func files() async throws -> (charges: [[String: String]], sales: [[String: String]]) {
            let fields = InvoiceFields(issuedAt: try await desk.company(world.company.slug).row.postalCode)
            let charges = try await desk.charges(since: day, through: day, as: olga), sales = try await desk.sales(ofBatch: nil, as: olga)
            return (lines(ChargesCSV(charges: charges, fields: fields).table), lines(SalesCSV(sales: sales, fields: fields).table))
        }
        func receivers(_ lines: [[String: String]]) -> Set<String> { Set(lines.map { line in InvoiceFields.receiver.map { line[$0] ?? "-" }.joined(separator: "|") }) }

        let unknown = try await files()
        #expect(unknown.charges.map { $0["ClaveProdServ"] } == ["81112307", "81111811"] && unknown.charges.map { $0["NoIdentificacion"] } == ["support_incident", "advice_event"])
        #expect(unknown.sales.map { $0["ClaveProdServ"] } == ["81112200"], "what runs a term")
        // Nobody knows his number: he is the general public.
        #expect(receivers(unknown.charges + unknown.sales) == ["XAXX010101000|Papelería Luna||616|S01"])
        try await desk.setPostalCode("72000", as: olga)
        let placed = try await files()
        #expect(receivers(placed.charges + placed.sales) == ["XAXX010101000|Papelería Luna|72000|616|S01"])
        var data = NewTaxData()
        (data.name, data.rfc, data.postalCode, data.regime) = ("PAPELERIA LUNA", "PLU010203AB1", "72530", "601")
        try await desk.setTaxData(data, ofContract: number, as: world[.luna])
        let told = try await files()
        #expect(receivers(told.charges + told.sales) == ["PLU010203AB1|PAPELERIA LUNA|72530|601|G03"])
    }

    /// Each line with the names of its columns.
    private func lines(_ table: CSVText) -> [[String: String]] {
        let names = table.rows.first ?? []
        #expect(table.rows.allSatisfy { $0.count == names.count } && Set(names).count == names.count)
        return table.rows.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(names, $0)) }
    }
}
