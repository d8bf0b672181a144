import Foundation
import HTTPTypes
import Hummingbird
import Logging
import ServiceDesk
import Storage
import SupportPolicy

/// Stands before every route: the security headers of every answer, the language, and errors as words.
struct Guard: RouterMiddleware {
    let server: WebServer

    func handle(_ request: Request, context: DeskContext, next: (Request, DeskContext) async throws -> Response) async throws -> Response {
        var context = context
        context.language = Self.language(of: request)
        if let address = request.forwardedAddress(behind: server.options.proxies) { context.address = address }
        var response: Response
        do {
            response = try await next(request, context)
        } catch {
            response = await answer(error, to: request, context)
        }
        // What shows a stranger's mail has a stricter policy of its own.
        for (name, value) in Self.headers where response.headers[name] == nil { response.headers[name] = value }
        return response
    }

    private func answer(_ error: any Error, to request: Request, _ context: DeskContext) async -> Response {
        let known = context.failure(of: error, at: request.uri.path)
        if request.uri.path.hasPrefix("/api/") { return Problem(known, context).response }
        return await server.pages.error(known, request, context)
    }

    /// By the address, by the reader's choice, or by his browser; Spanish first.
    private static func language(of request: Request) -> Language {
        if let asked = request.query["lang"].flatMap(Language.init) { return asked }
        if let chosen = request.cookies["lang"].flatMap({ Language(rawValue: $0.value) }) { return chosen }
        let accepted = request.headers[.acceptLanguage] ?? ""
        let first = accepted.split(separator: ",").first.map { $0.prefix(2).lowercased() }
        return first == "en" ? .en : .es
    }

    /// No script, style, picture or frame but our own, and nobody frames us.
    static let contentPolicy = """
        default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; \
        form-action 'self'; frame-ancestors 'none'; base-uri 'none'
        """

    private static let headers: [(HTTPField.Name, String)] = [
        (.contentSecurityPolicy, contentPolicy),
        (.xContentTypeOptions, "nosniff"),
        (HTTPField.Name("Referrer-Policy")!, "same-origin"),
        (HTTPField.Name("Cross-Origin-Opener-Policy")!, "same-origin"),
        (HTTPField.Name("Permissions-Policy")!, "camera=(), microphone=(), geolocation=()"),
    ]
}

extension DeskContext {
    /// What its reader is told of an error; what nobody foresaw is logged with the request's id, and told as one sentence.
    func failure(of error: any Error, at path: String) -> Failure {
        if case StorageError.busy = error, let busy = Failure(DeskError.tooMany(retryAfter: 1)) { return busy }
        if let known = Failure(error) { return known }
        logger.error("a request failed", metadata: ["path": "\(path)", "error": "\(error)"])
        return .unknown
    }
}

extension Request {
    /// The address that the outermost of our own proxies heard from. What stands further left in `X-Forwarded-For` anybody
    /// may have written.
    ///
    /// - Returns: `nil` without proxies, and where they said nothing that is an address.
    func forwardedAddress(behind proxies: Int) -> String? {
        guard proxies > 0, let name = HTTPField.Name("X-Forwarded-For") else { return nil }
        let hops = headers[values: name].flatMap { $0.split(separator: ",", omittingEmptySubsequences: false) }
        guard hops.count >= proxies else { return nil }
        let address = hops[hops.count - proxies].drop { $0 == " " }.prefix { $0 != " " }
        guard (2...45).contains(address.utf8.count), address.allSatisfy({ $0.isHexDigit || $0 == "." || $0 == ":" }) else { return nil }
        return String(address)
    }
}
