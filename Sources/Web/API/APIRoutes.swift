import BusinessTime
import Foundation
import Hummingbird
import Mail
import NIOCore
import ServiceDesk
import SupportPolicy

/// The desk for programs: the same verbs, JSON in and out.
struct APIRoutes: Sendable {
    let server: WebServer
    var desk: Desk { server.desk }

    // MARK: Reading

    /// `GET …/tickets?state=&mailbox=&q=&after=&limit=`
    @Sendable func list(_ request: Request, _ context: DeskContext) async throws -> Response {
        let (principal, slug) = try await caller(request, context)
        let query = request.query
        var filter = TicketFilter()
        if let state = query["state"], !state.isEmpty {
            guard let known = TicketState(rawValue: state) else {
                throw DeskError.invalid("state", "El estado es uno de: open, waiting, resolved, closed.", "State is one of: open, waiting, resolved, closed.")
            }
            filter.state = known
        }
        filter.mailbox = query["mailbox"].flatMap { $0.isEmpty ? nil : $0 }
        filter.search = query["q"]
        let (after, limit) = try request.page { PageKey($0) }
        let wanted = filter
        let list = try await desk.read { tx -> ListJSON<TicketJSON> in
            let page = try tx.tickets(of: principal, wanted, after: after, limit: limit + 1)
                .page(of: limit) { PageKey(instant: $0.ticket.openedAt, id: $0.ticket.id).text }
            let items = try page.rows.map { row in
                TicketJSON(row: row, policy: try tx.policy(of: row.ticket), company: slug, now: tx.now, language: context.language)
            }
            return ListJSON(items: items, next: page.next)
        }
        return JSONAnswer.response(list, status: .ok)
    }

    /// `GET …/tickets/{folio}`
    @Sendable func show(_ request: Request, _ context: DeskContext) async throws -> Response {
        let (principal, slug) = try await caller(request, context)
        let folio = try context.parameters.require("folio")
        let json = try await desk.read { tx -> TicketJSON in
            let ticket = try tx.ticketInFull(folio, visibleTo: principal)
            var json = TicketJSON(
                row: ticket.row, policy: try tx.policy(of: ticket.row.ticket), company: slug, now: tx.now, language: context.language,
                timeline: ticket.timeline)
            json.participants = try tx.participants(of: ticket.row.ticket).map { ($0.name(for: principal.role), $0.email) }
            // Whom a client's mail went to is for the staff, and for him.
            let isParty = principal.role.isStaff || ticket.row.ticket.requester == principal.person
            json.copied = isParty && ticket.hasCopied ? try tx.copied(on: ticket.row.ticket).map { ($0.name ?? "", $0.email) } : []
            json.mergedInto = try tx.folioGoingOn(from: ticket.row.ticket)
            json.merged = ticket.hasMerged ? try tx.merged(into: ticket.row.ticket, visibleTo: principal, for: principal.role).map(\.ticket.folio) : []
            return json
        }
        return JSONAnswer.response(json, status: .ok)
    }

    /// `GET …/tickets/{folio}/journal`
    @Sendable func journal(_ request: Request, _ context: DeskContext) async throws -> Response {
        let (principal, _) = try await caller(request, context)
        let folio = try context.parameters.require("folio")
        let list = try await desk.read { tx -> ListJSON<EntryJSON> in
            let ticket = try tx.ticket(folio, visibleTo: principal).ticket
            let policy = try tx.policy(of: ticket)
            return ListJSON(items: try tx.timeline(of: ticket, for: principal.role).map { EntryJSON(item: $0, policy: policy) }, next: nil)
        }
        return JSONAnswer.response(list, status: .ok)
    }

    /// `GET …/tickets/{folio}/attachments/{id}`
    @Sendable func attachment(_ request: Request, _ context: DeskContext) async throws -> Response {
        let (principal, _) = try await caller(request, context)
        return try await server.download(as: principal, context)
    }

    /// `GET …/tickets/{folio}/mails/{entry}/original`
    @Sendable func mailOriginal(_ request: Request, _ context: DeskContext) async throws -> Response {
        let (principal, _) = try await caller(request, context)
        guard let number = Int(try context.parameters.require("entry")) else { throw DeskError.notFound }
        let mail = try await desk.originalMail(ofEntry: number, of: try context.parameters.require("folio"), as: principal)
        return .original(mail.bytes, named: "\(mail.folio)-\(mail.number)")
    }

    // MARK: Writing

    /// `POST …/tickets`
    @Sendable func open(_ request: Request, _ context: DeskContext) async throws -> Response {
        let (principal, slug) = try await caller(request, context)
        let body = try await OpeningBody.read(request, context)
        var new = try body.request()
        new.files = try await desk.keep(body.files)
        let key = try request.headers[.init("Idempotency-Key")!].map { key -> IdempotencyKey in
            guard (1...200).contains(key.utf8.count) else {
                throw DeskError.invalid("Idempotency-Key", "La clave tiene de 1 a 200 caracteres.", "A key has 1 to 200 characters.")
            }
            return IdempotencyKey(key: key, body: body.fingerprint)
        }
        return try answer(try await desk.open(new, in: slug, as: principal, once: key), slug, context)
    }

