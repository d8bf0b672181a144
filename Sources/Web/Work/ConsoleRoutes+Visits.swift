import BusinessTime
import Hummingbird
import ServiceDesk
import SupportPolicy

/// The visits of the house.
extension ConsoleRoutes {
    private static let pageLength = 50

    /// `GET /{company}/desk/visits`
    @Sendable func visits(_ request: Request, _ context: DeskContext) async throws -> Response {
        pages.answer(try await visitsPage(request, context), request)
    }

    /// `POST /{company}/desk/visits/feed`: its address is shown this once.
    @Sendable func makeVisitFeed(_ request: Request, _ context: DeskContext) async throws -> Response {
        let slug = try context.requireCompany().slug
        _ = try await server.form(request, context)
        let token = try await desk.makeVisitFeed(as: try context.requirePrincipal())
        var page = try await visitsPage(request, context)
        page.feed = desk.settings.publicURL + (Link(slug, "visits") / "\(token).ics").address
        return pages.answer(page, request)
    }

    private func visitsPage(_ request: Request, _ context: DeskContext) async throws -> VisitsPage {
        let slug = try context.requireCompany().slug, principal = try context.requirePrincipal(), language = context.language
        let isMine = request.query["mine"] == "1", after = request.query["after"].flatMap(ComingVisit.Key.init)
        let (found, facts) = try await desk.read { tx in
            (try tx.comingVisits(of: principal, mine: isMine, after: after, limit: Self.pageLength + 1), try tx.pageFacts(principal))
        }
        let shown = found.prefix(Self.pageLength)
        let dated = shown.map { (date: $0.policy.zone.date(of: $0.visit.appointment.begins), visit: $0) }
        let days = Dictionary(grouping: dated, by: \.date).sorted { $0.key < $1.key }.map { date, visits in
            VisitsPage.Day(
                name: Self.name(of: date, under: visits[0].visit.policy, now: facts.now, language),
                lines: visits.map { WorkLine($0.visit, in: slug, now: facts.now, language) })
        }
        func link(_ query: [(name: String, value: String)]) -> Link { Link.visits(slug).with(query) }
        let mine = isMine ? [(name: "mine", value: "1")] : []
        return VisitsPage(
            frame: try await pages.frame(request, context, facts), days: days,
            filters: [FilterGroup(label: language(.whoComes), choices: [
                .init(label: Said(es: "Todos", en: "Everybody")(in: language), link: link([]), isCurrent: !isMine),
                .init(label: Said(es: "Yo", en: "Me")(in: language), link: link([("mine", "1")]), isCurrent: isMine),
            ])],
            isMine: isMine, next: found.count > shown.count ? shown.last.map { link(mine + [("after", $0.key.text)]) } : nil)
    }

    /// "Hoy, miércoles 11 de marzo de 2026"
    private static func name(of date: CalendarDate, under policy: Policy, now: Instant, _ language: Language) -> String {
        let day = Wording(language, policy.zone).full(date), today = policy.zone.date(of: now)
        let near: Said? = date == today ? Said(es: "Hoy", en: "Today") : date == today.adding(days: 1) ? Said(es: "Mañana", en: "Tomorrow") : nil
        return near.map { "\($0(in: language)), \(day)" } ?? day
    }
}

extension WorkLine {
    /// A visit, on the page of the house's visits.
    init(_ coming: ComingVisit, in slug: String, now: Instant, _ language: Language) {
        func say(_ es: String, _ en: String) -> String { Said(es: es, en: en)(in: language) }
        let words = Wording(language, coming.policy.zone), agreed = coming.visit.appointment
        let kinds = [agreed.isUrgent ? say("Urgente", "Urgent") : "", coming.policy.isOutOfHours(agreed.span) ? say("Fuera de horario", "Out of hours") : ""].filter { !$0.isEmpty }
        let lacking = coming.lacking.map(\.label).joined(separator: ", ")
        let gaps = coming.gaps.map { $0 == .preparation ? "\($0.said(in: language)): \(lacking)" : $0.said(in: language) }.joined(separator: "; ")
        let state = coming.work.state == .running && gaps.isEmpty ? say("El personal está ahí", "The staff is there") : gaps.isEmpty ? say("Todo listo", "All set") : say("Falta: \(gaps)", "Missing: \(gaps)")
        self.init(
            number: coming.work.number, what: "\(coming.folio) \(coming.subject)", details: [coming.customer, coming.place, kinds.joined(separator: ", ")].filter { !$0.isEmpty },
            when: "\(words.clock(agreed.begins))–\(words.clock(agreed.ends))", who: coming.engineer.isEmpty ? say("Por nombrar", "To be named") : coming.engineer, state: state,
            standing: gaps.isEmpty ? (coming.work.state == .running ? .soon : .kept) : .late,
            page: (Link.ticket(slug, coming.folio) / "work").at("w-\(coming.work.number)"))
    }
}

extension ComingVisit.Gap {
    var said: Said {
        switch self {
        case .engineer: Said(es: "quién va", en: "who goes")
        case .letter: Said(es: "que la carta con lo que debe tener listo llegue al cliente", en: "the letter with what to have ready, which did not reach the client")
        case .representative: Said(es: "quién recibe", en: "who receives")
        case .preparation: Said(es: "que el cliente informe", en: "word of the client on")
        case .answer: Said(es: "contestar al cliente, que pide otra fecha", en: "an answer to the client, who asks for another time")
        case .record: Said(es: "registrar cómo terminó", en: "a record of how it ended")
        }
    }
}
