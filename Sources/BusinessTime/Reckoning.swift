/// How a due instant came about, line by line: what a person who doubts it wants to see.
///
/// Ordinary nights and lunch breaks have no line; neither has anything after the due instant. For working time the
/// counted seconds of all lines add up to the allowance.
public struct Reckoning: Hashable, Sendable {
    /// When the allowance began to run.
    public var start: Instant
    /// When it is used up: what `Schedule.due` says.
    public var due: Instant
    /// In the order of their beginning.
    public var lines: [Line]

    /// One stretch and what it meant.
    public struct Line: Hashable, Sendable {
        /// The stretch, half-open.
        public var from, to: Instant
        /// Seconds of the stretch that were counted; 0 where nothing ran, and for days that are counted as days.
        public var seconds: Int64
        /// What it meant.
        public var note: Note

        init(_ span: Span, counting seconds: Int64 = 0, _ note: Note) {
            self.from = span.start
            self.to = span.end
            self.seconds = seconds
            self.note = note
        }
    }

    /// What a stretch meant for the clock.
    public enum Note: Hashable, Sendable {
        /// Open time that counted.
        case open
        /// Open time of so many days without anything special between them, put together to stay readable.
        case openDays(Int)
        /// Closed without a name: a weekend, or the wait for the first opening.
        case closed
        /// A named closed day (`benito_juarez`), or its date in ISO form when the company gave none.
        case closedDay(String)
        /// A dated break inside the hours.
        case breakTime
        /// The clock stood still.
        case pause
        /// The n-th business day.
        case businessDay(Int)
        /// Business days with these ordinals, put together to stay readable.
        case businessDays(ClosedRange<Int>)
        /// Real time that counted, day and night.
        case elapsed
        /// The end lay in closed time and moved to the next opening.
        case rolled
    }
}

extension Schedule {
    /// `due(_:after:except:)` with the lines that explain it.
    public func reckoning(
        of allowance: Allowance, after start: Instant, except pauses: [Span] = []
    ) throws(ScheduleError) -> Reckoning {
        let due = try due(allowance, after: start, except: pauses)
        let pauses = pauses.merged()
        // A clock that stands still for good counted until it was stopped.
        let stopped = due < .never ? due : pauses.last.map { max($0.start, start) } ?? due
        let counted = Span(start, stopped)
        var lines = pauses.compactMap { $0.clipped(to: Span(start, due)) }.map { Reckoning.Line($0, .pause) }
        switch allowance.withoutExcess {
        case .businessClock:
            lines += clockOfBusinessDays.countedLines(in: counted, except: pauses)
        case .businessDays(let days, let ending):
            lines += try businessDayLines(days, ending: ending, in: counted, except: pauses)
        case .calendarDays, .elapsed:
            lines += try realTimeLines(of: allowance, in: counted, except: pauses)
        case .workingTime, .moreThan:
            lines += countedLines(in: counted, except: pauses)
        }
        lines.sort { ($0.from, $0.to) < ($1.from, $1.to) }
        return Reckoning(start: start, due: due, lines: lines.condensed(in: zone))
    }

    /// Open stretches, dated breaks and closed days of `window`.
    private func countedLines(in window: Span, except pauses: [Span]) -> [Reckoning.Line] {
        let spans = spans(in: window)
        let open = spans.subtracting(pauses).map { Reckoning.Line($0, counting: $0.seconds, .open) }
        return open + breakLines(in: window) + closedLines(in: [window].subtracting(spans), of: window, except: pauses)
    }

    private func breakLines(in window: Span) -> [Reckoning.Line] {
        guard case .calendar(let calendar) = source else { return [] }
        return calendar.breaks.flatMap { date, breaks in
            let hours = calendar.spans(calendar.hours(on: date), on: date).merged()
            return calendar.spans(breaks, on: date).merged().intersection(hours)
                .compactMap { $0.clipped(to: window) }
                .map { Reckoning.Line($0, .breakTime) }
        }
    }

