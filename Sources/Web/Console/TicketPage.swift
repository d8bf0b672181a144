/// One ticket as its agent sees it: what is owed on top, the record on the left, what can be done on the right.
struct TicketPage: Page {
    let frame: PageFrame
    let folio, subject: String
    let state: String
    /// Empty when nobody has it.
    var assignee = ""
    /// "Nivel 1, Técnicos de soporte"
    var level = ""
    /// "Severidad 2", "Prioridad alta"; empty shows nothing.
    var weight = ""
    /// "lun 2 mar 2026, 9:12, por correo"
    let opened: String
    /// Address of the mailbox by which it came; empty where none is known.
    var mailbox = ""
    var owed: OwedLine?
    /// The other deadlines, kept and pending.
    var deadlines: [OwedLine] = []
    let requester: RequesterCard
    /// Every entry the agent may see.
    var entries: [EntryLine] = []
    /// What the ticket's chain of entries looks like.
    var integrity: IntegrityLine?
    var acts = TicketActs()
    /// Where it is said what a service would cost; `nil` where nothing is ever charged.
    var charging: Link?
    /// Where a quote is written; `nil` on a closed ticket.
    var quoting: Link?
    var quotes: [QuoteLine] = []
    /// The request in which it goes on.
    var goesOnIn: (folio: String, link: Link)?
    var merged: [MergedLine] = []
    /// Other open requests of the same requester, most alike first.
    var alike: [AlikeLine] = []
    var around = PeopleAround()
    /// By which clause one ticket is one problem.
    var oneProblem: ClauseCite?
    /// Where work is recorded.
    var working: Link?
    /// Whether the reader may start a timer here.
    var mayTime = false
    var works: [WorkLine] = []
    /// What is left of the time of what it is.
    var timeBox: TimeRemark?
    /// Where its closing can be had on paper.
    var summary: Link?
    /// Whether a contract may be named that serves it.
    var mayAttach = false
    /// The one that serves it now.
    var contract = ""
    /// What was wrong with the form just sent: shown on top, each line leading to its field.
    var problems: [FormField] = []

    var title: String { "\(folio) \(subject)" }
    var width: PageWidth { .wide }
    var link: Link { .ticket(frame.company.slug, folio) }

    var body: HTML {
        """
        \(problems.summary(in: say))<a class="jump" href="#acts">\(say(.whatYouCanDo))</a>
        <div class="ticket">
        <div id="live" class="record" data-fragment="\(link.fragment)">
        \(live)</div>
        <div class="acts" id="acts"><h2>\(say(.whatYouCanDo))</h2>
        \(forms)\(around.section(in: frame))</div>
        </div>
        """
    }

    /// What changes by itself, also served alone.
    var live: HTML {
        """
        <p class="kicker">\(say(.folio)) <b>\(folio)</b> · \(state) · <a href="\(link / "why")">\(say(.why))</a></p>
        <h1>\(subject)</h1>
        \(goesOnIn.map { "<p><a href=\"\($0.link)\">\(say(.goesOnIn($0.folio)))</a></p>\n" as HTML })\
        \(owed?.large(in: say))
        <dl class="facts">
        <div><dt>\(say(.assignee))</dt><dd><b>\(assignee.isEmpty ? say(.nobody) : assignee)</b></dd></div>
        <div><dt>\(say(.level))</dt><dd>\(level)\(weight.isEmpty ? nil : "<span>\(weight)</span>" as HTML)</dd></div>
        <div><dt>\(say(.received))</dt><dd>\(opened)\(mailbox.isEmpty ? nil : "<span>\(say(.mailbox)): \(mailbox)</span>" as HTML)</dd></div>
        \(requester.html(in: say))
        </dl>
        \(acts.formalities.map { "<p class=\"hint\">\($0.said) \($0.cite.html)</p>" as HTML })
        \(summary.map { "<p><a href=\"\($0)\">\(say(.closingSummary))</a></p>" as HTML })
        \(deadlines.isEmpty ? nil : deadlineList)
        \(timeBox?.html)\(works.section(in: say, .work))\
        \(quotes.section(in: say))\
        \(alike.section(in: frame, oneProblem))\
        \(merged.section(in: say))\
        \(entries.timeline(in: say))
        \(integrity?.html(in: say))

        """
    }

    private var deadlineList: HTML {
        """
        <section aria-labelledby="deadlines"><h2 id="deadlines">\(say(.deadlines))</h2>
        <ul class="deadlines">
        \(deadlines.map { $0.item(in: say) })</ul></section>
        """
    }
}
