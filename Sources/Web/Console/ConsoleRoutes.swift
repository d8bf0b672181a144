import BusinessTime
import Hummingbird
import ServiceDesk
import SupportPolicy

/// What agents see and do.
struct ConsoleRoutes: Sendable {
    let server: WebServer
    var desk: Desk { server.desk }
    var pages: Pages { server.pages }

    /// `GET /{company}/desk`
    @Sendable func front(_ request: Request, _ context: DeskContext) async throws -> Response {
        pages.see(.queue(try context.requireCompany().slug))
    }

    // MARK: The queue

    /// `GET /{company}/desk/queue`
    @Sendable func queue(_ request: Request, _ context: DeskContext) async throws -> Response {
        let company = try context.requireCompany()
        let principal = try context.requirePrincipal()
        let query = QueueQuery(request, principal)
        let key = DrawnQueues.Key(company: principal.company, language: context.language, filter: query.filter, after: query.after)
        let (queue, facts, floods, timers, mailboxes) = try await desk.read { tx in
            let floods = try tx.floods(of: principal), timers = try tx.timersToSee(by: principal), mailboxes = try tx.mailboxes(of: principal.company)
            let mark = try tx.journalMark(), facts = try tx.pageFacts(principal)
            if let drawn = server.queues.queue(key, at: mark, facts.now) { return (drawn, facts, floods, timers, mailboxes) }
            let rows = query.isClosed
                ? try tx.tickets(of: principal, query.filter, after: query.after, limit: QueueList.length + 1)
                : try tx.queue(of: principal, query.filter, after: query.after, limit: QueueList.length + 1)
            let list = QueueList(rows, under: try tx.policies(of: rows), query, of: company, at: facts.now, in: context.language)
            server.queues.keep(list.drawn, for: key, at: mark, facts.now)
            return (list.drawn, facts, floods, timers, mailboxes)
        }
        var page = QueuePage(
            frame: try await pages.frame(request, context, facts), queue: queue,
            filters: query.groups(company.policy, mailboxes, company.slug, context.language), filter: query.carried,
            search: query.filter.search ?? "")
        page.floods = floods.map { FloodLine($0, for: principal, company.policy, now: facts.now, context.language) }
        page.timers = timers.map { WorkLine($0.timer, isForgotten: $0.isForgotten, under: company.policy, in: company.slug, now: facts.now, context.language) }
        return pages.answer(page, request, live: queue.html)
    }

    // MARK: One ticket

    /// `GET /{company}/desk/tickets/{folio}`
    @Sendable func ticket(_ request: Request, _ context: DeskContext) async throws -> Response {
        let page = try await ticketPage(request, context)
        return pages.answer(page, request, live: page.live)
    }

    private func ticketPage(_ request: Request, _ context: DeskContext, problems: [FormField] = [], kept: [String: String] = [:]) async throws -> TicketPage {
        let company = try context.requireCompany()
        let principal = try context.requirePrincipal()
        let folio = try context.parameters.require("folio")
        let (row, policy, timeline, balance, other, staff, fees, quotes, related, facts) = try await desk.read { tx in
            let ticket = try tx.ticketInFull(folio, visibleTo: principal, countingNotices: true), policy = try tx.policy(of: ticket.row.ticket)
            let quotes = ticket.hasQuotes ? try tx.quotes(of: principal, on: folio) : []
            return (ticket.row, policy, ticket.timeline, ticket.balance,
                    ticket.row.ticket.contract == nil ? try tx.lastContract(ofCustomerOf: ticket.row.ticket) : nil, try tx.staff(of: principal.company),
                    try tx.fees(on: ticket.row.ticket, under: policy),
                    try quotes.map { try server.quoteView($0, as: principal, company.slug, context.language, tx).line },
                    RelatedRequests(
                        goesOnIn: try tx.folioGoingOn(from: ticket.row.ticket), merged: ticket.hasMerged ? try tx.merged(into: ticket.row.ticket, visibleTo: principal, for: principal.role) : [],
                        others: ticket.hasOthers ? try tx.alike(ticket.row.ticket) : [], participants: try tx.participants(of: ticket.row.ticket),
                        copied: ticket.hasCopied ? try tx.copied(on: ticket.row.ticket) : []),
                    PageFacts(now: tx.now, unread: ticket.unread))
        }
        let view = TicketView(
            row: row, policy: policy, balance: balance, other: other, principal: principal, staff: staff, fees: fees, slug: company.slug, now: facts.now, language: context.language)
        var page = view.page(in: try await pages.frame(request, context, facts), timeline: timeline, problems: problems, kept: kept)
        page.quotes = quotes
        view.show(related, on: &page)
        return page
    }

