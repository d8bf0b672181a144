import BusinessTime
import Foundation
import Storage
import SupportPolicy

/// A sale, as an invoicing system takes it: what was paid for a contract, or a quote that was accepted in money. The desk invoices
/// nothing: it hands each sale over once.
package struct Sale: FetchableRow, Sendable {
    package enum Kind: String, Sendable, SQLCodable {
        case plan
        /// A service card (GE-62).
        case topUp = "top_up"
        case renewal
        /// Accepted (FP-9).
        case quote
        /// What it cost to come to the client, at his expense (IN-24, GE-73).
        case travel
    }

    /// One line of a quote that is paid in money.
    package struct Line: Sendable, Hashable {
        /// Id of the tariff's item; `nil`: what no price list has.
        package let item: String?
        package let name: String
        package let count: Int
        /// In centavos, for all of them, before taxes.
        package let money: Int
    }

    package let kind: Kind
    /// Of the contract or the quote; the folio of the request that was seen to.
    package let number: String
    /// Its place on the contract; 1 for a quote; the visit's number.
    package let lot: Int
    /// Id of the policy's plan.
    package let plan: String?
    package let policy: Int64
    package let customerName: String
    package let customerRFC: String?
    /// To whom it is invoiced; `nil`: not known.
    package let receiver: TaxData?
    /// What was bought for the price: a plan may grant several; nothing for a quote, and for a term alone.
    package fileprivate(set) var units: [UnitAmount] = []
    /// What a quote comes to, line by line; empty for everything else.
    package fileprivate(set) var lines: [Line] = []
    /// In centavos, before taxes.
    package let price: Int
    /// In percent.
    package let tax: Int
    /// How it was paid; `nil`: it will be.
    package let payment: PaymentForm?
    package let soldAt: Instant
    /// `nil`: waits to be handed over.
    package let batch: Int?
    /// Of the contract, the quote or the ticket.
    fileprivate let record: Int64
    /// Of a quote.
    fileprivate let offer: Quote.Offer?

    /// It was bought for a contract.
    fileprivate var isLot: Bool { kind != .quote && kind != .travel }

    /// As many are handed over at once, and shown as waiting.
    package static let most = 500

    package init(_ row: Row) throws {
        (kind, number, lot, plan, policy) = (try row[0], try row[1], try row[2], try row[3], try row[4])
        (customerName, customerRFC) = (try row[5], try row[6])
        (price, soldAt, batch) = (try row[7], try row[8], try row[9])
        offer = try (row[10] as String?).map { try JSONDecoder().decode(Quote.Offer.self, from: Data($0.utf8)) }
        tax = offer?.tax ?? Quote.taxRates[0]
        record = try row[11]
        payment = try row[12]
        receiver = try TaxData(row, from: 13)
    }

    /// Those of a company, oldest first: all of a batch, or up to `most` of those that wait.
    fileprivate static func all(of company: Int64, in batch: Int?) -> SQL {
        let number: SQL = batch.map { "= \($0)" } ?? "IS NULL"
        let limit: SQL = batch == nil ? "LIMIT \(most)" : ""
        return """
            SELECT lot.origin, contract.number, lot.number, contract.plan, contract.policy_id, customer.name, customer.rfc,
                   lot.price, lot.bought_at, lot.batch, NULL, lot.contract_id, lot.payment, \(TaxData.columns)
            FROM lot JOIN contract ON contract.id = lot.contract_id JOIN customer ON customer.id = contract.customer_id
            WHERE lot.company_id = \(company) AND lot.price > 0 AND lot.batch \(number)
            UNION ALL
            SELECT 'quote', quote.number, 1, NULL, quote.policy_id, COALESCE(customer.name, person.name), customer.rfc,
                   quote.price, quote.decided_at, quote.batch, quote.offer, quote.id, NULL, \(TaxData.columns)
            FROM quote JOIN ticket ON ticket.id = quote.ticket_id JOIN person ON person.id = ticket.requester_id
            LEFT JOIN customer ON customer.id = ticket.customer_id
            WHERE quote.company_id = \(company) AND quote.state = 'accepted' AND quote.price > 0 AND quote.batch \(number)
            UNION ALL
            SELECT 'travel', ticket.folio, visit.number, NULL, ticket.policy_id, COALESCE(customer.name, person.name), customer.rfc,
                   visit.expenses, visit.ended_at, visit.batch, NULL, visit.ticket_id, NULL, \(TaxData.columns)
            FROM visit JOIN ticket ON ticket.id = visit.ticket_id JOIN person ON person.id = ticket.requester_id
            LEFT JOIN customer ON customer.id = ticket.customer_id
            WHERE visit.company_id = \(company) AND visit.expenses > 0 AND visit.batch \(number)
            ORDER BY 9, 12, 3 \(limit)
            """
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
    /// Hands over the sales that wait, the oldest `Sale.most` of them, in one transaction: of two who do it at once, one finds
    /// nothing.
    ///
    /// - Returns: the number of the batch.
    /// - Throws: `.forbidden`; `.conflict` when nothing waits.
    package func handOverSales(as principal: Principal) async throws -> Int {
        try principal.requireContractManager()
        return try await write { tx in
            let waiting = try tx.sales(of: principal.company, in: nil)
            guard !waiting.isEmpty else { throw DeskError.conflict("No hay ventas por entregar.", "There are no sales to hand over.") }
            let batch = try tx.lastSaleBatch(of: principal.company) + 1
            for (id, sales) in Dictionary(grouping: waiting, by: \.record).sorted(by: { $0.key < $1.key }) {
                switch sales[0].kind {
                case .quote:
                    let record = try tx.record(try tx.quote(id: id))
                    record.appendHandOver(batch: batch, by: principal)
                    try tx.save(record)
                case .travel:
                    let record = try tx.record(try tx.ticket(id: id))
                    record.settle()
                    let numbers = sales.map { "\($0.lot)" }.joined(separator: " ")
                    record.append(
                        .handedOver, by: principal, isInternal: true, effects: sales.map { .work($0.lot, .handedOver(batch: batch)) },
                        facts: ["batch": "\(batch)", "works": numbers])
                    try tx.save(record)
                case .plan, .topUp, .renewal:
                    let record = try tx.record(try tx.contract(id: id).contract)
                    record.append(.handedOver, by: principal, sales.map { .handedOver(lot: $0.lot, batch: batch) }, facts: ["batch": "\(batch)"])
                    try tx.save(record)
                }
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
            let sales = try tx.sales(of: principal.company, in: batch)
            if batch != nil, sales.isEmpty { throw DeskError.notFound }
            return try sales.map { ($0, try tx.policy($0.policy)) }
        }
    }

    /// What was handed over, newest first.
    package func saleBatches(as principal: Principal) async throws -> [SaleBatch] {
        try principal.requireContractManager()
        return try await read { tx in
            try tx.sql.fetch("""
                SELECT batch, COUNT(*), SUM(price) FROM (
                    SELECT batch, price FROM lot WHERE company_id = \(principal.company) AND price > 0 AND batch IS NOT NULL
                    UNION ALL
                    SELECT batch, price FROM quote WHERE company_id = \(principal.company) AND price > 0 AND batch IS NOT NULL
                    UNION ALL
                    SELECT batch, expenses FROM visit WHERE company_id = \(principal.company) AND expenses > 0 AND batch IS NOT NULL) AS sold
                GROUP BY batch ORDER BY batch DESC LIMIT 200
                """)
        }
    }
}

extension DeskTransaction {
    /// Of a batch or waiting, each with all that was bought with it at the same instant: the price stands with the first lot.
    fileprivate func sales(of company: Int64, in batch: Int?) throws -> [Sale] {
        var sales: [Sale] = try sql.fetch(Sale.all(of: company, in: batch))
        let lots: [Int64: [Lot]] = try sql.fetch("""
            SELECT \(Lot.columns), contract_id FROM lot
            WHERE contract_id IN (\(sales.filter(\.isLot).map(\.record))) ORDER BY contract_id, number
            """).reduce(into: [:]) { lots, row in lots[try row[13], default: []].append(try Lot(row)) }
        for index in sales.indices where sales[index].isLot {
            let bought = (lots[sales[index].record] ?? []).drop { $0.number < sales[index].lot }
            guard let first = bought.first else { continue }
            let others = bought.dropFirst().prefix { $0.price == nil && $0.origin == first.origin && $0.boughtAt == first.boughtAt }
            sales[index].units = ([first] + others).flatMap(\.bought)
        }
        let words = try words(of: sales.filter { $0.offer != nil }.map(\.record))
        for index in sales.indices {
            let words = words[sales[index].record] ?? QuoteWords()
            sales[index].lines = (sales[index].offer?.lines ?? []).enumerated().filter { $1.money > 0 }.map { place, line in
                Sale.Line(item: line.item, name: words.name(of: line, at: place), count: line.count, money: line.money)
            }
        }
        return sales
    }

    fileprivate func lastSaleBatch(of company: Int64) throws -> Int {
        let ofLots: Int? = try sql.value("SELECT MAX(batch) FROM lot WHERE company_id = \(company) AND price IS NOT NULL")
        let ofQuotes: Int? = try sql.value("SELECT MAX(batch) FROM quote WHERE company_id = \(company) AND price > 0")
        let ofVisits: Int? = try sql.value("SELECT MAX(batch) FROM visit WHERE company_id = \(company) AND expenses > 0")
        return [ofLots, ofQuotes, ofVisits].compactMap { $0 }.max() ?? 0
    }
}
