import BusinessTime
import Logging
import Mail
import Storage
import SupportPolicy
import Synchronization

/// The desk: every verb of Ventanilla is one of its methods, and one transaction.
package final class Desk: Sendable {
    package let database: Database
    package let blobs: BlobStore
    package let settings: Settings
    package let logger: Logger
    let ids: Identifiers
    let reading: MailReading
    let access = AccessCache()
    let zone: @Sendable (String) throws -> Zone
    /// Whether the clock may stand; asked once, so that a running clock costs no query.
    let clockStands: Atomic<Bool>
    /// Secrets of this installation that were asked for: they never change.
    let secrets = Mutex<[String: [UInt8]]>([:])
    private let policies = Mutex<[PolicyKey: Policy]>([:])

    /// A version of a policy, as it is, or as a plan and a contract have it.
    package struct PolicyKey: Hashable, Sendable {
        let version: Int64
        var plan: String?
        /// Id of a contract with promises of its own.
        var annex: Int64?
    }

    /// What the desk must know of where it stands.
    package struct Settings: Sendable {
        /// Where clients reach the pages, without a slash at the end: `https://soporte.example`.
        package var publicURL: String

        package init(publicURL: String) {
            self.publicURL = publicURL
        }
    }

    /// What reads a message, and how long it may take.
    package struct MailReading: Sendable {
        /// `nil` for what is no message.
        package var parse: @Sendable ([UInt8]) -> InboundMessage? = { try? InboundMessage.parse($0) }
        /// A mail of the largest size takes a second.
        package var patience = Duration.seconds(60)

        package init() {}
    }

    /// Opens the desk on a database, bringing its schema up to date.
    ///
    /// - Throws: `StorageError.newerSchema` when the database was written by a newer program.
    package init(
        database: Database, blobs: BlobStore, settings: Settings, logger: Logger,
        reading: MailReading = .init(), zone: @escaping @Sendable (String) throws -> Zone
    ) async throws {
        try await database.migrate(Schema.migrations)
        self.database = database
        self.blobs = blobs
        self.settings = settings
        self.logger = logger
        self.zone = zone
        self.reading = reading
        clockStands = Atomic(try await database.read { try $0.standingClock() } != nil)
        ids = Identifiers(node: try await database.write { try $0.takeNodeNumber() })
    }

    /// Reads one state of the desk.
    package func read<Value: Sendable>(
        _ body: @escaping @Sendable (DeskTransaction) throws -> Value
    ) async throws -> Value {
        try await database.read { sql in
            let tx = DeskTransaction(sql: sql, desk: self)
            try tx.setClock()
            return try body(tx)
        }
    }

    /// Changes the desk; durable when it returns. The body may run more than once.
    @discardableResult
    package func write<Value: Sendable>(
        _ isolation: Database.Isolation = .serializable, _ body: @escaping @Sendable (DeskTransaction) throws -> Value
    ) async throws -> Value {
        try await database.write(isolation) { sql in
            let tx = DeskTransaction(sql: sql, desk: self)
            try tx.setClock()
            return try body(tx)
        }
    }

    /// The policy of a ticket that a verb has just returned, which therefore was read.
    package func policy(of ticket: Ticket) throws -> Policy {
        guard let policy = known(ticket.policyKey) else { throw DeskError.broken("policy \(ticket.policyID) was never read") }
        return policy
    }

    /// What was read once is kept: neither versions nor what a contract promises ever change.
    private func known(_ key: PolicyKey) -> Policy? {
        policies.withLock { $0[key] }
    }

    fileprivate func policy(_ key: PolicyKey, _ read: () throws -> Policy) throws -> Policy {
        if let known = known(key) { return known }
        let policy = try read()
        policies.withLock { $0[key] = policy }
        return policy
    }
}

extension DeskTransaction {
    /// A version of a policy, as it was when it came into force.
    package func policy(_ id: Int64) throws -> Policy {
        try desk.policy(Desk.PolicyKey(version: id)) {
            let reading = PolicyReading(try policyDocument(id), file: "policy \(id)", zone: desk.zone)
            guard let policy = reading.policy else {
                throw DeskError.broken("policy \(id) can no longer be read: \(reading.findings.first.map { $0.text(in: .en) } ?? "")")
            }
            return policy
        }
    }

    /// What a ticket lives under: the version it was opened with, as its plan and its contract have it.
    package func policy(of ticket: Ticket) throws -> Policy {
        try policy(ticket.policyKey)
    }

    func policy(_ key: Desk.PolicyKey) throws -> Policy {
        let policy = try policy(key.version)
        guard key.plan != nil || key.annex != nil else { return policy }
        return try desk.policy(key) {
            try policy.under(Layers(plan: key.plan.flatMap(policy.tariff.plan), contract: key.annex.flatMap { try annex(of: $0, over: policy) }))
        }
    }

    private func annex(of contract: Int64, over policy: Policy) throws -> Layers.Contract? {
        let contract = try self.contract(id: contract).contract
        return contract.terms.annex.map { $0.layer(over: policy, of: contract.number, from: policy.zone.date(of: contract.startsAt).iso).layer }
    }
}

extension Ticket {
    /// What it lives under.
    package var policyKey: Desk.PolicyKey { Desk.PolicyKey(version: policyID, plan: plan, annex: annex) }
}

/// A transaction with the desk around it. What it can do stands in the file of each capability.
package struct DeskTransaction {
    package let sql: Transaction
    let desk: Desk

    /// The instant at which everything in this transaction happens.
    package var now: Instant { sql.now }

    func newID() -> Int64 { desk.ids.next() }
}
