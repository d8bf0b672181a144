import BusinessTime
import ServiceDesk
import SupportPolicy

/// A quote in words.
struct QuoteView {
    let row: QuoteRow
    let policy: Policy
    let slug: String
    let now: Instant
    let language: Language
    /// `nil`: the client who asked reads.
    let staff: Principal?
    /// The company's own documents that are needed before it is accepted (GE-56).
    var missing: [Commitment] = []

    private var quote: Quote { row.quote }
    private var words: Wording { Wording(language, policy.zone) }
    private var text: QuoteText { QuoteText(quote, row.words, under: policy, in: language) }
    private func say(_ es: String, _ en: String) -> String { Said(es: es, en: en)(in: language) }

    var link: Link { staff == nil ? .myQuote(slug, quote.number) : .quote(slug, quote.number) }
    private var request: Link { staff == nil ? .request(slug, quote.folio) : .ticket(slug, quote.folio) }

    var state: String {
        switch quote.state {
        case .draft: say("Borrador", "Draft")
        case .sent: staff == nil ? say("Espera su respuesta", "Waits for your answer") : say("Espera al cliente", "Waits for the client")
        case .accepted: say("Aceptada", "Accepted")
        case .declined: say("Rechazada", "Declined")
        case .expired: say("Vencida", "Expired")
        case .withdrawn: quote.replacedBy.map { say("Sustituida por \($0)", "Replaced by \($0)") } ?? say("Retirada", "Withdrawn")
        }
    }

    /// What became of it, as a sentence.
    var fate: String {
        let at = quote.decidedAt < .never ? words.full(quote.decidedAt) : ""
        let who = row.words.signature.isEmpty ? "" : row.words.signature
        return switch quote.state {
        case .draft: say("El cliente todavía no la ve.", "The client does not see it yet.")
        case .sent: say("Puede aceptarse antes del \(text.validUntil).", "It can be accepted before \(text.validUntil).")
        case .accepted: say("Aceptada el \(at)\(who.isEmpty ? "" : " por \(who)").", "Accepted on \(at)\(who.isEmpty ? "" : " by \(who)").")
        case .declined: say("Rechazada el \(at)\(who.isEmpty ? "" : " por \(who)"). No se cobró nada.", "Declined on \(at)\(who.isEmpty ? "" : " by \(who)"). Nothing was charged.")
        case .expired: say("Venció el \(at). No se cobró nada.", "It expired on \(at). Nothing was charged.")
        case .withdrawn: quote.replacedBy.map { say("La sustituyó \($0) el \(at).", "\($0) took its place on \(at).") } ?? say("Se retiró el \(at). No se cobró nada.", "It was withdrawn on \(at). Nothing was charged.")
        }
    }

    var line: QuoteLine {
        QuoteLine(
            number: quote.number, title: text.title, folio: quote.folio, link: link, total: text.total,
            until: quote.state == .sent ? say("hasta \(words.near(quote.validUntil, now: now))", "until \(words.near(quote.validUntil, now: now))") : "", state: state, isWaiting: quote.state == .sent)
    }

    private var delivery: String? {
        // Once it was accepted there is a date.
        guard quote.state == .accepted, let delivery = quote.offer.delivery, let due = try? policy.due(delivery, acceptedAt: quote.decidedAt) else { return text.delivery }
        return words.full(due)
    }

    var facts: [QuotePage.Fact] {
        var facts = [QuotePage.Fact(name: "Total", value: text.total, more: payer)]
        if quote.validUntil < .never { facts.append(.init(name: say("Vigente hasta", "Good until"), value: text.validUntil)) }
        if let delivery { facts.append(.init(name: say("Entrega prometida", "Promised delivery"), value: delivery)) }
        facts.append(.init(name: say("Solicita", "Asked by"), value: row.requester.name, more: row.customerName ?? ""))
        return facts
    }

    private var payer: String {
        guard !quote.offer.units.isEmpty else { return "" }
        return row.contractNumber.map { say("de la póliza \($0)", "of contract \($0)") } ?? say("de su póliza", "of the contract")
    }

