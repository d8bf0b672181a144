import Crypto
import CryptoExtras
import Foundation

/// Passwords as they are kept: scrypt with a salt of their own, `scrypt$N$r$p$salt$key` in hexadecimal.
enum Password {
    private static let (rounds, blockSize, parallelism) = (1 << 15, 8, 1)
    static let shortest = 10
    static let longest = 200

    static func hash(_ password: String) throws -> String {
        let salt = Secret.random(16)
        let key = try derive(password, salt: salt, rounds: rounds, blockSize: blockSize, parallelism: parallelism)
        return "scrypt$\(rounds)$\(blockSize)$\(parallelism)$\(salt.hex)$\(key.hex)"
    }

    /// Whether it is the password that was kept. Takes the same time for somebody who has none.
    static func matches(_ password: String, _ kept: String?) -> Bool {
        let parts = (kept ?? nobody).split(separator: "$").map(String.init)
        guard parts.count == 6, let rounds = Int(parts[1]), let blockSize = Int(parts[2]), let parallelism = Int(parts[3]),
              let salt = [UInt8](hex: parts[4]), let expected = [UInt8](hex: parts[5]), password.utf8.count <= longest * 4,
              let key = try? derive(password, salt: salt, rounds: rounds, blockSize: blockSize, parallelism: parallelism)
        else { return false }
        return zip(key, expected).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0 && key.count == expected.count && kept != nil
    }

    private static let nobody = "scrypt$\(1 << 15)$8$1$00000000000000000000000000000000$00"

    private static func derive(_ password: String, salt: [UInt8], rounds: Int, blockSize: Int, parallelism: Int) throws -> [UInt8] {
        let key = try KDF.Scrypt.deriveKey(
            from: Data(password.precomposedStringWithCanonicalMapping.utf8), salt: salt, outputByteCount: 32,
            rounds: rounds, blockSize: blockSize, parallelism: parallelism)
        return key.withUnsafeBytes { Array($0) }
    }
}

extension [UInt8] {
    init?(hex: String) {
        let digits = hex.utf8.compactMap { Character(Unicode.Scalar($0)).hexDigitValue.map(UInt8.init) }
        guard digits.count == hex.utf8.count, digits.count % 2 == 0 else { return nil }
        self = stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }
}
