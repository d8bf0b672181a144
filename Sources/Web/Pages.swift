import BusinessTime
import Crypto
import Foundation
import Hummingbird
import NIOCore
import PDF
import ServiceDesk
import SupportPolicy

/// What every page needs around it, and how a page becomes an answer.
struct Pages: Sendable {
    let desk: Desk
    let secret: SymmetricKey

    /// The secret that the forms of one browser carry: made from its cookie, so that nothing is stored and any node knows it.
    func csrfToken(_ context: DeskContext) -> String {
        let code = HMAC<SHA256>.authenticationCode(for: Array("form \(context.visitor)".utf8), using: secret)
        return Array(code).hex
    }

    /// The frame of a page of the company in the path.
    ///
    /// - Parameter facts: what the page read with its own things; read now where it reads nothing.
    func frame(_ request: Request, _ context: DeskContext, _ facts: PageFacts? = nil) async throws -> PageFrame {
        let read: PageFacts
        if let facts { read = facts } else { read = try await desk.read { try $0.pageFacts(context.principal) } }
        let company = try context.requireCompany()
        var frame = PageFrame(company: CompanyFace(company), language: context.language)
        frame.languages = Language.allCases.filter { $0 != context.language }.map { other in
            LanguageLink(language: other, link: Link(path: Self.path(request), query: [("lang", other.rawValue)]))
        }
        frame.csrfToken = csrfToken(context)
        frame.flash = Done(request).map { Flash(kind: .done, text: $0.said(in: context.language)) }
        frame.generatedAt = Wording(context.language, company.policy.zone).short(read.now)
        guard let principal = context.principal else {
            let path = request.uri.path
            frame.navigation = [item(context.language(.policy), .ourPolicy(company.slug), path), item(context.language(.signIn), .signIn(company.slug), path)]
            return frame
        }
        frame.person = SignedInPerson(name: principal.name, role: principal.role.said(in: context.language))
        frame.stream = .stream(company.slug)
        frame.navigation = navigation(principal, company, request.uri.path, context.language, unread: read.unread)
        return frame
    }

    private func navigation(_ principal: Principal, _ company: DeskContext.Company, _ path: String, _ say: Language, unread: Int) -> [NavigationItem] {
        let slug = company.slug
        guard principal.role.isStaff else {
            // A company that sells nothing beforehand has no contracts to look for.
            let contracts = company.policy.tariff.plans.isEmpty ? [] : [item(say(.myContract), .myContracts(slug), path)]
            return [item(say(.myRequests), .requests(slug), path), item(say(.openARequest), .requestForm(slug), path)] + contracts
                + [item(say(.policy), .ourPolicy(slug), path)]
        }
        var notices = item(say(.notices), .notices(slug), path)
        notices.count = unread == 0 ? nil : unread
        // A company that goes nowhere has no visits to look for.
        let goesOut = !company.policy.visitRules.isEmpty || company.policy.tariff.items.contains(where: \.isOnSite)
        let visits = goesOut ? [item(say(.visits), .visits(slug), path)] : []
        return [item(say(.queue), .queue(slug), path), notices] + visits + [
            item(say(.contracts), .contracts(slug), path), item(say(.outbox), .outbox(slug), path),
            item(say(.people), .people(slug), path), item(say(.policy), .policy(slug), path),
        ]
    }

    private func item(_ label: String, _ link: Link, _ path: String) -> NavigationItem {
        NavigationItem(label: label, link: link, isCurrent: path == link.address)
    }

    private static func path(_ request: Request) -> [String] {
        request.uri.path.split(separator: "/").map { $0.removingPercentEncoding ?? String($0) }
    }

    // MARK: Answers

    /// A page, or only the part of it that changes, where a live page asks for that.
    func answer(_ page: some Page, _ request: Request, status: HTTPResponse.Status = .ok, live: HTML? = nil) -> Response {
        let isFragment = live != nil && request.query["fragment"] != nil
        return html(isFragment ? live ?? .nothing : page.document, status: status)
    }

