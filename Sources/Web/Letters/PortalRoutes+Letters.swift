import Hummingbird
import ServiceDesk
import SupportPolicy

/// What somebody receives, and the link by which he ends a series without signing in.
extension PortalRoutes {
    /// `GET /{company}/letters`
    @Sendable func preferences(_ request: Request, _ context: DeskContext) async throws -> Response {
        let (company, principal) = (try context.requireCompany(), try context.requirePrincipal()), say = context.language
        let chosen = try await desk.preferences(of: principal)
        let language = FormField(
            name: "language", label: Said(es: "Idioma en que le escribimos", en: "Language in which we write to you")(in: say),
            kind: .select([Choice(value: Language.es.rawValue, label: "Español"), Choice(value: Language.en.rawValue, label: "English")]),
            isRequired: true, value: try await desk.language(of: principal)?.rawValue ?? company.policy.language.rawValue)
        var page = PreferencesPage(
            frame: try await pages.frame(request, context),
            fields: [language] + LetterSeries.allCases.filter { $0.isOfStaff == principal.role.isStaff && ($0 != .contractNews || !company.policy.tariff.plans.isEmpty) }.map { series in
                FormField(
                    name: series.rawValue, label: series.said(in: say), kind: .select(series.choices.map { Choice(value: $0.rawValue, label: $0.said(in: say)) }),
                    isRequired: true, value: chosen[series].rawValue)
            },
            promised: company.policy.promisedLetters(to: principal.role).map {
                PreferencesPage.Promised(what: $0.what(in: say), cite: ClauseCite($0.clause, in: company.slug))
            })
        if principal.role.isStaff { page.notices = .notices(company.slug) }
        return pages.answer(page, request)
    }

    /// `POST /{company}/letters`
    @Sendable func choose(_ request: Request, _ context: DeskContext) async throws -> Response {
        let principal = try context.requirePrincipal()
        let form = try await server.form(request, context)
        var choices: [LetterSeries: LetterChoice] = [:]
        for series in LetterSeries.allCases where form.value(series.rawValue) != nil { choices[series] = try form.choice(series.rawValue) }
        try await desk.choose(choices, in: form.value("language") == nil ? nil : try form.choice("language"), as: principal)
        return pages.see(.preferences(try context.requireCompany().slug), saying: .preferencesSaved)
    }

    /// `GET /{company}/letters/{token}`: looking at it ends nothing, so that programs which open every link do no harm.
    @Sendable func ending(_ request: Request, _ context: DeskContext) async throws -> Response {
        let slug = try context.requireCompany().slug, token = try context.parameters.require("token"), say = context.language
        guard let (person, series) = try await desk.ending(token, in: slug) else { return try await SessionRoutes(server: server).expired(request, context) }
        let what = series.map { $0.said(in: say) } ?? Said(es: "Los avisos que recibe juntos", en: "The notices that you have told together")(in: say)
        let page = MessagePage(
            frame: try await pages.frame(request, context), title: Said(es: "Ya no recibir estos avisos", en: "No more of these notices")(in: say),
            paragraphs: [
                "\(what): \(person.email)",
                Said(es: "Lo que nuestra política promete decirle le seguirá llegando.", en: "What our policy promises to tell you goes on.")(in: say),
            ],
            action: (say(.whatIReceive), .preferences(slug)),
            form: SmallForm(action: Link(slug, "letters", token), fields: [], submit: Said(es: "Ya no enviarlos", en: "Send no more")(in: say)))
        return pages.answer(page, request)
    }

    /// `POST /{company}/letters/{token}`: by the button, or by a mail program in one click (RFC 8058), which has no session and
    /// no page of ours: the secret in the link is all the proof there is, and all that is needed.
    @Sendable func end(_ request: Request, _ context: DeskContext) async throws -> Response {
        let slug = try context.requireCompany().slug, say = context.language
        _ = try await FormBody(request, context)
        do {
            try await desk.end(try context.parameters.require("token"), in: slug)
        } catch DeskError.notFound {
            return try await SessionRoutes(server: server).expired(request, context)
        }
        let page = MessagePage(
            frame: try await pages.frame(request, context), title: Said(es: "Ya no los enviaremos", en: "We send no more of them")(in: say),
            paragraphs: [Said(es: "Puede volver a pedirlos cuando quiera, con su sesión.", en: "Signed in, you may ask for them again.")(in: say)],
            action: (say(.whatIReceive), .preferences(slug)))
        return pages.answer(page, request)
    }
}
