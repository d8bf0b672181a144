import BusinessTime

/// What a plan or a contract has otherwise than the company's document: how long a target takes, in which hours it counts.
/// Nothing else can be overridden.
public struct Overrides: Sendable {
    /// An amount of time, and the document's own way of saying it.
    public struct Limit: Sendable, Hashable {
        public let bound: Bound
        public let asWritten: String

        public init(_ bound: Bound, asWritten: String) {
            (self.bound, self.asWritten) = (bound, asWritten)
        }
    }

    public struct Target: Sendable {
        /// Its id among the document's targets.
        public let id: String
        public let limit: Limit?
        public let calendar: NamedCalendar?
        public let clause: Clause

        /// - Parameters:
        ///   - limit: `nil` leaves the time as it is.
        ///   - calendar: `nil` leaves the hours as they are.
        public init(_ id: String, limit: Limit? = nil, calendar: NamedCalendar? = nil, clause: Clause) {
            (self.id, self.limit, self.calendar, self.clause) = (id, limit, calendar, clause)
        }
    }

    /// The hours in which every target counts that has none of its own in the same layer.
    public struct Coverage: Sendable {
        public let calendar: NamedCalendar
        public let clause: Clause

        public init(_ calendar: NamedCalendar, clause: Clause) {
            (self.calendar, self.clause) = (calendar, clause)
        }
    }

    public let targets: [Target]
    public let coverage: Coverage?

    public init(targets: [Target] = [], coverage: Coverage? = nil) {
        (self.targets, self.coverage) = (targets, coverage)
    }
}

/// What lies over the company's document: the plan that a client bought, and what his contract has besides.
public struct Layers: Sendable {
    /// A contract's own terms.
    public struct Contract: Sendable {
        /// Its number.
        public let id: String
        public let version: String
        public let overrides: Overrides

        public init(id: String, version: String, overrides: Overrides) {
            (self.id, self.version, self.overrides) = (id, version, overrides)
        }
    }

    public let plan: Plan?
    public let contract: Contract?

    /// The document alone.
    public static let company = Layers()

    public init(plan: Plan? = nil, contract: Contract? = nil) {
        (self.plan, self.contract) = (plan, contract)
    }
}

/// Where a value that holds for somebody comes from.
public struct Origin: Sendable, Hashable {
    public enum Layer: Sendable, Hashable {
        case company
        /// By the plan's id.
        case plan(String)
        /// By the contract's number.
        case contract(String)
    }

    public let layer: Layer
    /// Of the document, or of the contract.
    public let version: String
    public let clause: Clause
}
