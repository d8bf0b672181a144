import BusinessTime
import Mail
import ServiceDesk
import SupportPolicy

/// A received mail, in words.
struct MailView {
    let mail: OriginalMail
    let policy: Policy
    let slug: String
    /// Whether pictures of the web are shown.
    let isPictured: Bool
    let language: Language

    private var words: Wording { Wording(language, policy.zone) }
    private var place: Link { Link.ticket(slug, mail.folio) / "mails" / "\(mail.number)" }

    func page(in frame: PageFrame) -> MailPage {
        guard let message = mail.message() else {
            var page = MailPage(frame: frame, folio: mail.folio, subject: say("Mensaje ilegible", "Unreadable message"), original: place / "original")
            page.text = say("El mensaje no se pudo leer; guárdelo como llegó.", "The message could not be read; save it as it came.")
            return page
        }
        var page = MailPage(
            frame: frame, folio: mail.folio, subject: message.subject.or(Unsaid.subject, in: language),
            original: place / "original")
        page.facts = facts(of: message)
        page.remarks = remarks(on: message)
        page.invitation = message.invitation.map(card)
        if message.traits.contains(.html) {
            page.dress = (place / "dress").with(isPictured ? [("pictures", "1")] : [])
            if message.traits.contains(.remotePictures) { page.pictures = (isPictured, isPictured ? place : place.with([("pictures", "1")])) }
        }
        page.text = message.text.or(Unsaid.text, in: language)
        return page
    }

    private func facts(of message: InboundMessage) -> [(name: String, value: String)] {
        func all(_ addresses: [Address]) -> String { addresses.prefix(20).map(\.description).joined(separator: ", ") }
        let facts = [
            (say("De", "From"), message.authors.count > 1 ? all(message.authors) : message.from?.description ?? say("Remitente desconocido", "Unknown sender")),
            (say("Responder a", "Reply to"), message.replyTo.flatMap { $0.email == message.from?.email ? nil : $0.description } ?? ""),
            (say("Para", "To"), all(message.to)), (say("Con copia", "Copy"), all(message.cc)),
            (say("Escrito", "Written"), message.date.map(words.full) ?? ""), (say("Recibido", "Received"), words.full(mail.receivedAt)),
        ]
        return facts.filter { !$0.1.isEmpty }
    }

    private func remarks(on message: InboundMessage) -> [String] {
        var remarks: [String] = []
        switch mail.isProven(message) {
        case true?: remarks.append(say("El servidor de correo de la empresa comprobó al remitente.", "The company's mail server proved the sender."))
        case false?: remarks.append(say("Nadie comprobó que lo enviara ese remitente.", "Nobody proved that this sender sent it."))
        case nil: break
        }
        remarks += message.traits.sorted { $0.rawValue < $1.rawValue }.compactMap(\.remark).map { $0(in: language) }
        if message.authors.count > 1 { remarks.append(say("Dice tener varios autores.", "It claims to have several authors.")) }
        remarks += message.problems.remarks(in: language)
        if message.isAutomatic {
            remarks.append(say("Lo envió un programa, no una persona.", "A program sent it, not a person."))
        } else if let caution = message.caution {
            remarks.append(caution.remark(in: language))
        }
        if mail.wholeSize > 0 { remarks.append(say("Aquí está sólo su principio: pasa de lo que se recibe.", "Only its beginning is here: it is larger than what is taken.")) }
        return remarks
    }

    private func card(_ invitation: Invitation) -> InvitationCard {
        let facts: [(name: String, value: String)] = [
            (say("Asunto", "Subject"), invitation.summary), (say("Empieza", "Begins"), invitation.start.map(moment) ?? ""),
            (say("Termina", "Ends"), invitation.end.map(moment) ?? ""), (say("Lugar", "Place"), invitation.location),
            (say("Organiza", "Organizer"), invitation.organizer ?? ""), (say("Se repite", "Repeats"), invitation.recurs ? say("sí", "yes") : ""),
        ]
        let kind = switch invitation.method {
        case .cancel: say("Cancelación de un evento", "An event is called off")
        case .reply: say("Respuesta a una invitación", "An answer to an invitation")
        case .request, .publish, .counter, nil: say("Invitación a un evento", "An invitation")
        }
        return InvitationCard(kind: kind, facts: facts.filter { !$0.value.isEmpty })
    }

    /// By the company's clock where it is known which instant it is, else by the clock that its sender named.
    private func moment(_ moment: Invitation.Moment) -> String {
        if let instant = moment.instant { return words.full(instant) }
        guard let clock = moment.clock else { return words.full(moment.date) }
        return "\(words.full(moment.date)), \(clock)" + (moment.zone.map { " (\($0))" } ?? "")
    }

    private func say(_ es: String, _ en: String) -> String { Said(es: es, en: en)(in: language) }
}

extension Caution {
    fileprivate var remark: Said {
        switch self {
        case .bulk: Said(es: "Se envió igual a muchos.", en: "The same was sent to many.")
        case .list: Said(es: "Llegó por una lista de correo.", en: "It came through a mailing list.")
        case .machineSender: Said(es: "Viene de una dirección que suelen usar los programas.", en: "It comes from an address that programs use.")
        }
    }
}

extension InboundMessage.Trait {
    /// One word for a line of a record; `nil` where it needs none.
    var label: Said? {
        switch self {
        case .html, .remotePictures: nil
        case .signed: Said(es: "firmado", en: "signed")
        case .encrypted: Said(es: "cifrado", en: "encrypted")
        case .invitation: Said(es: "invitación", en: "invitation")
        }
    }

    fileprivate var remark: Said? {
        switch self {
        case .html, .remotePictures, .invitation: nil
        case .signed: Said(es: "Viene firmado; la firma no se comprobó.", en: "It is signed; the signature was not checked.")
        case .encrypted: Said(es: "Viene cifrado: sólo lo abre quien tenga la llave.", en: "It is encrypted: only whoever has the key opens it.")
        }
    }
}
