import BusinessTime
import Testing
import ZoneFiles

/// The calendars of the companies whose policies are the specification.
enum Sample {
    static let workdays: [Weekday] = [.monday, .tuesday, .wednesday, .thursday, .friday]

    /// Monday to Friday 9–14 and 16–19, Mexico City, rest days of the law.
    static func intecnia() throws -> Schedule { try weekdays("09:00-14:00", "16:00-19:00") }

    /// Monday to Friday 9–18, Mexico City, rest days of the law.
    static func nineToSix(_ closed: [NamedDays] = [.mx_lft]) throws -> Schedule {
        try weekdays("09:00-18:00", closed: closed)
    }

    static func weekdays(_ hours: String..., zone: String = "America/Mexico_City", closed: [NamedDays] = [.mx_lft]) throws -> Schedule {
        Schedule(Calendar(
            zone: try ZoneFiles.zone(named: zone),
            weekly: WeeklyHours(workdays, try hours.map { try #require(DayHours($0)) }),
            closedSets: closed))
    }

    /// Call centre Monday to Friday 9–18 and Saturday 9–14, Monterrey.
    static func callCentre() throws -> Schedule { try factuPronto(weekdays: "09:00-18:00", saturday: "09:00-14:00") }

    /// Tickets: the call centre's hours, and Monday to Friday 17–21 from home.
    static func tickets() throws -> Schedule {
        let callCentre = try callCentre()
        return Schedule(unionOf: [callCentre, try factuPronto(weekdays: "17:00-21:00")], businessDaysOf: callCentre)
    }

    private static func factuPronto(weekdays: String, saturday: String? = nil) throws -> Schedule {
        var hours = WeeklyHours(workdays, [try #require(DayHours(weekdays))])
        if let saturday { hours[.saturday] = [try #require(DayHours(saturday))] }
        return Schedule(Calendar(
            zone: try ZoneFiles.zone(named: "America/Monterrey"), weekly: hours, closedSets: [.mx_lft]))
    }

    static let alwaysUTC = Schedule(Calendar(zone: .utc, weekly: .always))
}

extension Zone {
    /// `2026-03-12 17:00` on this zone's wall.
    func at(_ wall: String) throws -> Instant {
        let parts = wall.split(separator: " ")
        let time = try #require(parts.last).split(separator: ":").compactMap { Int($0) }
        let second = time[0] * 3600 + time[1] * 60 + (time.count == 3 ? time[2] : 0)
        return instant(LocalDateTime(date: try #require(CalendarDate(iso: parts[0])), secondOfDay: second))
    }
}

extension Schedule {
    func at(_ wall: String) throws -> Instant { try zone.at(wall) }

    /// `2026-03-13 17:00`, as a person reads it.
    func wall(_ instant: Instant) -> String {
        zone.local(instant).iso.replacing("T", with: " ").replacing(/:00$/, with: "")
    }

    func pause(_ from: String, _ to: String) throws -> Span { Span(try at(from), try at(to)) }
}

extension Int64 {
    static func hours(_ hours: Int64) -> Int64 { hours * 3600 }
}
