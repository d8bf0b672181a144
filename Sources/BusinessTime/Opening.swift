/// Is it open, and when next: questions about moments.
extension Schedule {
    /// Whether `instant` lies in open time. At closing time it is closed.
    public func isOpen(at instant: Instant) -> Bool {
        timeline(covering: instant).span(endingAfter: instant).map { $0.contains(instant) } ?? false
    }

    /// The first open moment: `instant` itself when open.
    public func nextOpen(from instant: Instant) throws(ScheduleError) -> Instant {
        try forwards(from: instant) { line in line.span(endingAfter: instant).map { max($0.start, instant) } }
    }

    /// The last moment up to which it was open: `instant` itself when open just before it, else the last closing.
    public func previousOpen(before instant: Instant) throws(ScheduleError) -> Instant {
        try backwards(from: instant) { line in line.span(startingBefore: instant).map { min($0.end, instant) } }
    }

    /// The whole open span that contains `instant`, or the next one.
    public func span(openAtOrAfter instant: Instant) throws(ScheduleError) -> Span {
        var line = timeline(covering: instant)
        var span = try forwards(from: instant) { line in line.span(endingAfter: instant) }
        // A span cut off where the compiled years end is longer than it looks.
        while span.end >= line.range.end, let longer = timeline(laterThan: line) {
            line = longer
            span = line.span(endingAfter: instant) ?? span
        }
        while span.start <= line.range.start, let longer = timeline(earlierThan: line) {
            line = longer
            span = line.span(endingAfter: instant) ?? span
        }
        return span
    }

    /// Whether `date` is a business day of the schedule's own list. Closed days never are, whatever the hours.
    public func isBusinessDay(_ date: CalendarDate) -> Bool {
        let day = date.daysSinceEpoch
        let days = timeline(covering: Instant(seconds: Int64(day) * 86_400)).businessDays
        let index = days.position(of: day)
        return index < days.count && days[index] == day
    }

    /// Why `date` is closed: the id of a named day (`benito_juarez`) or its ISO form; `nil` when it is not a closed day.
    /// A union or intersection answers as the schedule that lends it business days.
    public func closure(on date: CalendarDate) -> String? {
        switch source {
        case .calendar(let calendar): calendar.closure(on: date)
        case .union(_, let days), .intersection(_, let days), .businessClock(let days): days.closure(on: date)
        }
    }
}

// MARK: Searching on

extension Schedule {
    /// Asks later and later years until one answers.
    ///
    /// - Throws: `.neverOpen` when nothing is open after `instant`; `.beyondHorizon` when the open time does not suffice.
    func forwards<T>(from instant: Instant, _ answer: (Timeline) -> T?) throws(ScheduleError) -> T {
        guard Horizon.contains(instant) else { throw .beyondHorizon }
        var line = timeline(covering: instant)
        while true {
            if let found = answer(line) { return found }
            guard let longer = timeline(laterThan: line) else {
                throw line.span(endingAfter: instant) == nil ? .neverOpen : .beyondHorizon
            }
            line = longer
        }
    }

    /// Asks earlier and earlier years until one answers. Throws as `forwards`.
    func backwards<T>(from instant: Instant, _ answer: (Timeline) -> T?) throws(ScheduleError) -> T {
        guard Horizon.start < instant, instant <= Horizon.end else { throw .beyondHorizon }
        var line = timeline(covering: instant)
        while true {
            if let found = answer(line) { return found }
            guard let longer = timeline(earlierThan: line) else {
                throw line.span(startingBefore: instant) == nil ? .neverOpen : .beyondHorizon
            }
            line = longer
        }
    }
}

extension [Int] {
    /// Where `value` is or would be in an ascending list.
    func position(of value: Int) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if self[middle] < value { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
