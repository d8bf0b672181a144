/// What is sold and charged for: units, plans and their allowances, the price list, the rules of charging.
extension PolicyReader {
    func readTariff() throws -> Tariff {
        let units = try group("units") { id, entry in try readUnit(id, entry) }
        let allowances = try top.optional("allowances")?.elements() ?? []
        let plans = try group("plans") { id, entry in try readPlan(id, entry, units) }
        let granted = allowances.compactMap { entry in top.attempt { try readAllowance(entry, plans.map(\.id), units) } }
        let items = try group("tariff") { id, entry in try readItem(id, entry, units) }
        try checkReferences(of: items)
        let rules = try top.optional("charging").flatMap { cursor in top.attempt { try readCharging(cursor, units) } }
        try requireRules(rules, for: items)
        return Tariff(
            units: units,
            plans: plans.map { plan in plan.granting(granted.filter { $0.plan == plan.id }.map(\.grant)) },
            items: items, rules: rules)
    }

    /// A mapping of ids to parts; a part that cannot be read is left out.
    private func group<Part>(_ key: String, _ read: (String, Cursor) throws -> Part) throws -> [Part] {
        try top.optional(key)?.entries().compactMap { id, entry in top.attempt { try read(id, entry) } } ?? []
    }

    // MARK: Units and plans

    private func readUnit(_ id: String, _ entry: Cursor) throws -> PrepaidUnit {
        let unit = PrepaidUnit(
            id: id, label: try entry.required("label").text(), plural: try entry.required("plural").text(),
            isTime: try entry.optional("time")?.flag() ?? false, spentBy: try entry.optional("spent_by")?.text(),
            wayIn: try entry.optional("way_in")?.text(), clause: try clause(entry))
        entry.finish()
        return unit
    }

    private func readPlan(_ id: String, _ entry: Cursor, _ units: [PrepaidUnit]) throws -> Plan {
        let clause = try clause(entry)
        let plan = Plan(
            id: id, label: try entry.required("label").text(),
            grants: try entry.required("grants").entries().map { unit, amount in
                let unit = try self.unit(named: unit, at: amount, units)
                let isOpen = try amount.text() == "by_contract"
                return Plan.Grant(unit: unit.id, amount: isOpen ? nil : try self.amount(amount, of: unit), clause: clause)
            },
            term: try term(entry.required("term")), ends: try entry.optional("ends")?.word() ?? .atTerm,
            requires: try entry.optional("requires")?.words() ?? [],
            price: try entry.optional("price").map(readMoney), clause: clause)
        entry.finish()
        return plan
    }

    private func readMoney(_ entry: Cursor) throws -> Money {
        let currency = try entry.required("currency")
        guard try currency.text().count == 3, try currency.text().allSatisfy({ $0.isASCII && $0.isUppercase }) else {
            throw currency.finding(.error, Said(
                es: "'\(try currency.text())' no es una moneda; se escribe como MXN", en: "'\(try currency.text())' is no currency; write it like MXN"))
        }
        let amount = try entry.required("minor_units")
        guard try (0...1_000_000_000_000).contains(amount.integer()) else { throw amount.notAllowed(try amount.text(), ["0 … 1000000000000"]) }
        let money = Money(minorUnits: try amount.integer(), currency: try currency.text())
        entry.finish()
        return money
    }

    /// A part of a plan that the document lists apart from it (IN-21, IN-22).
    private func readAllowance(_ entry: Cursor, _ plans: [String], _ units: [PrepaidUnit]) throws -> (plan: String, grant: Plan.Grant) {
        let plan = try entry.required("plan")
        guard plans.contains(try plan.text()) else { throw try missing(plan, of: "plans", plans) }
        let name = try entry.required("unit")
        let unit = try self.unit(named: name.text(), at: name, units)
        let grant = Plan.Grant(unit: unit.id, amount: try amount(entry.required("amount"), of: unit), clause: try clause(entry))
        entry.finish()
        return (try plan.text(), grant)
    }

    /// `1 year`, `6 months`, `1 event`.
    private func term(_ cursor: Cursor) throws -> Plan.Term {
        let words = try cursor.text().split(separator: " ")
        if words == ["1", "event"] { return .singleEvent }
        let lengths: [Substring: Int] = ["year": 12, "years": 12, "month": 1, "months": 1]
        guard words.count == 2, let number = Int(words[0]), (1...99).contains(number), let months = lengths[words[1]] else {
            throw cursor.finding(.error, Said(
                es: "'\(try cursor.text())' no es una vigencia; se escribe como '1 year', '6 months' o '1 event'",
                en: "'\(try cursor.text())' is not a term; write it like '1 year', '6 months' or '1 event'"))
        }
        return .months(number * months)
    }

    // MARK: The price list

