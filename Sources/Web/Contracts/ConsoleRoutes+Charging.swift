import BusinessTime
import Hummingbird
import ServiceDesk
import SupportPolicy

/// What a request costs, before and after it is worked on.
extension ConsoleRoutes {
    /// `GET …/tickets/{folio}/charge?item=…&quantity=…`: what it would cost.
    @Sendable func price(_ request: Request, _ context: DeskContext) async throws -> Response {
        let query = request.query
        var form = FormBody()
        for name in OrderFields.names + OrderFields.timeNames { form.set(name, query[name] ?? "") }
        do {
            guard form.value("item") != nil else { return pages.answer(try await chargePage(request, context, form), request) }
            let price = try await desk.price(try form.order(), on: try context.parameters.require("folio"), for: try form.number("for"), as: try context.requirePrincipal())
            return pages.answer(try await chargePage(request, context, form, price: price), request)
        } catch DeskError.invalid(let problems) {
            return pages.answer(try await chargePage(request, context, form, problems: problems), request, status: .unprocessableContent)
        } catch DeskError.refused(let refusal) {
            return pages.answer(try await chargePage(request, context, form, refusal: refusal), request, status: .conflict)
        }
    }

    /// `POST …/tickets/{folio}/charges`
    @Sendable func charge(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await book(request, context, .charged) { folio, form, principal in
            _ = try await desk.charge(try form.order(), on: folio, because: form.value("note"), for: try form.number("for"), as: principal)
        }
    }

    /// `POST …/tickets/{folio}/charges/{charge}`
    @Sendable func settleCharge(_ request: Request, _ context: DeskContext) async throws -> Response {
        guard let charge = Int(try context.parameters.require("charge")) else { throw DeskError.notFound }
        return try await book(request, context, .settled) { folio, form, principal in
            _ = try await desk.settle(charge: charge, is: try form.choice("state"), on: folio, because: form["note-\(charge)"], as: principal)
        }
    }

    /// `POST …/tickets/{folio}/time`
    @Sendable func logTime(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await book(request, context, .logged) { folio, form, principal in
            _ = try await desk.logTime(try form.number("worked") ?? 0, of: form["work"], product: form.value("worked_for"), on: folio, because: form["done"], for: try form.number("for"), as: principal)
        }
    }

    /// `POST …/tickets/{folio}/contract`
    @Sendable func attachContract(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await act(request, context, .attached) { folio, form, principal in
            try await desk.attach(contract: form["contract"], to: folio, as: principal)
        }
    }

    private func book(
        _ request: Request, _ context: DeskContext, _ done: Done,
        _ verb: (_ folio: String, _ form: FormBody, _ principal: Principal) async throws -> Void
    ) async throws -> Response {
        let slug = try context.requireCompany().slug, folio = try context.parameters.require("folio")
        let form = try await server.form(request, context)
        do {
            try await verb(folio, form, try context.requirePrincipal())
            return pages.see(.ticket(slug, folio), saying: done)
        } catch DeskError.invalid(let problems) {
            return pages.answer(try await chargePage(request, context, form, problems: problems), request, status: .unprocessableContent)
        }
    }

    private func chargePage(
        _ request: Request, _ context: DeskContext, _ form: FormBody, problems: [FieldProblem] = [], price: ServicePrice? = nil, refusal: Refusal? = nil
    ) async throws -> ChargePage {
        let company = try context.requireCompany(), principal = try context.requirePrincipal(), say = context.language
        let folio = try context.parameters.require("folio")
        let (row, policy, contract, now) = try await desk.read { tx in
            let row = try tx.ticket(folio, visibleTo: principal)
            return (row, try tx.policy(of: row.ticket), try row.contractNumber.map { try tx.contract($0, visibleTo: principal) }, tx.now)
        }
        let view = contract.map { ContractView(row: $0, policy: policy, slug: company.slug, now: now, language: say, staff: principal) }
        let products = contract?.contract.terms.products.map(\.name) ?? []
        let fields = OrderFields(policy: policy, products: products, language: say, form: form, problems: problems)
        let said = view?.standing ?? Said(es: "Esta solicitud no tiene contrato: sólo puede atenderse lo que no cuesta.", en: "This request has no contract: only what costs nothing can be given.")
        var page = ChargePage(
            frame: try await pages.frame(request, context), folio: folio, subject: row.ticket.subject(Wording(say, policy.zone)),
            ticket: .ticket(company.slug, folio), contract: said(in: say), contractLink: view.map { .contract(company.slug, $0.row.contract.number) },
            fields: fields.order)
        page.price = price.map { fields.price($0, in: company.slug) }
        page.refusal = (refusal ?? price?.objection).map { ($0.reason(in: say), $0.wayIn, ClauseCite($0.clause, in: company.slug)) }
        if let work = Int(form["for"]).flatMap(row.ticket.work) {
            let view = WorkView(ticket: row.ticket, policy: policy, slug: company.slug, timeline: [], now: now, language: say, isStaff: true, fees: [:])
            let line = view.line(work)
            page.work = "\(line.what), \(line.when)"
        }
        if !row.ticket.isClosed { page.time = fields.time }
        page.held = (contract?.contract.charges ?? []).filter { $0.ticket == row.ticket.id && $0.state.isHeld }.map { charge in
            ChargePage.Held(
                number: charge.number, what: "\(charge.lines.map(\.label).joined(separator: ", ")): \(policy.tariff.said(charge.units, in: say)) (\(charge.state.said(in: say)))",
                isFrozen: charge.state == .frozen)
        }
        page.mayRule = principal.role != .agent
        return page
    }
}

