import BusinessTime
import ServiceDesk
import Storage
import SupportPolicy
import TestSupport
import Testing

/// What keeps a request open (GE-37 … GE-41), how long an incident is (GE-38), and what an order waits for (GE-56).
struct PendingTests {
    @Test(arguments: Engine.all)
    func `an incident for which another procedure was agreed on stays open until that is on record (GE-39)`(on engine: Engine) async throws {
        let world = try await World(.grupoExecom, on: engine, at: "2026-03-09 10:00"), desk = world.desk
        try await desk.openContract(.execom(["incident": 9, "credit": 9]), as: world[.olga])
        let folio = try await world.open(as: world[.luna]) { ($0.type, $0.category) = ("case", "incident") }.ticket.folio
        // A timer that ran beside the session is no procedure that followed, nor is a visit in vain.
        try await desk.startTimer(on: folio, as: world[.ines])
        try await world.session(2, on: folio, ending: .furtherProcedure)
        _ = try await desk.advanceClock(by: 60)
        try await desk.stopTimer(1, on: folio, saying: "Sesión", as: world[.ines])
        #expect(await world.closing(folio) == "refused GE-38 GE-39")
        var visit = NewVisit(begins: try world.policy.at("2026-03-09 10:30"), minutes: 15, place: "Tuxtla")
        visit.fees = ["visit_fee"]
        try await desk.planVisit(visit, on: folio, as: world[.ines])
        try await world.until("2026-03-09 10:31")
        try await desk.arrive(3, on: folio, as: world[.ines])
        try await desk.failVisit(3, on: folio, by: .notReceived, VisitReport("Cerrado"), as: world[.ines])
        #expect(await world.closing(folio) == "refused GE-38 GE-39")
        #expect(try await world.ticket(folio).state == .open)
        #expect(try await world.companyJournal().last?.kind == .refused, "the refusal is journaled")
        // It is followed, and a session ends otherwise.
        try await world.until("2026-03-09 11:00")
        try await world.session(4, on: folio, ending: .explained)
        #expect(await world.closing(folio) == "done")
        #expect(try await world.ticket(folio).waitReason == .confirmation)

        // Or both agree to close; who of the client's, and how he said so, is kept.
        let agreed = try await world.open(as: world[.luna]) { ($0.type, $0.category) = ("case", "incident") }.ticket.folio
        try await world.session(1, on: agreed, ending: .furtherProcedure)
        #expect(await outcome { _ = try await desk.close(agreed, because: "x", agreedWith: "Luna Lara", as: world[.ines]) } == "invalid via")
        #expect(await outcome { _ = try await desk.close(agreed, because: "x", agreedWith: " ", via: .phone, as: world[.ines]) } == "invalid by")
        try await desk.close(agreed, because: "Lo verán ellos", agreedWith: "Luna Lara", via: .phone, as: world[.ines])
        #expect(try await world.last(.closingOffered, of: agreed)?.body.facts["agreed"] == "phone")
        // Its client may close his own at any time.
        let own = try await world.open(as: world[.luna]) { ($0.type, $0.category) = ("case", "incident") }.ticket.folio
        try await world.session(1, on: own, ending: .furtherProcedure)
        #expect(await world.closing(own, as: .luna) == "done")
        #expect(try await desk.verify().problems == [])
        #expect(try await desk.simulate(nil, of: world.company.slug, openedIn: Span(Instant(seconds: 0), .never)).different == 0)
    }

    @Test(arguments: Engine.all)
    func `advice stays open while information or a decision is pending (GE-37)`(on engine: Engine) async throws {
        let world = try await World(.grupoExecom, on: engine, at: "2026-03-09 10:00"), desk = world.desk
        try await desk.openContract(.execom(["event": 3]), as: world[.olga])
        let folio = try await world.open(as: world[.luna]) { ($0.type, $0.category) = ("case", "advice_event") }.ticket.folio
        try await desk.ask(folio, "¿Qué versión usa?", as: world[.ines])
        #expect(await world.closing(folio) == "refused GE-37")
        try await desk.replyOfClient(to: folio, saying: "La 7.4", as: world[.luna])
        try await desk.askAboutNeed("advice_event", on: folio, saying: "También pide un reporte", as: world[.ines])
        #expect(await world.closing(folio) == "refused GE-37")
        try await desk.decide(.declined, on: 1, of: folio, as: world[.luna])
        #expect(await world.closing(folio) == "done")
        #expect(try await desk.verify().problems == [])
    }

