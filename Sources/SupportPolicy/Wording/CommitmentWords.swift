import BusinessTime

/// What is fixed of a commitment, as sentences for whoever reads "Nuestra política".
extension Policy {
    /// The document's further words first, then what is fixed; empty where the label says it all.
    public func details(of commitment: Commitment, in language: Language) -> [String] {
        let words = CommitmentWords(policy: self, language: language)
        return ([commitment.text].compactMap { $0 } + words.details(of: commitment.duty)).filter { !$0.isEmpty }
    }
}

private struct CommitmentWords {
    let policy: Policy
    let language: Language

    func details(of duty: Duty) -> [String] {
        switch duty {
        case .scope(let scope): details(of: scope)
        case .warranty(let warranty): [
            list(warranty.covers, "Abarca", "It covers"), list(warranty.except, "No garantiza", "It does not guarantee"), services(warranty.services)]
        case .discontinued(let special): [special
            ? said("Sin soporte, salvo un contrato especial.", "No support, except under a special contract.") : said("Sin soporte.", "No support.")]
        case .remoteAccess(let access): details(of: access)
        case .visit(let visit): [
            list(visit.checklist, "Antes de la visita", "Before the visit"),
            visit.needsRepresentative ? said("Alguien que conoce la solicitud está presente.", "Somebody who knows the request is there.") : "",
            visit.otherwise == .countsAsDone ? said("Si no, la visita cuenta como proporcionada y concluida.", "Otherwise the visit counts as given and done.") : "",
            list(visit.charges.compactMap { policy.tariff.item($0)?.label }, "Se cobra", "It is charged")]
        case .officialMedium(let medium): details(of: medium)
        case .contact(let contact): details(of: contact)
        case .availability(let uptime): details(of: uptime)
        case .retention(let kept): [said(
            "\(kept.record.said.es) se conservan al menos \(months(kept.atLeastMonths)) desde \(kept.start == .closing ? "su cierre" : "su apertura").",
            "\(kept.record.said.en) are kept for at least \(months(kept.atLeastMonths)) from \(kept.start == .closing ? "their closing" : "their opening").")]
        case .governingDocument(let address): [address.map { said("Se lee en \($0).", "To be read at \($0).") } ?? ""]
        case .term(let term): details(of: term)
        case .authorisedRequester(let rule): [
            list(types(rule.types), "Para", "For"), list(rule.who, "Sólo", "Only"),
            rule.fromRegisteredAddress ? said("Desde el correo registrado.", "From the registered address.") : ""]
        case .requiredDocument(let document): [
            list(types(document.types) + categories(document.categories), "Para", "For"),
            services(document.services),
            document.isAttached ? said("Va adjunto a la solicitud.", "It is attached to the request.") : "",
            document.before == .order ? said("Sin él no empieza lo que se ordena.", "Nothing that is ordered begins without it.") : "",
            document.downloadedFrom.map { said("Se descarga de \($0).", "To be downloaded from \($0).") } ?? "",
            document.sentTo.map { said("Se envía a \($0).", "It is sent to \($0).") } ?? ""]
        case .oneProblem(let repeated): [repeated == .addedToOpenTicket
            ? said("Otra solicitud sobre lo mismo se agrega al ticket abierto.", "Another request about the same is added to the open ticket.") : ""]
        case .caseClosing(let closing): [
            list(categories(closing.categories), "Para", "For"), list(closing.when, "Se cierra cuando", "It is closed when", or: true),
            list(closing.unless, "Permanece abierta mientras", "It stays open while", or: true),
            list(closing.openWhile.map { $0.said(in: language) }, "La mesa no la cierra mientras", "The desk does not close it while", or: true),
            closing.closesByAgreement ? said("Por mutuo acuerdo se cierra en cualquier momento.", "By mutual agreement it is closed at any time.") : ""]
        case .complaint(let step): details(of: step)
        case .change(let rule): details(of: rule)
        }
    }

    private func details(of scope: Duty.Scope) -> [String] {
        let coverage = scope.coverage.said(in: language)
        let place = scope.referredTo.map { said("; con \($0)", "; turn to \($0)") } ?? ""
        // That a contract is needed, the coverage says already.
        let needs = scope.needs.filter { $0 != .contract || scope.coverage != .withContract }.map { $0.said(in: language) }
        return ["\(coverage)\(place).", list(scope.covers, "Abarca", "It covers"), list(needs, "Requiere", "It takes"), services(scope.services)]
    }

    private func details(of access: Duty.RemoteAccess) -> [String] {
        let tools = access.tools + (access.allowsOtherTools ? [said("otra herramienta que indique soporte", "another tool that support names")] : [])
        return [
            list(tools, "Por", "By", or: true),
            access.needsAdministrator ? said("Con permisos de administrador.", "With an administrator's rights.") : "",
            access.isHandsOff ? said("Nadie más usa el equipo mientras tanto.", "Nobody else uses the equipment meanwhile.") : "",
            access.consent == .byContract ? said("El cliente lo autorizó al contratar.", "The client consented when he contracted.") : said("El cliente autoriza cada sesión.", "The client consents to each session."),
            list(access.clientGives, "El cliente entrega", "The client hands over")]
    }

