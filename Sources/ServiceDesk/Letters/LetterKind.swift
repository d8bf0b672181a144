import Storage
import SupportPolicy

/// The letters to clients that a company may word itself.
package enum LetterKind: String, Sendable, CaseIterable, SQLCodable {
    case acknowledgement, answer, question
    case contactAttempt = "contact_attempt"
    case closingOffer = "closing_offer"
    case closing, reopening
    case closedDay = "closed_day"

    package var said: Said {
        switch self {
        case .acknowledgement: Said(es: "Acuse de recibo", en: "Acknowledgement")
        case .answer: Said(es: "Respuesta", en: "Answer")
        case .question: Said(es: "Pregunta al cliente", en: "Question to the client")
        case .contactAttempt: Said(es: "Intento de contacto", en: "Attempt to reach the client")
        case .closingOffer: Said(es: "Propuesta de cierre, y su recordatorio", en: "Offer to close, and its reminder")
        case .closing: Said(es: "Cierre", en: "Closing")
        case .reopening: Said(es: "Reapertura", en: "Reopening")
        case .closedDay: Said(es: "Día cerrado no previsto", en: "Unforeseen closed day")
        }
    }

    /// The names that its text may use.
    package var names: [LetterName] {
        let own: [LetterName] = switch self {
        case .acknowledgement: [.deadlines, .asked, .follows]
        case .answer: [.text]
        case .question: [.text, .closesAt]
        case .contactAttempt: [.text, .closesAt, .attempt, .attempts]
        case .closingOffer: [.text, .closesAt]
        case .closing: [.because, .text]
        case .reopening: [.deadlines]
        case .closedDay: [.date, .text, .deadlines]
        }
        return [.greeting, .name, .folio, .subject] + own + [.clause, .company, .reply]
    }

    /// The names without which it would not tell what the policy promises to tell (docs/decisions/0038). The subject of every
    /// letter has the folio, and how it is answered stands around its text: no wording can lose those.
    package var obligatory: [LetterName] {
        let own: [LetterName] = switch self {
        case .acknowledgement: [.folio, .deadlines, .asked]
        case .answer: [.text]
        case .question, .contactAttempt, .closingOffer: [.text, .closesAt]
        case .closing: [.because, .text]
        case .reopening: [.deadlines]
        case .closedDay: [.date, .text, .deadlines]
        }
        return own + [.clause]
    }
}

/// What a text of a letter may name. Each is finished text; what a letter does not have is not there.
package enum LetterName: String, Sendable, CaseIterable {
    case greeting, name, folio, subject, company, reply, clause, text, deadlines, asked, follows, attempt, attempts, because, date
    case closesAt = "closes_at"

    package var said: Said {
        switch self {
        case .greeting: Said(es: "«Estimado/a Luna Lara:», o «Buen día:» si la dirección no está probada", en: "“Dear Luna Lara,”, or “Good day,” where the address is unproven")
        case .name: Said(es: "El nombre del cliente; nada si la dirección no está probada", en: "The client's name; nothing where the address is unproven")
        case .folio: Said(es: "El folio", en: "The folio")
        case .subject: Said(es: "El asunto de la solicitud; nada si la dirección no está probada", en: "The subject of the request; nothing where the address is unproven")
        case .company: Said(es: "El nombre de la empresa", en: "The company's name")
        case .reply: Said(es: "Cómo se contesta", en: "How to answer")
        case .clause: Said(es: "La cláusula que se obedece: dónde está y qué dice", en: "The clause that is obeyed: where it stands and what it says")
        case .text: Said(es: "Lo que escribió quien atiende", en: "What the agent wrote")
        case .deadlines: Said(es: "Lo que se debe, para cuándo, por qué cláusula y cómo se contó", en: "What is owed, by when, by which clause, and how it was counted")
        case .asked: Said(es: "Los datos que faltan, con la cláusula que los pide", en: "What is still asked for, with the clause that asks it")
        case .follows: Said(es: "El folio de la solicitud cerrada a la que da seguimiento", en: "The folio of the closed request that it follows")
        case .closesAt: Said(es: "Cuándo se cierra si el cliente no responde", en: "When it closes without the client's answer")
        case .attempt: Said(es: "Cuántos intentos de contacto van", en: "How many attempts were made")
        case .attempts: Said(es: "Cuántos intentos se hacen antes de cerrar", en: "How many are made before it closes")
        case .because: Said(es: "Por qué se cerró, en una frase", en: "Why it was closed, as a sentence")
        case .date: Said(es: "El día en que no se abre", en: "The day on which it is closed")
        }
    }
}
