import Storage

extension DeskTransaction {
    /// The customer with this tax number, entered now if he is new. Generic numbers name nobody.
    func customer(rfc: RFC, named name: String, in company: Int64) throws -> Int64? {
        guard !rfc.isGeneric else { return nil }
        if let known: Int64 = try sql.value("SELECT id FROM customer WHERE company_id = \(company) AND rfc = \(rfc.text)") {
            return known
        }
        let id = newID()
        try sql.submit("""
            INSERT INTO customer (id, company_id, name, rfc, created_at)
            VALUES (\(id), \(company), \(name), \(rfc.text), \(now))
            """)
        return id
    }
}