    /// `GET …/files/{attachment}`
    @Sendable func file(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await server.download(as: try context.requirePrincipal(), context)
    }

    @Sendable func assign(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await act(request, context, .assigned) { folio, form, principal in
            try await desk.assign(folio, to: form.value("assignee"), as: principal)
        }
    }

    @Sendable func reply(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await act(request, context, .answered, ["text": "answer"]) { folio, form, principal in
            try await desk.reply(to: folio, saying: form["answer"], files: try await desk.keep(form.files), delivering: form["delivers"] == "yes", as: principal)
        }
    }

    /// `POST …/documents`
    @Sendable func document(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await act(request, context, .documented, ["text": "known"]) { folio, form, principal in
            try await desk.document(form["document"], on: folio, saying: form["known"], files: try await desk.keep(form.files), as: principal)
        }
    }

    @Sendable func note(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await act(request, context, .noted, ["text": "note"]) { folio, form, principal in
            try await desk.note(on: folio, saying: form["note"], as: principal)
        }
    }

    @Sendable func ask(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await act(request, context, .asked) { folio, form, principal in
            try await desk.ask(folio, form["question"], because: try form.choice("reason"), as: principal)
        }
    }

    @Sendable func contact(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await act(request, context, .contacted, ["text": "told"]) { folio, form, principal in
            try await desk.contact(folio, via: try form.choice("via"), saying: form["told"], as: principal)
        }
    }

    @Sendable func escalate(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await act(request, context, .escalated, ["reason": "why"]) { folio, form, principal in
            guard let level = try form.number("level") else { throw DeskError.invalid("level", "Elija un nivel.", "Choose a level.") }
            return try await desk.escalate(folio, to: level, because: form["why"], as: principal)
        }
    }

    @Sendable func sendBack(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await act(request, context, .returned, ["reason": "because"]) { folio, form, principal in
            try await desk.returnToLevel(folio, because: form["because"], as: principal)
        }
    }

    @Sendable func classify(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await act(request, context, .classified) { folio, form, principal in
            try await desk.classify(
                folio, severity: try form.number("severity"), priority: form.value("priority"), type: form.value("type"), category: form.value("category"), as: principal)
        }
    }

    @Sendable func vouch(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await act(request, context, .verified, ["reason": "vouched"]) { folio, form, principal in
            try await desk.vouch(for: folio, because: form["vouched"], as: principal)
        }
    }

    /// `form` to `…/missing-forms`.
    @Sendable func rejectForm(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await act(request, context, .asked) { folio, form, principal in
            try await desk.rejectForm(form["form"], of: folio, as: principal)
        }
    }

    @Sendable func confirmDefect(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await act(request, context, .defectConfirmed, ["text": "fault"]) { folio, form, principal in
            try await desk.confirmDefect(folio, saying: form["fault"], as: principal)
        }
    }

    @Sendable func deliverCorrection(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await act(request, context, .answered, ["text": "correction"]) { folio, form, principal in
            try await desk.deliverCorrection(folio, saying: form["correction"], as: principal)
        }
    }

    @Sendable func close(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await act(request, context, .closed, ["reason": "solution", "by": "agreed", "via": "agreed_via"]) { folio, form, principal in
            try await desk.close(
                folio, because: form["solution"], isSolved: form.value("solved").map { $0 == "yes" }, agreedWith: form.value("agreed"),
                via: ChannelKind(rawValue: form["agreed_via"]), as: principal)
        }
    }

