import BusinessTime
import Storage
import SupportPolicy

/// What a plan brings in and what its clients use of it.
package struct PlanReport: Sendable {
    package struct Use: Sendable, Hashable {
        package let unit: String
        package let granted, spent: Int

        /// In hundredths.
        package var percent: Int { granted > 0 ? spent * 100 / granted : 0 }
    }

    /// Id of the policy's plan; `nil`: contracts without one.
    package let plan: String?
    package internal(set) var inForce = 0
    /// Of them, those that end within thirty days.
    package internal(set) var endingSoon = 0
    /// What was paid within the last year, in centavos.
    package internal(set) var revenue = 0
    /// Of the contracts in force.
    package internal(set) var uses: [Use] = []
}

extension Desk {
    /// Revenue and consumption by plan.
    ///
    /// - Throws: `.forbidden`.
    package func contractReport(as principal: Principal) async throws -> [PlanReport] {
        try principal.requireContractManager()
        return try await read { tx in
            var reports: [String: PlanReport] = [:]
            func report(_ plan: String?, _ change: (inout PlanReport) -> Void) { change(&reports[plan ?? "", default: PlanReport(plan: plan)]) }
            let contracts = try tx.sql.fetch("""
                SELECT plan, COUNT(*), SUM(CASE WHEN ends_at < \(tx.now + 30 * 86_400) THEN 1 ELSE 0 END) FROM contract
                WHERE company_id = \(principal.company) AND state = 'active' AND starts_at <= \(tx.now) AND ends_at > \(tx.now) GROUP BY plan
                """)
            for row in contracts {
                let (inForce, soon): (Int, Int) = (try row[1], try row[2])
                report(try row[0]) { ($0.inForce, $0.endingSoon) = (inForce, soon) }
            }
            let sales = try tx.sql.fetch("""
                SELECT contract.plan, SUM(lot.price) FROM lot JOIN contract ON contract.id = lot.contract_id
                WHERE lot.company_id = \(principal.company) AND lot.price > 0 AND lot.bought_at > \(tx.now - 365 * 86_400) GROUP BY contract.plan
                """)
            for row in sales {
                let revenue: Int = try row[1]
                report(try row[0]) { $0.revenue = revenue }
            }
            let uses = try tx.sql.fetch("""
                SELECT contract.plan, lot.unit, SUM(lot.granted), SUM(lot.spent + lot.reserved) FROM lot JOIN contract ON contract.id = lot.contract_id
                WHERE lot.company_id = \(principal.company) AND lot.unit <> '' AND contract.state = 'active' AND contract.starts_at <= \(tx.now) AND contract.ends_at > \(tx.now)
                GROUP BY contract.plan, lot.unit ORDER BY lot.unit
                """)
            for row in uses {
                let use = PlanReport.Use(unit: try row[1], granted: try row[2], spent: try row[3])
                report(try row[0]) { $0.uses.append(use) }
            }
            return reports.values.sorted { ($0.revenue, $1.plan ?? "") > ($1.revenue, $0.plan ?? "") }
        }
    }
}
