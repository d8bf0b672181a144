import BusinessTime
import Testing

struct ClosedDaysTests {
    private func closed(_ schedule: Schedule, _ first: String, _ last: String) throws -> [String] {
        schedule.closedDays(from: try #require(CalendarDate(iso: first)), through: try #require(CalendarDate(iso: last)))
            .map { "\($0.date.iso) \($0.name)" }
    }

    @Test func `the law's rest days on which the week would have been open (IN-19)`() throws {
        #expect(try closed(Sample.intecnia(), "2026-03-01", "2027-01-01") == [
            "2026-03-16 benito_juarez", "2026-05-01 labour_day", "2026-09-16 independence_day", "2026-11-16 revolution_day",
            "2026-12-25 christmas", "2027-01-01 new_year",
        ])
        // 1 May 2027 is a Saturday: closed anyway.
        #expect(try closed(Sample.intecnia(), "2027-04-15", "2027-05-15").isEmpty)
        // FactuPronto's call centre works on Saturdays, so there it counts, and so it does for the union with the tickets.
        #expect(try closed(Sample.callCentre(), "2027-04-15", "2027-05-15") == ["2027-05-01 labour_day"])
        #expect(try closed(Sample.tickets(), "2027-04-15", "2027-05-15") == ["2027-05-01 labour_day"])
        #expect(try closed(Sample.intecnia(), "2026-12-25", "2026-12-01") == ["2026-12-25 christmas"], "one day at least")
    }

    @Test func `dated hours open a closed day, and a part of a union does`() throws {
        let christmas = try #require(CalendarDate(iso: "2026-12-25"))
        var calendar = Calendar(zone: .utc, weekly: WeeklyHours(Sample.workdays, [try #require(DayHours("09:00-18:00"))]), closedSets: [.mx_lft])
        calendar.special[christmas] = [try #require(DayHours("10:00-12:00"))]
        #expect(try closed(Schedule(calendar), "2026-12-01", "2026-12-31").isEmpty)
        calendar.special[christmas] = []
        #expect(try closed(Schedule(calendar), "2026-12-01", "2026-12-31") == ["2026-12-25 christmas"])
        let union = Schedule(unionOf: [Schedule(calendar), Sample.alwaysUTC], businessDaysOf: Schedule(calendar))
        #expect(try closed(union, "2026-12-01", "2026-12-31").isEmpty)
    }
}
