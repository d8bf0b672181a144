import BusinessTime
import Mail
import Testing

/// Swift Testing has an `Attachment` too.
typealias Attachment = Mail.Attachment

struct OutboundMessageTests {
    static func message(
        subject: String = "Acuse", text: String = "Hola", html: String? = nil, attachments: [Attachment] = []
    ) throws -> OutboundMessage {
        OutboundMessage(
            from: try #require(Address(name: "Mesa de Ayuda – Peña", email: "soporte@intecnia.example")),
            replyTo: Address(email: "soporte+a101@intecnia.example"),
            to: [try #require(Address(name: "Ruiz, Íñigo", email: "inigo@papeleria.example"))],
            subject: subject, text: text, html: html, messageID: "abc123@intecnia.example", inReplyTo: "uno@papeleria.example",
            references: ["cero@papeleria.example", "uno@papeleria.example"], automation: .replied,
            date: Instant(seconds: 1_772_467_200), extraHeaders: [("X-Ventanilla-Folio", "A-101")], attachments: attachments)
    }

    @Test(arguments: [
        "Acuse", "Su solicitud A-101: no puedo facturar", "¿Cómo timbrar con ñ, á y ü?", "🧾 Factura lista 👩🏽‍💻", "请求已收到：发票问题",
        "Größe, naïve, Ελληνικά, עברית, العربية", "=?utf-8?q?no_es_codificado?=", "dos  espacios y \"comillas\" <a@b.example>",
        String(repeating: "La conexión con el servidor de timbrado se interrumpe cada mañana. ", count: 12).dropLast().description,
        String(repeating: "ñ", count: 300),
    ])
    func `a subject arrives as it was sent, in short lines of ASCII`(subject: String) throws {
        let bytes = try Self.message(subject: subject).rendered()
        #expect(try InboundMessage.parse(bytes).subject == subject)
        #expect(bytes.allSatisfy { $0 < 0x80 })
        #expect(bytes.split(separator: 10).allSatisfy { $0.count <= 999 && $0.last == 13 })
    }

    @Test(arguments: [
        "Hola", "Año nuevo: ñandú, pingüino\n\nSaludos", "🧾👩🏽‍💻\n请求\n", "línea con espacios al final   \nfin", ".\n..\n.punto", "From mí",
        String(repeating: "renglón larguísimo sin fin ", count: 200), "a = b =3D c\n\ttab",
    ])
    func `a text arrives as it was sent`(text: String) throws {
        let received = try InboundMessage.parse(Self.message(text: text).rendered())
        #expect(received.text == (text.hasSuffix("\n") ? text : text + "\n"))
        #expect(received.html == nil)
        #expect(received.problems.isEmpty)
    }

    @Test func `addresses, threading and automation arrive`() throws {
        let received = try InboundMessage.parse(Self.message().rendered())
        #expect(received.from == Address(name: "Mesa de Ayuda – Peña", email: "soporte@intecnia.example"))
        #expect(received.to == [try #require(Address(name: "Ruiz, Íñigo", email: "inigo@papeleria.example"))])
        #expect(received.replyTo?.email == "soporte+a101@intecnia.example")
        #expect(received.messageID == "abc123@intecnia.example")
        #expect(received.inReplyTo == ["uno@papeleria.example"])
        #expect(received.references == ["cero@papeleria.example", "uno@papeleria.example"])
        #expect(received.date == Instant(seconds: 1_772_467_200))
        #expect(received.automatic == .autoSubmitted)
    }

    @Test func `what a person wrote does not say that a machine did`() throws {
        var message = try Self.message()
        message.automation = .none
        #expect(try InboundMessage.parse(message.rendered()).automatic == nil)
    }

    @Test(arguments: [
        "reporte.pdf", "Constancia de situación fiscal – año 2026.pdf", "発票.xml", "🧾.png", "con \"comillas\" y ; coma, punto.txt",
        String(repeating: "Ñandú ", count: 20) + ".docx",
    ])
    func `a file arrives byte for byte under its name`(name: String) throws {
        let bytes = (0..<70_000).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ ($0 >> 8)) }
        let file = Attachment(name: name, mediaType: "application/pdf", bytes: bytes)
        let received = try InboundMessage.parse(Self.message(attachments: [file]).rendered())
        #expect(received.attachments == [file])
        #expect(received.text == "Hola\n")
    }

    @Test func `HTML goes beside the text, with its pictures`() throws {
        let picture = Attachment(name: "logo.png", mediaType: "image/png", bytes: [1, 2, 3], contentID: "logo@x", isInline: true)
        let file = Attachment(name: "a.pdf", mediaType: "application/pdf", bytes: [4])
        let message = try Self.message(html: "<p>Año <b>nuevo</b></p><img src=\"cid:logo@x\" alt=\"\">", attachments: [picture, file])
        let received = try InboundMessage.parse(message.rendered())
        #expect(received.text == "Hola\n")
        #expect(received.html?.contains("<p>Año <b>nuevo</b></p><img src=\"cid:logo@x\" alt=\"\">") == true)
        #expect(received.attachments == [picture, file])
    }

    @Test(arguments: ["x\r\nBcc: victima@example.mx", "x\nBcc: victima@example.mx", "x\r", "x\0y"])
    func `no field can add a header`(hostile: String) throws {
        var message = try Self.message(subject: hostile)
        #expect(throws: MailError.headerInjection(field: "subject")) { try message.rendered() }
        message = try Self.message()
        message.extraHeaders = [("X-Folio", hostile)]
        #expect(throws: MailError.headerInjection(field: "X-Folio")) { try message.rendered() }
        message.extraHeaders = [("X-\(hostile)", "1")]
        #expect(throws: MailError.self) { try message.rendered() }
        message = try Self.message()
        message.messageID = "a@b>\(hostile)"
        #expect(throws: MailError.invalidField("message identifier")) { try message.rendered() }
        message = try Self.message()
        // Of somebody else's, only what can be written is.
        (message.references, message.inReplyTo) = ([hostile, "noat123456", "a@b.example", "a b@c.example", "ñ@b.example", String(repeating: "x", count: 251)], hostile)
        let text = String(decoding: try message.rendered(), as: UTF8.self)
        #expect(text.contains("<a@b.example>") && !text.contains("noat") && !text.contains("c.example") && !text.contains("xxxxx") && !text.contains("In-Reply-To"), "\(text)")
        #expect(Address(email: hostile + "@example.mx") == nil)
        #expect(Address(name: hostile, email: "a@example.mx")?.name?.unicodeScalars.allSatisfy { $0.value >= 0x20 } == true)
    }

    @Test func `a hostile file name stays inside its header`() throws {
        let file = Attachment(name: "a.pdf\"\r\nBcc: victima@example.mx", mediaType: "text/plain\r\nBcc: b@example.mx", bytes: [1])
        let text = String(decoding: try Self.message(attachments: [file]).rendered(), as: UTF8.self)
        #expect(!text.contains("\nBcc:"))
    }

    @Test(arguments: ["Bcc", "Subject", "Content-Type", "Return-Path", "con espacio", "dos:puntos", "", "ñ"])
    func `an extra header is neither one of ours nor one that is none`(name: String) throws {
        var message = try Self.message()
        message.extraHeaders = [(name, "x")]
        #expect(throws: MailError.self) { try message.rendered() }
    }

    @Test func `identifiers cannot be guessed, never repeat, and name their message`() {
        let identifiers = (0..<1000).map { _ in MessageID.make(for: 4_294_967_301, domain: "intecnia.example") }
        #expect(Set(identifiers).count == 1000)
        #expect(identifiers.allSatisfy { $0.hasSuffix("@intecnia.example") && $0.count == 13 + 26 + 1 + 16 })
        #expect(identifiers.allSatisfy { MessageID.number(in: $0) == 4_294_967_301 })
        #expect(MessageID.number(in: MessageID.make(for: .max, domain: "x.example")) == .max)
        for strange in ["", "@", "a@b", String(repeating: "9", count: 39) + "@x", String(repeating: "0", count: 39) + "@x", String(identifiers[0].dropFirst())] {
            #expect(MessageID.number(in: strange) == nil, "\(strange)")
        }
    }

    @Test(arguments: [
        ("ana@peña.example", "ana@xn--pea-8ma.example"), ("ana@日本.example", "ana@xn--wgv71a.example"), ("ana@papeleria.example", "ana@papeleria.example"),
        ("josé@peña.example", "josé@xn--pea-8ma.example"),
    ])
    func `a domain in another script leaves in ASCII`(email: String, wired: String) throws {
        let address = try #require(Address(name: "Ana Peña", email: email))
        #expect(address.wired == wired && address.email == email)
        var message = try Self.message()
        (message.from, message.replyTo, message.to) = (address, address, [address])
        let bytes = try message.rendered()
        #expect(String(decoding: bytes, as: UTF8.self).contains("<\(wired)>"))
        if wired.utf8.allSatisfy({ $0 < 0x80 }) { #expect(bytes.allSatisfy { $0 < 0x80 }) }
        #expect(try InboundMessage.parse(bytes).from?.email == email, "read, it is the same again")
    }
}
