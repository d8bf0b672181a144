import BusinessTime
import SupportPolicy
import Testing

struct PolicyDifferenceTests {
    private func difference(_ replacements: [(String, String)]) throws -> PolicyDifference {
        let old = try Sample.intecnia.text
        let new = replacements.reduce(old) { $0.replacing($1.0, with: $1.1) }
        return try PolicyDifference(
            from: (old, Sample.intecnia.read(old).policy), to: (new, Sample.intecnia.read(new).policy), after: try #require(CalendarDate(iso: "2026-03-01")))
    }

    @Test func `a document is no different from itself`() throws {
        #expect(try difference([]).isEmpty)
    }

    @Test func `a shorter promise is told as a rule and in worked due dates`() throws {
        let difference = try difference([("within: 10 h", "within: 6 h")])
        #expect(difference.changes == [.init(path: "targets[severity_2_response].within", old: "10 h", new: "6 h")])
        #expect(difference.examples.map(\.arrival) == WorkedExample.Arrival.allCases)
        #expect(difference.examples.allSatisfy { $0.promise.id == "severity_2_response" && $0.new.due < $0.old.due })
    }

    @Test func `hours reach every promise that counts in them`() throws {
        let difference = try difference([("\"16:00-19:00\"", "\"16:00-20:00\"")])
        #expect(difference.changes.map(\.path) == ["calendars.service.weekly.mon-fri"])
        #expect(Set(difference.examples.map(\.promise.id)).count == 4, "all but the one without a limit")
    }

    @Test func `what was put in and taken out is told by its name, whatever moved`() throws {
        let difference = try difference([("id: severity_4_response", "id: questions_response"), ("  A-22:", "  A-23:"), ("assumes: A-22", "assumes: A-23")])
        #expect(difference.changes.filter { $0.new == nil }.map(\.path) == ["assumptions.A-22", "targets[severity_4_response]"])
        #expect(difference.changes.filter { $0.old == nil }.map(\.path) == ["assumptions.A-23", "targets[questions_response]"])
        #expect(difference.changes.contains(.init(path: "escalation.on_breach.assumes", old: "A-22", new: "A-23")))
        #expect(difference.examples.isEmpty)
    }
}
