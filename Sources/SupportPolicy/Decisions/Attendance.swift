import BusinessTime

/// What was done for a client, or is wanted, in one attendance.
public struct Attendance: Sendable, Hashable {
    public var services: [Service]
    public var isOnSite: Bool
    /// The client asked for urgency and accepted its price.
    public var isUrgent: Bool
    /// Some part of the work lies outside the hours.
    public var isOutOfHours: Bool
    /// Ids of fees that its circumstances would add, and that were paid before.
    public var paid: Set<String> = []
    /// What expired before this day cannot pay; `nil`: everything that is held can.
    public var day: CalendarDate?

    public init(_ services: [Service], isOnSite: Bool = false, isUrgent: Bool = false, isOutOfHours: Bool = false, on day: CalendarDate? = nil) {
        (self.services, self.isOnSite, self.isUrgent, self.isOutOfHours, self.day) = (services, isOnSite, isUrgent, isOutOfHours, day)
    }

    /// One service of the price list.
    public struct Service: Codable, Sendable, Hashable {
        /// Id of the item of the tariff.
        public var item: String
        /// Pieces: terminals of an installation, visits, hours of what is priced by the hour.
        public var quantity: Int
        /// What it took; of a service that is priced by time instead of `quantity`.
        public var minutes: Int?
        /// People at once, where the item is priced by them.
        public var participants: Int?
        public var isSolved: Bool
        /// What an accepted quote says, in the unit of the item's quotes.
        public var quoted: Int?
        /// Came up during the attendance, and the client had it done within the time of the first service (GE-66).
        /// Otherwise it is attended and charged apart.
        public var isWithinTime: Bool

        public init(
            _ item: String, quantity: Int = 1, minutes: Int? = nil, participants: Int? = nil, isSolved: Bool = true,
            quoted: Int? = nil, isWithinTime: Bool = false
        ) {
            self.item = item
            self.quantity = quantity
            self.minutes = minutes
            self.participants = participants
            self.isSolved = isSolved
            self.quoted = quoted
            self.isWithinTime = isWithinTime
        }
    }
}

/// What a client has left of a unit.
public struct Holding: Sendable, Hashable {
    public let unit: String
    public let amount: Int
    /// The last day on which it can be spent; `nil`: it does not expire.
    public let expires: CalendarDate?

    public init(_ unit: String, _ amount: Int, expires: CalendarDate? = nil) {
        (self.unit, self.amount, self.expires) = (unit, amount, expires)
    }
}

/// One way in which the policy lets an attendance be paid.
public struct WayToPay: Sendable, Hashable {
    /// What one service comes to.
    public struct Line: Sendable, Hashable {
        /// Id of the item of the tariff.
        public let item: String
        public let label: String
        /// Pieces that it is for.
        public let count: Int
        /// The minutes that are charged, where it is priced by time.
        public let minutes: Int?
        /// Empty: it costs nothing.
        public let price: [UnitAmount]
        public let charged: ChargeMoment
        public let clause: Clause

        public init(item: String, label: String, count: Int, minutes: Int?, price: [UnitAmount], charged: ChargeMoment, clause: Clause) {
            (self.item, self.label, self.count, self.minutes) = (item, label, count, minutes)
            (self.price, self.charged, self.clause) = (price, charged, clause)
        }
    }

    /// Units that had run out, paid in another (GE-68).
    public struct Exchange: Sendable, Hashable {
        public let of: UnitAmount
        public let paid: UnitAmount
        /// The price-list item of the rate.
        public let clause: Clause
    }

    /// What is taken from one holding, or from several that expire on the same day.
    public struct Draw: Sendable, Hashable {
        public let unit: String
        public let amount: Int
        public let expires: CalendarDate?
    }

    public let lines: [Line]
    public let exchanges: [Exchange]
    /// What the contract is charged, of each unit at most once, in the order of the policy's units.
    public let charges: [UnitAmount]
    /// From which holdings, what expires first coming first; as far as they reach.
    public let draws: [Draw]
    /// What is not there; empty where it can be paid.
    public let missing: [UnitAmount]
    /// Why another way is better for the client; `nil` of the best one.
    public internal(set) var loses: Said?
}

/// What an attendance is charged, and what it obeys.
public struct ChargeDecision: Sendable, Hashable {
    public let best: WayToPay
    /// Every other way that the policy knows, best first, each with why it loses.
    public let alternatives: [WayToPay]
    /// What the client pays outside the contract, such as travel expenses.
    public let apart: [TariffItem]
    /// Circumstances to which the price list adds nothing here, such as urgency without a visit (GE-74).
    public let unpriced: [Circumstance]
    /// The clauses that were obeyed, the price list first.
    public let clauses: [Clause]
}

/// Why nothing is charged.
public enum ChargeError: Error, Sendable, Hashable {
    /// A question that cannot be asked.
    case invalid(FieldProblem)
    /// "No", with its clause; and the ways there would be, each with what is missing.
    case refused(Refusal, [WayToPay])
}
