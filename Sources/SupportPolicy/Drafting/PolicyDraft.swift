import BusinessTime

/// A first policy of a company, with a comment at each key that explains it. What was left open is `unknown`.
public struct PolicyDraft {
    private let answers: DraftAnswers
    private let today: CalendarDate

    /// - Parameter answers: to the questions of `DraftQuestion`, checked; a question that is missing is answered as it suggests.
    public init(_ answers: DraftAnswers, questions: [DraftQuestion], today: CalendarDate) {
        var complete: DraftAnswers = [:]
        for question in questions where question.applies(complete) {
            complete.updateValue(answers[question.id] ?? question.suggestion(complete), forKey: question.id)
        }
        self.answers = complete
        self.today = today
    }

    public var text: String {
        """
        # Política de soporte de \(answers.text(.name)). Se revisa con `ventanilla policy check`, que dice en qué renglón falta algo.
        # Lo que dice unknown está sin decidir y no deja activarla. Cada regla cita (cites) una cláusula del documento publicado.
        schema: ventanilla-policy/1

        policy:
          id: \(value(.slug))\(says("policy.id"))
          title: \(quoted("Política de soporte de \(answers.text(.name))"))\(says("policy.title"))
          version: "\(today)"\(says("policy.version"))
          effective_from: \(today)\(says("policy.effective_from"))
          language: es\(says("policy.language"))
          folio_prefix: \(value(.prefix))\(says("policy.folio_prefix"))

        company:
          name: \(value(.name))\(says("company.name"))
          legal_name: \(value(.legalName))\(says("company.legal_name"))
        \(optional("  website: ", .website, says("company.website")))\
          email: \(value(.email))\(says("company.email"))
        \(phones)
        # Qué dice su documento, por partes: ponga su texto y, en ids, cómo numera cada requisito.
        clauses:
          hours:
            section: Horario\(says("clauses.*.section"))
            text: \(quoted(hoursInWords))\(says("clauses.*.text"))
            ids: [\(answers.text(.prefix))-1]\(says("clauses.*.ids"))
          ways-in:
            section: Medios
            text: \(quoted("El soporte se pide por: \(answers.list(.ways).map(Self.label).joined(separator: ", "))."))
            ids: [\(answers.text(.prefix))-2]
          answer:
            section: Tiempo de respuesta
            text: \(quoted(answers.text(.response).isEmpty ? "Se da una primera respuesta a toda solicitud." : "La primera respuesta se da en \(answers.text(.response))."))
            ids: [\(answers.text(.prefix))-3]
          closing:
            section: Cierre
            text: \(quoted("El ticket se cierra cuando se dio la solución\(answers.text(.silence) == DraftQuestion.none ? "." : ", o cuando el cliente deja de contestar.")"))
            ids: [\(answers.text(.prefix))-4]

        # Lo que su documento no dice y la empresa supone va en assumptions, y la regla lo nombra con assumes:
        # assumptions:
        #   A-1: {about: lifecycle.states, text: "Los estados son Abierto, En espera, Resuelto y Cerrado."}

        # \(told("calendars"))
        calendars:
          service:
            label: \(quoted(answers.text(.days).isEmpty || answers.text(.hours).isEmpty ? "Horario de atención" : hoursInWords))\(says("calendars.*.label"))
            zone: \(value(.zone))\(says("calendars.*.zone"))
            weekly: \(weekly)\(says("calendars.*.weekly"))
        \(optional("    closed: ", .closed, says("calendars.*.closed"), isList: true))\
            cites: hours

        # \(told("types"))
        types:
          ticket: {label: Solicitud de soporte, cites: ways-in}

        # \(told("channels")) opens_ticket_only_if limita lo que levanta ticket por un medio.
        channels:
        \(answers.list(.ways).map(channel).joined(separator: "\n"))

        admission:
          # \(told("admission.not_offered"))
          not_offered: {way_in: \(quoted("Pida soporte por: \(answers.list(.ways).map(Self.label).joined(separator: ", "))."))\(", cites: ways-in}")
          # Si sólo se atiende a quien tiene contrato: requires: [{record: contract, cites: …}]

        # \(told("targets"))
        targets:
          - id: first_answer
            metric: first_response\(says("targets[].metric"))
            within: \(value(.response))\(says("targets[].within"))
            count: \(value(.count))\(says("targets[].count"))
            calendar: service\(says("targets[].calendar"))
            starts: received\(says("targets[].starts"))
            cites: answer

        lifecycle:
          states:
            # \(told("lifecycle.states.labels"))
            labels: {open: Abierto, waiting: En espera, resolved: Resuelto, closed: Cerrado}
          closing:
            by_agent:
              effect: \(value(.closing))\(says("lifecycle.closing.by_agent.effect"))
              cites: closing
            by_client: {effect: close, cites: closing}
        \(silence)\
          after_closing:
            reopen_within: \(value(.reopening))\(says("lifecycle.after_closing.reopen_within"))
            count: calendar_days
            cites: closing

        """
    }

