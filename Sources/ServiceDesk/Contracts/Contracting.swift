import BusinessTime
import Mail
import Storage
import SupportPolicy

/// A contract as somebody writes it down.
package struct NewContract: Sendable {
    /// The company's own; `nil`: the desk's next.
    package var number: String?
    /// Id of the policy's plan; `nil` where it has none, or for products that were bought without one and are in their warranty (IN-5).
    package var plan: String?
    package var customerName: String
    package var customerRFC: String?
    /// His NIC.
    package var customerNumber: String?
    /// Who may ask for something under it: at least one.
    package var contacts: [String]
    /// `nil`: today.
    package var starts: CalendarDate?
    /// The last day, where the plan does not say how long it runs.
    package var lastDay: CalendarDate?
    package var purchaseOrder: String?
    package var products: [Contract.Product] = []
    /// Of the units of which each contract says how many (A-45).
    package var amounts: [String: Int] = [:]
    /// What was paid, in centavos.
    package var price: Int?
    /// How it was paid; `nil`: it will be.
    package var payment: PaymentForm?
    /// Whether its requests keep to the version of the policy in force today (A-27).
    package var isPinned = false
    /// What it promises otherwise; such a contract keeps to today's version, over which it was agreed.
    package var annex: Annex?

    package init(plan: String?, customerName: String, contacts: [String]) {
        (self.plan, self.customerName, self.contacts) = (plan, customerName, contacts)
    }
}

extension Principal {
    /// Whoever runs the house sells contracts; agents spend them.
    package var mayManageContracts: Bool { role == .admin || role == .operations }

    func requireContractManager() throws {
        guard mayManageContracts else { throw DeskError.forbidden }
    }
}

extension Desk {
    /// Writes down a contract, with what its plan grants.
    ///
    /// - Throws: `.invalid` with every field that cannot stay; `.refused` where the plan requires what is missing (IN-13).
    @discardableResult
    package func openContract(_ new: NewContract, as principal: Principal) async throws -> ContractRow {
        try principal.requireContractManager()
        return try await refusable(as: principal, folio: nil) {
            try await self.write { tx in
                let record = try tx.open(new, by: principal)
                try tx.save(record)
                return try tx.contract(record.contract.number, visibleTo: principal)
            }
        }
    }

    /// Contracts that the principal may see, those that end first on top; without their charges.
    package func contracts(as principal: Principal, after last: ContractKey? = nil, limit: Int = 500) async throws -> [ContractRow] {
        try await read { try $0.contracts(of: principal, after: last, limit: limit) }
    }

    /// - Throws: `.notFound`; what may not be seen does not exist.
    package func contract(_ number: String, as principal: Principal) async throws -> (row: ContractRow, policy: Policy, entries: [Entry], now: Instant) {
        try await read { tx in
            let row = try tx.contract(number, visibleTo: principal)
            return (row, try tx.policy(row.contract.policyID), try tx.entries(of: row.contract.id, company: principal.company, for: principal.role), tx.now)
        }
    }
}

extension DeskTransaction {
    fileprivate func open(_ new: NewContract, by principal: Principal) throws -> ContractRecord {
        let company = try company(id: principal.company)
        let policy = try policy(company.policyID)
        let terms = try CheckedContract(new, under: policy, today: policy.zone.date(of: now))
        if try sql.first("SELECT 1 FROM contract WHERE company_id = \(company.id) AND number = \(terms.number ?? "")") != nil {
            throw DeskError.invalid("number", "Ya hay un contrato con este número.", "There is a contract with this number.")
        }
        let customer = try customer(of: terms, in: company.id)
        let contacts = try terms.contacts.map { try addContact($0, of: customer, language: policy.language, in: company.id, field: "contacts") }
        let record = ContractRecord(opening: Contract(id: newID(), company: company.id, at: now), under: policy, at: now)
        let opening = Movement.Opening(
            number: try terms.number ?? nextFolio(of: company.id, prefix: "P"), customer: customer, policy: company.policyID, plan: new.plan,
            starts: terms.starts, ends: terms.ends, isPinned: new.isPinned || terms.annex != nil, annex: terms.annex)
        record.append(
            .contractOpened, by: principal, cites: terms.plan?.clause.id,
            [.opened(opening)] + terms.lots(at: now).map(Movement.granted) + (terms.purchaseOrder.map { [.purchaseOrder($0)] } ?? [])
                + new.products.map(Movement.product),
            facts: ["contacts": contacts.map(String.init).joined(separator: " ")])
        return record
    }

