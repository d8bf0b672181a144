import Foundation
import SupportPolicy
import Testing
import ZoneFiles

/// What a policy document is told that cannot be read: file, line, what stands there, what may stand there.
struct ReadingTests {
    /// A small policy that reads without a finding.
    static let document = """
        schema: ventanilla-policy/1
        policy:
          id: papeleria
          title: Soporte de la papelería
          version: "1"
          effective_from: 2026-01-01
          language: es
          folio_prefix: PAP
        company: {name: Papelería Luna, legal_name: Papelería Luna S.A., email: soporte@papeleria.example}
        clauses:
          hours: {section: "1", text: De lunes a viernes., ids: [P-1]}
          answer: {section: "2", text: Se responde en 24 horas hábiles., ids: [P-2]}
        assumptions:
          A-02: {about: targets, text: Un día hábil.}
        calendars:
          service:
            label: Lunes a viernes
            zone: America/Mexico_City
            weekly: {mon-fri: ["09:00-14:00", "16:00-19:00"]}
            closed: [mx_lft]
            cites: hours
        types:
          ticket: {label: Ticket, cites: answer}
        severities:
          1: {label: Grave, cites: answer}
        channels:
          email: {kind: email, label: Correo, calendar: service, cites: answer}
        admission:
          not_offered: {way_in: Escriba un correo., cites: answer}
          requires:
            - {record: contract, when: {type: ticket}, cites: answer}
        targets:
          - {id: response, metric: first_response, within: 24 h, count: business_days, calendar: service, starts: received, cites: answer, assumes: A-02}
          - {id: grave, when: {severity: 1}, metric: first_response, within: 8 h, count: working_time, calendar: service, starts: received, cites: answer}
        lifecycle:
          states:
            labels: {open: Abierto, waiting: En Espera, resolved: Resuelto, closed: Cerrado}
          closing:
            by_agent: {effect: close, cites: answer}
            by_client: {effect: close, cites: answer}
          after_closing: {reopen_within: 7 d, count: calendar_days, cites: answer}
        """

    static func read(_ text: String) -> PolicyReading {
        PolicyReading(text, file: "papeleria.yaml", zone: ZoneFiles.zone(named:))
    }

