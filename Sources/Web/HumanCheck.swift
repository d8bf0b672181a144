import Crypto
import Foundation
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

    /// A new challenge: `nonce.expiry`.
    func challenge() -> String {
        let nonce = (0..<16).map { _ in String(UInt8.random(in: 0...15), radix: 16) }.joined()
        return "\(nonce).\(Int(Date.now.timeIntervalSince1970 + Self.lifetime))"
    }

    func picture(of challenge: String) -> PictureCode {
        var generator = Generator(state: seed(of: challenge))
        return PictureCode(code: PictureCode.code(using: &generator), seed: generator.next())
    }

    func question(of challenge: String) -> WordsQuestion {
        WordsQuestion(seed: seed(of: challenge) >> 7)
    }

    /// Whether the answer fits, to the picture or to the question, in time and for the first time.
    func accepts(_ answer: String, to challenge: String) -> Bool {
        guard let expiry = challenge.split(separator: ".").last.flatMap({ TimeInterval($0) }),
              expiry > Date.now.timeIntervalSince1970, expiry < Date.now.timeIntervalSince1970 + Self.lifetime + 60,
              picture(of: challenge).matches(answer) || question(of: challenge).accepts(answer)
        else { return false }
        return used.withLock { used in
            if used.count > 10_000 { used = used.filter { $0.value > .now } }
            return used.updateValue(Date(timeIntervalSince1970: expiry), forKey: challenge) == nil
        }
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
