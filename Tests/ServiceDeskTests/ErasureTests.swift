import BusinessTime
import Foundation
import ServiceDesk
import Storage
import SupportPolicy
import TestSupport
import Testing

struct ErasureTests {
    private static let why = "Solicitud ARCO 17/2026"

    /// A desk where Luna and Sol each have a request: with a file, an answer, a note and mails.
    private struct Talk {
        let world: World
        let luna, sol: String
        /// Of Luna alone, and of both.
        let own, shared: String
    }

    private func talk(on engine: Engine) async throws -> Talk {
        let world = try await World(.intecnia, on: engine, at: "2026-03-09 10:00")
        let desk = world.desk
        let own = try await desk.keep([Upload(name: "estado-de-cuenta.pdf", mediaType: "application/pdf", bytes: Array("de Luna".utf8))])
        let shared = try await desk.keep([Upload(name: "manual.pdf", mediaType: "application/pdf", bytes: Array("de todos".utf8))])
        let luna = try await world.open { request in
            (request.subject, request.description, request.files) = ("Zarigüeya perdida", "Dirección: Fresno 12", own + shared)
        }.ticket.folio
        let sol = try await world.open { request in
            request.requesterEmail = "sol@ferreteria.example"
            (request.subject, request.description, request.files) = ("Ajolote enfermo", "Come poco", shared)
        }.ticket.folio
        for folio in [luna, sol] {
            try await desk.note(on: folio, saying: "Llamó desde el murciélago", as: world[.ines])
            try await desk.reply(to: folio, saying: "Vimos su ornitorrinco", as: world[.ines])
        }
        #expect(try await desk.verify().problems == [])
        return Talk(world: world, luna: luna, sol: sol, own: own[0].blob, shared: shared[0].blob)
    }

    private func found(_ words: String, in world: World) async throws -> [String] {
        var filter = TicketFilter()
        filter.search = words
        let (wanted, ines) = (filter, world[.ines])
        return try await world.desk.read { try $0.tickets(of: ines, wanted, after: nil, limit: 50).map(\.ticket.folio) }
    }

    private func texts(_ folio: String, in world: World) async throws -> [String] {
        let ticket = try await world.ticket(folio)
        return try await world.desk.read { try $0.timeline(of: ticket, for: .agent).flatMap { $0.texts.map(\.text) + $0.files.map(\.name) } }
    }

    private func count(_ sql: SQL, in world: World) async throws -> Int64 {
        try await world.desk.database.read { try $0.value(sql) ?? 0 }
    }

