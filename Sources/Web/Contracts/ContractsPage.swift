/// Contracts, those that end first on top: a client's own, or all of the house.
struct ContractsPage: Page {
    struct Line: Sendable {
        let number, plan, customer: String
        let link: Link
        let state: String
        /// "lun 8 mar 2027"
        let ends: String
        let isSoon: Bool
        /// "4 incidentes, 10 créditos de servicio"
        let left: String
        /// "Casi sin usar", "Casi agotada"; empty: neither.
        var use = ""
    }

    /// A charge that its client disputes.
    struct Disputed: Sendable {
        /// Folio of the request.
        let folio: String
        let link: Link
        /// "2 incidentes: Incidente de soporte técnico"
        let what: String
        let customer, since: String
    }

    let frame: PageFrame
    let lines: [Line]
    /// Whether its reader may write a new one.
    var maySell = false
    var isOfClient = false
    /// What waits for a ruling.
    var disputed: [Disputed] = []
    /// What was looked for: a number, a NIC, an RFC, a name (GE-48).
    var search = ""
    /// Further ones; `nil` on the last page.
    var next: Link?

    /// Contracts on one page.
    static let length = 50

    var title: String { isOfClient ? say(.myContract) : say(.contracts) }
    var width: PageWidth { .wide }

    var body: HTML {
        """
        <h1>\(title)</h1>
        \(isOfClient ? nil : SearchForm(action: .contracts(frame.company.slug), search: search).html(in: say))
        \(isOfClient ? nil : acts)
        \(disputed.isEmpty ? nil : disputes)
        \(disputed.isEmpty ? nil : "<h2>\(say(.contracts))</h2>\n" as HTML)\(lines.isEmpty ? empty : table)
        \(next.map { "<p><a class=\"button\" rel=\"next\" href=\"\($0)\">\(say(.nextPage))</a></p>" as HTML })
        """
    }

    private var disputes: HTML {
        """
        <section aria-labelledby="disputed"><h2 id="disputed">\(say(.disputedCharges))</h2><p>\(say(.disputedChargesExplained))</p>
        <table class="cards">
        <thead><tr><th scope="col">\(say(.request))</th><th scope="col">\(say(.customer))</th><th scope="col">\(say(.charge))</th><th scope="col">\(say(.when))</th></tr></thead>
        <tbody>
        \(disputed.map { charge in """
            <tr><th scope="row"><a href="\(charge.link)">\(charge.folio)</a></th><td>\(charge.customer)</td><td>\(charge.what)</td><td>\(charge.since)</td></tr>

            """ as HTML })</tbody></table></section>

        """
    }

    private var acts: HTML {
        let slug = frame.company.slug
        let selling: HTML = """
            <a class="button" href="\(Link.contracts(slug) / "new")">\(say(.newContract))</a> \
            <a class="button" href="\(Link.sales(slug))">\(say(.sales))</a> \

            """
        return "<p>\(maySell ? selling : nil)<a class=\"button\" href=\"\(Link.quotes(slug))\">\(say(.quotes))</a></p>"
    }

    private var empty: HTML {
        guard search.isEmpty else { return "<div class=\"empty\"><p>\(say(.nothingFound(search)))</p><p>\(say(.noContractFoundHint))</p></div>" }
        return """
        <div class="empty"><p>\(say(isOfClient ? .noContractOfMine : .noContracts))</p><p>\(say(isOfClient ? .noContractOfMineHint : .noContractsHint))</p>\
        \(isOfClient ? "<p><a href=\"\(Link.ourPolicy(frame.company.slug))\">\(say(.policy))</a></p>" as HTML : nil)</div>
        """
    }

    private var table: HTML {
        """
        <table class="cards">
        <thead><tr><th scope="col">\(say(.contract))</th><th scope="col">\(say(.customer))</th><th scope="col">\(say(.left))</th>\
        <th scope="col">\(say(.expires))</th><th scope="col">\(say(.state))</th></tr></thead>
        <tbody>
        \(lines.map { line in """
            <tr><th scope="row"><a href="\(line.link)">\(line.number)</a><span>\(line.plan)</span></th><td>\(line.customer)</td><td>\(line.left)</td>\
            <td>\(line.isSoon ? "<span class=\"mark soon\"><span aria-hidden=\"true\">◐</span> \(line.ends)</span>" as HTML : "\(line.ends)")</td>\
            <td>\(line.state)\(line.use.isEmpty ? nil : "<span>\(line.use)</span>" as HTML)</td></tr>

            """ as HTML })</tbody></table>
        """
    }
}

/// A new contract.
struct NewContractPage: Page {
    let frame: PageFrame
    let fields: [FormField]
    /// What it promises otherwise, which few do.
    let annex: [FormField]

    private var isAnnexOpen: Bool { annex.contains { !$0.value.isEmpty || $0.problem != nil } }

    var title: String { say(.newContract) }

    var body: HTML {
        """
        <p><a href="\(Link.contracts(frame.company.slug))">← \(say(.contracts))</a></p>
        <h1>\(title)</h1>
        <p>\(say(.newContractExplained))</p>
        \((fields + annex).summary(in: say))<form method="post" action="\(Link.contracts(frame.company.slug))">\(frame.csrf)
        \(fields.html(in: say))<details\(isAnnexOpen ? " open" as HTML : nil)><summary>\(say(.annex))</summary><p>\(say(.annexExplained))</p>
        \(annex.html(in: say))</details><p><button class="primary">\(say(.newContract))</button></p></form>
        """
    }
}
