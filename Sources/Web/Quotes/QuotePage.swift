import SupportPolicy

/// One quote: for the client who may answer it, for whoever came by the link of its letter, and for the staff.
struct QuotePage: Page {
    struct Fact: Sendable {
        let name: String
        let value: String
        var more = ""
    }

    struct Line: Sendable {
        let what, price: String
        let cite: ClauseCite?
    }

    /// How the client answers it.
    struct Answer: Sendable {
        let place: Link
        /// "Al aceptar se cobra de su póliza: 12 créditos de servicio."
        let meaning: String
        /// His name, where he is not signed in.
        let fields: [FormField]
    }

    let frame: PageFrame
    let number, heading, state: String
    /// What became of it.
    let fate: String
    let isWaiting, isAccepted: Bool
    let facts: [Fact]
    let lines: [Line]
    let sums: [(String, String)]
    let total, terms: String
    let cites: [ClauseCite]
    var back: (link: Link, folio: String)?
    var paper: Link?
    var answer: Answer?
    /// The company's own documents that are needed before, with the clause, and where they are attached.
    var needs: [(label: String, cite: ClauseCite, place: Link?)] = []
    var entries: [EntryLine] = []

    // For the staff.
    var link: Link?
    var maySend = false
    var mayWithdraw = false
    /// Where another is made that takes its place.
    var replaces: Link?
    var problems: [FormField] = []

    var title: String { "\(number) \(heading)" }

    var body: HTML {
        """
        \(back.map { "<p><a href=\"\($0.link)\">← \($0.folio)</a></p>" as HTML })
        \((problems + (answer?.fields ?? [])).summary(in: say))\
        <p class="kicker">\(say(.quote)) <b>\(number)</b></p>
        <h1>\(heading)</h1>
        <p class="mark \(isWaiting ? "soon" : isAccepted ? "kept" : "calm")"><span aria-hidden="true">\(isWaiting ? "◐" : isAccepted ? "✓" : "○")</span> \(state)</p>
        \(isWaiting ? nil : "<p>\(fate)</p>" as HTML)
        <dl class="facts">
        \(facts.map { fact in """
            <div><dt>\(fact.name)</dt><dd><b>\(fact.value)</b>\(fact.more.isEmpty ? nil : "<span>\(fact.more)</span>" as HTML)</dd></div>

            """ as HTML })</dl>
        <table class="cards"><thead><tr><th scope="col">\(say(.service))</th><th scope="col">\(say(.price))</th></tr></thead><tbody>
        \(lines.map { line in "<tr><th scope=\"row\">\(line.what) \(line.cite?.html)</th><td>\(line.price)</td></tr>\n" as HTML })\
        \(sums.map { "<tr><th scope=\"row\">\($0.0)</th><td>\($0.1)</td></tr>\n" as HTML })\
        <tr><th scope="row"><b>Total</b></th><td><b>\(total)</b></td></tr></tbody></table>
        \(terms.isEmpty ? nil : "<section aria-labelledby=\"terms\"><h2 id=\"terms\">\(say(.terms))</h2><div class=\"said\">\(terms)</div></section>" as HTML)
        <p>\(cites.map { "\($0.html) " as HTML })</p>
        \(paper.map { "<p><a href=\"\($0)\">\(say(.quotePaper))</a></p>" as HTML })
        \(needs.map { need in "<p class=\"offer\"><b>\(say(.documentsNeeded))</b> \(need.place.map { "<a href=\"\($0)\">\(need.label)</a>" as HTML } ?? "\(need.label)") \(need.cite.html)</p>\n" as HTML })\
        \(answer.map(answerForms))\(link.map(acts))
        \(entries.isEmpty ? nil : entries.timeline(in: say))
        """
    }

    private func answerForms(_ answer: Answer) -> HTML {
        """
        <section class="offer" aria-labelledby="answer"><h2 id="answer">\(say(.doYouAccept))</h2>
        <p>\(answer.meaning)</p>
        <form method="post" action="\(answer.place / "acceptance")">\(frame.csrf)
        \(answer.fields.html(in: say))<p><button class="primary">\(say(.acceptQuote))</button></p></form>
        <details><summary>\(say(.declineQuote))</summary>
        <form method="post" action="\(answer.place / "refusal")">\(frame.csrf)
        \(answer.fields.map { field in """
            <div class="field"><label for="f-declined-by">\(field.label)</label><input type="text" id="f-declined-by" name="\(field.name)" required autocomplete="name"></div>

            """ as HTML })
        <div class="field"><label for="f-reason">\(say(.reason)) <small>\(say(.optional))</small></label><textarea id="f-reason" name="reason" rows="2"></textarea></div>
        <p><button>\(say(.declineQuote))</button></p></form></details></section>

        """
    }

