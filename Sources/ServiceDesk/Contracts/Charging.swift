import BusinessTime
import Storage
import SupportPolicy

/// Services that a client wants, or was given, on one ticket.
package struct ServiceOrder: Sendable, Equatable {
    package var services: [Attendance.Service]
    package var circumstances: Set<Circumstance> = []
    /// Ids of fees that its circumstances would add, and that were paid before.
    var paid: Set<String> = []
    /// For which of the products that the contract covers; `nil`: it was not said.
    package var product: String?

    package init(_ services: [Attendance.Service]) {
        self.services = services
    }

    /// What a quote asked for.
    init(_ order: Quote.Order) {
        (services, circumstances) = (order.services, Set(order.circumstances))
    }

    /// As the policy is asked about it.
    func attendance(on day: CalendarDate) -> Attendance {
        var attendance = Attendance(
            services, isOnSite: circumstances.contains(.onSite), isUrgent: circumstances.contains(.urgent), isOutOfHours: circumstances.contains(.outOfHours), on: day)
        attendance.paid = paid
        return attendance
    }
}

/// What services come to, and what is left to pay with.
package struct ServicePrice: Sendable {
    package let decision: ChargeDecision
    package let policy: Policy
    /// The contract that pays; `nil` where nothing has to be paid.
    package let contract: String?
    /// Why it cannot be charged yet: the client was not told that it is this (GE-63).
    package let objection: Refusal?
}

extension Desk {
    /// What services would cost on a ticket, before they are given (GE-63, GE-64): every way to pay them, and why all but one
    /// lose. Changes nothing.
    ///
    /// - Throws: `.refused` with its clause where they cannot be paid.
    package func price(_ order: ServiceOrder, on folio: String, for work: Int? = nil, as principal: Principal) async throws -> ServicePrice {
        try principal.requireStaff()
        return try await read { tx in
            let record = try tx.record(try tx.ticket(folio, visibleTo: principal))
            let policy = record.policy, contract = try tx.contractRecord(of: record.ticket), unagreed = record.unagreed(order, for: work)
            let order = try tx.priced(order, for: work, on: record)
            do {
                return ServicePrice(
                    decision: try policy.charge(order, holding: contract, at: tx.now), policy: policy, contract: contract?.contract.number,
                    objection: try unagreed ?? tx.objection(to: order, for: work, on: record))
            } catch let refusal as Refusal {
                // Where another contract of his reaches, that is what to do.
                throw DeskError.refused(try tx.betterContract(for: order, on: record) ?? refusal)
            }
        }
    }

    /// Charges services to the contract of a ticket, in the way that is best for the client (GE-81): what is charged on
    /// acceptance is set aside, the rest is spent at once.
    ///
    /// - Parameter work: for which it is charged, so that it is not charged twice.
    /// - Throws: `.refused` with its clause where they cannot be paid; nothing is changed then.
    @discardableResult
    package func charge(_ order: ServiceOrder, on folio: String, because note: String? = nil, for work: Int? = nil, as principal: Principal) async throws -> TicketRow {
        try principal.requireStaff()
        let note = try note.flatMap { try Words.optional($0, field: "note") }
        if let product = order.product, try Words.line(product, field: "product") != product { throw DeskError.invalid("product", "No es un producto.", "Not a product.") }
        guard order.services.allSatisfy({ $0.quoted == nil }) else {
            throw DeskError.invalid("quoted", "Lo cotizado se cobra cuando el cliente acepta la cotización.", "What was quoted is charged when the client accepts the quote.")
        }
        return try await change(folio, as: principal) { record, tx in
            try record.requireChargeable(work)
            if let unagreed = record.unagreed(order, for: work) { throw unagreed }
            let order = try tx.priced(order, for: work, on: record)
            try tx.checkProduct(of: order, on: record, isExplained: note != nil)
            if let objection = try tx.objection(to: order, for: work, on: record) { throw objection }
            try record.requireUntold(order)
            try tx.charge(order, to: record, for: work, contents: note.map { [Content(text: $0)] } ?? [], by: principal)
        }
    }

