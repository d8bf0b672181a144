import BusinessTime
import Foundation
import Testing
import ZoneFiles

/// Answers of other business-time libraries to the same questions; peculiar ones are left out.
struct VectorTests {
    private static let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "shared/business-time-vectors.json")

    @Test(.enabled(if: FileManager.default.fileExists(atPath: file.path)))
    func `we agree with other libraries where they agree with the calendar`() throws {
        let vectors = try JSONDecoder().decode([Vector].self, from: Data(contentsOf: Self.file))
        #expect(vectors.count > 50)
        for vector in vectors where vector.peculiar != true {
            try vector.check(Schedule(try vector.calendar(vector.weekly)))
            if let split = vector.weekly_split { try vector.check(Schedule(try vector.calendar(split))) }
        }
    }
}

private struct Vector: Decodable {
    let id, timezone, op, start: String
    let weekly: [String: [[String]]]
    let weekly_split, special_hours, breaks: [String: [[String]]]?
    let holidays: [String]
    let end, expected, direction, reversed_rule: String?
    let seconds, expected_seconds: Int64?
    let days: Int?
    let peculiar: Bool?

    func calendar(_ weekly: [String: [[String]]]) throws -> BusinessTime.Calendar {
        var hours = WeeklyHours()
        for (day, list) in weekly { hours[try #require(Weekday(day))] = try list.map(dayHours) }
        return BusinessTime.Calendar(
            zone: try ZoneFiles.zone(named: timezone), weekly: hours,
            closed: Set(try holidays.map { try #require(CalendarDate(iso: $0)) }),
            special: try dated(special_hours), breaks: try dated(breaks))
    }

    func check(_ schedule: Schedule) throws {
        let start = try #require(Instant(iso8601: start))
        switch op {
        case "elapsed":
            let found = schedule.elapsed(from: start, to: try #require(end.flatMap { Instant(iso8601: $0) }))
            #expect((reversed_rule == "zero" ? max(0, found) : found) == expected_seconds, "\(id)")
        case "deadline":
            let seconds = try #require(seconds)
            let found = try direction == "backward"
                ? schedule.instant(abs(seconds), before: start) : schedule.instant(seconds, after: start)
            #expect(found == expected.flatMap { Instant(iso8601: $0) }, "\(id)")
        default:
            #expect(op == "deadline_days", "\(id)")
            let found = try schedule.instant(openDays: try #require(days), after: start)
            #expect(found == expected.flatMap { Instant(iso8601: $0) }, "\(id)")
        }
    }

    private func dated(_ lists: [String: [[String]]]?) throws -> [CalendarDate: [DayHours]] {
        try Dictionary(uniqueKeysWithValues: (lists ?? [:]).map { date, list in
            (try #require(CalendarDate(iso: date)), try list.map(dayHours))
        })
    }

    private func dayHours(_ pair: [String]) throws -> DayHours { try #require(DayHours(from: pair[0], to: pair[1])) }
}
