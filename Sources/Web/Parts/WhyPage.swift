import SupportPolicy

/// "¿Por qué?": every decision on a request with what was known, the clause that decided, and the reckoning. The same page for
/// the client and for the staff.
struct WhyPage: Page {
    struct Fact: Sendable {
        let name, value: String
    }

    struct Decision: Sendable {
        /// "Primera respuesta, 8 h: vence el martes 10 de marzo de 2026, 10:00"
        let what: String
        /// "ayer 11:20", and the same for machines.
        let at, instant: String
        let facts: [Fact]
        let clause: ClauseCite?
        var reckoning: ReckoningTable?
    }

    let frame: PageFrame
    let folio, subject: String
    let back: Link
    /// "Políticas de Soporte Técnico, versión 2019-03-25: la que estaba en vigor cuando se abrió."
    let version: String
    let decisions: [Decision]

    var title: String { "\(say(.why)) \(folio)" }

    var body: HTML {
        """
        <p class="kicker"><a href="\(back)">← \(folio)</a> · \(subject)</p>
        <h1>\(say(.why))</h1>
        <p class="lead">\(version)</p>
        <ol class="timeline">
        \(decisions.map(html))</ol>
        """
    }

    private func html(_ decision: Decision) -> HTML {
        """
        <li class="entry event"><h2 class="decision">\(decision.what)</h2>
        <p><time datetime="\(decision.instant)">\(decision.at)</time></p>
        \(decision.facts.isEmpty ? nil : "<dl class=\"known\">\(decision.facts.map { "<div><dt>\($0.name)</dt><dd>\($0.value)</dd></div>\n" as HTML })</dl>\n" as HTML)\
        \(decision.clause?.quoted)\(decision.reckoning?.disclosure(in: say))</li>

        """
    }
}
