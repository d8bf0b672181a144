import BusinessTime
import Storage
import SupportPolicy

/// A sale, as an invoicing system takes it. The desk invoices nothing: it hands each sale over once.
package struct Sale: FetchableRow, Sendable {
    package let contract: String
    /// Id of the policy's plan.
    package let plan: String?
    package let policy: Int64
    package let customerName: String
    package let customerRFC: String?
    package let lot: Int
    package let unit: String
    package let origin: Lot.Origin
    package let granted: Int
    /// In centavos, before taxes.
    package let price: Int
    package let soldAt: Instant
    package let startsAt: Instant
    package let endsAt: Instant
    /// `nil`: waits to be handed over.
    package let batch: Int?

    static let columns: SQL = """
        contract.number, contract.plan, contract.policy_id, customer.name, customer.rfc, lot.number, lot.unit, lot.origin, lot.granted,
        lot.price, lot.bought_at, contract.starts_at, contract.ends_at, lot.batch
        """
    static let tables: SQL = "lot JOIN contract ON contract.id = lot.contract_id JOIN customer ON customer.id = contract.customer_id"

    package init(_ row: Row) throws {
        (contract, plan, policy, customerName, customerRFC) = (try row[0], try row[1], try row[2], try row[3], try row[4])
        (lot, unit, origin, granted, price) = (try row[5], try row[6], try row[7], try row[8], try row[9])
        (soldAt, startsAt, endsAt, batch) = (try row[10], try row[11], try row[12], try row[13])
    }
}

/// Sales that were handed over together.
package struct SaleBatch: FetchableRow, Sendable {
    package let number: Int
    package let sales: Int
    /// In centavos.
    package let total: Int

    package init(_ row: Row) throws {
        (number, sales, total) = (try row[0], try row[1], try row[2])
    }
}

extension Desk {
    /// Hands over every sale that was not handed over yet, in one transaction: of two who do it at once, one finds nothing.
    ///
    /// - Returns: the number of the batch.
    /// - Throws: `.forbidden`; `.conflict` when nothing waits.
    package func handOverSales(as principal: Principal) async throws -> Int {
        try principal.requireContractManager()
        return try await write { tx in
            let waiting: [Int64] = try tx.sql.values("""
                SELECT DISTINCT contract_id FROM lot
                WHERE company_id = \(principal.company) AND price > 0 AND batch IS NULL ORDER BY contract_id LIMIT 1000
                """)
            guard !waiting.isEmpty else {
                throw DeskError.conflict("No hay ventas por entregar.", "There are no sales to hand over.")
            }
            let last: Int? = try tx.sql.value("SELECT MAX(batch) FROM lot WHERE company_id = \(principal.company) AND price IS NOT NULL")
            let batch = (last ?? 0) + 1
            for id in waiting {
                let record = try tx.record(try tx.contract(id: id).contract)
                let lots = record.contract.lots.filter { ($0.price ?? 0) > 0 && $0.batch == nil }
                record.append(.handedOver, by: principal, lots.map { .handedOver(lot: $0.number, batch: batch) }, facts: ["batch": "\(batch)"])
                try tx.save(record)
            }
            return batch
        }
    }

    /// The sales of a batch, or those that wait, oldest first.
    ///
    /// - Throws: `.forbidden`; `.notFound` for a batch that never was.
    package func sales(ofBatch batch: Int?, as principal: Principal) async throws -> [(sale: Sale, policy: Policy)] {
        try principal.requireContractManager()
        return try await read { tx in
            let sales: [Sale] = try tx.sql.fetch("""
                SELECT \(Sale.columns) FROM \(Sale.tables)
                WHERE lot.company_id = \(principal.company) AND lot.price > 0 AND \(batch.map { "lot.batch = \($0)" as SQL } ?? "lot.batch IS NULL")
                ORDER BY lot.bought_at, lot.contract_id, lot.number
                """)
            if batch != nil, sales.isEmpty { throw DeskError.notFound }
            return try sales.map { ($0, try tx.policy($0.policy)) }
        }
    }

    /// What was handed over, newest first.
    package func saleBatches(as principal: Principal) async throws -> [SaleBatch] {
        try principal.requireContractManager()
        return try await read { tx in
            try tx.sql.fetch("""
                SELECT batch, COUNT(*), SUM(price) FROM lot
                WHERE company_id = \(principal.company) AND price > 0 AND batch IS NOT NULL GROUP BY batch ORDER BY batch DESC LIMIT 200
                """)
        }
    }
}
