import BusinessTime
import Mail
import SupportPolicy

/// Everything that an entry makes leave the house, or reach a desk in it: a pure function of the entry and what it is about.
///
/// An acknowledgement tells the folio, what is owed by when, and how that was reckoned; every letter names the clause that
/// the company obeys. Nobody is told of what he did himself; but a request is acknowledged to whoever sent it.
struct Correspondence: Sendable {
    /// Who is written to.
    enum Recipient: Hashable, Sendable {
        case client
        /// Whoever has the ticket; if nobody has, the agents of its level.
        case holder
        case role(Role)
        case level(Int)
        /// Somebody, by his id.
        case person(Int64)
    }

    struct Letter: Sendable {
        let to: Recipient
        /// What reaches the console; `nil`: only mail.
        let notice: NoticeKind?
        let subject: String
        let text: String
        /// Goes also to whoever caused it.
        var isReceipt = false
        /// What its reader may switch off; `nil`: nothing.
        var series: LetterSeries?
        /// What his calendar is told of its visits.
        var calendar: Invitation.Method?
    }

    /// For whom letters are worded.
    struct Reader: Hashable {
        var language: Language
        /// Whoever only takes part is not addressed as the one who asked.
        var isRequester: Bool
    }

    private(set) var letters: [Letter] = []
    private(set) var reader: Reader
    let entry: Entry
    let ticket: Ticket
    let policy: Policy
    let parties: Parties
    /// Where the sender of an unverified request confirms that it was he.
    private let confirmation: String?
    /// Where its reader answers instead, as no mail of his would arrive; `nil`: by mail.
    private let page: String?
    /// What the company words itself.
    private let book: LetterBook
    let said: String
    /// Texts that are about something, by its name.
    let labelled: [String: String]
    var language: Language { reader.language }
    var words: Wording { Wording(language, policy.zone) }
    private var subject: String { ticket.subject(in: language) }

    /// For the requester, in the company's language.
    ///
    /// - Parameter page: where clients answer, if not by mail.
    init(of recorded: Recorded<TicketRecord.Standing>, under policy: Policy, worded book: LetterBook, answeredAt page: String?) {
        reader = Reader(language: policy.language, isRequester: true)
        entry = recorded.entry
        ticket = recorded.happening.standing.ticket
        parties = recorded.happening.standing.parties
        confirmation = recorded.happening.standing.confirmation
        self.policy = policy
        self.book = book
        self.page = page
        said = recorded.happening.contents.filter { $0.kind == .text && $0.name == nil }.compactMap(\.said).joined(separator: "\n\n")
        labelled = recorded.happening.contents.reduce(into: [:]) { labelled, content in
            if content.kind == .text, let name = content.name { labelled[name] = content.text }
        }
        write()
    }

    /// The same letters, in the same order, for somebody else.
    func written(for other: Reader) -> Self {
        guard other != reader else { return self }
        var same = self
        (same.reader, same.letters) = (other, [])
        same.write()
        return same
    }