    @Test(arguments: Engine.all)
    func `a development is ordered with its form (GE-56), and stays open until it is delivered (GE-40)`(on engine: Engine) async throws {
        let world = try await World(.grupoExecom, on: engine, at: "2026-03-09 10:00"), desk = world.desk
        let contract = try await desk.openContract(.execom(["credit": 60]), as: world[.olga]).contract.number
        let folio = try await world.open(as: world[.luna]) { ($0.type, $0.category) = ("case", "development") }.ticket.folio
        let quote = try await desk.makeQuote(.report, on: folio, isSent: true, as: world[.ines]).quote.number
        let before = try await world.journal(folio).count
        #expect(await world.accepting(quote, as: .luna) == "refused GE-54 GE-55 GE-56 GE-84")
        #expect(try await world.left(in: contract) == ["credit": 60])
        #expect(try await desk.quote(quote, as: world[.luna]).row.quote.state == .sent)
        #expect(try await world.journal(folio).count == before, "a refusal changes nothing")
        #expect(await outcome { _ = try await desk.document("development_request", on: folio, as: world[.luna]) } == "invalid files")
        #expect(await outcome { _ = try await desk.document("development_request", on: folio, as: world[.ines]) } == "invalid text")
        #expect(await outcome { _ = try await desk.document("acta", on: folio, saying: "x", as: world[.ines]) } == "invalid document")
        let form = try await desk.keep([Upload(name: "solicitud.pdf", mediaType: "application/pdf", bytes: Array("%PDF-1.4 solicitud".utf8))])
        #expect(await outcome { _ = try await desk.document("development_request", on: folio, files: form, as: world[.sol]) } == "not found")
        try await desk.assign(folio, as: world[.ines])
        try await desk.document("development_request", on: folio, files: form, as: world[.luna])
        #expect(world.ids(try await world.last(.documented, of: folio)).contains("GE-56"))
        // Whoever looks and finds something else asks for it, and what the client attaches ends that wait.
        try await desk.rejectForm("development_request", of: folio, as: world[.ines])
        #expect(await world.accepting(quote, as: .luna) == "refused GE-54 GE-55 GE-56 GE-84")
        #expect(try await world.ticket(folio).waitReason == .information)
        try await desk.document("development_request", on: folio, files: form, as: world[.luna])
        #expect(try await world.ticket(folio).state == .open)
        #expect(try await world.notices(of: .ines).last == .clientReplied)
        #expect(await world.accepting(quote, as: .luna) == "done")
        #expect(try await world.left(in: contract) == ["credit": 48])

        #expect(await world.closing(folio) == "refused GE-40")
        #expect(await outcome { _ = try await desk.close(folio, because: "x", agreedWith: "Luna Lara", via: .phone, as: world[.ines]) } == "refused GE-40", "no agreement closes what is not delivered")
        try await world.until("2026-03-11 12:00")
        try await desk.reply(to: folio, saying: "Aquí está su reporte", delivering: true, as: world[.ines])
        #expect(try await world.last(.replied, of: folio)?.body.facts["delivered"] == "yes")
        #expect(world.ids(try await world.last(.replied, of: folio)) == ["GE-40"])
        #expect(await outcome { _ = try await desk.reply(to: folio, saying: "Otra vez", delivering: true, as: world[.ines]) } == "conflict", "once")
        #expect(try await world.owed(.delivery, of: folio)?.hasPrefix("met") == true)
        #expect(await world.closing(folio) == "done")
        #expect(try await desk.verify().problems == [])
        let again = try await desk.simulate(nil, of: world.company.slug, openedIn: Span(Instant(seconds: 0), .never))
        #expect(again.different == 0, "\(again.kinds) \(again.differences.first.map { "\($0.old.tickets.map(\.deadlines)) \($0.new.tickets.map(\.deadlines)) \($0.new.objections)" } ?? "")")
    }

