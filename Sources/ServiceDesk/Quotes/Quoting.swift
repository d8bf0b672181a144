import BusinessTime
import Storage
import SupportPolicy

/// A quote as somebody writes it down.
package struct NewQuote: Sendable {
    package struct Line: Sendable {
        /// Id of the tariff's item; `nil`: what no price list has.
        package var item: String?
        /// What it is about; required where the tariff does not say it.
        package var what: String?
        package var quantity = 1
        package var minutes: Int?
        package var participants: Int?
        /// Of one, where the tariff has no price: in the unit of the item's quotes, else in centavos without tax.
        package var amount: Int?

        package init(_ item: String? = nil, what: String? = nil, quantity: Int = 1, amount: Int? = nil) {
            (self.item, self.what, self.quantity, self.amount) = (item, what, quantity, amount)
        }
    }

    package var title: String
    package var lines: [Line]
    package var isOnSite = false
    package var isUrgent = false
    package var isOutOfHours = false
    /// VAT of what is paid in money, in percent.
    package var tax = Quote.taxRates[0]
    /// The last day on which it can be accepted; `nil`: as the policy says.
    package var validThrough: CalendarDate?
    /// `nil`: as the price list says, where it says it of all that is quoted.
    package var delivery: Quote.Delivery?
    package var terms: String?
    /// The quote that it takes the place of.
    package var replaces: String?

    package init(_ title: String, _ lines: [Line]) {
        (self.title, self.lines) = (title, lines)
    }
}

/// What a quote would say, before it is made.
package struct QuotePreview: Sendable {
    package let text: QuoteText
    /// What the contract has not yet: it may be bought before the quote is accepted (GE-61, GE-62).
    package let missing: [UnitAmount]
    package let validUntil: Instant
}

extension Desk {
    /// What a quote would say and cost, sent now. Changes nothing, and costs nothing (GE-64).
    ///
    /// - Throws: `.invalid` with every field that cannot stay; `.refused` for what has no price.
    package func preview(_ new: NewQuote, on folio: String, in language: Language, as principal: Principal) async throws -> QuotePreview {
        try principal.requireStaff()
        return try await read { tx in
            do {
                let record = try tx.record(try tx.ticket(folio, visibleTo: principal))
                let checked = try tx.check(new, on: record)
                var quote = Quote(id: 0, company: principal.company, at: tx.now)
                (quote.folio, quote.offer) = (folio, checked.offer)
                return QuotePreview(
                    text: QuoteText(quote, checked.words, under: record.policy, in: language), missing: checked.missing,
                    validUntil: try record.policy.end(of: checked.offer, sentAt: tx.now))
            } catch let refusal as Refusal {
                throw DeskError.refused(refusal)
            }
        }
    }

    /// Makes a quote on a ticket; nobody outside of the house learns of it before it is sent.
    ///
    /// - Parameter isSent: whether it is sent in the same breath.
    /// - Throws: `.invalid` with every field that cannot stay; `.refused` for what has no price; `.conflict` on a closed ticket.
    @discardableResult
    package func makeQuote(_ new: NewQuote, on folio: String, isSent: Bool = false, as principal: Principal) async throws -> QuoteRow {
        try principal.requireStaff()
        let secret = try await secret(named: QuoteKey.secretName)
        return try await refusable(as: principal, folio: folio) {
            try await self.write { tx in
                let ticket = try tx.record(try tx.ticket(folio, visibleTo: principal))
                ticket.settle()
                try ticket.requireOpen()
                let checked = try tx.check(new, on: ticket)
                if let old = new.replaces { _ = try tx.replaceable(old, on: ticket, as: principal) }
                let record = QuoteRecord(
                    making: Quote(id: tx.newID(), company: principal.company, at: tx.now), saying: checked.words, on: ticket, at: tx.now)
                let making = Quote.Making(
                    number: try tx.nextFolio(of: principal.company, prefix: "C"), ticket: ticket.ticket.id, folio: ticket.ticket.folio,
                    policy: ticket.ticket.policyID, contract: ticket.ticket.contract, offer: checked.offer)
                record.append(.quoteMade, by: principal, [.made(making)], contents: checked.words.contents)
                if isSent { try tx.send(record, by: principal, secret: secret) }
                try tx.save(record)
                return try tx.quote(record.quote.number, visibleTo: principal)
            }
        }
    }

    /// Sends a quote: from here on the client can accept it. It is an answer to his request, and takes the place of the one that
    /// it replaces.
    ///
    /// - Throws: `.conflict` unless it is a draft, and on a closed ticket.
    @discardableResult
    package func sendQuote(_ number: String, as principal: Principal) async throws -> QuoteRow {
        try principal.requireStaff()
        let secret = try await secret(named: QuoteKey.secretName)
        return try await change(quote: number, as: principal) { record, tx in
            guard record.quote.state == .draft else { throw DeskError.conflict("La cotización \(number) ya se envió.", "Quote \(number) was sent already.") }
            try record.ticket.requireOpen()
            try tx.send(record, by: principal, secret: secret)
        }
    }

    /// Takes a quote back: it can no longer be accepted.
    ///
    /// - Throws: `.conflict` once it was answered, or is no longer good.
    @discardableResult
    package func withdrawQuote(_ number: String, because reason: String, as principal: Principal) async throws -> QuoteRow {
        try principal.requireStaff()
        let reason = try Words.text(reason, field: "reason")
        return try await change(quote: number, as: principal) { record, _ in
            if record.quote.state != .draft { try record.requireAnswerable() }
            record.append(.quoteWithdrawn, by: principal, [.withdrawn(replacedBy: nil)], saying: reason)
        }
    }

