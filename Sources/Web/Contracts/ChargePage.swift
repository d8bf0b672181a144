/// Charging services on a request: first what they would cost and why, then the act.
struct ChargePage: Page {
    /// What it would cost.
    struct Price: Sendable {
        /// "1 incidente y 2 créditos de servicio"
        let total: String
        let lines: [(what: String, price: String, moment: String, cite: ClauseCite?)]
        /// "1 incidente por 4 créditos de servicio"
        let exchanges: [String]
        let apart: [String]
        let alternatives: [(total: String, loses: String)]
        let cites: [ClauseCite]
        /// What was asked, carried along.
        let fields: [FormField]
    }

    /// Something that is set aside for the request.
    struct Held: Sendable {
        let number: Int
        let what: String
        let isFrozen: Bool
    }

    let frame: PageFrame
    let folio, subject: String
    let ticket: Link
    /// "Póliza P-12, vigente hasta el lun 8 mar 2027. Quedan: 4 incidentes."
    let contract: String
    let contractLink: Link?
    /// What is charged, where it was recorded: "Cronómetro, hoy 10:04".
    var work = ""
    /// What can be asked.
    let fields: [FormField]
    var price: Price?
    /// Why it cannot be paid, or not be charged yet.
    var refusal: (reason: String, wayIn: String?, cite: ClauseCite)?
    var time: [FormField] = []
    var held: [Held] = []
    var mayRule = false

    var title: String { "\(say(.chargeService)) · \(folio)" }

    var body: HTML {
        """
        <p><a href="\(ticket)">← \(folio) \(subject)</a></p>
        <h1>\(say(.chargeService))</h1>
        <p>\(contract) \(contractLink.map { "<a href=\"\($0)\">\(say(.contract))</a>" as HTML })</p>
        \(work.isEmpty ? nil : "<p><b>\(work)</b></p>\n" as HTML)\((fields + time).summary(in: say))<form method="get" action="\(ticket / "charge")">
        \(fields.html(in: say))<p><button\(" class=\"primary\"", when: price == nil)>\(say(.seeWhatItCosts))</button></p></form>
        \(refusal.map { "<div class=\"withheld\" role=\"alert\"><p><b>\($0.reason)</b> \($0.cite.html)</p>\($0.wayIn.map { "<p>\($0)</p>" as HTML })</div>" as HTML })
        \(price.map(html))
        \(held.isEmpty ? nil : heldList)
        \(time.isEmpty ? nil : timeForm)
        """
    }

    private func html(_ price: Price) -> HTML {
        """
        <section aria-labelledby="cost"><h2 id="cost">\(say(.itWouldCost(price.total)))</h2>
        <table class="cards"><thead><tr><th scope="col">\(say(.service))</th><th scope="col">\(say(.price))</th><th scope="col">\(say(.charged))</th></tr></thead><tbody>
        \(price.lines.map { line in "<tr><th scope=\"row\">\(line.what) \(line.cite?.html)</th><td>\(line.price)</td><td>\(line.moment)</td></tr>\n" as HTML })</tbody></table>
        \(price.exchanges.map { "<p>\(say(.exchanged)): \($0)</p>\n" as HTML })\
        \(price.apart.map { "<p>\(say(.paidApart)): \($0)</p>\n" as HTML })\
        \(price.alternatives.isEmpty ? nil : others(price.alternatives))
        <p>\(price.cites.map { "\($0.html) " as HTML })</p>
        \(refusal == nil ? charging(price) : nil)</section>
        """
    }

    private func charging(_ price: Price) -> HTML {
        """
        <form method="post" action="\(ticket / "charges")">\(frame.csrf)
        \(price.fields.html(in: say))<p><button class="primary">\(say(.chargeIt))</button></p></form>
        """
    }

    private func others(_ alternatives: [(total: String, loses: String)]) -> HTML {
        """
        <details><summary>\(say(.otherWays(alternatives.count)))</summary>
        <ul>\(alternatives.map { "<li>\($0.total): \($0.loses)</li>" as HTML })</ul></details>

        """
    }

    private var heldList: HTML {
        """
        <section aria-labelledby="held"><h2 id="held">\(say(.setAside))</h2>
        <ul class="plain">\(held.map { charge in """
            <li>\(charge.what)\(charge.isFrozen && !mayRule ? nil : settlement(charge))</li>

            """ as HTML })</ul></section>
        """
    }

    private func settlement(_ charge: Held) -> HTML {
        """
        <form method="post" action="\(ticket / "charges" / "\(charge.number)")">\(frame.csrf)
        \([FormField(name: "note-\(charge.number)", label: say(.reasonToClient), kind: .text, isRequired: true)].html(in: say))\
        <p>\(mayRule ? "<button name=\"state\" value=\"captured\">\(say(.spendIt))</button> " as HTML : nil)<button name="state" value="released">\(say(.giveItBack))</button></p></form>
        """
    }

    private var timeForm: HTML {
        """
        <section aria-labelledby="time"><h2 id="time">\(say(.logTime))</h2>
        <form method="post" action="\(ticket / "time")">\(frame.csrf)
        \(time.html(in: say))<p><button>\(say(.logTime))</button></p></form></section>
        """
    }
}
