import BusinessTime
import SupportPolicy

/// How grave a request is, and of which type; `nil` leaves it as it was.
package struct Classification: Sendable, Hashable {
    package var severity: Int?
    package var priority: String?
    package var type: String?

    package init(severity: Int? = nil, priority: String? = nil, type: String? = nil) {
        (self.severity, self.priority, self.type) = (severity, priority, type)
    }
}

extension Desk {
    /// Sets how grave a ticket is, or makes it a request of another type: a case without a contract becomes a free ticket
    /// (GE-24), a ticket that is urgent a case (GE-28). A promise that depends on it is reckoned anew from the original
    /// receipt.
    @discardableResult
    package func classify(
        _ folio: String, severity: Int? = nil, priority: String? = nil, type: String? = nil, as principal: Principal
    ) async throws -> TicketRow {
        try principal.requireStaff()
        let classification = Classification(severity: severity, priority: priority, type: type)
        guard classification != Classification() else {
            throw DeskError.invalid("severity", "Indique la severidad, la prioridad o el tipo.", "Give a severity, a priority or a type.")
        }
        return try await change(folio, as: principal) { record, _ in
            try record.classify(classification, by: principal)
        }
    }
}

extension TicketRecord {
    func classify(_ new: Classification, by principal: Principal) throws {
        try requireOpen()
        var facts = ticket.facts
        facts.severity = new.severity ?? facts.severity
        facts.priority = new.priority ?? facts.priority
        facts.type = new.type ?? facts.type
        let problems = policy.unlisted(facts).filter { ["severity", "priority", "type"].contains($0.field) }
        guard problems.isEmpty else { throw DeskError.invalid(problems) }

        var effects: [Effect] = []
        if let severity = new.severity { effects.append(.severity(severity)) }
        if let priority = new.priority { effects.append(.priority(priority)) }
        if let type = new.type, type != ticket.type { effects.append(.type(type, missing: try missing(under: facts)?.id)) }
        let (changes, clause) = try reckonedAnew(under: facts)
        let cited = clause ?? new.severity.flatMap { number in policy.severities.first { $0.number == number }?.clause }
            ?? new.priority.flatMap { id in policy.priorities.first { $0.id == id }?.clause }
            ?? new.type.flatMap { id in policy.types.first { $0.id == id }?.clause }
        append(.classified, by: principal, cites: cited, effects: effects + changes)
    }

    /// What a request of this type lacks: what was missing still is, and of contracts there is the one that serves it.
    private func missing(under facts: TicketFacts) throws -> Clause? {
        var held = Set(RequiredRecord.allCases)
        if let missing = policy.missing(by: ticket.admissionClause, of: ticket.facts) { held.remove(missing.record) }
        if ticket.contract == nil { held.remove(.contract) } else { held.insert(.contract) }
        return try policy.admission(of: facts, holding: held).clause
    }

    /// Replaces each promise that the new facts change by the one that now applies, counted from the same beginning.
    private func reckonedAnew(under facts: TicketFacts) throws -> ([Effect], Clause?) {
        let promises = policy.promises(to: facts, starting: .received) + policy.promises(to: facts, starting: .levelEntered)
        var effects: [Effect] = []
        var clause: Clause?
        var number = ticket.deadlines.count
        let isOtherType = facts.type != ticket.type
        for old in ticket.deadlines where !old.status.isOver && !old.isAgreed {
            guard let promise = promises.first(where: { $0.metric == old.metric }) else {
                if isOtherType { effects.append(.deadline(old.number, is: .cancelled)) }
                continue
            }
            guard promise.id != old.promise else { continue }
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
        if isOtherType {
            // What nobody owed before: a ticket of the other type would owe it since its receipt.
            let known = Set(ticket.deadlines.filter { $0.status != .cancelled }.map(\.metric))
            let others = policy.promises(to: facts, starting: .received).filter { !known.contains($0.metric) }
            effects += try owing(others, from: ticket.openedAt, facts: facts, after: number)
            clause = clause ?? others.first?.clause
        }
        return (effects, clause)
    }
}
