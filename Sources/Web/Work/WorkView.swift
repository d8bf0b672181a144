import BusinessTime
import ServiceDesk
import SupportPolicy

/// What is worked on a request, in words.
struct WorkView {
    let ticket: Ticket
    let policy: Policy
    let slug: String
    let timeline: [TimelineItem]
    let now: Instant
    let language: Language
    let isStaff: Bool
    /// Of the works, by their numbers.
    let fees: [Int: [WorkFee]]

    private var words: Wording { Wording(language, policy.zone) }
    private func say(_ es: String, _ en: String) -> String { Said(es: es, en: en)(in: language) }

    /// The latest first; a client sees sessions and visits.
    var lines: [WorkLine] {
        ticket.works.filter { isStaff || !$0.isInternal }.reversed().map(line)
    }

    /// How much of the time of what the request is was worked, and what goes beyond it (GE-38, GE-66); `nil` where it has none.
    var timeBox: TimeRemark? {
        guard isStaff, !ticket.isClosed, let service = policy.service(of: ticket.facts), let box = ticket.timeBox(under: policy, at: now) else { return nil }
        let criteria = policy.closingCriteria(of: ticket.facts)?.clause, needs = policy.tariff.rules?.additionalNeeds
        let counted = say("Van \(box.worked) de los \(box.minutes) min de '\(service.label)'", "\(box.worked) of the \(box.minutes) min of '\(service.label)' were worked")
        guard box.over > 0 else { return TimeRemark(said: say("\(counted): quedan \(box.left).", "\(counted): \(box.left) are left."), isOver: false, cites: [criteria ?? service.clause].map { ClauseCite($0, in: slug) }) }
        let next = needs == nil
            ? say("Lo que pasa de ese tiempo no es de este servicio: explique al cliente el procedimiento.", "What goes beyond it is not of this service: explain the procedure to the client.")
            : say("Lo que pasa de ese tiempo no es de este servicio: pregunte al cliente si se atiende por aparte, o explíquele el procedimiento.", "What goes beyond it is not of this service: ask the client whether it is attended apart, or explain the procedure.")
        return TimeRemark(said: say("\(counted): \(box.over) de más. ", "\(counted): \(box.over) too many. ") + next, isOver: true, cites: [criteria ?? service.clause, needs].compactMap { $0 }.map { ClauseCite($0, in: slug) })
    }

    func line(_ work: Work) -> WorkLine {
        let said = WorkWords(of: work.number, in: timeline)
        var line = switch work.kind {
        case .timer: timer(work, said)
        case .time: WorkLine(
            number: work.number, what: say("Tiempo", "Time"), details: [said.said], when: words.near(work.since, now: now), who: said.worker, state: done(work), standing: .kept)
        case .session(let session): self.session(work, session, said)
        case .visit(let visit): self.visit(work, visit, said)
        case .need(let need): self.need(work, need, said)
        }
        line.details = line.details.filter { !$0.isEmpty }
        guard isStaff else { return line }
        if !work.isOver { line.page = (.ticket(slug, ticket.folio) / "work").at("w-\(work.number)") }
        // Before it is over only what is taken in advance is charged (GE-65).
        let mayCharge = work.isOver || work.need != nil || policy.tariff.items.contains { $0.isOnSite && $0.charged == .inAdvance }
        if work.isChargeable, mayCharge, !ticket.isClosed || work.outlivedClosing == true, !policy.tariff.items.isEmpty { line.charge = charge(work) }
        return line
    }

    // MARK: One by one

    private func timer(_ work: Work, _ said: WorkWords) -> WorkLine {
        let isForgotten = work.state == .running && policy.timerIsForgotten(from: work.startedAt) <= now
        let since = words.near(work.startedAt, now: now)
        return WorkLine(
            number: work.number, what: say("Cronómetro", "Timer"), details: [said.said], when: since, who: said.worker,
            state: work.state != .running ? done(work)
                : isForgotten ? say("Corre desde \(since): parece olvidado", "Runs since \(since): it seems forgotten") : say("Corre desde \(since)", "Runs since \(since)"),
            standing: work.state != .running ? .kept : isForgotten ? .late : .soon)
    }

    private func done(_ work: Work) -> String {
        let minutes = say("\(work.minutes ?? 0) min", "\(work.minutes ?? 0) min")
        if work.isCharged { return minutes + charged(work) }
        guard isStaff, let rate = timedItem(for: work)?.rate, let worked = work.minutes, rate.rounded(worked) != worked else { return minutes }
        return say("\(minutes), que por sí solos se cobran como \(rate.rounded(worked))", "\(minutes), which alone are charged as \(rate.rounded(worked))")
    }

