/// What the desk has to tell an agent: assigned, replied, about to fall due, late.
struct NoticesPage: Page {
    struct Line: Sendable {
        /// "hoy 10:04", and the same instant for machines.
        let at, instant: String
        /// "Le asignaron A-101", "Luna Papelera respondió".
        let what: String
        let subject: String
        let link: Link
        var isRead = false
        /// Set for warnings and breaches.
        var standing: OwedLine.Standing?
    }

    let frame: PageFrame
    let lines: [Line]
    var next: Link?

    var title: String { say(.notices) }

    var body: HTML {
        """
        <div class="heading"><h1>\(say(.notices))</h1>\(lines.contains { !$0.isRead } ? markAll : nil)\
        <p><a href="\(Link.preferences(frame.company.slug))">\(say(.whatIReceive))</a></p></div>
        <div id="live" data-fragment="\(Link.notices(frame.company.slug).fragment)">
        \(live)</div>
        """
    }

    /// What changes by itself, also served alone.
    var live: HTML {
        guard !lines.isEmpty else {
            return "<div class=\"empty\"><p>\(say(.noNotices))</p><p>\(say(.noNoticesHint))</p></div>"
        }
        return """
            <ul class="notices">
            \(lines.map { line in """
                <li\(" class=\"unread\"", when: !line.isRead)><a href="\(line.link)">\(line.what)</a>\
                \(line.isRead ? nil : " <span class=\"tag\">\(say(.new))</span>" as HTML) \(line.standing?.mark(in: say))
                <p class="hint">\(line.subject) · <time datetime="\(line.instant)">\(line.at)</time></p></li>

                """ as HTML })</ul>
            \(next.map { "<p><a rel=\"next\" href=\"\($0)\">\(say(.nextPage))</a></p>" as HTML })
            """
    }

    private var markAll: HTML {
        """
        <form method="post" action="\(Link.notices(frame.company.slug) / "read")">\(frame.csrf)<button>\(say(.markAllRead))</button></form>
        """
    }
}
