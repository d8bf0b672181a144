import BusinessTime
import Hummingbird
import ServiceDesk
import SupportPolicy

/// Quotes for programs.
extension APIRoutes {
    /// `GET …/quotes?state=&after=&limit=`: the latest on top.
    @Sendable func quotes(_ request: Request, _ context: DeskContext) async throws -> Response {
        let (principal, slug) = try await caller(request, context)
        let state = try request.query["state"].map { text in
            guard let state = Quote.State(rawValue: text) else {
                let all = Quote.State.allCases.map(\.rawValue).joined(separator: ", ")
                throw DeskError.invalid("state", "Es uno de: \(all).", "One of: \(all).")
            }
            return state
        }
        return try await list(request, slug, context) { tx, after, limit in try tx.quotes(of: principal, in: state, after: after, limit: limit) }
    }

    /// `GET …/tickets/{folio}/quotes?after=&limit=`
    @Sendable func quotesOfTicket(_ request: Request, _ context: DeskContext) async throws -> Response {
        let (principal, slug) = try await caller(request, context)
        let folio = try context.parameters.require("folio")
        return try await list(request, slug, context) { tx, after, limit in
            _ = try tx.ticket(folio, visibleTo: principal)
            return try tx.quotes(of: principal, on: folio, after: after, limit: limit)
        }
    }

    private func list(
        _ request: Request, _ slug: String, _ context: DeskContext, _ find: @escaping @Sendable (DeskTransaction, _ after: PageKey?, _ limit: Int) throws -> [QuoteRow]
    ) async throws -> Response {
        let (after, limit) = try request.page { PageKey($0) }, language = context.language
        let list = try await desk.read { tx in
            let page = try find(tx, after, limit + 1).page(of: limit) { $0.key.text }
            return ListJSON(items: try page.rows.map { QuoteJSON(row: $0, policy: try tx.policy($0.quote.policyID), company: slug, language: language) }, next: page.next)
        }
        return JSONAnswer.response(list, status: .ok)
    }

    /// `GET …/quotes/{number}`
    @Sendable func quote(_ request: Request, _ context: DeskContext) async throws -> Response {
        let (principal, slug) = try await caller(request, context)
        let found = try await desk.quote(try context.parameters.require("number"), as: principal)
        return JSONAnswer.response(QuoteJSON(row: found.row, policy: found.policy, company: slug, language: context.language), status: .ok)
    }

    /// `GET …/quotes/{number}/journal`
    @Sendable func quoteJournal(_ request: Request, _ context: DeskContext) async throws -> Response {
        let (principal, _) = try await caller(request, context)
        let number = try context.parameters.require("number")
        let list = try await desk.read { tx -> ListJSON<EntryJSON> in
            let quote = try tx.quote(number, visibleTo: principal).quote
            let policy = try tx.policy(quote.policyID)
            return ListJSON(items: try tx.timeline(of: quote, for: principal.role).map { EntryJSON(item: $0, policy: policy) }, next: nil)
        }
        return JSONAnswer.response(list, status: .ok)
    }

    /// `POST …/tickets/{folio}/quotes/preview`: what it would say, sent now; changes nothing.
    @Sendable func previewQuote(_ request: Request, _ context: DeskContext) async throws -> Response {
        let (principal, _) = try await caller(request, context)
        let body = try await QuoteBody.read(request, context)
        let preview = try await desk.preview(try body.quote(), on: try context.parameters.require("folio"), in: context.language, as: principal)
        return JSONAnswer.response(QuotePreviewJSON(preview: preview), status: .ok)
    }

    /// `POST …/tickets/{folio}/quotes`: with `send` it goes to the client at once.
    @Sendable func makeQuote(_ request: Request, _ context: DeskContext) async throws -> Response {
        let folio = try context.parameters.require("folio")
        return try await change(request, context) { (_, body: QuoteBody, principal) in
            try await desk.makeQuote(try body.quote(), on: folio, isSent: body.send ?? false, as: principal)
        }
    }

    @Sendable func sendQuote(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await change(request, context) { (number, _: QuoteBody, principal) in try await desk.sendQuote(number, as: principal) }
    }

    @Sendable func acceptQuote(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await change(request, context) { (number, _: QuoteBody, principal) in try await desk.acceptQuote(number, as: principal) }
    }

    @Sendable func declineQuote(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await change(request, context) { (number, body: QuoteBody, principal) in
            try await desk.declineQuote(number, because: body.reason ?? "", as: principal)
        }
    }

    @Sendable func withdrawQuote(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await change(request, context) { (number, body: QuoteBody, principal) in
            try await desk.withdrawQuote(number, because: body.reason ?? "", as: principal)
        }
    }

    /// A change of a quote: 201 with the quote.
    private func change<Body: ReadableBody>(
        _ request: Request, _ context: DeskContext, _ verb: (_ number: String, _ body: Body, _ principal: Principal) async throws -> QuoteRow
    ) async throws -> Response {
        let (principal, slug) = try await caller(request, context)
        let body = try await Body.read(request, context)
        let row = try await verb(context.parameters.get("number") ?? "", body, principal)
        let policy = try await desk.read { try $0.policy(row.quote.policyID) }
        var response = JSONAnswer.response(QuoteJSON(row: row, policy: policy, company: slug, language: context.language), status: .created)
        response.headers[.location] = "/api/v1/companies/\(slug)/quotes/\(row.quote.number)"
        return response
    }
}

