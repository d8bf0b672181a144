/// Due instants of allowances.
extension Schedule {
    /// When `allowance`, running since `start`, is used up. Pauses as in `Allowance`.
    ///
    /// - Returns: `.never` while a pause without end keeps it from being used up.
    public func due(_ allowance: Allowance, after start: Instant, except pauses: [Span] = []) throws(ScheduleError) -> Instant {
        guard Horizon.contains(start) else { throw .beyondHorizon }
        return try due(allowance, after: start, except: pauses, beyond: 0)
    }

    /// - Parameter extra: seconds added before rolling, 1 for "more than".
    private func due(
        _ allowance: Allowance, after start: Instant, except pauses: [Span], beyond extra: Int64
    ) throws(ScheduleError) -> Instant {
        switch allowance {
        case .workingTime(let seconds):
            return try instant(try seconds.notNegative() + extra, after: start, except: pauses)
        case .businessClock(let seconds):
            return try clockOfBusinessDays.instant(try seconds.notNegative() + extra, after: start, except: pauses)
        case .businessDays(let days, let ending):
            let end = try businessDayCount(days, ending: ending, after: start)
            let moment = try resumed(at: end.moment, after: start, except: pauses)
            if moment >= .never { return .never }
            return ending == .sameTime ? try dueMoment(from: moment + extra, except: pauses) : moment + extra
        case .calendarDays(let days, let roll):
            let end = try wallClock(days: days, after: start)
            return try rolled(extended(end, after: start, except: pauses) + extra, roll, except: pauses)
        case .elapsed(let seconds, let roll):
            let end = start + (try seconds.notNegative())
            return try rolled(extended(end, after: start, except: pauses) + extra, roll, except: pauses)
        case .moreThan(let inner):
            return try due(inner, after: start, except: pauses, beyond: 1)
        }
    }
}

// MARK: Business days

/// Business days counted on the calendar, before pauses.
struct BusinessDayCount {
    /// The moment from which days are counted.
    let start: Instant
    /// The moment reached on the last day, perhaps in closed time.
    let moment: Instant
    /// The days counted, first to last, as days since 1970.
    let days: [Int]
}

extension Schedule {
    func businessDayCount(
        _ count: Int, ending: Allowance.DayEnding, after start: Instant
    ) throws(ScheduleError) -> BusinessDayCount {
        guard count >= 0 else { throw .negativeAmount }
        switch ending {
        case .sameTime:
            let opening = try openBusinessMoment(from: start)
            let wall = zone.local(opening)
            let days = try businessDays(count, after: wall.date.daysSinceEpoch, from: opening)
            let last = days.last ?? wall.date.daysSinceEpoch
            let moment = zone.instant(wall: Int64(last) * 86_400 + Int64(wall.secondOfDay))
            return BusinessDayCount(start: opening, moment: moment, days: days)
        case .closeOfBusiness:
            let filed = zone.date(of: start).daysSinceEpoch
            var days = try businessDays(count, after: filed, from: start)
            if count == 0 {
                // Today's close, or the next business day's when today has none left.
                let today = isBusinessDay(CalendarDate(daysSinceEpoch: filed)) && closeOfBusiness(onDay: filed) > start
                days = today ? [filed] : try businessDays(1, after: filed, from: start)
            }
            let last = days.last ?? filed
            return BusinessDayCount(start: start, moment: closeOfBusiness(onDay: last), days: days)
        }
    }

    /// The first open moment on a business day.
    func openBusinessMoment(from instant: Instant) throws(ScheduleError) -> Instant {
        var moment = try nextOpen(from: instant)
        while true {
            let day = zone.date(of: moment).daysSinceEpoch
            let next = try businessDays(1, after: day - 1, from: moment)[0]
            if next == day { return moment }
            moment = try nextOpen(from: zone.instant(wall: Int64(next) * 86_400))
        }
    }

    /// The next `count` business days after `day`.
    private func businessDays(_ count: Int, after day: Int, from instant: Instant) throws(ScheduleError) -> [Int] {
        guard count > 0 else { return [] }
        guard Horizon.contains(instant) else { throw .beyondHorizon }
        var line = timeline(covering: instant)
        while true {
            let first = line.businessDays.position(of: day + 1)
            if count <= line.businessDays.count - first { return Array(line.businessDays[first..<first + count]) }
            guard let longer = timeline(laterThan: line) else {
                throw first == line.businessDays.count ? .neverOpen : .beyondHorizon
            }
            line = longer
        }
    }

    /// The last closing of a day, at the latest its midnight; midnight too for a business day without hours.
    private func closeOfBusiness(onDay day: Int) -> Instant {
        let window = Span(zone.instant(wall: Int64(day) * 86_400), zone.instant(wall: Int64(day + 1) * 86_400))
        return spans(in: window).last?.end ?? window.end
    }

    /// `moment`, or the first open one of a business day after it that no pause covers.
    private func dueMoment(from moment: Instant, except pauses: [Span]) throws(ScheduleError) -> Instant {
        var due = try openBusinessMoment(from: moment)
        if due == moment { return due }
        for pause in pauses.merged() where pause.contains(due) {
            if pause.end >= .never { return .never }
            due = try openBusinessMoment(from: pause.end)
        }
        return due
    }

    /// `end`, moved on by the working time inside pauses before it; out of a pause too, since nothing falls due during one.
    func resumed(at end: Instant, after start: Instant, except pauses: [Span]) throws(ScheduleError) -> Instant {
        let pauses = pauses.merged()
        let window = Span(start, end)
        let paused = pauses.reduce(0) { sum, pause in
            sum + (pause.clipped(to: window).map { elapsed(from: $0.start, to: $0.end) } ?? 0)
        }
        guard paused > 0 || pauses.contains(where: { $0.start < end && end < $0.end }) else { return end }
        return try instant(paused, after: end, except: pauses)
    }
}

// MARK: Real time

extension Schedule {
    /// The same time on the wall, `days` dates later.
    func wallClock(days: Int, after start: Instant) throws(ScheduleError) -> Instant {
        guard days >= 0 else { throw .negativeAmount }
        guard Int64(days) <= Horizon.seconds / 86_400 else { throw .beyondHorizon }
        var wall = zone.local(start)
        wall.date = wall.date.adding(days: days)
        return zone.instant(wall)
    }

    /// `end`, moved on by the real length of the pauses before it.
    func extended(_ end: Instant, after start: Instant, except pauses: [Span]) -> Instant {
        var end = end
        for pause in pauses.merged() where pause.end > start && pause.start < end {
            if pause.end >= .never { return .never }
            end = end + (pause.end - max(pause.start, start))
        }
        return end
    }

    private func rolled(_ end: Instant, _ roll: Allowance.Roll, except pauses: [Span]) throws(ScheduleError) -> Instant {
        if end >= .never {
            // Real time has no horizon of its own, but 9999 is not a due date unless a pause without end says so.
            guard pauses.contains(where: { $0.end >= .never }) else { throw .beyondHorizon }
            return .never
        }
        return roll == .none || isOpen(at: end) ? end : try instant(0, after: end, except: pauses)
    }
}

extension Int64 {
    fileprivate func notNegative() throws(ScheduleError) -> Int64 {
        if self < 0 { throw .negativeAmount }
        if self > Horizon.seconds { throw .beyondHorizon }
        return self
    }
}
