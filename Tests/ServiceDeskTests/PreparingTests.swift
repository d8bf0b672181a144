import BusinessTime
import PDF
import ServiceDesk
import SupportPolicy
import TestSupport
import Testing

/// What a client supplies before a visit: who receives, and the points of the checklist (IN-54, IN-56); what he did not is why a visit
/// in vain counts (IN-55).
struct PreparingTests {
    @Test(arguments: Engine.all)
    func `the client answers each point and names who receives (IN-54, IN-56), and who goes and who has the ticket hear of it`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-09 10:00"), desk = world.desk
        let folio = try await world.awaiting("2026-03-12 11:00")
        #expect(world.policy.visitPoints.map(\.id) == ["access-1", "access-2", "access-3"])
        let gaps = try await desk.comingVisits(as: world[.ines])
        #expect(gaps.map(\.gaps) == [[.representative, .preparation]] && gaps[0].lacking.count == 3)
        #expect(await world.preparing(folio, [.init("access-9", isReady: true)]) == "invalid points")
        #expect(await world.preparing(folio, [.init("access-1", isReady: true, saying: String(repeating: "x", count: 5_000))]) == "invalid access-1")
        #expect(await world.preparing(folio, [], as: .sol) == "not found")
        #expect(await world.preparing(folio, [.init("access-1", isReady: true)], as: .ines) == "invalid by", "the staff says who told it")
        #expect(await world.preparing(folio, [], naming: "Rosa Pineda") == "done")
        #expect(try await desk.comingVisits(as: world[.ines]).map(\.gaps) == [[.preparation]], "the gap closes")
        #expect(await world.preparing(folio, [.init("access-1", isReady: true, saying: "Casco y botas"), .init("access-3", isReady: true)]) == "done")
        #expect(try await world.ticket(folio).works[0].visit?.ready == ["access-1", "access-3"])
        #expect(try await desk.comingVisits(as: world[.ines])[0].lacking.map(\.label) == ["documentación"])
        let entry = try #require(try await world.last(.visit, of: folio))
        #expect(world.ids(entry).contains("IN-54") && entry.body.facts["ready"] == "2" && entry.body.facts["lacking"] == "documentación" && entry.person == world[.luna].person)
        #expect(try await world.notices(of: .beto).last == .clientReplied)
        let told = try #require(try await world.outbox(to: .beto).last?.text)
        #expect(told.contains("especificaciones de los equipos de seguridad: Casco y botas") && told.contains("Falta informar: documentación."), "\(told)")
        let entries = try await world.journal(folio).count
        #expect(await world.preparing(folio, [.init("access-1", isReady: true, saying: "Casco y botas")], naming: "Rosa Pineda") == "done")
        #expect(try await world.journal(folio).count == entries, "said again it changes nothing")

        // By phone, as the staff heard it; the client's letter tells it back to him.
        try await desk.prepareVisit(
            1, on: folio, VisitPreparation(points: [.init("access-2", isReady: true, saying: "INE")]), by: "Rosa Pineda", via: .phone, as: world[.ines])
        let letter = try #require(try await world.outbox(to: .luna).last?.text)
        #expect(letter.contains("Registramos lo que nos informó para la visita del jueves 12 de marzo") && letter.contains("documentación: INE") && letter.contains("Está listo todo"), "\(letter)")
        #expect(try await desk.comingVisits(as: world[.ines]).map(\.gaps) == [[]])
        let sheet = try await PrintedPDF(desk.visitSheet(1, of: folio, from: "intecnia", in: .ink, .es, as: world[.luna]).bytes).flatText
        for words in ["Casco y botas", "documentación: INE", "cumplido", "Rosa Pineda"] { #expect(sheet.contains(words), "\(sheet)") }

        // At another place other rules hold; once the hour has come it is too late.
        try await desk.moveVisit(1, on: folio, to: try world.policy.at("2026-03-12 12:00"), place: "Bodega 2", because: "Mudanza", as: world[.ines])
        #expect(try await world.ticket(folio).works[0].visit?.ready == [])
        #expect(await world.preparing(folio, [.init("access-1", isReady: true, saying: "Casco y botas")]) == "done")
        let again = try #require(try await world.outbox(to: .beto).last?.text)
        #expect(again.contains("equipos de seguridad: Casco y botas"), "said of this place, too: \(again)")
        try await world.until("2026-03-12 12:00")
        #expect(await world.preparing(folio, [.init("access-1", isReady: true)]) == "refused IN-53 IN-54 IN-55 IN-56")
        #expect(try await desk.verify().problems == [])
        #expect(try await desk.simulate(nil, of: "intecnia", openedIn: Span(Instant(seconds: 0), .never)).different == 0)
    }

