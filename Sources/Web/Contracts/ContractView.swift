import BusinessTime
import ServiceDesk
import SupportPolicy

/// A contract in words.
struct ContractView {
    let row: ContractRow
    let policy: Policy
    let slug: String
    let now: Instant
    let language: Language
    /// `nil`: its client reads.
    let staff: Principal?
    /// Of the tickets that it was charged for those that its reader may see: a colleague's is not for him.
    var tickets: Set<Int64> = []
    /// Who may ask for something under it; empty for whoever may not know.
    var contacts: [Person] = []

    private var contract: Contract { row.contract }
    private var balances: [Balance] { contract.balances(at: now) }
    private var tariff: Tariff { policy.tariff }
    private var words: Wording { Wording(language, policy.zone) }

    /// "Póliza anual de soporte técnico"
    var plan: String {
        if let plan = contract.plan.flatMap(tariff.plan) { return plan.label }
        return tariff.plans.isEmpty ? say(es: "Contrato de servicio", en: "Service contract") : say(es: "Garantía", en: "Warranty")
    }

    var state: String {
        if contract.state == .ended {
            return switch contract.terms.endedBecause {
            case "used_up": say(es: "Terminada: se usó todo", en: "Ended: all was used")
            case "agreement": say(es: "Terminada", en: "Ended")
            default: say(es: "Vencida", en: "Expired")
            }
        }
        return contract.isInForce(at: now) ? say(es: "Vigente", en: "In force") : say(es: "Todavía no empieza", en: "Not begun yet")
    }

    /// "lunes 8 de marzo de 2027"; a dash where only use ends it.
    var lastDay: String { last.map { words.full($0) } ?? "—" }

    /// On which it holds, or held: what ended before its term did so then.
    private var last: CalendarDate? {
        if let ended = contract.terms.endedAt, ended < contract.endsAt { return policy.zone.date(of: ended) }
        return contract.endsAt < .never ? policy.zone.date(of: contract.endsAt - 1) : nil
    }

    /// "4 incidentes y 10 créditos de servicio"
    var left: String {
        let left = balances.filter { $0.available > 0 }
        return balances.isEmpty ? "" : tariff.said(left.map { UnitAmount($0.unit, $0.available) }, in: language)
    }

    /// "Póliza anual, P-12: vigente, último día lunes 8 de marzo de 2027. Queda: 4 incidentes."
    var standing: Said {
        Said(
            es: "\(plan), \(contract.number): \(state.lowercased()), último día \(lastDay). Queda: \(left).",
            en: "\(plan), \(contract.number): \(state.lowercased()), last day \(lastDay). Left: \(left).")
    }

    var isSoon: Bool { contract.state == .active && contract.endsAt < .never && contract.endsAt - now < 30 * 86_400 }

    /// What stands out about its use, for whoever sells.
    private var use: String {
        if contract.state == .active, contract.terms.noticeAt != nil { return say(es: "No se renueva: dio aviso", en: "Not renewed: notice given") }
        return switch contract.use(at: now) {
        case nil: ""
        case .nearlyGone: say(es: "Casi agotada", en: "Nearly used up")
        case .hardlyUsed: say(es: "Casi sin usar", en: "Hardly used")
        }
    }

    var line: ContractsPage.Line {
        ContractsPage.Line(
            number: contract.number, plan: plan, customer: row.customerName, link: link, state: state,
            ends: last.map { words.day($0) + " \($0.year)" } ?? "—",
            isSoon: isSoon, left: left, use: staff == nil ? "" : use)
    }

    private var list: Link { staff == nil ? .myContracts(slug) : .contracts(slug) }
    private var link: Link { list / contract.number }

