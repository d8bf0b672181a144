import SupportPolicy

/// What is owed next, and by when: the strongest thing on a screen.
struct OwedLine: Sendable {
    /// How it stands; also the class in the stylesheet. Its word and its sign say the same without colour.
    enum Standing: String, Sendable {
        case calm, soon, late, paused, kept, first, unlimited
    }

    /// "Primera respuesta", "Su respuesta".
    let what: String
    /// "Vence hoy 17:00", "Cumplida ayer 11:20", "Sin límite".
    let due: String
    /// "faltan 1 h 40 min hábiles", "hace 25 min hábiles"; empty shows nothing.
    var left = ""
    let standing: Standing
    /// Why: the clause that promises it.
    var because: ClauseCite?
    var bar: TimeBar?
    var reckoning: ReckoningTable?
}

extension OwedLine.Standing {
    /// A shape beside the words, different for each standing.
    var sign: String {
        switch self {
        case .calm: "○"
        case .soon: "◐"
        case .late: "▲"
        case .paused: "Ⅱ"
        case .kept: "✓"
        case .first: "↑"
        case .unlimited: "∞"
        }
    }

    /// The standing in one word.
    func word(in say: Language) -> String {
        switch self {
        case .calm: say(.inTime)
        case .soon: say(.dueSoon)
        case .late: say(.late)
        case .paused: say(.paused)
        case .kept: say(.kept)
        case .first: say(.comesFirst)
        case .unlimited: say(.withoutLimit)
        }
    }

    /// Sign and word, as they stand in tables and headings.
    func mark(in say: Language) -> HTML {
        "<span class=\"mark \(rawValue)\"><span aria-hidden=\"true\">\(sign)</span> \(word(in: say))</span>"
    }
}

extension OwedLine {
    /// Large, with bar, clause and reckoning: the head of a request.
    func large(in say: Language) -> HTML {
        """
        <section class="owed \(standing.rawValue)" aria-labelledby="owed">
        <h2 id="owed">\(what) \(standing.mark(in: say))</h2>
        <p class="due">\(due)</p>
        \(left.isEmpty ? nil : "<p class=\"left\">\(left)</p>" as HTML)
        \(bar?.html)
        \(because.map { "<div class=\"why\">\($0.quoted)</div>" as HTML })
        \(reckoning?.disclosure(in: say))
        </section>

        """
    }

    /// One line of a list of deadlines, with its reckoning behind it.
    func item(in say: Language) -> HTML {
        """
        <li class="deadline \(standing.rawValue)">
        <p><b>\(what)</b> \(standing.mark(in: say)) \(because?.html)</p>
        <p>\(due)\(left.isEmpty ? nil : ", \(left)" as HTML)</p>
        \(reckoning?.disclosure(in: say))</li>

        """
    }
}