    private func charged(_ work: Work) -> String { work.isCharged ? say(", cobrado", ", charged") : "" }

    /// The service that is charged as it is worked, which such work mostly is.
    private func timedItem(for work: Work) -> TariffItem? {
        let timed = policy.tariff.items.filter { $0.charged == .asWorked && $0.rate != nil }
        return timed.first { $0.isOnSite == (work.visit != nil) } ?? timed.first
    }

    private func session(_ work: Work, _ session: RemoteSession, _ said: WorkWords) -> WorkLine {
        let consent = session.consent.map { consent in
            say("Autorizó \(said[.consent]) (\(consent.via.said.es)), \(words.near(consent.at, now: now)).", "Consent by \(said[.consent]) (\(consent.via.said.en)), \(words.near(consent.at, now: now)).")
        }
        let (state, standing): (String, WorkLine.Standing) = switch work.state {
        case .planned where session.consent == nil: (say("Espera la autorización del cliente", "Waits for the client's consent"), .soon)
        case .planned: (say("Autorizada", "Consented"), .soon)
        case .running where isStaff && ticket.isClosed: (say("La solicitud se cerró mientras tanto: diga cómo terminó", "The request was closed meanwhile: say how it ended"), .late)
        case .running: (say("En curso desde \(words.near(work.startedAt, now: now))", "Going on since \(words.near(work.startedAt, now: now))"), .soon)
        case .cancelled: (say("No se hizo", "Did not take place"), .calm)
        case .done: ("\(session.outcome?.said(in: language) ?? ""), \(done(work))", .kept)
        }
        var line = WorkLine(
            number: work.number, what: say("Sesión remota con \(session.tool)", "Remote session by \(session.tool)"), details: [consent ?? "", feesSaid(of: work), work.isOver ? said.said : ""],
            when: words.near(work.startedAt < .never ? work.startedAt : work.since, now: now), who: said.worker, state: state, standing: standing)
        line.cite = session.outcome.flatMap { policy.clause(of: $0, for: ticket.facts) }.map { ClauseCite($0, in: slug) }
        if !isStaff, work.state == .planned, session.consent == nil, !ticket.isClosed {
            line.asks = .request(slug, ticket.folio) / "sessions" / "\(work.number)"
            let handsOff = policy.remoteAccess?.access.isHandsOff == true
            line.details.append(handsOff ? say("Mientras dure la sesión nadie más debe usar el equipo.", "While it lasts, nobody else may use the machine.") : "")
        }
        return line
    }

    private func need(_ work: Work, _ need: AdditionalNeed, _ said: WorkWords) -> WorkLine {
        let answer = need.answer.map { answer in
            say("Decidió \(said[.decidedBy]) (\(answer.via.said.es)), \(words.near(answer.at, now: now)).", "Decided by \(said[.decidedBy]) (\(answer.via.said.en)), \(words.near(answer.at, now: now)).")
        }
        let (state, standing): (String, WorkLine.Standing) = switch (work.state, need.choice) {
        case (.planned, nil): (say("Espera lo que decida el cliente", "Waits for the client's decision"), .soon)
        case (.planned, .apart): (say("Por aparte: falta cobrarlo", "Apart: still to be charged"), .soon)
        case (.planned, _): (say("Dentro del tiempo: falta atenderlo", "Within the time: still to be attended"), .soon)
        case (.done, .withinTime): (say("Atendido dentro del tiempo, sin cargo", "Attended within the time, at no charge"), .kept)
        case (.done, _): (say("Por aparte, cobrado", "Apart, charged"), .kept)
        case (_, .declined): (say("El cliente no lo quiso", "The client did not want it"), .calm)
        default: (say("No se atenderá", "Will not be attended"), .calm)
        }
        let label = policy.tariff.item(need.service)?.label ?? need.service, counted = need.quantity > 1 ? "\(label) × \(need.quantity)" : label
        var line = WorkLine(
            number: work.number, what: say("Surgió además: \(counted)", "Came up: \(counted)"), details: [said.said, answer ?? ""], when: words.near(work.since, now: now),
            who: said.worker, state: state, standing: standing)
        line.cite = policy.tariff.rules?.additionalNeeds.map { ClauseCite($0, in: slug) }
        if !isStaff, work.state == .planned, need.choice == nil, !ticket.isClosed {
            let apart = timeline.first { $0.entry.body.facts["work"] == "\(work.number)" }?.entry.body.facts["apart"] ?? ""
            line.decides = (.request(slug, ticket.folio) / "needs" / "\(work.number)" / "decision", need.choices.map { choice in
                let cost = switch choice {
                case .withinTime: say("sin cargo aparte; quedan \(need.left) min", "at no charge of its own; \(need.left) min are left")
                case .apart: apart
                case .declined: ""
                }
                return Choice(value: choice.rawValue, label: cost.isEmpty ? choice.said(in: language) : "\(choice.said(in: language)) (\(cost))")
            })
        }
        return line
    }

