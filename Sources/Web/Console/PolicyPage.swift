/// The policy in force, clause by clause, and what was assumed where the document says nothing.
struct PolicyPage: Page {
    /// A section of the company's document.
    struct Section: Sendable {
        let title: String
        let clauses: [Clause]
    }

    /// One clause, in the company's words.
    struct Clause: Sendable {
        let id, text: String
    }

    /// A question that the document leaves open, and what the company took for an answer.
    struct Assumption: Sendable {
        let question: String
        /// `nil` while nobody has decided.
        var answer: String?
        /// "Decidido por Inés Robles el 2 mar 2026"
        var by = ""
        var cite: ClauseCite?
    }

    let frame: PageFrame
    let name: String
    /// "Versión 3.1, en vigor desde el 1 de enero de 2026"
    let version: String
    let sections: [Section]
    var assumptions: [Assumption] = []

    var title: String { say(.policy) }

    var body: HTML {
        """
        <h1>\(name)</h1>
        <p class="lead">\(version)</p>
        \(assumptions.isEmpty ? nil : assumptionList)
        \(sections.map { section in """
            <section><h2>\(section.title)</h2>
            <dl class="clauses">
            \(section.clauses.map { clause in """
                <div id="\(clause.id)"><dt><a href="\(Link.here(clause.id))">\(clause.id)</a></dt><dd>\(clause.text)</dd></div>

                """ as HTML })</dl></section>

            """ as HTML })
        """
    }

    private var assumptionList: HTML {
        """
        <section class="assumptions" aria-labelledby="assumptions"><h2 id="assumptions">\(say(.assumptions))</h2>
        <p>\(say(.assumptionsExplained))</p>
        <dl>
        \(assumptions.map { assumption in """
            <div><dt>\(assumption.question) \(assumption.cite?.html)</dt>
            <dd>\(assumption.answer.map { "<b>\($0)</b>" as HTML } ?? OwedLine.Standing.soon.pending(say(.undecided)))\
            <span>\(assumption.by)</span></dd></div>

            """ as HTML })</dl></section>
        """
    }
}

extension OwedLine.Standing {
    /// The sign of this standing with a word of the caller's.
    fileprivate func pending(_ word: String) -> HTML {
        "<span class=\"mark \(rawValue)\"><span aria-hidden=\"true\">\(sign)</span> \(word)</span>"
    }
}
