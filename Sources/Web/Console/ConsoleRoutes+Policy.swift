import BusinessTime
import Hummingbird
import ServiceDesk
import SupportPolicy

/// The policy the company lives by, and the versions it may live by.
extension ConsoleRoutes {
    /// `GET /{company}/desk/policy`
    @Sendable func policy(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await server.policyPage(request, context, at: .policy(try context.requireCompany().slug), isReviewed: true)
    }

    // MARK: Proposing

    /// `GET /{company}/desk/policy/proposals`
    @Sendable func proposals(_ request: Request, _ context: DeskContext) async throws -> Response {
        pages.answer(try await proposalsPage(request, context, document: "", problems: []), request)
    }

    /// `POST /{company}/desk/policy/proposals`
    @Sendable func propose(_ request: Request, _ context: DeskContext) async throws -> Response {
        let slug = try context.requireCompany().slug
        let form = try await server.form(request, context)
        // A browser ends lines as mail does, and the form drops the last: the same text shall be the same document.
        var document = form["policy"].replacing("\r\n", with: "\n") + "\n"
        if let file = form.files.first(where: { !$0.bytes.isEmpty }) {
            document = String(validating: file.bytes, as: UTF8.self) ?? ""
        }
        do {
            guard document.utf8.count <= Self.longestPolicy else {
                throw DeskError.invalid("policy", "Es demasiado largo: se admite 1 MB.", "It is too long: 1 MB is taken.")
            }
            let id = try await desk.propose(policy: document, as: try context.requirePrincipal())
            return pages.see(.proposal(slug, id), saying: .proposed)
        } catch DeskError.invalid(let problems) {
            return pages.answer(try await proposalsPage(request, context, document: document, problems: problems), request, status: .unprocessableContent)
        }
    }

    /// Bytes; the five are about 25 KB.
    private static let longestPolicy = 1_000_000

    private func proposalsPage(_ request: Request, _ context: DeskContext, document: String, problems: [FieldProblem]) async throws -> ProposalsPage {
        let company = try context.requireCompany()
        guard try context.requirePrincipal().mayProposePolicies else { throw DeskError.forbidden }
        let say = context.language, words = Wording(say, company.policy.zone)
        let (versions, inForce) = try await desk.read { tx in (try tx.policyVersions(of: company.row), try tx.policyDocument(company.row.policyID)) }
        let proposed = versions.filter { $0.standing == .proposed || $0.standing == .scheduled }
        // Every finding is a line of its own above the form.
        let wrong = problems.map { FormField(name: "policy", label: Said(es: "Documento", en: "Document")(in: say), kind: .hidden, problem: $0.message(in: say)) }
        return ProposalsPage(
            frame: try await pages.frame(request, context),
            lines: proposed.map { ProposalsPage.Line(name: name($0, say), standing: standing($0, words), link: .proposal(company.slug, $0.id)) },
            problems: wrong,
            fields: [
                FormField(
                    name: "files", label: Said(es: "Archivo", en: "File")(in: say),
                    kind: .files(accept: ".yaml,.yml", limits: Said(es: "Un archivo YAML de hasta 1 MB.", en: "One YAML file of up to 1 MB.")(in: say))),
                FormField(
                    name: "policy", label: Said(es: "O cambie aquí el que está en vigor", en: "Or change the one in force right here")(in: say), kind: .multiline(rows: 12),
                    value: document.isEmpty ? inForce : document),
            ])
    }

    private func name(_ version: PolicyVersion, _ say: Language) -> String {
        Said(es: "Versión \(version.version)", en: "Version \(version.version)")(in: say)
    }

    private func standing(_ version: PolicyVersion, _ words: Wording) -> String {
        let by = version.proposedBy.map { Said(es: " por \($0)", en: " by \($0)")(in: words.language) } ?? ""
        let at = words.full(version.proposedAt), from = words.full(version.activeFrom)
        let said = version.standing == .scheduled
            ? Said(es: "Entra en vigor el \(from).", en: "In force from \(from) on.")
            : Said(es: "Propuesta\(by) el \(at).", en: "Proposed\(by) on \(at).")
        return said(in: words.language)
    }

    // MARK: One proposal

    private func version(_ context: DeskContext) throws -> Int64 {
        guard let id = Int64(try context.parameters.require("version")) else { throw DeskError.notFound }
        return id
    }

    /// `GET /{company}/desk/policy/proposals/{version}`
    @Sendable func proposal(_ request: Request, _ context: DeskContext) async throws -> Response {
        pages.answer(try await proposalPage(request, context, problems: []), request)
    }

    private func proposalPage(_ request: Request, _ context: DeskContext, problems: [FieldProblem]) async throws -> ProposalPage {
        let company = try context.requireCompany(), principal = try context.requirePrincipal()
        guard principal.mayProposePolicies else { throw DeskError.forbidden }
        let id = try version(context)
        let (version, policy, now) = try await desk.read { tx in (try tx.policyVersion(id, of: company.row), try tx.policy(id), tx.now) }
        let review = try await desk.review(ofPolicy: id, after: company.row.policyID)
        let say = context.language, words = Wording(say, policy.zone)
        let isOpen = version.standing == .proposed || version.standing == .scheduled
        return ProposalPage(
            frame: try await pages.frame(request, context), name: name(version, say), standing: standing(version, words),
            remarks: review.remarks(in: company.slug, say), changes: review.difference?.changes(in: words) ?? [],
            address: .proposal(company.slug, id), window: window(request, now: now, policy.zone, problems, say),
            activation: activation(version, policy, words, now), mayActivate: version.standing == .proposed && principal.mayActivatePolicies,
            mayWithdraw: isOpen && (version.standing == .proposed || principal.mayActivatePolicies))
    }

