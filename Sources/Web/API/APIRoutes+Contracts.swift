import BusinessTime
import Hummingbird
import ServiceDesk
import SupportPolicy

/// Contracts for programs.
extension APIRoutes {
    /// `GET …/contracts?q=&after=&limit=`: those that end first on top.
    @Sendable func contracts(_ request: Request, _ context: DeskContext) async throws -> Response {
        let (principal, slug) = try await caller(request, context)
        let (after, limit) = try request.page { ContractKey($0) }, search = request.query["q"]
        let list = try await desk.read { tx in
            let page = try tx.contracts(of: principal, matching: search, after: after, limit: limit + 1).page(of: limit) { ContractKey($0).text }
            return ListJSON(items: try page.rows.map {
                ContractJSON(row: $0, policy: try tx.policy($0.contract.policyID), company: slug, now: tx.now, isWhole: false, tellsUse: principal.role.isStaff)
            }, next: page.next)
        }
        return JSONAnswer.response(list, status: .ok)
    }

    /// `GET …/contracts/{number}`
    @Sendable func contract(_ request: Request, _ context: DeskContext) async throws -> Response {
        let (principal, slug) = try await caller(request, context)
        let found = try await desk.contract(try context.parameters.require("number"), as: principal)
        var json = ContractJSON(row: found.row, policy: found.policy, company: slug, now: found.now, entries: found.entries)
        (json.contacts, json.tellsUse) = (try await desk.read { try $0.contacts(of: found.row, for: principal) }, principal.role.isStaff)
        return JSONAnswer.response(json, status: .ok)
    }

    /// `GET …/contracts/{number}/journal`
    @Sendable func contractJournal(_ request: Request, _ context: DeskContext) async throws -> Response {
        let (principal, _) = try await caller(request, context)
        let number = try context.parameters.require("number")
        let list = try await desk.read { tx -> ListJSON<EntryJSON> in
            let contract = try tx.contract(number, visibleTo: principal).contract
            let policy = try tx.policy(contract.policyID)
            return ListJSON(items: try tx.timeline(of: contract, for: principal.role).map { EntryJSON(item: $0, policy: policy) }, next: nil)
        }
        return JSONAnswer.response(list, status: .ok)
    }

    /// `POST …/contracts`
    @Sendable func openContract(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await change(request, context) { (_, body: ContractBody, principal) in
            try await desk.openContract(try body.contract(), as: principal)
        }
    }

    /// `POST …/contracts/{number}/top-ups`
    @Sendable func topUp(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await change(request, context) { (number, body: ContractBody, principal) in
            let amounts = (body.amounts ?? [:]).sorted { $0.key < $1.key }.map { UnitAmount($0.key, $0.value.value) }
            return try await desk.topUp(number, amounts, lastDay: try CalendarDate.sent(body.lastDay, as: "last_day"), price: body.price?.value, payment: try body.paid(), as: principal)
        }
    }

    /// `POST …/contracts/{number}/renewals`
    @Sendable func renew(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await change(request, context) { (number, body: ContractBody, principal) in
            try await desk.renew(number, amounts: (body.amounts ?? [:]).mapValues(\.value), price: body.price?.value, payment: try body.paid(), as: principal)
        }
    }

    /// `POST …/contracts/{number}/notice`
    @Sendable func giveNotice(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await change(request, context) { (number, body: ContractBody, principal) in
            try await desk.giveNotice(of: number, because: body.reason ?? "", as: principal)
        }
    }

    /// `POST …/contracts/{number}/end`
    @Sendable func endContract(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await change(request, context) { (number, body: ContractBody, principal) in
            try await desk.end(contract: number, because: body.reason ?? "", as: principal)
        }
    }

    /// `POST …/contracts/{number}/products`
    @Sendable func coverProduct(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await change(request, context) { (number, body: ContractBody.Product, principal) in
            try await desk.cover(body.product, by: number, as: principal)
        }
    }

    /// `POST …/contracts/{number}/contacts`
    @Sendable func addContact(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await change(request, context) { (number, body: ActionBody, principal) in
            try await desk.addContact(body.email ?? "", to: number, as: principal)
        }
    }

    /// `POST …/contracts/{number}/contacts/removal`
    @Sendable func removeContact(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await change(request, context) { (number, body: ActionBody, principal) in
            try await desk.removeContact(body.email ?? "", from: number, as: principal)
        }
    }

    /// `POST …/contracts/{number}/tax-data`
    @Sendable func setTaxData(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await change(request, context) { (number, body: TaxBody, principal) in
            try await desk.setTaxData(body.data, ofContract: number, as: principal)
        }
    }

    /// `POST …/contracts/{number}/adjustments`
    @Sendable func proposeAdjustment(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await change(request, context) { (number, body: ContractBody, principal) in
            try await desk.proposeAdjustment(
                of: number, lot: body.lot?.value ?? 0, by: body.change?.value ?? 0, because: body.reason ?? "", as: principal)
        }
    }

