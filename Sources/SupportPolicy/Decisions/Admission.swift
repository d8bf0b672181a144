/// Whether a request may open a ticket.
public enum Admission: Sendable, Hashable {
    case ok
    /// Taken, but something the policy requires is not on record: the clause says what.
    case unverified(Clause)

    public var clause: Clause? {
        switch self {
        case .ok: nil
        case .unverified(let clause): clause
        }
    }
}

/// A field of a request that cannot stay as it is.
public struct FieldProblem: Sendable, Hashable {
    public let field: String
    public let message: Said

    public init(_ field: String, _ message: Said) {
        self.field = field
        self.message = message
    }
}

extension Policy {
    /// Whether a request opens a ticket by the way it came.
    ///
    /// What the request itself shows refuses; a record that the desk does not hold only leaves it unverified.
    ///
    /// - Parameter records: what the desk holds of this requester.
    /// - Throws: the refusal, with its clause and the way in (IN-30).
    public func admission(of facts: TicketFacts, holding records: Set<RequiredRecord> = []) throws(Refusal) -> Admission {
        guard let channel = channel(facts.channel) else {
            throw Refusal(admission.notOffered, Said(
                es: "\(company.name) no atiende solicitudes por este medio.",
                en: "\(company.name) takes no requests this way."), wayIn: admission.wayIn)
        }
        if let only = channel.opensOnlyIf, !only.matches(facts) {
            throw Refusal(channel.clause, Said(
                es: "Por este medio no se levanta ticket.", en: "No ticket is raised this way."),
                wayIn: channel.wayIn ?? admission.wayIn)
        }
        return verification(of: facts, holding: records)
    }

    /// Whether what such a request has to have is on record, whatever way it came: what follows a request that was taken is not
    /// refused for the way in which that one came.
    ///
    /// - Parameter records: what the desk holds of this requester.
    public func verification(of facts: TicketFacts, holding records: Set<RequiredRecord>) -> Admission {
        let missing = admission.requirements.first { $0.when.matches(facts) && !records.contains($0.record) }
        return missing.map { .unverified($0.clause) } ?? .ok
    }

    /// As what a request is taken: as it came, or as one of another type where that takes less than what is held (GE-24, GE-28).
    ///
    /// - Parameter records: what the desk holds of this requester.
    /// - Returns: what it is from then on, and the rule that says so; `nil`: it stays what it is.
    public func taken(_ facts: TicketFacts, holding records: Set<RequiredRecord>) -> (facts: TicketFacts, rule: AdmissionRules.Requirement?) {
        let rule = admission.requirements.first { $0.takenAs != nil && $0.when.matches(facts) && !records.contains($0.record) }
        var taken = facts
        taken.type = rule?.takenAs ?? facts.type
        return (taken, rule)
    }

    /// Who sees to a client without a contract in force, and so to whoever wants more of one or another term: it is no request for
    /// support, and comes by any way (IN-28). `nil` where no clause names him.
    public var renewal: (desk: Role, clause: Clause)? {
        for rule in admission.requirements where rule.record == .contract {
            if let role = rule.routedTo { return (role, rule.clause) }
        }
        return nil
    }

    /// The record that was missing when a request was taken unverified.
    ///
    /// - Parameter clause: that asks for it.
    public func missing(by clause: String?, of facts: TicketFacts) -> AdmissionRules.Requirement? {
        guard let clause else { return nil }
        return admission.requirements.first { $0.clause.id == clause && $0.when.matches(facts) }
    }

    /// What a request of this kind takes beside the fields of a form: the company's own document, and somebody who may ask
    /// for it (FI-11, FI-12, FI-34).
    public func formalities(of facts: TicketFacts) -> [Commitment] {
        (commitments(on: .requiredDocuments) + commitments(on: .authorisedRequesters)).filter { rule in
            switch rule.duty {
            case .requiredDocument(let document): document.types.contains(facts.type) || facts.category.map(document.categories.contains) == true
            case .authorisedRequester(let requester): requester.types.contains(facts.type)
            default: false
            }
        }
    }

    /// What is missing of the channel's form, or not on the company's lists (FEL-17).
    ///
    /// - Parameter given: the attributes of the request that have a value.
    public func problems(of facts: TicketFacts, given: Set<String>) -> [FieldProblem] {
        let form = forms[facts.channel]
        let missing = (form?.missing == .refused ? form?.fields ?? [] : [])
            .filter { $0.isRequired && !given.contains($0.id) }
            .map { FieldProblem($0.id, Said(es: "Falta \($0.label).", en: "\($0.label) is required.")) }
        return missing + unlisted(facts)
    }

    /// What the client is asked for besides what he sent, where the company takes a request without it (FEL-23); with the clause. What
    /// he may leave out, such as a picture (FEL-24), is asked for together with what he may not, and never alone.
    ///
    /// - Parameter given: the attributes of the request that are known.
    public func stillAsked(by channel: ChannelKind, given: Set<String>) -> (fields: [Form.Field], clause: Clause)? {
        guard let form = forms[channel], form.missing == .askedFor else { return nil }
        let asked = form.fields.filter { !given.contains($0.id) }
        return asked.contains(where: \.isRequired) ? (asked, form.clause) : nil
    }

    /// What is not on the company's lists.
    public func unlisted(_ facts: TicketFacts) -> [FieldProblem] {
        var problems: [FieldProblem] = []
        func check(_ field: String, _ value: String?, _ choices: [Choice]) {
            guard let value, !choices.contains(where: { $0.id == value }) else { return }
            let list = choices.map(\.id).joined(separator: ", ")
            problems.append(FieldProblem(field, choices.isEmpty
                ? Said(es: "Esta empresa no usa este dato.", en: "This company does not use this field.")
                : Said(es: "Elija uno de: \(list).", en: "Choose one of: \(list).")))
        }
        check("type", facts.type, types)
        check("category", facts.category, categories)
        check("department", facts.department, departments)
        check("priority", facts.priority, priorities)
        if let severity = facts.severity, !severities.contains(where: { $0.number == severity }) {
            let list = severities.map { "\($0.number)" }.joined(separator: ", ")
            problems.append(FieldProblem("severity", severities.isEmpty
                ? Said(es: "Esta empresa no usa severidades.", en: "This company does not use severities.")
                : Said(es: "La severidad es una de: \(list).", en: "Severity is one of: \(list).")))
        }
        return problems
    }
}