    /// `POST …/participants`
    @Sendable func addParticipant(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await act(request, context, .participantAdded) { folio, form, principal in
            try await desk.addParticipant(form["email"], named: form.value("name"), to: folio, as: principal)
        }
    }

    /// `POST …/participants/removal`
    @Sendable func removeParticipant(_ request: Request, _ context: DeskContext) async throws -> Response {
        let form = try await server.form(request, context)
        let folio = try context.parameters.require("folio")
        try await desk.removeParticipant(form["email"], from: folio, as: try context.requirePrincipal())
        return pages.see(.ticket(try context.requireCompany().slug, folio), saying: .participantRemoved)
    }

    /// `POST …/merging`: shows the request that goes on.
    @Sendable func merge(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await act(request, context, .merged) { folio, form, principal in
            try await desk.merge(folio, into: form["into"], as: principal)
        }
    }

    @Sendable func reopen(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await act(request, context, .reopened, ["reason": "grounds"]) { folio, form, principal in
            try await desk.reopen(folio, because: form["grounds"], as: principal)
        }
    }

    /// Runs a verb and shows the ticket again; a field that cannot stay is shown where it was typed.
    ///
    /// - Parameter names: how the verb's fields are called in the form.
    func act(
        _ request: Request, _ context: DeskContext, _ done: Done, _ names: [String: String] = [:],
        _ verb: (_ folio: String, _ form: FormBody, _ principal: Principal) async throws -> TicketRow
    ) async throws -> Response {
        let slug = try context.requireCompany().slug
        let form = try await server.form(request, context)
        do {
            let row = try await verb(try context.parameters.require("folio"), form, try context.requirePrincipal())
            let wasOffered = done == .closed && !row.ticket.isClosed
            return pages.see(.ticket(slug, row.ticket.folio), saying: wasOffered ? .offered : done)
        } catch DeskError.invalid(let problems) {
            let fields = problems.map { problem in
                FormField(name: names[problem.field] ?? problem.field, label: names[problem.field] ?? problem.field, kind: .text, problem: problem.message(in: context.language))
            }
            return pages.answer(try await ticketPage(request, context, problems: fields, kept: form.fields), request, status: .unprocessableContent)
        }
    }

    // MARK: A ticket for somebody who called

    /// `GET /{company}/desk/new-ticket?q=…`: who calls, and where his contract stands; `email`, `name` fill the form in.
    @Sendable func newTicket(_ request: Request, _ context: DeskContext) async throws -> Response {
        var form = FormBody()
        for name in ["email", "name", "rfc", "channel"] { form.set(name, request.query[name] ?? "") }
        return pages.answer(try await newTicketPage(request, context, form, problems: []), request)
    }

    /// `POST /{company}/desk/tickets`
    @Sendable func open(_ request: Request, _ context: DeskContext) async throws -> Response {
        let company = try context.requireCompany()
        let form = try await server.form(request, context)
        do {
            var new = form.request(via: try form.choice("channel"))
            new.severity = try form.number("severity")
            new.files = try await desk.keep(form.files)
            let row = try await desk.open(new, in: company.slug, as: try context.requirePrincipal())
            return pages.see(.ticket(company.slug, row.ticket.folio))
        } catch DeskError.invalid(let problems) {
            return pages.answer(try await newTicketPage(request, context, form, problems: problems), request, status: .unprocessableContent)
        }
    }

    private func newTicketPage(_ request: Request, _ context: DeskContext, _ form: FormBody, problems: [FieldProblem]) async throws -> NewTicketPage {
        let fields = NewTicketFields(policy: try context.requireCompany().policy, language: context.language)
        let search = request.query["q"] ?? "", slug = try context.requireCompany().slug, now = try await desk.read { $0.now }
        return NewTicketPage(
            frame: try await pages.frame(request, context), fields: fields.all(form, problems), search: search,
            callers: try await desk.callers(matching: search, as: try context.requirePrincipal()).map { CallerCard($0, in: slug, now: now, context.language) })
    }
}
