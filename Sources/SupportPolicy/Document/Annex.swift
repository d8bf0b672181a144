import BusinessTime

/// What one contract promises otherwise than the document and its plan, as its parties agreed it: how long a target takes, in
/// which hours it counts. Nothing else can be agreed otherwise.
public struct Annex: Codable, Hashable, Sendable {
    public struct Target: Codable, Hashable, Sendable {
        /// Its id among the document's targets.
        public var id: String
        /// `4 h`, counted as the document counts; `nil` leaves the time as it is.
        public var within: String?
        /// Id of one of the document's calendars; `nil` leaves the hours as they are.
        public var calendar: String?

        public init(_ id: String, within: String? = nil, calendar: String? = nil) {
            (self.id, self.within, self.calendar) = (id, within, calendar)
        }
    }

    /// Where the contract says so: `Anexo B, 3`.
    public var section: String
    /// What it says there, in short words.
    public var text: String
    public var targets: [Target]
    /// The calendar in which every target counts that is given none of its own here.
    public var coverage: String?

    public init(section: String, text: String, targets: [Target] = [], coverage: String? = nil) {
        (self.section, self.text, self.targets, self.coverage) = (section, text, targets, coverage)
    }
}

extension Annex {
    /// What it has otherwise than a document, as a layer over it, with the contract's own clause.
    ///
    /// - Returns: also everything that cannot be, at `section`, `text`, `targets`, `coverage` or the id of a target: the layer
    ///   then leaves it out.
    public func layer(over policy: Policy, of contract: String, from date: String) -> (layer: Layers.Contract, problems: [FieldProblem]) {
        var problems: [FieldProblem] = []
        func note(_ place: String, _ es: String, _ en: String) { problems.append(FieldProblem(place, Said(es: es, en: en))) }
        func calendar(_ id: String?, at place: String) -> NamedCalendar? {
            guard let id else { return nil }
            let calendar = policy.calendar(id)
            let known = policy.calendars.map(\.id).joined(separator: ", ")
            if calendar == nil { note(place, "No hay un horario '\(id)'; son: \(known).", "There are no hours '\(id)'; they are: \(known).") }
            return calendar
        }

        if section.isEmpty { note("section", "Diga en qué parte del contrato está.", "Say where in the contract it stands.") }
        if text.isEmpty { note("text", "Diga con pocas palabras qué dice el contrato.", "Say in short words what the contract says.") }
        let clause = Clause(
            id: "contract-\(contract)", document: Said(es: "Contrato \(contract)", en: "Contract \(contract)")(in: policy.language),
            section: section, text: text, ids: [], isPublished: false)
        var changed: [Overrides.Target] = []
        for target in targets {
            guard let promise = policy.promise(target.id) else {
                let known = policy.promises.map(\.id).joined(separator: ", ")
                note(target.id, "No hay un plazo '\(target.id)'; son: \(known).", "There is no target '\(target.id)'; they are: \(known).")
                continue
            }
            let limit = target.within.flatMap(promise.limit)
            if let asked = target.within, limit == nil {
                note(target.id, "'\(asked)' no es un plazo como '\(promise.asWritten)'.", "'\(asked)' is no time such as '\(promise.asWritten)'.")
            }
            if target.within == nil, target.calendar == nil {
                note(target.id, "Diga el plazo, el horario, o los dos.", "Say the time, the hours, or both.")
            }
            changed.append(Overrides.Target(target.id, limit: limit, calendar: calendar(target.calendar, at: target.id), clause: clause))
        }
        if Set(targets.map(\.id)).count < targets.count { note("targets", "Un plazo está dos veces.", "A target stands there twice.") }
        if targets.isEmpty, coverage == nil { note("targets", "Diga qué plazo u horario es distinto.", "Say which target or hours are different.") }
        let covered = calendar(coverage, at: "coverage").map { Overrides.Coverage($0, clause: clause) }
        return (Layers.Contract(id: contract, version: date, overrides: Overrides(targets: changed, coverage: covered)), problems)
    }
}

extension Promise {
    /// Another amount of time for it, counted as it is counted; where nothing is counted, as open time or business days.
    fileprivate func limit(_ text: String) -> Overrides.Limit? {
        guard let amount = Amount(text) else { return nil }
        guard let limit = bound.limit else {
            return (amount.allowance(.workingTime) ?? amount.allowance(.businessDays)).map { Overrides.Limit(.within($0), asWritten: text) }
        }
        return amount.counted(as: limit).map { Overrides.Limit(.within($0), asWritten: text) }
    }
}

extension Amount {
    fileprivate func counted(as other: Allowance) -> Allowance? {
        switch other {
        case .workingTime: allowance(.workingTime)
        case .businessClock: allowance(.businessClock)
        case .businessDays(_, let ending): allowance(.businessDays, ending: ending == .sameTime ? .sameTime : .closeOfBusiness)
        case .calendarDays(_, let roll): allowance(.calendarDays, roll: roll)
        case .elapsed(_, let roll): allowance(.elapsed, roll: roll)
        case .moreThan(let inner): counted(as: inner).map(Allowance.moreThan)
        }
    }
}
