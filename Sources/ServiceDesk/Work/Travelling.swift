import BusinessTime
import SupportPolicy

/// What it costs to come is the client's to pay, as much as it was (IN-24, GE-73). Where a quote had a price for it that he accepted, he
/// paid that much beforehand: it is taken off what his visits cost, whichever comes first, and only what goes beyond it is sold.
extension DeskTransaction {
    /// What of the expenses of a visit accepted quotes of its request paid, as far as no other visit used it (centavos).
    ///
    /// - Returns: `nil`: nothing.
    func prepaid(_ expenses: Int, on record: TicketRecord) throws -> Int? {
        guard expenses > 0, let travel = record.policy.travelExpenses?.id else { return nil }
        let sold = try acceptedQuotes(on: record.ticket).flatMap(\.quote.offer.lines).reduce(0) { $0 + ($1.item == travel ? $1.money : 0) }
        let used = record.ticket.works.reduce(0) { $0 + ($1.visit?.prepaid ?? 0) }
        let paid = min(expenses, sold - used)
        return paid > 0 ? paid : nil
    }
}

/// What an entry tells of what it cost to come, in centavos.
package struct TravelTold: Sendable {
    package let expenses: Int
    /// What of that was paid beforehand.
    package let prepaid: Int

    package var due: Int { expenses - prepaid }

    /// - Returns: `nil` where nothing was spent.
    package init?(_ facts: [String: String]) {
        guard let expenses = facts["expenses"].flatMap({ Int($0) }) else { return nil }
        (self.expenses, prepaid) = (expenses, facts["prepaid"].flatMap { Int($0) } ?? 0)
    }

    static func facts(_ expenses: Int, prepaid: Int?) -> [String: String] {
        ["expenses": expenses > 0 ? "\(expenses)" : nil, "prepaid": prepaid.map(String.init)].compactMapValues { $0 }
    }
}
