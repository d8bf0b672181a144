import BusinessTime
import Storage
import SupportPolicy

/// A quote while something is done to it, with the ticket that it answers: whatever happens to a quote is told there, too.
///
/// Like a `TicketRecord` it looks at no rows and no clock; `DeskTransaction.save` writes both.
final class QuoteRecord {
    let ticket: TicketRecord
    private(set) var quote: Quote
    let words: QuoteWords
    /// The instant at which whatever is done next happens.
    let now: Instant
    /// Where it can be answered without signing in, for the letter that brings it.
    var link: String?
    /// The row as it stands; `nil` for a quote that is being made.
    fileprivate let before: Quote?
    private(set) var happenings: [Happening<Standing>] = []

    var policy: Policy { ticket.policy }

    struct Standing {
        let quote: Quote
        /// What was said with it.
        let note: String?
    }

    /// A record of a quote that exists. Nothing is done to it before its last entry.
    init(_ row: QuoteRow, on ticket: TicketRecord, at instant: Instant) {
        (self.ticket, quote, words, before) = (ticket, row.quote, row.words, row.quote)
        now = max(instant, row.quote.lastEntryAt)
    }

    /// A record for a quote of which nothing happened yet.
    init(making quote: Quote, saying words: QuoteWords, on ticket: TicketRecord, at instant: Instant) {
        (self.ticket, self.quote, self.words, before) = (ticket, quote, words, nil)
        now = instant
    }

    /// The clause that a quote as such obeys: how long it is good, else that of its first line.
    var clause: String? { policy.tariff.quotes?.clause.id ?? quote.offer.clauses.first }

    /// Lets something happen to the quote, and tells it on its ticket.
    ///
    /// - Parameters:
    ///   - at: when, where that is not now: what falls due happens at the instant it was due.
    ///   - effects: what it does to the ticket.
    ///   - note: what was said with it, which stands on the ticket.
    ///   - via: which way the client answered: `portal` or `link`.
    func append(
        _ kind: Entry.Kind, by principal: Principal, at instant: Instant? = nil, _ moves: [Quote.Move], contents: [Content] = [],
        effects: [Effect] = [], saying note: String? = nil, via: String? = nil
    ) {
        let at = max(instant ?? now, quote.lastEntryAt)
        quote.apply(moves, at: at)
        let isInternal = quote.sentAt == .never
        var facts = self.facts
        facts["via"] = via
        happenings.append(Happening(
            kind: kind, at: at, person: principal.id, clause: clause, isInternal: isInternal,
            body: Entry.Body(contents: contents.map(\.digestText), facts: facts, quoteMoves: moves), contents: contents,
            standing: Standing(quote: quote, note: note)))
        ticket.append(
            .quoted, by: principal, cites: clause.flatMap(policy.clause), at: at, isInternal: isInternal, effects: effects, facts: facts,
            contents: note.map { [Content(text: $0)] } ?? [])
    }

    /// Says that what stood on it was erased; the ticket says so itself.
    func appendErasure(by principal: Principal, facts: [String: String]) {
        appendAlone(.erased, by: principal, [], facts: facts)
    }

    /// Says that its sale was handed over, which is nothing to its ticket.
    func appendHandOver(batch: Int, by principal: Principal) {
        appendAlone(.handedOver, by: principal, [.handedOver(batch: batch)], facts: ["batch": "\(batch)"])
    }

    private func appendAlone(_ kind: Entry.Kind, by principal: Principal, _ moves: [Quote.Move], facts: [String: String]) {
        let at = max(now, quote.lastEntryAt)
        quote.apply(moves, at: at)
        happenings.append(Happening(
            kind: kind, at: at, person: principal.id, clause: nil, isInternal: true, body: Entry.Body(facts: facts, quoteMoves: moves), contents: [],
            standing: Standing(quote: quote, note: nil)))
    }

    /// Lets it expire at the instant at which it did.
    func settle() {
        guard quote.wakeAt <= now else { return }
        append(.quoteExpired, by: .desk(of: quote.company), at: quote.validUntil, [.expired])
    }

    private var facts: [String: String] {
        var facts = ["quote": quote.number, "state": quote.state.rawValue, "total": QuoteText(quote, words, under: policy, in: policy.language).total]
        if let other = quote.replacedBy { facts["replaced_by"] = other }
        let taken = quote.state == .sent ? policy.documents(ordering: quote.offer.lines.compactMap(\.item), on: ticket.ticket.facts) : []
        if !taken.isEmpty { facts["takes"] = taken.map(\.id).joined(separator: " ") }
        return facts
    }

    fileprivate func chained(_ newID: () -> Int64) throws -> [Recorded<Standing>] {
        try quote.chain(happenings, newID)
    }
}

extension DeskTransaction {
    /// A record of a quote and of its ticket, with what fell due on either.
    func record(_ row: QuoteRow) throws -> QuoteRecord {
        let ticket = try record(try self.ticket(id: row.quote.ticket))
        ticket.settle()
        let record = QuoteRecord(row, on: ticket, at: now)
        record.settle()
        return record
    }

    /// Writes what happened to a quote and to its ticket: the entries, the rows they lead to, the letters.
    func save(_ record: QuoteRecord) throws {
        try saveAlone(record)
        try save(record.ticket)
    }

    /// The same where somebody else writes the ticket.
    func saveAlone(_ record: QuoteRecord) throws {
        guard !record.happenings.isEmpty else { return }
        let recorded = try record.chained(newID)
        try record.before == nil ? insert(record.quote) : update(record.quote)
        try insert(recorded)
        let client = record.ticket.parties.requester, book = try letterBook(of: record.quote.company)
        for item in recorded where !Person.isErased(client.email) {
            let language = client.language ?? record.policy.language
            guard let letter = QuoteLetter(of: item.entry, QuoteText(item.happening.standing.quote, record.words, under: record.policy, in: language), saying: item.happening.standing.note, to: client, link: record.link, worded: book) else { continue }
            let series: LetterSeries? = item.entry.kind == .quoteDeclined ? .receipts : nil
            if let series, try preferences(of: client.id, in: record.quote.company)[series] == .never { continue }
            try sendMail(
                letter.subject, letter.text, to: client.email, about: record.ticket.ticket, company: record.quote.company, under: record.policy, language: language, series: series?.rawValue)
        }
    }
}

extension Desk {
    /// Changes one quote and its ticket: settles what fell due on them, runs the verb, writes the entries. One transaction.
    ///
    /// A refusal is journaled under the company before it is thrown.
    ///
    /// - Throws: `.notFound` when the principal cannot see it; `.refused` with its clause.
    func change(
        quote number: String, as principal: Principal, _ verb: @escaping @Sendable (QuoteRecord, DeskTransaction) throws -> Void
    ) async throws -> QuoteRow {
        try await refusable(as: principal, folio: nil) {
            try await self.write { tx in
                let record = try tx.record(try tx.quote(number, visibleTo: principal))
                try verb(record, tx)
                record.ticket.settle()
                try tx.save(record)
                return try tx.quote(number, visibleTo: principal)
            }
        }
    }
}
