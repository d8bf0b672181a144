import Crypto

/// The secret in the link by which a client answers a quote without signing in. It names the quote, and proves that whoever
/// has it was sent the letter.
///
/// Derived, not stored, like that of a reply address: the quote's id, and 256 bits under a secret of the installation. It is
/// good for one answer: what was answered, withdrawn or has expired says only so.
enum QuoteKey {
    static let secretName = "quotes"

    static func token(for quote: Int64, with secret: [UInt8]) -> String {
        "\(String(quote, radix: 36))-\(Array(proof(of: quote, with: secret)).hex)"
    }

    /// The quote that a token names.
    ///
    /// - Returns: `nil` unless the proof is whole and right.
    static func quote(in token: String, with secret: [UInt8]) -> Int64? {
        let parts = token.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].utf8.count <= 13, let id = Int64(parts[0], radix: 36), String(id, radix: 36) == parts[0] else { return nil }
        let given = Array(parts[1].utf8), right = Array(Array(proof(of: id, with: secret)).hex.utf8)
        guard given.count == right.count else { return nil }
        // Looks at every letter, wherever the first difference is.
        return zip(given, right).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0 ? id : nil
    }

    private static func proof(of quote: Int64, with secret: [UInt8]) -> HMAC<SHA256>.MAC {
        HMAC<SHA256>.authenticationCode(for: Array("quote \(quote)".utf8), using: SymmetricKey(data: secret))
    }
}