    /// A page that takes long: its head at once, a bar while the rest is made, then the rest. Needs no script: of the bars sent
    /// so far the stylesheet shows the last, and none once the page goes on below.
    func answer(
        _ request: Request, slowly waiting: WaitingPage, _ context: DeskContext, _ make: @escaping @Sendable (_ progress: @escaping @Sendable (Int, Int) -> Void) async throws -> HTML
    ) -> Response {
        let path = request.uri.path
        let body = ResponseBody { writer in
            try await writer.write(ByteBuffer(bytes: waiting.beginning.bytes))
            let (steps, progress) = AsyncStream<(Int, Int)>.makeStream(bufferingPolicy: .bufferingNewest(1))
            async let content: HTML = {
                defer { progress.finish() }
                do {
                    return try await make { progress.yield(($0, $1)) }
                } catch let error where !(error is CancellationError) {
                    return waiting.sorry(context.failure(of: error, at: path))
                }
            }()
            for await (done, whole) in steps { try await writer.write(ByteBuffer(bytes: waiting.bar(done, of: whole).bytes)) }
            try await writer.write(ByteBuffer(bytes: waiting.end(with: content).bytes))
            try await writer.finish(nil)
        }
        return Response(status: .ok, headers: [.contentType: "text/html; charset=utf-8", .cacheControl: "no-store"], body: body)
    }

    func html(_ html: HTML, status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status, headers: [.contentType: "text/html; charset=utf-8", .cacheControl: "no-store"],
            body: .init(byteBuffer: ByteBuffer(bytes: html.bytes)))
    }

    /// Sends the browser on after a form, saying what was done.
    func see(_ link: Link, saying done: Done? = nil) -> Response {
        .redirect(to: done.map { link.with([("done", $0.rawValue)]) }?.address ?? link.address, type: .normal)
    }

    /// The page of an error. The company's frame is kept where its path is known; nobody's session is looked at.
    func error(_ failure: Failure, _ request: Request, _ context: DeskContext) async -> Response {
        let say = context.language
        let slug = request.uri.path.split(separator: "/").first.map(String.init) ?? ""
        let company = (try? await desk.company(slug)).map { DeskContext.Company(row: $0.row, policy: $0.policy) }
        let face = company.map(CompanyFace.init) ?? CompanyFace(slug: "", name: "Ventanilla")
        var page = ErrorPage(
            frame: PageFrame(company: face, language: say), status: failure.status.code, title: failure.title(in: say),
            sentence: failure.sentence(in: say), cite: failure.clause.map { ClauseCite($0, in: company?.slug) }, requestID: "\(context.id)")
        if let wayIn = failure.wayIn { page.remedies.append((wayIn, nil)) }
        if let company {
            page.remedies.append((Said(es: "Ir al inicio de \(company.policy.company.name)", en: "Go to \(company.policy.company.name)")(in: say), .home(company.slug)))
        }
        var response = html(page.document, status: failure.status)
        if let seconds = failure.retryAfter { response.headers[.retryAfter] = "\(seconds)" }
        return response
    }
}

/// What every page of a company tells besides its own things.
struct PageFacts: Sendable {
    let now: Instant
    /// Notices that the reader has not seen.
    let unread: Int
}

extension DeskTransaction {
    func pageFacts(_ principal: Principal?) throws -> PageFacts {
        PageFacts(now: now, unread: try principal.map { $0.role.isStaff ? try unreadNotices(of: $0) : 0 } ?? 0)
    }
}

/// What a form has just done, said once on the next page.
enum Done: String, Sendable {
    case answered, noted, asked, contacted, assigned, escalated, returned, classified, closed, merged, participantAdded, participantRemoved, offered, reopened
    case invited, read, signedOut, passwordSet, linkSent, queued, putAway, readAgain, floodRemoved, mailboxTested, mailboxSaved, mailboxAdded, mailboxReconnected, mailboxRemoved, proposed, activated, withdrawn, dayClosed
    case attached, charged, settled, logged, contractWritten, contractChanged, proposedAdjustment, salesHandedOver
    case letterSaved, preferencesSaved
    case timerStarted, timerStopped, sessionOffered, consented, sessionBegun, workEnded, workGivenUp, visitPlanned, visitMoved, visitKept, visitWished, visitPrepared, documented, noticeGiven, engineerNamed, arrived, needAsked, needDecided, defectConfirmed, verified
    case quoteSent, quoteKept, quoteAccepted, quoteDeclined, quoteWithdrawn, disputed, requested, logoChanged, placeKept

    init?(_ request: Request) {
        guard let done = request.query["done"].flatMap(Done.init(rawValue:)) else { return nil }
        self = done
    }

