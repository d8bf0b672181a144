import BusinessTime
import Mail
import TestSupport
import Testing

struct IMAPClientTests {
    /// A server with two messages, 10 and 11, which answers some commands otherwise. `@` in an answer is the command's tag.
    private static func server(_ others: [(start: String, answer: String?)] = []) throws -> ScriptedMailServer {
        try ScriptedMailServer { line in
            let words = line.split(separator: " ", maxSplits: 1).map(String.init)
            let verb = words.count > 1 ? words[1] : line
            let answer: String?
            if let other = others.first(where: { $0.start.isEmpty ? line.isEmpty : verb.hasPrefix($0.start) }) {
                answer = other.answer
            } else if line.isEmpty {
                answer = "* OK hola"
            } else {
                switch verb.split(separator: " ").first ?? "" {
                case "CAPABILITY": answer = "* CAPABILITY IMAP4rev1 IDLE\r\n@ OK"
                case "EXAMINE": answer = "* 2 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT 12] x\r\n@ OK [READ-ONLY] bien"
                case "UID" where verb.contains(":*"):
                    answer = """
                        * 1 FETCH (UID 10 FLAGS (\\Recent $x) RFC822.SIZE 9 INTERNALDATE "12-Mar-2026 17:00:00 -0600")\r
                        * 2 FETCH (INTERNALDATE " 3-Mar-2026 17:00:00 -0600" RFC822.SIZE 9 UID 11)\r
                        @ OK
                        """
                case "UID": answer = "* 1 FETCH (UID 10 BODY[]<0> {9}\r\nA: b\r\n\r\nc)\r\n@ OK"
                default: answer = "@ OK"
                }
            }
            return answer?.replacing("@", with: words.first ?? "")
        }
    }

    private func client(of server: ScriptedMailServer, _ credential: IMAPClient.Credential = .password("secreta")) throws -> IMAPClient {
        var timeouts = IMAPClient.Timeouts()
        timeouts.connect = .seconds(2)
        timeouts.pause = .seconds(1)
        timeouts.whole = .seconds(4)
        return try IMAPClient(address: "imap://127.0.0.1:\(server.port)", user: "soporte", credential: credential, timeouts: timeouts)
    }

    private func failure(_ others: (start: String, answer: String?)..., doing work: (IMAPClient) async throws -> Void) async throws -> MailServerFailure? {
        let server = try Self.server(others)
        defer { server.stop() }
        let client = try client(of: server)
        do {
            try await work(client)
            return nil
        } catch let failure as MailServerFailure {
            return failure
        }
    }

    @Test func `a folder is looked at and its messages are read, and nothing else is asked`() async throws {
        let server = try Self.server()
        defer { server.stop() }
        let client = try client(of: server)
        let folder = try await client.open("INBOX")
        #expect(folder.uidValidity == 7 && folder.nextUID == 12 && folder.count == 2)
        let items = try await client.items(above: 9, limit: 10)
        #expect(items.map(\.uid) == [10, 11] && items.map(\.size) == [9, 9])
        #expect(items.map { $0.receivedAt?.seconds } == [1_773_356_400, 1_772_578_800])
        #expect(try await client.items(above: 10, limit: 10).map(\.uid) == [11], "the last message is no news")
        #expect(try await client.items(above: 9, limit: 1).map(\.uid) == [10])
        #expect(try await client.message(10, limit: 100) == Array("A: b\r\n\r\nc".utf8))
        await client.close()
        let verbs = server.commands.compactMap { $0.split(separator: " ", maxSplits: 1).last.map(String.init) }
        #expect(verbs.contains("EXAMINE \"INBOX\"") && verbs.contains("UID FETCH 10 (UID BODY.PEEK[]<0.100>)"))
        #expect(verbs.allSatisfy { verb in !["SELECT", "STORE", "EXPUNGE", "APPEND", "COPY", "MOVE", "BODY[", "RFC822)"].contains { verb.contains($0) } })
    }

