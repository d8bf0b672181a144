/// What is sold and charged for: units, plans and their allowances, the price list, the rules of charging.
extension PolicyReader {
    func readTariff() throws -> Tariff {
        let units = try group("units") { try readUnit($0, $1) }
        let plans = try group("plans") { try readPlan($0, $1, units) }
        let granted = try top.optional("allowances")?.elements().compactMap { entry in top.attempt { try readAllowance(entry, units) } } ?? []
        let items = try group("tariff") { id, entry in (item: try readItem(id, entry, units), entry: entry) }
        try checkReferences(of: items)
        let rules = try top.optional("charging").flatMap { cursor in top.attempt { try readCharging(cursor, units) } }
        try requireRules(for: items.map(\.item))
        return Tariff(
            units: units,
            plans: plans.map { plan in plan.granting(granted.filter { $0.plan == plan.id }.map(\.grant)) },
            items: items.map(\.item), rules: rules, quotes: try top.optional("quotes").flatMap { cursor in top.attempt { try readQuotes(cursor) } })
    }

    private func readQuotes(_ entry: Cursor) throws -> QuoteRules {
        let schedule = try calendar(entry.required("calendar")).schedule, valid = try entry.required("valid")
        return QuoteRules(
            valid: try allowance(valid, counted: entry, in: schedule), asWritten: try valid.text(), schedule: schedule,
            promisesDelivery: try entry.optional("promises_delivery")?.flag() ?? false, clause: try clause(entry))
    }

    /// A map of ids to parts; a part that cannot be read is left out.
    private func group<Part>(_ key: String, _ read: (String, Cursor) throws -> Part) throws -> [Part] {
        try top.optional(key)?.entries().compactMap { id, entry in top.attempt { try read(id, entry) } } ?? []
    }

    // MARK: Units and plans

    private func readUnit(_ id: String, _ entry: Cursor) throws -> PrepaidUnit {
        PrepaidUnit(
            id: id, label: try entry.required("label").text(), plural: try entry.required("plural").text(),
            isTime: try entry.optional("time")?.flag() ?? false, spentBy: try entry.optional("spent_by")?.text(),
            wayIn: try entry.optional("way_in")?.text(), clause: try clause(entry))
    }

    private func readPlan(_ id: String, _ entry: Cursor, _ units: [PrepaidUnit]) throws -> Plan {
        let clause = try clause(entry)
        return Plan(
            id: id, label: try entry.required("label").text(),
            grants: try entry.required("grants").entries().map { name, amount in
                let unit = try unit(name, units)
                let isOpen = try amount.text() == Plan.byContract
                return Plan.Grant(unit: unit.id, amount: isOpen ? nil : try self.amount(amount, of: unit), clause: clause)
            },
            term: try entry.required("term").value(Plan.Term.init), ends: try entry.optional("ends")?.word() ?? .atTerm,
            requires: try entry.optional("requires")?.words() ?? [], includes: try entry.optional("includes")?.elements().map { try $0.text() } ?? [],
            price: try entry.optional("price").map { money in
                Money(minorUnits: try money.required("minor_units").integer(), currency: try money.required("currency").text())
            },
            taxKey: try entry.optional("sat_key")?.text(),
            overrides: try entry.optional("overrides").map(readOverrides) ?? Overrides(), clause: clause)
    }

    /// What a plan has otherwise than the document.
    private func readOverrides(_ cursor: Cursor) throws -> Overrides {
        Overrides(
            targets: try cursor.optional("targets")?.entries().map { id, entry in
                let calendar = try entry.optional("calendar").map { try self.calendar($0) }
                let limit = try readLimit(entry, in: calendar?.schedule)
                return Overrides.Target(id, limit: limit.map { Overrides.Limit($0, asWritten: $1) }, calendar: calendar, clause: try clause(entry))
            } ?? [],
            coverage: try cursor.optional("coverage").map { entry in
                Overrides.Coverage(try calendar(entry.required("calendar")), clause: try clause(entry))
            })
    }

    /// A part of a plan that the document lists apart from it (IN-21, IN-22).
    private func readAllowance(_ entry: Cursor, _ units: [PrepaidUnit]) throws -> (plan: String, grant: Plan.Grant) {
        let unit = try unit(entry.required("unit").text(), units)
        let grant = Plan.Grant(unit: unit.id, amount: try amount(entry.required("amount"), of: unit), clause: try clause(entry))
        return (try entry.required("plan").text(), grant)
    }

    // MARK: The price list

