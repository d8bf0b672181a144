import Hummingbird
import ServiceDesk
import SupportPolicy

/// "Mi póliza".
extension PortalRoutes {
    /// `GET /{company}/contracts`: the only one there is at once.
    @Sendable func contracts(_ request: Request, _ context: DeskContext) async throws -> Response {
        let company = try context.requireCompany(), principal = try context.requirePrincipal()
        if principal.role.isStaff { return pages.see(.contracts(company.slug)) }
        let after = request.query["after"].flatMap { ContractKey($0) }
        let (views, next) = try await server.contractViews(of: principal, after: after, company.slug, context.language)
        if after == nil, views.count == 1, let only = views.first { return pages.see(.myContracts(company.slug) / only.row.contract.number) }
        var page = ContractsPage(frame: try await pages.frame(request, context), lines: views.map(\.line), isOfClient: true)
        page.next = next.map { Link.myContracts(company.slug).with([(name: "after", value: $0)]) }
        return pages.answer(page, request)
    }

    /// `GET /{company}/contracts/{number}`
    @Sendable func contract(_ request: Request, _ context: DeskContext) async throws -> Response {
        let company = try context.requireCompany(), principal = try context.requirePrincipal()
        let number = try context.parameters.require("number")
        if principal.role.isStaff { return pages.see(.contract(company.slug, number)) }
        return pages.answer(try await contractPage(request, context), request)
    }

    private func contractPage(
        _ request: Request, _ context: DeskContext, _ form: FormBody = FormBody(), _ problems: [FieldProblem] = [], at place: String = ""
    ) async throws -> ContractPage {
        let found = try await server.contractView(
            try context.parameters.require("number"), as: try context.requirePrincipal(), try context.requireCompany().slug, context.language)
        var page = found.view.page(
            in: try await pages.frame(request, context), timeline: found.timeline, entries: found.entries,
            acts: [TaxFields(row: found.view.row, language: context.language, form: form, problems: problems).act(open: place)])
        page.quotes = found.quotes
        page.notice = found.view.notice
        let policy = try context.requireCompany().policy
        do {
            // A wish is a request by this way, or that of whoever renews (IN-28); else the policy says which way is open.
            if policy.renewal == nil { _ = try policy.admission(of: TicketFacts(channel: .portal, type: policy.defaultType.id)) }
            page.wishes = wishes(context.language)
        } catch {
            page.wayToAsk = error.wayIn
        }
        return page
    }

    /// `POST /{company}/contracts/{number}/notice`: that it is not to be renewed (FP-36).
    @Sendable func giveNotice(_ request: Request, _ context: DeskContext) async throws -> Response {
        let slug = try context.requireCompany().slug, principal = try context.requirePrincipal(), number = try context.parameters.require("number")
        try principal.require(.client)
        let form = try await server.form(request, context)
        do {
            try await desk.giveNotice(of: number, because: form["notice"], as: principal)
            return pages.see(.myContracts(slug) / number, saying: .noticeGiven)
        } catch DeskError.invalid(let problems) {
            var page = try await contractPage(request, context)
            page.notice?.text = form["notice"]
            page.notice?.problem = problems.first?.message(in: context.language)
            return pages.answer(page, request, status: .unprocessableContent)
        }
    }

    private func wishes(_ say: Language) -> [(wish: String, name: String)] {
        ContractWish.allCases.map { wish in
            let name = switch wish {
            case .topUp: Said(es: "Comprar más", en: "Buy more")
            case .renewal: Said(es: "Pedir la renovación", en: "Ask for renewal")
            }
            return (wish.rawValue, name(in: say))
        }
    }

    /// `POST /{company}/contracts/{number}/requests`
    @Sendable func askForContract(_ request: Request, _ context: DeskContext) async throws -> Response {
        let slug = try context.requireCompany().slug, principal = try context.requirePrincipal(), number = try context.parameters.require("number")
        let form = try await server.form(request, context)
        let wish: ContractWish = try form.choice("wish")
        try server.limits.take(.form, of: "\(context.address) \(slug)")
        do {
            let row = try await desk.ask(for: wish, of: number, saying: form["text-\(wish.rawValue)"], in: slug, as: principal)
            return pages.see(.request(slug, row.ticket.folio), saying: .requested)
        } catch DeskError.invalid(let problems) {
            var page = try await contractPage(request, context)
            page.wishProblem = problems.first.map { (wish.rawValue, $0.message(in: context.language)) }
            return pages.answer(page, request, status: .unprocessableContent)
        }
    }

    /// `POST /{company}/contracts/{number}/tax`
    @Sendable func setTaxData(_ request: Request, _ context: DeskContext) async throws -> Response {
        let slug = try context.requireCompany().slug, number = try context.parameters.require("number")
        let form = try await server.form(request, context)
        do {
            _ = try await desk.setTaxData(form.taxData, ofContract: number, as: try context.requirePrincipal())
            return pages.see(.myContracts(slug) / number, saying: .contractChanged)
        } catch DeskError.invalid(let problems) {
            return pages.answer(try await contractPage(request, context, form, problems, at: "tax"), request, status: .unprocessableContent)
        }
    }
}

extension WebServer {
    /// A page of the contracts that the principal may see, in words, and where the next begins.
    func contractViews(
        of principal: Principal, matching search: String? = nil, after last: ContractKey?, _ slug: String, _ language: Language
    ) async throws -> (views: [ContractView], next: String?) {
        try await desk.read { tx in
            let page = try tx.contracts(of: principal, matching: search, after: last, limit: ContractsPage.length + 1)
                .page(of: ContractsPage.length) { ContractKey($0).text }
            let views = try page.rows.map { row in
                ContractView(
                    row: row, policy: try tx.policy(row.contract.policyID), slug: slug, now: tx.now, language: language,
                    staff: principal.role.isStaff ? principal : nil)
            }
            return (views, page.next)
        }
    }

    /// One of them, with all that happened to it.
    func contractView(
        _ number: String, as principal: Principal, _ slug: String, _ language: Language
    ) async throws -> (view: ContractView, timeline: [TimelineItem], entries: [Entry], quotes: [QuoteLine]) {
        try await desk.read { tx in
            let row = try tx.contract(number, visibleTo: principal)
            var view = ContractView(
                row: row, policy: try tx.policy(row.contract.policyID), slug: slug, now: tx.now, language: language,
                staff: principal.role.isStaff ? principal : nil)
            view.tickets = try tx.ticketsCharged(to: row.contract, visibleTo: principal)
            view.contacts = try tx.contacts(of: row, for: principal) ?? []
            return (
                view, try tx.timeline(of: row.contract, for: principal.role),
                try tx.entries(of: row.contract.id, company: principal.company, for: principal.role),
                try tx.quotes(of: principal, paidBy: row.contract.id).map { try quoteView($0, as: principal, slug, language, tx).line })
        }
    }
}
