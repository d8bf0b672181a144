import BusinessTime

extension QuoteRules {
    /// "10 días hábiles"; as the document writes it where it counts otherwise than in days.
    public var said: Said {
        switch valid {
        case .businessDays(let days, _): Said(es: "\(days) \(days == 1 ? "día hábil" : "días hábiles")", en: "\(days) business \(days == 1 ? "day" : "days")")
        case .calendarDays(let days, _): Said(es: "\(days) \(days == 1 ? "día natural" : "días naturales")", en: "\(days) calendar \(days == 1 ? "day" : "days")")
        default: Said(es: asWritten, en: asWritten)
        }
    }
}

/// Amounts, prices and plans in finished words, for whoever buys them.
extension Tariff {
    /// "1 incidente y 2 créditos de servicio"; "nada".
    public func said(_ amounts: [UnitAmount], in language: Language) -> String {
        guard !amounts.isEmpty else { return Said(es: "nada", en: "nothing")(in: language) }
        return Self.joined(amounts.map { part in
            guard let unit = unit(part.unit) else { return "\(part.amount) \(part.unit)" }
            // Whole hours are counted like anything else: "5 horas de póliza".
            let count = unit.isTime && part.amount % 60 == 0 ? part.amount / 60 : unit.isTime ? nil : part.amount
            return count.map { "\($0) \($0 == 1 ? unit.label : unit.plural)" } ?? "\(Self.said(minutes: part.amount)) (\(unit.plural))"
        }, in: language)
    }

    /// "1 h 15 min"
    public static func said(minutes: Int) -> String {
        switch (minutes / 60, minutes % 60) {
        case (0, let rest): "\(rest) min"
        case (let hours, 0): "\(hours) h"
        case (let hours, let rest): "\(hours) h \(rest) min"
        }
    }

    private static func joined(_ parts: [String], in language: Language) -> String {
        guard let last = parts.last, parts.count > 1 else { return parts.first ?? "" }
        return parts.dropLast().joined(separator: ", ") + Said(es: " y ", en: " and ")(in: language) + last
    }

    /// "1 incidente hasta 4; cada otra, 1 crédito de servicio"
    public func price(of item: TariffItem, in language: Language) -> String {
        let delivery = item.delivery.map { [$0(in: language)] } ?? []
        guard !item.price.isEmpty else { return ([item.charged.said(in: language)] + delivery).joined(separator: "; ") }
        let said = { (es: String, en: String) in Said(es: es, en: en)(in: language) }
        var words = [base(of: item, in: language)]
        if let extra = item.extra {
            let price = self.said(extra.price, in: language)
            words.append(said("\(extra.label): \(price) cada una", "\(extra.label): \(price) each"))
        }
        if let seats = item.seats { words.append(said("por cada \(seats.included) participantes", "for each \(seats.included) people")) }
        if let rate = item.exchangedAt {
            let price = self.said([rate], in: language)
            words.append(said("agotados, \(price)", "once run out, \(price)"))
        }
        if item.onlyIfSolved { words.append(said("sólo si se soluciona", "only if solved")) }
        if !item.addedWhen.isEmpty {
            words.append(Circumstance.allCases.filter(item.addedWhen.contains).map { $0.said(in: language) }.joined(separator: ", "))
        }
        return (words + delivery).joined(separator: "; ")
    }

    private func base(of item: TariffItem, in language: Language) -> String {
        let said = { (es: String, en: String) in Said(es: es, en: en)(in: language) }
        var price = self.said(item.price, in: language)
        if !item.orPrice.isEmpty { price += said(" o ", " or ") + self.said(item.orPrice, in: language) }
        if let covers = item.covers, covers > 1 { return price + said(" hasta \(covers)", " for up to \(covers)") }
        guard let rate = item.rate else { return price }
        let step = rate.step == rate.per ? "" : said(", en pasos de \(Self.said(minutes: rate.step))", ", in steps of \(Self.said(minutes: rate.step))")
        // Time that pays for as much time is not worth a price.
        if item.price.allSatisfy({ unit($0.unit)?.isTime == true && $0.amount == rate.per }) {
            let units = Self.joined(item.price.compactMap { unit($0.unit)?.plural }, in: language)
            return said("el tiempo, de \(units)", "the time, of \(units)") + step
        }
        return price + said(" por \(Self.said(minutes: rate.per))", " for \(Self.said(minutes: rate.per))") + step
    }

    /// "5 horas de póliza"; what each contract says itself is only named.
    public func grants(of plan: Plan, in language: Language) -> String {
        Self.joined(plan.grants.map { grant in
            grant.amount.map { said([UnitAmount(grant.unit, $0)], in: language) } ?? unit(grant.unit)?.plural ?? grant.unit
        }, in: language)
    }
}

extension TariffItem {
    /// "entrega en 5 días hábiles"; `nil` where the list does not say.
    public var delivery: Said? {
        deliveryDays.map { days in
            Said(es: "entrega en \(days) \(days == 1 ? "día hábil" : "días hábiles")", en: "delivered in \(days) business \(days == 1 ? "day" : "days")")
        }
    }
}

extension Plan {
    /// "12 meses o hasta agotarse, lo que suceda primero; requiere orden de compra"
    public var terms: Said {
        let term = switch self.term {
        case .singleEvent: Said(es: "1 evento", en: "1 event")
        case .months(let months) where months % 12 == 0: Said(
            es: months == 12 ? "1 año" : "\(months / 12) años", en: months == 12 ? "1 year" : "\(months / 12) years")
        case .months(let months): Said(es: months == 1 ? "1 mes" : "\(months) meses", en: months == 1 ? "1 month" : "\(months) months")
        }
        let end = ends == .firstOfBoth
            ? Said(es: " o hasta agotarse, lo que suceda primero", en: " or until used up, whichever comes first") : Said(es: "", en: "")
        let needs = requires.map { requirement in
            switch requirement {
            case .purchaseOrder: Said(es: "; requiere orden de compra", en: "; a purchase order is required")
            }
        }
        return Said(es: term.es + end.es + needs.map(\.es).joined(), en: term.en + end.en + needs.map(\.en).joined())
    }
}
