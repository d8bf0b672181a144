/// Writing a quote on a request: first what it would say and cost, then the act. What is sent is what was shown.
struct QuoteFormPage: Page {
    /// One line, with a name for whoever cannot see it.
    struct Row: Sendable {
        let legend: String
        let fields: [FormField]
    }

    /// What it would say.
    struct Preview: Sendable {
        let total: String
        let lines: [(what: String, price: String, cite: ClauseCite?)]
        /// "Puede aceptarse antes del martes 24 de marzo de 2026, 18:00."
        let validity: String
        let delivery: String
        /// What the contract does not have yet.
        let missing: String
        /// What was asked, carried along.
        let fields: [FormField]
    }

    let frame: PageFrame
    let folio, subject: String
    let ticket: Link
    /// "Póliza P-12, quedan 4 incidentes."
    let contract: String
    let replaces: String?
    let head: [FormField]
    let rows: [Row]
    let tail: [FormField]
    var preview: Preview?
    /// Why it cannot be quoted so.
    var refusal: (reason: String, wayIn: String?, cite: ClauseCite)?

    var title: String { "\(say(.newQuote)) · \(folio)" }

    var body: HTML {
        """
        <p><a href="\(ticket)">← \(folio) \(subject)</a></p>
        <h1>\(say(.newQuote))</h1>
        <p>\(contract) \(say(.quotingIsFree))</p>
        \(replaces.map { "<p>\(say(.itReplaces($0)))</p>" as HTML })
        \((head + rows.flatMap(\.fields) + tail).summary(in: say))\
        \(refusal.map { "<div class=\"withheld\" role=\"alert\"><p><b>\($0.reason)</b> \($0.cite.html)</p>\($0.wayIn.map { "<p>\($0)</p>" as HTML })</div>" as HTML })
        \(preview.map(html))
        <form class="quote" method="post" action="\(ticket / "quotes")">\(frame.csrf)
        \(head.html(in: say))\
        \(rows.map { "<fieldset class=\"line\"><legend>\($0.legend)</legend>\n<div class=\"pieces\">\($0.fields.html(in: say))</div></fieldset>\n" as HTML })\
        <div class="pieces even">\(tail.html(in: say))</div>
        <p><button name="do" value="preview"\(" class=\"primary\"", when: preview == nil)>\(say(.seeTheQuote))</button></p></form>
        """
    }

    private func html(_ preview: Preview) -> HTML {
        """
        <section aria-labelledby="cost"><h2 id="cost">\(say(.itWouldCost(preview.total)))</h2>
        <table class="cards"><thead><tr><th scope="col">\(say(.service))</th><th scope="col">\(say(.price))</th></tr></thead><tbody>
        \(preview.lines.map { line in "<tr><th scope=\"row\">\(line.what) \(line.cite?.html)</th><td>\(line.price)</td></tr>\n" as HTML })</tbody></table>
        <p>\(preview.validity) \(preview.delivery)</p>
        \(preview.missing.isEmpty ? nil : "<p class=\"mark soon\"><span aria-hidden=\"true\">◐</span> \(preview.missing)</p>" as HTML)
        <form method="post" action="\(ticket / "quotes")">\(frame.csrf)
        \(preview.fields.html(in: say))\
        <p><button class="primary" name="do" value="send">\(say(.sendQuote))</button> <button name="do" value="draft">\(say(.saveDraft))</button></p></form></section>

        """
    }
}
