import BusinessTime
import ServiceDesk
import SupportPolicy

/// Sales as lines that an invoicing system takes, in the fields of CFDI 4.0.
struct SalesCSV {
    let sales: [(sale: Sale, policy: Policy)]
    let fields: InvoiceFields

    private static let columns = ["Referencia", "Partida", "Fecha"] + InvoiceFields.receiver + [
        "TipoDeComprobante", "Moneda", "Exportacion", "LugarExpedicion", "MetodoPago", "FormaPago", "ClaveProdServ", "NoIdentificacion", "Cantidad", "ClaveUnidad", "Descripcion",
        "ValorUnitario", "Descuento", "ObjetoImp", "Impuesto", "TipoFactor", "TasaOCuota",
    ]

    var table: CSVText { CSVText(rows: [Self.columns] + sales.flatMap(rows)) }

    /// A quote has a row for each of its lines; everything else has one.
    private func rows(_ line: (sale: Sale, policy: Policy)) -> [[String]] {
        let (sale, policy) = line, list = Self.listPrice(of: sale, policy)
        func row(_ place: Int, key: String, _ id: String, _ count: Int, _ what: String, _ unit: Int, discount: Int = 0) -> [String] {
            [sale.number, "\(place)", policy.zone.date(of: sale.soldAt).iso] + fields.receiver(sale.receiver, named: sale.customerName, rfc: sale.customerRFC) + [
                "I", "MXN", "01", fields.issuedAt ?? "", sale.payment == nil ? "PPD" : "PUE", sale.payment?.rawValue ?? "99", key, id, "\(count)", "E48",
                what, Self.amount(unit), Self.amount(discount), "02", "002", "Tasa", "0.\(sale.tax < 10 ? "0" : "")\(sale.tax)0000",
            ]
        }
        guard !sale.lines.isEmpty else {
            return [row(sale.lot, key: key(of: sale, policy), Self.identifier(of: sale, policy), 1, Self.description(of: sale, policy), list, discount: list - sale.price)]
        }
        return sale.lines.enumerated().map { place, line in
            // What does not part evenly is told as one.
            let isEven = line.count > 0 && line.money % line.count == 0
            return row(
                place + 1, key: fields.key(line.item.flatMap(policy.tariff.item)), line.item ?? sale.number, isEven ? line.count : 1, "\(line.name) (\(Self.description(of: sale, policy)))",
                isEven ? line.money / line.count : line.money)
        }
    }

    /// What the plan costs by the document, where it was sold for less; else the price itself.
    private static func listPrice(of sale: Sale, _ policy: Policy) -> Int {
        guard sale.kind == .plan || sale.kind == .renewal, let price = sale.plan.flatMap(policy.tariff.plan)?.price, price.currency == "MXN" else { return sale.price }
        return max(price.minorUnits, sale.price)
    }

    private func key(of sale: Sale, _ policy: Policy) -> String {
        switch sale.kind {
        case .plan, .renewal: fields.key(of: sale.plan.flatMap(policy.tariff.plan))
        case .travel: fields.key(policy.travelExpenses)
        case .topUp, .quote: fields.key(nil)
        }
    }

    /// Id of the plan, of the unit that was added, or of the quote; of the price list's travel expenses.
    private static func identifier(of sale: Sale, _ policy: Policy) -> String {
        switch sale.kind {
        case .plan, .renewal: sale.plan ?? sale.number
        case .topUp: sale.units.first?.unit ?? sale.number
        case .quote: sale.number
        case .travel: policy.travelExpenses?.id ?? "travel_expenses"
        }
    }

    /// "Básica, contrato P-101: 5 horas de póliza"; "Cotización C-7".
    static func description(of sale: Sale, _ policy: Policy) -> String {
        func say(_ es: String, _ en: String) -> String { Said(es: es, en: en)(in: policy.language) }
        let plan = sale.plan.flatMap(policy.tariff.plan)?.label ?? "", what = sale.units.isEmpty ? "" : ": " + policy.tariff.said(sale.units, in: policy.language)
        let contract = say("contrato \(sale.number)\(what)", "contract \(sale.number)\(what)")
        switch sale.kind {
        case .plan: return plan.isEmpty ? contract : "\(plan), \(contract)"
        case .topUp: return say("Tarjeta de servicio, ", "Service card, ") + contract
        case .renewal: return say("Renovación, ", "Renewal, ") + (plan.isEmpty ? contract : "\(plan), \(contract)")
        case .travel:
            let day = Wording(policy.language, policy.zone).full(policy.zone.date(of: sale.soldAt))
            return say("Viáticos, visita del \(day), solicitud \(sale.number)", "Travel expenses, visit of \(day), request \(sale.number)")
        case .quote: return say("Cotización \(sale.number)", "Quote \(sale.number)")
        }
    }

    static func amount(_ centavos: Int) -> String {
        let cents = "\(centavos % 100)"
        return "\(centavos / 100).\(cents.count == 1 ? "0" + cents : cents)"
    }
}
