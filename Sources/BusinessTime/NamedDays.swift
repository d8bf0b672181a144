/// A day on which something is closed, and why.
public struct NamedDay: Hashable, Sendable {
    /// The closed date.
    public let date: CalendarDate
    /// A stable id such as `benito_juarez`; its words in Spanish and English belong to the pages.
    public let name: String

    /// - Parameter name: the id of the reason.
    public init(date: CalendarDate, name: String) {
        self.date = date
        self.name = name
    }
}

/// Sets of closed days that the law or custom fixes for every year, computed.
///
/// Election days (LFT art. 74 IX) are in none: they are scoped to states and disputed, so a company writes them as dates.
public enum NamedDays: String, CaseIterable, Hashable, Sendable {
    /// Mandatory rest days, Ley Federal del Trabajo art. 74. A rest day at a weekend is not moved.
    case mx_lft
    /// Closing days of banks (CNBV): `mx_lft`, Holy Thursday and Friday, 2 November, 12 December. Weekends are not listed.
    case mx_bank
    /// Holy Thursday and Friday.
    case mx_holy_week

    /// The set's days in one year, in their order.
    public func dates(in year: Int) -> [NamedDay] {
        switch self {
        case .mx_lft: NamedDays.restDays(in: year)
        case .mx_holy_week: NamedDays.holyDays(in: year)
        case .mx_bank:
            (NamedDays.restDays(in: year) + NamedDays.holyDays(in: year) + [
                NamedDay(date: .fixed(year, 11, 2), name: "all_souls"),
                NamedDay(date: .fixed(year, 12, 12), name: "guadalupe"),
            ]).sorted { $0.date < $1.date }
        }
    }

    private static func restDays(in year: Int) -> [NamedDay] {
        // The Mondays date from the reform of January 2006; March followed a year later, the day itself being past.
        let constitution = year >= 2006 ? monday(1, of: 2, in: year) : .fixed(year, 2, 5)
        let juarez = year >= 2007 ? monday(3, of: 3, in: year) : .fixed(year, 3, 21)
        let revolution = year >= 2006 ? monday(3, of: 11, in: year) : .fixed(year, 11, 20)
        var days = [
            NamedDay(date: .fixed(year, 1, 1), name: "new_year"),
            NamedDay(date: constitution, name: "constitution_day"),
            NamedDay(date: juarez, name: "benito_juarez"),
            NamedDay(date: .fixed(year, 5, 1), name: "labour_day"),
            NamedDay(date: .fixed(year, 9, 16), name: "independence_day"),
            NamedDay(date: revolution, name: "revolution_day"),
            NamedDay(date: .fixed(year, 12, 25), name: "christmas"),
        ]
        // Fraction VII: every six years, on 1 December until 2018 and on 1 October since 2024 (decree of 2024-09-30).
        if year >= 1934, (year - 2024) % 6 == 0 {
            days.append(NamedDay(date: .fixed(year, year >= 2024 ? 10 : 12, 1), name: "federal_handover"))
        }
        return days.sorted { $0.date < $1.date }
    }

    private static func holyDays(in year: Int) -> [NamedDay] {
        let easter = easterSunday(in: year)
        return [
            NamedDay(date: easter.adding(days: -3), name: "holy_thursday"),
            NamedDay(date: easter.adding(days: -2), name: "good_friday"),
        ]
    }

    private static func monday(_ nth: Int, of month: Int, in year: Int) -> CalendarDate {
        let first = CalendarDate.fixed(year, month, 1)
        return first.adding(days: (8 - first.weekday.rawValue) % 7 + (nth - 1) * 7)
    }

    /// The Gregorian computus: the Sunday after the ecclesiastical full moon that falls on or after 21 March.
    private static func easterSunday(in year: Int) -> CalendarDate {
        let golden = year % 19
        let century = year / 100
        let leapsDropped = century - century / 4
        let moonDrift = (8 * century + 13) / 25
        // Age of the moon on 22 March; two corrections keep the lunar month from repeating within the cycle.
        var epact = (19 * golden + leapsDropped - moonDrift + 15) % 30
        if epact == 29 || (epact == 28 && golden > 10) { epact -= 1 }
        let fullMoon = CalendarDate.fixed(year, 3, 21).adding(days: epact)
        return fullMoon.adding(days: 7 - fullMoon.weekday.rawValue % 7)
    }
}
