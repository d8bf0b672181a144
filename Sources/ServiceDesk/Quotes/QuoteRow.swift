import BusinessTime
import Foundation
import Storage
import SupportPolicy

/// A quote with the words around it that a reader needs and its journal does not.
package struct QuoteRow: FetchableRow, Sendable {
    package var quote: Quote
    package let requester: Parties.Party
    package let customerName: String?
    package let contractNumber: String?
    /// What it says in words; empty until they are read.
    package var words = QuoteWords()

    /// Where a page that it ends does.
    package var key: PageKey { PageKey(instant: quote.lastEntryAt, id: quote.id) }

    static let columns: SQL = """
        quote.id, quote.company_id, quote.number, quote.ticket_id, quote.folio, quote.policy_id, quote.contract_id, quote.state, quote.offer,
        quote.sent_at, quote.valid_until, quote.decided_at, quote.replaced_by, quote.chain_length, quote.chain_head, quote.last_entry_at,
        requester.id, requester.name, requester.email, customer.name, contract.number, quote.batch
        """
    static let tables: SQL = """
        quote
        JOIN ticket ON ticket.id = quote.ticket_id
        JOIN person AS requester ON requester.id = ticket.requester_id
        LEFT JOIN customer ON customer.id = ticket.customer_id
        LEFT JOIN contract ON contract.id = quote.contract_id
        """

    package init(_ row: Row) throws {
        var quote = Quote(id: try row[0], company: try row[1], at: try row[15])
        (quote.number, quote.ticket, quote.folio) = (try row[2], try row[3], try row[4])
        (quote.policyID, quote.contract, quote.state) = (try row[5], try row[6], try row[7])
        quote.offer = try JSONDecoder().decode(Quote.Offer.self, from: Data((try row[8] as String).utf8))
        (quote.sentAt, quote.validUntil, quote.decidedAt, quote.replacedBy) = (try row[9], try row[10], try row[11], try row[12])
        (quote.chainLength, quote.chainHead) = (try row[13], try row[14])
        self.quote = quote
        requester = Parties.Party(id: try row[16], name: try row[17], email: try row[18])
        customerName = try row[19]
        contractNumber = try row[20]
        self.quote.batch = try row[21]
    }
}

extension DeskTransaction {
    /// A quote by its number, as far as the principal may see it: whoever sees the request, a client none that was not sent.
    ///
    /// - Throws: `.notFound`; what may not be seen does not exist.
    package func quote(_ number: String, visibleTo principal: Principal) throws -> QuoteRow {
        let found = try quotes(where: "quote.company_id = \(principal.company) AND quote.number = \(number) AND \(visible(to: principal))", limit: 1)
        guard let row = found.first else { throw DeskError.notFound }
        return row
    }

    /// A quote by its id, for the desk itself.
    func quote(id: Int64) throws -> QuoteRow {
        guard let row = try quotes(where: "quote.id = \(id)", limit: 1).first else { throw DeskError.notFound }
        return row
    }

    /// Quotes that the principal may see, the latest on top; pages by key, index `quote_by_age`.
    ///
    /// - Parameters:
    ///   - folio: only those of one request.
    ///   - contract: only those that one contract pays.
    package func quotes(
        of principal: Principal, on folio: String? = nil, paidBy contract: Int64? = nil, in state: Quote.State? = nil, after last: PageKey? = nil, limit: Int = 200
    ) throws -> [QuoteRow] {
        var condition: SQL = "quote.company_id = \(principal.company) AND \(visible(to: principal))"
        if let folio { condition = "\(condition) AND quote.ticket_id = (SELECT id FROM ticket WHERE company_id = \(principal.company) AND folio = \(folio))" }
        if let contract { condition = "\(condition) AND quote.contract_id = \(contract)" }
        if let state { condition = "\(condition) AND quote.state = \(state)" }
        if let last { condition = "\(condition) AND (quote.last_entry_at, quote.id) < (\(last.instant), \(last.id))" }
        return try quotes(where: condition, limit: limit)
    }

    /// The quotes of a ticket that its client accepted, the first on top.
    func acceptedQuotes(on ticket: Ticket) throws -> [QuoteRow] {
        try quotes(where: "quote.ticket_id = \(ticket.id) AND quote.state = 'accepted'", limit: 200).sorted { ($0.quote.decidedAt, $0.quote.id) < ($1.quote.decidedAt, $1.quote.id) }
    }

    private func visible(to principal: Principal) -> SQL {
        principal.role.isStaff ? "1 = 1" : "ticket.requester_id = \(principal.person) AND quote.state <> 'draft' AND quote.sent_at < \(Instant.never)"
    }

    private func quotes(where condition: SQL, limit: Int) throws -> [QuoteRow] {
        let rows: [QuoteRow] = try sql.fetch("""
            SELECT \(QuoteRow.columns) FROM \(QuoteRow.tables) WHERE \(condition) ORDER BY quote.last_entry_at DESC, quote.id DESC LIMIT \(limit)
            """)
        let words = try words(of: rows.map(\.quote.id))
        return rows.map { row in
            var row = row
            row.words = words[row.quote.id] ?? QuoteWords()
            return row
        }
    }

    // MARK: Writing

    func insert(_ quote: Quote) throws {
        try sql.submit("""
            INSERT INTO quote (
                id, company_id, number, ticket_id, folio, policy_id, contract_id, state, offer, sent_at, valid_until, decided_at, replaced_by,
                wake_at, chain_length, chain_head, last_entry_at, price)
            VALUES (
                \(quote.id), \(quote.company), \(quote.number), \(quote.ticket), \(quote.folio), \(quote.policyID), \(quote.contract), \(quote.state),
                \(try JSONText.sorted(quote.offer)), \(quote.sentAt), \(quote.validUntil), \(quote.decidedAt), \(quote.replacedBy), \(quote.wakeAt),
                \(quote.chainLength), \(quote.chainHead), \(quote.lastEntryAt), \(quote.offer.subtotal))
            """)
    }

    func update(_ quote: Quote) throws {
        try sql.submit("""
            UPDATE quote SET
                state = \(quote.state), sent_at = \(quote.sentAt), valid_until = \(quote.validUntil), decided_at = \(quote.decidedAt),
                replaced_by = \(quote.replacedBy), batch = \(quote.batch), wake_at = \(quote.wakeAt), chain_length = \(quote.chainLength),
                chain_head = \(quote.chainHead), last_entry_at = \(quote.lastEntryAt)
            WHERE id = \(quote.id)
            """)
    }
}
