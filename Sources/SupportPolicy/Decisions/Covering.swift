import BusinessTime

/// A product that a contract covers, as far as the policy asks.
public struct CoveredProduct: Sendable, Hashable {
    public let name: String
    /// The last day of its warranty; `nil`: it has none.
    public let warrantyUntil: CalendarDate?

    public init(name: String, warrantyUntil: CalendarDate?) {
        (self.name, self.warrantyUntil) = (name, warrantyUntil)
    }
}

extension Policy {
    /// The commitment by which some of these services are given for a product in its warranty alone (IN-5).
    public func warranty(giving services: [String]) -> Commitment? {
        commitments(on: .warranty).first { rule in
            if case .warranty(let warranty) = rule.duty { warranty.services.contains { services.contains($0) } } else { false }
        }
    }

    /// Whether it promises something for a product in its warranty (IN-5).
    public var givesWarranty: Bool {
        commitments(on: .warranty).contains { rule in
            if case .warranty(let warranty) = rule.duty { !warranty.services.isEmpty } else { false }
        }
    }

    /// Whether services can be given for a product that a contract covers.
    ///
    /// - Parameters:
    ///   - product: named for them, among those of the contract.
    ///   - day: on which the request came.
    /// - Throws: a refusal with its clause for what the contract does not cover (IN-62), and for what its warranty no longer does
    ///   (IN-5, IN-8).
    public func checkProduct(_ product: String, among covered: [CoveredProduct], giving services: [String], on day: CalendarDate) throws(Refusal) {
        let rule = warranty(giving: services)
        guard let known = covered.first(where: { $0.name == product }) else {
            guard let clause = commitments(on: .discontinued).first?.clause ?? rule?.clause else { return }
            throw Refusal(clause, Said(
                es: "El contrato no ampara '\(product)'; un producto descontinuado sólo se atiende con un contrato especial.",
                en: "The contract does not cover '\(product)'; a discontinued product is served under a special contract only."))
        }
        guard let rule else { return }
        guard let until = known.warrantyUntil, day <= until else {
            let ended = known.warrantyUntil
            throw Refusal(rule.clause, Said(
                es: ended.map { "La garantía de '\(product)' terminó el \(Wording(.es, zone).full($0)): lo que sigue se atiende con póliza." } ?? "'\(product)' no tiene garantía: se atiende con póliza.",
                en: ended.map { "The warranty of '\(product)' ended on \(Wording(.en, zone).full($0)): from then on it is served under a contract." } ?? "'\(product)' has no warranty: it is served under a contract."))
        }
    }
}
