import Crypto
import Glibc

/// Random bytes and what is made of them: session and API tokens, one-time links. Only digests are stored.
package enum Secret {
    /// At most 256 bytes: one system call gives them, and cannot fail.
    static func random(_ count: Int) -> [UInt8] {
        precondition(count <= 256, "one system call gives 256 random bytes")
        return [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            guard getentropy(buffer.baseAddress, count) == 0 else { fatalError("the system has no random bytes") }
            filled = count
        }
    }

    /// 256 random bits, as text for a cookie or an URL.
    package static func token() -> String {
        random(32).hex
    }

    /// What is stored of a token.
    static func digest(_ token: String) -> [UInt8] {
        Array(SHA256.hash(data: Array(token.utf8)))
    }
}

extension [UInt8] {
    /// Lower-case hexadecimal digits.
    package var hex: String {
        let digits = Array("0123456789abcdef".utf8)
        return String(unsafeUninitializedCapacity: count * 2) { buffer in
            for (index, byte) in self.enumerated() {
                buffer[index * 2] = digits[Int(byte >> 4)]
                buffer[index * 2 + 1] = digits[Int(byte & 15)]
            }
            return self.count * 2
        }
    }
}

/// Secret random numbers, fetched from the system in one go.
struct SecretBytes: RandomNumberGenerator {
    private var bytes = Secret.random(256)
    private var used = 0

    mutating func next() -> UInt64 {
        if used == bytes.count { (bytes, used) = (Secret.random(256), 0) }
        defer { used += 8 }
        return bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: used, as: UInt64.self) }
    }
}
