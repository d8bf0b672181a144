/// Why a program thinks twice before it answers a message by itself, although a person may have written it.
///
/// None of it says anything of what the message says: an answer to our letter is one, whatever handed it on.
public enum Caution: String, Hashable, Sendable, CaseIterable {
    /// The same went to many, as a newsletter does.
    case bulk
    /// A list or a group handed it on (RFC 2919, RFC 2369): its writer may be answered, the list never.
    case list
    /// Its address is one that programs use, such as `noreply@` or `notificaciones@`; some people write from there, too.
    case machineSender = "machine_sender"

    /// - Returns: `nil` where nothing tells it from a person's mail.
    init?(headers: [MIMEHeader], from: Address?) {
        // A list to which people write says where (RFC 2369 §3.4).
        let place = headers.keyword("list-post").map { !$0.hasPrefix("no") }
        let isList = headers["list-id"] != nil || place == true || headers.hasPrecedence(["list"])
        let isLeft = headers["list-unsubscribe"] != nil
        let isLeftByClick = headers["list-unsubscribe-post"] != nil
        if headers.hasPrecedence(["bulk", "junk"]) || place == false || isLeft && !isList || isLeftByClick && place == nil {
            self = .bulk
        } else if isList {
            self = .list
        } else if let from, Self.isMachine(from.email) {
            self = .machineSender
        } else {
            return nil
        }
    }

    /// Nobody reads what is sent to `do_not_reply@`, `noreply-facturas@`, `bounces+123@`.
    private static func isMachine(_ email: String) -> Bool {
        let local = email.lowercased().prefix { $0 != "@" }
        let letters = local.filter(\.isLetter)
        if ["noreply", "donotreply", "noresponder", "noresponda", "nocontestar"].contains(where: letters.contains) { return true }
        let first = local.prefix(while: \.isLetter)
        return ["bounce", "bounces", "postmaster", "notification", "notifications", "notificacion", "notificaciones"].contains { $0 == first }
    }
}

extension InboundMessage {
    /// Whether an address leads to the list through which the message came: nobody is answered there.
    public func isOfList(_ address: Address) -> Bool { listAddresses.contains(address.email.lowercased()) }

    /// Where mail to a list goes, in lower case: what it says itself, and what its name may stand for (`soporte.fel.example`).
    static func listAddresses(_ headers: [MIMEHeader]) -> Set<String> {
        let places = inBrackets(headers["list-post"]).compactMap { place -> String? in
            guard place.lowercased().hasPrefix("mailto:") else { return nil }
            return place.dropFirst("mailto:".count).prefix { $0 != "?" }.description
        }
        let labels = (inBrackets(headers["list-id"]).last ?? headers["list-id"]?.text.trimmed ?? "").split(separator: ".").prefix(10)
        let names = labels.indices.dropFirst().map { labels[..<$0].joined(separator: ".") + "@" + labels[$0...].joined(separator: ".") }
        return Set((places + names).compactMap { Address(email: $0)?.email.lowercased() })
    }

    private static func inBrackets(_ header: MIMEHeader?) -> [String] {
        guard let header else { return [] }
        let parts = header.text.prefix(2_000).split(separator: "<", omittingEmptySubsequences: false).dropFirst()
        return parts.prefix(10).map { part in part.prefix { $0 != ">" }.trimmed }
    }

    /// Who wrote what a list hands on under its own address, because it may not write in his name (DMARC): it says so elsewhere.
    /// Where mail is answered may be anybody's, so that counts only where nothing says who wrote it, in whatever order they stand.
    static func writer(_ headers: [MIMEHeader], notAmong list: Set<String>) -> Address? {
        (addresses(headers, "x-original-from") + addresses(headers, "reply-to")).first { !list.contains($0.email.lowercased()) }
    }
}