    private func acts(_ link: Link) -> HTML {
        guard maySend || mayWithdraw else { return .nothing }
        return """
            <section class="narrow" aria-labelledby="acts"><h2 id="acts">\(say(.whatYouCanDo))</h2>
            \(maySend ? "<form method=\"post\" action=\"\(link / "sending")\">\(frame.csrf)<p><button class=\"primary\">\(say(.sendQuote))</button></p></form>\n" as HTML : nil)\
            \(replaces.map { "<p><a href=\"\($0)\">\(say(.replaceQuote))</a></p>\n" as HTML })\
            \(mayWithdraw ? withdrawal(link) : nil)</section>
            """
    }

    private func withdrawal(_ link: Link) -> HTML {
        """
        <details\(" open", when: !problems.isEmpty)><summary>\(say(.withdrawQuote))</summary>
        <form method="post" action="\(link / "withdrawal")">\(frame.csrf)
        \([FormField(name: "reason", label: say(.reason), kind: .multiline(rows: 2), isRequired: true, problem: problems.first?.problem)].html(in: say))\
        <p><button>\(say(.withdrawQuote))</button></p></form></details>

        """
    }
}

/// A quote on a list.
struct QuoteLine: Sendable {
    let number, title, folio: String
    let link: Link
    let total: String
    /// While it can be accepted: "hasta vie 27 mar, 18:00".
    let until: String
    let state: String
    let isWaiting: Bool
}

extension [QuoteLine] {
    /// Nothing where there are none.
    ///
    /// - Parameter tellsRequest: whether they may answer several requests.
    func section(in say: Language, tellsRequest: Bool = false) -> HTML? {
        isEmpty ? nil : "<section aria-labelledby=\"quotes\"><h2 id=\"quotes\">\(say(.quotes))</h2>\n\(table(in: say, tellsRequest: tellsRequest))</section>\n"
    }

    func table(in say: Language, tellsRequest: Bool = true) -> HTML {
        """
        <table class="cards">
        <thead><tr><th scope="col">\(say(.quote))</th>\("<th scope=\"col\">\(say(.request))</th>" as HTML, when: tellsRequest)<th scope="col">Total</th><th scope="col">\(say(.goodUntil))</th><th scope="col">\(say(.state))</th></tr></thead>
        <tbody>
        \(map { line in """
            <tr><th scope="row"><a href="\(line.link)">\(line.number)</a><span>\(line.title)</span></th>\("<td>\(line.folio)</td>" as HTML, when: tellsRequest)<td>\(line.total)</td><td>\(line.until)</td>\
            <td>\(line.isWaiting ? "<span class=\"mark soon\"><span aria-hidden=\"true\">◐</span> \(line.state)</span>" as HTML : "\(line.state)")</td></tr>

            """ as HTML })</tbody></table>
        """
    }
}

/// All quotes of the house.
struct QuotesPage: Page {
    let frame: PageFrame
    let lines: [QuoteLine]
    let filter: FilterGroup
    /// Further ones; `nil` on the last page.
    var next: Link?

    /// Quotes on one page.
    static let length = 50

    var title: String { say(.quotes) }
    var width: PageWidth { .wide }

    var body: HTML {
        """
        <p><a href="\(Link.contracts(frame.company.slug))">← \(say(.contracts))</a></p>
        <h1>\(title)</h1>
        \([filter].bar(in: say))
        \(lines.isEmpty ? "<div class=\"empty\"><p>\(say(.noQuotes))</p><p>\(say(.noQuotesHint))</p></div>" as HTML : lines.table(in: say))
        \(next.map { "<p><a class=\"button\" rel=\"next\" href=\"\($0)\">\(say(.nextPage))</a></p>" as HTML })
        """
    }
}
