/// How a letter goes out: its text, and the same words as HTML for programs that show it.
///
/// Only the text is kept; the dress is made when the letter is sent. It is tables and inline styles, which is what Outlook
/// draws, without a script or anything that would be fetched; a logo travels inside. Every word of the letter is escaped.
public struct LetterDress: Sendable {
    /// Whose letter it is.
    public var sender: String
    /// The sender's colour: `#1f5fbf`.
    public var color: String
    public var languageTag: String
    /// The sender's picture, a PNG file, in place of his name.
    public var logo: [UInt8]?
    /// Bytes of the largest logo that a letter should carry: it is paid with every one.
    public static let largestLogo = 40_000
    /// What it is about, such as a folio.
    public var reference: String?
    /// The line above which an answer is written; one of `ReplyText.separators` stands in it.
    public var replyLine: String?
    /// What stands below the letter, each a paragraph: how it is switched off.
    public var footers: [String] = []
    /// Whether a paragraph of the letter stands in a box: it tells what is owed by when.
    public var isNotable: @Sendable (_ paragraph: String) -> Bool = { _ in false }

    public init(sender: String, color: String, languageTag: String) {
        (self.sender, self.color, self.languageTag) = (sender, color, languageTag)
    }

    /// The text as it goes out.
    public func text(of letter: String) -> String {
        let above = replyLine.map { "\($0)\n\n" } ?? ""
        return above + letter + footers.map { "\n\n\($0)" }.joined()
    }

    /// The pictures to which the HTML refers.
    public var pictures: [Attachment] {
        logo.map { [Attachment(name: "logo.png", mediaType: "image/png", bytes: $0, contentID: Self.logoID, isInline: true)] } ?? []
    }

    private static let logoID = "logo@ventanilla"

    /// The HTML beside it.
    public func html(of letter: String) -> String {
        // Nothing stands above the reply line, not even hidden: it would come back as part of the answer.
        let above = replyLine.map { "<p style=\"\(Self.small);padding:8px 16px 12px\">\(HTMLText.escaped($0))</p>\n" } ?? ""
        let right = reference.map { "<td align=\"right\" style=\"\(Self.font);color:#595959;padding:14px 0 10px\">\(HTMLText.escaped($0))</td>" } ?? ""
        // Outlook scales by the attribute, the others by the style; who shows no pictures reads the name.
        let name = HTMLText.escaped(sender)
        let head = logo == nil ? name : "<img src=\"cid:\(Self.logoID)\" alt=\"\(name)\" height=\"40\" style=\"display:block;height:40px;border:0\">"
        let below = footers.map { "<p style=\"\(Self.small);padding:16px 0 0\">\(Self.linked($0))</p>\n" }.joined()
        return """
            <!doctype html>
            <html lang="\(HTMLText.escaped(languageTag))"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>\(HTMLText.escaped(sender))</title></head>
            <body style="margin:0;padding:0;background:#ffffff;color:#1d1b19">
            \(above)<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"><tr><td style="padding:0 16px 24px">
            <table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:640px"><tr>
            <td style="border-top:4px solid \(hexColor);\(Self.font);font-weight:bold;color:\(hexColor);padding:14px 0 10px">\(head)</td>\(right)</tr></table>
            <div style="\(Self.font);max-width:640px">
            \(Self.paragraphs(of: letter).map(paragraph).joined())\(below)</div>
            </td></tr></table>
            </body></html>

            """
    }

    private static let font = "font-family:Arial,Helvetica,sans-serif;font-size:15px;line-height:1.5"
    private static let small = "font-family:Arial,Helvetica,sans-serif;font-size:12px;line-height:1.5;color:#595959;margin:0"

    /// The colour, or black where it is none: nothing else may stand in a style.
    private var hexColor: String {
        let digits = color.utf8.dropFirst()
        let isHex = color.utf8.first == UInt8(ascii: "#") && digits.count == 6 && digits.allSatisfy {
            (0x30...0x39).contains($0) || (0x61...0x66).contains($0 | 0x20)
        }
        return isHex ? color : "#000000"
    }

    private static func paragraphs(of letter: String) -> [[Substring]] {
        letter.split(separator: "\n", omittingEmptySubsequences: false)
            .split { $0.allSatisfy(\.isWhitespace) }.map(Array.init)
    }

    private func paragraph(_ lines: [Substring]) -> String {
        guard isNotable(lines.joined(separator: "\n")) else {
            return "<p style=\"margin:0 0 16px\">\(lines.map(Self.line).joined(separator: "<br>\n"))</p>\n"
        }
        let first = "<strong>\(Self.line(lines[0]))</strong>", rest = lines.dropFirst().map { "<br>\n" + Self.line($0) }
        return """
            <table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="margin:0 0 16px"><tr>\
            <td style="border-left:4px solid \(hexColor);background:#f4f1ed;padding:12px 16px;\(Self.font)">\(first)\(rest.joined())</td></tr></table>

            """
    }

    /// A line, its indentation kept.
    private static func line(_ line: Substring) -> String {
        let spaces = line.prefix { $0 == " " }.count
        return String(repeating: "&nbsp;", count: min(spaces, 8)) + linked(line.dropFirst(spaces))
    }

    /// Text in which addresses of the web can be clicked. Looks at each letter once, whatever somebody wrote.
    static func linked(_ text: some StringProtocol) -> String {
        guard text.utf8.contains(UInt8(ascii: ":")) else { return HTMLText.escaped(String(text)) }
        var html = "", rest = Substring(text)
        while let start = rest.firstRange(of: "http")?.lowerBound {
            html += HTMLText.escaped(String(rest[..<start]))
            rest = rest[start...]
            guard rest.hasPrefix("http://") || rest.hasPrefix("https://") else {
                html += "http"
                rest = rest.dropFirst(4)
                continue
            }
            let run = rest.prefix { !$0.isWhitespace && !"<>\"".contains($0) }
            var address = run
            // What ends a sentence is not part of an address.
            while let last = address.last, ".,;:!?)]}'»”".contains(last) { address.removeLast() }
            let isAddress = ["http://", "https://"].contains { address.hasPrefix($0) && address.utf8.count > $0.utf8.count } && address.utf8.count <= 2000
            if !isAddress { address = run }
            let escaped = HTMLText.escaped(String(address))
            html += isAddress ? "<a href=\"\(escaped)\">\(escaped)</a>" : escaped
            rest = rest[address.endIndex...]
        }
        return html + HTMLText.escaped(String(rest))
    }
}
