import Foundation
import SupportPolicy
import Testing
import ZoneFiles

/// `docs/policy-format.md` says what the reader does.
struct FormatTests {
    static let document = Result { try Sample.text(of: "docs/policy-format.md") }

    @Test
    func `it names every word of the closed vocabularies`() throws {
        let document = try Self.document.get()
        let words = ChannelKind.allCases.map(\.rawValue) + TicketState.allCases.map(\.rawValue) + Metric.allCases.map(\.rawValue)
            + ClockStart.allCases.map(\.rawValue) + RequiredRecord.allCases.map(\.rawValue)
            + Role.allCases.filter(\.isStaff).map(\.rawValue) + Finding.Kind.allCases.map(\.rawValue)
            + EscalationRules.Kind.allCases.map(\.rawValue) + Lifecycle.AgentClosing.Effect.allCases.map(\.rawValue)
            + ChargeMoment.allCases.map(\.rawValue) + Circumstance.allCases.map(\.rawValue) + Plan.Ending.allCases.map(\.rawValue)
            + Commitment.Topic.allCases.map(\.rawValue) + Duty.Scope.Coverage.allCases.map(\.rawValue)
            + Duty.OfficialMedium.Medium.allCases.map(\.rawValue) + Duty.OfficialMedium.Notice.allCases.map(\.rawValue)
            + Duty.OfficialMedium.Audience.allCases.map(\.rawValue) + Duty.Availability.Period.allCases.map(\.rawValue)
            + Duty.Availability.Maintenance.allCases.map(\.rawValue) + Duty.Retention.Record.allCases.map(\.rawValue)
            + Duty.Retention.Start.allCases.map(\.rawValue) + Duty.ServiceTerm.Start.allCases.map(\.rawValue)
            + Duty.Visit.Consequence.allCases.map(\.rawValue) + Duty.Repeated.allCases.map(\.rawValue)
            + Duty.ComplaintStep.Late.allCases.map(\.rawValue) + Duty.ComplaintStep.Remedy.allCases.map(\.rawValue)
            + Duty.ChangeRule.Approvals.allCases.map(\.rawValue) + Duty.ChangeRule.EmergencyAccount.allCases.map(\.rawValue)
            + Plan.Requirement.allCases.map(\.rawValue) + ChargingRules.Preference.Tie.allCases.map(\.rawValue)
        #expect(words.filter { !document.contains($0) } == [])
    }

    @Test
    func `it names every key of the language`() throws {
        let document = try Self.document.get()
        let keys = Set(PolicyLanguage.places.keys.compactMap { $0.split(separator: ".").last }.map { String($0).replacing("[]", with: "") })
        let headings = Set(document.split(separator: "\n").filter { $0.hasPrefix("### ") }.flatMap { $0.split { !$0.isLetter && $0 != "_" }.map(String.init) })
        func isNamed(_ key: String) -> Bool {
            headings.contains(key) || ["`\(key)`", ".\(key)`", "\(key):"].contains { document.contains($0) }
        }
        #expect(keys.filter { $0 != "*" && !isNamed($0) }.sorted() == [])
    }

    @Test
    func `every line of its examples stands in one of the five policies`() throws {
        let blocks = try Self.document.get().components(separatedBy: "```yaml\n").dropFirst()
            .compactMap { $0.components(separatedBy: "```").first }
        let known = try Set(Sample.allCases.flatMap { try lines(of: $0.text) })
        #expect(blocks.count > 10)
        #expect(blocks.flatMap(lines).filter { !known.contains($0) } == [])
    }

    @Test(arguments: [
        (Sample.intecnia, "within: 10 h, count: working_time", "within: 10 h, count: business_days"),
        (Sample.fel, "zone: America/Mexico_City", "zone: America/Puebla"),
        (Sample.fel, "kind: phone", "kind: phone\n    colour: red"),
        (Sample.fel, "within: 24 h, count: business_days, ", "within: 24 h, "),
        (Sample.factuPronto, "version: sin fecha", "version: unknown"),
    ])
    func `the errors that it shows are those that one gets`(_ sample: Sample, _ old: String, _ new: String) throws {
        let text = try sample.text.replacing(old, with: new, maxReplacements: 1)
        let reading = PolicyReading(text, file: "\(sample.rawValue).yaml", zone: ZoneFiles.zone(named:))
        let finding = try #require(reading.findings.first { $0.kind.blocksActivation })
        let words = finding.text(in: .en).replacing("\(finding.file):\(finding.line): ", with: "")    // lines move with every edit
        let shown = try Self.document.get().contains(": \(words)\n")
        #expect(shown, "\(words)")
    }

    private func lines(of text: String) -> [String] {
        text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
    }
}
