import BusinessTime
import Testing
import ZoneFiles

/// Random calendars and pauses against a clock that is looked at every minute.
struct RandomCalendarTests {
    @Test("every answer is what a minute-by-minute count gives", arguments: 0..<120)
    func bruteForce(seed: Int) throws {
        var random = SplitMix(state: UInt64(seed) &* 7919 &+ 1)
        let world = try MinuteWorld(&random)
        for _ in 0..<40 {
            let start = Int.random(in: 0..<world.count, using: &random)
            let other = Int.random(in: 0..<world.count, using: &random)
            let minutes = Bool.random(using: &random) ? Int.random(in: 0...180, using: &random) : Int.random(in: 0...6000, using: &random)
            try world.checkElapsed(start, other)
            try world.checkForwards(start, minutes)
            try world.checkBackwards(start, minutes)
        }
    }
}

/// Four weeks around a change of clocks, cut into minutes; open or not is read off the wall, without spans or sums.
private struct MinuteWorld {
    let schedule: Schedule
    let pauses: [Span]
    let origin: Instant
    /// Open and not paused, a minute each.
    let runs: [Bool]
    var count: Int { runs.count }

    init(_ random: inout SplitMix) throws {
        let zones = ["America/Mexico_City", "America/Tijuana", "America/Chicago", "Asia/Kolkata", "Australia/Lord_Howe", "America/Santiago"]
        let zone = try ZoneFiles.zone(named: zones.randomElement(using: &random) ?? "UTC")
        let origin = try zone.at(Bool.random(using: &random) ? "2026-02-27 00:00" : "2026-10-20 00:00")
        let calendar = try MinuteWorld.calendar(zone, around: zone.date(of: origin), &random)
        let length = 28 * 1440
        let pauses = (0..<Int.random(in: 0...4, using: &random)).map { _ in
            let start = origin + Int64.random(in: 0..<Int64(length), using: &random) * 60
            return Span(start, start + Int64.random(in: 0...4000, using: &random) * 60)
        }
        self.schedule = Schedule(calendar)
        self.pauses = pauses
        self.origin = origin
        self.runs = (0..<length).map { minute in
            let instant = origin + Int64(minute) * 60
            return MinuteWorld.isOpen(calendar, at: instant) && !pauses.contains { $0.contains(instant) }
        }
    }

    func instant(_ minute: Int) -> Instant { origin + Int64(minute) * 60 }

    func checkElapsed(_ a: Int, _ b: Int) throws {
        let expected = runs[min(a, b)..<max(a, b)].count(where: { $0 }) * 60 * (a <= b ? 1 : -1)
        #expect(schedule.elapsed(from: instant(a), to: instant(b), except: pauses) == Int64(expected))
    }

    func checkForwards(_ start: Int, _ minutes: Int) throws {
        var left = minutes
        var minute = start
        while minute < count {
            if runs[minute] {
                if left == 0 { break }
                left -= 1
                if left == 0 { minute += 1; break }
            }
            minute += 1
        }
        guard minute < count else { return }  // the answer lies beyond the four weeks
        let seconds = Int64(minutes) * 60
        let due = try schedule.instant(seconds, after: instant(start), except: pauses)
        #expect(due == instant(minute), "\(minutes) min after \(instant(start))")
        let reckoning = try schedule.reckoning(of: .workingTime(seconds: seconds), after: instant(start), except: pauses)
        #expect(reckoning.due == due)
        #expect(reckoning.lines.reduce(0) { $0 + $1.seconds } == seconds)
        #expect(zip(reckoning.lines, reckoning.lines.dropFirst()).allSatisfy { $0.from <= $1.from })
        #expect(reckoning.lines.allSatisfy { $0.from < $0.to && instant(start) <= $0.from && $0.to <= due })
    }

    func checkBackwards(_ end: Int, _ minutes: Int) throws {
        var left = minutes
        var minute = end
        while minute > 0 {
            if runs[minute - 1] {
                if left == 0 { break }
                left -= 1
                if left == 0 { minute -= 1; break }
            }
            minute -= 1
        }
        guard minute > 0 else { return }
        let found = try schedule.instant(Int64(minutes) * 60, before: instant(end), except: pauses)
        #expect(found == instant(minute), "\(minutes) min before \(instant(end))")
    }

    private static func isOpen(_ calendar: Calendar, at instant: Instant) -> Bool {
        let wall = calendar.zone.local(instant)
        func holds(_ hours: [DayHours], _ second: Int) -> Bool { hours.contains { $0.start <= second && second < $0.end } }
        return [0, -1].contains { day in
            holds(hours(of: calendar, on: wall.date.adding(days: day)), wall.secondOfDay - day * 86_400)
        } && ![0, -1].contains { day in
            holds(calendar.breaks[wall.date.adding(days: day)] ?? [], wall.secondOfDay - day * 86_400)
        }
    }

    /// Whether a date lies in a season is found by walking from its first day to its last.
    private static func hours(of calendar: Calendar, on date: CalendarDate) -> [DayHours] {
        if let hours = calendar.special[date] { return hours }
        guard calendar.closure(on: date) == nil else { return [] }
        let season = calendar.seasons.first { season in
            guard let first = (0..<366).map({ date.adding(days: -$0) }).first(where: { YearDay($0) == season.from }) else { return false }
            let length = (0..<366).first { YearDay(first.adding(days: $0)) == season.to } ?? 0
            return (0...length).contains(date.daysSinceEpoch - first.daysSinceEpoch)
        }
        return (season?.weekly ?? calendar.weekly)[date.weekday]
    }

    /// Hours neither begin nor end between 0:30 and 4:00, where clocks change: what is right there is told in `ZoneTests`.
    private static func calendar(_ zone: Zone, around date: CalendarDate, _ random: inout SplitMix) throws -> Calendar {
        func hours() throws -> DayHours {
            let start = Bool.random(using: &random) ? 0 : Int.random(in: 16..<96, using: &random) * 900
            let length = Int.random(in: 16...60, using: &random) * 900
            let end = start + length
            // Overnight hours end at four in the morning or later.
            let safe = end > 86_400 && end < 86_400 + 4 * 3600 ? 86_400 : end
            return try #require(DayHours(start: start, end: safe))
        }
        func list() throws -> [DayHours] { try (0..<Int.random(in: 0...2, using: &random)).map { _ in try hours() } }
        func someDate() -> CalendarDate { date.adding(days: Int.random(in: 0..<28, using: &random)) }

        var weekly = WeeklyHours()
        for day in Weekday.allCases { weekly[day] = try list() }
        var calendar = Calendar(zone: zone, weekly: weekly, closedSets: [.mx_lft])
        for _ in 0..<Int.random(in: 0...2, using: &random) {
            var week = WeeklyHours()
            for day in Weekday.allCases { week[day] = try list() }
            // Around the four weeks or inside them, or over New Year.
            let first = date.adding(days: Int.random(in: -340..<28, using: &random))
            let last = first.adding(days: Int.random(in: 0..<340, using: &random))
            calendar.seasons.append(Season(from: YearDay(first), to: YearDay(last), weekly: week))
        }
        for _ in 0..<3 { calendar.closed.insert(someDate()) }
        for _ in 0..<2 { calendar.special[someDate()] = try list() }
        for _ in 0..<3 { calendar.breaks[someDate()] = [try hours()] }
        return calendar
    }
}

/// A small generator with a seed, so that a failure can be repeated.
private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
