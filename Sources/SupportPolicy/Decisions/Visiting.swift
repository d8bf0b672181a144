import BusinessTime

/// How a visit fails although the engineer came.
public enum VisitFailure: String, Sendable, Hashable, CaseIterable {
    /// Nobody received him as agreed (IN-53).
    case notReceived = "not_received"
    /// He was not let in, to the premises or to a part of them, for want of what the client did not say beforehand (IN-55).
    case accessDenied = "access_denied"
}

/// What becomes of a visit that was made in vain.
public struct VisitRuling: Sendable, Hashable {
    /// The clause by which it counts as given and concluded; `nil` where none says so.
    public let countsAsDone: Clause?
    /// What it is charged, with the clauses that say so; of what is priced by time, for the time agreed on.
    public let charges: [TariffItem]
    public let clauses: [Clause]
}

/// Something that the client supplies before a visit (IN-54).
public struct VisitPoint: Sendable, Hashable {
    /// The rule and its place in that rule's checklist: `access-2`. It stays the same within one version of the policy.
    public let id: String
    /// In the document's words.
    public let label: String
    public let clause: Clause
}

extension Policy {
    /// What the client supplies before a visit, in the order of the document (IN-54).
    public var visitPoints: [VisitPoint] {
        visitRules.flatMap { rule, visit in
            visit.checklist.enumerated().map { VisitPoint(id: "\(rule.id)-\($0.offset + 1)", label: $0.element, clause: rule.clause) }
        }
    }

    /// Whether a visit can still be prepared: what is asked for beforehand is supplied before its hour (IN-54, IN-56).
    ///
    /// - Returns: the clause that asks for it; `nil` where none does.
    /// - Throws: a refusal with it once the hour has come.
    public func preparing(visitAgreedFor agreed: Span, at now: Instant) throws(Refusal) -> Clause? {
        let asking = visitRules.first { !$0.visit.checklist.isEmpty } ?? visitRules.first(where: \.visit.needsRepresentative)
        guard let clause = asking?.rule.clause else { return nil }
        guard now >= agreed.start else { return clause }
        throw Refusal(clause, Said(
            es: "La visita era a las \(Wording(.es, zone).clock(agreed.start)): lo que hace falta se informa antes de esa hora.",
            en: "The visit was at \(Wording(.en, zone).clock(agreed.start)): what it takes is supplied before that hour."))
    }