    /// Logs work on a ticket; of what is charged as it is worked the contract pays, rounded up by ticket and day.
    ///
    /// - Parameters:
    ///   - minutes: worked, from 1 to those of a day.
    ///   - item: of the price list, charged as it is worked.
    ///   - product: for which of those that the contract covers.
    ///   - work: that is charged so; `nil`: this is written down as another.
    /// - Throws: `.refused` with its clause where it cannot be paid.
    @discardableResult
    package func logTime(
        _ minutes: Int, of item: String, product: String? = nil, on folio: String, because note: String, for work: Int? = nil, as principal: Principal
    ) async throws -> TicketRow {
        try principal.requireStaff()
        let note = try Words.text(note, field: "note")
        return try await change(folio, as: principal) { record, tx in
            try record.requireChargeable(work)
            guard let priced = record.policy.tariff.item(item), priced.rate != nil, priced.charged == .asWorked else {
                throw DeskError.invalid("item", "Elija un servicio que se cobre conforme se trabaja.", "Choose a service that is charged as it is worked.")
            }
            try Self.check(minutes: minutes)
            var order = try tx.priced(ServiceOrder([.init(priced.id)]), for: work, on: record)
            order.product = product
            try tx.checkProduct(of: order, on: record, isExplained: true)
            let due = try tx.due(minutes, of: priced, as: order, on: record)
            if let objection = try tx.objection(to: order, due: due, for: work, on: record) { throw objection }
            try tx.charge(minutes: minutes, of: priced, for: work, as: order, to: record, contents: [Content(text: note)], by: principal)
        }
    }

    /// Settles what is set aside for a ticket, by hand: spent, or given back, because it was not solved or by ruling.
    ///
    /// - Throws: `.conflict` unless it is set aside; what was disputed only quality control or operations settle.
    @discardableResult
    package func settle(charge number: Int, is state: Charge.State, on folio: String, because note: String, as principal: Principal) async throws -> TicketRow {
        try principal.requireStaff()
        let note = try Words.text(note, field: "note")
        return try await change(folio, as: principal) { record, tx in
            guard let contract = try tx.contractRecord(of: record.ticket), let charge = contract.contract.charges.first(where: { $0.number == number && $0.ticket == record.ticket.id }) else {
                throw DeskError.notFound
            }
            try contract.settle(charge, as: state, by: principal, contents: [Content(text: note)])
            // Why something costs nothing after all its closing tells (GE-67).
            record.note(charge, is: state, of: contract, by: principal, contents: [Content(text: note)])
            try tx.save(contract)
        }
    }

    /// Serves a ticket under a contract: whoever is staff vouches that its client may.
    ///
    /// - Throws: `.invalid` for a contract that is not there; `.conflict` for one that is not in force, and while another holds
    ///   something for the ticket; a refusal with its clause for one whose one event was another request.
    @discardableResult
    package func attach(contract number: String, to folio: String, as principal: Principal) async throws -> TicketRow {
        try principal.requireStaff()
        return try await change(folio, as: principal) { record, tx in
            try record.requireOpen()
            guard let contract = try tx.contractIfKnown(number, visibleTo: principal)?.contract else {
                throw DeskError.invalid("contract", "No hay un contrato con este número.", "There is no contract of this number.")
            }
            if let customer = record.ticket.customer, customer != contract.customer {
                throw DeskError.conflict("El contrato \(number) es de otro cliente.", "Contract \(number) is another customer's.")
            }
            guard contract.isInForce(at: tx.now) else {
                throw DeskError.conflict("El contrato \(number) no está vigente.", "Contract \(number) is not in force.")
            }
            try tx.record(try tx.contract(id: contract.id, charging: record.ticket).contract).requireItsEvent(record.ticket)
            if let other = record.ticket.contract, other != contract.id, try tx.charges(of: record.ticket).contains(where: \.state.isHeld) {
                throw DeskError.conflict("Otro contrato tiene algo reservado para esta solicitud: cóbrelo o devuélvalo primero.", "Another contract holds something for this request: spend it or give it back first.")
            }
            let missing = record.policy.missing(by: record.ticket.admissionClause, of: record.ticket.facts)
            record.append(
                .contractAttached, by: principal, cites: missing?.clause,
                effects: [.contract(contract.id, isVerified: missing?.record == .contract)], facts: ["contract": number])
        }
    }
}

