/// What the parts of a message amount to: text to read, HTML to show, files to keep.
///
/// Of alternatives the plain one is read and the HTML shown. A part with a name, or one that says so, is a file, even
/// if it is text; a message inside the message is a file too, because its sender is somebody else.
struct Body {
    let limits: InboundMessage.Limits
    let pictures: InboundMessage.Pictures
    private(set) var attachments: [Attachment] = []
    private(set) var problems: Set<Problem> = []
    /// Bytes of HTML that may still be read, and time for them: one bound for all parts.
    private var htmlRoom: Int
    private var budget = Gumbo.Budget()
    /// The body in document order; both of an alternative stand in one passage.
    private var passages: [Passage] = []

    private struct Passage {
        var plain: String?
        /// Sanitised, and the same as text.
        var html: String?
        var htmlText: String?
    }

    init(limits: InboundMessage.Limits, pictures: InboundMessage.Pictures = .ofTheMail) {
        self.limits = limits
        self.pictures = pictures
        // Markup takes room that text does not: more of it is read than may remain.
        htmlRoom = limits.text * 2
    }

    /// Passages as text, those without plain text turned into it.
    var text: String {
        passages.map { passage in
            if let plain = passage.plain, !plain.trimmed.isEmpty { return plain }
            return passage.htmlText ?? ""
        }.filter { !$0.isEmpty }.joined(separator: "\n\n")
    }

    /// Passages as sanitised HTML, if any of them is HTML.
    var html: String? {
        guard passages.contains(where: { $0.html != nil }) else { return nil }
        return passages.map { passage in
            passage.html ?? HTMLText.html(fromPlain: CleanText.body(passage.plain ?? "", limit: limits.text).text)
        }.joined(separator: "\n")
    }

    /// Takes a part and all below it.
    mutating func take(_ part: MIMEPart) {
        let known = passages.count
        collect(part)
        // An inline picture is one that the text points at, whatever the part says of itself.
        guard passages.count > known else { return }
        for index in attachments.indices {
            guard let id = attachments[index].contentID else { continue }
            if passages.contains(where: { $0.html?.contains("cid:" + id) == true }) { attachments[index].isInline = true }
        }
    }

    private mutating func collect(_ part: MIMEPart) {
        switch part.content {
        case .parts(let parts) where part.mediaType == "multipart/alternative": collectAlternatives(parts)
        case .parts(let parts) where part.mediaType == TNEF.mediaType:
            // Its text mostly stands before it, as plain text.
            let isTold = !text.trimmed.isEmpty
            for part in parts where !(isTold && isText(part)) { collect(part) }
        case .parts(let parts): parts.forEach { collect($0) }
        case .message(let headers, let bytes): keep(part, bytes, title: headers["subject"]?.text)
        case .bytes(let bytes) where isText(part): passages.append(passage(part, bytes))
        case .bytes(let bytes): keep(part, bytes)
        case .omitted: return
        }
    }

    /// Each alternative's passages together are one passage: their plain texts and their HTML.
    private mutating func collectAlternatives(_ parts: [MIMEPart]) {
        var whole = Passage()
        for part in parts {
            let start = passages.count
            collect(part)
            for passage in passages[start...] {
                if let plain = passage.plain { whole.plain = whole.plain.map { $0.isEmpty ? plain : $0 } ?? plain }
                if let html = passage.html { whole.html = whole.html.map { $0 + "\n" + html } ?? html }
                if let text = passage.htmlText { whole.htmlText = whole.htmlText.map { $0 + "\n\n" + text } ?? text }
            }
            passages.removeSubrange(start...)
        }
        if whole.plain != nil || whole.html != nil { passages.append(whole) }
    }

    private func isText(_ part: MIMEPart) -> Bool {
        (part.mediaType == "text/plain" || part.mediaType == "text/html")
            && part.disposition != "attachment" && (part.fileName ?? "").isEmpty
    }

    private mutating func passage(_ part: MIMEPart, _ bytes: [UInt8]) -> Passage {
        let isHTML = part.mediaType == "text/html"
        let most = isHTML ? htmlRoom : limits.text * 4
        if isHTML { htmlRoom = max(0, htmlRoom - bytes.count) }
        if bytes.count > most { problems.insert(.tooLarge(part.mediaType)) }
        let (text, problem) = Charset.decode(bytes.count > most ? Array(bytes[..<most]) : bytes, as: part.charset ?? (isHTML ? Charset.named(inHTML: bytes) : nil))
        if let problem { problems.insert(problem) }
        if !isHTML, part.parameters["format"] == "flowed" { return Passage(plain: FlowedText.joined(text, dropsSpace: part.parameters["delsp"] == "yes")) }
        guard isHTML else { return Passage(plain: text) }
        guard let (plain, safe) = HTMLText.read(text, pictures, within: &budget) else {
            problems.insert(.tooComplex)
            return Passage(plain: HTMLText.withoutMarkup(text))
        }
        return Passage(html: safe, htmlText: plain)
    }

    private mutating func keep(_ part: MIMEPart, _ bytes: [UInt8], title: String? = nil) {
        guard attachments.count < limits.parts else {
            problems.insert(.tooManyParts)
            return
        }
        let name = part.fileName.flatMap(FileName.safe) ?? title.flatMap { FileName.safe($0) }.map { $0 + ".eml" }
            ?? FileName.invented(for: part.mediaType, number: attachments.count + 1)
        attachments.append(
            Attachment(
                name: name, mediaType: part.mediaType, bytes: bytes, contentID: part.contentID,
                isInline: part.disposition == "inline" && part.mediaType.hasPrefix("image/")))
    }
}
