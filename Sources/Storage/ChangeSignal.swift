import Synchronization

/// Tells any number of listeners that something was committed. A listener that is busy hears of many commits once.
final class ChangeSignal: Sendable {
    private struct State {
        var listeners: [Int: AsyncStream<Void>.Continuation] = [:]
        var nextID = 0
        var isFinished = false
    }

    private let state = Mutex(State())

    func stream() -> AsyncStream<Void> {
        let (stream, listener) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let id: Int? = state.withLock { state in
            guard !state.isFinished else { return nil }
            state.nextID += 1
            state.listeners[state.nextID] = listener
            return state.nextID
        }
        guard let id else {
            listener.finish()
            return stream
        }
        listener.onTermination = { [weak self] _ in
            _ = self?.state.withLock { $0.listeners.removeValue(forKey: id) }
        }
        return stream
    }

    func fire() {
        for listener in state.withLock({ $0.listeners.values }) { listener.yield() }
    }

    func finish() {
        let listeners = state.withLock { state in
            state.isFinished = true
            return state.listeners.values
        }
        for listener in listeners { listener.finish() }
    }
}
