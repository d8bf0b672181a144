/// The company's own documents without which nothing is begun.
extension Policy {
    /// What has to be there before something is ordered: by what the request is, and by what is ordered on it (GE-56).
    ///
    /// - Parameter items: ids of the price list's items that are ordered.
    public func documents(ordering items: some Sequence<String> = [String](), on facts: TicketFacts) -> [Commitment] {
        let items = Set(items), ofRequest = Set(formalities(of: facts).map(\.id))
        return commitments(on: .requiredDocuments).filter { rule in
            guard case .requiredDocument(let document) = rule.duty, document.before == .order else { return false }
            return ofRequest.contains(rule.id) || !items.isDisjoint(with: document.services)
        }
    }

    /// Why what was quoted is not ordered yet.
    public func refusal(toOrderWithout document: Commitment) -> Refusal {
        Refusal(document.clause, Said(
            es: "Falta '\(document.label)': sin ella no empieza lo que se ordena. Adjúntela en la página de su solicitud, o envíenosla, y acepte entonces la cotización.",
            en: "'\(document.label)' is missing: nothing that is ordered begins without it. Attach it on the page of your request, or send it to us, then accept the quote."))
    }
}