    @Test(arguments: Engine.all)
    func `a ticket's contents go everywhere, its journal stays sound, and others keep theirs`(on engine: Engine) async throws {
        let talk = try await talk(on: engine)
        let (world, desk) = (talk.world, talk.world.desk)
        let before = try await world.journal(talk.luna)
        let planned = try await desk.erasable(.ticket(folio: talk.luna), in: "intecnia", as: world[.ada])
        #expect(planned.texts >= 4 && planned.files == 2 && planned.mails >= 2 && planned.tickets == 1)
        #expect(try await world.journal(talk.luna).count == before.count, "looking changes nothing")
        #expect(try await found("zarigüeya", in: world) == [talk.luna])

        let erased = try await desk.erase(.ticket(folio: talk.luna), in: "intecnia", because: Self.why, as: world[.ada])
        #expect(erased == planned)

        let ticket = try await world.ticket(talk.luna), entries = try await world.journal(talk.luna)
        #expect(ticket.subject == "" && ticket.subjectErasedAt < .never)
        #expect(entries.dropLast().map(\.hash) == before.map(\.hash), "what was written stays")
        let last = try #require(entries.last)
        #expect(last.kind == .erased && last.person == world[.ada].person && last.isInternal && last.body.facts["because"] == Self.why)
        #expect(last.body.facts["texts"] == "\(planned.texts)" && last.body.facts["files"] == "2")
        #expect(try await texts(talk.luna, in: world) == [])
        for word in ["zarigüeya", "fresno", "estado", "murciélago ornitorrinco"] { #expect(try await found(word, in: world) == [], "\(word)") }
        #expect(try await found("murciélago", in: world) == [talk.sol])
        #expect(try await found(talk.luna, in: world) == [talk.luna], "its folio still finds it")
        #expect(try desk.blobs.exists(talk.own) == false, "the file is gone")
        #expect(try desk.blobs.exists(talk.shared), "somebody else's same file stays")

        let mails = try await world.outbox()
        #expect(mails.filter { $0.folio == talk.luna }.allSatisfy { $0.subject == "" && $0.text == "" && $0.recipient == "" && $0.erasedAt != nil && $0.state == .failed && $0.messageID != "" })
        #expect(mails.contains { $0.folio == talk.sol && $0.subject.contains("Ajolote") && $0.erasedAt == nil })
        #expect(try await count("SELECT COUNT(*) FROM content WHERE ticket_id = \(ticket.id) AND (text IS NOT NULL OR blob IS NOT NULL OR name IS NOT NULL OR length(salt) > 0)", in: world) == 0)
        #expect(try await count("SELECT COUNT(*) FROM notice WHERE ticket_id = \(ticket.id)", in: world) == 0)
        #expect(try await texts(talk.sol, in: world).contains("manual.pdf"))
        #expect(try await desk.verify().problems == [])

        let again = try await desk.erase(.ticket(folio: talk.luna), in: "intecnia", because: Self.why, as: world[.ada])
        #expect(again.isNothing)
        #expect(try await world.journal(talk.luna).count == entries.count)
        // The ticket lives on, and can be erased again.
        try await desk.reply(to: talk.luna, saying: "Encontramos al tlacuache", as: world[.ines])
        #expect(try await desk.erase(.ticket(folio: talk.luna), in: "intecnia", because: Self.why).texts == 1)
        #expect(try await found("tlacuache", in: world) == [])
        #expect(try await desk.verify().problems == [])
    }

    @Test(arguments: Engine.all)
    func `one entry is erased, and the others keep their words`(on engine: Engine) async throws {
        let talk = try await talk(on: engine)
        let (world, desk) = (talk.world, talk.world.desk)
        let written = try await world.journal(talk.luna)
        let note = try #require(written.first { $0.kind == .noted })
        let erased = try await desk.erase(.ticket(folio: talk.luna, entry: note.number), in: "intecnia", because: Self.why)
        #expect(erased.texts == 1 && erased.files == 0 && erased.mails == 0)
        #expect(try await found("murciélago", in: world) == [talk.sol])
        #expect(try await found("ornitorrinco", in: world).count == 2)
        #expect(try await world.ticket(talk.luna).subject == "Zarigüeya perdida")
        #expect(try await texts(talk.luna, in: world).contains("Vimos su ornitorrinco"))
        #expect(try await world.journal(talk.luna).last?.body.facts["entries"] == "\(note.number)")

        let reply = try #require(written.first { $0.kind == .replied })
        #expect(try await desk.erase(.ticket(folio: talk.luna, entry: reply.number), in: "intecnia", because: Self.why).mails == 1, "its letter, too")
        #expect(try await world.outbox().contains { $0.folio == talk.luna && $0.erasedAt == nil })
        // With the subject go all mails about the ticket: each repeats it.
        try await desk.erase(.ticket(folio: talk.luna, entry: 1), in: "intecnia", because: Self.why)
        #expect(try await world.outbox().allSatisfy { $0.folio != talk.luna || $0.erasedAt != nil })
        #expect(try await found("luna", in: world) == [talk.luna], "who asked is not erased")
        #expect(try await desk.verify().problems == [])
    }

    @Test(arguments: Engine.all)
    func `a person is erased, and only he`(on engine: Engine) async throws {
        let talk = try await talk(on: engine)
        let (world, desk) = (talk.world, talk.world.desk)
        let email = world[.luna].email, id = world[.luna].person
        let token = try await desk.createToken(for: email, role: .client, in: "intecnia")
        let known = try await desk.read { try $0.person(id) }
        let session = try await desk.openSession(for: try #require(known))
        try await desk.sendPasswordLink(to: email, in: "intecnia")

        await #expect(throws: DeskError.self, "an open request") { try await desk.erase(.person(email: email), in: "intecnia", because: Self.why) }
        #expect(try await desk.erasable(.person(email: email), in: "intecnia").open == [talk.luna])
        #expect(try await texts(talk.luna, in: world).count > 4, "refused, nothing happened")
        await #expect(throws: DeskError.self, "a name stays for good") {
            try await desk.erase(.person(email: email), in: "intecnia", because: "Lo pidió Luna", evenOpen: true)
        }
        // What a killed run had done before is no hindrance.
        try await desk.erase(.ticket(folio: talk.luna), in: "intecnia", because: Self.why)
        #expect(try await found("papeleria", in: world) == [talk.luna], "he himself is still there")

        let erased = try await desk.erase(.person(email: email), in: "intecnia", because: Self.why, evenOpen: true, as: world[.ada])
        #expect(erased.people == 1 && erased.mails >= 1)
        let left = try await desk.read { try $0.person(id) }
        let person = try #require(left)
        #expect(person.id == id && person.name == "Persona borrada" && person.email.hasSuffix(".invalid") && !person.hasPassword)
        #expect(try await desk.person(ofSession: session, in: "intecnia") == nil)
        #expect(try await desk.principal(ofToken: token, in: "intecnia") == nil)
        for word in ["papeleria", "luna", "zarigüeya"] { #expect(try await found(word, in: world) == [], "\(word)") }
        #expect(try await found(talk.luna, in: world) == [talk.luna])
        #expect(try await world.outbox().allSatisfy { $0.recipient != email })
        let record = try await world.companyJournal()
        let last = try #require(record.last)
        #expect(last.kind == .erased && last.forPerson == id && last.person == world[.ada].person)
        #expect(try await world.ticket(talk.luna).requester == id)

        // Sol, the same Luna at another company, and the file of both stay.
        #expect(try await texts(talk.sol, in: world).count > 4)
        #expect(try await found("ajolote", in: world) == [talk.sol])
        #expect(try desk.blobs.exists(talk.shared) && !desk.blobs.exists(talk.own))
        #expect(try await world.principal(.luna, of: .fel).name == "Luna Lara")
        #expect(try await desk.verify().problems == [])
        // Nothing is sent to nowhere, nobody becomes him, and the address begins anew.
        try await desk.reply(to: talk.luna, saying: "¿Sigue ahí?", as: world[.ines])
        #expect(try await world.outbox().allSatisfy { !$0.recipient.hasSuffix(".invalid") })
        await #expect(throws: DeskError.self) { try await desk.createToken(for: person.email, role: .client, in: "intecnia") }
        #expect(try await desk.erase(.person(email: person.email), in: "intecnia", because: Self.why, evenOpen: true).people == 0)
        #expect(try await world.open().ticket.requester != id)
    }

    @Test(arguments: Engine.all)
    func `mail that waits or was set aside goes with its sender, also where nobody knows him`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-09 10:00"), desk = world.desk
        func enter(_ from: String, _ state: String) async throws -> String {
            let raw = Array("From: \(from)\r\nSubject: x\r\n\r\nVive en Fresno 12\r\n".utf8)
            let execom = "grupo-execom"
            _ = try await desk.deliver(raw, to: execom)
            let blob: String? = try await desk.database.read { try $0.value("SELECT raw_blob FROM received_mail WHERE entry_id IS NOT NULL ORDER BY entry_id DESC LIMIT 1") }
            try await world.tamper("UPDATE received_mail SET state = \(state), entry_id = NULL, problem = 'Fresno', next_attempt_at = 0 WHERE raw_blob = \(blob)")
            return try #require(blob)
        }
        let parked = try await enter("Zorrillo <Zorrillo@Nadie.example>", "parked"), waiting = try await enter("=?utf-8?q?Z?= <zorrillo@nadie.example>", "waiting")
        let other = try await enter("tejon@nadie.example", "parked")
        let planned = try await desk.erasable(.person(email: "zorrillo@nadie.example"), in: "grupo-execom")
        let erased = try await desk.erase(.person(email: "zorrillo@nadie.example"), in: "grupo-execom", because: Self.why)
        #expect(erased == planned && erased.originals >= 2 && erased.people == 1)
        #expect(try !desk.blobs.exists(parked) && !desk.blobs.exists(waiting) && desk.blobs.exists(other))
        #expect(try await count("SELECT COUNT(*) FROM received_mail WHERE sender = 'zorrillo@nadie.example' OR state = 'waiting'", in: world) == 0)
        #expect(try await count("SELECT COUNT(*) FROM received_mail WHERE problem IS NOT NULL", in: world) == 1, "what was said of his mail goes, too")
        #expect(try await desk.takeArrivals() == 0, "nobody looks into it any more")
        #expect(try await desk.verify().problems == [])
        await #expect(throws: DeskError.self, "nobody has that address") {
            try await desk.erase(.person(email: "zorrillo@nadie.example"), in: "grupo-execom", because: Self.why)
        }
    }

