import BusinessTime
import ServiceDesk
import SupportPolicy

extension TimelineView {
    /// What was worked on a request.
    func worked(_ kind: Entry.Kind, _ facts: [String: String]) -> Said {
        switch (kind, facts["state"]) {
        case (.timed, "started"): Said(es: "inició un cronómetro", en: "started a timer")
        case (.timed, "stopped"): stopped(facts)
        case (.timed, _): Said(es: "anotó \(facts["minutes"] ?? "") min de trabajo\(over(facts).es)", en: "wrote down \(facts["minutes"] ?? "") min of work\(over(facts).en)")
        case (.remoteSession, "offered"): Said(es: "propuso una sesión remota con \(facts["tool"] ?? "")\(feesOfOffer(facts).es)", en: "proposed a remote session by \(facts["tool"] ?? "")\(feesOfOffer(facts).en)")
        case (.remoteSession, "consented"): facts["side"] == "client"
            ? Said(es: "autorizó la sesión remota", en: "consented to the remote session")
            : Said(es: "registró que el cliente autorizó la sesión remota (\(way(facts).es))", en: "recorded the client's consent to the remote session (\(way(facts).en))")
        case (.remoteSession, "begun"): Said(es: "empezó la sesión remota", en: "began the remote session")
        case (.remoteSession, "ended"): ended(facts)
        case (.remoteSession, _): facts["side"] == "client"
            ? Said(es: "no autorizó la sesión remota", en: "declined the remote session") : Said(es: "canceló la sesión remota", en: "cancelled the remote session")
        case (.visit, "planned"): Said(es: "acordó una visita: \(span(facts, .es))\(fees(facts).es)", en: "agreed on a visit: \(span(facts, .en))\(fees(facts).en)")
        case (.visit, "wished"): Said(es: "pidió otra fecha para la visita: \(span(facts, .es))\(fees(facts).es)", en: "asked for another time of the visit: \(span(facts, .en))\(fees(facts).en)")
        case (.visit, "kept"): Said(es: "dejó la visita como estaba: \(span(facts, .es))", en: "left the visit as it was: \(span(facts, .en))")
        case (.visit, "named"): Said(es: "dijo quién va a la visita del \(at("begins", facts, .es))", en: "said who goes to the visit of \(at("begins", facts, .en))")
        case (.visit, "prepared"): prepared(facts)
        case (.visit, "moved"): Said(es: "movió la visita: \(span(facts, .es))\(fees(facts).es)", en: "moved the visit: \(span(facts, .en))\(fees(facts).en)")
        case (.visit, "arrived"): Said(es: "registró la llegada a la visita, \(at("at", facts, .es))", en: "recorded the arrival at the visit, \(at("at", facts, .en))")
        case (.visit, "ended"): Said(es: "terminó la visita (\(facts["minutes"] ?? "") min)\(expenses(facts).es)", en: "ended the visit (\(facts["minutes"] ?? "") min)\(expenses(facts).en)")
        case (.visit, "failed"): failed(facts)
        case (.need, "asked"): Said(es: "preguntó al cliente por algo que surgió además (aparte: \(facts["apart"] ?? ""))", en: "asked the client about something that came up (apart: \(facts["apart"] ?? ""))")
        case (.need, "decided"): decided(facts)
        case (.need, "fulfilled"): Said(es: "atendió lo que surgió dentro del tiempo (\(facts["minutes"] ?? "") min), sin cargo", en: "attended what came up within the time (\(facts["minutes"] ?? "") min), at no charge")
        case (.need, _): Said(es: "dejó sin atender lo que surgió", en: "gave up what came up")
        case (.visit, "unpaid"): Said(es: "no pudo cobrar la visita", en: "could not charge the visit")
        default: Said(es: "canceló la visita: \(span(facts, .es))", en: "cancelled the visit: \(span(facts, .en))")
        }
    }

    private func decided(_ facts: [String: String]) -> Said {
        let choice = facts["choice"].flatMap(AdditionalNeed.Choice.init)?.said ?? Said(es: "", en: "")
        return facts["side"] == "client"
            ? Said(es: "decidió sobre lo que surgió: \(choice.es)", en: "decided about what came up: \(choice.en)")
            : Said(es: "registró lo que el cliente decidió (\(way(facts).es)): \(choice.es)", en: "recorded the client's decision (\(way(facts).en)): \(choice.en)")
    }

