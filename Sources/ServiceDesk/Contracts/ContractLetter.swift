import BusinessTime
import Storage
import SupportPolicy

/// What a contract's entry makes leave the house: a pure function of the entry and the contract.
///
/// Its contacts are told when little is left, when it is about to end, when it ends, and when something was bought.
struct ContractLetter: Sendable {
    let subject: String
    let text: String
    let company: Int64
    let customer: Int64
    /// The domain of the company's mail.
    let domain: String
    /// News that its reader may switch off; `nil`: what he must know to keep his contract.
    let series: LetterSeries?

    /// - Parameter book: what the company words itself.
    init?(of entry: Entry, _ contract: Contract, under policy: Policy, worded book: LetterBook) {
        (company, customer, domain) = (contract.company, contract.customer, policy.mailDomain)
        series = [.toppedUp, .littleLeft, .renewed].contains(entry.kind) ? .contractNews : nil
        let words = Wording(policy.language, policy.zone)
        func said(_ es: String, _ en: String) -> String { Said(es: es, en: en)(in: policy.language) }
        let plan = contract.plan.flatMap(policy.tariff.plan)?.label ?? said("Contrato", "Contract")
        let left = contract.balances.map { UnitAmount($0.unit, $0.available) }
        let balance = left.isEmpty ? "" : said("\n\nQuedan: \(policy.tariff.said(left, in: .es)).", "\n\nLeft: \(policy.tariff.said(left, in: .en)).")
        let lastDay = contract.endsAt < .never ? words.full(policy.zone.date(of: contract.endsAt - 1)) : ""
        let way = policy.tariff.rules.map { "\n\n" + $0.shortage.wayIn } ?? ""

        let about: String, body: String, kind: LetterKind
        var because = ""
        switch entry.kind {
        case .contractOpened:
            kind = .contractOpened
            about = said("Su contrato está vigente", "Your contract is in force")
            body = said("\(plan), contrato \(contract.number).", "\(plan), contract \(contract.number).")
                + (lastDay.isEmpty ? "" : said(" Último día: \(lastDay).", " Last day: \(lastDay).")) + balance
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
            body = said("El contrato \(contract.number) rige hasta el \(lastDay).", "Contract \(contract.number) runs until \(lastDay).") + balance
        case .contractEnded:
            kind = .contractEnded
            about = said("Su contrato terminó", "Your contract has ended")
            because = entry.body.facts["because"] == "used_up"
                ? said("Se usó todo lo que incluía el contrato \(contract.number).", "All that contract \(contract.number) included is used.")
                : said("Terminó el contrato \(contract.number).", "Contract \(contract.number) has ended.")
            body = because + way
        default: return nil
        }
        let obeyed = entry.clause.flatMap(policy.clause), reason = because
        let clause = obeyed.map { said("\n\nCláusula: \($0.section). \($0.text)", "\n\nClause: \($0.section). \($0.text)") } ?? ""
        let own = book.template(kind, policy.language)?.filled { name in
            switch name {
            case .number: contract.number
            case .plan: plan
            case .lastDay: lastDay
            case .balance: left.isEmpty ? "" : policy.tariff.said(left, in: policy.language)
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

extension DeskTransaction {
    /// Writes a letter to everybody who may ask for something under the contract.
    func send(_ letter: ContractLetter) throws {
        let contacts: [String] = try sql.values("""
            SELECT email FROM person
            WHERE company_id = \(letter.company) AND customer_id = \(letter.customer) AND role = 'client' AND erased_at IS NULL
              AND NOT EXISTS (
                  SELECT 1 FROM preference WHERE preference.company_id = person.company_id AND preference.person_id = person.id
                    AND preference.series = \(letter.series) AND preference.choice = 'never')
            ORDER BY id LIMIT 50
            """)
        for email in contacts {
            try sendMail(letter.subject, letter.text, to: email, about: nil, company: letter.company, domain: letter.domain, series: letter.series?.rawValue)
        }
    }
}
