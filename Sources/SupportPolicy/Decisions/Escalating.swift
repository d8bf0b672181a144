/// A move to another level.
public struct EscalationDecision: Sendable, Hashable {
    public let level: EscalationRules.Level
    /// Whether other people do the work from now on, with a clock of their own.
    public let isFunctional: Bool
    public let clause: Clause
}

extension Policy {
    /// The level at which a request begins, and the clause that sends it there at once (FP-21).
    ///
    /// - Returns: `nil` where the company has no levels.
    public func openingLevel(of facts: TicketFacts) -> EscalationDecision? {
        guard let rules = escalation, let first = rules.levels.first else { return nil }
        let atOnce = rules.moves.first { $0.atOpening && $0.when.matches(facts) }
        let level = atOnce.flatMap { rules.level($0.to) } ?? first
        return EscalationDecision(level: level, isFunctional: rules.kind == .functional, clause: atOnce?.clause ?? level.clause)
    }

    /// Whether a ticket may go up to a level.
    ///
    /// - Returns: `nil` where the company has no levels.
    /// - Throws: a refusal with the clause of the level that must come first.
    public func escalation(of facts: TicketFacts, to number: Int) throws(Refusal) -> EscalationDecision? {
        guard let rules = escalation, let current = facts.level else { return nil }
        guard let target = rules.level(number), number > current else {
            let levels = rules.levels.map { "\($0.number)" }.joined(separator: ", ")
            throw Refusal(rules.clause, Said(
                es: "El ticket está en el nivel \(current) y sólo sube; los niveles son \(levels).",
                en: "The ticket is at level \(current) and only goes up; the levels are \(levels)."))
        }
        switch rules.kind {
        case .hierarchical:
            return EscalationDecision(level: target, isFunctional: false, clause: target.clause)
        case .functional:
            let ways = rules.moves.filter { $0.to == number && ($0.from == nil || $0.from == current) }
            guard let way = ways.first(where: { $0.when.matches(facts) }) else {
                throw Refusal(target.clause, Said(
                    es: "Del nivel \(current) no se pasa directamente al \(number).",
                    en: "There is no way from level \(current) straight to \(number)."))
            }
            return EscalationDecision(level: target, isFunctional: true, clause: way.clause)
        }
    }

    /// Where a solution returns to (FP-20).
    ///
    /// - Returns: `nil` where the company has no levels.
    /// - Throws: a refusal where nothing returns, or the ticket is there already.
    public func returning(from current: Int?) throws(Refusal) -> EscalationDecision? {
        guard let rules = escalation, let current else { return nil }
        guard let way = rules.returnsTo, let level = rules.level(way.level) else {
            throw Refusal(rules.clause, Said(
                es: "Esta política no prevé devolver un ticket de nivel.", en: "This policy knows no return to a lower level."))
        }
        guard current > way.level else {
            throw Refusal(way.clause, Said(
                es: "El ticket ya está en el nivel \(current).", en: "The ticket already is at level \(current)."))
        }
        return EscalationDecision(level: level, isFunctional: rules.kind == .functional, clause: way.clause)
    }
}
