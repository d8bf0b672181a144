import Storage
import Synchronization

/// Who holds which token or session, and which policy a company has in force, for a moment: every request asks, and the
/// answer rarely changes. What this process changes it forgets at once; what another changed it learns within `lifetime`.
final class AccessCache: Sendable {
    private enum Key: Hashable {
        case token(String, slug: String?)
        case session(String, slug: String)
        case company(String)
    }

    private struct Known {
        let value: any Sendable
        let until: ContinuousClock.Instant
    }

    private static let lifetime: Duration = .seconds(2)
    /// More than this at once, and all is forgotten: a bound, not a working set.
    private static let most = 20_000

    private let known = Mutex<[Key: Known]>([:])

    func token<Value: Sendable>(_ token: String, slug: String?, _ ask: () async throws -> Value?) async throws -> Value? {
        try await value(.token(token, slug: slug), ask)
    }

    func session<Value: Sendable>(_ token: String, slug: String, _ ask: () async throws -> Value?) async throws -> Value? {
        try await value(.session(token, slug: slug), ask)
    }

    func company<Value: Sendable>(_ slug: String, _ ask: () async throws -> Value?) async throws -> Value? {
        try await value(.company(slug), ask)
    }

    func forgetAll() {
        known.withLock { $0 = [:] }
    }

    /// What is known, or else what `ask` answers. That there is nothing is never remembered.
    private func value<Value: Sendable>(_ key: Key, _ ask: () async throws -> Value?) async throws -> Value? {
        let now = ContinuousClock.now
        if let known = known.withLock({ $0[key] }), known.until > now, let value = known.value as? Value { return value }
        guard let value = try await ask() else { return nil }
        known.withLock { known in
            if known.count >= Self.most { known = [:] }
            known[key] = Known(value: value, until: now + Self.lifetime)
        }
        return value
    }
}
