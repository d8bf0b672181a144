import SupportPolicy

/// What a company sells and charges: its plans, and its price list.
struct PriceTables: Sendable {
    struct Plan: Sendable {
        /// "Empresarial Plus"
        let name: String
        /// "50 horas de póliza y 3 horas de asesoría en sitio"
        let includes: String
        /// "1 año o hasta agotarse, lo que suceda primero"
        let term: String
        let cites: [ClauseCite]
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
        <thead><tr><th scope="col">\(say(.plan))</th><th scope="col">\(say(.includes))</th><th scope="col">\(say(.term))</th>\
        <th scope="col">\(say(.clause))</th></tr></thead>
        <tbody>
        \(plans.map { plan in """
            <tr><th scope="row">\(plan.name)</th><td>\(plan.includes)</td><td>\(plan.term)</td><td>\(plan.cites.map { "\($0.html) " as HTML })</td></tr>

            """ as HTML })</tbody></table></div></section>

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
