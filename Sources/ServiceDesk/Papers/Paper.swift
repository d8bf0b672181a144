import BusinessTime
import PDF
import SupportPolicy

/// A paper that the desk hands out: values in, a PDF out. Whoever fills one has decided everything that it says.
package protocol Paper: Sendable {
    static var kind: PaperKind { get }
    /// What it is found by: the number of a contract or quote, the folio of a ticket.
    var number: String { get }
    var issue: PaperIssue { get }
    /// Below the name of its kind.
    var title: String { get }
    /// What it says from top to bottom.
    var blocks: [Block] { get }
    /// Whether the seal of the company is drawn on it.
    var bearsSeal: Bool { get }
}

/// The kinds of papers; what is in a token cannot change, so neither may these numbers.
package enum PaperKind: UInt8, Sendable, Hashable, CaseIterable {
    case certificate = 1, statement, closing, quote, visit

    package var said: Said {
        switch self {
        case .certificate: Said(es: "Certificado de póliza de soporte", en: "Certificate of support contract")
        case .statement: Said(es: "Estado de cuenta", en: "Statement of account")
        case .closing: Said(es: "Resumen de cierre", en: "Closing summary")
        case .quote: Said(es: "Cotización", en: "Quote")
        case .visit: Said(es: "Hoja de visita", en: "Visit sheet")
        }
    }
}

/// By whom, when, and in which words a paper is issued.
package struct PaperIssue: Sendable, Hashable {
    package var letterhead: Letterhead
    package var language: Language
    package var zone: Zone
    /// Printed, signed, and the date of the file.
    package var issuedAt: Instant
    package var size: PageSize

    package init(letterhead: Letterhead, language: Language = .es, zone: Zone, issuedAt: Instant, size: PageSize = .letter) {
        (self.letterhead, self.language, self.zone, self.issuedAt, self.size) = (letterhead, language, zone, issuedAt, size)
    }
}

extension Paper {
    package var bearsSeal: Bool { false }

    /// The same values give the same bytes, so a file can be told from a changed one by making it again.
    ///
    /// - Parameters:
    ///   - seal: signs what is printed, and the file; without one the paper has no code to check it by.
    ///   - address: where clients reach the pages: `https://soporte.example.mx`.
    package func pdf(sealedBy seal: PaperSeal? = nil, at address: String = "") throws -> [UInt8] {
        let file = try sealed(by: seal, at: address).pdf()
        return seal.map { $0.sealed(file, token: $0.token(for: self)) } ?? file
    }

    /// The paper with its code, as it is printed.
    package func sealed(by seal: PaperSeal?, at address: String) -> Document {
        var document = document
        if let seal { document.blocks.append(.proof(proof(seal, at: address))) }
        return document
    }

    /// The paper before it is signed: what a token's digest covers.
    package var document: Document {
        Document(
            letterhead: issue.letterhead, kind: say(Self.kind.said), title: title, blocks: blocks,
            reference: "\(say(Self.kind.said)) \(number) · \(say("Emitido el", "Issued on")) \(wording.full(issue.issuedAt))",
            pageWords: PageWords(page: say("Página", "Page"), of: say("de", "of")),
            language: issue.language == .es ? "es-MX" : "en", size: issue.size, createdAt: issue.issuedAt)
    }

    private func proof(_ seal: PaperSeal, at address: String) -> Block.Proof {
        Block.Proof(
            title: say("Compruebe este documento", "Check this document"),
            text: say(
                "El código abre una página de \(issue.letterhead.name) que dice si es auténtico y está vigente.",
                "The code opens a page of \(issue.letterhead.name) that says whether it is genuine and in force."),
            address: seal.address(of: self, at: address),
            seal: bearsSeal ? Block.Seal(rim: "\(issue.letterhead.name) · \(say(Self.kind.said))", center: initials) : nil)
    }

    /// "GE" of "Grupo Execom".
    private var initials: String {
        issue.letterhead.name.split(separator: " ").filter { $0.first?.isUppercase == true }.prefix(3).compactMap(\.first).map(String.init).joined()
    }

    // MARK: Words that every paper uses

    var wording: Wording { Wording(issue.language, issue.zone) }

    func say(_ es: String, _ en: String) -> String { say(Said(es: es, en: en)) }
    func say(_ said: Said) -> String { said(in: issue.language) }

    /// "13 mar 2026": short enough for a column.
    func day(_ instant: Instant) -> String { day(issue.zone.date(of: instant)) }

    func day(_ date: CalendarDate) -> String {
        // Wording's short day is "vie 13 mar"; on paper the year matters and the weekday does not.
        "\(wording.day(date).split(separator: " ").dropFirst().joined(separator: " ")) \(date.year)"
    }

    /// "13 de marzo de 2026"
    func fullDay(_ date: CalendarDate) -> String {
        String(wording.full(date).drop { $0 != " " }.dropFirst())
    }

    /// A fact that is left out where there is nothing to say.
    func fact(_ es: String, _ en: String, _ value: String?) -> [Block.Fact] {
        guard let value, !value.isEmpty else { return [] }
        return [Block.Fact(say(es, en), value)]
    }
}

extension Letterhead {
    /// As the company's policy presents it.
    package init(_ company: Company, color: Color = .ink, logo: [UInt8]? = nil) {
        let phones = company.phones.map { "\($0.label) \($0.number)" }
        let lines: [String?] = [company.legalName, company.address, company.email, company.website, phones.first, company.credential]
        self.init(name: company.name, lines: lines.compactMap { $0 }.filter { $0 != company.name }, color: color, logo: logo)
    }
}
