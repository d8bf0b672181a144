import BusinessTime
import Foundation
import Storage
import SupportPolicy

/// A contract with the words around it that a reader needs and its journal does not.
package struct ContractRow: FetchableRow, Sendable {
    package var contract: Contract
    package let customerName: String
    package let customerRFC: String?
    /// His NIC.
    package let customerNumber: String?
    /// To whom his invoices are made out; `nil`: not known.
    package let taxData: TaxData?

    static let columns: SQL = """
        contract.id, contract.company_id, contract.number, contract.customer_id, contract.policy_id, contract.plan, contract.state,
        contract.starts_at, contract.ends_at, contract.terms, contract.chain_length, contract.chain_head, contract.last_entry_at,
        customer.name, customer.rfc, customer.number, \(TaxData.columns)
        """
    static let tables: SQL = "contract JOIN customer ON customer.id = contract.customer_id"

    package init(_ row: Row) throws {
        var contract = Contract(id: try row[0], company: try row[1], at: try row[12])
        contract.number = try row[2]
        contract.customer = try row[3]
        contract.policyID = try row[4]
        contract.plan = try row[5]
        contract.state = try row[6]
        contract.startsAt = try row[7]
        contract.endsAt = try row[8]
        contract.terms = try JSONDecoder().decode(Contract.Terms.self, from: Data((try row[9] as String).utf8))
        contract.chainLength = try row[10]
        contract.chainHead = try row[11]
        self.contract = contract
        customerName = try row[13]
        customerRFC = try row[14]
        customerNumber = try row[15]
        taxData = try TaxData(row, from: 16)
    }
}

/// Where a page of contracts ended: they are ordered by whether they go on, and by their end.
package struct ContractKey: Sendable, Hashable {
    let state: Contract.State
    let end: PageKey

    /// As an URL carries it: `active-1772600400-4294967301`.
    package var text: String { "\(state.rawValue)-\(end.text)" }

    package init(_ row: ContractRow) {
        (state, end) = (row.contract.state, PageKey(instant: row.contract.endsAt, id: row.contract.id))
    }

    package init?(_ text: String) {
        guard let dash = text.firstIndex(of: "-"), let state = Contract.State(rawValue: String(text[..<dash])),
              let end = PageKey(String(text[text.index(after: dash)...]))
        else { return nil }
        (self.state, self.end) = (state, end)
    }
}

extension Lot: FetchableRow {
    static let columns: SQL = "number, unit, origin, clause, granted, spent, reserved, lapsed, price, bought_at, expires_at, batch, payment"

    package init(_ row: Row) throws {
        self.init(
            number: try row[0], unit: try row[1], origin: try row[2], clause: try row[3], granted: try row[4], spent: try row[5],
            reserved: try row[6], lapsed: try row[7], price: try row[8], payment: try row[12], batch: try row[11],
            boughtAt: try row[9], expiresAt: try row[10])
    }
}

extension Charge: FetchableRow {
    static let columns: SQL = "body, state, settled_at"

    package init(_ row: Row) throws {
        self = try JSONDecoder().decode(Charge.self, from: Data((try row[0] as String).utf8))
        state = try row[1]
        settledAt = try row[2]
    }
}

extension DeskTransaction {
    /// A contract by its number, as far as the principal may see it: a client sees those of his own customer.
    ///
    /// - Throws: `.notFound`; what may not be seen does not exist.
    package func contract(_ number: String, visibleTo principal: Principal) throws -> ContractRow {
        guard let row = try contractIfKnown(number, visibleTo: principal) else { throw DeskError.notFound }
        return try withLots(row)
    }

    /// The same without its lots and charges; `nil` for what does not exist, or may not be seen.
    func contractIfKnown(_ number: String, visibleTo principal: Principal) throws -> ContractRow? {
        try sql.first("""
            SELECT \(ContractRow.columns) FROM \(ContractRow.tables)
            WHERE contract.company_id = \(principal.company) AND contract.number = \(number) AND \(visible(to: principal))
            """)
    }

    /// A contract by its id, for the desk itself.
    ///
    /// - Parameter ticket: whose charges are enough; `nil`: all of them are read.
    func contract(id: Int64, charging ticket: Ticket? = nil) throws -> ContractRow {
        guard let row: ContractRow = try sql.first("SELECT \(ContractRow.columns) FROM \(ContractRow.tables) WHERE contract.id = \(id)") else {
            throw DeskError.notFound
        }
        return try withLots(row, charging: ticket)
    }

