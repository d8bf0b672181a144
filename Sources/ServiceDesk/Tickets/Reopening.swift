import BusinessTime
import SupportPolicy

extension Desk {
    /// Opens a closed ticket again, where the policy lets one (IN-58, A-10). One that went on in another goes on by itself again, if
    /// the staff says so.
    @discardableResult
    package func reopen(_ folio: String, because reason: String, as principal: Principal) async throws -> TicketRow {
        let reason = try Words.optional(reason, field: "reason")
        return try await change(folio, as: principal) { record, tx in
            guard record.ticket.isClosed else {
                throw DeskError.conflict("El ticket no está cerrado.", "The ticket is not closed.")
            }
            let survivor = record.ticket.mergedInto
            if survivor != nil, !principal.role.isStaff {
                throw DeskError.conflict("Esta solicitud sigue en otra: escriba ahí.", "This request goes on in another: write there.")
            }
            let clause = try record.policy.reopening(at: record.now, ofTicketClosedAt: record.ticket.closedAt)
            // Whoever goes with the other hears of it by that one.
            if let survivor { try tx.separate(record, from: survivor, by: principal) }
            try record.reopen(by: principal, for: nil, cites: clause, contents: reason.map { [Content(text: $0)] } ?? [])
        }
    }
}

extension TicketRecord {
    /// What was promised is owed again, from now on; what was ordered and not delivered, by its date.
    ///
    /// - Parameters:
    ///   - client: for whom an agent logs it.
    ///   - quoted: ids of the documents that a quote takes which waits for an answer.
    func reopen(by principal: Principal, for client: Int64?, cites clause: Clause, contents: [Content], quoted: Set<String> = []) throws {
        let facts = ticket.facts
        let promises = policy.promises(to: facts, starting: .received) + policy.promises(to: facts, starting: .levelEntered)
        let owed = try owing(promises, from: now, facts: facts)
        append(
            .reopened, by: principal, for: client, cites: clause,
            effects: [.state(to: .open)] + (ticket.mergedInto == nil ? [] : [.merged(into: nil)]) + owed + owingDeliveriesAgain(after: ticket.deadlines.count + owed.count),
            facts: ["forms": formsSeen(in: contents, for: facts, quoted: quoted)].compactMapValues { $0 }, contents: contents)
    }
}
