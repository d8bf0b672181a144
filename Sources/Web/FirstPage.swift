import BusinessTime
import Hummingbird
import Logging
import NIOCore
import ServiceDesk
import Storage
import SupportPolicy

extension WebServer {
    /// `GET /`: the companies of this installation; the first steps where there is none yet.
    @Sendable func firstPage(_ request: Request, _ context: DeskContext) async throws -> Response {
        let companies = try await desk.read { try $0.companies() }
        let frame = PageFrame(company: CompanyFace(slug: "", name: "Ventanilla"), language: context.language)
        if companies.count == 1 { return pages.see(.home(companies[0].slug)) }
        guard !companies.isEmpty else { return pages.answer(FirstStepsPage(frame: frame, steps: Self.steps(context.language)), request) }
        return pages.answer(CompaniesPage(frame: frame, companies: companies.map { ($0.name, .home($0.slug)) }), request)
    }

    private static func steps(_ say: Language) -> [(what: String, command: String)] {
        [
            (Said(es: "Ponga en vigor la política de su empresa:", en: "Put your company's policy in force:")(in: say), "ventanilla company add Policies/intecnia.yaml"),
            (Said(es: "Invítese como administración; la liga sirve una vez para poner su contraseña:", en: "Invite yourself as administrator; the link works once, to set your password:")(in: say), "ventanilla person invite --company intecnia --email usted@empresa.mx --role admin"),
            (Said(es: "Invite a sus agentes:", en: "Invite your agents:")(in: say), "ventanilla person invite --company intecnia --email ines@empresa.mx --role agent --level 1"),
            (Said(es: "Reciba correo: entregue cada mensaje a este comando:", en: "Take mail: give each message to this command:")(in: say), "ventanilla mail deliver --company intecnia < mensaje.eml"),
            (Said(es: "Haga su primer respaldo:", en: "Make your first backup:")(in: say), "ventanilla backup respaldo.sqlite"),
        ]
    }

    /// `GET /assets/{hash}/{name}`
    @Sendable func asset(_ request: Request, _ context: DeskContext) async throws -> Response {
        guard let asset = Asset.named(try context.parameters.require("name")) else { throw DeskError.notFound }
        let isCurrent = try context.parameters.require("hash") == asset.hash
        return Response(
            status: .ok,
            headers: [.contentType: asset.mediaType, .cacheControl: isCurrent ? "public, max-age=31536000, immutable" : "no-cache"],
            body: .init(byteBuffer: ByteBuffer(bytes: asset.bytes)))
    }

    /// `GET /health`: 200 when the desk can work.
    @Sendable func health(_ request: Request, _ context: DeskContext) async throws -> Response {
        let database = desk.database.engine.rawValue
        do {
            let now = try await desk.now()
            return JSONAnswer.response(Health(status: "ok", database: database, now: now.iso8601, zones: options.zoneVersion), status: .ok)
        } catch {
            context.logger.error("the desk cannot work", metadata: ["error": "\(error)"])
            return JSONAnswer.response(
                Health(status: "unavailable", database: database, now: nil, zones: options.zoneVersion), status: .serviceUnavailable)
        }
    }
}

private struct Health: JSONWritable {
    let status, database: String
    let now: String?
    /// Version of the time zones in use.
    let zones: String

    func write(_ json: inout JSONText) {
        json.member("status", status)
        json.member("database", database)
        json.member(orNull: "now", now)
        json.member("zones", zones)
    }
}

/// The companies of an installation that serves several.
struct CompaniesPage: Page {
    let frame: PageFrame
    let companies: [(name: String, link: Link)]

    var title: String { say(.support) }

    var body: HTML {
        """
        <h1>\(say(.support))</h1>
        <ul class="doors">\(companies.map { "<li><a href=\"\($0.link)\">\($0.name)</a></li>" as HTML })</ul>
        """
    }
}
