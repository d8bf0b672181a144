import BusinessTime
import ServiceDesk
import Storage
import SupportPolicy
import TestSupport
import Testing

/// Two requests about the same problem: none is refused when it comes, the staff sees them together, and one act has the later go on
/// in the earlier (FI-19, FI-20, A-54).
struct MergingTests {
    private static let proof = "Authentication-Results: mx.intecnia.example; dmarc=pass header.from=papeleria.example"
    private static let luna = "From: Luna Lara <luna@papeleria.example>"

    @Test(arguments: Engine.all)
    func `the later goes on in the earlier: its clocks stop, its client is told, and what he writes arrives there`(on engine: Engine) async throws {
        let world = try await World(.facturaInteligente, on: engine, at: "2026-03-09 10:00"), desk = world.desk, ines = world[.ines], luna = world[.luna]
        let first = try await world.open(as: luna).ticket.folio
        try await world.until("2026-03-09 12:00")
        let second = try await world.open(as: luna) { ($0.subject, $0.description) = ("Timbrar", "Otra vez el error 301 al timbrar") }.ticket.folio
        let other = try await world.open(as: luna) { ($0.subject, $0.description) = ("Cotización de timbres", "¿Cuánto cuesta un paquete?") }.ticket.folio

        let alike = try await desk.alike(second, as: ines)
        #expect(alike.map(\.ticket.folio) == [first, other] && alike.map(\.isAlike) == [true, false], "\(alike.map(\.likeness))")
        #expect(await outcome { _ = try await desk.alike(second, as: luna) } == "forbidden")
        #expect(await outcome { _ = try await desk.merge(second, into: first, as: luna) } == "forbidden")
        #expect(await outcome { _ = try await desk.merge(first, into: second, as: ines) } == "conflict", "what was promised first holds")
        #expect(await outcome { _ = try await desk.merge(second, into: second, as: ines) } == "invalid into")
        #expect(await outcome { _ = try await desk.merge(second, into: "XX-1", as: ines) } == "invalid into")
        let letters = try await world.outbox(to: .luna).count

        let went = try await desk.merge(second, into: first.lowercased(), saying: "Es el mismo error.", as: ines).ticket
        #expect(went.folio == first && !went.isClosed)
        let merged = try await world.ticket(second)
        #expect(merged.isClosed && merged.mergedInto == went.id)
        let entry = try #require(try await world.last(.merged, of: second))
        #expect(entry.body.facts["into"] == first && !entry.isInternal && world.ids(entry).contains("FI-20"))
        #expect(try await world.last(.absorbed, of: first)?.body.facts == ["from": second])
        let told = try await world.outbox(to: .luna).dropFirst(letters)
        #expect(told.count == 1 && told.first?.text.contains("Juntamos su solicitud \(second) con \(first)") == true && told.first?.text.contains("Es el mismo error.") == true)
        #expect(await outcome { _ = try await desk.merge(second, into: first, as: ines) } == "conflict", "it is closed")
        #expect(await outcome { _ = try await desk.merge(other, into: second, as: ines) } == "conflict", "nothing goes on in what is closed")

        #expect(try await desk.replyOfClient(to: second, saying: "Sigue fallando", as: luna).ticket.folio == first)
        #expect(try await world.last(.replied, of: first)?.person == luna.person)
        #expect(try await world.kinds(second).last == .merged)
        let seen = try await desk.read { try $0.merged(into: $0.ticket(first, visibleTo: luna).ticket, visibleTo: luna, for: .client) }
        #expect(seen.map(\.ticket.folio) == [second] && seen[0].timeline.flatMap(\.texts).contains { $0.text.contains("Otra vez el error 301") })
        #expect(try await desk.read { try $0.folioGoingOn(from: $0.ticket(second, visibleTo: luna).ticket) } == first)
        #expect(try await desk.alike(first, as: ines).map(\.ticket.folio) == [other])
        let again = try await desk.simulate(world.policy, of: world.company.slug, openedIn: Span(Instant(seconds: 0), .never))
        #expect(again.differences.isEmpty, "lived again under the same policy it comes to the same")
        #expect(try await desk.verify().problems == [])
        try await world.tamper("UPDATE ticket SET merged_into = NULL WHERE folio = \(second)")
        #expect(try await desk.verify().problems.isEmpty == false)
    }

