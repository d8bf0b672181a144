import SupportPolicy

/// "Nuestra política": what a company promises, when it is there, what that means for a request sent now, and the
/// document clause by clause. Made from the policy in force, or from an earlier version.
struct PolicyPage: Page {
    /// A section of the company's document.
    struct Section: Sendable {
        let title: String
        let clauses: [Clause]

        /// Where it begins: named by its first clause, which never changes.
        var place: String { "d-\(clauses.first?.id ?? "")" }
    }

    /// One clause, in the company's words.
    struct Clause: Sendable {
        /// Its id in the policy: the place on this page, which never changes.
        let id: String
        /// What it is cited by: "IN-18, IN-19".
        let name: String
        let text: String
    }

    /// A question that the document leaves open, and what the company took for an answer.
    struct Assumption: Sendable {
        let question: String
        let answer: String
    }

    /// One schedule of the document.
    struct Hours: Sendable {
        /// "Lunes a viernes de 9:00 a 14:00 y de 16:00 a 19:00"
        let label: String
        /// "Abierto ahora; cierra hoy 19:00."
        let now: String
        let isOpen: Bool
        let cite: ClauseCite
    }

    /// A closed day ahead.
    struct ClosedDay: Sendable {
        let date, name: String
    }

    /// What the company commits itself and its clients to in one matter.
    struct Topic: Sendable {
        struct Line: Sendable {
            let label: String
            /// "No incluido; con su proveedor de internet."
            let details: [String]
            let cite: ClauseCite
        }

        let id, title: String
        let lines: [Line]
    }

    /// A version of the policy.
    struct Version: Sendable {
        /// "Versión 2019-03-25, desde el 21 de noviembre de 2026, 3:00"
        let name: String
        let link: Link
        let isShown: Bool
    }

    /// One promise worked out for one arrival.
    struct Example: Sendable {
        let promise, arrival, due: String
        let cite: ClauseCite
    }

    let frame: PageFrame
    let name: String
    /// "Versión 3.1, en vigor desde el 1 de enero de 2026"
    let version: String
    /// Said on top of a version that is no longer in force.
    var past = ""
    var hours: [Hours] = []
    var closedDays: [ClosedDay] = []
    var promises: [HomePage.Promise] = []
    var calculator: PolicyCalculator?
    var prices: PriceTables?
    var commitments: [Topic] = []
    let sections: [Section]
    var assumptions: [Assumption] = []
    /// For the company's staff: what the review asks, and what each promise comes to.
    var remarks: [PolicyRemark] = []
    var examples: [Example] = []
    /// Of the version before.
    var changes: [PolicyChange] = []
    /// Shown when there is more than one.
    var versions: [Version] = []
    /// What somebody of the staff may do about it.
    var acts: [(label: String, link: Link)] = []

    var title: String { say(.policy) }

    var body: HTML {
        """
        <h1>\(name)</h1>
        <p class="lead">\(version)</p>
        \(contents.isEmpty ? nil : contentList)\(acts.isEmpty ? nil : "<p>\(acts.map { "<a class=\"button\" href=\"\($0.link)\">\($0.label)</a> " as HTML })</p>\n" as HTML)\(past.isEmpty ? nil : "<p class=\"flash notice\">\(past)</p>" as HTML)
        \(hours.isEmpty ? nil : hourList)\(promises.table(in: say))\(calculator?.html(frame))\(prices?.html(in: say))\(commitments.map(html))
        \(closedDays.isEmpty ? nil : closedDayList)\(assumptions.isEmpty ? nil : assumptionList)
        \(remarks.html(in: say))\(changes.html(say(.changed), in: say))\(examples.isEmpty ? nil : exampleTable)
        \(sections.map { section in """
            <section aria-labelledby="\(section.place)"><h2 id="\(section.place)">\(section.title)</h2>
            <dl class="clauses">
            \(section.clauses.map { clause in """
                <div id="\(clause.id)"><dt><a href="\(Link.here(clause.id))">\(clause.name)</a></dt><dd>\(clause.text)</dd></div>

                """ as HTML })</dl></section>

            """ as HTML })\(versions.count < 2 ? nil : versionList)
        """
    }

    /// What the page holds, in its order.
    private var contents: [(name: String, place: String)] {
        func part(_ isThere: Bool, _ phrase: Phrase, _ place: String) -> [(name: String, place: String)] { isThere ? [(say(phrase), place)] : [] }
        return part(!hours.isEmpty, .hours, "s-hours") + part(!promises.isEmpty, .whatWePromise, "s-promises")
            + part(calculator != nil, .calculator, "s-calculator") + (prices?.contents(in: say) ?? [])
            + commitments.map { ($0.title, "s-\($0.id)") } + part(!closedDays.isEmpty, .closedDaysAhead, "s-closed-days")
            + part(!assumptions.isEmpty, .assumptions, "s-assumptions") + sections.map { ($0.title, $0.place) }
            + part(versions.count > 1, .versions, "s-versions")
    }

