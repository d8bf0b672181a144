import BusinessTime
import ServiceDesk
import SupportPolicy

/// What can be done with the work on a request, and what is asked for it.
///
/// Fields of a work end in its number, so that a page can ask the same of several.
struct WorkFields {
    let ticket: Ticket
    let policy: Policy
    let slug: String
    let language: Language
    /// Who may go to a client.
    let staff: [Person]
    let form: FormBody
    /// Of the form that was sent, by the names of its fields.
    let problems: [FieldProblem]

    private var place: Link { .ticket(slug, ticket.folio) }
    private func say(_ es: String, _ en: String) -> String { Said(es: es, en: en)(in: language) }

    // MARK: What comes next

    func acts(on work: Work, saying words: WorkWords, by principal: Principal) -> [WorkPage.Act] {
        let n = "-\(work.number)"
        switch (work.kind, work.state) {
        case (.timer, .running):
            guard work.person == principal.person || principal.role != .agent else { return [] }
            return [WorkPage.Act(name: language(.stopTimer), place: place / "timers" / "\(work.number)" / "end", fields: [
                field("done" + n, say("Qué se hizo", "What was done"), .multiline(rows: 2), isRequired: true),
                field("minutes" + n, say("Minutos que cuentan", "Minutes that count"), .number, hint: say("Vacío: todo lo que corrió.", "Empty: as long as it ran.")),
            ], isPrimary: true)]
        case (.session(let session), .planned): return consent(session, n, at: place / "sessions" / "\(work.number)")
        case (.session, .running):
            return [WorkPage.Act(name: language(.endSession), place: place / "sessions" / "\(work.number)" / "end", fields: [
                field("outcome" + n, say("Cómo terminó", "How it ended"), .select(SessionOutcome.allCases.map { Choice(value: $0.rawValue, label: $0.said(in: language)) }), isRequired: true),
                field("done" + n, say("Qué se hizo, o qué sigue; el cliente lo lee", "What was done, or what follows; the client reads it"), .multiline(rows: 3), isRequired: true),
            ], isPrimary: true), cancellation(n, at: place / "sessions" / "\(work.number)")]
        case (.visit(let visit), .planned):
            let place = place / "visits" / "\(work.number)"
            return answer(to: visit.wish, n, at: place) + planned(visit, words, n, at: place)
        case (.visit(let visit), .running): return arrived(visit, n, at: place / "visits" / "\(work.number)")
        case (.need(let need), .planned): return decided(need, n, at: place / "needs" / "\(work.number)")
        default: return []
        }
    }

    private func consent(_ session: RemoteSession, _ n: String, at place: Link) -> [WorkPage.Act] {
        let begin = WorkPage.Act(name: language(.beginSession), place: place / "beginning", isPrimary: session.consent != nil)
        let consent = WorkPage.Act(name: language(.recordConsent), place: place / "consent", fields: [
            field("by" + n, say("Quién lo autorizó", "Who consented"), .text, isRequired: true), way(n),
        ])
        return (session.consent == nil ? [consent] : []) + [begin, cancellation(n, at: place)]
    }

    private func way(_ n: String, named name: String = "via") -> FormField {
        field(name + n, say("Por qué medio", "By which way"), .select(ChannelKind.allCases.filter { $0 != .portal }.map { Choice(value: $0.rawValue, label: $0.said(in: language)) }), isRequired: true)
    }

    private func decided(_ need: AdditionalNeed, _ n: String, at place: Link) -> [WorkPage.Act] {
        switch need.choice {
        case nil:
            return [WorkPage.Act(name: language(.recordDecision), place: place / "decision", fields: [
                field("choice" + n, say("Qué decidió", "What he decided"), .select(need.choices.map { Choice(value: $0.rawValue, label: $0.said(in: language)) }), isRequired: true),
                field("by" + n, say("Quién lo decidió", "Who decided"), .text, isRequired: true), way(n),
            ], isPrimary: true), cancellation(n, at: place)]
        case .withinTime:
            return [WorkPage.Act(name: language(.needFulfilled), place: place / "end", fields: [
                field("minutes" + n, say("Minutos que tomó; quedaban \(need.left)", "Minutes that it took; \(need.left) were left"), .number, isRequired: true),
                field("done" + n, say("Qué se hizo; el cliente lo lee", "What was done; the client reads it"), .multiline(rows: 2), isRequired: true),
            ], isPrimary: true), cancellation(n, at: place)]
        case .apart, .declined: return [cancellation(n, at: place)]
        }
    }

