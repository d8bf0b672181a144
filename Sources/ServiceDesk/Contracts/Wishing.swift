import SupportPolicy

/// What a client asks of whoever sells contracts.
package enum ContractWish: String, Sendable, CaseIterable {
    /// Service cards (GE-62).
    case topUp = "top_up"
    case renewal

    func subject(of number: String, in language: Language) -> String {
        switch self {
        case .topUp: Said(es: "Comprar más para la póliza \(number)", en: "Buy more for contract \(number)")(in: language)
        case .renewal: Said(es: "Renovar la póliza \(number)", en: "Renew contract \(number)")(in: language)
        }
    }
}

extension Desk {
    /// Opens a request, of the type of those that name none, for more of a contract or for another term of it: under that
    /// contract while it is in force. Where the document names who renews, it is his, by whatever way it comes (IN-28).
    ///
    /// - Throws: `.notFound` for a contract that is not his; `.refused` where the policy names nobody, and takes no request this way.
    @discardableResult
    package func ask(for wish: ContractWish, of number: String, saying text: String, in slug: String, as principal: Principal) async throws -> TicketRow {
        try principal.require(.client)
        let text = try Words.text(text, field: "text")
        let (row, policy, _, _) = try await contract(number, as: principal)
        var request = NewRequest(requesterEmail: principal.email, channel: .portal, subject: wish.subject(of: number, in: policy.language), description: text)
        (request.requesterName, request.rfc, request.contract) = (principal.name, row.customerRFC, number)
        request.wish = wish
        return try await open(request, in: slug, as: principal)
    }
}
