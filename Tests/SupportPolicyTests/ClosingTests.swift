import BusinessTime
import SupportPolicy
import Testing

/// Who closes, what silence does, the three contacts, and what may be reopened.
struct ClosingTests {
    typealias Effect = Lifecycle.AgentClosing.Effect

    @Test(arguments: [
        (Sample.intecnia, Role.agent, true, Effect.close, "closing"),           // IN-57
        (Sample.intecnia, .client, false, .close, "closing"),
        (Sample.facturaInteligente, .agent, true, .offer, "confirmation"),      // FI-24
        (Sample.facturaInteligente, .agent, false, .offer, "confirmation"),
        (Sample.facturaInteligente, .client, false, .close, "confirmation"),
        (Sample.grupoExecom, .agent, false, .close, "either-closes"),           // GE-29
        (Sample.grupoExecom, .client, false, .close, "either-closes"),
        (Sample.fel, .agent, true, .close, "free-service"),
        (Sample.factuPronto, .admin, false, .close, "follow-up"),
    ])
    func `closing ends the ticket or is offered to the client`(
        _ sample: Sample, _ role: Role, _ isAssignee: Bool, _ effect: Effect, _ clause: String
    ) throws {
        let decision = try sample.policy.closing(by: role, isAssignee: isAssignee, of: .request(.email))
        #expect(decision.effect == effect)
        #expect(decision.clause.id == clause)
    }

    @Test(arguments: [Role.agent, .quality, .operations, .admin])
    func `at Intecnia nobody of the staff but the assigned person closes`(_ role: Role) throws {
        let policy = try Sample.intecnia.policy
        let refusal = try #require(throws: Refusal.self) { try policy.closing(by: role, isAssignee: false, of: .request(.email)) }
        #expect(refusal.clause.id == "closing")    // IN-57
    }

    @Test(arguments: [
        // Strictly after three calendar days.
        (Sample.facturaInteligente, ChannelKind.email, "2026-03-09 10:00", "2026-03-12 10:00:01"),    // FI-25
        (Sample.facturaInteligente, .phone, "2026-03-09 10:00", "2026-03-12 10:00:01"),
        (Sample.fel, .email, "2026-03-09 10:00", "2026-03-12 10:00:01"),                              // FEL-29
        (Sample.fel, .portal, "2026-03-09 10:00", "2026-03-12 10:00:01"),
        // At the next opening where they end in closed time.
        (Sample.facturaInteligente, .email, "2026-03-09 18:59:59", "2026-03-13 09:00"),
        (Sample.facturaInteligente, .email, "2026-03-13 18:00", "2026-03-17 09:00"),
        (Sample.facturaInteligente, .email, "2026-03-11 12:00", "2026-03-17 09:00"),
        (Sample.fel, .email, "2026-03-09 20:00", "2026-03-13 09:00"),
    ])
    func `silence closes at an instant known beforehand`(_ sample: Sample, _ channel: ChannelKind, _ since: String, _ closing: String) throws {
        let policy = try sample.policy
        let timed = try #require(try policy.silenceClosing(of: .request(channel), waitingFor: .information, since: policy.at(since)))
        #expect(policy.wall(timed.at) == closing)
        #expect(timed.clause.id == "silence")
    }

    @Test(arguments: [
        (Sample.fel, ChannelKind.phone), (Sample.fel, .chat),    // FEL-29: "los correos y tickets"
        (Sample.intecnia, .email), (Sample.factuPronto, .portal), (Sample.grupoExecom, .portal),
    ])
    func `where no clause says so, silence closes nothing`(_ sample: Sample, _ channel: ChannelKind) throws {
        let policy = try sample.policy
        #expect(try policy.silenceClosing(of: .request(channel), waitingFor: .information, since: policy.at("2026-03-09 10:00")) == nil)
    }

    struct ContactRow: Sendable, CustomTestStringConvertible {
        let attempts: [String]
        let counted: Int
        let closing: String

