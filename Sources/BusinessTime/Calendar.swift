/// When somebody is open, as a company writes it down. `Schedule` compiles it.
///
/// For the hours that start on a date, in this order: `special` hours of that date, else nothing if the date is closed,
/// else the hours of its season, else the week's. So dated hours win over a closed set: who writes hours for 25 December means to open. What
/// `breaks` lists for a date is then cut out. A closed date removes the hours that *start* on it; the night shift of
/// the day before runs to its end.
public struct Calendar: Hashable, Sendable {
    /// The zone of the wall clock by which the hours are written.
    public var zone: Zone
    /// The hours of an ordinary week.
    public var weekly: WeeklyHours
    /// Closed days computed for every year.
    public var closedSets: [NamedDays]
    /// Closed days written as dates.
    public var closed: Set<CalendarDate>
    /// Dated hours instead of the week's; an empty list leaves the date without hours.
    public var special: [CalendarDate: [DayHours]]
    /// Dated closed times inside open hours, by the wall clock of their date.
    public var breaks: [CalendarDate: [DayHours]]
    /// Which weekdays are "días hábiles": a list of its own, independent of hours. Closed days never are.
    public var businessDays: Set<Weekday>
    /// Parts of every year with hours of their own; of two that overlap, the first. Business days are the same all year.
    public var seasons: [Season]

    /// A calendar in which nothing is closed but what the week closes, unless told otherwise.
    public init(
        zone: Zone,
        weekly: WeeklyHours,
        closedSets: [NamedDays] = [],
        closed: Set<CalendarDate> = [],
        special: [CalendarDate: [DayHours]] = [:],
        breaks: [CalendarDate: [DayHours]] = [:],
        businessDays: Set<Weekday> = [.monday, .tuesday, .wednesday, .thursday, .friday],
        seasons: [Season] = []
    ) {
        self.zone = zone
        self.weekly = weekly
        self.closedSets = closedSets
        self.closed = closed
        self.special = special
        self.breaks = breaks
        self.businessDays = businessDays
        self.seasons = seasons
    }

    /// The hours of the week in which `date` lies.
    func week(of date: CalendarDate) -> WeeklyHours {
        let day = YearDay(date)
        return seasons.first { $0.contains(day) }?.weekly ?? weekly
    }

    /// Why `date` is closed: the id of a named day, else the date itself in ISO form; `nil` when it is not.
    public func closure(on date: CalendarDate) -> String? {
        for set in closedSets {
            if let day = set.dates(in: date.year).first(where: { $0.date == date }) { return day.name }
        }
        return closed.contains(date) ? date.iso : nil
    }

    /// The hours that start on `date`, breaks not yet cut out.
    public func hours(on date: CalendarDate) -> [DayHours] {
        special[date] ?? (closure(on: date) == nil ? week(of: date)[date.weekday] : [])
    }

    /// `hours` of a date as instants.
    func spans(_ hours: [DayHours], on date: CalendarDate) -> [Span] { spans(hours, onDay: date.daysSinceEpoch) }

    /// As `spans(_:on:)`, for a day since 1970.
    func spans(_ hours: [DayHours], onDay day: Int) -> [Span] {
        let midnight = Int64(day) * 86_400
        return hours.map { hours in
            Span(zone.instant(wall: midnight + Int64(hours.start)), zone.instant(wall: midnight + Int64(hours.end)))
        }
    }
}
