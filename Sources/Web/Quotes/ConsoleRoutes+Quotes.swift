import BusinessTime
import Hummingbird
import ServiceDesk
import SupportPolicy

/// Quotes, as the staff makes and follows them.
extension ConsoleRoutes {
    /// `GET /{company}/desk/quotes?state=&after=`
    @Sendable func quotes(_ request: Request, _ context: DeskContext) async throws -> Response {
        let principal = try context.requirePrincipal(), slug = try context.requireCompany().slug, say = context.language
        let state = request.query["state"].flatMap(Quote.State.init(rawValue:))
        let after = request.query["after"].flatMap { PageKey($0) }
        let (lines, next) = try await desk.read { tx in
            let page = try tx.quotes(of: principal, in: state, after: after, limit: QuotesPage.length + 1).page(of: QuotesPage.length) { $0.key.text }
            return (try page.rows.map { try server.quoteView($0, as: principal, slug, say, tx).line }, page.next)
        }
        let states: [(Quote.State?, Said)] = [
            (nil, Said(es: "Todas", en: "All")), (.sent, Said(es: "Por contestar", en: "Waiting")), (.draft, Said(es: "Borradores", en: "Drafts")),
            (.accepted, Said(es: "Aceptadas", en: "Accepted")), (.declined, Said(es: "Rechazadas", en: "Declined")), (.expired, Said(es: "Vencidas", en: "Expired")),
            (.withdrawn, Said(es: "Retiradas", en: "Withdrawn")),
        ]
        let filter = FilterGroup(label: say(.state), choices: states.map { value, said in
            FilterGroup.Choice(label: said(in: say), link: value.map { Link.quotes(slug).with([("state", $0.rawValue)]) } ?? .quotes(slug), isCurrent: state == value)
        })
        var page = QuotesPage(frame: try await pages.frame(request, context), lines: lines, filter: filter)
        let narrowed = state.map { [(name: "state", value: $0.rawValue)] } ?? []
        page.next = next.map { Link.quotes(slug).with(narrowed + [(name: "after", value: $0)]) }
        return pages.answer(page, request)
    }

    /// `GET /{company}/desk/quotes/{number}`
    @Sendable func quote(_ request: Request, _ context: DeskContext) async throws -> Response {
        pages.answer(try await quotePage(request, context), request)
    }

    private func quotePage(_ request: Request, _ context: DeskContext, problems: [FieldProblem] = []) async throws -> QuotePage {
        let principal = try context.requirePrincipal(), slug = try context.requireCompany().slug, number = try context.parameters.require("number")
        let (view, timeline) = try await desk.read { tx in
            let row = try tx.quote(number, visibleTo: principal)
            return (try server.quoteViewInFull(row, as: principal, slug, context.language, tx), try tx.timeline(of: row.quote, for: principal.role))
        }
        return view.page(in: try await pages.frame(request, context), answeredAt: nil, problems: problems, timeline: timeline)
    }

    /// `POST …/quotes/{number}/sending`
    @Sendable func sendQuote(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await change(request, context, .quoteSent) { number, _, principal in _ = try await desk.sendQuote(number, as: principal) }
    }

    /// `POST …/quotes/{number}/withdrawal`
    @Sendable func withdrawQuote(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await change(request, context, .quoteWithdrawn) { number, form, principal in
            _ = try await desk.withdrawQuote(number, because: form["reason"], as: principal)
        }
    }

    private func change(
        _ request: Request, _ context: DeskContext, _ done: Done, _ verb: (_ number: String, _ form: FormBody, _ principal: Principal) async throws -> Void
    ) async throws -> Response {
        let slug = try context.requireCompany().slug, number = try context.parameters.require("number")
        let form = try await server.form(request, context)
        do {
            try await verb(number, form, try context.requirePrincipal())
            return pages.see(.quote(slug, number), saying: done)
        } catch DeskError.invalid(let problems) {
            return pages.answer(try await quotePage(request, context, problems: problems), request, status: .unprocessableContent)
        }
    }

    // MARK: A new one

    /// `GET …/tickets/{folio}/quote?replaces=`
    @Sendable func newQuote(_ request: Request, _ context: DeskContext) async throws -> Response {
        var form = FormBody()
        form.set("replaces", request.query["replaces"] ?? "")
        form.set("title", try await subject(context))
        return pages.answer(try await quoteFormPage(request, context, form), request)
    }

    private func subject(_ context: DeskContext) async throws -> String {
        let principal = try context.requirePrincipal(), folio = try context.parameters.require("folio")
        return try await desk.read { try $0.ticket(folio, visibleTo: principal).ticket.subject }
    }

