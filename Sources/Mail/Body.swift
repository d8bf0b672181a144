/// What the parts of a message amount to: text to read, HTML to show, files to keep.
///
/// Of alternatives the plain one is read and the HTML shown. A part with a name, or one that says so, is a file, even
/// if it is text; a message inside the message is a file too, because its sender is somebody else. What Outlook wrapped into
/// one file (`winmail.dat`) is unwrapped.
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

    /// Files in which others are wrapped.
    private var wrappers: [(part: MIMEPart, bytes: [UInt8], content: TNEF)] = []

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
        for wrapper in wrappers { unwrap(wrapper.content, from: wrapper.part, wrapper.bytes) }
        wrappers = []
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
        case .parts(let parts): parts.forEach { collect($0) }
        case .message(let headers, let bytes): keep(part, bytes, title: headers["subject"]?.text)
        case .bytes(let bytes) where isText(part): passages.append(passage(part, bytes))
        case .bytes(let bytes):
            if Self.isWrapper(part), let content = TNEF(bytes, atMost: limits.parts) { wrappers.append((part, bytes, content)) } else { keep(part, bytes) }
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

    private static func isWrapper(_ part: MIMEPart) -> Bool {
        ["application/ms-tnef", "application/vnd.ms-tnef"].contains(part.mediaType) || part.fileName?.lowercased() == "winmail.dat"
    }

    /// Its text counts only where the message has none: most say the same twice. What could not be read stays in the file as it came.
    private mutating func unwrap(_ content: TNEF, from part: MIMEPart, _ bytes: [UInt8]) {
        var isWhole = !content.isPartial && !(content.files.isEmpty && content.text == nil && content.html == nil)
        if text.trimmed.isEmpty {
            if let html = content.html {
                passages.append(passage(MIMEPart(mediaType: "text/html", charset: html.charset, content: .parts([])), Array(html.bytes)))
            } else if let text = content.text {
                passages.append(passage(MIMEPart(mediaType: "text/plain", charset: text.charset, content: .parts([])), Array(text.bytes)))
            } else if content.hasCompressedText {
                isWhole = false
            }
        }
        for file in content.files {
            guard file.bytes.count <= limits.attachment else {
                problems.insert(.tooLarge(CleanText.line(file.name, limit: 100)))
                isWhole = false
                continue
            }
            let type = CleanText.line(file.mediaType ?? "", limit: 100).lowercased()
            keep(
                MIMEPart(
                    mediaType: type.contains("/") ? type : "application/octet-stream", fileName: file.name, contentID: file.contentID, content: .parts([])),
                Array(file.bytes))
        }
        if !isWhole { keep(part, bytes) }
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
        let (text, problem) = Charset.decode(bytes.count > most ? Array(bytes[..<most]) : bytes, as: part.charset)
        if let problem { problems.insert(problem) }
        guard isHTML else { return Passage(plain: text) }
        guard let (plain, safe) = HTMLText.read(text, pictures, within: &budget) else {
            problems.insert(.tooComplex)
            return Passage(plain: HTMLText.withoutMarkup(text))
        }
        return Passage(html: safe, htmlText: plain)
    }

    private mutating func keep(_ part: MIMEPart, _ bytes: [UInt8], title: String? = nil) {
        let name = part.fileName.flatMap(FileName.safe) ?? title.flatMap { FileName.safe($0) }.map { $0 + ".eml" }
            ?? FileName.invented(for: part.mediaType, number: attachments.count + 1)
        attachments.append(
            Attachment(
                name: name, mediaType: part.mediaType, bytes: bytes, contentID: part.contentID,
                isInline: part.disposition == "inline" && part.mediaType.hasPrefix("image/")))
    }
}
