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
                    subject: row.subject, link: .ticket(company.slug, row.folio), isRead: row.isRead,
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

extension NoticeKind {
    var said: Said {
        switch self {
        case .assigned: Said(es: "se le asignó", en: "was assigned to you")
        case .escalated: Said(es: "llegó a su nivel", en: "came to your level")
        case .clientReplied: Said(es: "el cliente respondió", en: "the client answered")
        case .disputed: Said(es: "el cliente no está conforme con el cierre", en: "the client disputes the closing")
        case .routed: Said(es: "llegó sin lo que pide la política: le toca a su área", en: "it came without what the policy asks for: yours to see to")
        case .quoteAnswered: Said(es: "una cotización se contestó o venció", en: "a quote was answered or has expired")
        case .bounced: Said(es: "un correo al cliente no se entregó", en: "a mail to the client was not delivered")
        case .loop: Said(es: "un contestador automático le escribe a la mesa", en: "an automatic answerer writes to the desk")
        case .flood: Said(es: "llega un alud de correo", en: "a flood of mail comes in")
        case .warned: Said(es: "vence pronto", en: "falls due soon")
        case .breached: Said(es: "venció sin cumplirse", en: "fell due unmet")
        }
    }
}