    private mutating func write() {
        let isOfClient = entry.body.facts["side"] == "client"
        if isPartOfFlood { return writeOfFlood() }
        switch entry.kind {
        case .opened: opening()
        case .replied where isOfClient:
            toStaff(.holder, .clientReplied, Said(es: "El cliente respondió", en: "The client answered"), body: said.or(Unsaid.text, in: language))
        case .replied:
            toClient(.answer) { $0.said.isEmpty ? $0.sentence(es: "Agregamos archivos a su solicitud.", en: "We added files to your request.") : $0.said }
        case .noted where entry.body.facts["bounce"] != nil:
            toStaff(.holder, .bounced, Said(es: "Un correo al cliente no se entregó", en: "A mail to the client was not delivered"), body: noted)
        case .noted where entry.body.facts["loop"] == "repeats":
            toStaff(.holder, .loop, Said(es: "Se repite el mismo mensaje", en: "The same message comes again and again"), body: noted)
        case .noted where entry.body.facts["loop"] == "echoes":
            toStaff(.holder, .loop, Self.echoing, body: sentence(
                es: "\(parties.requester.email) escribió otra vez lo mismo, salvo los números. Se anotó en esta solicitud y no se le acusó; si lo escribió una persona, contéstele.",
                en: "\(parties.requester.email) wrote the same again but for numbers. It was noted on this request and not acknowledged; if a person wrote it, answer.") + "\n\n" + said)
        case .noted where entry.body.facts["loop"] != nil:
            toStaff(.holder, .loop, Said(es: "Un contestador automático le escribe a la mesa", en: "An automatic answerer writes to the desk"), body: noted)
        case .noted where entry.body.facts["unsent"] == "unproven": unproven()
        case .noted where entry.body.facts["awaited"] != nil:
            toStaff(.holder, .loop, Said(es: "Contestó un programa, no el cliente", en: "A program answered, not the client"), body: awaited + "\n\n" + said)
        case .correctionDelivered: toClient(.answer) { $0.said }
        case .defectConfirmed: toClient(.defectConfirmed) { $0.sentence(es: "Confirmamos que es una falla de nuestro producto.", en: "We confirm that it is a fault of our product.") + "\n\n" + $0.said + $0.owed }
        case .waited: toClient(.question) { $0.question }
        case .contacted where entry.body.facts["via"] == ChannelKind.email.rawValue: toClient(.contactAttempt) { $0.contact }
        case .closingOffered, .reminded: toClient(.closingOffer) { $0.offer }
        case .closed:
            let visits = worksGivenUp.compactMap(\.visit)
            toClient(.closing, calendar: visits.isEmpty ? nil : .cancel) { $0.closing }
            for engineer in Set(visits.compactMap(\.appointment.engineer)).sorted() {
                toStaff(.person(engineer), .visit, Said(es: "Su visita se canceló", en: "Your visit was cancelled"), body: worksGivenUpSaid.withoutLeadingLines, calendar: .cancel)
            }
        case .participantAdded where entry.body.facts["told"] == nil: participation()
        case .merged: toClient(.merging) { $0.merging }
        case .reopened:
            toClient(.reopening, series: entry.person == parties.requester.id ? .receipts : nil, isReceipt: true) {
                $0.sentence(es: "Su solicitud se reabrió.", en: "Your request was reopened.") + $0.owed
            }
            toStaff(.holder, .clientReplied, Said(es: "Se reabrió a petición del cliente", en: "Reopened at the client's request"), body: said + dues)
        case .assigned: toStaff(.holder, .assigned, Said(es: "Se le asignó", en: "Assigned to you"), body: dues)
        case .warned: toStaff(.holder, .warned, Said(es: "Vence pronto", en: "Falls due soon"), body: named)
        case .breached:
            let about = Said(es: "Venció sin cumplirse", en: "Fell due unmet")
            toStaff(.holder, .breached, about, body: named)
            for role in policy.escalation?.breachNotifies ?? [] { toStaff(.role(role), .breached, about, body: named, isPromised: true) }
        case .closedDay where entry.body.facts["moved"] == "yes": toClient(.closedDay) { $0.closedDay }
        case .classified: reclassified()
        case .quoted: quoted()
        case .verified where isOfClient:
            toStaff(.holder, .clientReplied, Said(es: "El remitente confirmó que la envió", en: "The sender confirmed that it was he"), body: "")
        case .documented where isOfClient:
            toStaff(.holder, .clientReplied, Said(es: "El cliente adjuntó un documento de la empresa", en: "The client attached a document of the company's"), body: said)
        case .remoteSession where isOfClient, .need where isOfClient:
            toStaff(.holder, .clientReplied, decision, body: said)
        case .remoteSession, .need:
            if let text = work { toClient(.work) { _ in text } }
        case .visit: visit(isOfClient: isOfClient)
        case .disputed:
            let about = Said(es: "El cliente no está conforme con el cierre", en: "The client disputes the closing")
            toStaff(.holder, .disputed, about, body: said)
            if let handler = policy.disputes?.handler { toStaff(.role(handler), .disputed, about, body: said, isPromised: true) }
        case .escalated, .returned: escalation()
        default: break
        }
    }

