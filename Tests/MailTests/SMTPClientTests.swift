import Mail
import TestSupport
import Testing

struct SMTPClientTests {
    static let message = Array("Subject: A-101\r\n\r\nHola\r\n".utf8)

    private func deliver(
        _ message: [UInt8] = message, from sender: String = "soporte@intecnia.example", to recipients: [String] = ["luna@papeleria.example"],
        through server: ScriptedMailServer
    ) async throws -> [DeliveryResult.Outcome] {
        var timeouts = SMTPClient.Timeouts()
        timeouts.reply = 1000
        timeouts.whole = 5000
        let client = try SMTPClient(address: "smtp://127.0.0.1:\(server.port)", helloName: "mesa.intecnia.example", timeouts: timeouts)
        let results = try await client.send(message, from: sender, to: recipients)
        #expect(results.map(\.recipient) == recipients)
        return results.map(\.outcome)
    }

    @Test func `a message is taken, and its recipients and sender are named`() async throws {
        let server = try ScriptedMailServer()
        defer { server.stop() }
        let recipients = ["luna@papeleria.example", "sol@papeleria.example"]
        #expect(try await deliver(to: recipients, through: server) == [.delivered, .delivered])
        #expect(server.commands.first == "EHLO mesa.intecnia.example")
        #expect(server.commands.contains { $0.hasPrefix("MAIL FROM:<soporte@intecnia.example>") })
        #expect(server.commands.filter { $0.hasPrefix("RCPT") } == recipients.map { "RCPT TO:<\($0)>" })
        #expect(server.messages == [Self.message])
    }

    @Test func `the sender may be empty, so that nothing bounces`() async throws {
        let server = try ScriptedMailServer()
        defer { server.stop() }
        #expect(try await deliver(from: "", through: server) == [.delivered])
        #expect(server.commands.contains { $0.hasPrefix("MAIL FROM:<>") })
    }

    @Test func `one of two recipients must wait, the other has his mail`() async throws {
        let server = try ScriptedMailServer(ScriptedMailServer.polite(except: ["RCPT TO:<sol": "450-4.2.1 buzón\r\n450 4.2.1 ocupado"]))
        defer { server.stop() }
        let outcomes = try await deliver(to: ["luna@papeleria.example", "sol@papeleria.example"], through: server)
        #expect(outcomes == [.delivered, .temporary("450-4.2.1 buzón 450 4.2.1 ocupado", ofAddress: true)])
        #expect(server.messages.count == 1)
        let first = try ScriptedMailServer(ScriptedMailServer.polite(except: ["RCPT TO:<sol": "450 ocupado"]))
        defer { first.stop() }
        #expect(try await deliver(to: ["sol@papeleria.example", "luna@papeleria.example"], through: first) == [.temporary("450 ocupado", ofAddress: true), .delivered])
    }

    @Test(arguments: [
        ("RCPT", "550 5.1.1 no existe", DeliveryResult.Outcome.permanent("550 5.1.1 no existe", ofAddress: true)), ("RCPT", "451 luego", .temporary("451 luego", ofAddress: true)),
        ("MAIL", "552 muy grande", .permanent("552 muy grande")), ("MAIL", "421 cerrando", .temporary("421 cerrando")),
        ("DATA", "554 no", .permanent("554 no")), (".", "554 5.7.1 rechazado", .permanent("554 5.7.1 rechazado")), (".", "452 sin espacio", .temporary("452 sin espacio")),
    ])
    func `a refusal is final or not by its code, whoever it is about`(command: String, reply: String, outcome: DeliveryResult.Outcome) async throws {
        let server = try ScriptedMailServer(ScriptedMailServer.polite(except: [command: reply]))
        defer { server.stop() }
        #expect(try await deliver(to: ["luna@papeleria.example", "sol@papeleria.example"], through: server) == [outcome, outcome])
    }

    @Test(arguments: [("", "554 no hablo con usted"), ("EHLO", "")])
    func `a server that refuses us is tried again later`(command: String, reply: String) async throws {
        let server = try ScriptedMailServer { $0 == command || (!command.isEmpty && $0.hasPrefix(command)) ? reply : ScriptedMailServer.polite($0) }
        defer { server.stop() }
        let outcome = try await deliver(through: server)[0]
        guard case .temporary = outcome else { Issue.record("\(outcome)"); return }
        #expect(server.messages.isEmpty)
    }

    @Test func `a server that is not there is tried again later`() async throws {
        let server = try ScriptedMailServer()
        server.stop()
        let outcome = try await deliver(through: server)[0]
        guard case .temporary = outcome else { Issue.record("\(outcome)"); return }
    }

    @Test(arguments: ["", "MAIL", "RCPT", "DATA", "."])
    func `a server that says nothing is left`(command: String) async throws {
        let server = try ScriptedMailServer { $0 == command || (!command.isEmpty && $0.hasPrefix(command)) ? nil : ScriptedMailServer.polite($0) }
        defer { server.stop() }
        var outcome = DeliveryResult.Outcome.delivered
        let took = try await ContinuousClock().measure { outcome = try await deliver(through: server)[0] }
        // What it had all of it may have taken.
        switch outcome {
        case .temporary where command != ".", .unanswered where command == ".": break
        default: Issue.record("\(outcome)")
        }
        // It would wait for ever; the tests beside it may keep both processors busy.
        #expect(took < .seconds(300))
    }

