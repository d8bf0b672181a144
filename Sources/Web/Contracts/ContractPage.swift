/// One contract: what is left, what expires when, what was charged, all that happened; for its client, and for whoever runs
/// the house with what he can do about it.
struct ContractPage: Page {
    /// One unit.
    struct Gauge: Sendable {
        /// "Incidentes de soporte"
        let label: String
        let bar: TimeBar
        /// "1 en reserva"; "Al ritmo de los últimos 90 días se acaba el lun 4 may."
        var remarks: [String] = []
        var chart: BalanceChart?
    }

    struct Fact: Sendable {
        let name: String
        let value: String
        var more: [String] = []
    }

    /// What was bought together.
    struct LotLine: Sendable {
        let what, bought, left, expires: String
        let cite: ClauseCite?
    }

    struct ChargeLine: Sendable {
        let at: String
        let services: [String]
        let units: String
        let state: String
        /// The request it was for.
        let folio: String?
        let request: Link?
        let cite: ClauseCite?
    }

    /// A correction that waits for a second person.
    struct Proposal: Sendable {
        let number: Int
        /// "+3 créditos de servicio en el saldo 1, propuesto por Olga Ochoa"
        let what: String
        let mayConfirm: Bool
    }

    /// Until when notice is given, and what follows.
    struct Notice: Sendable {
        /// "Se prorroga el 1 de julio. Para que no se renueve, avise por escrito a más tardar el 31 de mayo."
        let said: String
        let cite: ClauseCite?
        /// Whether it still comes in time.
        let isOpen: Bool
        var text = ""
        var problem: String?
    }

    /// A form behind its name.
    struct Act: Sendable {
        let place: String
        let name: String
        let fields: [FormField]
        var isOpen = false
    }

    let frame: PageFrame
    let number, plan, state: String
    let back: Link
    let link: Link
    let facts: [Fact]
    let gauges: [Gauge]
    let lots: [LotLine]
    let charges: [ChargeLine]
    let entries: [EntryLine]
    /// What was quoted to be paid by it, as far as its reader may see that.
    var quotes: [QuoteLine] = []
    /// For its client: what he may ask for, each behind its name.
    var wishes: [(wish: String, name: String)] = []
    /// The way in which he asks for it, where that is not here.
    var wayToAsk: String?
    /// What was wrong with what he asked.
    var wishProblem: (wish: String, message: String)?
    /// For its client: how he says that it is not to be renewed; `nil` where it ends by itself, or was said.
    var notice: Notice?
    var proposals: [Proposal] = []
    /// What its reader can change himself, each behind its name.
    var acts: [Act] = []

    var title: String { "\(number) \(plan)" }
    var width: PageWidth { .wide }

    var body: HTML {
        """
        <p><a href="\(back)">← \(say(.contracts))</a></p>
        \(acts.flatMap(\.fields).summary(in: say))\
        <p class="kicker">\(say(.contract)) <b>\(number)</b> · \(state)</p>
        <h1>\(plan)</h1>
        <dl class="facts">
        \(facts.map { fact in """
            <div><dt>\(fact.name)</dt><dd><b>\(fact.value)</b>\(fact.more.map { "<span>\($0)</span>" as HTML })</dd></div>

            """ as HTML })</dl>
        \(gauges.isEmpty ? nil : balances)
        \(proposals.isEmpty ? nil : waiting)
        \(quotes.section(in: say, tellsRequest: true))
        \(chargeTable)
        \(lots.isEmpty ? nil : lotTable)
        \(papers)
        \(wishes.isEmpty && wayToAsk == nil ? nil : askings)
        \(notice.map(noticeForm))
        \(acts.isEmpty ? nil : forms)
        \(entries.timeline(in: say))
        """
    }

    private var balances: HTML {
        """
        <section aria-labelledby="left"><h2 id="left">\(say(.whatIsLeft))</h2>
        \(gauges.map { gauge in """
            <section class="gauge"><h3>\(gauge.label)</h3>\(gauge.bar.html)\(gauge.remarks.map { "<p class=\"hint\">\($0)</p>" as HTML })\(gauge.chart?.html)</section>

            """ as HTML })</section>
        """
    }

    /// The papers are the client's, wherever they are asked for.
    private var papers: HTML {
        let place = Link.myContracts(frame.company.slug) / number
        return """
            <section class="narrow" aria-labelledby="papers"><h2 id="papers">\(say(.papers))</h2>
            <p><a href="\(place / "certificate.pdf")">\(say(.certificate))</a> · <a href="\(Link(frame.company.slug, "papers"))">\(say(.checkAFile))</a></p>
            <form method="get" action="\(place / "statement.pdf")">
            \([FormField(name: "from", label: say(.firstDay), kind: .date), FormField(name: "through", label: say(.lastDay), kind: .date)].html(in: say))\
            <p><button>\(say(.statementOfAccount))</button></p></form></section>
            """
    }