    /// What becomes of a visit that failed.
    ///
    /// It is the client's doing only where the engineer was there as agreed: from a part of the agreed time on, and not only before
    /// or after it (IN-53).
    ///
    /// - Parameters:
    ///   - agreed: from when until when he was expected.
    ///   - presence: from his arrival until he left.
    /// - Throws: a refusal with its clause where he was not there as agreed; it is moved or cancelled then.
    public func ruling(onVisitThatFailedBy failure: VisitFailure, agreed: Span, presence: Span) throws(Refusal) -> VisitRuling {
        let rules = visitRules.filter { $0.visit.failure == nil || $0.visit.failure == failure }
        let decisive = rules.first { $0.visit.otherwise == .countsAsDone }
        if let clause = (decisive ?? rules.first)?.rule.clause, presence.start >= agreed.end || presence.end < agreed.start {
            let (es, en) = (Wording(.es, zone), Wording(.en, zone))
            throw Refusal(clause, Said(
                es: "La cita era de \(es.short(agreed.start)) a \(es.clock(agreed.end)) y el personal estuvo de \(es.short(presence.start)) a \(es.clock(presence.end)): no fue según lo acordado. Cancele la visita o acuerde otra.",
                en: "The appointment was \(en.short(agreed.start)) to \(en.clock(agreed.end)), and the staff was there \(en.short(presence.start)) to \(en.clock(presence.end)): not as agreed. Cancel the visit, or agree on another."))
        }
        let charging = (decisive?.visit.charges.isEmpty == false ? [decisive].compactMap { $0 } : rules).filter { !$0.visit.charges.isEmpty }
        let items = charging.flatMap(\.visit.charges).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }.compactMap(tariff.item)
        let clauses = [decisive?.rule.clause].compactMap { $0 } + charging.map(\.rule.clause)
        return VisitRuling(
            countsAsDone: decisive?.rule.clause, charges: items, clauses: clauses.reduce(into: []) { if !$0.contains($1) { $0.append($1) } })
    }

    /// Whether the client may still give up a visit, or ask for another time.
    ///
    /// No document speaks of cancelling. Before the hour nothing was given, so nothing is charged; from then on somebody is on
    /// his way, and what a clause says of not being there applies (IN-53, GE-73).
    ///
    /// - Returns: that clause; `nil` where none says anything of visits.
    /// - Throws: a refusal with it once the hour has come.
    public func changing(visitAgreedFor agreed: Span, at now: Instant) throws(Refusal) -> Clause? {
        let rules = visitRules.filter { $0.visit.failure == nil || $0.visit.failure == .notReceived }
        guard let rule = rules.first(where: { $0.visit.otherwise == .countsAsDone }) ?? rules.first else { return nil }
        guard now >= agreed.start else { return rule.rule.clause }
        let (es, en) = (Wording(.es, zone).clock(agreed.start), Wording(.en, zone).clock(agreed.start))
        let counts = rule.visit.otherwise == .countsAsDone
        throw Refusal(rule.rule.clause, Said(
            es: "La visita era a las \(es): desde esa hora ya no se cancela ni se mueve aquí. \(counts ? "Si nadie recibe al personal, cuenta como proporcionada y concluida." : "Llámenos cuanto antes.")",
            en: "The visit was at \(en): from then on it is not cancelled or moved here. \(counts ? "If nobody receives the staff, it counts as given and concluded." : "Please call us at once.")"))
    }

    /// What the client has ready before a visit, with the clause that asks for it (IN-54), and whether somebody of his is there who
    /// knows the request (IN-56).
    public var visitRules: [(rule: Commitment, visit: Duty.Visit)] {
        commitments(on: .visits).compactMap { rule in
            if case .visit(let visit) = rule.duty { (rule, visit) } else { nil }
        }
    }

    /// Whether any part of an attendance lies outside of the company's hours (GE-75, A-46).
    public func isOutOfHours(_ attendance: Span) -> Bool {
        calendars[0].schedule.elapsed(from: attendance.start, to: attendance.end) < attendance.seconds
    }

    /// Under which circumstances somebody goes to a client.
    public func circumstances(ofVisitAgreedFor agreed: Span, isUrgent: Bool) -> Set<Circumstance> {
        Set([.onSite] + (isUrgent ? [.urgent] : []) + (isOutOfHours(agreed) ? [.outOfHours] : []))
    }

    /// What circumstances add by themselves, each once (GE-73 … GE-75); not what is paid apart from any contract.
    public func fees(in circumstances: Set<Circumstance>) -> [TariffItem] {
        tariff.items.filter { !$0.addedWhen.isEmpty && $0.charged != .apart && $0.addedWhen.isSubset(of: circumstances) }
    }

    /// Whether what is charged for circumstances was agreed on with a visit or a session that has them.
    ///
    /// - Throws: a refusal with the clause of the first fee that was not.
    public func checkFees(in circumstances: Set<Circumstance>, of known: Set<Circumstance>) throws(Refusal) {
        guard let item = fees(in: circumstances).first(where: { !$0.addedWhen.isSubset(of: known) }) else { return }
        throw Refusal(item.clause, Said(
            es: "'\(item.label)' sólo se cobra de una visita o una sesión que se acordó así con el cliente: acuérdela, o cotícela.",
            en: "'\(item.label)' is only charged for a visit or a session that was agreed on so with the client: agree on it, or quote it."))
    }

    /// By which clause the client pays what it costs to come to him (IN-24, GE-73).
    public var travelExpenses: TariffItem? {
        tariff.items.first { $0.charged == .apart && $0.addedWhen == [.onSite] }
    }
}
