import Storage
import SupportPolicy

/// The letters to clients that a company may word itself.
package enum LetterKind: String, Sendable, CaseIterable, SQLCodable {
    case acknowledgement, answer, question
    case contactAttempt = "contact_attempt"
    case closingOffer = "closing_offer"
    case closing, merging, participation, reopening, reclassification
    case defectConfirmed = "defect_confirmed"
    case closedDay = "closed_day"
    case work
    case quote
    case quoteAccepted = "quote_accepted", quoteDeclined = "quote_declined", quoteWithdrawn = "quote_withdrawn", quoteExpired = "quote_expired"
    case contractOpened = "contract_opened", contractToppedUp = "contract_topped_up", littleLeft = "little_left"
    case contractEnding = "contract_ending", contractRenewed = "contract_renewed", contractEnded = "contract_ended"
    case contractNotice = "contract_notice", contractResumed = "contract_resumed"
    case passwordLink = "password_link", requestLink = "request_link"
    case mailRefused = "mail_refused"

    package var said: Said {
        switch self {
        case .acknowledgement: Said(es: "Acuse de recibo", en: "Acknowledgement")
        case .answer: Said(es: "Respuesta", en: "Answer")
        case .question: Said(es: "Pregunta al cliente", en: "Question to the client")
        case .contactAttempt: Said(es: "Intento de contacto", en: "Attempt to reach the client")
        case .closingOffer: Said(es: "Propuesta de cierre, y su recordatorio", en: "Offer to close, and its reminder")
        case .closing: Said(es: "Cierre", en: "Closing")
        case .merging: Said(es: "Sigue en otra solicitud", en: "Goes on in another request")
        case .participation: Said(es: "Participa en una solicitud de alguien más", en: "Takes part in somebody else's request")
        case .reopening: Said(es: "Reapertura", en: "Reopening")
        case .reclassification: Said(es: "Se atiende como otra cosa", en: "Served as something else")
        case .defectConfirmed: Said(es: "Falla confirmada", en: "Fault confirmed")
        case .closedDay: Said(es: "Día cerrado no previsto", en: "Unforeseen closed day")
        case .work: Said(es: "Sesión remota o visita", en: "Remote session or visit")
        case .quote: Said(es: "Cotización", en: "Quote")
        case .quoteAccepted: Said(es: "Cotización aceptada", en: "Quote accepted")
        case .quoteDeclined: Said(es: "Cotización rechazada", en: "Quote declined")
        case .quoteWithdrawn: Said(es: "Cotización retirada", en: "Quote withdrawn")
        case .quoteExpired: Said(es: "Cotización vencida", en: "Quote expired")
        case .contractOpened: Said(es: "Contrato vigente", en: "Contract in force")
        case .contractToppedUp: Said(es: "Se agregó al contrato", en: "Added to the contract")
        case .littleLeft: Said(es: "Queda poco del contrato", en: "Little is left of the contract")
        case .contractEnding: Said(es: "El contrato termina pronto", en: "The contract ends soon")
        case .contractRenewed: Said(es: "El contrato se renovó", en: "The contract was renewed")
        case .contractNotice: Said(es: "El contrato no se renueva", en: "The contract is not renewed")
        case .contractEnded: Said(es: "El contrato terminó", en: "The contract has ended")
        case .contractResumed: Said(es: "El contrato vuelve a regir", en: "The contract is in force again")
        case .passwordLink: Said(es: "Liga para la contraseña", en: "Link for the password")
        case .requestLink: Said(es: "Liga para ver una solicitud", en: "Link to see a request")
        case .mailRefused: Said(es: "Correo que no se recibe por este medio", en: "Mail that is not taken this way")
        }
    }

    /// The names that its text may use.
    package var names: [LetterName] {
        func ofRequest(_ own: LetterName...) -> [LetterName] { [.greeting, .name, .folio, .subject] + own + [.clause, .company, .reply] }
        func ofQuote(_ own: LetterName...) -> [LetterName] { [.greeting, .name, .folio, .number] + own + [.clause, .company] }
        func ofContract(_ own: LetterName...) -> [LetterName] { [.number, .plan] + own + [.clause, .company] }
        return switch self {
        case .acknowledgement: ofRequest(.type, .price, .deadlines, .asked, .formalities, .wayIn, .follows)
        case .answer: ofRequest(.text)
        case .question: ofRequest(.text, .closesAt)
        case .closingOffer: ofRequest(.text, .charges, .closesAt)
        case .contactAttempt: ofRequest(.text, .closesAt, .attempt, .attempts)
        case .closing: ofRequest(.because, .text, .charges)
        case .merging: ofRequest(.goesOn, .text)
        case .participation: [.folio, .subject, .clause, .company, .reply]
        case .reopening: ofRequest(.deadlines)
        case .reclassification: ofRequest(.type, .price, .deadlines, .formalities)
        case .defectConfirmed: ofRequest(.text, .deadlines)
        case .closedDay: ofRequest(.date, .text, .deadlines)
        case .work: ofRequest(.work)
        case .quote: ofQuote(.agreement, .link)
        case .quoteAccepted: ofQuote(.acceptedAt, .delivery, .agreement)
        case .quoteDeclined: ofQuote()
        case .quoteWithdrawn: ofQuote(.text)
        case .quoteExpired: ofQuote(.validUntil)
        case .contractOpened, .contractRenewed: ofContract(.lastDay, .certificate, .certificateLink, .balance)
        case .contractToppedUp: ofContract(.added, .balance)
        case .littleLeft: ofContract(.unit, .balance, .wayIn)
        case .contractEnding: ofContract(.lastDay, .balance, .wayIn)
        case .contractEnded: ofContract(.because, .wayIn)
        case .contractNotice: ofContract(.because, .lastDay)
        case .contractResumed: ofContract(.because, .lastDay, .balance)
        case .passwordLink: [.link, .company]
        case .requestLink: [.folio, .link, .company]
        case .mailRefused: [.because, .wayIn, .clause, .company]
        }
    }

    /// The names without which it would not tell what the policy promises to tell (docs/decisions/0038). The subject of every
    /// letter has the folio, and how it is answered stands around its text: no wording can lose those.
    package var obligatory: [LetterName] {
        let own: [LetterName] = switch self {
        case .acknowledgement: [.folio, .type, .price, .deadlines, .asked, .formalities, .wayIn]
        case .answer: [.text]
        case .question, .contactAttempt: [.text, .closesAt]
        case .closingOffer: [.text, .charges, .closesAt]
        case .closing: [.because, .text, .charges]
        case .merging: [.goesOn, .text]
        case .participation: [.subject]
        case .reopening: [.deadlines]
        case .reclassification: [.type, .price, .deadlines, .formalities]
        case .defectConfirmed: [.text, .deadlines]
        case .closedDay: [.date, .text, .deadlines]
        case .work: [.work]
        case .quote: [.agreement, .link]
        case .quoteAccepted: [.acceptedAt, .delivery, .agreement]
        case .quoteDeclined: []
        case .quoteWithdrawn: [.text]
        case .quoteExpired: [.validUntil]
        case .contractOpened, .contractRenewed: [.number, .lastDay, .certificate]
        case .contractEnding: [.number, .lastDay]
        case .contractToppedUp: [.added]
        case .littleLeft: [.number, .unit]
        case .contractEnded: [.because]
        case .contractNotice, .contractResumed: [.because, .lastDay]
        case .passwordLink, .requestLink: [.link]
        case .mailRefused: [.because, .wayIn]
        }
        return names.contains(.clause) ? own + [.clause] : own
    }
}

