import ServiceDesk
import SupportPolicy

/// Who listens to what moves on the desk of this node.
actor LiveHub {
    private struct Listener {
        let company: Int64
        /// A client hears of his own requests only, and of those in which he takes part.
        let client: Int64?
        let stream: AsyncStream<Void>.Continuation
    }

    private var listeners: [Int: Listener] = [:]
    private var nextID = 0
    private var isClosed = false

    /// A stream that says when something moved that the principal may see; many moves at once are one.
    func listen(as principal: Principal) -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        guard !isClosed else {
            continuation.finish()
            return stream
        }
        nextID += 1
        let id = nextID
        listeners[id] = Listener(
            company: principal.company, client: principal.role.isStaff ? nil : principal.person, stream: continuation)
        continuation.onTermination = { [weak self] _ in
            Task { await self?.forget(id) }
        }
        return stream
    }

    func tell(_ moves: [JournalMove]) {
        for listener in listeners.values {
            let isHis = moves.contains { move in
                move.company == listener.company && move.ticket != 0
                    && listener.client.map(move.readers.contains) != false
            }
            if isHis { listener.stream.yield() }
        }
    }

    /// Ends all streams: the desk stops.
    func close() {
        isClosed = true
        for listener in listeners.values { listener.stream.finish() }
        listeners = [:]
    }

    private func forget(_ id: Int) {
        listeners[id] = nil
    }
}
