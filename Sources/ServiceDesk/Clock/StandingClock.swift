import BusinessTime
import Storage
import Synchronization

/// A clock that stands until it is moved, kept in the database, so that every command beside the desk uses it.
/// Tests, demonstrations and trainings live through weeks with it.
extension Desk {
    /// Stands the clock at an instant.
    ///
    /// - Throws: `.conflict` when something was already written after it.
    package func standClock(at instant: Instant) async throws {
        try await database.write { sql in
            let last: Instant? = try sql.value("SELECT MAX(at) FROM entry")
            if let last, instant < last {
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
    /// - Throws: `.conflict` when the clock does not stand.
    package func advanceClock(by seconds: Int64) async throws -> Instant {
        guard let start = try await read({ try $0.sql.standingClock() }) else {
            throw DeskError.conflict("El reloj no está detenido.", "The clock does not stand.")
        }
        let target = start + seconds
        while let next = try await read({ try $0.nextWake() }), next <= target {
            try await moveClock(to: max(next, start))
            guard try await settleDue(until: next) > 0 else { throw DeskError.broken("nothing due at \(next.iso8601) could be settled") }
        }
        try await moveClock(to: target)
        try await sealJournals()
        return target
    }

    private func moveClock(to instant: Instant) async throws {
        try await database.write { try $0.execute("UPDATE standing_clock SET now_at = \(instant)") }
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