/// What a text of a letter may name. Each is finished text; what a letter does not have is not there.
package enum LetterName: String, Sendable, CaseIterable {
    case greeting, name, folio, subject, company, reply, clause, text, deadlines, asked, follows, attempt, attempts, because, date
    case closesAt = "closes_at", goesOn = "goes_on"
    case formalities, type, price, charges, work, number, agreement, link, delivery, plan, balance, added, unit
    case acceptedAt = "accepted_at", validUntil = "valid_until", lastDay = "last_day", wayIn = "way_in"
    case certificate, certificateLink = "certificate_link"

    package var said: Said {
        switch self {
        case .greeting: Said(es: "«Estimado/a Luna Lara:»; «Buen día:» si la dirección no está probada, y a quien sólo participa", en: "“Dear Luna Lara,”; “Good day,” where the address is unproven, and to who only takes part")
        case .name: Said(es: "El nombre del cliente; nada si la dirección no está probada", en: "The client's name; nothing where the address is unproven")
        case .folio: Said(es: "El folio", en: "The folio")
        case .subject: Said(es: "El asunto de la solicitud; nada si la dirección no está probada", en: "The subject of the request; nothing where the address is unproven")
        case .company: Said(es: "El nombre de la empresa", en: "The company's name")
        case .reply: Said(es: "Cómo se contesta", en: "How to answer")
        case .clause: Said(es: "La cláusula que se obedece: dónde está y qué dice", en: "The clause that is obeyed: where it stands and what it says")
        case .text: Said(es: "Lo que escribió quien atiende", en: "What the agent wrote")
        case .deadlines: Said(es: "Lo que se debe, para cuándo, por qué cláusula y cómo se contó", en: "What is owed, by when, by which clause, and how it was counted")
        case .asked: Said(es: "Los datos que faltan, con la cláusula que los pide", en: "What is still asked for, with the clause that asks it")
        case .formalities: Said(es: "El documento propio de la empresa y quién puede pedirlo, con su cláusula", en: "The company's own document and who may ask, with the clause")
        case .type: Said(es: "Como qué se atiende", en: "As what it is served")
        case .price: Said(es: "Lo que se descuenta por eso al aceptarse el cierre", en: "What that is charged when its closing is accepted")
        case .charges: Said(es: "Los servicios y lo que se descuenta por ellos", en: "The services, and what is charged for them")
        case .work: Said(es: "Qué se acordó o se hizo: cuándo, dónde y qué se prepara, con sus cláusulas", en: "What was agreed on or done: when, where and what to prepare, with the clauses")
        case .goesOn: Said(es: "El folio de la solicitud en que sigue", en: "The folio of the request in which it goes on")
        case .follows: Said(es: "El folio de la solicitud cerrada a la que da seguimiento", en: "The folio of the closed request that it follows")
        case .closesAt: Said(es: "Cuándo se cierra si el cliente no responde", en: "When it closes without the client's answer")
        case .attempt: Said(es: "Cuántos intentos de contacto van", en: "How many attempts were made")
        case .attempts: Said(es: "Cuántos intentos se hacen antes de cerrar", en: "How many are made before it closes")
        case .because: Said(es: "Por qué, en una frase", en: "Why, as a sentence")
        case .number: Said(es: "El número de la cotización o del contrato", en: "The number of the quote or contract")
        case .agreement: Said(es: "La cotización, renglón por renglón, con su total y sus condiciones", en: "The quote line by line, with its total and terms")
        case .link: Said(es: "La liga, que es sólo para quien la recibe", en: "The link, which is for its reader alone")
        case .delivery: Said(es: "Para cuándo se prometió la entrega", en: "By when delivery was promised")
        case .acceptedAt: Said(es: "Cuándo la aceptó el cliente", en: "When the client accepted it")
        case .validUntil: Said(es: "Hasta cuándo valía", en: "Until when it was good")
        case .plan: Said(es: "El plan del contrato", en: "The plan of the contract")
        case .lastDay: Said(es: "El último día del contrato", en: "The last day of the contract")
        case .balance: Said(es: "Lo que queda, de cada unidad", en: "What is left, of each unit")
        case .added: Said(es: "Lo que se agregó", en: "What was added")
        case .unit: Said(es: "La unidad de la que queda poco", en: "The unit of which little is left")
        case .wayIn: Said(es: "Qué puede hacer el cliente", en: "What the client can do")
        case .certificate: Said(es: "Lo que dice el certificado: titular, vigencia, productos y lo que incluye", en: "What the certificate says: holder, validity, products and what it includes")
        case .certificateLink: Said(es: "Dónde está el certificado, con su sesión", en: "Where the certificate is, once signed in")
        case .date: Said(es: "El día en que no se abre", en: "The day on which it is closed")
        }
    }
}
