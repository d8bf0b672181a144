import BusinessTime
import Storage
import SupportPolicy

extension Desk {
    /// Accepts a quote: the contract pays what it says in units (GE-65), and the delivery that it promises is owed (GE-55).
    ///
    /// Only the client does, signed in; nobody of the house agrees with himself.
    ///
    /// - Throws: `.refused` with its clause where it cannot be paid, would cost him less by now (GE-81), or is no longer good;
    ///   `.conflict` once it was answered or withdrawn, the ticket is closed, or he left the customer whose contract would pay. Nothing
    ///   is changed then.
    @discardableResult
    package func acceptQuote(_ number: String, as principal: Principal) async throws -> QuoteRow {
        try principal.require(.client)
        return try await change(quote: number, as: principal) { record, tx in
            try tx.accept(record, signed: principal.name, by: principal, via: "portal")
        }
    }

    /// Declines a quote; nothing is charged.
    @discardableResult
    package func declineQuote(_ number: String, because reason: String = "", as principal: Principal) async throws -> QuoteRow {
        try principal.require(.client)
        let reason = try Words.optional(reason, field: "reason")
        return try await change(quote: number, as: principal) { record, tx in
            try tx.decline(record, signed: principal.name, because: reason, by: principal, via: "portal")
        }
    }

    /// The quote that a link shows.
    ///
    /// - Throws: `.notFound` for a link that never was.
    package func quote(byLink token: String, in slug: String) async throws -> (row: QuoteRow, policy: Policy) {
        let (number, principal) = try await holder(ofOffer: token, in: slug)
        return try await quote(number, as: principal)
    }

    /// Accepts a quote by the link of its letter.
    ///
    /// - Parameter name: of whoever accepts.
    @discardableResult
    package func acceptQuote(byLink token: String, signed name: String, in slug: String) async throws -> QuoteRow {
        let (number, principal) = try await holder(ofOffer: token, in: slug)
        let name = try Words.line(name, field: "name")
        return try await change(quote: number, as: principal) { record, tx in
            try tx.accept(record, signed: name, by: principal, via: "link")
        }
    }

    /// Declines a quote by the link of its letter.
    @discardableResult
    package func declineQuote(byLink token: String, signed name: String, because reason: String = "", in slug: String) async throws -> QuoteRow {
        let (number, principal) = try await holder(ofOffer: token, in: slug)
        let (name, reason) = (try Words.line(name, field: "name"), try Words.optional(reason, field: "reason"))
        return try await change(quote: number, as: principal) { record, tx in
            try tx.decline(record, signed: name, because: reason, by: principal, via: "link")
        }
    }

    /// Whom the letter was sent to: he acts as the client who asked.
    private func holder(ofOffer token: String, in slug: String) async throws -> (number: String, Principal) {
        guard token.utf8.count < 200, let id = QuoteKey.quote(in: token, with: try await secret(named: QuoteKey.secretName)) else { throw DeskError.notFound }
        return try await read { tx in
            let row = try tx.quote(id: id), client = row.requester
            guard row.quote.company == (try tx.company(slug).id), !Person.isErased(client.email) else { throw DeskError.notFound }
            return (row.quote.number, Principal(company: row.quote.company, person: client.id, name: client.name, email: client.email, role: .client))
        }
    }
}

extension DeskTransaction {
    fileprivate func accept(_ record: QuoteRecord, signed name: String, by principal: Principal, via way: String) throws {
        try record.requireAnswerable()
        try record.requireOpenTicket()
        let ticket = record.ticket, offer = record.quote.offer
        guard record.quote.contract == nil || record.quote.contract == ticket.ticket.contract else {
            throw DeskError.conflict("La solicitud se atiende ya con otro contrato: pida otra cotización.", "The request is served under another contract by now: ask for another quote.")
        }
        if !offer.units.isEmpty, let contract = ticket.ticket.contract { try requireNotRemoved(principal, from: contract) }
        let agreed = QuoteText(record.quote, record.words, under: record.policy, in: record.policy.language).agreement
        if let missing = try documentsMissing(for: record.quote).first { throw record.policy.refusal(toOrderWithout: missing) }
        let due = try offer.delivery.map { try record.policy.due($0, acceptedAt: ticket.now) }
        record.append(
            .quoteAccepted, by: principal, [.accepted],
            contents: [Content(text: name, name: QuoteWords.signatureName), Content(text: agreed, name: QuoteWords.agreementName)],
            effects: try ticket.endingWait() + ticket.owing(due, by: record.quote.number, cites: record.clause), via: way)
        // The desk charges: the client only agreed.
        try charge(agreed: record.quote, to: ticket, by: .desk(of: record.quote.company))
    }

    fileprivate func decline(_ record: QuoteRecord, signed name: String, because reason: String?, by principal: Principal, via way: String) throws {
        try record.requireAnswerable()
        record.append(
            .quoteDeclined, by: principal, [.declined], contents: [Content(text: name, name: QuoteWords.signatureName)],
            effects: record.ticket.ticket.isClosed ? [] : try record.ticket.endingWait(), saying: reason, via: way)
    }
}

extension QuoteRecord {
    fileprivate func requireOpenTicket() throws {
        guard ticket.ticket.isClosed else { return }
        throw DeskError.conflict(
            "La solicitud \(quote.folio) está cerrada: respóndala o pida reabrirla, y acepte entonces.",
            "Request \(quote.folio) is closed: answer it or ask to reopen it, then accept.")
    }
}
