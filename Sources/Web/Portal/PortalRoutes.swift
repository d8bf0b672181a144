import BusinessTime
import Hummingbird
import NIOCore
import ServiceDesk
import SupportPolicy

/// What clients see: the company's front door, its form, and their own requests.
struct PortalRoutes: Sendable {
    let server: WebServer
    var desk: Desk { server.desk }
    var pages: Pages { server.pages }

    // MARK: The front door

    /// `GET /{company}`
    @Sendable func home(_ request: Request, _ context: DeskContext) async throws -> Response {
        let company = try context.requireCompany()
        let view = PromisesView(policy: company.policy, slug: company.slug, now: try await desk.now(), language: context.language)
        let page = HomePage(
            frame: try await pages.frame(request, context), hoursToday: view.hoursToday, isOpenNow: view.isOpen,
            channels: view.channels, promises: view.promises)
        return pages.answer(page, request)
    }

    /// `GET /{company}/policy`
    @Sendable func policy(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await server.policyPage(request, context, at: .ourPolicy(try context.requireCompany().slug))
    }

    // MARK: A new request

    /// `GET /{company}/requests/new`
    @Sendable func form(_ request: Request, _ context: DeskContext) async throws -> Response {
        pages.answer(try await formPage(request, context, FormBody(), problems: []), request)
    }

    /// `POST /{company}/requests`
    @Sendable func send(_ request: Request, _ context: DeskContext) async throws -> Response {
        let company = try context.requireCompany()
        let form = try await server.form(request, context)
        try server.limits.take(.form, of: "\(context.address) \(company.slug)")
        // A field that only machines fill: they are thanked, and nothing happens.
        guard form["website"].isEmpty else { return pages.see(.home(company.slug)) }
        let asks = company.policy.forms[.portal]?.asksHumanCheck ?? false
        if asks, context.principal == nil, !server.human.accepts(form["code"], to: form["challenge"], of: context.visitor) {
            let problem = FieldProblem("code", Said(es: "El código no coincide; inténtelo con este nuevo.", en: "The code does not match; try this new one."))
            return pages.answer(try await formPage(request, context, form, problems: [problem]), request, status: .unprocessableContent)
        }
        do {
            let row = try await desk.open(try await newRequest(form, company.policy, in: context.language), in: company.slug, as: context.principal?.role == .client ? context.principal : nil)
            return try await sent(row, request, context)
        } catch DeskError.invalid(let problems) {
            return pages.answer(try await formPage(request, context, form, problems: problems), request, status: .unprocessableContent)
        }
    }

    private func newRequest(_ form: FormBody, _ policy: Policy, in language: Language) async throws -> NewRequest {
        var new = form.request(via: .portal)
        new.language = language
        let known: Set = ["email", "name", "rfc", "type", "category", "department", "priority", "subject", "description", "files"]
        for field in policy.forms[.portal]?.fields ?? [] where !known.contains(field.id) {
            guard let answer = form.value(field.id) else { continue }
            new.answers.append((field.label, answer))
            new.given.insert(field.id)
        }
        new.files = try await desk.keep(form.files)
        return new
    }

    private func formPage(_ request: Request, _ context: DeskContext, _ form: FormBody, problems: [FieldProblem]) async throws -> RequestFormPage {
        let company = try context.requireCompany()
        let challenge = context.principal == nil && company.policy.forms[.portal]?.asksHumanCheck == true ? server.human.challenge(for: context.visitor) : nil
        let fields = RequestFields(policy: company.policy, slug: company.slug, language: context.language, person: context.principal)
        let promise = company.policy.promises(
            to: TicketFacts(channel: .portal, type: company.policy.defaultType.id, level: company.policy.escalation?.levels.first?.number),
            starting: .received).first { $0.metric == .firstResponse }
        return RequestFormPage(
            frame: try await pages.frame(request, context), instructions: company.policy.forms[.portal]?.instructions ?? [],
            fields: fields.all(form, problems: problems, challenge: challenge),
            promise: promise.map { Said(es: "Respuesta: \($0.asWritten) (\($0.clause.section)).", en: "Answer: \($0.asWritten) (\($0.clause.section)).")(in: context.language) },
            promiseCite: promise.map { ClauseCite($0.clause, in: company.slug) })
    }

