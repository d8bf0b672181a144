import BusinessTime
import Mail
import Testing

/// How a letter goes out, and how it comes back.
struct LetterDressTests {
    private static func dress() -> LetterDress {
        var dress = LetterDress(sender: "Intecnia <Soporte>", color: "#1f5fbf", languageTag: "es-MX")
        dress.reference = "IN-101"
        dress.replyLine = "— Escriba su respuesta arriba de esta línea —"
        dress.isNotable = { $0.hasPrefix("Primera respuesta: ") }
        return dress
    }

    private static let letter = """
        Estimado/a Luna:

        Recibimos su solicitud. Su folio es IN-101.

        Primera respuesta: a más tardar el viernes 13 de marzo de 2026, 17:00.
        3. Tiempos: ocho horas
        Cómo se contó:
          jue 12 mar, 17:00 – 19:00  2 h  abierto

        Véalo en https://soporte.example/in/requests/IN-101?a=1&b=2. O llame.

        Intecnia
        Para contestar, responda a este correo.
        """

    @Test func `what only begins like an address costs no more than other text`() {
        for piece in ["http", "http://a", "https://"] {
            let hostile = ":" + String(repeating: piece, count: 500_000 / piece.utf8.count)
            var html = ""
            let took = ContinuousClock().measure { html = Self.dress().html(of: hostile) }
            // Looking at all of the rest for each piece takes minutes.
            #expect(took < .seconds(10))
            #expect(!html.contains("<a href"))
        }
        #expect(Self.dress().html(of: "Vea http: y https://a.example/x, o http://.").contains("<a href=\"https://a.example/x\">"))
    }

    @Test func `every word is there, the deadline stands in its box, addresses can be clicked`() {
        let html = Self.dress().html(of: Self.letter)
        #expect(html.contains("<a href=\"https://soporte.example/in/requests/IN-101?a=1&amp;b=2\">https://soporte.example/in/requests/IN-101?a=1&amp;b=2</a>. O llame."))
        #expect(html.contains("border-left:4px solid #1f5fbf"))
        #expect(html.contains("<strong>Primera respuesta: a más tardar el viernes 13 de marzo de 2026, 17:00.</strong>"))
        #expect(html.contains("&nbsp;&nbsp;jue 12 mar, 17:00 – 19:00  2 h  abierto"))
        #expect(html.split(separator: "Intecnia &lt;Soporte&gt;", omittingEmptySubsequences: false).count == 3)
        let words = HTMLText.plain(from: html).split(whereSeparator: \.isWhitespace)
        #expect(words.suffix(4).joined(separator: " ") == "responda a este correo.")
        #expect(words.starts(with: "— Escriba su respuesta arriba de esta línea — Intecnia <Soporte> IN-101 Estimado/a Luna:".split(separator: " ")))
    }

    @Test(arguments: [
        "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "\"><b>x", "a & b < c", "http://e.example/\"onmouseover=alert(1)", "https://e.example/<script>",
        "javascript:alert(1)", "Primera respuesta: <b onclick=x>", "http://", "https:// x", "&lt;b&gt;", "httphttp://a.example",
    ])
    func `nothing that somebody wrote becomes markup`(hostile: String) throws {
        var dress = Self.dress()
        (dress.sender, dress.reference, dress.footers) = (hostile, hostile, [hostile])
        dress.color = "red;background:url(http://e.example)"
        let html = dress.html(of: hostile + "\n\n" + hostile)
        let tag = try Regex(##"</?[a-z0-9]+(?: [a-z-]+="[^"<>]*")*>|<!doctype html>"##)
        let rest = html.replacing(tag, with: "")
        #expect(!rest.contains("<") && !rest.contains(">"), "\(rest)")
        #expect(!html.contains("url(") && !html.contains("href=\"javascript"))
        // Its words come out as they went in.
        #expect(HTMLText.plain(from: html).contains(hostile.split(whereSeparator: \.isWhitespace).joined(separator: " ")))
        for match in html.matches(of: /href="([^"]*)"/) { #expect(match.output.1.hasPrefix("http://") || match.output.1.hasPrefix("https://")) }
    }

