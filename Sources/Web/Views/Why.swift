import BusinessTime
import ServiceDesk
import SupportPolicy

/// Every decision that the policy took on a ticket: what was known, which clause decided, and how it was reckoned.
struct WhyView {
    let ticket: Ticket
    let policy: Policy
    let slug: String
    let now: Instant
    let language: Language

    private var words: Wording { Wording(language, policy.zone) }

    func decisions(_ history: [HistoryStep]) -> [WhyPage.Decision] {
        history.flatMap { step in escalation(atOpening: step) + step.entry.body.effects.compactMap { decision($0, step) } }
    }

    /// What goes to another level at once says so in an entry without effects: it was opened there.
    private func escalation(atOpening step: HistoryStep) -> [WhyPage.Decision] {
        guard step.entry.kind == .escalated, step.entry.body.effects.isEmpty, let number = step.ticket.level else { return [] }
        let label = policy.escalation?.level(number)?.label ?? "\(number)"
        return [make(
            step, es: "Entró de inmediato al nivel \(number), \(label)", en: "Came at once to level \(number), \(label)",
            clause: step.entry.clause.flatMap(policy.clause), facts: facts(step.ticket.facts))]
    }

    private func decision(_ effect: Effect, _ step: HistoryStep) -> WhyPage.Decision? {
        let entry = step.entry
        switch effect {
        case .opened(let opening): return admission(opening, step)
        case .owed(let deadline): return owed(deadline, step)
        case .moved(let number, let due, _):
            guard let deadline = deadline(number, step) else { return nil }
            return make(step, es: "\(deadline.metric.said.es): ahora vence el \(Wording(.es, policy.zone).full(due))", en: "\(deadline.metric.said.en): now due \(Wording(.en, policy.zone).full(due))",
                        clause: policy.pause(of: deadline.metric, while: .waiting)?.clause ?? policy.clause(deadline.clause), facts: reason(entry))
        case .deadline(let number, .paused):
            guard let deadline = deadline(number, step) else { return nil }
            return make(step, es: "\(deadline.metric.said.es): el reloj se detiene mientras esperamos", en: "\(deadline.metric.said.en): the clock stands while we wait",
                        clause: policy.pause(of: deadline.metric, while: .waiting)?.clause, facts: waiting(step.ticket))
        case .deadline(let number, .breached):
            guard let deadline = deadline(number, step) else { return nil }
            return make(step, es: "\(deadline.metric.said.es): venció sin cumplirse", en: "\(deadline.metric.said.en): fell due unmet", clause: policy.clause(deadline.clause))
        case .deadline(let number, .met):
            guard let deadline = deadline(number, step) else { return nil }
            return make(step, es: "\(deadline.metric.said.es): cumplida", en: "\(deadline.metric.said.en): kept", clause: policy.clause(deadline.clause),
                        facts: [fact("Vencía", "It was due", words.full(deadline.dueAt))])
        case .closes(let at, let clause): return closing(at: at, clause: clause, step)
        case .level(let number):
            let label = policy.escalation?.level(number)?.label ?? "\(number)"
            return make(step, es: "Pasó al nivel \(number), \(label)", en: "Went to level \(number), \(label)", clause: entry.clause.flatMap(policy.clause))
        case .assignee where entry.clause != nil:
            return make(step, es: "Tiene responsable desde que se abre", en: "Somebody has it from its opening", clause: entry.clause.flatMap(policy.clause))
        case .state(.closed):
            return make(step, es: "Se cerró", en: "It was closed", clause: entry.clause.flatMap(policy.clause), facts: reason(entry))
        case .state(.open) where entry.kind == .reopened:
            return make(step, es: "Se reabrió", en: "It was reopened", clause: entry.clause.flatMap(policy.clause))
        default: return nil
        }
    }

    // MARK: Decisions

    private func admission(_ opening: Effect.Opening, _ step: HistoryStep) -> WhyPage.Decision {
        let missing = opening.admissionClause.flatMap(policy.clause)
        let known = facts(
            TicketFacts(
                channel: opening.channel, type: opening.type, category: opening.category, department: opening.department, priority: opening.priority,
                severity: opening.severity, level: opening.level))
        let clause = missing ?? step.entry.clause.flatMap(policy.clause) ?? policy.channel(opening.channel)?.clause
        return missing == nil
            ? make(step, es: "Se recibió", en: "It was taken", clause: clause, facts: known)
            : make(step, es: "Se recibió, sin verificar: no consta lo que pide la cláusula", en: "It was taken, unverified: what the clause asks for is not on record", clause: clause, facts: known)
    }

