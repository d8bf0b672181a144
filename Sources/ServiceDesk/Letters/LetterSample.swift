import BusinessTime
import SupportPolicy

/// An invented request under a company's policy, to see how a text of a letter reads.
package struct LetterSample: Sendable {
    let kind: LetterKind
    let policy: Policy
    let now: Instant
    private let words: Wording

    package init(_ kind: LetterKind, under policy: Policy, in language: Language, at now: Instant) {
        (self.kind, self.policy, self.now) = (kind, policy, now)
        words = Wording(language, policy.zone)
    }

    /// The letter that a text would be, under its subject where the company words that.
    ///
    /// - Throws: everything that is wrong with the text.
    package func letter(_ text: String) throws(LetterTemplate.Problems) -> String {
        guard let own = try LetterTemplate(text, for: kind).filled(value) else { return "" }
        let mark = kind.names.contains(.plan) ? value(.number) : kind.names.contains(.folio) ? value(.folio) : nil
        let subject = mark.flatMap(own.subject) ?? own.subject
        return (subject.map { say("Asunto", "Subject") + ": \($0)\n\n" } ?? "") + own.text
    }

    private func value(_ name: LetterName) -> String {
        switch name {
        case .greeting: say("Estimado/a Luna Lara:", "Dear Luna Lara,")
        case .name: "Luna Lara"
        case .folio: "\(policy.folioPrefix)-101"
        case .subject: say("No puedo timbrar", "I cannot stamp invoices")
        case .company: policy.company.name
        case .reply: say("Para contestar, responda a este correo.", "To answer, reply to this mail.")
        case .clause: said(clause)
        case .text: kind == .question
            ? say("¿Qué versión del programa usa, y qué dice el error?", "Which version of the program do you use, and what does the error say?")
            : say("Revisamos su caso: el certificado de sello digital había vencido.\n\nYa puede intentarlo otra vez.", "We looked into it: the seal's certificate had expired.\n\nYou can try again now.")
        case .deadlines: deadlines
        case .asked: asked
        case .follows: ""
        case .goesOn: "\(policy.folioPrefix)-99"
        case .type: kind == .acknowledgement && service == nil ? "" : service.map { "\(policy.defaultType.label), \($0.label)" } ?? policy.defaultType.label
        case .charges: service.map { "\(units(1)) (\($0.label))" } ?? ""
        case .price: service.map { policy.tariff.price(of: $0, in: words.language) } ?? ""
        case .formalities:
            policy.formalities(of: TicketFacts(channel: .email, type: policy.defaultType.id)).map { rule in
                "\(rule.label). \(policy.details(of: rule, in: words.language).joined(separator: " "))\n\(rule.clause.section): \(rule.clause.text)"
            }.joined(separator: "\n\n")
        case .work: say(
            "Acordamos una visita.\n\nCuándo: \(words.full(now + 86_400)), hasta las \(words.clock(now + 90_000))\nDónde: Av. Juárez 12",
            "A visit was agreed on.\n\nWhen: \(words.full(now + 86_400)), until \(words.clock(now + 90_000))\nWhere: Av. Juárez 12")
        case .closesAt: words.full(now + 3 * 86_400)
        case .attempt: "1"
        case .attempts: "\(policy.lifecycle.contactAttempts?.attempts ?? 3)"
        case .because: because
        case .number: kind.names.contains(.plan) ? "P-2026-7" : "C-101"
        case .agreement: agreement
        case .link: "https://soporte.example/\(policy.id)/look/0123456789abcdef"
        case .delivery, .validUntil: words.full(now + 10 * 86_400)
        case .acceptedAt: words.full(now)
        case .plan: policy.tariff.plans.first?.label ?? say("Contrato", "Contract")
        case .lastDay: words.full(policy.zone.date(of: now).adding(days: 30))
        case .balance: units(300)
        case .certificate: say(
            "Titular: Papelería Luna, S.A. de C.V.\nVigencia: del \(words.full(policy.zone.date(of: now))) al \(words.full(policy.zone.date(of: now).adding(days: 30)))",
            "Holder: Papelería Luna, S.A. de C.V.\nValidity: from \(words.full(policy.zone.date(of: now))) through \(words.full(policy.zone.date(of: now).adding(days: 30)))")
        case .certificateLink: "https://soporte.example/\(policy.id)/contracts/P-2026-7/certificate.pdf"
        case .added: units(600)
        case .unit: policy.tariff.units.first?.plural ?? ""
        case .wayIn: policy.tariff.rules?.shortage.wayIn ?? policy.admission.wayIn
        case .date: words.full(policy.zone.date(of: now).adding(days: 1))
        }
    }

    /// What such a request is told to be (GE-63).
    private var service: TariffItem? { policy.tariff.rules?.classifiesFirst?.services.values.sorted().first.flatMap(policy.tariff.item) }

    private var because: String {
        switch kind {
        case .contractNotice: say("Se recibió por escrito el aviso de que el contrato P-2026-7 no se renueva.", "Written notice was received that contract P-2026-7 is not renewed.")
        case .contractEnded: say("Terminó el contrato P-2026-7.", "Contract P-2026-7 has ended.")
        case .contractResumed: say("Se devolvió algo de lo que se había gastado del contrato P-2026-7: vuelve a regir.", "Some of what was spent of contract P-2026-7 was given back: it is in force again.")
        case .mailRefused: say("Por este medio no se levantan solicitudes.", "Requests are not taken this way.")
        default: say("Su solicitud se cerró porque no recibimos su respuesta.", "Your request was closed because we had no answer from you.")
        }
    }

    private var agreement: String {
        say("Cotización C-101, solicitud \(policy.folioPrefix)-101\nReporte de ventas\n\n- Reporte: $1,250.00 MXN\n\nTotal: $1,250.00 MXN", "Quote C-101, request \(policy.folioPrefix)-101\nSales report\n\n- Report: $1,250.00 MXN\n\nTotal: $1,250.00 MXN")
    }

    private func units(_ amount: Int) -> String {
        policy.tariff.units.first.map { policy.tariff.said([UnitAmount($0.id, amount)], in: words.language) } ?? ""
    }

    private var clause: Clause? {
        switch kind {
        case .contactAttempt: policy.lifecycle.contactAttempts?.announces
        case .closingOffer: policy.lifecycle.acceptance?.clause ?? policy.lifecycle.agentClosing.clause
        case .closing: policy.lifecycle.silence?.clause ?? policy.lifecycle.agentClosing.clause
        default: policy.channels.first?.clause
        }
    }

    private var deadlines: String {
        let promises = policy.promises(to: TicketFacts(channel: .email, type: policy.defaultType.id), starting: .received)
        let owed = promises.compactMap { promise -> String? in
            guard let limit = promise.bound.limit, let due = try? policy.dueDate(of: promise, from: now), due.due.isDate,
                  let reckoning = try? promise.schedule.reckoning(of: limit, after: now, except: []) else { return nil }
            return "\(promise.metric.said(in: words.language)): \(say("a más tardar el", "by")) \(words.full(due.due)).\n\(said(promise.clause))\n"
                + say("Cómo se contó:", "How it was counted:") + words.lines(reckoning).map { "\n  \($0.when)  \($0.counted)  \($0.note)" }.joined()
        }
        return owed.joined(separator: "\n\n")
    }

    private var asked: String {
        policy.stillAsked(by: .email, given: ["email", "name", "subject", "description"]).map { fields, clause in
            say("Para atenderle pedimos estos datos:", "To serve you we ask for the following:") + fields.map { "\n  \($0.label)" }.joined() + "\n\(clause.section): \(clause.text)"
        } ?? ""
    }

    private func said(_ clause: Clause?) -> String { clause.map { "\($0.section). \($0.text)" } ?? "" }
    private func say(_ es: String, _ en: String) -> String { Said(es: es, en: en)(in: words.language) }
}
