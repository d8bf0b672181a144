import Crypto

/// The secret in a reply address, `soporte+SECRET@…`: it names the letter that is answered, and proves that whoever
/// answers has that letter, or was given its address.
///
/// It is derived, not stored: the letter's id, and 130 bits under a secret of the installation.
package enum ReplyKey {
    package static let secretName = "reply"
    private static let alphabet = Array("abcdefghijkmnpqrstuvwxyz23456789".utf8)  // 32 letters: five bits each
    private static let idLetters = 13, proofLetters = 26

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
        guard given.count == idLetters + proofLetters else { return nil }
        var bits: UInt64 = 0
        for letter in given[..<idLetters] {
            guard let value = alphabet.firstIndex(of: letter) else { return nil }
            bits = bits << 5 | UInt64(value)
        }
        let right = Array(word(for: Int64(bitPattern: bits), with: secret).utf8)
        // Looks at every letter, wherever the first difference is.
        let difference = zip(given, right).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) }
        return difference == 0 ? Int64(bitPattern: bits) : nil
    }

    private static func word(for mail: Int64, with secret: [UInt8]) -> String {
        let bits = UInt64(bitPattern: mail)
        let id = (0..<idLetters).map { alphabet[Int(bits >> (5 * UInt64(idLetters - 1 - $0)) & 31)] }
        let proof = Array(HMAC<SHA256>.authenticationCode(for: id, using: SymmetricKey(data: secret)))
        let letters = (0..<proofLetters).map { place in
            let bit = place * 5, byte = bit / 8
            let pair = UInt16(proof[byte]) << 8 | UInt16(proof[byte + 1])
            return alphabet[Int(pair >> UInt16(11 - bit % 8) & 31)]
        }
        return String(decoding: id + letters, as: UTF8.self)
    }
}
