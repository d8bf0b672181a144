import BusinessTime
import SupportPolicy

extension Desk {
    /// Takes a ticket to a higher level: to other people (FP-18, FP-19), or under more eyes (IN-47, IN-48).
    ///
    /// - Throws: `.conflict` where the company has no levels; `.refused` where a clause wants another way.
    @discardableResult
    package func escalate(_ folio: String, to level: Int, because reason: String, as principal: Principal) async throws -> TicketRow {
        try principal.requireStaff()
        let reason = try Words.text(reason, field: "reason")
        return try await change(folio, as: principal) { record, _ in
            try record.escalate(to: level, by: principal, contents: [Content(text: reason)])
        }
    }

    /// Returns a ticket with its solution to the level that the policy names (FP-20).
    @discardableResult
    package func returnToLevel(_ folio: String, because reason: String, as principal: Principal) async throws -> TicketRow {
        try principal.requireStaff()
        let reason = try Words.optional(reason, field: "reason")
        return try await change(folio, as: principal) { record, _ in
            try record.returnToLevel(by: principal, contents: reason.map { [Content(text: $0)] } ?? [])
        }
    }
}

extension TicketRecord {
    func escalate(to level: Int, by principal: Principal, contents: [Content] = []) throws {
        try requireOpen()
        guard let decision = try policy.escalation(of: ticket.facts, to: level) else { throw DeskError.noLevels }
        try enter(decision, kind: .escalated, by: principal, contents: contents)
    }

    func returnToLevel(by principal: Principal, contents: [Content] = []) throws {
        try requireOpen()
        guard let decision = try policy.returning(from: ticket.level) else { throw DeskError.noLevels }
        try enter(decision, kind: .returned, by: principal, contents: contents)
    }

    /// Enters a level. Each visit of a functional level has its own clock and its own people.
    private func enter(_ decision: EscalationDecision, kind: Entry.Kind, by principal: Principal, contents: [Content]) throws {
        var facts = ticket.facts
        let from = facts.level
        facts.level = decision.level.number
        var effects: [Effect] = [.level(decision.level.number)]
        if decision.isFunctional {
            // Clocks that stood run again before the last level's ends, or they would wake what was ended.
            effects += try endingWait()
            effects += ending(.firstResponse, as: .cancelled) + [.assignee(person: nil)]
            effects += try owing(policy.promises(to: facts, starting: .levelEntered), from: now, facts: facts)
            parties.assignee = nil
        }
        append(
            kind, by: principal, cites: decision.clause, isInternal: false, effects: effects,
            facts: ["from": "\(from ?? 0)", "to": "\(decision.level.number)"], contents: contents)
    }
}

extension DeskError {
    static let noLevels = DeskError.conflict(
        "La política de esta empresa no tiene niveles de escalamiento.", "This company's policy has no levels of escalation.")
}