    /// What was noted, below what the desk itself has to say of it.
    private var noted: String { [entry.remark { labelled[$0] }.map { $0(in: language) } ?? "", said].filter { !$0.isEmpty }.joined(separator: "\n\n") }

    private static let echoing = Said(es: "Parece que un contestador automático le escribe a la mesa", en: "An automatic answerer seems to write to the desk")

    /// What nobody is sent an acknowledgement of, such as a machine's letter, is no case for whoever sees to what is missing.
    private mutating func opening() {
        if entry.body.facts["loop"] != nil {
            toStaff(.holder, .loop, Self.echoing, body: sentence(
                es: "Es la tercera vez en un día que \(parties.requester.email) escribe lo mismo, salvo los números, poco después de un correo de la mesa. Esta solicitud no se le acusó; si la escribió una persona, contéstele.",
                en: "It is the third time in a day that \(parties.requester.email) writes the same but for numbers, soon after a letter of the desk. This request was not acknowledged; if a person wrote it, answer.") + "\n\n" + said)
        }
        guard entry.body.facts["acknowledged"] != nil else { return }
        if let wish = entry.body.facts["wish"].flatMap(ContractWish.init) {
            // Who sells hears of it, whoever takes the request.
            let about = wish == .topUp ? Said(es: "Un cliente quiere comprar más", en: "A client wants to buy more") : Said(es: "Un cliente quiere renovar", en: "A client wants to renew")
            toStaff(.role(policy.renewal?.desk ?? .operations), .wished, about, body: said)
        }
        let missing = missing
        toClient(.acknowledgement, isReceipt: true) { $0.acknowledgement + ($0.wayIn.isEmpty ? "" : "\n\n" + $0.wayIn) }
        if let missing, let role = missing.routedTo {
            let record = missing.record.said
            let about = Said(es: "No consta \(record.es): le toca a su área", en: "Not on record: \(record.en). Yours to see to")
            toStaff(.role(role), .routed, about, body: "\(parties.requester.name) <\(parties.requester.email)>", isPromised: true)
        }
    }

    /// What its sender can do about what is missing.
    private var wayIn: String {
        // As what it is taken says already what to do without that.
        let stillMissing: String? = missing.flatMap { $0.record == takenBy?.record ? nil : $0.wayIn }
        return [taken, stillMissing, confirmation.map { link in
            let clause = missing.map { "\($0.clause.section): \($0.clause.text)" } ?? ""
            return sentence(
                es: "Todavía no consta que usted la haya enviado. \(clause)\nPara confirmarlo, pida aquí la liga a su solicitud \(ticket.folio), ábrala y oprima «Yo la envié»:\n\(link)",
                en: "It is not on record yet that it was you who sent it. \(clause)\nTo confirm it, ask here for the link to your request \(ticket.folio), open it and press “I sent it”:\n\(link)")
        }].compactMap { $0 }.joined(separator: "\n\n")
    }

    /// Who expects a visit and who makes it hear of it alike, and so do their calendars.
    private mutating func visit(isOfClient: Bool) {
        let calendar: Invitation.Method? = switch entry.body.facts["state"] {
        case "planned", "moved", "named": .request
        case "cancelled": .cancel
        default: nil
        }
        if let text = work {
            toClient(.work, series: isOfClient ? .receipts : nil, isReceipt: isOfClient, calendar: calendar) { _ in text }
        }
        let engineer = entry.body.facts["work"].flatMap { Int($0) }.flatMap(ticket.work)?.visit?.appointment.engineer
        if let engineer, isOfClient { toStaff(.person(engineer), .clientReplied, wish, body: wished, calendar: calendar) }
        if isOfClient { toStaff(.holder, .clientReplied, wish, body: wished) }
        if let engineer, !isOfClient, let told = visitOfStaff { toStaff(.person(engineer), .visit, told.about, body: told.body, calendar: calendar) }
        if let relieved = entry.body.facts["relieved"].flatMap({ Int64($0) }) {
            toStaff(.person(relieved), .visit, Said(es: "Ya no le toca una visita", en: "A visit is yours no more"), body: visitOfStaff?.body ?? "", calendar: .cancel)
        }
    }

