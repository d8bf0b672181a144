import BusinessTime
import SupportPolicy

/// What was given on a request and what was charged for it, as its closing tells it (GE-67): what contracts were charged, and what was
/// given back of that; what was accepted in money; what it cost to come; and what was worked at no charge.
struct ServicesGiven: Sendable {
    let ticket: Ticket
    let policy: Policy
    let language: Language
    /// As its client reads it.
    let timeline: [TimelineItem]
    let charges: [ChargedLine]
    /// Those that its client accepted.
    let quotes: [QuoteRow]

    /// In the order in which they were given.
    var services: [ClosingSummary.Service] {
        let ofContracts = charges.flatMap(charged), outside = freeServices + quotes.flatMap(accepted) + ticket.works.compactMap(travel)
        return (ofContracts + outside + ticket.works.compactMap(worked)).sorted { $0.at < $1.at }
    }

    /// Reckoned for each sale, as it is invoiced; the highest rate first.
    var taxes: [ClosingSummary.Tax] {
        let ofQuotes = quotes.map { ($0.quote.offer.tax, $0.quote.offer.taxes) }
        let ofTravel = ticket.works.compactMap(\.visit).map { (Visit.tax, Quote.taxes(on: $0.expensesDue, at: Visit.tax)) }
        return Dictionary((ofQuotes + ofTravel).filter { $0.1 > 0 }, uniquingKeysWith: +).sorted { $0.key > $1.key }
            .map { ClosingSummary.Tax(percent: $0.key, PaperAmount($0.value, QuoteText.pesos)) }
    }

    private func say(_ es: String, _ en: String) -> String { Said(es: es, en: en)(in: language) }

    private func clause(_ id: String?) -> String? { id.flatMap(policy.clause)?.onPaper }

    private func joined(_ notes: [String?]) -> String? {
        let said = notes.compactMap { $0 }.filter { !$0.isEmpty }
        return said.isEmpty ? nil : said.joined(separator: " · ")
    }

    // MARK: Charged to a contract

    /// Line by line, or as one where units that had run out were exchanged, because then only the whole has a price that was paid (GE-68).
    private func charged(_ line: ChargedLine) -> [ClosingSummary.Service] {
        let charge = line.charge, isReleased = charge.state == .released
        let told = timeline.filter { $0.entry.body.facts["contract"] == line.contract && $0.entry.body.facts["charge"] == "\(charge.number)" }
        let standing: String? = switch charge.state {
        case .frozen: say("En disputa", "Disputed")
        case .released: reason(toRelease: charge, told)
        case .reserved, .captured: nil
        }
        func service(_ name: String, by clause: String?, for units: [UnitAmount], _ more: [String?] = []) -> ClosingSummary.Service {
            ClosingSummary.Service(
                at: charge.at, what: name, note: joined([work(of: told), quote(of: told)] + more + [standing]), clause: self.clause(clause),
                charges: isReleased ? [] : units.compactMap { part in policy.tariff.unit(part.unit).map { PaperAmount(part.amount, PaperUnit($0)) } })
        }
        guard charge.exchanges.isEmpty else {
            return [service(charge.lines.map(\.counted).joined(separator: ", "), by: charge.exchanges.first?.clause, for: charge.units)]
        }
        return charge.lines.map { line in
            service(line.counted, by: line.clause, for: line.price, [time(line.worked), isReleased ? nil : reason(toGive: line)])
        }
    }

    /// Why something that was set aside costs nothing after all: in the words of whoever gave it back, else by what became of the request.
    private func reason(toRelease charge: Charge, _ told: [TimelineItem]) -> String {
        let release = told.last { $0.entry.body.facts["state"] == Charge.State.released.rawValue }
        if let said = release?.texts.first?.text { return said }
        if release?.by != nil { return say("Se devolvió", "Given back") }
        let isUnsolved = timeline.contains { $0.entry.body.facts["solved"] == "no" }
        return charge.isOnlyIfSolved && isUnsolved ? unsolved : say("Se cerró sin atenderse", "Closed before it was attended")
    }

    /// Why a line of a charge costs nothing, where its clause does not say so.
    private func reason(toGive line: Charge.Line) -> String? {
        guard line.price.isEmpty else { return nil }
        if policy.tariff.item(line.item)?.onlyIfSolved == true { return unsolved }
        return line.worked == nil ? nil : say("Dentro de lo ya cobrado ese día", "Within what was charged that day")
    }

    private var unsolved: String { say("No se resolvió", "It was not solved") }

    private func time(_ minutes: Int?) -> String? {
        minutes.map { say("\(Tariff.said(minutes: $0)) de trabajo", "\(Tariff.said(minutes: $0)) of work") }
    }

