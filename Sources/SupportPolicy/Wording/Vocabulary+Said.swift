/// The engine's own words, where the company has none of its own.
extension Metric {
    public var said: Said {
        switch self {
        case .firstResponse: Said(es: "Primera respuesta", en: "First response")
        case .resolution: Said(es: "Solución", en: "Resolution")
        case .correctionDelivered: Said(es: "Corrección entregada", en: "Correction delivered")
        case .opinionDelivered: Said(es: "Dictamen técnico", en: "Expert opinion")
        case .decision: Said(es: "Dictamen de la queja", en: "Decision on the complaint")
        case .delivery: Said(es: "Entrega prometida", en: "Promised delivery")
        }
    }
}

extension Role {
    public var said: Said {
        switch self {
        case .client: Said(es: "Cliente", en: "Client")
        case .agent: Said(es: "Agente", en: "Agent")
        case .quality: Said(es: "Responsable de Calidad", en: "Quality manager")
        case .operations: Said(es: "Gerente de Operaciones", en: "Operations manager")
        case .admin: Said(es: "Administración", en: "Administrator")
        }
    }
}

extension RequiredRecord {
    public var said: Said {
        switch self {
        case .contract: Said(es: "una póliza vigente", en: "a contract in force")
        case .licence: Said(es: "una licencia", en: "a licence")
        case .registration: Said(es: "estar registrado", en: "being registered")
        case .latestVersion: Said(es: "la versión más reciente", en: "the latest version")
        case .registeredSender: Said(es: "el correo registrado", en: "the registered address")
        }
    }
}

extension ChannelKind {
    public var said: Said {
        switch self {
        case .portal: Said(es: "Portal", en: "Portal")
        case .email: Said(es: "Correo", en: "E-mail")
        case .phone: Said(es: "Teléfono", en: "Phone")
        case .chat: Said(es: "Chat", en: "Chat")
        }
    }
}

extension PendingMatter {
    public var said: Said {
        switch self {
        case .information: Said(es: "queda información pendiente o algo por decidir", en: "some information or decision is pending")
        case .procedure: Said(es: "se acordó otro procedimiento y no consta que se haya hecho", en: "another procedure was agreed on that is not on record as done")
        case .order: Said(es: "no consta que lo ordenado se haya completado y entregado", en: "what was ordered is not on record as completed and delivered")
        }
    }
}

extension WaitReason {
    public var said: Said {
        switch self {
        case .information: Said(es: "espera información del cliente", en: "waiting for information from the client")
        case .authorization: Said(es: "espera autorización del cliente", en: "waiting for the client's authorisation")
        case .confirmation: Said(es: "espera que el cliente confirme el cierre", en: "waiting for the client to confirm the closing")
        }
    }
}

extension ChargeMoment {
    public var said: Said {
        switch self {
        case .inAdvance: Said(es: "por adelantado", en: "in advance")
        case .onAcceptance: Said(es: "al aceptar el cierre", en: "when the closing is accepted")
        case .asWorked: Said(es: "según se trabaja", en: "as it is worked")
        case .byQuote: Said(es: "a cotizar", en: "by quote")
        case .apart: Said(es: "aparte, por cuenta del cliente", en: "apart, at the client's expense")
        case .never: Said(es: "gratuito", en: "free")
        }
    }
}

extension Circumstance {
    public var said: Said {
        switch self {
        case .onSite: Said(es: "en sitio", en: "on site")
        case .urgent: Said(es: "urgente", en: "urgent")
        case .outOfHours: Said(es: "fuera de horario", en: "out of hours")
        }
    }
}
