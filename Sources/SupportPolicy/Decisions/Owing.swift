import BusinessTime

/// When something is owed.
public struct DueDate: Sendable, Hashable {
    /// `.never` where the promise is indicative.
    public let due: Instant
    /// One hour of business time before; `nil` where the whole promise is shorter.
    public let warnAt: Instant?

    public var isIndicative: Bool { due == .never }
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
        promises.first { $0.id == id }
    }

    /// When a promise falls due that began at `start`, the clock standing during `pauses` (IN-43).
    ///
    /// - Throws: `.neverOpen` when the schedule has no open time left.
    public func dueDate(of promise: Promise, from start: Instant, except pauses: [Span] = []) throws(ScheduleError) -> DueDate {
        guard let limit = promise.bound.limit else { return DueDate(due: .never, warnAt: nil) }
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