    private func sent(_ row: TicketRow, _ request: Request, _ context: DeskContext) async throws -> Response {
        let company = try context.requireCompany()
        let say = context.language
        let words = Wording(say, company.policy.zone)
        let next = row.ticket.nextDeadline
        let said = next.map { deadline in
            deadline.dueAt.isAsSoonAsPossible ? Said(es: "Le responderemos lo antes posible.", en: "We answer as soon as possible.") : Said(es: "Le responderemos a más tardar el \(words.full(deadline.dueAt)).", en: "We answer by \(words.full(deadline.dueAt)).")
        } ?? Said(es: "Le responderemos en cuanto podamos, en nuestro horario.", en: "We answer as soon as we can, in our hours.")
        let page = SentPage(
            frame: try await pages.frame(request, context), folio: row.ticket.folio, next: said(in: say),
            because: next.flatMap { company.policy.clause($0.clause) }.map { ClauseCite($0, in: company.slug) },
            copy: Said(es: "Le enviamos una copia a \(row.requesterEmail).", en: "We sent a copy to \(row.requesterEmail).")(in: say),
            request: context.principal.map { _ in .request(company.slug, row.ticket.folio) })
        return pages.answer(page, request, status: .created)
    }

    /// `GET /{company}/picture/{challenge}`
    @Sendable func picture(_ request: Request, _ context: DeskContext) async throws -> Response {
        let png = server.human.picture(of: try context.parameters.require("challenge")).png()
        return Response(
            status: .ok, headers: [.contentType: "image/png", .cacheControl: "no-store"], body: .init(byteBuffer: ByteBuffer(bytes: png)))
    }

    /// `GET /{company}/question/{challenge}`: the same check for whoever cannot see a picture.
    @Sendable func question(_ request: Request, _ context: DeskContext) async throws -> Response {
        let say = context.language
        let question = server.human.question(of: try context.parameters.require("challenge"))
        let page = MessagePage(
            frame: try await pages.frame(request, context), title: Said(es: "Una pregunta en vez del código", en: "A question instead of the code")(in: say),
            paragraphs: [question.asked(in: say), Said(
                es: "Escriba el resultado en el campo del código, con número o con letra, y envíe su solicitud.",
                en: "Write the result in the field of the code, in digits or letters, and send your request.")(in: say)])
        return pages.answer(page, request)
    }

    // MARK: Looking up a folio

    /// `GET /{company}/lookup`
    @Sendable func lookup(_ request: Request, _ context: DeskContext) async throws -> Response {
        let say = context.language
        let page = LookupPage(frame: try await pages.frame(request, context), fields: [
            FormField(name: "folio", label: say(.folio), kind: .text, isRequired: true, autocomplete: "off"),
            FormField(name: "email", label: Said(es: "Correo con que la abrió", en: "E-mail it was opened with")(in: say), kind: .email, isRequired: true),
        ])
        return pages.answer(page, request)
    }

    /// `POST /{company}/lookup`: answered alike whether or not folio and e-mail match.
    @Sendable func sendLookup(_ request: Request, _ context: DeskContext) async throws -> Response {
        let slug = try context.requireCompany().slug
        let form = try await server.form(request, context)
        try server.limits.take(.lookUp, of: "\(context.address) \(slug)")
        try await desk.lookUp(form["folio"], email: form["email"], in: slug)
        return pages.answer(LookupSentPage(frame: try await pages.frame(request, context)), request)
    }

    /// `GET /{company}/look/{token}`: a button, so that programs that open every link of a mail do not use it up.
    @Sendable func confirmLook(_ request: Request, _ context: DeskContext) async throws -> Response {
        let slug = try context.requireCompany().slug
        let token = try context.parameters.require("token")
        guard try await desk.holder(ofLink: token, for: .ticket, in: slug) != nil else {
            return try await SessionRoutes(server: server).expired(request, context)
        }
        let say = context.language
        let page = MessagePage(
            frame: try await pages.frame(request, context), title: Said(es: "Ver su solicitud", en: "See your request")(in: say),
            paragraphs: [Said(es: "Esta liga sirve una vez.", en: "This link works once.")(in: say)],
            form: SmallForm(action: Link(slug, "look", token), fields: [], submit: Said(es: "Ver mi solicitud", en: "See my request")(in: say)))
        return pages.answer(page, request)
    }

    /// `POST /{company}/look/{token}`
    @Sendable func look(_ request: Request, _ context: DeskContext) async throws -> Response {
        let slug = try context.requireCompany().slug
        _ = try await server.form(request, context)
        do {
            let (token, folio) = try await desk.openTicket(byLink: try context.parameters.require("token"), in: slug)
            var response = pages.see(.request(slug, folio))
            response.setCookie(server.sessionCookie(token, slug))
            return response
        } catch DeskError.notFound {
            return try await SessionRoutes(server: server).expired(request, context)
        }
    }