    @Sendable func assign(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await act(request, context) { (folio, body: ActionBody, principal) in
            try await desk.assign(folio, to: body.to, as: principal)
        }
    }

    @Sendable func reply(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await act(request, context) { (folio, body: ActionBody, principal) in
            guard [nil, "agent", "client"].contains(body.by) else {
                throw DeskError.invalid("by", "Es uno de: agent, client.", "One of: agent, client.")
            }
            let files = try await desk.keep(body.files)
            if body.by == "client" || !principal.role.isStaff {
                return try await desk.replyOfClient(to: folio, saying: body.text ?? "", files: files, as: principal)
            }
            return try await desk.reply(to: folio, saying: body.text ?? "", files: files, delivering: body.delivers ?? false, as: principal)
        }
    }

    @Sendable func note(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await act(request, context) { (folio, body: ActionBody, principal) in
            try await desk.note(on: folio, saying: body.text ?? "", files: try await desk.keep(body.files), as: principal)
        }
    }

    @Sendable func ask(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await act(request, context) { (folio, body: ActionBody, principal) in
            // A reason in one's own words is part of the question.
            let reason = body.reason.flatMap(WaitReason.init(rawValue:))
            let words = [reason == nil ? body.reason : nil, body.question].compactMap { $0 }.filter { !$0.isEmpty }
            return try await desk.ask(folio, words.joined(separator: "\n\n"), because: reason ?? .information, as: principal)
        }
    }

    @Sendable func contact(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await act(request, context) { (folio, body: ActionBody, principal) in
            guard let via = body.via.flatMap(ChannelKind.init(rawValue:)) else {
                throw DeskError.invalid("via", "Es uno de: phone, email, chat, portal.", "One of: phone, email, chat, portal.")
            }
            return try await desk.contact(folio, via: via, saying: body.text ?? "", as: principal)
        }
    }

    @Sendable func escalate(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await act(request, context) { (folio, body: ActionBody, principal) in
            guard let level = body.toLevel?.value else {
                throw DeskError.invalid("to_level", "Indique a qué nivel.", "Say to which level.")
            }
            return try await desk.escalate(folio, to: level, because: body.reason ?? "", as: principal)
        }
    }

    @Sendable func sendBack(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await act(request, context) { (folio, body: ActionBody, principal) in
            try await desk.returnToLevel(folio, because: body.reason ?? body.text ?? "", as: principal)
        }
    }

    @Sendable func classify(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await act(request, context) { (folio, body: ActionBody, principal) in
            try await desk.classify(
                folio, severity: body.severity?.value, priority: body.priority, type: body.type, category: body.category, as: principal)
        }
    }

    /// `POST …/verification`: the staff vouches, or the sender confirms that it was he.
    @Sendable func verify(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await act(request, context) { (folio, body: ActionBody, principal) in
            principal.role.isStaff
                ? try await desk.vouch(for: folio, because: body.reason ?? "", as: principal) : try await desk.confirmSender(of: folio, as: principal)
        }
    }

    /// `POST …/missing-forms`
    @Sendable func rejectForm(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await act(request, context) { (folio, body: ActionBody, principal) in
            try await desk.rejectForm(body.form ?? "", of: folio, as: principal)
        }
    }

    @Sendable func confirmDefect(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await act(request, context) { (folio, body: ActionBody, principal) in
            try await desk.confirmDefect(folio, saying: body.text ?? "", as: principal)
        }
    }

    @Sendable func deliverCorrection(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await act(request, context) { (folio, body: ActionBody, principal) in
            try await desk.deliverCorrection(folio, saying: body.text ?? "", as: principal)
        }
    }

    @Sendable func close(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await act(request, context) { (folio, body: ActionBody, principal) in
            try await desk.close(
                folio, because: body.reason ?? "", isSolved: body.solved, agreedWith: body.agreedBy, via: body.via.flatMap(ChannelKind.init(rawValue:)), as: principal)
        }
    }

    /// `POST …/tickets/{folio}/documents`: a document of the company's own that an order takes.
    @Sendable func document(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await act(request, context) { (folio, body: ActionBody, principal) in
            try await desk.document(body.document ?? "", on: folio, saying: body.text ?? "", files: try await desk.keep(body.files), as: principal)
        }
    }

    /// `POST …/participants`: of staff, or the requester.
    @Sendable func addParticipant(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await act(request, context) { (folio, body: ActionBody, principal) in
            try await desk.addParticipant(body.email ?? "", named: body.name, to: folio, as: principal)
        }
    }

    /// `POST …/participants/removal`: 204, also for whoever leaves himself and sees it no more.
    @Sendable func removeParticipant(_ request: Request, _ context: DeskContext) async throws -> Response {
        let (principal, _) = try await caller(request, context)
        let body: ActionBody = try await ActionBody.read(request, context)
        try await desk.removeParticipant(body.email ?? "", from: try context.parameters.require("folio"), as: principal)
        return Response(status: .noContent)
    }

