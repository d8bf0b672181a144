import BusinessTime
import Storage
import SupportPolicy

/// Something that is owed by an instant, and what became of it.
package struct Deadline: Codable, Hashable, Sendable {
    package enum Status: String, Codable, Sendable, SQLCodable {
        case running, paused, met, breached, indicative, cancelled

        /// Nothing will change any more.
        var isOver: Bool { self == .met || self == .breached || self == .cancelled }
    }

    /// Its place among the ticket's deadlines, from 1.
    package var number: Int
    /// Id of the policy's promise, or number of the quote that promised it.
    package var promise: String
    package var metric: Metric
    /// The visit of this level that it belongs to.
    package var level: Int?
    package var clause: String
    package var status: Status
    package var startedAt: Instant
    /// `.never` where it is indicative (IN-40), or the place of what is owed as soon as possible.
    package var dueAt: Instant
    /// When its holder is to be warned; `.never` once he was, or where there is no time to.
    package var warnAt: Instant
    /// When it was met, breached or cancelled.
    package var endedAt: Instant = .never
    /// When a broken promise was kept after all, or given up; until then it is still owed, and comes first.
    package var settledAt: Instant = .never

    /// Its date was agreed with a quote that the client accepted: `promise` is its number, and nothing moves it.
    package var isAgreed: Bool { metric == .delivery }

    /// How long before an agreed date its holder is warned (seconds).
    static let agreedWarning: Int64 = 86_400

    /// `first_response-1`
    package var id: String { "\(metric.rawValue)-\(number)" }

    /// Whether somebody still waits for it, in time, late, or without a date before all that have one.
    package var isOwed: Bool { status == .running || isOwedLate || isOwedFirst }
    var isOwedFirst: Bool { status == .indicative && dueAt.isAsSoonAsPossible }
    var isOwedLate: Bool { status == .breached && settledAt == .never }

    /// The next instant at which it does something by itself.
    var wakeAt: Instant { status == .running ? min(warnAt, dueAt) : .never }
}