    func page(in frame: PageFrame, timeline: [TimelineItem], entries: [Entry], people: [Int64: String] = [:], acts: [ContractPage.Act] = []) -> ContractPage {
        let lines = TimelineView(policy: policy, slug: slug, files: link, now: now, language: language)
        return ContractPage(
            frame: frame, number: contract.number, plan: plan, state: state, back: list, link: link, facts: facts,
            gauges: balances.map { gauge($0, entries) }, lots: contract.lots.map(line), charges: contract.charges.reversed().map(line),
            entries: timeline.map(lines.line), proposals: staff == nil ? [] : contract.terms.proposals.map { proposal($0, people) }, acts: acts)
    }

    /// How its client says that it is not to be renewed (FP-36).
    var notice: ContractPage.Notice? {
        guard contract.state == .active, contract.terms.noticeAt == nil, contract.endsAt < .never, policy.renewsByItself(contract.plan.flatMap(tariff.plan)) else { return nil }
        let cite = policy.serviceTerm.map { ClauseCite($0.clause, in: slug) }
        let prolonged = say(es: "Se prorroga por sí sola después del \(lastDay).", en: "It goes on by itself after \(lastDay).")
        guard let late = policy.noticeIsLate(onContractEnding: contract.endsAt) else { return .init(said: prolonged, cite: cite, isOpen: true) }
        let day = words.full(policy.zone.date(of: late - 1))
        return now < late
            ? .init(said: prolonged + say(es: " Para que no se renueve, avise por escrito a más tardar el \(day).", en: " To have it not renewed, give written notice by \(day)."), cite: cite, isOpen: true)
            : .init(said: prolonged + say(es: " El plazo para avisar de este periodo terminó el \(day).", en: " The time to give notice for this term ended on \(day)."), cite: cite, isOpen: false)
    }

    private var facts: [ContractPage.Fact] {
        let numbers = [row.customerNumber.map { "NIC \($0)" }, row.customerRFC.map { "RFC \($0)" }].compactMap { $0 }
        let notice = contract.terms.noticeAt.map { say(es: "No se renueva; aviso del \(words.short($0))", en: "Not renewed; notice of \(words.short($0))") }
        var facts = [
            ContractPage.Fact(name: say(es: "Cliente", en: "Customer"), value: row.customerName, more: numbers),
            ContractPage.Fact(
                name: say(es: "Vigencia", en: "Term"), value: last != nil ? say(es: "hasta el \(lastDay)", en: "until \(lastDay)") : say(es: "hasta que se use", en: "until it is used"),
                more: [say(es: "desde el \(words.full(policy.zone.date(of: contract.startsAt)))", en: "since \(words.full(policy.zone.date(of: contract.startsAt)))"), notice].compactMap { $0 }),
            ContractPage.Fact(
                name: say(es: "Política", en: "Policy"), value: policy.version,
                more: contract.terms.isPinned ? [say(es: "Sus solicitudes siguen siempre esta versión", en: "Its requests always follow this version")] : []),
        ]
        if let annex = contract.terms.annex { facts.append(promised(annex)) }
        if let order = contract.terms.purchaseOrder { facts.append(.init(name: say(es: "Orden de compra", en: "Purchase order"), value: order)) }
        if !contacts.isEmpty {
            facts.append(.init(name: say(es: "Pueden pedir soporte", en: "May ask for support"), value: "\(contacts.count)", more: contacts.map(\.email)))
        }
        if let tax = TaxFields(row: row, language: language).fact { facts.append(tax) }
        if !contract.terms.products.isEmpty {
            facts.append(.init(name: say(es: "Productos", en: "Products"), value: contract.terms.products.map(\.name).joined(separator: ", "), more: contract.terms.products.compactMap(warranty)))
        }
        return facts
    }

