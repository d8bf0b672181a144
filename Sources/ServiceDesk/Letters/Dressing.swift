import BusinessTime
import Mail
import Storage
import SupportPolicy

/// The colour of a company, wherever it writes: one of eight, by its name. The stylesheet has the same.
package enum CompanyColor {
    package static let all = ["#1f5fbf", "#0b6b6b", "#3c6a1d", "#6644b4", "#a92544", "#94480f", "#932a75", "#43546b"]

    /// Its place among the eight.
    package static func place(of slug: String) -> Int {
        Int(slug.utf8.reduce(5381 as UInt32) { $0 &* 33 ^ UInt32($1) } % 8)
    }

    package static func hex(of slug: String) -> String { all[place(of: slug)] }
}

extension OutboxRow {
    /// What a letter looks like when it is sent. All of it follows from its row and its company, so that nothing is kept twice.
    ///
    /// - Parameters:
    ///   - isAnswered: whether what is answered to it arrives.
    ///   - ending: where it is switched off; only what may be switched off has one.
    func dress(of company: CompanyRow, under policy: Policy, isAnswered: Bool, ending: String?, logo: [UInt8]?) -> LetterDress {
        let language = language ?? policy.language
        var dress = LetterDress(sender: policy.company.name, color: CompanyColor.hex(of: company.slug), languageTag: language == .es ? "es-MX" : "en")
        dress.reference = folio
        dress.logo = logo
        if folio != nil, isAnswered {
            dress.replyLine = Said(es: "— Escriba su respuesta arriba de esta línea —", en: "— Write your answer above this line —")(in: language)
        }
        if let ending {
            dress.footers = [Said(es: "Para recibir estos avisos de otro modo, o ya no recibirlos: \(ending)", en: "To have these notices another way, or no more: \(ending)")(in: language)]
        }
        let owed = Metric.allCases.map { $0.said(in: language) + ": " }
        dress.isNotable = { paragraph in owed.contains { paragraph.hasPrefix($0) } }
        return dress
    }
}

extension DeskTransaction {
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
