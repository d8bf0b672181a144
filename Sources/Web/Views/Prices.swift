import SupportPolicy

extension PriceTables {
    /// The tariff of a policy as everybody may read it; `nil` where it has none.
    init?(_ policy: Policy, in slug: String, language: Language) {
        let tariff = policy.tariff
        guard !tariff.plans.isEmpty || !tariff.items.isEmpty else { return nil }
        plans = tariff.plans.map { plan in
            let clauses = ([plan.clause] + plan.grants.map(\.clause)).reduce(into: [SupportPolicy.Clause]()) { if !$0.contains($1) { $0.append($1) } }
            return Plan(name: plan.label, cites: clauses.map { ClauseCite($0, in: slug) })
        }
        rows = Self.rows(of: policy, language)
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

    /// What the plans are compared by (IN-20): the hours, what each gives of every unit, what each includes besides, and its term.
    private static func rows(of policy: Policy, _ language: Language) -> [Row] {
        let tariff = policy.tariff, plans = tariff.plans
        func said(_ es: String, _ en: String) -> String { Said(es: es, en: en)(in: language) }
        func row(_ name: String, _ value: (SupportPolicy.Plan) -> String) -> Row { Row(name: name, values: plans.map(value)) }
        let units = tariff.units.filter { unit in plans.contains { $0.grants.contains { $0.unit == unit.id } } }
        let besides = plans.flatMap(\.includes).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
        return [row(language(.hoursOfService)) { ($0.overrides.coverage?.calendar ?? policy.calendars[0]).label }]
            + units.map { unit in
                row(unit.plural.prefix(1).uppercased() + unit.plural.dropFirst()) { plan in
                    guard let grant = plan.grants.first(where: { $0.unit == unit.id }) else { return "No" }
                    return grant.amount.map { tariff.said([UnitAmount(unit.id, $0)], in: language) } ?? said("Según el contrato", "As the contract says")
                }
            }
            + besides.map { name in row(name) { $0.includes.contains(name) ? said("Sí", "Yes") : "No" } }
            + [row(language(.term)) { $0.terms(in: language) }]
    }
}
