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
        case reminder(at: Instant)

        var at: Instant {
            switch self {
            case .warning(let deadline): deadline.warnAt
            case .breach(let deadline): deadline.dueAt
            case .closing(let at), .reminder(let at): at
            }
        }
    }

    private var nextEvent: Event? {
        var events: [Event] = ticket.deadlines.filter { $0.status == .running }.map {
            $0.warnAt < $0.dueAt ? .warning($0) : .breach($0)
        }
        if ticket.closesAt < .never { events.append(.closing(at: ticket.closesAt)) }
        if ticket.remindsAt < .never { events.append(.reminder(at: ticket.remindsAt)) }
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
        case .reminder:
            append(.reminded, by: desk, cites: ticket.closesClause.flatMap(policy.clause), at: event.at, effects: [.reminded])
        case .closing:
            let isOffer = ticket.waitReason == .confirmation && ticket.closesClause == policy.lifecycle.acceptance?.clause.id
            append(
                .closed, by: desk, cites: ticket.closesClause.flatMap(policy.clause), at: event.at,
                effects: closing(resolution: .cancelled),
                facts: ["because": isOffer ? "unconfirmed" : ticket.contacts.isEmpty ? "silence" : "contact_attempts"])
        }
    }

    /// Records that a promise was broken.
    func breach(_ deadline: Deadline, at instant: Instant) {
        append(
            .breached, by: .desk(of: ticket.company), cites: policy.clause(deadline.clause), at: instant,
            effects: [.deadline(deadline.number, is: .breached)], facts: ["deadline": deadline.id])
    }

    /// What closing changes: everything ends, and only a resolution may be met by it, and a delivery where nothing else says that
    /// it was made.
    func closing(resolution: Deadline.Status) -> [Effect] {
        let isSolving = { (metric: Metric) in metric == .resolution || metric == .delivery }
        let others = ticket.deadlines.filter { !$0.status.isOver && !isSolving($0.metric) }
        return (ticket.isWaiting ? [.waitEnded] : []) + ending(.resolution, as: resolution) + ending(.delivery, as: policy.closing(delivers: ticket.facts) ? resolution : .cancelled)
            + others.map { .deadline($0.number, is: .cancelled) } + settling { !isSolving($0.metric) } + ticket.endingWork + [.closesNever, .state(to: .closed)]
    }
}

extension DeskTransaction {
    /// The earliest instant at which anything happens by itself; indexes `ticket_wake`, `contract_wake`, `quote_wake` and
    /// `notice_by_digest`, a row each.
    func nextWake() throws -> Instant? {
        let tickets: Instant? = try sql.value("SELECT wake_at FROM ticket ORDER BY wake_at, id LIMIT 1")
        let contracts: Instant? = try sql.value("SELECT wake_at FROM contract ORDER BY wake_at, id LIMIT 1")
        let quotes: Instant? = try sql.value("SELECT wake_at FROM quote ORDER BY wake_at, id LIMIT 1")
        return [tickets, contracts, quotes, try nextDigest()].compactMap { $0 }.min().flatMap { $0 < .never ? $0 : nil }
    }

    /// The first records on which something fell due, in order: contracts and quotes before tickets, so that nothing is taken at a
    /// closing from what expired before it; and what happened is told last.
    fileprivate func due(until instant: Instant, limit: Int, except failed: Set<Due>) throws -> [Due] {
        let contracts: [Int64] = try sql.values("SELECT id FROM contract WHERE wake_at <= \(instant) ORDER BY wake_at, id LIMIT \(limit)")
        let due = contracts.map(Due.contract).filter { !failed.contains($0) }
        if !due.isEmpty { return due }
        let quotes: [Int64] = try sql.values("SELECT id FROM quote WHERE wake_at <= \(instant) ORDER BY wake_at, id LIMIT \(limit)")
        let expiring = quotes.map(Due.quote).filter { !failed.contains($0) }
        if !expiring.isEmpty { return expiring }
        let tickets: [Int64] = try sql.values("SELECT id FROM ticket WHERE wake_at <= \(instant) ORDER BY wake_at, id LIMIT \(limit)")
        let happening = tickets.map(Due.ticket).filter { !failed.contains($0) }
        if !happening.isEmpty { return happening }
        return try digestsDue(until: instant, limit: limit).map(Due.digest).filter { !failed.contains($0) }
    }
}

/// A record on which something fell due.
private enum Due: Hashable {
    case ticket(Int64), contract(Int64), quote(Int64)
    /// Of somebody who has what happens told together.
    case digest(Int64)
}

extension Desk {
    /// Lets everything happen that fell due by an instant, each record in a transaction of its own, so that one that
    /// cannot be settled does not stop the others.
    ///
    /// - Returns: how many records were settled.
    @discardableResult
    func settleDue(until instant: Instant) async throws -> Int {
        var settled = 0
        var failed: Set<Due> = []
        while true {
            // Those that failed come first again and again: as many more are asked for.
            let due = try await read { [failed] tx in try tx.due(until: instant, limit: 200 + failed.count, except: failed) }
            if due.isEmpty { return settled }
            for record in due {
                do {
                    try await settle(record, until: instant)
                    settled += 1
                } catch {
                    failed.insert(record)
                    logger.error("a record could not be settled", metadata: ["record": "\(record)", "error": "\(error)"])
                }
            }
            if failed.count >= 200 { return settled }
        }
    }

    private func settle(_ record: Due, until instant: Instant) async throws {
        try await write { tx in
            switch record {
            case .ticket(let id):
                let row = try tx.ticket(id: id)
                guard row.ticket.wakeAt <= instant else { return }
                tx.sql.now = instant
                let record = try tx.record(row)
                record.settle()
                try tx.save(record)
            case .contract(let id):
                let row = try tx.contract(id: id)
                guard row.contract.wakeAt <= instant else { return }
                tx.sql.now = max(instant, row.contract.lastEntryAt)
                try tx.save(try tx.record(row.contract))
            case .quote(let id):
                let row = try tx.quote(id: id)
                guard row.quote.wakeAt <= instant else { return }
                tx.sql.now = instant
                try tx.save(try tx.record(row))
            case .digest(let person):
                tx.sql.now = instant
                try tx.sendDigest(to: person, until: instant)
            }
        }
    }
}