    private func promised(_ annex: Annex) -> ContractPage.Fact {
        let targets = annex.targets.compactMap { target -> String? in
            guard let promise = policy.promise(target.id) else { return nil }
            let hours = target.calendar.flatMap(policy.calendar)?.label
            let terms = [target.within.map { say(es: "\($0) en vez de \(promise.asWritten)", en: "\($0) instead of \(promise.asWritten)") }, hours].compactMap { $0 }
            return "\(promise.metric.said(in: language)), \(promise.said(of: policy, in: language)): \(terms.joined(separator: ", "))"
        }
        let hours = annex.coverage.flatMap(policy.calendar).map { say(es: "Los plazos cuentan en: \($0.label)", en: "Times count in: \($0.label)") }
        return ContractPage.Fact(
            name: say(es: "Promesas propias", en: "Its own promises"), value: "\(annex.section): \(annex.text)", more: targets + [hours].compactMap { $0 })
    }

    private func warranty(_ product: Contract.Product) -> String? {
        if product.isDiscontinued { return say(es: "\(product.name): descontinuado, con contrato especial", en: "\(product.name): discontinued, special contract") }
        guard let until = product.warrantyUntil.flatMap({ CalendarDate(iso: $0) }) else { return nil }
        return say(es: "\(product.name): garantía hasta el \(words.full(until))", en: "\(product.name): warranty until \(words.full(until))")
    }

    private func gauge(_ balance: Balance, _ entries: [Entry]) -> ContractPage.Gauge {
        let unit = tariff.unit(balance.unit)
        func said(_ amount: Int) -> String { unit?.isTime == true ? Tariff.said(minutes: amount) : "\(amount)" }
        func share(_ amount: Int) -> Int { balance.granted > 0 ? amount * 1000 / balance.granted : 0 }
        let (spent, held) = (share(balance.spent), share(balance.reserved + balance.lapsed))
        let more = [
            balance.reserved > 0 ? say(es: "\(said(balance.reserved)) en reserva", en: "\(said(balance.reserved)) set aside") : nil,
            balance.lapsed > 0 ? say(es: "\(said(balance.lapsed)) sin usar, vencidos", en: "\(said(balance.lapsed)) expired unused") : nil,
        ].compactMap { $0 }
        let stretches: [TimeBar.Stretch] = [
            TimeBar.Stretch(kind: .used, share: spent), TimeBar.Stretch(kind: .paused, share: held),
            TimeBar.Stretch(kind: .left, share: 1000 - spent - held),
        ]
        let (used, left, all) = (said(balance.spent), said(balance.available), said(balance.granted))
        let bar = TimeBar(
            stretches: stretches.filter { $0.share > 0 }, words: "", start: say(es: "usado: \(used)", en: "\(used) used"),
            end: say(es: "quedan \(left) de \(all)", en: "\(left) of \(all) left"),
            label: ([say(es: "quedan \(left) de \(all)", en: "\(left) of \(all) left")] + more).joined(separator: ", "))
        let label = unit.map { $0.plural.prefix(1).uppercased() + $0.plural.dropFirst() } ?? balance.unit
        let forecast = contract.runsOut(balance.unit, at: now).map { end in
            say(es: "Al ritmo de los últimos 90 días se acaba hacia el \(words.full(policy.zone.date(of: end))).", en: "As spent in the last 90 days it runs out about \(words.full(policy.zone.date(of: end))).")
        }
        return ContractPage.Gauge(label: label, bar: bar, remarks: [more.joined(separator: ", "), forecast ?? ""].filter { !$0.isEmpty }, chart: chart(of: balance, label, entries, said))
    }

    private func chart(of balance: Balance, _ label: String, _ entries: [Entry], _ said: (Int) -> String) -> BalanceChart? {
        let history = contract.history(of: balance.unit, entries)
        guard let first = history.first, let last = history.last, history.count > 2, let most = history.map(\.left).max(), most > 0 else { return nil }
        let length = max(1, min(now, contract.endsAt) - first.at)
        return BalanceChart(
            points: history.map { (x: Int(($0.at - first.at) * 1000 / length), y: $0.left * 1000 / most) },
            words: say(es: "Saldo de \(label): de \(said(first.left)) a \(said(last.left))", en: "Balance of \(label): from \(said(first.left)) to \(said(last.left))"),
            start: "\(words.day(policy.zone.date(of: first.at))): \(said(first.left))", end: say(es: "hoy: \(said(last.left))", en: "today: \(said(last.left))"))
    }

