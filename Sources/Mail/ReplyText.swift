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
        guard let end = end(of: text) else { return (text.trimmed, "") }
        return (text[..<end].trimmed, text[end...].trimmed)
    }

    /// Where ends what somebody wrote now, and what his program quoted begins; `nil`: he wrote all of it.
    public static func end(of text: String) -> String.Index? {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let bare = lines.map(bare)
        let lastOwn = lines.prefix { !isSignature($0) }.lastIndex { !isQuoted($0) && !isEmpty($0) } ?? 0
        // What somebody forwards to us is the message, with the headers it quotes.
        let own = lines.indices.prefix { !isForwarded(bare[$0]) }
        guard let cut = own.first(where: { startsQuote(at: $0, lines, bare, lastOwn: lastOwn) }),
              !lines[..<cut].allSatisfy(isEmpty) else { return nil }
        return lines[cut].startIndex
    }

    /// A line in lower case, as bytes, without quotation marks, emphasis and white space around it: a mail has many lines, and
    /// each is looked at.
    private typealias Bare = [UInt8]

    private static func startsQuote(at index: Int, _ lines: [Substring], _ bare: [Bare], lastOwn: Int) -> Bool {
        isSeparator(bare[index]) && !(isQuoted(lines[index]) && isAnsweredBelow(index, lines, lastOwn))
            || isSignature(lines[index])
            || isProgramsLine(at: index, lines, bare, lastOwn: lastOwn)
            || isOriginalMessage(bare[index])
            || isHeaderBlock(at: index, bare)
            || (isAttribution(at: index, bare) && !isAnsweredBelow(index, lines, lastOwn))
            || (isQuoted(lines[index]) && !isAnsweredBelow(index, lines, lastOwn))
    }

    ///
    /// A no-break space is a space, and an accent that some programs write apart from its letter belongs to it.
    private static func bare(_ line: Substring) -> Bare {
        // Combining marks, U+0300 to U+036F, begin with these.
        if line.utf8.prefix(1_000).contains(where: { $0 == 0xCC || $0 == 0xCD }) {
            return bareOfComposed(GMime.normalised(String(decoding: line.utf8.prefix(1_000), as: UTF8.self))[...])
        }
        return bareOfComposed(line)
    }

    private static func bareOfComposed(_ line: Substring) -> Bare {
        var bare: Bare = [], previous: UInt8 = 0
        for byte in line.utf8.prefix(1_000) {
            defer { previous = byte }
            switch byte {
            case UInt8(ascii: "*"): continue
            case 0xA0 where previous == 0xC2:
                bare.removeLast()
                if !bare.isEmpty { bare.append(0x20) }
            case UInt8(ascii: ">") where bare.isEmpty, _ where isSpace(byte) && bare.isEmpty: continue
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): bare.append(byte | 0x20)
            // À to Þ.
            case 0x80...0x9E where previous == 0xC3: bare.append(byte | 0x20)
            default: bare.append(byte)
            }
        }
        while let last = bare.last, isSpace(last) { bare.removeLast() }
        return bare
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

    private static func isEmpty(_ line: Substring) -> Bool { line.utf8.allSatisfy(isSpace) || line.allSatisfy(\.isWhitespace) }

    private static let bareSeparators = separators.map { bare($0[...]) }

    private static func isSeparator(_ bare: Bare) -> Bool {
        bareSeparators.contains { separator in
            guard bare.count >= separator.count else { return false }
            return (0...(bare.count - separator.count)).contains { bare[$0] == separator[0] && bare[$0...].starts(with: separator) }
        }
    }

    /// RFC 3676 §4.3; programs that trim lines lose the space.
    private static func isSignature(_ line: Substring) -> Bool { line == "-- " || line == "--" || line == "-- \r" }

    private static let programs = ["enviado desde mi ", "enviado desde outlook", "obtener outlook para ", "sent from my ", "sent from outlook", "get outlook for "].map { Bare($0.utf8) }

    /// "Enviado desde mi iPhone": a short line of its own, after which the writer says no more.
    private static func isProgramsLine(at index: Int, _ lines: [Substring], _ bare: [Bare], lastOwn: Int) -> Bool {
        func isPrograms(_ index: Int) -> Bool { bare[index].count <= 80 && programs.contains(where: bare[index].starts) }
        guard isPrograms(index) else { return false }
        let below = (index + 1)..<min(index + 7, bare.count)
        guard let next = below.first(where: { !bare[$0].isEmpty }) else { return below.upperBound == bare.count }
        return !isPrograms(next) && startsQuote(at: next, lines, bare, lastOwn: lastOwn)
    }

    private static func isQuoted(_ line: Substring) -> Bool { line.utf8.first == UInt8(ascii: ">") }

    /// `---------- Forwarded message ---------`
    private static func isForwarded(_ bare: Bare) -> Bool {
        bare.starts(with: "--".utf8) && ["forwarded message", "mensaje reenviado", "mensaje reenviado original"].contains(withoutDashes(bare))
    }

    /// `-----Mensaje original-----`
    private static func isOriginalMessage(_ bare: Bare) -> Bool {
        guard bare.starts(with: "--".utf8), bare.suffix(2).elementsEqual("--".utf8) else { return false }
        return ["mensaje original", "original message", "mensaje enviado"].contains(withoutDashes(bare))
    }

    private static func withoutDashes(_ bare: Bare) -> String {
        func isDash(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "-") || byte == 0x20 }
        return String(decoding: bare.drop(while: isDash).reversed().drop(while: isDash).reversed(), as: UTF8.self)
    }

    private static let firstWords = ["el ", "en ", "on ", "le ", "em ", "am "].map { Bare($0.utf8) }
    private static let lastWords = ["escribió:", "wrote:", "a écrit :", "escreveu:", "schrieb:"].map { Bare($0.utf8) }

    /// `El lun, 2 mar 2026 a las 10:00, Ana (<ana@example.mx>) escribió:`, broken into as many as four lines.
    private static func isAttribution(at index: Int, _ bare: [Bare]) -> Bool {
        guard firstWords.contains(where: bare[index].starts) else { return false }
        var joined: Bare = []
        for line in bare[index..<min(index + 4, bare.count)] {
            if line.isEmpty { return false }
            joined += joined.isEmpty ? line : [0x20] + line
            if lastWords.contains(where: { joined.suffix($0.count).elementsEqual($0) }) {
                // A person may well write "El técnico escribió:"; a program gives a date or an address.
                return joined.contains { (0x30...0x39).contains($0) || $0 == UInt8(ascii: "@") }
            }
        }
        return false
    }

    private static let headerNames: [Set<String>] = [
        ["de", "from"], ["enviado", "enviado el", "sent", "fecha", "date"], ["para", "to"], ["asunto", "subject"], ["cc"],
    ]

    /// `De: … Enviado: … Para: … Asunto: …` as Outlook writes it, perhaps under a rule of underscores.
    private static func isHeaderBlock(at index: Int, _ bare: [Bare]) -> Bool {
        var start = index
        if bare[index].count >= 10, bare[index].allSatisfy({ $0 == UInt8(ascii: "_") }) {
            start += 1
            while start < bare.count, start < index + 3, bare[start].isEmpty { start += 1 }
        }
        guard start < bare.count, headerKind(bare[start]) == 0 else { return false }
        let kinds = bare[start..<min(start + 7, bare.count)].compactMap(headerKind)
        return Set(kinds).count >= 3
    }

    private static func headerKind(_ bare: Bare) -> Int? {
        guard let colon = bare.prefix(20).firstIndex(of: UInt8(ascii: ":")) else { return nil }
        let name = String(decoding: bare[..<colon], as: UTF8.self).trimmed
        return headerNames.firstIndex { $0.contains(name) }
    }

    /// Whether a line that is neither quoted nor empty, at the latest `lastOwn`, follows the quotation that begins here.
    private static func isAnsweredBelow(_ index: Int, _ lines: [Substring], _ lastOwn: Int) -> Bool {
        guard let quote = lines[index...].prefix(6).firstIndex(where: isQuoted) else { return false }
        return lastOwn > quote
    }
}
