/// HTML of strangers as text that reads well.
public enum HTMLText {
    /// Elements that nobody reads.
    static let unread: Set<String> = [
        "head", "script", "style", "template", "noscript", "iframe", "object", "embed", "applet", "audio", "video",
        "canvas", "select", "textarea", "title", "frameset", "noframes", "xmp", "plaintext", "noembed",
    ]

    /// The text of the document: paragraphs and rows as lines, lists with dashes, quotations marked `> `, links
    /// followed by their address. HTML too complex to read loses its tags only.
    public static func plain(from html: String) -> String {
        var budget = Gumbo.Budget()
        return read(html, within: &budget)?.plain ?? withoutMarkup(html)
    }

    /// Both readings of the document from one parse; `nil` when the budget does not suffice.
    static func read(
        _ html: String, _ pictures: InboundMessage.Pictures = .ofTheMail, within budget: inout Gumbo.Budget
    ) -> (plain: String, safe: String)? {
        var plain = PlainWriter(), safe = SafeWriter(pictures)
        let isRead = Gumbo.visit(html, skipping: unread, within: &budget) { event in
            plain.take(event)
            safe.take(event)
        }
        return isRead ? (plain.finished, safe.output) : nil
    }

    /// Everything outside `<…>`: for what no parser should be given.
    static func withoutMarkup(_ html: String) -> String {
        var text = String.UnicodeScalarView()
        var isTag = false
        for scalar in html.unicodeScalars {
            if scalar == "<" { isTag = true } else if scalar == ">" { isTag = false; text.append(" ") } else if !isTag { text.append(scalar) }
        }
        return String(text)
    }

    /// Plain text as HTML that shows it as it is.
    static func html(fromPlain text: String) -> String {
        "<p>" + escaped(text).split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "<br>") + "</p>"
    }

    /// For text and for quoted attributes.
    static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            case "\0": continue
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}

/// Lays out text line by line as elements open and close.
private struct PlainWriter {
    private var lines: [String] = []
    private var line = ""
    private var needsSpace = false
    /// An empty line is due before the next one, and how deeply quoted the last one was.
    private var needsGap = false
    private var lastQuotes = 0
    private var quotes = 0
    private var preformatted = 0
    /// Open links: their address, and where their text began.
    private var links: [(address: String, line: Int, text: Int)] = []

    private static let paragraphs: Set<String> = ["p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "blockquote", "pre", "dl"]
    private static let blocks: Set<String> = [
        "div", "tr", "li", "dt", "dd", "section", "article", "header", "footer", "main", "aside", "nav", "address", "figure",
        "figcaption", "form", "fieldset", "center", "body", "caption", "details", "summary", "hr",
    ]

    mutating func take(_ event: Gumbo.Event) {
        switch event {
        case .text(let text): write(text)
        case .open(let tag, let attributes): open(tag, attributes)
        case .close(let tag): close(tag)
        }
    }

    var finished: String {
        var copy = self
        copy.endLine()
        while copy.lines.last?.trimmed.isEmpty == true { copy.lines.removeLast() }
        return copy.lines.drop { $0.isEmpty }.joined(separator: "\n")
    }

    private mutating func open(_ tag: String, _ attributes: [(name: String, value: String)]) {
        if Self.paragraphs.contains(tag) { endParagraph() } else if Self.blocks.contains(tag) { endLine() }
        switch tag {
        case "br": breakLine()
        case "hr": write("———"); endLine()
        case "li": write("- ", verbatim: true)
        case "td", "th": if !line.isEmpty { write("  ", verbatim: true) }
        case "blockquote": quotes = min(quotes + 1, 20)
        case "pre": preformatted += 1
        case "img": if let alt = attributes.first(where: { $0.name == "alt" })?.value.trimmed, !alt.isEmpty { write("[\(alt)]") }
        case "a": links.append((attributes.first { $0.name == "href" }?.value.trimmed ?? "", lines.count, line.utf8.count))
        default: return
        }
    }

    private mutating func close(_ tag: String) {
        if tag == "a", let link = links.popLast() { endLink(link) }
        if Self.paragraphs.contains(tag) { endParagraph() } else if Self.blocks.contains(tag) { endLine() }
        if tag == "blockquote" { quotes = max(0, quotes - 1) }
        if tag == "pre" { preformatted = max(0, preformatted - 1) }
    }

    /// A link whose text is not its address is followed by it, because text cannot be clicked.
    private mutating func endLink(_ link: (address: String, line: Int, text: Int)) {
        let address = CleanText.line(link.address, limit: 500)
        guard address.hasPrefix("http://") || address.hasPrefix("https://"), link.line == lines.count else { return }
        let text = String(decoding: line.utf8.dropFirst(link.text), as: UTF8.self).trimmed
        guard !text.isEmpty, !address.contains(text) else { return }
        write(" (\(address))")
    }

    private mutating func write(_ text: String, verbatim: Bool = false) {
        if verbatim || preformatted > 0 {
            for (index, piece) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
                if index > 0 { breakLine() }
                line += piece
            }
            needsSpace = false
            return
        }
        for scalar in text.unicodeScalars {
            if scalar == " " || scalar == "\n" || scalar == "\t" || scalar == "\r" || scalar == "\u{0C}" {
                needsSpace = true
            } else {
                if needsSpace, !line.isEmpty, line.last != " " { line += " " }
                needsSpace = false
                line.unicodeScalars.append(scalar == "\u{A0}" ? " " : scalar)
            }
        }
    }

    private mutating func breakLine() {
        if needsGap, !lines.isEmpty { lines.append(String(repeating: "> ", count: min(quotes, lastQuotes)).trimmed) }
        lines.append(String(repeating: "> ", count: quotes) + line)
        line = ""
        (needsSpace, needsGap, lastQuotes) = (false, false, quotes)
    }

    private mutating func endLine() {
        if !line.trimmed.isEmpty { breakLine() } else { line = ""; needsSpace = false }
    }

    private mutating func endParagraph() {
        endLine()
        needsGap = true
    }
}
