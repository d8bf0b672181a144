/// What a schedule is made of. Compiles the open spans and business days of any years.
indirect enum Source: Sendable {
    case calendar(Calendar)
    /// Open when any part is open; zone and business days are another schedule's.
    case union([Schedule], businessDaysOf: Schedule)
    /// Open when all parts are open.
    case intersection([Schedule], businessDaysOf: Schedule)
    /// Open from midnight to midnight of each business day.
    case businessClock(of: Schedule)

    var zone: Zone {
        switch self {
        case .calendar(let calendar): calendar.zone
        case .union(_, let days), .intersection(_, let days), .businessClock(let days): days.zone
        }
    }

    func timeline(_ years: ClosedRange<Int>) -> Timeline {
        let range = Timeline.range(of: years)
        let businessDays = businessDays(in: years)
        let spans =
            switch self {
            case .calendar(let calendar): calendar.spans(in: years)
            case .union(let parts, _): parts.flatMap { $0.spans(in: range) }
            case .intersection(let parts, _): Source.common(to: parts, in: range)
            case .businessClock(let schedule): Source.wholeDays(businessDays, in: schedule.zone)
            }
        return Timeline(years: years, spans: spans.merged().compactMap { $0.clipped(to: range) }, businessDays: businessDays)
    }

    private func businessDays(in years: ClosedRange<Int>) -> [Int] {
        switch self {
        case .calendar(let calendar): calendar.businessDays(in: years)
        case .union(_, let days), .intersection(_, let days), .businessClock(let days): days.businessDays(in: years)
        }
    }

    private static func common(to parts: [Schedule], in range: Span) -> [Span] {
        guard let first = parts.first else { return [] }
        return parts.dropFirst().reduce(first.spans(in: range)) { $0.intersection($1.spans(in: range)) }
    }

    private static func wholeDays(_ days: [Int], in zone: Zone) -> [Span] {
        days.map { Span(zone.instant(wall: Int64($0) * 86_400), zone.instant(wall: Int64($0 + 1) * 86_400)) }
    }
}

extension Calendar {
    /// Two days more on either side: a night shift crosses midnight, and local midnight is not UTC's.
    private static let margin = 2

    private static func days(of years: ClosedRange<Int>) -> ClosedRange<Int> {
        let first = CalendarDate.newYear(years.lowerBound).daysSinceEpoch
        let last = CalendarDate.newYear(years.upperBound + 1).daysSinceEpoch
        return first - margin...last + margin
    }

    fileprivate func spans(in years: ClosedRange<Int>) -> [Span] {
        let days = Calendar.days(of: years)
        let closed = closedDays(in: years)
        let dated = Dictionary(uniqueKeysWithValues: special.map { ($0.daysSinceEpoch, $1) })
        var spans: [Span] = []
        for day in days {
            // Most calendars have no season, and need no date.
            let week = seasons.isEmpty ? weekly : week(of: CalendarDate(daysSinceEpoch: day))
            let hours = dated[day] ?? (closed.contains(day) ? [] : week[CalendarDate.weekday(ofDay: day)])
            spans += self.spans(hours, onDay: day)
        }
        let cut = breaks.filter { days.contains($0.key.daysSinceEpoch) }.flatMap { self.spans($1, on: $0) }
        return spans.merged().subtracting(cut.merged())
    }

    fileprivate func businessDays(in years: ClosedRange<Int>) -> [Int] {
        let closed = closedDays(in: years)
        return Calendar.days(of: years).filter { day in
            businessDays.contains(CalendarDate.weekday(ofDay: day)) && !closed.contains(day)
        }
    }

    /// Closed days of these years and of the margin around them, as days since 1970.
    private func closedDays(in years: ClosedRange<Int>) -> Set<Int> {
        var days = Set(closed.map(\.daysSinceEpoch))
        for set in closedSets {
            for year in years.lowerBound - 1...years.upperBound + 1 {
                days.formUnion(set.dates(in: year).map(\.date.daysSinceEpoch))
            }
        }
        return days
    }
}
