import Foundation
import ServiceDesk
import SupportPolicy
import Testing
@testable import Web

/// Every page, in both languages, filled as the sample companies would.
struct PageTests {
    static let all = Language.allCases.flatMap { language in
        Sample.pages(in: language).map { (name: "\($0.name).\(language.rawValue)", text: $0.page.document.text, language: language) }
    }

    @Test func `every page has one language, one title, one headline and one main`() {
        for page in Self.all {
            #expect(page.text.hasPrefix("<!doctype html>"), "\(page.name)")
            #expect(page.text.contains("<html lang=\"\(page.language.tag)\""), "\(page.name)")
            for tag in ["<title>", "<h1>", "<main "] {
                #expect(page.text.components(separatedBy: tag).count == 2, "\(page.name) \(tag)")
            }
        }
    }

    @Test func `no page shows markup as text, or an unescaped text as markup`() {
        for page in Self.all {
            #expect(!page.text.contains("<ayer>"), "\(page.name)")
            for mistake in ["&lt;span", "&lt;a ", "&lt;p", "&lt;b&gt;", "&lt;div", "Optional(", "href=\"#\""] {
                #expect(!page.text.contains(mistake), "\(page.name) \(mistake)")
            }
        }
    }

    @Test func `every form that changes something carries the session's secret`() {
        for page in Self.all {
            for form in page.text.components(separatedBy: "<form ").dropFirst() where form.hasPrefix("method=\"post\"") {
                let body = form.components(separatedBy: "</form>")[0]
                #expect(body.contains("name=\"csrf\""), "\(page.name): \(body.prefix(80))")
            }
        }
    }

    @Test func `no id stands twice, and every label and description leads somewhere`() throws {
        let ids = try NSRegularExpression(pattern: #" id="([^"]+)""#)
        let uses = try NSRegularExpression(pattern: #" (?:for|aria-labelledby|aria-describedby)="([^"]+)""#)
        for page in Self.all {
            let found = Self.matches(ids, page.text)
            #expect(found.count == Set(found).count, "\(page.name): \(found.sorted())")
            for use in Self.matches(uses, page.text).flatMap({ $0.split(separator: " ").map(String.init) }) {
                #expect(found.contains(use), "\(page.name): \(use)")
            }
        }
    }

    @Test func `English pages have no Spanish frame`() {
        let english = Self.all.filter { $0.language == .en }
        for page in english {
            for word in ["Ir al contenido", "Salir<", "Cómo se calcula", "Lo que se ha hecho"] {
                #expect(!page.text.contains(word), "\(page.name) \(word)")
            }
        }
    }

    private static func matches(_ expression: NSRegularExpression, _ text: String) -> [String] {
        expression.matches(in: text, range: NSRange(text.startIndex..., in: text)).compactMap { match in
            Range(match.range(at: 1), in: text).map { String(text[$0]) }
        }
    }
}

/// Single pages: what must be on them and what must not.
struct SinglePageTests {
    private func text(_ name: String) throws -> String {
        try #require(Sample.pages().first { $0.name == name }).page.document.text
    }

    @Test func `a client sees what is owed, by when, why, who has it, and how it was reckoned`() throws {
        let page = try text("request")
        for word in ["Vence hoy, 17:00", "faltan 1 h 40 min hábiles", "FEL-27", "Soporte Técnico / Inés Robles", "Abierta", "en espera del cliente (IN-43)"] {
            #expect(page.contains(word), "\(word)")
        }
        #expect(!page.contains("Nota interna"))
    }

    @Test func `an internal note says so in words, and a forbidden act shows its clause`() throws {
        let page = try text("ticket")
        #expect(page.contains("<span class=\"tag\">Nota interna</span>"))
        #expect(page.contains("<button disabled>Cerrar</button>"))
        #expect(page.contains("Faltan dos de tres intentos de contacto. <cite>IN-59</cite>"))
        #expect(!page.contains("action=\"/intecnia/desk/tickets/A-101/closure\""))
        #expect(page.contains("action=\"/intecnia/desk/tickets/A-101/escalations\""))
        #expect(!page.contains("name=\"priority\""), "a company without priorities is not asked for one")
    }

    @Test func `a refused form keeps its values, sums up, and leads to the fields`() throws {
        let page = try text("request-form-wrong")
        #expect(page.contains("Revise 2 campos"))
        #expect(page.contains("<a href=\"#f-rfc\">RFC</a>"))
        #expect(page.contains("value=\"luna@papeleria\""))
        #expect(page.contains("<option value=\"technical\" selected>"))
        #expect(page.contains("aria-invalid=\"true\""))
        #expect(try !text("request-form").contains("aria-invalid"))
    }

    @Test func `a password is never written back`() {
        let field = FormField(name: "password", label: "Contraseña", kind: .password, value: "secreto")
        #expect(!field.html(in: .es).text.contains("secreto"))
    }

    @Test func `the queue says each standing in words and leads to each ticket`() throws {
        let page = try text("queue")
        for word in ["hace 2 h 10 min", "faltan 40 min", "Sin límite", "/intecnia/desk/tickets/A-101\""] {
            #expect(page.contains(word), "\(word)")
        }
        #expect(try text("queue-empty").contains("No hay nada pendiente aquí."))
    }

    @Test func `a fragment is the very markup of its page`() {
        let queue = Sample.queuePage(.es)
        #expect(queue.document.text.contains(queue.queue.html.text))
        #expect(queue.document.text.contains("data-fragment=\"/intecnia/desk/queue?state=open&amp;fragment=1\""))
    }

    @Test func `an asset is found by its name and addressed by its content`() throws {
        let stylesheet = try #require(Asset.named("ventanilla.css"))
        #expect(stylesheet.link.address == "/assets/\(stylesheet.hash)/ventanilla.css")
        #expect(stylesheet.hash.count == 16)
        #expect(!stylesheet.bytes.isEmpty)
        #expect(Asset.named("../secret") == nil)
    }

    @Test func `the colours of letters and papers are the stylesheet's`() throws {
        let stylesheet = String(decoding: Asset.stylesheet.bytes, as: UTF8.self)
        for (place, color) in CompanyColor.all.enumerated() {
            #expect(stylesheet.contains(place == 0 ? "--accent: \(color); --on-accent: #fff;" : "[data-accent=\"\(place)\"] { --accent: \(color); }"))
        }
    }

    @Test(arguments: Asset.scripts)
    func `a script stays below 100 lines`(script: Asset) {
        #expect(script.bytes.count { $0 == UInt8(ascii: "\n") } < 100)
    }

    @Test func `who only takes part in a request is asked for nothing that is its requester's to give`() {
        var page = RequestPage(frame: Sample.client(.es), folio: "GE-101", subject: "Otro reporte", state: "Abierta", stateMeaning: "", inCharge: "", opened: "")
        var visit = WorkLine(number: 1, what: "Visita", when: "mañana", who: "Inés", state: "Acordada", standing: .soon)
        visit.prepares = (.request("fel", "GE-101"), [FormField(name: "network", label: "Red", kind: .text)], ClauseCite(id: "IN-54"))
        page.works = [visit]
        page.documents = [("general", "Solicitud general de desarrollo", ClauseCite(id: "GE-56"))]
        let asked = ["name=\"document-general\"", "name=\"network\""]
        for field in asked { #expect(page.document.text.contains(field)) }
        page.show(to: Principal(company: 1, person: 2, name: "Memo", email: "memo@papel.example", role: .client), of: "Luna Lara", leaving: .request("fel", "GE-101"))
        for field in asked { #expect(!page.document.text.contains(field)) }
    }
}
