import BusinessTime

/// What a company sells beforehand and charges for: units, plans, priced services, and the rules by which they are spent.
///
/// All amounts are whole numbers of a unit; a unit that measures time is counted in minutes.
public struct Tariff: Sendable {
    public let units: [PrepaidUnit]
    public let plans: [Plan]
    /// The price list, in the order of the document.
    public let items: [TariffItem]
    /// `nil` where nothing is spent: a company that only quotes, or serves for free.
    public let rules: ChargingRules?
    /// `nil` where every quote says itself how long it is good.
    public let quotes: QuoteRules?

    public func unit(_ id: String) -> PrepaidUnit? { units.first { $0.id == id } }
    public func plan(_ id: String) -> Plan? { plans.first { $0.id == id } }
    public func item(_ id: String) -> TariffItem? { items.first { $0.id == id } }
}

/// So many of one unit.
public struct UnitAmount: Sendable, Hashable {
    public let unit: String
    public let amount: Int

    public init(_ unit: String, _ amount: Int) {
        (self.unit, self.amount) = (unit, amount)
    }
}

/// Something a contract includes and services spend: events, incidents, credits, minutes (GE-57, IN-14).
public struct PrepaidUnit: Sendable, Hashable {
    public let id: String
    /// One of it: "crédito de servicio".
    public let label: String
    /// Several: "créditos de servicio".
    public let plural: String
    /// Counted in minutes, shown in hours.
    public let isTime: Bool
    /// What it is meant for, in the document's words.
    public let spentBy: String?
    /// How to go on where this unit is what is missing; `nil`: as where anything is (`ChargingRules.Shortage`).
    public let wayIn: String?
    public let clause: Clause
}

/// A kind of contract that clients can buy.
public struct Plan: Sendable {
    public enum Term: Sendable, Hashable {
        case months(Int)
        /// "Vigencia: 1 evento" (IN-25).
        case singleEvent
    }

    public enum Ending: String, Sendable, Hashable, CaseIterable {
        case atTerm = "at_term"
        /// "Un año o 5 horas, lo que suceda primero" (IN-14).
        case firstOfBoth = "first_of_both"
    }

    public enum Requirement: String, Sendable, Hashable, CaseIterable {
        case purchaseOrder = "purchase_order"
    }

    /// What the plan gives of a unit.
    public struct Grant: Sendable, Hashable {
        public let unit: String
        /// `nil`: each contract says how much.
        public let amount: Int?
        /// That of the plan, or of the allowance.
        public let clause: Clause
    }

    public let id: String
    public let label: String
    public let grants: [Grant]
    public let term: Term
    public let ends: Ending
    public let requires: [Requirement]
    /// What it includes that is not counted, in the document's words: telephone advice, follow-up (IN-20).
    public let includes: [String]
    /// `nil` where the document prints none.
    public let price: Money?
    /// What it is in SAT's catalogue of products and services (`ClaveProdServ`); `nil`: support, or maintenance of software.
    public let taxKey: String?
    /// What its clients are promised otherwise than everybody.
    public let overrides: Overrides
    public let clause: Clause
}

/// An amount of money in the smallest unit of its currency: centavos.
public struct Money: Sendable, Hashable {
    public let minorUnits: Int
    /// By ISO 4217: `MXN`.
    public let currency: String
}

/// When what a service costs is taken from the contract.
public enum ChargeMoment: String, Sendable, Hashable, CaseIterable {
    /// Before it is given: general services (GE-65).
    case inAdvance = "in_advance"
    /// When the client accepts the closing; until then it is reserved: events and incidents (GE-42).
    case onAcceptance = "on_acceptance"
    /// As the time is logged.
    case asWorked = "as_worked"
    /// Only what a quote says that the client accepted (GE-76, FP-9).
    case byQuote = "by_quote"
    /// Paid by the client outside every contract, such as travel expenses (IN-24).
    case apart
    /// Free.
    case never
}

/// A circumstance of the attendance that adds something to its price.
public enum Circumstance: String, Sendable, Hashable, CaseIterable {
    case onSite = "on_site"
    case urgent
    case outOfHours = "out_of_hours"
}

/// One line of the price list.
public struct TariffItem: Sendable, Hashable {
    /// Pieces beyond those that the price covers.
    public struct Extra: Sendable, Hashable {
        public let label: String
        /// Of each piece.
        public let price: [UnitAmount]
        /// The item that the client may order for them instead, where that is better for him.
        public let orAs: String?
    }

    /// A price by time.
    public struct Rate: Sendable, Hashable {
        /// The minutes that the price is for.
        public let per: Int
        /// Time is rounded up to a multiple of so many minutes.
        public let step: Int