    private func visit(_ work: Work, _ visit: Visit, _ said: WorkWords) -> WorkLine {
        let agreed = visit.appointment, isOut = policy.isOutOfHours(agreed.span)
        let kinds = [agreed.isUrgent ? say("urgente", "urgent") : "", isOut ? say("fuera de horario", "out of hours") : ""].filter { !$0.isEmpty }.joined(separator: ", ")
        func fact(_ word: WorkWords.Word, _ text: String) -> String { text.isEmpty ? "" : "\(word.said(in: language)): \(text)" }
        let (state, standing): (String, WorkLine.Standing) = switch (work.state, visit.failure) {
        case (.planned, _) where isStaff && agreed.ends < now: (say("Sin registrar: diga si se hizo", "Not recorded: say whether it took place"), .late)
        case (.planned, _) where visit.wish != nil && isStaff: (say("El cliente pide otra fecha: conteste", "The client asks for another time: answer"), .late)
        case (.planned, _): (say("Acordada", "Agreed on"), .soon)
        case (.running, _) where isStaff && ticket.isClosed: (say("La solicitud se cerró mientras tanto: diga cómo terminó", "The request was closed meanwhile: say how it ended"), .late)
        case (.running, _): (say("El personal llegó \(words.near(work.startedAt, now: now))", "The staff arrived \(words.near(work.startedAt, now: now))"), .soon)
        case (.cancelled, _): (say("Cancelada", "Cancelled"), .calm)
        case (.done, .some) where visit.countsAsDone != nil: (say("Proporcionada y concluida", "Given and concluded") + charged(work), .kept)
        case (.done, .some(let failure)): (failure.said(in: language) + charged(work), .kept)
        case (.done, nil): (done(work), .kept)
        }
        var line = WorkLine(
            number: work.number, what: kinds.isEmpty ? say("Visita", "Visit") : say("Visita, \(kinds)", "Visit, \(kinds)"),
            details: [
                fact(.place, said[.place]), fact(.representative, said[.representative]), fact(.receivedBy, said[.receivedBy].isEmpty && work.startedAt < .never ? say("nadie", "nobody") : said[.receivedBy]),
                visit.failure.map { "\($0.said(in: language))." } ?? "", work.isOver ? said.said : "",
            ],
            when: "\(words.near(agreed.begins, now: now))–\(words.clock(agreed.ends))", who: work.startedAt < .never ? said.worker : engineer(of: agreed, said), state: state,
            standing: standing)
        line.details += travel(visit, for: said[.expensesFor])
        if let wish = visit.wish, work.state == .planned {
            let when = "\(words.near(wish.begins, now: now))–\(words.clock(wish.ends))"
            let why = timeline.last { $0.entry.body.facts["work"] == "\(work.number)" && $0.entry.body.facts["state"] == "wished" }?.texts.map { ". " + $0.text }.joined() ?? ""
            line.details.append(isStaff ? say("Pide: \(when)\(why)", "Asked for: \(when)\(why)") : say("Usted pidió \(when). Hasta que contestemos, sigue como estaba.", "You asked for \(when). Until we answer it stays as it was."))
        }
        line.details += [feesSaid(of: work)] + prepared(work, visit, said)
        line.cite = visit.countsAsDone.flatMap(policy.clause).map { ClauseCite($0, in: slug) }
        let place: Link = .request(slug, ticket.folio) / "visits" / "\(work.number)"
        line.sheet = place / "sheet.pdf"
        if work.state == .planned, !ticket.isClosed {
            line.calendar = place / "visit.ics"
            if !isStaff, agreed.begins > now {
                line.change = place / "change"
                line.prepares = (place / "preparation", VisitFields(visit, said, policy, language, ending: VisitFields.ending(of: work.number)).asked(), (try? policy.preparing(visitAgreedFor: agreed.span, at: now))?.map { ClauseCite($0, in: slug) })
            }
        }
        return line
    }

