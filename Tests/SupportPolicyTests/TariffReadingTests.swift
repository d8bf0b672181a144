import Foundation
import SupportPolicy
import Testing

/// What a price list is told that cannot be read, and what a sound one comes to.
struct TariffReadingTests {
    static let document = ReadingTests.document + """

        units:
          hour: {label: hora, plural: horas, time: yes, cites: answer}
          incident: {label: incidente, plural: incidentes, cites: answer}
          credit: {label: crédito, plural: créditos, cites: answer}
        plans:
          year: {label: Anual, grants: {hour: 5 h, credit: by_contract}, term: 1 year, ends: first_of_both, requires: purchase_order, price: {minor_units: 150000, currency: MXN}, sat_key: "01010101", cites: answer}
        allowances:
          - {plan: year, unit: incident, amount: 3, cites: hours}
        tariff:
          incident: {label: Incidente, charged: on_acceptance, price: {incident: 1}, exchanged_at: {credit: 4}, time_box: 30 min, only_if_solved: yes, cites: answer}
          work: {label: Trabajo, charged: as_worked, price: {hour: 1 h}, per: 1 h, rounds_up_to: 15 min, cites: answer}
          install: {label: Instalación, charged: in_advance, price: {incident: 1}, covers: 4, extra: {label: Otra, price: {credit: 1}, or_as: install}, cites: answer}
          quote: {label: A cotizar, charged: by_quote, quoted_in: credit, sat_key: 86132000, cites: answer}
        charging:
          exchange_when_exhausted: {cites: answer}
          prefer: {fewest: credit, then: expires_first, cites: answer}
          shortage: {way_in: Compre más., cites: hours}
        """

    @Test
    func `a sound one reads without a remark`() throws {
        let reading = ReadingTests.read(Self.document)
        #expect(reading.findings.map(\.path) == ["assumptions.A-02"])
        let tariff = try #require(reading.policy).tariff
        let plan = try #require(tariff.plan("year"))
        #expect(plan.grants.map { "\($0.unit) \($0.amount.map(String.init) ?? "?") \($0.clause.id)" } == ["hour 300 answer", "credit ? answer", "incident 3 hours"])
        #expect(plan.term == .months(12) && plan.ends == .firstOfBoth && plan.requires == [.purchaseOrder])
        #expect(plan.price?.minorUnits == 150_000 && plan.price?.currency == "MXN")
        #expect(tariff.item("work")?.rate?.per == 60 && tariff.item("work")?.rate?.step == 15)
        #expect(tariff.item("incident")?.timeBox == 30)
        #expect([plan.taxKey, tariff.item("quote")?.taxKey, tariff.item("work")?.taxKey] == ["01010101", "86132000", nil])
    }

    @Test(arguments: [
        ReadingTests.Row("{hour: 5 h,", "{hour: 5,", at: "plans.year.grants.hour", "'5'", allowed: "'30 min' or '5 h'"),
        .init("{hour: 5 h,", "{days: 5 h,", at: "plans.year.grants.days", "days", allowed: "hour, incident, credit"),
        .init("term: 1 year", "term: para siempre", at: "plans.year.term", "para siempre", allowed: "'1 year', '6 months' or '1 event'"),
        .init("ends: first_of_both", "ends: never", at: "plans.year.ends", "never", allowed: "at_term, first_of_both"),
        .init("requires: purchase_order", "requires: luck", at: "plans.year.requires", "luck", allowed: "purchase_order"),
        .init("currency: MXN", "currency: pesos", at: "plans.year.price.currency", "pesos", allowed: "MXN"),
        .init("minor_units: 150000", "minor_units: -1", at: "plans.year.price.minor_units", "-1", allowed: "0 … "),
        .init("plan: year, unit", "plan: decade, unit", at: "allowances[0].plan", "decade", allowed: "year"),
        .init("amount: 3,", "amount: 0,", at: "allowances[0].amount", "0", allowed: "1 … 100000"),
        .init("charged: as_worked", "charged: sometimes", at: "tariff.work.charged", "sometimes", allowed: "in_advance, on_acceptance, as_worked, by_quote, apart, never"),
        .init("charged: as_worked, price: {hour: 1 h}, per: 1 h, rounds_up_to: 15 min", "charged: as_worked", at: "tariff.work", "missing", allowed: "price"),
        .init("charged: by_quote", "charged: by_quote, price: {credit: 1}", at: "tariff.quote.charged", "by_quote", allowed: "price"),
        .init("price: {hour: 1 h}, per", "price: {hour: 1000000000000000000000 h}, per", at: "tariff.work.price.hour", "1000000000000000000000 h", allowed: "write it like"),
        .init("price: {credit: 1}, or_as", "price: {credit: 999999999}, or_as", at: "tariff.install.extra.price.credit", "999999999", allowed: "1 … 100000"),
        .init("rounds_up_to: 15 min", "rounds_up_to: 45 min", at: "tariff.work.rounds_up_to", "45 min", allowed: "no multiple"),
        .init("price: {hour: 1 h}, per", "price: {credit: 3}, per", at: "tariff.work.rounds_up_to", "15 min", allowed: "'credit'"),
        .init("or_as: install", "or_as: quote", at: "tariff.install.extra.or_as", "quote", allowed: "install"),
        .init("covers: 4, extra", "extra", at: "tariff.install.extra", "extra", allowed: "'covers'"),
        .init("exchanged_at: {credit: 4}", "exchanged_at: {incident: 4}", at: "tariff.incident.exchanged_at", "exchange", allowed: "another unit"),
        .init("quoted_in: credit", "quoted_in: credit, colour: red", at: "tariff.quote.colour", "colour", allowed: "added_when, assumes, charged, cites, covers"),
        .init("sat_key: 86132000", "sat_key: capacitación", at: "tariff.quote.sat_key", "capacitación", allowed: "eight digits"),
        .init("quoted_in: credit", "quoted_in: credit, delivery_days: 0", at: "tariff.quote.delivery_days", "0", allowed: "1 … 365"),
        .init("rounds_up_to: 15 min", "rounds_up_to: 15 min, delivery_days: 3", at: "tariff.work.delivery_days", "as_worked", allowed: "'delivery_days'"),
        .init("fewest: credit", "fewest: money", at: "charging.prefer.fewest", "money", allowed: "hour, incident, credit"),
        .init("shortage: {way_in: Compre más., cites: hours}", "shortage: {cites: hours}", at: "charging.shortage", "missing", allowed: "way_in"),
    ])
    func `an error tells its line, what it found and what is allowed`(_ row: ReadingTests.Row) throws {
        let change = try #require(Self.document.range(of: row.old))
        let line = Self.document[..<change.lowerBound].count { $0 == "\n" } + 1
        let reading = ReadingTests.read(Self.document.replacing(row.old, with: row.new, maxReplacements: 1))
        let errors = reading.findings.filter { $0.kind == .error }
        #expect(errors.map(\.path) == [row.path], "one mistake, one error")
        #expect(errors.first?.line == line)
        #expect(errors.first?.message.en.contains(row.found) == true)
        #expect(errors.first?.message.en.contains(row.allowed) == true)
        #expect(reading.policy == nil)
    }