    /// The record that was missing when it was taken.
    private var missing: AdmissionRules.Requirement? { policy.missing(by: ticket.admissionClause, of: ticket.facts) }

    /// What a flood of mail brings is told once, and then no more until somebody takes it up.
    private var isPartOfFlood: Bool {
        if entry.body.facts["flood"] != nil || entry.body.facts["because"] == "flood" { return true }
        return ticket.quiet != nil && ticket.assignee == nil && entry.person == nil
    }

    private mutating func writeOfFlood() {
        guard entry.body.facts["flood"] == "began" else { return }
        let sender = parties.requester.email
        toStaff(.holder, .flood, Said(es: "Llega un alud de correo", en: "A flood of mail comes in"), body: ticket.quiet == .strangers
            ? sentence(es: "Muchos remitentes desconocidos o sin comprobar escriben a la vez. Lo que siga llegando de ellos se recibe sin acuse y sin aviso.", en: "Many unknown or unproven senders write at once. What else comes from them is taken without an acknowledgement and without a notice.")
            : sentence(es: "\(sender) escribe sin parar. Lo que siga llegando de esa dirección se recibe sin acuse y sin aviso.", en: "\(sender) writes without end. What else comes from that address is taken without an acknowledgement and without a notice."))
    }

    private mutating func escalation() {
        guard let number = ticket.level, let level = policy.escalation?.level(number) else { return }
        let about = Said(es: "Llegó al nivel \(number), \(level.label)", en: "Came to level \(number), \(level.label)")
        if policy.escalation?.kind == .functional { toStaff(.level(number), .escalated, about, body: said + dues) }
        for role in level.notifies { toStaff(.role(role), .escalated, about, body: said + dues, isPromised: true) }
    }

    /// The client hears of a quote by the quote's own letters.
    private mutating func quoted() {
        let number = entry.body.facts["quote"] ?? ""
        let about: Said
        switch entry.body.facts["state"] {
        case "accepted": about = Said(es: "El cliente aceptó la cotización \(number)", en: "The client accepted quote \(number)")
        case "declined": about = Said(es: "El cliente rechazó la cotización \(number)", en: "The client declined quote \(number)")
        case "expired": about = Said(es: "Venció sin respuesta la cotización \(number)", en: "Quote \(number) expired unanswered")
        default: return
        }
        toStaff(.holder, .quoteAnswered, about, body: said + dues)
    }

    // MARK: Letters

    /// - Parameter body: the letter in the desk's words; not asked for where the company has its own.
    private mutating func toClient(
        _ kind: LetterKind, series: LetterSeries? = nil, isReceipt: Bool = false, calendar: Invitation.Method? = nil, _ body: (Correspondence) -> String
    ) {
        let about = isProven ? subject : sentence(es: "Recibimos su solicitud", en: "We received your request")
        let own = book.template(kind, language)?.filled(value)
        let text = own?.text ?? greeting + "\n\n" + body(self) + clause + "\n\n\(policy.company.name)\n\(howToReply)"
        letters.append(Letter(to: .client, notice: nil, subject: own?.subject(ticket.folio) ?? "[\(ticket.folio)] \(about)", text: text, isReceipt: isReceipt, series: series, calendar: calendar))
    }