    @Test(arguments: Engine.all)
    func `who was not told what the policy asks for is let in nowhere: the missing points are evidence in the entry (IN-55)`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-09 10:00"), desk = world.desk
        try await desk.openContract(.intecnia("corporate"), as: world[.olga])
        let folio = try await world.awaiting("2026-03-12 11:00")
        #expect(await world.preparing(folio, [.init("access-2", isReady: true, saying: "Carta de acceso")]) == "done")
        try await world.until("2026-03-12 11:05")
        try await desk.arrive(1, on: folio, as: world[.beto])
        try await desk.failVisit(1, on: folio, by: .accessDenied, VisitReport("Pidieron casco"), as: world[.beto])
        let missing = "especificaciones de los equipos de seguridad; capacitación que se requiera"
        let entry = try #require(try await world.journal(folio).last { $0.kind == .visit && $0.body.facts["state"] == "failed" })
        #expect(entry.body.facts["lacking"] == missing && world.ids(entry).contains("IN-55"))
        let letter = try #require(try await world.outbox(to: .luna).last?.text)
        #expect(letter.contains("Antes de la visita no se nos informó: \(missing)."), "\(letter)")
        let sheet = try await PrintedPDF(desk.visitSheet(1, of: folio, from: "intecnia", in: .ink, .es, as: world[.luna]).bytes).flatText
        #expect(sheet.contains("falta") && sheet.contains("documentación: Carta de acceso"), "\(sheet)")
        #expect(try await desk.verify().problems == [])
    }

    @Test(arguments: Engine.all)
    func `the letter that names who goes says when and where, and leaves what the client asked for`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-09 10:00"), desk = world.desk
        let folio = try await world.awaiting("2026-03-12 11:00")
        try await desk.wishVisit(1, on: folio, at: try world.policy.at("2026-03-13 11:00"), as: world[.luna])
        try await desk.nameEngineer(Somebody.carla.email(at: .intecnia), for: 1, on: folio, as: world[.ines])
        for somebody in [Somebody.luna, .carla] {
            let letter = try #require(try await world.outbox(to: somebody).last?.text)
            #expect(letter.contains("jueves 12 de marzo de 2026, 11:00, hasta las 12:00") && letter.contains("Av. Juárez 12") && letter.contains("Carla"), "\(letter)")
        }
        #expect(try await world.ticket(folio).works[0].visit?.wish != nil, "who goes is another matter than when")
        #expect(try await desk.verify().problems == [])
    }
}

extension World {
    /// A request of Luna's that Inés has, with a visit to which Beto goes.
    fileprivate func awaiting(_ begins: String) async throws -> String {
        let folio = try await open().ticket.folio
        try await desk.assign(folio, as: self[.ines])
        var new = NewVisit(begins: try policy.at(begins), minutes: 60, place: "Av. Juárez 12")
        new.engineer = Somebody.beto.email(at: company)
        try await desk.planVisit(new, on: folio, as: self[.ines])
        return folio
    }

    fileprivate func preparing(_ folio: String, _ points: [VisitPreparation.Point], naming name: String? = nil, as somebody: Somebody = .luna) async -> String {
        await outcome { _ = try await self.desk.prepareVisit(1, on: folio, VisitPreparation(representative: name, points: points), as: self[somebody]) }
    }
}