        init(_ attempts: [String], counted: Int, closes closing: String) {
            (self.attempts, self.counted, self.closing) = (attempts, counted, closing)
        }

        var testDescription: String { attempts.joined(separator: ", ") }
    }

    @Test(arguments: [
        // Before the third: the earliest it can be, one contact each following business day at its opening.
        ContactRow(["2026-03-09 10:00"], counted: 1, closes: "2026-03-12 09:00"),
        ContactRow(["2026-03-09 20:00"], counted: 1, closes: "2026-03-12 09:00"),
        ContactRow(["2026-03-09 10:00", "2026-03-09 17:00"], counted: 1, closes: "2026-03-12 09:00"),    // the same day counts once
        ContactRow(["2026-03-14 11:00"], counted: 0, closes: "2026-03-20 09:00"),                        // Saturday does not count
        ContactRow(["2026-03-13 11:00", "2026-03-14 11:00"], counted: 1, closes: "2026-03-19 09:00"),
        ContactRow(["2026-03-13 11:00", "2026-03-16 11:00"], counted: 1, closes: "2026-03-19 09:00"),    // nor does a day of rest
        // The third: one business day later.
        ContactRow(["2026-03-09 10:00", "2026-03-10 10:00", "2026-03-11 12:30"], counted: 3, closes: "2026-03-12 12:30"),
        ContactRow(["2026-03-11 10:00", "2026-03-12 10:00", "2026-03-13 12:30"], counted: 3, closes: "2026-03-17 12:30"),
        ContactRow(["2026-03-09 10:00", "2026-03-09 11:00", "2026-03-10 10:00", "2026-03-11 15:00"], counted: 3, closes: "2026-03-12 16:00"),
        ContactRow(["2026-03-09 10:00", "2026-03-10 10:00", "2026-03-11 10:00", "2026-03-12 09:30"], counted: 3, closes: "2026-03-12 10:00"),
    ])
    func `three contacts on business days, then one more business day`(_ row: ContactRow) throws {
        let policy = try Sample.intecnia.policy
        let plan = try #require(try policy.contactPlan(after: row.attempts.map { try policy.at($0) }))
        #expect(plan.counted == row.counted)
        #expect(plan.isComplete == (row.counted == 3))
        #expect(policy.wall(plan.closesAt) == row.closing)
        #expect(plan.clause.id == "contact-attempts")      // IN-59
        #expect(plan.announces.id == "announced-wait")     // IN-60
    }

    @Test
    func `without a contact, or a clause about contacts, there is no plan`() throws {
        #expect(try Sample.intecnia.policy.contactPlan(after: []) == nil)
        let policy = try Sample.fel.policy
        #expect(try policy.contactPlan(after: [policy.at("2026-03-09 10:00")]) == nil)
    }

    @Test
    func `a contact is made by phone or e-mail`() throws {
        let policy = try Sample.intecnia.policy
        #expect(throws: Never.self) { try policy.contact(via: .phone) }
        #expect(throws: Never.self) { try policy.contact(via: .email) }
        let refusal = try #require(throws: Refusal.self) { try policy.contact(via: .chat) }
        #expect(refusal.clause.id == "contact-attempts")    // IN-59
    }

