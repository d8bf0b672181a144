import BusinessTime
import Storage
import SupportPolicy

/// A charge with whose it is.
package struct ChargedLine: Sendable {
    package let charge: Charge
    package let contract: String
    package let customerName: String
    package let customerRFC: String?
    /// To whom the customer has his invoices made out; `nil`: not known.
    package let receiver: TaxData?
    package let policy: Policy
}

extension Desk {
    /// Most charges that are exported at once.
    package static let mostCharges = 20_000

    /// What the contracts of a company were charged on some days, oldest first.
    ///
    /// - Throws: `.invalid` for a period that ends before it begins, or has more than `mostCharges`.
    package func charges(since first: CalendarDate, through last: CalendarDate, as principal: Principal) async throws -> [ChargedLine] {
        try principal.requireContractManager()
        guard first <= last else {
            throw DeskError.invalid("through", "El periodo termina antes de empezar.", "The period ends before it begins.")
        }
        return try await read { tx in
            let zone = try tx.policy(try tx.company(id: principal.company).policyID).zone
            let charges = try tx.charges(
                of: principal.company, "charge.at >= \(zone.startOfDay(first)) AND charge.at < \(zone.startOfDay(last.adding(days: 1)))", atMost: Self.mostCharges + 1)
            guard charges.count <= Self.mostCharges else {
                throw DeskError.invalid("through", "Son más de \(Self.mostCharges) cargos: pida un periodo más corto.", "More than \(Self.mostCharges) charges: ask for a shorter period.")
            }
            return charges
        }
    }

    /// What clients dispute and waits for a ruling, over all contracts, oldest first; at most five hundred.
    ///
    /// - Throws: `.forbidden` for clients.
    package func disputedCharges(as principal: Principal) async throws -> [ChargedLine] {
        try principal.requireStaff()
        return try await read { try $0.charges(of: principal.company, "charge.state = 'frozen'", atMost: 500) }
    }
}

extension DeskTransaction {
    /// What was charged for a ticket, by whichever contract, oldest first.
    func chargedLines(of ticket: Ticket) throws -> [ChargedLine] {
        try charges(of: ticket.company, "charge.ticket_id = \(ticket.id)", atMost: Desk.mostCharges)
    }

    fileprivate func charges(of company: Int64, _ condition: SQL, atMost limit: Int) throws -> [ChargedLine] {
        let rows = try sql.fetch("""
            SELECT charge.body, charge.state, charge.settled_at, contract.number, customer.name, customer.rfc, contract.policy_id, \(TaxData.columns)
            FROM charge JOIN contract ON contract.id = charge.contract_id JOIN customer ON customer.id = contract.customer_id
            WHERE charge.company_id = \(company) AND \(condition)
            ORDER BY charge.at, charge.contract_id, charge.number LIMIT \(limit)
            """)
        return try rows.map { row in
            ChargedLine(charge: try Charge(row), contract: try row[3], customerName: try row[4], customerRFC: try row[5], receiver: try TaxData(row, from: 7), policy: try policy(row[6]))
        }
    }
}
