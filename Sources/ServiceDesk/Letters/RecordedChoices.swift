import Storage
import SupportPolicy

/// What a company's own record says of its letters, of what its people want to receive, of its mailboxes, its logo, its colour and its place: its rows must say the same.
struct RecordedChoices {
    private var letters: [String] = []
    private var preferences: [String: String] = [:]
    /// By person; whoever chose none has his company's.
    fileprivate private(set) var languages: [Int64: String] = [:]
    /// Digest of the logo; empty: there is none.
    private(set) var logo = ""
    /// Empty: none is chosen.
    private(set) var color = ""
    /// Where invoices are issued; empty: nobody said so.
    private(set) var postalCode = ""
    /// What the requests of each mailbox are, by its address.
    fileprivate private(set) var mailboxes: [String: MailboxRules] = [:]

    fileprivate struct MailboxRules {
        let told: [String: String]
        let assignee: Int64?
        /// Entries of older versions that added one told less.
        let isAdded: Bool
    }

    mutating func take(_ entry: Entry) {
        let facts = entry.body.facts
        switch entry.kind {
        case .letterChanged:
            letters.append(Self.letter(facts["letter"] ?? "", facts["language"] ?? "", facts["version"] ?? "", entry.id, isShipped: facts["words"] == "shipped"))
        case .preferencesChanged:
            if let person = entry.forPerson, let language = facts["language"] { languages[person] = language }
            for series in LetterSeries.allCases {
                if let choice = facts[series.rawValue] { preferences["\(entry.forPerson ?? 0) \(series.rawValue)"] = choice }
            }
        case .logoChanged: logo = facts["digest"] ?? ""
        case .colorChanged: color = facts["color"] ?? ""
        case .postalCodeChanged: postalCode = facts["code"] ?? ""
        case .mailboxAdded, .mailboxChanged:
            mailboxes[facts["address"] ?? ""] = MailboxRules(
                told: facts.filter { Mailbox.Purpose.ruleNames.contains($0.key) }, assignee: entry.forPerson, isAdded: entry.kind == .mailboxAdded)
        case .mailboxRemoved: mailboxes[facts["address"] ?? ""] = nil
        case .erased:
            // Whoever was erased by law wants nothing.
            guard let person = entry.forPerson else { return }
            preferences = preferences.filter { !$0.key.hasPrefix("\(person) ") }
            languages[person] = nil
        default: return
        }
    }

    fileprivate static func letter(_ kind: String, _ language: String, _ version: String, _ entry: Int64, isShipped: Bool) -> String {
        "\(kind) \(language) \(version) \(entry) \(isShipped)"
    }

    fileprivate func difference(letters others: [String], preferences: [String: String]) -> String? {
        if letters.sorted() != others.sorted() { return "its letters are not what its entries say" }
        return self.preferences == preferences ? nil : "what its people want to receive is not what its entries say"
    }
}

extension DeskTransaction {
    func compare(_ choices: RecordedChoices, of company: CompanyRow, _ report: inout VerificationReport) throws {
        let letters = try sql.fetch("SELECT letter, language, version, entry_id, is_shipped FROM letter_template WHERE company_id = \(company.id)").map { row in
            RecordedChoices.letter(try row[0], try row[1], "\(try row[2] as Int)", try row[3], isShipped: try row[4])
        }
        let rows = try sql.fetch("SELECT person_id, series, choice FROM preference WHERE company_id = \(company.id)")
        let preferences: [String: String] = try rows.reduce(into: [:]) { $0["\(try $1[0] as Int64) \(try $1[1] as String)"] = try $1[2] }
        if let difference = choices.difference(letters: letters, preferences: preferences) { report.note("company \(company.slug): \(difference)") }
        for (person, language) in choices.languages {
            let known: String? = try sql.value("SELECT language FROM person WHERE id = \(person) AND company_id = \(company.id)")
            if known != language { report.note("company \(company.slug): a person's language is not what his entries say") }
        }
        let logo: [UInt8]? = try sql.value("SELECT png FROM logo WHERE company_id = \(company.id)")
        let told: String? = try sql.value("SELECT logo_digest FROM company WHERE id = \(company.id)")
        if (logo.map(Desk.digest(ofLogo:)) ?? "") != choices.logo || (told ?? "") != choices.logo { report.note("company \(company.slug): its logo is not what its entries say") }
        if (company.chosenColor ?? "") != choices.color { report.note("company \(company.slug): its colour is not what its entries say") }
        try compare(choices.mailboxes, of: company, &report)
        if (company.postalCode ?? "") != choices.postalCode { report.note("company \(company.slug): its postal code is not what its entries say") }
    }

    /// Of a mailbox that an older version added no entry may tell.
    private func compare(_ told: [String: RecordedChoices.MailboxRules], of company: CompanyRow, _ report: inout VerificationReport) throws {
        let mailboxes = try mailboxes(of: company.id)
        for mailbox in mailboxes {
            guard let rules = told[mailbox.address] else { continue }
            var kept = mailbox.purpose.told
            if rules.isAdded { for name in ["type", "category", "department"] where rules.told[name] == nil { kept[name] = nil } }
            if kept != rules.told || mailbox.purpose.assignee != rules.assignee {
                report.note("company \(company.slug): the rules of \(mailbox.address) are not what its entries say")
            }
        }
        for address in Set(told.keys).subtracting(mailboxes.map(\.address)).sorted() {
            report.note("company \(company.slug): the mailbox \(address) is gone, and no entry removed it")
        }
    }
}