    @Test
    func `a service of the list is delivered in its days, several in those of the last, and what has none promises nothing (GE-54, GE-55)`() throws {
        let document = Self.document.replacing("covers: 4, extra", with: "covers: 4, delivery_days: 1, extra").replacing("quoted_in: credit,", with: "quoted_in: credit, delivery_days: 5,")
        let policy = try #require(ReadingTests.read(document).policy)
        #expect(policy.deliveryDays(of: ["install"]) == 1 && policy.deliveryDays(of: ["install", "quote"]) == 5)
        #expect(policy.deliveryDays(of: ["quote", "incident"]) == nil && policy.deliveryDays(of: ["quote", nil]) == nil && policy.deliveryDays(of: []) == nil)
        let install = try #require(policy.tariff.item("install")), quote = try #require(policy.tariff.item("quote"))
        #expect(policy.tariff.price(of: install, in: .es).hasSuffix("; entrega en 1 día hábil"))
        #expect(policy.tariff.price(of: quote, in: .en).hasSuffix("; delivered in 5 business days"))
    }

    @Test
    func `prices need the rules of charging, and a unit has one exchange that leads nowhere further`() throws {
        let lines = Self.document.components(separatedBy: "\n")
        let unruled = ReadingTests.read(lines[..<(try #require(lines.firstIndex(of: "charging:")))].joined(separator: "\n"))
        #expect(unruled.findings.filter { $0.kind == .error }.map(\.path) == ["tariff"])
        let twice = ReadingTests.read(Self.document.replacing("covers: 4,", with: "covers: 4, exchanged_at: {credit: 5},"))
        #expect(twice.findings.filter { $0.kind == .error }.map(\.path) == ["tariff.install.exchanged_at"])
        let chain = ReadingTests.read(Self.document.replacing("tariff:\n", with: """
            tariff:
              credit: {label: Crédito, charged: in_advance, price: {credit: 1}, exchanged_at: {hour: 1 h}, cites: answer}

            """))
        #expect(chain.findings.filter { $0.kind == .error }.map(\.message.en) == ["'incident' is exchanged for 'credit', which is exchanged itself"])
    }

    @Test(arguments: [("grants: {hour: 5 h, credit: by_contract}", "grants: unknown", ["plans.year.grants"]), ("covers: 4", "covers: unknown", ["tariff.install.covers"])])
    func `unknown blocks, and what hangs on it says nothing more`(_ old: String, _ new: String, _ paths: [String]) {
        let reading = ReadingTests.read(Self.document.replacing(old, with: new))
        #expect(reading.findings.filter { $0.kind.blocksActivation }.map(\.path) == paths)
        #expect(reading.policy == nil)
    }

    /// IN-13 … IN-17, IN-21, IN-22.
    @Test(arguments: [
        ("IN-13", "per_event", "minute 60", Plan.Term.singleEvent, [Plan.Requirement.purchaseOrder]),
        ("IN-14", "basic", "minute 300", .months(12), []), ("IN-15", "business", "minute 1200", .months(12), []),
        ("IN-16", "business_plus", "minute 3000, at_company_minute 180, on_site_minute 180", .months(12), []),
        ("IN-17", "corporate", "minute 4200, at_company_minute 300, on_site_minute 300", .months(12), []),
    ])
    func `Intecnia's plans`(_ clause: String, _ id: String, _ grants: String, _ term: Plan.Term, _ requires: [Plan.Requirement]) throws {
        let plan = try #require(try Sample.intecnia.policy.tariff.plan(id))
        #expect(plan.grants.map { "\($0.unit) \($0.amount ?? -1)" }.joined(separator: ", ") == grants)
        #expect(plan.clause.ids == [clause])
        #expect(plan.term == term && plan.requires == requires)
        #expect(plan.ends == (term == .singleEvent ? .atTerm : .firstOfBoth))
    }

    /// GE-12, GE-57.
    @Test
    func `Execom's contracts say themselves how much they include`() throws {
        let tariff = try Sample.grupoExecom.policy.tariff
        #expect(tariff.plans.map(\.id) == ["annual"])
        #expect(tariff.plans[0].grants.map(\.unit) == ["event", "incident", "credit"] && tariff.plans[0].grants.allSatisfy { $0.amount == nil })
    }
}
