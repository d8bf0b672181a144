/// Identifiers of messages, everywhere in this module without their angle brackets.
public enum MessageID {
    private static let randomLetters = 26

    /// A new identifier under our domain for one of our messages. Its number can be read from it; the 130 random bits behind
    /// cannot be guessed, so that a reply that names it proves that its sender was sent the message.
    public static func make(for number: Int64, domain: String, using random: inout some RandomNumberGenerator) -> String {
        var bits: UInt64 = 0
        let word = (0..<randomLetters).map { place in
            if place % 12 == 0 { bits = random.next() }
            defer { bits >>= 5 }
            return Base32.alphabet[Int(bits & 31)]
        }
        return String(decoding: Base32.letters(of: number) + word, as: UTF8.self) + "@" + domain
    }

    /// A new identifier from the system's random numbers.
    public static func make(for number: Int64, domain: String) -> String {
        var random = SystemRandomNumberGenerator()
        return make(for: number, domain: domain, using: &random)
    }

    /// The number of our message that has this identifier, if it is ours: whoever has the number compares the whole.
    public static func number(in id: String) -> Int64? {
        let word = id.utf8.prefix { $0 != UInt8(ascii: "@") }
        guard word.count == Base32.length + randomLetters else { return nil }
        return Base32.number(in: word.prefix(Base32.length))
    }

    /// Whether it can stand in a header: `left@right`, visible ASCII, at most 250 characters.
    static func isLegal(_ id: String) -> Bool {
        let halves = id.split(separator: "@", omittingEmptySubsequences: false)
        return halves.count == 2 && halves.allSatisfy { !$0.isEmpty } && id.utf8.count <= 250
            && id.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "<") && $0 != UInt8(ascii: ">") }
    }
}
