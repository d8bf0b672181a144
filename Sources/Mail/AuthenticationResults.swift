/// What a mail server found out about a message's sender, as it wrote it into the message (RFC 8601).
struct AuthenticationResults {
    /// Who says it, in lower case. Anybody may write such a header: believe your own server's.
    let server: String
    /// `nil` when what follows the name breaks the grammar.
    let methods: [Method]?

    struct Method: Hashable {
        /// `dmarc`, `dkim`, `spf`.
        let name: String
        let result: String
        /// `header.from`, `header.d`, `smtp.mailfrom` and others, in lower case.
        var properties: [String: String] = [:]
    }

    /// - Returns: `nil` when it does not even tell who says it.
    init?(_ header: String) {
        guard header.utf8.count <= 20_000, let sections = Self.sections(header) else {
            // Its beginning may still name somebody: his words count, and say nothing.
            guard let name = header.split(whereSeparator: { $0.isWhitespace || $0 == ";" }).first, !name.contains("("), !name.contains("\"") else { return nil }
            (server, methods) = (name.lowercased(), nil)
            return
        }
        guard let name = sections.first?.first else { return nil }
        server = name.lowercased()
        methods = sections.dropFirst().compactMap(Method.init)
    }

    /// Words between semicolons, without comments; `a = b` is one word, quotations lose their marks.
    ///
    /// - Returns: `nil` when a comment or a quotation does not end.
    private static func sections(_ text: String) -> [[String]]? {
        var sections: [[String]] = [[]]
        var word: String?
        var depth = 0, isQuoted = false, isEscaped = false, joins = false
        func end() {
            if let ended = word { sections[sections.count - 1].append(ended) }
            word = nil
        }
        for character in text {
            if isEscaped {
                if depth == 0 { word = (word ?? "") + String(character) }
                isEscaped = false
            } else if character == "\\", isQuoted || depth > 0 {
                isEscaped = true
            } else if isQuoted {
                if character == "\"" { isQuoted = false } else { word = (word ?? "") + String(character) }
            } else if character == "(" {
                depth += 1
            } else if depth > 0 {
                if character == ")" { depth -= 1 }
            } else if character == "\"" {
                if !joins, word?.last != "=", word?.last != "@", word != nil, word?.isEmpty == false, word?.contains("=") == false { end() }
                (isQuoted, joins) = (true, false)
                word = word ?? ""
            } else if character == ";" {
                end()
                joins = false
                sections.append([])
            } else if character.isWhitespace {
                // Around an equals sign white space means nothing.
                if word?.last != "=" { joins = true }
            } else if character == "=" {
                word = (word ?? sections[sections.count - 1].popLast() ?? "") + "="
                joins = false
            } else {
                if joins { end() }
                joins = false
                word = (word ?? "") + String(character)
            }
        }
        guard depth == 0, !isQuoted, !isEscaped else { return nil }
        end()
        return sections
    }
}

extension AuthenticationResults.Method {
    /// `dkim=pass header.d=ejemplo.mx`; a version behind the name (`dkim/1`) says nothing more.
    fileprivate init?(_ words: [String]) {
        guard let first = words.first?.firstIndex(of: "=") else { return nil }
        let word = words[0]
        name = word[..<first].lowercased().split(separator: "/").first.map(String.init) ?? ""
        result = word[word.index(after: first)...].lowercased()
        for word in words.dropFirst() {
            guard let equals = word.firstIndex(of: "=") else { continue }
            let property = word[..<equals].lowercased()
            // The first counts: nobody adds another behind it.
            if properties[property] == nil { properties[property] = word[word.index(after: equals)...].lowercased() }
        }
    }

    /// The domain of a property that holds an address or a domain.
    fileprivate func domain(_ property: String) -> String? {
        properties[property]?.split(separator: "@").last.map(String.init)
    }
}

extension InboundMessage {
    /// The sender, if our mail server proved that the domain of his address sent the message: by DMARC, or by a signature
    /// or an envelope of the same domain, or of one above it.
    ///
    /// - Parameter server: the name under which our own mail server reports. Only its topmost report counts: what stands
    ///   below may have come with the message.
    public func provenSender(by server: String) -> Address? {
        guard let from, hasOneAuthor, !server.isEmpty else { return nil }
        for header in authenticationResults {
            guard let report = AuthenticationResults(header) else { return nil }
            guard report.server == server.lowercased() else { continue }
            return report.proves(from.domain) ? from : nil
        }
        return nil
    }

    /// Whether our mail server says anything of what it found out about the sender.
    public func isReported(by server: String) -> Bool {
        authenticationResults.contains { AuthenticationResults($0)?.server == server.lowercased() }
    }
}

extension AuthenticationResults {
    fileprivate func proves(_ domain: String) -> Bool {
        guard let methods else { return false }
        let dmarc = methods.filter { $0.name == "dmarc" }
        if dmarc.contains(where: { ["fail", "permerror", "temperror"].contains($0.result) }) { return false }
        return methods.contains { method in
            guard method.result == "pass" else { return false }
            return switch method.name {
            case "dmarc": method.domain("header.from") == domain
            case "dkim": method.domain("header.d").map { Self.isAligned($0, with: domain) } ?? false
            case "spf": method.domain("smtp.mailfrom").map { Self.isAligned($0, with: domain) } ?? false
            default: false
            }
        }
    }

    /// The same domain, or one above it. A domain below may belong to somebody else, and is not enough.
    private static func isAligned(_ proven: String, with domain: String) -> Bool {
        proven == domain || (proven.contains(".") && domain.hasSuffix("." + proven))
    }
}