    @Test func `where many wait few are asked for at a time, and gaps are crossed in ever longer steps`() async throws {
        let server = try Self.server([
            ("EXAMINE", "* 2 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT 100000] x\r\n@ OK"),
            ("UID FETCH 1:500 ", "* 1 FETCH (UID 10 RFC822.SIZE 9)\r\n* 2 FETCH (UID 99990 RFC822.SIZE 9)\r\n@ OK"),
            ("UID FETCH 63511:* ", "* 2 FETCH (UID 99990 RFC822.SIZE 9)\r\n@ OK"), ("UID FETCH", "@ OK"),
        ])
        defer { server.stop() }
        let client = try client(of: server)
        _ = try await client.open("INBOX")
        #expect(try await client.items(above: 0, limit: 500).map(\.uid) == [10], "nothing that was not asked for")
        #expect(try await client.items(above: 10, limit: 500).map(\.uid) == [99_990])
        #expect(server.commands.filter { $0.contains("UID FETCH") }.count == 9)
    }

    @Test func `a message may come as a quotation, as nothing, in pieces between news, or not at all`() async throws {
        func body(_ answer: String) async throws -> [UInt8]? {
            let server = try Self.server([("UID FETCH", answer)])
            defer { server.stop() }
            let client = try client(of: server)
            _ = try await client.open("INBOX")
            return try await client.message(10, limit: 100)
        }
        #expect(try await body("* 1 FETCH (UID 10 BODY[]<0> \"A: \\\"b\\\" (c)\")\r\n@ OK") == Array("A: \"b\" (c)".utf8))
        #expect(try await body("* 1 FETCH (UID 10 BODY[] NIL)\r\n@ OK") == [])
        #expect(try await body("* 5 EXISTS\r\n* 1 FETCH (BODY[]<0> {3}\r\n\r\n) FLAGS (\\Seen) UID 10)\r\n* 2 EXPUNGE\r\n@ OK") == Array("\r\n)".utf8))
        #expect(try await body("* 1 FETCH (UID 11 BODY[]<0> {1}\r\nx)\r\n@ OK") == nil, "another's message")
        #expect(try await body("* 1 FETCH (FLAGS ())\r\n* OK see {5}\r\n@ OK") == nil)
        // What is still there and is not given is not somebody's removal.
        do {
            _ = try await body("* 1 FETCH (UID 10 FLAGS ())\r\n@ OK")
            Issue.record("given as removed")
        } catch let failure as MailServerFailure {
            #expect(failure.kind == .refused)
        }
    }

    @Test func `a server that says that its next message is none is not believed`() async throws {
        let server = try Self.server([("EXAMINE", "* 0 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT 0] x\r\n@ OK")])
        defer { server.stop() }
        let client = try client(of: server)
        #expect(try await client.open("INBOX").nextUID == nil)
    }

    @Test func `a connection that is cut or falls silent within a message is told, and no half message`() async throws {
        for (start, answer, kind) in [
            ("UID FETCH", "* 1 FETCH (UID 10 BODY[]<0> {50}\r\nA: b", MailServerFailure.Kind.silent), ("UID FETCH", "", .closed), ("UID FETCH", nil, .silent),
            ("UID FETCH", "* BYE adiós", .closed), ("UID FETCH", "@ NO corrupted", .refused), ("UID FETCH", "@ BAD qué", .refused),
            ("EXAMINE", "@ NO no hay", .folder), ("EXAMINE", nil, .silent), ("EXAMINE", "* 1 EXISTS\r\n@ OK", .nonsense),
            ("LOGIN", "@ NO [AUTHENTICATIONFAILED] no", .login), ("LOGIN", nil, .silent), ("", nil, .silent),
        ] as [(String, String?, MailServerFailure.Kind)] {
            let failure = try await failure((start, answer)) { client in
                _ = try await client.open("INBOX")
                _ = try await client.message(10, limit: 100)
            }
            #expect(failure?.kind == kind, "\(start): \(answer ?? "hangs"), \(failure as Any)")
        }
    }

