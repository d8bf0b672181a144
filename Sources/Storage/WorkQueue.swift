import Dispatch
import Foundation
import Synchronization

/// Jobs that wait for a thread of their own: engines block, and must never block the program's shared threads.
final class WorkQueue<Job: Sendable>: Sendable {
    private struct State {
        var jobs: [Job] = []
        var head = 0
        var isClosed = false
    }

    private let state = Mutex(State())
    private let waiting = DispatchSemaphore(value: 0)
    private let threads = DispatchGroup()

    /// Adds a job at the end.
    ///
    /// - Returns: whether it was taken: a closed queue takes none.
    func push(_ job: Job) -> Bool {
        let isTaken = state.withLock { state in
            guard !state.isClosed else { return false }
            state.jobs.append(job)
            return true
        }
        if isTaken { waiting.signal() }
        return isTaken
    }

    /// The next job, waited for; `nil` once the queue is closed and empty.
    func next() -> Job? {
        waiting.wait()
        if let job = pop() { return job }
        waiting.signal()  // Closed: the other threads must hear it too.
        return nil
    }

    /// The next job if one is there.
    func poll() -> Job? {
        guard waiting.wait(timeout: .now()) == .success else { return nil }
        if let job = pop() { return job }
        waiting.signal()
        return nil
    }

    /// Starts a thread that lives until `work` returns.
    func startThread(named name: String, _ work: @escaping @Sendable (WorkQueue) -> Void) {
        threads.enter()
        let thread = Thread { [self] in
            work(self)
            threads.leave()
        }
        thread.name = name
        thread.start()
    }

    /// Takes no more jobs, lets the threads finish those it has, and waits for their end.
    func close() async {
        let wasOpen = state.withLock { state in
            defer { state.isClosed = true }
            return !state.isClosed
        }
        if wasOpen { waiting.signal() }
        await withCheckedContinuation { ended in
            threads.notify(queue: .global()) { ended.resume() }
        }
    }

    private func pop() -> Job? {
        state.withLock { state in
            guard state.head < state.jobs.count else { return nil }
            let job = state.jobs[state.head]
            state.head += 1
            // Moving the rest to the front costs little once half of the array is behind us.
            if state.head * 2 > state.jobs.count {
                state.jobs.removeFirst(state.head)
                state.head = 0
            }
            return job
        }
    }
}