    private func activation(_ version: PolicyVersion, _ policy: Policy, _ words: Wording, _ now: Instant) -> String {
        let said = switch version.standing {
        case .proposed:
            if let date = policy.effectiveFrom, policy.zone.startOfDay(date) > now {
                Said(
                    es: "Al ponerla en vigor regirá desde el \(words.full(date)), la fecha que ella misma dice. Lo ya abierto sigue con su versión. Lo decide quien administra.",
                    en: "Once put in force it holds from \(words.full(date)), the date it names itself. What is open keeps its version. Who administers decides.")
            } else {
                Said(
                    es: "Al ponerla en vigor regirá lo que se abra desde ese momento. Lo ya abierto sigue con su versión. Lo decide quien administra.",
                    en: "Once put in force it holds for what is opened from then on. What is open keeps its version. Who administers decides.")
            }
        case .scheduled: Said(es: "Entra en vigor el \(words.full(version.activeFrom)).", en: "It comes into force on \(words.full(version.activeFrom)).")
        case .inForce: Said(es: "Está en vigor.", en: "It is in force.")
        case .past: Said(es: "Ya no está en vigor.", en: "It is no longer in force.")
        }
        return said(in: words.language)
    }

    /// `POST /{company}/desk/policy/proposals/{version}/activation`
    @Sendable func activate(_ request: Request, _ context: DeskContext) async throws -> Response {
        let slug = try context.requireCompany().slug
        _ = try await server.form(request, context)
        try await desk.activate(policy: try version(context), as: try context.requirePrincipal())
        return pages.see(.policy(slug), saying: .activated)
    }

    /// `POST /{company}/desk/policy/proposals/{version}/withdrawal`
    @Sendable func withdraw(_ request: Request, _ context: DeskContext) async throws -> Response {
        let slug = try context.requireCompany().slug
        _ = try await server.form(request, context)
        try await desk.withdraw(policy: try version(context), as: try context.requirePrincipal())
        return pages.see(.proposals(slug), saying: .withdrawn)
    }

    // MARK: What would have happened

    /// `GET /{company}/desk/policy/proposals/{version}/simulation?from=2026-09-01&to=2026-11-20`
    @Sendable func simulation(_ request: Request, _ context: DeskContext) async throws -> Response {
        let company = try context.requireCompany(), principal = try context.requirePrincipal()
        guard principal.mayProposePolicies else { throw DeskError.forbidden }
        let id = try version(context)
        let (candidate, name, now) = try await desk.read { tx in
            let version = try tx.policyVersion(id, of: company.row)
            return (try tx.policy(id), version, tx.now)
        }
        let window: Span
        do {
            window = try self.window(request, candidate.zone)
        } catch DeskError.invalid(let problems) {
            return pages.answer(try await proposalPage(request, context, problems: problems), request, status: .unprocessableContent)
        }
        try server.limits.take(.simulation, of: "\(principal.person)")
        let say = context.language, frame = try await pages.frame(request, context)
        let back = Link.proposal(company.slug, id)
        let tried = self.name(name, say)
        let waiting = WaitingPage(
            frame: frame, title: say(.whatIf), heading: SimulationPage.heading(tried, back, in: say), doing: say(.simulating))
        let desk = desk
        return pages.answer(request, slowly: waiting, context) { progress in
            let simulation = try await desk.simulate(candidate, of: company.slug, openedIn: window, limit: 50, progress: progress)
            let policies = try await desk.read { tx in
                try tx.policies(of: simulation.differences)
            }
            return SimulationView(
                simulation: simulation, candidate: candidate, policies: policies, slug: company.slug, now: now, language: say
            ).page(in: frame, of: tried, back: back).results
        }
    }

    /// - Throws: `.invalid` for what are no days, or in the wrong order.
    private func window(_ request: Request, _ zone: Zone) throws -> Span {
        func day(_ name: String) throws -> CalendarDate? {
            guard let text = request.query[name], !text.isEmpty else { return nil }
            guard let date = CalendarDate(iso: text) else { throw DeskError.invalid(name, "No es una fecha.", "Not a date.") }
            return date
        }
        let start = try day("from").map(zone.startOfDay) ?? Instant(seconds: 0)
        let end = try day("to").map { zone.startOfDay($0.adding(days: 1)) } ?? .never
        guard start < end else { throw DeskError.invalid("to", "Queda antes de la primera fecha.", "It lies before the first date.") }
        return Span(start, end)
    }

    /// The last ninety days, until somebody chooses others.
    private func window(_ request: Request, now: Instant, _ zone: Zone, _ problems: [FieldProblem], _ say: Language) -> [FormField] {
        let today = zone.local(now).date
        func field(_ name: String, _ label: Said, _ otherwise: CalendarDate) -> FormField {
            FormField(
                name: name, label: label(in: say), kind: .date, value: request.query[name] ?? otherwise.iso,
                problem: problems.first { $0.field == name }?.message(in: say))
        }
        return [
            field("from", Said(es: "Recibidas desde el", en: "Received from"), today.adding(days: -90)),
            field("to", Said(es: "Hasta el", en: "Up to"), today),
        ]
    }
}
