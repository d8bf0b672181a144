import BusinessTime
import SupportPolicy

extension Desk {
    /// Closes a ticket, or offers to, under the policy that was in force when it was opened.
    ///
    /// Closed by staff before any public answer, the promise of one counts as broken.
    ///
    /// - Throws: a refusal citing its clause, such as IN-57.
    @discardableResult
    package func close(_ folio: String, because reason: String, as principal: Principal) async throws -> TicketRow {
        let reason = try principal.role.isStaff ? Words.text(reason, field: "reason") : Words.optional(reason, field: "reason")
        return try await change(folio, as: principal) { record, _ in
            try record.close(by: principal, contents: reason.map { [Content(text: $0)] } ?? [])
        }
    }
}

extension TicketRecord {
    func close(by principal: Principal, contents: [Content] = []) throws {
        try requireOpen()
        let decision = try policy.closing(by: principal.role, isAssignee: ticket.assignee == principal.person, of: ticket.facts)
        switch decision.effect {
        case .offer:
            try wait(
                for: .confirmation, kind: .closingOffered, by: principal, cites: decision.clause,
                effects: ending(.firstResponse, as: .met) + ending(.delivery, as: .met), contents: contents)
        case .close:
            if principal.role.isStaff { breachUnanswered() }
            append(
                .closed, by: principal, cites: decision.clause, effects: closing(resolution: .met),
                facts: ["because": principal.role.isStaff ? "solved" : "client"], contents: contents)
        }
    }

    /// A promise of an answer that nothing will keep any more is broken now.
    private func breachUnanswered() {
        for deadline in ticket.deadlines
        where deadline.metric == .firstResponse && (deadline.status == .running || deadline.status == .paused) {
            breach(deadline, at: now)
        }
    }
}
