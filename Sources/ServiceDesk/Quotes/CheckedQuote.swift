import BusinessTime
import SupportPolicy

/// A quote whose fields were looked at: what it offers, in which words, and what is not there yet to pay it.
struct CheckedQuote {
    let offer: Quote.Offer
    let words: QuoteWords
    let missing: [UnitAmount]

    static let mostLines = 30
    /// In centavos, of one piece.
    static let mostMoney = 100_000_000_000
    static let mostPieces = 10_000

    /// - Throws: `.invalid` with every field that cannot stay; a `Refusal` for what has no price.
    init(_ new: NewQuote, under policy: Policy, holding contract: Contract?, at now: Instant) throws {
        let lines = CheckedLines(new.lines, under: policy)
        let problems = lines.problems + Self.problems(of: new, under: policy, at: now)
        guard problems.isEmpty else { throw DeskError.invalid(problems) }

        let order = lines.services.isEmpty ? nil : new.order(of: lines.services)
        let decision = try order.map { try Self.price($0, under: policy, holding: contract, at: now) }
        var words = QuoteWords()
        words.title = try Words.line(new.title, field: "title")
        words.terms = try new.terms.flatMap { try Words.optional($0, field: "terms") } ?? ""
        var offer = Quote.Offer()
        // What it has a price for is not besides left to the client, as travel is on site.
        let priced = (decision?.lines ?? []).filter { line in !lines.inMoney.contains { $0.0.item == line.item } }
        for (line, place) in Self.placed(priced, among: new.lines) + lines.inMoney {
            if let place, let what = try new.lines[place].what.flatMap({ try Words.optional($0, field: "lines[\(place)]") }) { words.lines[offer.lines.count] = what }
            offer.lines.append(line)
        }
        offer.tax = lines.inMoney.isEmpty ? 0 : new.tax
        offer.validThrough = new.validThrough?.iso
        offer.delivery = new.delivery ?? policy.deliveryDays(of: new.lines.map(\.item)).map(Quote.Delivery.businessDays)
        (offer.replaces, offer.order) = (new.replaces, order.map { Quote.Order($0) })
        let cited = (decision?.clauses.map(\.id) ?? []) + offer.lines.compactMap(\.clause) + [policy.tariff.quotes?.clause.id].compactMap { $0 }
        offer.clauses = cited.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
        (self.offer, self.words, missing) = (offer, words, decision?.missing ?? [])
    }

    /// What cannot stay besides its lines.
    private static func problems(of new: NewQuote, under policy: Policy, at now: Instant) -> [FieldProblem] {
        var problems: [FieldProblem] = []
        if !Quote.taxRates.contains(new.tax) {
            problems.append(FieldProblem("tax", Said(es: "El IVA es de 16, 8 o 0 por ciento.", en: "VAT is 16, 8 or 0 percent.")))
        }
        if let day = new.validThrough, day.year > 2199 || policy.zone.startOfDay(day.adding(days: 1)) <= now {
            problems.append(FieldProblem("valid_through", Said(es: "Ese día ya pasó, o nunca llega.", en: "That day is over, or never comes.")))
        }
        return problems + [problem(of: new.delivery, in: new, under: policy, at: now)].compactMap { $0 }
    }

    /// What was priced by the list, each with the place of what was asked: what was said of a service goes with its line; fees have no
    /// words of their own.
    private static func placed(_ priced: [WayToPay.Line], among asked: [NewQuote.Line]) -> [(Quote.Line, place: Int?)] {
        var used: Set<Int> = []
        return priced.map { line in
            let place = asked.indices.first { !used.contains($0) && asked[$0].item == line.item }
            if let place { used.insert(place) }
            let count = line.charged == .byQuote ? place.map { asked[$0].quantity } ?? 1 : line.count
            return (Quote.Line(
                item: line.item, label: line.label, count: count, minutes: line.minutes, price: line.price, money: 0, charged: line.charged,
                clause: line.clause.id), place)
        }
    }

    private static func price(_ order: ServiceOrder, under policy: Policy, holding contract: Contract?, at now: Instant) throws -> QuoteDecision {
        do throws(ChargeError) {
            return try policy.quote(for: order.attendance(on: policy.zone.date(of: now)), holding: contract?.holdings(at: now, under: policy) ?? [])
        } catch {
            switch error {
            case .invalid(let problem): throw DeskError.invalid([FieldProblem("lines", problem.message)])
            case .refused(let refusal, _): throw refusal
            }
        }
    }

