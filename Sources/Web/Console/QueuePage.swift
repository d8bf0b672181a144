import SupportPolicy

/// The agents' queue: what falls due first stands on top.
struct QueuePage: Page {
    let frame: PageFrame
    let queue: DrawnQueue
    /// State, mine, level: as links.
    var filters: [FilterGroup] = []
    /// What the search and the stream carry along: the filter of this very page.
    var filter: [(name: String, value: String)] = []
    var search = ""
    /// Floods of mail that lie in it.
    var floods: [FloodLine] = []
    /// Timers that run in the house.
    var timers: [WorkLine] = []

    var title: String { say(.queue) }
    var width: PageWidth { .wide }

    var body: HTML {
        """
        <div class="heading"><h1>\(say(.queue))</h1>
        <a class="button" href="\(Link.newTicket(frame.company.slug))">\(say(.newTicket))</a></div>
        \(floods.map(flood))
        \(timers.isEmpty ? nil : """
            <details class="timers"\(" open", when: timers.contains { $0.standing == .late })><summary>\(say(.runningTimers)) (\(timers.count))</summary>
            <ul class="plain">\(timers.map { "<li><a href=\"\($0.page ?? Link.queue(frame.company.slug))\">\($0.what)</a> · \($0.who) · \($0.mark)</li>\n" as HTML })</ul></details>

            """ as HTML)\
        \(filters.bar(in: say))
        \(SearchForm(action: .queue(frame.company.slug), search: search, filter: filter).html(in: say))
        <div id="live" data-fragment="\(here.fragment)">
        \(queue.html)</div>
        \(queue.isEmpty ? nil : "<p class=\"hint keys script-only\" hidden>\(say(.queueKeys))</p>" as HTML)
        """
    }

    private func flood(_ flood: FloodLine) -> HTML {
        """
        <section class="flood" aria-label="\(say(.floodOfMail))"><p><b>\(flood.what)</b> \(say(.floodExplained))</p>
        \(flood.source.map { source in """
            <form method="post" action="\(Link.queue(frame.company.slug) / "floods")">\(frame.csrf)\
            <input type="hidden" name="source" value="\(source)"><button>\(say(.removeFlood))</button></form>
            """ as HTML })</section>

        """
    }

    private var here: Link {
        .queue(frame.company.slug, search.isEmpty ? filter : filter + [("q", search)])
    }
}

/// A flood of mail, in words.
struct FloodLine: Sendable {
    /// "37 tickets de ana@cliente.example desde las 10:04."
    let what: String
    /// What removing it sends; `nil` for whoever may not.
    let source: String?
}

/// One page of the queue, to be drawn.
struct QueueList: Sendable {
    /// Tickets on one page.
    static let length = 50

    let slug: String
    let say: Language
    let lines: [QueueLine]
    /// "38 abiertas, 2 vencidas, 5 por vencer"
    let counts: String
    var search = ""
    /// The next page; `nil` on the last.
    var next: Link?

    var drawn: DrawnQueue {
        DrawnQueue(isEmpty: lines.isEmpty, html: """
            <p class="counts">\(counts)</p>
            \(lines.isEmpty ? empty : rows)
            \(next.map { "<p><a class=\"button\" rel=\"next\" href=\"\($0)\">\(say(.nextPage))</a></p>" as HTML })

            """)
    }

    /// The rows, the first to fall due on top.
    private var rows: HTML {
        let tickets = Link.tickets(slug)
        return """
            <table class="queue" data-keys>
            <thead><tr><th scope="col">\(say(.due))</th><th scope="col">\(say(.request))</th>\
            <th scope="col">\(say(.state))</th><th scope="col">\(say(.assignee))</th><th scope="col">\(say(.level))</th></tr></thead>
            <tbody>
            \(lines.map { row($0, at: tickets / $0.folio) })</tbody></table>
            """
    }

    private func row(_ line: QueueLine, at ticket: Link) -> HTML {
        """
        <tr class="\(line.standing.rawValue)"><td class="due"><b>\(line.due)</b>\
        <span><span class="mark \(line.standing.rawValue)"><span aria-hidden="true">\(line.standing.sign)</span> \
        \(line.left.isEmpty ? line.standing.word(in: say) : line.left)</span></span></td>
        <th scope="row"><a href="\(ticket)">\(line.subject)</a>\
        <span>\(line.folio) · \(line.requester)\(line.customer.isEmpty ? "" : ", ")\(line.customer) · \(line.channel)</span></th>
        <td>\(line.state)<span>\(line.owed)</span></td>
        <td>\(line.assignee.isEmpty ? say(.nobody) : line.assignee)</td>
        <td>\(line.level)<span>\(line.weight)</span></td></tr>

        """
    }

    private var empty: HTML {
        search.isEmpty
            ? "<div class=\"empty\"><p>\(say(.queueEmpty))</p><p>\(say(.queueEmptyHint))</p></div>"
            : "<div class=\"empty\"><p>\(say(.nothingFound(search)))</p><p>\(say(.nothingFoundHint))</p></div>"
    }
}

/// One ticket in the queue.
struct QueueLine: Sendable {
    let folio, subject: String
    /// Who asks, and for which customer; the latter may be empty.
    let requester: String
    var customer = ""
    /// "correo", "formulario"
    let channel: String
    /// "hoy 17:00"; "sin límite".
    let due: String
    /// "faltan 1 h 40 min"; empty shows the word of the standing.
    var left = ""
    let standing: OwedLine.Standing
    /// What is due: "primera respuesta".
    var owed = ""
    /// The label of its state.
    let state: String
    /// Empty when nobody has it.
    var assignee = ""
    /// "Nivel 1"
    var level = ""
    /// Severity or priority, as the company calls it: "Severidad 2", "Alta".
    var weight = ""
}
