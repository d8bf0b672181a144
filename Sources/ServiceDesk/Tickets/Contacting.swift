import BusinessTime
import SupportPolicy

extension Desk {
    /// Logs an attempt to reach the client. Where the policy closes after so many (IN-59), it counts towards that, and
    /// tells the client when the ticket would close (IN-60).
    @discardableResult
    package func contact(
        _ folio: String, via channel: ChannelKind, saying text: String, as principal: Principal
    ) async throws -> TicketRow {
        try principal.requireStaff()
        let text = try Words.text(text, field: "text")
        return try await change(folio, as: principal) { record in
            try record.requireOpen()
            try record.policy.contact(via: channel)
            try record.contact(via: channel, saying: text, by: principal)
        }
    }
}

extension TicketRecord {
    fileprivate func contact(via channel: ChannelKind, saying text: String, by principal: Principal) throws {
        var effects: [Effect] = channel == .email && policy.questionAnswers ? ending(.firstResponse, as: .met) : []
        var facts = ["via": channel.rawValue]
        var clause: Clause?
        if ticket.isWaiting, let plan = try policy.contactPlan(after: ticket.contacts + [tx.now]) {
            effects.append(.contacted)
            facts["attempt"] = "\(plan.counted)"
            facts["of"] = "\(plan.required)"
            facts["closes_at"] = plan.closesAt.iso8601
            clause = plan.announces
            if plan.isComplete { effects.append(.closes(at: plan.closesAt, clause: plan.clause.id)) }
        }
        try append(.contacted, by: principal, cites: clause, effects: effects, facts: facts, contents: [Content(text: text)])
    }
}
