import Storage
import SupportPolicy

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
        let policy = record.policy, ticket = record.ticket
        guard !order.services.isEmpty, let preference = policy.tariff.rules?.preference, ticket.state != .closed, let own = try contractRecord(of: ticket)
        else { return nil }
        func charges(_ contract: ContractRecord) -> [UnitAmount]? { try? policy.charge(order, holding: contract, at: now).best.charges }
        func saved(_ charges: [UnitAmount]) -> Int { charges.first { $0.unit == preference.fewest }?.amount ?? 0 }
        let mine = charges(own)
        if mine != nil, own.contract.charges.contains(where: { $0.ticket == ticket.id && $0.state.isHeld }) { return nil }
        let others: [Int64] = try sql.values("""
            SELECT id FROM contract
            WHERE company_id = \(ticket.company) AND customer_id = \(own.contract.customer) AND id <> \(own.contract.id)
              AND state = 'active' AND starts_at <= \(now) AND ends_at > \(now)
            ORDER BY ends_at, id LIMIT 10
            """)
        let able = try others.map { try self.record(try contract(id: $0, charging: ticket).contract) }.filter { $0.serves(ticket) && $0.contract.covers(order.product) }
        let found = able.compactMap { other in charges(other).map { (number: other.contract.number, charges: $0) } }
        guard let best = found.min(by: { saved($0.charges) < saved($1.charges) }), mine.map({ saved(best.charges) < saved($0) }) ?? true else { return nil }
        let said = Said(es: policy.tariff.said(best.charges, in: .es), en: policy.tariff.said(best.charges, in: .en))
        return Refusal(preference.clause, Said(
            es: "Con su contrato \(best.number) el cliente gasta menos (\(said.es)): atienda la solicitud con él.",
            en: "Under his contract \(best.number) the client spends less (\(said.en)): serve the request under it."))
    }
}