    /// `POST …/contracts/{number}/adjustments/{adjustment}/answer`: `confirmed` or not.
    @Sendable func answerAdjustment(_ request: Request, _ context: DeskContext) async throws -> Response {
        let adjustment = try number("adjustment", context)
        return try await change(request, context) { (number, body: ContractBody, principal) in
            guard let isConfirmed = body.confirmed else {
                throw DeskError.invalid("confirmed", "Diga true o false.", "Say true or false.")
            }
            return try await desk.answer(adjustment: adjustment, of: number, isConfirmed: isConfirmed, as: principal)
        }
    }

    /// `POST …/contracts/{number}/requests`: `wish` is `top_up` or `renewal`.
    @Sendable func askForContract(_ request: Request, _ context: DeskContext) async throws -> Response {
        let (principal, slug) = try await caller(request, context)
        let body = try await WishBody.read(request, context)
        guard let wish = body.wish.flatMap(ContractWish.init(rawValue:)) else {
            throw DeskError.invalid("wish", "Es top_up o renewal.", "One of: top_up, renewal.")
        }
        return try answer(
            try await desk.ask(for: wish, of: try context.parameters.require("number"), saying: body.text ?? "", in: slug, as: principal), slug, context)
    }

    // MARK: On a ticket

    /// `POST …/tickets/{folio}/prices`: what services would cost; changes nothing.
    @Sendable func price(_ request: Request, _ context: DeskContext) async throws -> Response {
        let (principal, _) = try await caller(request, context)
        let body = try await OrderBody.read(request, context)
        let price = try await desk.price(try body.order(), on: try context.parameters.require("folio"), for: body.work?.value, as: principal)
        return JSONAnswer.response(PriceJSON(price: price, language: context.language), status: .ok)
    }

    /// `POST …/tickets/{folio}/charges`
    @Sendable func charge(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await act(request, context) { (folio, body: OrderBody, principal) in
            try await desk.charge(try body.order(), on: folio, because: body.note, for: body.work?.value, as: principal)
        }
    }

    /// `POST …/tickets/{folio}/charges/{charge}/settlement`: `state` is `captured` or `released`.
    @Sendable func settleCharge(_ request: Request, _ context: DeskContext) async throws -> Response {
        let charge = try number("charge", context)
        return try await act(request, context) { (folio, body: OrderBody, principal) in
            guard let state = body.state.flatMap(Charge.State.init(rawValue:)) else {
                throw DeskError.invalid("state", "Es captured, released o frozen.", "One of: captured, released, frozen.")
            }
            return try await desk.settle(charge: charge, is: state, on: folio, because: body.note ?? "", as: principal)
        }
    }

    /// `POST …/tickets/{folio}/time`
    @Sendable func logTime(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await act(request, context) { (folio, body: OrderBody, principal) in
            try await desk.logTime(body.minutes?.value ?? 0, of: body.service ?? "", product: body.product, on: folio, because: body.note ?? "", for: body.work?.value, as: principal)
        }
    }

    /// `POST …/tickets/{folio}/contract`
    @Sendable func attachContract(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await act(request, context) { (folio, body: ContractBody, principal) in
            try await desk.attach(contract: body.number ?? "", to: folio, as: principal)
        }
    }

    // MARK: Shared

    /// A change of a contract: 201 with the contract.
    private func change<Body: ReadableBody>(
        _ request: Request, _ context: DeskContext,
        _ verb: (_ number: String, _ body: Body, _ principal: Principal) async throws -> ContractRow
    ) async throws -> Response {
        let (principal, slug) = try await caller(request, context)
        let body = try await Body.read(request, context)
        let row = try await verb(context.parameters.get("number") ?? "", body, principal)
        let json = try await desk.read { tx in
            var json = ContractJSON(row: row, policy: try tx.policy(row.contract.policyID), company: slug, now: tx.now)
            (json.contacts, json.tellsUse) = (try tx.contacts(of: row, for: principal), principal.role.isStaff)
            return json
        }
        var response = JSONAnswer.response(json, status: .created)
        response.headers[.location] = "/api/v1/companies/\(slug)/contracts/\(row.contract.number)"
        return response
    }

    private func number(_ name: String, _ context: DeskContext) throws -> Int {
        guard let number = Int(try context.parameters.require(name)) else { throw DeskError.notFound }
        return number
    }
}

/// What a client wants of whoever sells contracts, and why.
struct WishBody: Decodable, ReadableBody {
    var wish: String?
    var text: String?
}

/// What a program sends about a contract; each action reads its own fields.
struct ContractBody: Decodable, ReadableBody {
    struct Customer: Decodable, Sendable {
        var name: String?
        var rfc: String?
        var number: String?
    }

    struct Product: Decodable, ReadableBody {
        var name: String?
        var warrantyUntil: String?
        var discontinued: Bool?

