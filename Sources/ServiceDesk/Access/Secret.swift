import Crypto

/// Random bytes and what is made of them: session and API tokens, one-time links. Only digests are stored.
package enum Secret {
    static func random(_ count: Int) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        // Eight bytes a system call.
        return (0..<(count + 7) / 8).flatMap { _ in withUnsafeBytes(of: generator.next(), Array.init) }.prefix(count).map { $0 }
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