    /// To whoever takes part from now on: what that is, and how he leaves.
    private mutating func participation() {
        guard let person = entry.forPerson else { return }
        let own = book.template(.participation, language)?.filled(value)
        let body = sentence(
            es: "Le agregamos a la solicitud \(ticket.folio), «\(subject)». Desde ahora recibe los correos sobre ella y puede contestarlos. Para verla, pida la liga en nuestra página con este folio y su correo; si no quiere participar, ahí mismo puede salir.",
            en: "We added you to the request \(ticket.folio), “\(subject)”. From now on you get the mails about it and may answer them. To see it, ask for the link on our page with this folio and your e-mail; if you do not want to take part, you can leave there.")
        letters.append(Letter(
            to: .person(person), notice: nil, subject: own?.subject(ticket.folio) ?? "[\(ticket.folio)] \(subject)",
            text: own?.text ?? body + clause + "\n\n\(policy.company.name)\n\(howToReply)"))
    }

    /// - Parameter isPromised: whether the policy names who is told of it.
    private mutating func toStaff(_ recipient: Recipient, _ kind: NoticeKind, _ about: Said, body: String, isPromised: Bool = false, calendar: Invitation.Method? = nil) {
        let about = about(in: language)
        letters.append(Letter(
            to: recipient, notice: kind, subject: "[\(ticket.folio)] \(about): \(subject)",
            text: "\(about): \(ticket.folio), \(subject)\n\n" + body + clause, series: isPromised ? nil : kind.series, calendar: calendar))
    }

    /// To the one of the staff in whose name a mail answers: nothing of what it says, which may be anybody's.
    private mutating func unproven() {
        guard let person = entry.body.facts["claims"].flatMap({ Int64($0) }) else { return }
        let body = sentence(
            es: "Llegó un correo con su dirección que contesta un aviso de esta solicitud. Nada comprueba que usted lo escribió: el cliente no lo recibió y quedó como nota interna. Si es suyo, contéstele al cliente en la página de la solicitud; si no, avise a quien administra el correo.",
            en: "A mail with your address came that answers a notice of this request. Nothing proves that you wrote it: the client did not get it, and it is an internal note. If it is yours, answer the client on the request's page; if not, tell whoever administers the mail.")
        toStaff(.person(person), .bounced, Said(es: "Su correo no se le envió al cliente", en: "Your mail was not sent to the client"), body: body, isPromised: true)
    }

    /// To an address that somebody only typed, nothing else that he typed is sent.
    private var isProven: Bool { entry.body.facts["acknowledged"] != "unproven" }

    private var namesRequester: Bool { isProven && reader.isRequester }

    private var greeting: String {
        namesRequester
            ? sentence(es: "Estimado/a \(parties.requester.name):", en: "Dear \(parties.requester.name),") : sentence(es: "Buen día:", en: "Good day,")
    }

    private var howToReply: String {
        guard let page else { return sentence(es: "Para contestar, responda a este correo.", en: "To answer, reply to this mail.") }
        return sentence(
            es: "Este correo no se puede contestar. Para responder, pida aquí la liga a su solicitud \(ticket.folio), con el correo en que lo recibió:\n\(page)",
            en: "This mail cannot be answered. To answer, ask here for the link to your request \(ticket.folio), with the e-mail at which you got it:\n\(page)")
    }

