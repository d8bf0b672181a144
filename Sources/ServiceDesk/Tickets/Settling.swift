import BusinessTime
import Logging
import Storage
import SupportPolicy

/// What happens by itself: warnings, breaches, closings, each at its own instant.
extension TicketRecord {
    /// Lets everything happen that fell due by now, in order.
    func settle() {
        while let event = nextEvent, event.at <= now {
            happen(event)
        }
    }

    private enum Event {
        case warning(Deadline)
        case breach(Deadline)
        case closing(at: Instant)

        var at: Instant {
            switch self {
            case .warning(let deadline): deadline.warnAt
            case .breach(let deadline): deadline.dueAt
            case .closing(let at): at
            }
        }
    }

    private var nextEvent: Event? {
        var events: [Event] = ticket.deadlines.filter { $0.status == .running }.map {
            $0.warnAt < $0.dueAt ? .warning($0) : .breach($0)
        }
        if ticket.closesAt < .never { events.append(.closing(at: ticket.closesAt)) }
        return events.min { $0.at < $1.at }
    }

    private func happen(_ event: Event) {
        let desk = Principal.desk(of: ticket.company)
        switch event {
        case .warning(let deadline):
            append(
                .warned, by: desk, cites: policy.clause(deadline.clause), at: event.at, isInternal: true,
                effects: [.warned(deadline: deadline.number)], facts: ["deadline": deadline.id])
        case .breach(let deadline): breach(deadline, at: event.at)
        case .closing:
            append(
                .closed, by: desk, cites: ticket.closesClause.flatMap(policy.clause), at: event.at,
                effects: closing(resolution: .cancelled),
                facts: ["because": ticket.contacts.isEmpty ? "silence" : "contact_attempts"])
        }
    }

    /// Records that a promise was broken.
    func breach(_ deadline: Deadline, at instant: Instant) {
        append(
            .breached, by: .desk(of: ticket.company), cites: policy.clause(deadline.clause), at: instant,
            effects: [.deadline(deadline.number, is: .breached)], facts: ["deadline": deadline.id])
    }

    /// What closing changes: everything ends, and only a resolution may be met by it.
    func closing(resolution: Deadline.Status) -> [Effect] {
        let others = ticket.deadlines.filter { !$0.status.isOver && $0.metric != .resolution }
        return (ticket.isWaiting ? [.waitEnded] : []) + ending(.resolution, as: resolution)
            + others.map { .deadline($0.number, is: .cancelled) } + settling { $0.metric != .resolution } + [.closesNever, .state(to: .closed)]
    }
}

extension DeskTransaction {
    /// The earliest instant at which anything happens by itself; index `ticket_wake`, one row.
    func nextWake() throws -> Instant? {
        let wake: Instant? = try sql.value("SELECT wake_at FROM ticket ORDER BY wake_at, id LIMIT 1")
        return wake.flatMap { $0 < .never ? $0 : nil }
    }

    /// The first tickets on which something fell due, in order.
    fileprivate func ticketsDue(until instant: Instant, limit: Int) throws -> [Int64] {
        try sql.values("SELECT id FROM ticket WHERE wake_at <= \(instant) ORDER BY wake_at, id LIMIT \(limit)")
    }
}

extension Desk {
    /// Lets everything happen that fell due by an instant, each ticket in a transaction of its own, so that one that
    /// cannot be settled does not stop the others.
    ///
    /// - Returns: how many tickets were settled.
    @discardableResult
    func settleDue(until instant: Instant) async throws -> Int {
        var settled = 0
        var failed: Set<Int64> = []
        while true {
            let due = try await read { try $0.ticketsDue(until: instant, limit: 200) }.filter { !failed.contains($0) }
            if due.isEmpty { return settled }
            for id in due {
                do {
                    try await settle(id, until: instant)
                    settled += 1
                } catch {
                    failed.insert(id)
                    logger.error("a ticket could not be settled", metadata: ["ticket": "\(id)", "error": "\(error)"])
                }
            }
            if failed.count >= 200 { return settled }
        }
    }

    private func settle(_ id: Int64, until instant: Instant) async throws {
        try await write { tx in
            let row = try tx.ticket(id: id)
            guard row.ticket.wakeAt <= instant else { return }
            tx.sql.now = instant
            let record = try tx.record(row)
            record.settle()
            try tx.save(record)
        }
    }
}
