import BusinessTime

/// The parts that rules refer to: who speaks, the clauses, the assumptions, the calendars.
extension PolicyReader {
    struct Header {
        let id, version, folioPrefix: String
        let effectiveFrom: CalendarDate?
        let language: Language
    }

    func readHeader(_ cursor: Cursor) throws -> Header {
        _ = try cursor.required("title")
        let id = try cursor.required("id")
        guard Self.isSlug(try id.text()) else {
            throw id.finding(.error, Said(
                es: "'\(try id.text())' debe tener sólo minúsculas, números y guiones",
                en: "'\(try id.text())' may only have lower-case letters, digits and hyphens"))
        }
        let prefix = try cursor.required("folio_prefix")
        guard try (1...8).contains(prefix.text().count), try prefix.text().allSatisfy({ $0.isASCII && $0.isUppercase }) else {
            throw prefix.finding(.error, Said(
                es: "el prefijo del folio son de 1 a 8 letras mayúsculas", en: "a folio prefix is 1 to 8 upper-case letters"))
        }
        let header = Header(
            id: try id.text(), version: try cursor.required("version").text(), folioPrefix: try prefix.text(),
            effectiveFrom: try date(cursor.optional("effective_from")),
            language: try cursor.required("language").word())
        _ = try date(cursor.optional("updated"))
        cursor.finish()
        return header
    }

    static func isSlug(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 64 && text.utf8.allSatisfy {
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 == UInt8(ascii: "-")
        }
    }

    private func date(_ cursor: Cursor?) throws -> CalendarDate? {
        guard let cursor else { return nil }
        guard let date = CalendarDate(iso: try cursor.text()) else {
            throw cursor.finding(.error, Said(
                es: "'\(try cursor.text())' no es una fecha; se escribe 2026-03-16", en: "'\(try cursor.text())' is not a date; write 2026-03-16"))
        }
        return date
    }

    func readCompany(_ cursor: Cursor) throws -> Company {
        let company = Company(
            name: try cursor.required("name").text(), legalName: try cursor.required("legal_name").text(),
            website: try cursor.optional("website")?.text(), email: try cursor.optional("email")?.text(),
            address: try cursor.optional("address")?.text(), credential: try cursor.optional("credential")?.text(),
            phones: try cursor.optional("phones")?.elements().map {
                let phone = Company.Phone(label: try $0.required("label").text(), number: try $0.required("number").text())
                $0.finish()
                return phone
            } ?? [])
        cursor.finish()
        return company
    }

    func readClauses(document: String) throws -> [Clause] {
        try top.required("clauses").entries().compactMap { id, entry in
            top.attempt {
                let clause = Clause(
                    id: id, document: document, section: try entry.required("section").text(),
                    text: try entry.required("text").text(),
                    ids: try entry.required("ids").elements().map { try $0.text() })
                entry.finish()
                return clause
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
                entry.finish()
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
        let label = try entry.required("label").text()
        let clause = try clause(entry)
        let schedule: Schedule
        if let union = try entry.optional("union_of") {
            let parts = try union.elements().map { part in
                guard let named = calendars.first(where: { $0.id == (try? part.text()) }) else {
                    throw try missing(part, of: "calendars", calendars.map(\.id))
                }
                return named.schedule
            }
            schedule = Schedule(unionOf: parts, businessDaysOf: parts[0])
        } else {
            schedule = Schedule(try readHours(entry))
        }
        entry.finish()
        return NamedCalendar(id: id, label: label, schedule: schedule, clause: clause)
    }

    private func readHours(_ entry: Cursor) throws -> BusinessTime.Calendar {
        let zoneCursor = try entry.required("zone")
        let zoneName = try zoneCursor.text()
        let zone: Zone
        do {
            zone = try self.zone(zoneName)
        } catch {
            throw zoneCursor.finding(.error, Said(
                es: "no existe la zona horaria '\(zoneName)'; use un nombre como America/Mexico_City",
                en: "there is no time zone '\(zoneName)'; use a name such as America/Mexico_City"))
        }
        var weekly = WeeklyHours()
        for (days, hours) in try entry.required("weekly").entries() {
            for day in try weekdays(days, at: hours) { weekly[day] = try spans(hours) }
        }
        var calendar = BusinessTime.Calendar(zone: zone, weekly: weekly)
        for day in try entry.optional("closed")?.elements() ?? [] {
            if let date = CalendarDate(iso: try day.text()) {
                calendar.closed.insert(date)
            } else {
                calendar.closedSets.append(try day.word())
            }
        }
        for (day, hours) in try entry.optional("special")?.entries() ?? [] {
            calendar.special[try dated(day, at: hours)] = try spans(hours)
        }
        for (day, hours) in try entry.optional("breaks")?.entries() ?? [] {
            calendar.breaks[try dated(day, at: hours)] = try spans(hours)
        }
        if let days = try entry.optional("business_days") {
            calendar.businessDays = Set(try weekdays(try days.text(), at: days))
        }
        return calendar
    }

    private func dated(_ text: String, at cursor: Cursor) throws -> CalendarDate {
        guard let date = CalendarDate(iso: text) else {
            throw cursor.finding(.error, Said(es: "'\(text)' no es una fecha", en: "'\(text)' is not a date"))
        }
        return date
    }

    private func spans(_ cursor: Cursor) throws -> [DayHours] {
        try cursor.elements().map { element in
            guard let hours = DayHours(try element.text()) else {
                throw element.finding(.error, Said(
                    es: "'\(try element.text())' no es un horario; se escribe \"09:00-14:00\" (hasta \"24:00\")",
                    en: "'\(try element.text())' are not hours; write \"09:00-14:00\" (up to \"24:00\")"))
            }
            return hours
        }
    }

    /// `mon`, `mon-fri`.
    private func weekdays(_ text: String, at cursor: Cursor) throws -> [Weekday] {
        let names = text.split(separator: "-").map(String.init)
        let days = names.compactMap { Weekday($0) }
        switch (names.count, days.count) {
        case (1, 1): return days
        case (2, 2) where days[0].rawValue <= days[1].rawValue:
            return Weekday.allCases.filter { (days[0].rawValue...days[1].rawValue).contains($0.rawValue) }
        default:
            throw cursor.notAllowed(text, ["mon", "tue", "wed", "thu", "fri", "sat", "sun", "mon-fri"])
        }
    }
}
