import BusinessTime
import Testing
import ZoneFiles

struct ScheduleTests {
    @Test func `closing time is closed, opening time is open`() throws {
        let schedule = try Sample.intecnia()
        #expect(schedule.isOpen(at: try schedule.at("2026-03-12 09:00")))
        #expect(!schedule.isOpen(at: try schedule.at("2026-03-12 14:00")))
        #expect(!schedule.isOpen(at: try schedule.at("2026-03-16 10:00")))
        #expect(try schedule.wall(schedule.nextOpen(from: schedule.at("2026-03-13 19:00"))) == "2026-03-17 09:00")
        #expect(try schedule.wall(schedule.previousOpen(before: schedule.at("2026-03-17 09:00"))) == "2026-03-13 19:00")
        #expect(try schedule.wall(schedule.previousOpen(before: schedule.at("2026-03-13 14:00"))) == "2026-03-13 14:00")
        let span = try schedule.span(openAtOrAfter: schedule.at("2026-03-12 15:00"))
        #expect(schedule.wall(span.start) == "2026-03-12 16:00" && schedule.wall(span.end) == "2026-03-12 19:00")
    }

    @Test func `zero is due at the nearest open moment, backwards at the last one`() throws {
        let schedule = try Sample.intecnia()
        #expect(try schedule.wall(schedule.instant(0, after: schedule.at("2026-03-13 19:00"))) == "2026-03-17 09:00")
        #expect(try schedule.wall(schedule.instant(0, before: schedule.at("2026-03-17 09:00"))) == "2026-03-13 19:00")
        #expect(try schedule.wall(schedule.instant(.hours(-8), after: schedule.at("2026-03-13 17:00"))) == "2026-03-12 17:00")
    }

    @Test func `open all day and all week loses no minute at midnight`() throws {
        let schedule = Sample.alwaysUTC
        let start = try schedule.at("2026-01-01 00:00")
        #expect(try schedule.instant(.hours(24 * 365), after: start) == start + .hours(24 * 365))
        #expect(schedule.elapsed(from: start, to: start + .hours(24 * 365)) == .hours(24 * 365))
        #expect(try schedule.span(openAtOrAfter: start).end.iso8601 == "2201-01-01T00:00:00Z")
    }

    @Test("days of 23 and 25 hours count as long as they are", arguments: [
        ("America/Tijuana", "2026-03-08", 23), ("America/Tijuana", "2026-11-01", 25), ("America/Chicago", "2026-03-08", 23),
        ("America/Chicago", "2026-11-01", 25), ("America/Mexico_City", "2026-03-08", 24),
    ])
    func clockChanges(zone: String, date: String, hours: Int64) throws {
        let schedule = Schedule(Calendar(zone: try ZoneFiles.zone(named: zone), weekly: .always))
        let day = Span(try schedule.at("\(date) 00:00"), try schedule.at("\(date) 24:00"))
        #expect(schedule.elapsed(from: day.start, to: day.end) == .hours(hours))
    }

    @Test func `opening hours stay on the wall when the clocks change`() throws {
        let schedule = try Sample.weekdays("09:00-18:00", zone: "America/Tijuana", closed: [])
        let due = try schedule.instant(.hours(9), after: schedule.at("2026-03-06 18:00"))
        #expect(schedule.zone.iso8601(due) == "2026-03-09T18:00:00-07:00")
    }

