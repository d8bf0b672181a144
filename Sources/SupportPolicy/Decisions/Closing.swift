import BusinessTime

/// What an attempt to close comes to.
public struct ClosingDecision: Sendable, Hashable {
    /// Closed now, or offered to the client, who decides (FI-24).
    public let effect: Lifecycle.AgentClosing.Effect
    public let clause: Clause
}

/// Something that happens by itself at an instant.
public struct Timed: Sendable, Hashable {
    public let at: Instant
    public let clause: Clause

    public init(at: Instant, clause: Clause) {
        self.at = at
        self.clause = clause
    }
}

/// Where the contact protocol stands (IN-59, IN-60).
public struct ContactPlan: Sendable, Hashable {
    /// Attempts that count: at most one a business day.
    public let counted: Int
    public let required: Int
    /// When the ticket closes unless the client answers; each contact has to announce it. Until the last
    /// attempt was made it is the earliest it can be.
    public let closesAt: Instant
    public let clause: Clause
    public let announces: Clause

    public var isComplete: Bool { counted >= required }
}

extension Policy {
    /// Whether somebody may close, and what that does.
    ///
    /// - Parameters:
    ///   - isAssignee: whether it is the person who has the ticket.
    ///   - pending: what is still to come on it.
    ///   - isAgreed: whether client and staff agreed that it closes all the same.
    /// - Throws: a refusal where only the assigned person may (IN-57), and while what is pending keeps it open (GE-37 … GE-41).
    public func closing(
        by role: Role, isAssignee: Bool, of facts: TicketFacts, pending: Set<PendingMatter> = [], isAgreed: Bool = false
    ) throws(Refusal) -> ClosingDecision {
        guard role.isStaff else { return ClosingDecision(effect: .close, clause: lifecycle.clientClosing) }
        let rule = lifecycle.agentClosing
        if rule.onlyAssignee, !isAssignee {
            throw Refusal(rule.clause, Said(
                es: "Sólo quien tiene asignado el ticket puede cerrarlo.", en: "Only whoever has the ticket may close it."))
        }
        try checkNothing(of: pending, keeps: facts, isAgreed: isAgreed)
        if let acceptance = acceptance(of: facts) { return ClosingDecision(effect: .offer, clause: acceptance.clause) }
        return ClosingDecision(effect: rule.effect, clause: rule.clause)
    }

    /// - Throws: a refusal with the clause by which a request of this kind stays open (GE-37 … GE-41).
    private func checkNothing(of pending: Set<PendingMatter>, keeps facts: TicketFacts, isAgreed: Bool) throws(Refusal) {
        guard let rule = closingCriteria(of: facts), case .caseClosing(let closing) = rule.duty,
              let matter = closing.openWhile.first(where: pending.contains), !(isAgreed && closing.closesByAgreement)
        else { return }
        let next = closing.closesByAgreement
            ? Said(es: " Complételo o, si el cliente está de acuerdo en cerrar, diga quién y cómo lo dijo.", en: " Complete it or, if the client agrees to close, say who and how he said so.")
            : Said(es: " Complételo, y ciérrela entonces.", en: " Complete it, then close.")
        throw Refusal(rule.clause, Said(
            es: "La solicitud permanece abierta: \(matter.said.es).\(next.es)", en: "The request stays open: \(matter.said.en).\(next.en)"))
    }

    /// Whether client and staff may close a request of this kind by agreement although something is pending.
    public func closesByAgreement(_ facts: TicketFacts) -> Bool {
        if case .caseClosing(let closing)? = closingCriteria(of: facts)?.duty { closing.closesByAgreement } else { false }
    }

    /// How the closing of a request is accepted; `nil` where nobody has to.
    private func acceptance(of facts: TicketFacts) -> Lifecycle.Acceptance? {
        lifecycle.acceptance.flatMap { $0.when.matches(facts) ? $0 : nil }
    }

    /// Whether what is only spent when the client accepts the closing can be charged on a request: only where it is his to accept.
    ///
    /// - Throws: a refusal with the clause of that acceptance (GE-42).
    public func checkAcceptance(of items: [String], to facts: TicketFacts) throws(Refusal) {
        guard let rule = lifecycle.acceptance, !rule.when.matches(facts) else { return }
        guard let item = items.compactMap(tariff.item).first(where: { $0.charged == .onAcceptance }) else { return }
        let type = types.first { $0.id == facts.type }?.label ?? facts.type
        throw Refusal(rule.clause, Said(
            es: "'\(item.label)' se cobra cuando el cliente acepta el cierre, y en '\(type)' no hay qué aceptar.",
            en: "'\(item.label)' is charged when the client accepts the closing, and there is none to accept in '\(type)'."))
    }

