import Mail
import Testing

struct HTMLTextTests {
    @Test(arguments: [
        "<script>alert(1)</script>", "<SCRIPT SRC=//e.example/x.js></SCRIPT>", "<scr<script>ipt>alert(1)</script>",
        "<img src=x onerror=alert(1)>", "<img src=\"cid:a\" onerror=alert(1)>", "<body onload=alert(1)>x", "<div onclick='alert(1)'>x</div>",
        "<svg onload=alert(1)>", "<svg><script>alert(1)</script></svg>", "<svg><a xlink:href=\"javascript:alert(1)\">x</a></svg>",
        "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>", "<math href=\"javascript:alert(1)\">x</math>",
        "<a href=\"javascript:alert(1)\">x</a>", "<a href=\" JaVaScRiPt:alert(1)\">x</a>", "<a href=\"java\tscript:alert(1)\">x</a>",
        "<a href=\"java&#10;script:alert(1)\">x</a>", "<a href=\"&#106;avascript:alert(1)\">x</a>", "<a href=\"\u{1}javascript:alert(1)\">x</a>",
        "<a href=\"vbscript:alert(1)\">x</a>", "<a href=\"data:text/html,<script>alert(1)</script>\">x</a>",
        "<img src=\"data:image/svg+xml,<svg onload=alert(1)>\">", "<img src=\"javascript:alert(1)\">",
        "<p style=\"background:url(javascript:alert(1))\">x</p>", "<style>@import 'http://e.example';</style>",
        "<link rel=stylesheet href=http://e.example>", "<base href=\"http://e.example/\">", "<meta http-equiv=refresh content=\"0;url=http://e.example\">",
        "<form action=http://e.example><input name=p><button>x</button></form>", "<iframe src=http://e.example></iframe>",
        "<iframe srcdoc=\"<script>alert(1)</script>\">", "<object data=http://e.example></object>", "<embed src=http://e.example>",
        "<video src=x onerror=alert(1)></video>", "<audio src=http://e.example>", "<table background=http://e.example><tr><td>x",
        "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">", "<textarea><img src=x onerror=alert(1)></textarea>",
        "<title><img src=x onerror=alert(1)></title>", "<template><script>alert(1)</script></template>", "<xmp><script>alert(1)</script></xmp>",
        "<!--><script>alert(1)</script>-->", "<![CDATA[<script>alert(1)</script>]]>", "<plaintext><script>alert(1)</script>",
        "<p title=\"&quot; onmouseover=alert(1) x=&quot;\">x</p>", "<p title='\"><script>alert(1)</script>'>x</p>",
        "<b><p><i></b><script>alert(1)</script></i>", "<table><script>alert(1)</script><tr onclick=alert(1)>", "<a href='http://e.example' target=_top onclick=x>x",
        "<img src=http://e.example/p.gif width=1 height=1>", "<img src=\"http://e.example/p.gif\" alt=\"x\">", "<img srcset=\"http://e.example/p.gif 1x\">",
        "<input onfocus=alert(1) autofocus>", "<details open ontoggle=alert(1)>", "<keygen autofocus onfocus=alert(1)>", "<isindex type=image src=1 onerror=alert(1)>",
        "<a id=x name=location class=admin href=//e.example>x</a>", "<a href=\"/closure?a=1\">x</a>", "<\0script>alert(1)</\0script>",
    ])
    func `no attack survives`(html: String) throws {
        let safe = HTMLText.sanitised(html)
        try expectSafe(safe)
        // What a browser makes of the result must be as safe: a second pass must find nothing to change.
        #expect(HTMLText.sanitised(safe) == safe.replacing(" class=\"remote-image\"", with: ""))
    }