    @Test(arguments: Engine.all)
    func `an answer by mail to a letter about the merged one, or with its folio, arrives where it goes on, through two mergings`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-12 10:00"), desk = world.desk
        var folios: [String] = []
        for word in ["uno", "dos", "tres"] { folios.append(try await world.deliver(Self.proof, Self.luna, "Subject: No abre \(word)", saying: "La caja \(word) no abre")) }
        let letter = try #require(try await world.outbox(to: .luna).last).messageID
        try await desk.merge(folios[2], into: folios[1], as: world[.ines])
        try await desk.merge(folios[1], into: folios[0], as: world[.ines])
        #expect(try await world.deliver(Self.luna, "Subject: Re", "In-Reply-To: <\(letter)>", saying: "Ya no abre ninguna") == folios[0])
        #expect(try await world.deliver(Self.proof, Self.luna, "Subject: Sobre \(folios[2])", saying: "¿Y bien?") == folios[0])
        #expect(try await world.kinds(folios[0]).filter { $0 == .replied }.count == 2)
        let (ended, alive) = (try await world.ticket(folios[2]), try await world.ticket(folios[0]))
        #expect(ended.isClosed && !ended.deadlines.isEmpty && ended.deadlines.allSatisfy { $0.status == .cancelled }, "its clocks stop")
        #expect(alive.deadlines.contains { $0.status == .running }, "what was promised first is still owed")
        try await world.until("2026-06-12 10:00")
        #expect(try await desk.verify().problems == [], "nothing falls due on what goes on elsewhere")
    }

    @Test(arguments: Engine.all)
    func `what is of different people or customers stays apart, and what is classified as two things by one-problem policies`(on engine: Engine) async throws {
        let world = try await World(.fel, on: engine, at: "2026-03-09 10:00"), desk = world.desk, ines = world[.ines]
        let first = try await world.open().ticket.folio
        let ofSol = try await world.open { ($0.requesterEmail, $0.rfc) = ("sol@ferreteria.example", "AAA010101AAA") }.ticket.folio
        #expect(await outcome { _ = try await desk.merge(ofSol, into: first, as: ines) } == "conflict")
        let ofAnother = try await world.open { $0.rfc = "BBB010101BB1" }.ticket.folio
        #expect(await outcome { _ = try await desk.merge(ofAnother, into: first, as: ines) } == "conflict", "she asks for two customers")
        let stranger = try await world.principal(.ines, of: .intecnia)
        #expect(await outcome { _ = try await desk.merge(ofSol, into: first, as: stranger) } == "not found")
        #expect(try await world.ticket(ofSol).isClosed == false)
        #expect(try await world.ticket(ofAnother).mergedInto == nil)
        #expect(try await desk.verify().problems == [])

        let policy = try SampleCompany.facturaInteligente.policy, types = policy.types.map(\.id)
        let facts = { (type: String) in TicketFacts(channel: .portal, type: type, category: nil, department: nil, priority: nil, severity: nil) }
        #expect(try policy.merging(facts(types[0]), into: facts(types[0]))?.ids.contains("FI-20") == true)
        if types.count > 1 { #expect(throws: Refusal.self) { try policy.merging(facts(types[0]), into: facts(types[1])) } }
        let quiet = try SampleCompany.intecnia.policy
        #expect(try quiet.merging(facts("x"), into: facts("y")) == nil, "a document that says nothing of it leaves it to the staff")
    }

    @Test(arguments: Engine.all)
    func `what is under way on it is ended first, and a wrong merging is undone by opening it again`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-09 10:00"), desk = world.desk, ines = world[.ines], luna = world[.luna]
        let first = try await world.open(as: luna).ticket.folio, second = try await world.open(as: luna).ticket.folio
        try await desk.offerSession(on: second, saying: "Entramos a su equipo", as: ines)
        #expect(await outcome { _ = try await desk.merge(second, into: first, as: ines) } == "conflict")
        #expect(try await world.ticket(second).isClosed == false)
        try await desk.cancelWork(1, on: second, because: "No hizo falta", as: ines)
        try await desk.merge(second, into: first, as: ines)
        #expect(await outcome { _ = try await desk.reopen(second, because: "Es otra cosa", as: luna) } == "conflict", "she is told where it goes on")
        try await desk.reopen(second, because: "Es otra cosa", as: ines)
        let apart = try await world.ticket(second)
        #expect(!apart.isClosed && apart.mergedInto == nil && apart.deadlines.contains { $0.status == .running })
        #expect(try await desk.replyOfClient(to: second, saying: "Gracias", as: luna).ticket.folio == second)
        #expect(try await desk.verify().problems == [])
    }

    @Test(arguments: Engine.all)
    func `through two mergings everybody goes along and reads what is for him; apart again, everybody stays with his own`(on engine: Engine) async throws {
        let world = try await World(.fel, on: engine, at: "2026-03-09 10:00"), desk = world.desk, ines = world[.ines], luna = world[.luna], sol = world[.sol]
        let nora = try await desk.enter(email: "nora@papeleria.example", role: .client, in: "fel").principal
        let file = try await desk.keep([Upload(name: "error.txt", mediaType: "text/plain", bytes: Array("301".utf8))])
        let ofSol = try await world.open { $0.requesterEmail = sol.email }.ticket.folio, ofLuna = try await world.open().ticket.folio
        let ofNora = try await world.open { ($0.requesterEmail, $0.files) = (nora.email, file) }.ticket.folio
        try await desk.addParticipant("memo@papel.example", to: ofLuna, as: ines)
        try await desk.addParticipant("pia@papel.example", to: ofSol, as: ines)
        func principal(_ email: String) async throws -> Principal {
            let company = ines.company
            return try #require(try await desk.read { try $0.person(email: email, in: company) }).principal
        }
        let memo = try await principal("memo@papel.example"), pia = try await principal("pia@papel.example")
        func people(_ folio: String) async throws -> Set<String> {
            let ticket = try await world.ticket(folio)
            return Set(try await desk.read { try $0.participants(of: ticket) }.map(\.email))
        }
        func read(_ folio: String, by reader: Principal) async throws -> [String] {
            try await desk.read { try $0.merged(into: $0.ticket(folio, visibleTo: reader).ticket, visibleTo: reader, for: reader.role) }.map(\.ticket.folio)
        }
        let letters = try await world.outbox().count
        try await desk.merge(ofNora, into: ofLuna, as: ines)
        try await desk.merge(ofLuna, into: ofSol, as: ines)
        #expect(try await world.outbox().count == letters + 4, "the merged requests' people are told, whoever reads along is not")
        #expect(try await people(ofSol) == [pia.email, luna.email, nora.email], "nobody whom a colleague let in")
        #expect(try await desk.replyOfClient(to: ofNora, saying: "Sigo aquí", as: nora).ticket.folio == ofSol)
        #expect(try await desk.read { try $0.folioGoingOn(from: $0.ticket(ofNora, visibleTo: nora).ticket) } == ofSol)
        for reader in [ines, sol, luna, nora] { #expect(try await read(ofSol, by: reader) == [ofLuna, ofNora], "\(reader.email)") }
        for (folio, reader) in [(ofSol, pia), (ofLuna, memo)] { #expect(try await read(folio, by: reader) == [], "what a colleague said is for those it was said to") }
        let content = try await desk.read { tx in try #require(try tx.timeline(of: try tx.ticket(ofNora, visibleTo: ines).ticket, for: .client).flatMap(\.files).first) }.id
        #expect(try await desk.attachment(content, of: ofNora, as: sol).bytes == Array("301".utf8))
        for stranger in [pia, memo] { #expect(await outcome { _ = try await desk.attachment(content, of: ofNora, as: stranger) } == "not found") }
        #expect(await outcome { _ = try await desk.close(ofNora, because: "", as: sol) } == "forbidden")

        try await desk.addParticipant(nora.email, to: ofSol, as: ines)
        try await desk.addParticipant(nora.email, to: ofSol, as: ines)
        #expect(try await world.journal(ofSol).count { $0.kind == .participantAdded && $0.forPerson == nora.person && $0.body.facts["by"] == nil } == 1)

        try await desk.reopen(ofLuna, because: "Es otra cosa", as: ines)
        #expect(try await people(ofSol) == [pia.email, nora.email], "whom somebody let in by name stays")
        #expect(try await people(ofLuna) == [memo.email, nora.email])
        #expect(try await people(ofNora) == [luna.email])
        #expect(await outcome { _ = try await desk.attachment(content, of: ofNora, as: sol) } == "not found")
        #expect(await outcome { _ = try await desk.read { try $0.ticket(ofSol, visibleTo: luna) } } == "not found")
        #expect(try await desk.replyOfClient(to: ofNora, saying: "¿Y bien?", as: nora).ticket.folio == ofLuna)
        let again = try await desk.simulate(world.policy, of: world.company.slug, openedIn: Span(Instant(seconds: 0), .never))
        #expect(again.differences.isEmpty, "lived again under the same policy it comes to the same")
        #expect(try await desk.verify().problems == [])
    }

    @Test(arguments: Engine.all)
    func `what is asked in the same words about different things is not alike`(on engine: Engine) async throws {
        let world = try await World(.facturaInteligente, on: engine, at: "2026-03-09 10:00"), desk = world.desk
        let asked = "¿Cuánto costaría, y para cuándo podría quedar? Nos urge mucho saberlo, gracias."
        let cases = ["Módulo de nómina", "Complemento de comercio exterior", "El módulo de nóminas"]
        var folios: [String] = []
        for subject in cases { folios.append(try await world.open(as: world[.luna]) { ($0.subject, $0.description) = (subject, asked) }.ticket.folio) }
        let alike = try await desk.alike(folios[0], as: world[.ines])
        #expect(alike.map(\.ticket.folio) == [folios[2], folios[1]] && alike.map(\.isAlike) == [true, false], "\(alike.map(\.likeness))")
    }
}
