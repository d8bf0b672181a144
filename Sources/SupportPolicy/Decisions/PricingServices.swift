/// What services come to by the price list, in every way that it knows, before anybody asks what the client holds.
extension Tariff {
    /// More than any attendance has; beyond it a question is a mistake.
    static let mostPieces = 10_000, mostMinutes = 600_000, mostServices = 100

    /// What an attendance comes to.
    struct Pricings {
        /// Every way to price it.
        let ways: [[WayToPay.Line]]
        /// What its circumstances add outside the contract.
        let apart: [TariffItem]
        /// Circumstances that add nothing.
        let unpriced: [Circumstance]
    }

    func pricings(of attendance: Attendance) throws(ChargeError) -> Pricings {
        guard (1...Self.mostServices).contains(attendance.services.count) else {
            throw .invalid(FieldProblem("service", Said(
                es: "Se cobran de 1 a \(Self.mostServices) servicios a la vez.", en: "1 to \(Self.mostServices) services are charged at a time.")))
        }
        var named: [(item: TariffItem, service: Attendance.Service)] = []
        for service in attendance.services { named.append((try known(service.item), service)) }
        try checkTime(of: named)
        var parts: [[[WayToPay.Line]]] = []
        for (item, service) in named { parts.append(try pricings(of: service, item)) }
        let fees = fees(of: attendance, named.map(\.item), charging: parts.contains { $0.contains { $0.contains { !$0.price.isEmpty } } })
        parts += fees.filter { $0.charged != .apart }.map { [[line($0, 1, $0.price)]] }
        let priced = (fees + named.map(\.item)).reduce(into: Set<Circumstance>()) { $0.formUnion($1.addedWhen) }
        return Pricings(
            ways: try combinations(of: parts), apart: fees.filter { $0.charged == .apart },
            unpriced: attendance.circumstances.filter { !priced.contains($0) })
    }

    /// What the circumstances add by themselves. What comes free brings no fee, and nothing is added to what is not charged;
    /// but a visit was made even if it solved nothing.
    private func fees(of attendance: Attendance, _ wanted: [TariffItem], charging: Bool) -> [TariffItem] {
        let isOnSite = wanted.contains(where: \.isOnSite)
        let circumstances = Set(attendance.circumstances + (isOnSite ? [.onSite] : []))
        let isFree = wanted.allSatisfy { $0.charged == .never }
        return items.filter { item in
            guard !item.addedWhen.isEmpty, item.addedWhen.isSubset(of: circumstances), !wanted.contains(item), !attendance.paid.contains(item.id) else { return false }
            return item.charged == .apart || (!isFree && (charging || item.addedWhen == [.onSite]))
        }
    }

    private func known(_ id: String) throws(ChargeError) -> TariffItem {
        if let item = item(id) { return item }
        let names = items.map(\.id).joined(separator: ", ")
        throw .invalid(FieldProblem("service", items.isEmpty
            ? Said(es: "Esta política no tiene tarifa.", en: "This policy has no price list.")
            : Said(es: "No hay un servicio '\(id)'; los de la tarifa son: \(names).", en: "There is no service '\(id)'; those of the price list are: \(names).")))
    }

    /// What the client had done within the time of the first service must fit into it (GE-66).
    private func checkTime(of services: [(item: TariffItem, service: Attendance.Service)]) throws(ChargeError) {
        for (_, service) in services { try check("minutes", service.minutes ?? 1, upTo: Self.mostMinutes) }
        let within = services.filter(\.service.isWithinTime)
        guard !within.isEmpty else { return }
        guard let first = services.first, !first.service.isWithinTime, let box = first.item.timeBox, let clause = rules?.additionalNeeds else {
            throw .invalid(FieldProblem("service", Said(
                es: "El primer servicio no tiene un tiempo dentro del cual atender más.", en: "The first service has no time within which more could be done.")))
        }
        guard within.allSatisfy({ $0.service.minutes != nil }) else {
            throw .invalid(FieldProblem("minutes", Said(
                es: "Falta cuántos minutos tomó lo que se atendió dentro del tiempo.", en: "How many minutes it took to do what was done within the time is missing.")))
        }
        let taken = ([first] + within).reduce(0) { $0 + ($1.service.minutes ?? 0) }
        if taken > box {
            throw .refused(Refusal(clause, Said(
                es: "No cabe en los \(box) minutos de '\(first.item.label)': son \(taken).", en: "It does not fit into the \(box) minutes of '\(first.item.label)': it took \(taken)."),
                wayIn: rules?.shortage.wayIn), [])
        }
    }