    /// `POST …/tickets/{folio}/quotes`: shows what it would say, keeps it, or sends it.
    @Sendable func makeQuote(_ request: Request, _ context: DeskContext) async throws -> Response {
        let slug = try context.requireCompany().slug, folio = try context.parameters.require("folio"), principal = try context.requirePrincipal()
        let form = try await server.form(request, context)
        do {
            let policy = try await desk.read { try $0.policy(of: try $0.ticket(folio, visibleTo: principal).ticket) }
            let new = try QuoteFields(policy: policy, language: context.language, form: form, problems: []).quote()
            guard form["do"] == "send" || form["do"] == "draft" else {
                let preview = try await desk.preview(new, on: folio, in: context.language, as: principal)
                return pages.answer(try await quoteFormPage(request, context, form, preview: preview), request)
            }
            let row = try await desk.makeQuote(new, on: folio, isSent: form["do"] == "send", as: principal)
            return pages.see(.quote(slug, row.quote.number), saying: form["do"] == "send" ? .quoteSent : .quoteKept)
        } catch DeskError.invalid(let problems) {
            return pages.answer(try await quoteFormPage(request, context, form, problems: problems), request, status: .unprocessableContent)
        } catch DeskError.refused(let refusal) {
            return pages.answer(try await quoteFormPage(request, context, form, refusal: refusal), request, status: .conflict)
        }
    }

    private func quoteFormPage(
        _ request: Request, _ context: DeskContext, _ form: FormBody, problems: [FieldProblem] = [], preview: QuotePreview? = nil, refusal: Refusal? = nil
    ) async throws -> QuoteFormPage {
        let slug = try context.requireCompany().slug, principal = try context.requirePrincipal(), say = context.language
        let folio = try context.parameters.require("folio")
        let (row, policy, contract, now) = try await desk.read { tx in
            let row = try tx.ticket(folio, visibleTo: principal)
            return (row, try tx.policy(of: row.ticket), try row.contractNumber.map { try tx.contract($0, visibleTo: principal) }, tx.now)
        }
        let words = Wording(say, policy.zone)
        let fields = QuoteFields(policy: policy, language: say, form: form, problems: problems)
        let view = contract.map { ContractView(row: $0, policy: policy, slug: slug, now: now, language: say, staff: principal) }
        let paidBy = view.map { Said(es: "\($0.plan), \($0.row.contract.number). Queda: \($0.left).", en: "\($0.plan), \($0.row.contract.number). Left: \($0.left).") } ?? Said(es: "", en: "")
        var page = QuoteFormPage(
            frame: try await pages.frame(request, context), folio: folio, subject: row.ticket.subject(words), ticket: .ticket(slug, folio), contract: paidBy(in: say),
            replaces: form.value("replaces"), head: fields.head, rows: fields.rows, tail: fields.tail)
        page.refusal = refusal.map { ($0.reason(in: say), $0.wayIn, ClauseCite($0.clause, in: slug)) }
        page.preview = preview.map { preview in
            let text = preview.text, missing = policy.tariff.said(preview.missing, in: say)
            return QuoteFormPage.Preview(
                total: text.total,
                lines: text.quote.offer.lines.enumerated().map { place, line in
                    (text.what(place), text.price(line), line.clause.flatMap(policy.clause).map { ClauseCite($0, in: slug) })
                },
                validity: Said(es: "Enviada ahora, puede aceptarse antes del \(words.full(preview.validUntil)).", en: "Sent now, it can be accepted before \(words.full(preview.validUntil)).")(in: say),
                delivery: text.delivery.map { Said(es: "Entrega: \($0).", en: "Delivery: \($0).")(in: say) } ?? "",
                missing: preview.missing.isEmpty ? "" : Said(
                    es: "Al contrato le falta: \(missing). El cliente puede comprarlo antes de aceptar.", en: "The contract lacks: \(missing). The client may buy it before he accepts.")(in: say),
                fields: fields.carried)
        }
        return page
    }
}

extension WebServer {
    /// A quote in words, as one among others.
    func quoteView(_ row: QuoteRow, as principal: Principal, _ slug: String, _ language: Language, _ tx: DeskTransaction) throws -> QuoteView {
        QuoteView(
            row: row, policy: try tx.policy(row.quote.policyID), slug: slug, now: tx.now, language: language, staff: principal.role.isStaff ? principal : nil)
    }

    /// A quote in words, with what is still needed to accept it.
    func quoteViewInFull(_ row: QuoteRow, as principal: Principal, _ slug: String, _ language: Language, _ tx: DeskTransaction) throws -> QuoteView {
        var view = try quoteView(row, as: principal, slug, language, tx)
        view.missing = try tx.documentsMissing(for: row.quote)
        return view
    }
}
