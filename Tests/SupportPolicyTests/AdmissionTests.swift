import SupportPolicy
import Testing

/// Which requests open a ticket, by company, way in and category; and what a form still lacks.
struct AdmissionTests {
    enum Outcome: Equatable, Sendable {
        case ok
        case unverified(String)
        case refused(String)
    }

    struct Row: Sendable, CustomTestStringConvertible {
        let sample: Sample
        let facts: TicketFacts
        let records: Set<RequiredRecord>
        let outcome: Outcome

        init(_ sample: Sample, _ facts: TicketFacts, holding records: Set<RequiredRecord> = [], _ outcome: Outcome) {
            (self.sample, self.facts, self.records, self.outcome) = (sample, facts, records, outcome)
        }

        var testDescription: String { "\(sample.rawValue): \(facts.testDescription)" }
    }

    @Test(arguments: [
        Row(.facturaInteligente, .request(.chat), .refused("assistance")),                                                 // FI-2
        Row(.facturaInteligente, .request(.email), .unverified("registered-email")),                                       // FI-5
        Row(.facturaInteligente, .request(.email), holding: [.registeredSender], .ok),
        Row(.facturaInteligente, .request(.phone, "sales"), .unverified("registered-email")),
        Row(.facturaInteligente, .request(.portal), .ok),                                                                  // FI-18
        Row(.factuPronto, .request(.phone), .ok),
        Row(.factuPronto, .request(.chat), .ok),
        Row(.factuPronto, .request(.email), .ok),
        Row(.factuPronto, .request(.portal, category: "infrastructure"), .ok),
        Row(.fel, .request(.phone, "technical_support"), .ok),                                                             // FEL-1
        Row(.fel, .request(.chat, "technical_support"), .ok),
        Row(.fel, .request(.email, "technical_support"), .ok),
        Row(.fel, .request(.portal, "complaint"), .ok),
        Row(.intecnia, .request(.email), .unverified("contract-in-force")),                                                // IN-27
        Row(.intecnia, .request(.email), holding: [.contract], .ok),
        Row(.intecnia, .request(.phone), holding: [.contract], .refused("email-only")),                                    // IN-30
        Row(.intecnia, .request(.portal), holding: [.contract], .refused("email-only")),
        Row(.intecnia, .request(.chat), holding: [.contract], .refused("email-only")),
        Row(.intecnia, .request(.phone, category: "email_outage"), holding: [.contract], .ok),
        Row(.intecnia, .request(.portal, category: "email_outage"), holding: [.contract], .ok),
        Row(.intecnia, .request(.portal, category: "email_outage"), .unverified("contract-in-force")),
        Row(.grupoExecom, .request(.email), .refused("free-and-paid")),                                                    // GE-49
        Row(.grupoExecom, .request(.portal), .unverified("tickets")),                                                      // GE-25
        Row(.grupoExecom, .request(.portal), holding: [.registration], .unverified("licensed-tickets")),                   // GE-9
        Row(.grupoExecom, .request(.portal), holding: [.registration, .licence], .unverified("tickets")),
        Row(.grupoExecom, .request(.portal), holding: [.registration, .licence, .latestVersion], .ok),
        Row(.grupoExecom, .request(.portal, "case"), .unverified("cases")),                                                // GE-30
        Row(.grupoExecom, .request(.portal, "case"), holding: [.contract], .ok),
        Row(.grupoExecom, .request(.portal, "forum_question"), .unverified("forums")),                                     // GE-4
        Row(.grupoExecom, .request(.chat), .unverified("chat")),                                                           // GE-23
        Row(.grupoExecom, .request(.chat), holding: [.contract], .ok),
        Row(.grupoExecom, .request(.phone), .unverified("phone")),                                                         // GE-22
        Row(.grupoExecom, .request(.phone), holding: [.registration], .ok),
    ])
    func `a request opens a ticket, opens one unverified, or is refused with the way in`(_ row: Row) throws {
        let policy = try row.sample.policy
        let outcome: Outcome
        do {
            switch try policy.admission(of: row.facts, holding: row.records) {
            case .ok: outcome = .ok
            case .unverified(let clause): outcome = .unverified(clause.id)
            }
        } catch {
            outcome = .refused(error.clause.id)
            #expect(error.wayIn?.isEmpty == false, "a refusal must tell the way that stays open")
        }
        #expect(outcome == row.outcome)
    }

