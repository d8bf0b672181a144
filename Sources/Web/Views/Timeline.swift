import BusinessTime
import Mail
import ServiceDesk
import SupportPolicy

/// What was done on a ticket, as lines.
struct TimelineView {
    let policy: Policy
    let slug: String
    /// Where the ticket's files lie.
    let files: Link
    let now: Instant
    let language: Language
    /// Where the mails lie that made its entries; `nil` where nobody may see them.
    var mails: Link?

    func line(_ item: TimelineItem) -> EntryLine {
        let entry = item.entry
        let words = Wording(language, policy.zone)
        let clause = entry.clause.flatMap(policy.clause)
        var line = EntryLine(
            kind: kind(item), at: words.near(entry.at, now: now), instant: entry.at.iso8601, who: who(item), what: what(item))
        line.text = item.said(words, withLabels: true)
        // What a client sent without a word is shown as that.
        if line.text.isEmpty, item.files.isEmpty, kind(item) == .client, entry.kind != .disputed { line.text = Unsaid.text(in: language) }
        line.quoted = item.texts.map(\.quoted).filter { !$0.isEmpty }.joined(separator: "\n\n")
        line.undelivered = item.letters.filter(\.isTroubled).map { said(of: $0) + ($0.problem.isEmpty ? "" : ": " + $0.problem) }
        line.letters = item.letters.map { letter in
            guard !letter.isTroubled, let at = letter.sentAt else { return said(of: letter) }
            return said(of: letter) + ", " + words.near(at, now: now)
        }
        if let mail = item.mail, let mails {
            line.original = mails / "\(entry.number)"
            line.traits = mail.sorted { $0.rawValue < $1.rawValue }.compactMap { $0.label?(in: language) } + item.problems.labels(in: language)
        }
        line.cite = clause.map { ClauseCite($0, in: slug) }
        line.attachments = item.files.map { file in
            let link = files / "\(file.id)"
            return AttachmentLine(
                name: file.name, size: size(file.size), link: link, picture: file.mediaType.hasPrefix("image/") ? link : nil)
        }
        return line
    }

    private func said(of letter: TimelineItem.Letter) -> String {
        let said: Said = switch letter.fate {
        case .failed: Said(es: "No se entregó a \(letter.recipient)", en: "Not delivered to \(letter.recipient)")
        case .unknown: Said(es: "No se sabe si llegó a \(letter.recipient)", en: "Nobody knows whether it arrived: \(letter.recipient)")
        case .sentMaybeTwice: Said(es: "Enviado a \(letter.recipient), quizá dos veces", en: "Sent to \(letter.recipient), maybe twice")
        case _ where letter.isTroubled: Said(es: "Todavía no se entrega a \(letter.recipient)", en: "Not yet delivered to \(letter.recipient)")
        case .waiting: Said(es: "Sin enviar todavía a \(letter.recipient)", en: "Not sent yet to \(letter.recipient)")
        case .leaving: Said(es: "Enviándose a \(letter.recipient)", en: "Being sent to \(letter.recipient)")
        case .sent: Said(es: "Enviado a \(letter.recipient)", en: "Sent to \(letter.recipient)")
        }
        return said(in: language)
    }

    private func kind(_ item: TimelineItem) -> EntryLine.Kind {
        switch item.entry.kind {
        case .noted: .note
        case .opened, .disputed: .client
        case .replied: item.entry.body.facts["side"] == "client" ? .client : .answer
        case .waited, .contacted, .closingOffered: .answer
        default: .event
        }
    }

    private func who(_ item: TimelineItem) -> String {
        guard let by = item.by else { return "Ventanilla" }
        // Who came or went is told with it.
        let comings: Set<Entry.Kind> = [.participantAdded, .participantRemoved, .contactAdded, .contactRemoved]
        guard let other = item.forPerson, !comings.contains(item.entry.kind) else { return by.name }
        return Said(es: "\(by.name), por \(other.name),", en: "\(by.name), for \(other.name),")(in: language)
    }

