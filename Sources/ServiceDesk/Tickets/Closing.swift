import BusinessTime
import SupportPolicy

extension Desk {
    /// Closes a ticket, or offers to, under the policy that was in force when it was opened.
    ///
    /// Closed by staff before any public answer, the promise of one counts as broken.
    ///
    /// - Parameter isSolved: what the staff says; `nil`: as the last remote session ended. What is only charged when solved is given
    ///   back where it was not.
    /// - Throws: a refusal citing its clause, such as IN-57.
    @discardableResult
    package func close(_ folio: String, because reason: String, isSolved: Bool? = nil, as principal: Principal) async throws -> TicketRow {
        let reason = try principal.role.isStaff ? Words.text(reason, field: "reason") : Words.optional(reason, field: "reason")
        return try await change(folio, as: principal) { record, _ in
            try record.close(by: principal, isSolved: isSolved, contents: reason.map { [Content(text: $0)] } ?? [])
        }
    }
}

extension TicketRecord {
    /// - Parameters:
    ///   - isFlood: it came in a flood of mail: nothing was promised to anybody, so no promise is broken or kept by closing it.
    ///   - isSolved: `nil`: as the last remote session ended.
    ///   - isTold: whether the client is written to, where the closing is his to accept.
    func close(by principal: Principal, isFlood: Bool = false, isSolved: Bool? = nil, isTold: Bool = true, contents: [Content] = []) throws {
        try requireOpen()
        if principal.role.isStaff, !isFlood { try requireNobodyAtIt() }
        let decision = try policy.closing(by: principal.role, isAssignee: ticket.assignee == principal.person, of: ticket.facts)
        let marked: [Effect] = isFlood && ticket.quiet == nil ? [.flooded] : []
        let unsolved = principal.role.isStaff && !(isSolved ?? ticket.isSolved) ? ["solved": "no"] : [:]
        switch decision.effect {
        case .offer:
            try wait(
                for: .confirmation, kind: .closingOffered, by: principal, cites: decision.clause,
                effects: marked + ending(.firstResponse, as: isFlood ? .cancelled : .met) + ending(.delivery, as: isFlood ? .cancelled : .met),
                facts: isTold ? unsolved : ["flood": "removed"], contents: contents)
        case .close:
            if principal.role.isStaff, !isFlood { breachUnanswered() }
            append(
                .closed, by: principal, cites: decision.clause, effects: marked + closing(resolution: isFlood ? .cancelled : .met),
                facts: ["because": isFlood ? "flood" : principal.role.isStaff ? "solved" : "client"].merging(unsolved) { $1 }, contents: contents)
        }
    }

    /// What came of a session or a visit is said before its request is closed.
    private func requireNobodyAtIt() throws {
        guard ticket.works.contains(where: { $0.state == .running && !$0.isInternal }) else { return }
        throw DeskError.conflict(
            "Hay una sesión o una visita en curso: diga primero cómo terminó.", "A session or a visit is going on: say first how it ended.")
    }

    /// A promise of an answer that nothing will keep any more is broken now.
    private func breachUnanswered() {
        for deadline in ticket.deadlines
        where deadline.metric == .firstResponse && (deadline.status == .running || deadline.status == .paused) {
            breach(deadline, at: now)
        }
    }
}

extension Ticket {
    /// As the last remote session ended; what had none is taken for solved.
    package var isSolved: Bool { works.compactMap { $0.session?.outcome }.last.map { $0 == .solved } ?? true }
}