    /// `GET …/alike`: the other open requests of its requester, most alike first.
    @Sendable func alike(_ request: Request, _ context: DeskContext) async throws -> Response {
        let (principal, _) = try await caller(request, context)
        let found = try await desk.alike(try context.parameters.require("folio"), as: principal)
        return JSONAnswer.response(ListJSON(items: found.map(AlikeJSON.init), next: nil), status: .ok)
    }

    /// `POST …/merging`: 201 with the request that goes on.
    @Sendable func merge(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await act(request, context) { (folio, body: ActionBody, principal) in
            try await desk.merge(folio, into: body.into ?? "", saying: body.text ?? "", as: principal)
        }
    }

    @Sendable func dispute(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await act(request, context) { (folio, body: ActionBody, principal) in
            try await desk.dispute(folio, because: body.reason ?? "", as: principal)
        }
    }

    @Sendable func reopen(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await act(request, context) { (folio, body: ActionBody, principal) in
            try await desk.reopen(folio, because: body.reason ?? "", as: principal)
        }
    }

    /// `POST /api/v1/clock`: moves the standing clock; there only when the desk was started with one.
    @Sendable func clock(_ request: Request, _ context: DeskContext) async throws -> Response {
        guard let token = request.bearerToken, let principal = try await desk.principal(ofToken: token) else { throw try wrongToken(context) }
        try admit(token)
        try principal.require(.admin, .agent)
        let body: ActionBody = try await ActionBody.read(request, context)
        guard let seconds = body.advance.flatMap(ISODuration.seconds) else {
            throw DeskError.invalid("advance", "Es una duración como PT72H.", "It is a duration such as PT72H.")
        }
        let now = try await desk.advanceClock(by: seconds)
        return JSONAnswer.response(ClockJSON(now: now), status: .ok)
    }

    // MARK: Shared

    /// Who calls: the holder of a token of the company in the path.
    func caller(_ request: Request, _ context: DeskContext) async throws -> (Principal, slug: String) {
        let slug = try context.parameters.require("company")
        if let token = request.bearerToken, let principal = try await desk.principal(ofToken: token, in: slug) {
            try admit(token)
            return (principal, slug)
        }
        let error = try wrongToken(context)
        // A company that is not there is told as such.
        _ = try await desk.company(slug)
        throw error
    }

    /// Counts a request of a program that is known.
    private func admit(_ token: String) throws {
        let rate = server.options.apiRate
        if rate > 0 { try server.limits.take(.api(perSecond: rate), of: token) }
    }

    /// What a request without a token of ours is answered with. Counted by its address, apart from the programs that are
    /// known: who guesses at one address does not lock out who works there.
    private func wrongToken(_ context: DeskContext) throws -> HTTPError {
        try server.limits.take(.wrongToken, of: context.address)
        return HTTPError(.unauthorized)
    }

    /// An action on a ticket: 201 with the ticket.
    func act<Body: ReadableBody>(
        _ request: Request, _ context: DeskContext,
        _ verb: (_ folio: String, _ body: Body, _ principal: Principal) async throws -> TicketRow
    ) async throws -> Response {
        let (principal, slug) = try await caller(request, context)
        let body = try await Body.read(request, context)
        return try answer(try await verb(try context.parameters.require("folio"), body, principal), slug, context)
    }

    func answer(_ row: TicketRow, _ slug: String, _ context: DeskContext) throws -> Response {
        let json = TicketJSON(
            row: row, policy: try desk.policy(of: row.ticket), company: slug, now: row.ticket.lastEntryAt, language: context.language)
        var response = JSONAnswer.response(json, status: .created)
        response.headers[.location] = "/api/v1/companies/\(slug)/tickets/\(row.ticket.folio)"
        return response
    }
}

/// Where the standing clock stands.
private struct ClockJSON: JSONWritable {
    let now: Instant

    func write(_ json: inout JSONText) {
        json.member("now", now.iso8601)
    }
}

extension Request {
    /// The token of `Authorization: Bearer`.
    var bearerToken: String? {
        guard let header = headers[.authorization], header.lowercased().hasPrefix("bearer ") else { return nil }
        return String(header.dropFirst(7).drop { $0 == " " })
    }
}

extension WebServer {
    /// A file of a ticket, always to be saved, never to be run by the browser.
    func download(as principal: Principal, _ context: DeskContext) async throws -> Response {
        guard let id = Int64(try context.parameters.require("attachment")) else { throw DeskError.notFound }
        let (file, bytes) = try await desk.attachment(id, of: try context.parameters.require("folio"), as: principal)
        let isPicture = ["image/png", "image/jpeg", "image/gif", "image/webp"].contains(file.mediaType)
        let name = file.name.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "archivo"
        return Response(
            status: .ok,
            headers: [
                .contentType: isPicture ? file.mediaType : "application/octet-stream",
                .contentDisposition: "\(isPicture ? "inline" : "attachment"); filename*=UTF-8''\(name)",
                .cacheControl: "private, max-age=3600",
            ],
            body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}
