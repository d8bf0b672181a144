/// Identifiers of messages, everywhere in this module without their angle brackets.
public enum MessageID {
    /// A new identifier under our domain. Its 128 random bits cannot be guessed, so that a reply that names it
    /// proves that its sender was sent the message.
    public static func make(domain: String, using random: inout some RandomNumberGenerator) -> String {
        let alphabet = Array("abcdefghijkmnpqrstuvwxyz23456789".utf8)  // 32 letters: five bits each
        var bits: UInt64 = 0
        let word = (0..<26).map { place in
            if place % 12 == 0 { bits = random.next() }
            defer { bits >>= 5 }
            return alphabet[Int(bits & 31)]
        }
        return String(decoding: word, as: UTF8.self) + "@" + domain
    }

    /// A new identifier from the system's random numbers.
    public static func make(domain: String) -> String {
        var random = SystemRandomNumberGenerator()
        return make(domain: domain, using: &random)
    }

    /// Whether it can stand in a header: `left@right`, visible ASCII, at most 250 characters.
    static func isLegal(_ id: String) -> Bool {
        let halves = id.split(separator: "@", omittingEmptySubsequences: false)
        return halves.count == 2 && halves.allSatisfy { !$0.isEmpty } && id.utf8.count <= 250
            && id.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "<") && $0 != UInt8(ascii: ">") }
    }
}
