import BusinessTime
import Foundation
import Storage
import SupportPolicy

/// What a contract's entry makes leave the house: a pure function of the entry and the contract.
///
/// Its contacts get its certificate when it begins and when it is renewed (IN-61), and are told when little is left, when it is
/// about to end, when it ends, and when something was bought.
struct ContractLetter: Sendable {
    let subject: String
    let text: String
    /// Whether the certificate travels with it.
    let bringsCertificate: Bool

    /// The entries that anybody is told of.
    static let kinds: Set<Entry.Kind> = [.contractOpened, .toppedUp, .littleLeft, .contractEnding, .noticeGiven, .renewed, .contractEnded, .contractResumed]

    /// News that its reader may switch off; `nil`: what he must know to keep his contract.
    static func series(of kind: Entry.Kind) -> LetterSeries? {
        [.contractOpened, .toppedUp, .littleLeft, .renewed].contains(kind) ? .contractNews : nil
    }

    /// - Parameters:
    ///   - holder: the customer's name.
    ///   - link: where the certificate is, for whoever is signed in.
    ///   - book: what the company words itself.
    init?(of entry: Entry, _ contract: Contract, heldBy holder: String, at link: String, under policy: Policy, in language: Language, worded book: LetterBook) {
        bringsCertificate = [.contractOpened, .renewed].contains(entry.kind)
        let words = Wording(language, policy.zone)
        func said(_ es: String, _ en: String) -> String { Said(es: es, en: en)(in: language) }
        let plan = contract.plan.flatMap(policy.tariff.plan)?.label ?? said("Contrato", "Contract")
        let left = contract.balances(at: entry.at).map { UnitAmount($0.unit, $0.available) }
        let balance = left.isEmpty ? "" : said("\n\nQuedan: \(policy.tariff.said(left, in: .es)).", "\n\nLeft: \(policy.tariff.said(left, in: .en)).")
        let lastDay = contract.endsAt < .never ? words.full(policy.zone.date(of: contract.endsAt - 1)) : ""
        let certificate = ContractCertificate.facts(of: contract, heldBy: holder, under: policy, words, at: entry.at)
        let brought = said("\n\nSu certificado va adjunto. También está aquí, con su sesión: \(link)", "\n\nYour certificate is attached. It is here as well, once you sign in: \(link)")
        let way = policy.tariff.rules.map { "\n\n" + $0.shortage.wayIn } ?? ""

        let about: String, body: String, kind: LetterKind
        var because = ""
        switch entry.kind {
        case .contractOpened:
            kind = .contractOpened
            let begins = words.full(policy.zone.date(of: contract.startsAt))
            about = contract.startsAt > entry.at ? said("Su contrato empieza el \(begins)", "Your contract begins on \(begins)") : said("Su contrato está vigente", "Your contract is in force")
            body = said("\(plan), contrato \(contract.number).", "\(plan), contract \(contract.number).")
                + (lastDay.isEmpty ? "" : said(" Último día: \(lastDay).", " Last day: \(lastDay).")) + "\n\n" + certificate + balance + brought
        case .toppedUp:
            kind = .contractToppedUp
            about = said("Se agregó a su contrato", "Added to your contract")
            body = (entry.body.facts["units"] ?? "") + "." + balance
        case .littleLeft:
            kind = .littleLeft
            let unit = entry.body.facts["unit"].flatMap(policy.tariff.unit)?.plural ?? ""
            about = said("Queda poco: \(unit)", "Little is left: \(unit)")
            body = said("De su contrato \(contract.number) ya se usó el 80 % o más de: \(unit).", "Of your contract \(contract.number) 80 % or more is used: \(unit).") + balance + way
        case .contractEnding:
            kind = .contractEnding
            about = said("Su contrato termina pronto", "Your contract ends soon")
            body = said("El último día del contrato \(contract.number) es el \(lastDay).", "The last day of contract \(contract.number) is \(lastDay).") + balance + way
        case .renewed:
            kind = .contractRenewed
            about = said("Su contrato se renovó", "Your contract was renewed")
            body = said("El contrato \(contract.number) rige hasta el \(lastDay).", "Contract \(contract.number) runs until \(lastDay).") + "\n\n" + certificate + balance + brought
        case .noticeGiven:
            kind = .contractNotice
            about = said("Su contrato no se renueva", "Your contract is not renewed")
            because = said(
                "El \(words.full(entry.at)) se recibió por escrito el aviso de que el contrato \(contract.number) no se renueva.",
                "On \(words.full(entry.at)) written notice was received that contract \(contract.number) is not renewed.")
            body = because + (lastDay.isEmpty ? "" : said(" Su último día es el \(lastDay).", " Its last day is \(lastDay)."))
        case .contractEnded:
            kind = .contractEnded
            about = said("Su contrato terminó", "Your contract has ended")
            because = entry.body.facts["because"] == "used_up"
                ? said("Se usó todo lo que incluía el contrato \(contract.number).", "All that contract \(contract.number) included is used.")
                : said("Terminó el contrato \(contract.number).", "Contract \(contract.number) has ended.")
            body = because + way
        case .contractResumed:
            kind = .contractResumed
            about = said("Su contrato sigue vigente", "Your contract goes on")
            because = said(
                "Se devolvió algo de lo que se había gastado del contrato \(contract.number): vuelve a regir.",
                "Some of what was spent of contract \(contract.number) was given back: it is in force again.")
            body = because + (lastDay.isEmpty ? "" : said(" Último día: \(lastDay).", " Last day: \(lastDay).")) + balance
        default: return nil
        }
        let obeyed = entry.clause.flatMap(policy.clause), reason = because
        let clause = obeyed.map { said("\n\nCláusula: \($0.section). \($0.text)", "\n\nClause: \($0.section). \($0.text)") } ?? ""
        let own = book.template(kind, language)?.filled { name in
            switch name {
            case .number: contract.number
            case .plan: plan
            case .lastDay: lastDay
            case .balance: left.isEmpty ? "" : policy.tariff.said(left, in: language)
            case .certificate: certificate
            case .certificateLink: link
            case .added: entry.body.facts["units"] ?? ""
            case .unit: entry.body.facts["unit"].flatMap(policy.tariff.unit)?.plural ?? ""
            case .wayIn: policy.tariff.rules?.shortage.wayIn ?? ""
            case .because: reason
            case .clause: obeyed.map { "\($0.section). \($0.text)" } ?? ""
            case .company: policy.company.name
            default: ""
            }
        }
        subject = own?.subject(contract.number) ?? "[\(contract.number)] \(about)"
        text = own?.text ?? body + clause + "\n\n" + policy.company.name
    }
}

