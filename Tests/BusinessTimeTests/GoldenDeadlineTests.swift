import BusinessTime
import Testing
import ZoneFiles

/// Due dates that were worked out by hand from the policies.
struct GoldenDeadlineTests {
    @Test("IN-36: hours of a split shift are open hours", arguments: [
        ("2026-03-12 17:00", 8, "2026-03-13 17:00"),
        ("2026-03-12 17:00", 10, "2026-03-13 19:00"),
        ("2026-03-12 17:00", 12, "2026-03-17 11:00"),
        ("2026-03-12 17:00", 24, "2026-03-18 17:00"),
        ("2026-03-12 19:00", 8, "2026-03-13 19:00"),
        ("2026-03-13 17:00", 8, "2026-03-17 17:00"),
        ("2026-03-11 15:00", 8, "2026-03-12 14:00"),
        ("2026-03-11 14:00", 8, "2026-03-12 14:00"),
        ("2026-03-11 09:00", 5, "2026-03-11 14:00"),
        ("2026-03-14 11:00", 8, "2026-03-17 19:00"),
        ("2024-09-30 18:00", 8, "2024-10-02 18:00"),
    ])
    func splitShift(received: String, hours: Int64, due: String) throws {
        let schedule = try Sample.intecnia()
        let found = try schedule.due(.workingTime(seconds: .hours(hours)), after: schedule.at(received))
        #expect(schedule.wall(found) == due)
    }

    @Test func `IN-43: none of the time that we wait for the client counts`() throws {
        let schedule = try Sample.intecnia()
        let start = try schedule.at("2026-03-09 10:00")
        let wait = try schedule.pause("2026-03-09 12:00", "2026-03-10 11:00")
        #expect(try schedule.wall(schedule.instant(.hours(10), after: start)) == "2026-03-10 12:00")
        #expect(try schedule.wall(schedule.instant(.hours(10), after: start, except: [wait])) == "2026-03-11 11:00")
    }

    @Test("FEL-27, GE-20, GE-26: 24, 48 and 72 horas hábiles in their three readings", arguments: [
        ("2026-03-05 17:00", 24, "2026-03-10 14:00", "2026-03-06 17:00", "2026-03-06 17:00"),
        ("2026-03-12 17:00", 24, "2026-03-18 14:00", "2026-03-13 17:00", "2026-03-13 17:00"),
        ("2026-03-12 17:00", 48, "2026-03-23 11:00", "2026-03-17 17:00", "2026-03-17 17:00"),
        ("2026-03-12 22:00", 24, "2026-03-18 15:00", "2026-03-17 09:00", "2026-03-13 22:00"),
        ("2026-03-14 11:00", 24, "2026-03-19 15:00", "2026-03-18 09:00", "2026-03-18 00:00"),
        ("2026-03-13 17:30", 48, "2026-03-24 11:30", "2026-03-18 17:30", "2026-03-18 17:30"),
        ("2026-03-12 12:00", 72, "2026-03-25 12:00", "2026-03-18 12:00", "2026-03-18 12:00"),
        ("2026-04-01 10:00", 48, "2026-04-08 13:00", "2026-04-03 10:00", "2026-04-03 10:00"),
    ])
    func readings(received: String, hours: Int64, open: String, days: String, clock: String) throws {
        try expectReadings(of: try Sample.nineToSix(), received, hours, open, days, clock)
    }

    @Test func `the three readings leave out Holy Thursday and Friday when the company closes`() throws {
        try expectReadings(
            of: try Sample.nineToSix([.mx_lft, .mx_holy_week]),
            "2026-04-01 10:00", 48, "2026-04-10 13:00", "2026-04-07 10:00", "2026-04-07 10:00")
    }

    private func expectReadings(
        of schedule: Schedule, _ received: String, _ hours: Int64, _ open: String, _ days: String, _ clock: String
    ) throws {
        let start = try schedule.at(received)
        #expect(try schedule.wall(schedule.due(.workingTime(seconds: .hours(hours)), after: start)) == open)
        #expect(try schedule.wall(schedule.due(.businessDays(Int(hours) / 24), after: start)) == days)
        #expect(try schedule.wall(schedule.due(.businessClock(seconds: .hours(hours)), after: start)) == clock)
    }

    @Test("FP: levels 1 and 2 count ticket hours, a union; level 3 the call centre's", arguments: [
        ("2026-02-27 20:00", 2, true, "2026-02-28 10:00"),
        ("2026-01-31 13:00", 4, false, "2026-02-03 12:00"),
        ("2026-03-06 17:30", 8, false, "2026-03-09 11:30"),
    ])
    func levels(entered: String, hours: Int64, isTicket: Bool, due: String) throws {
        let schedule = isTicket ? try Sample.tickets() : try Sample.callCentre()
        #expect(try schedule.wall(schedule.instant(.hours(hours), after: schedule.at(entered))) == due)
    }

    @Test("FI-25: more than three days without an answer", arguments: [
        (Allowance.calendarDays(3, roll: .nextOpening), "2026-03-13 18:00", "2026-03-17 09:00"),
        (.moreThan(.calendarDays(3, roll: .nextOpening)), "2026-03-13 18:00", "2026-03-17 09:00"),
        (.moreThan(.calendarDays(3, roll: .nextOpening)), "2026-03-09 10:00", "2026-03-12 10:00:01"),
        (.calendarDays(3), "2026-03-13 18:00", "2026-03-16 18:00"),
        (.businessDays(3), "2026-03-13 18:00", "2026-03-19 18:00"),
    ])
    func silence(allowance: Allowance, since: String, due: String) throws {
        let schedule = try Sample.weekdays("09:00-19:00")
        #expect(try schedule.wall(schedule.due(allowance, after: schedule.at(since))) == due)
    }

    @Test("GE-47, GE-18: days end at the close of business, day 1 being the next business day", arguments: [
        ("2026-03-12 12:00", 5, false, "2026-03-20 18:00"),
        ("2026-03-13 18:30", 5, false, "2026-03-23 18:00"),
        ("2026-03-26 12:00", 5, false, "2026-04-02 18:00"),
        ("2026-03-26 12:00", 5, true, "2026-04-06 18:00"),
        ("2026-03-12 12:00", 3, false, "2026-03-18 18:00"),
        ("2026-03-12 12:00", 20, false, "2026-04-10 18:00"),
        ("2026-03-12 12:00", 20, true, "2026-04-14 18:00"),
    ])
    func closeOfBusiness(filed: String, days: Int, closesHolyDays: Bool, due: String) throws {
        let schedule = try Sample.nineToSix(closesHolyDays ? [.mx_lft, .mx_holy_week] : [.mx_lft])
        let found = try schedule.due(.businessDays(days, ending: .closeOfBusiness), after: schedule.at(filed))
        #expect(schedule.wall(found) == due)
    }
}
