import BusinessTime
import ServiceDesk
import Storage
import SupportPolicy
import TestSupport
import Testing

/// The company's own document is not asked for where a file seems to be it, until somebody who looked says otherwise (FI-11).
struct FormsTests {
    private func file(_ name: String, _ type: String = "application/pdf", in world: World) async throws -> [StoredFile] {
        try await world.desk.keep([Upload(name: name, mediaType: type, bytes: Array(name.utf8))])
    }

    @Test(arguments: Engine.all)
    func `a document that came counts as the form, and who sees that it is none asks for it`(on engine: Engine) async throws {
        let world = try await World(.facturaInteligente, on: engine, at: "2026-03-12 10:00"), desk = world.desk
        let form = try await file("Solicitud control de acceso.pdf", in: world)
        let folio = try await world.open { ($0.type, $0.files) = ("access_change", form) }.ticket.folio
        let asked = try #require(try await world.outbox(to: .luna).last).text
        #expect(!asked.contains("Se descarga de") && asked.contains("el representante legal"), "who may ask is still asked: \(asked)")
        #expect(try await world.journal(folio).documentsHeld == ["access_control"])
        #expect(try await world.journal(folio, seenBy: .client).first?.body.facts["forms"] == "access_control")

        #expect(await outcome { _ = try await desk.rejectForm("access_control", of: folio, as: world[.luna]) } == "forbidden")
        #expect(await outcome { _ = try await desk.rejectForm("otra", of: folio, as: world[.ines]) } == "conflict")
        try await desk.choose([:], in: .en, as: world[.luna])
        _ = try await desk.rejectForm("access_control", of: folio, as: world[.ines])
        let ticket = try await world.ticket(folio)
        #expect(ticket.isWaiting && ticket.waitReason == .information)
        let letter = try #require(try await world.outbox(to: .luna).last).text
        #expect(letter.contains("is not the document “Solicitud de Control de Acceso”") && letter.contains("www.facturainteligente.com"), "\(letter)")
        let entries = try await world.journal(folio)
        #expect(entries.documentsHeld == [] && world.ids(ofClause: entries.last?.clause) == ["FI-11", "FI-13"])
        #expect(await outcome { _ = try await desk.rejectForm("access_control", of: folio, as: world[.ines]) } == "conflict")

        // What the client sends then is taken for it again.
        let signed = try await file("escaneo.tiff", "image/tiff", in: world)
        _ = try await desk.replyOfClient(to: folio, saying: "", files: signed, as: world[.luna])
        #expect(try await world.journal(folio).documentsHeld == ["access_control"])
        #expect(try await desk.verify().problems == [])
    }

    @Test(arguments: Engine.all)
    func `what was sent before anybody knew what the request is counts, what is no document does not`(on engine: Engine) async throws {
        let world = try await World(.facturaInteligente, on: engine, at: "2026-03-12 10:00"), desk = world.desk
        for (name, type, isThere) in [("baja.pdf", "application/pdf", true), ("IMG_1.jpg", "image/jpeg", false)] {
            let files = try await file(name, type, in: world)
            let folio = try await world.open { $0.files = files }.ticket.folio
            #expect(try await world.journal(folio).documentsHeld == [], "nothing is asked for yet")
            _ = try await desk.classify(folio, type: "sensitive_change", as: world[.ines])
            #expect(try await world.journal(folio).documentsHeld == (isThere ? ["sensitive_change"] : []))
            let told = try #require(try await world.outbox(to: .luna).last).text
            #expect(told.contains("Se envía a mesadecontrol@") == !isThere && told.contains("el representante legal"), "\(told)")
        }
        #expect(try await desk.verify().problems == [])
    }

    @Test(arguments: Engine.all)
    func `what somebody found to be something else is not taken for it again by classifying (FI-11)`(on engine: Engine) async throws {
        let world = try await World(.facturaInteligente, on: engine, at: "2026-03-12 10:00"), desk = world.desk
        let files = try await file("contrato.pdf", in: world)
        let folio = try await world.open { ($0.type, $0.files) = ("access_change", files) }.ticket.folio
        try await desk.rejectForm("access_control", of: folio, as: world[.ines])
        let usual = world.policy.defaultType.id
        try await desk.classify(folio, type: usual, as: world[.ines])
        try await desk.classify(folio, type: "access_change", as: world[.ines])
        #expect(try await world.journal(folio).documentsHeld == [])
        // What nobody looked at is.
        try await desk.classify(folio, type: "sensitive_change", as: world[.ines])
        #expect(try await world.journal(folio).documentsHeld == ["sensitive_change"])
        #expect(try await desk.verify().problems == [])
    }

    @Test(arguments: [
        (["Solicitud de Control de Acceso.pdf"], "application/pdf", true), (["SolicitudControlAcceso_firmada.jpg"], "image/jpeg", true),
        (["control-acceso.png"], "image/png", true), (["acceso.png"], "image/png", false), (["foto.jpg", "logo.png"], "image/png", false),
        (["cualquiera.PDF"], "application/octet-stream", true), (["carta"], "application/msword", true), (["carta.docx"], "application/zip", true),
        (["datos.xml"], "text/xml", false), ([], "", false), (["mensaje.eml"], "message/rfc822", false), (["pdf"], "text/plain", true),
    ])
    func `a form is known by its name, else by being a document`(names: [String], type: String, isThere: Bool) throws {
        let policy = try SampleCompany.facturaInteligente.policy, facts = TicketFacts(channel: .email, type: "access_change")
        #expect(policy.formsSeen(among: names.map { ($0, type) }, for: facts).map(\.id) == (isThere ? ["access_control"] : []))
        #expect(policy.formsSeen(among: names.map { ($0, type) }, for: TicketFacts(channel: .email, type: policy.defaultType.id)).isEmpty)
    }

    @Test(arguments: Engine.all)
    func `a document that somebody who takes part sent counts`(on engine: Engine) async throws {
        let world = try await World(.facturaInteligente, on: engine, at: "2026-03-12 10:00"), desk = world.desk
        let folio = try await world.open().ticket.folio
        try await desk.addParticipant(world[.sol].email, to: folio, as: world[.ines])
        let files = try await file("baja.pdf", in: world)
        _ = try await desk.replyOfClient(to: folio, saying: "", files: files, as: world[.sol])
        _ = try await desk.classify(folio, type: "sensitive_change", as: world[.ines])
        #expect(try await world.journal(folio).documentsHeld == ["sensitive_change"])
    }
}