    @Test func `a night shift belongs to the day on which it starts, and a closed day removes only what starts on it`() throws {
        let wednesday = try #require(CalendarDate(iso: "2026-03-11"))
        let night = WeeklyHours(Sample.workdays, [try #require(DayHours("23:00-07:00"))])
        let schedule = Schedule(Calendar(zone: .utc, weekly: night, closed: [wednesday]))
        #expect(schedule.isOpen(at: try schedule.at("2026-03-11 06:59")))
        #expect(!schedule.isOpen(at: try schedule.at("2026-03-11 23:30")))
        #expect(!schedule.isOpen(at: try schedule.at("2026-03-12 06:00")))
        #expect(schedule.isOpen(at: try schedule.at("2026-03-14 06:00")))  // Saturday morning, of Friday's shift
        #expect(try schedule.wall(schedule.instant(.hours(10), after: schedule.at("2026-03-10 23:00"))) == "2026-03-13 01:00")
    }

    @Test func `dated hours win over a closed day, which stays no business day`() throws {
        let christmas = try #require(CalendarDate(iso: "2026-12-25"))
        let hours = [try #require(DayHours("10:00-14:00"))]
        let calendar = Calendar(
            zone: .utc, weekly: WeeklyHours(Sample.workdays, [.wholeDay]), closedSets: [.mx_lft], special: [christmas: hours])
        let schedule = Schedule(calendar)
        #expect(schedule.isOpen(at: try schedule.at("2026-12-25 10:00")))
        #expect(!schedule.isOpen(at: try schedule.at("2026-12-25 14:00")))
        #expect(!schedule.isBusinessDay(christmas))
    }

    @Test func `a dated break is cut out of the hours, also where it only touches them`() throws {
        let date = try #require(CalendarDate(iso: "2026-03-12"))
        let breaks = try ["08:00-10:00", "13:00-13:30"].map { try #require(DayHours($0)) }
        let schedule = Schedule(Calendar(
            zone: .utc, weekly: WeeklyHours(Sample.workdays, [try #require(DayHours("09:00-17:00"))]), breaks: [date: breaks]))
        #expect(schedule.elapsed(from: try schedule.at("2026-03-12 00:00"), to: try schedule.at("2026-03-13 00:00")) == 23_400)
    }

    @Test func `business days are a list of their own: an open Saturday is none`() throws {
        let schedule = try Sample.callCentre()
        #expect(schedule.isOpen(at: try schedule.at("2026-03-14 10:00")))
        #expect(!schedule.isBusinessDay(try #require(CalendarDate(iso: "2026-03-14"))))
        #expect(schedule.isBusinessDay(try #require(CalendarDate(iso: "2026-03-13"))))
        // Received on the open Saturday: the count begins on the next business day, Tuesday.
        let due = try schedule.due(.businessDays(1), after: schedule.at("2026-03-14 10:00"))
        #expect(schedule.wall(due) == "2026-03-18 09:00")
    }

    @Test func `a union is open when any part is, an intersection when all are, across zones`() throws {
        let mexico = try Sample.weekdays("09:00-18:00", closed: [])
        let tijuana = try Sample.weekdays("09:00-18:00", zone: "America/Tijuana", closed: [])  // 11–20 in Mexico City in winter
        let either = Schedule(unionOf: [mexico, tijuana], businessDaysOf: mexico)
        let both = Schedule(intersectionOf: [mexico, tijuana], businessDaysOf: mexico)
        let (start, end) = (try mexico.at("2026-01-15 00:00"), try mexico.at("2026-01-16 00:00"))
        #expect(either.elapsed(from: start, to: end) == .hours(11))
        #expect(both.elapsed(from: start, to: end) == .hours(7))
        #expect(try both.wall(both.instant(.hours(8), after: start)) == "2026-01-16 12:00")
        #expect(either.zone.name == "America/Mexico_City")
        #expect(!Schedule(intersectionOf: [], businessDaysOf: mexico).isOpen(at: try mexico.at("2026-01-15 10:00")))
    }

    @Test func `follow the sun: three offices of three zones are one schedule, day and night`() throws {
        let offices = try ["America/Mexico_City", "Europe/Madrid", "Asia/Tokyo"].map { try Sample.weekdays("08:00-18:00", zone: $0, closed: []) }
        let sun = Schedule(unionOf: offices, businessDaysOf: offices[0])
        // In January it is 08–18 in Madrid from 01 to 11 in Mexico, in Tokyo from 17 to 03, in Mexico itself from 08 to 18.
        let (start, end) = (try sun.at("2026-01-14 00:00"), try sun.at("2026-01-15 00:00"))
        #expect(sun.elapsed(from: start, to: end) == .hours(24))
        // Friday 16:00 in Mexico: two hours there, then nobody until Tokyo's Monday, which is Sunday 17:00 in Mexico.
        #expect(try sun.wall(sun.instant(.hours(5), after: sun.at("2026-01-16 16:00"))) == "2026-01-18 20:00")
    }

    @Test func `a season runs over New Year, and its days are those of every year`() throws {
        let short = WeeklyHours(Sample.workdays, [try #require(DayHours("10:00-12:00"))])
        let season = Season(from: try #require(YearDay("12-20")), to: try #require(YearDay("01-06")), weekly: short)
        let schedule = Schedule(Calendar(
            zone: .utc, weekly: WeeklyHours(Sample.workdays, [try #require(DayHours("09:00-17:00"))]), closedSets: [.mx_lft], seasons: [season]))
        for year in [2026, 2031, 2044] {
            #expect(schedule.elapsed(from: try schedule.at("\(year)-12-31 00:00"), to: try schedule.at("\(year)-12-31 24:00")) <= .hours(2))
        }
        // Wednesday 6 January is its last day; on Thursday the week is the ordinary one.
        #expect(try schedule.wall(schedule.instant(.hours(3), after: schedule.at("2027-01-06 09:00"))) == "2027-01-07 10:00")
        #expect(YearDay("02-29") != nil && YearDay("02-30") == nil && YearDay("7-15") == nil)
        #expect(season.overlaps(Season(from: try #require(YearDay("01-06")), to: try #require(YearDay("02-01")), weekly: short)))
    }

    @Test func `what never opens is refused, and so is what lies outside the supported years`() throws {
        let never = Schedule(Calendar(zone: .utc, weekly: WeeklyHours()))
        let start = try never.at("2026-01-01 00:00")
        #expect(throws: ScheduleError.neverOpen) { try never.instant(1, after: start) }
        #expect(throws: ScheduleError.neverOpen) { try never.instant(0, before: start) }
        #expect(never.elapsed(from: start, to: start + 1_000_000) == 0)
        #expect(throws: ScheduleError.beyondHorizon) { try Sample.alwaysUTC.instant(.max, after: start) }
        #expect(throws: ScheduleError.beyondHorizon) { try Sample.alwaysUTC.instant(.min, after: start) }
        #expect(throws: ScheduleError.beyondHorizon) { try Sample.alwaysUTC.nextOpen(from: .never) }
        #expect(throws: ScheduleError.negativeAmount) { try Sample.alwaysUTC.due(.businessDays(-1), after: start) }
        #expect(throws: ScheduleError.beyondHorizon) { try Sample.alwaysUTC.due(.calendarDays(.max), after: start) }
        #expect(throws: ScheduleError.beyondHorizon) { try Sample.alwaysUTC.due(.calendarDays(1), after: Instant(seconds: .min)) }
        #expect(throws: ScheduleError.beyondHorizon) { try Sample.alwaysUTC.instant(openDays: .min, after: Instant(seconds: .max)) }
        var calendar = Calendar(zone: .utc, weekly: .always)
        calendar.businessDays = []
        #expect(throws: ScheduleError.neverOpen) { try Schedule(calendar).due(.businessDays(1), after: start) }
    }

    @Test func `far questions extend what near ones compiled, in both directions`() throws {
        let schedule = try Sample.intecnia()
        let near = try schedule.at("2026-03-12 17:00")
        #expect(try schedule.wall(schedule.instant(.hours(8), after: near)) == "2026-03-13 17:00")
        #expect(try schedule.wall(schedule.instant(.hours(8), after: schedule.at("1999-03-11 17:00"))) == "1999-03-12 17:00")
        #expect(try schedule.wall(schedule.instant(.hours(8), after: schedule.at("2150-03-11 17:00"))) == "2150-03-12 17:00")
        #expect(try schedule.wall(schedule.instant(.hours(8), after: near)) == "2026-03-13 17:00")
        let decades = try schedule.instant(.hours(8 * 250 * 60), after: near)
        #expect(schedule.elapsed(from: near, to: decades) == .hours(8 * 250 * 60))
        #expect(try schedule.instant(.hours(8 * 250 * 60), before: decades) == near)
    }

    @Test func `many threads ask a new schedule at once and get the same answer`() async throws {
        let schedule = try Sample.intecnia()
        let start = try schedule.at("2026-03-12 17:00")
        let answers = try await withThrowingTaskGroup(of: Instant.self) { group in
            for _ in 0..<16 { group.addTask { try schedule.clockOfBusinessDays.instant(.hours(24), after: start) } }
            return try await group.reduce(into: Set<Instant>()) { $0.insert($1) }
        }
        #expect(answers == [try schedule.at("2026-03-13 17:00")])
    }
}