    /// A delivery lies ahead, on a business day, and not before the last moment at which it may be accepted.
    private static func problem(of delivery: Quote.Delivery?, in new: NewQuote, under policy: Policy, at now: Instant) -> FieldProblem? {
        func problem(_ es: String, _ en: String) -> FieldProblem { FieldProblem("delivery", Said(es: es, en: en)) }
        switch delivery {
        case nil: return nil
        case .businessDays(let days):
            return (1...365).contains(days) ? nil : problem("Son de 1 a 365 días hábiles.", "It is 1 to 365 business days.")
        case .on(let text):
            guard let day = CalendarDate(iso: text), day.year < 2200 else { return problem("Una fecha se escribe como 2027-03-01.", "A date is written like 2027-03-01.") }
            guard let due = try? policy.due(.on(text), acceptedAt: now), policy.zone.date(of: due) == day else {
                return problem("Ese día no es hábil.", "That is no business day.")
            }
            var offer = Quote.Offer()
            offer.validThrough = new.validThrough?.iso
            if let end = try? policy.end(of: offer, sentAt: now), due > now, due >= end { return nil }
            return problem("La entrega no puede ser antes de que venza la cotización; acorte la vigencia o prometa otro día.", "The delivery cannot come before the quote expires; shorten it or promise another day.")
        }
    }
}

extension NewQuote {
    /// What of it the policy prices, or charges in units.
    fileprivate func order(of services: [Attendance.Service]) -> ServiceOrder {
        var order = ServiceOrder(services)
        order.circumstances = Set([(isOnSite, Circumstance.onSite), (isUrgent, .urgent), (isOutOfHours, .outOfHours)].filter(\.0).map(\.1))
        return order
    }
}

/// The lines of a quote that were looked at: what the list prices or is quoted in units, and what is paid in money.
private struct CheckedLines {
    private(set) var services: [Attendance.Service] = []
    private(set) var inMoney: [(Quote.Line, place: Int?)] = []
    private(set) var problems: [FieldProblem] = []

    init(_ lines: [NewQuote.Line], under policy: Policy) {
        if !(1...CheckedQuote.mostLines).contains(lines.count) {
            note("lines", "Una cotización lleva de 1 a \(CheckedQuote.mostLines) renglones.", "A quote has 1 to \(CheckedQuote.mostLines) lines.")
        }
        for (place, line) in lines.prefix(CheckedQuote.mostLines).enumerated() { take(line, at: place, under: policy) }
    }

    private mutating func note(_ field: String, _ es: String, _ en: String) { problems.append(FieldProblem(field, Said(es: es, en: en))) }

    private mutating func take(_ line: NewQuote.Line, at place: Int, under policy: Policy) {
        let field = "lines[\(place)]", item = line.item.flatMap(policy.tariff.item)
        if let id = line.item, item == nil { return note(field, "La tarifa no tiene un servicio '\(id)'.", "The price list has no service '\(id)'.") }
        guard (1...CheckedQuote.mostPieces).contains(line.quantity) else {
            return note(field, "La cantidad es de 1 a \(CheckedQuote.mostPieces).", "The quantity is 1 to \(CheckedQuote.mostPieces).")
        }
        if let item, item.charged != .byQuote, item.charged != .apart {
            if line.amount != nil { note(field, "Su precio es el de la tarifa: no lleva importe.", "Its price is that of the list: it takes no amount.") }
            var service = Attendance.Service(item.id, quantity: line.quantity, participants: line.participants)
            service.minutes = line.minutes
            return services.append(service)
        }
        let unit = item?.charged == .byQuote ? item?.quotedIn : nil
        guard let amount = line.amount, (1...(unit == nil ? CheckedQuote.mostMoney : 1_000_000)).contains(amount) else {
            return note(field, "Diga cuánto cuesta cada uno: más que nada.", "Say what each costs: more than nothing.")
        }
        if item == nil, line.what?.isEmpty != false { note(field, "Diga qué es.", "Say what it is.") }
        if item?.needsReason == true, line.what?.isEmpty != false {
            note(field, "Diga por qué se cobra: qué no hizo el cliente, y cuándo se le pidió.", "Say why it is charged: what the client did not do, and when he was asked.")
        }
        if let item, unit != nil {
            var service = Attendance.Service(item.id)
            service.quoted = amount * line.quantity
            services.append(service)
        } else {
            inMoney.append((Quote.Line(
                item: item?.id, label: item?.label ?? "", count: line.quantity, minutes: nil, price: [], money: amount * line.quantity,
                charged: item?.charged ?? .byQuote, clause: item?.clause.id), place))
        }
    }
}
