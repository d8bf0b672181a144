import BusinessTime
import Storage
import SupportPolicy

/// What happens to a contract by itself: its end is announced, lots expire, it is renewed or it ends; each at its own instant.
extension ContractRecord {
    /// Lets everything happen that fell due by now, in order.
    func settle() {
        while let event = contract.nextEvent, event.at <= now { happen(event) }
        endIfUsedUp()
        announceLittle()
    }

    private func happen(_ event: Contract.Event) {
        let desk = Principal.desk(of: contract.company)
        switch event {
        case .announcement(let at):
            append(.contractEnding, by: desk, cites: termClause, at: at, [.endAnnounced], facts: ["ends": contract.endsAt.iso8601])
        case .lapse(let lot):
            append(.lapsed, by: desk, cites: lot.clause, at: lot.expiresAt, [.lapsed(lot: lot.number, amount: lot.available)], facts: ["unit": lot.unit])
        case .end(let at):
            if let until = renewal(after: at) {
                // Another term like the one that ends, at its price.
                let price = contract.lots.last(where: \.isTerm)?.price
                let term = Lot.bought([], under: termClause, after: contract.lots.count, origin: .renewal, price: price, payment: nil, at: at, until: until)
                append(.renewed, by: desk, cites: termClause, at: at, [.renewed(until: until)] + term.map(Movement.granted), facts: ["until": until.iso8601])
            } else {
                end(because: contract.terms.noticeAt == nil ? "term" : "notice", at: at)
            }
        }
    }

    /// Ends it: what is left can no longer be spent; what is reserved for a request that was opened in time still is.
    func end(because reason: String, at instant: Instant? = nil, by principal: Principal? = nil) {
        let left = contract.lots.filter { $0.available > 0 }.map { Movement.lapsed(lot: $0.number, amount: $0.available) }
        append(
            .contractEnded, by: principal ?? .desk(of: contract.company), cites: termClause, at: instant, left + [.ended(because: reason)],
            facts: ["because": reason])
    }

    /// "One year or five hours, whichever comes first" (IN-14); "Vigencia: 1 evento" (IN-25).
    private func endIfUsedUp() {
        guard contract.state == .active, let plan, plan.ends == .firstOfBoth || plan.term == .singleEvent else { return }
        // What the plan itself says; its allowances only bound how some of it is spent.
        let own = Set(plan.grants.filter { $0.clause == plan.clause }.map(\.unit))
        let lots = contract.lots.filter { own.contains($0.unit) }
        guard !lots.isEmpty, lots.allSatisfy({ $0.available == 0 && $0.reserved == 0 }) else { return }
        end(because: "used_up")
    }

    /// Tells once that four fifths of a unit are gone.
    private func announceLittle() {
        guard contract.state == .active else { return }
        for balance in contract.balances(at: now) where balance.isNearlyGone && !contract.terms.announcedUnits.contains(balance.unit) {
            append(
                .littleLeft, by: .desk(of: contract.company), cites: contract.lots.last { $0.unit == balance.unit }?.clause, [.little(left: balance.unit)],
                facts: ["unit": balance.unit, "left": "\(balance.available)", "of": "\(balance.granted)"])
        }
    }

    /// The end of the next term where it goes on by itself (FP-36); `nil` where it just ends.
    private func renewal(after end: Instant) -> Instant? {
        guard contract.terms.noticeAt == nil, policy.renewsByItself(plan) else { return nil }
        let zone = policy.zone, first = zone.date(of: contract.startsAt), last = zone.date(of: contract.terms.firstEnd), day = zone.date(of: end)
        let months = (last.year - first.year) * 12 + last.month - first.month
        // A year is one whether it is a leap year or not: terms are counted from the first day.
        guard months > 0, first.adding(months: months) == last else {
            return zone.startOfDay(day.adding(days: last.daysSinceEpoch - first.daysSinceEpoch))
        }
        // Whoever renewed it meanwhile may have left that count: what goes on does so for a whole term, never the days between.
        let until = (2...).lazy.map { first.adding(months: months * $0) }.first { $0 >= day.adding(days: 28 * months) }
        return until.map(zone.startOfDay)
    }

    private var termClause: String? { policy.termClause(of: plan)?.id }
}

extension Contract {
    /// Seconds before its end at which it is announced: 30 days.
    static let announcement: Int64 = 30 * 86_400

    enum Event {
        case announcement(Instant)
        case lapse(Lot)
        case end(Instant)

        var at: Instant {
            switch self {
            case .announcement(let at), .end(let at): at
            case .lapse(let lot): lot.expiresAt
            }
        }
    }

    var nextEvent: Event? {
        guard state == .active else { return nil }
        var events: [Event] = lots.filter { $0.available > 0 && $0.expiresAt < endsAt }.map(Event.lapse)
        if endsAt < .never { events.append(.end(endsAt)) }
        if endsAt < .never, !terms.isEndAnnounced { events.append(.announcement(max(endsAt - Self.announcement, startsAt))) }
        return events.min { $0.at < $1.at }
    }

    /// The earliest instant at which something happens to it by itself.
    var wakeAt: Instant { nextEvent?.at ?? .never }

    var unitsInUse: [String] {
        lots.reduce(into: []) { if !$1.isTerm, !$0.contains($1.unit) { $0.append($1.unit) } }
    }
}