    private static let shapes: [(name: String, make: @Sendable (_ answer: String, _ letter: String) -> String)] = [
        ("Gmail", { answer, letter in
            """
            <div dir="ltr">\(answer)</div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">El jue, 12 mar 2026 a la(s) 17:05, Intecnia (<a href="mailto:soporte@intecnia.example">soporte@intecnia.example</a>) escribió:<br></div>\
            <blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);padding-left:1ex">\(letter)</blockquote></div>
            """
        }),
        ("Gmail that names no author it knows", { answer, letter in
            "<div dir=\"ltr\">\(answer)</div><br><div class=\"gmail_quote\"><blockquote class=\"gmail_quote\">\(letter)</blockquote></div>"
        }),
        ("Outlook", { answer, letter in
            """
            <html xmlns:o="urn:schemas-microsoft-com:office:office"><body lang="ES-MX"><div class="WordSection1"><p class="MsoNormal">\(answer)<o:p></o:p></p><p class="MsoNormal"><o:p>&nbsp;</o:p></p>\
            <div><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p class="MsoNormal"><b>De:</b> Intecnia &lt;soporte@intecnia.example&gt;<br><b>Enviado el:</b> jueves, 12 de marzo de 2026 17:05<br>\
            <b>Para:</b> Luna &lt;luna@papeleria.example&gt;<br><b>Asunto:</b> [IN-101] No puedo timbrar<o:p></o:p></p></div></div>\(letter)</div></body></html>
            """
        }),
        ("Outlook whose header is in no language we know", { answer, letter in
            "<html><body><div class=\"WordSection1\"><p class=\"MsoNormal\">\(answer)</p>\(letter)</div></body></html>"
        }),
        ("Apple Mail", { answer, letter in
            """
            <html><head></head><body style="overflow-wrap: break-word; -webkit-nbsp-mode: space;">\(answer)<br><div><br><blockquote type="cite"><div>El 12 mar 2026, a las 17:05, Intecnia &lt;soporte@intecnia.example&gt; escribió:</div>\
            <br class="Apple-interchange-newline"><div>\(letter)</div></blockquote></div><br></body></html>
            """
        }),
    ]

    @Test(arguments: shapes.map(\.name), [letter, letter.replacing("Recibimos", with: "-- \nRecibimos")])
    func `an answer above our letter comes back as the answer alone, from whatever program`(program: String, letter: String) throws {
        let shape = try #require(Self.shapes.first { $0.name == program })
        let html = Self.dress().html(of: letter)
        let body = try #require(html.split(separator: "<body", maxSplits: 1).last?.split(separator: ">", maxSplits: 1).last.map { $0.replacing("</body></html>", with: "") })
        let raw = "From: luna@papeleria.example\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + shape.make("Ya funciona, gracias.", String(body))
        let (reply, quoted) = ReplyText.split(try InboundMessage.parse(Array(raw.utf8)).text)
        #expect(reply == "Ya funciona, gracias.")
        #expect(quoted.contains("Su folio es IN-101") && quoted.contains("ocho horas"), "nothing is lost")
    }

    @Test func `an answer below or between our lines is not hidden by the line at their top`() throws {
        let quoted = Self.dress().text(of: "¿Qué versión usa?\n\n¿Desde cuándo?").split(separator: "\n", omittingEmptySubsequences: false).map { "> \($0)" }
        let below = "El jue, 12 mar 2026 a las 17:05, Intecnia (<soporte@intecnia.example>) escribió:\n\n" + quoted.joined(separator: "\n") + "\n\nLa 7.4, desde ayer."
        #expect(ReplyText.split(below).reply.hasSuffix("La 7.4, desde ayer."))
        let between = quoted.dropLast(2).joined(separator: "\n") + "\nLa 7.4\n" + quoted.suffix(1).joined() + "\nDesde ayer"
        #expect(ReplyText.split(between).reply.contains("La 7.4") && ReplyText.split(between).reply.contains("Desde ayer"))
    }

    @Test func `a long letter is dressed, and its mail is legal`() throws {
        let text = String(repeating: "renglón https://e.example/a larguísimo & sin fin ", count: 4_000) + "\n\n" + String(repeating: "x\n", count: 10_000)
        var message = try OutboundMessageTests.message(text: Self.dress().text(of: text))
        let took = ContinuousClock().measure { message.html = Self.dress().html(of: text) }
        #expect(took < .seconds(20))
        let bytes = try message.rendered()
        #expect(try InboundMessage.parse(bytes).html?.contains("<a href=\"https://e.example/a\"") == true)
        #expect(message.html?.matches(of: /<a href/).count == 4_000)
    }
}

extension LetterDressTests {
    @Test func `a logo travels inside the letter, in place of the name, and who sees no pictures reads that`() throws {
        let png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 1, 2]
        var dress = LetterDress(sender: "Intecnia <\"Soporte\">", color: "#1f5fbf", languageTag: "es-MX")
        #expect(dress.pictures.isEmpty && !dress.html(of: "Hola").contains("<img"))
        dress.logo = png
        let html = dress.html(of: "Hola")
        #expect(html.contains("<img src=\"cid:logo@ventanilla\" alt=\"Intecnia &lt;&quot;Soporte&quot;&gt;\""))
        let message = OutboundMessage(
            from: try #require(Address(email: "soporte@intecnia.example")), to: [try #require(Address(email: "luna@papeleria.example"))], subject: "Hola",
            text: "Hola", html: html, messageID: "1.x@intecnia.example", date: Instant(seconds: 1_773_000_000), attachments: dress.pictures)
        let back = try InboundMessage.parse(try message.rendered())
        #expect(back.attachments.map(\.bytes) == [png] && back.attachments[0].isInline && back.attachments[0].contentID == "logo@ventanilla")
        #expect(back.text.hasPrefix("Hola") && back.text.count < 6)
    }
}
