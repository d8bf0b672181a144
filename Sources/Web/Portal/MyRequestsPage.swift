/// The requests of a signed-in client.
struct MyRequestsPage: Page {
    /// One request in a row.
    struct Line: Sendable {
        let folio, subject: String
        let state: String
        /// What happens next: "Respondemos hoy antes de 17:00".
        let next: String
        var standing: OwedLine.Standing = .calm
        /// "hoy 10:04"
        let changed: String
    }

    let frame: PageFrame
    let lines: [Line]
    /// By state: open, waiting for me, closed.
    var filters: [FilterGroup] = []
    var search = ""
    /// What the search form carries along.
    var filter: [(name: String, value: String)] = []
    /// Further requests; `nil` on the last page.
    var next: Link?

    var title: String { say(.myRequests) }

    var body: HTML {
        """
        <div class="heading"><h1>\(say(.myRequests))</h1>
        <a class="button" href="\(Link.requestForm(frame.company.slug))">\(say(.openARequest))</a></div>
        \(filters.bar(in: say))
        \(SearchForm(action: .requests(frame.company.slug), search: search, filter: filter).html(in: say))
        \(lines.isEmpty ? empty : list)
        \(next.map { "<p><a rel=\"next\" href=\"\($0)\">\(say(.nextPage))</a></p>" as HTML })
        <p><a href="\(Link.preferences(frame.company.slug))">\(say(.whatIReceive))</a></p>
        """
    }

    private var list: HTML {
        """
        <ul class="requests">
        \(lines.map { line in """
            <li><a href="\(Link.request(frame.company.slug, line.folio))">\(line.subject)</a>
            <p><b>\(line.state)</b> \(line.next.isEmpty ? nil : "· \(line.next)" as HTML)</p>
            <p class="hint">\(line.folio) · \(say(.changedAt(line.changed)))</p></li>

            """ as HTML })</ul>
        """
    }

    private var empty: HTML {
        search.isEmpty
            ? "<div class=\"empty\"><p>\(say(.noRequestsYet))</p><p>\(say(.noRequestsYetHint))</p></div>"
            : "<div class=\"empty\"><p>\(say(.nothingFound(search)))</p><p>\(say(.nothingFoundHint))</p></div>"
    }
}
