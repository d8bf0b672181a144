import BusinessTime
import SupportPolicy
import Testing

/// Company → plan → contract: what a later layer names replaces what an earlier one said.
struct LayersTests {
    static let document = TariffReadingTests.document
        .replacing("types:\n", with: """
              always: {label: Siempre, zone: America/Mexico_City, weekly: {mon-sun: "00:00-24:00"}, cites: hours}
            types:

            """)
        .replacing("term: 1 year, ends: first_of_both", with: """
            overrides: {targets: {grave: {within: 2 h, count: working_time, calendar: always, cites: hours}, response: {range: {from: 24 h, to: 48 h}, count: business_days, ends: same_time, cites: hours}}}, term: 1 year, ends: first_of_both
            """)
        .replacing("allowances:\n", with: """
              night: {label: Noche, overrides: {targets: {grave: {calendar: service, cites: answer}}, coverage: {calendar: always, cites: hours}}, grants: {hour: 1 h}, term: 1 year, cites: answer}
            allowances:

            """)

    private func policy() throws -> Policy {
        let reading = ReadingTests.read(Self.document)
        #expect(reading.findings.filter { $0.kind != .question }.isEmpty, "\(reading.findings.map { $0.text(in: .en) })")
        return try #require(reading.policy)
    }

    private func said(_ effective: EffectivePromise) -> String {
        func said(_ origin: Origin) -> String {
            switch origin.layer {
            case .company: "company \(origin.version) \(origin.clause.id)"
            case .plan(let id): "\(id) \(origin.version) \(origin.clause.id)"
            case .contract(let id): "\(id) \(origin.version) \(origin.clause.id)"
            }
        }
        return "\(effective.promise.asWritten): \(said(effective.limit)); hours: \(said(effective.hours))"
    }

