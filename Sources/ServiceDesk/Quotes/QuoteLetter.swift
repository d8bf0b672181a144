import BusinessTime
import SupportPolicy

/// What a quote's entry makes leave the house, to the client who asked: a pure function of the entry and the quote.
struct QuoteLetter: Sendable {
    let subject: String
    let text: String

    /// - Parameter link: where it can be answered without signing in; only the letter that brings the quote has it.
    /// - Parameter book: what the company words itself.
    init?(of entry: Entry, _ told: QuoteText, saying note: String?, to client: Parties.Party, link: String?, worded book: LetterBook) {
        func say(_ es: String, _ en: String) -> String { Said(es: es, en: en)(in: told.language) }
        let quote = told.quote, policy = told.policy, words = Wording(told.language, policy.zone)
        let about: String, body: String, kind: LetterKind
        let promised = quote.offer.delivery.flatMap { try? policy.due($0, acceptedAt: entry.at) }.map(words.full)
        switch entry.kind {
        case .quoteSent:
            kind = .quote
            about = say("Cotización \(quote.number)", "Quote \(quote.number)")
            let way = link.map { say("\n\nPara aceptarla o rechazarla, sin iniciar sesión:\n\($0)\n\nLa liga es sólo para usted y sirve hasta que responda.", "\n\nTo accept or decline it, without signing in:\n\($0)\n\nThe link is for you alone, and works until you answer.") } ?? ""
            body = say("Esto es lo que cotizamos. Pedirlo no le costó nada; nada se cobra si no acepta.", "This is what we quote. Asking cost you nothing; nothing is charged unless you accept.") + "\n\n" + told.agreement + way
        case .quoteAccepted:
            kind = .quoteAccepted
            about = say("Aceptó la cotización \(quote.number)", "You accepted quote \(quote.number)")
            let due = promised.map { say(" Entrega prometida: \($0).", " Promised delivery: \($0).") } ?? ""
            body = say("Recibimos su aceptación el \(words.full(entry.at)).\(due) Esto es lo que se acordó:", "We have your acceptance of \(words.full(entry.at)).\(due) This is what was agreed:") + "\n\n" + told.agreement
        case .quoteDeclined:
            kind = .quoteDeclined
            about = say("Rechazó la cotización \(quote.number)", "You declined quote \(quote.number)")
            body = say("No se cobra nada. Si quiere otra, pídala: cotizar no cuesta.", "Nothing is charged. If you want another, ask: quoting is free.")
        case .quoteWithdrawn where quote.sentAt < .never && quote.replacedBy == nil:
            kind = .quoteWithdrawn
            about = say("Retiramos la cotización \(quote.number)", "We withdrew quote \(quote.number)")
            body = say("Ya no puede aceptarse. Nada se cobró.", "It can no longer be accepted. Nothing was charged.") + (note.map { "\n\n" + $0 } ?? "")
        case .quoteExpired:
            kind = .quoteExpired
            about = say("Venció la cotización \(quote.number)", "Quote \(quote.number) has expired")
            body = say("Valía hasta el \(told.validUntil). Si todavía la necesita, pida otra: cotizar no cuesta.", "It was good until \(told.validUntil). If you still need it, ask for another: quoting is free.")
        default: return nil
        }
        let obeyed = entry.clause.flatMap(policy.clause)
        let clause = obeyed.map { say("\n\nCláusula: \($0.section). \($0.text)", "\n\nClause: \($0.section). \($0.text)") } ?? ""
        let greeting = say("Estimado/a \(client.name):", "Dear \(client.name),")
        let own = book.template(kind, told.language)?.filled { name in
            switch name {
            case .greeting: greeting
            case .name: client.name
            case .folio: quote.folio
            case .number: quote.number
            case .agreement: told.agreement
            case .link: link ?? ""
            case .acceptedAt: words.full(entry.at)
            case .delivery: promised ?? ""
            case .validUntil: told.validUntil
            case .text: note ?? ""
            case .clause: obeyed.map { "\($0.section). \($0.text)" } ?? ""
            case .company: policy.company.name
            default: ""
            }
        }
        subject = own?.subject(quote.folio) ?? "[\(quote.folio)] \(about)"
        text = own?.text ?? greeting + "\n\n" + body + clause + "\n\n\(policy.company.name)"
    }
}
