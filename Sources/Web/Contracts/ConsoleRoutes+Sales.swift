import BusinessTime
import Foundation
import HTTPTypes
import Hummingbird
import ServiceDesk
import SupportPolicy

/// Sales: what they come to, and handing them over to be invoiced.
extension ConsoleRoutes {
    /// `GET /{company}/desk/sales`
    @Sendable func sales(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await salesPage(request, context)
    }

    private func salesPage(_ request: Request, _ context: DeskContext, _ form: FormBody? = nil, _ problems: [FieldProblem] = []) async throws -> Response {
        let principal = try context.requirePrincipal(), company = try context.requireCompany()
        let language = context.language, tariff = company.policy.tariff
        let waiting = try await desk.sales(ofBatch: nil, as: principal), batches = try await desk.saleBatches(as: principal)
        let reports = try await desk.contractReport(as: principal)
        let page = SalesPage(
            frame: try await pages.frame(request, context),
            plans: reports.map { report in
                SalesPage.Plan(
                    name: report.plan.flatMap(tariff.plan)?.label ?? report.plan ?? Said(es: "Contratos sin plan", en: "Contracts without a plan")(in: language),
                    inForce: Said(es: "\(report.inForce) vigente\(report.inForce == 1 ? "" : "s")", en: "\(report.inForce) in force")(in: language),
                    endingSoon: Said(es: "\(report.endingSoon) por terminar", en: "\(report.endingSoon) ending soon")(in: language), revenue: pesos(report.revenue),
                    uses: report.uses.map { "\(tariff.unit($0.unit)?.plural ?? $0.unit): \($0.percent) %" })
            },
            waiting: waiting.map { sale, policy in
                SalesPage.Line(
                    number: sale.number, link: link(to: sale, company.slug), customer: sale.customerName,
                    what: SalesCSV.description(of: sale, policy), date: Wording(language, policy.zone).day(policy.zone.date(of: sale.soldAt)),
                    price: pesos(sale.price),
                    isIncomplete: sale.customerRFC != nil && sale.receiver == nil)
            },
            total: pesos(waiting.reduce(0) { $0 + $1.sale.price }),
            batches: batches.map { batch in
                SalesPage.Batch(
                    name: Said(es: "Entrega \(batch.number), \(batch.sales) ventas (CSV)", en: "Batch \(batch.number), \(batch.sales) sales (CSV)")(in: language),
                    link: .sales(company.slug) / "\(batch.number).csv", total: pesos(batch.total))
            },
            place: [FormField(
                name: "postal_code", label: language(.postalCodeOfCompany), kind: .number, value: form?["postal_code"] ?? company.row.postalCode ?? "",
                problem: problems.first?.message(in: language), autocomplete: "off")])
        return pages.answer(page, request, status: problems.isEmpty ? .ok : .unprocessableContent)
    }

    /// `POST /{company}/desk/sales/place`
    @Sendable func setPostalCode(_ request: Request, _ context: DeskContext) async throws -> Response {
        let form = try await server.form(request, context)
        do {
            try await desk.setPostalCode(form["postal_code"], as: try context.requirePrincipal())
            return pages.see(.sales(try context.requireCompany().slug), saying: .placeKept)
        } catch DeskError.invalid(let problems) {
            return try await salesPage(request, context, form, problems)
        }
    }

    /// `POST /{company}/desk/sales`
    @Sendable func handOverSales(_ request: Request, _ context: DeskContext) async throws -> Response {
        _ = try await server.form(request, context)
        _ = try await desk.handOverSales(as: try context.requirePrincipal())
        return pages.see(.sales(try context.requireCompany().slug), saying: .salesHandedOver)
    }

    /// `GET /{company}/desk/sales/{batch}.csv`
    @Sendable func salesFile(_ request: Request, _ context: DeskContext) async throws -> Response {
        guard let batch = Int(try context.parameters.require("batch").replacing(".csv", with: "")) else { throw DeskError.notFound }
        let sales = try await desk.sales(ofBatch: batch, as: try context.requirePrincipal())
        return SalesCSV(sales: sales, fields: InvoiceFields(issuedAt: try context.requireCompany().row.postalCode)).table.response(named: "ventas-\(batch).csv")
    }

    /// `GET /{company}/desk/charges.csv?from=2026-01-01&through=2026-03-31`
    @Sendable func chargesFile(_ request: Request, _ context: DeskContext) async throws -> Response {
        let charges = try await desk.charges(in: request, as: try context.requirePrincipal())
        return ChargesCSV(charges: charges, fields: InvoiceFields(issuedAt: try context.requireCompany().row.postalCode)).table.response(named: "cargos.csv")
    }

    private func link(to sale: Sale, _ slug: String) -> Link {
        switch sale.kind {
        case .quote: .quote(slug, sale.number)
        case .travel: (.ticket(slug, sale.number) / "work").at("w-\(sale.lot)")
        case .plan, .topUp, .renewal: .contract(slug, sale.number)
        }
    }

    private func pesos(_ centavos: Int) -> String { PaperUnit.money("MXN").said(centavos) }
}

extension Desk {
    /// The charges of the period that a request names.
    ///
    /// - Throws: `.invalid` for days that it does not.
    func charges(in request: Request, as principal: Principal) async throws -> [ChargedLine] {
        var form = FormBody()
        for name in ["from", "through"] { form.set(name, request.query[name] ?? "") }
        guard let first = try form.day("from"), let last = try form.day("through") else {
            throw DeskError.invalid("from", "Diga de qué día a qué día: from y through.", "Say from which day through which: from, through.")
        }
        return try await charges(since: first, through: last, as: principal)
    }
}