    @Test(arguments: [
        (nil, "response", "24 h: company 1 answer; hours: company 1 answer"),
        (nil, "grave", "8 h: company 1 answer; hours: company 1 answer"),
        ("year", "response", "24 h – 48 h: year 1 hours; hours: company 1 answer"),
        ("year", "grave", "2 h: year 1 hours; hours: year 1 hours"),
        // The plan's coverage, but for the target that has hours of its own.
        ("night", "response", "24 h: company 1 answer; hours: night 1 hours"),
        ("night", "grave", "8 h: company 1 answer; hours: night 1 answer"),
    ] as [(String?, String, String)])
    func `each value says whence it comes`(_ plan: String?, _ id: String, _ expected: String) throws {
        let policy = try policy()
        let layers = Layers(plan: try plan.map { try #require(policy.tariff.plan($0)) })
        #expect(said(policy.effective(try #require(policy.promise(id)), under: layers)) == expected)
    }

    @Test
    func `a plan by which something is owed later is asked about, with both clauses`() throws {
        let found = ReadingTests.read(Self.document).findings.filter { $0.rule == "plan-later" }
        #expect(found.map(\.path) == ["plans.year.overrides.targets.response"])
        #expect(found.first?.cites.map(\.id) == ["hours", "answer"])
        #expect(found.first?.message.es == "con 'Anual' se debe 'response' más tarde que sin plan: del lun 29 jun, 10:00, el mié 1 jul, 10:00 en vez del mar 30 jun, 10:00")
        #expect(ReadingTests.read(Self.document.replacing("to: 48 h", with: "to: 24 h")).findings.filter { $0.rule == "plan-later" } == [])
    }

    @Test
    func `a contract lies over its plan, and leaves what it does not name`() throws {
        let policy = try policy()
        let clause = try #require(policy.clause("answer")), always = try #require(policy.calendar("always"))
        let plan = try #require(policy.tariff.plan("year")), grave = try #require(policy.promise("grave"))
        let limit = Overrides.Limit(.within(.workingTime(seconds: 3_600)), asWritten: "1 h")
        let faster = Layers(plan: plan, contract: .init(id: "C-7", version: "2", overrides: Overrides(targets: [.init("grave", limit: limit, clause: clause)])))
        #expect(said(policy.effective(grave, under: faster)) == "1 h: C-7 2 answer; hours: year 1 hours")
        let covered = Layers(contract: .init(id: "C-8", version: "1", overrides: Overrides(coverage: .init(always, clause: clause))))
        #expect(said(policy.effective(grave, under: covered)) == "8 h: company 1 answer; hours: C-8 1 answer")
    }

    /// One gravity day and night, all else in office hours: Friday 18:00.
    @Test(arguments: [(nil, "2026-03-17 18:00"), ("year", "2026-03-13 20:00")] as [(String?, String)])
    func `day and night for one severity`(_ plan: String?, _ due: String) throws {
        let policy = try policy()
        let layers = Layers(plan: try plan.map { try #require(policy.tariff.plan($0)) })
        let owed = try policy.forecast(of: TicketFacts(channel: .email, type: "ticket", severity: 1), from: policy.at("2026-03-13 18:00"), under: layers).owed
        #expect(owed.map(\.due.due) == [try policy.at(due)])
        let other = try policy.forecast(of: TicketFacts(channel: .email, type: "ticket"), from: policy.at("2026-03-13 18:00"), under: layers).owed
        #expect(other.map(\.promise.id) == ["response"])
    }

    @Test(arguments: [
        ("grave: {within: 2 h", "gravest: {within: 2 h", "plans.year.overrides.targets.gravest", "'gravest' is not understood here; allowed: response, grave"),
        ("calendar: always, cites: hours}, response", "starts: received, cites: hours}, response", "plans.year.overrides.targets.grave.starts",
         "'starts' is not understood here; allowed: assumes, calendar, cites, count, ends, within"),
        ("coverage: {calendar: always", "channels: {calendar: always", "plans.night.overrides.channels", "allowed: coverage, targets"),
        ("grave: {calendar: service, cites", "grave: {cites", "plans.night.overrides.targets.grave", "one of these is missing: within, range or calendar"),
        ("within: 2 h, count: working_time", "within: 2 h", "plans.year.overrides.targets.grave.within", "does not say how it counts"),
        ("coverage: {calendar: always", "coverage: {calendar: nights", "plans.night.overrides.coverage.calendar", "allowed: service, always"),
    ])
    func `only what is named can be overridden`(_ old: String, _ new: String, _ path: String, _ message: String) {
        let reading = ReadingTests.read(Self.document.replacing(old, with: new))
        let errors = reading.findings.filter { $0.kind == .error }
        #expect(errors.map(\.path) == [path])
        #expect(errors.first?.message.en.contains(message) == true, "\(errors.map(\.message.en))")
    }
}

/// What a contract's parties agreed otherwise, in their own words.
struct AnnexTests {
    private func policy() throws -> Policy {
        try #require(ReadingTests.read(LayersTests.document).policy)
    }

    private func problems(_ annex: Annex) throws -> [String] {
        annex.layer(over: try policy(), of: "C-7", from: "2026-03-01").problems.map { "\($0.field): \($0.message.en)" }
    }

    @Test
    func `it lies over the plan, counts as the document counts, and cites the contract`() throws {
        let policy = try policy()
        let annex = Annex(section: "Anexo B, 3", text: "Lo grave, en una hora.", targets: [.init("grave", within: "1 h"), .init("response", within: "2 d", calendar: "always")])
        let (layer, problems) = annex.layer(over: policy, of: "C-7", from: "2026-03-01")
        #expect(problems == [])
        let own = policy.under(Layers(plan: policy.tariff.plan("year"), contract: layer))
        let grave = try #require(own.promise("grave")), response = try #require(own.promise("response"))
        #expect(grave.bound == .within(.workingTime(seconds: 3_600)))
        #expect(response.bound.limit == .businessDays(2, ending: .sameTime))
        let clause = try #require(own.clause(grave.clause.id))
        #expect([clause.id, clause.document, clause.section, clause.text] == ["contract-C-7", "Contrato C-7", "Anexo B, 3", "Lo grave, en una hora."])
        #expect(clause.ids == [] && !clause.isPublished)
        #expect(policy.clause(clause.id) == nil, "the company's document is as it was")
        let origin = policy.effective(try #require(policy.promise("grave")), under: Layers(contract: layer)).limit
        #expect(origin.layer == .contract("C-7") && origin.version == "2026-03-01")
    }

    @Test(arguments: [
        (Annex(section: "", text: ""), ["section: Say where in the contract it stands.", "text: Say in short words what the contract says.", "targets: Say which target or hours are different."]),
        (Annex(section: "1", text: "a", targets: [.init("gravest", within: "1 h")]), ["gravest: There is no target 'gravest'; they are: response, grave."]),
        (Annex(section: "1", text: "a", targets: [.init("grave", within: "2 d")]), ["grave: '2 d' is no time such as '8 h'."]),
        (Annex(section: "1", text: "a", targets: [.init("grave", within: "-1 h")]), ["grave: '-1 h' is no time such as '8 h'."]),
        (Annex(section: "1", text: "a", targets: [.init("grave")]), ["grave: Say the time, the hours, or both."]),
        (Annex(section: "1", text: "a", targets: [.init("grave", calendar: "nights")]), ["grave: There are no hours 'nights'; they are: service, always."]),
        (Annex(section: "1", text: "a", targets: [.init("grave", within: "1 h"), .init("grave", within: "2 h")]), ["targets: A target stands there twice."]),
        (Annex(section: "1", text: "a", coverage: "nights"), ["coverage: There are no hours 'nights'; they are: service, always."]),
    ])
    func `what cannot be agreed is told`(_ annex: Annex, _ expected: [String]) throws {
        #expect(try problems(annex) == expected)
    }
}
