import BusinessTime
import Yams

/// Reads a policy document top-down: first what others refer to (clauses, assumptions, calendars, lists), then the rules.
final class PolicyReader {
    let top: Cursor
    let zone: (String) throws -> Zone
    var clauses: [Clause] = []
    var assumptions: [Assumption] = []
    var calendars: [NamedCalendar] = []
    /// What each calendar joins; itself where it joins nothing.
    var parted: [String: [Schedule]] = [:]
    /// The lists that conditions choose from, by their keys.
    private var lists: [String: [Choice]] = [:]
    private var severities: [Severity] = []

    init(_ top: Cursor, zone: @escaping (String) throws -> Zone) {
        self.top = top
        self.zone = zone
    }

    /// - Returns: `nil` when a part is missing; the findings tell which.
    func read() throws -> Policy? {
        let header = try top.required("policy")
        let title = try header.required("title").text()

        clauses = try readClauses(document: title)
        assumptions = try readAssumptions()
        calendars = try readCalendars()
        for list in ["types", "categories", "departments", "priorities"] { lists[list] = top.attempt { try choices(list) } }
        severities = try readSeverities()
        let company = top.attempt { try readCompany(top.required("company")) }
        let channels = try readChannels()
        let admission = top.attempt { try readAdmission(top.required("admission")) }
        let forms = try readForms()
        let promises = try readPromises()
        let pauses = try readPauses()
        let lifecycle = top.attempt { try readLifecycle(top.required("lifecycle")) }
        let escalation = try top.optional("escalation").flatMap { cursor in top.attempt { try readEscalation(cursor) } }
        let tariff = try readTariff()
        let commitments = try readCommitments()
        let provisions = try readProvisions()
        let identity = top.attempt { try readHeader(header) }

        guard let company, let admission, let lifecycle, let identity, !calendars.isEmpty,
              let types = lists["types"], !types.isEmpty
        else { return nil }
        return Policy(
            id: identity.id, title: title, version: identity.version, effectiveFrom: identity.effectiveFrom,
            language: identity.language, folioPrefix: identity.folioPrefix, company: company,
            clauses: clauses, assumptions: assumptions, calendars: calendars,
            types: types, categories: lists["categories"] ?? [], departments: lists["departments"] ?? [],
            priorities: lists["priorities"] ?? [], severities: severities,
            channels: channels, admission: admission, forms: forms, promises: promises, pauses: pauses,
            lifecycle: lifecycle, escalation: escalation, tariff: tariff, commitments: commitments, provisions: provisions)
    }

    // MARK: Shared pieces

    /// The clause that a rule obeys.
    func clause(_ rule: Cursor, key: String = "cites") throws -> Clause {
        let id = try rule.required(key).text()
        return try found(clauses.first { $0.id == id })
    }

    func calendar(_ name: Cursor) throws -> NamedCalendar {
        let id = try name.text()
        return try found(calendars.first { $0.id == id })
    }

    /// What a name leads to. A name that leads nowhere has its finding, and so has what could not be read under that name.
    private func found<Value>(_ value: Value?) throws -> Value {
        guard let value else { throw AlreadyFound() }
        return value
    }

    /// `{channel: phone, severity: [1, 2]}`
    func condition(_ cursor: Cursor?) throws -> Condition {
        var condition = Condition()
        guard let cursor else { return condition }
        if let axis = try cursor.optional("channel") { condition.channels = Set(try axis.words()) }
        if let axis = try cursor.optional("type") { condition.types = try names(axis, of: "types") }
        if let axis = try cursor.optional("category") { condition.categories = try names(axis, of: "categories") }
        if let axis = try cursor.optional("department") { condition.departments = try names(axis, of: "departments") }
        if let axis = try cursor.optional("priority") { condition.priorities = try names(axis, of: "priorities") }
        if let axis = try cursor.optional("severity") {
            condition.severities = Set(try axis.elements().map { name in
                let number = try name.value { Int($0) }
                return try found(severities.first { $0.number == number }).number
            })
        }
        if let axis = try cursor.optional("level") { condition.levels = Set(try axis.elements().map { try $0.integer() }) }
        return condition
    }

    private func names(_ cursor: Cursor, of list: String) throws -> Set<String> {
        Set(try cursor.elements().map { name in
            let id = try name.text()
            return try found(lists[list]?.first { $0.id == id }).id
        })
    }

    /// `10 h`, `20 min`, `3 d` with its way of counting.
    ///
    /// - Parameter schedule: in which it counts; what a missing way of counting would give is shown in it.
    func allowance(_ cursor: Cursor, counted rule: Cursor, in schedule: Schedule?, roll: Allowance.Roll = .none) throws -> Allowance {
        let amount = try cursor.value(Amount.init)
        guard let countCursor = try rule.optional("count") else { throw amount.bare(at: cursor, on: schedule ?? calendars.first?.schedule) }
        let count: Count = try countCursor.word()
        let ends = try rule.optional("ends")
        let ending: Ending = try ends?.word() ?? .sameTime
        if let ends, count != .businessDays {
            throw ends.finding(.error, Cursor.notAllowed("ends", ["count: \(Count.businessDays.rawValue)"]))
        }
        guard let allowance = amount.allowance(count, ending: ending, roll: roll) else {
            let why = count == .workingTime
                ? Said(es: "el tiempo hábil se escribe en min o h", en: "working time is written in min or h")
                : Said(es: "los días sólo admiten múltiplos de 24 h", en: "days only take multiples of 24 h")
            throw countCursor.finding(.error, Said(
                es: "'\(amount.text)' no se puede contar como \(count.rawValue): \(why.es)",
                en: "'\(amount.text)' cannot be counted as \(count.rawValue): \(why.en)"))
        }
        return allowance
    }

    func choices(_ key: String) throws -> [Choice] {
        guard let cursor = try top.optional(key) else { return [] }
        return try cursor.entries().compactMap { id, entry in
            top.attempt {
                Choice(
                    id: id, label: try entry.required("label").text(),
                    text: try entry.optional("text")?.text(), clause: try clause(entry))
            }
        }
    }
}
