/// The company's own documents without which nothing is begun.
extension Policy {
    /// What has to be there before what was quoted on a request of this kind is ordered (GE-56).
    public func documents(beforeOrdering facts: TicketFacts) -> [Commitment] {
        formalities(of: facts).filter { rule in
            if case .requiredDocument(let document) = rule.duty { document.before == .order } else { false }
        }
    }

    /// Whether the order of a quote may begin.
    ///
    /// - Parameter held: ids of the documents that are on record.
    /// - Throws: a refusal with the clause of the first that is missing (GE-56).
    public func checkDocuments(_ held: Set<String>, toOrder facts: TicketFacts) throws(Refusal) {
        guard let rule = documents(beforeOrdering: facts).first(where: { !held.contains($0.id) }) else { return }
        throw Refusal(
            rule.clause,
            Said(es: "Falta '\(rule.label)': sin ella no empieza lo que se ordena.", en: "'\(rule.label)' is missing: nothing that is ordered begins without it."),
            wayIn: Said(
                es: "Adjúntela en la página de su solicitud, o envíenosla, y acepte entonces la cotización.",
                en: "Attach it on the page of your request, or send it to us, then accept the quote.")(in: language))
    }
}
