import BusinessTime
import PDF
import TestSupport
import Testing

struct DocumentTests {
    @Test func `text can be read back with accents, ñ, Chinese, Greek and ligatures`() throws {
        let words = "Año de la Ñoñería: pingüino, ¿cómo?, ¡así! — «oficina» €1,234.50 中文支持 日本語 한국어 ελληνικά Привет fi ffl"
        let printed = try PrintedPDF(Document.sample([.paragraph(words), .facts([.init("Señor", "Íñigo Núñez Açaí")])]).pdf())
        #expect(printed.flatText.contains(words))
        #expect(printed.flatText.contains("Señor Íñigo Núñez Açaí"))
    }

    @Test func `the file says what it is, whose, and when it was made by the caller's clock`() throws {
        let printed = try PrintedPDF(Document.sample([.paragraph("Hola")], title: "Póliza 12").pdf())
        #expect(printed.facts["Title"] == "Documento · Póliza 12")
        #expect(printed.facts["Author"] == "Compañía Ñandú")
        #expect(printed.facts["CreationDate"] == "Fri Mar 13 12:00:00 2026 UTC")
        #expect(printed.facts["ModDate"] == printed.facts["CreationDate"])
    }

    @Test(arguments: [(PageSize.letter, "612 x 792 pts (letter)"), (.a4, "595.28 x 841.89 pts (A4)")])
    func `the paper has its size`(size: PageSize, said: String) throws {
        #expect(try PrintedPDF(Document.sample([], size: size).pdf()).facts["Page size"] == said)
    }

    @Test func `the same values give the same bytes, whatever was printed before and on whichever thread`() async throws {
        let document = Document.sample([
            .lead("El mismo"), .table(.numbered(90)), .proof(.init(title: "Compruebe", text: "", address: "https://a.example", seal: .init(rim: "Sello", center: "Ñ")))])
        let first = try document.pdf()
        let others = try await withThrowingTaskGroup(of: [UInt8].self) { group in
            for number in 0..<16 {
                group.addTask {
                    _ = try Document.sample([.paragraph("Otro \(number) 中文")]).pdf()
                    return try document.pdf()
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(others.count == 16)
        #expect(others.allSatisfy { $0 == first })
    }

    @Test func `any other value gives other bytes`() throws {
        let document = Document.sample([.paragraph("uno")])
        var others = [document, document, document, document]
        others[0].createdAt = document.createdAt + 1
        others[1].blocks = [.paragraph("dos")]
        others[2].letterhead.color = .ink
        others[3].reference = "Documento 13"
        let bytes = try document.pdf()
        for other in others { #expect(try other.pdf() != bytes) }
    }

    @Test func `an empty document, and empty texts, are a page`() throws {
        #expect(try PrintedPDF(Document.sample([]).pdf()).pages == 1)
        let empty = try PrintedPDF(Document(
            letterhead: Letterhead(name: ""), kind: "", title: "", blocks: [
                .lead(""), .heading(""), .paragraph(""), .note(""), .facts([.init("", "")]), .facts([]), .table(Table(columns: [], rows: [])),
                .table(Table(columns: [.init("")], rows: [.init([])])), .checklist([.init("")]), .signatures([]), .signatures([.init(role: "")]),
                .proof(.init(title: "", text: "", address: "")),
            ], reference: "", createdAt: Instant(seconds: 0)).pdf())
        #expect(empty.pages == 1)
        #expect(empty.flatText.hasSuffix("Página 1 de 1"))
    }

    @Test func `every page is numbered in the words of its language`() throws {
        var document = Document.sample(Array(repeating: .paragraph(String(repeating: "Una frase. ", count: 80)), count: 20))
        document.pageWords = PageWords(page: "Page", of: "of")
        let printed = try PrintedPDF(document.pdf())
        #expect(printed.pages == document.pages)
        #expect(printed.pages > 2)
        for (index, text) in printed.textsOfPages.enumerated() {
            #expect(text.contains("Page \(index + 1) of \(printed.pages)"))
            #expect(text.contains("Documento 12"))
            #expect(text.contains("Compañía Ñandú"))
        }
    }

    @Test func `a heading goes to the next page with what it heads`() throws {
        for lines in 20..<44 {
            let printed = try PrintedPDF(Document.sample([.paragraph(String(repeating: "Renglón\n", count: lines)), .heading("Título"), .paragraph("Cuerpo")]).pdf())
            let page = try #require(printed.textsOfPages.first { $0.contains("Título") })
            #expect(page.contains("Cuerpo"), "\(lines) lines before it")
        }
    }
}