    private func details(of medium: Duty.OfficialMedium) -> [String] {
        let audience = switch medium.audience {
        case .everybody: ""
        case .subscribers: said("A quien se dio de alta.", "To whoever signed up.")
        case .oneClient: said("A un cliente en particular.", "To a particular client.")
        }
        return [list(medium.notices.map { $0.said(in: language) }, "Avisa de", "It tells of"), audience]
    }

    private func details(of contact: Duty.Contact) -> [String] {
        ["\(contact.channel.said(in: language)): \(contact.address)", list(types(contact.types), "Para", "For")]
    }

    private func details(of uptime: Duty.Availability) -> [String] {
        let percent = uptime.atLeastPerMille % 10 == 0 ? "\(uptime.atLeastPerMille / 10)" : "\(uptime.atLeastPerMille / 10).\(uptime.atLeastPerMille % 10)"
        let window = uptime.window?.label ?? said("todo el tiempo, de día y de noche", "all of the time, day and night")
        let period = uptime.period.said
        return [
            said("Al menos \(percent) %, medido por \(period.es): \(window).", "At least \(percent) %, measured by \(period.en): \(window)."),
            uptime.maintenance == .counts
                ? said("El mantenimiento avisado cuenta como tiempo caído.", "Announced maintenance counts as down.")
                : said("El mantenimiento avisado no cuenta como tiempo caído.", "Announced maintenance does not count as down.")]
    }

    private func details(of term: Duty.ServiceTerm) -> [String] {
        let start = switch term.start {
        case .contracting: said("Rige desde la contratación.", "In force from the day of contracting.")
        case .effectiveDate: policy.effectiveFrom.map { date in
            let words = Wording(language, policy.zone)
            return said("Rige desde el \(words.full(date)).", "In force from \(words.full(date)).")
        } ?? ""
        case nil: ""
        }
        let writing = term.noticeInWriting ? said(" por escrito", " in writing") : ""
        let end = term.noticeMonths.map {
            said("No renovarlo se avisa\(writing) al menos \(months($0)) antes de que termine.", "Notice of not renewing is given\(writing) at least \(months($0)) before its end.")
        }
        return [
            start, term.renews ? said("Se prorroga salvo aviso.", "It goes on unless notice is given.") : "", end ?? "",
            term.mayChange ? said("La empresa puede modificarlo; lo ya abierto conserva su versión.", "The company may change it; what is open keeps its version.") : ""]
    }

    private func details(of step: Duty.ComplaintStep) -> [String] {
        switch step {
        case .handling(let role, let types): return [list(self.types(types), "Para", "For"), said("La atiende: \(role.said.es).", "Handled by: \(role.said.en).")]
        case .opinion(let target, let by, let inWriting): return [
            self.target(target), by.map { said("Lo da \($0).", "Given by \($0).") } ?? "", inWriting ? said("Por escrito.", "In writing.") : ""]
        case .decision(let target, let late): return [
            self.target(target), late == .favoursClient
                ? said("Si no se cumple, se resuelve a favor del cliente.", "If that is missed, it is decided for the client.") : ""]
        case .upheld(let remedies): return [list(remedies.map { $0.said(in: language) }, "Sigue", "It is followed by")]
        }
    }

    private func details(of rule: Duty.ChangeRule) -> [String] {
        switch rule {
        case .procedure(.formal, let subjects): return [
            list(subjects, "Sólo por un cambio pedido, aprobado y registrado", "Only by a change that was asked for, approved and recorded")]
        case .approval(let approvers, let approvals): return [
            list(approvers, approvals == .all ? "Aprueban" : "Aprueba", "To approve", or: approvals == .any)]
        case .emergencyAccounts(let guards): return guards.map { $0.said(in: language) }
        case .segregation(let others, let otherwise): return [
            said("No lo implementa \(others).", "Not carried out by \(others)."), list(otherwise, "Si no se puede segregar", "Where that cannot be helped")]
        case .log(let reviewer, let within, _):
            let time: Said? = switch within {
            case .businessDays(let days, _): Said(es: " en \(days) días hábiles", en: " within \(days) business days")
            case .calendarDays(let days, _): Said(es: " en \(days) días naturales", en: " within \(days) calendar days")
            case .workingTime(let seconds), .businessClock(let seconds), .elapsed(let seconds, _):
                Said(es: " en \(seconds / 3_600) h", en: " within \(seconds / 3_600) h")
            case .moreThan, nil: nil
            }
            return [said("La revisa \(reviewer)\(time?.es ?? "").", "Reviewed by \(reviewer)\(time?.en ?? "").")]
        case .reviews(let reviews, let authority): return [
            list(reviews, "Antes", "Before"), authority.map { said("Lo autoriza \($0).", "Authorised by \($0).") } ?? ""]
        }
    }

    // MARK: Shared pieces

    private func said(_ es: String, _ en: String) -> String { Said(es: es, en: en)(in: language) }