    @Test func `of a server that hangs up after the final dot nobody knows whether it took the message, but for whom it refused`() async throws {
        let server = try ScriptedMailServer(ScriptedMailServer.polite(except: [".": "", "RCPT TO:<sol": "550 no existe"]))
        defer { server.stop() }
        let outcomes = try await deliver(to: ["luna@papeleria.example", "sol@papeleria.example"], through: server)
        guard case .unanswered = outcomes[0] else { Issue.record("\(outcomes[0])"); return }
        #expect(outcomes[1] == .permanent("550 no existe", ofAddress: true))
        // Half a message is no message.
        let early = try ScriptedMailServer(ScriptedMailServer.polite(except: ["DATA": ""]))
        defer { early.stop() }
        guard case .temporary = try await deliver(through: early)[0] else { Issue.record("nothing was handed over"); return }
    }

    @Test func `a line that begins with a dot, and bytes above ASCII, arrive as they are`() async throws {
        let server = try ScriptedMailServer()
        defer { server.stop() }
        let message = Array(".uno\r\n..dos\r\n.\r\nmás ñ 🧾\r\n".utf8) + [0xF1, 0xFF, 13, 10]
        #expect(try await deliver(message, through: server) == [.delivered])
        #expect(server.messages == [Array("..uno\r\n...dos\r\n..\r\nmás ñ 🧾\r\n".utf8) + [0xF1, 0xFF, 13, 10]])
    }

    @Test func `the connection is kept, and made anew when the server has closed it`() async throws {
        let server = try ScriptedMailServer()
        let client = try SMTPClient(address: "smtp://127.0.0.1:\(server.port)", helloName: "mesa.intecnia.example")
        for _ in 0..<3 { #expect(try await client.send(Self.message, from: "", to: ["luna@papeleria.example"])[0].outcome == .delivered) }
        #expect(server.connections == 1)
        #expect(server.messages.count == 3)
        server.stop()

        let closing = try ScriptedMailServer(ScriptedMailServer.polite(except: ["RSET": ""]))
        defer { closing.stop() }
        let other = try SMTPClient(address: "smtp://127.0.0.1:\(closing.port)", helloName: "mesa.intecnia.example")
        for _ in 0..<2 { #expect(try await other.send(Self.message, from: "", to: ["luna@papeleria.example"])[0].outcome == .delivered) }
    }

    @Test(arguments: ["a@b.example>\r\nRCPT TO:<c@d.example", "a@b.example\nDATA", "a b@c.example", "", "a@b.example> SIZE=1", "<a@b.example>"])
    func `an address cannot add a command`(address: String) async throws {
        let server = try ScriptedMailServer()
        defer { server.stop() }
        let client = try SMTPClient(address: "smtp://127.0.0.1:\(server.port)", helloName: "mesa.intecnia.example")
        await #expect(throws: MailError.self) { try await client.send(Self.message, from: "", to: [address]) }
        if !address.isEmpty { await #expect(throws: MailError.self) { try await client.send(Self.message, from: address, to: ["a@b.example"]) } }
        #expect(server.connections == 0)
    }

    @Test(arguments: [
        "127.0.0.1:25", "http://a.example", "smtp://", "smtp://a.example:0", "smtp://a.example:99999", "smtp://a.example/x", "smtp://a b",
        "smtp://u:p@mail.example", "smtp://%zz:p@localhost", "smtps://u%0d%0a:p@mail.example", "smtp://a.example\r\n",
    ])
    func `a server's address that cannot be used is refused without showing a password`(address: String) {
        let error = #expect(throws: MailError.self) { try SMTPClient(address: address, helloName: "a.example") }
        #expect("\(error as Any)".contains(":p") == false)
    }

    @Test(arguments: ["smtp://localhost", "smtp://u:p@127.0.0.1:2525", "smtps://u:p%40ss@mail.example", "smtp+starttls://u:p@mail.example:587", "smtp://[::1]:25"])
    func `a server's address that can be used is taken`(address: String) throws {
        #expect(throws: Never.self) { try SMTPClient(address: address, helloName: "a.example") }
    }

    @Test func `a server that must encrypt and does not gets nothing`() async throws {
        let server = try ScriptedMailServer()
        defer { server.stop() }
        let client = try SMTPClient(address: "smtp+starttls://u:p@127.0.0.1:\(server.port)", helloName: "a.example")
        let outcome = try await client.send(Self.message, from: "", to: ["luna@papeleria.example"])[0].outcome
        guard case .temporary = outcome else { Issue.record("\(outcome)"); return }
        #expect(!server.commands.contains { $0.hasPrefix("AUTH") || $0.hasPrefix("MAIL") })
    }
}