    /// What a company's own text may name of this letter; empty: it has no such thing.
    private func value(_ name: LetterName) -> String {
        switch name {
        case .greeting: greeting
        case .name: namesRequester ? parties.requester.name : ""
        case .folio: ticket.folio
        case .subject: isProven ? subject : ""
        case .company: policy.company.name
        case .reply: howToReply
        case .clause: entry.clause.flatMap(policy.clause).map { "\($0.section). \($0.text)" } ?? ""
        case .text: said
        case .deadlines: owed.withoutLeadingLines
        case .asked: asked.withoutLeadingLines
        case .formalities: formalities.withoutLeadingLines
        case .wayIn: entry.kind == .opened ? wayIn : ""
        case .type: entry.kind == .opened && service == nil ? "" : type
        case .price: price
        case .charges: charges
        case .goesOn: entry.kind == .merged ? entry.body.facts["into"] ?? "" : ""
        case .follows: entry.body.facts["linked_from"] ?? ""
        case .closesAt: closesAt.map(words.full) ?? ""
        case .attempt: closesAt == nil ? "" : entry.body.facts["attempt"] ?? ""
        case .attempts: closesAt == nil ? "" : entry.body.facts["of"] ?? ""
        case .because: because
        case .date: closedDate
        case .work: work ?? ""
        // Of quotes and contracts, which have letters of their own.
        default: ""
        }
    }

    /// When it closes without an answer: as the entry announces it (IN-60), else as it stands.
    private var closesAt: Instant? {
        if entry.kind == .contacted {
            guard entry.body.facts["attempt"] != nil, entry.body.facts["of"] != nil else { return nil }
            return entry.body.facts["closes_at"].flatMap { Instant(iso8601: $0) }
        }
        return ticket.closesAt < .never ? ticket.closesAt : nil
    }

    private var clause: String {
        guard let clause = entry.clause.flatMap(policy.clause) else { return "" }
        return sentence(
            es: "\n\nCláusula: \(clause.section). \(clause.text)", en: "\n\nClause: \(clause.section). \(clause.text)")
    }

    private var acknowledgement: String {
        var text = sentence(
            es: "Recibimos su solicitud. Su folio es \(ticket.folio).", en: "We received your request. Your folio is \(ticket.folio).")
        if let from = entry.body.facts["linked_from"] {
            text += sentence(
                es: " Da seguimiento a \(from), que ya está cerrada.", en: " It follows \(from), which is closed.")
        }
        return text + served + owed + asked + formalities
    }

    /// By which rule it is taken as something else than what was asked for.
    private var takenBy: AdmissionRules.Requirement? {
        guard entry.body.facts["asked"] != nil else { return nil }
        return policy.admission.requirements.first { $0.clause.id == entry.clause && $0.takenAs == ticket.type }
    }

    /// As what it is taken instead of what was asked for, and why (GE-24, GE-28).
    private var taken: String? {
        guard let rule = takenBy, let asked = entry.body.facts["asked"] else { return nil }
        func label(_ id: String) -> String { policy.types.first { $0.id == id }?.label ?? id }
        let record = rule.record.said
        return sentence(
            es: "La pidió como '\(label(asked))' y no consta \(record.es): la tomamos como '\(label(ticket.type))'.",
            en: "You asked for it as '\(label(asked))', and not on record is \(record.en): we take it as '\(label(ticket.type))'.")
            + (rule.wayIn.map { "\n" + $0 } ?? "")
    }

    /// The company's own document where no file seems to be it, and who may ask (FI-11, FI-12).
    private var formalities: String {
        policy.formalities(of: ticket.facts).filter { !entry.body.forms.contains($0.id) }.map { rule in
            "\n\n\(rule.label). \(policy.details(of: rule, in: language).joined(separator: " "))\n\(rule.clause.section): \(rule.clause.text)"
        }.joined()
    }

    /// The client is told as what his request is served once that is another thing (GE-63).
    private mutating func reclassified() {
        guard entry.body.effects.contains(where: { if case .type = $0 { true } else if case .category = $0 { true } else { false } }) else { return }
        toClient(.reclassification) { $0.servedAs + $0.cost + $0.owed + $0.formalities }
    }

    /// Event or incident, told with the acknowledgement where it is known by then (GE-63).
    private var served: String { service == nil ? "" : "\n\n" + servedAs + cost }

    private var servedAs: String { sentence(es: "Atendemos su solicitud como: \(type).", en: "We serve your request as: \(type).") }

