import BusinessTime
import Foundation
import Hummingbird
import ServiceDesk
import SupportPolicy

/// What the house sells beforehand.
extension ConsoleRoutes {
    /// `GET /{company}/desk/contracts?q=&after=`
    @Sendable func contracts(_ request: Request, _ context: DeskContext) async throws -> Response {
        let principal = try context.requirePrincipal(), slug = try context.requireCompany().slug
        let search = request.query["q"] ?? "", after = request.query["after"].flatMap { ContractKey($0) }
        let (views, next) = try await server.contractViews(of: principal, matching: search, after: after, slug, context.language)
        var page = ContractsPage(
            frame: try await pages.frame(request, context), lines: views.map(\.line), maySell: principal.mayManageContracts, search: search)
        let narrowed = search.isEmpty ? [] : [(name: "q", value: search)]
        page.next = next.map { Link.contracts(slug).with(narrowed + [(name: "after", value: $0)]) }
        if search.isEmpty, after == nil { page.disputed = try await disputed(as: principal, context) }
        return pages.answer(page, request)
    }

    private func disputed(as principal: Principal, _ context: DeskContext) async throws -> [ContractsPage.Disputed] {
        let slug = try context.requireCompany().slug, language = context.language
        return try await desk.disputedCharges(as: principal).compactMap { line in
            guard let folio = line.charge.folio else { return nil }
            let services = line.charge.lines.map(\.label).joined(separator: ", ")
            return ContractsPage.Disputed(
                folio: folio, link: .ticket(slug, folio) / "charge", what: "\(line.policy.tariff.said(line.charge.units, in: language)): \(services)",
                customer: "\(line.customerName), \(line.contract)", since: Wording(language, line.policy.zone).short(line.charge.at))
        }
    }

    /// `GET /{company}/desk/contracts/new`
    @Sendable func newContract(_ request: Request, _ context: DeskContext) async throws -> Response {
        guard try context.requirePrincipal().mayManageContracts else { throw DeskError.forbidden }
        return pages.answer(try await newContractPage(request, context, FormBody(), []), request)
    }

    /// `POST /{company}/desk/contracts`
    @Sendable func openContract(_ request: Request, _ context: DeskContext) async throws -> Response {
        let company = try context.requireCompany()
        let form = try await server.form(request, context)
        do {
            let row = try await desk.openContract(try form.contract(under: company.policy), as: try context.requirePrincipal())
            return pages.see(.contract(company.slug, row.contract.number), saying: .contractWritten)
        } catch DeskError.invalid(let problems) {
            return pages.answer(try await newContractPage(request, context, form, problems), request, status: .unprocessableContent)
        }
    }

    private func newContractPage(_ request: Request, _ context: DeskContext, _ form: FormBody, _ problems: [FieldProblem]) async throws -> NewContractPage {
        let fields = ContractFields(policy: try context.requireCompany().policy, language: context.language, form: form, problems: problems)
        return NewContractPage(frame: try await pages.frame(request, context), fields: fields.new, annex: fields.annex)
    }

    /// `GET /{company}/desk/contracts/{number}`
    @Sendable func contract(_ request: Request, _ context: DeskContext) async throws -> Response {
        pages.answer(try await contractPage(request, context), request)
    }

    private func contractPage(_ request: Request, _ context: DeskContext, _ form: FormBody = FormBody(), _ problems: [FieldProblem] = [], at place: String = "") async throws -> ContractPage {
        let principal = try context.requirePrincipal(), slug = try context.requireCompany().slug
        let found = try await server.contractView(try context.parameters.require("number"), as: principal, slug, context.language)
        let staff = try await desk.read { try $0.staff(of: principal.company) }
        let fields = ContractFields(policy: found.view.policy, language: context.language, form: form, problems: problems)
        var page = found.view.page(
            in: try await pages.frame(request, context), timeline: found.timeline, entries: found.entries,
            people: Dictionary(uniqueKeysWithValues: staff.map { ($0.id, $0.name) }),
            acts: fields.acts(on: found.view.row.contract, askedBy: found.view.contacts, as: principal, open: place)
                + (principal.mayManageContracts ? [TaxFields(row: found.view.row, language: context.language, form: form, problems: problems).act(open: place)] : []))
        page.quotes = found.quotes
        return page
    }

