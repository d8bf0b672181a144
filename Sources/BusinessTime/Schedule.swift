import Synchronization

/// Why there is no such instant.
public enum ScheduleError: Error, Hashable, Sendable {
    /// The schedule has no open time (or no business day) left on that side within the supported years 1900–2200.
    case neverOpen
    /// The instant asked about, or the answer, lies outside the supported years.
    case beyondHorizon
    /// Days are counted forwards only.
    case negativeAmount
}

/// When somebody is open, ready to be asked: a calendar, or several joined, compiled to open spans.
///
/// Made in no time; compiles a few years around the first question and more when a question needs them (a millisecond
/// or so each time). Afterwards an answer is a binary search. Safe to share between threads: they read one immutable
/// `Timeline`, and the lock is held only while its reference is copied.
public final class Schedule: Sendable {
    let source: Source
    private let compiled = Mutex<Timeline?>(nil)
    private let businessClock = Mutex<Schedule?>(nil)

    public convenience init(_ calendar: Calendar) {
        self.init(.calendar(calendar))
    }

    /// Open when at least one part is. Business days and zone are those of `days`; the parts' zones may differ.
    public convenience init(unionOf parts: [Schedule], businessDaysOf days: Schedule) {
        self.init(.union(parts, businessDaysOf: days))
    }

    /// Open when every part is; never, of no parts. Business days and zone are those of `days`; the parts' zones may differ.
    public convenience init(intersectionOf parts: [Schedule], businessDaysOf days: Schedule) {
        self.init(.intersection(parts, businessDaysOf: days))
    }

    private init(_ source: Source) {
        self.source = source
    }

    /// The zone of its wall clock, in which days are counted.
    public var zone: Zone { source.zone }

    /// 00:00–24:00 of each business day: the clock that turns "24 horas hábiles" into one business day (reading C).
    public var clockOfBusinessDays: Schedule {
        businessClock.withLock { clock in
            if let clock { return clock }
            let made = Schedule(.businessClock(of: self))
            clock = made
            return made
        }
    }
}

// MARK: Compiled years

extension Schedule {
    /// The compiled years around `window`, as far as years are supported.
    func timeline(covering window: Span) -> Timeline {
        let current = compiled.withLock { $0 }
        if let current, current.covers(window) { return current }
        // A year back and some ahead: most questions are about the coming months.
        var first = Horizon.year(of: window.start) - 1
        var last = Horizon.year(of: window.end) + 6
        if let current {
            first = min(first, current.years.lowerBound)
            last = max(last, current.years.upperBound)
        }
        return compile(first...last)
    }

    func timeline(covering instant: Instant) -> Timeline { timeline(covering: Span(instant, instant)) }

    /// A timeline that reaches at least twice as far into the future; `nil` when all supported years are compiled.
    func timeline(laterThan timeline: Timeline) -> Timeline? {
        guard timeline.years.upperBound < Horizon.years.upperBound else { return nil }
        return compile(timeline.years.lowerBound...timeline.years.upperBound + timeline.years.count)
    }

    /// A timeline that reaches at least twice as far into the past; `nil` when all supported years are compiled.
    func timeline(earlierThan timeline: Timeline) -> Timeline? {
        guard timeline.years.lowerBound > Horizon.years.lowerBound else { return nil }
        return compile(timeline.years.lowerBound - timeline.years.count...timeline.years.upperBound)
    }

    /// Compiles outside the lock, so that readers of what is there already never wait; two threads may do it twice.
    private func compile(_ years: ClosedRange<Int>) -> Timeline {
        let timeline = source.timeline(years.clamped(to: Horizon.years))
        compiled.withLock { current in
            if (current?.years.count ?? 0) < timeline.years.count { current = timeline }
        }
        return timeline
    }

    /// The open spans inside `window`, clipped to it. Nothing is open outside the supported years.
    func spans(in window: Span) -> [Span] {
        timeline(covering: window).spans(in: window)
    }

    /// The business days of these years, as days since 1970.
    func businessDays(in years: ClosedRange<Int>) -> [Int] {
        let range = Timeline.range(of: years)
        let margin: Int64 = 2 * 86_400
        let days = timeline(covering: Span(range.start - margin, range.end + margin)).businessDays
        let first = CalendarDate.newYear(years.lowerBound).daysSinceEpoch - 2
        let last = CalendarDate.newYear(years.upperBound + 1).daysSinceEpoch + 2
        return days.filter { (first...last).contains($0) }
    }
}

extension Timeline {
    /// Whether nothing about `window` would change if more years were compiled.
    func covers(_ window: Span) -> Bool {
        (range.start <= window.start || years.lowerBound == Horizon.years.lowerBound)
            && (window.end < range.end || years.upperBound == Horizon.years.upperBound)
    }
}
