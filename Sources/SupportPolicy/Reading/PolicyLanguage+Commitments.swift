/// The keys of what a company commits itself and its clients to, besides times, states and prices.
extension PolicyLanguage {
    static let commitments = Shape.group([
        topic(.scope, [
            .required("coverage", .word(Duty.Scope.Coverage.self), es: "Si está incluido, requiere contrato, se cotiza o queda fuera.",
                      en: "Whether it is included, takes a contract, is quoted, or is left out."),
            .optional("referred_to", .text, es: "Con quién se canaliza al cliente.", en: "To whom the client is sent with it."),
            .optional("services", .list(of: .name(in: "tariff")), es: "Los servicios de la lista de precios de los que trata.", en: "The services of the price list that it is about."),
            .optional("needs", .list(of: .word(RequiredRecord.self)), es: "Los registros sin los que no se da.", en: "The records without which it is not given."),
            .optional("covers", .list(of: .text), es: "Lo que abarca, en palabras del documento.", en: "What belongs to it, in the document's words."),
        ], es: "Qué abarca el servicio y qué no.", en: "What the service covers and what it does not."),
        topic(.warranty, [
            .optional("covers", .list(of: .text), es: "Lo que se repara sin costo.", en: "What is made good for free."),
            .optional("except", .list(of: .text), es: "Lo que no garantiza.", en: "What it does not guarantee."),
            .optional("services", .list(of: .name(in: "tariff")), es: "Los servicios de la lista de precios que hace gratuitos.", en: "The services of the price list that it makes free."),
        ], es: "La garantía.", en: "The warranty."),
        topic(.discontinued, [
            .required("special_contract", .flag, es: "Si un contrato especial les da soporte.", en: "Whether a special contract serves them."),
        ], es: "Los productos descontinuados.", en: "Discontinued products."),
        topic(.remoteAccess, [
            .optional("tools", .list(of: .text), es: "Los programas con que se entra.", en: "The programs that are used."),
            .optional("other_tools", .flag, es: "Si soporte puede indicar otro.", en: "Whether support may name another."),
            .optional("administrator", .flag, es: "Si se piden permisos de administrador.", en: "Whether an administrator's rights are needed."),
            .optional("hands_off", .flag, es: "Si el usuario no interviene mientras tanto.", en: "Whether the user keeps off meanwhile."),
            .optional("consent", .word(Duty.RemoteAccess.Consent.self), es: "Si el cliente autoriza cada sesión o ya lo hizo al contratar; cada sesión si no se dice.", en: "Whether the client consents to each session, or did when he contracted; each session unless it says so."),
            .optional("client_gives", .list(of: .text), es: "Lo que entrega el cliente.", en: "What the client hands over."),
        ], es: "El acceso remoto a los equipos del cliente.", en: "Remote access to the client's equipment."),
        topic(.visits, [
            .optional("checklist", .list(of: .text), es: "Lo que debe estar listo antes.", en: "What is ready before it."),
            .optional("representative", .flag, es: "Si el cliente asigna a alguien que conoce la solicitud.", en: "Whether the client names somebody who knows the request."),
            .optional("fails_when", .word(VisitFailure.self), es: "Cómo falla la visita si el cliente no cumple; de cualquier modo si no se dice.", en: "How the visit fails when the client does not; in any way unless it says so."),
            .optional("otherwise", .word(Duty.Visit.Consequence.self), es: "Qué pasa si el cliente no cumple.", en: "What follows when the client does not."),
            .optional("charges", .list(of: .name(in: "tariff")), es: "Lo que se cobra por una visita hecha en vano; lo que se cobra por tiempo, por el acordado.", en: "What a visit made in vain is charged; what is priced by time, for the time agreed on."),
        ], es: "Las visitas en sitio.", en: "Visits."),
        topic(.officialMedia, [
            .required("medium", .word(Duty.OfficialMedium.Medium.self), es: "El medio.", en: "The medium."),
            .required("notices", .list(of: .word(Duty.OfficialMedium.Notice.self)), es: "De qué avisa.", en: "What it tells of."),
            .optional("to", .word(Duty.OfficialMedium.Audience.self), es: "A quién; a todos si no se dice.", en: "Whom; everybody unless it says so."),
        ], es: "Los medios oficiales, con los temas de cada uno.", en: "The official media, and what each tells of."),
        topic(.directory, [
            .required("channel", .word(ChannelKind.self), es: "El medio.", en: "The channel."),
            .required("address", .text, es: "El número, la dirección o el correo.", en: "The number or address."),
            .optional("types", .list(of: .name(in: "types")), es: "Para qué tipos de solicitud; para todos si no se dice.", en: "For which types of request; for all unless it says so."),
        ], es: "El directorio: a dónde dirigirse para qué.", en: "The directory: where to turn with what."),
        topic(.availability, [
            .required("at_least_per_mille", .integer(1...1_000), es: "Partes por mil del tiempo: 993 es 99.3 %.", en: "Parts of a thousand of the time: 993 is 99.3 %."),
            .required("period", .word(Duty.Availability.Period.self), es: "El periodo en que se mide.", en: "The period over which it is measured."),
            .required("window", .name(in: "calendars", or: ["always"]), es: "El tiempo que se mide; always: todo, de día y de noche.", en: "The time that is measured; always: all of it, day and night."),
            .required("maintenance", .word(Duty.Availability.Maintenance.self), es: "Si el mantenimiento avisado cuenta como caído.", en: "Whether announced maintenance counts as down."),
        ], es: "La disponibilidad de los sistemas.", en: "The availability of the systems."),
        topic(.retention, [
            .required("record", .word(Duty.Retention.Record.self), es: "Qué se conserva.", en: "What is kept."),
            .required("at_least", .spelled(.months), es: "Cuánto, por lo menos.", en: "How long at least."),
            .required("from", .word(Duty.Retention.Start.self), es: "Desde cuándo.", en: "From when."),
        ], es: "Cuánto se conserva lo registrado.", en: "How long records are kept."),
        topic(.governingDocuments, [
            .optional("address", .text, es: "Dónde se lee.", en: "Where it can be read."),
        ], es: "Los documentos que además rigen el servicio.", en: "The documents that govern the service besides."),
        topic(.term, [
            .optional("starts", .word(Duty.ServiceTerm.Start.self), es: "Desde cuándo rige.", en: "Since when it binds."),
            .optional("renews", .flag, es: "Si se prorroga salvo aviso.", en: "Whether it goes on unless notice is given."),
            .optional("notice", .spelled(.months), es: "Con cuánta antelación se avisa.", en: "How long before its end notice is given."),
            .optional("in_writing", .flag, es: "Si el aviso es por escrito.", en: "Whether notice is in writing."),
            .optional("may_change", .flag, es: "Si la empresa puede modificar el documento.", en: "Whether the company may change the document."),
        ], es: "La vigencia y cómo termina.", en: "The term and how it ends."),
        topic(.authorisedRequesters, [
            .required("types", .list(of: .name(in: "types")), es: "De qué tipos de solicitud.", en: "Of which types of request."),
            .required("who", .list(of: .text), es: "Quiénes.", en: "Who."),
            .optional("registered_address", .flag, es: "Si sólo desde el correo registrado.", en: "Whether from the registered address only."),
        ], es: "Quiénes pueden pedir qué.", en: "Who may ask for what."),
        topic(.requiredDocuments, [
            .optional("types", .list(of: .name(in: "types")), es: "De qué tipos de solicitud.", en: "Of which types of request."),
            .optional("categories", .list(of: .name(in: "categories")), es: "De qué categorías.", en: "Of which categories."),
            .optional("services", .list(of: .name(in: "tariff")), es: "Los servicios de la lista de precios que no se ordenan sin él, sea cual sea la solicitud.", en: "The services of the price list that are not ordered without it, whatever the request is."),
            .optional("attached", .flag, es: "Si va adjunto a la solicitud.", en: "Whether it is attached to the request."),
            .optional("before", .word(Duty.RequiredDocument.Moment.self), es: "Antes de qué hace falta: sin él no se acepta una cotización.", en: "Before what it is needed: no quote is accepted without it."),
            .optional("sent_to", .text, es: "A dónde se envía.", en: "Where it is sent."),
            .optional("downloaded_from", .text, es: "De dónde se descarga.", en: "Where it is downloaded."),
        ], es: "Los formatos que lleva una solicitud.", en: "The forms that a request carries."),
        topic(.oneProblemPerTicket, [
            .optional("repeated", .word(Duty.Repeated.self), es: "Qué pasa con otra solicitud sobre lo mismo.", en: "What becomes of another request about the same."),
        ], es: "Un problema por ticket.", en: "One problem per ticket."),
        topic(.caseClosing, [
            .required("categories", .list(of: .name(in: "categories")), es: "De qué categorías de solicitud.", en: "Of which categories of request."),
            .required("when", .list(of: .text), es: "Cuándo está hecho lo que se pidió: basta uno.", en: "When what was asked for is done: any one of these."),
            .optional("unless", .list(of: .text), es: "Mientras qué permanece abierta.", en: "While what it stays open."),
            .optional("open_while", .list(of: .word(PendingMatter.self)), es: "Lo que la mesa sabe por sí misma: mientras conste, el personal no la cierra.", en: "What the desk knows by itself: as long as it is on record the staff does not close it."),
            .optional("by_agreement", .flag, es: "Si aun así se cierra por mutuo acuerdo.", en: "Whether it is closed all the same by mutual agreement."),
        ], es: "Cuándo se cierra cada clase de solicitud.", en: "When each kind of request is closed."),
        topic(.complaints, or: [
            [.required("handled_by", .word(Role.self), es: "Quién la atiende.", en: "Who handles it."),
             .optional("types", .list(of: .name(in: "types")), es: "Los tipos que son queja.", en: "The types that are complaints.")],
            [.required("opinion", .name(in: "targets"), es: "El plazo del dictamen técnico, por su id.", en: "The target of the expert opinion, by its id."),
             .optional("by", .text, es: "Quién lo da.", en: "Who gives it."),
             .optional("in_writing", .flag, es: "Si es por escrito.", en: "Whether it is in writing.")],
            [.required("decision", .name(in: "targets"), es: "El plazo de la queja, por su id.", en: "The target of the decision, by its id."),
             .optional("late", .word(Duty.ComplaintStep.Late.self), es: "Qué pasa si no se cumple.", en: "What follows when it is missed.")],
            [.required("remedies", .list(of: .word(Duty.ComplaintStep.Remedy.self)), es: "Lo que sigue a un dictamen favorable.", en: "What follows a decision for the client.")],
        ], es: "Los pasos de una queja.", en: "The steps of a complaint."),
        topic(.changeControl, or: [
            [.required("procedure", .word(Duty.ChangeRule.Procedure.self), es: "Cómo se hace todo cambio.", en: "How every change is made."),
             .required("of", .list(of: .text), es: "De qué.", en: "Of what.")],
            [.required("approved_by", .list(of: .text), es: "Quiénes aprueban.", en: "Who approves."),
             .required("approvals", .word(Duty.ChangeRule.Approvals.self), es: "Si todos, o basta uno.", en: "Whether all of them, or any.")],
            [.required("emergency_accounts", .list(of: .word(Duty.ChangeRule.EmergencyAccount.self)), es: "Cómo se protegen las cuentas de emergencia.", en: "How emergency accounts are guarded.")],
            [.required("not_by", .text, es: "Quiénes no lo implementan.", en: "Who does not carry it out."),
             .optional("otherwise", .list(of: .text), es: "Los controles si no se puede segregar.", en: "The controls where that cannot be helped.")],
            [.required("log_reviewed_by", .text, es: "Quién revisa la bitácora.", en: "Who reviews the log."),
             .optional("within", .duration, es: "En cuánto tiempo.", en: "In what time."),
             .optional("calendar", .name(in: "calendars"), es: "El horario en que cuenta.", en: "The hours in which it counts.")] + counting,
            [.required("reviews", .list(of: .text), es: "Lo que se revisa antes.", en: "What is looked into before."),
             .optional("authorised_by", .text, es: "Quién lo autoriza.", en: "Who authorises it.")],
        ], es: "El control de cambios.", en: "Change control."),
    ])

    private static func topic(_ topic: Commitment.Topic, _ keys: [Key] = [], or alternatives: [[Key]] = [], es: String, en: String) -> Key {
        .optional(topic.rawValue, .list(of: .rule([
            .required("id", .text, es: "Su nombre.", en: "Its name."),
            .required("label", .text, es: "Cómo se muestra.", en: "How it is shown."),
            .optional("text", .text, es: "Más palabras del documento.", en: "More words of the document."),
        ] + keys, or: alternatives)), es: es, en: en)
    }
}

extension Spelling {
    static let months = Spelling(pattern: "^[1-9][0-9]? +(year|month)s?$", example: "12 months", takes: { Plan.Term($0)?.months != nil }) {
        Said(es: "'\($0)' no es un plazo; se escribe como '12 months' o '1 year'", en: "'\($0)' is not a time; write it like '12 months' or '1 year'")
    }
}

extension Plan.Term {
    /// `nil` for a single event.
    var months: Int? {
        if case .months(let months) = self { months } else { nil }
    }
}