    private func line(_ lot: Lot) -> ContractPage.LotLine {
        let origin = switch lot.origin {
        case .plan: ""
        case .topUp: say(es: " (adicional)", en: " (additional)")
        case .renewal: say(es: " (renovación)", en: " (renewal)")
        }
        return ContractPage.LotLine(
            what: "\(lot.number). " + (lot.isTerm ? say(es: "El servicio por su plazo", en: "The service for its term") : tariff.said(lot.bought, in: language)) + origin,
            bought: words.short(lot.boughtAt),
            left: lot.isTerm ? "—" : tariff.said([UnitAmount(lot.unit, lot.available)], in: language),
            expires: lot.expiresAt < .never ? words.full(policy.zone.date(of: lot.expiresAt - 1)) : "—",
            cite: policy.clause(lot.clause).map { ClauseCite($0, in: slug) })
    }

    private func line(_ charge: Charge) -> ContractPage.ChargeLine {
        let isShown = charge.ticket.map { tickets.contains($0) } ?? false
        return ContractPage.ChargeLine(
            at: words.near(charge.at, now: now),
            services: charge.lines.map { line in
                line.worked.map { "\(line.label) (\(Tariff.said(minutes: $0)))" } ?? line.counted
            },
            units: charge.units.isEmpty ? say(es: "sin costo", en: "free") : tariff.said(charge.units, in: language), state: charge.state.said(in: language),
            folio: charge.folio, request: isShown ? charge.folio.map { staff == nil ? Link.request(slug, $0) : Link.ticket(slug, $0) } : nil,
            cite: charge.clauses.first.flatMap(policy.clause).map { ClauseCite($0, in: slug) })
    }

    private func proposal(_ proposal: Contract.Proposal, _ people: [Int64: String]) -> ContractPage.Proposal {
        let unit = contract.lots.first { $0.number == proposal.lot }.flatMap { tariff.unit($0.unit) }?.plural ?? ""
        let change = proposal.change > 0 ? "+\(proposal.change)" : "−\(-proposal.change)", who = people[proposal.person] ?? ""
        return ContractPage.Proposal(
            number: proposal.number, what: say(es: "\(change) (\(unit)) en el saldo \(proposal.lot), propuesto por \(who)", en: "\(change) (\(unit)) on balance \(proposal.lot), proposed by \(who)"),
            mayConfirm: staff?.mayManageContracts == true && staff?.person != proposal.person)
    }

    private func say(es: String, en: String) -> String { Said(es: es, en: en)(in: language) }
}

extension Charge.State {
    func said(in language: Language) -> String {
        let said: Said = switch self {
        case .reserved: Said(es: "Reservado", en: "Set aside")
        case .frozen: Said(es: "En disputa", en: "Disputed")
        case .captured: Said(es: "Cobrado", en: "Charged")
        case .released: Said(es: "Devuelto", en: "Given back")
        }
        return said(in: language)
    }
}

extension CallerCard {
    init(_ caller: Caller, in slug: String, now: Instant, _ language: Language) {
        let view = caller.contract.map { ContractView(row: $0, policy: caller.policy, slug: slug, now: now, language: language, staff: nil) }
        let said = view?.standing ?? Said(es: "Sin contrato.", en: "No contract.")
        self.init(
            customer: caller.customer, number: caller.number ?? "", rfc: caller.rfc ?? "", standing: said(in: language),
            isInForce: caller.contract?.contract.isInForce(at: now) ?? false,
            contacts: caller.contacts.map { contact in
                (contact.name, Link.newTicket(slug).with([("email", contact.email), ("name", contact.name), ("rfc", caller.rfc ?? ""), ("channel", ChannelKind.phone.rawValue)]))
            })
    }
}
