/// Bytes of a text part as a string, whatever charset they claim and whatever they are.
enum Charset {
    /// The claimed charset if the bytes are in it; else UTF-8 if they are that; else Windows-1252, in which every
    /// byte is something.
    static func decode(_ bytes: [UInt8], as claimed: String?) -> (text: String, problem: Problem?) {
        // Some programs write `charset="charset=us-ascii"`.
        let name = (claimed ?? "").trimmed.lowercased().split(separator: "=").last.map { $0.filter { $0 != "\"" } } ?? ""
        switch name {
        case "", "us-ascii", "ascii", "utf-8", "utf8":
            // A mark of byte order says more than a missing or careless label.
            if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]), let (text, bad) = GMime.decode(bytes, charset: "utf-16"), bad == 0 {
                return (text, nil)
            }
            if let text = String(validating: bytes, as: UTF8.self) { return (text, nil) }
            return (windows1252(bytes), .wrongCharset(name.isEmpty ? "us-ascii" : name))
        case "iso-8859-1", "latin1", "windows-1252", "cp1252":
            // Mail that says Latin-1 and holds bytes 80–9F means Windows-1252, as browsers know.
            return (windows1252(bytes), nil)
        default:
            guard let (text, unreadable) = GMime.decode(bytes, charset: name) else {
                return (fallback(bytes), .unknownCharset(CleanText.line(name, limit: 60)))
            }
            // A stray byte spoils a character; many of them mean that the label lies.
            if unreadable * 20 > bytes.count { return (fallback(bytes), .wrongCharset(name)) }
            return (text, unreadable > 0 ? .wrongCharset(name) : nil)
        }
    }

    /// What an HTML document says of itself, as browsers look for it: within its first kilobyte or two.
    static func named(inHTML bytes: [UInt8]) -> String? {
        let head = String(decoding: bytes.prefix(2_048), as: UTF8.self).lowercased()
        var rest = head[...]
        while let tag = rest.firstRange(of: "<meta") {
            rest = rest[tag.upperBound...]
            guard let name = rest.prefix(while: { $0 != ">" }).firstRange(of: "charset=") else { continue }
            let value = rest[name.upperBound...].drop { $0 == "\"" || $0 == "'" || $0 == " " }.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || "-_:".contains($0)) }
            // Whoever can read this far is in no charset of two bytes.
            return value.isEmpty || value.hasPrefix("utf-16") ? nil : String(value)
        }
        return nil
    }

    private static func fallback(_ bytes: [UInt8]) -> String {
        String(validating: bytes, as: UTF8.self) ?? windows1252(bytes)
    }

    private static func windows1252(_ bytes: [UInt8]) -> String {
        var scalars = String.UnicodeScalarView()
        for byte in bytes { scalars.append((0x80...0x9F).contains(byte) ? upper[Int(byte) - 0x80] : Unicode.Scalar(byte)) }
        return String(scalars)
    }

    private static let upper: [Unicode.Scalar] = [
        "€", "\u{81}", "‚", "ƒ", "„", "…", "†", "‡", "ˆ", "‰", "Š", "‹", "Œ", "\u{8D}", "Ž", "\u{8F}",
        "\u{90}", "‘", "’", "“", "”", "•", "–", "—", "˜", "™", "š", "›", "œ", "\u{9D}", "ž", "Ÿ",
    ]
}
