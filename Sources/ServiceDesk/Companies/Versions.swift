import BusinessTime
import Crypto
import Storage
import SupportPolicy

/// A version of a company's policy.
package struct PolicyVersion: FetchableRow, Sendable {
    package enum Standing: Sendable {
        case proposed, scheduled, inForce, past
    }

    package let id: Int64
    /// The company's own name for it.
    package let version: String
    package let proposedAt: Instant
    /// `nil`: it came by the command line.
    package let proposedBy: String?
    /// `.never`: it was only proposed. The company's first is in force since it was founded.
    package let activeFrom: Instant
    package let standing: Standing

    package init(_ row: Row) throws {
        id = try row[0]
        version = try row[1]
        proposedAt = try row[2]
        proposedBy = try row[3]
        let from: Instant = try row[4]
        activeFrom = from == .beginning ? proposedAt : from
        let (now, current): (Instant, Int64) = (try row[5], try row[6])
        standing = id == current ? .inForce : activeFrom == .never ? .proposed : from > now ? .scheduled : .past
    }
}

extension Instant {
    /// From when on a company's first version is in force.
    fileprivate static let beginning = Instant(seconds: 0)
}

/// What a company's own staff is told of a version of its policy.
package struct PolicyReview: Sendable {
    package let findings: [Finding]
    /// From the version before; `nil` for the first.
    package let difference: PolicyDifference?
}

extension DeskTransaction {
    /// All versions of a company's policy, the newest first; what is only proposed comes before all.
    package func policyVersions(of company: CompanyRow) throws -> [PolicyVersion] {
        try sql.fetch("""
            SELECT policy.id, policy.version, policy.proposed_at, person.name, policy.active_from, \(now), \(company.policyID)
            FROM policy LEFT JOIN person ON person.id = policy.person_id
            WHERE policy.company_id = \(company.id)
            ORDER BY policy.active_from DESC, policy.id DESC
            """)
    }

    /// - Throws: `.notFound`, also for a version of another company.
    package func policyVersion(_ id: Int64, of company: CompanyRow) throws -> PolicyVersion {
        guard let version = try policyVersions(of: company).first(where: { $0.id == id }) else { throw DeskError.notFound }
        return version
    }
}

