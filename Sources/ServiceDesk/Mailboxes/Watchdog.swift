import Foundation
import Synchronization

/// Runs what may never come to an end: hostile bytes in the hands of a parser.
enum Watchdog {
    /// Runs work on a thread of its own, and goes on without it when it takes too long. The thread cannot be ended; it is
    /// left behind, and whoever runs the house reads in the log that a processor is lost until the desk starts anew.
    ///
    /// - Returns: `nil` when it took too long.
    static func run<Value: Sendable>(atMost limit: Duration, _ work: @escaping @Sendable () -> Value) async -> Value? {
        let waiting = Waiting()
        return await withCheckedContinuation { caller in
            let timer = Task {
                try await Task.sleep(for: limit)
                waiting.first { caller.resume(returning: nil) }
            }
            let thread = Thread {
                let value = work()
                timer.cancel()
                waiting.first { caller.resume(returning: value) }
            }
            // As much as the main thread has: parsers descend.
            thread.stackSize = 8 << 20
            thread.name = "mail-reader"
            thread.start()
        }
    }

    /// Lets only the first of two go on.
    private final class Waiting: Sendable {
        private let isOver = Mutex(false)

        func first(_ body: () -> Void) {
            if isOver.withLock({ was in defer { was = true }; return !was }) { body() }
        }
    }
}
