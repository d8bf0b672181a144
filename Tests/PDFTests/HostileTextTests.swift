import Foundation
import PDF
import TestSupport
import Testing

struct HostileTextTests {
    /// Everywhere that text can stand.
    private static func everywhere(_ text: String) -> Document {
        var document = Document.sample([
            .lead(text), .heading(text), .paragraph(text), .note(text), .facts([.init(text, text)]),
            .table(Table(columns: [.init(text), .number(text)], rows: [.init([Table.Cell(text, detail: text), Table.Cell(text)])], empty: text)),
            .checklist([.init(text, said: text)]), .signatures([.init(role: text, name: text)]),
            .proof(.init(title: text, text: text, address: text, seal: .init(rim: text, center: text))),
        ], title: text)
        document.letterhead.name = text
        document.letterhead.lines = [text]
        document.kind = text
        document.reference = text
        return document
    }

    @Test(arguments: [
        "<b>negrita</b>", "<span font='99'>x</span>", "&amp; & &lt;", "file:///etc/passwd", "javascript:alert(1)", "<img src=file:///etc/passwd>",
        "https://169.254.169.254/", "%s%n%x", "(Tj) ET Q endstream endobj", "\\input{/etc/passwd}", "/JavaScript /OpenAction", "{{7*7}} ${HOME} $(id) `id`",
        "'; DROP TABLE ticket; --", "uri='file:///etc/passwd'",
    ])
    func `what looks like orders is printed as it stands`(text: String) throws {
        let bytes = try Self.everywhere(text).pdf()
        let printed = try PrintedPDF(bytes)
        let solid = text.filter { !$0.isWhitespace }
        // Everywhere but in the seal, which is outlines.
        #expect(printed.solidText.components(separatedBy: solid).count - 1 >= 15)
        #expect(!printed.text.contains("root:"))
        #expect(printed.facts["JavaScript"] == "no" && printed.facts["Form"] == "none")
        // No action, link or attached file came into being.
        let file = String(decoding: bytes, as: UTF8.self)
        for name in ["/URI", "/Annots", "/EmbeddedFile", "/Launch"] { #expect(!file.contains(name)) }
    }

    @Test(arguments: [
        ("uno\u{0}dos", "unodos"), ("uno\u{202E}dos\u{202C} tres", "unodos tres"), ("\u{2066}uno\u{2069} dos", "uno dos"), ("uno\u{7}\u{1B}[31mdos", "uno[31mdos"),
        ("uno\tdos", "uno dos"), ("uno\u{FEFF}dos\u{FFFE}", "unodos"), ("uno\u{E0041}dos", "unodos"), ("uno\u{200F}dos", "unodos"),
        ("uno\r\ndos\u{2028}tres\u{85}cuatro", "uno dos tres cuatro"), ("\u{FFFC}uno", "uno"),
    ])
    func `control characters and marks that turn the order are left out`(text: String, printedAs: String) throws {
        let printed = try PrintedPDF(Document.sample([.paragraph(text), .facts([.init("dato", text)])]).pdf())
        #expect(printed.flatText.contains("\(printedAs) dato"))
        #expect(!printed.text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" && $0.value != 0x0C })
    }

    @Test func `no file is opened for what a text says`() throws {
        // A pipe that nobody writes to: who opened it would wait for ever.
        let path = NSTemporaryDirectory() + "ventanilla-\(UUID().uuidString)"
        #expect(mkfifo(path, 0o600) == 0)
        defer { unlink(path) }
        let printed = try PrintedPDF(Self.everywhere("file://\(path) <img src=\"\(path)\"> \(path)").pdf())
        #expect(printed.solidText.contains("file://\(path)"))
    }

    @Test func `a word without end is broken, and no hyphen is added`() throws {
        let word = (0..<4_000).map { String($0 % 10) }.joined()
        for document in [Document.sample([.paragraph(word)]), Document.sample([.table(Table(columns: [.init("A"), .number("B")], rows: [.init([Table.Cell(word), Table.Cell("7")])]))])] {
            let printed = try PrintedPDF(document.pdf())
            #expect(printed.solidText.contains("0123456789"))
            #expect(printed.text.filter { "0123456789".contains($0) }.count >= 4_000)
            #expect(!printed.text.contains("-"))
        }
    }

    @Test func `a text of a megabyte ends where it must, and says so`() throws {
        for text in [String(repeating: "x", count: 1_000_000), String(repeating: "palabra ", count: 125_000), String(repeating: "é\n", count: 500_000)] {
            let printed = try PrintedPDF(Document.sample([.paragraph(text), .paragraph("Fin")]).pdf())
            #expect(printed.flatText.contains("…"))
            #expect(printed.text.contains("Fin"))
        }
    }

    @Test func `marks do not climb over other lines`() throws {
        let printed = try PrintedPDF(Document.sample([.paragraph("Z" + String(repeating: "\u{0301}\u{0302}", count: 500) + "algo")]).pdf())
        #expect(printed.text.contains("algo"))
        #expect(printed.text.unicodeScalars.filter { $0.properties.generalCategory == .nonspacingMark }.count <= 4)
    }
}
