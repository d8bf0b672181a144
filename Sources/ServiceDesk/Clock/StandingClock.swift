import BusinessTime
import Storage
import Synchronization

/// A clock that stands until it is moved, kept in the database, so that every command beside the desk uses it.
/// Tests, demonstrations and trainings live through weeks with it.
extension Desk {
    /// Stands the clock at an instant.
    ///
    /// Companies may have been founded after it: a desk is set up today to live through last March.
    ///
    /// - Throws: `.conflict` when something already happened to a ticket, a contract or a quote after it.
    package func standClock(at instant: Instant) async throws {
        try await database.write { sql in
            let tickets: Instant? = try sql.value("SELECT MAX(last_entry_at) FROM ticket")
            let contracts: Instant? = try sql.value("SELECT MAX(last_entry_at) FROM contract")
            let quotes: Instant? = try sql.value("SELECT MAX(last_entry_at) FROM quote")
            if let last = [tickets, contracts, quotes].compactMap({ $0 }).max(), instant < last {
                throw DeskError.conflict(
                    "El reloj no puede estar antes del último asiento (\(last.iso8601)).",
                    "The clock cannot stand before the last entry (\(last.iso8601)).")
            }
            try sql.execute("DELETE FROM standing_clock")
            try sql.execute("INSERT INTO standing_clock (id, now_at) VALUES (1, \(instant))")
        }
        clockStands.store(true, ordering: .relaxed)
    }

    /// Lets the clock run with the machine's again.
    package func releaseClock() async throws {
        try await database.write { try $0.execute("DELETE FROM standing_clock") }
        clockStands.store(false, ordering: .relaxed)
    }

    /// What time it is for the desk.
    package func now() async throws -> Instant {
        try await read { $0.now }
    }

    /// Moves the standing clock on, letting everything due until then happen, each at its own instant, in order.
    ///
    /// - Returns: the instant at which it stands now.
    /// - Throws: `.conflict` when the clock does not stand; `.invalid` for a step back, or one beyond ten years.
    package func advanceClock(by seconds: Int64) async throws -> Instant {
        guard (0...Self.longestStep).contains(seconds) else {
            throw DeskError.invalid("advance", "El reloj avanza, y a lo más diez años.", "The clock moves forward, at most ten years.")
        }
        guard let start = try await read({ try $0.sql.standingClock() }) else {
            throw DeskError.conflict("El reloj no está detenido.", "The clock does not stand.")
        }
        let target = start + seconds
        try await applyClosedDays()
        while let next = try await read({ try $0.nextWake() }), next <= target {
            try await moveClock(to: max(next, start))
            try await settleDue(until: next)
            // The clock service may have been faster: only what is still due could not be settled.
            if let still = try await read({ try $0.nextWake() }), still <= next {
                throw DeskError.broken("what is due at \(next.iso8601) cannot be settled")
            }
        }
        try await moveClock(to: target)
        try await sealJournals()
        return target
    }

    /// Seconds of ten years.
    private static let longestStep: Int64 = 3_653 * 86_400

    private func moveClock(to instant: Instant) async throws {
        try await database.write { try $0.execute("UPDATE standing_clock SET now_at = \(instant) WHERE now_at < \(instant)") }
    }
}

extension Transaction {
    /// Where the clock stands; `nil` where it runs.
    func standingClock() throws -> Instant? {
        try value("SELECT now_at FROM standing_clock")
    }
}

extension DeskTransaction {
    /// Sets the transaction's instant to the standing clock's, if it stands.
    func setClock() throws {
        guard desk.clockStands.load(ordering: .relaxed) else { return }
        if let standing = try sql.standingClock() { sql.now = standing }
    }
}