    private var chargeTable: HTML {
        guard !charges.isEmpty else {
            return "<section aria-labelledby=\"charges\"><h2 id=\"charges\">\(say(.charges))</h2><p class=\"empty\">\(say(.noCharges))</p></section>"
        }
        return """
            <section aria-labelledby="charges"><h2 id="charges">\(say(.charges))</h2>
            <div class="scroll" tabindex="0" role="group" aria-labelledby="charges"><table class="cards">
            <thead><tr><th scope="col">\(say(.service))</th><th scope="col">\(say(.when))</th><th scope="col">\(say(.charge))</th>\
            <th scope="col">\(say(.state))</th><th scope="col">\(say(.request))</th></tr></thead>
            <tbody>
            \(charges.map { charge in """
                <tr><th scope="row">\(charge.services.joined(separator: ", ")) \(charge.cite?.html)</th><td>\(charge.at)</td><td>\(charge.units)</td><td>\(charge.state)</td>\
                <td>\(charge.folio.map { folio in charge.request.map { "<a href=\"\($0)\">\(folio)</a>" as HTML } ?? "\(folio)" })</td></tr>

                """ as HTML })</tbody></table></div></section>
            """
    }

    private var lotTable: HTML {
        """
        <section aria-labelledby="bought"><h2 id="bought">\(say(.whatWasBought))</h2>
        <div class="scroll" tabindex="0" role="group" aria-labelledby="bought"><table class="cards">
        <thead><tr><th scope="col">\(say(.includes))</th><th scope="col">\(say(.when))</th><th scope="col">\(say(.left))</th><th scope="col">\(say(.expires))</th></tr></thead>
        <tbody>
        \(lots.map { lot in """
            <tr><th scope="row">\(lot.what) \(lot.cite?.html)</th><td>\(lot.bought)</td><td>\(lot.left)</td><td>\(lot.expires)</td></tr>

            """ as HTML })</tbody></table></div></section>
        """
    }

    private var waiting: HTML {
        """
        <section aria-labelledby="proposals"><h2 id="proposals">\(say(.waitsForSecondPerson))</h2>
        <ul class="plain">\(proposals.map { proposal in """
            <li>\(proposal.what)
            <form method="post" action="\(link / "adjustments" / "\(proposal.number)")" class="inline">\(frame.csrf)\
            \(proposal.mayConfirm ? "<button name=\"confirmed\" value=\"yes\">\(say(.confirm))</button> " as HTML : nil)\
            <button class="quiet" name="confirmed" value="no">\(say(.drop))</button></form></li>

            """ as HTML })</ul></section>
        """
    }

    private var askings: HTML {
        """
        <section class="narrow" aria-labelledby="ask"><h2 id="ask">\(say(.whatYouCanAsk))</h2>
        \(wayToAsk.map { "<p>\($0)</p>" as HTML })
        \(wishes.map { wish in """
            <details\(" open", when: wishProblem?.wish == wish.wish)><summary>\(wish.name)</summary>
            <form method="post" action="\(link / "requests")">\(frame.csrf)<input type="hidden" name="wish" value="\(wish.wish)">
            \([FormField(name: "text-\(wish.wish)", label: say(.whatYouNeed), kind: .multiline(rows: 3), isRequired: true, problem: wishProblem?.wish == wish.wish ? wishProblem?.message : nil)].html(in: say))\
            <p><button>\(wish.name)</button></p></form></details>

            """ as HTML })</section>
        """
    }

    private func noticeForm(_ notice: Notice) -> HTML {
        """
        <section class="narrow" aria-labelledby="notice"><h2 id="notice">\(say(.notToRenew))</h2>
        <p>\(notice.said) \(notice.cite?.html)</p>
        \(notice.isOpen ? """
            <details\(" open", when: notice.problem != nil)><summary>\(say(.giveNotice))</summary>
            <form method="post" action="\(link / "notice")">\(frame.csrf)
            \([FormField(name: "notice", label: say(.noticeInWriting), kind: .multiline(rows: 3), isRequired: true, value: notice.text, problem: notice.problem)].html(in: say))\
            <p><button>\(say(.giveNotice))</button></p></form></details>

            """ as HTML : nil)</section>
        """
    }

    private var forms: HTML {
        """
        <section class="narrow" aria-labelledby="acts"><h2 id="acts">\(say(.whatYouCanDo))</h2>
        \(acts.map { act in """
            <details\(" open", when: act.isOpen)><summary>\(act.name)</summary>
            <form method="post" action="\(link / act.place)">\(frame.csrf)
            \(act.fields.html(in: say))<p><button>\(act.name)</button></p></form></details>

            """ as HTML })</section>
        """
    }
}
