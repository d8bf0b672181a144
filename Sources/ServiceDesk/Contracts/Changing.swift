import BusinessTime
import Storage
import SupportPolicy

/// What is done to a contract besides spending it.
extension Desk {
    /// Adds what the client bought in addition: service cards (GE-62).
    ///
    /// - Parameters:
    ///   - lastDay: the last day on which it can be spent; `nil`: the contract's.
    ///   - price: what was paid, in centavos.
    ///   - payment: how; `nil`: it will be.
    /// - Throws: `.refused` once the contract has ended (GE-61, GE-62).
    @discardableResult
    package func topUp(
        _ number: String, _ amounts: [UnitAmount], lastDay: CalendarDate? = nil, price: Int? = nil, payment: PaymentForm? = nil, as principal: Principal
    ) async throws -> ContractRow {
        try principal.requireContractManager()
        return try await change(contract: number, as: principal) { record, _ in
            try record.requireActive()
            let tariff = record.policy.tariff
            guard !amounts.isEmpty else { throw DeskError.invalid("amounts", "Diga cuánto se agrega.", "Say how much is added.") }
            guard Lot.isPrice(price ?? 0) else { throw DeskError.invalid("price", Lot.wantedPrice.es, Lot.wantedPrice.en) }
            let expires = lastDay.map { record.policy.zone.startOfDay($0.adding(days: 1)) } ?? record.contract.endsAt
            guard expires > record.now else { throw DeskError.invalid("last_day", "Ese día ya pasó.", "That day is over.") }
            guard expires <= record.contract.endsAt else { throw DeskError.invalid("last_day", "El contrato termina antes de ese día.", "The contract ends before that day.") }
            let lots = try amounts.enumerated().map { index, amount in
                guard let unit = tariff.unit(amount.unit) else {
                    let units = tariff.units.map(\.id).joined(separator: ", ")
                    throw DeskError.invalid("unit", "No hay una unidad '\(amount.unit)'; son: \(units).", "There is no unit '\(amount.unit)'; they are: \(units).")
                }
                guard (1...Lot.most).contains(amount.amount) else {
                    throw DeskError.invalid(amount.unit, "Debe ser de 1 a \(Lot.most).", "It must be 1 to \(Lot.most).")
                }
                return Lot(
                    number: record.contract.lots.count + index + 1, unit: unit.id, origin: .topUp, clause: (tariff.rules?.shortage.clause ?? unit.clause).id,
                    granted: amount.amount, price: index == 0 ? price : nil, payment: payment, boughtAt: record.now, expiresAt: expires)
            }
            record.append(
                .toppedUp, by: principal, cites: lots.first?.clause, lots.map(Movement.granted),
                facts: ["units": tariff.said(amounts, in: record.policy.language)])
        }
    }

    /// Buys the plan again, from where it ends; what is left of the old term still expires with it.
    ///
    /// - Parameters:
    ///   - amounts: of the units of which each contract says how many; of time minutes.
    ///   - price: what was paid, in centavos.
    ///   - payment: how; `nil`: it will be.
    /// - Throws: `.conflict` where the plan has no term; `.refused` once it has ended.
    @discardableResult
    package func renew(_ number: String, amounts: [String: Int] = [:], price: Int? = nil, payment: PaymentForm? = nil, as principal: Principal) async throws -> ContractRow {
        try principal.requireContractManager()
        return try await change(contract: number, as: principal) { record, _ in
            try record.requireActive()
            guard let plan = record.plan, case .months(let months) = plan.term else {
                throw DeskError.conflict("Este contrato no se renueva: escriba otro.", "This contract is not renewed: write another.")
            }
            guard Lot.isPrice(price ?? 0) else { throw DeskError.invalid("price", Lot.wantedPrice.es, Lot.wantedPrice.en) }
            let zone = record.policy.zone
            let until = zone.startOfDay(zone.date(of: record.contract.endsAt).adding(months: months))
            let grants = plan.grants.map { (unit: $0.unit, amount: $0.amount ?? amounts[$0.unit] ?? 0, clause: $0.clause) }.filter { $0.amount != 0 }
            for grant in grants where !(1...Lot.most).contains(grant.amount) {
                throw DeskError.invalid(grant.unit, "Debe ser de 1 a \(Lot.most).", "It must be 1 to \(Lot.most).")
            }
            guard !grants.isEmpty || plan.grants.isEmpty else {
                throw DeskError.invalid("amounts", "Diga cuánto incluye.", "Say how much it includes.")
            }
            let lots = Lot.bought(
                grants, under: plan.clause.id, after: record.contract.lots.count, origin: .renewal, price: price, payment: payment, at: record.now, until: until)
            record.append(
                .renewed, by: principal, cites: plan.clause.id, [.renewed(until: until)] + lots.map(Movement.granted), facts: ["until": until.iso8601])
        }
    }

