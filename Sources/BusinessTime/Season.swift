/// A day of any year: the 15th of July.
public struct YearDay: Hashable, Comparable, Sendable {
    /// Month and day count from 1.
    public let month, day: Int

    /// `07-15`; `nil` for any other shape and for days that no year has.
    public init?(_ text: some StringProtocol) {
        // A leap year has them all.
        guard let date = CalendarDate(iso: "2028-\(text)") else { return nil }
        self.init(date)
    }

    /// The day of a date, whatever its year.
    public init(_ date: CalendarDate) {
        (month, day) = (date.month, date.day)
    }

    public static func < (a: YearDay, b: YearDay) -> Bool {
        (a.month, a.day) < (b.month, b.day)
    }
}

/// The hours of a part of every year, such as a summer, instead of the ordinary week's.
public struct Season: Hashable, Sendable {
    /// The first day and the last; from December to January it runs over New Year.
    public let from, to: YearDay
    /// The hours of a week inside it.
    public let weekly: WeeklyHours

    public init(from: YearDay, to: YearDay, weekly: WeeklyHours) {
        (self.from, self.to, self.weekly) = (from, to, weekly)
    }

    /// Whether hours that start on `day` are the season's.
    public func contains(_ day: YearDay) -> Bool {
        from <= to ? from <= day && day <= to : from <= day || day <= to
    }

    /// Whether some day lies in both.
    public func overlaps(_ other: Season) -> Bool {
        contains(other.from) || other.contains(from)
    }
}