    /// What that costs, as the price list says it.
    private var cost: String {
        price.isEmpty ? "" : sentence(es: "\n\nAl aceptar usted el cierre se descuenta: \(price).", en: "\n\nWhen you accept its closing this is charged: \(price).")
    }

    private var price: String { service.map { policy.tariff.price(of: $0, in: language) } ?? "" }

    /// The service of the price list that it is, where a contract pays for it.
    private var service: TariffItem? { ticket.contract == nil ? nil : policy.service(of: ticket.facts) }

    private var type: String {
        let type = policy.types.first { $0.id == ticket.type }?.label ?? ticket.type
        return policy.categories.first { $0.id == ticket.category }.map { "\(type), \($0.label)" } ?? type
    }

    /// What the company asks for besides, where it took the request without it (FEL-23): all that the entry does not say was given.
    /// What a text says cannot be known here.
    private var asked: String {
        guard let given = entry.body.facts["given"]?.split(separator: " ").map(String.init),
              let (fields, clause) = policy.stillAsked(by: ticket.channel, given: Set(given)) else { return "" }
        let names = fields.map { "\n  \($0.label)" }.joined()
        return sentence(
            es: "\n\nPara atenderle pedimos estos datos. Si su mensaje no trae alguno, respóndanos con él; el plazo ya corre:\(names)",
            en: "\n\nTo serve you we ask for the following. If your message lacks any of it, answer with it; the clock runs already:\(names)")
            + "\n\(clause.section): \(clause.text)"
    }

    private var question: String {
        var text = sentence(es: "Necesitamos algo de usted:", en: "We need something from you:") + "\n\n" + said
        if let closesAt {
            text += sentence(
                es: "\n\nSi no recibimos su respuesta, la solicitud se cerrará el \(words.full(closesAt)).",
                en: "\n\nWithout your answer the request closes on \(words.full(closesAt)).")
        }
        return text
    }

    /// Each contact announces when the ticket would close (IN-60).
    private var contact: String {
        guard let closesAt, let attempt = entry.body.facts["attempt"], let of = entry.body.facts["of"] else { return said }
        return said + sentence(
            es: "\n\nHasta ahora hicimos \(attempt) de \(of) intentos de contacto en días hábiles. Si no responde a los \(of), su solicitud se cerrará el \(words.full(closesAt)).",
            en: "\n\nSo far we made \(attempt) of \(of) attempts to reach you on business days. Without an answer to all \(of), your request closes on \(words.full(closesAt)).")
    }

    /// That a program's answer changes nothing by itself.
    private var awaited: String {
        sentence(
            es: "La solicitud sigue esperando al cliente: esto no es su respuesta.", en: "The request still waits for the client: this is not his answer.")
            + (closesAt.map { closesAt in sentence(
                es: " Sin ella se cierra el \(words.full(closesAt)).", en: " Without it, it closes on \(words.full(closesAt)).") } ?? "")
    }

    private var offer: String {
        let text = sentence(
            es: "Creemos que su solicitud quedó resuelta. Confirme el cierre, o díganos qué falta.",
            en: "We think your request is solved. Please confirm the closing, or tell us what is missing.")
        return (said.isEmpty ? text : said + "\n\n" + text) + charged + (closesAt.map { closesAt in sentence(
            es: "\n\nSi no recibimos su respuesta, se cerrará el \(words.full(closesAt)).",
            en: "\n\nWithout your answer it closes on \(words.full(closesAt)).") } ?? "")
    }

    private var closedDay: String {
        let text = sentence(
            es: "El \(closedDate) no abrimos, aunque nuestro horario diga lo contrario; por eso cambia lo que le debemos.",
            en: "On \(closedDate) we are closed, although our hours say otherwise; so what we owe you changes.")
        return text + (said.isEmpty ? "" : "\n\n" + said) + owed
    }

    private var closedDate: String { entry.body.facts["date"].flatMap { CalendarDate(iso: $0) }.map(words.full) ?? "" }