    /// When a client is reminded of a closing that was offered; `nil` where he never is.
    public func reminder(of facts: TicketFacts, offeredAt start: Instant, closed: [Span] = []) throws(ScheduleError) -> Timed? {
        guard let rule = acceptance(of: facts) else { return nil }
        return Timed(at: try rule.schedule.due(rule.reminds, after: start, outside: closed), clause: rule.clause)
    }

    /// When a ticket that waits for its client since `since` closes by his silence; `nil` where it never does.
    ///
    /// An offer to close that nobody answers counts as accepted.
    ///
    /// - Parameter closed: days that are closed unforeseen: nothing closes on one.
    public func silenceClosing(
        of facts: TicketFacts, waitingFor reason: WaitReason, since: Instant, closed: [Span] = []
    ) throws(ScheduleError) -> Timed? {
        if reason == .confirmation, let rule = acceptance(of: facts) {
            return Timed(at: try rule.schedule.due(rule.closes, after: since, outside: closed), clause: rule.clause)
        }
        guard let rule = lifecycle.silence, rule.channels.isEmpty || rule.channels.contains(facts.channel) else { return nil }
        return Timed(at: try rule.schedule.due(rule.allowance, after: since, outside: closed), clause: rule.clause)
    }

    /// Where the contact protocol stands after these attempts, all made while the ticket waits.
    ///
    /// - Parameter closed: days that are closed unforeseen: nothing closes on one.
    /// - Returns: `nil` where the policy knows no contact protocol, or nothing was attempted yet.
    public func contactPlan(after attempts: [Instant], closed: [Span] = []) throws(ScheduleError) -> ContactPlan? {
        guard let rule = lifecycle.contactAttempts, let last = attempts.last else { return nil }
        let zone = rule.schedule.zone
        var counted: [Instant] = []
        for attempt in attempts where counted.count < rule.attempts {
            let date = zone.local(attempt).date
            let isNewDay = counted.last.map { zone.local($0).date != date } ?? true
            if isNewDay, rule.schedule.isBusinessDay(date) { counted.append(attempt) }
        }
        let missing = rule.attempts - counted.count
        let from = try missing == 0 ? counted[counted.count - 1] : rule.schedule.opening(missing, businessDaysAfter: counted.last ?? last)
        return ContactPlan(
            counted: counted.count, required: rule.attempts,
            closesAt: try rule.schedule.due(rule.wait, after: from, outside: closed), clause: rule.clause, announces: rule.announces)
    }

    /// Whether an attempt by this way counts as a contact: by phone or e-mail (IN-59).
    public func contact(via channel: ChannelKind) throws(Refusal) {
        guard let rule = lifecycle.contactAttempts, !rule.via.contains(channel) else { return }
        let ways = rule.via.map(\.rawValue).sorted().joined(separator: ", ")
        throw Refusal(rule.clause, Said(
            es: "El contacto se hace por: \(ways).", en: "Contacts are made by: \(ways)."))
    }
}

extension Schedule {
    /// When an allowance is used up, never on a day that is closed after all.
    fileprivate func due(_ allowance: Allowance, after start: Instant, outside closed: [Span]) throws(ScheduleError) -> Instant {
        var due = try due(allowance, after: start, except: allowance.countsOpenTime ? closed.filter { $0.end > start } : [])
        for day in closed.sorted(by: { $0.start < $1.start }) where day.contains(due) { due = try nextOpen(from: day.end) }
        return due
    }

    /// The first open moment of the business day so many after the date of an instant.
    fileprivate func opening(_ days: Int, businessDaysAfter instant: Instant) throws(ScheduleError) -> Instant {
        let closing = try due(.businessDays(days, ending: .closeOfBusiness), after: instant)
        return try nextOpen(from: zone.startOfDay(zone.date(of: closing - 1)))
    }
}

extension Policy {
    /// Whether closing a request of this kind says that what was ordered on it is delivered. Where it stays open until that is
    /// done, only a delivery says so (GE-40).
    public func closing(delivers facts: TicketFacts) -> Bool {
        if case .caseClosing(let closing)? = closingCriteria(of: facts)?.duty { !closing.openWhile.contains(.order) } else { true }
    }

    /// When a request of this kind is done, in the company's words (GE-37 … GE-41).
    public func closingCriteria(of facts: TicketFacts) -> Commitment? {
        commitments(on: .caseClosing).first { rule in
            if case .caseClosing(let closing) = rule.duty, let category = facts.category { closing.categories.contains(category) } else { false }
        }
    }
}
