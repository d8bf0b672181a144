import Hummingbird
import ServiceDesk
import SupportPolicy

extension WebServer {
    /// "¿Por qué?" of one request, in the portal and in the console: what its reader may see of it.
    func whyPage(_ request: Request, _ context: DeskContext, back: (_ slug: String, _ folio: String) -> Link) async throws -> Response {
        let slug = try context.requireCompany().slug, principal = try context.requirePrincipal()
        let folio = try context.parameters.require("folio")
        let (row, policy, history, now) = try await desk.read { tx in
            let row = try tx.ticket(folio, visibleTo: principal)
            return (row, try tx.policy(of: row.ticket), try tx.history(of: row.ticket, for: principal.role), tx.now)
        }
        let view = WhyView(ticket: row.ticket, policy: policy, slug: slug, now: now, language: context.language)
        let version = Said(
            es: "\(policy.title), versión \(policy.version): la que estaba en vigor cuando se abrió.",
            en: "\(policy.title), version \(policy.version): the one in force when it was opened.")
        return pages.answer(WhyPage(
            frame: try await pages.frame(request, context), folio: folio, subject: row.ticket.subject(Wording(context.language, policy.zone)), back: back(slug, folio),
            version: version(in: context.language), decisions: view.decisions(history)), request)
    }
}

extension ConsoleRoutes {
    /// `GET /{company}/desk/tickets/{folio}/why`
    @Sendable func why(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await server.whyPage(request, context, back: Link.ticket)
    }
}

extension PortalRoutes {
    /// `GET /{company}/requests/{folio}/why`
    @Sendable func why(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await server.whyPage(request, context, back: Link.request)
    }
}
