import Testing
@testable import Web

/// What the literal does with its holes. What it does *not* take is told by the compiler: only `String`, `Int`,
/// `HTML`, `[HTML]`, their optionals and `Link` have an `appendInterpolation`, and segments are `StaticString`,
/// so `HTML(stringLiteral: text)` with a text from outside does not compile either.
struct HTMLTests {
    @Test(arguments: [
        ("<script>", "&lt;script&gt;"), ("a & b", "a &amp; b"), ("\" onload=\"x", "&quot; onload=&quot;x"),
        ("it's", "it&#39;s"), ("", ""), ("ñ é 漢字 🙂", "ñ é 漢字 🙂"), ("<", "&lt;"), ("&amp;", "&amp;amp;"),
    ])
    func `a text is escaped, in elements and in quoted attributes`(text: String, written: String) {
        let html: HTML = "<p title=\"\(text)\">\(text)</p>"
        #expect(html.text == "<p title=\"\(written)\">\(written)</p>")
    }

    @Test func `markup stands as it is, once`() {
        let bold: HTML = "<b>\("R&D")</b>"
        let html: HTML = "<p>\(bold)\([bold, bold])\(nil as HTML?)\(bold, when: false)</p>"
        #expect(html.text == "<p><b>R&amp;D</b><b>R&amp;D</b><b>R&amp;D</b></p>")
    }

    @Test(arguments: [(0, "0"), (7, "7"), (1_234_567, "1234567"), (-5, "-5")])
    func `a number is plain digits`(number: Int, written: String) {
        #expect(("<b>\(number)</b>" as HTML).text == "<b>\(written)</b>")
    }

    @Test func `an address takes a link and refuses a text`() {
        let text = "javascript:alert(1)"
        let refused: [HTML] = [
            "<a href=\"\(text)\">", "<img src=\"\(text)\">", "<form action=\"\(text)\">", "<b style=\"\(text)\">",
            "<a HREF=\"\(text)\">", "<b onclick=\"\(text)\">", "<button formaction=\"\(text)\">", "<a\nhref=\"\(text)\">",
        ]
        for html in refused { #expect(!html.text.contains("javascript"), "\(html.text)") }
        #expect(("<a href=\"\(Link.home("fel"))\">" as HTML).text == "<a href=\"/fel\">")
    }

    @Test func `names that only look like an address are texts`() {
        #expect(("<b class=\"\("late")\" data-draft=\"\("x")\">" as HTML).text == "<b class=\"late\" data-draft=\"x\">")
    }
}
