import BusinessTime
import Storage
import SupportPolicy

/// A contract of a customer that serves him better than what would be charged.
private struct BetterContract {
    let number: String
    /// What it would be charged instead.
    let charges: [UnitAmount]
    /// Whether that is less; else it is what it can pay, and the other cannot.
    let isLess: Bool
    let clause: Clause

    /// - Parameters:
    ///   - whose: whose contract, as its reader is spoken to.
    ///   - way: how he goes on.
    func refusal(_ whose: Said, _ tariff: Tariff, _ way: Said) -> Refusal {
        func say(_ language: Language) -> String { tariff.said(charges, in: language) }
        let es = isLess ? "se gasta menos" : "alcanza", en = isLess ? "less is spent" : "there is enough"
        return Refusal(clause, Said(
            es: "Con \(whose.es) contrato \(number) \(es) (\(say(.es))): \(way.es)", en: "Under \(whose.en) contract \(number) \(en) (\(say(.en))): \(way.en)"))
    }
}

extension DeskTransaction {
    /// Why an order cannot be charged as things stand: what its client was told (GE-63), or another contract of his that serves him
    /// better (GE-81).
    ///
    /// - Parameter due: what of it is still to be charged, where some of it was; `nil`: all of it.
    /// - Throws: `.invalid` for more than what a client wanted of a need.
    func objection(to order: ServiceOrder, due: ServiceOrder? = nil, for work: Int?, on record: TicketRecord) throws -> Refusal? {
        try record.objection(to: order, for: work) ?? betterContract(for: due ?? order, on: record)
    }

    /// A customer may have several contracts in force. Under which of them his request is served is the house's to choose, and
    /// never costs him more of what the policy saves. What his contract holds already for the request, and can go on paying, stays there.
    func betterContract(for order: ServiceOrder, on record: TicketRecord) throws -> Refusal? {
        guard let own = try contractRecord(of: record.ticket) else { return nil }
        let mine = own.serves(record.ticket) ? own.charges(for: order, under: record.policy, at: now) : nil
        return try better(order, than: mine, isPayable: mine != nil, insteadOf: own, on: record)?.refusal(
            Said(es: "el", en: "the client's"), record.policy.tariff, Said(es: "atienda la solicitud con él.", en: "serve the request under it."))
    }

    /// The same of what a quote agreed on, told to the client who accepts it: meanwhile also the contract that would pay it may have
    /// something that costs him less.
    ///
    /// - Parameters:
    ///   - agreed: what it agreed on.
    ///   - isPayable: whether its contract can pay that.
    func betterContract(for quote: Quote, than agreed: [UnitAmount], isPayable: Bool, on record: TicketRecord) throws -> Refusal? {
        guard let order = quote.offer.order, let own = try contractRecord(of: record.ticket) else { return nil }
        return try better(ServiceOrder(order), than: agreed, isPayable: isPayable, insteadOf: own, orBy: [own], on: record)?.refusal(
            Said(es: "su", en: "your"), record.policy.tariff, Said(es: "pida otra cotización, que no cuesta.", en: "ask for another quote, which costs nothing."))
    }

    /// - Parameters:
    ///   - mine: what would be charged; `nil`: nothing can be.
    ///   - isPayable: whether the ticket's own contract can pay that; where it cannot, another that takes as much is better.
    ///   - more: contracts to ask beside the customer's others.
    private func better(
        _ order: ServiceOrder, than mine: [UnitAmount]?, isPayable: Bool, insteadOf own: ContractRecord, orBy more: [ContractRecord] = [], on record: TicketRecord
    ) throws -> BetterContract? {
        let policy = record.policy, ticket = record.ticket
        guard !order.services.isEmpty, let preference = policy.tariff.rules?.preference, ticket.state != .closed else { return nil }
        func saved(_ charges: [UnitAmount]) -> Int { charges.first { $0.unit == preference.fewest }?.amount ?? 0 }
        let stays = isPayable && own.contract.charges.contains { $0.ticket == ticket.id && $0.state.isHeld }
        let rivals: [Int64] = stays ? [] : try sql.values("""
            SELECT id FROM contract
            WHERE company_id = \(ticket.company) AND customer_id = \(own.contract.customer) AND id <> \(own.contract.id)
              AND state = 'active' AND starts_at <= \(now) AND ends_at > \(now)
            ORDER BY ends_at, id LIMIT 10
            """)
        let others = try rivals.map { try self.record(try contract(id: $0, charging: ticket).contract) }
        let able = (more + others).filter { $0.serves(ticket) && $0.contract.covers(order.product) }
        let found = able.compactMap { other in other.charges(for: order, under: policy, at: now).map { (contract: other.contract, charges: $0) } }
        guard let best = found.min(by: { saved($0.charges) < saved($1.charges) }) else { return nil }
        let less = mine.map { saved($0) - saved(best.charges) } ?? 0
        // As much as was agreed on, only another can give it.
        guard less > 0 || less == 0 && !isPayable && best.contract.id != own.contract.id else { return nil }
        return BetterContract(number: best.contract.number, charges: best.charges, isLess: less > 0, clause: preference.clause)
    }
}

extension ContractRecord {
    /// What an order would be charged; `nil` where it cannot be paid.
    fileprivate func charges(for order: ServiceOrder, under policy: Policy, at now: Instant) -> [UnitAmount]? {
        try? policy.charge(order, holding: self, at: now).best.charges
    }
}