    // MARK: One's own requests

    /// `GET /{company}/requests`
    @Sendable func mine(_ request: Request, _ context: DeskContext) async throws -> Response {
        let company = try context.requireCompany()
        let principal = try context.requirePrincipal()
        if principal.role.isStaff { return pages.see(.queue(company.slug)) }
        var filter = TicketFilter()
        filter.state = request.query["state"].flatMap(TicketState.init)
        filter.search = request.query["q"]
        let wanted = filter
        let after = request.query["after"].flatMap(PageKey.init)
        let (rows, policies, now) = try await desk.read { tx in
            let rows = try tx.tickets(of: principal, wanted, after: after, limit: 51)
            return (rows, try tx.policies(of: rows), tx.now)
        }
        let words = Wording(context.language, company.policy.zone)
        let lines = rows.prefix(50).map { row -> MyRequestsPage.Line in
            let ticket = row.ticket
            let policy = policies[ticket.policyKey] ?? company.policy
            let owed = OwedView(ticket: ticket, policy: policy, slug: company.slug, now: now, language: context.language)
            let next = owed.nextDeadline
            return MyRequestsPage.Line(
                folio: ticket.folio, subject: ticket.subject(words), state: policy.lifecycle.labels[ticket.state] ?? "",
                next: next.map { "\(owed.what($0)): \(owed.dueWords($0))" } ?? "", standing: next.map(owed.standing) ?? .calm, changed: words.near(ticket.lastEntryAt, now: now))
        }
        var query: [(name: String, value: String)] = []
        if let state = filter.state { query.append(("state", state.rawValue)) }
        let last = rows.count > 50 ? rows[49].ticket : nil
        let page = MyRequestsPage(
            frame: try await pages.frame(request, context), lines: lines, filters: [states(company.policy, filter, company.slug, context.language)],
            search: filter.search ?? "", filter: query,
            next: last.map { Link.requests(company.slug).with(query + [("after", PageKey(instant: $0.openedAt, id: $0.id).text)]) })
        return pages.answer(page, request)
    }

    private func states(_ policy: Policy, _ filter: TicketFilter, _ slug: String, _ say: Language) -> FilterGroup {
        let all = FilterGroup.Choice(label: Said(es: "Todas", en: "All")(in: say), link: .requests(slug), isCurrent: filter.state == nil)
        let states = [TicketState.open, .waiting, .closed].map { state in
            FilterGroup.Choice(
                label: policy.lifecycle.labels[state] ?? "", link: Link.requests(slug).with([("state", state.rawValue)]), isCurrent: filter.state == state)
        }
        return FilterGroup(label: say(.state), choices: [all] + states)
    }

    /// `GET /{company}/requests/{folio}`
    @Sendable func request(_ request: Request, _ context: DeskContext) async throws -> Response {
        let page = try await requestPage(request, context)
        return pages.answer(page, request, live: page.live)
    }

    func requestPage(_ request: Request, _ context: DeskContext) async throws -> RequestPage {
        let company = try context.requireCompany()
        let principal = try context.requirePrincipal()
        let folio = try context.parameters.require("folio")
        let (row, policy, timeline, quotes, related, isRegistered, fees, now) = try await desk.read { tx in
            let row = try tx.ticket(folio, visibleTo: principal), policy = try tx.policy(of: row.ticket)
            let quotes = try tx.quotes(of: principal, on: folio).map { try server.quoteView($0, as: principal, company.slug, context.language, tx).line }
            let related = RelatedRequests(
                goesOnIn: try tx.folioGoingOn(from: row.ticket), merged: try tx.merged(into: row.ticket, visibleTo: principal, for: .client),
                participants: try tx.participants(of: row.ticket),
                copied: row.ticket.requester == principal.person && !row.ticket.isClosed ? try tx.copied(on: row.ticket) : [])
            return (row, policy, try tx.timeline(of: row.ticket, for: .client), quotes, related, try tx.isRegistered(principal.person), try tx.fees(on: row.ticket, under: policy), tx.now)
        }
        let view = RequestView(row: row, policy: policy, slug: company.slug, now: now, language: context.language, isRegistered: isRegistered, fees: fees)
        var page = view.page(in: try await pages.frame(request, context), timeline: timeline)
        page.quotes = quotes
        page.goesOnIn = related.goesOnIn.map { ($0, .request(company.slug, $0)) }
        page.merged = related.mergedLines(policy, company.slug, now: now, context.language) { .request(company.slug, $0) }
        if related.goesOnIn != nil { page.reopen = .hidden }
        let place = Link.request(company.slug, folio) / "participants"
        page.around = related.around(row.ticket.requester == principal.person && !row.ticket.isClosed && isRegistered ? place : nil, for: .client)
        if principal.role == .client, row.ticket.requester != principal.person { page.show(to: principal, of: row.requesterName, leaving: place / "removal") }
        return page
    }

