import PDF
import TestSupport
import Testing

struct TableTests {
    @Test func `ten thousand rows are all there, in order, under a head on each page`() throws {
        let printed = try PrintedPDF(Document.sample([.table(.numbered(10_000))]).pdf())
        let rows = printed.text.split(separator: "\n").filter { $0.contains("Renglón") }
        #expect(rows.count == 10_000)
        for (index, row) in rows.enumerated() {
            let words = row.split(separator: " ")
            #expect(words == ["Renglón", "\(index + 1)", "−\(index % 10)", "\(1_000 + index)"])
        }
        #expect(printed.textsOfPages.count == printed.pages)
        #expect(printed.textsOfPages.allSatisfy { $0.contains("Concepto") && $0.contains("Importe") && $0.contains("Saldo") })
    }

    @Test func `numbers end in one line, whatever their length`() throws {
        let table = Table(columns: [.init("Concepto"), .number("Importe")], rows: [
            .init(["Uno", "7"]), .init(["Mil", "1,000"]), .init(["Menos", "−12,345,678"]), .init(["Total", "15"], isTotal: true),
        ])
        let printed = try PrintedPDF(Document.sample([.table(table)]).pdf())
        let ends = try ["7", "1,000", "−12,345,678", "15", "Importe"].map { try #require(printed.ends(of: $0).first) }
        for end in ends { #expect(abs(end - ends[0]) < 0.6) }
    }

    @Test func `a row is never split`() throws {
        let tall = (0..<30).map { number in
            Table.Row([Table.Cell((1...7).map { "r\(number)-\($0)" }.joined(separator: "\n"), detail: "detalle \(number)"), "x"])
        }
        let printed = try PrintedPDF(Document.sample([.table(Table(columns: [.init("A"), .init("B")], rows: tall))]).pdf())
        #expect(printed.pages > 3)
        for number in 0..<30 {
            let page = try #require(printed.textsOfPages.first { $0.contains("r\(number)-1\n") || $0.contains("r\(number)-1 ") })
            #expect(page.contains("r\(number)-7") && page.contains("detalle \(number)"))
        }
    }

    @Test func `a row that no page holds is continued, and nothing of it is lost`() throws {
        let lines = (1...400).map { "linea-\($0)-fin" }
        let printed = try PrintedPDF(Document.sample([
            .table(Table(columns: [.init("A"), .number("B")], rows: [.init(["antes", "1"]), .init([Table.Cell(lines.joined(separator: "\n")), "2"]), .init(["después", "3"])])),
        ]).pdf())
        #expect(printed.pages > 5)
        let text = printed.flatText
        for line in lines { #expect(text.contains(line)) }
        #expect(text.contains("después 3"))
    }

    @Test func `cells that are missing are empty, and an empty table says so`() throws {
        let short = Table(columns: [.init("A"), .init("B")], rows: [.init(["uno"]), .init(["dos", "tres", "cuatro"])])
        let printed = try PrintedPDF(Document.sample([.table(short), .table(Table(columns: [.init("C")], rows: [], empty: "Sin movimientos"))]).pdf())
        #expect(printed.flatText.contains("uno dos tres C Sin movimientos"))
    }

    @Test func `twelve columns of numbers stay on the paper`() throws {
        let columns = (1...12).map { Table.Column.number("Columna \($0)") }
        let printed = try PrintedPDF(Document.sample([.table(Table(columns: columns, rows: [.init((1...12).map { Table.Cell("\($0)99,999,999") })]))]).pdf())
        for number in 1...12 { #expect(printed.solidText.contains("Columna") && printed.text.contains("\(number)9")) }
        #expect(printed.pages == 1)
    }

    @Test func `checks say how they stand in words`() throws {
        let printed = try PrintedPDF(Document.sample([.checklist([.init("Acceso", isMet: true, said: "cumplido"), .init("Casco", isMet: false, said: "falta"), .init("Plano")])]).pdf())
        #expect(printed.flatText.contains("Acceso cumplido Casco falta Plano"))
    }
}
