import BusinessTime
import SupportPolicy

/// From a decision of the policy to charges of one contract, lot by lot.
extension ContractRecord {
    /// Turns a decision into charges of this contract: what is only taken on acceptance apart from what is taken now, and what
    /// is taken only if solved apart from the rest. The lots are those that the decision names: what expires first is spent first.
    ///
    /// - Throws: `.broken` where the lots cannot give what was decided.
    func book(
        _ decision: ChargeDecision?, worked: (item: TariffItem, minutes: Int)?, for ticket: Ticket, under policy: Policy
    ) throws -> [Charge] {
        guard let way = decision?.best else {
            // What was worked lies within what was charged already: it is written down and costs nothing more.
            let line = worked.map { Charge.Line(item: $0.item.id, label: $0.item.label, count: 1, minutes: 0, worked: $0.minutes, price: [], clause: $0.item.clause.id) }
            return line.map { [charge(number: 1, [$0], paid: [], [], for: ticket, isReserved: false, isOnlyIfSolved: false, clauses: [$0.clause])] } ?? []
        }
        var purse = LotPurse(contract.lots, at: now)
        let parts = Dictionary(grouping: way.lines) { line in
            Part(isReserved: line.charged == .onAcceptance, isOnlyIfSolved: policy.tariff.item(line.item)?.onlyIfSolved == true && line.charged == .onAcceptance)
        }
        var charges: [Charge] = []
        // What is taken now comes first: units that have run out are exchanged for what is taken later.
        for (part, lines) in parts.sorted(by: { $0.key < $1.key }) {
            let (draws, exchanges) = try purse.pay(lines.flatMap(\.price), way.exchanges, in: policy.tariff.units.map(\.id))
            let written = lines.map { line in
                Charge.Line(
                    item: line.item, label: line.label, count: line.count, minutes: line.minutes,
                    worked: line.item == worked?.item.id ? worked?.minutes : nil, price: line.price, clause: line.clause.id)
            }
            let cited = lines.map(\.clause.id) + exchanges.map(\.clause) + (decision?.clauses.map(\.id) ?? [])
            charges.append(charge(
                number: charges.count + 1, written, paid: draws, exchanges, for: ticket, isReserved: part.isReserved, isOnlyIfSolved: part.isOnlyIfSolved,
                clauses: cited.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }))
        }
        guard charges.flatMap(\.units).summed.sorted(by: { $0.unit < $1.unit }) == way.charges.sorted(by: { $0.unit < $1.unit }) else {
            throw DeskError.broken("contract \(contract.number) is charged otherwise than was decided")
        }
        return charges
    }

    private struct Part: Hashable, Comparable {
        let isReserved: Bool
        let isOnlyIfSolved: Bool

        static func < (a: Part, b: Part) -> Bool {
            (a.isReserved ? 1 : 0, a.isOnlyIfSolved ? 1 : 0) < (b.isReserved ? 1 : 0, b.isOnlyIfSolved ? 1 : 0)
        }
    }

    private func charge(
        number: Int, _ lines: [Charge.Line], paid draws: [Charge.Draw], _ exchanges: [Charge.Exchange], for ticket: Ticket, isReserved: Bool,
        isOnlyIfSolved: Bool, clauses: [String]
    ) -> Charge {
        Charge(
            number: contract.lastCharge + number, ticket: ticket.id, folio: ticket.folio, at: now, lines: lines, exchanges: exchanges, draws: draws,
            isOnlyIfSolved: isOnlyIfSolved, clauses: clauses, state: isReserved ? .reserved : .captured, settledAt: isReserved ? .never : now)
    }
}

/// The lots of a contract while a decision is booked on them.
private struct LotPurse {
    private var left: [Lot]

    init(_ lots: [Lot], at now: Instant) {
        left = lots.filter { $0.available > 0 && now < $0.expiresAt }.sorted { ($0.expiresAt, $0.number) < ($1.expiresAt, $1.number) }
    }

    /// Pays prices, in the order of the units; what is short is exchanged as the decision says.
    mutating func pay(
        _ prices: [UnitAmount], _ rates: [WayToPay.Exchange], in units: [String]
    ) throws -> ([Charge.Draw], [Charge.Exchange]) {
        var needed = prices.summed
        var exchanges: [Charge.Exchange] = []
        for rate in rates {
            guard let index = needed.firstIndex(where: { $0.unit == rate.of.unit }) else { continue }
            let short = max(0, needed[index].amount - held(rate.of.unit))
            guard short > 0 else { continue }
            let paid = UnitAmount(rate.paid.unit, rate.paid.amount / rate.of.amount * short)
            needed[index] = UnitAmount(rate.of.unit, needed[index].amount - short)
            needed = (needed + [paid]).summed
            exchanges.append(Charge.Exchange(of: UnitAmount(rate.of.unit, short), paid: paid, clause: rate.clause.id))
        }
        var draws: [Charge.Draw] = []
        for unit in units {
            if let amount = needed.first(where: { $0.unit == unit })?.amount { draws += try draw(amount, of: unit) }
        }
        return (draws, exchanges)
    }

    private func held(_ unit: String) -> Int {
        left.filter { $0.unit == unit }.reduce(0) { $0 + $1.available }
    }

    private mutating func draw(_ amount: Int, of unit: String) throws -> [Charge.Draw] {
        var missing = amount, draws: [Charge.Draw] = []
        for index in left.indices where left[index].unit == unit && missing > 0 {
            let taken = min(missing, left[index].available)
            guard taken > 0 else { continue }
            left[index].reserved += taken
            missing -= taken
            draws.append(Charge.Draw(lot: left[index].number, unit: unit, amount: taken))
        }
        guard missing == 0 else { throw DeskError.broken("more of \(unit) was decided than there is") }
        return draws
    }
}
