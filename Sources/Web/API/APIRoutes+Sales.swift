import BusinessTime
import Hummingbird
import ServiceDesk
import SupportPolicy

/// Sales for invoicing systems.
extension APIRoutes {
    /// `GET …/sales`: what waits to be handed over.
    @Sendable func sales(_ request: Request, _ context: DeskContext) async throws -> Response {
        let (principal, _) = try await caller(request, context)
        return JSONAnswer.response(SalesJSON(batch: nil, sales: try await desk.sales(ofBatch: nil, as: principal)), status: .ok)
    }

    /// `POST …/sales`: hands it over.
    @Sendable func handOverSales(_ request: Request, _ context: DeskContext) async throws -> Response {
        let (principal, _) = try await caller(request, context)
        let batch = try await desk.handOverSales(as: principal)
        return JSONAnswer.response(SalesJSON(batch: batch, sales: try await desk.sales(ofBatch: batch, as: principal)), status: .created)
    }

    /// `GET …/sales/{batch}`, or `{batch}.csv`
    @Sendable func saleBatch(_ request: Request, _ context: DeskContext) async throws -> Response {
        let (principal, slug) = try await caller(request, context)
        let name = try context.parameters.require("batch")
        guard let batch = Int(name.replacing(".csv", with: "")) else { throw DeskError.notFound }
        let sales = try await desk.sales(ofBatch: batch, as: principal)
        guard name.hasSuffix(".csv") else { return JSONAnswer.response(SalesJSON(batch: batch, sales: sales), status: .ok) }
        return SalesCSV(sales: sales, fields: InvoiceFields(issuedAt: try await desk.company(slug).row.postalCode)).table.response(named: "ventas-\(batch).csv")
    }

    /// `GET …/charges.csv?from=…&through=…`
    @Sendable func chargesFile(_ request: Request, _ context: DeskContext) async throws -> Response {
        let (principal, slug) = try await caller(request, context)
        let charges = try await desk.charges(in: request, as: principal)
        return ChargesCSV(charges: charges, fields: InvoiceFields(issuedAt: try await desk.company(slug).row.postalCode)).table.response(named: "cargos.csv")
    }

    /// `GET …/charges/disputed`: what waits for a ruling.
    @Sendable func disputedCharges(_ request: Request, _ context: DeskContext) async throws -> Response {
        let (principal, _) = try await caller(request, context)
        return JSONAnswer.response(ListJSON(items: try await desk.disputedCharges(as: principal).map(ChargedLineJSON.init), next: nil), status: .ok)
    }

    /// `GET …/contracts/report`
    @Sendable func contractReport(_ request: Request, _ context: DeskContext) async throws -> Response {
        let (principal, _) = try await caller(request, context)
        return JSONAnswer.response(ListJSON(items: try await desk.contractReport(as: principal).map(PlanReportJSON.init), next: nil), status: .ok)
    }
}

private struct SalesJSON: JSONWritable {
    let batch: Int?
    let sales: [(sale: Sale, policy: Policy)]

    func write(_ json: inout JSONText) {
        json.member(orNull: "batch", batch)
        json.array("sales") { json in
            for (sale, policy) in sales {
                json.object { json in
                    json.member("kind", sale.kind.rawValue)
                    json.member("number", sale.number)
                    json.member("lot", sale.lot)
                    json.member(orNull: "plan", sale.plan)
                    json.array("units") { json in
                        for part in sale.units { json.object { $0.write(part) } }
                    }
                    if !sale.lines.isEmpty {
                        json.array("lines") { json in
                            for line in sale.lines {
                                json.object { json in
                                    json.member(orNull: "item", line.item)
                                    json.member("name", line.name)
                                    json.member("count", line.count)
                                    json.member("price", line.money)
                                }
                            }
                        }
                    }
                    json.member("price", sale.price)
                    json.member("tax", sale.tax)
                    json.member("sold_at", policy.zone.iso8601(sale.soldAt))
                    json.member("customer", sale.customerName)
                    json.member(orNull: "rfc", sale.customerRFC)
                    json.member(orNull: "payment", sale.payment?.rawValue)
                    if let tax = sale.receiver { json.object("tax_data") { $0.write(tax) } }
                    json.member("description", SalesCSV.description(of: sale, policy))
                }
            }
        }
    }
}

private struct ChargedLineJSON: JSONWritable {
    let line: ChargedLine

    func write(_ json: inout JSONText) {
        json.member("contract", line.contract)
        json.member("customer", line.customerName)
        ChargeJSON(charge: line.charge, policy: line.policy).write(&json)
    }
}

private struct PlanReportJSON: JSONWritable {
    let report: PlanReport

    func write(_ json: inout JSONText) {
        json.member(orNull: "plan", report.plan)
        json.member("in_force", report.inForce)
        json.member("ending_within_30_days", report.endingSoon)
        json.member("revenue", report.revenue)
        json.array("uses") { json in
            for use in report.uses {
                json.object { json in
                    json.member("unit", use.unit)
                    json.member("granted", use.granted)
                    json.member("spent", use.spent)
                }
            }
        }
    }
}
