import BusinessTime
import SupportPolicy

/// A request of a client: what its journal entries say.
package struct Ticket: Hashable, Sendable {
    package var id: Int64
    package var company: Int64
    package var folio = ""
    /// The version of the policy under which it was opened, for good.
    package var policyID: Int64 = 0
    package var channel: ChannelKind = .portal
    package var type = ""
    package var category: String?
    package var department: String?
    /// What the client asked for; promises do not depend on it.
    package var priority: String?
    package var severity: Int?
    package var level: Int?
    package var state: TicketState = .open
    package var subject = ""
    /// When its subject was erased by law, which leaves it empty.
    package var subjectErasedAt: Instant = .never
    package var requester: Int64 = 0
    /// Who takes part in it besides him, in the order in which they came.
    package var participants: [Int64] = []
    package var customer: Int64?
    /// The contract under which it is served.
    package var contract: Int64?
    /// The plan that it was opened under, for good: it may promise otherwise than the document.
    package var plan: String?
    /// The contract with promises of its own that it was opened under, for good.
    package var annex: Int64?
    package var assignee: Int64?
    /// It came in a flood of mail: until somebody takes it up, nobody is told of it.
    package var quiet: MailQuiet?
    /// Address of the mailbox by which it came, for good; `nil` where it came another way, or nobody knows.
    package var mailbox: String?
    /// The clause that leaves it unverified; `nil`: admitted.
    package var admissionClause: String?
    package var linkedFrom: Int64?
    /// The request in which it goes on, because both are about the same problem.
    package var mergedInto: Int64?
    package var openedAt: Instant = .never
    package var closedAt: Instant = .never
    /// Stretches of waiting for the client; the last one ends at `.never` while it lasts.
    package var waits: [Span] = []
    package var waitReason: WaitReason?
    /// Contacts attempted during the present wait.
    package var contacts: [Instant] = []
    /// When the client is reminded of the closing that was offered.
    package var remindsAt: Instant = .never
    package var closesAt: Instant = .never
    package var closesClause: String?
    /// Days that the company was closed unforeseen while it was open.
    package var closedDays: [Span] = []
    package var deadlines: [Deadline] = []
    /// What is worked on it: timers, sessions, visits.
    package var works: [Work] = []
    package var chainLength = 0
    package var chainHead = emptyChain
    package var lastEntryAt: Instant

    /// A ticket of which no entry was applied yet.
    init(id: Int64, company: Int64, at instant: Instant) {
        self.id = id
        self.company = company
        lastEntryAt = instant
    }

    package var facts: TicketFacts {
        TicketFacts(
            channel: channel, type: type, category: category, department: department,
            priority: priority, severity: severity, level: level)
    }

    package var isClosed: Bool { state == .closed }
    package var isWaiting: Bool { state == .waiting }

    /// The deadline that comes first among those that are owed: as soon as possible, then late, then the next to fall due.
    package var nextDeadline: Deadline? {
        deadlines.filter(\.isOwed).min { $0.dueAt < $1.dueAt }
    }

    package var dueAt: Instant { nextDeadline?.dueAt ?? .never }

    /// The earliest instant at which something happens to it by itself.
    var wakeAt: Instant {
        min(deadlines.map(\.wakeAt).min() ?? .never, min(closesAt, remindsAt))
    }

    /// What stops a deadline's clock, as far as it lies after its beginning: waits, and days that were closed after all.
    package func pauses(of deadline: Deadline, under policy: Policy, until now: Instant) -> [Span] {
        guard let promise = policy.promise(deadline.promise) else { return [] }
        let isStopped = policy.pause(of: deadline.metric, while: .waiting) != nil
        let waited = isStopped ? waits.filter { $0.end > deadline.startedAt }.map { Span($0.start, min($0.end, max(now, $0.start))) } : []
        let closed = closedDays(for: promise, after: deadline.startedAt)
        return deadline.status.isOver ? pauses(among: waited, closed, that: deadline, of: promise, under: policy) : closed + waited
    }

    /// What is over stays as it was reckoned: a wait moved it only by ending before, and a day only by being told before. What
    /// came at the very instant, or was told at any, is found by what it came to.
    private func pauses(among waited: [Span], _ closed: [Span], that deadline: Deadline, of promise: Promise, under policy: Policy) -> [Span] {
        let before = waited.filter { $0.end < deadline.endedAt }, until = waited.filter { $0.end <= deadline.endedAt }
        if closed.isEmpty, before.count == until.count { return before }
        for waits in [until, before] {
            for count in (0...closed.count).reversed() {
                let pauses = closed.prefix(count) + waits
                if (try? policy.dueDate(of: promise, from: deadline.startedAt, except: Array(pauses)).due) == deadline.dueAt { return Array(pauses) }
            }
        }
        return before
    }

    /// The unforeseen closed days that move a promise: none where the hours do not matter to it.
    func closedDays(for promise: Promise, after start: Instant) -> [Span] {
        guard !closedDays.isEmpty, promise.bound.limit?.countsOpenTime == true else { return [] }
        return closedDays.filter { $0.end > start }
    }
}

extension Ticket {
    /// How a deadline came about, line by line; `nil` where nothing is counted.
    package func reckoning(of deadline: Deadline, under policy: Policy, until now: Instant) -> Reckoning? {
        guard let promise = policy.promise(deadline.promise), let limit = promise.bound.limit else { return nil }
        var reckoning = try? promise.schedule.reckoning(
            of: limit, after: deadline.startedAt, except: pauses(of: deadline, under: policy, until: now))
        // The clock stood, but nobody waited for the client.
        for index in reckoning?.lines.indices ?? 0..<0 where reckoning?.lines[index].note == .pause {
            guard let line = reckoning?.lines[index], closedDays.contains(where: { $0.start <= line.from && line.to <= $0.end }) else { continue }
            reckoning?.lines[index].note = .closedDay(Wording.unforeseenDay)
        }
        return reckoning
    }
}
