import SupportPolicy
import Testing

/// The company's own documents that an order takes (GE-56).
struct OrderingTests {
    @Test(arguments: [
        ("development", [], true), ("development", ["technical_hour"], true), ("incident", [], false), ("incident", ["development"], true),
        ("general_service", ["general_services"], false), ("information", ["technical_hour", "beyond_specification"], true), (nil, ["development"], true), (nil, [], false),
    ] as [(String?, [String], Bool)])
    func `a development takes its form, by what the request is or by what is ordered`(category: String?, items: [String], isNeeded: Bool) throws {
        let policy = try Sample.grupoExecom.policy, needed = policy.documents(ordering: items, on: .request(.portal, "case", category: category))
        #expect(needed.map(\.id) == (isNeeded ? ["development_request"] : []))
        if let rule = needed.first { #expect(policy.refusal(toOrderWithout: rule).clause.ids.contains("GE-56")) }
    }

    @Test(arguments: [("solicitud general desarrollo.pdf", true), ("Solicitud-Desarrollo.png", true), ("contrato.pdf", false), ("solicitud.docx", false)])
    func `what an order waits for is known by its name alone`(name: String, isTaken: Bool) throws {
        let policy = try Sample.grupoExecom.policy, facts = TicketFacts.request(.portal, "case", category: "development")
        #expect(policy.formsSeen(among: [(name, "application/pdf")], for: facts).map(\.id) == (isTaken ? ["development_request"] : []))
    }

    @Test(arguments: [
        ("attached: yes, before: order,", "attached: yes,", "question services"), ("services: [development, beyond_specification]", "services: gold", "error services"),
        ("services: [development, beyond_specification], ", "", ""),
    ])
    func `what is named and needed before nothing is found`(old: String, new: String, expected: String) throws {
        let text = try Sample.grupoExecom.text
        #expect(text.contains(old))
        let findings = ReadingTests.read(text.replacing(old, with: new)).findings.filter { $0.path.hasPrefix("commitments.required_documents") }
        #expect(findings.map { "\($0.kind) \($0.path.split(separator: ".").last ?? "")" }.joined(separator: ", ") == expected)
    }
}
