import BusinessTime
import Logging
import ServiceLifecycle
import Storage

/// Lets things happen when they fall due. Sleeps until the earliest due instant, or until the journal moves; it never
/// looks at tickets on which nothing falls due.
package struct ClockService: Service {
    let desk: Desk

    package init(desk: Desk) {
        self.desk = desk
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            var sealedAt = Instant(seconds: 0), sweptAt = Instant(seconds: 0)
            while !Task.isCancelled {
                do {
                    let now = try await desk.now()
                    try await desk.settleDue(until: now)
                    try await desk.applyClosedDays()
                    if now - sealedAt >= Desk.sealInterval {
                        try await desk.sealJournals()
                        sealedAt = now
                    }
                    if now - sweptAt >= Desk.sweepInterval {
                        // Before it is tried: what cannot be swept away must not hold up what is due.
                        sweptAt = now
                        try await desk.sweep()
                    }
                    await desk.waitForChange(atMost: .seconds(try await desk.secondsToNextWake()))
                } catch {
                    desk.logger.error("the clock stands still", metadata: ["error": "\(error)"])
                    try? await Task.sleep(for: .seconds(1))
                }
            }
        }
    }
}

extension Desk {
    /// Seconds to the next instant at which something falls due, at most five: another process may write one.
    fileprivate func secondsToNextWake() async throws -> Int64 {
        try await read { tx in
            guard let next = try tx.nextWake() else { return 5 }
            return min(5, max(1, next - tx.now))
        }
    }

    /// How long after a commit whoever waits for one looks: what many write at once is looked at once, and nobody who reads sees
    /// the difference.
    private static let gathering = Duration.milliseconds(30)

    /// Waits until this process has committed something, or the time is over.
    package func waitForChange(atMost duration: Duration) async {
        await withTaskGroup(of: Void.self) { group in
            let changes = database.changes
            group.addTask {
                for await _ in changes { break }
                try? await Task.sleep(for: Self.gathering)
            }
            group.addTask { try? await Task.sleep(for: duration) }
            await group.next()
            group.cancelAll()
        }
    }
}
