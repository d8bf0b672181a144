/// What somebody wrote now, told apart from what his mail program quoted.
public enum ReplyText {
    /// Lines above which a client is asked to write; each is enough to mark where our own mail begins.
    public static let separators = [
        "Escriba su respuesta arriba de esta línea", "Write your answer above this line", "Escriba arriba de esta línea", "Reply above this line",
    ]

    /// Splits at the first sign of a quotation or a signature.
    ///
    /// Nothing is discarded: `quoted` is shown folded. Where an answer stands below or between quoted lines, or
    /// nothing stands above them, everything is the reply, because hiding an answer is worse than showing a quote.
    public static func split(_ text: String) -> (reply: String, quoted: String) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let bare = lines.map(bare)
        let lastOwn = lines.prefix { !isSignature($0) }.lastIndex { !isQuoted($0) && !$0.trimmed.isEmpty } ?? 0
        // What somebody forwards to us is the message, with the headers it quotes.
        let own = lines.indices.prefix { !isForwarded(bare[$0]) }
        guard let cut = own.first(where: { startsQuote(at: $0, lines, bare, lastOwn: lastOwn) }) else { return (text.trimmed, "") }
        let reply = lines[..<cut].joined(separator: "\n").trimmed
        let quoted = lines[cut...].joined(separator: "\n").trimmed
        return reply.isEmpty ? (quoted, "") : (reply, quoted)
    }

    private static func startsQuote(at index: Int, _ lines: [String], _ bare: [String], lastOwn: Int) -> Bool {
        isSeparator(bare[index]) && !(isQuoted(lines[index]) && isAnsweredBelow(index, lines, lastOwn))
            || isSignature(lines[index])
            || isOriginalMessage(bare[index])
            || isHeaderBlock(at: index, bare)
            || (isAttribution(at: index, bare) && !isAnsweredBelow(index, lines, lastOwn))
            || (isQuoted(lines[index]) && !isAnsweredBelow(index, lines, lastOwn))
    }

    /// The line without quotation marks, emphasis and white space around it, in lower case.
    private static func bare(_ line: String) -> String {
        line.prefix(400).drop { $0 == ">" || $0 == "*" || $0.isWhitespace }.filter { $0 != "*" }.trimmed.lowercased()
    }

    private static func isSeparator(_ bare: String) -> Bool {
        separators.contains { bare.contains($0.lowercased()) }
    }

    /// RFC 3676 §4.3; programs that trim lines lose the space.
    private static func isSignature(_ line: String) -> Bool { line == "-- " || line == "--" || line == "-- \r" }

    private static func isQuoted(_ line: String) -> Bool { line.first == ">" }

    /// `---------- Forwarded message ---------`
    private static func isForwarded(_ bare: String) -> Bool {
        bare.hasPrefix("--") && ["forwarded message", "mensaje reenviado", "mensaje reenviado original"].contains(bare.trimmingDashes)
    }

    /// `-----Mensaje original-----`
    private static func isOriginalMessage(_ bare: String) -> Bool {
        guard bare.hasPrefix("--"), bare.hasSuffix("--") else { return false }
        return ["mensaje original", "original message", "mensaje enviado"].contains(bare.trimmingDashes)
    }

    /// `El lun, 2 mar 2026 a las 10:00, Ana (<ana@example.mx>) escribió:`, broken into as many as four lines.
    private static func isAttribution(at index: Int, _ bare: [String]) -> Bool {
        let first = bare[index]
        guard ["el ", "on ", "le ", "em ", "am "].contains(where: first.hasPrefix) else { return false }
        var joined = ""
        for line in bare[index..<min(index + 4, bare.count)] {
            if line.isEmpty { return false }
            joined += joined.isEmpty ? line : " " + line
            if ["escribió:", "wrote:", "a écrit :", "escreveu:", "schrieb:"].contains(where: joined.hasSuffix) {
                // A person may well write "El técnico escribió:"; a program gives a date or an address.
                return joined.contains(where: \.isNumber) || joined.contains("@")
            }
        }
        return false
    }

    private static let headerNames: [Set<String>] = [
        ["de", "from"], ["enviado", "enviado el", "sent", "fecha", "date"], ["para", "to"], ["asunto", "subject"], ["cc"],
    ]

    /// `De: … Enviado: … Para: … Asunto: …` as Outlook writes it, perhaps under a rule of underscores.
    private static func isHeaderBlock(at index: Int, _ bare: [String]) -> Bool {
        var start = index
        if bare[index].count >= 10, bare[index].allSatisfy({ $0 == "_" }) {
            start += 1
            while start < bare.count, start < index + 3, bare[start].isEmpty { start += 1 }
        }
        guard start < bare.count, headerKind(bare[start]) == 0 else { return false }
        let kinds = bare[start..<min(start + 7, bare.count)].compactMap(headerKind)
        return Set(kinds).count >= 3
    }

    private static func headerKind(_ bare: String) -> Int? {
        guard let colon = bare.firstIndex(of: ":") else { return nil }
        return headerNames.firstIndex { $0.contains(bare[..<colon].trimmed) }
    }

    /// Whether a line that is neither quoted nor empty, at the latest `lastOwn`, follows the quotation that begins here.
    private static func isAnsweredBelow(_ index: Int, _ lines: [String], _ lastOwn: Int) -> Bool {
        guard let quote = lines[index...].prefix(6).firstIndex(where: isQuoted) else { return false }
        return lastOwn > quote
    }
}

extension String {
    fileprivate var trimmingDashes: String {
        var text = self[...]
        while let first = text.first, first == "-" || first == " " { text.removeFirst() }
        while let last = text.last, last == "-" || last == " " { text.removeLast() }
        return String(text)
    }
}
