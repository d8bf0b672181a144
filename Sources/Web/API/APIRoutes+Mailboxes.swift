import BusinessTime
import Foundation
import Hummingbird
import ServiceDesk
import SupportPolicy

/// Mailboxes for programs: what the console does, by the same verbs.
extension APIRoutes {
    /// `GET …/mailboxes`: each with how it stands, and what waits to leave.
    @Sendable func mailboxes(_ request: Request, _ context: DeskContext) async throws -> Response {
        let (principal, slug) = try await caller(request, context)
        return JSONAnswer.response(try await mailHealth(as: principal, of: slug, context), status: .ok)
    }

    /// `GET …/mailboxes/{address}`
    @Sendable func mailbox(_ request: Request, _ context: DeskContext) async throws -> Response {
        let (principal, slug) = try await caller(request, context)
        return try await answer(try await named(context, as: principal), slug, principal, context, .ok)
    }

    /// `POST …/mailboxes`
    @Sendable func addMailbox(_ request: Request, _ context: DeskContext) async throws -> Response {
        let (principal, slug) = try await caller(request, context)
        let body = try await MailboxBody.read(request, context), new = try body.mailbox()
        let mailbox = try await opening { try await desk.add(new, to: slug, as: principal) }
        return try await answer(mailbox, slug, principal, context, .created)
    }

    /// `PUT …/mailboxes/{address}/rules`: what it is for, and what its requests are; what is not named is nothing.
    @Sendable func changeMailbox(_ request: Request, _ context: DeskContext) async throws -> Response {
        let (principal, slug) = try await caller(request, context)
        let body = try await MailboxBody.read(request, context), mailbox = try await named(context, as: principal)
        let changed = try await desk.change(mailbox.address, of: slug, to: body.purpose, assigningTo: body.assignee, as: principal)
        return try await answer(changed, slug, principal, context, .ok)
    }

    /// `PUT …/mailboxes/{address}/connection`: how it is reached; without a password by the one that it has.
    @Sendable func reconnectMailbox(_ request: Request, _ context: DeskContext) async throws -> Response {
        let (principal, slug) = try await caller(request, context)
        let body = try await MailboxBody.read(request, context), mailbox = try await named(context, as: principal)
        let connection = MailboxConnection(
            server: body.server ?? "", user: body.user ?? mailbox.address, folder: body.folder ?? "INBOX", password: body.password,
            authservID: body.authserv, takesDetails: body.plus ?? false)
        try await opening { try await desk.reconnect(mailbox.address, of: slug, by: connection, as: principal) }
        return try await answer(mailbox, slug, principal, context, .ok)
    }

    /// `DELETE …/mailboxes/{address}`: 204; what came by it stays.
    @Sendable func removeMailbox(_ request: Request, _ context: DeskContext) async throws -> Response {
        let (principal, slug) = try await caller(request, context)
        try await desk.removeMailbox(try await named(context, as: principal).address, of: slug, as: principal)
        return Response(status: .noContent)
    }

    /// `POST …/mailboxes/{address}/tests`: writes to it, to see whether that comes back.
    @Sendable func testMailbox(_ request: Request, _ context: DeskContext) async throws -> Response {
        let (principal, slug) = try await caller(request, context)
        let mailbox = try await named(context, as: principal)
        try await desk.test(mailbox: mailbox.id, as: principal)
        return try await answer(mailbox, slug, principal, context, .created)
    }

    // MARK: Shared

    private func mailHealth(as principal: Principal, of slug: String, _ context: DeskContext) async throws -> MailHealthJSON {
        let health = try await desk.mailHealth(as: principal)
        let staff = try await desk.read { try $0.staff(of: principal.company) }
        return MailHealthJSON(
            health: health, staff: staff, zone: try await desk.company(slug).policy.zone, showsConnection: principal.mayConnectMailboxes, language: context.language)
    }

    /// The mailbox that the path names by its address.
    private func named(_ context: DeskContext, as principal: Principal) async throws -> Mailbox {
        let name = try context.parameters.require("mailbox")
        let address = (name.removingPercentEncoding ?? name).lowercased()
        guard let mailbox = try await desk.mailboxes(as: principal).first(where: { $0.address.lowercased() == address }) else { throw DeskError.notFound }
        return mailbox
    }

    /// What cannot be opened so is told at the field that says it.
    private func opening<Value>(_ verb: () async throws -> Value) async throws -> Value {
        do {
            return try await verb()
        } catch {
            guard let problem = FieldProblem(opening: error) else { throw error }
            throw DeskError.invalid([problem])
        }
    }

    private func answer(
        _ mailbox: Mailbox, _ slug: String, _ principal: Principal, _ context: DeskContext, _ status: HTTPResponse.Status
    ) async throws -> Response {
        let health = try await mailHealth(as: principal, of: slug, context)
        guard let json = health.boxes.first(where: { $0.box.mailbox?.id == mailbox.id }) else { throw DeskError.notFound }
        var response = JSONAnswer.response(json, status: status)
        if status == .created { response.headers[.location] = "/api/v1/companies/\(slug)/mailboxes/\(mailbox.address)" }
        return response
    }
}

