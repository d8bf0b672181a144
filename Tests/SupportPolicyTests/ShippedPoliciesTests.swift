import BusinessTime
import SupportPolicy
import Testing

/// The five policies as the house ships them.
struct ShippedPoliciesTests {
    @Test(arguments: Sample.allCases)
    func `it can be put in force, and asks about nothing but its named assumptions`(_ sample: Sample) throws {
        let reading = try sample.reading
        let policy = try sample.policy
        #expect(reading.findings.filter { $0.kind != .question }.map { $0.text(in: .en) } == [])
        #expect(reading.findings.filter { $0.rule == "question" }.map(\.path) == policy.assumptions.map { "assumptions.\($0.id)" })
        let others = Set(reading.findings.filter { $0.rule != "question" }.map(\.rule))
        #expect(others.isSubset(of: ["silence", "overlapping-hours", "range", "no-limit", "retention-floor", "no-address"]), "true of the documents, whatever is assumed")
        #expect(!policy.assumptions.isEmpty)
        #expect(policy.id == sample.rawValue)
        #expect(policy.folioPrefix == sample.requirements.prefix)
    }

    @Test(arguments: Sample.allCases)
    func `every requirement of the document stands in a clause, and no other`(_ sample: Sample) throws {
        let (prefix, count) = sample.requirements
        let ids = try sample.policy.clauses.flatMap(\.ids)
        let expected = (1...count).map { "\(prefix)-\($0)" }
        #expect(expected.filter { !ids.contains($0) } == [])
        #expect(Set(ids).subtracting(expected) == [])
    }

    /// IN-41 (weekends and holidays do not count) stands under the table of all the response times.
    @Test(arguments: Sample.allCases)
    func `a requirement stands in one clause only`(_ sample: Sample) throws {
        let ids = try sample.policy.clauses.flatMap(\.ids)
        let repeated = Set(ids.filter { id in ids.count { $0 == id } > 1 })
        #expect(repeated == (sample == .intecnia ? ["IN-41"] : []))
    }

    @Test(arguments: Sample.allCases)
    func `every clause is obeyed by some rule`(_ sample: Sample) throws {
        let policy = try sample.policy
        #expect(Set(policy.clauses.map(\.id)).subtracting(policy.citedClauses) == [])
    }

    @Test
    func `FEL shows its approval and its form as printed`() throws {
        let policy = try Sample.fel.policy
        let form = try #require(policy.forms[.portal])
        #expect(policy.company.credential == "Proveedor autorizado de certificación SAT, número de aprobación 55029")    // FEL-31
        #expect(form.instructions.count == 3)                                                                            // FEL-16
        #expect(form.asksHumanCheck)                                                                                     // FEL-20
        #expect(form.thanks == "Su solicitud fue enviada correctamente. Gracias por su preferencia")                     // FEL-21
        #expect(form.fields.filter { !$0.isRequired }.map(\.id) == ["description", "files"])                             // FEL-17
        #expect(policy.defaultType.id == "technical_support")
    }

    @Test(arguments: [
        (Sample.facturaInteligente, TicketState.waiting, "En Espera"), (.facturaInteligente, .closed, "Cerrado"),    // FI-22 … FI-24
        (.facturaInteligente, .open, "Abierto"), (.intecnia, .resolved, "Resuelto"),
    ])
    func `states have the company's own words`(_ sample: Sample, _ state: TicketState, _ label: String) throws {
        #expect(try sample.policy.lifecycle.labels[state] == label)
    }

    @Test
    func `at Intecnia every ticket has a consultant from its opening`() throws {
        #expect(try Sample.intecnia.policy.lifecycle.assignsAtOpening?.id == "ticket-and-consultant")    // IN-35
        #expect(try Sample.fel.policy.lifecycle.assignsAtOpening == nil)
    }

    @Test
    func `the evening shift adds to the hours of tickets only`() throws {
        let policy = try Sample.factuPronto.policy
        let evening = try policy.at("2026-03-12 20:00")
        #expect(try #require(policy.calendar("ticket")).schedule.isOpen(at: evening))           // FP-34
        #expect(try !#require(policy.calendar("call_center")).schedule.isOpen(at: evening))     // FP-30
        #expect(policy.channel(.portal)?.calendar?.id == "ticket")
        #expect(policy.channel(.chat)?.calendar?.id == "call_center")
    }
}
