import BusinessTime
import Hummingbird
import ServiceDesk
import SupportPolicy

/// What reached the reader.
extension ConsoleRoutes {
    /// `GET /{company}/desk/notices`
    @Sendable func notices(_ request: Request, _ context: DeskContext) async throws -> Response {
        let company = try context.requireCompany()
        let rows = try await desk.notices(of: try context.requirePrincipal())
        let now = try await desk.now()
        let words = Wording(context.language, company.policy.zone)
        let page = NoticesPage(
            frame: try await pages.frame(request, context),
            lines: rows.map { row in
                NoticesPage.Line(
                    at: words.near(row.at, now: now), instant: row.at.iso8601, what: "\(row.folio): \(row.kind.said(in: context.language))",
                    subject: row.subject.or(Unsaid.subject, in: context.language), link: .ticket(company.slug, row.folio), isRead: row.isRead,
                    standing: row.kind == .breached ? .late : row.kind == .warned ? .soon : nil)
            })
        return pages.answer(page, request, live: page.live)
    }

    /// `POST /{company}/desk/notices/read`
    @Sendable func readNotices(_ request: Request, _ context: DeskContext) async throws -> Response {
        _ = try await server.form(request, context)
        try await desk.readNotices(of: try context.requirePrincipal())
        return pages.see(.notices(try context.requireCompany().slug), saying: .read)
    }
}