    var lines: [QuotePage.Line] {
        quote.offer.lines.indices.map { place in
            let line = quote.offer.lines[place]
            return QuotePage.Line(what: text.what(place), price: text.price(line), cite: line.clause.flatMap(policy.clause).map { ClauseCite($0, in: slug) })
        }
    }

    /// Subtotal and tax of what is paid in money.
    var sums: [(String, String)] {
        let offer = quote.offer
        guard offer.subtotal > 0, offer.tax > 0 else { return [] }
        let pesos = PaperUnit.money("MXN")
        return [("Subtotal", pesos.said(offer.subtotal)), (say("IVA \(offer.tax) %", "VAT \(offer.tax) %"), pesos.said(offer.taxes))]
    }

    /// What accepting does, before anybody does it.
    private var meaning: String {
        let units = quote.offer.units
        let now = quote.offer.lines.filter { $0.charged != .onAcceptance }.flatMap(\.price).summed
        let later = quote.offer.lines.filter { $0.charged == .onAcceptance }.flatMap(\.price).summed
        var sentences: [String] = []
        if !now.isEmpty { sentences.append(say("Al aceptar se cobra de su póliza: \(policy.tariff.said(now, in: .es)).", "On acceptance your contract is charged: \(policy.tariff.said(now, in: .en)).")) }
        if !later.isEmpty { sentences.append(say("Se reserva hasta que acepte el cierre: \(policy.tariff.said(later, in: .es)).", "Set aside until you accept the closing: \(policy.tariff.said(later, in: .en)).")) }
        if units.isEmpty { sentences.append(say("Al aceptar se compromete a pagar \(text.total).", "By accepting you agree to pay \(text.total).")) }
        switch quote.offer.delivery {
        case nil: break
        case .some(let delivery):
            if let due = try? policy.due(delivery, acceptedAt: self.now) { sentences.append(say("Si acepta ahora, se entrega a más tardar el \(words.full(due)).", "Accepted now, it is delivered by \(words.full(due)).")) }
        }
        return sentences.joined(separator: " ")
    }

    /// - Parameter place: below which it is answered; `nil` where its reader cannot.
    func page(in frame: PageFrame, answeredAt place: Link?, asksName: Bool = false, problems: [FieldProblem] = [], form: FormBody = FormBody(), timeline: [TimelineItem] = []) -> QuotePage {
        let lines = TimelineView(policy: policy, slug: slug, files: link, now: now, language: language)
        var page = QuotePage(
            frame: frame, number: quote.number, heading: text.title, state: state, fate: fate, isWaiting: quote.state == .sent, isAccepted: quote.state == .accepted,
            facts: facts, lines: self.lines, sums: sums, total: text.total, terms: row.words.terms,
            cites: quote.offer.clauses.compactMap(policy.clause).map { ClauseCite($0, in: slug) })
        page.needs = missing.map { ($0.label, ClauseCite($0.clause, in: slug), asksName ? nil : request) }
        page.back = asksName ? nil : (request, quote.folio)
        page.paper = quote.sentAt < .never ? (place ?? .myQuote(slug, quote.number)) / "quote.pdf" : nil
        if let place, quote.state == .sent {
            let name = FormField(
                name: "name", label: say("Su nombre", "Your name"), kind: .text, isRequired: true, value: form["name"],
                problem: problems.first { $0.field == "name" }?.message(in: language), autocomplete: "name")
            page.answer = QuotePage.Answer(place: place, meaning: meaning, fields: asksName ? [name] : [])
        }
        page.entries = timeline.map { item in
            var line = lines.line(item)
            // What is written on it stands above; of an acceptance the text that was agreed on.
            line.text = item.agreement ?? ""
            return line
        }
        if staff != nil {
            page.link = link
            page.maySend = quote.state == .draft
            page.mayWithdraw = quote.state == .draft || quote.state == .sent
            page.replaces = quote.state == .sent ? (.ticket(slug, quote.folio) / "quote").with([("replaces", quote.number)]) : nil
            page.problems = problems.map { FormField(name: $0.field, label: say("Motivo", "Reason"), kind: .text, problem: $0.message(in: language)) }
        }
        return page
    }
}