    @Test(arguments: [
        (Sample.intecnia, "2026-03-17 10:00", true, "reopening"),       // IN-58, fifteen calendar days
        (Sample.intecnia, "2026-03-17 10:00:01", false, "reopening"),
        (Sample.fel, "2026-03-09 10:00", true, "silence"),              // seven
        (Sample.fel, "2026-03-09 10:00:01", false, "silence"),
        (Sample.factuPronto, "2026-03-09 10:00", true, "follow-up"),
        (Sample.grupoExecom, "2026-03-10 10:00", false, "either-closes"),
        (Sample.facturaInteligente, "2026-03-02 10:01", false, "new-ticket"),    // FI-21: never
    ])
    func `an answer to a closed ticket reopens it in time, and opens a linked one afterwards`(
        _ sample: Sample, _ answered: String, _ reopens: Bool, _ id: String
    ) throws {
        let policy = try sample.policy
        let clause = try #require(policy.clause(id))
        let (instant, closedAt) = try (policy.at(answered), policy.at("2026-03-02 10:00"))
        #expect(try policy.answer(at: instant, toTicketClosedAt: closedAt) == (reopens ? .reopens(clause) : .opensLinked(clause)))
        if reopens {
            #expect(try policy.reopening(at: instant, ofTicketClosedAt: closedAt) == clause)
        } else {
            let refusal = try #require(throws: Refusal.self) { try policy.reopening(at: instant, ofTicketClosedAt: closedAt) }
            #expect(refusal.clause == clause)
        }
    }

    /// What is pending keeps a request open by the clause of its kind, for the staff; agreement helps where the document says so.
    @Test(arguments: [
        ("advice_event", PendingMatter.information, "GE-37", true), ("incident", .procedure, "GE-38 GE-39", true), ("development", .order, "GE-40", false),
        ("general_service", .order, "GE-41", false),
    ])
    func `a case stays open while what it is for is pending (GE-37 … GE-41)`(_ category: String, _ matter: PendingMatter, _ ids: String, _ byAgreement: Bool) throws {
        let policy = try Sample.grupoExecom.policy
        let facts = TicketFacts(channel: .portal, type: "case", category: category)
        let refusal = try #require(throws: Refusal.self) { try policy.closing(by: .agent, isAssignee: true, of: facts, pending: [matter]) }
        #expect(refusal.clause.ids.joined(separator: " ") == ids && refusal.reason.es.contains("permanece abierta"))
        let agreed = try? policy.closing(by: .agent, isAssignee: true, of: facts, pending: [matter], isAgreed: true)
        #expect((agreed != nil) == byAgreement)
        #expect(policy.closesByAgreement(facts) == byAgreement)
        #expect(try policy.closing(by: .client, isAssignee: false, of: facts, pending: [matter]).effect == .close)
        let others = Set(PendingMatter.allCases).subtracting([matter])
        #expect(try policy.closing(by: .agent, isAssignee: true, of: facts, pending: others).effect == .offer, "nothing else keeps it open")
        #expect(try Sample.intecnia.policy.closing(by: .agent, isAssignee: true, of: .request(.email), pending: Set(PendingMatter.allCases)).effect == .close, "no clause, no refusal")
    }

    /// What is charged is only closed once its client accepts, or five business days pass; a ticket just closes (GE-29).
    @Test func `closing a case is an offer, of which the client is reminded (GE-42, A-40)`() throws {
        let policy = try Sample.grupoExecom.policy
        let item = TicketFacts(channel: .portal, type: "case"), ticket = TicketFacts(channel: .portal, type: "ticket")
        let decision = try policy.closing(by: .agent, isAssignee: true, of: item)
        #expect(decision.effect == .offer && decision.clause.ids == ["GE-42"])
        #expect(try policy.closing(by: .client, isAssignee: false, of: item).effect == .close)
        #expect(try policy.closing(by: .agent, isAssignee: true, of: ticket).effect == .close)
        let friday = try policy.at("2026-03-13 17:00")
        #expect(try policy.reminder(of: item, offeredAt: friday).map { policy.wall($0.at) } == "2026-03-18 18:00")
        #expect(try policy.silenceClosing(of: item, waitingFor: .confirmation, since: friday).map { policy.wall($0.at) } == "2026-03-23 18:00")
        #expect(try policy.silenceClosing(of: item, waitingFor: .information, since: friday) == nil, "a question closes nothing")
        #expect(try policy.reminder(of: ticket, offeredAt: friday) == nil)
    }
}