    func said(in language: Language) -> String {
        let said: Said = switch self {
        case .answered: Said(es: "Se envió la respuesta.", en: "The answer was sent.")
        case .noted: Said(es: "Se guardó la nota.", en: "The note was saved.")
        case .asked: Said(es: "Se preguntó al cliente; el ticket espera.", en: "The client was asked; the ticket waits.")
        case .contacted: Said(es: "Se registró el contacto.", en: "The contact was logged.")
        case .assigned: Said(es: "Se asignó el ticket.", en: "The ticket was assigned.")
        case .escalated: Said(es: "Se escaló el ticket.", en: "The ticket was escalated.")
        case .returned: Said(es: "Se devolvió el ticket.", en: "The ticket was returned.")
        case .classified: Said(es: "Se guardó la clasificación.", en: "The classification was saved.")
        case .closed: Said(es: "Se cerró.", en: "It was closed.")
        case .merged: Said(es: "Se juntaron: aquí sigue. Se avisó al cliente.", en: "They were merged: it goes on here. The client was told.")
        case .participantAdded: Said(es: "Ya participa; se le avisó por correo.", en: "He takes part; he was told by mail.")
        case .participantRemoved: Said(es: "Ya no participa.", en: "He takes part no more.")
        case .offered: Said(es: "Se ofreció el cierre; el cliente decide.", en: "The closing was offered; the client decides.")
        case .reopened: Said(es: "Se reabrió.", en: "It was reopened.")
        case .invited: Said(es: "Se envió la invitación.", en: "The invitation was sent.")
        case .readAgain: Said(es: "Se leerá otra vez.", en: "It will be read again.")
        case .logoChanged: Said(es: "Así se ven desde ahora sus documentos y páginas.", en: "This is how your papers and pages look from now on.")
        case .placeKept: Said(es: "Se guardó el código postal.", en: "The postal code was kept.")
        case .mailboxTested: Said(es: "La prueba salió hacia el buzón; vuelva a cargar esta página para ver si llegó.", en: "The test is on its way to the mailbox; load this page again to see whether it arrived.")
        case .mailboxAdded: Said(es: "Se agregó el buzón.", en: "The mailbox was added.")
        case .mailboxReconnected: Said(es: "El buzón se abre así desde ahora.", en: "The mailbox is opened this way from now on.")
        case .mailboxRemoved: Said(es: "Se quitó el buzón; lo recibido se queda.", en: "The mailbox was removed; what came by it stays.")
        case .mailboxSaved: Said(es: "Así serán desde ahora sus solicitudes.", en: "This is what its requests are from now on.")
        case .floodRemoved: Said(es: "Se quitó el alud de la cola; cada ticket lo dice.", en: "The flood was removed from the queue; each ticket says so.")
        case .putAway: Said(es: "Se archivó: ya no cuenta como pendiente.", en: "It was put away: it counts as undone no more.")
        case .queued: Said(es: "Se enviará otra vez.", en: "It will be sent again.")
        case .read: Said(es: "Avisos leídos.", en: "Notices read.")
        case .signedOut: Said(es: "Cerró su sesión.", en: "You signed out.")
        case .passwordSet: Said(es: "Su contraseña quedó guardada.", en: "Your password was saved.")
        case .proposed: Said(es: "Se propuso la versión; nada cambia todavía.", en: "The version was proposed; nothing changes yet.")
        case .activated: Said(es: "Se puso en vigor.", en: "It was put in force.")
        case .dayClosed: Said(es: "Se registró el día cerrado; los plazos abiertos se movieron.", en: "The closed day was recorded; what is owed moved.")
        case .attached: Said(es: "La solicitud se atiende con ese contrato.", en: "The request is served under that contract.")
        case .charged: Said(es: "Se cargó a la póliza.", en: "It was charged to the contract.")
        case .settled: Said(es: "El cargo quedó saldado.", en: "The charge was settled.")
        case .logged: Said(es: "Se registró el tiempo.", en: "The time was logged.")
        case .timerStarted: Said(es: "El cronómetro corre.", en: "The timer runs.")
        case .timerStopped: Said(es: "Se detuvo el cronómetro.", en: "The timer was stopped.")
        case .sessionOffered: Said(es: "Se propuso la sesión; el cliente tiene que autorizarla.", en: "The session was proposed; the client has to consent.")
        case .consented: Said(es: "La sesión quedó autorizada.", en: "The session has its consent.")
        case .sessionBegun: Said(es: "La sesión empezó.", en: "The session began.")
        case .workEnded: Said(es: "Quedó registrado cómo terminó; se avisó al cliente.", en: "How it ended is recorded; the client was told.")
        case .workGivenUp: Said(es: "Se canceló.", en: "It was cancelled.")
        case .visitPlanned: Said(es: "Se acordó la visita; el cliente recibe qué debe tener listo.", en: "The visit was agreed on; the client is told what to have ready.")
        case .visitMoved: Said(es: "Se movió la cita; se avisó al cliente.", en: "The appointment was moved; the client was told.")
        case .visitKept: Said(es: "La visita sigue como estaba; se avisó al cliente.", en: "The visit stays as it was; the client was told.")
        case .visitWished: Said(es: "Recibimos la fecha que pide; le avisaremos. Hasta entonces la cita sigue como estaba.", en: "We have the time you ask for, and will tell you. Until then the appointment stays as it was.")
        case .noticeGiven: Said(es: "Recibimos su aviso: el contrato no se renueva.", en: "We have your notice: the contract is not renewed.")
        case .documented: Said(es: "El documento consta.", en: "The document is on record.")
        case .visitPrepared: Said(es: "Quedó registrado lo que hace falta para la visita.", en: "What the visit takes is on record.")
        case .engineerNamed: Said(es: "Quedó dicho quién va.", en: "Who goes is on record.")
        case .arrived: Said(es: "Se registró la llegada.", en: "The arrival was recorded.")
        case .verified: Said(es: "La solicitud quedó verificada.", en: "The request is verified.")
        case .defectConfirmed: Said(es: "Se confirmó la falla; el cliente sabe para cuándo se corrige.", en: "The fault was confirmed; the client knows by when it is corrected.")
        case .needAsked: Said(es: "Se preguntó al cliente; él decide.", en: "The client was asked; it is his to decide.")
        case .needDecided: Said(es: "Quedó registrada la decisión.", en: "The decision was recorded.")
        case .contractWritten: Said(es: "El contrato está vigente; se avisó a sus contactos.", en: "The contract is in force; its contacts were told.")
        case .salesHandedOver: Said(es: "Se entregaron: descargue el archivo abajo.", en: "They were handed over: download the file below.")
        case .contractChanged: Said(es: "Se guardó en el contrato.", en: "The contract was changed.")
        case .proposedAdjustment: Said(es: "Se propuso el ajuste; otra persona lo confirma.", en: "The adjustment was proposed; somebody else confirms it.")
        case .disputed: Said(es: "Recibimos su inconformidad; lo reservado no se cobra hasta que se resuelva.", en: "We have your complaint; what was set aside is not charged until it is ruled.")
        case .requested: Said(es: "Recibimos su solicitud.", en: "We have your request.")
        case .letterSaved: Said(es: "Así saldrá la carta desde ahora; el texto anterior se conserva.", en: "The letter goes out like this from now on; the text before is kept.")
        case .preferencesSaved: Said(es: "Así lo recibirá desde ahora.", en: "You receive it like this from now on.")
        case .quoteSent: Said(es: "Se envió la cotización.", en: "The quote was sent.")
        case .quoteKept: Said(es: "Se guardó el borrador; el cliente todavía no lo ve.", en: "The draft was kept; the client does not see it yet.")
        case .quoteAccepted: Said(es: "Gracias: recibimos su aceptación.", en: "Thank you: we have your acceptance.")
        case .quoteDeclined: Said(es: "Recibimos su respuesta; no se cobró nada.", en: "We have your answer; nothing was charged.")
        case .quoteWithdrawn: Said(es: "Se retiró la cotización.", en: "The quote was withdrawn.")
        case .withdrawn: Said(es: "Se retiró la versión.", en: "The version was taken back.")
        case .linkSent: Said(es: "Si el correo es de alguien, le enviamos una liga.", en: "If the e-mail is somebody's, we sent a link.")
        }
        return said(in: language)
    }
}

extension CompanyFace {
    init(_ company: DeskContext.Company) {
        let policy = company.policy
        let credential = policy.company.credential.map { " · \($0)" } ?? ""
        self.init(
            slug: company.slug, name: policy.company.name, accent: CompanyColor.place(of: company.slug), color: company.row.color.hex,
            colors: company.row.chosenColor.map { Link(company.slug, "colors", $0.dropFirst() + ".css") },
            supportLine: policy.company.legalName + credential, logo: company.row.logo.map { Link(company.slug, "logo.png").with([("v", $0)]) })
    }
}

extension ClauseCite {
    /// A clause as pages cite it: its requirement ids, its section, its words.
    init(_ clause: SupportPolicy.Clause, in slug: String?) {
        self.init(
            id: clause.ids.isEmpty ? clause.id : clause.ids.joined(separator: ", "), section: clause.section, quote: clause.text,
            link: clause.isPublished ? slug.map { Link($0, "policy").at(clause.id) } : nil)
    }
}