    private func planned(_ visit: Visit, _ words: WorkWords, _ n: String, at place: Link) -> [WorkPage.Act] {
        let given = form.fields.keys.contains("told" + n) ? form.fields : nil
        var preparation = WorkPage.Act(name: language(.prepareVisit), place: place / "preparation", fields: VisitFields(visit, words, policy, language, ending: n).asked(given: given).map { asked in
            var asked = asked
            asked.problem = problems.first { $0.field == asked.name }?.message(in: language)
            return asked
        } + [field("told" + n, say("Quién lo informó", "Who told so"), .text, isRequired: true), way(n, named: "told-via")])
        preparation.hint = policy.visitPoints.first.map { ($0.clause.text, ClauseCite($0.clause, in: slug)) }
        return [
            WorkPage.Act(name: language(.recordArrival), place: place / "arrival", fields: [
                field("at" + n, say("Cuándo llegó", "When"), .dateAndTime, hint: say("Vacío: ahora.", "Empty: now.")),
                field("received_by" + n, say("Quién lo recibió", "Who received him"), .text, hint: say("Vacío: nadie.", "Empty: nobody.")),
                files("files" + n),
            ], isPrimary: true, takesFiles: true),
            WorkPage.Act(name: language(.moveVisit), place: place / "move", fields: [
                field("begins" + n, say("Nueva fecha y hora", "New date and time"), .dateAndTime, isRequired: true),
                field("length" + n, say("Minutos", "Minutes"), .number, usually: "\(visit.appointment.span.seconds / 60)"),
                field("place" + n, say("Otro lugar", "Another place"), .text, hint: say("Vacío: el mismo.", "Empty: the same.")),
                field("why" + n, say("Motivo; el cliente lo lee", "Reason; the client reads it"), .text, isRequired: true),
            ] + agreement("fees" + n, on: circumstances(visit.appointment, n))),
            WorkPage.Act(name: language(.nameEngineer), place: place / "engineer", fields: [
                field("engineer" + n, say("Quién va", "Who comes"), .select(engineers), usually: staff.first { $0.id == visit.appointment.engineer }?.email ?? ""),
            ]),
            preparation,
            cancellation(n, at: place),
        ]
    }

    private var engineers: [Choice] {
        [Choice(value: "", label: say("Todavía no se sabe", "Not known yet"))] + staff.map { Choice(value: $0.email, label: $0.name) }
    }

    /// To a client who asked for another time.
    private func answer(to wish: Visit.Wish?, _ n: String, at place: Link) -> [WorkPage.Act] {
        guard let wish else { return [] }
        let words = Wording(language, policy.zone), when = "\(words.short(wish.begins))–\(words.clock(wish.ends))"
        return [
            WorkPage.Act(name: say("Aceptar: \(when)", "Accept: \(when)"), place: place / "wish" / "acceptance", fields: [
                FormField(name: "read" + n, kind: .hidden, value: "\(wish.begins.seconds)"),
            ], isPrimary: true),
            WorkPage.Act(name: language(.keepVisit), place: place / "wish" / "refusal", fields: [
                field("keep" + n, say("Motivo; el cliente lo lee", "Reason; the client reads it"), .text, isRequired: true),
            ]),
        ]
    }