extension TicketRecord {
    /// What a client was told that accepting the closing costs stays so while he is asked.
    ///
    /// - Throws: `.conflict` for what would be charged with it.
    fileprivate func requireUntold(_ order: ServiceOrder) throws {
        guard ticket.waitReason == .confirmation, order.services.contains(where: { policy.tariff.item($0.item)?.charged == .onAcceptance }) else { return }
        throw DeskError.conflict(
            "El cierre ya se ofreció, con lo que cuesta: espere la respuesta del cliente.", "The closing was offered already, with what it costs: wait for the client's answer.")
    }

    /// Why what an order has for its circumstances, or names of their fees, cannot be charged: nobody agreed on a work that has them.
    fileprivate func unagreed(_ order: ServiceOrder, for work: Int?) -> Refusal? {
        let named = order.services.compactMap { policy.tariff.item($0.item) }.filter { !$0.price.isEmpty }.flatMap(\.addedWhen)
        do throws(Refusal) {
            try policy.checkFees(in: order.circumstances.union(named), of: work.flatMap(ticket.work).map(policy.circumstances) ?? [])
            return nil
        } catch {
            return error
        }
    }
}

extension DeskTransaction {
    /// An order with what is on record of the work that it is for: under which circumstances that was agreed on, what of them was
    /// paid before, and that a session which did not solve the problem solved none of what is charged for it.
    fileprivate func priced(_ order: ServiceOrder, for work: Int?, on record: TicketRecord) throws -> ServiceOrder {
        guard let work = work.flatMap(record.ticket.work) else { return order }
        var order = order
        order.circumstances = record.policy.circumstances(of: work)
        let fees = record.policy.fees(in: order.circumstances), due = try due(fees, for: work.number, on: record).map(\.item)
        order.paid = Set(fees.map(\.id)).subtracting(due)
        guard !order.services.contains(where: { order.paid.contains($0.item) }) else {
            throw DeskError.conflict("Esa cuota ya está pagada.", "That fee is paid already.")
        }
        if let outcome = work.session?.outcome, outcome != .solved {
            for index in order.services.indices { order.services[index].isSolved = false }
        }
        return order
    }

    /// The contract that serves a ticket, settled up to now, with what it was charged for that ticket; `nil` where there is none.
    func contractRecord(of ticket: Ticket) throws -> ContractRecord? {
        try ticket.contract.map { try record(try contract(id: $0, charging: ticket).contract) }
    }

    /// Whether services can be given for the product that is named; what a warranty gives names one, and what it fails (IN-5).
    func checkProduct(of order: ServiceOrder, on record: TicketRecord, isExplained: Bool) throws {
        let policy = record.policy, items = order.services.map(\.item)
        if policy.warranty(giving: items) != nil {
            if order.product == nil { throw DeskError.invalid("product", "Diga de qué producto.", "Say of which product.") }
            if !isExplained { throw DeskError.invalid("note", "Diga qué especificación no se cumple.", "Say which specification it fails.") }
        }
        guard let product = order.product else { return }
        let contract = try contractRecord(of: record.ticket)?.contract, covered = contract?.terms.products ?? []
        try policy.checkProduct(
            product, among: covered.map { CoveredProduct(name: $0.name, warrantyUntil: $0.warrantyUntil.flatMap { CalendarDate(iso: $0) }) },
            giving: items, on: policy.zone.date(of: record.ticket.openedAt))
        guard contract?.covers(product) == true else {
            throw DeskError.invalid("product", "El contrato no ampara ese producto.", "The contract does not cover that product.")
        }
    }