/// What a program sends about a mailbox; each action reads its own fields.
struct MailboxBody: Decodable, ReadableBody {
    var address, arrives, server, user, password, folder, authserv: String?
    /// Whether mail to `address+anything` arrives there; whether what lies there already is taken.
    var plus, all: Bool?
    var label, type, category, department, priority, assignee: String?
    var severity: WholeNumber?

    var purpose: Mailbox.Purpose {
        Mailbox.Purpose(label: label, type: type, category: category, department: department, priority: priority, severity: severity?.value)
    }

    /// The mailbox that it asks for.
    ///
    /// - Throws: `.invalid` for one that arrives in no way that there is.
    func mailbox() throws -> NewMailbox {
        let address = self.address ?? ""
        var mailbox: NewMailbox
        switch arrives {
        case nil, "imap": mailbox = NewMailbox(address: address, server: server ?? "", user: user ?? address, key: .password(password ?? ""))
        case "handed_over": mailbox = NewMailbox(handedOver: address)
        default: throw DeskError.invalid("arrives", "Es uno de: imap, handed_over.", "One of: imap, handed_over.")
        }
        mailbox.folder = folder ?? mailbox.folder
        mailbox.authservID = authserv
        mailbox.takesDetails = plus ?? false
        if mailbox.key != nil { mailbox.fromItsBeginning = all ?? false }
        mailbox.purpose = purpose
        mailbox.assignee = assignee
        return mailbox
    }
}

/// How the mail of a company goes, as programs read it.
private struct MailHealthJSON: JSONWritable {
    let boxes: [MailboxJSON]
    private let health: MailHealth
    private let zone: Zone

    init(health: MailHealth, staff: [Person], zone: Zone, showsConnection: Bool, language: Language) {
        (self.health, self.zone) = (health, zone)
        boxes = health.boxes.map { box in
            MailboxJSON(
                box: box, assignee: staff.first { $0.id == box.mailbox?.purpose.assignee }?.email, zone: zone, showsConnection: showsConnection, language: language)
        }
    }

    func write(_ json: inout JSONText) {
        json.array("items", boxes)
        json.member(orNull: "next", nil as String?)
        json.object("leaving") { json in
            json.member("waiting", health.leaving)
            json.member(orNull: "since", health.leavingSince.map(zone.iso8601))
            json.member("failed", health.failed)
            json.array("takes_no_empty_sender") { json in for refusal in health.refusals { json.element(refusal.relay) } }
        }
    }
}

/// A mailbox as programs read it, with how it stands; its password nobody reads.
private struct MailboxJSON: JSONWritable {
    let box: MailHealth.Box
    /// E-mail of who gets its requests.
    let assignee: String?
    let zone: Zone
    /// Whether its reader may say how it is reached.
    let showsConnection: Bool
    let language: Language

    func write(_ json: inout JSONText) {
        let mailbox = box.mailbox, purpose = mailbox?.purpose
        json.member(orNull: "address", mailbox?.address)
        json.member("arrives", mailbox?.isRead == true ? "imap" : "handed_over")
        json.member(orNull: "label", purpose?.label)
        json.member(orNull: "type", purpose?.type)
        json.member(orNull: "category", purpose?.category)
        json.member(orNull: "department", purpose?.department)
        json.member(orNull: "priority", purpose?.priority)
        json.member(orNull: "severity", purpose?.severity)
        json.member(orNull: "assignee", assignee)
        if showsConnection, let mailbox {
            json.object("connection") { json in
                json.member(orNull: "server", mailbox.isRead ? mailbox.server : nil)
                json.member(orNull: "user", mailbox.isRead ? mailbox.user : nil)
                json.member(orNull: "folder", mailbox.isRead ? mailbox.folder : nil)
                json.member(orNull: "authserv", mailbox.authservID)
                json.member("plus", mailbox.takesDetails)
            }
        }
        json.member(orNull: "read_at", mailbox?.readAt.map(zone.iso8601))
        json.member(orNull: "failed_at", mailbox?.failedAt.map(zone.iso8601))
        json.member(orNull: "problem", mailbox?.problem?.said(in: language))
        json.member("waiting", box.waiting)
        json.member(orNull: "waiting_since", box.oldest.map(zone.iso8601))
        json.member(orNull: "test", box.test.map { TestJSON(test: $0, zone: zone) })
    }
}

/// What became of the letter by which somebody tried a mailbox.
private struct TestJSON: JSONWritable {
    let test: MailboxTest
    let zone: Zone

    func write(_ json: inout JSONText) {
        json.member("asked_at", zone.iso8601(test.askedAt))
        json.member("letter", test.letter.rawValue)
        json.member(orNull: "problem", test.problem)
        json.member(orNull: "arrived_at", test.arrivedAt.map(zone.iso8601))
    }
}
