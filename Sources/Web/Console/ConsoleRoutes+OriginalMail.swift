import BusinessTime
import Crypto
import Foundation
import HTTPTypes
import Hummingbird
import Mail
import NIOCore
import ServiceDesk
import SupportPolicy

/// Mail as it was received: read, framed, saved. Nothing that a stranger wrote may touch the console.
extension ConsoleRoutes {
    /// `GET …/tickets/{folio}/mails/{entry}`
    @Sendable func mail(_ request: Request, _ context: DeskContext) async throws -> Response {
        let (company, mail) = (try context.requireCompany(), try await original(context))
        let isPictured = request.query["pictures"] != nil
        let view = MailView(mail: mail, policy: company.policy, slug: company.slug, isPictured: isPictured, language: context.language)
        var response = pages.answer(view.page(in: try await pages.frame(request, context)), request)
        response.headers[.contentSecurityPolicy] = Guard.contentPolicy + "; frame-src 'self'"
        return response
    }

    /// `GET …/tickets/{folio}/mails/{entry}/dress`: its HTML, sanitised, for a frame without rights.
    @Sendable func mailDress(_ request: Request, _ context: DeskContext) async throws -> Response {
        let isPictured = request.query["pictures"] != nil
        guard let document = try await original(context).message(isPictured ? .ofTheWeb : .ofTheMail)?.document else { throw DeskError.notFound }
        return Response(
            status: .ok,
            headers: [
                .contentType: "text/html; charset=utf-8", .cacheControl: "no-store", .contentSecurityPolicy: Self.dressPolicy(isPictured: isPictured),
                HTTPField.Name("Referrer-Policy")!: "no-referrer",
            ],
            body: .init(byteBuffer: ByteBuffer(bytes: document)))
    }

    /// `GET …/tickets/{folio}/mails/{entry}/original`: the bytes as they came, to be saved.
    @Sendable func mailOriginal(_ request: Request, _ context: DeskContext) async throws -> Response {
        let mail = try await original(context)
        return .original(mail.bytes, named: "\(mail.folio)-\(mail.number)")
    }

    private func original(_ context: DeskContext) async throws -> OriginalMail {
        guard let number = Int(try context.parameters.require("entry")) else { throw DeskError.notFound }
        return try await desk.originalMail(ofEntry: number, of: try context.parameters.require("folio"), as: try context.requirePrincipal())
    }

    /// The document asks nobody for anything and runs nothing, also where somebody opens it without its frame.
    static func dressPolicy(isPictured: Bool) -> String {
        "sandbox \(MailPage.rights); default-src 'none'; img-src data:\(isPictured ? " https:" : ""); style-src 'sha256-\(styleDigest)'; "
            + "form-action 'none'; base-uri 'none'; frame-ancestors 'self'"
    }

    private static let styleDigest = Data(SHA256.hash(data: Data(InboundMessage.documentStyle.utf8))).base64EncodedString()
}

extension Response {
    /// A message as it came: always saved, never shown.
    static func original(_ bytes: [UInt8], named name: String) -> Response {
        Response(
            status: .ok,
            headers: [
                .contentType: "message/rfc822", .contentDisposition: "attachment; filename=\"\(name.filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }).eml\"",
                .contentSecurityPolicy: "sandbox; default-src 'none'", .cacheControl: "private, no-store",
            ],
            body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}