    /// The customer of a contract: by his NIC, else by his RFC, else that of somebody who may ask under it, else a new one.
    private func customer(of terms: CheckedContract, in company: Int64) throws -> Int64 {
        if let number = terms.customerNumber,
           let known: Int64 = try sql.value("SELECT id FROM customer WHERE company_id = \(company) AND number = \(number)") { return known }
        let byRFC = try terms.rfc.flatMap { try customer(rfc: $0, named: terms.customerName, in: company) }
        if let known = try byRFC ?? terms.contacts.compactMap({ try person(email: $0, in: company)?.customer }).first {
            if let number = terms.customerNumber { try sql.execute("UPDATE customer SET number = \(number) WHERE id = \(known) AND number IS NULL") }
            return known
        }
        let id = newID()
        try sql.execute("""
            INSERT INTO customer (id, company_id, name, rfc, number, created_at)
            VALUES (\(id), \(company), \(terms.customerName), \(nil as String?), \(terms.customerNumber), \(now))
            """)
        return id
    }
}

/// A contract whose fields were looked at.
private struct CheckedContract {
    let plan: Plan?
    let number: String?
    let customerName: String
    let customerNumber: String?
    let rfc: RFC?
    let contacts: [String]
    let purchaseOrder: String?
    let annex: Annex?
    let starts: Instant
    let ends: Instant
    private let grants: [(unit: String, amount: Int, clause: Clause)]
    private let price: Int?
    private let payment: PaymentForm?
    private let termClause: String?

    init(_ new: NewContract, under policy: Policy, today: CalendarDate) throws {
        var problems: [FieldProblem] = []
        func note(_ field: String, _ es: String, _ en: String) { problems.append(FieldProblem(field, Said(es: es, en: en))) }

        plan = new.plan.flatMap(policy.tariff.plan)
        // Without a plan it is as long as the longest warranty of what was bought.
        let warrantyEnds = new.products.compactMap { $0.warrantyUntil.flatMap { CalendarDate(iso: $0) } }.max()
        let plans = policy.tariff.plans.map(\.id).joined(separator: ", ")
        if let asked = new.plan, plan == nil {
            note("plan", plans.isEmpty ? "Esta política no tiene planes." : "No hay un plan '\(asked)'; son: \(plans).",
                 plans.isEmpty ? "This policy has no plans." : "There is no plan '\(asked)'; they are: \(plans).")
        } else if new.plan == nil, !plans.isEmpty, !(policy.givesWarranty && warrantyEnds != nil) {
            note("plan", "Elija un plan: \(plans).", "Choose a plan: \(plans).")
        }
        number = try new.number.map { try Words.line($0, field: "number") }
        customerName = try Words.line(new.customerName, field: "customer")
        customerNumber = try new.customerNumber.map { try Words.line($0, field: "customer_number") }
        purchaseOrder = try new.purchaseOrder.map { try Words.line($0, field: "purchase_order") }
        rfc = new.customerRFC.flatMap { RFC($0) }
        if let raw = new.customerRFC, !raw.isEmpty, rfc == nil {
            note("rfc", "El RFC no tiene la forma correcta: 12 o 13 caracteres, como EKU9003173C9.", "The RFC has the wrong form: 12 or 13 characters, such as EKU9003173C9.")
        }
        contacts = new.contacts.compactMap { text in
            guard let address = Address(text) else {
                note("contacts", "'\(text)' no es una dirección de correo.", "'\(text)' is not an e-mail address.")
                return nil
            }
            return address.email
        }
        if new.contacts.isEmpty { note("contacts", "Diga quién puede pedir algo con este contrato.", "Say who may ask for something under this contract.") }
        for product in new.products where product.name.isEmpty || product.warrantyUntil.map({ CalendarDate(iso: $0) == nil }) == true {
            note("products", "Cada producto lleva nombre, y la garantía una fecha como 2027-03-01.", "Each product has a name, and its warranty a date such as 2027-03-01.")
        }

        annex = try new.annex.map { annex in
            var annex = annex
            annex.section = try annex.section.isEmpty ? "" : Words.line(annex.section, field: "annex.section")
            annex.text = try annex.text.isEmpty ? "" : Words.line(annex.text, field: "annex.text")
            return annex
        }
        if let annex {
            let found = annex.layer(over: policy, of: number ?? "", from: "").problems
            problems += found.map { FieldProblem("annex.\($0.field)", $0.message) }
        }

        let first = new.starts ?? today
        starts = policy.zone.startOfDay(first)
        switch plan?.term {
        case .months(let months): ends = policy.zone.startOfDay(first.adding(months: months))
        case .singleEvent: ends = .never
        case nil:
            if let last = new.lastDay ?? warrantyEnds, last >= first {
                ends = policy.zone.startOfDay(last.adding(days: 1))
            } else {
                ends = .never
                if new.plan == nil, plans.isEmpty || warrantyEnds != nil { note("ends", "Diga el último día, no antes del primero.", "Say the last day, not before the first.") }
            }
        }
        if let price = new.price, !Lot.isPrice(price) { note("price", Lot.wantedPrice.es, Lot.wantedPrice.en) }
        (price, payment) = (new.price, new.payment)
        termClause = policy.termClause(of: plan)?.id

        var grants: [(String, Int, Clause)] = []
        for grant in plan?.grants ?? [] {
            let amount = grant.amount ?? new.amounts[grant.unit] ?? 0
            if grant.amount != nil, let asked = new.amounts[grant.unit], asked != grant.amount {
                note(grant.unit, "El plan ya dice cuánto: \(policy.tariff.said([UnitAmount(grant.unit, amount)], in: .es)).", "The plan says how much: \(policy.tariff.said([UnitAmount(grant.unit, amount)], in: .en)).")
            }
            if !(0...Lot.most).contains(amount) { note(grant.unit, "Debe ser de 0 a \(Lot.most).", "It must be 0 to \(Lot.most).") }
            if amount > 0 { grants.append((grant.unit, amount, grant.clause)) }
        }
        for unit in new.amounts.keys.sorted() where plan != nil && !plan!.grants.contains(where: { $0.unit == unit }) {
            note(unit, "El plan no incluye '\(unit)'.", "The plan does not include '\(unit)'.")
        }
        if let plan, !plan.grants.isEmpty, grants.isEmpty, problems.isEmpty {
            let units = plan.grants.map(\.unit).joined(separator: ", ")
            note("amounts", "Diga cuánto incluye: \(units).", "Say how much it includes: \(units).")
        }
        self.grants = grants
        guard problems.isEmpty else { throw DeskError.invalid(problems) }
        if let plan, plan.requires.contains(.purchaseOrder), purchaseOrder == nil {
            throw Refusal(plan.clause, Said(es: "Este plan requiere una orden de compra.", en: "This plan requires a purchase order."))
        }
    }

