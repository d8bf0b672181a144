import BusinessTime
import PDF

extension Document {
    /// A paper of one company, made at noon of 13 March 2026.
    static func sample(_ blocks: [Block], title: String = "Prueba", size: PageSize = .letter) -> Document {
        Document(
            letterhead: Letterhead(name: "Compañía Ñandú", lines: ["Compañía Ñandú, S.A. de C.V."], color: Color("#0b6b6b")!),
            kind: "Documento", title: title, blocks: blocks, reference: "Documento 12", size: size, createdAt: Instant(iso8601: "2026-03-13T12:00:00Z")!)
    }
}

extension Table {
    /// "Renglón 1", 1,000 … as many as wanted.
    static func numbered(_ count: Int) -> Table {
        Table(
            columns: [Column("Concepto"), .number("Importe"), .number("Saldo")],
            rows: (0..<count).map { Row([Cell("Renglón \($0 + 1)"), Cell("−\($0 % 10)"), Cell("\(1_000 + $0)")]) })
    }
}
