import BusinessTime
import SupportPolicy

/// What the client is written of sessions, visits and needs.
extension Correspondence {
    /// `nil` where nothing needs to be written: what is only recorded.
    var work: String? {
        let state = entry.body.facts["state"]
        return switch (entry.kind, state) {
        case (.remoteSession, "offered"): offer(of: entry.body.facts["tool"] ?? "")
        case (.remoteSession, "ended"): outcome + saidBelow
        case (.remoteSession, "cancelled"): sentence(es: "La sesión remota no se hará.", en: "The remote session will not take place.") + saidBelow
        case (.visit, "planned"): sentence(es: "Acordamos una visita.", en: "A visit was agreed on.") + appointment + saidBelow + fees + preparation
        case (.visit, "moved"):
            sentence(es: "La visita cambió de fecha. Antes era el \(was).", en: "The visit was moved. It was on \(was).") + appointment + saidBelow + fees + preparation
        case (.visit, "named"): engineer.map { name in
            sentence(es: "A la visita del \(at("begins")) irá \(name).", en: "To the visit of \(at("begins")) comes \(name).") + appointment
        }
        // What he told here himself he knows.
        case (.visit, "prepared"): entry.body.facts["side"] == "client" ? nil
            : sentence(es: "Registramos lo que nos informó para la visita del \(at("begins")).", en: "We recorded what you told us for the visit of \(at("begins")).") + supplied
        case (.visit, "kept"):
            sentence(es: "No podemos mover la visita: sigue siendo el \(at("begins")).", en: "We cannot move the visit: it stays on \(at("begins")).") + saidBelow
        case (.visit, "cancelled") where entry.body.facts["side"] == "client":
            sentence(es: "Canceló la visita del \(at("begins")). No se cobra nada por cancelarla.", en: "You cancelled the visit of \(at("begins")). Nothing is charged for that.")
        case (.visit, "cancelled"): sentence(es: "Se canceló la visita del \(at("begins")).", en: "The visit of \(at("begins")) was cancelled.") + saidBelow
        case (.visit, "ended"): sentence(es: "Terminó la visita. Esto se hizo:", en: "The visit is over. This was done:") + saidBelow + expenses
        case (.visit, "failed"): failure + saidBelow + charges + expenses
        case (.need, "asked"): sentence(es: "Al atender su solicitud surgió algo más:", en: "While we attended your request something else came up:") + saidBelow + choices
        case (.need, "decided"): sentence(es: "Quedó registrado lo que decidió sobre lo que surgió", en: "What you decided about what came up was recorded") + ": " + chosen
        case (.need, "fulfilled"): sentence(es: "Atendimos lo que surgió, dentro del tiempo de su solicitud y sin cargo aparte:", en: "We attended what came up, within the time of your request and at no charge of its own:") + saidBelow
        case (.need, "cancelled"): sentence(es: "Lo que surgió ya no se atenderá.", en: "What came up will not be attended.") + saidBelow
        default: nil
        }
    }

    /// What a client said of a session or a need, to whoever has the ticket.
    var decision: Said {
        if let choice { return Said(es: "El cliente decidió: \(choice.said.es)", en: "The client decided: \(choice.said.en)") }
        return entry.body.facts["state"] == "consented"
            ? Said(es: "El cliente autorizó la sesión remota", en: "The client consented to the remote session")
            : Said(es: "El cliente no autorizó la sesión remota", en: "The client declined the remote session")
    }

    /// What a client said of a visit, to whoever has the ticket, and to who would go.
    var wish: Said {
        switch entry.body.facts["state"] {
        case "wished": Said(es: "El cliente pide mover la visita", en: "The client asks to move the visit")
        case "prepared": Said(es: "El cliente informó lo de la visita", en: "The client told what the visit needs")
        default: Said(es: "El cliente canceló la visita", en: "The client cancelled the visit")
        }
    }

    /// From when to when, and when instead.
    var wished: String {
        if entry.body.facts["state"] == "prepared" { return at("begins") + supplied }
        let was = entry.body.facts["from"] == nil ? at("begins") : was
        let text = entry.body.facts["state"] == "wished"
            ? sentence(es: "Era el \(was); pide el \(at("begins")). Conteste en el ticket.", en: "It was on \(was); asked for is \(at("begins")). Answer on the ticket.")
            : sentence(es: "Era el \(was).", en: "It was on \(was).")
        return text + saidBelow
    }