extension Desk {
    /// What the review says of a version of a policy, and what it changes of another; read anew from the documents.
    package func review(ofPolicy id: Int64, after predecessor: Int64?) async throws -> PolicyReview {
        let (new, old, now) = try await read { tx in
            (try tx.policyDocument(id), try predecessor.map(tx.policyDocument), tx.now)
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
        /// It is the company's new version, now or from its own date on; tickets already open keep theirs.
        case newVersion(CompanyRow, activeFrom: Instant)
        /// The company has exactly this document in force.
        case unchanged(CompanyRow)

        package var company: CompanyRow {
            switch self {
            case .founded(let company), .newVersion(let company, _), .unchanged(let company): company
            }
        }
    }

    /// Puts a policy in force: founds its company, or gives it a new version.
    ///
    /// - Throws: the findings that block activation, as `.invalid`.
    package func add(policy document: String, file: String) async throws -> PolicyAddition {
        let (policy, digest) = try readable(document, file: file)
        defer { access.forgetAll() }
        return try await write { tx in
            guard let company = try tx.companyIfKnown(policy.id) else { return .founded(try tx.found(policy, document: document, digest: digest)) }
            if try tx.digest(ofPolicy: company.policyID) == digest { return .unchanged(company) }
            let version = try tx.insert(policy, document: document, digest: digest, company: company.id, by: nil, activeFrom: .never)
            let from = try tx.activate(version, policy, of: company, by: nil)
            return .newVersion(try tx.company(id: company.id), activeFrom: from)
        }
    }

    /// Takes a document that a company might put in force, so that others can see what it would change.
    ///
    /// - Returns: its id; that of the same document where it was proposed before.
    /// - Throws: `.forbidden`; `.invalid` with whatever blocks it.
    package func propose(policy document: String, as principal: Principal) async throws -> Int64 {
        guard principal.mayProposePolicies else { throw DeskError.forbidden }
        let (policy, digest) = try readable(document, file: "policy")
        return try await write { tx in
            let company = try tx.company(id: principal.company)
            guard policy.id == company.slug else {
                throw DeskError.invalid("policy", "Esta política es de '\(policy.id)', no de '\(company.slug)'.", "This policy is of '\(policy.id)', not of '\(company.slug)'.")
            }
            if try tx.digest(ofPolicy: company.policyID) == digest {
                throw DeskError.invalid("policy", "Es la que ya está en vigor: no cambia nada.", "It is the one in force: nothing changes.")
            }
            let known: Int64? = try tx.sql.value("SELECT id FROM policy WHERE company_id = \(company.id) AND digest = \(digest) AND active_from > \(tx.now)")
            if let known { return known }
            let id = try tx.insert(policy, document: document, digest: digest, company: company.id, by: principal, activeFrom: .never)
            try tx.appendToCompany(company.id, .policyProposed, by: principal, facts: ["version": policy.version, "digest": digest.hex])
            return id
        }
    }

    /// Puts a proposed version in force, now or from the date that it names itself. Nothing already decided moves.
    ///
    /// - Throws: `.forbidden` unless he administers; `.conflict` for one that already was.
    package func activate(policy id: Int64, as principal: Principal) async throws {
        guard principal.mayActivatePolicies else { throw DeskError.forbidden }
        defer { access.forgetAll() }
        try await write { tx in
            let company = try tx.company(id: principal.company)
            let version = try tx.policyVersion(id, of: company)
            guard version.standing == .proposed else {
                throw DeskError.conflict("Esta versión ya se puso en vigor.", "This version was put in force already.")
            }
            _ = try tx.activate(id, try tx.policy(id), of: company, by: principal)
        }
    }

    /// Takes back a version whose time has not come.
    ///
    /// - Throws: `.forbidden`; `.conflict` for one that was ever in force: tickets live under it.
    package func withdraw(policy id: Int64, as principal: Principal) async throws {
        guard principal.mayProposePolicies else { throw DeskError.forbidden }
        try await write { tx in
            let company = try tx.company(id: principal.company)
            let version = try tx.policyVersion(id, of: company)
            switch version.standing {
            case .proposed: break
            case .scheduled: guard principal.mayActivatePolicies else { throw DeskError.forbidden }
            case .inForce, .past:
                throw DeskError.conflict("Esta versión ya estuvo en vigor: no se retira.", "This version was in force: it is not taken back.")
            }
            try tx.sql.execute("DELETE FROM policy WHERE id = \(id)")
            try tx.appendToCompany(company.id, .policyWithdrawn, by: principal, facts: ["version": version.version])
        }
    }

    /// - Throws: the findings that block activation, as `.invalid`.
    private func readable(_ document: String, file: String) throws -> (Policy, digest: [UInt8]) {
        let reading = PolicyReading(document, file: file, zone: zone)
        guard let policy = reading.policy else {
            throw DeskError.invalid(reading.findings.filter(\.kind.blocksActivation).map { finding in
                FieldProblem("policy", Said(es: finding.text(in: .es), en: finding.text(in: .en)))
            })
        }
        return (policy, Array(SHA256.hash(data: Array(document.utf8))))
    }
}

extension DeskTransaction {
    fileprivate func digest(ofPolicy id: Int64) throws -> [UInt8]? {
        try sql.value("SELECT digest FROM policy WHERE id = \(id)")
    }

    fileprivate func found(_ policy: Policy, document: String, digest: [UInt8]) throws -> CompanyRow {
        let id = newID()
        try sql.execute("""
            INSERT INTO company (id, slug, name, created_at, chain_head)
            VALUES (\(id), \(policy.id), \(policy.company.name), \(now), \(emptyChain))
            """)
        // Whatever date it names: a company has a policy from the beginning.
        _ = try insert(policy, document: document, digest: digest, company: id, by: nil, activeFrom: .beginning)
        try makeFolios(of: id)
        try appendToCompany(id, .companyAdded, facts: ["version": policy.version, "digest": digest.hex])
        return try company(id: id)
    }

    fileprivate func insert(_ policy: Policy, document: String, digest: [UInt8], company: Int64, by principal: Principal?, activeFrom: Instant) throws -> Int64 {
        let id = newID()
        try sql.execute("""
            INSERT INTO policy (id, company_id, version, document, digest, proposed_at, person_id, active_from)
            VALUES (\(id), \(company), \(policy.version), \(document), \(digest), \(now), \(principal?.id), \(activeFrom))
            """)
        return id
    }

    /// - Returns: from when on it is in force.
    fileprivate func activate(_ id: Int64, _ policy: Policy, of company: CompanyRow, by principal: Principal?) throws -> Instant {
        let from = max(now, policy.effectiveFrom.map(policy.zone.startOfDay) ?? now)
        try sql.execute("UPDATE policy SET active_from = \(from) WHERE id = \(id)")
        try sql.execute("UPDATE company SET name = \(policy.company.name) WHERE id = \(company.id)")
        let digest = try digest(ofPolicy: id) ?? []
        try appendToCompany(
            company.id, .policyActivated, by: principal, facts: ["version": policy.version, "digest": digest.hex, "from": from.iso8601])
        return from
    }
}
