import BusinessTime
import Storage
import SupportPolicy

/// Another contract of a customer that serves him better than what would be charged.
private struct BetterContract {
    let number: String
    /// What it would be charged instead.
    let charges: [UnitAmount]
    let clause: Clause
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
        return try better(order, than: mine, paidBy: own, on: record).map { better in
            let (es, en) = (record.policy.tariff.said(better.charges, in: .es), record.policy.tariff.said(better.charges, in: .en))
            return Refusal(better.clause, Said(
                es: "Con su contrato \(better.number) el cliente gasta menos (\(es)): atienda la solicitud con él.",
                en: "Under his contract \(better.number) the client spends less (\(en)): serve the request under it."))
        }
    }

    /// The same of what a quote agreed on, told to the client who accepts it: meanwhile also the contract that would pay it may have
    /// something that costs him less.
    ///
    /// - Parameter agreed: what would be charged; `nil` where its contract cannot pay that.
    func betterContract(for quote: Quote, insteadOf agreed: [UnitAmount]?, on record: TicketRecord) throws -> Refusal? {
        guard let order = quote.offer.order, let own = try contractRecord(of: record.ticket) else { return nil }
        return try better(ServiceOrder(order), than: agreed, paidBy: own, on: record).map { better in
            let (es, en) = (record.policy.tariff.said(better.charges, in: .es), record.policy.tariff.said(better.charges, in: .en))
            return Refusal(better.clause, Said(
                es: "Con su contrato \(better.number) gasta menos (\(es)): pida otra cotización, que no cuesta.",
                en: "Under your contract \(better.number) you spend less (\(en)): ask for another quote, which costs nothing."))
        }
    }

    /// - Parameter mine: what would be charged; `nil` where the ticket's own contract cannot pay.
    private func better(_ order: ServiceOrder, than mine: [UnitAmount]?, paidBy own: ContractRecord, on record: TicketRecord) throws -> BetterContract? {
        let policy = record.policy, ticket = record.ticket
        guard !order.services.isEmpty, let preference = policy.tariff.rules?.preference, ticket.state != .closed else { return nil }
        func saved(_ charges: [UnitAmount]) -> Int { charges.first { $0.unit == preference.fewest }?.amount ?? 0 }
        let stays = mine != nil && own.contract.charges.contains { $0.ticket == ticket.id && $0.state.isHeld }
        let rivals: [Int64] = stays ? [] : try sql.values("""
            SELECT id FROM contract
            WHERE company_id = \(ticket.company) AND customer_id = \(own.contract.customer) AND id <> \(own.contract.id)
              AND state = 'active' AND starts_at <= \(now) AND ends_at > \(now)
            ORDER BY ends_at, id LIMIT 10
            """)
        let payer: [ContractRecord] = mine == nil ? [] : [own]
        let others = try rivals.map { try self.record(try contract(id: $0, charging: ticket).contract) }
        let able = (payer + others).filter { $0.serves(ticket) && $0.contract.covers(order.product) }
        let found = able.compactMap { other in
            other.charges(for: order, under: policy, at: now).map { BetterContract(number: other.contract.number, charges: $0, clause: preference.clause) }
        }
        guard let best = found.min(by: { saved($0.charges) < saved($1.charges) }), mine.map({ saved(best.charges) < saved($0) }) ?? true else { return nil }
        return best
    }
}

extension ContractRecord {
    /// What an order would be charged; `nil` where it cannot be paid.
    fileprivate func charges(for order: ServiceOrder, under policy: Policy, at now: Instant) -> [UnitAmount]? {
        try? policy.charge(order, holding: self, at: now).best.charges
    }
}
