import Testing
@testable import Web

struct LinkTests {
    @Test(arguments: [
        ("A-101", "/fel/requests/A-101"), ("a/b", "/fel/requests/a%2Fb"), ("..", "/fel/requests/%2E%2E"),
        ("a b?c#d", "/fel/requests/a%20b%3Fc%23d"), ("ñ", "/fel/requests/%C3%B1"), ("%2e", "/fel/requests/%252e"),
    ])
    func `a part from outside stays one part of the path`(folio: String, address: String) {
        #expect(Link.request("fel", folio).address == address)
    }

    @Test func `a query is encoded, and a second one joins the first`() {
        let queue = Link.queue("fel", [("q", "a&b=c")])
        #expect(queue.address == "/fel/desk/queue?q=a%26b%3Dc")
        #expect(queue.fragment.address == "/fel/desk/queue?q=a%26b%3Dc&fragment=1")
        #expect(Link.notices("fel").fragment.address == "/fel/desk/notices?fragment=1")
    }

    @Test(arguments: ["javascript:alert(1)", "data:text/html,x", " https://a.example", "https://a.example/\u{22}x", "//a.example", ""])
    func `only plain web addresses lead outside`(text: String) {
        #expect(Link.outside(text) == nil)
    }

    @Test func `a web address, a letter and a call`() {
        #expect(Link.outside("https://sat.gob.mx/x?y=1")?.address == "https://sat.gob.mx/x?y=1")
        #expect(Link.mail(to: "a@b.mx?bcc=c@d.mx").address == "mailto:a@b.mx%3Fbcc%3Dc@d.mx")
        #expect(Link.call("+52 (222) 699-65 24").address == "tel:+522226996524")
    }
}
