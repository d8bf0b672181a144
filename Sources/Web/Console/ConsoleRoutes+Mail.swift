import BusinessTime
import Hummingbird
import Mail
import NIOCore
import ServiceDesk
import SupportPolicy

/// Mail that leaves, and mail that was set aside or refused.
extension ConsoleRoutes {
    /// `GET /{company}/desk/outbox?undone=&after=`
    @Sendable func outbox(_ request: Request, _ context: DeskContext) async throws -> Response {
        let company = try context.requireCompany()
        let undone = request.query["undone"].flatMap(UndoneMail.init)
        let found = try await desk.outbox(
            as: try context.requirePrincipal(), undone, after: request.query["after"].flatMap { Int64($0) }, limit: OutboxPage.length + 1)
        let rows = found.prefix(OutboxPage.length)
        let now = try await desk.now()
        let words = Wording(context.language, company.policy.zone)
        var page = OutboxPage(
            frame: try await pages.frame(request, context),
            lines: rows.map { row in
                let tries = row.attempts > 1 ? Said(es: " (\(row.attempts) intentos)", en: " (\(row.attempts) attempts)")(in: context.language) : ""
                return OutboxPage.Line(
                    at: words.near(row.createdAt, now: now), to: row.recipient, subject: row.erasedAt.map { Erased.sentence(at: $0, words) } ?? row.subject, folio: row.folio ?? "",
                    state: row.fate.said(in: context.language), standing: row.putAwayAt == nil ? row.fate.standing : .calm, why: (row.problem ?? "") + tries,
                    again: row.state == .failed && row.erasedAt == nil ? Link.outbox(company.slug) / "\(row.id)" / "sending" : nil,
                    away: row.state == .failed && row.erasedAt == nil && row.putAwayAt == nil ? Link.outbox(company.slug) / "\(row.id)" / "removal" : nil)
            })
        let all = FilterGroup.Choice(label: Said(es: "Todos", en: "All")(in: context.language), link: .outbox(company.slug), isCurrent: undone == nil)
        page.filters = [FilterGroup(label: context.language(.state), choices: [all] + UndoneMail.allCases.map { one in
            FilterGroup.Choice(label: one.said(in: context.language), link: .outbox(company.slug, one.filter), isCurrent: undone == one)
        })]
        if found.count > rows.count, let last = rows.last { page.next = .outbox(company.slug, (undone?.filter ?? []) + [("after", "\(last.id)")]) }
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

    /// `POST /{company}/desk/outbox/{mail}/removal`: counts what failed as undone no more.
    @Sendable func putAway(_ request: Request, _ context: DeskContext) async throws -> Response {
        _ = try await server.form(request, context)
        guard let id = Int64(try context.parameters.require("mail")) else { throw DeskError.notFound }
        try await desk.putAway(id, as: try context.requirePrincipal())
        return pages.see(.outbox(try context.requireCompany().slug), saying: .putAway)
    }

    /// `POST /{company}/desk/parked-mail/{mail}/removal`: lists what will never be read no more.
    @Sendable func putAwayMail(_ request: Request, _ context: DeskContext) async throws -> Response {
        _ = try await server.form(request, context)
        try await desk.putAwayMail(try context.parameters.require("mail"), as: try context.requirePrincipal())
        return pages.see(.mailboxes(try context.requireCompany().slug), saying: .putAway)
    }

    /// `GET /{company}/desk/refused-mail/{content}`: the message as it came, to be saved.
    @Sendable func refusedMail(_ request: Request, _ context: DeskContext) async throws -> Response {
        guard let id = Int64(try context.parameters.require("content")) else { throw DeskError.notFound }
        let bytes = try await desk.refusedMail(id, as: try context.requirePrincipal())
        return .original(bytes, named: "rechazado")
    }
}

extension UndoneMail {
    /// As links carry it.
    var filter: [(name: String, value: String)] { [("undone", rawValue)] }

    var said: Said {
        switch self {
        case .waiting: Said(es: "Sin enviar todavía", en: "Not sent yet")
        case .failed: Said(es: "No se pudieron entregar", en: "Could not be delivered")
        }
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