    private var merging: String {
        let into = entry.body.facts["into"] ?? ""
        return sentence(
            es: "Juntamos su solicitud \(ticket.folio) con \(into), porque tratan de lo mismo. Seguimos en \(into): lo que escriba sobre cualquiera de las dos llega ahí.",
            en: "We merged your request \(ticket.folio) into \(into), because they are about the same. We go on in \(into): what you write about either arrives there.")
            + (said.isEmpty ? "" : "\n\n" + said)
    }

    private var closing: String { because + (said.isEmpty ? "" : "\n\n" + said) + charged }

    /// What accepting the closing charges, and what it charged (GE-67).
    private var charged: String {
        guard !charges.isEmpty else { return "" }
        return entry.kind == .closed
            ? sentence(es: "\n\nServicios prestados y cargo: \(charges).", en: "\n\nServices given, and their charge: \(charges).")
            : sentence(es: "\n\nAl confirmar se descuenta de su contrato: \(charges).", en: "\n\nConfirming charges your contract: \(charges).")
    }

    /// "1 incidente (Incidente de soporte técnico)"
    private var charges: String {
        guard let units = entry.body.facts["charges"], entry.kind != .visit else { return "" }
        return entry.body.facts["services"].map { "\(units) (\($0))" } ?? units
    }

    private var because: String {
        let text: Said = switch entry.body.facts["because"] {
        case "silence": Said(es: "Su solicitud se cerró porque no recibimos su respuesta.", en: "Your request was closed because we had no answer from you.")
        case "unconfirmed": Said(
            es: "Su solicitud se cerró sin que confirmara. Si no está de acuerdo, todavía puede responder o quejarse.",
            en: "Your request was closed without your confirmation. If you disagree, you may still answer or complain.")
        case "contact_attempts": Said(
            es: "Su solicitud se cerró porque no logramos contactarle para obtener la información que pedimos.",
            en: "Your request was closed because we could not reach you for the information we asked for.")
        default: Said(es: "Su solicitud se cerró.", en: "Your request was closed.")
        }
        return text(in: language) + worksGivenUpSaid
    }

    /// What is owed, by when, why, and how it was reckoned.
    private var owed: String {
        pending.map { due($0) + reckoning(of: $0) }.joined()
    }

    /// What is owed, by when and why: the console shows the staff the reckoning.
    private var dues: String {
        pending.map(due).joined()
    }

    /// The same for the one deadline that the entry is about.
    private var named: String {
        ticket.deadlines.filter { $0.id == entry.body.facts["deadline"] }.map(due).joined()
    }

    /// What is owed in time or as soon as possible; mail says nothing of promises that have neither a date nor hurry.
    private var pending: [Deadline] { ticket.deadlines.filter { $0.status == .running || $0.isOwedFirst } }

    private func due(_ deadline: Deadline) -> String {
        guard let clause = policy.promise(deadline.promise)?.clause ?? policy.clause(deadline.clause), deadline.dueAt < .never else { return "" }
        let metric = deadline.metric.said(in: language)
        let due = deadline.dueAt.insteadOfDate ?? Said(
            es: "a más tardar el \(words.full(deadline.dueAt))", en: "by \(words.full(deadline.dueAt))")
        return "\n\n\(metric): \(due(in: language))."
            + "\n\(clause.section): \(clause.text)"
    }

    private func reckoning(of deadline: Deadline) -> String {
        guard let reckoning = ticket.reckoning(of: deadline, under: policy, until: entry.at) else { return "" }
        return sentence(es: "\nCómo se contó:", en: "\nHow it was counted:")
            + words.lines(reckoning).map { "\n  \($0.when)  \($0.counted)  \($0.note)" }.joined()
    }

    func sentence(es: String, en: String) -> String {
        Said(es: es, en: en)(in: language)
    }
}

extension String {
    /// The lines that separate it from what stands before are the template's to set.
    var withoutLeadingLines: String { String(drop(while: \.isNewline)) }
}