    // MARK: One service

    private func pricings(of service: Attendance.Service, _ item: TariffItem) throws(ChargeError) -> [[WayToPay.Line]] {
        try check("quantity", service.quantity, upTo: Self.mostPieces)
        if let quoted = service.quoted { try check("quoted", quoted, upTo: 1_000_000_000) }
        if service.isWithinTime, let clause = rules?.additionalNeeds {
            return [[line(item, service.quantity, [], by: clause)]]
        }
        if item.onlyIfSolved, !service.isSolved { return [[line(item, service.quantity, [])]] }
        switch item.charged {
        case .never, .apart: return [[line(item, service.quantity, [])]]
        case .byQuote: return [[try quoted(service, item)]]
        case .inAdvance, .onAcceptance, .asWorked: break
        }
        if let seats = item.seats { try check("participants", service.participants ?? 1, upTo: seats.atMost) }
        if let rate = item.rate { return [[try timed(service, item, rate)]] }
        return try item.covers.map { covers throws(ChargeError) in try covered(service.quantity, item, covers) } ?? each(service, item)
    }

    /// What only a quote prices (GE-76).
    private func quoted(_ service: Attendance.Service, _ item: TariffItem) throws(ChargeError) -> WayToPay.Line {
        guard let unit = item.quotedIn, let quoted = service.quoted else {
            throw .refused(Refusal(item.clause, Said(
                es: "'\(item.label)' no tiene precio de lista: se cotiza antes de prestarse.", en: "'\(item.label)' has no list price: it is quoted before it is given."),
                wayIn: item.wayIn ?? rules?.shortage.wayIn), [])
        }
        return line(item, 1, [UnitAmount(unit, quoted)])
    }

    /// A price by time: rounded up to its step, once for each share of the people who take part.
    private func timed(_ service: Attendance.Service, _ item: TariffItem, _ rate: TariffItem.Rate) throws(ChargeError) -> WayToPay.Line {
        if service.minutes != nil, service.quantity != 1 {
            throw .invalid(FieldProblem("minutes", Said(es: "Diga la cantidad o los minutos, no ambos.", en: "Say the quantity or the minutes, not both.")))
        }
        let minutes = service.minutes ?? service.quantity * rate.per
        let steps = rate.rounded(minutes) / rate.step
        let shares = shares(service, item)
        return line(item, shares, item.price.map { UnitAmount($0.unit, $0.amount * rate.step / rate.per * steps * shares) }, minutes: steps * rate.step)
    }

    /// How many times the price is due for those who take part: 10 to an hour (GE-72).
    private func shares(_ service: Attendance.Service, _ item: TariffItem) -> Int {
        item.seats.map { ((service.participants ?? 1) + $0.included - 1) / $0.included } ?? 1
    }

    /// A price for each piece; where there are two, each piece may have either.
    private func each(_ service: Attendance.Service, _ item: TariffItem) -> [[WayToPay.Line]] {
        let count = service.quantity * shares(service, item)
        guard !item.orPrice.isEmpty else { return [[line(item, count, item.price * count)]] }
        return (0...count).map { others in
            [(count - others, item.price), (others, item.orPrice)].filter { $0.0 > 0 }.map { line(item, $0.0, $0.1 * $0.0) }
        }
    }

