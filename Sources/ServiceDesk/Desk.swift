import BusinessTime
import Logging
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
    let access = AccessCache()
    let zone: @Sendable (String) throws -> Zone
    /// Whether the clock may stand; asked once, so that a running clock costs no query.
    let clockStands: Atomic<Bool>
    /// Secrets of this installation that were asked for: they never change.
    let secrets = Mutex<[String: [UInt8]]>([:])
    private let policies = Mutex<[PolicyKey: Policy]>([:])

    /// A version of a policy, as it is or as one of its plans has it.
    package struct PolicyKey: Hashable, Sendable {
        let version: Int64
        var plan: String?
    }

    /// What the desk must know of where it stands.
    package struct Settings: Sendable {
        /// Where clients reach the pages, without a slash at the end: `https://soporte.example`.
        package var publicURL: String

        package init(publicURL: String) {
            self.publicURL = publicURL
        }
    }

    /// Opens the desk on a database, bringing its schema up to date.
    ///
    /// - Throws: `StorageError.newerSchema` when the database was written by a newer program.
    package init(
        database: Database, blobs: BlobStore, settings: Settings, logger: Logger,
        zone: @escaping @Sendable (String) throws -> Zone
    ) async throws {
        try await database.migrate(Schema.migrations)
        self.database = database
        self.blobs = blobs
        self.settings = settings
        self.logger = logger
        self.zone = zone
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
        try policy(ticket.policyKey) { throw DeskError.broken("policy \(ticket.policyID) was never read") }
    }

    /// A version of a policy, read once and kept: versions never change.
    func policy(_ key: PolicyKey, document: () throws -> String) throws -> Policy {
        if let known = policies.withLock({ $0[key] }) { return known }
        let policy = try key.plan == nil ? read(key.version, document) : layered(key, document)
        policies.withLock { $0[key] = policy }
        return policy
    }

    private func layered(_ key: PolicyKey, _ document: () throws -> String) throws -> Policy {
        let policy = try policy(PolicyKey(version: key.version), document: document)
        return policy.under(Layers(plan: key.plan.flatMap(policy.tariff.plan)))
    }

    private func read(_ id: Int64, _ document: () throws -> String) throws -> Policy {
        let reading = PolicyReading(try document(), file: "policy \(id)", zone: zone)
        guard let policy = reading.policy else {
            throw DeskError.broken("policy \(id) can no longer be read: \(reading.findings.first.map { $0.text(in: .en) } ?? "")")
        }
        return policy
    }
}

extension Ticket {
    /// What it lives under.
    package var policyKey: Desk.PolicyKey { Desk.PolicyKey(version: policyID, plan: plan) }
}

/// A transaction with the desk around it. What it can do stands in the file of each capability.
package struct DeskTransaction {
    package let sql: Transaction
    let desk: Desk

    /// The instant at which everything in this transaction happens.
    package var now: Instant { sql.now }

    func newID() -> Int64 { desk.ids.next() }
}