    private func arrived(_ visit: Visit, _ n: String, at place: Link) -> [WorkPage.Act] {
        func common(_ prefix: String) -> [FormField] {
            [
                field(prefix + "left" + n, say("Cuándo salió", "When he left"), .dateAndTime, hint: say("Vacío: ahora.", "Empty: now.")),
                field(prefix + "expenses" + n, say("Viáticos en pesos, por cuenta del cliente", "Travel expenses in pesos, at the client's expense"), .text,
                      hint: say("Todo lo que costó: lo que ya pagó con una cotización se descuenta solo.", "All that it cost: what he paid by a quote is taken off by itself.")),
                field(prefix + "spent" + n, say("En qué se gastaron", "What they were spent on"), .text),
                files(prefix + "files" + n),
            ]
        }
        var failure = WorkPage.Act(name: language(.visitInVain), place: place / "failure", fields: [
            field("failure" + n, say("Qué pasó", "What happened"), .select(VisitFailure.allCases.map { Choice(value: $0.rawValue, label: $0.said(in: language)) }), isRequired: true),
            field("why" + n, say("Explicación; el cliente la lee", "Explanation; the client reads it"), .multiline(rows: 2), isRequired: true),
        ] + common("failed-"), takesFiles: true)
        let lacking = policy.visitPoints.filter { visit.ready?.contains($0.id) != true }.map(\.label)
        let evidence = policy.visitPoints.isEmpty ? "" : lacking.isEmpty
            ? say(" El cliente informó todo lo que se pide antes: diga qué faltó de eso.", " The client told all that is asked for beforehand: say what of it was missing.")
            : say(" Antes de la visita no informó: \(lacking.joined(separator: "; ")).", " Before the visit he did not tell: \(lacking.joined(separator: "; ")).")
        failure.hint = policy.visitRules.first { $0.visit.otherwise == .countsAsDone || !$0.visit.charges.isEmpty }.map { ($0.rule.clause.text + evidence, ClauseCite($0.rule.clause, in: slug)) }
        return [
            WorkPage.Act(name: language(.endVisit), place: place / "end", fields: [
                field("done" + n, say("Qué se hizo; el cliente lo lee", "What was done; the client reads it"), .multiline(rows: 3), isRequired: true),
            ] + common(""), isPrimary: true, takesFiles: true),
            failure, cancellation(n, at: place),
        ]
    }

    /// Evidence of the arrival, or receipts.
    private func files(_ name: String) -> FormField {
        FormField(name: name, label: language(.files), kind: .files(accept: "image/*,.pdf", limits: say("Hasta 25 MB cada uno.", "Up to 25 MB each.")))
    }

    private func cancellation(_ n: String, at place: Link) -> WorkPage.Act {
        WorkPage.Act(name: language(.giveItUp), place: place / "cancellation", fields: [
            field("reason" + n, say("Motivo; el cliente lo lee", "Reason; the client reads it"), .text, isRequired: true),
        ])
    }

    // MARK: What can be begun

    var new: [WorkPage.Act] {
        guard !ticket.isClosed else { return [] }
        let remote = policy.remoteAccess
        var session = WorkPage.Act(name: language(.offerSession), place: place / "sessions", fields: [
            field("tool", say("Con qué programa", "By which program"), .text, isRequired: true, usually: remote?.access.tools.first ?? ""),
            field("session-text", say("Mensaje al cliente", "Message to the client"), .multiline(rows: 2)),
        ] + agreement("session-fees", on: [.outOfHours]))
        session.hint = remote.map { ($0.rule.clause.text, ClauseCite($0.rule.clause, in: slug)) }
        var visit = WorkPage.Act(name: language(.planVisit), place: place / "visits", fields: [
            field("begins", say("Fecha y hora", "Date and time"), .dateAndTime, isRequired: true),
            field("length", say("Minutos", "Minutes"), .number, usually: "60"),
            field("place", say("Lugar", "Place"), .text, isRequired: true),
            field("engineer", say("Quién va", "Who comes"), .select(engineers), hint: say("Su carta y su calendario se lo dicen también a él.", "His letter and his calendar tell him, too.")),
            field("representative", say("Quién recibe y conoce la solicitud", "Who receives, and knows the request"), .text, hint: say("Vacío: se le pide al cliente en su carta.", "Empty: his letter asks the client.")),
            field("urgent", say("Urgente, pedido y aceptado por el cliente", "Urgent, asked for and accepted by the client"), .select([Choice(value: "", label: "No"), Choice(value: "yes", label: say("Sí", "Yes"))])),
            field("visit-text", say("Mensaje al cliente", "Message to the client"), .multiline(rows: 2)),
        ] + agreement("fees", on: circumstances()))
        visit.hint = policy.visitRules.first.map { ($0.rule.clause.text, ClauseCite($0.rule.clause, in: slug)) }
        let time = WorkPage.Act(name: language(.writeDownTime), place: place / "work", fields: [
            field("minutes", say("Minutos", "Minutes"), .number, isRequired: true),
            field("done", say("Qué se hizo", "What was done"), .multiline(rows: 2), isRequired: true),
        ])
        return [WorkPage.Act(name: language(.startTimer), place: place / "timers"), time, session, visit] + [need].compactMap { $0 }
    }