    /// `GET …/files/{attachment}`
    @Sendable func file(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await server.download(as: try context.requirePrincipal(), context)
    }

    /// `POST …/messages`
    @Sendable func reply(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await act(request, context, .answered) { folio, form, principal in
            try await desk.replyOfClient(to: folio, saying: form["text"], files: try await desk.keep(form.files), as: principal)
        }
    }

    /// `POST …/participants`
    @Sendable func addParticipant(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await act(request, context, .participantAdded) { folio, form, principal in
            try await desk.addParticipant(form["email"], named: form.value("name"), to: folio, as: principal)
        }
    }

    /// `POST …/participants/removal`: whoever leaves himself sees the request no more.
    @Sendable func removeParticipant(_ request: Request, _ context: DeskContext) async throws -> Response {
        let (slug, principal) = (try context.requireCompany().slug, try context.requirePrincipal())
        let form = try await server.form(request, context)
        let folio = try context.parameters.require("folio")
        try await desk.removeParticipant(form["email"], from: folio, as: principal)
        let isHimself = form["email"].lowercased() == principal.email.lowercased()
        return pages.see(isHimself ? .requests(slug) : .request(slug, folio), saying: .participantRemoved)
    }

    /// `POST …/acceptance`: yes closes, no says what is missing.
    @Sendable func accept(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await act(request, context, .answered) { folio, form, principal in
            form["accepted"] == "yes"
                ? try await desk.close(folio, because: "", as: principal)
                : try await desk.replyOfClient(to: folio, saying: form["text"], as: principal)
        }
    }

    /// `POST …/dispute`
    @Sendable func dispute(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await act(request, context, .disputed) { folio, form, principal in try await desk.dispute(folio, because: form["reason"], as: principal) }
    }

    /// `POST …/documents`: the company's own, which an order takes.
    @Sendable func document(_ request: Request, _ context: DeskContext) async throws -> Response {
        let slug = try context.requireCompany().slug, folio = try context.parameters.require("folio"), principal = try context.requirePrincipal()
        try principal.require(.client)
        let form = try await server.form(request, context)
        do {
            _ = try await desk.document(form["document"], on: folio, files: try await desk.keep(form.files), as: principal)
            return pages.see(.request(slug, folio), saying: .documented)
        } catch DeskError.invalid(let problems) {
            var page = try await requestPage(request, context)
            page.documentProblem = problems.first?.message(in: context.language)
            return pages.answer(page, request, status: .unprocessableContent)
        }
    }

    /// `POST …/verification`
    @Sendable func confirmSender(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await act(request, context, .verified) { folio, _, principal in try await desk.confirmSender(of: folio, as: principal) }
    }

    /// `POST …/closure`
    @Sendable func close(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await act(request, context, .closed) { folio, _, principal in try await desk.close(folio, because: "", as: principal) }
    }

    /// `POST …/reopening`
    @Sendable func reopen(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await act(request, context, .reopened) { folio, form, principal in
            try await desk.reopen(folio, because: form["text"], as: principal)
        }
    }

    private func act(
        _ request: Request, _ context: DeskContext, _ done: Done,
        _ verb: (_ folio: String, _ form: FormBody, _ principal: Principal) async throws -> TicketRow
    ) async throws -> Response {
        let slug = try context.requireCompany().slug
        let form = try await server.form(request, context)
        do {
            let row = try await verb(try context.parameters.require("folio"), form, try context.requirePrincipal())
            return pages.see(.request(slug, row.ticket.folio), saying: done)
        } catch DeskError.invalid(let problems) {
            var page = try await requestPage(request, context)
            page.replyFields[0].value = form["text"]
            page.replyFields[0].problem = problems.first?.message(in: context.language)
            return pages.answer(page, request, status: .unprocessableContent)
        }
    }
}