    private func prepared(_ facts: [String: String]) -> Said {
        let lacking = facts["lacking"].map { Said(es: "; falta informar: \($0)", en: "; still missing: \($0)") } ?? Said(es: "", en: "")
        return facts["side"] == "client"
            ? Said(es: "informó lo de la visita del \(at("begins", facts, .es))\(lacking.es)", en: "told what the visit of \(at("begins", facts, .en)) needs\(lacking.en)")
            : Said(es: "registró lo que el cliente informó (\(way(facts).es)) para la visita del \(at("begins", facts, .es))\(lacking.es)", en: "recorded what the client told (\(way(facts).en)) for the visit of \(at("begins", facts, .en))\(lacking.en)")
    }

    private func stopped(_ facts: [String: String]) -> Said {
        let (minutes, ran) = (facts["minutes"] ?? "", facts["ran"] ?? "")
        return minutes == ran
            ? Said(es: "detuvo el cronómetro: \(minutes) min\(over(facts).es)", en: "stopped the timer: \(minutes) min\(over(facts).en)")
            : Said(es: "detuvo el cronómetro: cuentan \(minutes) de \(ran) min\(over(facts).es)", en: "stopped the timer: \(minutes) of \(ran) min count\(over(facts).en)")
    }

    /// What went beyond the time of what the request is (GE-38).
    private func over(_ facts: [String: String]) -> Said {
        facts["over"].map { Said(es: "; con eso se pasó \($0) min de su tiempo", en: "; that is \($0) min beyond its time") } ?? Said(es: "", en: "")
    }

    private func ended(_ facts: [String: String]) -> Said {
        let outcome = facts["outcome"].flatMap(SessionOutcome.init)?.said ?? Said(es: "", en: "")
        return Said(es: "terminó la sesión remota: \(outcome.es.lowercased())\(over(facts).es)", en: "ended the remote session: \(outcome.en.lowercased())\(over(facts).en)")
    }

    private func failed(_ facts: [String: String]) -> Said {
        let failure = facts["failure"].flatMap(VisitFailure.init)?.said ?? Said(es: "", en: "")
        let counts = facts["counts"] == "yes" ? Said(es: "; cuenta como proporcionada y concluida", en: "; it counts as given and concluded") : Said(es: "", en: "")
        let lacking = facts["lacking"].map { Said(es: "; antes no se informó: \($0)", en: "; not told before: \($0)") } ?? Said(es: "", en: "")
        let paid = facts["paid"].map { Said(es: "; ya pagado: \($0)", en: "; paid already: \($0)") } ?? Said(es: "", en: "")
        return Said(
            es: "registró que la visita fue en vano: \(failure.es.lowercased())\(lacking.es)\(counts.es)\(paid.es)\(expenses(facts).es)",
            en: "recorded that the visit was in vain: \(failure.en.lowercased())\(lacking.en)\(counts.en)\(paid.en)\(expenses(facts).en)")
    }

    private func expenses(_ facts: [String: String]) -> Said {
        guard let travel = TravelTold(facts) else { return Said(es: "", en: "") }
        let pesos = PaperUnit.money("MXN"), (all, paid) = (pesos.said(travel.expenses), pesos.said(travel.prepaid))
        let prepaid = travel.prepaid > 0 ? Said(es: ", de los que la cotización pagó \(paid)", en: ", of which the quote paid \(paid)") : Said(es: "", en: "")
        return Said(es: ", viáticos \(all)\(prepaid.es)", en: ", travel expenses \(all)\(prepaid.en)")
    }

    /// What its circumstances add (GE-73 … GE-75).
    private func fees(_ facts: [String: String], called name: Said = Said(es: "cuota", en: "fee")) -> Said {
        let fees = Entry.Body(facts: facts).fees(under: policy)
        return fees.isEmpty ? Said(es: "", en: "") : Said(es: "; \(name.es): \(policy.said(fees, in: .es))", en: "; \(name.en): \(policy.said(fees, in: .en))")
    }

    /// A session has its fee only where it begins out of hours, too.
    private func feesOfOffer(_ facts: [String: String]) -> Said {
        fees(facts, called: Said(es: "cuota, si empieza fuera de horario", en: "fee, where it begins out of hours"))
    }

    private func way(_ facts: [String: String]) -> Said {
        facts["via"].flatMap(ChannelKind.init(rawValue:))?.said ?? Said(es: "", en: "")
    }

    private func at(_ fact: String, _ facts: [String: String], _ language: Language) -> String {
        facts[fact].flatMap { Instant(iso8601: $0) }.map(Wording(language, policy.zone).short) ?? ""
    }

    private func span(_ facts: [String: String], _ language: Language) -> String {
        let end = facts["ends"].flatMap { Instant(iso8601: $0) }.map(Wording(language, policy.zone).clock) ?? ""
        return "\(at("begins", facts, language))–\(end)"
    }
}
