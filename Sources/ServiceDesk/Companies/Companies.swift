import BusinessTime
import Storage
import SupportPolicy

/// A company of this installation.
package struct CompanyRow: FetchableRow, Sendable {
    package let id: Int64
    package let slug: String
    package let name: String
    /// The version of its policy that is in force.
    package let policyID: Int64
    /// Days that it is, or was, closed unforeseen.
    package let closedDays: [Span]
    /// The first digits of its logo's digest; `nil` where it has none.
    package let logo: String?
    /// Where it issues its invoices.
    package let postalCode: String?
    /// `#1f5fbf`; `nil`: it chose none.
    package let chosenColor: String?

    package init(_ row: Row) throws {
        id = try row[0]
        slug = try row[1]
        name = try row[2]
        policyID = try row[3]
        closedDays = Moments.spans(try row[4])
        logo = try row[5]
        postalCode = try row[6]
        chosenColor = try row[7]
    }

    /// - Parameter now: decides which version is in force: the last whose time has come.
    static func columns(at now: Instant) -> SQL {
        """
        company.id, company.slug, company.name,
        (SELECT policy.id FROM policy WHERE policy.company_id = company.id AND policy.active_from <= \(now)
         ORDER BY policy.active_from DESC, policy.id DESC LIMIT 1),
        company.closed_days, company.logo_digest, company.postal_code, company.color
        """
    }
}

extension DeskTransaction {
    package func companyIfKnown(_ slug: String) throws -> CompanyRow? {
        try sql.first("SELECT \(CompanyRow.columns(at: now)) FROM company WHERE slug = \(slug)")
    }

    /// - Throws: `.notFound`.
    package func company(_ slug: String) throws -> CompanyRow {
        guard let company = try companyIfKnown(slug) else { throw DeskError.notFound }
        return company
    }

    func company(id: Int64) throws -> CompanyRow {
        guard let company: CompanyRow = try sql.first("SELECT \(CompanyRow.columns(at: now)) FROM company WHERE id = \(id)") else {
            throw DeskError.notFound
        }
        return company
    }

    package func companies() throws -> [CompanyRow] {
        try sql.fetch("SELECT \(CompanyRow.columns(at: now)) FROM company ORDER BY slug")
    }

    /// The document of a version, to the byte.
    ///
    /// - Throws: `.notFound`.
    package func policyDocument(_ id: Int64) throws -> String {
        guard let document: String = try sql.value("SELECT document FROM policy WHERE id = \(id)") else { throw DeskError.notFound }
        return document
    }
}

extension Desk {
    /// A company with the policy it has in force.
    ///
    /// - Throws: `.notFound`.
    package func company(_ slug: String) async throws -> (row: CompanyRow, policy: Policy) {
        let found = try await access.company(slug) {
            try await read { tx in try tx.companyIfKnown(slug).map { FoundCompany(row: $0, policy: try tx.policy($0.policyID)) } }
        }
        guard let found else { throw DeskError.notFound }
        return (found.row, found.policy)
    }

    private struct FoundCompany: Sendable {
        let row: CompanyRow
        let policy: Policy
    }
}
