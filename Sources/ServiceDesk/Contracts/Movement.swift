import BusinessTime
import SupportPolicy

/// What an entry says of its contract. All that ever happens to one is made of these few.
package enum Movement: Codable, Hashable, Sendable {
    case opened(Opening)
    case granted(Lot)
    /// A correction, confirmed by a second person.
    case adjusted(lot: Int, by: Int)
    case charged(Charge)
    case charge(Int, is: Charge.State)
    /// What was left of a lot expired.
    case lapsed(lot: Int, amount: Int)
    case proposed(Contract.Proposal)
    /// Confirmed or withdrawn.
    case settled(proposal: Int)
    case little(left: String)
    case endAnnounced
    case noticeGiven
    case renewed(until: Instant)
    case purchaseOrder(String)
    case product(Contract.Product)
    /// Its sale was handed over to be invoiced.
    case handedOver(lot: Int, batch: Int)
    case ended(because: String)
    /// All had been spent, and some of it was given back: it goes on.
    case resumed

    /// What a contract is from its beginning and stays.
    package struct Opening: Codable, Hashable, Sendable {
        package let number: String
        package let customer: Int64
        package let policy: Int64
        package let plan: String?
        package let starts: Instant
        package let ends: Instant
        package let isPinned: Bool
        package let annex: Annex?
    }
}

extension Contract {
    /// Applies what an entry says. A contract is what its entries say: nothing else changes one.
    mutating func apply(_ entry: Entry) {
        apply(entry.body.movements, at: entry.at)
        chainHead = entry.hash
    }

    /// Applies what happened at an instant and will be one entry, which has no place in the chain yet.
    mutating func apply(_ movements: [Movement], at instant: Instant) {
        for movement in movements { apply(movement, at: instant) }
        chainLength += 1
        lastEntryAt = instant
    }

    private mutating func apply(_ movement: Movement, at instant: Instant) {
        switch movement {
        case .opened(let opening):
            (number, customer, policyID, plan) = (opening.number, opening.customer, opening.policy, opening.plan)
            (startsAt, endsAt, terms.firstEnd, terms.isPinned) = (opening.starts, opening.ends, opening.ends, opening.isPinned)
            terms.annex = opening.annex
        case .granted(let lot):
            lots.append(lot)
            terms.announcedUnits.removeAll { $0 == lot.unit }
        case .adjusted(let lot, let change): self.change(lot: lot) { $0.granted += change }
        case .charged(let charge):
            charges.append(charge)
            lastCharge = charge.number
            for draw in charge.draws { take(draw, as: charge.state) }
        case .charge(let number, let state): settle(charge: number, as: state, at: instant)
        case .lapsed(let lot, let amount): change(lot: lot) { $0.lapsed += amount }
        case .proposed(let proposal): terms.proposals.append(proposal)
        case .settled(let proposal): terms.proposals.removeAll { $0.number == proposal }
        case .little(let unit): terms.announcedUnits.append(unit)
        case .endAnnounced: terms.isEndAnnounced = true
        case .noticeGiven: terms.noticeAt = instant
        case .renewed(let until):
            endsAt = until
            // Whoever renews after notice was given takes it back.
            (terms.isEndAnnounced, terms.noticeAt) = (false, nil)
        case .purchaseOrder(let order): terms.purchaseOrder = order
        case .product(let product):
            terms.products.removeAll { $0.name == product.name }
            terms.products.append(product)
        case .handedOver(let lot, let batch): change(lot: lot) { $0.batch = batch }
        case .ended(let because):
            state = .ended
            (terms.endedBecause, terms.endedAt) = (because, instant)
        case .resumed:
            state = .active
            (terms.endedBecause, terms.endedAt) = (nil, nil)
        }
    }

    private mutating func change(lot number: Int, _ body: (inout Lot) -> Void) {
        guard let index = lots.firstIndex(where: { $0.number == number }) else { return }
        body(&lots[index])
    }

    private mutating func take(_ draw: Charge.Draw, as state: Charge.State) {
        change(lot: draw.lot) { lot in
            switch state {
            case .reserved, .frozen: lot.reserved += draw.amount
            case .captured: lot.spent += draw.amount
            case .released: break
            }
        }
    }

    private mutating func settle(charge number: Int, as state: Charge.State, at instant: Instant) {
        guard let index = charges.firstIndex(where: { $0.number == number }) else { return }
        let was = charges[index].state
        charges[index].state = state
        charges[index].settledAt = state.isHeld ? .never : instant
        for draw in charges[index].draws {
            change(lot: draw.lot) { if was.isHeld { $0.reserved -= draw.amount } else if was == .captured { $0.spent -= draw.amount } }
            take(draw, as: state)
        }
    }
}
