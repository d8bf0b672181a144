import Hummingbird
import ServiceDesk
import SupportPolicy

/// Signing in and out, and passwords by one-time link.
struct SessionRoutes: Sendable {
    let server: WebServer
    private var desk: Desk { server.desk }
    private var pages: Pages { server.pages }

    /// `GET /{company}/session/new`
    @Sendable func form(_ request: Request, _ context: DeskContext) async throws -> Response {
        let to = request.query["to"] ?? ""
        return pages.answer(try await page(request, context, email: "", to: to, problem: nil), request)
    }

    /// `POST /{company}/session`
    @Sendable func create(_ request: Request, _ context: DeskContext) async throws -> Response {
        let slug = try context.requireCompany().slug
        let form = try await server.form(request, context)
        let who = "\(context.address) \(slug) \(form["email"].lowercased())"
        try server.limits.take(.signIn, of: who)
        try server.limits.take(.signInAnywhere, of: "\(context.address) \(slug)")
        guard let (token, person) = try await desk.signIn(email: form["email"], password: form.fields["password"] ?? "", in: slug) else {
            let problem = Said(es: "El correo o la contraseña no son correctos.", en: "E-mail or password are not right.")
            let page = try await page(request, context, email: form["email"], to: form["to"], problem: problem(in: context.language))
            return pages.answer(page, request, status: .unprocessableContent)
        }
        server.limits.forgive(.signIn, of: who)
        let front = person.role.isStaff ? Link.queue(slug).address : Link.requests(slug).address
        // Only a place of this company: never somebody else's address.
        let isOwn = form["to"].hasPrefix("/\(slug)/") && !form["to"].contains("\\") && !form["to"].contains("//")
        var response = Response.redirect(to: isOwn ? form["to"] : front, type: .normal)
        response.setCookie(server.sessionCookie(token, slug))
        return response
    }

    /// `POST /{company}/session/end`
    @Sendable func end(_ request: Request, _ context: DeskContext) async throws -> Response {
        let slug = try context.requireCompany().slug
        _ = try await server.form(request, context)
        if let token = request.cookies[CompanySession.session]?.value { try await desk.signOut(token) }
        var response = pages.see(.home(slug), saying: .signedOut)
        response.setCookie(server.sessionCookie("", slug))
        return response
    }

    private func page(_ request: Request, _ context: DeskContext, email: String, to: String, problem: String?) async throws -> SignInPage {
        let say = context.language
        return SignInPage(
            frame: try await pages.frame(request, context),
            fields: [
                FormField(name: "email", label: Said(es: "Correo", en: "E-mail")(in: say), kind: .email, isRequired: true, value: email),
                FormField(name: "password", label: Said(es: "Contraseña", en: "Password")(in: say), kind: .password, isRequired: true),
                FormField(name: "to", kind: .hidden, value: to),
            ],
            problem: problem)
    }

    // MARK: Passwords

    /// `GET /{company}/password-link`
    @Sendable func passwordLinkForm(_ request: Request, _ context: DeskContext) async throws -> Response {
        let say = context.language
        let page = MessagePage(
            frame: try await pages.frame(request, context), title: Said(es: "Ponga su contraseña", en: "Set your password")(in: say),
            paragraphs: [Said(
                es: "Escriba su correo. Si lo conocemos, le enviamos una liga que sirve una vez.",
                en: "Write your e-mail. If we know it, we send a link that works once.")(in: say)],
            form: SmallForm(
                action: .passwordLink(try context.requireCompany().slug),
                fields: [FormField(name: "email", label: Said(es: "Correo", en: "E-mail")(in: say), kind: .email, isRequired: true)],
                submit: say(.sendMeTheLink)))
        return pages.answer(page, request)
    }

    /// `POST /{company}/password-link`: the same answer whether the e-mail is known or not.
    @Sendable func sendPasswordLink(_ request: Request, _ context: DeskContext) async throws -> Response {
        let slug = try context.requireCompany().slug
        let form = try await server.form(request, context)
        try server.limits.take(.passwordLink, of: "\(context.address) \(slug)")
        try await desk.sendPasswordLink(to: form["email"], in: slug)
        return pages.see(.signIn(slug), saying: .linkSent)
    }

    /// `GET /{company}/password/{token}`
    @Sendable func passwordForm(_ request: Request, _ context: DeskContext) async throws -> Response {
        let token = try context.parameters.require("token")
        guard let person = try await desk.holder(ofLink: token, for: .password, in: try context.requireCompany().slug) else {
            return try await expired(request, context)
        }
        return pages.answer(try await passwordPage(request, context, email: person.email, token: token, problem: nil), request)
    }

    /// `POST /{company}/password`
    @Sendable func setPassword(_ request: Request, _ context: DeskContext) async throws -> Response {
        let slug = try context.requireCompany().slug
        let form = try await server.form(request, context)
        guard let person = try await desk.holder(ofLink: form["token"], for: .password, in: slug) else {
            return try await expired(request, context)
        }
        do {
            _ = try await desk.setPassword(form.fields["password"] ?? "", byLink: form["token"], in: slug)
            return pages.see(.signIn(slug), saying: .passwordSet)
        } catch DeskError.invalid(let problems) {
            let page = try await passwordPage(
                request, context, email: person.email, token: form["token"], problem: problems.first?.message(in: context.language))
            return pages.answer(page, request, status: .unprocessableContent)
        }
    }

    private func passwordPage(_ request: Request, _ context: DeskContext, email: String, token: String, problem: String?) async throws -> SetPasswordPage {
        let say = context.language
        return SetPasswordPage(
            frame: try await pages.frame(request, context), email: email,
            fields: [
                FormField(
                    name: "password", label: Said(es: "Contraseña nueva", en: "New password")(in: say), kind: .newPassword, isRequired: true,
                    hint: Said(es: "Al menos 10 caracteres.", en: "At least 10 characters.")(in: say), problem: problem),
                FormField(name: "token", kind: .hidden, value: token),
            ])
    }

    /// A link that was used, expired, or never was.
    func expired(_ request: Request, _ context: DeskContext) async throws -> Response {
        let say = context.language
        let slug = try context.requireCompany().slug
        let page = MessagePage(
            frame: try await pages.frame(request, context), title: Said(es: "Esta liga ya no sirve", en: "This link no longer works")(in: say),
            paragraphs: [Said(
                es: "Las ligas sirven una sola vez y por tiempo limitado. Pida otra: llega enseguida.",
                en: "Links work once, and for a limited time. Ask for another: it comes at once.")(in: say)],
            action: (say(.lookUpAFolio), .lookup(slug)))
        return pages.answer(page, request, status: .gone)
    }
}
