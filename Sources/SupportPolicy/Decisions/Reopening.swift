import BusinessTime

/// What comes after a closing.
public enum AfterClosing: Sendable, Hashable {
    case reopens(Clause)
    /// A new ticket opens, linked to the closed one (FI-21).
    case opensLinked(Clause)
}

extension Policy {
    /// What an answer to a ticket does that was closed at `closedAt`.
    public func answer(at instant: Instant, toTicketClosedAt closedAt: Instant) throws(ScheduleError) -> AfterClosing {
        let rule = lifecycle.afterClosing
        guard let window = rule.reopensWithin, instant <= (try rule.schedule.due(window, after: closedAt)) else {
            return .opensLinked(rule.clause)
        }
        return .reopens(rule.clause)
    }

    /// The clause by which a closed ticket may be reopened now.
    ///
    /// - Throws: a refusal where the policy wants a new ticket, or the time to ask is over.
    public func reopening(at instant: Instant, ofTicketClosedAt closedAt: Instant) throws -> Clause {
        switch try answer(at: instant, toTicketClosedAt: closedAt) {
        case .reopens(let clause): return clause
        case .opensLinked(let clause):
            throw Refusal(clause, Said(
                es: "Este ticket ya no se reabre: abra uno nuevo.", en: "This ticket is not reopened any more: open a new one."))
        }
    }
}
