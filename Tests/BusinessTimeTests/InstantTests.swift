import BusinessTime
import Testing

struct InstantTests {
    @Test("an instant is read with its offset", arguments: [
        ("2026-03-13T13:00:00-06:00", "2026-03-13T19:00:00Z"),
        ("2026-03-13T19:00:00Z", "2026-03-13T19:00:00Z"),
        ("2026-03-13T19:00Z", "2026-03-13T19:00:00Z"),
        ("2026-03-13T19:00:59.999Z", "2026-03-13T19:00:59Z"),
        ("2024-02-29T00:00:00+0530", "2024-02-28T18:30:00Z"),
        ("1969-12-31T23:59:59.5Z", "1969-12-31T23:59:59Z"),
        ("9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z"),
    ])
    func reading(text: String, utc: String) {
        #expect(Instant(iso8601: text)?.iso8601 == utc)
    }

    @Test("what is not an instant is refused", arguments: [
        "2026-03-13T19:00:00", "2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-03-00T00:00:00Z",
        "2026-03-13T24:00:00Z", "2026-03-13T19:60:00Z", "2026-03-13T19:00:60Z", "2026-03-13", "", "2026-03-13T19:00:00Zx",
        "2026-03-13T19:00:00.Z", "26-03-13T19:00:00Z", "2026-03-13T19:00:00+24:00", "２026-03-13T19:00:00Z",
    ])
    func refusing(text: String) {
        #expect(Instant(iso8601: text) == nil)
    }

    @Test func `never sorts after every instant that can be written, and sums do not trap`() {
        #expect(Instant.never.iso8601 == "9999-12-31T23:59:59Z")
        #expect(Instant(seconds: .max) + 1 == Instant(seconds: .max))
        #expect(Instant(seconds: .min) - .max == Instant(seconds: .min))
        #expect(Instant(seconds: .max) - Instant(seconds: -1) == .max)
        #expect(Instant(seconds: 10) - Instant(seconds: 25) == -15)
    }

    @Test func `dates count on through centuries, leap years and before 1970`() throws {
        var date = try #require(CalendarDate(iso: "1899-12-31"))
        var weekday = Weekday.sunday.rawValue
        let end = try #require(CalendarDate(iso: "2201-01-01"))
        while date < end {
            let next = date.adding(days: 1)
            let isNewMonth = next.day == 1
            #expect(next > date && (isNewMonth || next.day == date.day + 1))
            #expect(CalendarDate(iso: next.iso) == next && next.daysSinceEpoch == date.daysSinceEpoch + 1)
            weekday = weekday % 7 + 1
            guard next.weekday.rawValue == weekday else { Issue.record("wrong weekday on \(next)"); return }
            date = next
        }
        #expect(CalendarDate(iso: "1970-01-01")?.daysSinceEpoch == 0)
        #expect(CalendarDate(iso: "1900-02-29") == nil)
        #expect(CalendarDate(iso: "2000-02-29") != nil)
    }

    @Test("hours are read as people write them", arguments: [
        ("09:00-14:00", 9 * 3600, 14 * 3600), ("23:00-07:00", 23 * 3600, 31 * 3600), ("00:00-24:00", 0, 86_400),
        ("09:00-09:00", 9 * 3600, 9 * 3600), ("20:00-00:00", 20 * 3600, 86_400), ("9:30-14:00:30", 34_200, 50_430),
    ])
    func hours(text: String, start: Int, end: Int) {
        #expect(DayHours(text).map { [$0.start, $0.end] } == [start, end])
    }

    @Test("hours that do not exist are refused", arguments: [
        "24:00-25:00", "09:60-10:00", "09:00", "09:00-", "nine-ten", "09:00-10:00-11:00", "-1:00-02:00", "09:00-24:01",
        "9-10", "09:00-10:0", "٠٩:00-10:00",
    ])
    func wrongHours(text: String) {
        #expect(DayHours(text) == nil)
    }
}
