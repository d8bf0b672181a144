import BusinessTime
import ServiceDesk
import Storage
import SupportPolicy
import TestSupport
import Testing

/// What each person receives: one by one, together, or not.
struct DigestTests {
    /// What went to somebody since he was asked last: `10:00 subject`.
    private func mails(to somebody: Somebody, in world: World) async throws -> [String] {
        try await world.outbox(to: somebody).map { "\(world.wall($0.createdAt).suffix(5)) \($0.subject)" }
    }

    @Test(arguments: Engine.all)
    func `every hour within the hours of service, everything at once, nothing twice, nothing lost`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-12 10:20"), desk = world.desk
        try await desk.choose([.work: .hourly, .clients: .hourly], as: world[.ines])
        let folio = try await world.open().ticket.folio
        try await desk.replyOfClient(to: folio, saying: "Es urgente", as: world[.luna])
        #expect(try await mails(to: .ines, in: world) == [], "nothing one by one")
        #expect(try await world.notices(of: .ines) == [.assigned, .clientReplied], "the console has it at once")
        try await world.until("2026-03-12 10:59")
        #expect(try await mails(to: .ines, in: world) == [])
        try await world.until("2026-03-12 11:00")
        #expect(try await mails(to: .ines, in: world) == ["11:00 \(world.policy.company.name): 2 avisos"])
        let digest = try #require(try await world.outbox(to: .ines).first)
        #expect(digest.text.contains("\(folio), No puedo timbrar\n  hoy 10:20  se le asignó\n  hoy 10:20  el cliente respondió\nhttps://soporte.example/intecnia/desk/tickets/\(folio)"), "\(digest.text)")
        #expect(digest.series == "digest" && digest.folio == nil)
        try await world.until("2026-03-12 13:00")
        #expect(try await mails(to: .ines, in: world).count == 1)

