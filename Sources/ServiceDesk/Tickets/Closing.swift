import BusinessTime
import SupportPolicy

extension Desk {
    /// Closes a ticket, or offers to, under the policy that was in force when it was opened.
    ///
    /// Closed by staff before any public answer, the promise of one counts as broken.
    ///
    /// - Parameters:
    ///   - isSolved: what the staff says; `nil`: as the last remote session ended. What is only charged when solved is given back where
    ///     it was not.
    ///   - name: of whoever of the client's agreed to close although something is pending (GE-37, GE-39); `nil`: nobody was asked.
    ///   - way: by which he said so.
    /// - Throws: a refusal citing its clause, such as IN-57, or GE-40 while what was ordered is not delivered.
    @discardableResult
    package func close(
        _ folio: String, because reason: String, isSolved: Bool? = nil, agreedWith name: String? = nil, via way: ChannelKind? = nil, as principal: Principal
    ) async throws -> TicketRow {
        let reason = try principal.role.isStaff ? Words.text(reason, field: "reason") : Words.optional(reason, field: "reason")
        let agreed = try principal.role.isStaff ? name.map { try ClientSaid($0, via: way, as: principal) } : nil
        return try await change(folio, as: principal) { record, _ in
            try record.close(
                by: principal, isSolved: isSolved, agreedVia: agreed?.via, contents: (reason.map { [Content(text: $0)] } ?? []) + Content.about(.agreedBy, agreed?.name))
        }
    }
}

extension TicketRecord {
    /// - Parameters:
    ///   - isFlood: it came in a flood of mail: nothing was promised to anybody, so no promise is broken or kept by closing it.
    ///   - isSolved: `nil`: as the last remote session ended.
    ///   - agreedVia: by which way the client agreed to close although something is pending; `nil`: he was not asked.
    ///   - isTold: whether the client is written to, where the closing is his to accept.
    func close(by principal: Principal, isFlood: Bool = false, isSolved: Bool? = nil, agreedVia way: ChannelKind? = nil, isTold: Bool = true, contents: [Content] = []) throws {
        try requireOpen()
        if principal.role.isStaff, !isFlood { try requireNobodyAtIt() }
        let decision = try policy.closing(
            by: principal.role, isAssignee: ticket.assignee == principal.person, of: ticket.facts, pending: isFlood ? [] : ticket.pending, isAgreed: way != nil)
        let marked: [Effect] = isFlood && ticket.quiet == nil ? [.flooded] : []
        var said = principal.role.isStaff && !(isSolved ?? ticket.isSolved) ? ["solved": "no"] : [:]
        said["agreed"] = way?.rawValue
        switch decision.effect {
        case .offer:
            try wait(
                for: .confirmation, kind: .closingOffered, by: principal, cites: decision.clause,
                effects: marked + ending(.firstResponse, as: isFlood ? .cancelled : .met) + ending(.delivery, as: isFlood ? .cancelled : .met),
                facts: isTold ? said : ["flood": "removed"], contents: contents)
        case .close:
            if principal.role.isStaff, !isFlood { breachUnanswered() }
            append(
                .closed, by: principal, cites: decision.clause, effects: marked + closing(resolution: isFlood ? .cancelled : .met),
                facts: ["because": isFlood ? "flood" : principal.role.isStaff ? "solved" : "client"].merging(said) { $1 }, contents: contents)
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

    /// What is still to come on it, as far as that is on record.
    package var pending: Set<PendingMatter> {
        var pending: Set<PendingMatter> = []
        if waitReason == .information || waitReason == .authorization || works.contains(where: { $0.state == .planned && $0.need != nil && $0.need?.choice == nil }) {
            pending.insert(.information)
        }
        if let session = works.last(where: { $0.session?.outcome != nil }), session.session?.outcome == .furtherProcedure,
           !works.contains(where: { $0.state == .done && $0.number != session.number && $0.visit?.failure == nil && ($0.begunAt.map { $0 >= session.endedAt } ?? false) }) {
            pending.insert(.procedure)
        }
        if owesDelivery || works.contains(where: { $0.state == .planned && ($0.visit != nil || $0.session != nil || $0.need?.choice == .apart) }) { pending.insert(.order) }
        return pending
    }

    /// Whether something was promised with a quote that the client accepted, in time or late, and is not delivered (GE-40).
    package var owesDelivery: Bool { deadlines.contains { $0.metric == .delivery && (!$0.status.isOver || $0.isOwedLate) } }
}