    /// Contracts that the principal may see, those that end first on top and those that ended below them; without their charges. Pages
    /// by key, index `contract_by_end`.
    ///
    /// - Parameter search: their number, or their customer's: his own number (NIC), his RFC, his name or part of it, the address of
    ///   somebody of his (GE-48).
    package func contracts(of principal: Principal, matching search: String? = nil, after last: ContractKey? = nil, limit: Int = 50) throws -> [ContractRow] {
        let after: SQL = last.map { "AND (contract.state, contract.ends_at, contract.id) > (\($0.state), \($0.end.instant), \($0.end.id))" } ?? ""
        let rows: [ContractRow] = try sql.fetch("""
            SELECT \(ContractRow.columns) FROM \(ContractRow.tables)
            WHERE contract.company_id = \(principal.company) AND \(visible(to: principal)) \(condition(search, in: principal.company)) \(after)
            ORDER BY contract.state, contract.ends_at, contract.id LIMIT \(limit)
            """)
        let found = try sql.fetch("""
            SELECT \(Lot.columns), contract_id FROM lot WHERE contract_id IN (\(rows.map(\.contract.id))) ORDER BY contract_id, number
            """)
        let lots: [Int64: [Lot]] = try found.reduce(into: [:]) { lots, row in lots[try row[13], default: []].append(try Lot(row)) }
        return rows.map { row in
            var row = row
            row.contract.lots = lots[row.contract.id] ?? []
            return row
        }
    }

    /// The contract of a customer under which a request opened now would be served: of those in force that serve another one, the
    /// one that ends first.
    func contractInForce(of customer: Int64, in company: Int64) throws -> ContractRow? {
        let inForce: [ContractRow] = try sql.fetch("""
            SELECT \(ContractRow.columns) FROM \(ContractRow.tables)
            WHERE contract.company_id = \(company) AND contract.customer_id = \(customer) AND contract.state = 'active'
              AND contract.starts_at <= \(now) AND contract.ends_at > \(now)
            ORDER BY contract.ends_at, contract.id LIMIT 50
            """)
        return try inForce.first { try servesAnother($0.contract) }
    }

    /// Whether a request that is opened now can be served under a contract: what was bought for one event, and had it, serves that
    /// request alone (IN-13).
    func servesAnother(_ contract: Contract) throws -> Bool {
        guard try plan(of: contract)?.term == .singleEvent else { return true }
        return try record(try self.contract(id: contract.id).contract).serves(nil)
    }

    /// The contract of a customer that ends last, or ended last; without its charges. What serves one of his requests that has none
    /// is bought beside it.
    package func lastContract(ofCustomerOf ticket: Ticket) throws -> ContractRow? {
        try ticket.customer.flatMap { customer in
            try sql.first("""
                SELECT \(ContractRow.columns) FROM \(ContractRow.tables)
                WHERE contract.company_id = \(ticket.company) AND contract.customer_id = \(customer)
                ORDER BY contract.state, contract.ends_at DESC, contract.id DESC LIMIT 1
                """)
        }
    }

    private func condition(_ search: String?, in company: Int64) -> SQL {
        let words = String(Words.clean(search ?? "", keepingLines: false).prefix(100))
        guard !words.isEmpty else { return "" }
        let part = likePart(words)
        return """
            AND (contract.number = \(words) OR customer.number = \(words) OR customer.rfc = \(words.uppercased())
                 OR \(folded("customer.name")) LIKE \(part) ESCAPE '\\'
                 OR customer.id IN (SELECT customer_id FROM person WHERE company_id = \(company) AND email_key = \(emailKey(words))))
            """
    }

    /// Of whom somebody is, anybody can type: a contract is shown to those for whom the house vouched.
    private func visible(to principal: Principal) -> SQL {
        principal.role.isStaff ? "1 = 1" : """
            contract.customer_id = (SELECT customer_id FROM person
                WHERE id = \(principal.person) AND company_id = \(principal.company) AND registered_at IS NOT NULL)
            """
    }

    private func withLots(_ found: ContractRow, charging ticket: Ticket? = nil) throws -> ContractRow {
        var row = found
        let id = row.contract.id
        row.contract.lots = try sql.fetch("SELECT \(Lot.columns) FROM lot WHERE contract_id = \(id) ORDER BY number")
        // What was bought for one event is charged for one request: which one matters to all others.
        let isEnough = try ticket != nil && plan(of: row.contract)?.term != .singleEvent
        let only: SQL = isEnough ? "AND ticket_id = \(ticket?.id)" : ""
        row.contract.charges = try sql.fetch("SELECT \(Charge.columns) FROM charge WHERE contract_id = \(id) \(only) ORDER BY number")
        row.contract.lastCharge = try sql.value("SELECT MAX(number) FROM charge WHERE contract_id = \(id)") ?? 0
        return row
    }