    /// "Abarca: redes, firewall y mantenimiento de equipos."; nothing of nothing.
    private func list(_ parts: [String], _ es: String, _ en: String, or: Bool = false) -> String {
        guard let last = parts.last else { return "" }
        // Spanish says "u otra", "e imágenes".
        let joint = or ? said(last.hasPrefix("o") ? " u " : " o ", " or ") : said(last.hasPrefix("i") ? " e " : " y ", " and ")
        return said(es, en) + ": " + (parts.count == 1 ? last : parts.dropLast().joined(separator: ", ") + joint + last) + "."
    }

    private func months(_ count: Int) -> String {
        count == 1 ? said("1 mes", "1 month") : said("\(count) meses", "\(count) months")
    }

    private func services(_ ids: [String]) -> String {
        list(ids.compactMap { policy.tariff.item($0)?.label }, "Servicios", "Services")
    }

    private func types(_ ids: [String]) -> [String] { ids.compactMap { id in policy.types.first { $0.id == id }?.label } }
    private func categories(_ ids: [String]) -> [String] { ids.compactMap { id in policy.categories.first { $0.id == id }?.label } }

    /// The time of a step stands in its target.
    private func target(_ id: String) -> String {
        policy.promise(id).map { said("En \($0.asWritten).", "Within \($0.asWritten).") } ?? ""
    }
}

extension Commitment.Topic {
    public var said: Said {
        switch self {
        case .scope: Said(es: "Qué abarca el servicio", en: "What the service covers")
        case .warranty: Said(es: "Garantía", en: "Warranty")
        case .discontinued: Said(es: "Productos descontinuados", en: "Discontinued products")
        case .remoteAccess: Said(es: "Acceso remoto", en: "Remote access")
        case .visits: Said(es: "Visitas en sitio", en: "Visits")
        case .officialMedia: Said(es: "Medios oficiales", en: "Official media")
        case .directory: Said(es: "Directorio", en: "Directory")
        case .availability: Said(es: "Disponibilidad", en: "Availability")
        case .retention: Said(es: "Conservación de la información", en: "How long records are kept")
        case .governingDocuments: Said(es: "Documentos que rigen el servicio", en: "Documents that govern the service")
        case .term: Said(es: "Vigencia", en: "Term")
        case .authorisedRequesters: Said(es: "Quién puede pedirlo", en: "Who may ask for it")
        case .requiredDocuments: Said(es: "Formatos que se piden", en: "Forms that are asked for")
        case .oneProblemPerTicket: Said(es: "Un problema por ticket", en: "One problem per ticket")
        case .caseClosing: Said(es: "Cuándo se cierra un caso", en: "When a case is closed")
        case .complaints: Said(es: "Quejas", en: "Complaints")
        case .changeControl: Said(es: "Control de cambios", en: "Change control")
        }
    }
}

extension Duty.Scope.Coverage {
    fileprivate var said: Said {
        switch self {
        case .included: Said(es: "Incluido", en: "Included")
        case .withContract: Said(es: "Con póliza vigente", en: "With a contract in force")
        case .quoted: Said(es: "Se cotiza", en: "By quote")
        case .excluded: Said(es: "No está incluido", en: "Not included")
        }
    }
}

extension Duty.OfficialMedium.Notice {
    fileprivate var said: Said {
        switch self {
        case .scheduledMaintenance: Said(es: "mantenimientos programados", en: "scheduled maintenance")
        case .urgentMaintenance: Said(es: "mantenimientos urgentes", en: "urgent maintenance")
        case .update: Said(es: "actualizaciones", en: "updates")
        case .regulation: Said(es: "cambios del SAT", en: "changes by the tax authority")
        case .complement: Said(es: "complementos nuevos", en: "new complements")
        }
    }
}

extension Duty.Availability.Period {
    fileprivate var said: Said {
        switch self {
        case .month: Said(es: "mes calendario", en: "calendar month")
        case .quarter: Said(es: "trimestre", en: "quarter")
        case .year: Said(es: "año", en: "year")
        }
    }
}

extension Duty.Retention.Record {
    fileprivate var said: Said {
        switch self {
        case .tickets: Said(es: "Los tickets", en: "Tickets")
        case .complaints: Said(es: "Las quejas", en: "Complaints")
        case .changes: Said(es: "Los cambios", en: "Changes")
        }
    }
}

extension Duty.ComplaintStep.Remedy {
    fileprivate var said: Said {
        switch self {
        case .serviceAgain: Said(es: "el servicio se vuelve a prestar", en: "the service is given again")
        case .compensation: Said(es: "se compensa al cliente", en: "the client is compensated")
        }
    }
}

extension Duty.ChangeRule.EmergencyAccount {
    fileprivate var said: Said {
        switch self {
        case .criticalPassword: Said(es: "Con contraseñas críticas.", en: "With critical passwords.")
        case .onRequest: Said(es: "Sólo se habilitan a petición, ante la emergencia.", en: "Enabled only on request, in an emergency.")
        case .expiresWithEmergency: Said(es: "Terminan con la emergencia.", en: "They end with the emergency.")
        }
    }
}
