import Mail
import TestSupport
import Testing

/// Messages built to break the reader: it must stay within its limits, and say what it left out.
struct HostileMessageTests {
    @Test func `nothing is not a message`() {
        for bytes in [[], Array(" \r\n\r\n".utf8), Array("hola".utf8), [0, 0, 0], [UInt8](repeating: 0xFF, count: 1000)] {
            #expect(throws: MailError.notAMessage) { try InboundMessage.parse(bytes) }
        }
    }

    @Test func `parts inside parts end at the limit`() throws {
        var text = "Subject: s\r\n"
        for level in 0..<5000 { text += "Content-Type: multipart/mixed; boundary=b\(level)\r\n\r\n--b\(level)\r\n" }
        #expect(try InboundMessage.parse(Array((text + "\r\nhola").utf8)).problems.contains(.tooDeep))
    }

    @Test func `messages inside messages are one file`() throws {
        let text = "Subject: s\r\n" + String(repeating: "Content-Type: message/rfc822\r\n\r\n", count: 50_000)
        let message = try InboundMessage.parse(Array(text.utf8))
        #expect(message.attachments.count <= 1)
    }

    @Test func `parts beyond the limit are left out`() throws {
        let head = "Subject: s\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
        let some = try InboundMessage.parse(Array((head + String(repeating: "--b\r\n\r\nx\r\n", count: 2000) + "--b--").utf8))
        #expect(some.problems.contains(.tooManyParts))
        #expect(!some.text.isEmpty)
        let many = try InboundMessage.parse(Array((head + String(repeating: "--b\n", count: 2_000_000)).utf8))
        #expect(many.problems.contains(.tooManyParts))
        #expect(many.subject == "s")
    }

    @Test func `a letter of many dashed lines is no multipart`() throws {
        let message = try InboundMessage.parse(Array(("Subject: s\n\n" + String(repeating: "-- consulta\n", count: 30_000)).utf8))
        #expect(message.problems.isEmpty)
        #expect(message.text.hasPrefix("-- consulta\n-- consulta"))
    }

    @Test(arguments: [
        ("comments", String(repeating: "(", count: 200_000)), ("groups", String(repeating: "a:", count: 100_000)),
        ("angles", String(repeating: "<", count: 200_000)), ("quotes", String(repeating: "\"", count: 200_001)),
        ("addresses", String(repeating: "a@b.example,", count: 20_000)), ("routes", "<" + String(repeating: "@a,", count: 60_000)),
        ("words", String(repeating: "=?a?q?", count: 40_000)), ("parameters", "x; " + String(repeating: "a*0=b;", count: 40_000)),
        ("dots", String(repeating: ".", count: 200_000)), ("ids", String(repeating: "<a@b>", count: 50_000)),
    ])
    func `a header built to exhaust is read in bounded time`(name: String, value: String) throws {
        for header in ["To", "Subject", "References", "Date", "Content-Type", "Content-Disposition"] {
            let took = try ContinuousClock().measure { _ = try InboundMessage.parse(Array("From: a@b.example\n\(header): \(value)\n\nhola".utf8)) }
            #expect(took < .seconds(20), "\(header) \(name): \(took)")
        }
    }

    @Test func `headers of a part as long as the whole message are read in bounded time`() throws {
        let head = "Subject: s\nContent-Type: multipart/mixed; boundary=b\n\n--b\n"
        for filler in ["X-Relleno: aaaaaaaaaaaaaaaaaaaa\n", "a", "a:b\n", "Content-Type: a/b; c=d\n", " \n"] {
            let text = head + String(repeating: filler, count: 8_000_000 / filler.count) + "\nhola\n--b--"
            var subject = ""
            let took = try ContinuousClock().measure { subject = try InboundMessage.parse(Array(text.utf8)).subject }
            #expect(subject == "s")
            #expect(took < .seconds(20), "\(filler): \(took)")
        }
    }

    @Test func `headers beyond the limit are dropped, the body is read`() throws {
        let text = "Subject: s\r\nTo: a@example.mx\r\n" + String(repeating: "X-Relleno: aaaaaaaaaaaaaaaaaaaa\r\n", count: 100_000) + "\r\nhola"
        let message = try InboundMessage.parse(Array(text.utf8))
        #expect(message.subject == "s")
        #expect(message.text == "hola")
        #expect(message.problems.contains(.tooLarge("headers")))
    }

    @Test func `of a message beyond the limit the headers are read`() throws {
        var limits = InboundMessage.Limits()
        limits.message = 10_000
        let message = try InboundMessage.parse(Array("Subject: s\r\n\r\n".utf8) + [UInt8](repeating: 65, count: 20_000), limits: limits)
        #expect(message.subject == "s")
        #expect(message.text.isEmpty)
        #expect(message.problems.contains(.tooLarge("message")))
    }

