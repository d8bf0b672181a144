import Crypto

/// The secret in the link by which a series is switched off without signing in (RFC 8058). It names the person and the series,
/// and proves that whoever has it was sent one of its letters.
///
/// Derived, not stored. It works as long as the series goes on: a mail program may use it years later, more than once.
package enum LetterKey {
    package static let secretName = "letters"

    /// - Parameter series: `nil`: all that is told together.
    package static func token(for person: Int64, _ series: LetterSeries?, with secret: [UInt8]) -> String {
        "\(name(person, series))-\(Array(proof(of: name(person, series), with: secret)).hex)"
    }

    /// Whom and what a token names.
    ///
    /// - Returns: `nil` unless the proof is whole and right.
    package static func reading(_ token: String, with secret: [UInt8]) -> (person: Int64, series: LetterSeries?)? {
        let parts = token.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].utf8.count <= 13, let person = Int64(parts[0], radix: 36) else { return nil }
        let series = LetterSeries(rawValue: String(parts[1]))
        let name = name(person, series)
        let given = Array(token.utf8), right = Array("\(name)-\(Array(proof(of: name, with: secret)).hex)".utf8)
        guard given.count == right.count else { return nil }
        // Looks at every letter, wherever the first difference is.
        return zip(given, right).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0 ? (person, series) : nil
    }

    private static func name(_ person: Int64, _ series: LetterSeries?) -> String {
        "\(String(person, radix: 36))-\(series?.rawValue ?? "digest")"
    }

    private static func proof(of name: String, with secret: [UInt8]) -> HMAC<SHA256>.MAC {
        HMAC<SHA256>.authenticationCode(for: Array("letters \(name)".utf8), using: SymmetricKey(data: secret))
    }
}
