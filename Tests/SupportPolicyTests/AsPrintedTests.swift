import SupportPolicy
import Testing

/// The five documents as they were printed: what they leave open is found, and nothing runs before it is decided.
struct AsPrintedTests {
    @Test(arguments: [
        (Sample.facturaInteligente, [
            "calendars.service.zone", "calendars.service.weekly", "calendars.service.closed", "calendars.service.business_days",
            "lifecycle.states.labels.resolved", "lifecycle.closing.silence.count",
            "tariff.uncooperative_assistance.charged", "tariff.uncooperative_assistance.price", "tariff.uncooperative_assistance.per",
            "commitments.change_control[0].approvals", "commitments.change_control[1].otherwise", "commitments.change_control[3].within",
        ]),
        (Sample.factuPronto, [
            "policy.version", "calendars.call_center.zone", "calendars.call_center.closed",
            "calendars.remote_evening.zone", "calendars.remote_evening.closed", "channels.chat.calendar", "channels.email.calendar",
            "targets[0].count", "targets[1].count", "targets[2].count", "targets[2].calendar",
            "targets[3].count", "targets[3].calendar", "targets[4].calendar",
            "lifecycle.states.labels", "lifecycle.closing.by_agent.effect", "lifecycle.closing.by_client.effect",
            "lifecycle.after_closing.reopen_within", "commitments.availability[0].period", "commitments.availability[0].maintenance",
        ]),
        (Sample.fel, [
            "calendars.service.zone", "calendars.service.weekly", "calendars.service.closed", "calendars.service.business_days",
            "departments", "priorities", "targets[0].count", "targets[1].count", "targets[2].count", "targets[3].count",
            "targets[4].count", "targets[5].count", "lifecycle.states.labels", "lifecycle.closing.by_agent.effect",
            "lifecycle.closing.by_client.effect", "lifecycle.closing.silence.count", "lifecycle.after_closing.reopen_within",
        ]),
        (Sample.intecnia, [
            "calendars.service.closed", "targets[0].count", "targets[1].count", "targets[2].count", "targets[3].count",
            "targets[4].count", "lifecycle.states.labels", "lifecycle.closing.contact_attempts.wait",
            "lifecycle.closing.contact_attempts.count", "lifecycle.after_closing.reopen_within",
            "allowances[0].plan", "allowances[1].plan", "allowances[2].plan", "allowances[3].plan",
            "tariff.support_hour.rounds_up_to", "tariff.advice_at_company_hour.rounds_up_to", "tariff.advice_on_site_hour.rounds_up_to",
        ]),
        (Sample.grupoExecom, [
            "calendars.service.zone", "calendars.service.weekly", "calendars.service.closed", "calendars.service.business_days",
            "targets[0].count", "targets[2].count", "targets[3].ends", "targets[3].starts", "targets[4].count", "targets[5].ends",
            "lifecycle.states.labels", "lifecycle.after_closing.reopen_within",
            "plans.annual.grants", "plans.annual.price", "tariff.advice_event.time_box", "tariff.technical_hour.rounds_up_to",
            "tariff.online_training_hour.rounds_up_to", "charging.prefer.fewest", "charging.prefer.then",
        ]),
    ])
    func `every gap of the document is found, and blocks`(_ sample: Sample, _ gaps: [String]) throws {
        let reading = try sample.asPrinted
        let found = reading.findings.filter { $0.kind == .unknown }
        #expect(found.map(\.path) == gaps)
        #expect(reading.findings.allSatisfy { $0.line > 0 })
        #expect(reading.policy == nil)
    }

    /// What is hidden behind the gaps: found with them filled as companies mostly fill them.
    @Test(arguments: [
        (Sample.facturaInteligente, ["silence channels.phone FI-4", "silence channels.email FI-8", "silence channels.portal FI-18"]),
        (.factuPronto, ["overlapping-hours calendars.ticket FP-34", "range targets[1] FP-15", "no-limit targets[4] FP-22", "no-address company "]),
        (.fel, ["silence channels.phone FEL-3", "silence channels.chat FEL-6"]),
        (.intecnia, ["no-limit targets[4] IN-40"]),
        (.grupoExecom, ["no-limit targets[1] GE-30", "retention-floor commitments.retention[0] GE-36", "no-address company ", "inner-step-longer targets[4] GE-44 GE-47"]),
    ])
    func `what the printed rules hide is found already`(_ sample: Sample, _ expected: [String]) throws {
        let found = try sample.asPrinted.findings.filter { $0.kind != .unknown }
        #expect(found.map { "\($0.rule) \($0.path) \($0.cites.compactMap(\.ids.first).joined(separator: " "))" } == expected)
    }

    /// Seventy-two hours of office time do not fit into a complaint's five business days; three business days do.
    @Test func `a gap is told with what one way of filling it would break (GE)`() throws {
        let found = try #require(try Sample.grupoExecom.asPrinted.findings.first { $0.rule == "inner-step-longer" })
        #expect(found.message.es.hasPrefix("si las horas se cuentan como tiempo del horario: 'expert_opinion' (72 h) no cabe en 'complaint_decision' (5 d)"))
        #expect(found.kind == .warning)
    }

    @Test(arguments: [
        (Sample.facturaInteligente, "calendars.service.weekly", "faltan los días o las horas"),
        (.fel, "targets[2].count", "no dice cómo se cuenta"), (.grupoExecom, "targets[0].count", "no dice cómo se cuenta"),
        (.intecnia, "allowances[0].plan", "la tabla perdió sus marcas"),
        (.facturaInteligente, "tariff.uncooperative_assistance.charged", "no dice cuándo ni cómo se cobra"),
        (.facturaInteligente, "commitments.change_control[1].otherwise", "no dice qué se hace si no se puede cumplir"),
        (.factuPronto, "commitments.availability[0].maintenance", "si el mantenimiento cuenta como tiempo caído"),
        (.grupoExecom, "plans.annual.grants", "no dice cuánto incluye el plan"), (.grupoExecom, "plans.annual.price", "no dice cuánto cuesta"),
        (.grupoExecom, "charging.prefer.fewest", "no dice qué cargo es el más beneficioso"),
        (.fel, "departments", "no publica sus valores"), (.fel, "priorities", "no publica sus valores"),
    ])
    func `a gap says what is missing`(_ sample: Sample, _ path: String, _ words: String) throws {
        let found = try #require(try sample.asPrinted.findings.first { $0.path == path })
        #expect(found.message.es.contains(words))
    }
}
