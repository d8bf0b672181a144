import BusinessTime
import SupportPolicy
import Testing
import ZoneFiles

/// `PolicyLanguage` declares what the reader reads, and nothing else.
struct LanguageTests {
    /// The small policy, with every key that none of the five policies has.
    static let document = ReadingTests.document
        .replacing("closed: [mx_lft]", with: """
            closed: [mx_lft, 2026-12-12]
                special: {2026-12-24: "09:00-12:00"}
                seasons: [{from: 12-15, to: 01-06, weekly: {mon-fri: "10:00-14:00"}}, {from: 07-15, to: 08-15, weekly: {mon-fri: "08:00-15:00"}}]
                breaks: {2026-12-31: "12:00-13:00"}
                business_days: mon-sat
            """)
        .replacing("lifecycle:\n", with: """
            escalation:
              kind: functional
              levels: {1: {label: Primero, attended_by: Todos, notifies: agent, cites: answer}}
              moves: [{from: any, to: 1, when: {category: c, department: d, priority: p, level: 1}, at_opening: yes, cites: answer}]
              returns: {to: 1, cites: answer}
              on_breach: {notifies: [quality], cites: answer}
              cites: answer
            categories: {c: {label: C, text: Una categoría., cites: answer}}
            departments: {d: {label: D, text: Un departamento., cites: answer}}
            priorities: {p: {label: P, text: Una prioridad., cites: answer}}
            lifecycle:

            """)
        .replacing("company: {", with: "company: {website: x, address: Aquí, credential: c, phones: [{label: l, number: 1}], ")
        .replacing("count: calendar_days, cites", with: "count: business_days, ends: same_time, cites")
        .replacing("    by_client: {effect: close, cites: answer}\n", with: """
                by_client: {effect: close, cites: answer}
                silence: {more_than: 3 d, count: business_days, ends: same_time, calendar: service, cites: answer}
                contact_attempts: {attempts: 3, via: email, wait: 1 d, count: business_days, ends: same_time, calendar: service, cites: answer, announces: answer}

            """)
        .replacing("{label: Ticket, ", with: "{label: Ticket, text: Un ticket., ")
        .replacing("{label: Grave, ", with: "{label: Grave, text: Lo peor., ")

    /// The price list, with the moments of charging that none of the five policies rules on.
    static let prices = TariffReadingTests.document.replacing(
        "charging:\n", with: "charging:\n" + ["apart", "as_worked", "by_quote", "never"].map { "  \($0): {cites: answer}\n" }.joined())
        .replacing("charged: by_quote, quoted_in", with: "charged: by_quote, delivery_days: 5, quoted_in")

