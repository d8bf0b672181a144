import BusinessTime
import Storage
import SupportPolicy

/// A contract ("póliza"): what a customer bought beforehand, and what was spent of it (IN-12, GE-57). It is what its journal
/// entries say.
package struct Contract: Hashable, Sendable {
    package enum State: String, Codable, Sendable, SQLCodable {
        case active, ended
    }

    package let id: Int64
    package let company: Int64
    package var number = ""
    package var customer: Int64 = 0
    /// The version of the policy under which it was bought.
    package var policyID: Int64 = 0
    /// Id of the policy's plan; `nil` where the policy sells none.
    package var plan: String?
    package var startsAt: Instant = .never
    /// The first instant at which it no longer holds.
    package var endsAt: Instant = .never
    package var state: State = .active
    package var terms = Terms()
    package var lots: [Lot] = []
    /// For a verb on a ticket only those of that ticket: a contract of years has thousands.
    package var charges: [Charge] = []
    /// The number of its last charge.
    package var lastCharge = 0
    package var chainLength = 0
    package var chainHead = emptyChain
    package var lastEntryAt: Instant

    /// A contract of which no entry was applied yet.
    init(id: Int64, company: Int64, at instant: Instant) {
        self.id = id
        self.company = company
        lastEntryAt = instant
    }

    /// The version of the policy to which it keeps its requests, whatever the company changes.
    var pinnedPolicy: Int64? { terms.isPinned ? policyID : nil }

    /// Whether what is done for a product can be charged to it; `nil`: for none that was named.
    func covers(_ product: String?) -> Bool { product.map { name in terms.products.contains { $0.name == name } } ?? true }

    /// Whether it holds at an instant.
    package func isInForce(at instant: Instant) -> Bool {
        state == .active && startsAt <= instant && instant < endsAt
    }
}

extension Contract {
    /// What was agreed besides the plan.
    package struct Terms: Codable, Hashable, Sendable {
        /// The client's order, where the plan requires one (IN-13).
        package var purchaseOrder: String?
        /// Empty: whatever the company supplies.
        package var products: [Product] = []
        /// Whether its requests live under the version of the policy with which it was bought.
        package var isPinned = false
        /// What it promises otherwise than that version: agreed once, and never changed.
        package var annex: Annex?
        /// The end of its first term, which says how long a term is.
        package var firstEnd: Instant = .never
        /// When written notice was given that it will not be renewed (FP-36).
        package var noticeAt: Instant?
        /// Its end was announced.
        package var isEndAnnounced = false
        /// Units of which little is left, which was told.
        package var announcedUnits: [String] = []
        /// Corrections that a second person has not confirmed yet.
        package var proposals: [Proposal] = []
        /// Why it ended: `term`, `used_up`, `notice`, `agreement`.
        package var endedBecause: String?
        /// When it did, which may be before its term.
        package var endedAt: Instant?
    }

    /// Something that the contract covers (IN-61, IN-62).
    package struct Product: Codable, Hashable, Sendable {
        package var name: String
        /// The last day of its warranty, `2027-03-01`.
        package var warrantyUntil: String?
        /// No longer sold: supported only because this contract says so.
        package var isDiscontinued: Bool

        package init(name: String, warrantyUntil: String? = nil, isDiscontinued: Bool = false) {
            (self.name, self.warrantyUntil, self.isDiscontinued) = (name, warrantyUntil, isDiscontinued)
        }
    }

    /// A correction of a balance, until a second person confirms it.
    package struct Proposal: Codable, Hashable, Sendable {
        package let number: Int
        package let lot: Int
        package let change: Int
        package let person: Int64
    }
}

/// So many of a unit that were bought together, and expire together.
package struct Lot: Codable, Hashable, Sendable {
    package enum Origin: String, Codable, Sendable, SQLCodable {
        case plan
        /// A service card (GE-62).
        case topUp = "top_up"
        case renewal
    }

    package let number: Int
    /// Empty for a term.
    package let unit: String
    package let origin: Origin
    /// Empty where no clause grants it.
    package let clause: String
    /// Corrections included.
    package internal(set) var granted: Int
    package internal(set) var spent = 0
    package internal(set) var reserved = 0
    /// What nobody spent in time.
    package internal(set) var lapsed = 0
    /// What was paid for it, in centavos.
    package let price: Int?
    /// How; `nil`: not paid at once.
    package let payment: PaymentForm?
    /// With which others its sale was handed over to be invoiced; `nil`: not yet.
    package internal(set) var batch: Int?
    package let boughtAt: Instant
    /// The first instant at which it can no longer be spent.
    package let expiresAt: Instant

    package var available: Int { granted - spent - reserved - lapsed }
    /// Whether it paid for a term alone (FP-35): its sale is one, and of it there is nothing to spend.
    package var isTerm: Bool { unit.isEmpty }
    /// What was bought of a unit; nothing where it was a term.
    package var bought: [UnitAmount] { isTerm ? [] : [UnitAmount(unit, granted)] }
}

/// What a service cost, and from which lots.
package struct Charge: Codable, Hashable, Sendable {
    package enum State: String, Codable, Sendable, SQLCodable {
        /// Set aside until the client accepts the closing (GE-42).
        case reserved
        /// Set aside while the client disputes it.
        case frozen
        case captured
        /// Given back.
        case released

        package var isHeld: Bool { self == .reserved || self == .frozen }
    }

    package struct Line: Codable, Hashable, Sendable {
        /// Id of the tariff's item.
        package let item: String
        package let label: String
        package let count: Int
        /// The minutes that are charged, where it is priced by time.
        package let minutes: Int?
        /// The minutes that were worked, where they were logged.
        package let worked: Int?
        package let price: [UnitAmount]
        package let clause: String
    }

    /// Units that had run out, paid in another (GE-68).
    package struct Exchange: Codable, Hashable, Sendable {
        package let of: UnitAmount
        package let paid: UnitAmount
        package let clause: String
    }

    package struct Draw: Codable, Hashable, Sendable {
        package let lot: Int
        package let unit: String
        package let amount: Int
    }

    package let number: Int
    package let ticket: Int64?
    package let folio: String?
    package let at: Instant
    package let lines: [Line]
    package let exchanges: [Exchange]
    package let draws: [Draw]
    /// Charged only when the problem was solved.
    package let isOnlyIfSolved: Bool
    /// Ids of the clauses it obeys.
    package let clauses: [String]
    package internal(set) var state: State
    /// When it was captured or released; `.never` while it is held.
    package internal(set) var settledAt: Instant

    /// Of each unit the sum, in the order they were drawn.
    package var units: [UnitAmount] { draws.map { UnitAmount($0.unit, $0.amount) }.summed }
}

extension [UnitAmount] {
    /// Of each unit the sum.
    package var summed: [UnitAmount] {
        reduce(into: []) { sums, part in
            if let index = sums.firstIndex(where: { $0.unit == part.unit }) {
                sums[index] = UnitAmount(part.unit, sums[index].amount + part.amount)
            } else {
                sums.append(part)
            }
        }
    }
}