    @Test func `a hostile server costs neither memory nor time`() async throws {
        let garbage = String(repeating: "\u{1}\u{2}* (((\"{99999999999999999999}\r\n", count: 1_000)
        for (start, answer) in [
            ("UID FETCH", "* 1 FETCH (UID 10 BODY[]<0> {99999999999}\r\nA"), ("UID FETCH", "* 1 FETCH (UID 10 BODY[]<0> {99999999999999999999999}\r\nA"),
            ("UID FETCH", "* 1 FETCH (UID 10 BODY[]<0> {-5}\r\nA"), ("UID FETCH", String(repeating: "x", count: 200_000)),
            ("UID FETCH", String(repeating: "* 1 FETCH (UID 10 X {1}\r\nx\r\n", count: 200_000)), ("UID FETCH", garbage),
            ("UID FETCH", "* 1 FETCH (UID 10 X " + String(repeating: "{1}\r\nx", count: 5_000)),
            ("UID FETCH", "* 1 FETCH " + String(repeating: "(", count: 60_000) + "\r\n@ OK"), ("EXAMINE", garbage),
            ("CAPABILITY", String(repeating: "* CAPABILITY X\r\n", count: 10_000)), ("", garbage),
        ] {
            var took = Duration.zero
            let failure = try await failure((start, answer)) { client in
                let start = ContinuousClock.now
                defer { took = .now - start }
                _ = try await client.open("INBOX")
                if try await client.message(10, limit: 100) == nil { throw MailServerFailure(.nonsense, "nothing of it was believed") }
            }
            #expect(failure != nil, "\(answer.prefix(60))")
            #expect(took < .seconds(300))
        }
    }

    @Test func `news end the waiting; a server that cannot tell is asked again`() async throws {
        let server = try Self.server([("IDLE", "+ espero\r\n* 3 EXISTS"), ("DONE", "v3 OK")])
        defer { server.stop() }
        let client = try client(of: server)
        _ = try await client.open("INBOX")
        var isTold = false
        let took = try await ContinuousClock().measure { isTold = try await client.waitForNews(atMost: .seconds(30)) }
        #expect(isTold && took < .seconds(25))

        let quiet = try Self.server([("IDLE", "+ espero"), ("DONE", "v3 OK")])
        defer { quiet.stop() }
        let other = try self.client(of: quiet)
        _ = try await other.open("INBOX")
        #expect(try await other.waitForNews(atMost: .milliseconds(300)))
        #expect(quiet.commands.last == "DONE")

        for (start, answer) in [("IDLE", "@ BAD no sé"), ("CAPABILITY", "* CAPABILITY IMAP4rev1\r\n@ OK")] {
            let poor = try Self.server([(start, answer)])
            defer { poor.stop() }
            let client = try self.client(of: poor)
            _ = try await client.open("INBOX")
            #expect(try await client.waitForNews(atMost: .seconds(30)) == false)
        }
    }

    @Test func `whoever waits can be stopped from outside, also while it connects`() async throws {
        for script in [[("IDLE", "+ espero")], [("", nil)]] as [[(String, String?)]] {
            let server = try Self.server(script.map { (start: $0.0, answer: $0.1) })
            defer { server.stop() }
            let client = try IMAPClient(address: "imap://127.0.0.1:\(server.port)", user: "soporte", credential: .password("secreta"))
            let waiting = Task {
                _ = try await client.open("INBOX")
                _ = try await client.waitForNews(atMost: .seconds(300))
            }
            try await Task.sleep(for: .milliseconds(500))
            client.stop()
            let end = await waiting.result
            #expect(throws: MailServerFailure.self) { try end.get() }
        }
    }

    @Test func `a token is shown as a bearer's and never as a password`() async throws {
        let server = try Self.server([("CAPABILITY", "* CAPABILITY IMAP4rev1 AUTH=PLAIN AUTH=XOAUTH2 SASL-IR\r\n@ OK")])
        defer { server.stop() }
        let client = try client(of: server, .bearer("ficha-1"))
        _ = try await client.open("INBOX")
        #expect(server.commands.contains { $0.contains("AUTHENTICATE XOAUTH2 ") })
        #expect(server.commands.allSatisfy { !$0.contains("LOGIN") && !$0.contains("PLAIN") })

        let poor = try Self.server()
        defer { poor.stop() }
        let other = try self.client(of: poor, .bearer("ficha-1"))
        await #expect(throws: MailServerFailure.self) { try await other.open("INBOX") }
        #expect(poor.commands.allSatisfy { !$0.contains("ficha-1") && !$0.contains("LOGIN") }, "a server that knows no tokens gets none")
    }

