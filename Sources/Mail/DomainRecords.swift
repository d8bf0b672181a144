/// What a domain publishes about who may send mail in its name: the first that receivers look at.
public struct DomainRecords: Sendable {
    /// The records of SPF (RFC 7208): one is right, none says nothing, of several none counts.
    public let spf: [String]
    /// The records of DMARC (RFC 7489): one is right.
    public let dmarc: [String]
    /// Where those are published: the domain or one above it.
    public let dmarcDomain: String
    /// Whether they are those of a domain above.
    public let isInherited: Bool

    /// - Throws: `MailServerFailure` of the name server.
    public static func published(by domain: String, asking server: NameServer) async throws(MailServerFailure) -> DomainRecords {
        let spf = try await server.texts(of: domain).filter { $0.lowercased() == "v=spf1" || $0.lowercased().hasPrefix("v=spf1 ") }
        var place = domain
        while true {
            let dmarc = try await server.texts(of: "_dmarc." + place).filter { $0.lowercased().hasPrefix("v=dmarc1") }
            let above = place.drop { $0 != "." }.dropFirst()
            guard dmarc.isEmpty, above.contains(".") else {
                return DomainRecords(spf: spf, dmarc: dmarc, dmarcDomain: dmarc.isEmpty ? domain : place, isInherited: !dmarc.isEmpty && place != domain)
            }
            place = String(above)
        }
    }

    /// What receivers shall do with mail that fails: `none`, `quarantine`, `reject`; `nil` where that is not said. A domain below
    /// the one that publishes it has `sp`, where that is said (RFC 7489 §6.3).
    public var dmarcPolicy: String? {
        guard dmarc.count == 1 else { return nil }
        let tags = dmarc[0].split(separator: ";").map { $0.split(separator: "=", maxSplits: 1).map { $0.filter { !$0.isWhitespace }.lowercased() } }
        func tag(_ name: String) -> String? { tags.first { $0.count == 2 && $0[0] == name }?[1] }
        guard let policy = tag("p") else { return nil }
        return isInherited ? tag("sp") ?? policy : policy
    }
}
