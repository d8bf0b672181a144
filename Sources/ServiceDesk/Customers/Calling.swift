import Storage
import SupportPolicy

/// Somebody who calls, found by what he says on the phone: his NIC and where his contract stands are confirmed before he is
/// served (GE-48).
package struct Caller: Sendable {
    package let customer: String
    /// NIC
    package let number: String?
    package let rfc: String?
    package let contacts: [(name: String, email: String)]
    /// What serves him now, else what ended last; `nil`: he never had any.
    package let contract: ContractRow?
    package let policy: Policy
}

extension Desk {
    /// Most callers that are found at once.
    package static let mostCallers = 10

    /// The customers that a search may mean: a NIC, a number of contract, an RFC, an address, or part of a name.
    package func callers(matching search: String, as principal: Principal) async throws -> [Caller] {
        try principal.requireStaff()
        let words = String(Words.clean(search, keepingLines: false).prefix(100))
        guard !words.isEmpty else { return [] }
        return try await read { try $0.callers(matching: words, as: principal) }
    }
}

extension DeskTransaction {
    fileprivate func callers(matching words: String, as principal: Principal) throws -> [Caller] {
        let company = principal.company, part = likePart(words)
        let rows = try sql.fetch("""
            SELECT id, name, number, rfc FROM customer
            WHERE company_id = \(company) AND (number = \(words) OR rfc = \(words.uppercased()) OR \(folded("name")) LIKE \(part) ESCAPE '\\'
                OR id IN (SELECT customer_id FROM contract WHERE company_id = \(company) AND number = \(words))
                OR id IN (SELECT customer_id FROM person WHERE company_id = \(company) AND (email_key = \(emailKey(words)) OR \(folded("name")) LIKE \(part) ESCAPE '\\')))
            ORDER BY name, id LIMIT \(Desk.mostCallers)
            """)
        return try rows.map { row in
            let id: Int64 = try row[0]
            let contacts = try sql.fetch("SELECT name, email FROM person WHERE company_id = \(company) AND customer_id = \(id) ORDER BY name, id LIMIT 20")
            let number: String? = try contractInForce(of: id, in: company)?.contract.number
                ?? sql.value("SELECT number FROM contract WHERE company_id = \(company) AND customer_id = \(id) ORDER BY ends_at DESC, id DESC LIMIT 1")
            let contract = try number.map { try self.contract($0, visibleTo: principal) }
            return Caller(
                customer: try row[1], number: try row[2], rfc: try row[3], contacts: try contacts.map { (name: try $0[0], email: try $0[1]) },
                contract: contract, policy: try policy(contract?.contract.policyID ?? self.company(id: company).policyID))
        }
    }

    /// A name as people look for it: in lower case and without the accents of Spanish, of which SQLite's `lower` knows no capital.
    func folded(_ column: SQL) -> SQL {
        Self.accents.reduce("lower(\(column))" as SQL) { "replace(\($0), \($1.from), \($1.to))" }
    }

    /// What `LIKE` finds anywhere in a text that is folded.
    func likePart(_ words: String) -> String {
        let folded = Self.accents.reduce(words.lowercased()) { $0.replacing($1.from, with: $1.to) }
        return "%" + folded.replacing("\\", with: "\\\\").replacing("%", with: "\\%").replacing("_", with: "\\_") + "%"
    }

    private static let accents = zip("ÁáÉéÍíÓóÚúÜüÑñ", "aaeeiioouuuunn").map { (from: String($0), to: String($1)) }
}
