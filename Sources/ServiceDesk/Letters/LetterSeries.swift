import Storage
import SupportPolicy

/// Mail that its reader may switch off, or have told together. Whatever a policy promises belongs to none of them.
package enum LetterSeries: String, Sendable, CaseIterable, SQLCodable {
    // Notices of the staff.
    case work, clients, deadlines
    case mailTrouble = "mail_trouble"
    // Letters to clients.
    case receipts
    case contractNews = "contract_news"

    /// Whose it is: the staff's, or the clients'.
    package var isOfStaff: Bool { self != .receipts && self != .contractNews }

    /// What its reader may choose, the first unless he does.
    package var choices: [LetterChoice] { isOfStaff ? [.each, .hourly, .daily, .never] : [.each, .never] }

    package var said: Said {
        switch self {
        case .work: Said(es: "Lo que se le asigna o llega a su nivel", en: "What is assigned to you or comes to your level")
        case .clients: Said(es: "Lo que responden los clientes", en: "What clients answer")
        case .deadlines: Said(es: "Lo que vence pronto o venció", en: "What falls due soon or fell due")
        case .mailTrouble: Said(es: "Correo que regresa, se repite o llega en alud", en: "Mail that comes back, loops, or floods in")
        case .receipts: Said(es: "Acuses de lo que usted mismo pide después de abrir: reabrir, rechazar una cotización", en: "Receipts of what you ask for yourself later: reopening, declining a quote")
        case .contractNews: Said(es: "Novedades de su contrato: su certificado al empezar y al renovarse, queda poco, se agregó", en: "News of your contract: its certificate when it begins and is renewed, little is left, something was added")
        }
    }
}

/// How somebody has a series.
package enum LetterChoice: String, Sendable, CaseIterable, SQLCodable {
    /// One by one, at once.
    case each
    /// Together, at the next full hour at which the company is open.
    case hourly
    /// Together, when the company opens.
    case daily
    case never

    package var said: Said {
        switch self {
        case .each: Said(es: "Uno por uno, al momento", en: "One by one, at once")
        case .hourly: Said(es: "Juntos, cada hora en horario de servicio", en: "Together, every hour within the hours of service")
        case .daily: Said(es: "Juntos, una vez al día, al abrir", en: "Together, once a day, when we open")
        case .never: Said(es: "No por correo", en: "Not by mail")
        }
    }
}

extension NoticeKind {
    package var series: LetterSeries {
        switch self {
        case .assigned, .escalated, .routed, .wished, .visit: .work
        case .clientReplied, .disputed, .quoteAnswered: .clients
        case .warned, .breached: .deadlines
        case .bounced, .loop, .flood: .mailTrouble
        }
    }
}