    /// What an order would cost a client, in words, and why it cannot be paid as things are.
    func told(_ order: ServiceOrder, on record: TicketRecord) throws -> (price: String, lacks: String?) {
        let policy = record.policy, labels = order.services.compactMap { policy.tariff.item($0.item) }.map { policy.tariff.price(of: $0, in: policy.language) }
        do {
            let best = try policy.charge(order, holding: try contractRecord(of: record.ticket), at: now).best
            return (best.charges.isEmpty ? ChargeMoment.never.said(in: policy.language) : policy.tariff.said(best.charges, in: policy.language), nil)
        } catch let refusal as Refusal {
            return (labels.joined(separator: "; "), [refusal.reason(in: policy.language), refusal.wayIn].compactMap { $0 }.joined(separator: " "))
        }
    }

    /// Charges minutes of a service that is charged as it is worked, rounded up by ticket and day.
    ///
    /// - Parameters:
    ///   - work: for which; `nil`: they are written down as another.
    ///   - order: for what besides, and under which circumstances (GE-74, GE-75).
    func charge(
        minutes: Int, of item: TariffItem, for work: Int?, as order: ServiceOrder, to record: TicketRecord, contents: [Content] = [], by principal: Principal
    ) throws {
        let due = try due(minutes, of: item, as: order, on: record), new = record.ticket.nextWork
        let logging: [Effect] = work == nil ? [.work(new, .logged(by: principal.person, minutes: minutes))] : []
        try charge(due, worked: (item, minutes), to: record, for: work ?? new, logging, contents: contents, by: principal)
    }

    /// What is to be charged for minutes of a service, besides what was charged for it on the same day; nothing where that covers them.
    func due(_ minutes: Int, of item: TariffItem, as order: ServiceOrder, on record: TicketRecord) throws -> ServiceOrder {
        guard let rate = item.rate else { throw DeskError.broken("\(item.id) is not priced by time") }
        let contract = try contractRecord(of: record.ticket)?.contract, zone = record.policy.zone
        let logged = contract?.worked(on: record.ticket.id, item: item.id, day: zone.date(of: now), in: zone) ?? (worked: 0, charged: 0)
        var service = Attendance.Service(item.id)
        service.minutes = rate.rounded(logged.worked + minutes) - logged.charged
        var order = order
        order.services = service.minutes ?? 0 > 0 ? [service] : []
        return order
    }

    /// - Parameters:
    ///   - worked: the service and the minutes that were worked, of which the order is what is still to be charged.
    ///   - work: for which it is charged, and what else is said of that.
    func charge(
        _ order: ServiceOrder, worked: (item: TariffItem, minutes: Int)? = nil, to record: TicketRecord, for work: Int? = nil, _ logging: [Effect] = [],
        contents: [Content] = [], by principal: Principal
    ) throws {
        let effects = logging + (work.map { [.work($0, .charged)] } ?? [])
        let numbered = ["work": work.map(String.init), "product": order.product].compactMapValues { $0 }
        let contract = try contractRecord(of: record.ticket)
        let decision = order.services.isEmpty ? nil : try record.policy.charge(order, holding: contract, at: now)
        guard let contract else {
            // Free of charge, or outside of every contract: it is told on the ticket alone.
            guard decision?.best.charges.isEmpty ?? true else { throw DeskError.broken("nobody pays for what costs something") }
            let labels = decision?.best.lines.map(\.label) ?? [worked?.item.label].compactMap { $0 }
            return record.append(
                .charged, by: principal, cites: decision?.clauses.first ?? worked?.item.clause,
                effects: effects, facts: ["state": "free", "services": labels.joined(separator: ", ")].merging(worked.map { ["minutes": "\($0.minutes)"] } ?? [:]) { $1 }.merging(numbered) { $1 },
                contents: contents)
        }
        let charges = try contract.book(decision, worked: worked, for: record.ticket, under: record.policy)
        try book(charges, of: contract, on: record, by: principal, contents: contents, minutes: worked?.minutes, effects: effects, onTicket: numbered)
    }

