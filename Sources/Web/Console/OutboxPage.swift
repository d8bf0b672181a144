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
    }

    /// A message that came in and that a clause refused.
    struct Refused: Sendable {
        let at, from, subject: String
        var cite: ClauseCite?
        /// The message as it came.
        let original: Link
    }

    /// A mailbox that is read, and how that goes.
    struct Box: Sendable {
        let address: String
        /// "Se lee", or what is wrong.
        let state: String
        let standing: OwedLine.Standing
        /// When it was read through the last time; empty: never.
        let readAt: String
    }

    /// A message that was set aside.
    struct Parked: Sendable {
        let at, why: String
        /// The message as it came, and where reading it again is asked for; `nil` where the server never gave it.
        let original, again: Link?
    }

    let frame: PageFrame
    let lines: [Line]
    var refused: [Refused] = []
    var boxes: [Box] = []
    var parked: [Parked] = []
    var filters: [FilterGroup] = []
    var next: Link?

    var title: String { say(.outbox) }
    var width: PageWidth { .wide }

    var body: HTML {
        """
        <h1>\(say(.outbox))</h1>
        \(filters.bar(in: say))
        \(lines.isEmpty ? "<div class=\"empty\"><p>\(say(.outboxEmpty))</p><p>\(say(.outboxEmptyHint))</p></div>" : table)
        \(next.map { "<p><a class=\"button\" rel=\"next\" href=\"\($0)\">\(say(.nextPage))</a></p>" as HTML })
        \(parked.isEmpty ? nil : parkedList)
        \(boxes.isEmpty ? nil : boxList)
        \(refused.isEmpty ? nil : refusedList)
        """
    }

    private var boxList: HTML {
        """
        <section aria-labelledby="boxes"><h2 id="boxes">\(say(.mailboxes))</h2>
        <ul class="notices">\(boxes.map { box in """
            <li><b>\(box.address)</b> <span class="mark \(box.standing.rawValue)"><span aria-hidden="true">\(box.standing.sign)</span> \(box.state)</span>
            <p class="hint">\(box.readAt.isEmpty ? say(.neverRead) : say(.lastRead) + " " + box.readAt)</p></li>

            """ as HTML })</ul></section>

        """
    }

    private var parkedList: HTML {
        """
        <section aria-labelledby="parked"><h2 id="parked">\(say(.parkedMail))</h2>
        <p>\(say(.parkedMailExplained))</p>
        <ul class="notices">\(parked.map { mail in """
            <li>\(mail.why)
            <p class="hint">\(mail.at)\(mail.original.map { " · <a href=\"\($0)\">\(say(.originalMail))</a>" as HTML })</p>
            \(mail.again.map { "<form method=\"post\" action=\"\($0)\">\(frame.csrf)<button>\(say(.readAgain))</button></form>" as HTML })</li>

            """ as HTML })</ul></section>

        """
    }

    private var refusedList: HTML {
        """
        <section aria-labelledby="refused"><h2 id="refused">\(say(.refusedMail))</h2>
        <ul class="notices">\(refused.map { mail in """
            <li><b>\(mail.subject)</b> \(mail.cite?.html)
            <p class="hint">\(mail.from) · \(mail.at) · <a href="\(mail.original)">\(say(.originalMail))</a></p></li>

            """ as HTML })</ul></section>

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
            <td>\(line.again.map { "<form method=\"post\" action=\"\($0)\">\(frame.csrf)<button>\(say(.sendAgain))</button></form>" as HTML })</td></tr>

            """ as HTML })</tbody></table>
        """
    }
}
