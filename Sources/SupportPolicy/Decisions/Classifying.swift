extension Policy {
    /// The service of the price list that a request of this kind is, which its client is told before he is attended (GE-63);
    /// `nil` where he is not told of any.
    public func service(of facts: TicketFacts) -> TariffItem? {
        guard let category = facts.category, let id = tariff.rules?.classifiesFirst?.services[category] else { return nil }
        return tariff.item(id)
    }

    /// Whether what is charged is what the client was told his request is.
    ///
    /// - Throws: a refusal with the clause that wants him told first (GE-63).
    public func checkTold(of items: [String], to facts: TicketFacts) throws(Refusal) {
        guard let rule = tariff.rules?.classifiesFirst else { return }
        let told = Set(rule.services.values), service = service(of: facts)
        guard let item = items.first(where: { told.contains($0) && $0 != service?.id }).flatMap(tariff.item) else { return }
        let known = service?.label
        let next = tariff.rules?.additionalNeeds == nil
            ? Said(es: "Clasifíquela primero.", en: "Classify it first.")
            : Said(es: "Clasifíquela primero o, si es algo que surgió además, pregúntele cómo lo quiere.", en: "Classify it first or, if it came up in addition, ask him how he wants it.")
        throw Refusal(rule.clause, Said(
            es: known.map { "Al cliente se le dijo que su solicitud es '\($0)', no '\(item.label)'. " + next.es } ?? "Al cliente no se le ha dicho que su solicitud es '\(item.label)'. " + next.es,
            en: known.map { "The client was told that his request is '\($0)', not '\(item.label)'. " + next.en } ?? "The client was not told that his request is '\(item.label)'. " + next.en))
    }

    /// Whether the client agreed to what is taken in advance: to a quote of it, to a need that came up, or to a visit.
    ///
    /// - Throws: a refusal with the clause of what is charged in advance (GE-65, A-40).
    public func checkAgreed(of items: [String]) throws(Refusal) {
        guard let clause = tariff.rules?.moments[.inAdvance], let item = items.compactMap(tariff.item).first(where: { $0.charged == .inAdvance }) else { return }
        throw Refusal(clause, Said(
            es: "'\(item.label)' se descuenta por adelantado, cuando el cliente acepta su cotización: envíesela, no cuesta nada.",
            en: "'\(item.label)' is taken in advance, when the client accepts its quote: send him one, it costs nothing."))
    }
}