    @Test(arguments: Engine.all)
    func `reasons on the contracts of somebody who is erased go with him; those of a customer of several stay`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-09 10:00"), desk = world.desk
        func contract(_ contacts: [String]) async throws -> ContractRow {
            var new = NewContract(plan: "basic", customerName: "Cliente de \(contacts[0])", contacts: contacts)
            new.price = 1
            let row = try await desk.openContract(new, as: world[.olga])
            try await desk.proposeAdjustment(of: row.contract.number, lot: 1, by: -30, because: "Lo pidió, vive en Fresno 12", as: world[.ines])
            var data = NewTaxData()
            (data.name, data.rfc, data.postalCode, data.regime) = ("ANA SOLA", "SOAA900101AB1", "72000", "612")
            return try await desk.setTaxData(data, ofContract: row.contract.number, as: world[.olga])
        }
        let own = try await contract(["ana@sola.example"]), shared = try await contract(["eva@dos.example", "leo@dos.example"])
        func reasons(_ row: ContractRow) async throws -> [String] {
            try await desk.database.read { try $0.values("SELECT text FROM content WHERE ticket_id = \(row.contract.id) AND text IS NOT NULL") }
        }
        #expect(try await desk.erasable(.person(email: "ana@sola.example"), in: "intecnia").texts == 1)
        #expect(try await desk.erase(.person(email: "ana@sola.example"), in: "intecnia", because: Self.why, as: world[.ada]).texts == 1)
        try await desk.erase(.person(email: "eva@dos.example"), in: "intecnia", because: Self.why)
        #expect(try await reasons(own) == [])
        #expect(try await reasons(shared).count == 1)
        // To whom he had his invoices made out is a name and a number of his.
        func receiver(_ row: ContractRow) async throws -> Int? {
            try await desk.database.read { sql in
                try sql.value("""
                    SELECT COUNT(tax_name) + COUNT(tax_rfc) + COUNT(tax_postal_code) + COUNT(tax_regime) + COUNT(tax_use) FROM customer
                    WHERE id = \(row.contract.customer)
                    """)
            }
        }
        #expect(try await receiver(own) == 0)
        #expect(try await receiver(shared) == 5)
        let ada = world[.ada]
        let entries = try await desk.contract(own.contract.number, as: ada).entries
        #expect(entries.last?.kind == .erased && entries.last?.person == ada.person && entries.contains { $0.kind == .adjustmentProposed })
        #expect(try await desk.verify().problems == [])
    }

    @Test(arguments: Engine.all)
    func `what somebody said on a request that went on in a colleague's is his, also once the two are apart again`(on engine: Engine) async throws {
        let world = try await World(.fel, on: engine, at: "2026-03-09 10:00"), desk = world.desk, ines = world[.ines], sol = world[.sol]
        let ofSol = try await world.open { $0.requesterEmail = sol.email }.ticket.folio, ofLuna = try await world.open().ticket.folio
        let email = "memo@papel.example", company = ines.company
        try await desk.addParticipant(email, to: ofLuna, as: ines)
        let memo = try #require(try await desk.read { try $0.person(email: email, in: company) }).principal
        try await desk.merge(ofLuna, into: ofSol, as: ines)
        #expect(try await desk.replyOfClient(to: ofLuna, saying: "Vivo en Fresno 12", as: memo).ticket.folio == ofSol)
        try await desk.replyOfClient(to: ofSol, saying: "Come poco", as: sol)
        try await desk.reopen(ofLuna, because: "Es otra cosa", as: ines)
        func planned() async throws -> Int { try await desk.erasable(.person(email: email), in: "fel").texts }
        #expect(try await planned() == 1)

        // As it was before speakers were written down.
        try await world.tamper("DELETE FROM participant WHERE is_in = 0")
        #expect(try await planned() == 0)
        let known = try #require(Schema.migrations.first { $0.name == "0022-speakers" && $0.engine == (engine == .sqlite ? .sqlite : .postgres) })
        try await desk.database.write { try $0.script(known.script) }
        #expect(try await planned() == 1)

        #expect(try await desk.erase(.person(email: email), in: "fel", because: Self.why).texts == 1)
        let left = try await texts(ofSol, in: world)
        #expect(left.contains("Come poco") && !left.contains("Vivo en Fresno 12"))
        #expect(try await desk.verify().problems == [])
    }

    @Test(arguments: Engine.all)
    func `what somebody said to a closed request that went on in a colleague's is his, in the one that it opened`(on engine: Engine) async throws {
        let world = try await World(.fel, on: engine, at: "2026-03-09 10:00"), desk = world.desk, ines = world[.ines], sol = world[.sol]
        let ofSol = try await world.open { $0.requesterEmail = sol.email }.ticket.folio, ofLuna = try await world.open().ticket.folio
        let email = "memo@papel.example", company = ines.company
        try await desk.addParticipant(email, to: ofLuna, as: ines)
        let memo = try #require(try await desk.read { try $0.person(email: email, in: company) }).principal
        try await desk.merge(ofLuna, into: ofSol, as: ines)
        try await desk.close(ofSol, because: "Listo", as: ines)
        try await world.until("2026-06-01 10:00")
        let next = try await desk.replyOfClient(to: ofLuna, saying: "Vivo en Fresno 12", as: memo).ticket
        #expect(next.folio != ofSol && next.requester == sol.person && !next.participants.contains(memo.person))
        func planned() async throws -> Int { try await desk.erasable(.person(email: email), in: "fel").texts }
        let foreseen = try await planned()
        #expect(foreseen > 0)

        // As it was before they were written down.
        try await world.tamper("DELETE FROM participant WHERE is_in = 0")
        #expect(try await planned() == 0)
        let known = try #require(Schema.migrations.first { $0.name == "0024-speakers" && $0.engine == (engine == .sqlite ? .sqlite : .postgres) })
        try await desk.database.write { try $0.script(known.script) }
        #expect(try await planned() == foreseen)

        try await desk.erase(.person(email: email), in: "fel", because: Self.why)
        let left = try await texts(next.folio, in: world)
        #expect(!left.contains("Vivo en Fresno 12"))
        #expect(try await world.ticket(next.folio).subject == next.subject && !next.subject.isEmpty, "what it is about is his who asked")
        #expect(try await desk.verify().problems == [])
    }

    @Test func `nothing of what was erased remains in the files of SQLite`() async throws {
        let world = try await World(.intecnia, on: .sqlite, at: "2026-03-09 10:00"), desk = world.desk
        let word = "Chachalaca-\(world[.luna].person)", long = word + String(repeating: " y otra vez", count: 4_000) + " " + word
        let path = String(world.address.dropFirst("sqlite:".count))
        func holders() -> [String] {
            ["", "-wal"].filter { ending in
                guard let bytes = FileManager.default.contents(atPath: path + ending) else { return false }
                return bytes.range(of: Data("hachalaca".utf8)) != nil
            }
        }
        let folio = try await world.open { ($0.subject, $0.description) = (word, long) }.ticket.folio
        try await desk.reply(to: folio, saying: long, as: world[.ines])
        #expect(!holders().isEmpty, "it is there to be found")
        try await desk.erase(.ticket(folio: folio), in: "intecnia", because: Self.why)
        #expect(holders() == [])
        #expect(try await desk.verify().problems == [])
    }

    @Test(arguments: Engine.all)
    func `mail goes with its originals, also what was refused`(on engine: Engine) async throws {
        func message(_ subject: String) -> [UInt8] {
            Array("From: Luna Lara <Luna@Papeleria.example>\r\nTo: soporte@x.example\r\nSubject: \(subject)\r\nMessage-ID: <\(subject)@papeleria.example>\r\n\r\nVive en Fresno 12\r\n".utf8)
        }
        let world = try await World(.grupoExecom, on: engine, at: "2026-03-09 10:00"), desk = world.desk
        _ = try await desk.deliver(message("capibara"), to: world.company.slug)
        _ = try await desk.deliver(message("quetzal"), to: "intecnia")
        _ = try await desk.deliver(message("capibara"), to: "intecnia")
        let blobs: [String] = try await desk.database.read { try $0.values("SELECT DISTINCT raw_blob FROM received_mail") }
        #expect(blobs.count == 2)
        #expect(try await desk.refusedMails(as: world[.ada]).count == 1)

        let refused = try await desk.erase(.person(email: "luna@papeleria.example"), in: world.company.slug, because: Self.why)
        #expect(refused.originals == 1 && refused.texts == 2 && refused.files == 1 && refused.mails == 1)
        #expect(try await desk.refusedMails(as: world[.ada]).isEmpty)
        #expect(try blobs.filter { try desk.blobs.exists($0) }.count == 2, "another company received the same message")
        #expect(try await desk.verify().problems == [])

        let taken = try await desk.erase(.person(email: "luna@papeleria.example"), in: "intecnia", because: Self.why, evenOpen: true)
        #expect(taken.originals == 2 && taken.tickets == 2)
        #expect(try blobs.filter { try desk.blobs.exists($0) } == [])
        #expect(try await count("SELECT COUNT(*) FROM received_mail WHERE message_id IS NOT NULL OR raw_blob IS NOT NULL", in: world) == 0)
        #expect(try await desk.verify().problems == [])
        guard case .duplicate = try await desk.deliver(message("quetzal"), to: "intecnia") else {
            Issue.record("the same bytes open nothing again")
            return
        }
    }

    @Test(arguments: Engine.all)
    func `only who administers the company erases, and what is not there is said`(on engine: Engine) async throws {
        let talk = try await talk(on: engine)
        let (world, desk) = (talk.world, talk.world.desk)
        for target in [ErasureTarget.ticket(folio: "IN-999"), .ticket(folio: talk.luna, entry: 99), .person(email: "nadie@x.example")] {
            await #expect(throws: DeskError.self) { try await desk.erasable(target, in: "intecnia") }
            await #expect(throws: DeskError.self) { try await desk.erase(target, in: "intecnia", because: Self.why) }
        }
        for somebody in [Somebody.ines, .quique, .luna] {
            await #expect(throws: DeskError.self) { try await desk.erase(.ticket(folio: talk.luna), in: "intecnia", because: Self.why, as: world[somebody]) }
        }
        let stranger = try await world.principal(.ada, of: .fel)
        await #expect(throws: DeskError.self) { try await desk.erase(.ticket(folio: talk.luna), in: "intecnia", because: Self.why, as: stranger) }
        for reason in ["", "Lo pidió luna@papeleria.example"] {
            await #expect(throws: DeskError.self) { try await desk.erase(.ticket(folio: talk.luna), in: "intecnia", because: reason) }
        }
        await #expect(throws: DeskError.self, "he has tickets to attend") {
            try await desk.erase(.person(email: world[.ines].email), in: "intecnia", because: Self.why, evenOpen: true)
        }
        #expect(try await texts(talk.luna, in: world).count > 4)
    }

    @Test(arguments: Engine.all)
    func `what is taken away without an entry is found`(on engine: Engine) async throws {
        let talk = try await talk(on: engine)
        let (world, desk) = (talk.world, talk.world.desk)
        let ticket = try await world.ticket(talk.sol)
        try await world.tamper("UPDATE content SET text = NULL, erased_at = 1 WHERE ticket_id = \(ticket.id) AND text = 'Come poco'")
        #expect(try await desk.verify().problems.first?.hasPrefix("ticket \(talk.sol): a text of entry 1 was removed") == true)
        try await desk.erase(.ticket(folio: talk.luna), in: "intecnia", because: Self.why)
        let luna = try await world.ticket(talk.luna)
        try await world.tamper("UPDATE content SET text = 'Otra cosa' WHERE ticket_id = \(luna.id) AND kind = 'text'")
        #expect(try await desk.verify().problems.contains { $0.contains("was erased, and is there") })
        try await world.tamper("UPDATE ticket SET subject = 'Otra cosa' WHERE id = \(luna.id)")
        #expect(try await desk.verify().problems.contains { $0.contains("its subject was erased, and is there") })
    }

    @Test(arguments: Engine.all)
    func `files that a killed run left behind are swept, and none that is named`(on engine: Engine) async throws {
        let talk = try await talk(on: engine)
        let (world, desk) = (talk.world, talk.world.desk)
        // As after the commit, before the files went.
        try await world.tamper("UPDATE content SET blob = NULL, erased_at = 1 WHERE blob = \(talk.own)")
        for blob in [talk.own, talk.shared] { try await world.tamper("INSERT INTO erased_file (digest) VALUES (\(blob))") }
        try await desk.sweep()
        #expect(try !desk.blobs.exists(talk.own) && desk.blobs.exists(talk.shared))
        #expect(try await count("SELECT COUNT(*) FROM erased_file", in: world) == 0)
    }

    /// The index keeps neither the words nor the strokes through them.
    @Test func `SQLite's index forgets the words themselves`() async throws {
        let talk = try await talk(on: .sqlite)
        let (world, desk) = (talk.world, talk.world.desk)
        func isInside(_ word: String) async throws -> Bool {
            try await count("SELECT COUNT(*) FROM search_data WHERE instr(block, \(Array(word.utf8))) > 0", in: world) > 0
        }
        for word in ["fresn", "ajolot"] { #expect(try await isInside(word), "\(word)") }
        try await desk.erase(.ticket(folio: talk.luna), in: "intecnia", because: Self.why)
        #expect(try await isInside("fresn") == false)
        #expect(try await isInside("ajolot"))
    }
}

