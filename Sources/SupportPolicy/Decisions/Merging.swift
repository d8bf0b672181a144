extension Policy {
    /// The clause by which one ticket holds one problem, and what becomes of another request about it (FI-19, FI-20); `nil` where
    /// the document says nothing of it.
    public var oneProblem: (repeated: Duty.Repeated?, clause: Clause)? {
        for commitment in commitments {
            if case .oneProblem(let repeated) = commitment.duty { return (repeated, commitment.clause) }
        }
        return nil
    }

    /// Whether a request may go on as part of another because both are about the same problem.
    ///
    /// Whether they are is for whoever attends them to say; but where the document wants one problem in each ticket, what was
    /// classified as two different things is two problems.
    ///
    /// - Returns: the clause that is obeyed; `nil` where the document says nothing of it.
    public func merging(_ facts: TicketFacts, into other: TicketFacts) throws(Refusal) -> Clause? {
        guard let rule = oneProblem else { return nil }
        let (one, two) = (kind(of: facts), kind(of: other))
        let isOther = facts.type != other.type || facts.category != nil && other.category != nil && facts.category != other.category
        guard isOther else { return rule.clause }
        throw Refusal(rule.clause, Said(
            es: "Cada ticket es de un solo problema, y éstos se atienden como '\(one)' y '\(two)'. Si son lo mismo, clasifíquelos igual primero.",
            en: "Each ticket is one problem, and these are served as '\(one)' and '\(two)'. If they are the same, classify them alike first."))
    }

    private func kind(of facts: TicketFacts) -> String {
        let type = types.first { $0.id == facts.type }?.label ?? facts.type
        return categories.first { $0.id == facts.category }.map { "\(type), \($0.label)" } ?? type
    }
}
