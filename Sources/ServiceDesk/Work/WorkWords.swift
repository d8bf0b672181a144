import SupportPolicy

/// What was said about one work, taken from the entries that say so; what was erased is empty.
package struct WorkWords: Sendable {
    /// Names of texts that are about a work.
    package enum Word: String, CaseIterable, Sendable {
        case place, representative
        /// Who said yes to a session.
        case consent
        /// Who will go.
        case engineer
        /// Who received the engineer.
        case receivedBy = "received_by"
        /// What it cost to come was spent on.
        case expensesFor = "expenses_for"
        /// Who decided on a need.
        case decidedBy = "decided_by"
        /// Who told what a visit needs beforehand.
        case preparedBy = "prepared_by"
        /// Who agreed to close although something is pending.
        case agreedBy = "agreed_by"

        package var said: Said {
            switch self {
            case .place: Said(es: "Lugar", en: "Place")
            case .representative: Said(es: "Representante", en: "Representative")
            case .consent: Said(es: "Autorizó", en: "Consent by")
            case .engineer: Said(es: "Irá", en: "Coming")
            case .receivedBy: Said(es: "Recibió", en: "Received by")
            case .expensesFor: Said(es: "Viáticos", en: "Travel expenses")
            case .decidedBy: Said(es: "Decidió", en: "Decided by")
            case .preparedBy: Said(es: "Informó", en: "Told by")
            case .agreedBy: Said(es: "De acuerdo con", en: "Agreed with")
            }
        }
    }

    private var texts: [Word: String] = [:]
    /// What the client said of the points of a visit's checklist, by their ids.
    package private(set) var points: [String: String] = [:]
    /// What was done, why it failed or was cancelled: what was said last.
    package private(set) var said = ""
    /// Who did last what only one who works does.
    package private(set) var worker = ""

    package subscript(_ word: Word) -> String { texts[word] ?? "" }

    /// - Parameter timeline: of its ticket.
    package init(of number: Int, in timeline: [TimelineItem]) {
        for item in timeline where item.entry.body.facts["work"] == "\(number)" {
            // What is said of its charge is not what was done, unless nothing else is said.
            let isOfWork = item.entry.kind != .charged && item.entry.body.facts["state"] != "unpaid"
            // What was said of one place is not said of another.
            if item.entry.body.facts["state"] == "moved", item.texts.contains(where: { $0.label == Word.place.rawValue }) { points = [:] }
            for text in item.texts {
                if let point = text.label.flatMap(VisitPoint.named)?.id {
                    points[point] = text.text
                } else if let word = text.label.flatMap(Word.init) { texts[word] = text.text } else if isOfWork || said.isEmpty { said = text.text }
            }
            if isOfWork || worker.isEmpty, let by = item.by, by.role.isStaff { worker = by.name }
        }
    }
}

extension SessionOutcome {
    package var said: Said {
        switch self {
        case .solved: Said(es: "Se resolvió", en: "Solved")
        case .furtherProcedure: Said(es: "Se acordó otro procedimiento", en: "Another procedure was agreed on")
        case .explained: Said(es: "No es posible así; se explicó el procedimiento", en: "Not possible this way; the procedure was explained")
        }
    }
}

extension VisitFailure {
    package var said: Said {
        switch self {
        case .notReceived: Said(es: "Nadie recibió al personal", en: "Nobody received the staff")
        case .accessDenied: Said(es: "Se negó el acceso", en: "Access was denied")
        }
    }
}

extension VisitPoint {
    /// How a text is called that is about it: `point access-2: documentación`.
    var name: String { "point \(id): \(label)" }

    /// The id of the point that a text is about, and its label, by the text's name; `nil`: it is about none.
    package static func named(_ name: String) -> (id: String, label: String)? {
        guard name.hasPrefix("point "), let end = name.firstRange(of: ": ") else { return nil }
        return (String(name[..<end.lowerBound].dropFirst(6)), String(name[end.upperBound...]))
    }
}

extension Content {
    /// A text about a work; nothing where nothing is said.
    static func about(_ word: WorkWords.Word, _ text: String?) -> [Content] {
        text.map { [Content(text: $0, name: word.rawValue)] } ?? []
    }
}
