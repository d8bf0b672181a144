import ArgumentParser
import BusinessTime
import ZoneFiles

/// `ventanilla bench-business-time`: deadlines a second, beside a walk over the same spans.
struct BenchBusinessTime: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench-business-time",
        abstract: "Mide cuántos plazos por segundo calcula una máquina.",
        shouldDisplay: false)

    @Option(help: "Cuántos plazos.")
    var count = 3_000_000

    func validate() throws {
        guard count > 0 else { throw ValidationError("--count must be positive") }
    }

    func run() throws {
        let schedule = try Self.splitShift()
        let questions = Self.questions(count)
        let compiling = try ContinuousClock().measure {
            _ = try schedule.instant(questions[0].seconds, after: questions[0].start)
        }
        print("first question, which compiles: \(compiling)")

        var sum: Int64 = 0
        let searching = try ContinuousClock().measure {
            for question in questions { sum &+= try schedule.instant(question.seconds, after: question.start).seconds }
        }
        report("binary search", count, searching)

        let few = questions.prefix(max(1, count / 100))
        var walked: Int64 = 0
        let walking = try ContinuousClock().measure {
            for question in few { walked &+= try Self.walk(question.seconds, after: question.start, schedule).seconds }
        }
        report("walk over spans", few.count, walking)
        let again = try few.reduce(Int64(0)) { $0 &+ (try schedule.instant($1.seconds, after: $1.start).seconds) }
        let counting = try ContinuousClock().measure {
            for question in few { _ = try schedule.due(.businessDays(5), after: question.start) }
        }
        report("5 business days", few.count, counting)
        let explaining = try ContinuousClock().measure {
            for question in few { _ = try schedule.reckoning(of: .workingTime(seconds: 40 * 3600), after: question.start) }
        }
        report("reckoning of 40 h", few.count, explaining)
        print(walked == again ? "both agree (checksum \(sum))" : "THEY DISAGREE")
    }

    private func report(_ way: String, _ count: Int, _ duration: Duration) {
        let seconds = Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
        print("\(way): \(Int(Double(count) / seconds)) deadlines/s (\(count) in \(duration))")
    }

    /// Monday to Friday 9–14 and 16–19, rest days of the law.
    private static func splitShift() throws -> Schedule {
        let hours = ["09:00-14:00", "16:00-19:00"].compactMap { DayHours($0) }
        return Schedule(Calendar(
            zone: try ZoneFiles.zone(named: "America/Mexico_City"),
            weekly: WeeklyHours([.monday, .tuesday, .wednesday, .thursday, .friday], hours),
            closedSets: [.mx_lft]))
    }

    /// Starts in 2024–2027, amounts up to a year of working time; the same in every run.
    private static func questions(_ count: Int) -> [(start: Instant, seconds: Int64)] {
        var state: UInt64 = 2026
        func next(below bound: UInt64) -> Int64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int64((state >> 33) % bound)
        }
        return (0..<count).map { _ in
            (Instant(seconds: 1_704_067_200 + next(below: 4 * 365 * 86_400)), 1 + next(below: 2000 * 3600))
        }
    }

    private static func walk(_ seconds: Int64, after start: Instant, _ schedule: Schedule) throws -> Instant {
        var remaining = seconds
        var cursor = start
        while true {
            let span = try schedule.span(openAtOrAfter: cursor)
            let opening = max(cursor, span.start)
            if remaining <= span.end - opening { return opening + remaining }
            remaining -= span.end - opening
            cursor = span.end
        }
    }
}
