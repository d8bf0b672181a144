import SupportPolicy
import Testing

/// Levels of support and the ways between them.
struct EscalatingTests {
    @Test(arguments: [
        (Sample.factuPronto, nil as String?, 1, "level-1", true),
        (Sample.factuPronto, "new_development", 1, "level-1", true),
        (Sample.factuPronto, "infrastructure", 3, "infrastructure", true),    // FP-21
        (Sample.intecnia, nil, 1, "escalation-1", false),                     // IN-45
        (Sample.intecnia, "email_outage", 1, "escalation-1", false),
    ])
    func `a request begins at the first level, unless a clause sends it higher at once`(
        _ sample: Sample, _ category: String?, _ level: Int, _ clause: String, _ isFunctional: Bool
    ) throws {
        let opening = try #require(try sample.policy.openingLevel(of: .request(.portal, category: category)))
        #expect(opening.level.number == level)
        #expect(opening.clause.id == clause)
        #expect(opening.isFunctional == isFunctional)
    }

    @Test(arguments: [Sample.facturaInteligente, .fel, .grupoExecom])
    func `a company without levels has none to move between`(_ sample: Sample) throws {
        let policy = try sample.policy
        #expect(policy.openingLevel(of: .request(.portal)) == nil)
        #expect(try policy.escalation(of: .request(.portal, level: 1), to: 2) == nil)
        #expect(try policy.returning(from: 1) == nil)
    }

    @Test(arguments: [
        (Sample.factuPronto, 1, nil as String?, 2, "level-2"),                // FP-18
        (Sample.factuPronto, 2, nil, 3, "level-3"),                           // FP-19
        (Sample.factuPronto, 1, "infrastructure", 3, "infrastructure"),       // FP-21
        (Sample.intecnia, 1, nil, 2, "escalation-2"),                         // IN-47
        (Sample.intecnia, 1, nil, 3, "escalation-3"),                         // IN-48
    ])
    func `a ticket goes up by the way that a clause opens`(
        _ sample: Sample, _ from: Int, _ category: String?, _ to: Int, _ clause: String
    ) throws {
        let facts = TicketFacts.request(.email, category: category, level: from)
        let decision = try #require(try sample.policy.escalation(of: facts, to: to))
        #expect(decision.level.number == to)
        #expect(decision.clause.id == clause)
        #expect(decision.isFunctional == (sample == .factuPronto))
    }

    @Test(arguments: [
        (Sample.factuPronto, 1, 3, "level-3"),      // only after the analysis of level 2
        (Sample.factuPronto, 2, 1, "follow-up"),
        (Sample.factuPronto, 3, 3, "follow-up"),
        (Sample.factuPronto, 3, 4, "follow-up"),
        (Sample.intecnia, 3, 2, "escalation"),
        (Sample.intecnia, 1, 4, "escalation"),
    ])
    func `no other way goes up`(_ sample: Sample, _ from: Int, _ to: Int, _ clause: String) throws {
        let policy = try sample.policy
        let refusal = try #require(throws: Refusal.self) { try policy.escalation(of: .request(.email, level: from), to: to) }
        #expect(refusal.clause.id == clause)
    }

    @Test(arguments: [2, 3])
    func `a solution goes back to level 1`(_ from: Int) throws {
        let decision = try #require(try Sample.factuPronto.policy.returning(from: from))
        #expect(decision.level.number == 1)
        #expect(decision.clause.id == "return")    // FP-20
    }

    @Test(arguments: [(Sample.factuPronto, 1, "return"), (Sample.intecnia, 3, "escalation")])
    func `nothing goes back from where it already is, or where no clause returns it`(
        _ sample: Sample, _ from: Int, _ clause: String
    ) throws {
        let policy = try sample.policy
        let refusal = try #require(throws: Refusal.self) { try policy.returning(from: from) }
        #expect(refusal.clause.id == clause)
    }

    @Test
    func `at Intecnia more people watch at each level, and all of them hear of a breach`() throws {
        let rules = try #require(try Sample.intecnia.policy.escalation)
        #expect(rules.level(1)?.notifies == [])
        #expect(rules.level(2)?.notifies == [.quality])
        #expect(rules.level(3)?.notifies == [.operations])
        #expect(rules.breachNotifies == [.quality, .operations])
    }
}