    @Sendable func topUp(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await change(request, context, "top-ups") { number, form, principal, policy in
            let amounts = try form.amounts(of: policy.tariff.units, prefix: "add-").map { UnitAmount($0.key, $0.value) }
            _ = try await desk.topUp(number, amounts, lastDay: try form.day("last_day"), price: try form.money("paid"), payment: try form.payment("paid_by"), as: principal)
        }
    }

    @Sendable func renew(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await change(request, context, "renewals") { number, form, principal, policy in
            _ = try await desk.renew(
                number, amounts: Dictionary(uniqueKeysWithValues: try form.amounts(of: policy.tariff.units, prefix: "again-")), price: try form.money("renewal_price"),
                payment: try form.payment("renewal_paid_by"), as: principal)
        }
    }

    @Sendable func giveNotice(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await change(request, context, "notice", ["note": "notice"]) { number, form, principal, _ in
            _ = try await desk.giveNotice(of: number, because: form["notice"], as: principal)
        }
    }

    @Sendable func endContract(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await change(request, context, "end", ["note": "ending"]) { number, form, principal, _ in
            _ = try await desk.end(contract: number, because: form["ending"], as: principal)
        }
    }

    @Sendable func coverProduct(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await change(request, context, "products") { number, form, principal, _ in
            let product = Contract.Product(name: form["product"], warrantyUntil: form.value("warranty_until"), isDiscontinued: form["discontinued"] == "yes")
            _ = try await desk.cover(product, by: number, as: principal)
        }
    }

    @Sendable func addContact(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await change(request, context, "contacts", ["email": "contact"]) { number, form, principal, _ in
            _ = try await desk.addContact(form["contact"], to: number, as: principal)
        }
    }

    @Sendable func removeContact(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await change(request, context, "contact-removals", ["email": "former_contact"]) { number, form, principal, _ in
            _ = try await desk.removeContact(form["former_contact"], from: number, as: principal)
        }
    }

    @Sendable func setTaxData(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await change(request, context, "tax") { number, form, principal, _ in
            _ = try await desk.setTaxData(form.taxData, ofContract: number, as: principal)
        }
    }

    @Sendable func proposeAdjustment(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await change(request, context, "adjustments", ["note": "correction"], saying: .proposedAdjustment) { number, form, principal, _ in
            _ = try await desk.proposeAdjustment(
                of: number, lot: try form.number("lot") ?? 0, by: try form.number("change") ?? 0, because: form["correction"], as: principal)
        }
    }

    @Sendable func answerAdjustment(_ request: Request, _ context: DeskContext) async throws -> Response {
        guard let adjustment = Int(try context.parameters.require("adjustment")) else { throw DeskError.notFound }
        return try await change(request, context, "adjustments") { number, form, principal, _ in
            _ = try await desk.answer(adjustment: adjustment, of: number, isConfirmed: form["confirmed"] == "yes", as: principal)
        }
    }

    /// Runs a verb and shows the contract again; a field that cannot stay is shown where it was typed.
    private func change(
        _ request: Request, _ context: DeskContext, _ place: String, _ names: [String: String] = [:], saying done: Done = .contractChanged,
        _ verb: (_ number: String, _ form: FormBody, _ principal: Principal, _ policy: Policy) async throws -> Void
    ) async throws -> Response {
        let company = try context.requireCompany(), number = try context.parameters.require("number")
        let form = try await server.form(request, context)
        do {
            try await verb(number, form, try context.requirePrincipal(), company.policy)
            return pages.see(.contract(company.slug, number), saying: done)
        } catch DeskError.invalid(let problems) {
            let renamed = problems.map { FieldProblem(names[$0.field] ?? $0.field, $0.message) }
            return pages.answer(try await contractPage(request, context, form, renamed, at: place), request, status: .unprocessableContent)
        }
    }
}

extension FormBody {
    func day(_ name: String) throws -> CalendarDate? {
        try value(name).map { text in
            guard let day = CalendarDate(iso: text) else { throw DeskError.invalid(name, "No es una fecha.", "Not a date.") }
            return day
        }
    }

