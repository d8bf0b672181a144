import Foundation
import Mail
import Testing

/// What stands inside of something: it is read, and nothing is said of it that is not so.
struct WrappedMessageTests {
    private func parse(_ text: String) throws -> InboundMessage {
        try InboundMessage.parse(Array(("From: Ana <ana@example.mx>\nSubject: s\nMIME-Version: 1.0\n" + text).utf8))
    }

    /// A message that the system's own tool signed, or encrypted, as a real program would.
    private func smime(_ arguments: [String], _ text: String) throws -> String {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data(text.utf8).write(to: folder.appending(path: "b.txt"))
        func openssl(_ arguments: [String]) throws {
            let tool = Process()
            tool.executableURL = URL(filePath: "/usr/bin/openssl")
            tool.arguments = arguments
            tool.currentDirectoryURL = folder
            tool.standardError = FileHandle.nullDevice
            try tool.run()
            tool.waitUntilExit()
            try #require(tool.terminationStatus == 0)
        }
        try openssl(["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "k.pem", "-out", "c.pem", "-subj", "/CN=ana", "-days", "2"])
        try openssl(["smime"] + arguments + ["-in", "b.txt", "-out", "o.eml"] + (arguments[0] == "-sign" ? ["-signer", "c.pem", "-inkey", "k.pem"] : ["c.pem"]))
        return try String(contentsOf: folder.appending(path: "o.eml"), encoding: .utf8).replacing("\r\n", with: "\n").replacing("MIME-Version: 1.0\n", with: "")
    }

    @Test(arguments: [["-sign", "-nodetach"], ["-sign", "-nodetach", "-stream"], ["-sign", "-nodetach", "-indef"]])
    func `what S/MIME signed in one piece is read and shown as signed`(arguments: [String]) throws {
        let inside = "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nNo puedo timbrar: año 2026\r\n--b\r\nContent-Type: application/pdf; name=a.pdf\r\n\r\nx\r\n--b--\r\n"
        let message = try parse(try smime(arguments, inside))
        #expect(message.traits == [.signed])
        #expect(message.text == "No puedo timbrar: año 2026")
        #expect(message.attachments.map(\.name) == ["a.pdf"])
    }

    @Test func `what S/MIME encrypted is a file that only its reader opens`() throws {
        let message = try parse(try smime(["-encrypt"], "Content-Type: text/plain\r\n\r\nsecreto\r\n"))
        #expect(message.traits == [.encrypted] && message.text.isEmpty && message.attachments.count == 1)
    }

    @Test func `a broken envelope is a file, and is not called encrypted where it says that it is signed`() throws {
        for (bytes, type, trait) in [("MIIB", "signed-data", InboundMessage.Trait.signed), ("MIAGCSqGSIb3DQEHAqCAMIA=", "signed-data", .signed), ("AAAA", "enveloped-data", .encrypted)] {
            let message = try parse("Content-Type: application/pkcs7-mime; smime-type=\(type); name=smime.p7m\nContent-Transfer-Encoding: base64\n\n\(bytes)\n")
            #expect(message.traits == [trait] && message.attachments.map(\.name) == ["smime.p7m"])
        }
    }

    @Test func `layers of envelopes end, and nested lengths take no time`() throws {
        // Indefinite lengths inside indefinite lengths, without end.
        let deep = (0..<500_000).flatMap { _ in [0x30, 0x80] as [UInt8] }
        let took = try ContinuousClock().measure {
            _ = try parse("Content-Type: application/pkcs7-mime; smime-type=signed-data\nContent-Transfer-Encoding: base64\n\n\(Data(deep).base64EncodedString())\n")
        }
        #expect(took < .seconds(5))
    }

    @Test func `OpenPGP inside the text is shown as what it is`() throws {
        let signed = try parse("\n-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nhola\n-----BEGIN PGP SIGNATURE-----\n\niQEz\n-----END PGP SIGNATURE-----\n")
        #expect(signed.traits == [.signed] && signed.text.contains("hola"))
        #expect(try parse("\nVea:\n-----BEGIN PGP MESSAGE-----\n\nhQ\n-----END PGP MESSAGE-----\n").traits == [.encrypted])
        #expect(try parse("\n> -----BEGIN PGP SIGNED MESSAGE-----\n> hola\n").traits == [])
    }

    @Test(arguments: ["Content-Type: multipart/mixed", "Content-Type: multipart/mixed; boundary=otro"])
    func `a multipart that does not say how its parts are told apart loses none`(type: String) throws {
        let parts = "--x_y\nContent-Type: text/plain\n\nhola\n--x_y\nContent-Type: application/pdf; name=a.pdf\n\npdf\n--x_y--\n"
        let message = try parse(type + "\n\n" + parts)
        #expect(message.text == "hola" && message.attachments.map(\.name) == ["a.pdf"])
        #expect(message.problems.contains(.missingBoundary))
        let plain = try parse(type + "\n\nSólo texto,\nsin nada más.")
        #expect(plain.text == "Sólo texto,\nsin nada más.")
    }

    @Test(arguments: [
        ("text/calendar", "attachment; filename=cita.ics"), ("application/ics", "attachment; filename=cita.ics"),
        ("application/octet-stream", "attachment; filename=CITA.ICS"), ("text/calendar", "inline"),
    ])
    func `a calendar is an invitation under every type that programs give it`(type: String, disposition: String) throws {
        let event = "BEGIN:VCALENDAR\nMETHOD:REQUEST\nBEGIN:VEVENT\nSUMMARY:Junta\nDTSTART:20261201T170000Z\nEND:VEVENT\nEND:VCALENDAR\n"
        let message = try parse("Content-Type: multipart/mixed; boundary=b\n\n--b\n\n¿Puede?\n--b\nContent-Type: \(type)\nContent-Disposition: \(disposition)\n\n\(event)--b--")
        #expect(message.traits == [.invitation] && message.invitation?.summary == "Junta")
    }

    @Test(arguments: [
        ("text/rtf", "adjunto-1.rtf"), ("text/csv", "adjunto-1.csv"), ("application/zip", "adjunto-1.zip"), ("application/x-nada", "adjunto-1.bin"),
    ])
    func `a file without a name gets one that opens`(type: String, name: String) throws {
        #expect(try parse("Content-Type: \(type)\n\nx\n").attachments.map(\.name) == [name])
    }

    @Test(arguments: [
        ("una línea \nque sigue \naquí\nOtra", "no", "una línea que sigue aquí\nOtra"), ("par \ntida", "yes", "partida"),
        ("> cita \n> que sigue\nmía", "no", "> cita que sigue\nmía"), ("a \n> b", "no", "a \n> b"), ("a \n-- \nAna", "no", "a \n-- \nAna"), (" >no es cita", "no", ">no es cita"),
    ])
    func `lines that a program broke are put together again`(text: String, dropsSpace: String, joined: String) throws {
        let message = try parse("Content-Type: text/plain; charset=utf-8; format=flowed; delsp=\(dropsSpace)\n\n\(text)")
        #expect(message.text == joined)
    }
}

/// What stands around the text and says how to read it.
struct MessageHeaderTests {
    @Test(arguments: [
        ("X-A: \(String(repeating: "a", count: 300_000))\n", ""), ("", "X-A: \(String(repeating: "a", count: 1 << 20))\n"),
        (String(repeating: "Received: from a by b\n", count: 2_500), ""), ("To: \(String(repeating: "a@b.example, ", count: 60_000))\n", ""),
        ("Subject: \(String(repeating: "a", count: 1 << 20))\n", ""),
    ])
    func `a huge header hides no other`(before: String, after: String) throws {
        let text = before + "From: Zoe <zoe@cli.example>\nSubject: no timbra\nMessage-ID: <a@b>\n" + after + "Content-Type: text/plain; charset=iso-8859-1\n\nhola"
        let message = try InboundMessage.parse(Array(text.utf8))
        #expect(message.from?.email == "zoe@cli.example" && message.messageID == "a@b" && message.text == "hola")
        #expect(message.subject == (before.hasPrefix("Subject") ? String(repeating: "a", count: 1_000) : "no timbra"))
        #expect(message.problems.contains(.tooLarge("headers")))
    }

    @Test func `of a shortened header nobody is proven by what was cut`() throws {
        let report = "Authentication-Results: mx.example; dmarc=pass header.from=cli.example\n", from = "From: zoe@cli.example\n"
        #expect(try InboundMessage.parse(Array((report + from + "\nhola").utf8)).provenSender(by: "mx.example") != nil)
        let padded = report + "From: zoe@cli.example (\(String(repeating: "a", count: 300_000))), mala@otro.example\n"
        #expect(try InboundMessage.parse(Array((padded + "\nhola").utf8)).provenSender(by: "mx.example") == nil)
    }

    @Test(arguments: [
        ("Sender: pepe@x.example\nReply-To: ana@x.example", "pepe@x.example"), ("Reply-To: Ana <ana@x.example>", "ana@x.example"),
        ("From: =?utf-8?B?THVuYSA8bHVuYUBwYXBlbGVyaWEuZXhhbXBsZT4=?=", "luna@papeleria.example"), ("From:\nSender: pepe@x.example", "pepe@x.example"),
        ("From: =?utf-8?Q?Luna_=3Cluna=40papeleria=2Eexample=3E?= <mala@otro.example>", "mala@otro.example"), ("To: a@b.example", nil),
    ] as [(String, String?)])
    func `the sender is who is named, wherever that is, and unproven where it is not in From`(headers: String, sender: String?) throws {
        let report = "Authentication-Results: mx.example; dmarc=pass header.from=\(sender?.split(separator: "@").last ?? "x")\n"
        let message = try InboundMessage.parse(Array((report + headers + "\nSubject: s\n\nhola").utf8))
        #expect(message.from?.email == sender)
        #expect((message.provenSender(by: "mx.example") != nil) == (sender == "mala@otro.example"))
    }

    @Test(arguments: [
        ("text/html", "<html><head><meta charset=\"iso-8859-15\"></head><body>Precio 10", [0xA4], "</body></html>", "Precio 10€"),
        ("text/html", "<META HTTP-EQUIV='Content-Type' CONTENT='text/html; charset=big5'>", [0xA4, 0xA4, 0xA4, 0xE5], "", "中文"),
        ("text/html; charset=utf-8", "<meta charset=big5>", [0xC3, 0xB1], "", "ñ"), ("text/html", "<meta charset=utf-16>", [0xC3, 0xB1], "", "ñ"),
        ("text/html", "<p data-x='charset=big5'>", [0xF1], "", "ñ"),
        ("text/plain", "", [0xFF, 0xFE, 0x61, 0, 0xF1, 0], "", "añ"), ("text/plain; charset=utf-8", "", [0xFE, 0xFF, 0, 0x61], "", "a"),
        ("text/plain", "", [0xEF, 0xBB, 0xBF, 0xC3, 0xB1], "", "ñ"), ("text/plain; charset=iso-8859-1", "", [0xFF, 0xFE, 0x61], "", "ÿþa"),
    ] as [(String, String, [UInt8], String, String)])
    func `a text is read in the charset that it names itself, or that its first bytes tell`(type: String, before: String, bytes: [UInt8], after: String, text: String) throws {
        let raw = Array("Subject: s\nContent-Type: \(type)\nContent-Transfer-Encoding: base64\n\n".utf8)
        let body = Data(Array(before.utf8) + bytes + Array(after.utf8)).base64EncodedString()
        #expect(try InboundMessage.parse(raw + Array(body.utf8)).text == text)
    }

    @Test(arguments: [
        Problem.unknownCharset("x-nada"), .wrongCharset("utf-8"), .brokenEncoding("a b.pdf"), .missingBoundary, .malformed, .brokenHeader, .tooDeep,
        .tooManyParts, .tooLarge("message"), .tooLarge("a b.pdf"), .tooComplex, .unreadable,
    ])
    func `a problem is kept as a word and what it is about`(problem: Problem) {
        #expect(Problem(code: problem.code) == problem)
    }
}
