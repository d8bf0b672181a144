import BusinessTime
import ServiceDesk
import SupportPolicy
import Synchronization

/// The queues as they were last drawn. All agents who look at the same one, and all live pages that ask again when
/// something moved, share one drawing; it is made anew when something was written or the minute is over.
final class DrawnQueues: Sendable {
    struct Key: Hashable {
        let company: Int64
        let language: Language
        let filter: TicketFilter
        let after: PageKey?
    }

    /// A drawing, and what it is good for.
    struct Drawing: Sendable {
        let mark: String
        let minute: Int64
        let queue: DrawnQueue
    }

    /// More than this many are forgotten: searches would pile up.
    private static let most = 500

    private let drawings = Mutex<[Key: Drawing]>([:])

    /// The drawing of a queue, if nothing happened since.
    func queue(_ key: Key, at mark: String, _ now: Instant) -> DrawnQueue? {
        drawings.withLock { drawings in
            guard let drawing = drawings[key], drawing.mark == mark, drawing.minute == now.seconds / 60 else { return nil }
            return drawing.queue
        }
    }

    func keep(_ queue: DrawnQueue, for key: Key, at mark: String, _ now: Instant) {
        drawings.withLock { drawings in
            if drawings.count >= Self.most { drawings = [:] }
            drawings[key] = Drawing(mark: mark, minute: now.seconds / 60, queue: queue)
        }
    }
}

/// The part of a queue's page that changes by itself, the same for all who look at it.
struct DrawnQueue: Sendable {
    let isEmpty: Bool
    let html: HTML
}
