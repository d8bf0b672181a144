import BusinessTime
import SupportPolicy

/// The time that what a request is has, and how much of it was worked: half an hour of an incident (GE-38).
package struct TimeBox: Sendable, Hashable {
    /// Whole minutes.
    package let minutes, worked: Int

    package var left: Int { max(0, minutes - worked) }
    package var over: Int { max(0, worked - minutes) }
}

extension Ticket {
    /// `nil` where what it is has no such time.
    package func timeBox(under policy: Policy, at now: Instant) -> TimeBox? {
        guard let box = policy.service(of: facts)?.timeBox else { return nil }
        // A session that a timer ran beside took its time once; time that was written down has no place on the clock, nor has what a
        // need took.
        let spans = works.compactMap { work -> Span? in
            guard work.startedAt < .never, work.state == .running || work.minutes != nil else { return nil }
            return Span(work.startedAt, work.minutes.map { work.startedAt + Int64($0) * 60 } ?? now)
        }
        let written = works.filter { $0.kind == .time || $0.need != nil }.reduce(0) { $0 + ($1.minutes ?? 0) }
        return TimeBox(minutes: box, worked: written + spans.merged().reduce(0) { $0 + Work.minutes(from: $1.start, to: $1.end) })
    }

    /// Whole minutes that are left of the time of what the request is; 0 where it has none.
    package func timeLeft(under policy: Policy, at now: Instant) -> Int { timeBox(under: policy, at: now)?.left ?? 0 }
}

extension TicketRecord {
    /// Minutes beyond the time of what the request is, once a work that ends so is done; `nil`: within it, or nothing ends. What
    /// the client reads leaves out the timers and times that are the staff's alone.
    func overrun(by move: Work.Move, of number: Int) -> Int? {
        switch move {
        case .ended, .logged, .concluded, .attended, .fulfilled: break
        default: return nil
        }
        var ticket = ticket
        ticket.works.apply(move, to: number, at: now)
        if ticket.work(number)?.isInternal == false { ticket.works.removeAll(where: \.isInternal) }
        return ticket.timeBox(under: policy, at: now).flatMap { $0.over > 0 ? $0.over : nil }
    }
}