    /// Charges what an accepted quote says in units: what is taken in advance at once (GE-65), the rest when the client accepts the
    /// closing. What is quoted in money is no contract's.
    ///
    /// - Throws: a refusal with its clause where it cannot be paid, or would cost the client less by now (GE-81).
    func charge(agreed quote: Quote, to record: TicketRecord, by principal: Principal) throws {
        let policy = record.policy
        let lines = quote.offer.lines.filter { !$0.price.isEmpty }.compactMap { line -> WayToPay.Line? in
            guard let item = line.item, let clause = line.clause.flatMap(policy.clause) else { return nil }
            return WayToPay.Line(item: item, label: line.label, count: line.count, minutes: line.minutes, price: line.price, charged: line.charged, clause: clause)
        }
        guard !lines.isEmpty else { return }
        let contract = try contractRecord(of: record.ticket), decision: ChargeDecision
        do {
            decision = try policy.charge(agreed: lines, holding: contract, at: now)
        } catch let refusal as Refusal {
            throw try betterContract(for: quote, than: quote.offer.units, isPayable: false, on: record) ?? refusal
        }
        if let better = try betterContract(for: quote, than: decision.best.charges, isPayable: true, on: record) { throw better }
        guard let contract else { throw DeskError.broken("nobody pays for quote \(quote.number)") }
        try book(try contract.book(decision, worked: nil, for: record.ticket, under: policy), of: contract, on: record, by: principal, facts: ["quote": quote.number])
    }

    /// Writes charges on the contract and on the ticket.
    ///
    /// - Throws: a refusal with its clause where the contract was for one event, and that was another request.
    private func book(
        _ charges: [Charge], of contract: ContractRecord, on record: TicketRecord, by principal: Principal, contents: [Content] = [], minutes: Int? = nil,
        facts: [String: String] = [:], effects: [Effect] = [], onTicket more: [String: String] = [:]
    ) throws {
        if charges.contains(where: { !$0.units.isEmpty }) { try contract.requireItsEvent(record.ticket) }
        for (place, charge) in charges.enumerated() {
            contract.append(
                .charged, by: principal, cites: charge.clauses.first, [.charged(charge)],
                facts: contract.told(charge, is: charge.state).merging(facts) { $1 })
            record.note(
                charge, is: charge.state, of: contract, by: principal, contents: contents, minutes: minutes, effects: place == 0 ? effects : [], facts: facts.merging(more) { $1 })
        }
        try save(contract)
    }
}

extension Policy {
    /// - Throws: `Refusal`, or `DeskError.invalid`.
    func charge(_ order: ServiceOrder, holding record: ContractRecord?, at now: Instant) throws -> ChargeDecision {
        do throws(ChargeError) {
            return try charge(for: order.attendance(on: zone.date(of: now)), holding: record?.contract.holdings(at: now, under: self) ?? [])
        } catch {
            throw error.thrown
        }
    }

    /// The same of what was agreed, to the last unit.
    fileprivate func charge(agreed lines: [WayToPay.Line], holding record: ContractRecord?, at now: Instant) throws -> ChargeDecision {
        do throws(ChargeError) {
            return try charge(agreed: lines, holding: record?.contract.holdings(at: now, under: self) ?? [], on: zone.date(of: now))
        } catch {
            throw error.thrown
        }
    }
}

extension ChargeError {
    /// As verbs throw it.
    var thrown: any Error {
        switch self {
        case .invalid(let problem): DeskError.invalid([problem])
        case .refused(let refusal, _): refusal
        }
    }
}

extension Contract {
    /// What can be spent now. Units that a policy does not know cannot pay for its services.
    package func holdings(at now: Instant, under policy: Policy) -> [Holding] {
        guard isInForce(at: now) else { return [] }
        return lots.filter { $0.available > 0 && now < $0.expiresAt && policy.tariff.unit($0.unit) != nil }.map {
            Holding($0.unit, $0.available, expires: $0.expiresAt < .never ? policy.zone.date(of: $0.expiresAt - 1) : nil)
        }
    }

