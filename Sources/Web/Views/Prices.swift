import SupportPolicy

extension PriceTables {
    /// The tariff of a policy as everybody may read it; `nil` where it has none.
    init?(_ tariff: Tariff, in slug: String, language: Language) {
        guard !tariff.plans.isEmpty || !tariff.items.isEmpty else { return nil }
        plans = tariff.plans.map { plan in
            let clauses = ([plan.clause] + plan.grants.map(\.clause)).reduce(into: [SupportPolicy.Clause]()) { if !$0.contains($1) { $0.append($1) } }
            return Plan(
                name: plan.label, includes: tariff.grants(of: plan, in: language), term: plan.terms(in: language),
                cites: clauses.map { ClauseCite($0, in: slug) })
        }
        quotes = tariff.quotes.map { rules in
            (Said(es: "Una cotización vale \(rules.said.es) desde que se envía; pedirla no cuesta.", en: "A quote is good for \(rules.said.en) from its sending; asking for one is free.")(in: language),
             ClauseCite(rules.clause, in: slug))
        }
        services = tariff.items.map { item in
            Service(
                name: item.label, price: tariff.price(of: item, in: language),
                charged: item.price.isEmpty ? "" : item.charged.said(in: language), cite: ClauseCite(item.clause, in: slug))
        }
    }
}
