import BusinessTime
import SupportPolicy

/// Of one unit what was bought under a contract and has not expired, and what became of it. Where all of it has, all that was.
package struct Balance: Sendable, Hashable {
    package let unit: String
    package let granted: Int
    package let spent: Int
    package let reserved: Int
    package let lapsed: Int

    package var available: Int { granted - spent - reserved - lapsed }
    /// What of all that was bought can still be spent, in hundredths.
    package var percentLeft: Int { granted > 0 ? available * 100 / granted : 0 }
    /// Whether four fifths are gone, of which clients are told.
    package var isNearlyGone: Bool { granted > 0 && available * 5 <= granted }
}

/// What stands out about how a contract is spent, for whoever sells.
package enum ContractUse: String, Sendable {
    /// Of some unit four fifths are gone.
    case nearlyGone = "nearly_gone"
    /// Half of its time has passed, and of no unit a fifth is gone.
    case hardlyUsed = "hardly_used"
}

extension Contract {
    /// `nil` where nothing stands out, and of one that ended, or that only use ends.
    package func use(at now: Instant) -> ContractUse? {
        let balances = balances(at: now)
        guard state == .active, endsAt < .never, let least = balances.map(\.percentLeft).min() else { return nil }
        if balances.contains(where: \.isNearlyGone) { return .nearlyGone }
        return (now - startsAt) * 100 / max(1, endsAt - startsAt) >= 50 && least >= 80 ? .hardlyUsed : nil
    }

    /// In the order in which the units were first bought.
    package func balances(at now: Instant) -> [Balance] {
        unitsInUse.map { unit in
            let bought = lots.filter { $0.unit == unit }, running = bought.filter { $0.expiresAt > now }
            // What was spent in a term that is over says nothing of the one that runs.
            let lots = running.isEmpty ? bought : running
            func sum(_ part: KeyPath<Lot, Int>) -> Int { lots.reduce(0) { $0 + $1[keyPath: part] } }
            return Balance(unit: unit, granted: sum(\.granted), spent: sum(\.spent), reserved: sum(\.reserved), lapsed: sum(\.lapsed))
        }
    }

    /// Seconds of the past from which consumption is forecast.
    private static let memory: Int64 = 90 * 86_400

    /// When a unit runs out if it is spent as in the last ninety days, or since the contract began.
    ///
    /// - Returns: `nil` where nothing was spent, or it lasts longer than the contract.
    package func runsOut(_ unit: String, at now: Instant) -> Instant? {
        guard let balance = balances(at: now).first(where: { $0.unit == unit }), state == .active, balance.available > 0 else { return nil }
        let since = max(startsAt, now - Self.memory)
        let spent = charges.filter { $0.at > since && $0.state != .released }.flatMap(\.units).reduce(0) { $0 + ($1.unit == unit ? $1.amount : 0) }
        guard spent > 0, now - since >= 86_400 else { return nil }
        let end = now + (now - since) * Int64(balance.available) / Int64(spent)
        return end < endsAt ? end : nil
    }

    /// What was left of a unit after each movement, oldest first.
    package func history(of unit: String, _ entries: [Entry]) -> [(at: Instant, left: Int)] {
        var contract = Contract(id: id, company: company, at: startsAt)
        var history: [(Instant, Int)] = []
        for entry in entries where !entry.body.movements.isEmpty {
            contract.apply(entry)
            let left = contract.lots.reduce(0) { $0 + ($1.unit == unit ? $1.available : 0) }
            if history.last?.1 != left { history.append((entry.at, left)) }
        }
        return history.map { (at: $0.0, left: $0.1) }
    }
}
