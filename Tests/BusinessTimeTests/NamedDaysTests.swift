import BusinessTime
import Testing

struct NamedDaysTests {
    @Test("LFT art. 74: the rest days of a year, and no substitutes", arguments: [
        (2024, "01-01 02-05 03-18 05-01 09-16 10-01 11-18 12-25"),
        (2025, "01-01 02-03 03-17 05-01 09-16 11-17 12-25"),
        (2026, "01-01 02-02 03-16 05-01 09-16 11-16 12-25"),
        (2027, "01-01 02-01 03-15 05-01 09-16 11-15 12-25"),
        (2028, "01-01 02-07 03-20 05-01 09-16 11-20 12-25"),
        (2029, "01-01 02-05 03-19 05-01 09-16 11-19 12-25"),
        (2030, "01-01 02-04 03-18 05-01 09-16 10-01 11-18 12-25"),
        (2018, "01-01 02-05 03-19 05-01 09-16 11-19 12-01 12-25"),
        (2006, "01-01 02-06 03-21 05-01 09-16 11-20 12-01 12-25"),
        (2005, "01-01 02-05 03-21 05-01 09-16 11-20 12-25"),
    ])
    func restDays(year: Int, days: String) {
        #expect(NamedDays.mx_lft.dates(in: year).map { String($0.date.iso.dropFirst(5)) }.joined(separator: " ") == days)
    }

    @Test("Holy Thursday and Friday", arguments: [
        (2024, "2024-03-28", "2024-03-29"), (2025, "2025-04-17", "2025-04-18"), (2026, "2026-04-02", "2026-04-03"),
        (2027, "2027-03-25", "2027-03-26"), (2028, "2028-04-13", "2028-04-14"), (2029, "2029-03-29", "2029-03-30"),
        (2030, "2030-04-18", "2030-04-19"),
        // The earliest and latest Easters, and the two corrections of the moon's age.
        (1818, "1818-03-19", "1818-03-20"), (2038, "2038-04-22", "2038-04-23"),
        (1981, "1981-04-16", "1981-04-17"), (1954, "1954-04-15", "1954-04-16"),
    ])
    func holyWeek(year: Int, thursday: String, friday: String) {
        #expect(NamedDays.mx_holy_week.dates(in: year).map(\.date.iso) == [thursday, friday])
        #expect(NamedDays.mx_holy_week.dates(in: year).map(\.name) == ["holy_thursday", "good_friday"])
    }

    @Test func `banks close on the law's days, the Holy days, 2 November and 12 December`() {
        #expect(NamedDays.mx_bank.dates(in: 2026).map(\.date.iso) == [
            "2026-01-01", "2026-02-02", "2026-03-16", "2026-04-02", "2026-04-03", "2026-05-01",
            "2026-09-16", "2026-11-02", "2026-11-16", "2026-12-12", "2026-12-25",
        ])
    }

    @Test func `a closed day tells its name, a dated one its date, an open one nothing`() throws {
        let dated = try #require(CalendarDate(iso: "2026-05-05"))
        let calendar = Calendar(zone: .utc, weekly: .always, closedSets: [.mx_lft], closed: [dated])
        #expect(calendar.closure(on: try #require(CalendarDate(iso: "2026-03-16"))) == "benito_juarez")
        #expect(calendar.closure(on: dated) == "2026-05-05")
        #expect(calendar.closure(on: try #require(CalendarDate(iso: "2026-05-06"))) == nil)
    }
}