    private func what(_ item: TimelineItem) -> String {
        let facts = item.entry.body.facts
        let said: Said = switch item.entry.kind {
        case .opened: facts["linked_from"].map { Said(es: "abrió la solicitud que sigue a \($0)", en: "opened the request that follows \($0)") }
            ?? opened(facts)
        case .assigned where facts["by"] == "mailbox": Said(es: "asignó el ticket a quien atiende ese buzón", en: "assigned the ticket to who attends that mailbox")
        case .assigned: Said(es: "asignó el ticket", en: "assigned the ticket")
        case .replied where facts["delivered"] != nil: Said(es: "respondió y entregó lo ordenado", en: "answered, and delivered what was ordered")
        case .replied: Said(es: "respondió", en: "answered")
        case .documented: documented(facts)
        case .noted where facts["automatic"] == "own_letter": Said(es: "anotó que volvió un correo de la mesa", en: "noted that a mail of the desk came back")
        case .noted where facts["awaited"] != nil: Said(es: "anotó lo que contestó un programa; la solicitud sigue esperando al cliente", en: "noted what a program answered; the request still waits for the client")
        case .noted where facts["unsent"] == "unproven": noted("unproven")
        case .noted where facts["automatic"] == "loop": Said(es: "anotó lo que contestó una máquina", en: "noted what a machine answered")
        case .noted: noted(facts["unsent"])
        case .waited: Said(es: "preguntó; el ticket espera", en: "asked; the ticket waits")
        case .contacted: contacted(facts)
        case .escalated: Said(es: "escaló del nivel \(facts["from"] ?? "") al \(facts["to"] ?? "")", en: "escalated from level \(facts["from"] ?? "") to \(facts["to"] ?? "")")
        case .returned: Said(es: "devolvió la solución al nivel \(facts["to"] ?? "")", en: "returned the solution to level \(facts["to"] ?? "")")
        case .classified: Said(es: "clasificó el ticket", en: "classified the ticket")
        case .closingOffered where facts["agreed"] != nil: Said(es: "ofreció cerrar de común acuerdo", en: "offered to close, as agreed")
        case .closingOffered: Said(es: "ofreció cerrar", en: "offered to close")
        case .reminded: Said(es: "recordó que el cierre espera su confirmación", en: "reminded that the closing waits for confirmation")
        case .disputed: Said(es: "no está conforme con el cierre", en: "disputes the closing")
        case .closed: closed(facts)
        case .participantAdded: Said(es: "agregó a \(item.forPerson?.shown ?? "alguien") como participante", en: "added \(item.forPerson?.shown ?? "somebody") as a participant")
        case .participantRemoved where item.by?.id == item.forPerson?.id: Said(es: "dejó de participar", en: "left")
        case .participantRemoved: Said(es: "quitó a \(item.forPerson?.shown ?? "alguien") de los participantes", en: "removed \(item.forPerson?.shown ?? "somebody") from the participants")
        case .merged: Said(es: "la juntó con \(facts["into"] ?? ""), donde sigue", en: "merged it into \(facts["into"] ?? ""), where it goes on")
        case .absorbed: Said(es: "juntó aquí \(facts["from"] ?? ""), que trata de lo mismo", en: "merged \(facts["from"] ?? "") here, which is about the same")
        case .verified: facts["side"] == "client"
            ? Said(es: "confirmó que la envió", en: "confirmed that he sent it") : Said(es: "dio por verificada la solicitud", en: "vouched for the request")
        case .defectConfirmed: Said(es: "confirmó la falla", en: "confirmed the fault")
        case .correctionDelivered: Said(es: "entregó la corrección", en: "delivered the correction")
        case .reopened: Said(es: "reabrió el ticket", en: "reopened the ticket")
        case .closedDay: closedDay(facts)
        case .warned: Said(es: "avisó que vence pronto", en: "warned that it falls due soon")
        case .breached: Said(es: "registró que venció sin cumplirse", en: "recorded that it fell due unmet")
        case .erased: Said(es: "borró por ley contenidos del ticket: \(facts["because"] ?? "")", en: "erased contents of the ticket by law: \(facts["because"] ?? "")")
        case .timed, .remoteSession, .visit, .need: worked(item.entry.kind, facts)
        case .quoted, .quoteMade, .quoteSent, .quoteAccepted, .quoteDeclined, .quoteWithdrawn, .quoteExpired: quoted(facts)
        default: contractDeed(item.entry.kind, about: item.forPerson, facts)
        }
        return said(in: language)
    }

    /// - Parameter unsent: why what one of the staff answered by mail did not go to the client.
    private func noted(_ unsent: String?) -> Said {
        switch unsent {
        case "quotes": Said(es: "anotó; no se envió al cliente porque cita el aviso interno", en: "noted; it was not sent to the client because it quotes the internal notice")
        case "closed": Said(es: "anotó; no se envió al cliente porque el ticket está cerrado", en: "noted; it was not sent to the client because the ticket is closed")
        case "unproven": Said(es: "anotó un correo con la dirección de quien atiende; no se envió al cliente porque nada comprueba quién lo escribió", en: "noted a mail with the address of one of the staff; it was not sent to the client because nothing proves who wrote it")
        case "empty": Said(es: "contestó por correo sin texto; no se envió al cliente", en: "answered by mail without a text; it was not sent to the client")
        default: Said(es: "anotó", en: "noted")
        }
    }