extension FormBody {
    fileprivate func order() throws -> ServiceOrder {
        var service = Attendance.Service(self["item"], quantity: try number("quantity") ?? 1)
        service.minutes = try number("minutes")
        service.participants = try number("participants")
        var order = ServiceOrder([service])
        order.circumstances = Set(Circumstance.allCases.filter { self[$0.rawValue] == "yes" })
        order.product = value("product")
        return order
    }
}

/// What is asked to charge a service, and what it would cost in words.
private struct OrderFields {
    let policy: Policy
    /// Names of those that the contract covers.
    let products: [String]
    let language: Language
    let form: FormBody
    let problems: [FieldProblem]

    /// `for`: the work that is charged.
    static let names = ["item", "quantity", "minutes", "participants", "on_site", "urgent", "out_of_hours", "product", "for"]
    static let timeNames = ["work", "worked", "done", "worked_for"]
    private var work: FormField { FormField(name: "for", kind: .hidden, value: form["for"]) }
    private var items: [TariffItem] { policy.tariff.items.filter(\.isOrdered) }

    var order: [FormField] {
        guard !items.isEmpty else { return [] }
        var fields = [
            field("item", "Servicio", "Service", .select(items.map { Choice(value: $0.id, label: "\($0.label): \(policy.tariff.price(of: $0, in: language))") }), isRequired: true, isAlso: "service"),
            field("quantity", "Cantidad", "Quantity", .number, hint: Said(es: "Vacío: 1.", en: "Empty: 1.")),
        ]
        if items.contains(where: { $0.rate != nil }) { fields.append(field("minutes", "Minutos, si se cobra por tiempo", "Minutes, where it is priced by time", .number)) }
        if items.contains(where: { $0.seats != nil }) { fields.append(field("participants", "Participantes", "Participants", .number)) }
        // Of a work they are on record.
        let used = form["for"].isEmpty ? policy.tariff.items.reduce(into: Set<Circumstance>()) { $0.formUnion($1.addedWhen) } : []
        for circumstance in Circumstance.allCases where used.contains(circumstance) {
            let (es, en) = (circumstance.said(in: .es), circumstance.said(in: .en))
            fields.append(field(circumstance.rawValue, es.prefix(1).uppercased() + es.dropFirst(), en.prefix(1).uppercased() + en.dropFirst(), .select([
                Choice(value: "", label: "No"), Choice(value: "yes", label: Said(es: "Sí", en: "Yes")(in: language)),
            ])))
        }
        return fields + product() + [work]
    }

    /// - Parameter name: of the field; a page asks it twice.
    private func product(_ name: String = "product") -> [FormField] {
        guard !products.isEmpty else { return [] }
        let other = Choice(value: "", label: Said(es: "No se dice", en: "Not said")(in: language))
        return [field(name, "Producto", "Product", .select([other] + products.map { Choice(value: $0, label: $0) }), isAlso: "product")]
    }

    var time: [FormField] {
        let timed = policy.tariff.items.filter { $0.charged == .asWorked && $0.rate != nil }
        guard !timed.isEmpty else { return [] }
        return [
            field("work", "Trabajo", "Work", .select(timed.map { Choice(value: $0.id, label: $0.label) }), isRequired: true, isAlso: "item"),
            field("worked", "Minutos trabajados", "Minutes worked", .number, isRequired: true, isAlso: "minutes"),
            field("done", "Qué se hizo; el cliente lo lee", "What was done; the client reads it", .multiline(rows: 2), isRequired: true, isAlso: "note"),
        ] + product("worked_for") + [work]
    }

    func price(_ price: ServicePrice, in slug: String) -> ChargePage.Price {
        let tariff = price.policy.tariff, decision = price.decision
        let none = Said(es: "nada", en: "nothing")(in: language)
        return ChargePage.Price(
            total: decision.best.charges.isEmpty ? none : tariff.said(decision.best.charges, in: language),
            lines: decision.best.lines.map { line in
                (line.count > 1 ? "\(line.label) × \(line.count)" : line.label, line.price.isEmpty ? none : tariff.said(line.price, in: language),
                 line.price.isEmpty ? "" : line.charged.said(in: language), ClauseCite(line.clause, in: slug))
            },
            exchanges: decision.best.exchanges.map { exchange in
                let (of, paid) = (tariff.said([exchange.of], in: language), tariff.said([exchange.paid], in: language))
                return Said(es: "\(of) por \(paid)", en: "\(of) for \(paid)")(in: language)
            },
            apart: decision.apart.map(\.label),
            alternatives: decision.alternatives.map { (tariff.said($0.charges, in: language), $0.loses?(in: language) ?? "") },
            cites: decision.clauses.map { ClauseCite($0, in: slug) },
            fields: Self.names.map { FormField(name: $0, kind: .hidden, value: form[$0]) }
                + [FormField(name: "note", label: Said(es: "Nota para el cliente", en: "Note for the client")(in: language), kind: .text, value: form["note"], problem: problems.first { $0.field == "note" }?.message(in: language))])
    }

    private func field(
        _ name: String, _ es: String, _ en: String, _ kind: FormField.Kind, isRequired: Bool = false, hint: Said? = nil, isAlso other: String? = nil
    ) -> FormField {
        FormField(
            name: name, label: Said(es: es, en: en)(in: language), kind: kind, isRequired: isRequired, value: form[name], hint: hint?(in: language),
            problem: problems.first { $0.field == name || $0.field == other }?.message(in: language), autocomplete: "off")
    }
}
