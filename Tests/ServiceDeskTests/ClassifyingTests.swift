import BusinessTime
import ServiceDesk
import SupportPolicy
import TestSupport
import Testing

struct ClassifyingTests {
    @Test(arguments: [
        (1, "running 2026-03-13 17:00", "IN-37"), (2, "running 2026-03-13 19:00", "IN-38"),
        (3, "running 2026-03-17 11:00", "IN-39"), (4, "indicative never", "IN-40"),
    ], Engine.all)
    func `severity is reckoned from the original receipt (A-22)`(_ row: (severity: Int, owed: String, clause: String), on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-12 17:00")
        let folio = try await world.open().ticket.folio
        try await world.until("2026-03-13 10:00")
        let ticket = try await world.desk.classify(folio, severity: row.severity, as: world[.ines]).ticket
        #expect(ticket.severity == row.severity)
        #expect(try await world.owed(.firstResponse, of: folio) == row.owed)
        #expect(ticket.deadlines.first?.status == .cancelled)
        #expect(ticket.deadlines.last?.startedAt == ticket.openedAt)
        #expect(world.ids(try await world.last(.classified, of: folio)).contains(row.clause))
        #expect(try await world.desk.verify().problems == [])
    }

    @Test(arguments: Engine.all)
    func `a case of who has no contract is taken as a free ticket, with its promise (GE-24, GE-28, GE-30); an urgent ticket becomes a case once there is one`(on engine: Engine) async throws {
        let world = try await World(.grupoExecom, on: engine, at: "2026-03-09 10:00")
        let taken = try await world.open(as: world[.ines]) { ($0.type, $0.category) = ("case", "incident") }.ticket
        #expect(taken.type == "ticket" && taken.category == "incident" && taken.admissionClause != "cases")
        #expect(taken.deadlines.map(\.promise) == ["ticket_response"], "48 business hours, not as soon as possible")
        let opened = try #require(try await world.last(.opened, of: taken.folio))
        #expect(world.ids(opened) == ["GE-30"] && opened.body.facts["asked"] == "case")
        let told = try #require(try await world.outbox(to: .luna).last?.text)
        #expect(told.contains("La pidió como 'Caso de soporte' y no consta una póliza vigente: la tomamos como 'Ticket de asistencia técnica'.") && told.contains("El ticket no tiene costo"), "\(told)")
        #expect(!told.contains("se descuenta"), "nothing of a price: \(told)")
        #expect(await outcome { _ = try await world.desk.classify(taken.folio, type: "case", as: world[.ines]) } == "refused GE-30")
        #expect(try await world.ticket(taken.folio).type == "ticket")
        // Who has one, although nobody vouched for him yet, has a case.
        let insured = try await world.desk.openContract(.execom(["incident": 1]), as: world[.olga]).contract.number
        let case_ = try await world.open { $0.type = "case" }.ticket
        #expect(case_.type == "case" && case_.admissionClause == "cases")
        #expect(try await world.last(.opened, of: case_.folio)?.body.facts["asked"] == nil)
        try await world.until("2026-03-10 10:00")
        let ticket = try await world.desk.classify(case_.folio, type: "ticket", as: world[.ines]).ticket
        #expect(ticket.type == "ticket" && !world.ids(ofClause: ticket.admissionClause).contains("GE-30"))
        #expect(world.ids(try await world.last(.classified, of: case_.folio)).contains("GE-26"))
        let owed = try #require(ticket.deadlines.last { $0.metric == .firstResponse })
        #expect(owed.status == .running && owed.startedAt == ticket.openedAt, "48 business hours since it came, not since it was moved")
        #expect(ticket.deadlines.first?.status == .cancelled)

        try await world.desk.attach(contract: insured, to: case_.folio, as: world[.ines])
        let urgent = try await world.desk.classify(case_.folio, type: "case", as: world[.ines]).ticket
        #expect(urgent.admissionClause == nil, "its contract is on record")
        #expect(await outcome { _ = try await world.desk.classify(case_.folio, type: "favour", as: world[.ines]) } == "invalid type")
        #expect(await outcome { _ = try await world.desk.classify(case_.folio, type: "ticket", as: world[.luna]) } == "forbidden")
        #expect(try await world.ticket(case_.folio).type == "case")
        #expect(try await world.desk.verify().problems == [])
        #expect(try await world.desk.simulate(nil, of: world.company.slug, openedIn: Span(Instant(seconds: 0), .never)).different == 0)
    }

    @Test(arguments: Engine.all)
    func `a chat of who has no contract is told as what it is taken, and no other way in (GE-23, GE-24, GE-28)`(on engine: Engine) async throws {
        let world = try await World(.grupoExecom, on: engine, at: "2026-03-09 10:00")
        let taken = try await world.open(as: world[.luna]) { ($0.type, $0.channel) = ("case", .chat) }.ticket
        #expect(taken.type == "ticket" && world.ids(ofClause: taken.admissionClause) == ["GE-23"])
        let told = try #require(try await world.outbox(to: .luna).last).text
        #expect(told.contains("la tomamos como 'Ticket de asistencia técnica'") && !told.contains("puede levantar un ticket sin costo"), "\(told)")
        // What is asked for as a ticket is taken as one: what is missing is told with its way in.
        try await world.open(as: world[.luna]) { ($0.type, $0.channel) = ("ticket", .chat) }
        let other = try #require(try await world.outbox(to: .luna).last).text
        #expect(other.contains("puede levantar un ticket sin costo") && !other.contains("la tomamos como"), "\(other)")
    }

