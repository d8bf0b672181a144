import BusinessTime

/// One promise worked out for one arrival, for a person to approve.
public struct WorkedExample: Sendable {
    public enum Arrival: String, Sendable, CaseIterable {
        /// A Tuesday, 10:00.
        case ordinary
        /// The Friday before a Monday that is closed, 17:30.
        case longWeekend = "long_weekend"
        /// A Saturday, 11:00.
        case saturday
    }

    public let promise: Promise
    public let arrival: Arrival
    public let start: Instant
    public let due: DueDate
}

extension Policy {
    /// Every promise three times: an ordinary day, the Friday before a long weekend, a Saturday; the first such days after
    /// `date`.
    ///
    /// - Throws: `ScheduleError` when one lies outside the years that can be reckoned.
    public func workedExamples(after date: CalendarDate) throws(ScheduleError) -> [WorkedExample] {
        var examples: [WorkedExample] = []
        for promise in promises {
            for arrival in WorkedExample.Arrival.allCases {
                let start = promise.schedule.start(of: arrival, after: date)
                examples.append(WorkedExample(promise: promise, arrival: arrival, start: start, due: try dueDate(of: promise, from: start)))
            }
        }
        return examples
    }
}

extension Schedule {
    fileprivate func start(of arrival: WorkedExample.Arrival, after date: CalendarDate) -> Instant {
        switch arrival {
        case .ordinary: return instant(first(.tuesday, after: date), hour: 10, minute: 0)
        case .saturday: return instant(first(.saturday, after: date), hour: 11, minute: 0)
        case .longWeekend:
            let year = closedDays(from: date.adding(days: 4), through: date.adding(days: 400))
            // A calendar without closed Mondays has ordinary weekends only.
            let monday = year.first { $0.date.weekday == .monday }?.date ?? first(.friday, after: date).adding(days: 3)
            return instant(monday.adding(days: -3), hour: 17, minute: 30)
        }
    }

    private func first(_ weekday: Weekday, after date: CalendarDate) -> CalendarDate {
        let next = (1...7).map { date.adding(days: $0) }
        return next.first { $0.weekday == weekday } ?? date
    }

    private func instant(_ date: CalendarDate, hour: Int, minute: Int) -> Instant {
        zone.instant(LocalDateTime(date: date, secondOfDay: hour * 3_600 + minute * 60))
    }
}