    @Test(arguments: Engine.all)
    func `the staff vouches for the form, and a quote of anything else needs none (GE-56); a visit that is to come keeps a service open (GE-41)`(on engine: Engine) async throws {
        let world = try await World(.grupoExecom, on: engine, at: "2026-03-09 10:00"), desk = world.desk
        try await desk.openContract(.execom(["credit": 60]), as: world[.olga])
        let vouched = try await world.open(as: world[.luna]) { ($0.type, $0.category) = ("case", "development") }.ticket.folio
        let quote = try await desk.makeQuote(.report, on: vouched, isSent: true, as: world[.ines]).quote.number
        try await desk.document("development_request", on: vouched, saying: "Firmada en papel el 3 de marzo", as: world[.ines])
        #expect(await world.accepting(quote, as: .luna) == "done")

        let folio = try await world.open(as: world[.luna]) { ($0.type, $0.category) = ("case", "general_service") }.ticket.folio
        let other = try await desk.makeQuote(.report, on: folio, isSent: true, as: world[.ines]).quote.number
        #expect(await outcome { _ = try await desk.document("development_request", on: folio, saying: "x", as: world[.ines]) } == "invalid document")
        #expect(await world.accepting(other, as: .luna) == "done")
        try await desk.reply(to: folio, saying: "Listo", delivering: true, as: world[.ines])
        var visit = NewVisit(begins: try world.policy.at("2026-03-12 11:00"), minutes: 60, place: "Tuxtla")
        visit.fees = ["visit_fee"]
        try await desk.planVisit(visit, on: folio, as: world[.ines])
        #expect(await world.closing(folio) == "refused GE-41")
        try await desk.cancelWork(1, on: folio, because: "Ya no hace falta", as: world[.ines])
        #expect(await world.closing(folio) == "done")
        #expect(try await desk.verify().problems == [])
    }

    @Test(arguments: Engine.all)
    func `a development takes its form whatever the request is called, and no file that is merely a document is it (GE-56)`(on engine: Engine) async throws {
        let world = try await World(.grupoExecom, on: engine, at: "2026-03-09 10:00"), desk = world.desk
        try await desk.openContract(.execom(["credit": 60]), as: world[.olga])
        func file(_ name: String) async throws -> [StoredFile] {
            try await desk.keep([Upload(name: name, mediaType: "application/pdf", bytes: Array("%PDF-1.4 \(name)".utf8))])
        }
        let scan = try await file("pantallas.pdf"), form = try await file("Solicitud general desarrollo.pdf")
        let folio = try await world.open(as: world[.luna]) { ($0.type, $0.category, $0.files) = ("case", "general_service", scan) }.ticket.folio
        var order = NewQuote.report
        order.lines = [.init("development", what: "Reporte por zona", amount: 12)]
        let sent = order
        let quote = try await desk.makeQuote(sent, on: folio, isSent: true, as: world[.ines]).quote.number
        #expect(try await world.last(.quoted, of: folio)?.body.facts["takes"] == "development_request")
        #expect(await world.accepting(quote, as: .luna) == "refused GE-54 GE-55 GE-56 GE-84")
        #expect(await outcome { _ = try await desk.document("development_request", on: folio, files: scan, as: world[.sol]) } == "not found")
        // Classified as what it is, what came before is still something else.
        try await desk.classify(folio, category: "development", as: world[.ines])
        #expect(try await world.journal(folio).documentsHeld == [])
        #expect(await world.accepting(quote, as: .luna) == "refused GE-54 GE-55 GE-56 GE-84")
        // Named like it, an answer brings it, also one that reopens.
        try await desk.close(folio, because: "", as: world[.luna])
        try await desk.replyOfClient(to: folio, saying: "Aquí va", files: form, as: world[.luna])
        #expect(try await world.kinds(folio).contains(.reopened))
        #expect(try await world.journal(folio).documentsHeld == ["development_request"])
        #expect(await world.accepting(quote, as: .luna) == "done")
        #expect(try await desk.verify().problems == [])
    }

