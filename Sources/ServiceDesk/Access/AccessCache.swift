import Storage
import Synchronization

/// Who holds which token or session, which policy a company has in force, and who works there, for a moment: every request
/// asks, and the answer rarely changes. What this process changes it forgets at once; what another changed it learns within `lifetime`.
final class AccessCache: Sendable {
    private enum Key: Hashable {
        case token(String, slug: String?)
        case session(String, slug: String)
        case company(String)
        case staff(company: Int64)
        case preferences(company: Int64)
        case letters(company: Int64)
    }

    private struct Known {
        let value: any Sendable
        let until: ContinuousClock.Instant
    }

    private static let lifetime: Duration = .seconds(2)
    /// More than this at once, and all is forgotten: a bound, not a working set.
    private static let most = 20_000

    private let known = Mutex<[Key: Known]>([:])
    /// The letters of each company as they were last compiled.
    private let books = Mutex<[Int64: LetterBook]>([:])

    func token<Value: Sendable>(_ token: String, slug: String?, _ ask: () async throws -> Value?) async throws -> Value? {
        try await value(.token(token, slug: slug), ask)
    }

    func session<Value: Sendable>(_ token: String, slug: String, _ ask: () async throws -> Value?) async throws -> Value? {
        try await value(.session(token, slug: slug), ask)
    }

    func company<Value: Sendable>(_ slug: String, _ ask: () async throws -> Value?) async throws -> Value? {
        try await value(.company(slug), ask)
    }

    /// Asked within a transaction, which does not wait.
    func staff(of company: Int64, _ ask: () throws -> [Person]) throws -> [Person] {
        if let known: [Person] = value(.staff(company: company)) { return known }
        let staff = try ask()
        keep(staff, for: .staff(company: company))
        return staff
    }

    /// What the staff wants to receive; asked within a transaction.
    func preferences(of company: Int64, _ ask: () throws -> [Int64: LetterPreferences]) throws -> [Int64: LetterPreferences] {
        if let known: [Int64: LetterPreferences] = value(.preferences(company: company)) { return known }
        let preferences = try ask()
        keep(preferences, for: .preferences(company: company))
        return preferences
    }

    /// A company's own letters; asked within a transaction.
    ///
    /// - Parameter ask: is given what was known before, which it may find unchanged.
    func letters(of company: Int64, _ ask: (LetterBook?) throws -> LetterBook) throws -> LetterBook {
        if let known: LetterBook = value(.letters(company: company)) { return known }
        let book = try ask(books.withLock { $0[company] })
        books.withLock { $0[company] = book }
        keep(book, for: .letters(company: company))
        return book
    }

    func forgetAll() {
        known.withLock { $0 = [:] }
    }

    /// What is known, or else what `ask` answers. That there is nothing is never remembered.
    private func value<Value: Sendable>(_ key: Key, _ ask: () async throws -> Value?) async throws -> Value? {
        if let known: Value = value(key) { return known }
        guard let value = try await ask() else { return nil }
        keep(value, for: key)
        return value
    }

    private func value<Value: Sendable>(_ key: Key) -> Value? {
        guard let known = known.withLock({ $0[key] }), known.until > .now else { return nil }
        return known.value as? Value
    }

    private func keep(_ value: some Sendable, for key: Key) {
        known.withLock { known in
            if known.count >= Self.most { known = [:] }
            known[key] = Known(value: value, until: .now + Self.lifetime)
        }
    }
}
