import BusinessTime
import Foundation
import SupportPolicy
import Testing

/// What a company commits itself and its clients to: how it reads, what is wrong with it, and what the five documents say.
struct CommitmentTests {
    static let document = ReadingTests.document + """

        tariff:
          logo: {label: Logotipo, charged: by_quote, cites: answer}
          repair: {label: Reparación, charged: never, cites: answer}
        commitments:
          scope:
            - {id: apart, label: Aparte, coverage: quoted, services: logo, cites: hours}
          warranty:
            - {id: faults, label: Fallas, covers: fallas, services: repair, cites: answer}
          availability:
            - {id: uptime, label: Servicio, at_least_per_mille: 993, period: month, window: service, maintenance: excused, cites: answer}
          retention:
            - {id: tickets, label: Tickets, record: tickets, at_least: 1 year, from: closing, cites: answer}
            - {id: law, label: Contabilidad, record: tickets, at_least: 12 months, from: closing, cites: hours}
          complaints:
            - {id: opinion, label: Dictamen, opinion: opinion, cites: answer}
            - {id: decision, label: Queja, decision: decision, late: favours_client, cites: answer}
          change_control:
            - {id: log, label: Bitácora, log_reviewed_by: la dirección, within: 2 d, count: business_days, ends: close_of_business, calendar: service, cites: answer}

        """

    /// With the targets that the complaint refers to.
    static let whole = document.replacing("lifecycle:\n", with: """
          - {id: opinion, when: {type: ticket}, metric: opinion_delivered, within: 3 d, count: business_days, calendar: service, starts: opinion_requested, cites: answer}
          - {id: decision, metric: decision, within: 5 d, count: business_days, calendar: service, starts: filed, cites: answer}
        lifecycle:

        """)

