import BusinessTime

/// How a ticket lives, waits and ends.
public struct Lifecycle: Sendable {
    public let labels: [TicketState: String]
    /// The clause by which every ticket has somebody from its opening (IN-35).
    public let assignsAtOpening: Clause?
    public let agentClosing: AgentClosing
    public let clientClosing: Clause
    public let acceptance: Acceptance?
    public let silence: Silence?
    public let contactAttempts: ContactAttempts?
    public let afterClosing: AfterClosing

    /// What happens when staff closes.
    public struct AgentClosing: Sendable, Hashable {
        public enum Effect: String, Sendable, Hashable, CaseIterable {
            case close
            /// The ticket waits until the client confirms (FI-24).
            case offer
        }

        public let effect: Effect
        /// Only whoever has the ticket may close it (IN-57).
        public let onlyAssignee: Bool
        public let clause: Clause
    }

    /// Closing what is charged: an offer that the client accepts; he is reminded, and after so long it counts as accepted,
    /// unconfirmed (GE-42, A-40).
    public struct Acceptance: Sendable {
        public let when: Condition
        /// From the offer.
        public let reminds: Allowance
        public let closes: Allowance
        public let schedule: Schedule
        public let clause: Clause
    }

    /// Closing after the client has been silent (FI-25, FEL-29).
    public struct Silence: Sendable {
        public let allowance: Allowance
        public let schedule: Schedule
        public let channels: Set<ChannelKind>
        public let clause: Clause
    }

    /// Closing after so many logged contacts without an answer (IN-59, IN-60).
    public struct ContactAttempts: Sendable {
        public let attempts: Int
        public let via: Set<ChannelKind>
        public let schedule: Schedule
        /// From the last attempt to the closing.
        public let wait: Allowance
        public let clause: Clause
        /// The clause by which each contact tells when the ticket would close.
        public let announces: Clause
    }

    /// What a client's answer to a closed ticket does.
    public struct AfterClosing: Sendable {
        /// `nil`: never reopened, a new linked ticket opens (FI-21).
        public let reopensWithin: Allowance?
        public let schedule: Schedule
        public let clause: Clause
    }
}

/// Levels of support, and the ways between them.
public struct EscalationRules: Sendable {
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// Other people do the work (FP-15 … FP-21).
        case functional
        /// More people watch over it (IN-45 … IN-48).
        case hierarchical
    }

    public struct Level: Sendable, Hashable {
        public let number: Int
        public let label: String
        public let attendedBy: String?
        public let notifies: [Role]
        public let clause: Clause
    }

    public struct Move: Sendable, Hashable {
        /// `nil`: from any level.
        public let from: Int?
        public let to: Int
        public let when: Condition
        /// Done by the desk itself when the ticket opens.
        public let atOpening: Bool
        public let clause: Clause
    }

    public let kind: Kind
    public let levels: [Level]
    public let moves: [Move]
    /// The level to which a solution returns (FP-20), with its clause.
    public let returnsTo: (level: Int, clause: Clause)?
    /// Who hears of a breach besides whoever has the ticket.
    public let breachNotifies: [Role]
    /// The clause by which they hear of it.
    public let breachClause: Clause?
    public let clause: Clause

    public func level(_ number: Int) -> Level? {
        levels.first { $0.number == number }
    }
}