    /// A price that covers so many pieces (GE-79, GE-80): those beyond it cost extra, or are ordered as another item.
    private func covered(_ count: Int, _ item: TariffItem, _ covers: Int) throws(ChargeError) -> [[WayToPay.Line]] {
        let beyond = max(0, count - covers)
        guard beyond == 0 || item.extra != nil else {
            throw .refused(Refusal(item.clause, Said(
                es: "'\(item.label)' cubre hasta \(covers).", en: "'\(item.label)' covers up to \(covers)."), wayIn: item.wayIn ?? rules?.shortage.wayIn), [])
        }
        let others = item.extra.map { rests($0, of: beyond, item) } ?? [[]]
        return [item.price, item.orPrice].filter { !$0.isEmpty }.flatMap { price in
            others.map { [line(item, min(count, covers), price)] + $0 }
        }
    }

    /// Every number of further orders, from none to as many as leave nothing over.
    private func rests(_ extra: TariffItem.Extra, of count: Int, _ item: TariffItem) -> [[WayToPay.Line]] {
        guard count > 0 else { return [[]] }
        let other = extra.orAs.flatMap(self.item)
        let covers = other?.covers ?? count
        return (0...(other == nil ? 0 : (count + covers - 1) / covers)).map { orders in
            let ordered = min(count, orders * covers), left = count - ordered
            var lines: [WayToPay.Line] = []
            if let other, orders > 0 { lines.append(line(other, ordered, other.price * orders)) }
            if left > 0 {
                lines.append(WayToPay.Line(
                    item: item.id, label: extra.label, count: left, minutes: nil, price: extra.price * left, charged: item.charged, clause: item.clause))
            }
            return lines
        }
    }

    private func line(_ item: TariffItem, _ count: Int, _ price: [UnitAmount], minutes: Int? = nil, by clause: Clause? = nil) -> WayToPay.Line {
        WayToPay.Line(
            item: item.id, label: item.label, count: count, minutes: minutes, price: price, charged: item.charged, clause: clause ?? item.clause)
    }

    private func check(_ field: String, _ number: Int, upTo most: Int) throws(ChargeError) {
        guard !(1...most).contains(number) else { return }
        throw .invalid(FieldProblem(field, Said(es: "Debe ser de 1 a \(most), no \(number).", en: "It must be 1 to \(most), not \(number).")))
    }

    // MARK: Together

    /// One way of each part, in every combination; of combinations that come to the same units the first.
    private func combinations(of parts: [[[WayToPay.Line]]]) throws(ChargeError) -> [[WayToPay.Line]] {
        var ways: [[WayToPay.Line]] = [[]]
        for part in parts {
            guard ways.count * part.count <= 100_000 else {
                throw .invalid(FieldProblem("service", Said(
                    es: "Son demasiadas maneras de pagar: cobre los servicios por separado.", en: "Too many ways to pay: charge the services apart.")))
            }
            var seen: Set<[String: Int]> = []
            ways = ways.flatMap { way in part.map { way + $0 } }.filter { seen.insert($0.totals).inserted }
        }
        return ways
    }
}

extension [WayToPay.Line] {
    /// Of each unit the sum.
    var totals: [String: Int] {
        var totals: [String: Int] = [:]
        for line in self { for part in line.price { totals[part.unit, default: 0] += part.amount } }
        return totals
    }
}

extension [UnitAmount] {
    fileprivate static func * (price: [UnitAmount], count: Int) -> [UnitAmount] {
        price.map { UnitAmount($0.unit, $0.amount * count) }
    }
}

extension Attendance {
    /// As they were said; a service may add that of being on site.
    fileprivate var circumstances: [Circumstance] {
        [(isOnSite, Circumstance.onSite), (isUrgent, .urgent), (isOutOfHours, .outOfHours)].filter(\.0).map(\.1)
    }
}
