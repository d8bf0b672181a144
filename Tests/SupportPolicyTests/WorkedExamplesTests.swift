import BusinessTime
import SupportPolicy
import Testing

struct WorkedExamplesTests {
    private func examples(_ sample: Sample, of promise: String) throws -> [String] {
        let policy = try sample.policy
        return try policy.workedExamples(after: try #require(CalendarDate(iso: "2026-03-01"))).filter { $0.promise.id == promise }.map {
            "\($0.arrival.rawValue) \(policy.zone.iso8601($0.start).prefix(16)) \($0.due.isIndicative ? "never" : String(policy.zone.iso8601($0.due.due).prefix(16)))"
        }
    }

    @Test func `each promise is worked out for an ordinary day, before a long weekend, and on a Saturday`() throws {
        #expect(try examples(.intecnia, of: "severity_2_response") == [    // IN-38
            "ordinary 2026-03-03T10:00 2026-03-04T12:00", "long_weekend 2026-03-13T17:30 2026-03-18T09:30",
            "saturday 2026-03-07T11:00 2026-03-10T11:00",
        ])
        #expect(try examples(.factuPronto, of: "level_2_response") == [    // FP-18
            "ordinary 2026-03-03T10:00 2026-03-03T14:00", "long_weekend 2026-03-13T17:30 2026-03-14T12:30",
            "saturday 2026-03-07T11:00 2026-03-09T10:00",
        ])
        #expect(try examples(.intecnia, of: "severity_4_response").allSatisfy { $0.hasSuffix("never") })    // IN-40
    }

    @Test(arguments: Sample.allCases)
    func `no promise is without its three`(_ sample: Sample) throws {
        let policy = try sample.policy
        let examples = try policy.workedExamples(after: try #require(CalendarDate(iso: "2026-11-21")))
        #expect(examples.count == policy.promises.count * 3)
        #expect(examples.allSatisfy { $0.due.due > $0.start || $0.due.isIndicative })
    }
}
