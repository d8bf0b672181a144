import BusinessTime
import Testing

struct PauseTests {
    @Test func `pauses may be unordered, overlap, touch and be empty`() throws {
        let schedule = try Sample.nineToSix()
        let start = try schedule.at("2026-03-09 09:00")
        let pauses = try [
            schedule.pause("2026-03-09 12:00", "2026-03-09 13:00"),
            schedule.pause("2026-03-09 10:00", "2026-03-09 11:30"),
            schedule.pause("2026-03-09 11:00", "2026-03-09 12:00"),
            schedule.pause("2026-03-09 15:00", "2026-03-09 15:00"),
        ]
        #expect(try schedule.wall(schedule.instant(.hours(2), after: start, except: pauses)) == "2026-03-09 14:00")
        #expect(schedule.elapsed(from: start, to: try schedule.at("2026-03-09 18:00"), except: pauses) == .hours(6))
        #expect(schedule.elapsed(from: try schedule.at("2026-03-09 18:00"), to: start, except: pauses) == .hours(-6))
        let back = try schedule.instant(.hours(2), before: schedule.at("2026-03-09 14:00"), except: pauses)
        #expect(back == start)
    }

    @Test func `an amount used up when a pause begins is due then, not afterwards`() throws {
        let schedule = try Sample.nineToSix()
        let pause = try schedule.pause("2026-03-09 11:00", "2026-03-10 12:00")
        let start = try schedule.at("2026-03-09 09:00")
        #expect(try schedule.wall(schedule.instant(.hours(2), after: start, except: [pause])) == "2026-03-09 11:00")
        #expect(try schedule.wall(schedule.instant(.hours(2) + 60, after: start, except: [pause])) == "2026-03-10 12:01")
        #expect(try schedule.wall(schedule.instant(0, after: schedule.at("2026-03-09 11:00"), except: [pause])) == "2026-03-10 12:00")
    }

    @Test("while a pause is still running nothing falls due", arguments: [
        Allowance.workingTime(seconds: .hours(8)), .businessDays(2), .businessDays(2, ending: .closeOfBusiness),
        .businessClock(seconds: .hours(24)), .calendarDays(3, roll: .nextOpening), .elapsed(seconds: .hours(24)),
        .moreThan(.businessDays(2)), .moreThan(.calendarDays(3, roll: .nextOpening)),
    ])
    func endless(allowance: Allowance) throws {
        let schedule = try Sample.nineToSix()
        let start = try schedule.at("2026-03-09 09:00")
        let running = Span(try schedule.at("2026-03-09 12:00"), .never)
        #expect(try schedule.due(allowance, after: start, except: [running]) == .never)
        let reckoning = try schedule.reckoning(of: allowance, after: start, except: [running])
        #expect(reckoning.due == .never && reckoning.lines.last?.note == .pause)
        let late = Span(try schedule.at("2026-06-01 12:00"), .never)
        #expect(try schedule.due(allowance, after: start, except: [late]) == schedule.due(allowance, after: start))
    }

    @Test func `A-52: a pause over a weekend does not move a due date counted in days by its wall-clock length`() throws {
        let schedule = try Sample.nineToSix()
        let start = try schedule.at("2026-03-05 10:00")
        let weekend = try schedule.pause("2026-03-06 18:00", "2026-03-09 09:00")
        let threeHours = try schedule.pause("2026-03-06 16:00", "2026-03-09 10:00")
        #expect(try schedule.wall(schedule.due(.businessDays(3), after: start)) == "2026-03-10 10:00")
        #expect(try schedule.wall(schedule.due(.businessDays(3), after: start, except: [weekend])) == "2026-03-10 10:00")
        #expect(try schedule.wall(schedule.due(.businessDays(3), after: start, except: [threeHours])) == "2026-03-10 13:00")
    }

    @Test func `a pause moves the close of business on by the working time inside it`() throws {
        let schedule = try Sample.nineToSix()
        let start = try schedule.at("2026-03-09 10:00")
        let pause = try schedule.pause("2026-03-10 16:00", "2026-03-10 20:00")
        let due = try schedule.due(.businessDays(2, ending: .closeOfBusiness), after: start, except: [pause])
        #expect(schedule.wall(due) == "2026-03-12 11:00")
    }

    @Test func `nothing falls due in the middle of a pause, even if it took no working time yet`() throws {
        let schedule = try Sample.nineToSix()
        let start = try schedule.at("2026-03-06 09:00")
        let pause = try schedule.pause("2026-03-07 11:00", "2026-03-10 12:00")
        #expect(try schedule.wall(schedule.due(.businessDays(1), after: start, except: [pause])) == "2026-03-10 12:00")
    }

    @Test func `calendar days and elapsed time are moved on by the real length of a pause`() throws {
        let schedule = try Sample.nineToSix()
        let start = try schedule.at("2026-03-09 10:00")
        let pause = try schedule.pause("2026-03-10 12:00", "2026-03-11 15:00")
        #expect(try schedule.wall(schedule.due(.calendarDays(2), after: start, except: [pause])) == "2026-03-12 13:00")
        #expect(try schedule.wall(schedule.due(.elapsed(seconds: .hours(48)), after: start, except: [pause])) == "2026-03-12 13:00")
        let later = try schedule.pause("2026-03-12 11:00", "2026-03-12 12:00")
        #expect(try schedule.wall(schedule.due(.calendarDays(2), after: start, except: [later, pause])) == "2026-03-12 14:00")
    }
}
