import BusinessTime
import Yams

/// Reads a policy document top-down: first what others refer to (clauses, assumptions, calendars, lists), then the rules.
final class PolicyReader {
    let top: Cursor
    let zone: (String) throws -> Zone
    var clauses: [Clause] = []
    var assumptions: [Assumption] = []
    var calendars: [NamedCalendar] = []
    /// The lists that conditions choose from, by their keys.
    private var lists: [String: [Choice]] = [:]
    private var severities: [Severity] = []

    static let schema = "ventanilla-policy/1"

    init(_ top: Cursor, zone: @escaping (String) throws -> Zone) {
        self.top = top
        self.zone = zone
    }

    /// - Returns: `nil` when a part is missing; the findings tell which.
    func read() throws -> Policy? {
        let schema = try top.required("schema")
        guard try schema.text() == Self.schema else { throw schema.notAllowed(try schema.text(), [Self.schema]) }
        let header = try top.required("policy")
        let title = try header.required("title").text()
        for key in ["calendars", "types", "channels"] { top.attempt { try requireEntries(of: key) } }

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
        let provisions = try readProvisions()
        let identity = top.attempt { try readHeader(header) }
        top.finish()

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
            lifecycle: lifecycle, escalation: escalation, tariff: tariff, provisions: provisions)
    }

    /// A policy without hours, without a way in or without anything to ask for serves nobody.
    private func requireEntries(of key: String) throws {
        let group = try top.required(key)
        guard try group.entries().isEmpty else { return }
        throw group.finding(.error, Said(es: "hace falta al menos uno", en: "at least one is needed"))
    }

    // MARK: Shared pieces

    /// The clause that a rule obeys; its named assumptions become questions to the reader.
    func clause(_ rule: Cursor, key: String = "cites") throws -> Clause {
        if key == "cites", let assumed = try rule.optional("assumes") {
            for name in try assumed.elements() { try checkAssumption(name) }
        }
        let cursor = try rule.required(key)
        let id = try cursor.text()
        guard let clause = clauses.first(where: { $0.id == id }) else {
            throw try missing(cursor, of: "clauses", clauses.map(\.id))
        }
        return clause
    }

    func checkAssumption(_ cursor: Cursor) throws {
        let id = try cursor.text()
        guard assumptions.contains(where: { $0.id == id }) else {
            throw cursor.notAllowed(id, assumptions.map(\.id))
        }
    }

    func calendar(_ rule: Cursor, key: String = "calendar") throws -> NamedCalendar {
        let cursor = try rule.required(key)
        let id = try cursor.text()
        guard let calendar = calendars.first(where: { $0.id == id }) else {
            throw try missing(cursor, of: "calendars", calendars.map(\.id))
        }
        return calendar
    }

    /// Why a name leads nowhere: nothing is called so, or what is called so could not be read and has its own finding.
    func missing(_ name: Cursor, of group: String, _ known: [String]) throws -> any Error {
        let id = try name.text()
        let isDeclared = try top.optional(group)?.entries().contains { $0.key == id }
        return isDeclared == true ? AlreadyFound() : name.notAllowed(id, known)
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
        if let axis = try cursor.optional("severity") { condition.severities = try numbers(axis) }
        if let axis = try cursor.optional("level") { condition.levels = Set(try axis.elements().map { try $0.integer() }) }
        cursor.finish()
        return condition
    }

    private func names(_ cursor: Cursor, of list: String) throws -> Set<String> {
        let known = (lists[list] ?? []).map(\.id)
        return Set(try cursor.elements().map { name in
            let id = try name.text()
            guard known.contains(id) else { throw try missing(name, of: list, known) }
            return id
        })
    }

    private func numbers(_ cursor: Cursor) throws -> Set<Int> {
        Set(try cursor.elements().map { number in
            let severity = try number.integer()
            guard severities.contains(where: { $0.number == severity }) else {
                throw try missing(number, of: "severities", severities.map { "\($0.number)" })
            }
            return severity
        })
    }

    /// `10 h`, `20 min`, `3 d` with its way of counting.
    func allowance(_ cursor: Cursor, counted rule: Cursor, roll: Allowance.Roll = .none) throws -> Allowance {
        let amount = try Amount(cursor)
        guard let countCursor = try rule.optional("count") else {
            throw amount.bare(at: cursor, on: (try? calendar(rule))?.schedule ?? calendars.first?.schedule)
        }
        let count: Count = try countCursor.word()
        let ends = try rule.optional("ends")
        let ending: Ending = try ends?.word() ?? .sameTime
        if let ends, count != .businessDays {
            throw ends.notAllowed("ends", ["count: \(Count.businessDays.rawValue)"])
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
                let choice = Choice(
                    id: id, label: try entry.required("label").text(),
                    text: try entry.optional("text")?.text(), clause: try clause(entry))
                entry.finish()
                return choice
            }
        }
    }
}