    private func readItem(_ id: String, _ entry: Cursor, _ units: [PrepaidUnit]) throws -> TariffItem {
        let price = try entry.optional("price").map { try self.price($0, units) } ?? []
        let item = TariffItem(
            id: id, label: try entry.required("label").text(), charged: try entry.required("charged").word(), price: price,
            orPrice: try entry.optional("or").map { try self.price($0, units) } ?? [],
            exchangedAt: try entry.optional("exchanged_at").map { try readExchange($0, of: price, units) },
            covers: try entry.optional("covers").map { try count($0) },
            extra: try entry.optional("extra").map { try readExtra($0, units) },
            rate: try entry.optional("per").map { try readRate($0, in: entry, of: price) },
            seats: try entry.optional("participants").map(readSeats),
            timeBox: try entry.optional("time_box").map(minutes),
            onlyIfSolved: try entry.optional("only_if_solved")?.flag() ?? false,
            addedWhen: Set(try entry.optional("added_when")?.words() ?? []),
            isOnSite: try entry.optional("on_site")?.flag() ?? false,
            quotedIn: try entry.optional("quoted_in").map { try unit(named: $0.text(), at: $0, units).id },
            wayIn: try entry.optional("way_in")?.text(), clause: try clause(entry))
        try check(item, at: entry)
        entry.finish()
        return item
    }

    /// A price stands exactly where something is listed, and extra pieces only beside those that are covered.
    private func check(_ item: TariffItem, at entry: Cursor) throws {
        let isListed = [.inAdvance, .onAcceptance, .asWorked].contains(item.charged)
        if isListed != !item.price.isEmpty {
            let charged = try entry.required("charged")
            throw isListed
                ? entry.finding(.error, Said(es: "falta 'price'", en: "'price' is missing"))
                : charged.finding(.error, Said(
                    es: "lo que se cobra '\(item.charged.rawValue)' no lleva 'price'", en: "what is charged '\(item.charged.rawValue)' has no 'price'"))
        }
        if let extra = try entry.optional("extra"), item.covers == nil {
            throw extra.finding(.error, Said(es: "'extra' necesita 'covers'", en: "'extra' needs 'covers'"))
        }
        if let covers = try entry.optional("covers"), item.rate != nil {
            throw covers.finding(.error, Said(es: "'covers' y 'per' se excluyen", en: "'covers' and 'per' exclude each other"))
        }
    }

    private func readExtra(_ entry: Cursor, _ units: [PrepaidUnit]) throws -> TariffItem.Extra {
        let extra = TariffItem.Extra(
            label: try entry.required("label").text(), price: try price(entry.required("price"), units),
            orAs: try entry.optional("or_as")?.text())
        for name in try entry.optional("assumes")?.elements() ?? [] { try checkAssumption(name) }
        entry.finish()
        return extra
    }

    /// The time of the price is a number of steps, and every step comes to a whole number of the unit.
    private func readRate(_ cursor: Cursor, in entry: Cursor, of price: [UnitAmount]) throws -> TariffItem.Rate {
        let step = try entry.required("rounds_up_to")
        let rate = TariffItem.Rate(per: try minutes(cursor), step: try minutes(step))
        guard rate.per % rate.step == 0 else {
            throw step.finding(.error, Said(
                es: "'\(try cursor.text())' no es un múltiplo de '\(try step.text())'", en: "'\(try cursor.text())' is no multiple of '\(try step.text())'"))
        }
        for part in price where part.amount * rate.step % rate.per != 0 {
            throw step.finding(.error, Said(
                es: "\(try step.text()) no salen a un número entero de '\(part.unit)'", en: "\(try step.text()) do not come to a whole number of '\(part.unit)'"))
        }
        return rate
    }

    private func readSeats(_ entry: Cursor) throws -> TariffItem.Seats {
        let seats = TariffItem.Seats(included: try count(entry.required("included")), atMost: try count(entry.required("at_most")))
        entry.finish()
        return seats
    }

    /// What one event or incident costs in another unit; only a price of exactly one says it.
    private func readExchange(_ cursor: Cursor, of price: [UnitAmount], _ units: [PrepaidUnit]) throws -> UnitAmount {
        let rate = try self.price(cursor, units)
        guard rate.count == 1, price.count == 1, price[0].amount == 1, price[0].unit != rate[0].unit else {
            throw cursor.finding(.error, Said(
                es: "el canje vale para un precio de una sola unidad, en otra unidad", en: "an exchange is for a price of one single unit, in another unit"))
        }
        return rate[0]
    }