    @Test
    func `every declared key is read, but for those that the check alone looks at`() throws {
        let documents = try Sample.allCases.map { try $0.text } + [Self.document, Self.prices, CommitmentTests.whole, LayersTests.document]
        for document in documents { #expect(ReadingTests.read(document).findings.filter { $0.kind == .error }.map { $0.text(in: .en) } == []) }
        let read = documents.reduce(into: Set<String>()) { $0.formUnion(PolicyReading.placesRead(in: $1, zone: ZoneFiles.zone(named:))) }
        // Conditions and the words of a commitment are declared once and stand in many places.
        func declaration(_ place: String) -> String {
            let isCondition = [".when.", ".opens_ticket_only_if."].contains(where: place.contains)
            let isWords = place.hasPrefix("commitments.") && place.hasSuffix("[].text")
            return isCondition || isWords ? "shared.\(place.split(separator: ".").last ?? "")" : place
        }
        let unread = Set(PolicyLanguage.places.keys.map(declaration)).subtracting(read.map(declaration))
        // That a named assumption exists, and that a date is one, is all that is asked of these.
        #expect(unread.filter { !$0.hasSuffix(".assumes") }.sorted() == ["lifecycle.closing.by_client.effect", "policy.updated", "schema"])
        #expect(read.subtracting(PolicyLanguage.places.keys) == [])
    }

    @Test
    func `the schema explains every key in both languages`() {
        for language in Language.allCases {
            let schema = LanguageSchema(in: language).text
            #expect(PolicyLanguage.places.values.filter { !schema.contains("\"description\": \"\($0(in: language).replacing("\"", with: "\\\""))\"") } == [])
        }
    }

    @Test
    func `a calendar can only be joined by one that stands below it`() throws {
        let union = "  both: {label: Ambos, union_of: [service], cites: hours}\n"
        let below = ReadingTests.document.replacing("types:\n", with: union + "types:\n")
        #expect(ReadingTests.read(below).policy?.calendars.map(\.id) == ["service", "both"])
        let above = ReadingTests.read(ReadingTests.document.replacing("calendars:\n", with: "calendars:\n" + union))
        #expect(above.policy == nil)
        #expect(above.findings.map(\.message.en).contains("'service' must stand above"))
    }

    /// From 15 July to 15 August and over New Year; what has no season is the ordinary week.
    @Test(arguments: [
        ("2026-07-14 08:30", false), ("2026-07-15 08:30", true), ("2026-08-14 08:30", true), ("2026-08-17 08:30", false), ("2026-07-15 17:00", false),
        ("2026-12-16 17:00", false), ("2027-01-06 11:00", true), ("2027-01-06 15:30", false), ("2027-01-07 09:30", true),
    ])
    func `a season has its own hours`(_ wall: String, _ isOpen: Bool) throws {
        let policy = try #require(ReadingTests.read(Self.document).policy)
        #expect(policy.calendars[0].schedule.isOpen(at: try policy.at(wall)) == isOpen)
    }

    @Test(arguments: [
        ("to: 08-15", "to: 13-15", "calendars.service.seasons[1].to", "'13-15' is not a day of the year"),
        ("from: 07-15", "from: 01-05", "calendars.service.seasons[1]", "'01-05 – 08-15' overlaps another season"),
        ("from: 07-15", "from: unknown", "calendars.service.seasons[1].from", "does not say"),
    ])
    func `a season is told where it is wrong`(_ old: String, _ new: String, _ path: String, _ message: String) {
        let reading = ReadingTests.read(Self.document.replacing(old, with: new))
        let blocking = reading.findings.filter { $0.kind.blocksActivation }
        #expect(blocking.map(\.path) == [path])
        #expect(blocking.first?.message.en.contains(message) == true)
    }

    @Test(arguments: [
        ("label: Correo, ", "label: , ", "channels.email.label", "there is nothing here"),
        ("label: Correo, ", "label: ~, ", "channels.email.label", "there is nothing here"),
        ("within: 24 h, ", "within: 24 h, at_least: 2 h, ", "targets[0].at_least", "'at_least' is not understood here"),
        ("closed: [mx_lft]", "closed: [2026-02-30]", "calendars.service.closed[0]", "allowed: mx_lft, mx_bank, mx_holy_week, 2026-03-16"),
        ("reopen_within: 7 d", "reopen_within: siempre", "lifecycle.after_closing.reopen_within", "allowed: never, 8 h"),
        ("label: Lunes a viernes", "label: Lunes a viernes\n    union_of: [service]", "calendars.service.zone", "'zone' is not understood here; allowed: assumes, cites, label, union_of"),
        ("    zone: America/Mexico_City\n", "", "calendars.service", "one of these is missing: union_of or zone"),
        ("{mon-fri: [\"09:00-14:00\", \"16:00-19:00\"]}", "{mon-fri: [" + String(repeating: "\"09:00-14:00\", ", count: 25) + "]}", "calendars.service.weekly.mon-fri", "too many: 25; at most 24"),
        ("language: es", "language: es\n  language2: es", "policy.language2", "allowed: effective_from, folio_prefix, id, language, title, updated, version"),
    ])
    func `what has not the declared form is told where it stands`(_ old: String, _ new: String, _ path: String, _ message: String) {
        let reading = ReadingTests.read(ReadingTests.document.replacing(old, with: new, maxReplacements: 1))
        #expect(reading.findings.contains { $0.kind == .error && $0.path == path && $0.message.en.contains(message) },
                "\(reading.findings.map { $0.text(in: .en) })")
        #expect(reading.policy == nil)
    }
}
