import Hummingbird
import NIOCore
import ServiceDesk
import SupportPolicy

/// Quotes, as clients see and answer them: signed in, or by the link of the letter.
extension PortalRoutes {
    /// `GET /{company}/quotes/{number}`
    @Sendable func quote(_ request: Request, _ context: DeskContext) async throws -> Response {
        let slug = try context.requireCompany().slug, principal = try context.requirePrincipal(), number = try context.parameters.require("number")
        if principal.role.isStaff { return pages.see(.quote(slug, number)) }
        let view = try await desk.read { tx in try server.quoteViewInFull(try tx.quote(number, visibleTo: principal), as: principal, slug, context.language, tx) }
        return pages.answer(view.page(in: try await pages.frame(request, context), answeredAt: .myQuote(slug, number)), request)
    }

    /// `POST …/quotes/{number}/acceptance`
    @Sendable func acceptQuote(_ request: Request, _ context: DeskContext) async throws -> Response {
        let slug = try context.requireCompany().slug, number = try context.parameters.require("number")
        _ = try await server.form(request, context)
        try await desk.acceptQuote(number, as: try context.requirePrincipal())
        return pages.see(.myQuote(slug, number), saying: .quoteAccepted)
    }

    /// `POST …/quotes/{number}/refusal`
    @Sendable func declineQuote(_ request: Request, _ context: DeskContext) async throws -> Response {
        let slug = try context.requireCompany().slug, number = try context.parameters.require("number")
        let form = try await server.form(request, context)
        try await desk.declineQuote(number, because: form["reason"], as: try context.requirePrincipal())
        return pages.see(.myQuote(slug, number), saying: .quoteDeclined)
    }

    /// `GET …/quotes/{number}/quote.pdf`
    @Sendable func quotePaper(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await paper(context) { slug, color, principal in
            try await desk.quotePaper(of: try context.parameters.require("number"), from: slug, in: color, context.language, as: principal)
        }
    }

    // MARK: By the link of the letter

    /// `GET /{company}/offers/{token}`: looking at it answers nothing, so that programs which open every link do no harm.
    @Sendable func offer(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await offer(request, context, FormBody(), [])
    }

    private func offer(_ request: Request, _ context: DeskContext, _ form: FormBody, _ problems: [FieldProblem]) async throws -> Response {
        let slug = try context.requireCompany().slug, token = try context.parameters.require("token")
        guard let found = try await found(token, slug) else { return try await SessionRoutes(server: server).expired(request, context) }
        var view = QuoteView(row: found.row, policy: found.policy, slug: slug, now: try await desk.now(), language: context.language, staff: nil)
        view.missing = try await desk.read { try $0.documentsMissing(for: found.row.quote) }
        let frame = try await pages.frame(request, context)
        guard found.row.quote.state == .sent else {
            // The link was for one answer: what became of it is all that it still tells.
            let say = context.language
            let page = MessagePage(
                frame: frame, title: Said(es: "Cotización \(found.row.quote.number)", en: "Quote \(found.row.quote.number)")(in: say),
                paragraphs: [view.fate, Said(es: "Esta liga ya no cambia nada. Con su sesión puede ver la cotización completa.", en: "This link changes nothing any more. Signed in you see the whole quote.")(in: say)],
                action: (say(.seeTheQuote), .myQuote(slug, found.row.quote.number)))
            return pages.answer(page, request)
        }
        let page = view.page(in: frame, answeredAt: Link(slug, "offers", token), asksName: true, problems: problems, form: form)
        return pages.answer(page, request, status: problems.isEmpty ? .ok : .unprocessableContent)
    }

    private func found(_ token: String, _ slug: String) async throws -> (row: QuoteRow, policy: Policy)? {
        do {
            return try await desk.quote(byLink: token, in: slug)
        } catch DeskError.notFound {
            return nil
        }
    }

    /// `POST /{company}/offers/{token}/acceptance`
    @Sendable func acceptOffer(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await answer(request, context, .quoteAccepted) { token, form, slug in
            try await desk.acceptQuote(byLink: token, signed: form["name"], in: slug)
        }
    }

    /// `POST /{company}/offers/{token}/refusal`
    @Sendable func declineOffer(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await answer(request, context, .quoteDeclined) { token, form, slug in
            try await desk.declineQuote(byLink: token, signed: form["name"], because: form["reason"], in: slug)
        }
    }

    private func answer(
        _ request: Request, _ context: DeskContext, _ done: Done, _ verb: (_ token: String, _ form: FormBody, _ slug: String) async throws -> Void
    ) async throws -> Response {
        let slug = try context.requireCompany().slug, token = try context.parameters.require("token")
        let form = try await server.form(request, context)
        do {
            try await verb(token, form, slug)
            return pages.see(Link(slug, "offers", token), saying: done)
        } catch DeskError.invalid(let problems) {
            return try await offer(request, context, form, problems)
        } catch DeskError.notFound {
            return try await SessionRoutes(server: server).expired(request, context)
        }
    }

    /// `GET /{company}/offers/{token}/quote.pdf`
    @Sendable func offerPaper(_ request: Request, _ context: DeskContext) async throws -> Response {
        let company = try context.requireCompany(), slug = company.slug, token = try context.parameters.require("token")
        guard let found = try await found(token, slug), found.row.quote.state == .sent else { return try await SessionRoutes(server: server).expired(request, context) }
        return paper(try await desk.quotePaper(byLink: token, from: slug, in: company.row.color, context.language))
    }
}
