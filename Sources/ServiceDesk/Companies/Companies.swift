import BusinessTime
import Crypto
import Storage
import SupportPolicy

/// A company of this installation.
package struct CompanyRow: FetchableRow, Sendable {
    package let id: Int64
    package let slug: String
    package let name: String
    /// The version of its policy that is in force.
    package let policyID: Int64

    package init(_ row: Row) throws {
        id = try row["id"]
        slug = try row["slug"]
        name = try row["name"]
        policyID = try row["policy_id"]
    }
}

/// What a company's own staff is told of a version of its policy.
package struct PolicyReview: Sendable {
    package let findings: [Finding]
    /// From the version before; `nil` for the first.
    package let difference: PolicyDifference?
}

/// A version of a policy that was put in force.
package struct PolicyVersion: FetchableRow, Sendable {
    package let id: Int64
    /// The company's own name for it.
    package let version: String
    package let activeFrom: Instant

    package init(_ row: Row) throws {
        id = try row[0]
        version = try row[1]
        activeFrom = try row[2]
    }
}

extension DeskTransaction {
    package func companyIfKnown(_ slug: String) throws -> CompanyRow? {
        try sql.first("SELECT id, slug, name, policy_id FROM company WHERE slug = \(slug)")
    }

    /// - Throws: `.notFound`.
    package func company(_ slug: String) throws -> CompanyRow {
        guard let company = try companyIfKnown(slug) else { throw DeskError.notFound }
        return company
    }

    func company(id: Int64) throws -> CompanyRow {
        guard let company: CompanyRow = try sql.first("SELECT id, slug, name, policy_id FROM company WHERE id = \(id)") else {
            throw DeskError.notFound
        }
        return company
    }

    package func companies() throws -> [CompanyRow] {
        try sql.fetch("SELECT id, slug, name, policy_id FROM company ORDER BY slug")
    }

    /// All versions of a company's policy, the one in force first.
    package func policyVersions(of slug: String) throws -> [PolicyVersion] {
        try sql.fetch("""
            SELECT policy.id, policy.version, policy.active_from FROM policy JOIN company ON company.id = policy.company_id
            WHERE company.slug = \(slug)
            ORDER BY CASE WHEN policy.id = company.policy_id THEN 0 ELSE 1 END, policy.active_from DESC, policy.id DESC
            """)
    }

    /// A version of a policy, as it was when it came into force.
    package func policy(_ id: Int64) throws -> Policy {
        try desk.policy(id) {
            guard let document: String = try sql.value("SELECT document FROM policy WHERE id = \(id)") else { throw DeskError.notFound }
            return document
        }
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

    /// What the review says of a version of a policy, and what it changed of the one before; read anew from the documents.
    ///
    /// - Parameter predecessor: `nil`: it was the first.
    package func review(ofPolicy id: Int64, after predecessor: Int64?) async throws -> PolicyReview {
        let (new, old, now) = try await read { tx in
            func document(_ id: Int64) throws -> String {
                guard let text: String = try tx.sql.value("SELECT document FROM policy WHERE id = \(id)") else { throw DeskError.notFound }
                return text
            }
            return (try document(id), try predecessor.map(document), tx.now)
        }
        let reading = PolicyReading(new, file: "policy", zone: zone)
        let before = old.map { (document: $0, policy: PolicyReading($0, file: "policy", zone: zone).policy) }
        let today = (reading.policy?.zone ?? .utc).local(now).date
        return PolicyReview(
            findings: reading.findings, difference: try before.map { try PolicyDifference(from: $0, to: (new, reading.policy), after: today) })
    }

    /// What came of adding a policy.
    package enum PolicyAddition: Sendable {
        /// A company was founded with it.
        case founded(CompanyRow)
        /// It is the company's new version; tickets already open keep theirs.
        case newVersion(CompanyRow)
        /// The company has exactly this document in force.
        case unchanged(CompanyRow)
    }

    /// Puts a policy in force: founds its company, or gives it a new version.
    ///
    /// - Throws: the findings that block activation, as `.invalid`.
    package func add(policy document: String, file: String) async throws -> PolicyAddition {
        let reading = PolicyReading(document, file: file, zone: zone)
        guard let policy = reading.policy else {
            throw DeskError.invalid(reading.findings.filter(\.kind.blocksActivation).map { finding in
                FieldProblem("policy", Said(es: finding.text(in: .es), en: finding.text(in: .en)))
            })
        }
        let digest = Array(SHA256.hash(data: Array(document.utf8)))
        defer { access.forgetAll() }
        return try await write { tx in
            if let company = try tx.companyIfKnown(policy.id) {
                let current: [UInt8]? = try tx.sql.value("SELECT digest FROM policy WHERE id = \(company.policyID)")
                if current == digest { return .unchanged(company) }
                let version = try tx.insert(policy, document: document, digest: digest, company: company.id)
                try tx.sql.execute("UPDATE company SET policy_id = \(version), name = \(policy.company.name) WHERE id = \(company.id)")
                try tx.appendToCompany(company.id, .policyActivated, facts: ["version": policy.version, "digest": digest.hex])
                return .newVersion(try tx.company(id: company.id))
            }
            return .founded(try tx.found(policy, document: document, digest: digest))
        }
    }
}

extension DeskTransaction {
    fileprivate func found(_ policy: Policy, document: String, digest: [UInt8]) throws -> CompanyRow {
        let id = newID(), version = newID()
        try sql.execute("""
            INSERT INTO company (id, slug, name, policy_id, created_at, chain_head)
            VALUES (\(id), \(policy.id), \(policy.company.name), \(version), \(now), \(emptyChain))
            """)
        try insert(policy, id: version, document: document, digest: digest, company: id)
        try makeFolios(of: id)
        try appendToCompany(id, .companyAdded, facts: ["version": policy.version, "digest": digest.hex])
        return try company(id: id)
    }

    fileprivate func insert(_ policy: Policy, document: String, digest: [UInt8], company: Int64) throws -> Int64 {
        let id = newID()
        try insert(policy, id: id, document: document, digest: digest, company: company)
        return id
    }

    private func insert(_ policy: Policy, id: Int64, document: String, digest: [UInt8], company: Int64) throws {
        try sql.execute("""
            INSERT INTO policy (id, company_id, version, document, digest, active_from)
            VALUES (\(id), \(company), \(policy.version), \(document), \(digest), \(now))
            """)
    }
}