    /// Names among the items, and one exchange for each unit, which leads nowhere further.
    private func checkReferences(of items: [TariffItem]) throws {
        var rates: [String: String] = [:]
        for item in items {
            if let name = item.extra?.orAs, items.first(where: { $0.id == name })?.covers == nil {
                let place = try top.required("tariff").required(item.id).required("extra").required("or_as")
                let known = items.filter { $0.covers != nil }.map(\.id)
                top.attempt { throw try items.contains { $0.id == name } ? place.notAllowed(name, known) : missing(place, of: "tariff", known) }
            }
            guard let rate = item.exchangedAt else { continue }
            let place = try top.required("tariff").required(item.id).required("exchanged_at")
            if rates.updateValue(rate.unit, forKey: item.price[0].unit) != nil {
                top.note(place.finding(.error, Said(
                    es: "'\(item.price[0].unit)' ya tiene su canje", en: "'\(item.price[0].unit)' has its exchange already")))
            }
        }
        for (unit, target) in rates where rates[target] != nil {
            let place = try top.required("tariff")
            top.note(place.finding(.error, Said(
                es: "'\(unit)' se canjea por '\(target)', que también se canjea", en: "'\(unit)' is exchanged for '\(target)', which is exchanged itself")))
        }
    }

    // MARK: The rules

    private func readCharging(_ cursor: Cursor, _ units: [PrepaidUnit]) throws -> ChargingRules {
        let shortage = try cursor.required("shortage")
        var moments: [ChargeMoment: Clause] = [:]
        for moment in ChargeMoment.allCases { moments[moment] = try rule(moment.rawValue, of: cursor) }
        let rules = ChargingRules(
            preference: try cursor.optional("prefer").map { try readPreference($0, units) },
            shortage: ChargingRules.Shortage(wayIn: try shortage.required("way_in").text(), clause: try clause(shortage)),
            exchange: try rule("exchange_when_exhausted", of: cursor), classifiesFirst: try rule("classifies_first", of: cursor),
            moments: moments, additionalNeeds: try rule("additional_needs", of: cursor), summary: try rule("summary", of: cursor))
        [shortage, cursor].forEach { $0.finish() }
        return rules
    }

    private func readPreference(_ entry: Cursor, _ units: [PrepaidUnit]) throws -> ChargingRules.Preference {
        let fewest = try entry.required("fewest")
        let preference = ChargingRules.Preference(
            fewest: try unit(named: fewest.text(), at: fewest, units).id, then: try entry.required("then").word(), clause: try clause(entry))
        entry.finish()
        return preference
    }

    /// A rule that consists of its clause alone.
    private func rule(_ key: String, of cursor: Cursor) throws -> Clause? {
        guard let entry = try cursor.optional(key) else { return nil }
        let clause = try clause(entry)
        entry.finish()
        return clause
    }

    private func requireRules(_ rules: ChargingRules?, for items: [TariffItem]) throws {
        guard rules == nil, items.contains(where: { !$0.price.isEmpty }), try top.optional("charging") == nil else { return }
        top.note(try top.required("tariff").finding(.error, Said(
            es: "hay precios: falta 'charging', que dice qué se hace cuando no alcanza", en: "there are prices: 'charging' is missing, which says what happens when there is not enough")))
    }

    // MARK: Shared pieces

    /// `{incident: 1}`
    private func price(_ cursor: Cursor, _ units: [PrepaidUnit]) throws -> [UnitAmount] {
        let price = try cursor.entries().map { name, value in
            let unit = try unit(named: name, at: value, units)
            return UnitAmount(unit.id, try amount(value, of: unit))
        }
        guard !price.isEmpty else {
            throw cursor.finding(.error, Said(es: "hace falta al menos uno", en: "at least one is needed"))
        }
        return price
    }

    private func unit(named id: String, at cursor: Cursor, _ units: [PrepaidUnit]) throws -> PrepaidUnit {
        if let unit = units.first(where: { $0.id == id }) { return unit }
        // One that is declared and could not be read has its own finding.
        let isDeclared = try top.optional("units")?.entries().contains { $0.key == id } == true
        throw isDeclared ? AlreadyFound() as any Error : cursor.notAllowed(id, units.map(\.id))
    }

    /// A number of the unit; of one that measures time a duration.
    private func amount(_ cursor: Cursor, of unit: PrepaidUnit) throws -> Int {
        try unit.isTime ? minutes(cursor) : count(cursor)
    }

    private func count(_ cursor: Cursor) throws -> Int {
        let number = try cursor.integer()
        guard (1...100_000).contains(number) else { throw cursor.notAllowed("\(number)", ["1 … 100000"]) }
        return number
    }

    /// `30 min`, `5 h`, in minutes.
    private func minutes(_ cursor: Cursor) throws -> Int {
        let words = try cursor.text().split(separator: " ")
        let lengths: [Substring: Int] = ["min": 1, "h": 60]
        guard words.count == 2, let number = Int(words[0]), (1...100_000).contains(number), let length = lengths[words[1]] else {
            throw cursor.finding(.error, Said(
                es: "'\(try cursor.text())' no es un tiempo; se escribe como '30 min' o '5 h'",
                en: "'\(try cursor.text())' is not a time; write it like '30 min' or '5 h'"))
        }
        return number * length
    }
}

extension Plan {
    fileprivate func granting(_ more: [Grant]) -> Plan {
        Plan(id: id, label: label, grants: grants + more, term: term, ends: ends, requires: requires, price: price, clause: clause)
    }
}