    /// Takes the written notice that a contract will not be renewed, from its client or as it reached the house; it comes in time so
    /// many months before its end (FP-36). Whoever sells contracts is told of a client's.
    ///
    /// - Parameter note: the notice itself, in the client's words.
    /// - Throws: a refusal with its clause where it comes too late; `.conflict` where it was given already, and for a client's contract
    ///   that ends without it.
    @discardableResult
    package func giveNotice(of number: String, because note: String, as principal: Principal) async throws -> ContractRow {
        let isOfClient = principal.role == .client
        if !isOfClient { try principal.requireContractManager() }
        let note = try Words.text(note, field: "note")
        return try await change(contract: number, as: principal) { record, _ in
            try record.requireActive()
            guard record.contract.terms.noticeAt == nil else { throw DeskError.conflict("Ya se dio aviso.", "Notice was given already.") }
            guard !isOfClient || record.policy.renewsByItself(record.plan) else {
                throw DeskError.conflict("Este contrato no se renueva solo: termina sin aviso.", "This contract is not renewed by itself: it ends without notice.")
            }
            let clause = try record.policy.notice(onContractEnding: record.contract.endsAt, at: record.now)
            record.append(
                .noticeGiven, by: principal, cites: clause?.id, [.noticeGiven], facts: ["side": isOfClient ? "client" : "agent"], contents: [Content(text: note)])
        }
    }

    /// Ends a contract before its time.
    @discardableResult
    package func end(contract number: String, because note: String, as principal: Principal) async throws -> ContractRow {
        try principal.requireContractManager()
        let note = try Words.text(note, field: "note")
        return try await change(contract: number, as: principal) { record, _ in
            try record.requireActive()
            record.append(.contractChanged, by: principal, [], contents: [Content(text: note)])
            record.end(because: "agreement", by: principal)
        }
    }

    /// Adds a product, or changes what is known of one (IN-61, IN-62).
    @discardableResult
    package func cover(_ product: Contract.Product, by number: String, as principal: Principal) async throws -> ContractRow {
        try principal.requireContractManager()
        let name = try Words.line(product.name, field: "product")
        guard product.warrantyUntil.map({ CalendarDate(iso: $0) != nil }) ?? true else {
            throw DeskError.invalid("warranty_until", "Una fecha se escribe como 2027-03-01.", "A date is written like 2027-03-01.")
        }
        return try await change(contract: number, as: principal) { record, _ in
            try record.requireActive()
            var product = product
            product.name = name
            record.append(.contractChanged, by: principal, [.product(product)], facts: ["product": name])
        }
    }

    /// Proposes to correct a balance; nothing changes until somebody else confirms it.
    @discardableResult
    package func proposeAdjustment(
        of number: String, lot: Int, by change: Int, because note: String, as principal: Principal
    ) async throws -> ContractRow {
        try principal.requireStaff()
        let note = try Words.text(note, field: "note")
        return try await self.change(contract: number, as: principal) { record, _ in
            try record.requireActive()
            try record.check(change, of: lot)
            let proposal = Contract.Proposal(number: record.contract.chainLength + 1, lot: lot, change: change, person: principal.person)
            record.append(
                .adjustmentProposed, by: principal, isInternal: true, [.proposed(proposal)], facts: ["lot": "\(lot)", "change": "\(change)"],
                contents: [Content(text: note)])
        }
    }

    /// Confirms a correction, or drops it.
    ///
    /// - Throws: `.conflict` where the same person proposed it.
    @discardableResult
    package func answer(adjustment proposal: Int, of number: String, isConfirmed: Bool, as principal: Principal) async throws -> ContractRow {
        try principal.requireStaff()
        return try await change(contract: number, as: principal) { record, _ in
            guard let proposal = record.contract.terms.proposals.first(where: { $0.number == proposal }) else { throw DeskError.notFound }
            guard isConfirmed else {
                return record.append(
                    .adjustmentDropped, by: principal, isInternal: true, [.settled(proposal: proposal.number)], facts: ["lot": "\(proposal.lot)"])
            }
            try principal.requireContractManager()
            guard proposal.person != principal.person else {
                throw DeskError.conflict("Un ajuste lo confirma otra persona.", "An adjustment is confirmed by somebody else.")
            }
            try record.requireActive()
            try record.check(proposal.change, of: proposal.lot)
            let lot = record.contract.lots.first { $0.number == proposal.lot }
            record.append(
                .adjusted, by: principal, cites: lot?.clause,
                [.settled(proposal: proposal.number), .adjusted(lot: proposal.lot, by: proposal.change)],
                facts: ["unit": lot?.unit ?? "", "change": "\(proposal.change)"])
        }
    }
}

extension ContractRecord {
    /// - Throws: a refusal with its clause: what has ended is bought again, not changed.
    func requireActive() throws {
        guard contract.state == .ended else { return }
        let reason = Said(es: "El contrato \(contract.number) ya terminó.", en: "Contract \(contract.number) has ended.")
        guard let rules = policy.tariff.rules else { throw DeskError.conflict(reason) }
        // Who sells is told what can be done with it, a client how he goes on.
        let wayIn = Said(es: "Escriba un contrato nuevo para este cliente.", en: "Write a new contract for this customer.")(in: policy.language)
        throw Refusal(rules.shortage.clause, reason, wayIn: wayIn)
    }

    /// A correction must leave as much as was spent.
    fileprivate func check(_ change: Int, of lot: Int) throws {
        guard let lot = contract.lots.first(where: { $0.number == lot && !$0.isTerm }) else {
            throw DeskError.invalid("lot", "No hay un saldo con ese número.", "There is no balance of that number.")
        }
        guard change != 0, (-lot.available...Lot.most).contains(change) else {
            throw DeskError.invalid("change", "Un ajuste no quita más de lo que queda (\(lot.available)).", "An adjustment takes no more than is left (\(lot.available)).")
        }
    }
}