    @Test func `text and files beyond their limits are cut or left out`() throws {
        var limits = InboundMessage.Limits()
        limits.text = 100
        limits.attachment = 500
        let text = """
            Subject: s
            Content-Type: multipart/mixed; boundary=b

            --b

            \(String(repeating: "ñ", count: 200))
            --b
            Content-Type: application/pdf; name=a.pdf

            \(String(repeating: "x", count: 600))
            --b--
            """
        let message = try InboundMessage.parse(Array(text.utf8), limits: limits)
        #expect(message.text == String(repeating: "ñ", count: 50))
        #expect(message.attachments.isEmpty)
        #expect(message.problems == [.tooLarge("text"), .tooLarge("a.pdf")])
    }

    @Test(arguments: [
        ("iso-8859-1", [0xF1, 0x80], "ñ€", nil), ("windows-1252", [0x93, 0xF1, 0x94], "“ñ”", nil), ("utf-8", [0xC3, 0xB1], "ñ", nil),
        ("utf-8", [0xF1, 0x61], "ña", .wrongCharset("utf-8")), ("us-ascii", [0xC3, 0xB1], "ñ", nil),
        ("x-nada", [0xC3, 0xB1], "ñ", .unknownCharset("x-nada")), ("x-nada", [0xF1], "ñ", .unknownCharset("x-nada")),
        ("shift_jis", [0x93, 0xFA], "日", nil), ("iso-2022-jp", [0x1B, 0x24, 0x42, 0x46, 0x7C, 0x1B, 0x28, 0x42], "日", nil),
        ("gb2312", [0xC8, 0xD5], "日", nil), ("koi8-r", [0xC4, 0xC1], "да", nil), ("utf-16", [0xFE, 0xFF, 0, 0x61], "a", nil),
    ] as [(String, [UInt8], String, Problem?)])
    func `a text is read in its charset, or in the one it must be`(charset: String, bytes: [UInt8], text: String, problem: Problem?) throws {
        let message = try InboundMessage.parse(Array("Subject: s\r\nContent-Type: text/plain; charset=\(charset)\r\n\r\n".utf8) + bytes)
        #expect(message.text == text)
        #expect(message.problems == (problem.map { [$0] } ?? []))
    }

    @Test(arguments: [
        ("=?utf-8?B?w7E=?= =?utf-8?B?w7E=?=", "ññ"), ("=?utf-8?Q?a=C3?=\r\n =?utf-8?Q?=B1o?=", "año"), ("=?iso-8859-1?q?a=F1o_?= 2026", "año  2026"),
        ("Re =?UTF-8?Q?=C2=BFC=C3=B3mo=3F?= =?iso-8859-1?B?8Q==?=", "Re ¿Cómo?ñ"), ("=?utf-8*es?q?a=C3=B1o?=", "año"), ("=?x-nada?q?a=F1o?=", "año"),
        ("=?utf-8?q?sin fin", "=?utf-8?q?sin fin"), ("=?utf-8?x?a?=", "=?utf-8?x?a?="), ("=??q?a?=", "=??q?a?="), ("=?", "=?"), ("a\r\n b", "a b"),
        ("=?utf-8?q?a=0D=0ABcc:_x?=", "a Bcc: x"),
    ])
    func `an encoded subject is read, and a name and a file name encoded alike`(raw: String, text: String) throws {
        let part = "Content-Type: image/png\r\nContent-Disposition: attachment; filename=\"\(raw)\"\r\n\r\nx"
        let message = try InboundMessage.parse(Array("Subject: \(raw)\r\nFrom: \(raw) <a@example.mx>\r\n\(part)".utf8))
        #expect(message.subject == text)
        if raw.hasSuffix("?="), text.first != "=" {
            #expect(message.from?.name == text)
            #expect(message.attachments.map(\.name) == [try #require(FileName.safe(text))])
        }
    }

    @Test(arguments: [
        ("../../etc/passwd", "passwd"), ("C:\\temp\\a.exe", "a.exe"), ("..", nil), ("", nil), ("a\u{202E}fdp.exe", "afdp.exe"), (".htaccess", "htaccess"),
        ("a<b>:\"|?*.txt", "a_b______.txt"), ("a.txt. . ", "a.txt"), ("n\0ul\u{7}.txt", "nul.txt"), ("n\u{303}.pdf", "ñ.pdf"),
        (String(repeating: "ñ", count: 300) + ".pdf", String(repeating: "ñ", count: 88) + ".pdf"),
    ])
    func `a file name is one safe component`(name: String, safe: String?) {
        #expect(FileName.safe(name) == safe)
    }

    @Test func `several threads read at once as one does`() async throws {
        let files = Corpus.entries.prefix(150).map(\.file)
        let alone = try files.map { digest(try Corpus.bytes($0)) }
        try await withThrowingTaskGroup { group in
            for _ in 0..<8 { group.addTask { try files.map { digest(try Corpus.bytes($0)) } } }
            for try await together in group { #expect(together == alone) }
        }
    }
}

private func digest(_ bytes: [UInt8]) -> String {
    guard let message = try? InboundMessage.parse(bytes) else { return "none" }
    return "\(message.subject)|\(message.text)|\(message.html ?? "")|\(message.attachments.map { "\($0.name):\($0.bytes.count)" })|\(message.to)"
}
