import BusinessTime

extension Policy {
    /// What an attendance is charged: of every way that the policy lets it be paid, the best for the client (GE-81).
    ///
    /// The best has the fewest of the unit that the policy prefers to save; at a tie it spends what expires first.
    /// A unit that has run out is exchanged at the list price (GE-68), and only then. Asking costs nothing (GE-64).
    ///
    /// - Parameter holdings: what the client has left. Of one unit, what expires first is spent first.
    /// - Throws: `.refused` with its clause where it cannot be paid, or has no list price; `.invalid` for a question that
    ///   cannot be asked.
    public func charge(for attendance: Attendance, holding holdings: [Holding]) throws(ChargeError) -> ChargeDecision {
        let pricings = try tariff.pricings(of: attendance)
        let purse = try Purse(holdings, of: tariff, on: attendance.day)
        var ways: [WayToPay] = [], seen: Set<[UnitAmount]> = []
        for lines in pricings.ways {
            let way = try purse.pay(lines)
            // What comes to the same charge is the same way for whoever pays.
            if seen.insert(way.charges).inserted { ways.append(way) }
        }
        ways.sort { $0.isBetter(than: $1, under: tariff) }
        guard let best = ways.first, best.missing.isEmpty else { throw refusal(of: ways, expired: purse.expired) }
        let alternatives = ways.dropFirst().map { way in
            var way = way
            way.loses = way.loses(to: best, under: tariff)
            return way
        }
        return ChargeDecision(
            best: best, alternatives: alternatives, apart: pricings.apart, unpriced: pricings.unpriced,
            clauses: clauses(of: best, over: alternatives, pricings.apart))
    }

    /// What an accepted quote is charged: what was agreed, to the last unit, or nothing (GE-61, GE-77). Nothing is exchanged: who
    /// accepted events did not accept credits.
    ///
    /// - Parameter lines: in units; what is paid in money is no contract's.
    /// - Throws: `.refused` with its clause where it cannot be paid.
    public func charge(agreed lines: [WayToPay.Line], holding holdings: [Holding], on day: CalendarDate) throws(ChargeError) -> ChargeDecision {
        let purse = try Purse(holdings, of: tariff, on: day)
        let way = try purse.pay(lines, exchanging: false)
        guard way.missing.isEmpty else { throw refusal(of: [way], expired: purse.expired) }
        return ChargeDecision(best: way, alternatives: [], apart: [], unpriced: [], clauses: clauses(of: way, over: [], []))
    }

    /// Why none of the ways can be paid, told of the one that would be best.
    private func refusal(of ways: [WayToPay], expired: [UnitAmount]) -> ChargeError {
        guard let rules = tariff.rules, let nearest = ways.first else {
            return .invalid(FieldProblem("service", Said(es: "Esta política no cobra nada.", en: "This policy charges nothing.")))
        }
        let told = ways.map { way in
            var way = way
            way.loses = tariff.shortfall(way.missing)
            return way
        }
        let shortage = tariff.shortfall(nearest.missing)
        let lapsed = expired.isEmpty ? Said(es: "", en: "") : Said(
            es: " Ya venció: \(tariff.said(expired, in: .es)).", en: " Expired: \(tariff.said(expired, in: .en)).")
        let reason = Said(
            es: "Cuesta \(tariff.said(nearest.charges, in: .es)). \(shortage.es)\(lapsed.es)",
            en: "It costs \(tariff.said(nearest.charges, in: .en)). \(shortage.en)\(lapsed.en)")
        if let unit = nearest.missing.first.flatMap({ tariff.unit($0.unit) }), let wayIn = unit.wayIn {
            return .refused(Refusal(unit.clause, reason, wayIn: wayIn), told)
        }
        return .refused(Refusal(rules.shortage.clause, reason, wayIn: rules.shortage.wayIn), told)
    }