        /// What so many minutes are charged as.
        public func rounded(_ minutes: Int) -> Int { (minutes + step - 1) / step * step }
    }

    /// A price for so many people at once (GE-72).
    public struct Seats: Sendable, Hashable {
        public let included: Int
        public let atMost: Int
    }

    public let id: String
    public let label: String
    public let charged: ChargeMoment
    /// Of one piece, of the pieces that are covered, or of the time of the rate; empty where nothing is listed.
    public let price: [UnitAmount]
    /// Another price at the client's choice (GE-79).
    public let orPrice: [UnitAmount]
    /// What one unit is worth on the price list when it has run out (GE-68).
    public let exchangedAt: UnitAmount?
    /// How many pieces the price covers; `nil`: each piece has its price.
    public let covers: Int?
    public let extra: Extra?
    public let rate: Rate?
    public let seats: Seats?
    /// Minutes within which what comes up in addition costs nothing (GE-66).
    public let timeBox: Int?
    /// Charged only when the problem was solved.
    public let onlyIfSolved: Bool
    /// Charged by itself, once, when all of these hold.
    public let addedWhen: Set<Circumstance>
    /// Given at the client's premises by its nature.
    public let isOnSite: Bool
    /// Quoted with its reason alone: why the client is charged for what was free (FI-31).
    public let needsReason: Bool
    /// The unit of its quotes; `nil`: money.
    public let quotedIn: String?
    /// Business days from the acceptance of a quote by which it is delivered; `nil` where the list does not say (GE-54, GE-55).
    public let deliveryDays: Int?
    /// What it is in SAT's catalogue of products and services (`ClaveProdServ`); `nil`: support.
    public let taxKey: String?
    public let wayIn: String?
    public let clause: Clause
}

/// The company's rules of charging.
public struct ChargingRules: Sendable, Hashable {
    /// The charge that is best for the client (GE-81): the fewest of a unit; at a tie what expires first.
    public struct Preference: Sendable, Hashable {
        public enum Tie: String, Sendable, Hashable, CaseIterable {
            case expiresFirst = "expires_first"
        }

        public let fewest: String
        public let then: Tie
        public let clause: Clause
    }

    /// As which service of the price list requests are attended, of which the client is told before (GE-63).
    public struct ClassifiesFirst: Sendable, Hashable {
        /// Ids of the tariff's items by id of the category.
        public let services: [String: String]
        public let clause: Clause
    }

    /// When there is not enough: the clause, and how to get more (GE-61, GE-62).
    public struct Shortage: Sendable, Hashable {
        public let wayIn: String
        public let clause: Clause
    }

    /// `nil` where nothing can be paid in two ways.
    public let preference: Preference?
    public let shortage: Shortage
    /// The clause by which a unit that has run out is exchanged at the list price (GE-68).
    public let exchange: Clause?
    /// Event or incident is told before the client is attended (GE-63).
    public let classifiesFirst: ClassifiesFirst?
    /// The clause of each moment of charging.
    public let moments: [ChargeMoment: Clause]
    /// The client decides on what comes up in addition (GE-66).
    public let additionalNeeds: Clause?
    /// A summary ends the service (GE-67).
    public let summary: Clause?
}

/// The company's rules of quoting.
public struct QuoteRules: Sendable {
    /// How long a quote is good, from its sending.
    public let valid: Allowance
    /// As the document writes it: `10 d`.
    public let asWritten: String
    /// Also for what is delivered in business days from the acceptance.
    public let schedule: Schedule
    /// Whether a quote of what has no list price says by when it is delivered (GE-55).
    public let promisesDelivery: Bool
    public let clause: Clause
}

extension Overrides {
    var clauses: [Clause] { targets.map(\.clause) + [coverage?.clause].compactMap { $0 } }
}

extension Tariff {
    /// Every clause that some part of it obeys.
    var clauses: [Clause] {
        let ruling = rules.map { rules in
            [rules.shortage.clause]
                + [rules.preference?.clause, rules.exchange, rules.classifiesFirst?.clause, rules.additionalNeeds, rules.summary].compactMap { $0 }
                + Array(rules.moments.values)
        }
        return units.map(\.clause) + plans.flatMap { [$0.clause] + $0.grants.map(\.clause) + $0.overrides.clauses } + items.map(\.clause) + (ruling ?? []) + [quotes?.clause].compactMap { $0 }
    }

    /// What one of a unit costs on the price list once it has run out, and the item that says so.
    func exchange(of unit: String) -> (rate: UnitAmount, item: TariffItem)? {
        guard rules?.exchange != nil else { return nil }
        for item in items where item.price == [UnitAmount(unit, 1)] {
            if let rate = item.exchangedAt { return (rate, item) }
        }
        return nil
    }
}
