import ServiceDesk
import Storage
import SupportPolicy
import TestSupport
import Testing

/// What a list or a group hands on is a person's mail, whatever marks it bears; the list itself is never written to.
struct ListMailTests {
    private static let luna = "From: Luna Lara <luna@papeleria.example>"
    /// What Google Groups and Mailman add to every mail.
    private static let group = "List-Id: <soporte.grupos.example>\r\nList-Unsubscribe: <mailto:baja@grupos.example>\r\nPrecedence: list"
    private static let newsletter = "List-Unsubscribe: <https://tienda.example/baja>\r\nPrecedence: bulk"

    @Test(arguments: Engine.all)
    func `an answer that came through a group, or from an address that programs use, is the client's answer`(on engine: Engine) async throws {
        let world = try await World(.fel, on: engine, at: "2026-03-09 10:00"), desk = world.desk
        let avisos = "From: Avisos <notificaciones@cliente.example>"
        for (from, marks) in [(Self.luna, Self.group), (Self.luna, Self.newsletter), (avisos, "X-Nada: nada")] {
            let folio = try await world.deliver(from, "Subject: No timbra \(marks.count)", saying: "Caso \(marks.count)")
            try await desk.assign(folio, as: world[.ines])
            try await desk.ask(folio, "¿Qué versión?", as: world[.ines])
            #expect(try await world.ticket(folio).state == .waiting)
            let question = try #require(try await world.outbox().last { $0.folio == folio && $0.text.contains("¿Qué versión?") })
            #expect(try await world.deliver(from, marks, "Subject: Re: \(folio)", "In-Reply-To: <\(question.messageID)>", saying: "La cinco") == folio)
            #expect(try await world.ticket(folio).state == .open)
            #expect(try await world.kinds(folio).last == .replied)
            #expect(try await world.notices(of: .ines).last == .clientReplied)
        }
        _ = try await desk.advanceClock(by: 30 * 86_400)
        #expect(try await world.outbox().allSatisfy { !$0.text.contains("porque no recibimos su respuesta") }, "nobody is told that he did not answer")
        #expect(try await desk.verify().problems == [])
    }

    @Test(arguments: Engine.all)
    func `a request through a list is acknowledged to its writer, if he is known or the list is ours; a newsletter never`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-12 17:00")
        let own = try #require(world.policy.company.email), name = own.replacing("@", with: ".")
        let strange = "From: Nadia <nadia@nueva.example>"
        var number = 0
        func acknowledged(_ headers: String) async throws -> [String] {
            number += 1
            let before = try await world.outbox().count
            // Each says something else, so that none is taken for a loop.
            let folio = try await world.deliver(headers, "Subject: Caso \(number)", saying: String(repeating: "palabra ", count: number))
            let letters = try await world.outbox().dropFirst(before).filter { $0.folio == folio && !$0.recipient.hasSuffix("@intecnia.example") }
            return letters.map(\.recipient)
        }
        #expect(try await acknowledged("\(Self.luna)\r\n\(Self.group)") == [world[.luna].email])
        #expect(try await acknowledged("\(Self.luna)\r\nReply-To: soporte@grupos.example\r\n\(Self.group)\r\nList-Post: <mailto:soporte@grupos.example>") == [world[.luna].email])
        #expect(try await acknowledged("\(strange)\r\n\(Self.group)").isEmpty, "somebody else's list, and nobody knows her")
        #expect(try await acknowledged("\(strange)\r\nList-Post: <mailto:\(own)>\r\nPrecedence: list") == ["nadia@nueva.example"])
        #expect(try await acknowledged("From: Nora <nora@nueva.example>\r\nList-Id: Soporte <\(name)>") == ["nora@nueva.example"])
        #expect(try await acknowledged("\(strange)\r\n\(Self.newsletter)").isEmpty)
        #expect(try await acknowledged("\(Self.luna)\r\n\(Self.newsletter)").isEmpty, "not even a client's")
        #expect(try await acknowledged("\(strange)\r\nList-Post: <mailto:\(own)>\r\nPrecedence: bulk").isEmpty)
        #expect(try await acknowledged("From: Avisos <notificaciones@tienda.example>").isEmpty)
        #expect(try await acknowledged("From: Soporte <soporte@grupos.example>\r\n\(Self.group)").isEmpty, "a list that says not who wrote")
        #expect(try await world.desk.verify().problems == [])
    }

    @Test(arguments: Engine.all)
    func `what a list sends under its own address is its writer's, of whom nothing is proven by it`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-12 17:00"), desk = world.desk
        let own = try #require(world.policy.company.email), domain = own.split(separator: "@")[1]
        let munged = """
            Authentication-Results: mx.intecnia.example; dmarc=pass header.from=\(domain)\r
            From: 'Luna Lara' via Soporte <\(own)>\r
            X-Original-From: Luna Lara <luna@papeleria.example>\r
            List-Id: <\(own.replacing("@", with: "."))>\r
            Precedence: list
            """
        let folio = try await world.deliver(munged, "Subject: No timbra")
        #expect(try await world.ticket(folio).requester == world[.luna].person)
        #expect(try await world.outbox().filter { $0.folio == folio }.contains { $0.recipient == own } == false)
        #expect(try await world.outbox(to: .luna).count == 1)
        try await desk.ask(folio, "¿Qué versión?", as: world[.ines])
        let question = try #require(try await world.outbox(to: .luna).last)
        #expect(try await world.deliver(munged, "Subject: Re", "In-Reply-To: <\(question.messageID)>", saying: "La cinco") == folio)
        #expect(try await world.ticket(folio).state == .open)
        #expect(try await world.deliver(munged, "Subject: [\(folio)] soy yo", saying: "Otra cosa") != folio, "a folio takes proof of her")
        #expect(try await desk.verify().problems == [])
    }

    @Test(arguments: Engine.all)
    func `whoever holds a ticket that waits is told when a program answers for the client, and of no program of his own`(on engine: Engine) async throws {
        let world = try await World(.fel, on: engine, at: "2026-03-09 10:00"), desk = world.desk
        let folio = try await world.deliver(Self.luna, "Subject: No timbra")
        try await desk.assign(folio, to: world[.ines].email, as: world[.ada])
        let notice = try #require(try await world.outbox(to: .ines).last).messageID
        let acknowledgement = try #require(try await world.outbox(to: .luna).last).messageID
        func answer(_ from: String, _ letter: String, _ text: String) async throws {
            #expect(try await world.deliver(from, "Auto-Submitted: auto-replied", "Subject: Estoy fuera", "In-Reply-To: <\(letter)>", saying: text) == folio)
        }
        try await answer(Self.luna, acknowledgement, "Vuelvo el lunes")
        #expect(try await world.notices(of: .ines).contains(.loop) == false, "nothing waits for her yet")

        try await desk.ask(folio, "¿Qué versión?", as: world[.ines])
        let question = try #require(try await world.outbox(to: .luna).last).messageID
        try await answer(Self.luna, question, "Vuelvo el martes")
        #expect(try await world.ticket(folio).state == .waiting, "it is no answer")
        #expect(try await world.notices(of: .ines).filter { $0 == .loop }.count == 1)
        let told = try #require(try await world.outbox(to: .ines).last).text
        #expect(told.contains("sigue esperando al cliente") && told.contains("se cierra el") && told.contains("Vuelvo el martes"), "\(told)")

        try await answer("From: \(world[.ines].email)", notice, "No estoy en la oficina")
        #expect(try await world.notices(of: .ines).filter { $0 == .loop }.count == 1, "her own program would answer for ever")
        #expect(try await desk.verify().problems == [])
    }
}