    private func clauses(of way: WayToPay, over others: [WayToPay], _ apart: [TariffItem]) -> [Clause] {
        let rules = tariff.rules
        var cited = way.lines.map(\.clause) + way.exchanges.map(\.clause)
        if !way.exchanges.isEmpty { cited += [rules?.exchange].compactMap { $0 } }
        let moments = way.lines.filter { !$0.price.isEmpty }.map(\.charged)
        if moments.contains(.onAcceptance) { cited += [rules?.classifiesFirst?.clause].compactMap { $0 } }
        cited += moments.compactMap { rules?.moments[$0] }
        if !others.isEmpty { cited += [rules?.preference?.clause].compactMap { $0 } }
        cited += apart.map(\.clause)
        return cited.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }
}

/// What a client can pay with.
private struct Purse {
    let tariff: Tariff
    /// By unit, what expires first coming first; what never expires last.
    let holdings: [String: [Holding]]
    /// What the client would still have if it had not expired.
    let expired: [UnitAmount]

    static let most = 1_000_000_000_000

    init(_ holdings: [Holding], of tariff: Tariff, on day: CalendarDate?) throws(ChargeError) {
        guard holdings.count <= 1_000 else {
            throw .invalid(FieldProblem("holds", Said(es: "Son demasiados saldos.", en: "Too many balances.")))
        }
        for holding in holdings {
            guard tariff.unit(holding.unit) != nil else {
                let units = tariff.units.map(\.id).joined(separator: ", ")
                throw .invalid(FieldProblem("holds", tariff.units.isEmpty
                    ? Said(es: "Esta política no tiene unidades.", en: "This policy has no units.")
                    : Said(es: "No hay una unidad '\(holding.unit)'; son: \(units).", en: "There is no unit '\(holding.unit)'; they are: \(units).")))
            }
            guard (0...Self.most).contains(holding.amount) else {
                throw .invalid(FieldProblem("holds", Said(
                    es: "Un saldo es de 0 a \(Self.most), no \(holding.amount).", en: "A balance is 0 to \(Self.most), not \(holding.amount).")))
            }
        }
        self.tariff = tariff
        let isExpired = { (holding: Holding) in
            guard let day, let expires = holding.expires else { return false }
            return expires < day
        }
        self.holdings = Dictionary(grouping: holdings.filter { $0.amount > 0 && !isExpired($0) }, by: \.unit)
            .mapValues { $0.sorted { $0.expires.isBefore($1.expires) } }
        expired = tariff.units.compactMap { unit in
            let amount = holdings.filter { $0.unit == unit.id && isExpired($0) }.reduce(0) { $0 + $1.amount }
            return amount > 0 ? UnitAmount(unit.id, amount) : nil
        }
    }

    private func held(_ unit: String) -> Int { (holdings[unit] ?? []).reduce(0) { $0 + $1.amount } }

    /// Pays lines with what is there, and with exchange what has run out.
    func pay(_ lines: [WayToPay.Line], exchanging: Bool = true) throws(ChargeError) -> WayToPay {
        var needed = lines.totals
        guard needed.values.allSatisfy({ $0 <= Self.most }) else {
            throw .invalid(FieldProblem("quantity", Said(es: "Es demasiado para calcularlo.", en: "It is too much to be reckoned.")))
        }
        var exchanges: [WayToPay.Exchange] = []
        for unit in tariff.units.map(\.id) where exchanging {
            let short = (needed[unit] ?? 0) - held(unit)
            guard short > 0, let (rate, item) = tariff.exchange(of: unit) else { continue }
            needed[unit, default: 0] -= short
            needed[rate.unit, default: 0] += rate.amount * short
            exchanges.append(WayToPay.Exchange(
                of: UnitAmount(unit, short), paid: UnitAmount(rate.unit, rate.amount * short), clause: item.clause))
        }
        let charges = tariff.units.compactMap { unit in needed[unit.id].flatMap { $0 > 0 ? UnitAmount(unit.id, $0) : nil } }
        let missing = charges.compactMap { charge in
            charge.amount > held(charge.unit) ? UnitAmount(charge.unit, charge.amount - held(charge.unit)) : nil
        }
        return WayToPay(lines: lines, exchanges: exchanges, charges: charges, draws: charges.flatMap(draws), missing: missing)
    }

