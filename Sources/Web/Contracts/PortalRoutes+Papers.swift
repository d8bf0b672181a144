import BusinessTime
import Hummingbird
import NIOCore
import PDF
import ServiceDesk
import SupportPolicy

/// Papers to keep, for clients and staff alike, and the page that tells a genuine one.
extension PortalRoutes {
    /// `GET /{company}/contracts/{number}/certificate.pdf`
    @Sendable func certificate(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await paper(context) { slug, color, principal in
            try await desk.certificate(of: try context.parameters.require("number"), from: slug, in: color, context.language, as: principal)
        }
    }

    /// `GET /{company}/contracts/{number}/statement.pdf?from=2026-01-01&through=2026-03-31`
    @Sendable func statement(_ request: Request, _ context: DeskContext) async throws -> Response {
        var form = FormBody()
        for name in ["from", "through"] { form.set(name, request.query[name] ?? "") }
        let (from, through) = (try form.day("from"), try form.day("through"))
        return try await paper(context) { slug, color, principal in
            try await desk.statement(
                of: try context.parameters.require("number"), since: from, through: through, from: slug, in: color, context.language, as: principal)
        }
    }

    /// `GET /{company}/requests/{folio}/summary.pdf`
    @Sendable func closingSummary(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await paper(context) { slug, color, principal in
            try await desk.closingSummary(of: try context.parameters.require("folio"), from: slug, in: color, context.language, as: principal)
        }
    }

    func paper(
        _ context: DeskContext, _ make: (_ slug: String, _ color: Color, _ principal: Principal) async throws -> IssuedPaper
    ) async throws -> Response {
        let company = try context.requireCompany()
        return paper(try await make(company.slug, company.row.color, try context.requirePrincipal()))
    }

    func paper(_ paper: IssuedPaper) -> Response {
        Response(
            status: .ok,
            headers: [
                .contentType: "application/pdf", .contentDisposition: "inline; filename=\"\(paper.fileName)\"", .cacheControl: "private, no-store",
            ],
            body: .init(byteBuffer: ByteBuffer(bytes: paper.bytes)))
    }

    /// `GET /{company}/papers/key`: what anybody checks a paper with, 32 bytes of Ed25519 in base64url.
    @Sendable func paperKey(_ request: Request, _ context: DeskContext) async throws -> Response {
        let key = try await desk.paperKey(of: try context.requireCompany().slug)
        return Response(status: .ok, headers: [.contentType: "text/plain; charset=utf-8"], body: .init(byteBuffer: ByteBuffer(string: key + "\n")))
    }

    /// `GET /{company}/papers/{token}`: where the code of a paper leads.
    @Sendable func paper(_ request: Request, _ context: DeskContext) async throws -> Response {
        let company = try context.requireCompany()
        let standing = try await desk.standing(ofPaper: try context.parameters.require("token"), in: company.slug)
        let page = PaperPage(frame: try await pages.frame(request, context), finding: standing.map { .paper(words($0, company, context)) } ?? .nothing)
        return pages.answer(page, request, status: standing == nil ? .notFound : .ok)
    }

    /// `GET /{company}/papers`
    @Sendable func paperCheck(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await paperCheck(request, context, problem: nil)
    }

    private func paperCheck(_ request: Request, _ context: DeskContext, problem: String?) async throws -> Response {
        let field = FormField(
            name: "file", label: Said(es: "Documento (PDF)", en: "Paper (PDF)")(in: context.language),
            kind: .files(accept: "application/pdf", limits: Said(es: "El archivo, tal como lo recibió; no lo guardamos", en: "The file as you received it; we do not keep it")(in: context.language)),
            isRequired: true, problem: problem)
        return pages.answer(
            PaperCheckPage(frame: try await pages.frame(request, context), fields: [field]), request, status: problem == nil ? .ok : .unprocessableContent)
    }

