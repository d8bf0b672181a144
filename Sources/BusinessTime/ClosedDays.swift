extension Schedule {
    /// The dates whose hours are left out: a closed day, on a weekday that otherwise has hours.
    ///
    /// A night shift that runs into such a date does not open it.
    public func closedDays(from first: CalendarDate, through last: CalendarDate) -> [NamedDay] {
        (first.daysSinceEpoch...max(first.daysSinceEpoch, last.daysSinceEpoch)).compactMap { day in
            let date = CalendarDate(daysSinceEpoch: day)
            guard let name = closure(on: date), source.hasHours(on: date), !opens(on: date) else { return nil }
            return NamedDay(date: date, name: name)
        }
    }

    private func opens(on date: CalendarDate) -> Bool {
        let day = Span(zone.startOfDay(date), zone.startOfDay(date.adding(days: 1)))
        return spans(in: day).contains { $0.start > day.start || $0.end == day.end || !isOpen(at: day.start - 1) }
    }
}

extension Source {
    /// Whether the week of a date has hours that start on its weekday.
    fileprivate func hasHours(on date: CalendarDate) -> Bool {
        switch self {
        case .calendar(let calendar): !calendar.week(of: date)[date.weekday].isEmpty
        case .union(let parts, _): parts.contains { $0.source.hasHours(on: date) }
        case .intersection(let parts, _): parts.allSatisfy { $0.source.hasHours(on: date) }
        case .businessClock(let days): days.source.hasHours(on: date)
        }
    }
}