    /// The work that something was charged for; none where it never took place.
    private func work(of told: [TimelineItem]) -> String? {
        guard let number = told.lazy.compactMap({ $0.entry.body.facts["work"] }).first.flatMap({ Int($0) }), let work = ticket.work(number), work.state == .done else { return nil }
        return joined([name(of: work), outcome(of: work)])
    }

    private func quote(of told: [TimelineItem]) -> String? {
        told.lazy.compactMap { $0.entry.body.facts["quote"] }.first.map(quote(numbered:))
    }

    private func quote(numbered number: String) -> String { say("Cotización \(number)", "Quote \(number)") }

    // MARK: Outside of every contract

    /// What cost nothing, and no contract has on record.
    private var freeServices: [ClosingSummary.Service] {
        timeline.filter { $0.entry.kind == .charged && $0.entry.body.facts["state"] == "free" }.map { item in
            let facts = item.entry.body.facts
            return ClosingSummary.Service(
                at: item.entry.at, what: facts["services"] ?? "", note: joined([work(of: [item]), time(facts["minutes"].flatMap { Int($0) })]), clause: clause(item.entry.clause))
        }
    }

    /// What was accepted in money (FP-9), or for nothing; what is paid in units the contract was charged.
    private func accepted(_ row: QuoteRow) -> [ClosingSummary.Service] {
        let offer = row.quote.offer, text = QuoteText(row.quote, row.words, under: policy, in: language)
        return offer.lines.indices.filter { offer.lines[$0].price.isEmpty && (offer.lines[$0].money > 0 || offer.lines[$0].charged != .apart) }.map { place in
            let line = offer.lines[place]
            return ClosingSummary.Service(
                at: row.quote.decidedAt, what: text.what(place), note: quote(numbered: row.quote.number), clause: clause(line.clause),
                charges: line.money > 0 ? [PaperAmount(line.money, QuoteText.pesos)] : [])
        }
    }

    /// What it cost to come, at the client's expense (IN-24, GE-73); what a quote paid of it stands with the quote.
    private func travel(_ work: Work) -> ClosingSummary.Service? {
        guard let visit = work.visit, visit.expenses > 0 else { return nil }
        let prepaid = visit.prepaid.map { paid in
            let (all, part) = (QuoteText.pesos.said(visit.expenses), QuoteText.pesos.said(paid))
            return say("De \(all) la cotización pagó \(part)", "Of \(all) the quote paid \(part)")
        }
        return ClosingSummary.Service(
            at: work.endedAt, what: policy.travelExpenses?.label ?? WorkWords.Word.expensesFor.said(in: language),
            note: joined([name(of: work), WorkWords(of: work.number, in: timeline)[.expensesFor], prepaid]), clause: policy.travelExpenses?.clause.onPaper,
            charges: visit.expensesDue > 0 ? [PaperAmount(visit.expensesDue, QuoteText.pesos)] : [])
    }

    // MARK: Worked

    /// What charges were for, by its number; a visit may be paid without one of its own (IN-55).
    private var chargedWorks: Set<String> { Set(timeline.lazy.filter { $0.entry.kind == .charged }.compactMap { $0.entry.body.facts["work"] }) }

    /// What was worked for the client at no charge; timers are the staff's alone.
    private func worked(_ work: Work) -> ClosingSummary.Service? {
        guard work.state == .done, !chargedWorks.contains("\(work.number)"), !work.isInternal else { return nil }
        let clause: Clause? = switch work.kind {
        case .session(let session): session.outcome.flatMap { policy.clause(of: $0, for: ticket.facts) }
        case .visit(let visit): visit.countsAsDone.flatMap(policy.clause)
        case .need: policy.tariff.rules?.additionalNeeds
        case .timer, .time: nil
        }
        return ClosingSummary.Service(at: work.endedAt, what: name(of: work), note: outcome(of: work), clause: clause?.onPaper)
    }

    /// "Sesión remota con TeamViewer, 22 min"
    private func name(of work: Work) -> String {
        let minutes = Tariff.said(minutes: work.minutes ?? 0)
        switch work.kind {
        case .session(let session): return say("Sesión remota con \(session.tool), \(minutes)", "Remote session by \(session.tool), \(minutes)")
        case .visit: return say("Visita, \(minutes)", "Visit, \(minutes)")
        case .need(let need):
            let label = policy.tariff.item(need.service)?.label ?? need.service
            return need.choice == .withinTime ? say("\(label), dentro del tiempo", "\(label), within the time") : label
        case .timer, .time: return time(work.minutes) ?? ""
        }
    }

    private func outcome(of work: Work) -> String? {
        (work.session?.outcome?.said ?? work.visit?.failure?.said)?(in: language)
    }
}
