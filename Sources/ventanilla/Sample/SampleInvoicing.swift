import BusinessTime
import ServiceDesk
import SupportPolicy

/// What is handed to whoever invoices for the sample's companies, and what he needs for it.
extension SampleStory {
    /// Where companies issue their invoices, and to whom their customers have them made out; one in three has not said so yet.
    func sayTaxData() async throws {
        for (number, cast) in casts.enumerated() {
            guard let seller = seller(of: cast) else { continue }
            try await desk.setPostalCode(["64000", "66220", "06600", "72160", "29000"][number % 5], as: seller)
            for (index, row) in try await desk.contracts(as: seller).enumerated() where index % 3 != 2 {
                guard let rfc = row.customerRFC else { continue }
                var data = NewTaxData()
                (data.name, data.postalCode, data.regime) = (row.customerName.uppercased(), ["72000", "72530", "72450", "29030"][index % 4], rfc.count == 12 ? "601" : "612")
                try await desk.setTaxData(data, ofContract: row.contract.number, as: seller)
            }
        }
    }

    /// What was sold so far is handed over; what is sold from here on waits.
    func handOver() async throws {
        for cast in casts {
            guard let seller = seller(of: cast), try await !desk.sales(ofBatch: nil, as: seller).isEmpty else { continue }
            _ = try await desk.handOverSales(as: seller)
        }
    }

    func seller(of cast: SampleCast) -> Principal? { cast.signIns.first { $0.role == .operations } }
}