        enum CodingKeys: String, CodingKey {
            case name, discontinued
            case warrantyUntil = "warranty_until"
        }

        var product: Contract.Product {
            Contract.Product(name: name ?? "", warrantyUntil: warrantyUntil, isDiscontinued: discontinued ?? false)
        }
    }

    var number: String?
    var plan: String?
    var customer: Customer?
    var contacts: [String]?
    var startsOn: String?
    var lastDay: String?
    var purchaseOrder: String?
    var products: [Product]?
    var amounts: [String: WholeNumber]?
    /// In centavos.
    var price: WholeNumber?
    /// Key of SAT's catalogue: `03`.
    var payment: String?
    var pinned: Bool?
    var annex: AnnexBody?
    var reason: String?
    var lot: WholeNumber?
    var change: WholeNumber?
    var confirmed: Bool?

    enum CodingKeys: String, CodingKey {
        case number, plan, customer, contacts, products, amounts, price, payment, pinned, annex, reason, lot, change, confirmed
        case startsOn = "starts_on"
        case lastDay = "last_day"
        case purchaseOrder = "purchase_order"
    }

    func paid() throws -> PaymentForm? {
        try payment.map { key in
            guard let form = PaymentForm(rawValue: key) else {
                let keys = PaymentForm.allCases.map(\.rawValue).joined(separator: ", ")
                throw DeskError.invalid("payment", "Es uno de: \(keys).", "One of: \(keys).")
            }
            return form
        }
    }

    func contract() throws -> NewContract {
        var new = NewContract(plan: plan, customerName: customer?.name ?? "", contacts: contacts ?? [])
        new.number = number
        new.customerRFC = customer?.rfc
        new.customerNumber = customer?.number
        new.starts = try CalendarDate.sent(startsOn, as: "starts_on")
        new.lastDay = try CalendarDate.sent(lastDay, as: "last_day")
        new.purchaseOrder = purchaseOrder
        new.products = (products ?? []).map(\.product)
        new.amounts = (amounts ?? [:]).mapValues(\.value)
        (new.price, new.payment) = (price?.value, try paid())
        new.isPinned = pinned ?? false
        new.annex = annex?.annex
        return new
    }
}

/// To whom a customer's invoices are made out.
struct TaxBody: Decodable, ReadableBody {
    var name, rfc, regime, use: String?
    var postalCode: String?

    enum CodingKeys: String, CodingKey {
        case name, rfc, regime, use
        case postalCode = "postal_code"
    }

    var data: NewTaxData {
        var data = NewTaxData()
        (data.name, data.rfc, data.postalCode, data.regime, data.use) = (name ?? "", rfc, postalCode ?? "", regime ?? "", use)
        return data
    }
}

/// What a contract promises otherwise.
struct AnnexBody: Decodable, Sendable {
    struct Target: Decodable, Sendable {
        var id, within, calendar: String?
    }

    var section, text, coverage: String?
    var targets: [Target]?

    var annex: Annex {
        Annex(
            section: section ?? "", text: text ?? "",
            targets: (targets ?? []).map { Annex.Target($0.id ?? "", within: $0.within, calendar: $0.calendar) }, coverage: coverage)
    }
}

/// What a program sends about services on a ticket.
struct OrderBody: Decodable, ReadableBody {
    struct Service: Decodable, Sendable {
        var service: String?
        var quantity: WholeNumber?
        var minutes: WholeNumber?
        var participants: WholeNumber?
        var withinTime: Bool?
        var solved: Bool?

        enum CodingKeys: String, CodingKey {
            case service, quantity, minutes, participants, solved
            case withinTime = "within_time"
        }
    }

    var services: [Service]?
    var onSite: Bool?
    var urgent: Bool?
    var outOfHours: Bool?
    var note: String?
    var state: String?
    var service: String?
    var minutes: WholeNumber?
    /// The number of the work that is charged.
    var work: WholeNumber?
    /// For which of the contract's products.
    var product: String?

    enum CodingKeys: String, CodingKey {
        case services, urgent, note, state, service, minutes, work, product
        case onSite = "on_site"
        case outOfHours = "out_of_hours"
    }

    func order() throws -> ServiceOrder {
        guard let services, !services.isEmpty else { throw DeskError.invalid("services", "Diga qué servicios.", "Say which services.") }
        var order = ServiceOrder(services.map { wanted in
            Attendance.Service(
                wanted.service ?? "", quantity: wanted.quantity?.value ?? 1, minutes: wanted.minutes?.value,
                participants: wanted.participants?.value, isSolved: wanted.solved ?? true, isWithinTime: wanted.withinTime ?? false)
        })
        order.circumstances = Set([(onSite, Circumstance.onSite), (urgent, .urgent), (outOfHours, .outOfHours)].filter { $0.0 == true }.map(\.1))
        order.product = product
        return order
    }
}
