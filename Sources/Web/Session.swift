import Crypto
import Foundation
import Hummingbird
import ServiceDesk
import SupportPolicy

/// Finds the company of the path and whoever is signed in there. Everything that changes something must carry the secret
/// of its form, which only our own pages know.
struct CompanySession: RouterMiddleware {
    let server: WebServer

    func handle(_ request: Request, context: DeskContext, next: (Request, DeskContext) async throws -> Response) async throws -> Response {
        var context = context
        let slug = try context.parameters.require("company")
        let (row, policy) = try await server.desk.company(slug)
        context.company = DeskContext.Company(row: row, policy: policy)
        if let token = request.cookies[Self.session]?.value {
            context.principal = try await server.desk.person(ofSession: token, in: slug)?.principal
            context.visitor = token
        } else if request.method == .get, let token = request.bearerToken {
            // Programs read papers and files where their pages are.
            context.principal = try await server.desk.principal(ofToken: token, in: slug)
            context.visitor = Secret.token()
        } else if let visitor = request.cookies[Self.visitor]?.value, visitor.count == 64 {
            context.visitor = visitor
        } else {
            context.visitor = Secret.token()
            context.newVisitor = context.visitor
        }
        var response = try await next(request, context)
        if let visitor = context.newVisitor, response.headers[.setCookie] == nil {
            response.setCookie(cookie(Self.visitor, visitor, slug))
        }
        if let chosen = request.query["lang"].flatMap(Language.init) {
            response.setCookie(Cookie(name: "lang", value: chosen.rawValue, maxAge: 31_536_000, path: "/", sameSite: .lax))
        }
        return response
    }

    static let session = "session"
    static let visitor = "visitor"

    private func cookie(_ name: String, _ value: String, _ slug: String) -> Cookie {
        Cookie(name: name, value: value, path: "/\(slug)", secure: server.options.isSecure, httpOnly: true, sameSite: .lax)
    }
}

/// Lets through whoever may come; others are asked to sign in, or told that they may not.
struct Requires: RouterMiddleware {
    let isStaff: Bool

    static let person = Requires(isStaff: false)
    static let staff = Requires(isStaff: true)

    func handle(_ request: Request, context: DeskContext, next: (Request, DeskContext) async throws -> Response) async throws -> Response {
        guard let principal = context.principal else {
            let slug = context.company?.slug ?? ""
            guard request.method == .get else { throw HTTPError(.unauthorized) }
            return .redirect(to: Link.signIn(slug).with([("to", request.uri.string)]).address)
        }
        guard !isStaff || principal.role.isStaff else { throw DeskError.forbidden }
        return try await next(request, context)
    }
}

extension WebServer {
    /// The secret that the forms of one browser carry, made from the browser's cookie.
    func csrfToken(_ context: DeskContext) -> String {
        pages.csrfToken(context)
    }

    func sessionCookie(_ token: String, _ slug: String) -> Cookie {
        Cookie(
            name: CompanySession.session, value: token, maxAge: token.isEmpty ? 0 : Int(Desk.sessionLength), path: "/\(slug)",
            secure: options.isSecure, httpOnly: true, sameSite: .lax)
    }
}

extension DeskContext {
    /// The company of the path: `CompanySession` has found it.
    func requireCompany() throws -> Company {
        guard let company else { throw DeskError.notFound }
        return company
    }

    /// Who is signed in: `Requires` has let him through.
    func requirePrincipal() throws -> Principal {
        guard let principal else { throw HTTPError(.unauthorized) }
        return principal
    }
}
