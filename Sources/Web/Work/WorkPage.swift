import SupportPolicy

/// Where work on a request is recorded: what there is, each with what comes next, and what can be begun.
struct WorkPage: Page {
    /// One act: a form behind its name.
    struct Act: Sendable {
        let name: String
        let place: Link
        var fields: [FormField] = []
        var isPrimary = false
        var takesFiles = false
        /// What is to be known first, with its clause.
        var hint: (said: String, cite: ClauseCite)?
    }

    let frame: PageFrame
    let folio, subject: String
    let ticket: Link
    let lines: [(line: WorkLine, acts: [Act])]
    /// What can be begun; empty on a closed request.
    let new: [Act]
    /// What of its time is left.
    var timeBox: TimeRemark?

    var title: String { "\(say(.work)) · \(folio)" }
    var width: PageWidth { .wide }
    private var fields: [FormField] { lines.flatMap(\.acts).flatMap(\.fields) + new.flatMap(\.fields) }

    var body: HTML {
        """
        <p><a href="\(ticket)">← \(folio) \(subject)</a></p>
        <h1>\(say(.work))</h1>
        \(fields.summary(in: say))\(timeBox?.html)\
        \(lines.isEmpty ? "<p>\(say(.nothingWorked))</p>" as HTML : "\(lines.map { section($0.line, $0.acts) })")
        \(new.isEmpty ? nil : """
            <section class="narrow" aria-labelledby="begin"><h2 id="begin">\(say(.begin))</h2>
            \(new.map(form))</section>
            """ as HTML)
        """
    }

    private func section(_ line: WorkLine, _ acts: [Act]) -> HTML {
        """
        <section id="w-\(line.number)" class="narrow" aria-labelledby="h-\(line.number)"><h2 id="h-\(line.number)">\(line.what)</h2>
        <p>\(line.mark)</p>
        <p>\(line.when) · \(line.who)</p>
        \(line.details.map { "<p>\($0)</p>\n" as HTML })\(line.links(in: say).map { "<p>\($0)</p>\n" as HTML })\
        \(acts.map(form))</section>

        """
    }

    /// What asks nothing is a button at once.
    private func form(_ act: Act) -> HTML {
        let form: HTML = """
            <form method="post" action="\(act.place)"\(" enctype=\"multipart/form-data\"", when: act.takesFiles)>\(frame.csrf)
            \(act.hint.map { "<p>\($0.said) \($0.cite.html)</p>\n" as HTML })\(act.fields.html(in: say))\
            <p><button\(" class=\"primary\"", when: act.isPrimary)>\(act.name)</button></p></form>

            """
        guard act.fields.contains(where: \.isAsked) else { return form }
        return "<details\(" open", when: act.fields.contains { $0.problem != nil })><summary>\(act.name)</summary>\n\(form)</details>\n"
    }
}