    private func readItem(_ id: String, _ entry: Cursor, _ units: [PrepaidUnit]) throws -> TariffItem {
        let price = try entry.optional("price").map { try self.price($0, units) } ?? []
        let item = TariffItem(
            id: id, label: try entry.required("label").text(), charged: try entry.required("charged").word(), price: price,
            orPrice: try entry.optional("or").map { try self.price($0, units) } ?? [],
            exchangedAt: try entry.optional("exchanged_at").map { try readExchange($0, of: price, units) },
            covers: try entry.optional("covers")?.integer(),
            extra: try entry.optional("extra").map { extra in
                TariffItem.Extra(
                    label: try extra.required("label").text(), price: try self.price(extra.required("price"), units),
                    orAs: try extra.optional("or_as")?.text())
            },
            rate: try entry.optional("per").map { try readRate($0, in: entry, of: price) },
            seats: try entry.optional("participants").map { seats in
                TariffItem.Seats(included: try seats.required("included").integer(), atMost: try seats.required("at_most").integer())
            },
            timeBox: try entry.optional("time_box")?.value(Minutes.init)?.count,
            onlyIfSolved: try entry.optional("only_if_solved")?.flag() ?? false,
            addedWhen: Set(try entry.optional("added_when")?.words() ?? []),
            isOnSite: try entry.optional("on_site")?.flag() ?? false,
            needsReason: try entry.optional("needs_reason")?.flag() ?? false,
            quotedIn: try entry.optional("quoted_in").map { try unit($0.text(), units).id },
            deliveryDays: try entry.optional("delivery_days")?.integer(),
            taxKey: try entry.optional("sat_key")?.text(),
            wayIn: try entry.optional("way_in")?.text(), clause: try clause(entry))
        try check(item, at: entry)
        return item
    }

    /// A price stands exactly where something is listed, extra pieces only beside those that are covered, and a delivery only with
    /// what can be quoted.
    private func check(_ item: TariffItem, at entry: Cursor) throws {
        let isListed = [.inAdvance, .onAcceptance, .asWorked].contains(item.charged)
        if isListed != !item.price.isEmpty {
            throw isListed
                ? entry.finding(.error, Said(es: "falta 'price'", en: "'price' is missing"))
                : try entry.required("charged").finding(.error, Said(
                    es: "lo que se cobra '\(item.charged.rawValue)' no lleva 'price'", en: "what is charged '\(item.charged.rawValue)' has no 'price'"))
        }
        if let extra = try entry.optional("extra"), item.covers == nil {
            throw extra.finding(.error, Said(es: "'extra' necesita 'covers'", en: "'extra' needs 'covers'"))
        }
        if let days = try entry.optional("delivery_days"), ![.inAdvance, .onAcceptance, .byQuote].contains(item.charged) {
            throw days.finding(.error, Said(
                es: "lo que se cobra '\(item.charged.rawValue)' no se cotiza: no lleva 'delivery_days'",
                en: "what is charged '\(item.charged.rawValue)' is not quoted: it has no 'delivery_days'"))
        }
        if let covers = try entry.optional("covers"), item.rate != nil {
            throw covers.finding(.error, Said(es: "'covers' y 'per' se excluyen", en: "'covers' and 'per' exclude each other"))
        }
    }