    /// Where the policy lets the client decide on what comes up (GE-66).
    private var need: WorkPage.Act? {
        guard let clause = policy.tariff.rules?.additionalNeeds else { return nil }
        var need = WorkPage.Act(name: language(.askAboutNeed), place: place / "needs", fields: [
            field("need-text", say("Qué surgió; el cliente lo lee", "What came up; the client reads it"), .multiline(rows: 2), isRequired: true),
            field("service", say("Qué servicio sería", "Which service it would be"), .select(policy.tariff.items.filter { $0.isOrdered && !$0.price.isEmpty }.map { Choice(value: $0.id, label: "\($0.label): \(policy.tariff.price(of: $0, in: language))") }),
                  isRequired: true, hint: say("Lo que no tiene precio de lista se cotiza.", "What has no list price is quoted.")),
            field("quantity", say("Cantidad", "Quantity"), .number, usually: "1"),
        ])
        need.hint = (clause.text, ClauseCite(clause, in: slug))
        return need
    }

    /// Asked once somebody wants what has a fee: it names the fees, and goes on with them.
    private func agreement(_ name: String, on circumstances: @autoclosure () -> Set<Circumstance>) -> [FormField] {
        guard let question = problems.first(where: { $0.field == name }) else { return [] }
        return FormField.agreement(name, on: policy.fees(in: circumstances()), asking: question.message, in: language)
    }

    /// Those of a visit as it was filled in.
    private func circumstances(_ agreed: Visit.Appointment? = nil, _ n: String = "") -> Set<Circumstance> {
        guard let begins = try? form.instant("begins" + n, in: policy.zone) else { return [] }
        let minutes = (try? form.number("length" + n)) ?? agreed.map { Int($0.span.seconds / 60) } ?? 60
        guard (0...Desk.mostMinutes).contains(minutes) else { return [] }
        return policy.circumstances(ofVisitAgreedFor: Span(begins, begins + Int64(minutes) * 60), isUrgent: agreed?.isUrgent ?? (form["urgent"] == "yes"))
    }

    private func field(_ name: String, _ label: String, _ kind: FormField.Kind, isRequired: Bool = false, hint: String? = nil, usually: String = "") -> FormField {
        FormField(
            name: name, label: label, kind: kind, isRequired: isRequired, value: form.fields[name] ?? usually, hint: hint,
            problem: problems.first { $0.field == name }?.message(in: language), autocomplete: "off")
    }
}

extension FormField {
    /// Whether somebody agrees on fees, which go with his answer: on others he would be asked again.
    static func agreement(_ name: String, on fees: [TariffItem], asking question: Said, in language: Language) -> [FormField] {
        [
            FormField(
                name: name, label: Said(es: "De acuerdo con la cuota", en: "Agreed on the fee")(in: language),
                kind: .select([Choice(value: "", label: "No"), Choice(value: "yes", label: Said(es: "Sí", en: "Yes")(in: language))]), isRequired: true,
                problem: question(in: language)),
            FormField(name: "\(name)-shown", kind: .hidden, value: fees.map(\.id).joined(separator: " ")),
        ]
    }
}

extension FormBody {
    /// Ids of the fees that somebody agreed on.
    func fees(_ name: String = "fees") -> Set<String> {
        self[name] == "yes" ? Set(self["\(name)-shown"].split(separator: " ").map(String.init)) : []
    }

    /// A date and time on the wall of a zone, as a browser sends it; `nil` when it is empty.
    ///
    /// - Throws: `.invalid` for what no clock shows.
    func instant(_ name: String, in zone: Zone) throws -> Instant? {
        try value(name).map { text in
            guard let instant = zone.instant(written: text) else {
                throw DeskError.invalid(name, "Es una fecha con hora, como 2026-03-16T10:00.", "A date and time, such as 2026-03-16T10:00.")
            }
            return instant
        }
    }

    func report(_ done: String, left: String, expenses: String, spent: String, in zone: Zone, with files: [StoredFile]) throws -> VisitReport {
        var report = VisitReport(self[done])
        report.files = files
        report.leftAt = try instant(left, in: zone)
        report.expenses = try money(expenses) ?? 0
        report.expensesFor = value(spent)
        return report
    }
}
