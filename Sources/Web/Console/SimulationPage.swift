import SupportPolicy

/// What past requests would have come to under a proposed version: figures, bars, and the requests one by one.
struct SimulationPage: Page {
    struct Figure: Sendable {
        let name, old, new: String
        let isChanged: Bool
    }

    /// What of the decided promises of one metric was in time, as it was and as it would have been.
    struct Bars: Sendable {
        let name: String
        let old, new: TimeBar
    }

    /// One request that would differ.
    struct Difference: Sendable {
        let folio: String
        let link: Link
        /// "Otro resultado de un plazo; recibida el lun 2 mar, 10:04"
        let what: String
        /// What could not have been done, and by which clause.
        let objections: [(text: String, cite: ClauseCite?)]
        let pairs: [Pair]
    }

    /// One promise on both sides.
    struct Pair: Sendable {
        /// "Primera respuesta"
        let name: String
        /// "lun 2 mar, 18:00 (a tiempo)"
        let old, new: String
        let oldReckoning, newReckoning: ReckoningTable?
    }

    let frame: PageFrame
    /// The version that is tried, and the way back to it.
    let version: String
    let back: Link
    let figures: [Figure]
    let bars: [Bars]
    /// "12 de 340; se muestran 10"
    let count: String
    let differences: [Difference]

    var title: String { say(.whatIf) }
    var width: PageWidth { .wide }

    var body: HTML { "\(Self.heading(version, back, in: say))\(results)" }

    /// What its reader sees at once.
    static func heading(_ version: String, _ back: Link, in say: Language) -> HTML {
        """
        <p><a href="\(back)">← \(version)</a></p>
        <h1>\(say(.whatIf))</h1>
        <p>\(say(.whatIfExplained))</p>

        """
    }

    /// What takes long.
    var results: HTML {
        """
        <section aria-labelledby="s-figures"><h2 id="s-figures">\(say(.figures))</h2>
        <div class="scroll" tabindex="0" role="group" aria-labelledby="s-figures"><table>
        <thead><tr><td></td><th scope="col" class="number">\(say(.asItWas))</th><th scope="col" class="number">\(say(.underThisVersion))</th></tr></thead>
        <tbody>
        \(figures.map { figure in """
            <tr\(" class=\"changed\"", when: figure.isChanged)><th scope="row">\(figure.name)</th><td class="number">\(figure.old)</td><td class="number">\(figure.new)</td></tr>

            """ as HTML })</tbody></table></div></section>
        \(bars.isEmpty ? nil : barList)
        <section aria-labelledby="s-differences"><h2 id="s-differences">\(say(.whatWouldDiffer))</h2>
        <p>\(differences.isEmpty ? say(.nothingDiffers) : count)</p>
        \(differences.map(html))</section>
        """
    }

    private var barList: HTML {
        """
        <section aria-labelledby="s-bars"><h2 id="s-bars">\(say(.inTimeOfDecided))</h2>
        \(bars.map { bars in """
            <div class="pair"><h3>\(bars.name)</h3><div class="sides">\(bars.old.html)\(bars.new.html)</div></div>

            """ as HTML })</section>
        """
    }

    private func html(_ difference: Difference) -> HTML {
        """
        <article class="pair"><h3><a href="\(difference.link)">\(difference.folio)</a></h3>
        <p>\(difference.what)</p>
        \(difference.objections.map { "<p class=\"mark late\">✗ \($0.text) \($0.cite?.html)</p>\n" as HTML })\(difference.pairs.map(html))</article>

        """
    }

    private func html(_ pair: Pair) -> HTML {
        """
        <p>\(pair.name): \(pair.old) → <b>\(pair.new)</b></p>
        <div class="sides">\(pair.oldReckoning?.disclosure(in: say))\(pair.newReckoning?.disclosure(in: say))</div>

        """
    }
}

/// A page of which the reader sees the head, and how far it is, while it is made.
struct WaitingPage: Page {
    let frame: PageFrame
    let title: String
    /// What stands above what is awaited.
    let heading: HTML
    /// "Viviendo de nuevo las solicitudes…"
    let doing: String

    var width: PageWidth { .wide }
    var body: HTML { heading }

    var beginning: HTML { "\(head)\(heading)<div class=\"progress\" role=\"status\"><p>\(doing)</p>\n" }

    func bar(_ done: Int, of whole: Int) -> HTML {
        "<div><p>\(doing) \(done) / \(whole)</p><progress max=\"\(whole)\" value=\"\(done)\" aria-label=\"\(doing)\"></progress></div>\n"
    }

    /// The rest, which hides the bars.
    func end(with content: HTML) -> HTML { "</div>\n\(content)\(foot)" }

    func sorry(_ failure: Failure) -> HTML {
        "<div class=\"summary\" role=\"alert\"><h2>\(failure.title(in: say))</h2><p>\(failure.sentence(in: say))</p></div>"
    }
}