    /// The time of the price is a number of steps, and every step comes to a whole number of the unit.
    private func readRate(_ cursor: Cursor, in entry: Cursor, of price: [UnitAmount]) throws -> TariffItem.Rate {
        guard let step = try entry.optional("rounds_up_to") else {
            throw entry.finding(.error, Said(es: "falta 'rounds_up_to'", en: "'rounds_up_to' is missing"))
        }
        let rate = TariffItem.Rate(per: try cursor.value(Minutes.init).count, step: try step.value(Minutes.init).count)
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
    private func checkReferences(of items: [(item: TariffItem, entry: Cursor)]) throws {
        var rates: [String: String] = [:]
        for (item, entry) in items {
            if let name = item.extra?.orAs, let other = items.first(where: { $0.item.id == name }), other.item.covers == nil,
               let place = try entry.optional("extra")?.optional("or_as") {
                top.note(place.finding(.error, Cursor.notAllowed(name, items.filter { $0.item.covers != nil }.map(\.item.id))))
            }
            guard let rate = item.exchangedAt, let place = try entry.optional("exchanged_at") else { continue }
            if rates.updateValue(rate.unit, forKey: item.price[0].unit) != nil {
                top.note(place.finding(.error, Said(
                    es: "'\(item.price[0].unit)' ya tiene su canje", en: "'\(item.price[0].unit)' has its exchange already")))
            }
        }
        guard let place = try top.optional("tariff") else { return }
        for (unit, target) in rates.sorted(by: { $0.key < $1.key }) where rates[target] != nil {
            top.note(place.finding(.error, Said(
                es: "'\(unit)' se canjea por '\(target)', que también se canjea", en: "'\(unit)' is exchanged for '\(target)', which is exchanged itself")))
        }
    }

    // MARK: The rules

    private func readCharging(_ cursor: Cursor, _ units: [PrepaidUnit]) throws -> ChargingRules {
        let shortage = try cursor.required("shortage")
        var moments: [ChargeMoment: Clause] = [:]
        for moment in ChargeMoment.allCases { moments[moment] = try rule(moment.rawValue, of: cursor) }
        return ChargingRules(
            preference: try cursor.optional("prefer").map { prefer in
                ChargingRules.Preference(
                    fewest: try unit(prefer.required("fewest").text(), units).id, then: try prefer.required("then").word(), clause: try clause(prefer))
            },
            shortage: ChargingRules.Shortage(wayIn: try shortage.required("way_in").text(), clause: try clause(shortage)),
            exchange: try rule("exchange_when_exhausted", of: cursor), classifiesFirst: try cursor.optional("classifies_first").map(readClassifying),
            moments: moments, additionalNeeds: try rule("additional_needs", of: cursor), summary: try rule("summary", of: cursor))
    }

    private func readClassifying(_ cursor: Cursor) throws -> ChargingRules.ClassifiesFirst {
        let services = try cursor.optional("services")?.entries().map { ($0, try $1.text()) } ?? []
        return ChargingRules.ClassifiesFirst(services: Dictionary(services) { $1 }, clause: try clause(cursor))
    }

    /// A rule that consists of its clause alone.
    private func rule(_ key: String, of cursor: Cursor) throws -> Clause? {
        try cursor.optional(key).map { try clause($0) }
    }

    private func requireRules(for items: [TariffItem]) throws {
        guard items.contains(where: { !$0.price.isEmpty }), try top.optional("charging") == nil, let tariff = try top.optional("tariff") else { return }
        top.note(tariff.finding(.error, Said(
            es: "hay precios: falta 'charging', que dice qué se hace cuando no alcanza", en: "there are prices: 'charging' is missing, which says what happens when there is not enough")))
    }

    // MARK: Shared pieces

    /// `{incident: 1}`
    private func price(_ cursor: Cursor, _ units: [PrepaidUnit]) throws -> [UnitAmount] {
        try cursor.entries().map { name, value in
            let unit = try unit(name, units)
            return UnitAmount(unit.id, try amount(value, of: unit))
        }
    }

    /// A name that leads nowhere, or to a unit that could not be read, has its finding.
    private func unit(_ id: String, _ units: [PrepaidUnit]) throws -> PrepaidUnit {
        guard let unit = units.first(where: { $0.id == id }) else { throw AlreadyFound() }
        return unit
    }

    /// A number of the unit; of one that measures time a duration, in minutes.
    private func amount(_ cursor: Cursor, of unit: PrepaidUnit) throws -> Int {
        let text = try cursor.text()
        guard unit.isTime else {
            guard let number = Int(text) else { throw cursor.finding(.error, Spelling.integer(1...100_000).problem(text)) }
            return number
        }
        guard let minutes = Minutes(text) else { throw cursor.finding(.error, Spelling.minutes.problem(text)) }
        return minutes.count
    }
}

/// `30 min`, `5 h`: time that is bought or charged, in whole minutes.
struct Minutes {
    let count: Int

    init?(_ text: String) {
        let words = text.split(separator: " ")
        let lengths: [Substring: Int] = ["min": 1, "h": 60]
        guard words.count == 2, let number = Int(words[0]), (1...100_000).contains(number), let length = lengths[words[1]] else { return nil }
        count = number * length
    }
}

extension Plan {
    /// How much, each contract says.
    static let byContract = "by_contract"
}

extension Plan.Term {
    /// `1 year`, `6 months`, `1 event`.
    init?(_ text: String) {
        let words = text.split(separator: " ")
        let lengths: [Substring: Int] = ["year": 12, "years": 12, "month": 1, "months": 1]
        guard words.count == 2, let number = Int(words[0]), (1...99).contains(number) else { return nil }
        if words == ["1", "event"] {
            self = .singleEvent
        } else if let months = lengths[words[1]] {
            self = .months(number * months)
        } else {
            return nil
        }
    }
}

extension Plan {
    fileprivate func granting(_ more: [Grant]) -> Plan {
        Plan(id: id, label: label, grants: grants + more, term: term, ends: ends, requires: requires, includes: includes, price: price, taxKey: taxKey, overrides: overrides, clause: clause)
    }
}