    @Test(arguments: Engine.all)
    func `what goes on in a linked ticket has to have what any other has (GE-9, GE-25, GE-30)`(on engine: Engine) async throws {
        let world = try await World(.grupoExecom, on: engine, at: "2026-03-09 10:00"), desk = world.desk
        let number = try await desk.openContract(.execom(["incident": 1]), as: world[.olga]).contract.number
        let first = try await world.open(as: world[.luna]) { ($0.type, $0.category) = ("case", "incident") }.ticket
        #expect(first.type == "case" && first.admissionClause == nil)
        try await desk.close(first.folio, because: "Ya quedó", as: world[.luna])
        try await desk.end(contract: number, because: "De común acuerdo", as: world[.olga])
        try await world.until("2026-03-23 10:00")
        // A case without a contract goes on as a free ticket, which is for whoever has a licence.
        let free = try await desk.replyOfClient(to: first.folio, saying: "Volvió a fallar", as: world[.luna]).ticket
        #expect(free.linkedFrom == first.id && free.type == "ticket" && free.contract == nil)
        #expect(world.ids(ofClause: free.admissionClause) == ["GE-9"])
        let opened = try #require(try await world.last(.opened, of: free.folio))
        #expect(world.ids(opened) == ["GE-30"] && opened.body.facts["asked"] == "case")
        // What was found out of him holds for what follows.
        try await desk.vouch(for: free.folio, because: "Licencia 4838, versión 5.2", as: world[.ines])
        try await desk.close(free.folio, because: "Ya quedó", as: world[.luna])
        try await world.until("2026-04-06 10:00")
        let next = try await desk.replyOfClient(to: free.folio, saying: "Otra vez", as: world[.luna]).ticket
        #expect(next.linkedFrom == free.id && next.admissionClause == nil)
        // Whose RFC somebody typed says nothing of whose contract serves him.
        var insured = NewContract(plan: "annual", customerName: "Ferretería Sol", contacts: [world[.sol].email])
        (insured.customerRFC, insured.amounts) = ("EKU9003173C9", ["incident": 1])
        try await desk.openContract(insured, as: world[.olga])
        let stranger = try await world.open { ($0.requesterEmail, $0.requesterName, $0.rfc) = ("nadie@otra.example", "Nadie", "EKU9003173C9") }.ticket.folio
        try await desk.close(stranger, because: "Contestado", as: world[.ines])
        try await world.until("2026-04-20 10:00")
        let again = try await desk.replyOfClient(to: stranger, saying: "Sigue", as: world[.ines]).ticket
        #expect(again.linkedFrom != nil && again.contract == nil && world.ids(ofClause: again.admissionClause) == ["GE-25"], "nobody registered him")
        #expect(try await desk.verify().problems == [])
        #expect(try await desk.simulate(nil, of: world.company.slug, openedIn: Span(Instant(seconds: 0), .never)).different == 0)
    }

    @Test(arguments: Engine.all)
    func `what severity 4 says is never late (IN-40)`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-12 17:00")
        let folio = try await world.open(as: world[.ines]) { $0.severity = 4 }.ticket.folio
        try await world.until("2026-06-30 12:00")
        #expect(try await world.owed(.firstResponse, of: folio) == "indicative never")
        #expect(try await world.kinds(folio) == [.opened, .assigned])
        try await world.desk.close(folio, because: "Contestado por teléfono", as: world[.ines])
        #expect(try await world.owed(.firstResponse, of: folio) == "cancelled never")
    }

    @Test(arguments: Engine.all)
    func `a severity whose time is over breaks its promise at once`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-12 17:00")
        let folio = try await world.open(as: world[.ines]) { $0.severity = 4 }.ticket.folio
        try await world.until("2026-03-18 10:00")
        try await world.desk.classify(folio, severity: 1, as: world[.ines])
        #expect(try await world.owed(.firstResponse, of: folio) == "breached 2026-03-13 17:00")
        #expect(world.wall(try #require(try await world.last(.breached, of: folio)).at) == "2026-03-18 10:00")
        #expect(try await world.notices(of: .quique) == [.breached])
    }

    @Test(arguments: Engine.all)
    func `a new severity during a wait stands still too`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-09 10:00")
        let folio = try await world.open(as: world[.ines]) { $0.severity = 4 }.ticket.folio
        try await world.until("2026-03-09 12:00")
        try await world.desk.ask(folio, "¿Versión?", as: world[.ines])
        try await world.desk.classify(folio, severity: 2, as: world[.ines])
        #expect(try await world.owed(.firstResponse, of: folio)?.hasPrefix("paused") == true)
        try await world.until("2026-03-10 11:00")
        try await world.desk.replyOfClient(to: folio, saying: "5", as: world[.luna])
        #expect(try await world.owed(.firstResponse, of: folio) == "running 2026-03-11 11:00")
    }

    @Test(arguments: Engine.all)
    func `only what the company uses can be set`(on engine: Engine) async throws {
        let world = try await World(.fel, on: engine, at: "2026-03-09 10:00")
        let folio = try await world.open().ticket.folio
        #expect(await outcome { try await world.desk.classify(folio, severity: 1, as: world[.ines]) } == "invalid severity")
        #expect(await outcome { try await world.desk.classify(folio, priority: "urgente", as: world[.ines]) } == "invalid priority")
        #expect(await outcome { try await world.desk.classify(folio, as: world[.ines]) } == "invalid severity")
        let before = try await world.deadlines(folio)
        #expect(try await world.desk.classify(folio, priority: "high", as: world[.ines]).ticket.priority == "high")
        #expect(try await world.deadlines(folio) == before, "the client's priority changes no promise (A-15)")
    }
}
