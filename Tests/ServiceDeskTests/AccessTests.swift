import BusinessTime
import ServiceDesk
import SupportPolicy
import TestSupport
import Testing

struct AccessTests {
    private func invited(_ world: World, _ somebody: Somebody = .ines) async throws -> String {
        let path = try await world.desk.invite(email: world[somebody].email, role: somebody.role, level: somebody.level, to: world.company.slug)
        return String(path.split(separator: "/").last ?? "")
    }

    @Test(arguments: Engine.all)
    func `a link sets a password once, and only in its company`(on engine: Engine) async throws {
        let world = try await World(.fel, on: engine, at: "2026-03-09 10:00")
        let desk = world.desk, email = world[.ines].email
        let link = try await invited(world)
        #expect(await outcome { _ = try await desk.setPassword("corta", byLink: link, in: "fel") } == "invalid password")
        #expect(await outcome { _ = try await desk.setPassword("una clave larga", byLink: link, in: "intecnia") } == "not found")
        #expect(try await desk.holder(ofLink: link, for: .password, in: "fel")?.email == email)
        #expect(try await desk.holder(ofLink: link, for: .ticket, in: "fel") == nil)
        #expect(try await desk.setPassword("una clave larga", byLink: link, in: "fel").email == email)
        #expect(await outcome { _ = try await desk.setPassword("otra clave larga", byLink: link, in: "fel") } == "not found")
        #expect(try await desk.signIn(email: email.uppercased(), password: "una clave larga", in: "fel") != nil)
        #expect(try await desk.signIn(email: email, password: "otra clave larga", in: "fel") == nil)
        #expect(try await desk.signIn(email: email, password: "una clave larga", in: "intecnia") == nil)
        #expect(try await desk.signIn(email: "nadie@fel.example", password: "una clave larga", in: "fel") == nil)
        #expect(try await desk.signIn(email: world[.beto].email, password: "", in: "fel") == nil, "no password is not an empty one")
    }

    @Test(arguments: Engine.all)
    func `links and sessions expire; a new password ends the sessions`(on engine: Engine) async throws {
        let world = try await World(.fel, on: engine, at: "2026-03-09 10:00")
        let old = try await invited(world), link = try await invited(world)
        let person = try await world.desk.setPassword("una clave larga", byLink: link, in: "fel")
        let session = try await world.desk.openSession(for: person)
        #expect(try await world.desk.person(ofSession: session, in: "fel")?.id == person.id)
        #expect(try await world.desk.person(ofSession: session, in: "intecnia") == nil)
        #expect(try await world.desk.person(ofSession: String(session.reversed()), in: "fel") == nil)
        _ = try await world.desk.advanceClock(by: 12 * 3_600 - 1)
        #expect(try await world.desk.person(ofSession: session, in: "fel") != nil)
        _ = try await world.desk.advanceClock(by: 1)
        #expect(try await world.desk.person(ofSession: session, in: "fel") == nil)

        let second = try await world.desk.openSession(for: person), third = try await world.desk.openSession(for: person)
        try await world.desk.signOut(second)
        #expect(try await world.desk.person(ofSession: second, in: "fel") == nil)
        _ = try await world.desk.setPassword("otra clave larga", byLink: try await invited(world), in: "fel")
        #expect(try await world.desk.person(ofSession: third, in: "fel") == nil)
        _ = try await world.desk.advanceClock(by: 3 * 86_400)
        #expect(await outcome { _ = try await world.desk.setPassword("una clave larga", byLink: old, in: "fel") } == "not found")
    }

