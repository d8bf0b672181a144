import ServiceDesk
import Synchronization

/// How often somebody may try: buckets that refill, per node, on a clock that nobody can set. Counted outside of any
/// transaction, so that a flood costs no write.
final class RateLimits: Sendable {
    /// What is limited: how many at once, and how many seconds until one more.
    enum Limit: Hashable, Sendable {
        case signIn, signInAnywhere, form, lookUp, passwordLink, simulation
        /// A program with its token: so many requests a second, and ten seconds' worth at once.
        case api(perSecond: Int)
        /// Requests to the API with no token, or one that is none here.
        case wrongToken

        var burst: Double {
            switch self {
            case .signIn: 10
            case .signInAnywhere: 60
            case .form: 30
            case .lookUp, .passwordLink, .simulation: 10
            case .api(let rate): Double(rate) * 10
            case .wrongToken: 20
            }
        }

        var secondsEach: Double {
            switch self {
            case .signIn: 30
            case .signInAnywhere: 5
            case .form: 20
            case .lookUp, .passwordLink: 60
            case .simulation: 10
            case .api(let rate): 1 / Double(rate)
            case .wrongToken: 5
            }
        }
    }

    private struct Key: Hashable {
        let limit: Limit
        let who: String
    }

    private struct Bucket {
        var tokens: Double
        var filledAt: ContinuousClock.Instant
    }

    /// More visitors at once than this, and those who have not come for a while are forgotten; if that is not enough, all.
    private static let mostBuckets = 50_000

    private let buckets = Mutex<[Key: Bucket]>([:])

    /// Forgets the tries of somebody who has proved who he is.
    func forgive(_ limit: Limit, of who: String) {
        buckets.withLock { $0[Key(limit: limit, who: who)] = nil }
    }

    /// Takes one try.
    ///
    /// - Throws: `.tooMany` with the seconds to wait.
    func take(_ limit: Limit, of who: String) throws {
        let now = ContinuousClock.now
        let wait: Double? = buckets.withLock { buckets in
            if buckets.count > Self.mostBuckets {
                buckets = buckets.filter { now - $0.value.filledAt < .seconds(600) }
                // Else every further request would look through them.
                if buckets.count > Self.mostBuckets / 2 { buckets = [:] }
            }
            let key = Key(limit: limit, who: who)
            var bucket = buckets[key] ?? Bucket(tokens: limit.burst, filledAt: now)
            bucket.tokens = min(limit.burst, bucket.tokens + (now - bucket.filledAt) / .seconds(1) / limit.secondsEach)
            bucket.filledAt = now
            defer { buckets[key] = bucket }
            guard bucket.tokens >= 1 else { return (1 - bucket.tokens) * limit.secondsEach }
            bucket.tokens -= 1
            return nil
        }
        if let wait { throw DeskError.tooMany(retryAfter: Int(wait.rounded(.up))) }
    }
}