    private func opened(_ facts: [String: String]) -> Said {
        if facts["loop"] != nil, mails != nil { return Said(es: "abrió la solicitud; sin acuse, porque parece un contestador automático", en: "opened the request; unacknowledged, because it seems an automatic answerer") }
        guard let asked = facts["asked"] else { return Said(es: "abrió la solicitud", en: "opened the request") }
        let label = policy.types.first { $0.id == asked }?.label ?? asked
        return Said(es: "abrió la solicitud como '\(label)', y se tomó como otra", en: "opened the request as '\(label)', and it was taken as another")
    }

    private func documented(_ facts: [String: String]) -> Said {
        let form = facts["forms"] ?? facts["document"], label = policy.commitments(on: .requiredDocuments).first { $0.id == form }?.label ?? form ?? ""
        return facts["side"] == "client" ? Said(es: "adjuntó '\(label)'", en: "attached '\(label)'") : Said(es: "registró que consta '\(label)'", en: "recorded that '\(label)' is there")
    }

    private func quoted(_ facts: [String: String]) -> Said {
        let (number, total) = (facts["quote"] ?? "", facts["total"].map { ": \($0)" } ?? "")
        let (es, en) = facts["via"] == "link" ? (", por la liga de su correo", ", by the link of his letter") : ("", "")
        return switch facts["state"] {
        case "draft": Said(es: "preparó la cotización \(number)\(total)", en: "prepared quote \(number)\(total)")
        case "sent": Said(es: "envió la cotización \(number)\(total)", en: "sent quote \(number)\(total)")
        case "accepted": Said(es: "aceptó la cotización \(number)\(total)\(es)", en: "accepted quote \(number)\(total)\(en)")
        case "declined": Said(es: "rechazó la cotización \(number)\(es)", en: "declined quote \(number)\(en)")
        case "expired": Said(es: "registró que venció la cotización \(number)", en: "recorded that quote \(number) expired")
        default: facts["replaced_by"].map { Said(es: "sustituyó la cotización \(number) por \($0)", en: "replaced quote \(number) by \($0)") }
            ?? Said(es: "retiró la cotización \(number)", en: "withdrew quote \(number)")
        }
    }

    private func contacted(_ facts: [String: String]) -> Said {
        let way = facts["via"].flatMap(ChannelKind.init(rawValue:))?.said ?? Said(es: "", en: "")
        guard let attempt = facts["attempt"], let of = facts["of"] else {
            return Said(es: "intentó contactar al cliente (\(way.es))", en: "tried to reach the client (\(way.en))")
        }
        let closing = facts["closes_at"].flatMap { Instant(iso8601: $0) }
        let es = closing.map { ", y avisó que se cerraría el \(Wording(.es, policy.zone).short($0))" } ?? ""
        let en = closing.map { ", announcing the closing on \(Wording(.en, policy.zone).short($0))" } ?? ""
        return Said(es: "hizo el intento de contacto \(attempt) de \(of) (\(way.es))\(es)", en: "made contact attempt \(attempt) of \(of) (\(way.en))\(en)")
    }

    private func closedDay(_ facts: [String: String]) -> Said {
        let date = facts["date"].flatMap { CalendarDate(iso: $0) }
        let (es, en) = (date.map(Wording(.es, policy.zone).full) ?? "", date.map(Wording(.en, policy.zone).full) ?? "")
        return facts["moved"] == "yes"
            ? Said(es: "cerró la empresa el \(es); los plazos se movieron", en: "closed the company on \(en); what is owed moved")
            : Said(es: "cerró la empresa el \(es)", en: "closed the company on \(en)")
    }

    private func closed(_ facts: [String: String]) -> Said {
        switch facts["because"] {
        case "silence": Said(es: "cerró por falta de respuesta del cliente", en: "closed for want of the client's answer")
        case "unconfirmed": Said(es: "cerró sin que el cliente confirmara", en: "closed without the client's confirmation")
        case "contact_attempts": Said(es: "cerró tras los intentos de contacto", en: "closed after the contact attempts")
        case "flood": Said(es: "lo quitó de la cola: llegó en un alud de correo", en: "removed it from the queue: it came in a flood of mail")
        case "client": Said(es: "confirmó el cierre", en: "confirmed the closing")
        default: Said(es: "cerró", en: "closed")
        }
    }

    private func size(_ bytes: Int) -> String {
        bytes < 1024 ? "\(bytes) B" : bytes < 1 << 20 ? "\(bytes >> 10) KB" : "\(bytes >> 20) MB"
    }
}
