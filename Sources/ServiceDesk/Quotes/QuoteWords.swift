import BusinessTime
import Storage
import SupportPolicy

/// What somebody wrote on a quote. It stands in contents, not in the journal, so that the law can have it erased.
package struct QuoteWords: Sendable, Hashable {
    package var title = ""
    /// What a line is about, by its place from 0.
    package var lines: [Int: String] = [:]
    package var terms = ""
    /// Who accepted or declined it, as he signed.
    package var signature = ""

    package init() {}

    var contents: [Content] {
        [Content(text: title, name: Self.titleName)]
            + lines.sorted { $0.key < $1.key }.map { Content(text: $0.value, name: "\(Self.linePrefix)\($0.key)") }
            + (terms.isEmpty ? [] : [Content(text: terms, name: Self.termsName)])
    }

    static let titleName = "title", termsName = "terms", signatureName = "signature", agreementName = "agreement"
    private static let linePrefix = "line-"

    /// "Servicios generales: Reporte de ventas por zona"
    func name(of line: Quote.Line, at place: Int) -> String {
        [line.label, lines[place] ?? ""].filter { !$0.isEmpty }.joined(separator: ": ")
    }

    fileprivate mutating func take(_ name: String, _ text: String) {
        switch name {
        case Self.titleName: title = text
        case Self.termsName: terms = text
        case Self.signatureName: signature = text
        default:
            if name.hasPrefix(Self.linePrefix), let place = Int(name.dropFirst(Self.linePrefix.count)) { lines[place] = text }
        }
    }
}

extension TimelineItem {
    /// The text that was agreed on, of the entry by which a quote was accepted.
    package var agreement: String? { texts.first { $0.label == QuoteWords.agreementName }?.text }
}

extension DeskTransaction {
    /// What stands on quotes, by their ids; what was erased is not there.
    func words(of quotes: [Int64]) throws -> [Int64: QuoteWords] {
        guard !quotes.isEmpty else { return [:] }
        let rows = try sql.fetch("""
            SELECT ticket_id, name, text FROM content
            WHERE ticket_id IN (\(quotes)) AND name IS NOT NULL AND text IS NOT NULL ORDER BY id
            """)
        var words: [Int64: QuoteWords] = [:]
        for row in rows { words[try row[0], default: QuoteWords()].take(try row[1], try row[2]) }
        return words
    }
}

/// A quote as it is told: the same words on its page, in its letter and in what is kept of its acceptance.
package struct QuoteText: Sendable {
    package let quote: Quote
    package let words: QuoteWords
    package let policy: Policy
    package let language: Language

    package init(_ quote: Quote, _ words: QuoteWords, under policy: Policy, in language: Language) {
        (self.quote, self.words, self.policy, self.language) = (quote, words, policy, language)
    }

    private var wording: Wording { Wording(language, policy.zone) }
    private func say(_ es: String, _ en: String) -> String { Said(es: es, en: en)(in: language) }

    /// What it is about; a sentence once that was erased.
    package var title: String { words.title.isEmpty ? say("Borrado por ley", "Erased by law") : words.title }

    /// "Servicios generales: Reporte de ventas por zona"
    package func name(_ place: Int) -> String { words.name(of: quote.offer.lines[place], at: place) }

    /// "Servicios generales: Reporte de ventas por zona × 2"
    package func what(_ place: Int) -> String {
        let count = quote.offer.lines[place].count
        return count > 1 ? "\(name(place)) × \(count)" : name(place)
    }

    /// "12 créditos de servicio"; "$1,250.00 MXN, más IVA"; what is paid outside of it.
    package func price(_ line: Quote.Line) -> String {
        if !line.price.isEmpty { return policy.tariff.said(line.price, in: language) }
        if line.money > 0 { return Self.pesos.said(line.money) }
        return line.charged == .apart ? say("aparte, por cuenta del cliente", "apart, at the client's expense") : say("sin costo", "free")
    }

    /// "12 créditos de servicio y $1,450.00 MXN (IVA 16 % incluido)"
    package var total: String {
        var parts: [String] = []
        if !quote.offer.units.isEmpty { parts.append(policy.tariff.said(quote.offer.units, in: language)) }
        if quote.offer.subtotal > 0 {
            let tax = quote.offer.tax > 0 ? say(" (IVA \(quote.offer.tax) % incluido)", " (\(quote.offer.tax) % VAT included)") : ""
            parts.append(Self.pesos.said(quote.offer.total) + tax)
        }
        return parts.isEmpty ? say("sin costo", "free") : parts.joined(separator: say(" y ", " and "))
    }

    static let pesos = PaperUnit.money("MXN")

    /// "viernes 20 de marzo de 2026, 18:00"; empty until it is sent.
    package var validUntil: String { quote.validUntil < .never ? wording.full(quote.validUntil) : "" }

    /// "10 días hábiles a partir de su aceptación"; `nil` where nothing is promised.
    package var delivery: String? {
        switch quote.offer.delivery {
        case nil: nil
        case .businessDays(let days): say("\(days) \(days == 1 ? "día hábil" : "días hábiles") a partir de su aceptación", "\(days) business \(days == 1 ? "day" : "days") after your acceptance")
        case .on(let day): CalendarDate(iso: day).map(wording.full) ?? day
        }
    }

    /// All of it, line by line: what is agreed on.
    package var agreement: String {
        var text = [say("Cotización \(quote.number), solicitud \(quote.folio)", "Quote \(quote.number), request \(quote.folio)"), title, ""]
        text += quote.offer.lines.indices.map { "- \(what($0)): \(price(quote.offer.lines[$0]))" }
        text += ["", say("Total: \(total)", "Total: \(total)")]
        if !validUntil.isEmpty { text.append(say("Puede aceptarse antes del \(validUntil).", "It can be accepted before \(validUntil).")) }
        if let delivery { text.append(say("Entrega: \(delivery).", "Delivery: \(delivery).")) }
        if !words.terms.isEmpty { text += ["", say("Condiciones:", "Terms:"), words.terms] }
        return text.joined(separator: "\n")
    }
}