    @Test(arguments: Engine.all)
    func `who was entered, in which role, by whom, stands in the company's journal once`(on engine: Engine) async throws {
        let world = try await World(.fel, on: engine, at: "2026-03-09 10:00")
        let before = try await world.companyJournal().count
        try await world.desk.inviteByMail(email: "nuevo@fel.example", name: nil, role: .agent, level: nil, as: world[.ada], to: "fel")
        try await world.desk.inviteByMail(email: "nuevo@fel.example", name: nil, role: .agent, level: nil, as: world[.ada], to: "fel")
        try await world.desk.enter(email: "nuevo@fel.example", role: .quality, in: "fel")
        _ = try await world.desk.createToken(for: "nuevo@fel.example", role: .quality, in: "fel")
        #expect(await outcome {
            try await world.desk.inviteByMail(email: "otro@fel.example", name: nil, role: .admin, level: nil, as: world[.ines], to: "fel")
        } == "forbidden")
        let entries = try await world.companyJournal().dropFirst(before)
        #expect(entries.map(\.kind) == [.personEntered, .personEntered, .tokenCreated])
        #expect(entries.map(\.person) == [world[.ada].person, nil, nil])
        #expect(Set(entries.map(\.forPerson)).count == 1)
        #expect(entries.map(\.body.facts) == [["role": "agent"], ["role": "quality", "was": "agent"], ["role": "quality"]])
        #expect(try await world.outbox().filter { $0.recipient == "nuevo@fel.example" }.count == 2, "each invitation is mailed")
        #expect(try await world.desk.verify().problems == [])
    }

    @Test(arguments: Engine.all)
    func `a token acts for its person, in its role, in its company`(on engine: Engine) async throws {
        let world = try await World(.fel, on: engine, at: "2026-03-09 10:00")
        let token = try await world.desk.createToken(for: "robot@fel.example", role: .agent, in: "fel")
        let principal = try #require(try await world.desk.principal(ofToken: token, in: "fel"))
        #expect(principal.role == .agent && principal.email == "robot@fel.example")
        #expect(try await world.desk.principal(ofToken: token, in: "intecnia") == nil)
        #expect(try await world.desk.principal(ofToken: token + "0", in: "fel") == nil)
        let client = try await world.desk.createToken(for: "robot@fel.example", role: .client, in: "fel")
        #expect(try await world.desk.principal(ofToken: client, in: "fel")?.role == .client)
        #expect(await outcome { _ = try await world.desk.createToken(for: "x@fel.example", role: .agent, in: "nadie") } == "not found")
        #expect(await outcome { _ = try await world.desk.createToken(for: "nada", role: .agent, in: "fel") } == "invalid email")
    }

    @Test func `a wrong password and an unknown person take about the same time`() async throws {
        let world = try await World(.fel, on: .sqlite, at: "2026-03-09 10:00")
        _ = try await world.desk.setPassword("una clave larga", byLink: try await invited(world), in: "fel")
        func time(_ email: String) async throws -> Duration {
            let start = ContinuousClock.now
            for _ in 1...3 {
                let signedIn = try await world.desk.signIn(email: email, password: "otra clave larga", in: "fel")
                #expect(signedIn == nil)
            }
            return ContinuousClock.now - start
        }
        let known = try await time(world[.ines].email), unknown = try await time("nadie@fel.example")
        #expect(unknown > known / 4 && known > unknown / 4)
    }

    @Test(arguments: Engine.all)
    func `looking a folio up sends a link only to its own requester, and tells nobody whether it did (FI-26)`(on engine: Engine) async throws {
        let world = try await World(.facturaInteligente, on: engine, at: "2026-03-09 10:00")
        let folio = try await world.open().ticket.folio
        let before = try await world.outbox().count
        try await world.desk.lookUp(folio, email: world[.sol].email, in: world.company.slug)
        try await world.desk.lookUp("FI-999", email: world[.luna].email, in: world.company.slug)
        try await world.desk.lookUp(folio, email: world[.ines].email, in: world.company.slug)
        #expect(try await world.outbox().count == before)
        try await world.desk.lookUp(folio.lowercased(), email: "LUNA@papeleria.example", in: world.company.slug)
        let mail = try #require(try await world.outbox(to: .luna).last)
        let token = String(try #require(mail.text.split(separator: "/look/").last).prefix { $0.isHexDigit })
        let opened = try await world.desk.openTicket(byLink: token, in: world.company.slug)
        #expect(opened.folio == folio)
        #expect(try await world.desk.person(ofSession: opened.token, in: world.company.slug)?.id == world[.luna].person)
        #expect(await outcome { _ = try await world.desk.openTicket(byLink: token, in: world.company.slug) } == "not found")
    }
}
