/// A day of the week, numbered as in ISO 8601.
public enum Weekday: Int, CaseIterable, Sendable {
    case monday = 1, tuesday, wednesday, thursday, friday, saturday, sunday

    /// The day behind `mon`, `tue`, `wed`, `thu`, `fri`, `sat` or `sun`, as policies write it.
    public init?(_ short: some StringProtocol) {
        guard let day = Weekday.allCases.first(where: { $0.short == short }) else { return nil }
        self = day
    }

    /// `mon` … `sun`.
    public var short: String {
        switch self {
        case .monday: "mon"
        case .tuesday: "tue"
        case .wednesday: "wed"
        case .thursday: "thu"
        case .friday: "fri"
        case .saturday: "sat"
        case .sunday: "sun"
        }
    }
}

/// A day of the (proleptic) Gregorian calendar, in no particular time zone.
public struct CalendarDate: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Month and day count from 1.
    public let year, month, day: Int

    /// - Returns: `nil` when there is no such day, or the year does not have four digits.
    public init?(year: Int, month: Int, day: Int) {
        guard (0...9999).contains(year), (1...12).contains(month),
            (1...CalendarDate.days(inMonth: month, of: year)).contains(day)
        else { return nil }
        self.init(unchecked: year, month, day)
    }

    /// `2026-03-13`; `nil` for any other shape and for days that do not exist.
    public init?(iso text: some StringProtocol) {
        var scanner = DigitScanner(text)
        guard let date = scanner.date(), scanner.isAtEnd else { return nil }
        self = date
    }

    /// The date `days` after 1970-01-01.
    ///
    /// Years are reckoned from March, so that the leap day comes last; an era is the 400 years after which the
    /// calendar repeats (146 097 days).
    public init(daysSinceEpoch days: Int) {
        let shifted = days + 719_468  // days since 0000-03-01
        let era = shifted.dividedDown(by: 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        self.init(unchecked: year, month, dayOfYear - (153 * marchMonth + 2) / 5 + 1)
    }

    private init(unchecked year: Int, _ month: Int, _ day: Int) {
        self.year = year
        self.month = month
        self.day = day
    }

    /// The first of January.
    static func newYear(_ year: Int) -> CalendarDate { CalendarDate(unchecked: year, 1, 1) }

    /// A day known to exist in every year.
    static func fixed(_ year: Int, _ month: Int, _ day: Int) -> CalendarDate { CalendarDate(unchecked: year, month, day) }

    /// Days since 1970-01-01; negative before.
    public var daysSinceEpoch: Int {
        let marchYear = month <= 2 ? year - 1 : year
        let era = marchYear.dividedDown(by: 400)
        let yearOfEra = marchYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// The day of the week.
    public var weekday: Weekday { CalendarDate.weekday(ofDay: daysSinceEpoch) }

    /// 1970-01-01 was a Thursday.
    static func weekday(ofDay daysSinceEpoch: Int) -> Weekday {
        let fromMonday = (daysSinceEpoch + 3) - (daysSinceEpoch + 3).dividedDown(by: 7) * 7
        return Weekday.allCases[fromMonday]
    }

    /// The date `days` later (earlier when negative).
    public func adding(days: Int) -> CalendarDate { CalendarDate(daysSinceEpoch: daysSinceEpoch + days) }

    /// The same day so many months later, or the last of a shorter month: a year from 29 February ends on 28 February.
    public func adding(months: Int) -> CalendarDate {
        let count = year * 12 + month - 1 + months
        let (year, month) = (count.dividedDown(by: 12), count - count.dividedDown(by: 12) * 12 + 1)
        return CalendarDate(unchecked: year, month, min(day, CalendarDate.days(inMonth: month, of: year)))
    }

    /// `2026-03-13`.
    public var iso: String { "\(padded(year, to: 4))-\(padded(month))-\(padded(day))" }

    /// As `iso`.
    public var description: String { iso }

    /// The earlier date first.
    public static func < (a: CalendarDate, b: CalendarDate) -> Bool {
        (a.year, a.month, a.day) < (b.year, b.month, b.day)
    }

    static func days(inMonth month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

/// What a clock on the wall shows, without saying where the wall is.
public struct LocalDateTime: Hashable, Sendable, CustomStringConvertible {
    /// The day on the wall.
    public var date: CalendarDate
    /// Seconds since midnight. Hours after 24:00 belong to the following night and are legal.
    public var secondOfDay: Int

    /// - Parameter secondOfDay: seconds since that date's midnight.
    public init(date: CalendarDate, secondOfDay: Int) {
        self.date = date
        self.secondOfDay = secondOfDay
    }

    /// Reads seconds since 1970 as if the wall stood in Greenwich.
    init(secondsSinceEpoch seconds: Int64) {
        let day = Int(seconds).dividedDown(by: 86_400)
        self.init(date: CalendarDate(daysSinceEpoch: day), secondOfDay: Int(seconds) - day * 86_400)
    }

    var secondsSinceEpoch: Int64 { Int64(date.daysSinceEpoch) * 86_400 + Int64(secondOfDay) }

    /// `2026-03-13T13:00:00`.
    public var iso: String {
        "\(date.iso)T\(padded(secondOfDay / 3600)):\(padded(secondOfDay / 60 % 60)):\(padded(secondOfDay % 60))"
    }

    /// As `iso`.
    public var description: String { iso }
}

extension Int {
    /// The quotient rounded towards minus infinity, so that days before 1970 are whole days too.
    func dividedDown(by divisor: Int) -> Int {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }
}
