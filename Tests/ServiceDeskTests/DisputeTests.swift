import BusinessTime
import ServiceDesk
import SupportPolicy
import TestSupport
import Testing

/// A closing that the client does not accept, and what it does to what was set aside.
struct DisputeTests {
    @Test(arguments: Engine.all)
    func `a disputed closing freezes what was reserved, goes on, and is told to quality control (GE-43, A-40)`(on engine: Engine) async throws {
        let world = try await World(.grupoExecom, on: engine, at: "2026-03-09 10:00")
        let number = try await world.desk.openContract(.execom(["event": 5]), as: world[.olga]).contract.number
        let folio = try await world.open(as: world[.luna]) { ($0.type, $0.category) = ("case", "advice_event") }.ticket.folio
        try await world.desk.charge(ServiceOrder([Attendance.Service("advice_event")]), on: folio, as: world[.ines])
        #expect(await world.disputing(folio) == "conflict", "nothing was offered")
        try await world.desk.close(folio, because: "Quedó", as: world[.ines])
        #expect(await world.disputing(folio, as: .ines) == "forbidden")
        #expect(await world.disputing(folio, as: .sol) == "not found")
        #expect(await world.disputing(folio, because: " ") == "invalid reason")
        #expect(await world.disputing(folio) == "done")
        #expect(try await world.charges(of: number) == ["frozen event 1"])
        #expect(try await world.ticket(folio).state == .open)
        #expect(world.ids(try await world.last(.disputed, of: folio)) == ["GE-43"])
        #expect(try await world.notices(of: .quique).last == .disputed)
        // Whoever rules finds it over all contracts; its client does not see the house's list.
        let disputed = try await world.desk.disputedCharges(as: world[.quique])
        #expect(disputed.map { "\($0.contract) \($0.charge.folio ?? "") \($0.charge.state)" } == ["\(number) \(folio) frozen"])
        #expect(await outcome { _ = try await world.desk.disputedCharges(as: world[.luna]) } == "forbidden")
        #expect(await world.disputing(folio) == "conflict", "it is open again")
        // Closed after all, what is disputed is not spent by itself.
        try await world.desk.close(folio, because: "", as: world[.luna])
        #expect(try await world.charges(of: number) == ["frozen event 1"])
        #expect(await world.ruling(folio, as: .ines) == "forbidden")
        #expect(await world.ruling(folio, as: .quique) == "done")
        #expect(try await world.charges(of: number) == ["released event 1"])
        #expect(try await world.desk.disputedCharges(as: world[.quique]).isEmpty)
        #expect(try await world.left(in: number) == ["event": 5])
        #expect(try await world.desk.verify().problems == [])
        #expect(try await world.desk.simulate(nil, of: world.company.slug, openedIn: Span(Instant(seconds: 0), .never)).different == 0)
    }

    @Test(arguments: Engine.all)
    func `a disputed closing does not close by silence`(on engine: Engine) async throws {
        let world = try await World(.grupoExecom, on: engine, at: "2026-03-09 10:00")
        try await world.desk.openContract(.execom(["event": 5]), as: world[.olga])
        let folio = try await world.open(as: world[.luna]) { ($0.type, $0.category) = ("case", "advice_event") }.ticket.folio
        try await world.desk.close(folio, because: "Quedó", as: world[.ines])
        #expect(await world.disputing(folio) == "done")
        try await world.until("2026-04-09 10:00")
        #expect(try await world.ticket(folio).state == .open)
        #expect(try await world.last(.reminded, of: folio) == nil)
        #expect(try await world.desk.verify().problems == [])
    }

    @Test(arguments: Engine.all)
    func `a client asks for more of his contract, or for another term, under that contract (GE-62)`(on engine: Engine) async throws {
        let world = try await World(.grupoExecom, on: engine, at: "2026-03-09 10:00")
        try await world.desk.openContract(.execom(["event": 1]), as: world[.olga])
        try await world.until("2026-03-10 10:00")
        let later = try await world.desk.openContract(.execom(["credit": 5]), as: world[.olga]).contract
        let row = try await world.desk.ask(for: .topUp, of: later.number, saying: "Veinte créditos", in: "grupo-execom", as: world[.luna])
        #expect(row.ticket.contract == later.id && row.ticket.type == "ticket" && row.ticket.subject == "Comprar más para la póliza \(later.number)")
        #expect(await outcome { _ = try await world.desk.ask(for: .renewal, of: later.number, saying: " ", in: "grupo-execom", as: world[.luna]) } == "invalid text")
        #expect(await outcome { _ = try await world.desk.ask(for: .renewal, of: later.number, saying: "Sí", in: "grupo-execom", as: world[.sol]) } == "not found")
        #expect(await outcome { _ = try await world.desk.ask(for: .renewal, of: later.number, saying: "Sí", in: "grupo-execom", as: world[.ines]) } == "forbidden")
        // Another customer's contract serves nobody else.
        let other = try await world.open(as: world[.sol]) { ($0.requesterEmail, $0.contract) = ("sol@ferreteria.example", later.number) }.ticket
        #expect(other.contract == nil)
        // Once it is over, the request only names it.
        try await world.desk.end(contract: later.number, because: "De común acuerdo", as: world[.olga])
        #expect(try await world.notices(of: .olga).last == .wished, "who sells hears of it")
        let renewal = try await world.desk.ask(for: .renewal, of: later.number, saying: "Otro año", in: "grupo-execom", as: world[.luna])
        #expect(renewal.ticket.contract != later.id && renewal.ticket.subject == "Renovar la póliza \(later.number)")
        #expect(try await world.desk.verify().problems == [])
    }

    @Test(arguments: Engine.all)
    func `where support comes by mail alone, a wish to renew is still a request, of whoever renews (IN-28, IN-30)`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-09 10:00"), desk = world.desk
        let number = try await desk.openContract(.intecnia("basic"), as: world[.olga]).contract.number
        let row = try await desk.ask(for: .renewal, of: number, saying: "Otro año, por favor", in: "intecnia", as: world[.luna])
        #expect(row.ticket.contract != nil && row.ticket.admissionClause == nil)
        #expect(world.ids(try await world.last(.opened, of: row.ticket.folio)) == ["IN-27", "IN-28"])
        #expect(try await world.notices(of: .olga).contains(.wished))
        // Support by the same way is none.
        #expect(await outcome { _ = try await world.open(as: world[.luna]) { $0.channel = .portal } } == "refused IN-30")
        // Also once it is over: that is when it is asked for.
        try await world.until("2027-03-12 10:00")
        let late = try await desk.ask(for: .renewal, of: number, saying: "Se nos pasó", in: "intecnia", as: world[.luna])
        #expect(late.ticket.contract == nil && late.ticket.admissionClause == nil)
        #expect(world.ids(try await world.last(.opened, of: late.ticket.folio)) == ["IN-27", "IN-28"])
        #expect(try await desk.verify().problems == [])
        #expect(try await desk.simulate(nil, of: "intecnia", openedIn: Span(Instant(seconds: 0), .never)).different == 0)
    }
}

extension World {
    func disputing(_ folio: String, because reason: String = "No quedó", as somebody: Somebody = .luna) async -> String {
        await outcome { _ = try await self.desk.dispute(folio, because: reason, as: self[somebody]) }
    }

    /// What comes of giving the first charge back by ruling.
    func ruling(_ folio: String, as somebody: Somebody) async -> String {
        await outcome { _ = try await self.desk.settle(charge: 1, is: .released, on: folio, because: "Procede", as: self[somebody]) }
    }
}
