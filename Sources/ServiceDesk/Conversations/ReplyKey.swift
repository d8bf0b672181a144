import Crypto
import Mail

/// The secret in a reply address, `soporte+SECRET@…`: it names the letter that is answered, and proves that whoever
/// answers has that letter, or was given its address.
///
/// It is derived, not stored: the letter's id, and 130 bits under a secret of the installation.
package enum ReplyKey {
    package static let secretName = "reply"
    private static let proofLetters = 26

    /// `soporte@intecnia.example` for one letter.
    ///
    /// - Returns: `nil` when the address would be longer than mail allows.
    package static func address(_ mailbox: String, for mail: Int64, with secret: [UInt8]) -> String? {
        let parts = mailbox.split(separator: "@")
        guard parts.count == 2 else { return nil }
        let local = parts[0] + "+" + word(for: mail, with: secret)
        return local.utf8.count <= 64 ? local + "@" + parts[1] : nil
    }

    /// The letter that an address names.
    ///
    /// - Returns: `nil` unless the secret is whole and right. Servers on the way may change its case.
    package static func mail(in address: String, with secret: [UInt8]) -> Int64? {
        guard let local = address.split(separator: "@").first, let plus = local.lastIndex(of: "+") else { return nil }
        let given = Array(local[local.index(after: plus)...].lowercased().utf8)
        guard given.count == Base32.length + proofLetters, let mail = Base32.number(in: given.prefix(Base32.length)) else { return nil }
        let right = Array(word(for: mail, with: secret).utf8)
        // Looks at every letter, wherever the first difference is.
        let difference = zip(given, right).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) }
        return difference == 0 ? mail : nil
    }

    private static func word(for mail: Int64, with secret: [UInt8]) -> String {
        let id = Base32.letters(of: mail)
        let proof = Array(HMAC<SHA256>.authenticationCode(for: id, using: SymmetricKey(data: secret)))
        let letters = (0..<proofLetters).map { place in
            let bit = place * 5, byte = bit / 8
            let pair = UInt16(proof[byte]) << 8 | UInt16(proof[byte + 1])
            return Base32.alphabet[Int(pair >> UInt16(11 - bit % 8) & 31)]
        }
        return String(decoding: id + letters, as: UTF8.self)
    }
}