    /// What whoever goes is told of his visits.
    var visitOfStaff: (about: Said, body: String)? {
        let about: Said? = switch entry.body.facts["state"] {
        case "planned", "named": Said(es: "Le toca una visita", en: "You are to make a visit")
        case "moved": Said(es: "Su visita cambió de fecha", en: "Your visit was moved")
        case "cancelled": Said(es: "Su visita se canceló", en: "Your visit was cancelled")
        case "prepared": Said(es: "El cliente informó lo de su visita", en: "The client told what your visit needs")
        default: nil
        }
        let body = switch entry.body.facts["state"] {
        case "cancelled": at("begins") + saidBelow
        case "prepared": at("begins") + supplied
        default: appointment.withoutLeadingLines + saidBelow
        }
        return about.map { ($0, body) }
    }

    /// Appointments, and needs that were decided on, which end with their request.
    var worksGivenUp: [Work] {
        ticket.works.filter { ($0.visit != nil || $0.need?.choice != nil && $0.need?.choice != .declined) && $0.state == .cancelled && $0.endedAt == entry.at && $0.startedAt == .never }
    }

    var worksGivenUpSaid: String {
        worksGivenUp.map { work in
            if let visit = work.visit {
                return sentence(es: "\n\nYa no habrá la visita del \(words.full(visit.appointment.begins)).", en: "\n\nThe visit of \(words.full(visit.appointment.begins)) will not take place.")
            }
            guard let need = work.need, need.choice != nil else { return "" }
            let label = policy.tariff.item(need.service)?.label ?? need.service
            return sentence(es: "\n\nYa no se atenderá lo que surgió además: \(label).", en: "\n\nWhat came up in addition will not be attended: \(label).")
        }.joined()
    }

    private var engineer: String? { labelled[WorkWords.Word.engineer.rawValue] }

    private var saidBelow: String { said.isEmpty ? "" : "\n\n" + said }

    // MARK: Sessions

    /// What it needs, that nobody touches the machine meanwhile (IN-50), and how to say yes.
    private func offer(of tool: String) -> String {
        var lines = [sentence(es: "Para atenderle proponemos una sesión remota con \(tool).", en: "To help you we propose a remote session by \(tool).")]
        if let access = policy.remoteAccess?.access {
            if access.needsAdministrator { lines.append(sentence(es: "El equipo necesita permisos de administrador.", en: "The machine needs an administrator's rights.")) }
            if access.isHandsOff { lines.append(sentence(es: "Mientras dure la sesión nadie más debe usar el equipo.", en: "While it lasts, nobody else may use the machine.")) }
            if !access.clientGives.isEmpty {
                lines.append(sentence(es: "Tenga a la mano: \(access.clientGives.joined(separator: "; ")).", en: "Have at hand: \(access.clientGives.joined(separator: "; ")).")
                    + sentence(es: " No escriba contraseñas en un correo.", en: " Never write passwords in a mail."))
            }
        }
        lines.append(sentence(
            es: "No entramos sin su autorización: díganosla por teléfono, respondiendo este correo, o en la página de su solicitud.",
            en: "We do not enter without your consent: give it by phone, by answering this mail, or on the page of your request."))
        return lines.joined(separator: "\n") + saidBelow + fees
    }

    private var outcome: String {
        switch entry.body.facts["outcome"].flatMap(SessionOutcome.init) {
        case .solved?: sentence(es: "Terminó la sesión remota y el problema quedó resuelto.", en: "The remote session is over, and the problem is solved.")
        case .furtherProcedure?: sentence(es: "Terminó la sesión remota. Falta el procedimiento que se acordó:", en: "The remote session is over. What was agreed on remains to be done:")
        default: sentence(
            es: "Terminó la sesión remota. Por esta vía no es posible resolverlo; estas son las razones y el procedimiento:",
            en: "The remote session is over. It cannot be solved this way; these are the reasons and the procedure:")
        }
    }

    // MARK: Needs

    private var choice: AdditionalNeed.Choice? { entry.body.facts["choice"].flatMap(AdditionalNeed.Choice.init) }

    private var chosen: String { choice.map { $0.said(in: language).lowercasedFirst + "." } ?? "" }

    /// The need that the entry is about.
    private var need: AdditionalNeed? { entry.body.facts["work"].flatMap { Int($0) }.flatMap(ticket.work)?.need }

