import BusinessTime
import SupportPolicy

extension Desk {
    /// Sets how grave a ticket is. A promise that depends on it is reckoned anew from the original receipt.
    @discardableResult
    package func classify(
        _ folio: String, severity: Int? = nil, priority: String? = nil, as principal: Principal
    ) async throws -> TicketRow {
        try principal.requireStaff()
        guard severity != nil || priority != nil else {
            throw DeskError.invalid("severity", "Indique la severidad o la prioridad.", "Give a severity or a priority.")
        }
        return try await change(folio, as: principal) { record, _ in
            try record.classify(severity: severity, priority: priority, by: principal)
        }
    }
}

extension TicketRecord {
    func classify(severity: Int?, priority: String?, by principal: Principal) throws {
        try requireOpen()
        var facts = ticket.facts
        facts.severity = severity ?? facts.severity
        facts.priority = priority ?? facts.priority
        let problems = policy.unlisted(facts).filter { $0.field == "severity" || $0.field == "priority" }
        guard problems.isEmpty else { throw DeskError.invalid(problems) }

        var effects: [Effect] = []
        if let severity { effects.append(.severity(severity)) }
        if let priority { effects.append(.priority(priority)) }
        let (changes, clause) = try reckonedAnew(under: facts)
        let cited = clause ?? severity.flatMap { number in policy.severities.first { $0.number == number }?.clause }
            ?? priority.flatMap { id in policy.priorities.first { $0.id == id }?.clause }
        append(.classified, by: principal, cites: cited, effects: effects + changes)
    }

    /// Replaces each promise that the new facts change by the one that now applies, counted from the same beginning.
    private func reckonedAnew(under facts: TicketFacts) throws -> ([Effect], Clause?) {
        let promises = policy.promises(to: facts, starting: .received) + policy.promises(to: facts, starting: .levelEntered)
        var effects: [Effect] = []
        var clause: Clause?
        var number = ticket.deadlines.count
        for old in ticket.deadlines where !old.status.isOver {
            guard let promise = promises.first(where: { $0.metric == old.metric }), promise.id != old.promise else { continue }
            let pauses = ticket.pauses(of: old, under: policy, until: now)
            let due = try policy.dueDate(of: promise, from: old.startedAt, except: pauses)
            number += 1
            let stands = ticket.isWaiting && policy.pause(of: promise.metric, while: .waiting) != nil
            let status: Deadline.Status = due.due == .never ? .indicative : stands ? .paused : due.isIndicative ? .indicative : .running
            effects += [.deadline(old.number, is: .cancelled), .owed(Deadline(
                number: number, promise: promise.id, metric: promise.metric, level: old.level, clause: promise.clause.id,
                status: status, startedAt: old.startedAt, dueAt: due.due,
                warnAt: due.warnAt.map { $0 > now ? $0 : .never } ?? .never))]
            clause = clause ?? promise.clause
        }
        return (effects, clause)
    }
}