        // At lunch it waits for the reopening (9 to 14, 16 to 19); what falls due comes one by one, as it always did.
        try await world.until("2026-03-12 14:10")
        try await desk.replyOfClient(to: folio, saying: "¿Hola?", as: world[.luna])
        try await world.until("2026-03-12 18:40")
        try await desk.replyOfClient(to: folio, saying: "¿Hay alguien?", as: world[.luna])
        try await world.until("2026-03-12 20:00")
        #expect(try await mails(to: .ines, in: world).dropFirst().map { $0.prefix(5) } == ["16:00", "19:00"])
        #expect(try await world.companyJournal().filter { $0.kind == .digestSent }.map { $0.body.facts["notices"] } == ["2", "1", "1"])
        #expect(try await desk.verify().problems == [])
    }

    @Test(arguments: Engine.all)
    func `once a day, when the company opens; what was read in the console is not told again`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-13 18:00"), desk = world.desk
        try await desk.choose([.work: .daily, .clients: .daily, .deadlines: .daily], as: world[.ines])
        let folio = try await world.open().ticket.folio
        try await world.until("2026-03-16 10:00")
        // Friday evening, a weekend, and Monday 16 is a rest day.
        #expect(try await mails(to: .ines, in: world) == [])
        try await world.until("2026-03-17 09:00")
        #expect(try await mails(to: .ines, in: world) == ["09:00 \(world.policy.company.name): 1 aviso"])
        try await desk.replyOfClient(to: folio, saying: "Sigo aquí", as: world[.luna])
        try await desk.readNotices(of: world[.ines])
        try await world.until("2026-03-18 12:00")
        let later = try await world.outbox(to: .ines).dropFirst()
        #expect(later.allSatisfy { !$0.text.contains("el cliente respondió") })
        #expect(try await desk.verify().problems == [])
    }

    @Test(arguments: Engine.all)
    func `what the policy names somebody for is told him whatever he chose (A-22)`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-12 17:00"), desk = world.desk
        let everything = Dictionary(uniqueKeysWithValues: LetterSeries.allCases.filter(\.isOfStaff).map { ($0, LetterChoice.never) })
        for somebody in [Somebody.ines, .quique] { try await desk.choose(everything, as: world[somebody]) }
        let folio = try await world.open().ticket.folio
        // Quality has the ticket itself, and is named by the clause as well.
        try await desk.assign(folio, to: world[.quique].email, as: world[.ada])
        try await world.until("2026-03-13 20:00")
        #expect(try await world.notices(of: .quique) == [.assigned, .warned, .breached])
        #expect(try await world.outbox(to: .quique).map { $0.subject.contains("Venció sin cumplirse") } == [true])
        #expect(try await world.outbox(to: .quique).first?.series == nil)
        #expect(try await mails(to: .ines, in: world) == [])
        #expect(world.policy.promisedLetters(to: .quality).map(\.clause.id) == ["escalation", "escalation-2"])
        #expect(world.policy.promisedLetters(to: .agent).isEmpty)
        #expect(world.policy.promisedLetters(to: .client).contains { $0.clause.ids.contains("IN-60") })
    }

    @Test(arguments: Engine.all)
    func `a choice is one of the list, is journaled, and moves what waits`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-12 10:20"), desk = world.desk
        #expect(await outcome { try await desk.choose([.work: .daily], as: world[.luna]) } == "invalid work")
        #expect(await outcome { try await desk.choose([.receipts: .daily], as: world[.luna]) } == "invalid receipts")
        #expect(await outcome { try await desk.choose([.receipts: .never], as: world[.ines]) } == "invalid receipts")
        try await desk.choose([.work: .daily], as: world[.ines])
        try await desk.choose([.work: .daily], as: world[.ines])
        try await world.open()
        try await desk.choose([.work: .hourly], as: world[.ines])
        try await world.until("2026-03-12 11:00")
        #expect(try await mails(to: .ines, in: world).count == 1, "what waited for tomorrow comes within the hour")
        try await world.open()
        try await desk.choose([.work: .never], as: world[.ines])
        try await world.open()
        try await world.until("2026-03-12 18:30")
        #expect(try await mails(to: .ines, in: world).count == 1, "and what he no longer wants does not come")
        #expect(try await world.notices(of: .ines).count == 3)
        #expect(try await world.companyJournal().filter { $0.kind == .preferencesChanged }.map { $0.body.facts["work"] } == ["daily", "hourly", "never"])
        #expect(try await desk.verify().problems == [])
        try await world.tamper("UPDATE preference SET choice = 'each'")
        #expect(try await desk.verify().problems == ["company intecnia: what its people want to receive is not what its entries say"])
    }

    @Test(arguments: Engine.all)
    func `a link ends one series without a session, again and again, and only a whole link does`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-12 10:20"), desk = world.desk
        let secret = try await desk.secret(named: LetterKey.secretName)
        let token = LetterKey.token(for: world[.ines].person, .work, with: secret)
        let other = String(token.dropLast()) + (token.last == "0" ? "1" : "0")
        for wrong in [other, token + "0", "", "-", "--", token.uppercased(), LetterKey.token(for: world[.ines].person, .work, with: [1]), token.replacing("work", with: "clients"), token.replacing("work", with: "digest")] {
            #expect(await outcome { try await desk.end(wrong, in: "intecnia") } == "not found", "\(wrong)")
        }
        #expect(await outcome { try await desk.end(token, in: "fel") } == "not found", "of another company")
        try await desk.end(token, in: "intecnia")
        try await desk.end(token, in: "intecnia")
        let chosen = try await desk.preferences(of: world[.ines])
        #expect(chosen[.work] == .never && chosen[.clients] == .each)
        #expect(try await world.companyJournal().filter { $0.kind == .preferencesChanged }.map { $0.body.facts } == [["work": "never", "via": "link"]])

        // The link of a digest ends whatever is told together, and nothing else.
        try await desk.choose([.clients: .daily, .deadlines: .hourly], as: world[.ines])
        try await desk.end(LetterKey.token(for: world[.ines].person, nil, with: secret), in: "intecnia")
        let last = try await desk.preferences(of: world[.ines])
        #expect(last[.clients] == .never && last[.deadlines] == .never && last[.mailTrouble] == .each)
        #expect(try await desk.verify().problems == [])
    }

    @Test(arguments: Engine.all)
    func `a client keeps what is promised him, and may do without the rest`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-12 10:20"), desk = world.desk
        try await desk.choose([.receipts: .never, .contractNews: .never], as: world[.luna])
        let folio = try await world.open().ticket.folio
        try await desk.reply(to: folio, saying: "Listo", as: world[.ines])
        try await desk.close(folio, because: "Listo", as: world[.ines])
        let before = try await world.outbox(to: .luna)
        #expect(before.count == 3 && before.allSatisfy { $0.series == nil })
        try await desk.reopen(folio, because: "Sigue", as: world[.luna])
        #expect(try await world.outbox(to: .luna).count == 3)
        try await desk.choose([.receipts: .each], as: world[.luna])
        try await desk.close(folio, because: "Listo", as: world[.ines])
        try await desk.reopen(folio, because: "Sigue", as: world[.luna])
        #expect(try await world.outbox(to: .luna).map(\.series) == [nil, nil, nil, nil, "receipts"])
    }

    @Test(arguments: Engine.all)
    func `the law's erasure reaches what was told together, and what somebody chose`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-12 10:20"), desk = world.desk
        try await desk.choose([.work: .hourly], as: world[.ines])
        let folio = try await world.open { $0.subject = "Zarigüeya perdida" }.ticket.folio
        try await world.until("2026-03-12 11:00")
        #expect(try await world.outbox(to: .ines).first?.text.contains("Zarigüeya") == true)
        try await desk.choose([.receipts: .never], as: world[.luna])
        _ = try await desk.erase(.person(email: world[.luna].email), in: "intecnia", because: "ARCO 17/2026", evenOpen: true)
        #expect(try await world.outbox().allSatisfy { !$0.text.contains("Zarigüeya") && !$0.subject.contains("Zarigüeya") }, "\(folio)")
        #expect(try await desk.verify().problems == [])
    }
}

extension DigestTests {
    @Test(arguments: Engine.all)
    func `a day that closed unforeseen has no digest; the next has it, and erasing a ticket counts and takes it`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-11 18:00"), desk = world.desk
        try await desk.choose([.work: .daily, .clients: .daily, .deadlines: .daily], as: world[.ines])
        let folio = try await world.open().ticket.folio
        for day in ["2026-03-12", "2026-03-13"] {
            let date = try #require(CalendarDate(iso: day))
            try await desk.close(on: date, because: "Se inundó la oficina", as: world[.ada])
        }
        try await world.until("2026-03-13 20:00")
        #expect(try await world.outbox(to: .ines).filter { $0.series == "digest" }.isEmpty)
        // A weekend, and Monday 16 is a rest day.
        try await world.until("2026-03-17 12:00")
        let digests = try await world.outbox(to: .ines).filter { $0.series == "digest" }
        #expect(digests.map { world.wall($0.createdAt) } == ["2026-03-17 09:00"] && digests.allSatisfy { $0.text.contains(folio) })

        try await desk.close(folio, because: "Listo", as: world[.ines])
        let foreseen = try await desk.erasable(.ticket(folio: folio), in: "intecnia")
        let mails = try await world.outbox().filter { $0.erasedAt == nil && ($0.folio == folio || $0.series == "digest") }
        #expect(foreseen.mails == mails.count && mails.contains { $0.series == "digest" })
        #expect(try await desk.verify().problems == [])
    }
}