    private func plan(of contract: Contract) throws -> Plan? {
        try contract.plan.flatMap(policy(contract.policyID).tariff.plan)
    }

    /// What a ticket was charged, whichever contracts paid, oldest first.
    func charges(of ticket: Ticket) throws -> [Charge] {
        try sql.fetch("SELECT \(Charge.columns) FROM charge WHERE ticket_id = \(ticket.id) ORDER BY at, contract_id, number")
    }

    /// The tickets that a contract was charged for, as far as the principal may see them.
    package func ticketsCharged(to contract: Contract, visibleTo principal: Principal) throws -> Set<Int64> {
        let tickets: [Int64] = try sql.values("""
            SELECT DISTINCT ticket.id FROM charge JOIN ticket ON ticket.id = charge.ticket_id
            WHERE charge.contract_id = \(contract.id) AND \(ticketIsVisible(to: principal))
            """)
        return Set(tickets)
    }

    // MARK: Writing

    func insert(_ contract: Contract) throws {
        try sql.submit("""
            INSERT INTO contract (
                id, company_id, number, customer_id, policy_id, plan, state, starts_at, ends_at, terms, wake_at, chain_length, chain_head,
                last_entry_at)
            VALUES (
                \(contract.id), \(contract.company), \(contract.number), \(contract.customer), \(contract.policyID), \(contract.plan),
                \(contract.state), \(contract.startsAt), \(contract.endsAt), \(try contract.terms.text), \(contract.wakeAt),
                \(contract.chainLength), \(contract.chainHead), \(contract.lastEntryAt))
            """)
        try save(contract.lots, of: contract)
        try save(contract.charges, of: contract)
    }

    func update(_ contract: Contract, was before: Contract) throws {
        try sql.submit("""
            UPDATE contract SET
                state = \(contract.state), ends_at = \(contract.endsAt), terms = \(try contract.terms.text), wake_at = \(contract.wakeAt),
                chain_length = \(contract.chainLength), chain_head = \(contract.chainHead), last_entry_at = \(contract.lastEntryAt)
            WHERE id = \(contract.id)
            """)
        // Neither loses any, or changes places: a contract of years has many.
        func changed<Part: Equatable>(_ parts: [Part], _ were: [Part]) -> [Part] {
            parts.indices.filter { $0 >= were.count || parts[$0] != were[$0] }.map { parts[$0] }
        }
        try save(changed(contract.lots, before.lots), of: contract)
        try save(changed(contract.charges, before.charges), of: contract)
    }

    private func save(_ lots: [Lot], of contract: Contract) throws {
        try sql.insert(
            "lot (contract_id, number, company_id, unit, origin, clause, granted, spent, reserved, lapsed, price, payment, bought_at, expires_at, batch)",
            lots.map { lot in
                """
                (\(contract.id), \(lot.number), \(contract.company), \(lot.unit), \(lot.origin), \(lot.clause), \(lot.granted), \(lot.spent),
                 \(lot.reserved), \(lot.lapsed), \(lot.price), \(lot.payment), \(lot.boughtAt), \(lot.expiresAt), \(lot.batch))
                """
            },
            """
            ON CONFLICT (contract_id, number) DO UPDATE SET
                granted = excluded.granted, spent = excluded.spent, reserved = excluded.reserved, lapsed = excluded.lapsed, batch = excluded.batch
            """)
    }

    private func save(_ charges: [Charge], of contract: Contract) throws {
        try sql.insert(
            "charge (contract_id, number, company_id, ticket_id, state, at, settled_at, body)",
            charges.map { charge in
                // Its row says what it is now; the body, what it was from the beginning.
                """
                (\(contract.id), \(charge.number), \(contract.company), \(charge.ticket), \(charge.state), \(charge.at), \(charge.settledAt),
                 \(try JSONText.sorted(charge)))
                """
            },
            "ON CONFLICT (contract_id, number) DO UPDATE SET state = excluded.state, settled_at = excluded.settled_at")
    }
}

extension Contract.Terms {
    fileprivate var text: String { get throws { try JSONText.sorted(self) } }
}
