import BusinessTime
import SupportPolicy
import Testing

/// What becomes of a visit, a session and a forgotten timer, by the documents.
struct VisitingTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let sample: Sample
        let failure: VisitFailure
        /// "11:00-12:00", on Monday 9 March 2026.
        let agreed, there: String
        /// `counts advice_on_site_hour`, `no visit_fee`, `refused`; then the clause's first id.
        let expected: String

        var testDescription: String { "\(sample) \(failure) agreed \(agreed), there \(there): \(expected)" }
    }

    @Test(arguments: [
        // As agreed, and in vain: given and concluded, for the time agreed on (IN-53, IN-55, A-63).
        Row(sample: .intecnia, failure: .notReceived, agreed: "11:00-12:00", there: "11:00-11:20", expected: "counts advice_on_site_hour IN-53"),
        Row(sample: .intecnia, failure: .accessDenied, agreed: "11:00-12:00", there: "11:05-11:40", expected: "counts advice_on_site_hour IN-53"),
        Row(sample: .intecnia, failure: .notReceived, agreed: "11:00-12:00", there: "11:59-12:20", expected: "counts advice_on_site_hour IN-53"),
        Row(sample: .intecnia, failure: .notReceived, agreed: "11:00-12:00", there: "10:30-11:00", expected: "counts advice_on_site_hour IN-53"),
        // Not as agreed: it is not the client's doing.
        Row(sample: .intecnia, failure: .notReceived, agreed: "11:00-12:00", there: "12:00-12:30", expected: "refused IN-53"),
        Row(sample: .intecnia, failure: .notReceived, agreed: "11:00-12:00", there: "10:00-10:59", expected: "refused IN-53"),
        // The guide says nothing of it; the visit has its fee all the same (GE-73).
        Row(sample: .grupoExecom, failure: .accessDenied, agreed: "11:00-12:00", there: "11:00-11:10", expected: "no visit_fee GE-73"),
        Row(sample: .grupoExecom, failure: .notReceived, agreed: "11:00-12:00", there: "13:00-13:10", expected: "refused GE-73"),
        // Who says nothing of visits says nothing of their end.
        Row(sample: .fel, failure: .notReceived, agreed: "11:00-12:00", there: "13:00-13:10", expected: "no"),
    ])
    func `a visit in vain counts only where the engineer was there as agreed`(_ row: Row) throws {
        let policy = try row.sample.policy
        func span(_ text: String) throws -> Span {
            let ends = text.split(separator: "-")
            return Span(try policy.at("2026-03-09 \(ends[0])"), try policy.at("2026-03-09 \(ends[1])"))
        }
        let said: String
        do {
            let ruling = try policy.ruling(onVisitThatFailedBy: row.failure, agreed: try span(row.agreed), presence: try span(row.there))
            #expect(ruling.countsAsDone == nil || ruling.clauses.first == ruling.countsAsDone)
            said = ([ruling.countsAsDone == nil ? "no" : "counts"] + ruling.charges.map(\.id) + [ruling.clauses.first?.ids.first].compactMap { $0 }).joined(separator: " ")
        } catch let refusal as Refusal {
            #expect(refusal.reason.es.contains("según lo acordado") && refusal.reason.en.contains("as agreed"))
            said = "refused \(refusal.clause.ids[0])"
        }
        #expect(said == row.expected)
    }

    @Test(arguments: [
        // Before the hour it is the client's to change, and from then on no more: the clause about not being there.
        (Sample.intecnia, "2026-03-09 10:59", "IN-53"), (.intecnia, "2026-03-09 11:00", "refused IN-53"), (.intecnia, "2026-03-10 11:00", "refused IN-53"),
        (.grupoExecom, "2026-03-09 10:59", "GE-73"), (.grupoExecom, "2026-03-09 11:00", "refused GE-73"),
        // Who says nothing of visits refuses nothing.
        (.fel, "2026-03-09 10:59", ""), (.fel, "2026-03-09 11:30", ""),
    ])
    func `a client changes a visit until its hour`(_ sample: Sample, _ now: String, _ expected: String) throws {
        let policy = try sample.policy
        let agreed = Span(try policy.at("2026-03-09 11:00"), try policy.at("2026-03-09 12:00"))
        let said: String
        do {
            said = try policy.changing(visitAgreedFor: agreed, at: try policy.at(now))?.ids.first ?? ""
        } catch let refusal as Refusal {
            said = "refused \(refusal.clause.ids[0])"
        }
        #expect(said == expected)
    }

    @Test(arguments: [
        ("2026-03-09 10:00", "2026-03-09 11:00", false), ("2026-03-09 17:00", "2026-03-09 18:00", false), ("2026-03-09 17:01", "2026-03-09 18:01", true),
        ("2026-03-14 10:00", "2026-03-14 11:00", true), ("2026-03-16 10:00", "2026-03-16 11:00", true), ("2026-03-09 08:59", "2026-03-09 10:00", true),
    ])
    func `any part outside of the hours is out of hours (GE-75, A-46)`(_ from: String, _ to: String, _ expected: Bool) throws {
        let policy = try Sample.grupoExecom.policy
        #expect(policy.isOutOfHours(Span(try policy.at(from), try policy.at(to))) == expected)
    }

    @Test(arguments: [
        // Intecnia closes at 19:00, and eight hours are long enough.
        (Sample.intecnia, "2026-03-09 17:30", "2026-03-09 19:00"), (.intecnia, "2026-03-09 09:00", "2026-03-09 17:00"), (.intecnia, "2026-03-09 12:00", "2026-03-09 19:00"),
        // At night and on a Sunday nothing closes.
        (.intecnia, "2026-03-09 21:00", "2026-03-10 05:00"), (.grupoExecom, "2026-03-08 10:00", "2026-03-08 18:00"),
    ])
    func `a timer is forgotten once the company has closed, or after eight hours`(_ sample: Sample, _ start: String, _ expected: String) throws {
        let policy = try sample.policy
        #expect(policy.timerIsForgotten(from: try policy.at(start)) == (try policy.at(expected)))
    }

    @Test(arguments: [
        (Sample.intecnia, "TeamViewer", nil), (.intecnia, "teamviewer", nil), (.intecnia, "AnyDesk", "IN-49"), (.factuPronto, "AnyDesk", nil), (.grupoExecom, "AnyDesk", nil),
    ] as [(Sample, String, String?)])
    func `a session is held with the program of the document, or one that support names (IN-49, FP-3)`(_ sample: Sample, _ tool: String, _ clause: String?) throws {
        let policy = try sample.policy
        var refused: String?
        do { try policy.checkTool(tool) } catch { refused = error.clause.ids.first }
        #expect(refused == clause)
    }

    @Test(arguments: Sample.allCases)
    func `nobody enters a machine without consent, by the clause of remote access (IN-49)`(_ sample: Sample) throws {
        let policy = try sample.policy
        #expect(try policy.sessionBegins(hasConsent: true) == policy.remoteAccess?.rule.clause)
        var refused: Clause?
        do { _ = try policy.sessionBegins(hasConsent: false) } catch { refused = error.clause }
        #expect(refused == policy.remoteAccess?.rule.clause)
        #expect((policy.remoteAccess == nil) == (sample == .fel || sample == .facturaInteligente))
    }

    @Test func `consent that was given with the contract needs no other`() throws {
        let text = try Sample.intecnia.text.replacing("consent: each_session", with: "consent: by_contract")
        let policy = try #require(ReadingTests.read(text).policy)
        #expect(try policy.sessionBegins(hasConsent: false)?.ids.first == "IN-49")
        #expect(policy.details(of: try #require(policy.remoteAccess?.rule), in: .es).contains("El cliente lo autorizó al contratar."))
    }

    @Test func `an incident ends by its own criteria (GE-39), anything else by remote access (IN-49)`() throws {
        let execom = try Sample.grupoExecom.policy, intecnia = try Sample.intecnia.policy
        #expect(execom.clause(of: .explained, for: TicketFacts(channel: .portal, type: "case", category: "incident"))?.ids.contains("GE-39") == true)
        #expect(intecnia.clause(of: .solved, for: TicketFacts(channel: .email, type: "ticket"))?.ids.contains("IN-49") == true)
    }

    @Test(arguments: [
        ("charges: advice_on_site_hour, cites: visits, assumes: A-63}\n    - {id: access", "charges: travel_expenses, cites: visits, assumes: A-63}\n    - {id: access", "error visit-charge commitments.visits[0].charges"),
        ("fails_when: access_denied", "fails_when: not_received", "warning visit-ruling commitments.visits[1]"),
        ("charges: advice_on_site_hour, cites: visits, assumes: A-63}\n    - {id: access", "cites: visits, assumes: A-63}\n    - {id: access", "question visit-free commitments.visits[0]"),
        ("fails_when: access_denied", "fails_when: rain", "error - commitments.visits[1].fails_when"),
        ("consent: each_session", "consent: never", "error - commitments.remote_access[0].consent"),
        ("charges: advice_on_site_hour", "charges: gold", "error - commitments.visits[0].charges"),
    ])
    func `what cannot be meant is found`(_ old: String, _ new: String, _ expected: String) throws {
        let text = try Sample.intecnia.text
        #expect(text.contains(old))
        let findings = ReadingTests.read(text.replacing(old, with: new, maxReplacements: 1)).findings.filter { finding in
            finding.path.hasPrefix("commitments.visits") || finding.path.hasPrefix("commitments.remote_access")
        }
        let said = findings.map { "\($0.kind) \($0.rule.hasPrefix("visit") ? $0.rule : "-") \($0.path)" }
        #expect(said == [expected])
        #expect(findings.allSatisfy { $0.message.es != $0.message.en })
    }
}
