import BusinessTime
import Foundation
import PDF
import ServiceDesk
import Storage
import SupportPolicy
import TestSupport
import Testing

/// What is worked on a ticket: timers, remote sessions and visits, from their beginning to what they are charged.
struct WorkTests {
    // MARK: Timers

    @Test(arguments: Engine.all)
    func `a timer is an instant of the journal: it runs on whatever restarts, one for each person, and stops with its minutes`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-09 10:00")
        let folio = try await world.open(as: world[.ines]).ticket.folio, other = try await world.open(as: world[.ines]).ticket.folio
        try await world.desk.startTimer(on: folio, as: world[.ines])
        #expect(await outcome { _ = try await world.desk.startTimer(on: other, as: world[.ines]) } == "conflict")
        #expect(await outcome { _ = try await world.desk.startTimer(on: folio, as: world[.ines]) } == "conflict", "twice")
        #expect(await outcome { _ = try await world.desk.startTimer(on: folio, as: world[.luna]) } == "forbidden")
        try await world.desk.startTimer(on: folio, as: world[.beto])
        #expect(try await world.desk.verify().problems == [])
        // Another desk on the same database, as after a restart.
        let again = try await Desk(Database(world.address, options: .test), blobs: .forTests())
        #expect(try await again.timers(as: world[.olga]).map(\.timer.folio) == [folio, folio])
        await again.database.close()
        try await world.until("2026-03-09 10:36:10")
        #expect(await outcome { _ = try await world.desk.stopTimer(1, on: folio, saying: " ", as: world[.ines]) } == "invalid done")
        #expect(await outcome { _ = try await world.desk.stopTimer(1, on: folio, counting: 0, saying: "x", as: world[.ines]) } == "invalid minutes")
        #expect(await outcome { _ = try await world.desk.stopTimer(1, on: folio, counting: 38, saying: "x", as: world[.ines]) } == "invalid minutes", "more than it ran")
        #expect(await outcome { _ = try await world.desk.stopTimer(1, on: folio, saying: "x", as: world[.carla]) } == "forbidden", "somebody else's")
        #expect(await outcome { _ = try await world.desk.stopTimer(7, on: folio, saying: "x", as: world[.ines]) } == "not found")
        let ticket = try await world.desk.stopTimer(1, on: folio, saying: "Revisé el switch", as: world[.ines]).ticket
        #expect(ticket.works.first?.minutes == 37 && ticket.works.first?.state == .done, "the minute that was begun counts")
        #expect(await outcome { _ = try await world.desk.stopTimer(1, on: folio, saying: "x", as: world[.ines]) } == "conflict")
        // Whoever runs the house stops what somebody forgot, and counts what was really worked.
        #expect(try await world.desk.stopTimer(2, on: folio, counting: 5, saying: "Se le olvidó", as: world[.olga]).ticket.works[1].minutes == 5)
        try await world.desk.startTimer(on: other, as: world[.ines])
        #expect(try await world.journal(folio, seenBy: .client).allSatisfy { $0.kind != .timed }, "the client sees what he is charged, not the clock")
        #expect(try await world.desk.verify().problems == [])
    }

    @Test(arguments: Engine.all)
    func `one person has one timer, however many desks he starts it at`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-09 10:00")
        var folios: [String] = []
        for _ in 0..<8 { folios.append(try await world.open(as: world[.ines]).ticket.folio) }
        let started = await withTaskGroup(of: String.self) { group in
            for folio in folios { group.addTask { await outcome { _ = try await world.desk.startTimer(on: folio, as: world[.ines]) } } }
            return await group.reduce(into: [String]()) { $0.append($1) }
        }
        #expect(started.filter { $0 == "done" }.count == 1 && started.filter { $0 == "conflict" }.count == 7, "\(started)")
        #expect(try await world.desk.timers(as: world[.ines]).count == 1)
        #expect(try await world.desk.verify().problems == [])
    }

    @Test func `what was measured is charged by the price list, rounded once a day, and never twice (A-30)`() async throws {
        let world = try await World(.intecnia, on: .sqlite, at: "2026-03-09 10:00")
        let contract = try await world.desk.openContract(.intecnia("basic"), as: world[.olga]).contract.number
        let folio = try await world.open().ticket.folio
        try await world.desk.startTimer(on: folio, as: world[.ines])
        #expect(await outcome { _ = try await world.desk.logTime(10, of: "support_hour", on: folio, because: "x", for: 1, as: world[.ines]) } == "conflict", "it still runs")
        try await world.until("2026-03-09 10:20")
        try await world.desk.stopTimer(1, on: folio, saying: "Revisé el switch", as: world[.ines])
        let ticket = try await world.desk.logTime(20, of: "support_hour", on: folio, because: "Revisión", for: 1, as: world[.ines]).ticket
        #expect(ticket.works.map(\.isCharged) == [true])
        #expect(try await world.left(in: contract)["minute"] == 5 * 60 - 30)
        #expect(await outcome { _ = try await world.desk.logTime(20, of: "support_hour", on: folio, because: "x", for: 1, as: world[.ines]) } == "conflict", "twice")
        #expect(await outcome { _ = try await world.desk.logTime(20, of: "support_hour", on: folio, because: "x", for: 9, as: world[.ines]) } == "not found")
        // Written down: without a charge, or with one.
        #expect(await outcome { _ = try await world.desk.logWork(0, on: folio, saying: "x", as: world[.ines]) } == "invalid minutes")
        #expect(await outcome { _ = try await world.desk.logWork(-5, on: folio, saying: "x", as: world[.ines]) } == "invalid minutes")
        #expect(await outcome { _ = try await world.desk.logWork(5, on: folio, saying: "", as: world[.ines]) } == "invalid done")
        try await world.desk.logWork(5, on: folio, saying: "Leí el manual", as: world[.ines])
        let works = try await world.desk.logTime(12, of: "support_hour", on: folio, because: "Cambié el cable", as: world[.ines]).ticket.works
        #expect(works.map(\.minutes) == [20, 5, 12] && works.map(\.isCharged) == [true, false, true])
        #expect(try await world.left(in: contract)["minute"] == 5 * 60 - 45, "32 minutes of a day are 45")
        #expect(try await world.desk.verify().problems == [])
    }

    @Test func `on a closed ticket nothing runs and nobody is expected`() async throws {
        let world = try await World(.intecnia, on: .sqlite, at: "2026-03-09 10:00")
        let folio = try await world.open(as: world[.luna]).ticket.folio
        try await world.desk.startTimer(on: folio, as: world[.ines])
        try await world.desk.planVisit(world.visit("2026-03-11 11:00"), on: folio, as: world[.ines])
        try await world.desk.offerSession(on: folio, as: world[.ines])
        try await world.until("2026-03-09 11:00")
        let ticket = try await world.desk.close(folio, because: "", as: world[.luna]).ticket
        #expect(ticket.works.map(\.state) == [.done, .cancelled, .cancelled] && ticket.works[0].minutes == 60)
        #expect(try await world.desk.timers(as: world[.ines]).isEmpty)
        #expect(await outcome { _ = try await world.desk.startTimer(on: folio, as: world[.ines]) } == "conflict")
        #expect(await outcome { _ = try await world.desk.arrive(2, on: folio, as: world[.ines]) } == "conflict")
        #expect(try await world.desk.verify().problems == [])
    }

    // MARK: Remote sessions

    @Test(arguments: Engine.all)
    func `a session needs the client's yes, by the clause (IN-49), tells him to keep off (IN-50), and ends with what came of it`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-09 10:00")
        let folio = try await world.open().ticket.folio
        #expect(await outcome { _ = try await world.desk.offerSession(on: folio, with: "AnyDesk", as: world[.ines]) } == "refused IN-49 IN-50 IN-51 IN-52")
        try await world.desk.offerSession(on: folio, saying: "¿Puede hoy a las 12?", as: world[.ines])
        #expect(try await world.owed(.firstResponse, of: folio)?.hasPrefix("met") == true, "it is an answer")
        let letter = try #require(try await world.outbox(to: .luna).last)
        for words in ["TeamViewer", "permisos de administrador", "nadie más debe usar el equipo", "¿Puede hoy a las 12?", "Herramientas requeridas"] {
            #expect(letter.text.contains(words), "\(letter.text)")
        }
        #expect(await outcome { _ = try await world.desk.beginSession(1, on: folio, as: world[.ines]) } == "refused IN-49 IN-50 IN-51 IN-52")
        #expect(try await world.ticket(folio).works.map(\.state) == [.planned], "a refusal changes nothing")
        #expect(await outcome { _ = try await world.desk.consent(to: 1, on: folio, by: "Luna", as: world[.ines]) } == "invalid via")
        #expect(await outcome { _ = try await world.desk.consent(to: 1, on: folio, by: "Luna", via: .portal, as: world[.ines]) } == "invalid via", "that is his own to say")
        #expect(await outcome { _ = try await world.desk.consent(to: 1, on: folio, by: " ", via: .phone, as: world[.ines]) } == "invalid by")
        #expect(await outcome { _ = try await world.desk.consent(to: 1, on: folio, as: world[.sol]) } == "not found", "another client's")
        try await world.desk.consent(to: 1, on: folio, as: world[.luna])
        let holder = try #require(try await world.ticket(folio).assignee)
        let somebody = try #require([Somebody.ines, .beto, .carla].first { world[$0].person == holder })
        #expect(try await world.notices(of: somebody).last == .clientReplied)
        #expect(await outcome { _ = try await world.desk.consent(to: 1, on: folio, as: world[.luna]) } == "conflict")
        #expect(await outcome { _ = try await world.desk.endSession(1, on: folio, with: .solved, saying: "x", as: world[.ines]) } == "conflict", "before it began")
        try await world.desk.beginSession(1, on: folio, as: world[.ines])
        #expect(await outcome { _ = try await world.desk.cancelWork(1, on: folio, because: "", as: world[.luna]) } == "forbidden")
        #expect(await outcome { _ = try await world.desk.close(folio, because: "Listo", as: world[somebody]) } == "conflict", "while it goes on")
        try await world.until("2026-03-09 10:25")
        let work = try #require(try await world.desk.endSession(1, on: folio, with: .furtherProcedure, saying: "Falta cambiar el disco", as: world[.ines]).ticket.works.first)
        #expect(work.session?.outcome == .furtherProcedure && work.minutes == 25 && work.session?.consent?.isByClient == true && work.session?.consent?.via == .portal)
        #expect(try await world.outbox(to: .luna).last?.text.contains("Falta cambiar el disco") == true)
        // Another that the client declines.
        try await world.desk.offerSession(on: folio, as: world[.ines])
        try await world.desk.cancelWork(2, on: folio, because: "Prefiero una visita", as: world[.luna])
        #expect(await outcome { _ = try await world.desk.beginSession(2, on: folio, as: world[.ines]) } == "conflict")
        #expect(try await world.desk.verify().problems == [])
    }

    @Test func `what is said of its charge does not pass for what was done, nor who charged for who was there`() async throws {
        let world = try await World(.intecnia, on: .sqlite, at: "2026-03-09 10:00")
        let folio = try await world.open().ticket.folio
        let number = try await world.desk.openContract(.intecnia("business_plus"), as: world[.olga]).contract.number
        try await world.desk.attach(contract: number, to: folio, as: world[.ines])
        try await world.desk.planVisit(world.visit("2026-03-11 11:00"), on: folio, as: world[.ines])
        // Moved to another hour it stays as long as it was agreed on.
        try await world.desk.moveVisit(1, on: folio, to: try world.policy.at("2026-03-11 12:30"), minutes: 90, because: "x", as: world[.ines])
        try await world.desk.moveVisit(1, on: folio, to: try world.policy.at("2026-03-11 12:00"), because: "x", as: world[.ines])
        let agreed = try #require(try await world.ticket(folio).work(1)?.visit?.appointment)
        #expect(agreed.ends - agreed.begins == 90 * 60)
        try await world.until("2026-03-11 13:30")
        try await world.desk.arrive(1, on: folio, at: try world.policy.at("2026-03-11 12:05"), receivedBy: "Pablo", as: world[.beto])
        try await world.desk.endVisit(1, on: folio, VisitReport("Cambiamos el cable"), as: world[.beto])
        try await world.desk.logTime(60, of: "advice_on_site_hour", on: folio, because: "Según póliza", for: 1, as: world[.ines])
        let ticket = try await world.ticket(folio)
        let words = WorkWords(of: 1, in: try await world.desk.read { try $0.timeline(of: ticket, for: .agent) })
        #expect(words.said == "Cambiamos el cable")
        #expect(words.worker == world[.beto].name)
    }

    @Test func `an incident that a session did not solve costs nothing (GE-39, A-44)`() async throws {
        let world = try await World(.grupoExecom, on: .sqlite, at: "2026-03-09 10:00")
        let contract = try await world.desk.openContract(.execom(["incident": 2]), as: world[.olga]).contract.number
        let folio = try await world.open(as: world[.luna]) { ($0.type, $0.category) = ("case", "incident") }.ticket.folio
        for outcome in [SessionOutcome.explained, .solved] {
            try await world.desk.offerSession(on: folio, with: "AnyDesk", as: world[.ines])
            let number = try #require(try await world.ticket(folio).works.last?.number)
            try await world.desk.consent(to: number, on: folio, by: "Luna Lara", via: .phone, as: world[.ines])
            try await world.desk.beginSession(number, on: folio, as: world[.ines])
            try await world.until(outcome == .solved ? "2026-03-09 12:10" : "2026-03-09 11:10")
            try await world.desk.endSession(number, on: folio, with: outcome, saying: "Motivo y procedimiento", as: world[.ines])
            let cited = world.ids(try await world.last(.remoteSession, of: folio))
            #expect(cited.contains("GE-39"))
            try await world.desk.charge(ServiceOrder([.init("support_incident")]), on: folio, for: number, as: world[.ines])
            #expect(try await world.left(in: contract) == ["incident": outcome == .solved ? 1 : 2])
        }
        #expect(try await world.desk.verify().problems == [])
    }

    // MARK: Visits

    @Test(arguments: Engine.all)
    func `a visit is prepared by letter (IN-54, IN-56), moved, begun with evidence, and ended with its expenses (IN-24)`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-09 10:00")
        let folio = try await world.open().ticket.folio
        let planned = try await world.desk.planVisit(world.visit("2026-03-11 11:00"), on: folio, as: world[.ines]).ticket.works
        #expect(planned.first?.visit?.appointment.span == Span(try world.policy.at("2026-03-11 11:00"), try world.policy.at("2026-03-11 12:00")))
        let letter = try #require(try await world.outbox(to: .luna).last)
        for words in ["miércoles 11 de marzo de 2026, 11:00, hasta las 12:00", "Av. Juárez 12", "especificaciones de los equipos de seguridad", "quién recibirá a nuestro personal",
                      "proporcionada y concluida", "viáticos"] {
            #expect(letter.text.contains(words), "\(letter.text)")
        }
        #expect(await outcome { _ = try await world.desk.endVisit(1, on: folio, VisitReport("x"), as: world[.ines]) } == "conflict", "before the arrival")
        #expect(await outcome { _ = try await world.desk.moveVisit(1, on: folio, to: try world.policy.at("2026-03-08 10:00"), minutes: 60, because: "x", as: world[.ines]) } == "invalid begins")
        try await world.desk.moveVisit(1, on: folio, to: try world.policy.at("2026-03-12 17:00"), minutes: 90, because: "El cliente lo pidió", as: world[.ines])
        let moved = try #require(try await world.outbox(to: .luna).last)
        #expect(moved.text.contains("en el mismo lugar"))
        #expect(moved.text.contains("Antes era el miércoles 11 de marzo") && moved.text.contains("jueves 12 de marzo de 2026, 17:00, hasta las 18:30"), "\(moved.text)")
        try await world.until("2026-03-12 18:00")
        #expect(await outcome { _ = try await world.desk.arrive(1, on: folio, at: try world.policy.at("2026-03-12 18:01"), as: world[.beto]) } == "invalid at", "in the future")
        #expect(await outcome { _ = try await world.desk.arrive(1, on: folio, at: try world.policy.at("2026-03-09 09:00"), as: world[.beto]) } == "invalid at", "before it was agreed on")
        let picture = try await world.desk.keep([Upload(name: "puerta.png", mediaType: "image/png", bytes: [1, 2, 3])])
        try await world.desk.arrive(1, on: folio, at: try world.policy.at("2026-03-12 17:05"), receivedBy: "Pablo, vigilancia", files: picture, as: world[.beto])
        #expect(await outcome { _ = try await world.desk.moveVisit(1, on: folio, to: try world.policy.at("2026-03-13 17:00"), minutes: 60, because: "x", as: world[.ines]) } == "conflict")
        var report = VisitReport("Se ponchó de nuevo el cable")
        report.expenses = -1
        #expect(await world.ending(report, folio) == "invalid expenses")
        (report.expenses, report.expensesFor, report.leftAt) = (35_050, "Casetas", try world.policy.at("2026-03-12 17:00"))
        #expect(await world.ending(report, folio) == "invalid left_at", "before the arrival")
        report.leftAt = try world.policy.at("2026-03-12 17:50")
        #expect(await world.ending(report, folio) == "done")
        #expect(await world.ending(report, folio) == "conflict", "twice")
        let work = try #require(try await world.ticket(folio).works.first)
        #expect(work.minutes == 45 && work.visit?.expenses == 35_050 && work.person == world[.beto].person)
        #expect(try await world.outbox(to: .luna).last?.text.contains("$350.50 MXN (Casetas)") == true)
        let text = try await PrintedPDF(world.desk.visitSheet(1, of: folio, from: "intecnia", in: .ink, .es, as: world[.luna]).bytes).flatText
        for words in ["Hoja de visita", folio, "Av. Juárez 12", "Pablo, vigilancia", "Beto Báez", "Se ponchó de nuevo el cable", "350.50", "documentación"] { #expect(text.contains(words), "\(text)") }
        #expect(await outcome { _ = try await world.desk.visitSheet(1, of: folio, from: "intecnia", in: .ink, .es, as: world[.sol]) } == "not found")
        #expect(try await world.desk.verify().problems == [])
    }

    @Test(arguments: Engine.all)
    func `access denied: the visit counts as given and concluded (IN-53, IN-55), and takes the time agreed on from the on-site hours`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-09 10:00")
        let contract = try await world.desk.openContract(.intecnia("corporate"), as: world[.olga]).contract.number
        let folio = try await world.open().ticket.folio
        try await world.desk.planVisit(world.visit("2026-03-11 11:00"), on: folio, as: world[.ines])
        try await world.until("2026-03-11 11:10")
        try await world.desk.arrive(1, on: folio, as: world[.ines])
        #expect(await outcome { _ = try await world.desk.failVisit(1, on: folio, by: .accessDenied, VisitReport(""), as: world[.ines]) } == "invalid done")
        try await world.desk.failVisit(1, on: folio, by: .accessDenied, VisitReport("Pidieron un curso que no avisaron"), as: world[.ines])
        let work = try #require(try await world.ticket(folio).works.first)
        #expect(work.state == .done && work.visit?.failure == .accessDenied && work.isCharged)
        let clause = world.ids(ofClause: work.visit?.countsAsDone)
        #expect(clause.contains("IN-55"))
        #expect(try await world.left(in: contract) == ["minute": 69 * 60, "at_company_minute": 5 * 60, "on_site_minute": 4 * 60])
        let letter = try #require(try await world.outbox(to: .luna).last)
        #expect(letter.text.contains("cuenta como proporcionada y concluida") && letter.text.contains("Pidieron un curso") && letter.text.contains("Hora de asesoría en sitio"), "\(letter.text)")
        #expect(await outcome { _ = try await world.desk.logTime(60, of: "advice_on_site_hour", on: folio, because: "x", for: 1, as: world[.ines]) } == "conflict", "twice")
        #expect(try await world.desk.verify().problems == [])
    }

    @Test func `an engineer who came too late cannot blame the client: refused by the clause, and nothing is charged`() async throws {
        let world = try await World(.intecnia, on: .sqlite, at: "2026-03-09 10:00")
        let contract = try await world.desk.openContract(.intecnia("corporate"), as: world[.olga]).contract.number
        let folio = try await world.open().ticket.folio
        try await world.desk.planVisit(world.visit("2026-03-11 11:00"), on: folio, as: world[.ines])
        try await world.until("2026-03-11 12:30")
        try await world.desk.arrive(1, on: folio, as: world[.ines])
        #expect(await outcome { _ = try await world.desk.failVisit(1, on: folio, by: .notReceived, VisitReport("Ya no había nadie"), as: world[.ines]) } == "refused IN-53 IN-54 IN-55 IN-56")
        #expect(try await world.ticket(folio).works.first?.state == .running)
        #expect(try await world.left(in: contract)["minute"] == 70 * 60)
        try await world.desk.cancelWork(1, on: folio, because: "Llegamos tarde", as: world[.ines])
        #expect(try await world.outbox(to: .luna).last?.text.contains("Se canceló la visita del miércoles 11 de marzo") == true)
        #expect(try await world.companyJournal().contains { $0.kind == .refused && $0.body.facts["folio"] == folio }, "the refusal is journaled")
        #expect(try await world.desk.verify().problems == [])
    }

    /// The fixed fee, urgency and out-of-hours: 2 + 5 + 5 (GE-73 … GE-75, A-46).
    @Test(arguments: [("2026-03-11 11:00", false, 20 - 2), ("2026-03-11 11:00", true, 20 - 7), ("2026-03-11 17:30", false, 20 - 7), ("2026-03-14 10:00", true, 20 - 12)])
    func `a visit in vain has its fee, with what urgency and the hour add`(_ begins: String, _ isUrgent: Bool, _ left: Int) async throws {
        let world = try await World(.grupoExecom, on: .sqlite, at: "2026-03-09 10:00")
        let contract = try await world.desk.openContract(.execom(["credit": 20]), as: world[.olga]).contract.number
        let folio = try await world.open(as: world[.luna]) { $0.type = "case" }.ticket.folio
        var new = try world.visit(begins)
        (new.isUrgent, new.fees) = (isUrgent, ["visit_fee", "urgent_on_site_fee", "out_of_hours_fee"])
        try await world.desk.planVisit(new, on: folio, as: world[.ines])
        try await world.until(begins)
        try await world.desk.arrive(1, on: folio, as: world[.ines])
        try await world.desk.failVisit(1, on: folio, by: .notReceived, VisitReport("Cerrado"), as: world[.ines])
        #expect(try await world.left(in: contract) == ["credit": left])
        #expect(world.ids(try await world.journal(folio).last { $0.body.facts["state"] == "failed" }) == ["GE-73"])
        #expect(try await world.ticket(folio).works.first?.visit?.countsAsDone == nil, "the guide says nothing of it")
        let letter = try #require(try await world.outbox(to: .luna).last).text
        #expect(letter.contains("Cuota fija por visita a domicilio") && letter.contains("sitio urgente") == isUrgent && letter.contains("servicio fuera de horario") == ([8, 13].contains(left) && begins != "2026-03-11 11:00"), "\(letter)")
        #expect(try await world.desk.verify().problems == [])
    }

    @Test func `what cannot be paid is recorded all the same, and the staff is told by which clause`() async throws {
        let world = try await World(.grupoExecom, on: .sqlite, at: "2026-03-09 10:00")
        let number = try await world.desk.openContract(.execom(["credit": 2]), as: world[.olga]).contract.number
        let folio = try await world.open(as: world[.luna]) { $0.type = "case" }.ticket.folio
        var new = try world.visit("2026-03-11 11:00")
        new.fees = ["visit_fee"]
        try await world.desk.planVisit(new, on: folio, as: world[.ines])
        // What was there when it was agreed on was taken meanwhile.
        let proposed = try await world.desk.proposeAdjustment(of: number, lot: 1, by: -1, because: "Se contó de más", as: world[.olga])
        try await world.desk.answer(adjustment: try #require(proposed.contract.terms.proposals.first).number, of: number, isConfirmed: true, as: world[.ada])
        try await world.until("2026-03-11 11:00")
        try await world.desk.arrive(1, on: folio, as: world[.ines])
        let work = try await world.desk.failVisit(1, on: folio, by: .notReceived, VisitReport("Cerrado"), as: world[.ines]).ticket.works[0]
        #expect(work.state == .done && !work.isCharged && work.isChargeable)
        let told = try #require(try await world.last(.visit, of: folio))
        let cited = world.ids(told)
        #expect(told.isInternal && told.body.facts["state"] == "unpaid" && cited.contains("GE-61"))
        #expect(try await world.desk.verify().problems == [])
    }

    @Test(arguments: [
        ("2026-03-09 09:00", 60, "Av. Juárez 12", "invalid begins"), ("2027-05-09 09:00", 60, "Av. Juárez 12", "invalid begins"), ("2026-03-11 11:00", 5, "Av. Juárez 12", "invalid minutes"),
        ("2026-03-11 11:00", 1_441, "Av. Juárez 12", "invalid minutes"), ("2026-03-11 11:00", -60, "Av. Juárez 12", "invalid minutes"), ("2026-03-11 11:00", 60, " \n", "invalid place"),
    ])
    func `an appointment that cannot be is told with its field, and changes nothing`(_ begins: String, _ minutes: Int, _ place: String, _ expected: String) async throws {
        let world = try await World(.intecnia, on: .sqlite, at: "2026-03-09 10:00")
        let folio = try await world.open(as: world[.ines]).ticket.folio
        let new = NewVisit(begins: try world.policy.at(begins), minutes: minutes, place: place)
        let before = try await world.ticket(folio)
        #expect(await outcome { _ = try await world.desk.planVisit(new, on: folio, as: world[.ines]) } == expected)
        #expect(await outcome { _ = try await world.desk.planVisit(new, on: folio, as: world[.luna]) } == "forbidden")
        #expect(try await world.ticket(folio) == before)
    }

    @Test func `names and places are erased with the ticket; instants and amounts stay`() async throws {
        let world = try await World(.intecnia, on: .sqlite, at: "2026-03-09 10:00")
        let folio = try await world.open().ticket.folio
        var new = try world.visit("2026-03-11 11:00")
        new.representative = "Rosa Pineda"
        try await world.desk.planVisit(new, on: folio, as: world[.ines])
        _ = try await world.desk.erase(.ticket(folio: folio), in: "intecnia", because: "Oficio 12", as: world[.ada])
        let luna = world[.luna]
        let ticket = try await world.desk.read { try $0.ticketInFull(folio, visibleTo: luna) }
        #expect(WorkWords(of: 1, in: ticket.timeline)[.representative] == "" && WorkWords(of: 1, in: ticket.timeline)[.place] == "")
        #expect(ticket.row.ticket.works.first?.visit?.appointment.begins == (try world.policy.at("2026-03-11 11:00")))
        #expect(try await world.desk.verify().problems == [])
    }

    @Test func `lived again, what was worked stays as it was worked`() async throws {
        let world = try await World(.intecnia, on: .sqlite, at: "2026-03-09 10:00")
        try await world.desk.openContract(.intecnia("corporate"), as: world[.olga])
        let folio = try await world.open().ticket.folio
        try await world.desk.planVisit(world.visit("2026-03-11 11:00"), on: folio, as: world[.ines])
        try await world.desk.startTimer(on: folio, as: world[.beto])
        try await world.desk.offerSession(on: folio, as: world[.ines])
        try await world.until("2026-03-11 11:10")
        try await world.desk.arrive(1, on: folio, as: world[.ines])
        try await world.desk.failVisit(1, on: folio, by: .notReceived, VisitReport("Cerrado"), as: world[.ines])
        try await world.desk.logTime(10, of: "support_hour", on: folio, because: "Llamada", as: world[.ines])
        try await world.desk.close(folio, because: "", as: world[.luna])
        let simulation = try await world.desk.simulate(world.policy, of: "intecnia", openedIn: Span(Instant(seconds: 0), .never))
        #expect(simulation.old.requests == 1 && simulation.differences.isEmpty, "\(simulation.kinds)")
    }

    @Test func `verify finds a row that says otherwise, and a timer that no entry started`() async throws {
        let world = try await World(.intecnia, on: .sqlite, at: "2026-03-09 10:00")
        let folio = try await world.open(as: world[.ines]).ticket.folio
        try await world.desk.startTimer(on: folio, as: world[.ines])
        let id = try await world.ticket(folio).id
        try await world.tamper("UPDATE timer SET started_at = started_at - 60 WHERE ticket_id = \(id)")
        #expect(try await world.desk.verify().problems.contains { $0.contains("timers") })
        let other = try await world.ticket(try await world.open(as: world[.ines]).ticket.folio).id
        try await world.tamper("UPDATE timer SET ticket_id = \(other)")
        #expect(try await world.desk.verify().problems.contains { $0.contains("that no entry started") })
        try await world.tamper("UPDATE ticket SET works = '' WHERE id = \(id)")
        #expect(try await world.desk.verify().problems.contains { $0.contains("works") })
    }
}

extension World {
    fileprivate func visit(_ begins: String) throws -> NewVisit {
        NewVisit(begins: try policy.at(begins), minutes: 60, place: "Av. Juárez 12, Puebla")
    }

    fileprivate func ending(_ report: VisitReport, _ folio: String) async -> String {
        await outcome { _ = try await self.desk.endVisit(1, on: folio, report, as: self[.beto]) }
    }
}
