import Crypto
import Foundation
import ServiceDesk
import Synchronization

/// The human check of a public form (FEL-20). The form carries a challenge, signed and dated; the picture and the question
/// in words are made from it and our secret, so that any node can ask and any can check, and nothing is stored.
final class HumanCheck: Sendable {
    /// Seconds in which a form has to be sent.
    private static let lifetime: TimeInterval = 3_600

    private let secret: SymmetricKey
    /// Challenges that were answered here: each counts once.
    private let used = Mutex<[String: Date]>([:])

    init(secret: SymmetricKey) {
        self.secret = secret
    }

    /// A new challenge for one browser: `nonce.expiry.signature`.
    func challenge(for visitor: String) -> String {
        let nonce = (0..<16).map { _ in String(UInt8.random(in: 0...15), radix: 16) }.joined()
        let body = "\(nonce).\(Int(Date.now.timeIntervalSince1970 + Self.lifetime))"
        return "\(body).\(signature(body, visitor))"
    }

    private func signature(_ body: String, _ visitor: String) -> String {
        Array(HMAC<SHA256>.authenticationCode(for: Array("challenge \(body) \(visitor)".utf8), using: secret)).prefix(16).map { $0 }.hex
    }

    func picture(of challenge: String) -> PictureCode {
        var generator = Generator(state: seed(of: challenge))
        return PictureCode(code: PictureCode.code(using: &generator), seed: generator.next())
    }

    func question(of challenge: String) -> WordsQuestion {
        WordsQuestion(seed: seed(of: challenge) >> 7)
    }

    /// Whether the answer fits, to the picture or to the question, of a challenge that we gave to this browser, in time and
    /// at the first try: a wrong answer uses it up, too.
    func accepts(_ answer: String, to challenge: String, of visitor: String) -> Bool {
        let parts = challenge.split(separator: ".").map(String.init)
        guard parts.count == 3, let expiry = TimeInterval(parts[1]), expiry > Date.now.timeIntervalSince1970,
              signature("\(parts[0]).\(parts[1])", visitor) == parts[2]
        else { return false }
        let isFirst = used.withLock { used in
            if used.count > 10_000 { used = used.filter { $0.value > .now } }
            return used.updateValue(Date(timeIntervalSince1970: expiry), forKey: challenge) == nil
        }
        return isFirst && (picture(of: challenge).matches(answer) || question(of: challenge).accepts(answer))
    }

    private func seed(of challenge: String) -> UInt64 {
        let code = HMAC<SHA256>.authenticationCode(for: Array("human \(challenge)".utf8), using: secret)
        return Array(code).prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// SplitMix64: the same challenge, the same picture.
    private struct Generator: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9e37_79b9_7f4a_7c15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
            return mixed ^ (mixed >> 31)
        }
    }
}
