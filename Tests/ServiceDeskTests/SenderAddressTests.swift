import Mail
import ServiceDesk
import Storage
import SupportPolicy
import TestSupport
import Testing

/// From which address a company writes; Execom's policy names none, and takes no requests by mail (GE-42).
struct SenderAddressTests {
    /// What left for Luna, and under which envelope sender.
    private func sent(of world: World) async throws -> [(envelope: String, message: InboundMessage, text: String)] {
        let server = try ScriptedMailServer()
        defer { server.stop() }
        _ = try await Sender(desk: world.desk, lines: [try SMTPClient(address: "smtp://127.0.0.1:\(server.port)", helloName: "mesa.execom.example")]).sendWaiting()
        let senders = server.commands.filter { $0.uppercased().hasPrefix("MAIL FROM:") }.map { String($0.dropFirst(10).prefix { $0 != ">" } + ">") }
        let messages = try server.messages.map { try InboundMessage.parse($0) }
        return zip(senders, messages).filter { $1.to.contains { $0.email == world[.luna].email } }.map { ($0, $1, $1.text) }
    }

    @Test(arguments: Engine.all)
    func `without an address letters invite no answer by mail and claim no sender, and whoever runs the house is told`(on engine: Engine) async throws {
        let world = try await World(.grupoExecom, on: engine, at: "2026-03-09 10:00"), desk = world.desk
        let folio = try await world.open().ticket.folio
        try await desk.reply(to: folio, saying: "Reinicie el equipo.", as: world[.ines])
        let letters = try await sent(of: world)
        #expect(letters.count == 2 && letters.allSatisfy { $0.envelope == "<>" }, "no address that cannot be is claimed")
        for letter in letters {
            #expect(letter.text.contains("Este correo no se puede contestar") && letter.text.contains("/grupo-execom/lookup"), "\(letter.text)")
            #expect(!letter.text.contains("arriba de esta línea") && !letter.text.contains("responda a este correo"))
        }
        #expect(try await desk.missingAddress(of: "grupo-execom")?.es.contains("company.email") == true)
        #expect(try await desk.mailHealth(as: world[.ines]).missingAddress != nil)
        #expect(try await desk.missingAddress(of: "fel") == nil)

        // What left before it had a mailbox is known all the same.
        let older = try #require(try await world.outbox(to: .luna).last).messageID
        _ = try await desk.add(NewMailbox(handedOver: "soporte@execom.example"), to: "grupo-execom")
        #expect(older.hasSuffix("@grupo-execom.invalid"))
        #expect(try await world.deliver("From: luna@papeleria.example", "Subject: Re", "In-Reply-To: <\(older)>", saying: "Ya quedó") == folio)
    }

    @Test(arguments: Engine.all)
    func `what is about no mailbox leaves from the first that takes any request`(on engine: Engine) async throws {
        let world = try await World(.grupoExecom, on: engine, at: "2026-03-09 10:00"), desk = world.desk
        var quotes = NewMailbox(handedOver: "avisos@execom.example")
        quotes.purpose.type = try #require(world.policy.types.last?.id)
        _ = try await desk.add(quotes, to: "grupo-execom")
        _ = try await desk.add(NewMailbox(handedOver: "soporte@execom.example"), to: "grupo-execom")
        let folio = try await world.open().ticket.folio
        try await desk.reply(to: folio, saying: "Reinicie el equipo.", as: world[.ines])
        let letters = try await sent(of: world)
        #expect(letters.map(\.message.from?.email) == ["soporte@execom.example", "soporte@execom.example"])
        #expect(Set(letters.map(\.envelope)) == ["<>", "<soporte@execom.example>"], "what a person says comes back to the company")
        #expect(letters.allSatisfy { $0.text.contains("responda a este correo") && $0.text.contains("arriba de esta línea") })
        #expect(letters.allSatisfy { $0.message.messageID?.hasSuffix("@execom.example") == true })
        #expect(try await desk.mailHealth(as: world[.ines]).missingAddress == nil)
        let places = try await desk.checkMail(of: "grupo-execom", leavingBy: nil, asking: nil).map(\.place)
        #expect(places.contains("execom.example") && !places.contains { $0.hasSuffix(".invalid") }, "\(places)")
    }
}