    private func draws(_ charge: UnitAmount) -> [WayToPay.Draw] {
        var left = charge.amount, draws: [WayToPay.Draw] = []
        for holding in holdings[charge.unit] ?? [] where left > 0 {
            let taken = min(left, holding.amount)
            left -= taken
            let before = draws.last.flatMap { $0.expires == holding.expires ? draws.removeLast().amount : nil } ?? 0
            draws.append(WayToPay.Draw(unit: charge.unit, amount: before + taken, expires: holding.expires))
        }
        return draws
    }
}

extension WayToPay {
    private func amount(of unit: String) -> Int { charges.first { $0.unit == unit }?.amount ?? 0 }

    /// Whether a client is better served by this way: one that can be paid; then the fewest of what the policy saves; then
    /// what expires first; then the fewest units. The last comparison only makes the order certain.
    fileprivate func isBetter(than other: WayToPay, under tariff: Tariff) -> Bool {
        if missing.isEmpty != other.missing.isEmpty { return missing.isEmpty }
        let saved = tariff.rules?.preference?.fewest ?? ""
        if amount(of: saved) != other.amount(of: saved) { return amount(of: saved) < other.amount(of: saved) }
        if let isSooner = expiresSooner(than: other) { return isSooner }
        let (count, others) = (charges.reduce(0) { $0 + $1.amount }, other.charges.reduce(0) { $0 + $1.amount })
        if count != others { return count < others }
        return tariff.units.map { amount(of: $0.id) }.lexicographicallyPrecedes(tariff.units.map { other.amount(of: $0.id) })
    }

    /// Unit by unit in the order in which they expire: whether this way spends the first one that differs sooner.
    ///
    /// - Returns: `nil` where both spend alike; a way that spends nothing more is sooner done.
    private func expiresSooner(than other: WayToPay) -> Bool? {
        var (mine, theirs) = (Spending(draws), Spending(other.draws))
        while let a = mine.next, let b = theirs.next {
            if a.expires != b.expires { return a.expires.isBefore(b.expires) }
            let both = min(a.amount, b.amount)
            mine.spend(both)
            theirs.spend(both)
        }
        return mine.next == nil ? (theirs.next == nil ? nil : true) : false
    }

    /// Draws of all units, what expires first coming first, spent bit by bit.
    private struct Spending {
        private var draws: [Draw]

        /// Latest first, so that the next is the last.
        init(_ draws: [Draw]) { self.draws = draws.sorted { $1.expires.isBefore($0.expires) } }

        var next: Draw? { draws.last }

        mutating func spend(_ amount: Int) {
            let draw = draws.removeLast()
            if draw.amount > amount { draws.append(Draw(unit: draw.unit, amount: draw.amount - amount, expires: draw.expires)) }
        }
    }

    fileprivate func loses(to best: WayToPay, under tariff: Tariff) -> Said {
        guard missing.isEmpty else { return tariff.shortfall(missing) }
        let saved = tariff.rules?.preference?.fewest ?? ""
        let more = amount(of: saved) - best.amount(of: saved)
        if more > 0 {
            let said = (es: tariff.said([UnitAmount(saved, more)], in: .es), en: tariff.said([UnitAmount(saved, more)], in: .en))
            return Said(es: "Cuesta \(said.es) más.", en: "It costs \(said.en) more.")
        }
        return expiresSooner(than: best) == false
            ? Said(es: "Gasta lo que vence después.", en: "It spends what expires later.")
            : Said(es: "Gasta más unidades.", en: "It spends more units.")
    }
}

extension Tariff {
    fileprivate func shortfall(_ missing: [UnitAmount]) -> Said {
        Said(es: "Falta: \(said(missing, in: .es)).", en: "Missing: \(said(missing, in: .en)).")
    }
}

extension CalendarDate? {
    /// Whether this expires sooner; what never expires comes last.
    fileprivate func isBefore(_ other: CalendarDate?) -> Bool {
        switch (self, other) {
        case (let mine?, let theirs?): mine < theirs
        case (.some, nil): true
        case (nil, _): false
        }
    }
}
