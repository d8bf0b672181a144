/// How much time a clause gives: an amount, its unit and the way of counting, which cannot be mixed up.
///
/// "48 horas hábiles" is nobody's number of seconds until somebody says which of three readings is meant: working time
/// (A), business days (B) or the clock of business days (C).
///
/// What a pause does depends on the way of counting. Working time and the business clock do not run during a pause.
/// Business days are counted over it and the end is then moved on by the *working time* inside the pause, never by
/// its length on the wall clock. Calendar days and elapsed time are moved on by the pause's real length.
public indirect enum Allowance: Hashable, Sendable {
    /// Reading A: only open time counts.
    case workingTime(seconds: Int64)

    /// Reading B: so many business days after receipt.
    ///
    /// `.sameTime`: receipt moves to the next open moment of a business day; due at the same time of day that many business
    /// days later, or at the next open moment of a business day if it is closed then.
    /// `.closeOfBusiness`: day 1 is the next business day after the date of receipt; due at the last closing of the last day.
    case businessDays(Int, ending: DayEnding = .sameTime)

    /// Reading C: all 24 hours of business days count, open or not.
    case businessClock(seconds: Int64)

    /// Calendar days: the same time on the wall so many dates later.
    case calendarDays(Int, roll: Roll = .none)

    /// Real time, day and night.
    case elapsed(seconds: Int64, roll: Roll = .none)

    /// Strictly after: "por más de 3 días". One second is added before the end is moved into open time.
    case moreThan(Allowance)

    /// Whether only open time counts: then a day that is closed after all moves the end.
    public var countsOpenTime: Bool {
        switch self {
        case .workingTime, .businessClock, .businessDays: true
        case .calendarDays, .elapsed: false
        case .moreThan(let inner): inner.countsOpenTime
        }
    }

    /// At which moment of its last day a span of business days ends.
    public enum DayEnding: Hashable, Sendable {
        /// At the time of day at which the count began.
        case sameTime
        /// At the last closing of the day.
        case closeOfBusiness
    }

    /// What happens to an end in closed time.
    public enum Roll: Hashable, Sendable {
        /// It stays there.
        case none
        /// It moves to the next opening.
        case nextOpening
    }
}
