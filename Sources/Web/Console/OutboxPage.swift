import SupportPolicy

/// Mail that leaves the house: what waits, what went, what failed and why.
struct OutboxPage: Page {
    struct Line: Sendable {
        let at, to, subject: String
        /// The ticket it is about.
        var folio = ""
        /// "Pendiente", "Enviado", "No se pudo entregar"
        let state: String
        let standing: OwedLine.Standing
        /// The other side's words, and how often it was tried; empty when there is nothing to say.
        var why = ""
        /// Where sending again is asked for; `nil` when it makes no sense.
        var again: Link?
        /// Where it is put away that nothing came of it; `nil` for what did not fail, or was put away.
        var away: Link?
    }

    /// Most lines on a page.
    static let length = 100

    let frame: PageFrame
    let lines: [Line]
    /// Where it is seen how all mail goes.
    var health: Link?
    /// Where letters are worded; `nil` for who may not.
    var letters: Link?
    var filters: [FilterGroup] = []
    var next: Link?

    var title: String { say(.outbox) }
    var width: PageWidth { .wide }

    var body: HTML {
        """
        <div class="heading"><h1>\(say(.outbox))</h1>\
        <p>\(letters.map { "<a class=\"button\" href=\"\($0)\">\(say(.letters))</a> " as HTML })\(health.map { "<a class=\"button\" href=\"\($0)\">\(say(.mailHealth))</a>" as HTML })</p></div>
        \(filters.bar(in: say))
        \(lines.isEmpty ? "<div class=\"empty\"><p>\(say(.outboxEmpty))</p><p>\(say(.outboxEmptyHint))</p></div>" : table)
        \(next.map { "<p><a class=\"button\" rel=\"next\" href=\"\($0)\">\(say(.nextPage))</a></p>" as HTML })
        """
    }

    private var table: HTML {
        """
        <table class="cards">
        <thead><tr><th scope="col">\(say(.when))</th><th scope="col">\(say(.mail))</th>\
        <th scope="col">\(say(.state))</th><th scope="col"><span class="unseen">\(say(.sendAgain))</span></th></tr></thead>
        <tbody>
        \(lines.map { line in """
            <tr><td>\(line.at)</td><th scope="row">\(line.subject)<span>\(line.to)\
            \(line.folio.isEmpty ? nil : " · <a href=\"\(Link.ticket(frame.company.slug, line.folio))\">\(line.folio)</a>" as HTML)</span></th>
            <td><span class="mark \(line.standing.rawValue)"><span aria-hidden="true">\(line.standing.sign)</span> \(line.state)</span>\
            <span>\(line.why)</span></td>
            <td>\(line.again.map { "<form method=\"post\" action=\"\($0)\">\(frame.csrf)<button>\(say(.sendAgain))</button></form>" as HTML })\
            \(line.away.map { "<form method=\"post\" action=\"\($0)\">\(frame.csrf)<button>\(say(.putAway))</button></form>" as HTML })</td></tr>

            """ as HTML })</tbody></table>
        """
    }
}
