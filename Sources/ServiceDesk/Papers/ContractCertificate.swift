import BusinessTime
import PDF
import SupportPolicy

/// The certificate of a contract: its number, type, validity and products, with the company's seal (IN-61).
package struct ContractCertificate: Paper, Hashable {
    package static let kind = PaperKind.certificate

    package var issue: PaperIssue
    package var number: String
    /// The plan's name: "Póliza Anual Plus".
    package var type: String
    /// The client's legal name.
    package var holder: String
    package var rfc: String?
    package var validFrom: CalendarDate
    /// The last day; `nil` where the contract ends only when it is used up (IN-25).
    package var validThrough: CalendarDate?
    /// It holds no longer: the paper says what was.
    package var isOver = false
    package var products: [String]
    /// What the contract gives.
    package var grants: [PaperAmount]
    /// Further conditions and what they cite, in finished sentences.
    package var terms: [String]

    package init(
        issue: PaperIssue, number: String, type: String, holder: String, rfc: String? = nil, validFrom: CalendarDate,
        validThrough: CalendarDate?, products: [String], grants: [PaperAmount] = [], terms: [String] = []
    ) {
        (self.issue, self.number, self.type, self.holder, self.rfc) = (issue, number, type, holder, rfc)
        (self.validFrom, self.validThrough, self.products) = (validFrom, validThrough, products)
        (self.grants, self.terms) = (grants, terms)
    }

    package var title: String { say("Póliza núm. \(number)", "Contract no. \(number)") }
    package var bearsSeal: Bool { true }

    package var blocks: [Block] {
        let name = issue.letterhead.name
        let lead = say(
            "\(name) hace constar que \(holder) \(isOver ? "tuvo" : "tiene") contratada la póliza de soporte «\(type)», con la vigencia y para los productos que aquí se indican.",
            "\(name) certifies that \(holder) \(isOver ? "held" : "holds") the support contract “\(type)”, with the validity and for the products stated here.")
        var facts = fact("Tipo", "Type", type) + fact("Titular", "Holder", holder) + fact("RFC", "RFC", rfc) + fact("Vigencia", "Validity", validity)
        facts += fact(products.count == 1 ? "Producto" : "Productos", products.count == 1 ? "Product" : "Products", products.joined(separator: "\n"))
        facts += fact("Incluye", "Includes", grants.map(\.said).joined(separator: "\n"))
        return [.lead(lead), .facts(facts)] + terms.map(Block.note)
    }

    /// What it says, as lines of the letter that brings it: whose it is, from when until when, for what, and what it gives.
    static func facts(of contract: Contract, heldBy holder: String, under policy: Policy, _ words: Wording, at now: Instant) -> String {
        func say(_ es: String, _ en: String) -> String { Said(es: es, en: en)(in: words.language) }
        func day(_ instant: Instant) -> String { words.full(policy.zone.date(of: instant)) }
        let first = day(contract.startsAt), granted = contract.granted(at: now)
        return [
            say("Titular: \(holder)", "Holder: \(holder)"),
            contract.endsAt < .never
                ? say("Vigencia: del \(first) al \(day(contract.endsAt - 1))", "Validity: from \(first) through \(day(contract.endsAt - 1))")
                : say("Vigencia: desde el \(first), hasta agotarse", "Validity: from \(first), until used up"),
            contract.terms.products.isEmpty ? nil : say("Productos: ", "Products: ") + contract.terms.products.map(\.name).joined(separator: "; "),
            granted.isEmpty ? nil : say("Incluye: ", "Includes: ") + policy.tariff.said(granted, in: words.language),
        ].compactMap { $0 }.joined(separator: "\n")
    }

    private var validity: String {
        guard let end = validThrough else {
            return say("Desde el \(fullDay(validFrom)), hasta agotarse", "From \(fullDay(validFrom)), until used up")
        }
        return say("Del \(fullDay(validFrom)) al \(fullDay(end))", "From \(fullDay(validFrom)) through \(fullDay(end))")
    }
}
