extension Schedule {
    /// The dates whose hours are left out: a closed day, on a weekday that otherwise has hours.
    ///
    /// A night shift that runs into such a date does not open it.
    public func closedDays(from first: CalendarDate, through last: CalendarDate) -> [NamedDay] {
        (first.daysSinceEpoch...max(first.daysSinceEpoch, last.daysSinceEpoch)).compactMap { day in
            let date = CalendarDate(daysSinceEpoch: day)
            guard let name = closure(on: date), source.hasHours(on: date.weekday), !opens(on: date) else { return nil }
            return NamedDay(date: date, name: name)
        }
    }

    private func opens(on date: CalendarDate) -> Bool {
        let day = Span(zone.startOfDay(date), zone.startOfDay(date.adding(days: 1)))
        return spans(in: day).contains { $0.start > day.start || $0.end == day.end || !isOpen(at: day.start - 1) }
    }
}

extension Source {
    /// Whether an ordinary week has hours that start on a weekday.
    fileprivate func hasHours(on weekday: Weekday) -> Bool {
        switch self {
        case .calendar(let calendar): !calendar.weekly[weekday].isEmpty
        case .union(let parts, _): parts.contains { $0.source.hasHours(on: weekday) }
        case .intersection(let parts, _): parts.allSatisfy { $0.source.hasHours(on: weekday) }
        case .businessClock(let days): days.source.hasHours(on: weekday)
        }
    }
}
