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
        return try await change(folio, as: principal) { record, _ in
            try record.contact(via: channel, by: principal, contents: [Content(text: text)])
        }
    }
}

extension TicketRecord {
    func contact(via channel: ChannelKind, by principal: Principal, contents: [Content] = []) throws {
        try requireOpen()
        try policy.contact(via: channel)
        var effects: [Effect] = channel == .email && policy.questionAnswers ? ending(.firstResponse, as: .met) : []
        var facts = ["via": channel.rawValue]
        var clause: Clause?
        if ticket.isWaiting, let plan = try policy.contactPlan(after: ticket.contacts + [now], closed: ticket.closedDays) {
            effects.append(.contacted)
            facts["attempt"] = "\(plan.counted)"
            facts["of"] = "\(plan.required)"
            facts["closes_at"] = plan.closesAt.iso8601
            clause = plan.announces
            if plan.isComplete { effects.append(.closes(at: plan.closesAt, clause: plan.clause.id)) }
        }
        append(.contacted, by: principal, cites: clause, effects: effects, facts: facts, contents: contents)
    }
}