    @Test
    func `the document of this table reads, with its assumption as the only question`() {
        let reading = Self.read(Self.document)
        #expect(reading.findings.map { $0.text(in: .en) } == [
            "papeleria.yaml:14: question: assumptions.A-02: The document does not say (targets); assumed: Un día hábil. Please confirm.",
        ])
        #expect(reading.policy?.promises.map(\.id) == ["response", "grave"])
    }

    struct Row: Sendable, CustomTestStringConvertible {
        /// What is changed in the document, and into what; the finding stands on the line of the change.
        let old, new: String
        let path: String
        let found: String
        let allowed: String

        init(_ old: String, _ new: String, at path: String, _ found: String, allowed: String = "") {
            (self.old, self.new, self.path, self.found, self.allowed) = (old, new, path, found, allowed)
        }

        var testDescription: String { new.isEmpty ? "without \(old)" : new }
    }

    @Test(arguments: [
        Row("schema: ventanilla-policy/1", "schema: ventanilla-policy/9", at: "schema", "ventanilla-policy/9", allowed: "ventanilla-policy/1"),
        Row("id: papeleria", "id: Papelería", at: "policy.id", "Papelería", allowed: "lower-case"),
        Row("folio_prefix: PAP", "folio_prefix: pap-1", at: "policy.folio_prefix", "folio prefix", allowed: "upper-case"),
        Row("effective_from: 2026-01-01", "effective_from: 1 de enero", at: "policy.effective_from", "1 de enero", allowed: "2026-03-16"),
        Row("language: es", "language: fr", at: "policy.language", "fr", allowed: "es, en"),
        Row("zone: America/Mexico_City", "zone: America/Puebla", at: "calendars.service.zone", "America/Puebla", allowed: "America/Mexico_City"),
        Row("[\"09:00-14:00\", \"16:00-19:00\"]", "[\"9-14\"]", at: "calendars.service.weekly.mon-fri[0]", "9-14", allowed: "09:00-14:00"),
        Row("{mon-fri:", "{lun-vie:", at: "calendars.service.weekly.lun-vie", "lun-vie", allowed: "mon-fri"),
        Row("closed: [mx_lft]", "closed: [mx_feriados]", at: "calendars.service.closed[0]", "mx_feriados", allowed: "mx_lft"),
        Row("kind: email", "kind: fax", at: "channels.email.kind", "fax", allowed: "portal, email, phone, chat"),
        Row("label: Correo, calendar: service", "label: Correo, calendar: nights", at: "channels.email.calendar", "nights", allowed: "service"),
        Row("label: Correo, calendar: service", "label: Correo, colour: red", at: "channels.email.colour", "colour", allowed: "address, assumes, calendar, cites, kind, label"),
        Row("way_in: Escriba un correo., cites: answer", "way_in: Escriba un correo., cites: promise", at: "admission.not_offered.cites", "promise", allowed: "hours, answer"),
        Row("record: contract", "record: passport", at: "admission.requires[0].record", "passport", allowed: "contract, licence, registration, latest_version, registered_sender"),
        Row("when: {type: ticket}", "when: {type: tiket}", at: "admission.requires[0].when.type", "tiket", allowed: "ticket"),
        Row("when: {severity: 1}", "when: {severity: 7}", at: "targets[1].when.severity", "7", allowed: "1"),
        Row("when: {severity: 1}", "when: {weather: rain}", at: "targets[1].when.weather", "weather", allowed: "category, channel, department, level, priority, severity, type"),
        Row("within: 24 h", "within: un día", at: "targets[0].within", "un día", allowed: "'20 min', '8 h' or '3 d'"),
        Row("within: 24 h, count: business_days", "within: 10 h, count: business_days", at: "targets[0].count", "10 h", allowed: "multiples of 24 h"),
        Row("within: 8 h, count: working_time", "within: 2 d, count: working_time", at: "targets[1].count", "2 d", allowed: "min or h"),
        Row("within: 8 h, count: working_time", "within: 8 h, ends: close_of_business, count: working_time", at: "targets[1].ends", "ends", allowed: "business_days"),
        Row("count: business_days", "count: horas_habiles", at: "targets[0].count", "horas_habiles", allowed: "working_time, business_days, business_clock, calendar_days, elapsed"),
        Row("within: 24 h, ", "", at: "targets[0]", "missing", allowed: "within, range, at_least, best_effort or as_soon_as_possible"),
        Row("starts: received, cites: answer, assumes: A-02", "starts: received, cites: answer, assumes: A-99", at: "targets[0].assumes", "A-99", allowed: "A-02"),
        Row("by_agent: {effect: close", "by_agent: {effect: vanish", at: "lifecycle.closing.by_agent.effect", "vanish", allowed: "close, offer"),
        Row("by_agent: {effect: close", "by_agent: {effect: close, only: boss", at: "lifecycle.closing.by_agent.only", "boss", allowed: "assignee"),
        Row("by_client: {effect: close, cites: answer}",
            "contact_attempts: {attempts: 0, via: [phone], calendar: service, wait: 1 d, count: business_days, cites: answer, announces: answer}\n    by_client: {effect: close, cites: answer}",
            at: "lifecycle.closing.contact_attempts.attempts", "0", allowed: "1 … 9"),
        Row("targets:\n", "goals: []\ntargets:\n", at: "goals", "goals", allowed: "targets"),
    ])
    func `an error tells its line, what it found and what is allowed`(_ row: Row) throws {
        let change = try #require(Self.document.range(of: row.old))
        let line = Self.document[..<change.lowerBound].count { $0 == "\n" } + 1
        let reading = Self.read(Self.document.replacing(row.old, with: row.new, maxReplacements: 1))

        let errors = reading.findings.filter { $0.kind == .error }
        let error = try #require(errors.first)
        #expect(errors.count == 1, "one mistake, one error: \(errors.map { $0.text(in: .en) })")
        #expect(error.file == "papeleria.yaml")
        #expect(error.line == line)
        #expect(error.path == row.path)
        #expect(error.message.en.contains(row.found))
        #expect(error.message.en.contains(row.allowed))
        #expect(error.message.es.contains(row.found) || row.found == "missing" || row.found == "folio prefix")
        #expect(reading.policy == nil)
    }

    @Test
    func `a bare number of hours shows what each way of counting would give`() throws {
        let reading = Self.read(Self.document.replacing("within: 24 h, count: business_days, ", with: "within: 24 h, "))
        let error = try #require(reading.findings.first { $0.kind == .error })
        #expect(error.path == "targets[0].within")
        #expect(error.message.es == """
            '24 h' no dice cómo se cuenta (count). Recibido el jueves 12 de marzo de 2026 a las 17:00: \
            working_time vence mié 18 mar, 17:00; business_days vence vie 13 mar, 17:00
            """)
        #expect(error.message.en.hasSuffix("working_time falls due Wed 18 Mar, 17:00; business_days falls due Fri 13 Mar, 17:00"))
        #expect(reading.policy == nil)
    }

    @Test
    func `8 hours can only be working time`() throws {
        let reading = Self.read(Self.document.replacing("within: 8 h, count: working_time, ", with: "within: 8 h, "))
        let error = try #require(reading.findings.first { $0.kind == .error })
        #expect(error.message.en.hasSuffix("working_time falls due Fri 13 Mar, 17:00"))
        #expect(!error.message.en.contains("business_days"))
    }

    @Test
    func `two promises for the same request of which none is more specific are an error`() throws {
        let reading = Self.read(Self.document.replacing("when: {severity: 1}, ", with: ""))
        let error = try #require(reading.findings.first { $0.kind == .error })
        #expect(error.path == "targets[0]")
        #expect(error.message.en.contains("'response'"))
        #expect(error.message.en.contains("'grave'"))
        #expect(reading.policy == nil)
    }

    @Test(arguments: [
        ("", 1, "empty"),
        ("# sólo un comentario\n", 1, "empty"),
        ("- una\n- lista\n", 1, "a group of keys, found a list"),
        ("hola\n", 1, "a group of keys, found a text"),
        ("schema: ventanilla-policy/1\npolicy: {id: x\nclauses: [\n", 3, "not YAML"),
        ("schema: ventanilla-policy/1\n\tpolicy: 1\n", 2, "not YAML"),
        ("schema: ventanilla-policy/1\npolicy:\n  id: a\n  id: b\n", 3, "repeated keys: id"),
        ("policy: {}\n", 1, "'schema' is missing"),
    ])
    func `what is no policy document at all is one error`(_ text: String, _ line: Int, _ message: String) {
        let reading = Self.read(text)
        #expect(reading.findings.map(\.kind) == [.error])
        #expect(reading.findings.first?.line == line)
        #expect(reading.findings.first?.message.en.contains(message) == true)
        #expect(reading.findings.first?.message.en.contains("\n") == false, "a finding is one line")
        #expect(reading.policy == nil)
    }

    @Test
    func `a clause that no rule cites is a warning, and blocks nothing`() {
        let reading = Self.read(Self.document.replacing("assumptions:\n", with: "  forgotten: {section: \"3\", text: Nadie., ids: [P-3]}\nassumptions:\n"))
        #expect(reading.findings.map(\.kind) == [.question, .warning])
        #expect(reading.findings.last?.path == "clauses.forgotten")
        #expect(reading.policy != nil)
    }

    @Test(arguments: [
        ("targets[1]", "when: {severity: 1}", "when: {severity: 1, level: 2}", "no level 2"),
        ("escalation", "targets:\n", """
            escalation:
              kind: functional
              levels: {1: {label: Primero, cites: answer}}
              moves: [{from: 1, to: 3, cites: answer}]
              cites: answer
            targets:

            """, "no level 3"),
    ])
    func `a rule about a level that does not exist is an error`(_ path: String, _ old: String, _ new: String, _ message: String) {
        let reading = Self.read(Self.document.replacing(old, with: new, maxReplacements: 1))
        let errors = reading.findings.filter { $0.kind == .error }
        #expect(errors.map(\.path) == [path])
        #expect(errors.first?.message.en.contains(message) == true)
    }

    @Test
    func `a company without an address is asked where it writes from`() {
        let reading = Self.read(Self.document.replacing(", email: soporte@papeleria.example", with: ""))
        #expect(reading.findings.map(\.rule) == ["question", "no-address"] && reading.findings.last?.path == "company" && reading.findings.last?.line == 9)
        #expect(reading.policy != nil, "it blocks nothing")
    }

    @Test
    func `hours that never open are an error`() {
        let reading = Self.read(Self.document.replacing("{mon-fri: [\"09:00-14:00\", \"16:00-19:00\"]}", with: "{mon-fri: []}"))
        #expect(reading.findings.filter { $0.kind == .error }.map(\.path) == ["calendars.service"])
        #expect(reading.policy == nil)
    }

    @Test(arguments: ["calendars", "types", "channels"])
    func `a policy needs hours, something to ask for and a way in`(_ group: String) throws {
        let lines = Self.document.split(separator: "\n")
        let start = try #require(lines.firstIndex(of: "\(group):"))
        let end = try #require(lines[(start + 1)...].firstIndex { !$0.hasPrefix(" ") })
        let emptied = lines[..<start] + ["\(group): {}"] + lines[end...]
        let absent = lines[..<start] + lines[end...]
        for (text, message) in [(emptied, "at least one is needed"), (absent, "'\(group)' is missing")] {
            let reading = Self.read(text.joined(separator: "\n"))
            #expect(reading.findings.contains { $0.kind == .error && $0.message.en == message })
            #expect(reading.policy == nil)
        }
    }

    @Test
    func `unknown blocks, wherever it stands, and what hangs on it says nothing more`() {
        let reading = Self.read(Self.document
            .replacing("zone: America/Mexico_City", with: "zone: unknown")
            .replacing("within: 24 h, count: business_days", with: "within: 24 h, count: !unknown horas hábiles"))
        let blocking = reading.findings.filter { $0.kind != .question }
        #expect(blocking.map(\.kind) == [.unknown, .unknown])
        #expect(blocking.map(\.path) == ["calendars.service.zone", "targets[0].count"])
        #expect(blocking.map(\.line) == [18, 33])
        #expect(reading.policy == nil)
    }

    @Test
    func `all mistakes of a document are told at once, each with its line`() {
        let reading = Self.read(Self.document
            .replacing("language: es", with: "language: fr")
            .replacing("kind: email", with: "kind: fax")
            .replacing("effect: close, cites: answer}\n    by_client", with: "effect: vanish, cites: answer}\n    by_client"))
        #expect(reading.findings.filter { $0.kind == .error }.map(\.line).sorted() == [7, 27, 39])
    }
}