    @Test(arguments: Engine.all)
    func `the form that a waiting quote takes is known when an answer brings it, and only by its name (GE-56)`(on engine: Engine) async throws {
        let world = try await World(.grupoExecom, on: engine, at: "2026-03-09 10:00"), desk = world.desk
        try await desk.openContract(.execom(["credit": 60]), as: world[.olga])
        func file(_ name: String) async throws -> [StoredFile] {
            try await desk.keep([Upload(name: name, mediaType: "application/pdf", bytes: Array("%PDF-1.4 \(name)".utf8))])
        }
        let scan = try await file("pantallas.pdf"), form = try await file("Solicitud general desarrollo.pdf")
        let folio = try await world.open(as: world[.luna]) { ($0.type, $0.category) = ("case", "general_service") }.ticket.folio
        try await desk.replyOfClient(to: folio, saying: "Lo que quiero", files: form, as: world[.luna])
        #expect(try await world.journal(folio).documentsHeld == [], "nothing takes it yet")
        var order = NewQuote.report
        order.lines = [.init("development", what: "Reporte por zona", amount: 12)]
        let sent = order
        let quote = try await desk.makeQuote(sent, on: folio, isSent: true, as: world[.ines]).quote.number
        try await desk.replyOfClient(to: folio, saying: "Así se ve hoy", files: scan, as: world[.luna])
        #expect(try await world.journal(folio).documentsHeld == [])
        #expect(await world.accepting(quote, as: .luna) == "refused GE-54 GE-55 GE-56 GE-84")
        try await desk.replyOfClient(to: folio, saying: "", files: form, as: world[.luna])
        #expect(try await world.last(.replied, of: folio)?.body.facts["forms"] == "development_request")
        #expect(await world.accepting(quote, as: .luna) == "done")
        #expect(try await desk.verify().problems == [])
        #expect(try await desk.simulate(nil, of: world.company.slug, openedIn: Span(Instant(seconds: 0), .never)).different == 0)
    }

    @Test(arguments: Engine.all)
    func `who closes his own development gives its delivery up; reopened, it is owed again (GE-40)`(on engine: Engine) async throws {
        let world = try await World(.grupoExecom, on: engine, at: "2026-03-09 10:00"), desk = world.desk
        try await desk.openContract(.execom(["credit": 60]), as: world[.olga])
        let folio = try await world.open(as: world[.luna]) { ($0.type, $0.category) = ("case", "development") }.ticket.folio
        let quote = try await desk.makeQuote(.report, on: folio, isSent: true, as: world[.ines]).quote.number
        try await desk.document("development_request", on: folio, saying: "Firmada", as: world[.ines])
        #expect(await world.accepting(quote, as: .luna) == "done")
        let due = try #require(try await world.ticket(folio).deadlines.last { $0.metric == .delivery }).dueAt
        // What is owed on a request is not merged away.
        let other = try await world.open(as: world[.luna]) { ($0.type, $0.category) = ("case", "development") }.ticket.folio
        let later = try await desk.makeQuote(.report, on: other, isSent: true, as: world[.ines]).quote.number
        try await desk.document("development_request", on: other, saying: "Firmada", as: world[.ines])
        #expect(await world.accepting(later, as: .luna) == "done")
        #expect(await outcome { _ = try await desk.merge(other, into: folio, as: world[.ines]) } == "conflict")

        try await desk.close(folio, because: "Ya no lo quiero", as: world[.luna])
        #expect(try await world.owed(.delivery, of: folio)?.hasPrefix("cancelled") == true, "nothing was delivered")
        try await desk.reopen(folio, because: "Sí lo quiero", as: world[.luna])
        let again = try #require(try await world.ticket(folio).deadlines.last { $0.metric == .delivery })
        #expect(again.status == .running && again.dueAt == due && again.promise == quote)
        #expect(await world.closing(folio) == "refused GE-40")
        // A date that passed while it was closed binds nobody, but it comes first.
        _ = try await desk.advanceClock(by: due - 3_600 - (try await desk.now()))
        try await desk.close(folio, because: "", as: world[.luna])
        _ = try await desk.advanceClock(by: 7_200)
        try await desk.reopen(folio, because: "Siempre sí", as: world[.luna])
        let late = try #require(try await world.ticket(folio).deadlines.last { $0.metric == .delivery })
        #expect(late.status == .indicative && late.dueAt.isAsSoonAsPossible)
        #expect(try await world.ticket(folio).owesDelivery)
        try await desk.reply(to: folio, saying: "Aquí está", delivering: true, as: world[.ines])
        #expect(try await world.owed(.delivery, of: folio)?.hasPrefix("met") == true)
        #expect(try await desk.verify().problems == [])
    }

