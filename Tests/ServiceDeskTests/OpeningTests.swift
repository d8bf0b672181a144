import BusinessTime
import ServiceDesk
import SupportPolicy
import TestSupport
import Testing

struct OpeningTests {
    struct Way: Sendable, CustomStringConvertible {
        let company: SampleCompany
        let channel: ChannelKind
        var category: String?
        /// `ok`, the ids of the clause that leaves it unverified, or of the one that refuses it.
        let comesTo: String

        var description: String { "\(company) by \(channel.rawValue)\(category.map { ", \($0)" } ?? ""): \(comesTo)" }
    }

    static let ways = [
        Way(company: .intecnia, channel: .email, comesTo: "unverified IN-27 IN-28"),
        Way(company: .intecnia, channel: .phone, comesTo: "refused IN-30"),
        Way(company: .intecnia, channel: .portal, comesTo: "refused IN-30"),
        Way(company: .intecnia, channel: .chat, comesTo: "refused IN-30"),
        Way(company: .intecnia, channel: .phone, category: "email_outage", comesTo: "unverified IN-27 IN-28"),
        Way(company: .grupoExecom, channel: .portal, comesTo: "unverified GE"),
        Way(company: .grupoExecom, channel: .email, comesTo: "refused GE"),
        Way(company: .facturaInteligente, channel: .portal, comesTo: "ok"),
        Way(company: .facturaInteligente, channel: .email, comesTo: "unverified FI"),
        Way(company: .facturaInteligente, channel: .chat, comesTo: "refused FI"),
        Way(company: .factuPronto, channel: .chat, comesTo: "ok"),
        Way(company: .fel, channel: .phone, comesTo: "ok"),
    ]

    @Test(arguments: ways, Engine.all)
    func `a request is admitted, left unverified or refused by a clause of its company`(_ way: Way, on engine: Engine) async throws {
        let world = try await World(way.company, on: engine, at: "2026-03-12 17:00")
        let outcome = await outcome {
            let row = try await world.open { request in
                request.requesterEmail = "nueva@cliente.example"
                request.channel = way.channel
                request.category = way.category
                if way.company != .fel { (request.rfc, request.department, request.priority) = (nil, nil, nil) }
            }
            let clause = world.ids(ofClause: row.ticket.admissionClause)
            #expect(clause.isEmpty ? way.comesTo == "ok" : clause.joined(separator: " ").hasPrefix(String(way.comesTo.dropFirst("unverified ".count))))
            #expect(row.ticket.folio == "\(world.policy.folioPrefix)-101")
        }
        let journal = try await world.companyJournal()
        if way.comesTo.hasPrefix("refused") {
            #expect(outcome.hasPrefix(way.comesTo))
            #expect(journal.last?.kind == .refused)
            #expect(try await world.outbox().isEmpty)
            #expect(try await world.desk.read { try $0.tickets(of: world[.ines]) }.isEmpty)
        } else {
            #expect(outcome == "done")
            #expect(!journal.contains { $0.kind == .refused })
        }
    }

    @Test(arguments: Engine.all)
    func `a request without a contract reaches the renewal desk too, and its client is told the way out (IN-28)`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-12 17:00")
        let ticket = try await world.open().ticket
        #expect(ticket.assignee != nil, "it is served meanwhile (IN-35)")
        #expect(try await world.notices(of: .olga) == [.routed])
        #expect(try await world.notices(of: .quique).isEmpty)
        let told = try #require(try await world.outbox(to: .olga).first)
        #expect(told.subject.contains(ticket.folio) && told.text.contains("luna@papeleria.example") && told.text.contains("3. Políticas · Requisitos"))
        let receipt = try #require(try await world.outbox(to: .luna).first)
        #expect(receipt.text.contains("el área de renovaciones le dirá cómo seguir") && receipt.text.contains("orden de compra"))