/// What a program sends about a quote; each action reads its own fields.
struct QuoteBody: Decodable, ReadableBody {
    struct Line: Decodable, Sendable {
        var service: String?
        var what: String?
        var quantity: WholeNumber?
        var minutes: WholeNumber?
        var participants: WholeNumber?
        var amount: WholeNumber?
    }

    var title: String?
    var lines: [Line]?
    var onSite: Bool?
    var urgent: Bool?
    var outOfHours: Bool?
    var tax: WholeNumber?
    var validThrough: String?
    var deliveryDays: WholeNumber?
    var deliveryOn: String?
    var terms: String?
    var replaces: String?
    var send: Bool?
    var reason: String?

    enum CodingKeys: String, CodingKey {
        case title, lines, urgent, tax, terms, replaces, send, reason
        case onSite = "on_site"
        case outOfHours = "out_of_hours"
        case validThrough = "valid_through"
        case deliveryDays = "delivery_days"
        case deliveryOn = "delivery_on"
    }

    func quote() throws -> NewQuote {
        var new = NewQuote(title ?? "", (lines ?? []).map { line in
            var new = NewQuote.Line(line.service, what: line.what, quantity: line.quantity?.value ?? 1, amount: line.amount?.value)
            (new.minutes, new.participants) = (line.minutes?.value, line.participants?.value)
            return new
        })
        (new.isOnSite, new.isUrgent, new.isOutOfHours) = (onSite ?? false, urgent ?? false, outOfHours ?? false)
        if let tax { new.tax = tax.value }
        new.validThrough = try CalendarDate.sent(validThrough, as: "valid_through")
        guard deliveryDays == nil || deliveryOn == nil else {
            throw DeskError.invalid("delivery_on", "Diga los días o la fecha, no ambos.", "Say the days or the date, not both.")
        }
        new.delivery = deliveryDays.map { .businessDays($0.value) } ?? deliveryOn.map { .on($0) }
        (new.terms, new.replaces) = (terms, replaces)
        return new
    }
}

/// A quote as programs read it.
struct QuoteJSON: JSONWritable {
    let row: QuoteRow
    let policy: Policy
    /// Slug of the company.
    let company: String
    let language: Language

    private var quote: Quote { row.quote }
    private var address: String { "/api/v1/companies/\(company)/quotes/\(quote.number)" }

    func write(_ json: inout JSONText) {
        json.member("number", quote.number)
        json.member("state", quote.state.rawValue)
        json.member("ticket", quote.folio)
        json.member(orNull: "contract", row.contractNumber)
        json.object("requester") { json in
            json.member("name", row.requester.name)
            json.member("email", row.requester.email)
        }
        json.write(QuoteText(quote, row.words, under: policy, in: language))
        json.member(orNull: "sent_at", time(quote.sentAt))
        json.member(orNull: "valid_until", time(quote.validUntil))
        json.member(orNull: "decided_at", time(quote.decidedAt))
        json.member(orNull: "signed_by", row.words.signature.isEmpty ? nil : row.words.signature)
        json.member(orNull: "delivery_due", due)
        json.member(orNull: "replaced_by", quote.replacedBy)
        json.array("links") { json in
            for (rel, href) in [("self", address), ("journal", address + "/journal"), ("page", "/\(company)/desk/quotes/\(quote.number)"), ("paper", "/\(company)/quotes/\(quote.number)/quote.pdf")] {
                json.object { json in
                    json.member("rel", rel)
                    json.member("href", href)
                }
            }
        }
    }

    /// When what was accepted is due.
    private var due: String? {
        guard quote.state == .accepted, let delivery = quote.offer.delivery else { return nil }
        return (try? policy.due(delivery, acceptedAt: quote.decidedAt)).map(policy.zone.iso8601)
    }

    private func time(_ instant: Instant) -> String? { instant < .never ? policy.zone.iso8601(instant) : nil }
}

/// What a quote would say, as programs read it.
struct QuotePreviewJSON: JSONWritable {
    let preview: QuotePreview

    func write(_ json: inout JSONText) {
        let policy = preview.text.policy
        json.write(preview.text)
        json.array("missing") { json in
            for part in preview.missing { json.object { $0.write(part) } }
        }
        json.member("valid_until", policy.zone.iso8601(preview.validUntil))
    }
}

extension JSONText {
    /// What is offered, and in which words.
    fileprivate mutating func write(_ text: QuoteText) {
        let (offer, policy) = (text.quote.offer, text.policy)
        member("title", text.title)
        array("lines") { json in
            for (place, line) in offer.lines.enumerated() {
                json.object { json in
                    json.member(orNull: "service", line.item)
                    json.member("label", line.label)
                    json.member(orNull: "what", text.words.lines[place])
                    json.member("count", line.count)
                    json.member(orNull: "minutes", line.minutes)
                    json.member("charged", line.charged.rawValue)
                    json.array("price") { json in
                        for part in line.price { json.object { $0.write(part) } }
                    }
                    json.member("money", line.money)
                    json.member(orNull: "cites", line.clause.flatMap(policy.clause).map(CiteJSON.init))
                }
            }
        }
        array("units") { json in
            for part in offer.units { json.object { $0.write(part) } }
        }
        object("money") { json in
            json.member("subtotal", offer.subtotal)
            json.member("tax_percent", offer.tax)
            json.member("tax", offer.taxes)
            json.member("total", offer.total)
            json.member("currency", "MXN")
        }
        member("in_words", text.total)
        member("terms", text.words.terms)
        member(orNull: "delivery", text.delivery)
        member(orNull: "replaces", offer.replaces)
        array("cites", offer.clauses.compactMap(policy.clause).map(CiteJSON.init))
    }
}