extension String {
    /// As a part of an address, whatever stands in it.
    fileprivate var inAddress: String { addingPercentEncoding(withAllowedCharacters: .alphanumerics.union(CharacterSet(charactersIn: "-._~"))) ?? "" }
}

extension DeskTransaction {
    /// Tells whoever sells contracts that a client gives notice. Who he is, and what he wrote, stands with the contract, where the law
    /// can have it erased.
    func tellManagers(of entry: Entry, on record: ContractRecord) throws {
        let policy = record.policy, contract = record.contract
        let link = "\(desk.settings.publicURL)/\(try company(id: contract.company).slug)/desk/contracts/\(contract.number.inAddress)"
        let clause = entry.clause.flatMap(policy.clause).map { "\n\n\($0.section). \($0.text)" } ?? ""
        let managers = try sql.fetch("""
            SELECT email, language FROM person WHERE company_id = \(contract.company) AND role IN ('operations', 'admin') AND erased_at IS NULL ORDER BY id LIMIT 50
            """)
        for manager in managers {
            let language: Language = try manager[1]
            let last = contract.endsAt < .never ? Wording(language, policy.zone).full(policy.zone.date(of: contract.endsAt - 1)) : "—"
            let about = Said(es: "El cliente avisa que no renueva", en: "The client gives notice")(in: language)
            let body = Said(es: "Su último día es \(last). El aviso está aquí: \(link)", en: "Its last day is \(last). The notice is here: \(link)")(in: language)
            try sendMail("[\(contract.number)] \(about)", "\(body)\(clause)", to: manager[0], about: nil, company: contract.company, under: policy, language: language)
        }
    }

    /// Writes to everybody who may ask for something under a contract, each in his language, what an entry of it makes leave.
    func sendLetters(of entry: Entry, _ contract: Contract, under policy: Policy) throws {
        guard ContractLetter.kinds.contains(entry.kind) else { return }
        let series = ContractLetter.series(of: entry.kind), book = try letterBook(of: contract.company)
        let link = "\(desk.settings.publicURL)/\(try company(id: contract.company).slug)/contracts/\(contract.number.inAddress)/certificate.pdf"
        let holder: String = try sql.value("SELECT name FROM customer WHERE id = \(contract.customer)") ?? ""
        func letter(in language: Language) -> ContractLetter? {
            ContractLetter(of: entry, contract, heldBy: holder, at: link, under: policy, in: language, worded: book)
        }
        let contacts = try sql.fetch("""
            SELECT email, language FROM person
            WHERE \(isContact(of: contract.customer, in: contract.company)) AND NOT EXISTS (
                  SELECT 1 FROM preference WHERE preference.company_id = person.company_id AND preference.person_id = person.id
                    AND preference.series = \(series) AND preference.choice = 'never')
            ORDER BY id LIMIT 50
            """)
        for contact in contacts {
            let language: Language = try contact[1]
            guard let letter = letter(in: language) else { continue }
            try sendMail(
                letter.subject, letter.text, to: contact[0], about: nil, company: contract.company, under: policy, language: language,
                series: series?.rawValue, certificate: letter.bringsCertificate ? contract.number : nil)
        }
    }
}
