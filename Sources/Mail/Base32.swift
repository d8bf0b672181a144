/// Numbers and bits as letters that survive a change of case and are hard to misread: five bits each.
public enum Base32 {
    public static let alphabet = Array("abcdefghijkmnpqrstuvwxyz23456789".utf8)
    /// Letters of a number.
    public static let length = 13

    public static func letters(of number: Int64) -> [UInt8] {
        let bits = UInt64(bitPattern: number)
        return (0..<length).map { alphabet[Int(bits >> (5 * UInt64(length - 1 - $0)) & 31)] }
    }

    /// - Returns: `nil` for anything that `letters(of:)` never gives.
    public static func number(in letters: some Collection<UInt8>) -> Int64? {
        guard letters.count == length else { return nil }
        var bits: UInt64 = 0
        for letter in letters {
            guard let value = alphabet.firstIndex(of: letter), bits >> 59 == 0 else { return nil }
            bits = bits << 5 | UInt64(value)
        }
        return Int64(bitPattern: bits)
    }
}