    /// Minutes that were worked on a ticket on a day, and those that were charged for them.
    func worked(on ticket: Int64, item: String, day: CalendarDate, in zone: Zone) -> (worked: Int, charged: Int) {
        charges.filter { $0.ticket == ticket && $0.state != .released && zone.date(of: $0.at) == day }.flatMap(\.lines)
            .filter { $0.item == item && $0.worked != nil }
            .reduce((0, 0)) { ($0.0 + ($1.worked ?? 0), $0.1 + ($1.minutes ?? 0)) }
    }
}

extension ContractRecord {
    /// Settles a charge.
    ///
    /// - Throws: `.conflict` where it is settled already; `.forbidden` where it is to be spent, is disputed, or was spent, and he may
    ///   not rule.
    func settle(_ charge: Charge, as state: Charge.State, by principal: Principal, contents: [Content] = []) throws {
        let mayRule = principal.role == .quality || principal.role == .operations || principal.role == .admin
        switch (charge.state, state) {
        case (.reserved, .released), (.reserved, .frozen): break
        // Spent it is by the client's acceptance, or by whoever rules.
        case (.reserved, .captured), (.frozen, .captured), (.frozen, .released), (.captured, .released):
            guard mayRule else { throw DeskError.forbidden }
        default:
            throw DeskError.conflict("El cargo \(charge.number) ya está saldado.", "Charge \(charge.number) is settled already.")
        }
        // After the end of the contract, or of the lot, what comes back can no longer be spent.
        let resumes = state == .released && isResumed(giving: charge)
        let isOver = { (lot: Lot) in self.contract.state == .ended && !resumes || lot.expiresAt <= self.now }
        let lapsed = state != .released ? [] : charge.draws.filter { draw in contract.lots.contains { $0.number == draw.lot && isOver($0) } }
        append(
            .charged, by: principal, cites: charge.clauses.first, [.charge(charge.number, is: state)] + lapsed.map { .lapsed(lot: $0.lot, amount: $0.amount) },
            facts: told(charge, is: state), contents: contents)
        if resumes {
            let regained = contract.lots.filter { $0.lapsed > 0 && $0.expiresAt > now }.map { Movement.lapsed(lot: $0.number, amount: -$0.lapsed) }
            append(.contractResumed, by: principal, cites: plan?.clause.id, [.resumed] + regained)
        }
    }

    /// A contract that ended because all was spent goes on when some of it comes back, and has again what that end let expire.
    private func isResumed(giving charge: Charge) -> Bool {
        contract.state == .ended && contract.terms.endedBecause == "used_up" && now < contract.endsAt
            && charge.draws.contains { draw in contract.lots.contains { $0.number == draw.lot && $0.expiresAt > now } }
    }

    /// What a reader is told of a charge.
    fileprivate func told(_ charge: Charge, is state: Charge.State) -> [String: String] {
        var facts = ["state": state.rawValue, "services": charge.lines.map(\.label).joined(separator: ", ")]
        if !charge.units.isEmpty { facts["units"] = policy.tariff.said(charge.units, in: policy.language) }
        facts["ticket"] = charge.folio
        return facts
    }
}

extension TicketRecord {
    /// Tells on the ticket what happened to its charge.
    func note(
        _ charge: Charge, is state: Charge.State, of contract: ContractRecord, by principal: Principal, contents: [Content] = [], minutes: Int? = nil,
        effects: [Effect] = [], facts more: [String: String] = [:]
    ) {
        var facts = contract.told(charge, is: state).merging(more) { $1 }
        facts["ticket"] = nil
        (facts["contract"], facts["charge"], facts["minutes"]) = (contract.contract.number, "\(charge.number)", minutes.map(String.init))
        append(.charged, by: principal, cites: charge.clauses.first.flatMap(policy.clause), effects: effects, facts: facts, contents: contents)
    }
}
