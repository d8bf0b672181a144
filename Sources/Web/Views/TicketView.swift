import BusinessTime
import ServiceDesk
import SupportPolicy

/// One ticket as its agent sees it, in words, with what he may do now.
struct TicketView {
    let row: TicketRow
    let policy: Policy
    /// What is left of its contract.
    let balance: [UnitAmount]
    /// A contract of its customer's, where none serves it.
    let other: ContractRow?
    let principal: Principal
    /// How mail to the requester fails; `nil` while nothing is known.
    let staff: [Person]
    /// Of what is worked on it, by the numbers of the works.
    let fees: [Int: [WorkFee]]
    let slug: String
    let now: Instant
    let language: Language

    private var ticket: Ticket { row.ticket }
    private var words: Wording { Wording(language, policy.zone) }

    func page(in frame: PageFrame, timeline: [TimelineItem], problems: [FormField], kept: [String: String]) -> TicketPage {
        let owed = OwedView(ticket: ticket, policy: policy, slug: slug, now: now, language: language)
        let lines = TimelineView(policy: policy, slug: slug, files: .ticket(slug, ticket.folio) / "files", now: now, language: language, mails: .ticket(slug, ticket.folio) / "mails")
        var page = TicketPage(
            frame: frame, folio: ticket.folio, subject: ticket.subject(words), state: state,
            opened: "\(words.near(ticket.openedAt, now: now)) · \(ticket.channel.said(in: language))", requester: requester)
        page.mailbox = ticket.mailbox ?? ""
        page.assignee = row.assigneeName ?? ""
        page.level = ticket.level.flatMap { policy.escalation?.level($0) }.map { [$0.label, $0.attendedBy].compactMap { $0 }.joined(separator: ", ") } ?? ""
        page.weight = QueueLine.weight(ticket, policy)
        page.owed = owed.next
        page.deadlines = owed.others
        page.entries = timeline.map(lines.line)
        page.integrity = IntegrityLine(count: ticket.chainLength, hash: String(ticket.chainHead.hex.prefix(16)))
        page.acts = acts
        let entries = timeline.map(\.entry), held = entries.documentsHeld
        page.acts.formalities = policy.formalities(of: ticket.facts).map { rule in
            let taken = held.contains(rule.id) ? Said(es: " Se tiene por recibido: revíselo.", en: " It is taken to be there: look at it.")(in: language) : ""
            return ("\(rule.label). \(policy.details(of: rule, in: language).joined(separator: " "))\(taken)", ClauseCite(rule.clause, in: slug))
        }
        if !ticket.isClosed {
            page.acts.documentsHeld = policy.commitments(on: .requiredDocuments).filter { held.contains($0.id) }.map { Choice(value: $0.id, label: $0.label) }
            page.acts.documents = policy.documentsMissing(on: ticket.facts, after: entries).map { ($0.id, $0.label, ClauseCite($0.clause, in: slug)) }
        }
        // What a closing left in dispute is still to be ruled.
        let mayCharge = ticket.isClosed ? ticket.contract != nil && principal.role != .agent : true
        page.charging = policy.tariff.items.isEmpty || !mayCharge ? nil : .ticket(slug, ticket.folio) / "charge"
        page.working = ticket.isClosed && ticket.works.isEmpty ? nil : .ticket(slug, ticket.folio) / "work"
        page.mayTime = !ticket.isClosed && !ticket.works.contains { $0.kind == .timer && $0.state == .running && $0.person == principal.person }
        let work = WorkView(ticket: ticket, policy: policy, slug: slug, timeline: timeline, now: now, language: language, isStaff: true, fees: fees)
        (page.works, page.timeBox) = (work.lines, work.timeBox)
        page.quoting = ticket.isClosed ? nil : .ticket(slug, ticket.folio) / "quote"
        page.summary = ticket.isClosed ? .request(slug, ticket.folio) / "summary.pdf" : nil
        // Also to vouch for whoever only typed his address, and once the first has ended.
        let isServed = ticket.contract != nil && ticket.admissionClause == nil && row.contractState == .active
        page.mayAttach = !policy.tariff.plans.isEmpty && !ticket.isClosed && !isServed
        page.contract = row.contractNumber ?? ""
        page.acts.kept = kept
        page.problems = problems
        return page
    }

    private var state: String {
        let label = policy.lifecycle.labels[ticket.state] ?? ""
        let closes = ticket.closesAt < .never
            ? Said(es: ", se cierra \(words.near(ticket.closesAt, now: now))", en: ", closes \(words.near(ticket.closesAt, now: now))")(in: language) : ""
        return ticket.waitReason.map { "\(label) (\($0.said(in: language))\(closes))" } ?? label
    }