    private func owed(_ promised: Deadline, _ step: HistoryStep) -> WhyPage.Decision? {
        if promised.isAgreed { return agreed(promised, step) }
        guard let promise = policy.promise(promised.promise) else { return nil }
        // As it stands today, with everything that stopped its clock.
        let deadline = ticket.deadlines.first { $0.number == promised.number } ?? promised
        var facts = facts(step.ticket.facts, named: promise.when)
        facts.append(fact("Cuenta desde", "Counts from", words.full(deadline.startedAt)))
        let others = policy.promises.filter { $0.metric == promise.metric && $0.id != promise.id && $0.when.matches(step.ticket.facts) }
        if !others.isEmpty {
            let names = others.map { "\($0.asWritten) (\($0.clause.ids.joined(separator: ", ")))" }.joined(separator: "; ")
            facts.append(fact("También aplicaba, y decide la regla más específica", "This applied too, and the more specific rule decides", names))
        }
        let due = deadline.dueAt.isDate
            ? Said(es: "vence el \(Wording(.es, policy.zone).full(deadline.dueAt))", en: "due \(Wording(.en, policy.zone).full(deadline.dueAt))")
            : deadline.dueAt.insteadOfDate ?? Said(es: "sin límite", en: "no limit")
        var decision = make(step, es: "\(promise.metric.said.es), \(promise.asWritten): \(due.es)", en: "\(promise.metric.said.en), \(promise.asWritten): \(due.en)", clause: promise.clause, facts: facts)
        decision.reckoning = ticket.reckoning(of: deadline, under: policy, until: now).map {
            ReckoningTable($0, of: promise, from: deadline.startedAt, to: deadline.status == .paused ? $0.due : deadline.dueAt, words)
        }
        return decision
    }

    private func agreed(_ promised: Deadline, _ step: HistoryStep) -> WhyPage.Decision {
        make(step, es: "\(promised.metric.said.es): vence el \(Wording(.es, policy.zone).full(promised.dueAt))", en: "\(promised.metric.said.en): due \(Wording(.en, policy.zone).full(promised.dueAt))",
             clause: policy.clause(promised.clause), facts: [fact("Se acordó con la cotización", "Agreed with quote", promised.promise)])
    }

    private func closing(at: Instant, clause: String, _ step: HistoryStep) -> WhyPage.Decision {
        make(step, es: "Sin respuesta se cierra el \(Wording(.es, policy.zone).full(at))", en: "Without an answer it closes on \(Wording(.en, policy.zone).full(at))",
             clause: policy.clause(clause), facts: waiting(step.ticket))
    }

    // MARK: Facts

    /// What was known of the request; of a rule only the axes that it names.
    private func facts(_ facts: TicketFacts, named condition: Condition? = nil) -> [WhyPage.Fact] {
        func label(_ list: [SupportPolicy.Choice], _ id: String?) -> String? { id.flatMap { id in list.first { $0.id == id }?.label ?? id } }
        let all: [(isNamed: Bool, fact: WhyPage.Fact?)] = [
            (condition?.channels.isEmpty != true, fact("Medio", "Channel", policy.channel(facts.channel)?.label ?? facts.channel.said(in: language))),
            (condition?.types.isEmpty != true, label(policy.types, facts.type).map { fact("Tipo", "Type", $0) }),
            (condition?.categories.isEmpty != true, label(policy.categories, facts.category).map { fact("Categoría", "Category", $0) }),
            (condition?.departments.isEmpty != true, label(policy.departments, facts.department).map { fact("Departamento", "Department", $0) }),
            (condition?.priorities.isEmpty != true, label(policy.priorities, facts.priority).map { fact("Prioridad", "Priority", $0) }),
            (condition?.severities.isEmpty != true, facts.severity.map { number in
                fact("Severidad", "Severity", policy.severities.first { $0.number == number }?.label ?? "\(number)")
            }),
            (condition?.levels.isEmpty != true, facts.level.map { number in
                fact("Nivel", "Level", policy.escalation?.level(number)?.label ?? "\(number)")
            }),
        ]
        return all.compactMap { $0.isNamed ? $0.fact : nil }
    }

    private func waiting(_ ticket: Ticket) -> [WhyPage.Fact] {
        guard let wait = ticket.waits.last else { return [] }
        let since = fact("En espera desde", "Waiting since", words.full(wait.start))
        let contacts = ticket.contacts.isEmpty ? [] : [fact("Intentos de contacto", "Contact attempts", ticket.contacts.map(words.short).joined(separator: "; "))]
        return [since] + contacts
    }

    private func reason(_ entry: Entry) -> [WhyPage.Fact] {
        let said: Said? = switch entry.body.facts["because"] {
        case "silence": Said(es: "el cliente no respondió", en: "the client did not answer")
        case "unconfirmed": Said(es: "el cliente no confirmó el cierre", en: "the client did not confirm the closing")
        case "contact_attempts": Said(es: "no se logró contactar al cliente", en: "the client could not be reached")
        case "client": Said(es: "el cliente lo confirmó", en: "the client confirmed it")
        case "solved": Said(es: "se dio por resuelta", en: "it was taken for solved")
        default: nil
        }
        let day = entry.body.facts["date"].flatMap { CalendarDate(iso: $0) }.map { fact("Día que no se abrió", "Day that was closed", words.full($0)) }
        return [said.map { fact("Porque", "Because", $0(in: language)) }, day].compactMap { $0 }
    }

    private func fact(_ es: String, _ en: String, _ value: String) -> WhyPage.Fact {
        WhyPage.Fact(name: Said(es: es, en: en)(in: language), value: value)
    }

    private func deadline(_ number: Int, _ step: HistoryStep) -> Deadline? {
        step.ticket.deadlines.first { $0.number == number }
    }

    private func make(_ step: HistoryStep, es: String, en: String, clause: Clause?, facts: [WhyPage.Fact] = []) -> WhyPage.Decision {
        WhyPage.Decision(
            what: Said(es: es, en: en)(in: language), at: words.near(step.entry.at, now: now), instant: step.entry.at.iso8601, facts: facts,
            clause: clause.map { ClauseCite($0, in: slug) })
    }
}
