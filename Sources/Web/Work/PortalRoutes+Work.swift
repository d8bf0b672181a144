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

extension DeskContext {
    /// The number of the work in the path.
    func workNumber() throws -> Int {
        guard let number = Int(try parameters.require("work")) else { throw DeskError.notFound }
        return number
    }
}
