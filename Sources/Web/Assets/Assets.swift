/// A file that every page may ask for: compiled into the executable, served under an address that holds its
/// content's hash, so that a browser may keep it for ever.
struct Asset: Sendable {
    let name: String
    let mediaType: String
    let bytes: [UInt8]
    /// 16 hexadecimal digits over the content.
    let hash: String

    /// `/assets/{hash}/{name}`.
    var link: Link { Link("assets", hash, name) }

    private init(_ name: String, _ mediaType: String, _ bytes: [UInt8]) {
        self.name = name
        self.mediaType = mediaType
        self.bytes = bytes
        self.hash = Asset.digits(of: bytes)
    }
}

extension Asset {
    static let stylesheet = Asset("ventanilla.css", "text/css; charset=utf-8", PackageResources.ventanilla_css)
    static let favicon = Asset("favicon.svg", "image/svg+xml", PackageResources.favicon_svg)
    /// In the order in which pages load them; each only improves a page that works without.
    static let scripts = [
        Asset("live.js", javascript, PackageResources.live_js),
        Asset("paste.js", javascript, PackageResources.paste_js),
        Asset("draft.js", javascript, PackageResources.draft_js),
        Asset("keys.js", javascript, PackageResources.keys_js),
        Asset("letter.js", javascript, PackageResources.letter_js),
    ]

    /// The asset at an address, or `nil`. An address of an older build finds the file of today: a page that
    /// was loaded before an update still gets its stylesheet. Only the right hash may be cached for ever.
    static func named(_ name: String) -> Asset? { all[name] }

    private static let all = Dictionary(
        uniqueKeysWithValues: ([stylesheet, favicon] + scripts).map { ($0.name, $0) })

    private static let javascript = "text/javascript; charset=utf-8"

    /// FNV-1a: it tells versions apart; nobody's safety rests on it.
    private static func digits(of bytes: [UInt8]) -> String {
        let hash = bytes.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
