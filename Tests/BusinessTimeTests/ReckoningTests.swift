import BusinessTime
import Testing

struct ReckoningTests {
    private func text(_ reckoning: Reckoning, of schedule: Schedule) -> [String] {
        reckoning.lines.map { "\(schedule.wall($0.from)) – \(schedule.wall($0.to)) \($0.seconds / 3600) h \($0.note)" }
    }

    @Test func `every open stretch, weekend and rest day has its line`() throws {
        let schedule = try Sample.intecnia()
        let reckoning = try schedule.reckoning(of: .workingTime(seconds: .hours(12)), after: schedule.at("2026-03-12 17:00"))
        #expect(text(reckoning, of: schedule) == [
            "2026-03-12 17:00 – 2026-03-12 19:00 2 h open",
            "2026-03-13 09:00 – 2026-03-13 14:00 5 h open",
            "2026-03-13 16:00 – 2026-03-13 19:00 3 h open",
            "2026-03-14 00:00 – 2026-03-16 00:00 0 h closed",
            "2026-03-16 00:00 – 2026-03-17 00:00 0 h closedDay(\"benito_juarez\")",
            "2026-03-17 09:00 – 2026-03-17 11:00 2 h open",
        ])
    }

    @Test func `the wait for the opening and a pause have their lines`() throws {
        let schedule = try Sample.nineToSix()
        let pause = try schedule.pause("2026-03-11 10:00", "2026-03-11 12:00")
        let reckoning = try schedule.reckoning(
            of: .workingTime(seconds: .hours(4)), after: schedule.at("2026-03-10 20:00"), except: [pause])
        #expect(text(reckoning, of: schedule) == [
            "2026-03-10 20:00 – 2026-03-11 00:00 0 h closed",
            "2026-03-11 09:00 – 2026-03-11 10:00 1 h open",
            "2026-03-11 10:00 – 2026-03-11 12:00 0 h pause",
            "2026-03-11 12:00 – 2026-03-11 15:00 3 h open",
        ])
    }

    @Test func `a dated break has its line`() throws {
        let date = try #require(CalendarDate(iso: "2026-03-12"))
        let schedule = Schedule(Calendar(
            zone: .utc, weekly: WeeklyHours(Sample.workdays, [try #require(DayHours("09:00-17:00"))]),
            breaks: [date: [try #require(DayHours("12:00-13:00"))]]))
        let reckoning = try schedule.reckoning(of: .workingTime(seconds: .hours(4)), after: schedule.at("2026-03-12 10:00"))
        #expect(text(reckoning, of: schedule) == [
            "2026-03-12 10:00 – 2026-03-12 12:00 2 h open",
            "2026-03-12 12:00 – 2026-03-12 13:00 0 h breakTime",
            "2026-03-12 13:00 – 2026-03-12 15:00 2 h open",
        ])
    }

    @Test func `business days are numbered, and days between them named`() throws {
        let schedule = try Sample.nineToSix()
        let reckoning = try schedule.reckoning(of: .businessDays(2, ending: .closeOfBusiness), after: schedule.at("2026-03-12 12:00"))
        #expect(text(reckoning, of: schedule) == [
            "2026-03-13 00:00 – 2026-03-14 00:00 0 h businessDay(1)",
            "2026-03-14 00:00 – 2026-03-16 00:00 0 h closed",
            "2026-03-16 00:00 – 2026-03-17 00:00 0 h closedDay(\"benito_juarez\")",
            "2026-03-17 00:00 – 2026-03-17 18:00 0 h businessDay(2)",
        ])
    }

    @Test func `an end in closed time tells that it moved`() throws {
        let schedule = try Sample.weekdays("09:00-19:00")
        let reckoning = try schedule.reckoning(of: .calendarDays(3, roll: .nextOpening), after: schedule.at("2026-03-13 18:00"))
        #expect(text(reckoning, of: schedule) == [
            "2026-03-13 18:00 – 2026-03-16 18:00 72 h elapsed",
            "2026-03-16 18:00 – 2026-03-17 09:00 0 h rolled",
        ])
    }

    @Test func `a year of working time stays readable, with every rest day and pause in it`() throws {
        let schedule = try Sample.intecnia()
        let start = try schedule.at("2026-01-05 09:00")
        let pause = try schedule.pause("2026-06-10 10:00", "2026-06-12 10:00")
        let reckoning = try schedule.reckoning(of: .workingTime(seconds: .hours(1900)), after: start, except: [pause])
        #expect(reckoning.lines.count <= 25)
        #expect(reckoning.lines.reduce(0) { $0 + $1.seconds } == .hours(1900))
        #expect(reckoning.lines.contains { $0.note == .closedDay("independence_day") })
        #expect(reckoning.lines.contains { $0.note == .pause })
        let days = try schedule.reckoning(of: .businessDays(250), after: start)
        #expect(days.lines.count <= 25)
        #expect(try days.due == schedule.due(.businessDays(250), after: start))
    }
}
