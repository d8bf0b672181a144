import Hummingbird
import ServiceDesk
import SupportPolicy

/// Who works here.
extension ConsoleRoutes {
    /// `GET /{company}/desk/people`
    @Sendable func people(_ request: Request, _ context: DeskContext) async throws -> Response {
        pages.answer(try await peoplePage(request, context, FormBody(), problems: []), request)
    }

    /// `POST /{company}/desk/people`
    @Sendable func invite(_ request: Request, _ context: DeskContext) async throws -> Response {
        let slug = try context.requireCompany().slug
        let form = try await server.form(request, context)
        do {
            try await desk.inviteByMail(
                email: form["email"], name: form.value("name"), role: try form.choice("role"), level: try form.number("level"), as: try context.requirePrincipal(), to: slug)
            return pages.see(.people(slug), saying: .invited)
        } catch DeskError.invalid(let problems) {
            return pages.answer(try await peoplePage(request, context, form, problems: problems), request, status: .unprocessableContent)
        }
    }

    private func peoplePage(_ request: Request, _ context: DeskContext, _ form: FormBody, problems: [FieldProblem]) async throws -> PeoplePage {
        let principal = try context.requirePrincipal()
        let say = context.language
        let people = try await desk.people(as: principal)
        let mayInvite = principal.role == .admin
        func problem(_ field: String) -> String? { problems.first { $0.field == field }?.message(in: say) }
        return PeoplePage(
            frame: try await pages.frame(request, context),
            lines: people.map { person in
                let standing = person.hasPassword ? Said(es: "Con contraseña", en: "Has a password")
                    : person.registeredAt != nil ? Said(es: "Sin contraseña todavía", en: "No password yet") : Said(es: "Escribió alguna vez", en: "Wrote once")
                return PeoplePage.Line(
                    name: person.name, email: person.email, role: person.role.said(in: say), level: person.level.map(String.init) ?? "", standing: standing(in: say))
            },
            mayDress: [.admin, .operations].contains(try context.requirePrincipal().role), invitation: mayInvite ? [
                FormField(name: "email", label: Said(es: "Correo", en: "E-mail")(in: say), kind: .email, isRequired: true, value: form["email"], problem: problem("email"), autocomplete: "off"),
                FormField(name: "name", label: say(.name), kind: .text, value: form["name"], problem: problem("name")),
                FormField(name: "role", label: say(.role), kind: .select(Role.allCases.map { Choice(value: $0.rawValue, label: $0.said(in: say)) }), isRequired: true, value: form["role"].ifEmpty("agent"), problem: problem("role")),
                FormField(name: "level", label: say(.level), kind: .number, value: form["level"], problem: problem("level")),
            ] : [])
    }
}
