import BusinessTime
import Hummingbird
import ServiceDesk
import SupportPolicy

/// The company's own words in its letters.
extension ConsoleRoutes {
    /// `GET /{company}/desk/letters`
    @Sendable func letters(_ request: Request, _ context: DeskContext) async throws -> Response {
        let (company, principal) = (try context.requireCompany(), try context.requirePrincipal())
        var standings: [Language: [LetterStanding]] = [:]
        for language in Language.allCases { standings[language] = try await desk.letters(in: language, as: principal) }
        let view = LetterView(company: company, language: context.language)
        let lines = LetterKind.allCases.enumerated().map { place, kind in
            LettersPage.Line(name: kind.said(in: context.language), standings: Language.allCases.compactMap { language in
                (standings[language]?[place]).map { (view.standing($0), !$0.isShipped, view.link(kind, language)) }
            })
        }
        return pages.answer(LettersPage(frame: try await pages.frame(request, context), lines: lines), request)
    }

    /// `GET /{company}/desk/letters/{letter}/{language}`
    @Sendable func letter(_ request: Request, _ context: DeskContext) async throws -> Response {
        let (kind, language) = try named(context)
        let standing = try await desk.letter(kind, language, as: try context.requirePrincipal())
        return pages.answer(try await letterPage(standing, standing.text, request, context), request)
    }

    /// `POST …`: shows how a text would read, or makes it the letter's. A script asks for the first while somebody types.
    @Sendable func writeLetter(_ request: Request, _ context: DeskContext) async throws -> Response {
        let (kind, language) = try named(context)
        let form = try await server.form(request, context)
        let principal = try context.requirePrincipal()
        let standing = try await desk.letter(kind, language, as: principal)
        let text = form.fields["text"] ?? ""
        guard form["act"] == "save" else {
            let page = try await letterPage(standing, text, request, context)
            return pages.answer(page, request, status: page.field.problem == nil ? .ok : .unprocessableContent, live: page.live)
        }
        do {
            try await desk.write(text, for: kind, language, as: principal)
            return pages.see(Link.letters(try context.requireCompany().slug) / kind.rawValue / language.rawValue, saying: .letterSaved)
        } catch DeskError.invalid(let problems) {
            return pages.answer(try await letterPage(standing, text, request, context, problems), request, status: .unprocessableContent)
        }
    }

    /// `POST …/reversion`: a text that the letter had; without `version`, the desk's own.
    @Sendable func revertLetter(_ request: Request, _ context: DeskContext) async throws -> Response {
        let (kind, language) = try named(context)
        let form = try await server.form(request, context)
        try await desk.revert(kind, language, to: try form.number("version"), as: try context.requirePrincipal())
        return pages.see(Link.letters(try context.requireCompany().slug) / kind.rawValue / language.rawValue, saying: .letterSaved)
    }

    private func named(_ context: DeskContext) throws -> (LetterKind, Language) {
        guard let kind = LetterKind(rawValue: try context.parameters.require("letter")),
              let language = Language(rawValue: try context.parameters.require("language")) else { throw DeskError.notFound }
        return (kind, language)
    }

    private func letterPage(
        _ standing: LetterStanding, _ text: String, _ request: Request, _ context: DeskContext, _ known: [FieldProblem] = []
    ) async throws -> LetterPage {
        let company = try context.requireCompany()
        let view = LetterView(company: company, language: context.language)
        var problems = known, preview = ""
        let text = text.replacing("\r\n", with: "\n")
        let sample = LetterSample(standing.kind, under: company.policy, in: standing.language, at: try await desk.now())
        do throws(LetterTemplate.Problems) {
            preview = try sample.letter(text)
        } catch {
            if problems.isEmpty { problems = error.problems(in: "text") }
        }
        var page = LetterPage(
            frame: try await pages.frame(request, context), name: view.name(standing), address: view.link(standing.kind, standing.language),
            field: FormField(
                name: "text", label: context.language(.letterText), kind: .multiline(rows: 22), isRequired: true, value: text,
                problem: problems.isEmpty ? nil : problems.map { $0.message(in: context.language) }.joined(separator: " ")),
            names: view.names(of: standing.kind), preview: preview)
        page.isShipped = standing.isShipped
        page.versions = view.versions(standing)
        return page
    }
}

/// Letters in words.
struct LetterView {
    let company: DeskContext.Company
    let language: Language

    private var words: Wording { Wording(language, company.policy.zone) }

    func link(_ kind: LetterKind, _ language: Language) -> Link { Link.letters(company.slug) / kind.rawValue / language.rawValue }

    func name(_ standing: LetterStanding) -> String { "\(standing.kind.said(in: language)), \(standing.language.ownName)" }

    func standing(_ standing: LetterStanding) -> String {
        guard let version = standing.versions.first, !version.isShipped else { return "\(standing.language.ownName): \(language(.shippedWords))" }
        return "\(standing.language.ownName): \(said(version))"
    }

    private func said(_ version: LetterVersion) -> String {
        Said(es: "versión \(version.version), de \(version.by), \(words.short(version.at))", en: "version \(version.version), by \(version.by), \(words.short(version.at))")(in: language)
    }

    func names(of kind: LetterKind) -> [LetterPage.Name] {
        kind.names.map { LetterPage.Name(tag: "{{\($0.rawValue)}}", meaning: $0.said(in: language), isObligatory: kind.obligatory.contains($0)) }
    }

    func versions(_ standing: LetterStanding) -> [LetterPage.Version] {
        standing.versions.enumerated().map { place, version in
            LetterPage.Version(
                what: said(version), text: version.isShipped ? language(.shippedWords) : version.text, again: place == 0 ? nil : version.version)
        }
    }
}
