import BusinessTime
import SupportPolicy

/// What a ticket owes: the effects that begin, stop, resume and end its deadlines.
extension TicketRecord {
    /// Deadlines for promises that begin at an instant.
    func owing(_ promises: [Promise], from start: Instant, facts: TicketFacts, after last: Int? = nil) throws -> [Effect] {
        let number = last ?? ticket.deadlines.count
        return try promises.enumerated().map { index, promise in
            let due = try policy.dueDate(of: promise, from: start, except: ticket.closedDays(for: promise, after: start))
            return .owed(Deadline(
                number: number + index + 1, promise: promise.id, metric: promise.metric, level: facts.level,
                clause: promise.clause.id, status: due.isIndicative ? .indicative : .running,
                startedAt: start, dueAt: due.due, warnAt: due.warnAt ?? .never))
        }
    }

    /// The delivery that an accepted quote promises.
    ///
    /// - Parameter due: `nil` where none is promised.
    func owing(_ due: Instant?, by quote: String, cites clause: String?) -> [Effect] {
        guard let due, let clause = clause ?? policy.clauses.first?.id else { return [] }
        return [owed(due, by: quote, cites: clause, number: ticket.deadlines.count + 1)]
    }

    /// What was agreed with quotes and never delivered, because the request was closed before: it is owed again. A date that
    /// passed meanwhile binds nobody, but then it comes first.
    func owingDeliveriesAgain(after number: Int) -> [Effect] {
        let wasDelivered = policy.closing(delivers: ticket.facts)
        let ended = ticket.deadlines.filter { deadline in
            guard deadline.isAgreed else { return false }
            return deadline.status == .cancelled && deadline.endedAt == ticket.closedAt
                || !wasDelivered && deadline.status == .breached && deadline.settledAt == ticket.closedAt
        }
        return ended.enumerated().map { owed($0.element.dueAt, by: $0.element.promise, cites: $0.element.clause, number: number + $0.offset + 1) }
    }

    private func owed(_ due: Instant, by quote: String, cites clause: String, number: Int) -> Effect {
        let warning = due - Deadline.agreedWarning, isAhead = due > now
        return .owed(Deadline(
            number: number, promise: quote, metric: .delivery, level: nil, clause: clause, status: isAhead ? .running : .indicative, startedAt: now,
            dueAt: isAhead ? due : .asSoonAsPossible(since: now), warnAt: warning > now ? warning : .never))
    }

    /// Ends the deadlines of a metric that are still to be met; what is owed late is settled.
    func ending(_ metric: Metric, as status: Deadline.Status) -> [Effect] {
        let open = ticket.deadlines.filter { $0.metric == metric && !$0.status.isOver }
        return open.map { .deadline($0.number, is: status) } + settling { $0.metric == metric }
    }

    /// Settles what is owed late.
    func settling(_ isMeant: (Deadline) -> Bool = { _ in true }) -> [Effect] {
        ticket.deadlines.filter { $0.isOwedLate && isMeant($0) }.map { .settled(deadline: $0.number) }
    }

    /// Stops the clocks that stand while the ticket waits (IN-43).
    func pausing() -> [Effect] {
        ticket.deadlines
            .filter { ($0.status == .running || $0.isOwedFirst) && policy.pause(of: $0.metric, while: .waiting) != nil }
            .map { .deadline($0.number, is: .paused) }
    }

    /// Ends a wait at an instant: its clocks run on with what they had left.
    func resuming(at instant: Instant) throws -> [Effect] {
        guard ticket.waits.last?.end == .never else { return [] }
        var effects: [Effect] = [.waitEnded, .closesNever]
        for deadline in ticket.deadlines where deadline.status == .paused {
            let due = try dueDate(of: deadline, until: instant)
            effects += [
                .moved(deadline: deadline.number, due: due.due, warn: due.warnAt.map { $0 > instant ? $0 : .never } ?? .never),
                .deadline(deadline.number, is: due.isIndicative ? .indicative : .running),
            ]
        }
        return effects
    }

    /// Ends a wait, if there is one: the request goes on, as after any word of the client's.
    func endingWait() throws -> [Effect] {
        try resuming(at: now) + (ticket.isWaiting ? [.state(to: .open)] : [])
    }

    /// A running deadline with the waits so far taken out.
    func dueDate(of deadline: Deadline, until now: Instant) throws -> DueDate {
        try dueDate(of: deadline, on: ticket, until: now)
    }

    func dueDate(of deadline: Deadline, on ticket: Ticket, until now: Instant) throws -> DueDate {
        guard let promise = policy.promise(deadline.promise) else {
            throw DeskError.broken("promise \(deadline.promise) is not in policy \(policy.id)")
        }
        return try policy.dueDate(
            of: promise, from: deadline.startedAt, except: ticket.pauses(of: deadline, under: policy, until: now))
    }
}
