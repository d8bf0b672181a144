/// Somebody's mailbox: an optional display name and an address of plain shape.
///
/// Two addresses are equal when name and address are; compare `email` to know whether they are the same mailbox.
public struct Address: Hashable, Sendable {
    /// As people read it; never empty.
    public var name: String?
    /// Trimmed, its domain in lower case. The local part keeps its case, which is the receiving server's to judge.
    public private(set) var email: String

    /// - Returns: `nil` when `email` is not an address of plain shape: no quotes, comments, spaces or routes.
    public init?(name: String? = nil, email: some StringProtocol) {
        let text = GMime.normalised(email.trimmed)
        guard let at = text.lastIndex(of: "@") else { return nil }
        let local = text[..<at], domain = text[text.index(after: at)...].lowercased()
        guard Self.isLocal(local), Self.isDomain(domain), text.utf8.count <= 254 else { return nil }
        self.email = local + "@" + domain
        self.name = name.map { CleanText.line($0, limit: 200) }.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// Reads `ana@example.mx`, `<ana@example.mx>` or `Ana Ruiz <ana@example.mx>`.
    public init?(_ text: some StringProtocol) {
        let text = text.trimmed
        guard text.last == ">", let open = text.lastIndex(of: "<") else {
            self.init(email: text)
            return
        }
        let name = text[..<open].trimmed
        let isQuoted = name.count >= 2 && name.first == "\"" && name.last == "\""
        self.init(name: isQuoted ? String(name.dropFirst().dropLast()) : name, email: text[text.index(after: open)...].dropLast())
    }

    /// As it leaves: a domain in another script in its ASCII form, which every mail server takes. A local part in another script needs
    /// one that knows SMTPUTF8 whatever the domain is (RFC 6531), and is nobody's to change.
    public var wired: String {
        email.utf8.allSatisfy { $0 < 0x80 } ? email : GMime.asciiDomain(of: email) ?? email
    }

    /// What stands behind the `@`, in lower case.
    public var domain: String { String(email.split(separator: "@").last ?? "") }

    private static func isLocal(_ local: Substring) -> Bool {
        (1...64).contains(local.utf8.count) && local.first != "." && local.last != "." && local.unicodeScalars.allSatisfy {
            $0.isASCII ? isWordASCII($0) || "!#$%&'*+-/=?^_`{|}~.".unicodeScalars.contains($0) : isVisible($0)
        }
    }

    private static func isDomain(_ domain: String) -> Bool {
        let labels = domain.split(separator: ".", omittingEmptySubsequences: false)
        return labels.allSatisfy { label in
            (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
                && label.unicodeScalars.allSatisfy { $0.isASCII ? isWordASCII($0) || $0 == "-" || $0 == "_" : isVisible($0) }
        }
    }

    private static func isWordASCII(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
    }

    /// International mail addresses are legal (RFC 6531); what cannot be seen is not.
    private static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isAlphabetic || scalar.properties.numericType != nil || scalar.properties.isGraphemeExtend
    }
}

extension Address: CustomStringConvertible {
    public var description: String { name.map { "\($0) <\(email)>" } ?? email }
}