    private var requester: RequesterCard {
        let clause = ticket.admissionClause.flatMap(policy.clause)
        var card = RequesterCard(
            name: row.requesterName, email: row.requesterEmail,
            admission: (clause == nil ? Said(es: "Admitido", en: "Admitted") : Said(es: "Sin verificar", en: "Not verified"))(in: language))
        card.customer = row.customerName ?? ""
        card.rfc = row.customerRFC ?? ""
        card.customerNumber = row.customerNumber ?? ""
        card.contract = row.contractNumber.map { ($0, .contract(slug, $0), contractStanding) }
            ?? other.map { ($0.contract.number, .contract(slug, $0.contract.number), standing(ofOther: $0.contract)) }
        if !balance.isEmpty { card.left = Said(es: "Quedan: \(policy.tariff.said(balance, in: .es))", en: "Left: \(policy.tariff.said(balance, in: .en))")(in: language) }
        // What attending it costs, before anybody does.
        if ticket.contract != nil, let service = policy.service(of: ticket.facts) {
            card.costs = Said(es: "Se atiende como \(service.label): \(policy.tariff.price(of: service, in: .es))", en: "Served as \(service.label): \(policy.tariff.price(of: service, in: .en))")(in: language)
        }
        card.isAdmitted = clause == nil
        card.mailFailure = row.requesterMailFailure.map { failure in
            let said = switch failure {
            case .hard: Said(es: "El correo a esta dirección regresa", en: "Mail to this address comes back")
            case .soft: Said(es: "El correo a esta dirección no llega por ahora", en: "Mail to this address does not arrive for now")
            }
            return said(in: language)
        } ?? ""
        card.cite = clause.map { ClauseCite($0, in: slug) }
        return card
    }

    /// What is told of the contract to whoever takes a call (GE-48).
    private var contractStanding: String {
        guard row.contractState == .active, let ends = row.contractEndsAt else { return Said(es: "Ya no está vigente", en: "No longer in force")(in: language) }
        guard ends < .never else { return Said(es: "Vigente", en: "In force")(in: language) }
        let day = words.full(policy.zone.date(of: ends - 1))
        return Said(es: "Vigente hasta el \(day)", en: "In force until \(day)")(in: language)
    }

    /// Why it does not serve the request, as far as the contract tells.
    private func standing(ofOther contract: Contract) -> String {
        guard contract.state == .ended else {
            return Said(es: "Vigente; no atiende esta solicitud", en: "In force; it does not serve this request")(in: language)
        }
        let day = words.full(policy.zone.date(of: min(contract.terms.endedAt ?? contract.endsAt, contract.endsAt - 1)))
        return Said(es: "Terminó el \(day)", en: "Ended on \(day)")(in: language)
    }

    // MARK: What may be done

    private var acts: TicketActs {
        var acts = TicketActs()
        let open: Gate = ticket.isClosed ? .hidden : .open
        acts.take = ticket.isClosed || ticket.assignee == principal.person ? .hidden : .open
        acts.assign = open
        acts.answer = open
        acts.note = .open
        acts.ask = open
        acts.contact = open
        acts.escalate = ticket.isClosed ? .hidden : gate(escalation)
        acts.sendBack = ticket.isClosed ? .hidden : gate(sendingBack)
        let missing = policy.missing(by: ticket.admissionClause, of: ticket.facts)?.record
        acts.vouch = ticket.isClosed || missing == nil || missing == .contract ? .hidden : .open
        acts.confirmDefect = ticket.isClosed || ticket.owesCorrection || policy.promises(to: ticket.facts, starting: .defectConfirmed).isEmpty ? .hidden : .open
        acts.deliverCorrection = ticket.isClosed || !ticket.owesCorrection ? .hidden : .open
        acts.close = ticket.isClosed ? .hidden : gate { try mayClose() }
        // What is pending keeps it open, unless both agree (GE-37, GE-39).
        if case .refused(let reason, let cite) = acts.close, policy.closesByAgreement(ticket.facts), (try? mayClose(isAgreed: true)) != nil {
            (acts.close, acts.agreement) = (.open, (reason, cite))
            acts.ways = ChannelKind.allCases.filter { $0 != .portal }.map { Choice(value: $0.rawValue, label: $0.said(in: language)) }
        }
        acts.owesDelivery = !ticket.isClosed && ticket.owesDelivery
        acts.reopen = ticket.isClosed ? gate { _ = try policy.reopening(at: now, ofTicketClosedAt: ticket.closedAt) } : .hidden
        acts.agents = staff.map { person in
            Choice(value: person.email, label: person.level.map { "\(person.name) (\($0))" } ?? person.name)
        }
        acts.waitReasons = [WaitReason.information, .authorization].map { Choice(value: $0.rawValue, label: $0.said(in: language)) }
        acts.levels = policy.escalation?.levels.filter { $0.number > (ticket.level ?? 0) }.map { Choice(value: "\($0.number)", label: "\($0.number) · \($0.label)") } ?? []
        acts.classification = classification
        acts.classify = ticket.isClosed || acts.classification.isEmpty ? .hidden : .open
        if policy.tariff.items.contains(where: \.onlyIfSolved), ticket.contract != nil { acts.isSolved = ticket.isSolved }
        acts.attempts = attempts
        acts.criteria = policy.closingCriteria(of: ticket.facts).map { rule in
            (policy.details(of: rule, in: language).joined(separator: " "), ClauseCite(rule.clause, in: slug))
        }
        acts.fileLimits = Said(es: "Hasta 25 MB cada uno.", en: "Up to 25 MB each.")(in: language)
        return acts
    }

