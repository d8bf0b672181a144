import SupportPolicy

/// What a company sells and charges: its plans, and its price list.
struct PriceTables: Sendable {
    struct Plan: Sendable {
        /// "Empresarial Plus"
        let name: String
        let cites: [ClauseCite]
    }

    /// What the plans are compared by.
    struct Row: Sendable {
        /// "Horas de póliza"
        let name: String
        /// Of each plan, in their order: "50 horas de póliza".
        let values: [String]
    }

    struct Service: Sendable {
        let name: String
        /// "1 incidente hasta 4; Terminal adicional: 1 crédito de servicio cada una"
        let price: String
        /// "por adelantado"
        let charged: String
        let cite: ClauseCite
    }

    var plans: [Plan] = []
    var rows: [Row] = []
    var services: [Service] = []
    /// "Una cotización vale 10 días hábiles desde que se envía; pedirla no cuesta."
    var quotes: (said: String, cite: ClauseCite)?

    /// Its parts, for the contents of a page.
    func contents(in say: Language) -> [(name: String, place: String)] {
        (plans.isEmpty ? [] : [(say(.plans), "s-plans")]) + (services.isEmpty ? [] : [(say(.priceList), "s-prices")])
    }

    func html(in say: Language) -> HTML {
        "\(plans.isEmpty ? nil : planTable(say))\(services.isEmpty ? nil : serviceTable(say))"
    }

    private func planTable(_ say: Language) -> HTML {
        """
        <section aria-labelledby="s-plans"><h2 id="s-plans">\(say(.plans))</h2>
        <div class="scroll" tabindex="0" role="group" aria-labelledby="s-plans"><table>
        <thead><tr><th scope="col">\(say(.characteristic))</th>\(plans.map { "<th scope=\"col\">\($0.name)</th>" as HTML })</tr></thead>
        <tbody>
        \(rows.map { row in "<tr><th scope=\"row\">\(row.name)</th>\(row.values.map { "<td>\($0)</td>" as HTML })</tr>\n" as HTML })\
        <tr><th scope="row">\(say(.clause))</th>\(plans.map { plan in "<td>\(plan.cites.map { "\($0.html) " as HTML })</td>" as HTML })</tr>
        </tbody></table></div></section>

        """
    }

    private func serviceTable(_ say: Language) -> HTML {
        """
        <section aria-labelledby="s-prices"><h2 id="s-prices">\(say(.priceList))</h2>
        <div class="scroll" tabindex="0" role="group" aria-labelledby="s-prices"><table>
        <thead><tr><th scope="col">\(say(.service))</th><th scope="col">\(say(.price))</th><th scope="col">\(say(.charged))</th>\
        <th scope="col">\(say(.clause))</th></tr></thead>
        <tbody>
        \(services.map { service in """
            <tr><th scope="row">\(service.name)</th><td>\(service.price)</td><td>\(service.charged)</td><td>\(service.cite.html)</td></tr>

            """ as HTML })</tbody></table></div>
        \(quotes.map { "<p>\($0.said) \($0.cite.html)</p>" as HTML })</section>

        """
    }
}
