import BusinessTime
import SupportPolicy

/// How grave a request is, of which type and category; `nil` leaves it as it was.
package struct Classification: Sendable, Hashable {
    package var severity: Int?
    package var priority: String?
    package var type: String?
    package var category: String?

    package init(severity: Int? = nil, priority: String? = nil, type: String? = nil, category: String? = nil) {
        (self.severity, self.priority, self.type, self.category) = (severity, priority, type, category)
    }
}

extension Desk {
    /// Sets how grave a ticket is, or makes it a request of another type: a case without a contract becomes a free ticket
    /// (GE-24), a ticket that is urgent a case (GE-28), what was taken for an event an incident (GE-63). A promise that depends
    /// on it is reckoned anew from the original receipt.
    @discardableResult
    package func classify(
        _ folio: String, severity: Int? = nil, priority: String? = nil, type: String? = nil, category: String? = nil, as principal: Principal
    ) async throws -> TicketRow {
        try principal.requireStaff()
        let classification = Classification(severity: severity, priority: priority, type: type, category: category)
        guard classification != Classification() else {
            throw DeskError.invalid("severity", "Indique la severidad, la prioridad, el tipo o la categoría.", "Give a severity, a priority, a type or a category.")
        }
        return try await change(folio, as: principal) { record, tx in
            if let type, type != record.ticket.type, try tx.charges(of: record.ticket).contains(where: \.state.isHeld) {
                throw DeskError.conflict("Hay algo reservado para esta solicitud: devuélvalo primero.", "Something is set aside for this request: give it back first.")
            }
            let files = try tx.filesOfClient(on: record.ticket)
            try record.classify(classification, by: principal, having: files, except: files.isEmpty ? [] : try tx.entries(of: record.ticket).documentsRejected)
        }
    }
}

extension TicketRecord {
    /// - Parameters:
    ///   - files: what the client has sent, among which may be what a request of its new type takes (FI-11).
    ///   - rejected: documents that are not among them, as somebody found who looked.
    func classify(_ new: Classification, by principal: Principal, having files: [(name: String, mediaType: String)] = [], except rejected: Set<String> = []) throws {
        try requireOpen()
        var facts = ticket.facts
        facts.severity = new.severity ?? facts.severity
        facts.priority = new.priority ?? facts.priority
        facts.type = new.type ?? facts.type
        facts.category = new.category ?? facts.category
        let problems = policy.unlisted(facts).filter { ["severity", "priority", "type", "category"].contains($0.field) }
        guard problems.isEmpty else { throw DeskError.invalid(problems) }

        if facts.type != ticket.type { try requireTaken(facts) }

        var effects: [Effect] = []
        if let severity = new.severity { effects.append(.severity(severity)) }
        if let priority = new.priority { effects.append(.priority(priority)) }
        if facts.type != ticket.type { effects.append(.type(facts.type, missing: try missing(under: facts)?.id)) }
        if let category = new.category, category != ticket.category {
            effects.append(.category(category))
            // What a request has to have may depend on it, too.
            if facts.type == ticket.type, let missing = try missing(under: facts)?.id, missing != ticket.admissionClause { effects.append(.verified(missing: missing)) }
        }
        let (changes, clause) = try reckonedAnew(under: facts)
        let forms = facts.type == ticket.type && facts.category == ticket.category ? [] : policy.formsSeen(among: files, for: facts).map(\.id).filter { !rejected.contains($0) }
        append(
            .classified, by: principal, cites: clause ?? self.clause(of: new), effects: effects + changes,
            facts: forms.isEmpty ? [:] : ["forms": forms.joined(separator: " ")])
    }

    /// Where the company says what a classification means.
    private func clause(of new: Classification) -> Clause? {
        func of(_ choices: [Choice], _ id: String?) -> Clause? { choices.first { $0.id == id }?.clause }
        if let severity = new.severity, let known = policy.severities.first(where: { $0.number == severity }) { return known.clause }
        if let clause = of(policy.priorities, new.priority) { return clause }
        if new.category != nil, new.category != ticket.category {
            return policy.tariff.rules?.classifiesFirst?.clause ?? of(policy.categories, new.category)
        }
        return of(policy.types, new.type)
    }

    /// - Throws: a refusal with the clause by which a request of this type, of whoever asks, is taken as another (GE-30).
    private func requireTaken(_ facts: TicketFacts) throws {
        guard let rule = policy.taken(facts, holding: held).rule else { return }
        let type = policy.types.first { $0.id == facts.type }?.label ?? facts.type
        throw Refusal(rule.clause, Said(
            es: "No consta \(rule.record.said.es), y sin eso no es '\(type)'.", en: "Not on record: \(rule.record.said.en), without which it is no '\(type)'."), wayIn: rule.wayIn)
    }

    /// What is on record: what was missing still is, and of contracts there is the one that serves it.
    private var held: Set<RequiredRecord> {
        var held = Set(RequiredRecord.allCases)
        if let missing = policy.missing(by: ticket.admissionClause, of: ticket.facts) { held.remove(missing.record) }
        if ticket.contract == nil { held.remove(.contract) } else { held.insert(.contract) }
        return held
    }

    /// What a request of this type lacks.
    private func missing(under facts: TicketFacts) throws -> Clause? {
        try policy.admission(of: facts, holding: held).clause
    }

    /// Replaces each promise that the new facts change by the one that now applies, counted from the same beginning.
    private func reckonedAnew(under facts: TicketFacts) throws -> ([Effect], Clause?) {
        var effects: [Effect] = []
        var clause: Clause?
        var number = ticket.deadlines.count
        let isOther = facts.type != ticket.type || facts.category != ticket.category
        for old in ticket.deadlines where !old.status.isOver && !old.isAgreed {
            let promises = policy.promise(old.promise).map { policy.promises(to: facts, starting: $0.starts) } ?? []
            guard let promise = promises.first(where: { $0.metric == old.metric }) else {
                if isOther { effects.append(.deadline(old.number, is: .cancelled)) }
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
        if isOther {
            // What nobody owed before: a ticket of the other kind would owe it since its receipt.
            let known = Set(ticket.deadlines.filter { $0.status != .cancelled }.map(\.metric))
            let others = policy.promises(to: facts, starting: .received).filter { !known.contains($0.metric) }
            effects += try owing(others, from: ticket.openedAt, facts: facts, after: number)
            clause = clause ?? others.first?.clause
        }
        return (effects, clause)
    }
}
