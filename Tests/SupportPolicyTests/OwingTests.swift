import BusinessTime
import SupportPolicy
import Testing

/// What is owed to a request, by when, and what stops the clock.
struct OwingTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let sample: Sample
        let facts: TicketFacts
        let start: ClockStart
        let promises: [String: String]

        init(_ sample: Sample, _ facts: TicketFacts, from start: ClockStart = .received, _ promises: [String: String]) {
            (self.sample, self.facts, self.start, self.promises) = (sample, facts, start, promises)
        }

        var testDescription: String { "\(sample.rawValue): \(facts.testDescription), \(start.rawValue)" }
    }

    @Test(arguments: [
        Row(.intecnia, .request(.email), ["general_response": "general-response"]),                                        // IN-36
        Row(.intecnia, .request(.email, severity: 1), ["severity_1_response": "severity-1"]),                              // IN-37
        Row(.intecnia, .request(.email, severity: 2), ["severity_2_response": "severity-2"]),                              // IN-38
        Row(.intecnia, .request(.email, severity: 3), ["severity_3_response": "severity-3"]),                              // IN-39
        Row(.intecnia, .request(.email, severity: 4), ["severity_4_response": "severity-4"]),                              // IN-40
        Row(.intecnia, .request(.email, severity: 4), from: .levelEntered, [:]),
        Row(.facturaInteligente, .request(.email), [:]),                                                                   // FI-7: hours, no times
        Row(.fel, .request(.phone, "technical_support"), ["phone_resolution": "phone-resolution"]),                        // FEL-25
        Row(.fel, .request(.chat, "technical_support"), ["chat_resolution": "chat-resolution"]),                           // FEL-26
        Row(.fel, .request(.portal, "complaint", priority: "high"),
            ["ticket_response": "ticket-times", "ticket_resolution": "ticket-times"]),                                     // FEL-27
        Row(.fel, .request(.email, "suggestion"), ["email_response": "email-times", "email_resolution": "email-times"]),   // FEL-28
        Row(.factuPronto, .request(.portal, level: 1), from: .levelEntered, ["level_1_response": "level-1-ticket"]),             // FP-16
        Row(.factuPronto, .request(.email, level: 1), from: .levelEntered, ["level_1_response": "level-1-ticket"]),
        Row(.factuPronto, .request(.phone, level: 1), from: .levelEntered, ["level_1_by_phone": "level-1"]),                     // FP-15
        Row(.factuPronto, .request(.phone, level: 2), from: .levelEntered, ["level_2_response": "level-2"]),                     // FP-18
        Row(.factuPronto, .request(.phone, category: "infrastructure", level: 3), from: .levelEntered, ["level_3_response": "level-3"]),
        Row(.factuPronto, .request(.phone, category: "new_development", level: 3), from: .levelEntered, ["new_development": "new-development"]),
        Row(.factuPronto, .request(.phone, category: "new_development", level: 2), from: .levelEntered, ["level_2_response": "level-2"]),
        Row(.factuPronto, .request(.portal, level: 1), [:]),
        Row(.grupoExecom, .request(.portal), ["ticket_response": "ticket-response"]),                                      // GE-26
        Row(.grupoExecom, .request(.portal, "case", category: "bug"), ["case_response": "cases"]),                         // GE-30
        Row(.grupoExecom, .request(.portal, "forum_question"), ["forum_response": "forum-response"]),                      // GE-20
        Row(.grupoExecom, .request(.portal, "case", category: "bug"), from: .defectConfirmed, ["correction": "correction-guarantee"]),
        Row(.grupoExecom, .request(.portal, category: "bug"), from: .defectConfirmed, [:]),                                      // GE-18: by póliza only
        Row(.grupoExecom, .request(.portal, "complaint"), from: .filed, ["complaint_decision": "complaint-term"]),               // GE-47
        Row(.grupoExecom, .request(.portal, "complaint"), from: .opinionRequested, ["expert_opinion": "expert-opinion"]),        // GE-44
        Row(.grupoExecom, .request(.portal, "complaint"), [:]),
        Row(.grupoExecom, .request(.portal), from: .filed, [:]),
    ])
    func `of each metric the most specific clause is owed, and only from its own start`(_ row: Row) throws {
        let promises = try row.sample.policy.promises(to: row.facts, starting: row.start)
        #expect(Dictionary(uniqueKeysWithValues: promises.map { ($0.id, $0.clause.id) }) == row.promises)
    }

    struct DueRow: Sendable, CustomTestStringConvertible {
        let sample: Sample
        let promise, from, due: String
        let pauses: [(String, String)]

        init(_ sample: Sample, _ promise: String, _ from: String, except pauses: [(String, String)] = [], _ due: String) {
            (self.sample, self.promise, self.from, self.pauses, self.due) = (sample, promise, from, pauses, due)
        }

        var testDescription: String { "\(sample.rawValue): \(promise) from \(from)" }
    }

    @Test(arguments: [
        // Monday 16 March 2026 is a day of rest.
        DueRow(.intecnia, "general_response", "2026-03-12 17:00", "2026-03-13 17:00"),
        DueRow(.intecnia, "severity_1_response", "2026-03-12 17:00", "2026-03-13 17:00"),
        DueRow(.intecnia, "severity_2_response", "2026-03-12 17:00", "2026-03-13 19:00"),
        DueRow(.intecnia, "severity_3_response", "2026-03-12 17:00", "2026-03-17 11:00"),
        DueRow(.intecnia, "severity_1_response", "2026-03-12 19:00", "2026-03-13 19:00"),
        DueRow(.intecnia, "severity_1_response", "2026-03-13 17:00", "2026-03-17 17:00"),
        DueRow(.intecnia, "severity_1_response", "2026-03-11 15:00", "2026-03-12 14:00"),
        DueRow(.intecnia, "severity_1_response", "2026-03-11 14:00", "2026-03-12 14:00"),
        DueRow(.intecnia, "severity_1_response", "2026-03-14 11:00", "2026-03-17 19:00"),
        DueRow(.intecnia, "severity_1_response", "2024-09-30 18:00", "2024-10-02 18:00"),
        DueRow(.intecnia, "severity_2_response", "2026-03-09 10:00", "2026-03-10 12:00"),
        DueRow(.intecnia, "severity_2_response", "2026-03-09 10:00", except: [("2026-03-09 12:00", "2026-03-10 11:00")], "2026-03-11 11:00"),
        DueRow(.fel, "ticket_response", "2026-03-05 17:00", "2026-03-06 17:00"),
        DueRow(.fel, "ticket_response", "2026-03-12 17:00", "2026-03-13 17:00"),
        DueRow(.fel, "ticket_resolution", "2026-03-12 17:00", "2026-03-17 17:00"),
        DueRow(.fel, "email_response", "2026-03-12 22:00", "2026-03-17 09:00"),
        DueRow(.fel, "email_response", "2026-03-14 11:00", "2026-03-18 09:00"),
        DueRow(.fel, "phone_resolution", "2026-03-13 17:30", "2026-03-18 17:30"),
        DueRow(.fel, "chat_resolution", "2026-04-01 10:00", "2026-04-03 10:00"),
        DueRow(.grupoExecom, "ticket_response", "2026-03-12 17:00", "2026-03-17 17:00"),
        DueRow(.grupoExecom, "forum_response", "2026-03-12 12:00", "2026-03-18 12:00"),
        DueRow(.grupoExecom, "expert_opinion", "2026-03-12 12:00", "2026-03-18 12:00"),
        DueRow(.grupoExecom, "correction", "2026-03-12 12:00", "2026-03-18 18:00"),
        DueRow(.grupoExecom, "complaint_decision", "2026-03-12 12:00", "2026-03-20 18:00"),
        DueRow(.grupoExecom, "complaint_decision", "2026-03-13 18:30", "2026-03-23 18:00"),
        DueRow(.grupoExecom, "complaint_decision", "2026-03-26 12:00", "2026-04-02 18:00"),
        DueRow(.factuPronto, "level_1_response", "2026-02-27 20:00", "2026-02-28 10:00"),
        DueRow(.factuPronto, "level_1_by_phone", "2026-03-13 17:50", "2026-03-14 09:10"),
        DueRow(.factuPronto, "level_2_response", "2026-01-31 13:00", "2026-02-03 12:00"),
        DueRow(.factuPronto, "level_3_response", "2026-03-06 17:30", "2026-03-09 11:30"),
    ])
    func `a promise falls due as its clause counts`(_ row: DueRow) throws {
        let policy = try row.sample.policy
        let promise = try #require(policy.promise(row.promise))
        let pauses = try row.pauses.map { Span(try policy.at($0.0), try policy.at($0.1)) }
        let due = try policy.dueDate(of: promise, from: policy.at(row.from), except: pauses)
        #expect(policy.wall(due.due) == row.due)
        #expect(!due.isIndicative)
    }

    @Test(arguments: [
        (Sample.intecnia, "severity_4_response", false),      // IN-40: "24 horas o más"
        (Sample.grupoExecom, "case_response", true),          // GE-30, A-41: "lo más pronto posible"
        (Sample.factuPronto, "new_development", false),       // FP-22: "de acuerdo a la complejidad"
    ])
    func `a promise without an upper bound is shown and never late, and one in a hurry comes first`(_ sample: Sample, _ id: String, _ isFirst: Bool) throws {
        let policy = try sample.policy
        let promise = try #require(policy.promise(id))
        let due = try policy.dueDate(of: promise, from: policy.at("2026-03-12 17:00"))
        #expect(due.isIndicative)
        #expect(due.warnAt == nil)
        #expect(due.due.isAsSoonAsPossible == isFirst)
        #expect(due.due.insteadOfDate?.es == (isFirst ? "lo antes posible" : "sin límite"))
        #expect(try !isFirst || due.due < policy.dueDate(of: promise, from: policy.at("2026-03-12 17:01")).due, "who waited longer comes before")
    }

    @Test(arguments: [
        (Sample.intecnia, "severity_1_response", "2026-03-12 17:00", "2026-03-13 16:00" as String?),
        (Sample.intecnia, "severity_1_response", "2026-03-10 16:30", "2026-03-11 13:30"),    // over lunch
        (Sample.fel, "email_response", "2026-03-12 22:00", "2026-03-13 17:00"),              // the last hour before a long weekend
        (Sample.factuPronto, "level_1_by_phone", "2026-03-12 10:00", nil),                   // all of it is shorter than the warning
    ])
    func `its holder is warned one hour of business time before`(_ sample: Sample, _ id: String, _ from: String, _ warning: String?) throws {
        let policy = try sample.policy
        let promise = try #require(policy.promise(id))
        let due = try policy.dueDate(of: promise, from: policy.at(from))
        #expect(due.warnAt.map(policy.wall) == warning)
    }

    @Test(arguments: [
        (Sample.intecnia, Metric.firstResponse, TicketState.waiting, "client-delay" as String?),    // IN-43
        (Sample.intecnia, .firstResponse, .resolved, nil),
        (Sample.intecnia, .resolution, .waiting, nil),
        (Sample.fel, .resolution, .waiting, "silence"),
        (Sample.fel, .firstResponse, .waiting, nil),
        (Sample.fel, .resolution, .open, nil),
        (Sample.factuPronto, .firstResponse, .waiting, nil),
        (Sample.facturaInteligente, .resolution, .waiting, nil),
        (Sample.grupoExecom, .decision, .waiting, nil),
    ])
    func `waiting stops only the clocks that a clause names`(_ sample: Sample, _ metric: Metric, _ state: TicketState, _ clause: String?) throws {
        #expect(try sample.policy.pause(of: metric, while: state)?.clause.id == clause)
    }

    @Test(arguments: Sample.allCases)
    func `a question to the client is the first answer, except where waiting pauses it`(_ sample: Sample) throws {
        #expect(try sample.policy.questionAnswers == (sample != .intecnia))    // IN-43
    }
}
