import BusinessTime
import HTTPTypes
import Hummingbird
import ServiceDesk
import SupportPolicy

/// What a client says of sessions and needs, and the sheet of a visit.
extension PortalRoutes {
    /// `POST …/requests/{folio}/sessions/{work}/consent`
    @Sendable func consent(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await answer(request, context, .consented) { folio, work, principal, _ in try await desk.consent(to: work, on: folio, as: principal) }
    }

    /// `POST …/requests/{folio}/sessions/{work}/refusal`
    @Sendable func declineSession(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await answer(request, context, .workGivenUp) { folio, work, principal, _ in try await desk.cancelWork(work, on: folio, because: "", as: principal) }
    }

    /// `POST …/requests/{folio}/needs/{work}/decision`
    @Sendable func decideNeed(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await answer(request, context, .needDecided) { folio, work, principal, form in
            try await desk.decide(try form.choice("choice"), on: work, of: folio, as: principal)
        }
    }

    /// `POST …/requests/{folio}/visits/{work}/preparation`: what is ready before somebody comes.
    @Sendable func prepareVisit(_ request: Request, _ context: DeskContext) async throws -> Response {
        let slug = try context.requireCompany().slug, folio = try context.parameters.require("folio"), principal = try context.requirePrincipal()
        try principal.require(.client)
        let form = try await server.form(request, context), number = try context.workNumber(), ending = VisitFields.ending(of: number)
        let policy = try await desk.read { try $0.policy(of: try $0.ticket(folio, visibleTo: principal).ticket) }
        do {
            _ = try await desk.prepareVisit(number, on: folio, VisitFields.read(form, ending: ending, under: policy), as: principal)
            return pages.see(.request(slug, folio), saying: .visitPrepared)
        } catch DeskError.invalid(let problems) {
            var page = try await requestPage(request, context)
            guard let line = page.works.firstIndex(where: { $0.number == number }), let fields = page.works[line].prepares?.fields else { throw DeskError.invalid(problems) }
            page.works[line].prepares?.fields = fields.map { field in
                var field = field
                field.value = form[field.name]
                field.problem = problems.first { VisitFields.name(of: $0.field, under: policy) + ending == field.name }?.message(in: context.language)
                return field
            }
            return pages.answer(page, request, status: .unprocessableContent)
        }
    }

    // MARK: Another time, or none

    /// `GET …/requests/{folio}/visits/{work}/change`: what follows from it is said before it is done.
    @Sendable func visitChange(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await changePage(request, context, FormBody()).map { pages.answer($0, request) } ?? pages.see(.request(try context.requireCompany().slug, try context.parameters.require("folio")))
    }

    /// `POST …/requests/{folio}/visits/{work}/wish`
    @Sendable func wishVisit(_ request: Request, _ context: DeskContext) async throws -> Response {
        let slug = try context.requireCompany().slug, folio = try context.parameters.require("folio"), principal = try context.requirePrincipal()
        try principal.require(.client)
        let form = try await server.form(request, context), number = try context.workNumber()
        let policy = try await desk.read { try $0.policy(of: try $0.ticket(folio, visibleTo: principal).ticket) }
        do {
            guard let begins = try form.instant("begins", in: policy.zone) else { throw DeskError.invalid("begins", "Diga cuándo.", "Say when.") }
            _ = try await desk.wishVisit(number, on: folio, at: begins, knowing: form.fees(), saying: form["text"], as: principal)
            return pages.see(.request(slug, folio), saying: .visitWished)
        } catch DeskError.invalid(let problems) {
            guard let page = try await changePage(request, context, form, problems) else { throw DeskError.invalid(problems) }
            return pages.answer(page, request, status: .unprocessableContent)
        }
    }

    /// `POST …/requests/{folio}/visits/{work}/cancellation`
    @Sendable func cancelVisit(_ request: Request, _ context: DeskContext) async throws -> Response {
        let slug = try context.requireCompany().slug, folio = try context.parameters.require("folio"), principal = try context.requirePrincipal()
        try principal.require(.client)
        let form = try await server.form(request, context)
        _ = try await desk.cancelWork(try context.workNumber(), on: folio, because: form["reason"], as: principal)
        return pages.see(.request(slug, folio), saying: .workGivenUp)
    }

    /// - Returns: `nil` for a visit that is not to come any more.
    private func changePage(_ request: Request, _ context: DeskContext, _ form: FormBody, _ problems: [FieldProblem] = []) async throws -> VisitChangePage? {
        let principal = try context.requirePrincipal(), folio = try context.parameters.require("folio")
        try principal.require(.client)
        let number = try context.workNumber()
        let (ticket, policy, timeline, facts) = try await desk.read { tx in
            let row = try tx.ticket(folio, visibleTo: principal)
            return (row.ticket, try tx.policy(of: row.ticket), try tx.timeline(of: row.ticket, for: .client), try tx.pageFacts(principal))
        }
        guard let work = ticket.work(number), work.visit != nil else { throw DeskError.notFound }
        guard work.state == .planned, !ticket.isClosed else { return nil }
        return VisitChangePage(
            frame: try await pages.frame(request, context, facts), work: work, words: WorkWords(of: number, in: timeline), folio: folio, policy: policy, now: facts.now, form: form,
            problems: problems)
    }

    /// `GET …/requests/{folio}/visits/{work}/visit.ics`: for clients and staff alike.
    @Sendable func visitCalendar(_ request: Request, _ context: DeskContext) async throws -> Response {
        let folio = try context.parameters.require("folio"), number = try context.workNumber()
        let text = try await desk.visitCalendar(number, of: folio, as: try context.requirePrincipal())
        return .calendar(text, named: "\(folio)-\(number).ics")
    }

    /// `GET /{company}/visits/{token}`: what an engineer's calendar fetches. The address is the secret.
    @Sendable func visitFeed(_ request: Request, _ context: DeskContext) async throws -> Response {
        let token = try context.parameters.require("token").replacing(".ics", with: "")
        return .calendar(try await desk.visitFeed(token, in: try context.requireCompany().slug), named: nil)
    }

    private func answer(
        _ request: Request, _ context: DeskContext, _ done: Done,
        _ verb: (_ folio: String, _ work: Int, _ principal: Principal, _ form: FormBody) async throws -> TicketRow
    ) async throws -> Response {
        let slug = try context.requireCompany().slug, folio = try context.parameters.require("folio"), principal = try context.requirePrincipal()
        try principal.require(.client)
        let form = try await server.form(request, context)
        _ = try await verb(folio, try context.workNumber(), principal, form)
        return pages.see(.request(slug, folio), saying: done)
    }

    /// `GET …/requests/{folio}/visits/{work}/sheet.pdf`: for clients and staff alike.
    @Sendable func visitSheet(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await paper(context) { slug, color, principal in
            try await desk.visitSheet(try context.workNumber(), of: try context.parameters.require("folio"), from: slug, in: color, context.language, as: principal)
        }
    }
}

extension Response {
    /// - Parameter name: of the file; `nil`: it is read by a program.
    fileprivate static func calendar(_ text: String, named name: String?) -> Response {
        var response = Response(status: .ok, headers: [.contentType: "text/calendar; charset=utf-8", .cacheControl: "private, no-store"], body: .init(byteBuffer: .init(string: text)))
        if let name { response.headers[.contentDisposition] = "attachment; filename=\"\(name)\"" }
        return response
    }
}

extension DeskContext {
    /// The number of the work in the path.
    func workNumber() throws -> Int {
        guard let number = Int(try parameters.require("work")) else { throw DeskError.notFound }
        return number
    }
}
