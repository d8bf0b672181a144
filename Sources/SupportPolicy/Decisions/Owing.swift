import BusinessTime

/// When something is owed.
public struct DueDate: Sendable, Hashable {
    /// `.never`, or as soon as possible, where the promise is indicative.
    public let due: Instant
    /// One hour of business time before; `nil` where the whole promise is shorter.
    public let warnAt: Instant?

    public var isIndicative: Bool { !due.isDate }
}

/// What stands where a due date would.
extension Instant {
    /// Further back than any date lies, and so far that none is reached by moving one.
    private static let beforeAllDates: Int64 = 1 << 40

    /// The place, among due dates, of what is owed as soon as possible: before all of them, whoever has waited longest first
    /// . It is no date and never late.
    public static func asSoonAsPossible(since start: Instant) -> Instant { start - beforeAllDates }

    public var isAsSoonAsPossible: Bool { seconds < -Self.beforeAllDates / 2 }

    /// Whether it is a date, and not `.never` or as soon as possible.
    public var isDate: Bool { self < .never && !isAsSoonAsPossible }

    /// What is said where there is no date; `nil` for a date.
    public var insteadOfDate: Said? {
        if isAsSoonAsPossible { return Said(es: "lo antes posible", en: "as soon as possible") }
        return self < .never ? nil : Said(es: "sin límite", en: "no limit")
    }
}

extension Policy {
    /// How much business time before a due date its holder is warned.
    public static let warning: Int64 = 3_600

    /// The promises a request is owed: of each metric the most specific that applies.
    public func promises(to facts: TicketFacts, starting start: ClockStart) -> [Promise] {
        let promises = promises
        return Metric.allCases.compactMap { metric in
            // By index: a promise is a large value, and this is asked at every opening.
            let applying = promises.indices.lazy.filter { promises[$0].metric == metric && promises[$0].when.matches(facts) }
            let chosen = applying.max { promises[$0].when.specificity < promises[$1].when.specificity }
            guard let chosen, promises[chosen].starts == start else { return nil }
            return promises[chosen]
        }
    }

    public func promise(_ id: String) -> Promise? {
        // By index: a promise is a large value, and pages ask for each several times.
        promises.indices.first { promises[$0].id == id }.map { promises[$0] }
    }

    /// When a promise falls due that began at `start`, the clock standing during `pauses` (IN-43).
    ///
    /// - Throws: `.neverOpen` when the schedule has no open time left.
    public func dueDate(of promise: Promise, from start: Instant, except pauses: [Span] = []) throws(ScheduleError) -> DueDate {
        guard let limit = promise.bound.limit else {
            return DueDate(due: promise.bound == .asSoonAsPossible ? .asSoonAsPossible(since: start) : .never, warnAt: nil)
        }
        let due = try promise.schedule.due(limit, after: start, except: pauses)
        let warning = try promise.schedule.instant(Self.warning, before: due)
        return DueDate(due: due, warnAt: warning > start ? warning : nil)
    }

    /// The clause by which a metric stands while the ticket waits; `nil` where it runs on.
    public func pause(of metric: Metric, while state: TicketState) -> Pause? {
        pauses.first { $0.state == state && $0.metrics.contains(metric) }
    }

    /// Whether a question to the client already is the first answer: not where waiting pauses it (IN-43).
    public var questionAnswers: Bool {
        pause(of: .firstResponse, while: .waiting) == nil
    }
}