    /// Pesos with centavos, such as `1,250.50`, as centavos. A comma stands before three digits: `1250,50` is no amount, lest it be
    /// taken for a hundred times as much.
    func money(_ name: String) throws -> Int? {
        try value(name).map { text in
            let plain = text.replacing("$", with: "").trimmingCharacters(in: .whitespaces)
            guard let match = plain.wholeMatch(of: /(\d{1,9}|\d{1,3}(?:,\d{3}){1,2})(?:\.(\d{1,2}))?/), let pesos = Int(match.1.replacing(",", with: "")) else {
                throw DeskError.invalid(name, "Es un importe como 1250.50.", "An amount such as 1250.50.")
            }
            let cents = match.2.map { $0.count == 1 ? "\($0)0" : "\($0)" } ?? "0"
            return pesos * 100 + (Int(cents) ?? 0)
        }
    }

    /// Hours, such as `5` or `1.5`, as minutes.
    func minutes(_ name: String) throws -> Int? {
        try value(name).map { text in
            guard let match = text.trimmingCharacters(in: .whitespaces).wholeMatch(of: /(-?)(\d{1,5})(?:[.,](\d{1,2}))?/), let whole = Int(match.2) else {
                throw DeskError.invalid(name, "Son horas, como 5 o 1.5.", "Hours, such as 5 or 1.5.")
            }
            // In hundredths of an hour, rounded to the minute: 0.33 is twenty minutes.
            let hundredths = whole * 100 + (match.3.flatMap { Int($0.count == 1 ? "\($0)0" : "\($0)") } ?? 0)
            return (hundredths * 60 + 50) / 100 * (match.1.isEmpty ? 1 : -1)
        }
    }

    /// Amounts of units; of time hours, such as `5` or `1.5`, as minutes.
    func amounts(of units: [PrepaidUnit], prefix: String) throws -> [(key: String, value: Int)] {
        try units.compactMap { unit in
            if unit.isTime { return try minutes(prefix + unit.id).map { (unit.id, $0) } }
            guard let text = value(prefix + unit.id) else { return nil }
            guard let number = Int(text) else { throw DeskError.invalid(prefix + unit.id, "Es un número entero.", "A whole number.") }
            return (unit.id, number)
        }
    }

    fileprivate func contract(under policy: Policy) throws -> NewContract {
        var new = NewContract(
            plan: self["plan"] == ContractFields.noPlan ? nil : value("plan"), customerName: self["customer"],
            contacts: self["contacts"].split(whereSeparator: { $0.isWhitespace || $0 == "," || $0 == ";" }).map(String.init))
        new.number = value("number")
        new.customerRFC = value("rfc")
        new.customerNumber = value("customer_number")
        new.starts = try day("starts")
        new.lastDay = try day("ends")
        new.purchaseOrder = value("purchase_order")
        new.products = self["products"].split(separator: "\n").map { product(in: $0.trimmingCharacters(in: .whitespaces)) }.filter { !$0.name.isEmpty }
        new.amounts = Dictionary(uniqueKeysWithValues: try amounts(of: policy.tariff.units, prefix: ""))
        (new.price, new.payment) = (try money("price"), try payment("payment"))
        new.isPinned = self["pinned"] == "yes"
        new.annex = annex(over: policy)
        return new
    }

    /// "Router XR-1, 2027-03-31": a name, and the last day of its warranty.
    private func product(in line: String) -> Contract.Product {
        guard let match = line.wholeMatch(of: /(.*?)[,;]\s*(\d{4}-\d{2}-\d{2})/) else { return Contract.Product(name: line) }
        return Contract.Product(name: String(match.1), warrantyUntil: String(match.2))
    }

    /// `nil` where nothing was filled in.
    private func annex(over policy: Policy) -> Annex? {
        let targets = policy.promises.compactMap { promise in value("annex.\(promise.id)").map { Annex.Target(promise.id, within: $0) } }
        let annex = Annex(section: self["annex.section"], text: self["annex.text"], targets: targets, coverage: value("annex.coverage"))
        return annex == Annex(section: "", text: "") ? nil : annex
    }
}
