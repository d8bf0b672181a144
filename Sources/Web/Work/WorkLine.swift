import SupportPolicy

/// Something that is worked on a request, as a list shows it.
struct WorkLine: Sendable {
    enum Standing: String, Sendable {
        case soon, late, kept, calm

        var sign: String {
            switch self {
            case .soon: "◐"
            case .late: "▲"
            case .kept: "✓"
            case .calm: "○"
            }
        }
    }

    let number: Int
    /// "Visita", "Sesión remota con TeamViewer"
    let what: String
    /// Where, who receives, what was done: a sentence each.
    var details: [String] = []
    let when: String
    let who: String
    /// "Corre desde hoy 10:04"
    let state: String
    let standing: Standing
    /// By which clause it is in that state.
    var cite: ClauseCite?
    /// Where it is gone on with; `nil` for a client, and once it is over.
    var page: Link?
    var charge: Link?
    var sheet: Link?
    /// A file for his calendar, as long as it is to come.
    var calendar: Link?
    /// Where a client asks for another time, or gives it up.
    var change: Link?
    /// What a client is asked to supply before, and by which clause.
    var prepares: (place: Link, fields: [FormField], cite: ClauseCite?)?
    /// What is asked of the client: whether he consents.
    var asks: Link?
    /// What is left to the client to decide, and among what.
    var decides: (place: Link, choices: [Choice])?

    var isOver: Bool { standing == .kept || standing == .calm && page == nil }
}

extension [WorkLine] {
    /// Nothing where nothing is worked.
    func section(in say: Language, _ title: Phrase, csrf: HTML = .nothing) -> HTML? {
        isEmpty ? nil : """
            <section aria-labelledby="work"><h2 id="work">\(say(title))</h2>
            \(filter { $0.asks != nil }.map { $0.question(in: say, csrf) })\
            \(map { $0.decision(in: say, csrf) })\
            \(map { $0.preparation(in: say, csrf) })\
            \(table(in: say))</section>

            """
    }

    func table(in say: Language) -> HTML {
        """
        <table class="cards">
        <thead><tr><th scope="col">\(say(.what))</th><th scope="col">\(say(.when))</th><th scope="col">\(say(.who))</th><th scope="col">\(say(.state))</th></tr></thead>
        <tbody>
        \(map { line in """
            <tr><th scope="row">\(line.page.map { "<a href=\"\($0)\">\(line.what)</a>" as HTML } ?? "\(line.what)")\(line.details.map { "<span>\($0)</span>" as HTML })</th>\
            <td>\(line.when)</td><td>\(line.who)</td><td>\(line.mark)\(line.links(in: say))</td></tr>

            """ as HTML })</tbody></table>
        """
    }
}

extension WorkLine {
    var mark: HTML {
        "<span class=\"mark \(standing.rawValue)\"><span aria-hidden=\"true\">\(standing.sign)</span> \(state)</span> \(cite?.html)"
    }

    func links(in say: Language) -> HTML? {
        let links: [(Link?, Phrase)] = [(charge, .chargeWork), (change, .changeVisit), (calendar, .toMyCalendar), (sheet, .visitSheet)]
        let shown = links.compactMap { link, phrase in link.map { "<a href=\"\($0)\">\(say(phrase))</a>" as HTML } }
        return shown.isEmpty ? nil : "<span class=\"links\">\(shown.map { "\($0) " as HTML })</span>"
    }

    /// What a client answers before anybody enters his machine.
    fileprivate func question(in say: Language, _ csrf: HTML) -> HTML {
        guard let asks else { return .nothing }
        return """
            <div class="offer"><p><b>\(say(.doYouConsent))</b> \(what)</p>\(details.map { "<p>\($0)</p>" as HTML })\
            <form method="post" action="\(asks / "consent")">\(csrf)<p><button class="primary">\(say(.iConsent))</button></p></form>
            <form method="post" action="\(asks / "refusal")">\(csrf)<p><button>\(say(.iDecline))</button></p></form></div>

            """
    }

    /// What a client supplies before somebody comes.
    fileprivate func preparation(in say: Language, _ csrf: HTML) -> HTML {
        guard let prepares else { return .nothing }
        return """
            <div class="offer" id="before-\(number)"><p><b>\(say(.beforeVisit))</b> \(what), \(when) \(prepares.cite?.html)</p>
            <form method="post" action="\(prepares.place)">\(csrf)\(prepares.fields.html(in: say))\
            <p><button>\(say(.prepareVisit))</button></p></form></div>

            """
    }

    /// What a client says of a need that came up.
    fileprivate func decision(in say: Language, _ csrf: HTML) -> HTML {
        guard let decides else { return .nothing }
        return """
            <div class="offer"><p><b>\(say(.whatDoYouDecide))</b> \(what)</p>\(details.map { "<p>\($0)</p>" as HTML })\(cite.map { "<p>\($0.html)</p>" as HTML })\
            <form method="post" action="\(decides.place)">\(csrf)\(decides.choices.map { choice in """
                <p><button name="choice" value="\(choice.value)">\(choice.label)</button></p>

                """ as HTML })</form></div>

            """
    }
}