    @Test func `no password goes where others may listen`() async throws {
        for address in ["imap://correo.example", "imaps://u:p@correo.example", "pop3://correo.example", "imap+starttls://", "smtp://127.0.0.1"] {
            #expect(throws: MailError.self) { try IMAPClient(address: address, user: "u", credential: .password("p")) }
        }
        let server = try Self.server()
        defer { server.stop() }
        let client = try IMAPClient(address: "imap+starttls://127.0.0.1:\(server.port)", user: "soporte", credential: .password("secreta"))
        let failure = await #expect(throws: MailServerFailure.self) { try await client.open("INBOX") }
        #expect(failure?.kind == .insecure)
        #expect(server.commands.allSatisfy { !$0.contains("LOGIN") && !$0.contains("secreta") })
    }

    @Test func `a folder's name cannot add a command`() async throws {
        let server = try Self.server()
        defer { server.stop() }
        let client = try client(of: server)
        for name in ["", "a\r\nv9 DELETE INBOX", "Envíos", "a\u{0}"] {
            let failure = await #expect(throws: MailServerFailure.self) { try await client.open(name) }
            #expect(failure?.kind == .folder)
        }
        _ = try await client.open("a\"b\\c")
        #expect(server.commands.contains { $0.hasSuffix(#"EXAMINE "a\"b\\c""#) })
        #expect(server.commands.allSatisfy { !$0.contains("DELETE") })
    }

    @Test(arguments: [
        ("9.9.9.9", true), ("172.15.0.1", true), ("172.32.0.1", true), ("100.128.0.1", true), ("192.167.1.1", true), ("2a00:1450:4003::1", true), ("2001:4860::8888", true),
        ("127.0.0.1", false), ("10.1.2.3", false), ("172.16.0.1", false), ("172.31.255.255", false), ("192.168.1.1", false), ("169.254.169.254", false), ("100.64.0.1", false),
        ("0.0.0.0", false), ("192.0.2.1", false), ("198.19.0.1", false), ("203.0.113.9", false), ("224.0.0.1", false), ("255.255.255.255", false), ("2130706433", false),
        ("::1", false), ("::", false), ("fe80::1", false), ("fd00::1", false), ("::ffff:10.0.0.1", false), ("64:ff9b::a00:1", false), ("2002:a00:1::1", false), ("2001:db8::1", false),
        ("2001::1", false), ("ff02::1", false), ("correo.example", false),
    ])
    func `what is not given out to the open Internet is not of it`(address: String, isOpen: Bool) {
        #expect(OpenNetwork.has(address) == isOpen)
    }

    /// Any machine has the first; the others are none of its own, although it would not know them for closed.
    @Test(arguments: [("127.0.0.1", true), ("127.0.0.2", false), ("10.255.255.254", false), ("9.9.9.9", false), ("2001:4860::8888", false), ("correo.example", false)])
    func `an address of one of this machine's interfaces is its own, and so of no open Internet`(address: String, isOwn: Bool) {
        #expect(OpenNetwork.isOwn(address) == isOwn)
        #expect(!OpenNetwork.isOwn(address) || !OpenNetwork.has(address))
    }

    @Test(arguments: ["imaps://127.0.0.1", "imaps://localhost", "imap+starttls://[::1]", "imap://127.0.0.1"])
    func `whoever stays outside knocks at no door of our own network`(address: String) async throws {
        let server = try Self.server()
        defer { server.stop() }
        let client = try IMAPClient(address: "\(address):\(server.port)", user: "soporte", credential: .password("secreta"), staysOutside: true)
        let failure = await #expect(throws: MailServerFailure.self) { try await client.open("INBOX") }
        #expect(failure?.kind == .closedNetwork && server.connections == 0)
    }
}
