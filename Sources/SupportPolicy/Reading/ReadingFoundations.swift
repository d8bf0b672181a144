import BusinessTime

/// The parts that rules refer to: who speaks, the clauses, the assumptions, the calendars.
extension PolicyReader {
    struct Header {
        let id, version, folioPrefix: String
        let effectiveFrom: CalendarDate?
        let language: Language
    }

    func readHeader(_ cursor: Cursor) throws -> Header {
        Header(
            id: try cursor.required("id").text(), version: try cursor.required("version").text(),
            folioPrefix: try cursor.required("folio_prefix").text(),
            effectiveFrom: try cursor.optional("effective_from")?.value { CalendarDate(iso: $0) },
            language: try cursor.required("language").word())
    }

    func readCompany(_ cursor: Cursor) throws -> Company {
        Company(
            name: try cursor.required("name").text(), legalName: try cursor.required("legal_name").text(),
            website: try cursor.optional("website")?.text(), email: try cursor.optional("email")?.text(),
            address: try cursor.optional("address")?.text(), credential: try cursor.optional("credential")?.text(),
            phones: try cursor.optional("phones")?.elements().map {
                Company.Phone(label: try $0.required("label").text(), number: try $0.required("number").text())
            } ?? [])
    }

    func readClauses(document: String) throws -> [Clause] {
        try top.required("clauses").entries().compactMap { id, entry in
            top.attempt {
                Clause(
                    id: id, document: document, section: try entry.required("section").text(),
                    text: try entry.required("text").text(),
                    ids: try entry.required("ids").elements().map { try $0.text() })
            }
        }
    }

    /// Named assumptions; each becomes a question, so that nobody forgets that the document did not say it.
    func readAssumptions() throws -> [Assumption] {
        guard let cursor = try top.optional("assumptions") else { return [] }
        return try cursor.entries().compactMap { id, entry in
            top.attempt {
                let assumption = Assumption(
                    id: id, about: try entry.required("about").text(), text: try entry.required("text").text())
                entry.note(entry.finding(.question, Said(
                    es: "\(assumption.text) El documento no lo dice (\(assumption.about)): confírmelo.",
                    en: "The document does not say (\(assumption.about)); assumed: \(assumption.text) Please confirm.")))
                return assumption
            }
        }
    }

    func readCalendars() throws -> [NamedCalendar] {
        for (id, entry) in try top.required("calendars").entries() {
            if let calendar = top.attempt({ try readCalendar(id, entry) }) { calendars.append(calendar) }
        }
        return calendars
    }

    private func readCalendar(_ id: String, _ entry: Cursor) throws -> NamedCalendar {
        let (label, clause) = (try entry.required("label").text(), try clause(entry))
        let parts = try entry.optional("union_of").map(readParts) ?? [Schedule(readHours(entry))]
        parted[id] = parts
        // Business days and zone are those of the first.
        let schedule = parts.count == 1 ? parts[0] : Schedule(unionOf: parts, businessDaysOf: parts[0])
        return NamedCalendar(id: id, label: label, schedule: schedule, clause: clause)
    }

    /// What is joined, each once. A union of unions joins their parts: towers of unions would take minutes to compile.
    private func readParts(_ cursor: Cursor) throws -> [Schedule] {
        var parts: [Schedule] = []
        for name in try cursor.elements() {
            let id = try name.text()
            guard let known = parted[id] else {
                let below = try top.required("calendars").entries().drop { $0.key != cursor.path.parent.last }.map(\.key)
                guard below.contains(id) else { throw AlreadyFound() }
                throw name.finding(.error, Said(es: "'\(id)' debe estar más arriba", en: "'\(id)' must stand above"))
            }
            parts += known.filter { part in !parts.contains { $0 === part } }
        }
        guard !parts.isEmpty else { throw cursor.finding(.error, Said(es: "hace falta al menos uno", en: "at least one is needed")) }
        return parts
    }

    private func readHours(_ entry: Cursor) throws -> BusinessTime.Calendar {
        var calendar = BusinessTime.Calendar(zone: try readZone(entry.required("zone")), weekly: WeeklyHours())
        calendar.weekly = try readWeek(entry)
        calendar.seasons = try readSeasons(entry)
        for day in try entry.optional("closed")?.elements() ?? [] {
            if let date = CalendarDate(iso: try day.text()) {
                calendar.closed.insert(date)
            } else {
                calendar.closedSets.append(try day.word())
            }
        }
        calendar.special = try dated(entry.optional("special"))
        calendar.breaks = try dated(entry.optional("breaks"))
        if let days = try entry.optional("business_days") { calendar.businessDays = Set(try days.value { Weekday.days($0) }) }
        return calendar
    }

    private func readWeek(_ entry: Cursor) throws -> WeeklyHours {
        var week = WeeklyHours()
        for (days, hours) in try entry.required("weekly").entries() {
            for day in Weekday.days(days) ?? [] { week[day] = try spans(hours) }
        }
        return week
    }

    private func readSeasons(_ entry: Cursor) throws -> [Season] {
        var seasons: [Season] = []
        for cursor in try entry.optional("seasons")?.elements() ?? [] {
            let (from, to) = (try cursor.required("from"), try cursor.required("to"))
            let season = Season(from: try from.value { YearDay($0) }, to: try to.value { YearDay($0) }, weekly: try readWeek(cursor))
            if seasons.contains(where: season.overlaps) {
                let dates = "\(try from.text()) – \(try to.text())"
                throw cursor.finding(.error, Said(es: "'\(dates)' se encima con otra temporada", en: "'\(dates)' overlaps another season"))
            }
            seasons.append(season)
        }
        return seasons
    }

    private func readZone(_ cursor: Cursor) throws -> Zone {
        let name = try cursor.text()
        do {
            return try zone(name)
        } catch {
            throw cursor.finding(.error, Spelling.zone.problem(name))
        }
    }

    private func dated(_ cursor: Cursor?) throws -> [CalendarDate: [DayHours]] {
        var hours: [CalendarDate: [DayHours]] = [:]
        for (day, entry) in try cursor?.entries() ?? [] {
            if let date = CalendarDate(iso: day) { hours[date] = try spans(entry) }
        }
        return hours
    }

    private func spans(_ cursor: Cursor) throws -> [DayHours] {
        try cursor.elements().map { try $0.value { DayHours($0) } }
    }
}

extension Weekday {
    /// `mon`, `mon-fri`.
    static func days(_ text: String) -> [Weekday]? {
        let names = text.split(separator: "-", omittingEmptySubsequences: false)
        guard names.count <= 2, let first = names.first.flatMap({ Weekday($0) }), let last = names.last.flatMap({ Weekday($0) }),
              first.rawValue <= last.rawValue
        else { return nil }
        return allCases.filter { (first.rawValue...last.rawValue).contains($0.rawValue) }
    }
}
