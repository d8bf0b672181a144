import SupportPolicy
import Testing

/// The five documents as they were printed: what they leave open is found, and nothing runs before it is decided.
struct AsPrintedTests {
    @Test(arguments: [
        (Sample.facturaInteligente, [
            "calendars.service.zone", "calendars.service.weekly", "calendars.service.closed", "calendars.service.business_days",
            "lifecycle.states.labels.resolved", "lifecycle.closing.silence.count",
            "provisions.charging.items[0].time", "provisions.charging.items[0].rate",
        ]),
        (Sample.factuPronto, [
            "policy.version", "calendars.call_center.zone", "calendars.call_center.closed",
            "calendars.remote_evening.zone", "calendars.remote_evening.closed", "channels.chat.calendar", "channels.email.calendar",
            "targets[0].count", "targets[1].count", "targets[2].count", "targets[2].calendar",
            "targets[3].count", "targets[3].calendar", "targets[4].calendar",
            "lifecycle.states.labels", "lifecycle.closing.by_agent.effect", "lifecycle.closing.by_client.effect",
            "lifecycle.after_closing.reopen_within", "provisions.availability.items[0].period",
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
            "provisions.plan_table.items[0].plan", "provisions.plan_table.items[1].plan",
        ]),
        (Sample.grupoExecom, [
            "calendars.service.zone", "calendars.service.weekly", "calendars.service.closed", "calendars.service.business_days",
            "targets[0].count", "targets[2].count", "targets[3].ends", "targets[3].starts", "targets[4].count", "targets[5].ends",
            "lifecycle.states.labels", "lifecycle.after_closing.reopen_within",
            "provisions.units.items[0].quantities", "provisions.units.items[0].prices",
        ]),
    ])
    func `every gap of the document is found, and blocks`(_ sample: Sample, _ gaps: [String]) throws {
        let reading = try sample.asPrinted
        #expect(reading.findings.map(\.path) == gaps)
        #expect(reading.findings.allSatisfy { $0.kind == .unknown && $0.line > 0 })
        #expect(reading.policy == nil)
    }
}