    /// What each choice means and costs (GE-66), and how to say which.
    private var choices: String {
        let apart = entry.body.facts["apart"] ?? ""
        var lines = [sentence(es: "\n\nUsted decide:", en: "\n\nIt is yours to decide:")]
        for choice in need?.choices ?? [] {
            let detail: Said = switch choice {
            case .withinTime: Said(
                es: ", sin cargo aparte y hasta donde alcance: quedan \(need?.left ?? 0) min", en: ", at no charge of its own and as far as it goes: \(need?.left ?? 0) min are left")
            case .apart: Said(es: ": \(apart)", en: ": \(apart)")
            case .declined: Said(es: "", en: "")
            }
            lines.append("  · \(choice.said(in: language))\(detail(in: language)).")
        }
        if let lacks = entry.body.facts["lacks"] { lines.append(sentence(es: "Hoy no se podría cobrar por aparte: \(lacks)", en: "Apart it could not be paid today: \(lacks)")) }
        lines.append(sentence(
            es: "\nDíganos cuál por teléfono, respondiendo este correo, o en la página de su solicitud.",
            en: "\nTell us which by phone, by answering this mail, or on the page of your request."))
        return lines.joined(separator: "\n")
    }

    // MARK: Visits

    private func at(_ fact: String) -> String {
        entry.body.facts[fact].flatMap { Instant(iso8601: $0) }.map(words.full) ?? ""
    }

    private var was: String { at("from") }

    private var appointment: String {
        let until = entry.body.facts["ends"].flatMap { Instant(iso8601: $0) }.map(words.clock) ?? ""
        var text = sentence(es: "\n\nCuándo: \(at("begins")), hasta las \(until)", en: "\n\nWhen: \(at("begins")), until \(until)")
        let place = labelled[WorkWords.Word.place.rawValue] ?? sentence(es: "en el mismo lugar", en: "at the same place")
        text += sentence(es: "\nDónde: \(place)", en: "\nWhere: \(place)")
        if let engineer { text += sentence(es: "\nIrá: \(engineer)", en: "\nComing: \(engineer)") }
        if let name = labelled[WorkWords.Word.representative.rawValue] { text += sentence(es: "\nRecibe: \(name)", en: "\nReceived by: \(name)") }
        if entry.body.facts["urgent"] != nil { text += sentence(es: "\nUrgente, a petición suya.", en: "\nUrgent, at your request.") }
        return text
    }

    /// What the client supplied before a visit, and what is still missing (IN-54, IN-56).
    private var supplied: String {
        let name = labelled[WorkWords.Word.representative.rawValue].map { sentence(es: "\n\nRecibe: \($0)", en: "\n\nReceived by: \($0)") } ?? ""
        let points = policy.visitPoints.compactMap { point in labelled[point.name].map { "\n  \(point.label): \($0)" } }
        let lacking = entry.body.facts["lacking"].map { sentence(es: "\n\nFalta informar: \($0).", en: "\n\nStill missing: \($0).") }
        let all = entry.body.facts["ready"] == nil ? "" : sentence(es: "\n\nEstá listo todo lo que se pide antes.", en: "\n\nAll that is asked for beforehand is ready.")
        return name + (points.isEmpty ? "" : "\n" + points.joined()) + (lacking ?? all)
    }

    /// What the client does before, each with its clause (IN-53 … IN-56), and what he pays besides (IN-24).
    private var preparation: String {
        var text = ""
        for (rule, visit) in policy.visitRules where !visit.checklist.isEmpty {
            text += sentence(es: "\n\nAntes de la visita envíenos:", en: "\n\nBefore the visit please send us:") + visit.checklist.map { "\n  ☐ \($0)" }.joined() + cited(rule.clause)
        }
        let hasName = labelled[WorkWords.Word.representative.rawValue] != nil
        if let (rule, _) = policy.visitRules.first(where: { $0.visit.needsRepresentative }), !hasName, entry.body.facts["state"] == "planned" {
            text += sentence(
                es: "\n\nDíganos quién recibirá a nuestro personal y conoce la solicitud.", en: "\n\nTell us who receives our staff and knows the request.") + cited(rule.clause)
        }
        if let (rule, _) = policy.visitRules.first(where: { $0.visit.otherwise == .countsAsDone }) {
            text += sentence(
                es: "\n\nSi nadie recibe a nuestro personal según lo acordado, o no se le deja entrar por falta de esa información, la visita cuenta como proporcionada y concluida.",
                en: "\n\nIf nobody receives our staff as agreed, or it is not let in for want of that information, the visit counts as given and concluded.") + cited(rule.clause)
        }
        if let item = policy.travelExpenses {
            text += sentence(es: "\n\nLos viáticos corren por su cuenta.", en: "\n\nTravel expenses are yours to pay.") + cited(item.clause)
        }
        return text
    }

