import Hummingbird
import ServiceDesk
import SupportPolicy

/// What the company looks like.
extension ConsoleRoutes {
    /// `GET /{company}/desk/company`
    @Sendable func company(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await companyPage(request, context)
    }

    private func companyPage(_ request: Request, _ context: DeskContext, problems: [FieldProblem] = []) async throws -> Response {
        try context.requirePrincipal().require(.admin, .operations)
        func problem(_ name: String) -> String? { problems.first { $0.field == name }?.message(in: context.language) }
        let frame = try await pages.frame(request, context)
        let logo = FormField(
            name: "logo", label: context.language(.logo), kind: .files(accept: "image/png", limits: Said(es: "PNG, hasta 300 kB", en: "PNG, up to 300 kB")(in: context.language)),
            isRequired: true, problem: problem("logo"))
        let color = FormField(name: "color", label: context.language(.color), kind: .color, isRequired: true, value: frame.company.color, problem: problem("color"))
        return pages.answer(CompanyPage(frame: frame, logo: [logo], color: [color]), request, status: problems.isEmpty ? .ok : .unprocessableContent)
    }

    /// `POST /{company}/desk/company/color`
    @Sendable func setColor(_ request: Request, _ context: DeskContext) async throws -> Response {
        let form = try await server.form(request, context)
        do {
            try await desk.setColor(form["color"], as: try context.requirePrincipal())
        } catch DeskError.invalid(let problems) {
            return try await companyPage(request, context, problems: problems)
        }
        return pages.see(Link(try context.requireCompany().slug, "desk", "company"), saying: .logoChanged)
    }

    /// `POST /{company}/desk/company/color/removal`
    @Sendable func removeColor(_ request: Request, _ context: DeskContext) async throws -> Response {
        _ = try await server.form(request, context)
        try await desk.setColor(nil, as: try context.requirePrincipal())
        return pages.see(Link(try context.requireCompany().slug, "desk", "company"), saying: .logoChanged)
    }

    /// `POST /{company}/desk/company/logo`
    @Sendable func setLogo(_ request: Request, _ context: DeskContext) async throws -> Response {
        let form = try await server.form(request, context)
        do {
            guard let file = form.files.first(where: { !$0.bytes.isEmpty }) else {
                throw DeskError.invalid("logo", "Elija una imagen PNG.", "Choose a PNG picture.")
            }
            try await desk.setLogo(file.bytes, as: try context.requirePrincipal())
        } catch DeskError.invalid(let problems) {
            return try await companyPage(request, context, problems: problems)
        }
        return pages.see(Link(try context.requireCompany().slug, "desk", "company"), saying: .logoChanged)
    }

    /// `POST /{company}/desk/company/logo/removal`
    @Sendable func removeLogo(_ request: Request, _ context: DeskContext) async throws -> Response {
        _ = try await server.form(request, context)
        try await desk.setLogo(nil, as: try context.requirePrincipal())
        return pages.see(Link(try context.requireCompany().slug, "desk", "company"), saying: .logoChanged)
    }
}
