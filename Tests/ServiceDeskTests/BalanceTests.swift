import BusinessTime
import PDF
import ServiceDesk
import SupportPolicy
import TestSupport
import Testing

/// What is left of a contract: how it came about, until when it lasts, and as its statement tells it.
struct BalanceTests {
    @Test(arguments: Engine.all)
    func `a forecast goes by what was spent in ninety days, and history by what was left after each movement`(on engine: Engine) async throws {
        let world = try await World(.grupoExecom, on: engine, at: "2026-03-09 10:00"), desk = world.desk
        let number = try await desk.openContract(.execom(["event": 10]), as: world[.olga]).contract.number
        func runsOut() async throws -> String? {
            let found = try await desk.contract(number, as: world[.luna])
            return found.row.contract.runsOut("event", at: found.now).map(world.wall)
        }
        func history() async throws -> [String] {
            let found = try await desk.contract(number, as: world[.luna])
            return found.row.contract.history(of: "event", found.entries).map { "\(world.wall($0.at)) \($0.left)" }
        }
        #expect(try await runsOut() == nil, "nothing was spent")
        #expect(try await history() == ["2026-03-09 10:00 10"])
        _ = try await world.spend(1)
        #expect(try await runsOut() == nil, "the first day tells nothing")
        try await world.until("2026-03-19 10:00")
        let folio = try await world.spend(3)
        // Four in 250 hours: the other six last 375.
        #expect(try await runsOut() == "2026-04-04 01:00")
        #expect(try await history() == ["2026-03-09 10:00 10", "2026-03-09 10:00 9", "2026-03-19 10:00 6"])
        // What comes back was not spent.
        try await desk.settle(charge: 2, is: .released, on: folio, because: "No era para ellos", as: world[.ines])
        #expect(try await runsOut() == "2026-06-21 04:00")
        #expect(try await history().last == "2026-03-19 10:00 9")
        try await world.until("2026-06-06 10:00")
        #expect(try await runsOut() == nil, "it lasts longer than the contract")
        try await world.until("2026-06-20 10:00")
        #expect(try await runsOut() == nil, "nothing was spent of late")
        // All of it: there is nothing to foresee.
        _ = try await world.spend(9)
        #expect(try await runsOut() == nil)
        let found = try await desk.contract(number, as: world[.luna])
        let balance = try #require(found.row.contract.balances(at: found.now).first)
        #expect(balance.percentLeft == 0 && balance.isNearlyGone && balance.reserved == 10)
        #expect(found.row.contract.runsOut("credit", at: found.now) == nil, "what was never bought")
        #expect(try await desk.verify().problems == [])
    }

    @Test(arguments: [(0, false), (7, false), (8, true), (10, true)])
    func `four fifths gone is nearly gone`(spent: Int, isNearlyGone: Bool) async throws {
        let world = try await World(.grupoExecom, on: .sqlite, at: "2026-03-09 10:00")
        let number = try await world.desk.openContract(.execom(["event": 10]), as: world[.olga]).contract.number
        if spent > 0 { _ = try await world.spend(spent) }
        let found = try await world.desk.contract(number, as: world[.olga])
        #expect(found.row.contract.balances(at: found.now).map(\.isNearlyGone) == [isNearlyGone])
    }

    @Test(arguments: Engine.all)
    func `a statement of any period has what was there before it, and what came and went in it`(on engine: Engine) async throws {
        let world = try await World(.grupoExecom, on: engine, at: "2026-03-09 10:00"), desk = world.desk
        let opened = try await desk.openContract(.execom(["event": 1, "credit": 20]), as: world[.olga]).contract, number = opened.number
        try await desk.topUp(number, [UnitAmount("credit", 4)], lastDay: CalendarDate(iso: "2026-04-30"), as: world[.olga])
        try await world.until("2026-03-10 10:00")
        let first = try await world.spend(1)
        // The event has run out: two credits of the card pay for two more (GE-68).
        try await world.until("2026-03-17 10:00")
        let second = try await world.spend(2)
        try await world.until("2026-03-20 10:00")
        try await desk.settle(charge: 1, is: .released, on: first, because: "No se dio", as: world[.ines])
        try await world.until("2026-04-01 10:00")
        let lot = try #require(opened.lots.first { $0.unit == "credit" }).number
        let proposed = try await desk.proposeAdjustment(of: number, lot: lot, by: 3, because: "Se contó de menos", as: world[.olga])
        try await desk.answer(adjustment: try #require(proposed.contract.terms.proposals.first).number, of: number, isConfirmed: true, as: world[.ada])
        // What was left of the card expires.
        try await world.until("2026-05-31 10:00")
        func statement(_ from: String?, _ through: String?) async throws -> String {
            let bytes = try await desk.statement(
                of: number, since: from.flatMap { CalendarDate(iso: $0) }, through: through.flatMap { CalendarDate(iso: $0) }, from: world.company.slug, in: .ink, .es, as: world[.luna]).bytes
            return try PrintedPDF(bytes).solidText
        }
        func expect(_ words: [String], in text: String) {
            for said in words { #expect(text.contains(said.filter { $0 != " " }), "\(said): \(text)") }
        }
        expect([
            "Periodo Del 15 de marzo de 2026 al 31 de mayo de 2026", "Eventos 0 1 0 1", "Créditos de servicio 24 3 −4 23",
            "15 mar 2026 Saldo inicial 0", "20 mar 2026 Devolución: Evento de asesoría", "\(first) +1 1", "31 may 2026 Saldo final 1",
            "15 mar 2026 Saldo inicial 24", "17 mar 2026 Evento de asesoría × 2 \(second) −2 22", "1 abr 2026 Ajuste", "+3 25", "1 may 2026 Venció sin usarse −2 23",
            "31 may 2026 Saldo final 23",
        ], in: try await statement("2026-03-15", nil))
        // From its beginning.
        let beginning = try await statement(nil, "2026-03-14")
        expect([
            "Periodo Del 9 de marzo de 2026 al 14 de marzo de 2026", "Eventos 0 1 −1 0", "Créditos de servicio 0 24 0 24", "9 mar 2026 Contratación +20 20",
            "9 mar 2026 Compra adicional +4 24", "10 mar 2026 Evento de asesoría \(first) −1 0", "14 mar 2026 Saldo final 24",
        ], in: beginning)
        #expect(!beginning.contains("Ajuste"))
        // A period in which nothing happened.
        expect(["Eventos 1 0 0 1", "Créditos de servicio 25 0 0 25"], in: try await statement("2026-04-02", "2026-04-30"))
        #expect(await outcome { _ = try await statement("2026-05-30", "2026-06-01") } == "invalid through", "what is still to come")
        #expect(try await desk.verify().problems == [])
    }
}

extension World {
    /// A request of Luna's for which so many events are set aside.
    fileprivate func spend(_ events: Int) async throws -> String {
        let folio = try await open(as: self[.luna]) { ($0.type, $0.category) = ("case", "advice_event") }.ticket.folio
        try await desk.charge(ServiceOrder([Attendance.Service("advice_event", quantity: events)]), on: folio, as: self[.ines])
        return folio
    }
}