    /// `POST /{company}/papers`: a file, compared to the byte with what was issued.
    @Sendable func checkPaper(_ request: Request, _ context: DeskContext) async throws -> Response {
        let company = try context.requireCompany()
        try server.limits.take(.form, of: "\(context.address) \(company.slug)")
        let form = try await server.form(request, context)
        guard let file = form.files.first(where: { !$0.bytes.isEmpty }) else {
            return try await paperCheck(request, context, problem: Said(es: "Elija el archivo.", en: "Choose the file.")(in: context.language))
        }
        let finding: PaperPage.Finding = switch try await desk.finding(ofFile: file.bytes, in: company.slug) {
        case .genuine(let standing): .file(words(standing, company, context))
        case .changed(let standing): .changedFile(words(standing, company, context))
        case .unknown: .noFile
        }
        return pages.answer(PaperPage(frame: try await pages.frame(request, context), finding: finding), request)
    }

    private func words(_ standing: PaperStanding, _ company: DeskContext.Company, _ context: DeskContext) -> PaperPage.Standing {
        PaperView(standing: standing, policy: company.policy, language: context.language).words
    }

    /// `GET /{company}/logo.png?v=…`
    @Sendable func logo(_ request: Request, _ context: DeskContext) async throws -> Response {
        guard let png = try await desk.logo(of: try context.requireCompany().slug) else { throw DeskError.notFound }
        return Response(
            status: .ok, headers: [.contentType: "image/png", .cacheControl: request.query["v"] == nil ? "no-cache" : "public, max-age=31536000, immutable"],
            body: .init(byteBuffer: ByteBuffer(bytes: png)))
    }

    /// `GET /{company}/colors/{hex}.css`: the colour that a company chose, for light and dark. Its address says all that is in it.
    @Sendable func colors(_ request: Request, _ context: DeskContext) async throws -> Response {
        let name = try context.parameters.require("name")
        guard name.hasSuffix(".css"), let color = Color("#" + name.dropLast(4)) else { throw DeskError.notFound }
        // Pages are not quite white.
        let text = """
            :root, [data-accent] { --accent: \(color.legible(at: 5.3).hex); }
            @media (prefers-color-scheme: dark) { :root, [data-accent] { --accent: \(color.legibleOnBlack.hex); } }

            """
        return Response(
            status: .ok, headers: [.contentType: "text/css; charset=utf-8", .cacheControl: "public, max-age=31536000, immutable"],
            body: .init(byteBuffer: ByteBuffer(string: text)))
    }
}

/// A paper in words, for whoever holds it in his hands.
private struct PaperView {
    let standing: PaperStanding
    let policy: Policy
    let language: Language

    var words: PaperPage.Standing {
        let words = Wording(language, policy.zone), paper = standing.paper
        func say(_ es: String, _ en: String) -> String { Said(es: es, en: en)(in: language) }
        var facts = [
            (say("Documento", "Paper"), paper.kind.said(in: language)), (say("Número", "Number"), paper.number),
            (say("Emitido", "Issued"), words.full(paper.issuedAt)),
        ]
        if let quote = standing.quote {
            let now = switch quote {
            case .draft, .sent: say("Espera la respuesta del cliente", "Waits for the client's answer")
            case .accepted: say("Aceptada", "Accepted")
            case .declined: say("Rechazada", "Declined")
            case .withdrawn: say("Retirada", "Withdrawn")
            case .expired: say("Vencida", "Expired")
            }
            facts.append((say("Estado", "State"), now))
        }
        guard let contract = standing.contract else { return PaperPage.Standing(facts: facts, isInForce: nil, now: "") }
        if !contract.plan.isEmpty { facts.append((say("Tipo", "Type"), contract.plan)) }
        let end = contract.endsAt < .never ? words.full(policy.zone.date(of: contract.endsAt - 1)) : ""
        let begins = contract.begins.map { words.full(policy.zone.date(of: $0)) }
        let now = begins.map { say("La póliza empieza el \($0).", "The contract begins on \($0).") } ?? (contract.isInForce
            ? (end.isEmpty ? say("La póliza está vigente.", "The contract is in force.") : say("La póliza está vigente hasta el \(end).", "The contract is in force until \(end)."))
            : say("La póliza ya no está vigente.", "The contract is no longer in force."))
        return PaperPage.Standing(facts: facts, isInForce: contract.isInForce, now: now)
    }
}
