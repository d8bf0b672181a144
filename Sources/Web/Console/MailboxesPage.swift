/// How the mail of a company goes: each mailbox, what waits, what was set aside, what was refused, and why.
struct MailboxesPage: Page {
    /// One way by which mail comes in.
    struct Box: Sendable {
        let address: String
        /// "Ventas · Categoría: Cotizaciones · Para Inés Ibarra"; empty where it says nothing of its requests.
        var purpose = ""
        /// Where its rules are said; `nil` for whoever may not, and for what is no mailbox.
        var rules: Link?
        /// "Se lee", or what is wrong.
        let state: String
        let standing: OwedLine.Standing
        /// Whether the desk opens it itself.
        var isRead = true
        /// "hoy 10:04"; empty: never.
        let readAt: String
        /// When the last message came by it; empty: none did.
        var last = ""
        let waiting: Int
        /// Since when the oldest waits; empty: none does.
        var oldest = ""
        /// What came of the last try; empty: there was none.
        var test = ""
        var testStanding: OwedLine.Standing = .calm
        /// Where a try is asked for; `nil` for what is no mailbox.
        var trial: Link?
    }

    /// A message that was set aside.
    struct Parked: Sendable {
        let at, why: String
        /// The message as it came; `nil` where its bytes are not here.
        let original: Link?
        /// Where reading it again is asked for; `nil` where it makes no sense.
        let again: Link?
        /// Where it is put away; `nil` where its bytes are here, as far as anybody knows.
        var away: Link?
    }

    /// A message that came in and that a clause refused.
    struct Refused: Sendable {
        let at, from, subject: String
        var cite: ClauseCite?
        /// The message as it came.
        let original: Link
    }

    /// Most messages of a list on a page.
    static let length = 50

    let frame: PageFrame
    let boxes: [Box]
    /// Where one is added; `nil` for whoever may not.
    var adding: Link?
    /// "Salen 3 correos; el más antiguo espera desde hoy 10:04."
    let leaving: String
    var isLeavingLate = false
    /// That the company writes from no address of its own, and what to do; empty where it has one.
    var missingAddress = ""
    var parked: [Parked] = []
    var nextParked: Link?
    var refused: [Refused] = []
    var nextRefused: Link?

    var title: String { say(.mailHealth) }
    var width: PageWidth { .wide }

    var body: HTML {
        """
        <h1>\(title)</h1>
        \(missingAddress.isEmpty ? nil : "<p><span class=\"mark late wraps\"><span aria-hidden=\"true\">▲</span> \(missingAddress)</span></p>" as HTML)
        \(boxes.isEmpty ? "<div class=\"empty\"><p>\(say(.noMailboxes))</p><p>\(say(.noMailboxesHint))</p></div>" : table)
        \(adding.map { "<p><a class=\"button\" href=\"\($0)\">\(say(.addMailbox))</a></p>" as HTML })
        <p>\(isLeavingLate ? "<span class=\"mark late wraps\"><span aria-hidden=\"true\">▲</span> \(leaving)</span>" : "\(leaving)" as HTML) <a href="\(Link.outbox(frame.company.slug))">\(say(.outbox))</a></p>
        <section aria-labelledby="parked"><h2 id="parked">\(say(.parkedMail))</h2>
        \(parked.isEmpty ? "<p class=\"hint\">\(say(.nothingParked))</p>" : parkedList)</section>
        <section aria-labelledby="refused"><h2 id="refused">\(say(.refusedMail))</h2>
        \(refused.isEmpty ? "<p class=\"hint\">\(say(.nothingRefused))</p>" : refusedList)</section>
        """
    }

    private var table: HTML {
        """
        <table class="cards">
        <thead><tr><th scope="col">\(say(.mailbox))</th><th scope="col">\(say(.state))</th><th scope="col">\(say(.mailWaiting))</th>\
        <th scope="col">\(say(.mailboxTrial))</th></tr></thead>
        <tbody>
        \(boxes.map { box in """
            <tr><th scope="row">\(box.rules.map { "<a href=\"\($0)\">\(box.address)</a>" as HTML } ?? "\(box.address)")\(box.purpose.isEmpty ? nil : "<span>\(box.purpose)</span>" as HTML)\
            \(box.isRead ? "<span>\(box.readAt.isEmpty ? say(.neverRead) : say(.lastRead) + " " + box.readAt)</span>" as HTML : nil)\
            <span>\(box.last.isEmpty ? say(.noMailYet) : say(.lastMail) + " " + box.last)</span></th>
            <td><span class="mark \(box.standing.rawValue)"><span aria-hidden="true">\(box.standing.sign)</span> \(box.state)</span></td>
            <td>\(box.waiting) \(say(.mailWaiting).lowercased())\(box.oldest.isEmpty ? nil : "<span>\(say(.oldestSince)) \(box.oldest)</span>" as HTML)</td>
            <td>\(box.test.isEmpty ? nil : "<span class=\"mark \(box.testStanding.rawValue)\"><span aria-hidden=\"true\">\(box.testStanding.sign)</span> \(box.test)</span>" as HTML)\
            \(box.trial.map { "<form method=\"post\" action=\"\($0)\">\(frame.csrf)<button>\(say(.tryMailbox))<span class=\"unseen\"> \(box.address)</span></button></form>" as HTML })</td></tr>

            """ as HTML })</tbody></table>
        """
    }

    private var parkedList: HTML {
        """
        <p>\(say(.parkedMailExplained))</p>
        <ul class="notices">\(parked.map { mail in """
            <li>\(mail.why)
            <p class="hint">\(mail.at)\(mail.original.map { " · <a href=\"\($0)\">\(say(.originalMail))</a>" as HTML })</p>
            \(mail.again.map { "<form method=\"post\" action=\"\($0)\">\(frame.csrf)<button>\(say(.readAgain))</button></form>" as HTML })\
            \(mail.away.map { "<form method=\"post\" action=\"\($0)\">\(frame.csrf)<button>\(say(.putAway))</button></form>" as HTML })</li>

            """ as HTML })</ul>
        \(nextParked.map { "<p><a rel=\"next\" href=\"\($0)\">\(say(.nextPage))</a></p>" as HTML })
        """
    }

    private var refusedList: HTML {
        """
        <ul class="notices">\(refused.map { mail in """
            <li><b>\(mail.subject)</b> \(mail.cite?.html)
            <p class="hint">\(mail.from) · \(mail.at) · <a href="\(mail.original)">\(say(.originalMail))</a></p></li>

            """ as HTML })</ul>
        \(nextRefused.map { "<p><a rel=\"next\" href=\"\($0)\">\(say(.nextPage))</a></p>" as HTML })
        """
    }
}