    // MARK: Pieces

    private var weekly: String {
        guard !answers.text(.days).isEmpty, !answers.text(.hours).isEmpty else { return "unknown" }
        // Saturday's hours can be open by themselves: then the whole week is.
        if answers.keys.contains(.saturday), answers.text(.saturday).isEmpty { return "unknown" }
        let saturday = answers.list(.saturday).filter { $0 != DraftQuestion.none }
        let rest = saturday.isEmpty ? "" : ", sat: [\(saturday.map(quoted).joined(separator: ", "))]"
        return "{\(answers.text(.days)): [\(answers.list(.hours).map(quoted).joined(separator: ", "))]\(rest)}"
    }

    private var phones: String {
        answers.text(.phone).isEmpty ? "" : "  phones: [{label: Soporte, number: \(quoted(answers.text(.phone)))}]\(says("company.phones"))\n"
    }

    private func channel(_ kind: String) -> String {
        let address: DraftQuestion.ID? = kind == "email" ? .email : kind == "phone" ? .phone : nil
        let line = address.map { "\n    address: \(value($0))\(says("channels.*.address"))" } ?? ""
        return """
              \(kind):
                kind: \(kind)
                label: \(Self.label(kind))\(says("channels.*.label"))\(line)
                calendar: service\(says("channels.*.calendar"))
                cites: ways-in
            """
    }

    private var silence: String {
        guard answers.text(.silence) != DraftQuestion.none else { return "" }
        return """
                silence:
                  more_than: \(value(.silence))\(says("lifecycle.closing.silence.more_than"))
                  count: \(value(.silenceCount))
                  calendar: service
                  cites: closing

            """
    }

    private static func label(_ kind: String) -> String {
        switch ChannelKind(rawValue: kind) {
        case .portal: "Portal"
        case .email: "Correo"
        case .phone: "Teléfono"
        case .chat: "Chat"
        case nil: kind
        }
    }

    private var hoursInWords: String {
        guard let days = Weekday.days(answers.text(.days)), let first = days.first, let last = days.last, !answers.text(.hours).isEmpty else {
            return "El documento no dice completo el horario."
        }
        let names = ["lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"]
        func words(_ hours: [String]) -> String { hours.map { $0.replacing("-", with: " a ") }.joined(separator: " y de ") }
        let span = first == last ? "Los \(names[first.rawValue - 1])" : "De \(names[first.rawValue - 1]) a \(names[last.rawValue - 1])"
        let saturday = answers.list(.saturday).filter { $0 != DraftQuestion.none }
        return "\(span) de \(words(answers.list(.hours)))" + (saturday.isEmpty ? "" : ", y sábado de \(words(saturday))")
    }

    /// An answer as YAML; `unknown` where it is open.
    private func value(_ id: DraftQuestion.ID) -> String {
        let text = answers.text(id)
        guard !text.isEmpty else { return "unknown" }
        let isPlain = text.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || [0x5F, 0x2F].contains(byte)
        }
        return isPlain && text.lowercased() != "null" || Amount(text) != nil ? text : quoted(text)
    }

    /// A line that is left out where there is none.
    private func optional(_ start: String, _ id: DraftQuestion.ID, _ end: String, isList: Bool = false) -> String {
        guard answers.text(id) != DraftQuestion.none else { return "" }
        return "\(start)\(isList && !answers.text(id).isEmpty ? "[\(answers.list(id).joined(separator: ", "))]" : value(id))\(end)\n"
    }

    private func quoted(_ text: String) -> String {
        "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }

    /// The comment that explains a key, as the language declares it.
    private func says(_ place: String) -> String { "    # \(told(place))" }

    private func told(_ place: String) -> String {
        guard let said = PolicyLanguage.places[place] else { preconditionFailure("'\(place)' is not declared in PolicyLanguage") }
        return said.es
    }
}