    private var classification: [(name: String, label: Phrase, choices: [Choice], chosen: String)] {
        func choices(_ list: [SupportPolicy.Choice]) -> [Choice] { list.map { Choice(value: $0.id, label: $0.label) } }
        let severities = policy.severities.map { Choice(value: "\($0.number)", label: $0.label) }
        let types = policy.types.count < 2 ? [] : choices(policy.types)
        let all: [(name: String, label: Phrase, choices: [Choice], chosen: String)] = [
            ("severity", .severity, severities, ticket.severity.map(String.init) ?? ""),
            ("priority", .priority, choices(policy.priorities), ticket.priority ?? ""),
            ("type", .requestType, types, ticket.type),
            ("category", .category, choices(policy.categories), ticket.category ?? ""),
        ]
        return all.filter { !$0.choices.isEmpty }
    }

    private func mayClose(isAgreed: Bool = false) throws {
        _ = try policy.closing(
            by: principal.role, isAssignee: ticket.assignee == principal.person, of: ticket.facts, pending: ticket.pending, isAgreed: isAgreed)
    }

    /// Open, unless a clause refuses: then its words.
    private func gate(_ ask: () throws -> Void) -> Gate {
        do {
            try ask()
            return .open
        } catch let refusal as Refusal {
            return .refused(refusal.reason(in: language), ClauseCite(refusal.clause, in: slug))
        } catch {
            return .hidden
        }
    }

    private func escalation() throws {
        let level = ticket.level ?? 0
        guard let next = policy.escalation?.levels.first(where: { $0.number > level })?.number else { throw DeskError.notFound }
        _ = try policy.escalation(of: ticket.facts, to: next)
    }

    private func sendingBack() throws {
        guard policy.escalation?.returnsTo != nil, try policy.returning(from: ticket.level) != nil else { throw DeskError.notFound }
    }

    private var attempts: ContactAttempts? {
        guard ticket.isWaiting, let plan = try? policy.contactPlan(after: ticket.contacts + [now]) else { return nil }
        return ContactAttempts(
            progress: Said(es: "Intento \(plan.counted) de \(plan.required)", en: "Attempt \(plan.counted) of \(plan.required)")(in: language),
            mustAnnounce: Said(
                es: "Avise que sin respuesta se cerrará el \(words.full(plan.closesAt)).", en: "Say that without an answer it closes on \(words.full(plan.closesAt)).")(in: language),
            cite: ClauseCite(plan.announces, in: slug))
    }
}

/// What an agent fills in for a client who called.
struct NewTicketFields {
    let policy: Policy
    let language: Language

    func all(_ form: FormBody, _ problems: [FieldProblem]) -> [FormField] {
        let channels = policy.channels.map { Choice(value: $0.kind.rawValue, label: $0.label) }
        var fields = [
            field("channel", Said(es: "Cómo llegó", en: "How it came"), .select(channels), form, problems, isRequired: true),
            field("email", Said(es: "Correo del cliente", en: "The client's e-mail"), .email, form, problems, isRequired: true),
            field("name", Said(es: "Nombre", en: "Name"), .text, form, problems),
            field("rfc", Said(es: "RFC", en: "RFC"), .rfc, form, problems),
            field("type", Said(es: "Tipo", en: "Type"), .select(policy.types.map(choice)), form, problems),
        ]
        if !policy.categories.isEmpty { fields.append(field("category", Said(es: "Categoría", en: "Category"), .select([Self.none] + policy.categories.map(choice)), form, problems)) }
        if !policy.departments.isEmpty { fields.append(field("department", Said(es: "Departamento", en: "Department"), .select([Self.none] + policy.departments.map(choice)), form, problems)) }
        if !policy.priorities.isEmpty { fields.append(field("priority", Said(es: "Prioridad", en: "Priority"), .select([Self.none] + policy.priorities.map(choice)), form, problems)) }
        if !policy.severities.isEmpty {
            fields.append(field("severity", Said(es: "Severidad", en: "Severity"), .select([Self.none] + policy.severities.map { Choice(value: "\($0.number)", label: $0.label) }), form, problems))
        }
        fields.append(field("subject", Said(es: "Asunto", en: "Subject"), .text, form, problems, isRequired: true))
        fields.append(field("description", Said(es: "Descripción", en: "Description"), .multiline(rows: 6), form, problems))
        return fields
    }

    private static let none = Choice(value: "", label: "—")

    private func choice(_ choice: SupportPolicy.Choice) -> Choice { Choice(value: choice.id, label: choice.label) }

    private func field(
        _ name: String, _ label: Said, _ kind: FormField.Kind, _ form: FormBody, _ problems: [FieldProblem], isRequired: Bool = false
    ) -> FormField {
        FormField(
            name: name, label: label(in: language), kind: kind, isRequired: isRequired, value: form[name],
            problem: problems.first { $0.field == name }?.message(in: language), autocomplete: "off")
    }
}