    @Test(arguments: [
        ("case", [], "ticket", "cases"), ("case", [.contract], "case", nil), ("ticket", [], "ticket", nil), ("forum_question", [], "forum_question", nil),
    ] as [(String, Set<RequiredRecord>, String, String?)])
    func `a case of who has no contract is taken as a ticket (GE-24, GE-28)`(type: String, held: Set<RequiredRecord>, taken: String, clause: String?) throws {
        let decision = try Sample.grupoExecom.policy.taken(.request(.portal, type), holding: held)
        #expect(decision.facts.type == taken && decision.rule?.clause.id == clause)
    }

    @Test func `who sees to clients without a contract is whom the clause names (IN-28)`() throws {
        #expect(try Sample.intecnia.policy.renewal?.desk == .operations)
        #expect(try Sample.intecnia.policy.renewal?.clause.id == "contract-in-force")
        #expect(try Sample.grupoExecom.policy.renewal == nil)
    }

    struct FormRow: Sendable, CustomTestStringConvertible {
        let sample: Sample
        let facts: TicketFacts
        let given: Set<String>
        let problems: [String]

        init(_ sample: Sample, _ facts: TicketFacts, given: Set<String>, _ problems: [String]) {
            (self.sample, self.facts, self.given, self.problems) = (sample, facts, given, problems)
        }

        var testDescription: String { "\(sample.rawValue): \(facts.testDescription), given \(given.sorted())" }
    }

    @Test(arguments: [
        FormRow(.fel, .request(.portal, "complaint"), given: [], ["email", "rfc", "department", "subject", "priority"]),   // FEL-17
        FormRow(.fel, .request(.portal, "complaint"), given: ["email", "rfc", "department", "subject", "priority"], []),
        FormRow(.fel, .request(.portal, "complaint", department: "sales", priority: "urgent"),
                given: ["email", "rfc", "department", "subject", "priority"], ["department", "priority"]),                // FEL-19
        FormRow(.fel, .request(.portal, "refund", severity: 2),
                given: ["email", "rfc", "department", "subject", "priority"], ["type", "severity"]),
        FormRow(.fel, .request(.chat, "technical_support"), given: [], ["name", "email"]),                                // FEL-8
        FormRow(.facturaInteligente, .request(.portal), given: ["email", "subject"], ["description"]),                    // FI-28
        FormRow(.facturaInteligente, .request(.portal), given: ["email", "subject", "description"], []),                  // FI-30: steps if he can
        FormRow(.facturaInteligente, .request(.email), given: [], []),
        FormRow(.intecnia, .request(.portal, category: "email_outage", severity: 4),
                given: ["email", "name", "category", "subject", "description"], []),                                      // IN-51
        FormRow(.intecnia, .request(.email, severity: 5), given: [], ["severity"]),
        FormRow(.intecnia, .request(.email, priority: "high"), given: [], ["priority"]),
        FormRow(.factuPronto, .request(.portal, category: "printing"), given: ["email", "subject", "description"], ["category"]),
        FormRow(.grupoExecom, .request(.portal, category: "bug", priority: "medium"), given: ["email", "subject", "description"], []),
    ])
    func `a form tells what is missing and what is not on the company's lists`(_ row: FormRow) throws {
        let problems = try row.sample.policy.problems(of: row.facts, given: row.given)
        #expect(problems.map(\.field) == row.problems)
    }
}
