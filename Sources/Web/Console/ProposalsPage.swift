/// Versions of the policy that somebody proposed, and the form to propose another.
struct ProposalsPage: Page {
    struct Line: Sendable {
        let name: String
        /// "Propuesta por Ada Ruiz el lun 2 mar, 10:04"
        let standing: String
        let link: Link
    }

    let frame: PageFrame
    let lines: [Line]
    /// What blocks the document that was sent, each with its line.
    var problems: [FormField] = []
    /// `policy` and `files`.
    let fields: [FormField]

    var title: String { say(.proposals) }

    var body: HTML {
        """
        <p><a href="\(Link.policy(frame.company.slug))">← \(say(.policy))</a></p>
        <h1>\(say(.proposals))</h1>
        <p>\(say(.proposalsExplained))</p>
        \(lines.isEmpty ? "<div class=\"empty\"><p>\(say(.noProposals))</p><p>\(say(.noProposalsHint))</p></div>" : list)
        <section aria-labelledby="propose"><h2 id="propose">\(say(.proposeVersion))</h2>
        \(problems.summary(in: say))<form method="post" action="\(Link.proposals(frame.company.slug))" enctype="multipart/form-data">
        \(frame.csrf)
        \(fields.html(in: say))
        <p><button class="primary">\(say(.propose))</button></p></form></section>
        """
    }

    private var list: HTML {
        """
        <ul class="requests">
        \(lines.map { "<li><a href=\"\($0.link)\">\($0.name)</a><p>\($0.standing)</p></li>\n" as HTML })</ul>
        """
    }
}
