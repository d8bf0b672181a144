import Storage
import SupportPolicy

/// A ticket right after one of its entries.
package struct HistoryStep: Sendable {
    package let entry: Entry
    package let ticket: Ticket
}

extension DeskTransaction {
    /// What a ticket was after each of its entries, as far as a role may see them.
    package func history(of ticket: Ticket, for role: Role) throws -> [HistoryStep] {
        var past = Ticket(id: ticket.id, company: ticket.company, at: ticket.openedAt)
        let steps = try entries(of: ticket.id, company: ticket.company, for: .admin).map { entry in
            past.apply(entry)
            return HistoryStep(entry: entry, ticket: past)
        }
        return steps.filter { !$0.entry.isInternal || role.isStaff }
    }
}
