import BusinessTime
import Mail
import PDF
import Storage
import SupportPolicy

extension OutboxRow {
    /// What a letter looks like when it is sent. All of it follows from its row and its company, so that nothing is kept twice.
    ///
    /// - Parameters:
    ///   - ending: where it is switched off; only what may be switched off has one.
    ///   - answer: what becomes of an answer to it by mail.
    func dress(of company: CompanyRow, under policy: Policy, ending: String?, answer: AnswerByMail, logo: [UInt8]?) -> LetterDress {
        let language = language ?? policy.language
        var dress = LetterDress(sender: policy.company.name, color: company.color.legible().hex, languageTag: language == .es ? "es-MX" : "en")
        dress.reference = folio
        dress.logo = logo
        if answer.isTaken {
            dress.replyLine = Said(es: "— Escriba su respuesta arriba de esta línea —", en: "— Write your answer above this line —")(in: language)
        }
        if case .ofStaff(let page, let isTaken) = answer {
            dress.footers.append((isTaken ? Said(es: "La solicitud: \(page)", en: "The request: \(page)") : Said(
                es: "Lo que responda a este correo no le llega al cliente; contéstele en la página de la solicitud: \(page)",
                en: "What you answer to this mail does not reach the client; answer him on the request's page: \(page)"))(in: language))
        }
        if let ending {
            dress.footers.append(Said(es: "Para recibir estos avisos de otro modo, o ya no recibirlos: \(ending)", en: "To have these notices another way, or no more: \(ending)")(in: language))
        }
        let owed = Metric.allCases.map { $0.said(in: language) + ": " }
        dress.isNotable = { paragraph in owed.contains { paragraph.hasPrefix($0) } }
        return dress
    }
}

/// What becomes of an answer by mail to a letter of ours.
enum AnswerByMail: Sendable {
    /// The letter is about no request, or nothing that is answered arrives.
    case none
    /// It is said on the request.
    case ofClient
    /// It goes to the client, where it is taken; the request's page is in the console.
    case ofStaff(page: String, isTaken: Bool)

    var isTaken: Bool {
        switch self {
        case .none: false
        case .ofClient: true
        case .ofStaff(_, let isTaken): isTaken
        }
    }
}

extension DeskTransaction {
    /// What becomes of an answer to a letter. What one of the staff answers goes to the client, which takes more than a Message-ID: a
    /// secret in the reply address, or a mailbox that says whose report proves him (0031). Without them nobody is invited to write it.
    ///
    /// - Parameters:
    ///   - address: from which it leaves; `nil`: none to which anybody could answer.
    ///   - hasSecret: whether its reply address has one.
    func answerByMail(to row: OutboxRow, from address: String?, hasSecret: Bool, _ company: CompanyRow) throws -> AnswerByMail {
        guard let folio = row.folio else { return .none }
        let isToStaff: Int64? = try sql.value("""
            SELECT 1 FROM outbox JOIN ticket ON ticket.id = outbox.ticket_id
            JOIN person ON person.company_id = ticket.company_id AND person.email_key = \(emailKey(row.recipient)) AND person.role <> \(Role.client)
            WHERE outbox.id = \(row.id) AND NOT \(Self.isReader("person"))
            """)
        guard isToStaff != nil else { return address == nil ? .none : .ofClient }
        let isTaken = try hasSecret || mailboxes(of: row.company).contains { emailKey($0.address) == address.map(emailKey) && $0.authservID != nil }
        return .ofStaff(page: "\(desk.settings.publicURL)/\(company.slug)/desk/tickets/\(folio)", isTaken: isTaken)
    }

    /// The company's logo, where it is small enough to be in every letter.
    func logoForLetters(of company: CompanyRow) throws -> [UInt8]? {
        guard company.logo != nil else { return nil }
        return try sql.value("SELECT png FROM logo WHERE company_id = \(company.id) AND LENGTH(png) <= \(LetterDress.largestLogo)")
    }

    /// Where whoever gets a letter switches its series off; `nil` for letters that a policy promises.
    func ending(of row: OutboxRow, _ company: CompanyRow, with secret: [UInt8]) throws -> String? {
        guard let series = row.series, let person = try person(email: row.recipient, in: row.company) else { return nil }
        let token = LetterKey.token(for: person.id, LetterSeries(rawValue: series), with: secret)
        return "\(desk.settings.publicURL)/\(company.slug)/letters/\(token)"
    }
}
