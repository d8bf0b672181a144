import BusinessTime
import ServiceDesk
import SupportPolicy

/// What contracts were charged in a period, line by line, in the fields of CFDI 4.0 as far as a charge has them.
///
/// `Liquida` says how it is paid, so that nothing is invoiced twice: units were paid when they were bought (`prepaid_credit`), and
/// what costs none is part of the service (`included`). What is paid in money is a sale, and stands in that file alone.
struct ChargesCSV {
    let charges: [ChargedLine]
    let fields: InvoiceFields

    private static let columns = ["Contrato", "Cargo", "Fecha", "Folio", "Estado"] + InvoiceFields.receiver + [
        "ClaveProdServ", "NoIdentificacion", "Cantidad", "ClaveUnidad", "Descripcion",
        "Unidades", "Liquida", "Clausula",
    ]

    var table: CSVText { CSVText(rows: [Self.columns] + charges.flatMap(rows)) }

    private func rows(of charged: ChargedLine) -> [[String]] {
        let charge = charged.charge, policy = charged.policy
        // Units that had run out were exchanged: only the whole has a price that was paid (GE-68).
        let isExchanged = !charge.exchanges.isEmpty
        let receiver = fields.receiver(charged.receiver, named: charged.customerName, rfc: charged.customerRFC)
        return charge.lines.enumerated().map { place, line in
            let paid = isExchanged ? (place == 0 ? charge.units : []) : line.price
            let item = policy.tariff.item(line.item), isTimed = item?.rate != nil
            let whose = [charged.contract, "\(charge.number)", policy.zone.date(of: charge.at).iso, charge.folio ?? "", charge.state.rawValue]
            return whose + receiver + [
                fields.key(item), line.item, isTimed ? Self.hours(line.minutes ?? 0) : "\(line.count)", isTimed ? "HUR" : "E48", line.label,
                paid.isEmpty ? "" : policy.tariff.said(paid, in: .es), line.price.isEmpty ? "included" : "prepaid_credit",
                policy.clause(line.clause)?.ids.joined(separator: " ") ?? line.clause,
            ]
        }
    }

    /// "1.25"
    private static func hours(_ minutes: Int) -> String {
        let hundredths = (minutes * 100 + 30) / 60, rest = hundredths % 100
        return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)"
    }
}
