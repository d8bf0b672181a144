/// Delivery reports of servers that tell in prose what became of a message (qmail, Exim, Yahoo and older ones).
extension Bounce {
    /// Whether a message signs as the daemon and uses one of few subjects, or names recipients as Exim does.
    static func isProse(_ headers: [MIMEHeader]) -> Bool {
        let from = headers.keyword("from") ?? "", subject = headers.keyword("subject") ?? ""
        guard from.contains("mailer-daemon") || from.contains("postmaster") || from.contains("mail delivery")
            || headers.keyword("return-path") == "<>" else { return false }
        return headers[failedRecipients] != nil || subjects.contains { subject.contains($0) }
    }

    private static let failedRecipients = "x-failed-recipients"

    private static let subjects = [
        "failure notice", "undelivered mail", "undeliverable", "returned mail", "mail delivery failed", "delivery status notification",
        "delivery failure", "delivery has failed", "delivery delayed", "delayed mail", "mail system error", "no se puede entregar", "no se pudo entregar",
        "no entregado", "error de entrega", "correo devuelto",
    ] + warnings

    /// Of what is still tried.
    private static let warnings = ["warning: message", "delayed", "retrasad", "demorad"]

    /// Takes what the prose names: whom it could not reach, why, and the Message-ID of the copy below it.
    mutating func takeProse(_ text: String, _ headers: [MIMEHeader]) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).prefix(5_000)
        let copy = lines.firstIndex(where: Self.beginsCopy) ?? lines.endIndex
        if messageIDs.isEmpty, let id = Self.messageID(in: lines[copy...]) { messageIDs = [CleanText.line(id, limit: 500)] }
        guard recipients.isEmpty else { return }

        let prose = lines[..<copy], subject = headers.keyword("subject") ?? ""
        isDelay = Self.warnings.contains { subject.contains($0) }
        status = Self.status(in: prose.joined(separator: " "))
        takeRecipients(prose)
        for address in headers[Self.failedRecipients].map(GMime.addresses) ?? [] where !recipients.contains(where: { $0.email == address.email }) {
            guard recipients.count < 1000 else { return }
            recipients.append(Recipient(email: address.email, action: action, status: status))
        }
    }

    private var action: String { isDelay ? "delayed" : "failed" }

    /// An address on a line of its own, or before a colon; up to the next empty line follows why.
    private mutating func takeRecipients(_ lines: ArraySlice<Substring>) {
        var index = lines.startIndex
        while index < lines.endIndex, recipients.count < 100 {
            defer { index += 1 }
            guard let (address, rest) = Self.recipient(lines[index]) else { continue }
            let below = lines[(index + 1)...].prefix(8).prefix { !$0.trimmed.isEmpty && Self.recipient($0) == nil }
            let said = CleanText.line(([rest] + below.map(\.trimmed)).filter { !$0.isEmpty }.joined(separator: " "), limit: 1000)
            guard !recipients.contains(where: { $0.email == address.email }) else { continue }
            recipients.append(Recipient(
                email: address.email, action: action, status: Self.status(in: said) ?? status, diagnostic: said.isEmpty ? nil : said))
        }
    }

    private static func recipient(_ line: Substring) -> (Address, rest: String)? {
        let line = line.prefix(1_000).trimmed
        if line.first == "<", let end = line.firstIndex(of: ">") {
            let rest = line[line.index(after: end)...]
            guard rest.isEmpty || rest.first == ":" else { return nil }
            return Address(email: line[line.index(after: line.startIndex)..<end]).map { ($0, rest.dropFirst().trimmed) }
        }
        return Address(email: line.last == ":" ? line.dropLast() : line[...]).map { ($0, "") }
    }

    /// `--- Below this line is a copy of the message.`, or the copy itself.
    private static func beginsCopy(_ line: Substring) -> Bool {
        let line = unquoted(line).lowercased()
        if line.hasPrefix("---") { return ["copy", "original", "copia", "returned"].contains(where: line.contains) }
        return ["message-id:", "received:", "return-path:"].contains(where: line.hasPrefix)
    }

    /// Some servers indent the copy, or quote it.
    private static func unquoted(_ line: Substring) -> String { line.prefix(200).drop { $0 == ">" || $0.isWhitespace }.trimmed }

    private static func messageID(in lines: ArraySlice<Substring>) -> String? {
        guard let index = lines.firstIndex(where: { unquoted($0).prefix(11).lowercased() == "message-id:" }) else { return nil }
        // The identifier may stand on the next line.
        let text = lines[index...].prefix(2).joined(separator: " ").prefix(2_000)
        guard let start = text.firstIndex(of: "<"), let end = text[start...].firstIndex(of: ">") else { return nil }
        return String(text[text.index(after: start)..<end])
    }

    /// The three numbers in prose, `5.1.1` (RFC 3463); of a bare reply such as `452` only that it is not for good.
    public static func status(in text: String) -> String? {
        let words = text.prefix(20_000).split { !($0.isASCII && ($0.isNumber || $0 == ".")) }
        let status = words.first { word in
            let numbers = word.split(separator: ".", omittingEmptySubsequences: false)
            return numbers.count == 3 && ["2", "4", "5"].contains(numbers[0]) && numbers.dropFirst().allSatisfy { (1...3).contains($0.count) }
        }
        if let status { return String(status) }
        let reply = words.first { $0.count == 3 && ["4", "5"].contains($0.first) && "012345".contains($0.dropFirst().first!) && !$0.contains(".") }
        return reply?.first == "4" ? "4.0.0" : nil
    }
}