    private var contentList: HTML {
        """
        <details class="contents"><summary>\(say(.contents))</summary><nav aria-label="\(say(.contents))"><ul>
        \(contents.map { "<li><a href=\"\(Link.here($0.place))\">\($0.name)</a></li>\n" as HTML })</ul></nav></details>

        """
    }

    private var hourList: HTML {
        """
        <section aria-labelledby="s-hours"><h2 id="s-hours">\(say(.hours))</h2>
        \(hours.map { "<p><b>\($0.label)</b> \($0.cite.html)<span class=\"hours \($0.isOpen ? "open" : "shut")\">\($0.now)</span></p>\n" as HTML })</section>

        """
    }

    private func html(_ topic: Topic) -> HTML {
        """
        <section class="commitments" aria-labelledby="s-\(topic.id)"><h2 id="s-\(topic.id)">\(topic.title)</h2>
        <ul>
        \(topic.lines.map { line in """
            <li><b>\(line.label)</b> \(line.cite.html)\(line.details.map { "<span>\($0)</span>" as HTML })</li>

            """ as HTML })</ul></section>

        """
    }

    private var closedDayList: HTML {
        """
        <section aria-labelledby="s-closed-days"><h2 id="s-closed-days">\(say(.closedDaysAhead))</h2>
        <ul class="closed-days">
        \(closedDays.map { "<li><b>\($0.date)</b> \($0.name)</li>\n" as HTML })</ul></section>

        """
    }

    private var assumptionList: HTML {
        """
        <section class="assumptions" aria-labelledby="s-assumptions"><h2 id="s-assumptions">\(say(.assumptions))</h2>
        <p>\(say(.assumptionsExplained))</p>
        <dl>
        \(assumptions.map { "<div><dt>\($0.question)</dt><dd><b>\($0.answer)</b></dd></div>\n" as HTML })</dl></section>
        """
    }

    private var exampleTable: HTML {
        """
        <section aria-labelledby="s-examples"><h2 id="s-examples">\(say(.workedExamples))</h2>
        <div class="scroll" tabindex="0" role="group" aria-labelledby="s-examples"><table>
        <thead><tr><th scope="col">\(say(.promise))</th><th scope="col">\(say(.received))</th><th scope="col">\(say(.due))</th>\
        <th scope="col">\(say(.clause))</th></tr></thead>
        <tbody>
        \(examples.map { example in """
            <tr><th scope="row">\(example.promise)</th><td>\(example.arrival)</td><td>\(example.due)</td><td>\(example.cite.html)</td></tr>

            """ as HTML })</tbody></table></div></section>

        """
    }

    private var versionList: HTML {
        """
        <section aria-labelledby="s-versions"><h2 id="s-versions">\(say(.versions))</h2>
        <ul class="closed-days">
        \(versions.map { version in
            version.isShown ? "<li><b aria-current=\"true\">\(version.name)</b></li>\n" as HTML : "<li><a href=\"\(version.link)\">\(version.name)</a></li>\n"
        })</ul></section>

        """
    }
}

/// "If I write now by mail, when am I owed an answer?"
struct PolicyCalculator: Sendable {
    let action: Link
    let fields: [FormField]
    /// What the policy says to it; `nil` before anybody asked.
    var answer: Answer?

    struct Answer: Sendable {
        /// "Se recibe.", "No se recibe por este medio: …"
        let admission: String
        let standing: OwedLine.Standing
        var cite: ClauseCite?
        let owed: [OwedLine]
    }

    func html(_ frame: PageFrame) -> HTML {
        let say = frame.language
        return """
            <section class="calculator" aria-labelledby="s-calculator"><h2 id="s-calculator">\(say(.calculator))</h2>
            \(fields.summary(in: say))<form method="get" action="\(action)">
            \(fields.html(in: say))
            <button class="primary">\(say(.calculate))</button></form>
            \(answer.map { html($0, say) })</section>

            """
    }

    private func html(_ answer: Answer, _ say: Language) -> HTML {
        """
        <div role="status"><p><span class="mark \(answer.standing.rawValue)"><span aria-hidden="true">\(answer.standing.sign)</span> \
        \(answer.admission)</span> \(answer.cite?.html)</p>
        \(answer.owed.isEmpty ? nil : "<ul class=\"deadlines\">\n\(answer.owed.map { $0.item(in: say) })</ul>" as HTML)</div>
        """
    }
}