struct SweepingTests {
    @Test(arguments: Engine.all)
    func `what is over goes, and what is not stays`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-09 10:00"), desk = world.desk
        let id = world[.ines].person
        let known = try await desk.read { try $0.person(id) }
        let ines = try #require(known)
        func count(_ table: String) async throws -> Int64 {
            try await desk.database.read { try $0.value("SELECT COUNT(*) FROM \(unsafe: table)") ?? 0 }
        }
        _ = try await desk.openSession(for: ines)
        _ = try await desk.invite(email: ines.email, role: .agent, level: 1, to: "intecnia")
        let key = IdempotencyKey(key: "a", body: [1])
        let folio = try await world.open(as: world[.ines], once: key).ticket.folio
        try await desk.sweep()
        #expect(try await [count("session"), count("one_time_link"), count("idempotency")] == [1, 1, 1])
        #expect(try await world.open(as: world[.ines], once: key).ticket.folio == folio)

        try await world.until("2026-03-10 10:00")
        let later = try await desk.openSession(for: ines)
        try await desk.sweep()
        #expect(try await [count("session"), count("one_time_link"), count("idempotency")] == [1, 1, 1], "the link works three days")
        #expect(try await desk.person(ofSession: later, in: "intecnia") != nil)
        try await world.until("2026-03-16 09:00")
        try await desk.sweep()
        #expect(try await [count("session"), count("one_time_link"), count("idempotency")] == [0, 0, 1], "a key holds for seven days")
        try await world.until("2026-03-16 11:00")
        try await desk.sweep()
        #expect(try await count("idempotency") == 0)
        #expect(try await desk.verify().problems == [])
    }

    @Test(arguments: Engine.all)
    func `a file that nothing names goes when it is a day old`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-09 10:00"), desk = world.desk
        let files = try await desk.keep((0..<40).map { Upload(name: "\($0)", mediaType: "text/plain", bytes: [UInt8($0)]) })
        let named = try await desk.keep([Upload(name: "n", mediaType: "text/plain", bytes: [99])])
        try await world.open { $0.files = named }
        func left() throws -> Int { try files.filter { try desk.blobs.exists($0.blob) }.count }
        // Files were written by the machine's clock, whatever the desk's says.
        for part in 0..<16 { try await desk.removeUnnamedFiles(in: part, olderThan: Instant(seconds: 1)) }
        #expect(try left() == 40, "young ones may be about to be named")
        for part in 0..<16 { try await desk.removeUnnamedFiles(in: part, olderThan: .never) }
        #expect(try left() == 0 && desk.blobs.exists(named[0].blob))
        #expect(try await desk.verify().problems == [])
    }

    @Test(arguments: Engine.all)
    func `a file that was swept before its row came is not acknowledged`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-09 10:00"), desk = world.desk
        let upload = Upload(name: "a", mediaType: "text/plain", bytes: [1, 2])
        let files = try await desk.keep([upload])
        for part in 0..<16 { try await desk.removeUnnamedFiles(in: part, olderThan: .never) }
        await #expect(throws: StorageError.busy) { try await world.open { $0.files = files } }
        let again = try await desk.keep([upload])
        try await world.open { $0.files = again }
        #expect(try await desk.verify().problems == [])
    }
}
