/// An address that this house wrote: the only thing that may stand in `href`, `src` or `action`.
///
/// A link is made of *parts*, each percent-encoded, so a folio, a slug or a file name from outside can
/// neither leave its place in the path nor bring a scheme of its own.
struct Link: Sendable, Hashable {
    /// The finished address, percent-encoded, not yet escaped for HTML.
    let address: String

    private init(address: String) { self.address = address }

    /// A path of this installation: `Link("fel", "desk", "queue")` is `/fel/desk/queue`.
    init(_ parts: String...) { self.init(path: parts) }

    /// A path of this installation, with the query behind it.
    init(path parts: [String], query: [(name: String, value: String)] = []) {
        var path = parts.isEmpty ? "/" : ""
        for part in parts {
            path += "/"
            path += Link.encoded(part)
        }
        self.address = query.isEmpty ? path : path + Link.encodedQuery(query)
    }

    /// The same place below: `ticket / "closure"`.
    static func / (link: Link, part: String) -> Link {
        Link(address: (link.address == "/" ? "" : link.address) + "/" + encoded(part))
    }

    /// The same place with a query; a value of an existing name is not replaced.
    func with(_ query: [(name: String, value: String)]) -> Link {
        let more = Link.encodedQuery(query)
        guard address.contains("?"), !more.isEmpty else { return Link(address: address + more) }
        return Link(address: address + "&" + more.dropFirst())
    }

    /// The same page at one of its places: `/fel/policy#silence`.
    func at(_ id: String) -> Link { Link(address: address + Link.here(id).address) }

    /// A place inside the page: `#main`.
    static func here(_ id: String) -> Link { Link(address: "#" + encoded(id)) }

    /// The part of this page that live updates ask for again.
    var fragment: Link { with([("fragment", "1")]) }
}

// MARK: - Addresses outside of this installation

extension Link {
    /// A letter to an address.
    static func mail(to address: String) -> Link { Link(address: "mailto:" + encoded(address, keeping: "@")) }

    /// A call; everything but digits and a leading plus is dropped.
    static func call(_ number: String) -> Link {
        let plus = number.first == "+" ? "+" : ""
        return Link(address: "tel:" + plus + number.filter { $0.isASCII && $0.isNumber })
    }

    /// A page elsewhere, as a policy or a company writes it; `nil` unless it is plain `https` or `http`.
    static func outside(_ text: String) -> Link? {
        let lowered = text.lowercased()
        guard lowered.hasPrefix("https://") || lowered.hasPrefix("http://"),
            text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") })
        else { return nil }
        return Link(address: text)
    }
}

// MARK: - The portal, what clients see

extension Link {
    static func home(_ company: String) -> Link { Link(company) }
    static func requestForm(_ company: String) -> Link { Link(company, "requests", "new") }
    static func requests(_ company: String) -> Link { Link(company, "requests") }
    static func request(_ company: String, _ folio: String) -> Link { Link(company, "requests", folio) }
    static func myContracts(_ company: String) -> Link { Link(company, "contracts") }
    static func myQuote(_ company: String, _ number: String) -> Link { Link(company, "quotes", number) }
    static func preferences(_ company: String) -> Link { Link(company, "letters") }
    static func lookup(_ company: String) -> Link { Link(company, "lookup") }
    static func ourPolicy(_ company: String) -> Link { Link(company, "policy") }
    static func signIn(_ company: String) -> Link { Link(company, "session", "new") }
    static func session(_ company: String) -> Link { Link(company, "session") }
    static func signOut(_ company: String) -> Link { Link(company, "session", "end") }
    static func password(_ company: String) -> Link { Link(company, "password") }
    static func passwordLink(_ company: String) -> Link { Link(company, "password-link") }
}

// MARK: - The console, what agents see

extension Link {
    static func queue(_ company: String, _ filter: [(name: String, value: String)] = []) -> Link {
        Link(path: [company, "desk", "queue"], query: filter)
    }
    static func ticket(_ company: String, _ folio: String) -> Link { Link(company, "desk", "tickets", folio) }
    static func tickets(_ company: String) -> Link { Link(company, "desk", "tickets") }
    static func newTicket(_ company: String) -> Link { Link(company, "desk", "new-ticket") }
    static func notices(_ company: String) -> Link { Link(company, "desk", "notices") }
    static func outbox(_ company: String, _ filter: [(name: String, value: String)] = []) -> Link {
        Link(path: [company, "desk", "outbox"], query: filter)
    }
    static func letters(_ company: String) -> Link { Link(company, "desk", "letters") }
    static func mailboxes(_ company: String) -> Link { Link(company, "desk", "mailboxes") }
    static func people(_ company: String) -> Link { Link(company, "desk", "people") }
    static func policy(_ company: String) -> Link { Link(company, "desk", "policy") }
    static func closedDay(_ company: String) -> Link { Link(company, "desk", "policy", "closed-day") }
    static func proposals(_ company: String) -> Link { Link(company, "desk", "policy", "proposals") }
    static func proposal(_ company: String, _ version: Int64) -> Link { proposals(company) / "\(version)" }
    static func contracts(_ company: String) -> Link { Link(company, "desk", "contracts") }
    static func contract(_ company: String, _ number: String) -> Link { contracts(company) / number }
    static func sales(_ company: String) -> Link { Link(company, "desk", "sales") }
    static func quotes(_ company: String) -> Link { Link(company, "desk", "quotes") }
    static func quote(_ company: String, _ number: String) -> Link { quotes(company) / number }
    static func visits(_ company: String) -> Link { Link(company, "desk", "visits") }
    static func stream(_ company: String) -> Link { Link(company, "stream") }
}

// MARK: - Encoding

extension Link {
    private static func encodedQuery(_ query: [(name: String, value: String)]) -> String {
        guard !query.isEmpty else { return "" }
        return "?" + query.map { encoded($0.name) + "=" + encoded($0.value) }.joined(separator: "&")
    }

    /// RFC 3986: everything but the unreserved characters is encoded, so a part stays one part.
    /// A part of dots alone would climb; its dots are encoded, too.
    private static func encoded(_ part: String, keeping kept: String = "") -> String {
        let climbs = part == "." || part == ".."
        // Slugs, folios and our own words need nothing; that is nearly every part of every link.
        if !climbs, part.utf8.allSatisfy(isUnreserved) { return part }
        var address: [UInt8] = []
        for byte in part.utf8 {
            switch byte {
            case UInt8(ascii: ".") where climbs: address += percent(byte)
            case _ where isUnreserved(byte): address.append(byte)
            case _ where kept.utf8.contains(byte): address.append(byte)
            default: address += percent(byte)
            }
        }
        return String(decoding: address, as: UTF8.self)
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
            UInt8(ascii: "_"), UInt8(ascii: "~"): true
        default: false
        }
    }

    private static func percent(_ byte: UInt8) -> [UInt8] {
        let digits = Array("0123456789ABCDEF".utf8)
        return [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }
}
