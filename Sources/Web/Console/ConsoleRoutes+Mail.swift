import BusinessTime
import Hummingbird
import Mail
import NIOCore
import ServiceDesk
import SupportPolicy

/// Mail that leaves, and mail that was refused.
extension ConsoleRoutes {
    /// `GET /{company}/desk/outbox`
    @Sendable func outbox(_ request: Request, _ context: DeskContext) async throws -> Response {
        let company = try context.requireCompany()
        let rows = try await desk.outbox(as: try context.requirePrincipal())
        let refused = try await desk.refusedMails(as: try context.requirePrincipal())
        let now = try await desk.now()
        let words = Wording(context.language, company.policy.zone)
        var page = OutboxPage(
            frame: try await pages.frame(request, context),
            lines: rows.map { row in
                let tries = row.attempts > 1 ? Said(es: " (\(row.attempts) intentos)", en: " (\(row.attempts) attempts)")(in: context.language) : ""
                return OutboxPage.Line(
                    at: words.near(row.createdAt, now: now), to: row.recipient, subject: row.erasedAt.map { Erased.sentence(at: $0, words) } ?? row.subject, folio: row.folio ?? "",
                    state: row.fate.said(in: context.language), standing: row.fate.standing, why: (row.problem ?? "") + tries,
                    again: row.state == .failed && row.erasedAt == nil ? Link(company.slug, "desk", "outbox", "\(row.id)", "sending") : nil)
            })
        let view = MailHealthView(slug: company.slug, words: words, now: now, language: context.language)
        page.refused = refused.map { view.refused($0, company.policy) }
        page.health = .mailboxes(company.slug)
        if try context.requirePrincipal().mayWriteLetters { page.letters = .letters(company.slug) }
        return pages.answer(page, request)
    }

    /// `GET /{company}/desk/parked-mail/{mail}`: the message as it came, to be saved.
    @Sendable func parkedMail(_ request: Request, _ context: DeskContext) async throws -> Response {
        let bytes = try await desk.parkedMail(try context.parameters.require("mail"), as: try context.requirePrincipal())
        return .original(bytes, named: "apartado")
    }

    /// `POST /{company}/desk/parked-mail/{mail}/reading`: looks into a message once more.
    @Sendable func retryMail(_ request: Request, _ context: DeskContext) async throws -> Response {
        _ = try await server.form(request, context)
        try await desk.retryMail(try context.parameters.require("mail"), as: try context.requirePrincipal())
        return pages.see(.mailboxes(try context.requireCompany().slug), saying: .readAgain)
    }

    /// `POST /{company}/desk/outbox/{mail}/sending`: tries again what failed.
    @Sendable func sendAgain(_ request: Request, _ context: DeskContext) async throws -> Response {
        _ = try await server.form(request, context)
        guard let id = Int64(try context.parameters.require("mail")) else { throw DeskError.notFound }
        try await desk.sendAgain(id, as: try context.requirePrincipal())
        return pages.see(.outbox(try context.requireCompany().slug), saying: .queued)
    }

    /// `GET /{company}/desk/refused-mail/{content}`: the message as it came, to be saved.
    @Sendable func refusedMail(_ request: Request, _ context: DeskContext) async throws -> Response {
        guard let id = Int64(try context.parameters.require("content")) else { throw DeskError.notFound }
        let bytes = try await desk.refusedMail(id, as: try context.requirePrincipal())
        return .original(bytes, named: "rechazado")
    }
}

extension OutboxRow.Fate {
    var said: Said {
        switch self {
        case .waiting: Said(es: "Sin enviar todavía", en: "Not sent yet")
        case .leaving: Said(es: "Enviándose", en: "Being sent")
        case .sent: Said(es: "Enviado", en: "Sent")
        case .sentMaybeTwice: Said(es: "Enviado, quizá dos veces", en: "Sent, maybe twice")
        case .failed: Said(es: "No se pudo entregar", en: "Could not be delivered")
        case .unknown: Said(es: "No se sabe si llegó", en: "Nobody knows whether it arrived")
        }
    }

    var standing: OwedLine.Standing {
        switch self {
        case .waiting: .calm
        case .leaving, .sentMaybeTwice: .soon
        case .sent: .kept
        case .failed, .unknown: .late
        }
    }
}