    @Test
    func `a sound one reads without a remark`() throws {
        let reading = ReadingTests.read(Self.whole)
        let remarks = reading.findings.filter { $0.rule != "retention-floor" }
        #expect(remarks.map(\.path) == ["assumptions.A-02"], "\(reading.findings.map { $0.text(in: .en) })")
        let policy = try #require(reading.policy)
        guard case .availability(let uptime) = try #require(policy.commitments(on: .availability).first).duty else { return #expect(Bool(false)) }
        #expect(uptime.atLeastPerMille == 993 && uptime.period == .month && uptime.window?.id == "service" && uptime.maintenance == .excused)
        guard case .change(.log(let reviewer, let within, let schedule)) = try #require(policy.commitments(on: .changeControl).first).duty
        else { return #expect(Bool(false)) }
        #expect(reviewer == "la dirección" && within == .businessDays(2, ending: .closeOfBusiness) && schedule === policy.calendars[0].schedule)
    }

    @Test(arguments: [
        ReadingTests.Row("coverage: quoted", "coverage: maybe", at: "commitments.scope[0].coverage", "maybe", allowed: "included, with_contract, quoted, excluded"),
        .init("services: logo", "services: [logo, flag]", at: "commitments.scope[0].services[1]", "flag", allowed: "logo, repair"),
        .init("at_least_per_mille: 993", "at_least_per_mille: 1001", at: "commitments.availability[0].at_least_per_mille", "1001", allowed: "1 … 1000"),
        .init("at_least_per_mille: 993", "at_least_per_mille: 99.3", at: "commitments.availability[0].at_least_per_mille", "99.3", allowed: "whole number"),
        .init("window: service", "window: nights", at: "commitments.availability[0].window", "nights", allowed: "always, service"),
        .init("window: service, ", "", at: "commitments.availability[0]", "missing", allowed: "window"),
        .init("at_least: 12 months", "at_least: 1 event", at: "commitments.retention[1].at_least", "1 event", allowed: "'12 months' or '1 year'"),
        .init("id: law", "id: tickets", at: "commitments.retention[1].id", "tickets", allowed: "already"),
        .init("opinion: opinion", "opinion: advice", at: "commitments.complaints[0].opinion", "advice", allowed: "response, grave, opinion, decision"),
        .init("opinion: opinion, ", "", at: "commitments.complaints[0]", "missing", allowed: "handled_by, opinion, decision or remedies"),
        .init("within: 2 d, count: business_days, ends: close_of_business", "within: 2 d", at: "commitments.change_control[0].within", "2 d", allowed: "business_days"),
        .init("  retention:\n", "  promises: []\n  retention:\n", at: "commitments.promises", "promises", allowed: "scope"),
        // Found by the review, with both clauses.
        .init("opinion: opinion", "opinion: response", at: "commitments.complaints[0].opinion", "response", allowed: "Expert opinion"),
        .init("decision: decision, late", "decision: opinion, late", at: "commitments.complaints[1].decision", "opinion", allowed: "Decision on the complaint"),
        .init("services: logo", "services: repair", at: "commitments.scope[0].services", "Reparación", allowed: "free"),
        .init("services: repair", "services: logo", at: "commitments.warranty[0].services", "Logotipo", allowed: "by quote"),
        .init("metric: opinion_delivered, within: 3 d", "metric: opinion_delivered, within: 6 d", at: "targets[2]", "6 d", allowed: "does not fit into 'decision'"),
    ])
    func `an error tells its line, what it found and what is allowed`(_ row: ReadingTests.Row) throws {
        let change = try #require(Self.whole.range(of: row.old))
        // A part of a list that has gone is missing on the line of what is left of it; a new line is the first of the change.
        let line = Self.whole[..<change.lowerBound].count { $0 == "\n" } + 1
        let reading = ReadingTests.read(Self.whole.replacing(row.old, with: row.new, maxReplacements: 1))
        let errors = reading.findings.filter { $0.kind == .error }
        #expect(errors.map(\.path) == [row.path], "one mistake, one error: \(errors.map { $0.text(in: .en) })")
        #expect(errors.first?.line == line)
        #expect(errors.first?.message.en.contains(row.found) == true)
        #expect(errors.first?.message.en.contains(row.allowed) == true, "\(errors.map(\.message.en))")
        #expect(reading.policy == nil)
    }

    @Test(arguments: [
        ("at_least_per_mille: 993, period: month, window: service, maintenance: excused", "at_least_per_mille: 1000, period: month, window: service, maintenance: counts",
         "availability-margin commitments.availability[0] P-2"),
        ("at_least: 12 months", "at_least: 5 years", "retention commitments.retention[0] P-2 P-1"),
        ("reopen_within: 7 d", "reopen_within: 400 d", "retention commitments.retention[0] P-2 P-2|retention commitments.retention[1] P-1 P-2"),
    ])
    func `what runs, but not as meant, is a warning with its clauses`(_ old: String, _ new: String, _ expected: String) {
        let reading = ReadingTests.read(Self.whole.replacing(old, with: new))
        let warnings = reading.findings.filter { $0.kind == .warning }
        #expect(warnings.map { "\($0.rule) \($0.path) \($0.cites.flatMap(\.ids).joined(separator: " "))" }.joined(separator: "|") == expected)
        #expect(warnings.allSatisfy { $0.message.es != $0.message.en })
        #expect(reading.policy != nil)
    }

    /// Five years of what supports a charge, ten of what was agreed, a year for complaints; a question, because a company may keep
    /// things longer than it lets its clients read them.
    @Test(arguments: [
        ("record: tickets, at_least: 12 months", "record: tickets, at_least: 10 years", 1), ("tariff:", "tariff:", 2),
        ("record: tickets, at_least: 1 year", "record: complaints, at_least: 11 months", 2), ("record: tickets, at_least: 1 year", "record: complaints, at_least: 1 year", 1),
        ("record: tickets, at_least: 1 year", "record: changes, at_least: 1 month", 1),
    ])
    func `less than the law asks is a question`(_ old: String, _ new: String, _ count: Int) {
        let found = ReadingTests.read(Self.whole.replacing(old, with: new, maxReplacements: 1)).findings.filter { $0.rule == "retention-floor" }
        #expect(found.count == count && found.allSatisfy { $0.kind == .question && $0.message.es != $0.message.en }, "\(found.map(\.message.es))")
    }

    @Test
    func `what is still to be asked for is the form's, and never stops a request (FEL-23, A-17)`() throws {
        let fel = try Sample.fel.policy
        let mail = TicketFacts(channel: .email, type: fel.defaultType.id)
        #expect(fel.problems(of: mail, given: ["email"]) == [])
        let asked = try #require(fel.stillAsked(by: .email, given: ["email", "name", "subject", "description"]))
        #expect(asked.fields.map(\.id) == ["rfc", "legal_name", "phone", "files"] && asked.clause.ids.contains("FEL-23"))
        #expect(fel.stillAsked(by: .email, given: ["email"])?.fields.map(\.id) == ["subject", "rfc", "legal_name", "phone", "name", "description", "files"])
        #expect(fel.stillAsked(by: .email, given: ["rfc", "legal_name", "phone", "email", "name", "subject", "description"]) == nil, "nobody is asked for a picture alone")
        #expect(fel.stillAsked(by: .portal, given: []) == nil, "there it is refused instead")
        #expect(!fel.problems(of: TicketFacts(channel: .portal, type: fel.defaultType.id), given: ["email"]).isEmpty)
    }

    @Test(arguments: [("advice_event", "GE-37"), ("incident", "GE-38"), ("development", "GE-40"), ("general_service", "GE-41"), ("bug", nil)] as [(String, String?)])
    func `whoever closes is told when it is done (GE-37 … GE-41)`(_ category: String, _ clause: String?) throws {
        let policy = try Sample.grupoExecom.policy
        #expect(policy.closingCriteria(of: TicketFacts(channel: .portal, type: "case", category: category))?.clause.ids.first == clause)
    }

    @Test(arguments: [("period: month", "period: unknown", "en qué periodo se mide"), ("window: service", "window: unknown", "en qué horario"),
                      ("late: favours_client", "late: unknown", "no se decide a tiempo"), ("at_least: 1 year", "at_least: unknown", "cuánto por lo menos")])
    func `unknown blocks, and says what is missing`(_ old: String, _ new: String, _ words: String) {
        let reading = ReadingTests.read(Self.whole.replacing(old, with: new))
        let gaps = reading.findings.filter { $0.kind.blocksActivation }
        #expect(gaps.map(\.kind) == [.unknown])
        #expect(gaps.first?.message.es.contains(words) == true)
        #expect(reading.policy == nil)
    }

    /// The words that everybody reads, by the document and its clause.
    @Test(arguments: [
        (Sample.facturaInteligente, Commitment.Topic.scope, "internet", "FI-14", "No está incluido; con su proveedor de internet."),
        (.facturaInteligente, .authorisedRequesters, "contract", "FI-12", "Desde el correo registrado."),
        (.facturaInteligente, .requiredDocuments, "sensitive_change", "FI-32", "Se envía a mesadecontrol@facturainteligente.com."),
        (.facturaInteligente, .oneProblemPerTicket, "one_problem", "FI-19", "Otra solicitud sobre lo mismo se agrega al ticket abierto."),
        (.facturaInteligente, .changeControl, "approval", "FI-35", "Aprueban: el propietario de la información afectada y el Responsable de Seguridad Informática."),
        (.facturaInteligente, .changeControl, "emergency_log", "FI-41", "La revisa el Responsable de Seguridad Informática en 2 días hábiles."),
        (.facturaInteligente, .changeControl, "credit_packages", "FI-43", "Lo autoriza el Responsable del Área Informática."),
        (.facturaInteligente, .changeControl, "procedure", "FI-1", "Sólo por un cambio pedido, aprobado y registrado: los sistemas de información."),
        (.factuPronto, .scope, "not_covered", "FP-8", "Se cotiza."),
        (.factuPronto, .remoteAccess, "remote", "FP-3", "Por: TeamViewer u otra herramienta que indique soporte."),
        (.factuPronto, .officialMedia, "email", "FP-24", "A quien se dio de alta."),
        (.factuPronto, .availability, "uptime", "FP-12", "Al menos 99.3 %, medido por mes calendario: todo el tiempo, de día y de noche."),
        (.factuPronto, .term, "term", "FP-35", "No renovarlo se avisa por escrito al menos 1 mes antes de que termine."),
        (.fel, .directory, "sales", "FEL-3", "Teléfono: 01 800 087 33 91"),
        (.intecnia, .scope, "development", "IN-31", "No está incluido; con Fábrica de Software."),
        (.intecnia, .warranty, "specification", "IN-5", "No garantiza: la ausencia de defectos menores."),
        (.intecnia, .discontinued, "discontinued", "IN-62", "Sin soporte, salvo un contrato especial."),
        (.intecnia, .remoteAccess, "remote", "IN-49", "Nadie más usa el equipo mientras tanto."),
        (.intecnia, .visits, "access", "IN-53", "Si no, la visita cuenta como proporcionada y concluida."),
        (.intecnia, .term, "validity", "IN-1", "Rige desde el viernes 1 de enero de 2016."),
        (.grupoExecom, .retention, "cases", "GE-36", "Los tickets se conservan al menos 12 meses desde su cierre."),
        (.grupoExecom, .caseClosing, "advice_event", "GE-37", "Se cierra cuando: se dio toda la información o mutuo acuerdo."),
        (.grupoExecom, .caseClosing, "incident", "GE-38", "Permanece abierta mientras: se acordó otro procedimiento."),
        (.grupoExecom, .caseClosing, "development", "GE-40", "La mesa no la cierra mientras: no consta que lo ordenado se haya completado y entregado."),
        (.grupoExecom, .caseClosing, "general_service", "GE-41", "La mesa no la cierra mientras: no consta que lo ordenado se haya completado y entregado."),
        (.grupoExecom, .requiredDocuments, "development_request", "GE-54", "Sin él no empieza lo que se ordena."),
        (.grupoExecom, .governingDocuments, "licence", "GE-82", "Se lee en www.grupoexecom.com/legal."),
        (.grupoExecom, .complaints, "opinion", "GE-44", "En 72 h."),
        (.grupoExecom, .complaints, "decision", "GE-47", "Si no se cumple, se resuelve a favor del cliente."),
        (.grupoExecom, .complaints, "upheld", "GE-45", "Sigue: el servicio se vuelve a prestar y se compensa al cliente."),
    ])
    func `the five documents say it with its clause`(_ sample: Sample, _ topic: Commitment.Topic, _ id: String, _ clause: String, _ words: String) throws {
        let policy = try sample.policy
        let commitment = try #require(policy.commitments(on: topic).first { $0.id == id })
        #expect(commitment.clause.ids.first == clause)
        #expect(policy.details(of: commitment, in: .es).contains(words), "\(policy.details(of: commitment, in: .es))")
        #expect(policy.details(of: commitment, in: .en) != policy.details(of: commitment, in: .es))
    }

    @Test(arguments: Sample.allCases)
    func `every commitment of the five says something in both languages`(_ sample: Sample) throws {
        let policy = try sample.policy
        #expect(!policy.commitments.isEmpty)
        for language in Language.allCases {
            // Where the label is the whole of it, there is nothing more to say.
            let silent = policy.commitments.filter { policy.details(of: $0, in: language).isEmpty }.map(\.id)
            #expect(silent == (sample == .factuPronto ? ["diligence"] : sample == .fel ? ["one_problem"] : []))
        }
    }
}
