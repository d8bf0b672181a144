import BusinessTime
import Mail
import TestSupport
import Testing

/// The HTML of strangers as a document for a frame without rights.
struct MailDocumentTests {
    private static let png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 1, 2]

    private func message(_ html: String, parts: [(id: String, type: String, base64: String)] = []) -> [UInt8] {
        var lines = [
            "From: Luna <luna@papeleria.example>", "Subject: x", "Message-ID: <1@papeleria.example>", "MIME-Version: 1.0",
            "Content-Type: multipart/related; boundary=frontera", "", "--frontera", "Content-Type: text/html; charset=utf-8", "", html,
        ]
        for part in parts {
            lines += ["--frontera", "Content-Type: \(part.type)", "Content-ID: <\(part.id)>", "Content-Transfer-Encoding: base64", "", part.base64]
        }
        return Array((lines + ["--frontera--", ""]).joined(separator: "\r\n").utf8)
    }

    private func document(_ bytes: [UInt8], _ pictures: InboundMessage.Pictures = .ofTheMail) throws -> String {
        String(decoding: try #require(try InboundMessage.parse(bytes, pictures: pictures).document), as: UTF8.self)
    }

    @Test(arguments: [
        "<script>top.location='http://e.example'</script>hola", "<p style=\"background:url(http://e.example/a)\">hola</p>",
        "<meta http-equiv=refresh content=\"0;url=http://e.example\">hola", "<form action=http://e.example><button>hola</button></form>",
        "<svg onload=alert(1)><image href=http://e.example/a /></svg>hola", "<base href=http://e.example/ target=_top>hola",
        "<a href=\"javascript:alert(1)\" target=_top>hola</a>", "<a href=\"JaVa&#9;script:alert(1)\">hola</a>", "<style>@import 'http://e.example'</style>hola",
        "<iframe src=http://e.example></iframe>hola", "</body></html><script>alert(1)</script>hola", "<img src=\"cid:nadie\" onerror=alert(1)>hola",
        "<img src='cid:a\" onerror=\"alert(1)'>hola", "src=\"cid:a\" hola", "<link rel=stylesheet href=http://e.example>hola", "<img src=http://e.example/a.png>hola",
    ])
    func `nothing of a hostile document runs, asks, or leads the page away`(html: String) throws {
        for pictures in [InboundMessage.Pictures.ofTheMail, .ofTheWeb] {
            let page = try document(message(html), pictures)
            let body = try #require(page.split(separator: "<body>", maxSplits: 1).last)
            #expect(body.contains("hola"))
            for word in ["<script", "<svg", "<form", "<meta", "<base", "<style", "<iframe", "<link", "target=", "style=", "href=\"java"] {
                #expect(!body.lowercased().contains(word), "\(word) in \(body)")
            }
            // Every tag is one of the allow-list's shape; nothing else in it is an event.
            #expect(!body.contains(/<[^>]* on[a-z]+=/), "\(body)")
            if pictures == .ofTheMail { #expect(!body.contains("src=\"http"), "\(body)") }
        }
    }

    @Test func `pictures that came with the mail stand inside of it; what is none does not`() throws {
        let raw = message(
            "<img src=\"cid:foto@x\" alt=\"La pantalla\"><img src=\"cid:dibujo@x\"><img src=\"cid:falta@x\">",
            parts: [("foto@x", "image/png", "iVBORw0KGgoBAg=="), ("dibujo@x", "image/svg+xml", "PHN2ZyBvbmxvYWQ9YWxlcnQoMSk+")])
        let page = try document(raw)
        #expect(page.contains("src=\"data:image/png;base64,iVBORw0KGgoBAg==\" alt=\"La pantalla\""))
        #expect(!page.contains("svg") && !page.contains("cid:"))
        let message = try InboundMessage.parse(raw)
        #expect(message.attachments.first?.bytes == Self.png && message.attachments.first?.isInline == true)
    }

    @Test func `pictures of the web are shown only to whoever asks, by TLS, and beacons never`() throws {
        let raw = message("<img src=\"http://e.example/a.png\" alt=\"Logo\"><img src=\"https://e.example/b.png?x=1&amp;y=2\"><img src=//e.example/c.gif><img src=https://e.example/p.gif width=1 height=1>")
        #expect(try InboundMessage.parse(raw).traits == [.html, .remotePictures])
        let hidden = try document(raw)
        #expect(!hidden.contains("e.example") && hidden.contains("[Logo]"))
        let shown = try document(raw, .ofTheWeb)
        for address in ["https://e.example/a.png", "https://e.example/b.png?x=1&amp;y=2", "https://e.example/c.gif"] { #expect(shown.contains("src=\"\(address)\"")) }
        #expect(!shown.contains("p.gif") && !shown.contains("src=\"http:"))
        #expect(try !InboundMessage.parse(message("<p>hola</p>")).traits.contains(.remotePictures))
    }

    @Test(arguments: [
        ("huge", String(repeating: "<p>hola <b>mundo</b></p>", count: 80_000)), ("nested", String(repeating: "<div>", count: 3_000) + "hola"),
        ("pictures", String(repeating: "<img src=\"cid:foto@x\">", count: 20_000) + "hola"),
    ])
    func `a huge document is bounded`(name: String, html: String) throws {
        var page = ""
        let took = try ContinuousClock().measure { page = try document(message(html, parts: [("foto@x", "image/png", "iVBORw0KGgoBAg==")])) }
        #expect(page.contains("hola") && page.hasSuffix("</body></html>\n"))
        #expect(page.utf8.count < 8 << 20 && took < .seconds(20), "\(name): \(page.utf8.count) bytes, \(took)")
    }

    @Test func `one that is built to exhaust has its text, and no dress`() throws {
        let message = try InboundMessage.parse(message(String(repeating: "<div>", count: 200_000) + "hola"))
        #expect(message.text.contains("hola"))
        #expect(message.document == nil ? message.problems.contains(.tooComplex) : message.html?.contains("hola") == true)
    }

    @Test func `a message without HTML has no document, and says what it is`() throws {
        let signed = Array("""
            From: a@b.example\r\nContent-Type: multipart/signed; protocol="application/pgp-signature"; boundary=x\r\n\r
            --x\r\nContent-Type: text/plain\r\n\r\nhola\r\n--x\r\nContent-Type: application/pgp-signature\r\n\r\nabc\r\n--x--\r\n
            """.utf8)
        let message = try InboundMessage.parse(signed)
        #expect(message.document == nil && message.traits == [.signed] && message.text == "hola")
        let encrypted = Array("From: a@b.example\r\nContent-Type: application/pkcs7-mime; smime-type=enveloped-data\r\n\r\nabc\r\n".utf8)
        #expect(try InboundMessage.parse(encrypted).traits == [.encrypted])
    }

    @Test func `an invitation says what, when, where and who`() throws {
        let calendar = """
            BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nDTSTART;TZID="America/Mexico_City":20260312T170000\r\nDTEND:20260313T000000Z\r
            SUMMARY:Revisión\\, segunda\r\n  parte\r\nLOCATION:Sala 2\r\nORGANIZER;CN="Ruiz: Ana":mailto:ana@cliente.example\r\nRRULE:FREQ=DAILY\r
            BEGIN:VALARM\r\nSUMMARY:otra cosa\r\nEND:VALARM\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:la de después\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n
            """
        let raw = Array("From: a@b.example\r\nContent-Type: text/calendar; method=REQUEST\r\n\r\n\(calendar)".utf8)
        let message = try InboundMessage.parse(raw)
        #expect(message.traits == [.invitation])
        let invitation = try #require(message.invitation)
        #expect(invitation.method == .request && invitation.summary == "Revisión, segunda parte" && invitation.location == "Sala 2")
        #expect(invitation.organizer == "Ruiz: Ana <ana@cliente.example>" && invitation.recurs)
        #expect(invitation.start?.clock == "17:00" && invitation.start?.zone == "America/Mexico_City" && invitation.start?.instant == nil)
        #expect(invitation.end?.instant == Instant(iso8601: "2026-03-13T00:00:00Z"))
        #expect(Invitation(Array("BEGIN:VEVENT\nDTSTART;VALUE=DATE:20260312\n".utf8))?.start?.clock == nil, "a whole day")
        for broken in ["", "hola", "BEGIN:VCALENDAR", "\u{0}:;=\""] { #expect(Invitation(Array(broken.utf8)) == nil) }
        #expect(Invitation(Array("BEGIN:VEVENT\nDTSTART:99999999T999999Z\nSUMMARY\n:::\nEND:VEVENT\nEND:VEVENT".utf8))?.start == nil)
        #expect(Invitation([UInt8](repeating: 0x20, count: 2 << 20)) == nil)
    }

    @Test(.enabled(if: Corpus.isPresent, "\(Corpus.absence)"), arguments: Corpus.entries)
    func `every message of other libraries becomes a document that runs nothing`(entry: Corpus.Entry) throws {
        guard let message = try? InboundMessage.parse(Corpus.bytes(entry.file), pictures: .ofTheWeb), let bytes = message.document else { return }
        let body = try #require(String(decoding: bytes, as: UTF8.self).split(separator: "<body>", maxSplits: 1).last).lowercased()
        for word in ["<script", "<style", "<form", "<iframe", "<meta", "src=\"http:", "src=\"cid:", "href=\"java"] { #expect(!body.contains(word), "\(word)") }
    }
}