    /// The wait for the first opening, and whole closed days; those without a name are put together.
    private func closedLines(in gaps: [Span], of window: Span, except pauses: [Span]) -> [Reckoning.Line] {
        var lines: [Reckoning.Line] = []
        for gap in gaps {
            var date = zone.date(of: gap.start)
            while zone.startOfDay(date) < gap.end {
                let day = Span(zone.startOfDay(date), zone.startOfDay(date.adding(days: 1)))
                let isWhole = gap.start <= day.start && day.end <= gap.end
                let isWait = gap.start == window.start && day.start <= gap.start
                if isWhole || isWait, let part = day.clipped(to: gap), !pauses.contains(where: { $0.covers(part) }) {
                    lines.append(Reckoning.Line(part, closure(on: date).map { .closedDay($0) } ?? .closed))
                }
                date = date.adding(days: 1)
            }
        }
        return lines.joiningClosed()
    }
}

// MARK: Days and real time

extension Schedule {
    private func businessDayLines(
        _ count: Int, ending: Allowance.DayEnding, in window: Span, except pauses: [Span]
    ) throws(ScheduleError) -> [Reckoning.Line] {
        let count = try businessDayCount(count, ending: ending, after: window.start)
        var lines = closedLines(in: [Span(window.start, count.start)], of: window, except: [])
        for (index, day) in count.days.enumerated() {
            let date = CalendarDate(daysSinceEpoch: day)
            let end = index == count.days.count - 1 ? count.moment : zone.startOfDay(date.adding(days: 1))
            lines.append(Reckoning.Line(Span(zone.startOfDay(date), end), .businessDay(index + 1)))
        }
        lines += daysOff(after: zone.date(of: count.start), until: count.days.last).joiningClosed()
        let resumed = min(try resumed(at: count.moment, after: window.start, except: pauses), window.end)
        if count.moment < resumed {
            lines += countedLines(in: Span(count.moment, resumed), except: pauses)
        }
        // Days after a clock was stopped for good did not come to count.
        return lines.compactMap { $0.clipped(to: window) } + rolling(from: resumed, to: window.end)
    }

    /// The days between that are not business days.
    private func daysOff(after first: CalendarDate, until last: Int?) -> [Reckoning.Line] {
        guard let last, first.daysSinceEpoch < last else { return [] }
        return (first.daysSinceEpoch + 1..<last).compactMap { day in
            let date = CalendarDate(daysSinceEpoch: day)
            guard !isBusinessDay(date) else { return nil }
            let span = Span(zone.startOfDay(date), zone.startOfDay(date.adding(days: 1)))
            return Reckoning.Line(span, closure(on: date).map { .closedDay($0) } ?? .closed)
        }
    }

    private func realTimeLines(
        of allowance: Allowance, in window: Span, except pauses: [Span]
    ) throws(ScheduleError) -> [Reckoning.Line] {
        let unrolled = min(try due(allowance.withoutRoll, after: window.start, except: pauses), window.end)
        let ran = [Span(window.start, unrolled)].merged().subtracting(pauses)
        return ran.map { Reckoning.Line($0, counting: $0.seconds, .elapsed) } + rolling(from: unrolled, to: window.end)
    }

    private func rolling(from moment: Instant, to due: Instant) -> [Reckoning.Line] {
        moment < due ? [Reckoning.Line(Span(moment, due), .rolled)] : []
    }
}

extension Reckoning.Line {
    /// Only for lines whose seconds do not count or that lie inside anyway.
    fileprivate func clipped(to window: Span) -> Reckoning.Line? {
        Span(from, to).clipped(to: window).map { Reckoning.Line($0, counting: seconds, note) }
    }
}

extension Allowance {
    /// The allowance inside "more than".
    fileprivate var withoutExcess: Allowance {
        if case .moreThan(let inner) = self { inner.withoutExcess } else { self }
    }

    fileprivate var withoutRoll: Allowance {
        switch self {
        case .calendarDays(let days, _): .calendarDays(days)
        case .elapsed(let seconds, _): .elapsed(seconds: seconds)
        case .moreThan(let inner): .moreThan(inner.withoutRoll)
        case .workingTime, .businessDays, .businessClock: self
        }
    }
}

extension Span {
    fileprivate func covers(_ other: Span) -> Bool { start <= other.start && other.end <= end }
}