    /// What it cost to come, and what of that a quote paid (IN-24, GE-73).
    private func travel(_ visit: Visit, for what: String) -> [String] {
        guard visit.expenses > 0 else { return [] }
        let pesos = PaperUnit.money("MXN"), (all, due) = (pesos.said(visit.expenses), pesos.said(visit.expensesDue))
        let spent = say("Viáticos por cuenta del cliente: \(all) \(what)", "Travel expenses, at the client's expense: \(all) \(what)")
        guard let prepaid = visit.prepaid else { return [spent] }
        let paid = pesos.said(prepaid)
        return [spent, say("De eso la cotización pagó \(paid); queda por pagar: \(due)", "Of that the quote paid \(paid); still to be paid: \(due)")]
    }

    /// What its circumstances add, and what of that is paid (GE-73 … GE-75). An offered session has its fee only where it begins so, too.
    private func feesSaid(of work: Work) -> String {
        guard let fees = fees[work.number], !fees.isEmpty else { return "" }
        let isOffer = work.session != nil && work.state == .planned
        let opening = isOffer ? say("Cuota, si empieza fuera de horario", "Fee, where it begins out of hours") : say("Cuota", "Fee")
        return "\(opening): \(policy.said(fees, in: language))"
    }

    /// What is ready beforehand, what was said of it, and what is not (IN-54).
    private func prepared(_ work: Work, _ visit: Visit, _ said: WorkWords) -> [String] {
        guard work.state != .cancelled else { return [] }
        let points = policy.visitPoints, (ready, lacking) = (points.filter { visit.ready?.contains($0.id) == true }, points.filter { visit.ready?.contains($0.id) != true })
        return ready.map { point in "✓ " + (said.points[point.id].map { "\(point.label): \($0)" } ?? point.label) }
            + (lacking.isEmpty ? [] : [say("Sin informar: ", "Not told: ") + lacking.map(\.label).joined(separator: "; ")])
    }

    private func engineer(of agreed: Visit.Appointment, _ said: WorkWords) -> String {
        agreed.engineer != nil && !said[.engineer].isEmpty ? said[.engineer] : say("Por nombrar", "To be named")
    }

    // MARK: Charging it

    /// The form that says what it costs, filled in with what is known.
    private func charge(_ work: Work) -> Link {
        var query: [(name: String, value: String)] = [("for", "\(work.number)")]
        let items = policy.tariff.items, minutes = work.minutes.map(String.init)
        if let need = work.need {
            query += [("item", need.service), ("quantity", "\(need.quantity)")]
        } else if let timed = timedItem(for: work) {
            query += [("work", timed.id)] + (minutes.map { [("worked", $0)] } ?? [])
        } else if work.session != nil, let solved = items.first(where: \.onlyIfSolved) {
            query.append(("item", solved.id))
        } else if let fee = items.first(where: { $0.isOnSite && $0.addedWhen == [.onSite] }), work.visit != nil, minutes == nil, !isPaid(fee, of: work) {
            query.append(("item", fee.id))
        } else if let hour = items.first(where: { $0.rate != nil && $0.seats == nil }) {
            query += [("item", hour.id)] + (minutes.map { [("minutes", $0)] } ?? [])
        }
        return (.ticket(slug, ticket.folio) / "charge").with(query)
    }

    private func isPaid(_ fee: TariffItem, of work: Work) -> Bool { fees[work.number]?.contains { $0.item == fee && $0.isPaid } == true }
}

extension WorkLine {
    /// A timer that runs, on the page of everybody's work.
    init(_ timer: RunningTimer, isForgotten: Bool, under policy: Policy, in slug: String, now: Instant, _ language: Language) {
        let since = Wording(language, policy.zone).near(timer.startedAt, now: now)
        self.init(
            number: timer.number, what: "\(timer.folio) \(timer.subject)", when: since, who: timer.name,
            state: (isForgotten
                ? Said(es: "Corre desde \(since): parece olvidado", en: "Runs since \(since): it seems forgotten") : Said(es: "Corre desde \(since)", en: "Runs since \(since)"))(in: language),
            standing: isForgotten ? .late : .soon, page: (Link.ticket(slug, timer.folio) / "work").at("w-\(timer.number)"))
    }
}