        _ = try await world.desk.openContract(.intecnia("basic"), as: world[.olga])
        let covered = try await world.open(as: world[.ines]).ticket
        #expect(covered.admissionClause == nil)
        #expect(try await world.notices(of: .olga) == [.routed], "what a contract covers is nobody's to renew")
        #expect(try await !world.outbox(to: .luna).last!.text.contains("renovaciones"))
        var lacking = TicketFilter()
        lacking.isUnverifiedOnly = true
        let (all, unverified) = try await world.desk.read { [lacking] in (try $0.queue(of: world[.olga]), try $0.queue(of: world[.olga], lacking)) }
        #expect(all.count == 2 && unverified.map(\.ticket.folio) == [ticket.folio])
    }

    @Test(arguments: Engine.all)
    func `what a formal request takes is asked for with its clause (FI-11, FI-12, FI-34)`(on engine: Engine) async throws {
        let world = try await World(.facturaInteligente, on: engine, at: "2026-03-12 17:00")
        try await world.open { $0.type = "access_change" }
        let asked = try #require(try await world.outbox(to: .luna).last).text
        for words in ["Solicitud de Control de Acceso. ", "Se descarga de www.facturainteligente.com", "el representante legal", "Desde el correo registrado."] {
            #expect(asked.contains(words), "\(words)")
        }
        let plain = try await world.open().ticket
        #expect(try await world.outbox(to: .luna).last?.text.contains("representante legal") == false)
        // The staff finds out what it is, and the client hears it (GE-63).
        try await world.desk.classify(plain.folio, type: "sensitive_change", as: world[.ines])
        let told = try #require(try await world.outbox(to: .luna).last).text
        #expect(told.contains("Atendemos su solicitud como: Baja o cambio de información sensible.") && told.contains("Se envía a mesadecontrol@facturainteligente.com."))
        let count = try await world.outbox(to: .luna).count
        try await world.desk.classify(plain.folio, type: "sensitive_change", as: world[.ines])
        #expect(try await world.outbox(to: .luna).count == count, "nothing new to say")
        #expect(try await world.desk.verify().problems == [])
    }

    @Test(arguments: Engine.all)
    func `who has no contract is told of the free ticket (GE-24, GE-28)`(on engine: Engine) async throws {
        let world = try await World(.grupoExecom, on: engine, at: "2026-03-12 17:00")
        let free = "levantar un ticket sin costo"
        try await world.open { ($0.type, $0.channel) = ("ticket", .chat) }
        #expect(try await world.outbox(to: .luna).last?.text.contains(free) == true)
        try await world.open()
        #expect(try await world.outbox(to: .luna).last?.text.contains(free) == false)
        #expect(try await world.notices(of: .olga).isEmpty)
    }

    @Test(arguments: Engine.all)
    func `a registered client of Factura Inteligente is admitted when it is he, not when his address was typed (FI-5)`(
        on engine: Engine
    ) async throws {
        let world = try await World(.facturaInteligente, on: engine, at: "2026-03-12 17:00")
        #expect(try await world.open(as: world[.luna]) { $0.channel = .email }.ticket.admissionClause == nil)
        #expect(try await world.open { $0.channel = .email }.ticket.admissionClause != nil)
        #expect(try await world.open(as: world[.ines]) { $0.channel = .phone }.ticket.admissionClause != nil)
    }

    @Test(arguments: Engine.all)
    func `FEL's form wants RFC, department and priority, of its own lists (FEL-17)`(on engine: Engine) async throws {
        let world = try await World(.fel, on: engine, at: "2026-03-12 17:00")
        #expect(await outcome {
            try await world.open { ($0.rfc, $0.department, $0.priority) = (nil, nil, nil) }
        } == "invalid rfc department priority")
        #expect(await outcome { try await world.open { ($0.department, $0.priority) = ("ventas", "urgente") } } == "invalid department priority")
        #expect(await outcome { try await world.open { $0.requesterEmail = "luna" } } == "invalid email email")
        #expect(await outcome { try await world.open { $0.subject = " \u{202E}\n " } } == "invalid subject subject")
        #expect(await outcome { try await world.open { $0.severity = 1 } } == "invalid severity severity")
        #expect(await outcome { try await world.open { $0.description = String(repeating: "x", count: 1_048_577) } } == "too large")
        #expect(try await world.desk.read { try $0.tickets(of: world[.ines]) }.isEmpty)
        #expect(try await world.companyJournal().allSatisfy { $0.kind != .refused })
        #expect(try await world.open().ticket.folio == "FEL-101")
    }

    @Test(arguments: [
        ("EKU9003173C9", true), ("gode 561231-gr8", true), ("XAXX010101000", true), ("H&E951128469", true),
        ("O\u{004E}\u{0303}O120726RX3", true), ("VACE460910SX6", true),
        ("EKU9013173C9", false), ("EKU900317", false), ("amp;9003173C9", false), ("EKU9003173CB", false), ("<script>", false),
    ])
    func `an RFC of wrong form is rejected; a wrong check digit is not`(_ rfc: String, isTaken: Bool) async throws {
        let world = try await World(.fel, on: .sqlite, at: "2026-03-12 17:00")
        let outcome = await outcome {
            let row = try await world.open { $0.rfc = rfc }
            #expect((row.customerRFC == nil) == rfc.hasPrefix("XAXX"), "a generic RFC names nobody")
        }
        #expect(outcome == (isTaken ? "done" : "invalid rfc"))
    }

    @Test(arguments: Engine.all)
    func `Intecnia gives every ticket a consultant of level 1 at once, and tells him (IN-35)`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-12 17:00")
        let row = try await world.open()
        #expect(row.ticket.assignee == world[.ines].person)
        #expect(row.assigneeName == "Inés Ibarra")
        #expect(world.ids(try await world.last(.assigned, of: row.ticket.folio)) == ["IN-35"])
        #expect(try await world.notices(of: .ines) == [.assigned])
        #expect(try await world.notices(of: .beto).isEmpty)
        #expect(row.ticket.level == 1)
    }

    @Test(arguments: Engine.all)
    func `consultants of a level take turns`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-12 17:00")
        try await world.desk.enter(email: "ivan@intecnia.example", role: .agent, level: 1, in: "intecnia")
        var taken: [Int64?] = []
        for _ in 1...4 { taken.append(try await world.open().ticket.assignee) }
        #expect(Set(taken).count == 2)
        #expect(taken[0] != taken[1] && taken[0] == taken[2])
    }

    @Test(arguments: Engine.all)
    func `what is about the infrastructure goes straight to level 3 of FactuPronto (FP-21)`(on engine: Engine) async throws {
        let world = try await World(.factuPronto, on: engine, at: "2026-03-06 17:30")
        let row = try await world.open { $0.category = "infrastructure" }
        #expect(row.ticket.level == 3)
        #expect(try await world.deadlines(row.ticket.folio) == ["first_response 3 running 2026-03-09 11:30"])
        #expect(world.ids(try await world.last(.escalated, of: row.ticket.folio)).contains("FP-21"))
        #expect(try await world.notices(of: .carla) == [.escalated])
        #expect(try await world.notices(of: .ines).isEmpty)

        let other = try await world.open()
        #expect(other.ticket.level == 1)
        #expect(try await world.kinds(other.ticket.folio) == [.opened])
    }

    @Test(arguments: Engine.all)
    func `folios count up for each company by itself`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-12 17:00")
        let folios = [try await world.open().ticket.folio, try await world.open().ticket.folio]
        let elsewhere = try await world.desk.open(
            NewRequest(requesterEmail: "luna@papeleria.example", channel: .portal, subject: "Otra", description: "Igual"), in: "grupo-execom")
        #expect(folios == ["IN-101", "IN-102"])
        #expect(elsewhere.ticket.folio == "GE-101")
    }

    @Test(arguments: Engine.all)
    func `the same key and body open one ticket; another body under the key is invalid`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-12 17:00")
        let key = IdempotencyKey(key: "k-1", body: [1, 2, 3])
        let first = try await world.open(as: world[.luna], once: key)
        let again = try await world.open(as: world[.luna], once: key)
        #expect(first.ticket.id == again.ticket.id)
        #expect(await outcome {
            try await world.open(as: world[.luna], once: IdempotencyKey(key: "k-1", body: [9]))
        } == "invalid Idempotency-Key")
        let other = try await world.open(as: world[.ines], once: key)
        #expect(other.ticket.id != first.ticket.id, "a key is its holder's own")
        #expect(try await world.outbox(to: .luna).count == 2)
    }

    @Test(arguments: Engine.all)
    func `the acknowledgement tells folio, due instant, clause and reckoning`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-12 17:00")
        let folio = try await world.open().ticket.folio
        let mails = try await world.outbox(to: .luna)
        #expect(mails.count == 1)
        let mail = try #require(mails.first)
        #expect(mail.subject == "[\(folio)] Recibimos su solicitud")
        #expect(mail.text.contains("Su folio es \(folio)"))
        #expect(mail.text.contains("viernes 13 de marzo de 2026, 17:00"))
        #expect(mail.text.contains("jue 12 mar, 17:00 – 19:00  2 h  abierto"))
        #expect(mail.text.contains("vie 13 mar, 09:00 – 14:00  5 h"))
        #expect(mail.text.contains("El tiempo de respuesta es de 8 horas hábiles"))
        #expect(!mail.text.contains("301"), "an acknowledgement echoes no text")
        #expect(!mail.text.contains(world[.luna].name), "nor a name that somebody only typed")
        let proven = try await world.open(as: world[.ines]).ticket.folio
        #expect(try await world.outbox(to: .luna).last?.subject == "[\(proven)] No puedo timbrar")
    }

    @Test(arguments: Engine.all)
    func `nobody is flooded through the desk: twenty acknowledgements an hour`(on engine: Engine) async throws {
        let world = try await World(.facturaInteligente, on: engine, at: "2026-03-12 10:00")
        for _ in 1...23 { try await world.open() }
        #expect(try await world.outbox(to: .luna).count == 20)
        try await world.open { $0.requesterEmail = world[.sol].email }
        #expect(try await world.outbox(to: .sol).count == 1)
        try await world.until("2026-03-12 11:01")
        try await world.open()
        #expect(try await world.outbox(to: .luna).count == 21)
        #expect(try await world.desk.read { try $0.tickets(of: world[.luna]) }.count == 24, "every request is taken")
    }

    @Test(arguments: Engine.all)
    func `what an agent opens for a client names both`(on engine: Engine) async throws {
        let world = try await World(.factuPronto, on: engine, at: "2026-03-12 10:00")
        let row = try await world.open(as: world[.ines]) { $0.channel = .phone }
        let entry = try #require(try await world.journal(row.ticket.folio).first)
        #expect(entry.person == world[.ines].person)
        #expect(entry.forPerson == world[.luna].person)
        #expect(try await world.outbox(to: .luna).count == 1)
        #expect(try await world.deadlines(row.ticket.folio) == ["first_response 1 running 2026-03-12 10:20"], "FP-15 by phone")
        #expect(await outcome { try await world.open(as: world[.luna]) { $0.requesterEmail = world[.sol].email } } == "invalid email")
    }
}