    /// Reads tag by tag, on its own and without a parser: every `<` that remains must open a tag of the allowed shape.
    private func expectSafe(_ html: String) throws {
        let tag = try Regex(##"</?([a-z][a-z0-9]*)((?: [a-z]+="[^"<>]*")*)>"##)
        let rest = html.replacing(tag, with: "")
        #expect(!rest.contains("<") && !rest.contains(">"), "\(html)")
        for match in html.matches(of: tag) {
            let name = String(try #require(match.output[1].substring)), attributes = String(match.output[2].substring ?? "")
            #expect(!["script", "style", "svg", "math", "iframe", "object", "embed", "form", "input", "base", "meta", "link", "template"].contains(name))
            for attribute in attributes.matches(of: /\ ([a-z]+)="([^"]*)"/) {
                let (key, value) = (String(attribute.output.1), attribute.output.2.lowercased())
                #expect(!key.hasPrefix("on") && !["style", "id", "name", "srcset", "background", "action", "target"].contains(key))
                if key == "class" { #expect(value == "remote-image") }
                if key == "href" { #expect(["http:", "https:", "mailto:", "tel:"].contains { value.hasPrefix($0) }) }
                if key == "src" { #expect(value.hasPrefix("cid:")) }
            }
        }
    }

    @Test(arguments: [
        ("<p>Hola <b>mundo</b></p>", "<p>Hola <b>mundo</b></p>"),
        ("<a href=\"https://sat.example/a?b=1&amp;c=2\">SAT</a>", "<a href=\"https://sat.example/a?b=1&amp;c=2\" rel=\"noopener noreferrer nofollow\">SAT</a>"),
        ("<a href=\"mailto:ana@example.mx\">Ana</a>", "<a href=\"mailto:ana@example.mx\" rel=\"noopener noreferrer nofollow\">Ana</a>"),
        ("<img src=\"cid:captura@x\" alt=\"captura\" width=\"300\">", "<img src=\"cid:captura@x\" alt=\"captura\" width=\"300\">"),
        ("<img src=\"https://e.example/a.png\" alt=\"Logo\">", "<span class=\"remote-image\">[Logo]</span>"),
        ("<table><tr><td colspan=2>1 &lt; 2</table>", "<table><tbody><tr><td colspan=\"2\">1 &lt; 2</td></tr></tbody></table>"),
        ("<font color=red>x</font><o:p>y</o:p>", "xy"), ("a<br>b<hr>", "a<br>b<hr>"), ("<ul><li>uno<li>dos</ul>", "<ul><li>uno</li><li>dos</li></ul>"),
    ])
    func `what is harmless stays`(html: String, expected: String) {
        #expect(HTMLText.sanitised(html) == expected)
    }

    @Test(arguments: [
        ("<p>Hola,</p><p>no   puedo\nfacturar.</p>", "Hola,\n\nno puedo facturar."),
        ("<div>uno</div><div>dos<br>tres</div>", "uno\ndos\ntres"),
        ("<ul><li>uno</li><li>dos</li></ul>", "- uno\n- dos"),
        ("Vea <a href=\"https://sat.example/\">el portal</a>.", "Vea el portal (https://sat.example/)."),
        ("<a href=\"https://sat.example/\">https://sat.example/</a>", "https://sat.example/"),
        ("<p>Sí</p><blockquote><p>¿Listo?</p><blockquote>ayer</blockquote></blockquote>", "Sí\n\n> ¿Listo?\n>\n> > ayer"),
        ("<pre>a\n  b</pre>", "a\n  b"), ("<style>p{}</style><script>x</script>hola", "hola"), ("a&nbsp;&amp;&eacute;", "a &é"),
        ("<table><tr><td>RFC</td><td>XAXX010101000</td></tr></table>", "RFC  XAXX010101000"), ("<img alt=\"captura\" src=x>", "[captura]"),
        ("", ""),
    ])
    func `HTML reads well as text`(html: String, expected: String) {
        #expect(HTMLText.plain(from: html) == expected)
    }

    @Test(arguments: [
        ("deep", String(repeating: "<div>", count: 200_000) + "hola"),
        ("unclosed formatting", (0..<20_000).map { "<b a\($0)=1><p>" }.joined() + "hola"),
        ("wide", String(repeating: "<b></b>", count: 150_000) + "hola"),
        ("tables", String(repeating: "<table><tr><td>", count: 60_000) + "hola"),
        ("attributes", "<p " + (0..<60_000).map { "a\($0)=1 " }.joined() + ">hola"),
        ("entities", String(repeating: "&amp;", count: 200_000) + "hola"),
    ])
    func `HTML built to exhaust is read in bounded time or loses its tags`(name: String, html: String) {
        let took = ContinuousClock().measure {
            #expect(HTMLText.plain(from: html).contains("hola"))
            #expect(HTMLText.sanitised(html).contains("hola"))
        }
        #expect(took < .seconds(60), "\(name): \(took)")
    }
}
