import Storage

/// Folios count up per company. The two engines count differently: SQLite has one writer, so a row will do; on
/// PostgreSQL a row would make all openings of a company wait for each other, so it is a sequence, with gaps where
/// a transaction was lost.
extension DeskTransaction {
    /// The number before a company's first.
    private static let beginning: Int64 = 100

    func makeFolios(of company: Int64) throws {
        switch sql.engine {
        case .sqlite: try sql.execute("INSERT INTO folio (company_id, last) VALUES (\(company), \(Self.beginning))")
        case .postgres: try sql.script("CREATE SEQUENCE folio_\(company) START \(Self.beginning + 1)")
        }
    }

    /// Takes the number of the next folio, which the last of these statements answers. SQLite opens a savepoint for
    /// RETURNING, at which FTS5 would write a segment for every request.
    func takingFolio(of company: Int64) -> [SQL] {
        switch sql.engine {
        case .sqlite: [
            "UPDATE folio SET last = last + 1 WHERE company_id = \(company)", "SELECT last FROM folio WHERE company_id = \(company)",
        ]
        case .postgres: ["SELECT nextval('folio_\(unsafe: String(company))')"]
        }
    }

    /// The next folio: `IN-101`.
    ///
    /// - Parameter number: that was taken already.
    func nextFolio(of company: Int64, prefix: String, number: Int64? = nil) throws -> String {
        guard let number = try number ?? sql.fetch(together: takingFolio(of: company)).last?.first.map({ try $0[0] }) else {
            throw DeskError.broken("company \(company) has no folios")
        }
        return "\(prefix)-\(number)"
    }
}
