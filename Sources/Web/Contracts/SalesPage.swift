/// What was sold and is handed over to be invoiced, each sale once; and what each plan brings in.
struct SalesPage: Page {
    struct Line: Sendable {
        /// Of the contract or the quote.
        let number: String
        let link: Link
        let customer, what, date, price: String
        /// What an invoice needs of its receiver is not known.
        let isIncomplete: Bool
    }

    struct Batch: Sendable {
        let name: String
        let link: Link
        let total: String
    }

    struct Plan: Sendable {
        let name: String
        /// "5 vigentes", "1 termina en 30 días": in words, because a phone shows no headings.
        let inForce, endingSoon: String
        let revenue: String
        /// "Horas de póliza: 62 %"
        let uses: [String]
    }

    let frame: PageFrame
    let plans: [Plan]
    let waiting: [Line]
    let total: String
    let batches: [Batch]
    /// Where invoices are issued.
    let place: [FormField]

    var title: String { say(.sales) }
    var width: PageWidth { .wide }

    var body: HTML {
        """
        <p><a href="\(Link.contracts(frame.company.slug))">← \(say(.contracts))</a></p>
        <h1>\(title)</h1>
        \(place.summary(in: say))\
        \(plans.isEmpty ? nil : planTable)
        <section aria-labelledby="s-waiting"><h2 id="s-waiting">\(say(.salesToInvoice))</h2>
        \(waiting.isEmpty ? "<div class=\"empty\"><p>\(say(.noSales))</p><p>\(say(.noSalesHint))</p></div>" : waitingTable)</section>
        \(batches.isEmpty ? nil : batchList)
        <section aria-labelledby="s-charges"><h2 id="s-charges">\(say(.chargesOfPeriod))</h2><p>\(say(.chargesExplained))</p>
        <form method="get" action="\(Link(frame.company.slug, "desk", "charges.csv"))">
        \([FormField(name: "from", label: say(.fromDay), kind: .date, isRequired: true), FormField(name: "through", label: say(.throughDay), kind: .date, isRequired: true)].html(in: say))
        <p><button>\(say(.download))</button></p></form></section>
        <section class="narrow" aria-labelledby="s-place"><h2 id="s-place">\(say(.postalCodeOfCompany))</h2>
        <form method="post" action="\(Link.sales(frame.company.slug) / "place")">\(frame.csrf)\(place.html(in: say))<p><button>\(say(.save))</button></p></form></section>
        """
    }

    private var planTable: HTML {
        """
        <section aria-labelledby="s-plans"><h2 id="s-plans">\(say(.byPlan))</h2>
        <table class="cards">
        <thead><tr><th scope="col">\(say(.plan))</th><th scope="col">\(say(.inForce))</th><th scope="col">\(say(.endWithinAMonth))</th>\
        <th scope="col">\(say(.revenueOfAYear))</th><th scope="col">\(say(.used))</th></tr></thead>
        <tbody>
        \(plans.map { plan in """
            <tr><th scope="row">\(plan.name)</th><td>\(plan.inForce)</td><td>\(plan.endingSoon)</td><td>\(plan.revenue)</td>\
            <td>\(plan.uses.map { "<span>\($0)</span> " as HTML })</td></tr>

            """ as HTML })</tbody></table></section>

        """
    }

    private var waitingTable: HTML {
        """
        <p>\(say(.handOverExplained))</p>
        <table class="cards">
        <thead><tr><th scope="col">\(say(.contract))</th><th scope="col">\(say(.customer))</th><th scope="col">\(say(.what))</th>\
        <th scope="col">\(say(.soldOn))</th><th scope="col">\(say(.price))</th></tr></thead>
        <tbody>
        \(waiting.map { line in """
            <tr><th scope="row"><a href="\(line.link)">\(line.number)</a></th><td>\(line.customer)\(line.isIncomplete ? "<span class=\"hint\">\(say(.noTaxData))</span>" as HTML : nil)</td><td>\(line.what)</td><td>\(line.date)</td><td>\(line.price)</td></tr>

            """ as HTML })</tbody></table>
        <form method="post" action="\(Link.sales(frame.company.slug))">\(frame.csrf)<p><button class="primary">\(say(.handOver)): \(total)</button></p></form>
        """
    }

    private var batchList: HTML {
        """
        <section aria-labelledby="s-batches"><h2 id="s-batches">\(say(.handedOver))</h2>
        <ul class="closed-days">
        \(batches.map { "<li><a href=\"\($0.link)\">\($0.name)</a>: \($0.total)</li>\n" as HTML })</ul></section>

        """
    }
}