    /// Quotes that the principal may see, the latest on top.
    package func quotes(as principal: Principal, in state: Quote.State? = nil, after last: PageKey? = nil, limit: Int = 200) async throws -> [QuoteRow] {
        try await read { try $0.quotes(of: principal, in: state, after: last, limit: limit) }
    }

    /// - Throws: `.notFound`; what may not be seen does not exist.
    package func quote(_ number: String, as principal: Principal) async throws -> (row: QuoteRow, policy: Policy) {
        try await read { tx in
            let row = try tx.quote(number, visibleTo: principal)
            return (row, try tx.policy(row.quote.policyID))
        }
    }
}

extension DeskTransaction {
    fileprivate func send(_ record: QuoteRecord, by principal: Principal, secret: [UInt8]) throws {
        let end = try record.policy.end(of: record.quote.offer, sentAt: record.now)
        guard end > record.now else {
            throw DeskError.invalid("valid_through", "Ese día ya pasó: una cotización se envía mientras vale.", "That day is over: a quote is sent while it is good.")
        }
        let offer = record.quote.offer
        if let rules = record.policy.tariff.quotes, rules.promisesDelivery, offer.delivery == nil,
           offer.lines.contains(where: { $0.item.flatMap(record.policy.tariff.item)?.charged == .byQuote }) {
            throw Refusal(rules.clause, Said(es: "Falta para cuándo estaría listo.", en: "It does not say by when it would be ready."))
        }
        if let old = record.quote.offer.replaces {
            let other = try replaceable(old, on: record.ticket, as: principal)
            other.append(.quoteWithdrawn, by: principal, [.withdrawn(replacedBy: record.quote.number)])
            try saveAlone(other)
        }
        record.link = "\(desk.settings.publicURL)/\(try company(id: record.quote.company).slug)/offers/\(QuoteKey.token(for: record.quote.id, with: secret))"
        record.append(.quoteSent, by: principal, [.sent(validUntil: end)], effects: record.ticket.ending(.firstResponse, as: .met))
    }

    /// The quote that another one takes the place of: one of the same request that can still be answered.
    fileprivate func replaceable(_ number: String, on ticket: TicketRecord, as principal: Principal) throws -> QuoteRecord {
        guard let row = try? quote(number, visibleTo: principal), row.quote.ticket == ticket.ticket.id else {
            throw DeskError.invalid("replaces", "Esta solicitud no tiene una cotización con ese número.", "This request has no quote of that number.")
        }
        let record = QuoteRecord(row, on: ticket, at: now)
        record.settle()
        try record.requireAnswerable()
        return record
    }

    /// What an offer says once its fields were looked at. Nobody is offered what he could have for less (GE-81), or what its contract
    /// could not be charged.
    fileprivate func check(_ new: NewQuote, on record: TicketRecord) throws -> CheckedQuote {
        let contract = try contractRecord(of: record.ticket)
        let checked = try CheckedQuote(new, under: record.policy, holding: contract?.contract, at: now)
        if let order = checked.offer.order, let better = try betterContract(for: ServiceOrder(order), on: record) { throw better }
        if !checked.offer.units.isEmpty { try contract?.requireItsEvent(record.ticket) }
        return checked
    }
}

extension QuoteRecord {
    /// - Throws: a sentence that says what became of it; of one that has expired, the clause by which it did.
    func requireAnswerable() throws {
        let words = Wording(.es, policy.zone), english = Wording(.en, policy.zone)
        let (number, at) = (quote.number, quote.decidedAt)
        switch quote.state {
        case .sent: return
        case .draft: throw DeskError.conflict("La cotización \(number) todavía no se envía.", "Quote \(number) was not sent yet.")
        case .accepted: throw DeskError.conflict("La cotización \(number) ya se aceptó el \(words.full(at)).", "Quote \(number) was accepted on \(english.full(at)).")
        case .declined: throw DeskError.conflict("La cotización \(number) se rechazó el \(words.full(at)).", "Quote \(number) was declined on \(english.full(at)).")
        case .withdrawn:
            let (es, en) = quote.replacedBy.map { (" La sustituye \($0).", " \($0) takes its place.") } ?? ("", "")
            throw DeskError.conflict("La cotización \(number) se retiró el \(words.full(at)).\(es)", "Quote \(number) was withdrawn on \(english.full(at)).\(en)")
        case .expired:
            let reason = Said(es: "La cotización \(number) valía hasta el \(words.full(at)). Pida otra: cotizar no cuesta.", en: "Quote \(number) was good until \(english.full(at)). Ask for another: quoting is free.")
            guard let clause = clause.flatMap(policy.clause) else { throw DeskError.conflict(reason) }
            throw Refusal(clause, reason)
        }
    }
}

extension Policy {
    /// The first instant at which an offer can no longer be accepted.
    ///
    /// - Throws: `.invalid` where neither it nor the document says how long it is good.
    func end(of offer: Quote.Offer, sentAt instant: Instant) throws -> Instant {
        if let day = offer.validThrough.flatMap({ CalendarDate(iso: $0) }) { return zone.startOfDay(day.adding(days: 1)) }
        guard let end = try validity(ofQuoteSentAt: instant) else {
            throw DeskError.invalid("valid_through", "Diga hasta qué día vale: la política no lo dice.", "Say until which day it is good: the policy does not.")
        }
        return end.at
    }
}
