extension HTMLText {
    /// The document with only what an allow-list knows: text, structure, links to the web and pictures that came with
    /// the mail. No scripts, styles, events, forms or frames; no picture is fetched from elsewhere, because that tells
    /// its sender when and where it was read. The result is well formed and safe inside an element of a page.
    public static func sanitised(_ html: String) -> String {
        var budget = Gumbo.Budget()
        return read(html, within: &budget)?.safe ?? Self.html(fromPlain: withoutMarkup(html))
    }
}

/// Writes the elements it knows and only the text of the others.
struct SafeWriter {
    private(set) var output = ""
    private let pictures: InboundMessage.Pictures
    /// For each open element, whether its tag was written.
    private var written: [Bool] = []
    private var depth = 0

    /// What stands for a picture that is not fetched; no text can look like it, because its quotes are escaped.
    static let remotePicture = "<span class=\"remote-image\">"

    /// Deeper than any writer of mail goes, shallow enough for every browser.
    private static let mostDepth = 100

    private static let elements: Set<String> = [
        "a", "abbr", "address", "article", "aside", "b", "bdi", "bdo", "big", "blockquote", "caption", "center", "cite", "code", "col",
        "colgroup", "dd", "del", "details", "dfn", "div", "dl", "dt", "em", "figcaption", "figure", "footer", "h1", "h2", "h3",
        "h4", "h5", "h6", "header", "i", "ins", "kbd", "li", "main", "mark", "ol", "p", "pre", "q", "s", "samp", "section",
        "small", "span", "strike", "strong", "sub", "summary", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "time",
        "tr", "tt", "u", "ul", "var",
    ]
    private static let attributes: Set<String> = ["title", "dir", "lang", "align", "valign"]
    private static let numbers: Set<String> = ["colspan", "rowspan", "width", "height", "start", "span"]

    init(_ pictures: InboundMessage.Pictures) {
        self.pictures = pictures
    }

    mutating func take(_ event: Gumbo.Event) {
        switch event {
        case .text(let text): output += HTMLText.escaped(text)
        case .open("br", _): output += "<br>"; written.append(false)
        case .open("hr", _): output += "<hr>"; written.append(false)
        case .open("wbr", _): output += "<wbr>"; written.append(false)
        case .open("img", let attributes): picture(attributes); written.append(false)
        case .open(let tag, let attributes): open(tag, attributes)
        case .close(let tag): close(tag)
        }
    }

    private mutating func open(_ tag: String, _ attributes: [(name: String, value: String)]) {
        let isKnown = Self.elements.contains(tag) && tag != "col" && depth < Self.mostDepth
        written.append(isKnown)
        guard isKnown else { return }
        depth += 1
        output += "<" + tag
        for (name, value) in attributes {
            if Self.attributes.contains(name) { attribute(name, CleanText.line(value, limit: 300)) }
            if Self.numbers.contains(name), let number = UInt16(value), number <= 2000 { attribute(name, String(number)) }
        }
        if tag == "a", let address = attributes.first(where: { $0.name == "href" }).flatMap({ Self.link($0.value) }) {
            attribute("href", address)
            attribute("rel", "noopener noreferrer nofollow")
        }
        output += ">"
    }

    private mutating func close(_ tag: String) {
        guard written.popLast() == true else { return }
        depth -= 1
        output += "</" + tag + ">"
    }

    /// A picture that came with the mail stays; another leaves its description; one too small to see leaves nothing.
    private mutating func picture(_ attributes: [(name: String, value: String)]) {
        func value(_ name: String) -> String? { attributes.first { $0.name == name }?.value }
        let source = Self.compact(value("src") ?? "")
        let alt = CleanText.line(value("alt") ?? "", limit: 300)
        if source.lowercased().hasPrefix("cid:") {
            image("cid:" + source.dropFirst(4), alt, attributes)
            return
        }
        let isTracker = ["width", "height"].contains { value($0).flatMap { UInt16($0) }.map { $0 <= 2 } ?? false }
        if isTracker || (source.isEmpty && alt.isEmpty) { return }
        if pictures == .ofTheWeb, let address = Self.web(source) { return image(address, alt, attributes) }
        output += Self.remotePicture + HTMLText.escaped("[\(alt.isEmpty ? "imagen" : alt)]") + "</span>"
    }

    private mutating func image(_ source: String, _ alt: String, _ attributes: [(name: String, value: String)]) {
        output += "<img"
        attribute("src", source)
        attribute("alt", alt)
        for (name, value) in attributes where name == "width" || name == "height" {
            if let number = UInt16(value), number <= 2000 { attribute(name, String(number)) }
        }
        output += ">"
    }

    /// A picture on the web, always asked for by TLS: an address of the house that reads it, where devices speak plainly,
    /// is no picture.
    private static func web(_ source: String) -> String? {
        guard source.utf8.count <= 4000 else { return nil }
        if source.lowercased().hasPrefix("https://") { return source }
        if source.lowercased().hasPrefix("http://") { return "https://" + source.dropFirst(7) }
        return source.hasPrefix("//") ? "https:" + source : nil
    }

    private mutating func attribute(_ name: String, _ value: String) {
        output += " \(name)=\"" + HTMLText.escaped(value) + "\""
    }

    /// Absolute links of the web, mail and telephones. Browsers ignore white space and control characters inside a
    /// scheme, so they are gone before it is looked at.
    private static func link(_ value: String) -> String? {
        let address = compact(value)
        guard let colon = address.firstIndex(of: ":"), address.utf8.count <= 4000 else { return nil }
        return ["http", "https", "mailto", "tel"].contains(address[..<colon].lowercased()) ? address : nil
    }

    private static func compact(_ value: String) -> String {
        String(String.UnicodeScalarView(value.unicodeScalars.filter { $0.value > 0x20 && !(0x7F...0xA0).contains($0.value) }))
    }
}
