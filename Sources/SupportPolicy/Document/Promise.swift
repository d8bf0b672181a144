import BusinessTime

/// How far a promise binds.
public enum Bound: Sendable, Hashable {
    /// Owed within this; late afterwards.
    case within(Allowance)
    /// "De 10 a 20 minutos": aimed at the first, owed within the second (FP-15).
    case range(target: Allowance, limit: Allowance)
    /// "24 horas o más": said, but never late (IN-40).
    case atLeast(Allowance)
    /// Words without a clock: "de acuerdo a la complejidad" (FP-22).
    case bestEffort
    /// "Lo más pronto posible": no clock either, and done before whatever has one (GE-30, A-41).
    case asSoonAsPossible

    /// What has to be counted until it is late; `nil` where nothing ever is.
    public var limit: Allowance? {
        switch self {
        case .within(let limit), .range(_, let limit): limit
        case .atLeast, .bestEffort, .asSoonAsPossible: nil
        }
    }
}

/// A clause that owes something by some time.
public struct Promise: Sendable {
    public let id: String
    public let metric: Metric
    public let when: Condition
    public let bound: Bound
    public let schedule: Schedule
    public let starts: ClockStart
    /// The document's own way of saying it: "10 h".
    public let asWritten: String
    public let clause: Clause
}

/// What stops which clocks while somebody else has the ball (IN-43).
public struct Pause: Sendable, Hashable {
    public let state: TicketState
    public let metrics: Set<Metric>
    public let clause: Clause
}
