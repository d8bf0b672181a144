/// The visits of the house that are to come, by day: where somebody is expected, who goes, and what is still missing.
struct VisitsPage: Page {
    struct Day: Sendable {
        /// "Hoy, miércoles 11 de marzo"
        let name: String
        let lines: [WorkLine]
    }

    let frame: PageFrame
    let days: [Day]
    let filters: [FilterGroup]
    var isMine = false
    var next: Link?
    /// The address of the reader's own feed, right after it was made.
    var feed: String?

    var title: String { say(.visits) }
    var width: PageWidth { .wide }

    var body: HTML {
        """
        <h1>\(title)</h1>
        \(filters.bar(in: say))
        \(days.isEmpty ? empty : "\(days.enumerated().map { section($1, $0) })")
        \(next.map { "<p><a class=\"button\" rel=\"next\" href=\"\($0)\">\(say(.nextPage))</a></p>" as HTML })
        \(calendar)
        """
    }

    private func section(_ day: Day, _ place: Int) -> HTML {
        """
        <section aria-labelledby="d-\(place)"><h2 id="d-\(place)">\(day.name)</h2>
        \(day.lines.table(in: say))</section>

        """
    }

    private var empty: HTML {
        """
        <div class="empty"><p>\(say(isMine ? .noVisitsOfMine : .noVisits))</p><p>\(say(.noVisitsHint))</p>
        <p><a class="button" href="\(Link.queue(frame.company.slug))">\(say(.queue))</a></p></div>
        """
    }

    private var calendar: HTML {
        """
        <section class="narrow" aria-labelledby="feed"><h2 id="feed">\(say(.visitsInCalendar))</h2>
        \(feed.map { address in """
            <p><b>\(say(.feedMade))</b></p>
            <div class="field"><label for="f-feed">\(say(.feedAddress))</label><input id="f-feed" readonly value="\(address)"></div>

            """ as HTML })<p>\(say(.feedExplained))</p>
        <form method="post" action="\(Link.visits(frame.company.slug) / "feed")">\(frame.csrf)<p><button>\(say(.makeFeed))</button></p></form></section>
        """
    }
}
