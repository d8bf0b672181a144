import BusinessTime

extension Policy {
    /// What the document says of term and notice (FP-35, FP-36).
    public var serviceTerm: (duty: Duty.ServiceTerm, clause: Clause)? {
        for commitment in commitments(on: .term) {
            if case .term(let term) = commitment.duty { return (term, commitment.clause) }
        }
        return nil
    }

    /// From when on notice that a contract is not renewed comes too late: the start of the day so many months before its end (FP-36).
    ///
    /// - Parameter end: the first instant at which the contract, or its present extension, no longer holds.
    /// - Returns: `nil` where the document asks for no such time.
    public func noticeIsLate(onContractEnding end: Instant) -> Instant? {
        guard let months = serviceTerm?.duty.noticeMonths, end < .never else { return nil }
        return zone.startOfDay(zone.date(of: end).adding(months: -months))
    }

    /// The clause under which notice is given.
    ///
    /// - Throws: a refusal with it where it comes too late for this term.
    public func notice(onContractEnding end: Instant, at now: Instant) throws(Refusal) -> Clause? {
        guard let (_, clause) = serviceTerm else { return nil }
        guard let late = noticeIsLate(onContractEnding: end), now >= late else { return clause }
        let day = zone.date(of: late - 1)
        throw Refusal(clause, Said(
            es: "El aviso se da a más tardar el \(Wording(.es, zone).full(day)).", en: "Notice is given by \(Wording(.en, zone).full(day))."))
    }

    /// Which clause says how long a contract under a plan runs.
    public func termClause(of plan: Plan?) -> Clause? { plan?.clause ?? serviceTerm?.clause }

    /// Whether a contract under a plan goes on by itself when its term ends. What was bought by the unit is bought again, not prolonged.
    public func renewsByItself(_ plan: Plan?) -> Bool { (plan?.grants.isEmpty ?? true) && serviceTerm?.duty.renews == true }
}