    /// What the plan grants.
    func lots(at now: Instant) -> [Lot] {
        Lot.bought(grants, under: termClause, after: 0, origin: .plan, price: price, payment: payment, at: now, until: ends)
    }
}

extension Lot {
    /// More than anybody buys at once.
    static let most = 1_000_000
    /// The highest price, in centavos: a hundred million pesos.
    static let mostPaid = 10_000_000_000

    static func isPrice(_ centavos: Int) -> Bool { (0...mostPaid).contains(centavos) }

    static let wantedPrice = Said(es: "Un importe va de 0 a 100 000 000 de pesos.", en: "An amount goes from 0 to 100,000,000 pesos.")

    /// What a term is bought with: what it grants, and with the first of it the price; the term itself, where it grants nothing.
    ///
    /// - Parameters:
    ///   - clause: id of the one that says how long it runs.
    ///   - last: the number of the contract's last lot.
    static func bought(
        _ grants: [(unit: String, amount: Int, clause: Clause)], under clause: String?, after last: Int, origin: Origin, price: Int?, payment: PaymentForm?,
        at now: Instant, until end: Instant
    ) -> [Lot] {
        func lot(_ place: Int, _ unit: String, _ amount: Int, _ clause: String) -> Lot {
            Lot(
                number: last + place + 1, unit: unit, origin: origin, clause: clause, granted: amount, price: place == 0 ? price : nil, payment: payment,
                boughtAt: now, expiresAt: end)
        }
        if grants.isEmpty { return price ?? 0 > 0 ? [lot(0, "", 0, clause ?? "")] : [] }
        return grants.enumerated().map { lot($0, $1.unit, $1.amount, $1.clause.id) }
    }

    /// A lot of which nothing was spent. How it was paid stands with its price.
    init(number: Int, unit: String, origin: Origin, clause: String, granted: Int, price: Int?, payment: PaymentForm?, boughtAt: Instant, expiresAt: Instant) {
        self.init(
            number: number, unit: unit, origin: origin, clause: clause, granted: granted, spent: 0, reserved: 0, lapsed: 0, price: price, payment: price == nil ? nil : payment, batch: nil,
            boughtAt: boughtAt, expiresAt: expiresAt)
    }
}