    /// What the circumstances add, each by its clause (GE-73 … GE-75); a session that begins within the hours after all costs none of it.
    private var fees: String {
        let fees = entry.body.fees(under: policy)
        guard !fees.isEmpty else { return "" }
        let opening = entry.kind == .remoteSession
            ? sentence(es: "\n\nSi empieza fuera de nuestro horario, al autorizarla acepta esta cuota:", en: "\n\nWhere it begins out of our hours, by your consent you accept this fee:")
            : sentence(es: "\n\nTiene cuota, que se descuenta de su contrato:", en: "\n\nIt has a fee, which is charged to your contract:")
        return opening + fees.map { "\n  · \($0.label): \(policy.tariff.said($0.price, in: language)), \($0.charged.said(in: language))" }.joined()
            + fees.map(\.clause).reduce(into: [Clause]()) { if !$0.contains($1) { $0.append($1) } }.map(cited).joined()
    }

    private func cited(_ clause: Clause) -> String {
        clause.id == entry.clause ? "" : "\n\(clause.section): \(clause.text)"
    }

    private var failure: String {
        let reason = entry.body.facts["failure"].flatMap(VisitFailure.init) == .notReceived
            ? Said(es: "Nuestro personal acudió a la visita y nadie lo recibió según lo acordado.", en: "Our staff came to the visit, and nobody received it as agreed.")
            : Said(es: "Nuestro personal acudió a la visita y no se le permitió el acceso.", en: "Our staff came to the visit, and was not let in.")
        let end = entry.body.facts["counts"] == "yes" ? sentence(es: " La visita cuenta como proporcionada y concluida.", en: " The visit counts as given and concluded.") : ""
        let lacking = entry.body.facts["lacking"].map { sentence(es: " Antes de la visita no se nos informó: \($0).", en: " Before the visit we were not told: \($0).") } ?? ""
        return reason(in: language) + lacking + end
    }

    private var charges: String {
        let due = entry.body.facts["charges"].map { sentence(es: "\n\nSegún nuestra política se cobra: \($0).", en: "\n\nBy our policy it is charged: \($0).") }
        let paid = entry.body.facts["paid"].map { sentence(es: "\n\nNo se cobra nada más: ya está pagado: \($0).", en: "\n\nNothing more is charged: it is paid already: \($0).") }
        return due ?? paid ?? ""
    }

    private var expenses: String {
        guard let travel = TravelTold(entry.body.facts) else { return "" }
        let spent = labelled[WorkWords.Word.expensesFor.rawValue].map { " (\($0))" } ?? ""
        let law = policy.travelExpenses.map { cited($0.clause) } ?? ""
        let amount = QuoteText.pesos.said(travel.expenses), prepaid = QuoteText.pesos.said(travel.prepaid), due = QuoteText.pesos.said(travel.due)
        let rest = travel.prepaid == 0 ? "" : sentence(
            es: " De eso ya pagó \(prepaid) con la cotización que aceptó; queda por pagar: \(due).", en: " Of that you paid \(prepaid) by the quote that you accepted; still to be paid: \(due).")
        return sentence(es: "\n\nViáticos, por su cuenta: \(amount)\(spent).", en: "\n\nTravel expenses, yours to pay: \(amount)\(spent).") + rest + law
    }
}

extension AdditionalNeed.Choice {
    package var said: Said {
        switch self {
        case .withinTime: Said(es: "Atenderlo ahora, dentro del tiempo de la solicitud", en: "Attend it now, within the time of the request")
        case .apart: Said(es: "Atenderlo después, por aparte", en: "Attend it afterwards, apart")
        case .declined: Said(es: "No atenderlo", en: "Not attend it")
        }
    }
}

extension String {
    fileprivate var lowercasedFirst: String { prefix(1).lowercased() + dropFirst() }
}