    @Test(arguments: Engine.all)
    func `what is worked beyond the half hour of an incident is remarked with its clause (GE-38)`(on engine: Engine) async throws {
        let world = try await World(.grupoExecom, on: engine, at: "2026-03-09 10:00"), desk = world.desk
        try await desk.openContract(.execom(["incident": 9]), as: world[.olga])
        let folio = try await world.open(as: world[.luna]) { ($0.type, $0.category) = ("case", "incident") }.ticket.folio
        func box() async throws -> TimeBox? { try await world.ticket(folio).timeBox(under: world.policy, at: try await desk.now()) }
        #expect(try await box()?.left == 30)
        try await desk.logWork(20, on: folio, saying: "Diagnóstico", as: world[.ines])
        #expect(try await box()?.left == 10)
        #expect(try await world.last(.timed, of: folio)?.body.facts["over"] == nil)
        try await world.session(2, on: folio, ending: .solved, minutes: 25)
        #expect(try await box()?.over == 15)
        #expect(try await world.last(.remoteSession, of: folio)?.body.facts["over"] == nil, "its client reads it, and nothing of what the staff wrote down")
        try await desk.logWork(5, on: folio, saying: "Notas", as: world[.ines])
        let logged = try #require(try await world.last(.timed, of: folio))
        #expect(logged.body.facts["over"] == "20" && world.ids(logged) == ["GE-38", "GE-39"])
        try await world.session(4, on: folio, ending: .solved, minutes: 10)
        let ended = try #require(try await world.last(.remoteSession, of: folio))
        #expect(ended.body.facts["over"] == "5" && world.ids(ended) == ["GE-38", "GE-39"])
        // What has no such time is not remarked.
        let service = try await world.open(as: world[.luna]) { ($0.type, $0.category) = ("case", "general_service") }.ticket.folio
        try await desk.logWork(90, on: service, saying: "Limpieza", as: world[.ines])
        #expect(try await world.last(.timed, of: service)?.body.facts["over"] == nil)
        #expect(try await desk.verify().problems == [])
    }
}

extension World {
    fileprivate func closing(_ folio: String, as somebody: Somebody = .ines) async -> String {
        await outcome { _ = try await self.desk.close(folio, because: "Listo", as: self[somebody]) }
    }

    /// A session that lasts some minutes.
    fileprivate func session(_ number: Int, on folio: String, ending outcome: SessionOutcome, minutes: Int64 = 10) async throws {
        try await desk.offerSession(on: folio, with: "AnyDesk", as: self[.ines])
        try await desk.consent(to: number, on: folio, as: self[.luna])
        try await desk.beginSession(number, on: folio, as: self[.ines])
        _ = try await desk.advanceClock(by: minutes * 60)
        try await desk.endSession(number, on: folio, with: outcome, saying: "Se revisó el equipo", as: self[.ines])
    }
}
