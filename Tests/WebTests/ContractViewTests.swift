import BusinessTime
import ServiceDesk
import SupportPolicy
import TestSupport
import Testing
@testable import Web

/// What a contract's readers see of its use: how much is left, how it went, and until when it lasts.
struct ContractViewTests {
    private func world() async throws -> (World, number: String) {
        let world = try await World(.grupoExecom, on: .sqlite, at: "2026-03-09 10:00")
        var new = NewContract(plan: "annual", customerName: "Papelería Luna", contacts: ["luna@papeleria.example"])
        new.amounts = ["event": 10]
        return (world, try await world.desk.openContract(new, as: world[.olga]).contract.number)
    }

    private func spend(_ events: Int, in world: World) async throws {
        let folio = try await world.open(as: world[.luna]) { ($0.type, $0.category) = ("case", "advice_event") }.ticket.folio
        try await world.desk.charge(ServiceOrder([Attendance.Service("advice_event", quantity: events)]), on: folio, as: world[.ines])
    }

    /// As staff sees it, or its client.
    private func view(_ number: String, in world: World, _ language: Language = .es, seenBy somebody: Somebody = .olga) async throws -> (view: ContractView, entries: [Entry]) {
        let reader = world[somebody], found = try await world.desk.contract(number, as: reader)
        let view = ContractView(
            row: found.row, policy: found.policy, slug: world.company.slug, now: found.now, language: language, staff: reader.role.isStaff ? reader : nil)
        return (view, found.entries)
    }

    @Test func `whoever sells sees what is nearly used up, and what is hardly used after half of its term`() async throws {
        let (world, number) = try await world()
        #expect(try await view(number, in: world).view.line.use == "")
        try await world.until("2026-09-06 10:00")
        #expect(try await view(number, in: world).view.line.use == "", "not half of it is over")
        try await world.until("2026-09-09 10:00")
        #expect(try await view(number, in: world).view.line.use == "Casi sin usar")
        #expect(try await view(number, in: world, .en).view.line.use == "Hardly used")
        try await spend(3, in: world)
        #expect(try await view(number, in: world).view.line.use == "")
        try await spend(5, in: world)
        #expect(try await view(number, in: world).view.line.use == "Casi agotada")
        #expect(try await view(number, in: world, .en).view.line.use == "Nearly used up")
        #expect(try await view(number, in: world, seenBy: .luna).view.line.use == "", "that is the house's alone")
    }

    @Test func `its page draws what is left, how it went, and says until when it lasts`() async throws {
        let (world, number) = try await world()
        let first = try await view(number, in: world)
        let fresh = first.view.page(in: Sample.agent(), timeline: [], entries: first.entries).document.text
        #expect(fresh.contains("quedan 10 de 10") && !fresh.contains("class=\"bar chart\"") && !fresh.contains("Al ritmo de"), "nothing happened yet")
        try await world.until("2026-03-14 10:00")
        try await spend(1, in: world)
        try await world.until("2026-03-19 10:00")
        try await spend(3, in: world)
        for (somebody, frame) in [(Somebody.olga, Sample.agent()), (.luna, Sample.client())] {
            let found = try await view(number, in: world, seenBy: somebody)
            let page = found.view.page(in: frame, timeline: [], entries: found.entries)
            #expect(page.gauges.map(\.label) == ["Eventos"])
            #expect(page.gauges.flatMap(\.remarks) == ["4 en reserva", "Al ritmo de los últimos 90 días se acaba hacia el sábado 4 de abril de 2026."])
            let text = page.document.text
            for said in [
                "aria-label=\"quedan 6 de 10, 4 en reserva\"", "aria-label=\"Saldo de Eventos: de 10 a 6\"", "d=\"M0 120 V4 H500 V16 H1000 V49 H1000 V120 Z\"", "hoy: 6",
            ] { #expect(text.contains(said), "\(somebody) \(said)") }
        }
        let english = try await view(number, in: world, .en)
        let page = english.view.page(in: Sample.agent(.en), timeline: [], entries: english.entries).document.text
        #expect(page.contains("6 of 10 left") && page.contains("As spent in the last 90 days it runs out about Saturday 4 April 2026."), "\(page)")
    }

    @Test func `programs read the same figures`() async throws {
        let (world, number) = try await world()
        func json() async throws -> String {
            let found = try await world.desk.contract(number, as: world[.olga])
            var json = JSONText()
            json.object(ContractJSON(row: found.row, policy: found.policy, company: world.company.slug, now: found.now, entries: found.entries).write)
            return json.text
        }
        #expect(try await json().contains("\"runs_out_on\":null,\"history\":[{\"at\":\"2026-03-09T10:00:00-06:00\",\"left\":10}]"))
        try await world.until("2026-03-19 10:00")
        try await spend(4, in: world)
        let text = try await json()
        #expect(text.contains("\"reserved\":4,\"lapsed\":0,\"available\":6,\"runs_out_on\":\"2026-04-04\""), "\(text)")
        #expect(text.contains("{\"at\":\"2026-03-19T10:00:00-06:00\",\"left\":6}]"), "\(text)")
    }
}
