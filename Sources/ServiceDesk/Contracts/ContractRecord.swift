import BusinessTime
import Storage
import SupportPolicy

/// A contract while something is done to it: what it is, the policy it was bought under, and what happens to it.
///
/// Like a `TicketRecord` it looks at no rows and no clock; `DeskTransaction.save` writes it.
final class ContractRecord {
    let policy: Policy
    private(set) var contract: Contract
    /// The instant at which whatever is done next happens.
    var now: Instant
    /// The row as it stands; `nil` for a contract that is being opened.
    fileprivate let before: Contract?
    private(set) var happenings: [Happening<Contract>] = []

    /// A record of a contract that exists. Nothing is done to it before its last entry.
    init(_ contract: Contract, under policy: Policy, at instant: Instant) {
        self.policy = policy
        now = max(instant, contract.lastEntryAt)
        self.contract = contract
        before = contract
    }

    /// A record for a contract of which nothing happened yet.
    init(opening contract: Contract, under policy: Policy, at instant: Instant) {
        self.policy = policy
        now = instant
        self.contract = contract
        before = nil
    }

    var plan: Plan? { contract.plan.flatMap(policy.tariff.plan) }

    /// Lets something happen.
    ///
    /// - Parameters:
    ///   - other: whom it is about.
    ///   - at: when, where that is not now: what falls due happens at the instant it was due.
    func append(
        _ kind: Entry.Kind, by principal: Principal, for other: Int64? = nil, cites clause: String? = nil, at instant: Instant? = nil, isInternal: Bool = false,
        _ movements: [Movement], facts: [String: String] = [:], contents: [Content] = []
    ) {
        let at = max(instant ?? now, contract.lastEntryAt)
        contract.apply(movements, at: at)
        happenings.append(Happening(
            kind: kind, at: at, person: principal.id, forPerson: other, clause: clause, isInternal: isInternal,
            body: Entry.Body(movements: movements, contents: contents.map(\.digestText), facts: facts), contents: contents, standing: contract))
    }

    fileprivate func chained(_ newID: () -> Int64) throws -> [Recorded<Contract>] {
        try contract.chain(happenings, newID)
    }
}

extension DeskTransaction {
    /// A record of a contract, with what fell due on it.
    func record(_ contract: Contract) throws -> ContractRecord {
        let record = ContractRecord(contract, under: try policy(contract.policyID), at: now)
        record.settle()
        return record
    }

    /// Writes what happened to a contract, and what followed from it by itself: the entries, the rows they lead to, the letters.
    func save(_ record: ContractRecord) throws {
        record.settle()
        guard !record.happenings.isEmpty else { return }
        let recorded = try record.chained(newID)
        if let before = record.before {
            try update(record.contract, was: before)
        } else {
            try insert(record.contract)
        }
        try insert(recorded)
        for item in recorded {
            try sendLetters(of: item.entry, item.happening.standing, under: record.policy)
            if item.entry.kind == .noticeGiven, item.entry.body.facts["side"] == "client" {
                try tellManagers(of: item.entry, on: record)
            }
        }
    }
}

extension Desk {
    /// Changes one contract: settles what fell due on it, runs the verb, writes the entries. One transaction.
    ///
    /// A refusal is journaled under the company before it is thrown.
    ///
    /// - Throws: `.notFound` when the principal cannot see it; `.refused` with its clause.
    func change(
        contract number: String, as principal: Principal, _ verb: @escaping @Sendable (ContractRecord, DeskTransaction) throws -> Void
    ) async throws -> ContractRow {
        try await refusable(as: principal, folio: nil) {
            try await self.write { tx in
                let record = try tx.record(try tx.contract(number, visibleTo: principal).contract)
                try verb(record, tx)
                try tx.save(record)
                return try tx.contract(number, visibleTo: principal)
            }
        }
    }
}
