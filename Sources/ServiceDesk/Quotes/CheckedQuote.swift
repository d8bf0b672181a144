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
        var problems: [FieldProblem] = []
        func note(_ field: String, _ es: String, _ en: String) { problems.append(FieldProblem(field, Said(es: es, en: en))) }
        if !(1...Self.mostLines).contains(new.lines.count) { note("lines", "Una cotización lleva de 1 a \(Self.mostLines) renglones.", "A quote has 1 to \(Self.mostLines) lines.") }
        if !Quote.taxRates.contains(new.tax) { note("tax", "El IVA es de 16, 8 o 0 por ciento.", "VAT is 16, 8 or 0 percent.") }
        var services: [Attendance.Service] = [], moneyLines: [(place: Int, line: Quote.Line)] = []
        for (index, line) in new.lines.prefix(Self.mostLines).enumerated() {
            let place = "lines[\(index)]"
            let item = line.item.flatMap(policy.tariff.item)
            if let id = line.item, item == nil {
                note(place, "La tarifa no tiene un servicio '\(id)'.", "The price list has no service '\(id)'.")
                continue
            }
            if !(1...Self.mostPieces).contains(line.quantity) {
                note(place, "La cantidad es de 1 a \(Self.mostPieces).", "The quantity is 1 to \(Self.mostPieces).")
                continue
            }
            let isPriced = item.map { $0.charged != .byQuote && $0.charged != .apart } ?? false
            if isPriced {
                if line.amount != nil { note(place, "Su precio es el de la tarifa: no lleva importe.", "Its price is that of the list: it takes no amount.") }
                var service = Attendance.Service(line.item ?? "", quantity: line.quantity, participants: line.participants)
                service.minutes = line.minutes
                services.append(service)
                continue
            }
            let unit = item?.charged == .byQuote ? item?.quotedIn : nil
            guard let amount = line.amount, (1...(unit == nil ? Self.mostMoney : 1_000_000)).contains(amount) else {
                note(place, "Diga cuánto cuesta cada uno: más que nada.", "Say what each costs: more than nothing.")
                continue
            }
            if item == nil, line.what?.isEmpty != false { note(place, "Diga qué es.", "Say what it is.") }
            if item?.needsReason == true, line.what?.isEmpty != false {
                note(place, "Diga por qué se cobra: qué no hizo el cliente, y cuándo se le pidió.", "Say why it is charged: what the client did not do, and when he was asked.")
            }
            if let item, unit != nil {
                var service = Attendance.Service(item.id)
                service.quoted = amount * line.quantity
                services.append(service)
            } else {
                moneyLines.append((index, Quote.Line(
                    item: item?.id, label: item?.label ?? "", count: line.quantity, minutes: nil, price: [], money: amount * line.quantity,
                    charged: item?.charged ?? .byQuote, clause: item?.clause.id)))
            }
        }
        if let day = new.validThrough, day.year > 2199 || policy.zone.startOfDay(day.adding(days: 1)) <= now {
            note("valid_through", "Ese día ya pasó, o nunca llega.", "That day is over, or never comes.")
        }
        do {
            try Self.check(new.delivery, of: new, under: policy, at: now)
        } catch DeskError.invalid(let found) {
            problems += found
        }
        guard problems.isEmpty else { throw DeskError.invalid(problems) }

        let decision = services.isEmpty ? nil : try Self.price(services, of: new, under: policy, holding: contract, at: now)
        var offer = Quote.Offer(), words = QuoteWords(), used: Set<Int> = []
        words.title = try Words.line(new.title, field: "title")
        words.terms = try new.terms.flatMap { try Words.optional($0, field: "terms") } ?? ""
        func add(_ line: Quote.Line, _ place: Int?) throws {
            if let place, let what = try new.lines[place].what.flatMap({ try Words.optional($0, field: "lines[\(place)]") }) { words.lines[offer.lines.count] = what }
            offer.lines.append(line)
        }
        for line in decision?.lines ?? [] {
            // What was said of a service goes with its line; fees have no words of their own.
            let place = new.lines.indices.first { !used.contains($0) && new.lines[$0].item == line.item }
            if let place { used.insert(place) }
            let count = line.charged == .byQuote ? place.map { new.lines[$0].quantity } ?? 1 : line.count
            try add(Quote.Line(
                item: line.item, label: line.label, count: count, minutes: line.minutes, price: line.price, money: 0, charged: line.charged,
                clause: line.clause.id), place)
        }
        for (place, line) in moneyLines { try add(line, place) }
        offer.tax = moneyLines.isEmpty ? 0 : new.tax
        offer.validThrough = new.validThrough?.iso
        (offer.delivery, offer.replaces) = (new.delivery, new.replaces)
        let cited = (decision?.clauses.map(\.id) ?? []) + offer.lines.compactMap(\.clause) + [policy.tariff.quotes?.clause.id].compactMap { $0 }
        offer.clauses = cited.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
        (self.offer, self.words, missing) = (offer, words, decision?.missing ?? [])
    }

    private static func price(
        _ services: [Attendance.Service], of new: NewQuote, under policy: Policy, holding contract: Contract?, at now: Instant
    ) throws -> QuoteDecision {
        let attendance = Attendance(
            services, isOnSite: new.isOnSite, isUrgent: new.isUrgent, isOutOfHours: new.isOutOfHours, on: policy.zone.date(of: now))
        do throws(ChargeError) {
            return try policy.quote(for: attendance, holding: contract?.holdings(at: now, under: policy) ?? [])
        } catch {
            switch error {
            case .invalid(let problem): throw DeskError.invalid([FieldProblem("lines", problem.message)])
            case .refused(let refusal, _): throw refusal
            }
        }
    }

    /// A delivery lies ahead, on a business day, and not before the last moment at which it may be accepted.
    private static func check(_ delivery: Quote.Delivery?, of new: NewQuote, under policy: Policy, at now: Instant) throws {
        switch delivery {
        case nil: return
        case .businessDays(let days):
            guard (1...365).contains(days) else { throw DeskError.invalid("delivery", "Son de 1 a 365 días hábiles.", "It is 1 to 365 business days.") }
        case .on(let text):
            guard let day = CalendarDate(iso: text), day.year < 2200 else { throw DeskError.invalid("delivery", "Una fecha se escribe como 2027-03-01.", "A date is written like 2027-03-01.") }
            guard let due = try? policy.due(.on(text), acceptedAt: now), policy.zone.date(of: due) == day else {
                throw DeskError.invalid("delivery", "Ese día no es hábil.", "That is no business day.")
            }
            var offer = Quote.Offer()
            offer.validThrough = new.validThrough?.iso
            guard let end = try? policy.end(of: offer, sentAt: now), due > now, due >= end else {
                throw DeskError.invalid("delivery", "La entrega no puede ser antes de que venza la cotización; acorte la vigencia o prometa otro día.", "The delivery cannot come before the quote expires; shorten it or promise another day.")
            }
        }
    }
}
