import BusinessTime
import Storage
import SupportPolicy
import Synchronization

/// What the requests of a company would have come to under another policy, beside what they came to.
package struct Simulation: Sendable {
    /// One request on which the two differ.
    package struct Difference: Sendable {
        package let folio: String
        package let id: Int64
        /// The version under which it was opened.
        package let policy: Desk.PolicyKey
        package let openedAt: Instant
        package let old, new: Course
        package let kind: Kind
    }

    /// In what they differ, the gravest first.
    package enum Kind: String, Sendable, CaseIterable, Comparable {
        /// It would not have been taken.
        case refused
        /// A promise kept would have been broken, or the other way round.
        case verdict
        /// It would have closed at another time, or not at all, or led to another ticket.
        case closing
        /// Somebody could not have done what he did.
        case forbidden
        /// Something would have been owed at another time.
        case due
        /// Anything else, such as another clause for the same, or what was given up before it fell due.
        case other

        package static func < (a: Kind, b: Kind) -> Bool {
            allCases.firstIndex(of: a)! < allCases.firstIndex(of: b)!
        }
    }

    package private(set) var old = Tally()
    package private(set) var new = Tally()
    package private(set) var kinds: [Kind: Int] = [:]
    /// The first of them, the gravest and then the newest on top.
    package private(set) var differences: [Difference] = []

    /// Requests on which anything differs.
    package var different: Int { kinds.values.reduce(0, +) }

    private let limit: Int

    /// - Parameter limit: how many differences are kept; all are counted.
    init(limit: Int) {
        self.limit = limit
    }

    fileprivate mutating func take(_ row: TicketRow, old: Course, new: Course, under policies: (old: Policy, new: Policy)) {
        self.old.take(old, under: policies.old)
        self.new.take(new, under: policies.new)
        guard let kind = Kind(old, new) else { return }
        kinds[kind, default: 0] += 1
        differences.append(Difference(
            folio: row.ticket.folio, id: row.ticket.id, policy: row.ticket.policyKey, openedAt: row.ticket.openedAt, old: old,
            new: new, kind: kind))
        if differences.count >= 4 * max(limit, 64) { trim() }
    }

    fileprivate mutating func add(_ other: Simulation) {
        old.add(other.old)
        new.add(other.new)
        kinds.merge(other.kinds, uniquingKeysWith: +)
        differences += other.differences
        trim()
    }

    private mutating func trim() {
        differences.sort { ($0.kind, $1.openedAt, $1.id) < ($1.kind, $0.openedAt, $0.id) }
        differences.removeLast(max(0, differences.count - limit))
    }
}

extension Simulation.Kind {
    /// - Returns: `nil` where both came to exactly the same.
    init?(_ old: Course, _ new: Course) {
        func dues(_ course: Course) -> [[String]] {
            course.tickets.flatMap(\.deadlines).filter { $0.status != .cancelled }.map { [$0.metric.rawValue, "\($0.startedAt.seconds)", "\($0.dueAt.seconds)"] }
        }
        func verdicts(_ course: Course) -> [String: Int] {
            course.tickets.flatMap(\.deadlines).filter { $0.status == .met || $0.status == .breached }
                .reduce(into: [:]) { $0["\($1.metric) \($1.status)", default: 0] += 1 }
        }
        if old.isIdentical(to: new) { return nil }
        if !new.isTaken {
            self = .refused
        } else if verdicts(old) != verdicts(new) {
            self = .verdict
        } else if old.tickets.map(\.closedAt) != new.tickets.map(\.closedAt) {
            self = .closing
        } else if !new.objections.isEmpty {
            self = .forbidden
        } else {
            self = dues(old) == dues(new) ? .other : .due
        }
    }
}

/// Figures of many requests.
package struct Tally: Sendable, Hashable {
    /// What became of the promises of one metric.
    package struct Marks: Sendable, Hashable {
        package var met = 0, breached = 0
        /// Still running or standing.
        package var pending = 0
        /// Without a limit.
        package var indicative = 0
        /// Given up, such as by an escalation.
        package var cancelled = 0

        /// Kept among those that were decided, of 1,000.
        package var perMilleMet: Int? {
            met + breached == 0 ? nil : (met * 1_000 + (met + breached) / 2) / (met + breached)
        }

        fileprivate static func + (a: Marks, b: Marks) -> Marks {
            Marks(
                met: a.met + b.met, breached: a.breached + b.breached, pending: a.pending + b.pending,
                indicative: a.indicative + b.indicative, cancelled: a.cancelled + b.cancelled)
        }
    }

    package private(set) var requests = 0
    package private(set) var refused = 0
    /// Requests on which somebody could not have done what he did.
    package private(set) var forbidden = 0
    /// Closed by the desk after silence or contacts.
    package private(set) var closings = 0
    /// Sent to another level by the desk at the opening.
    package private(set) var escalations = 0
    /// Tickets opened by answers to closed ones, beyond those there were.
    package private(set) var followUps = 0
    package private(set) var marks: [Metric: Marks] = [:]
    /// Seconds of business time to the first answer, by the hours of the promise that it met or broke.
    private var answers: [Int64] = []

    /// In the middle of all; `nil` where none was answered.
    package var medianAnswer: Int64? {
        answers.isEmpty ? nil : answers.sorted()[answers.count / 2]
    }

    fileprivate mutating func take(_ course: Course, under policy: Policy) {
        requests += 1
        if !course.isTaken {
            refused += 1
        } else if !course.objections.isEmpty {
            forbidden += 1
        }
        closings += course.closings
        escalations += course.escalations
        followUps += max(0, course.tickets.count - 1)
        for ticket in course.tickets {
            for deadline in ticket.deadlines { take(deadline, of: ticket, under: policy) }
        }
    }

    private mutating func take(_ deadline: Deadline, of ticket: Ticket, under policy: Policy) {
        switch deadline.status {
        case .met: marks[deadline.metric, default: Marks()].met += 1
        case .breached: marks[deadline.metric, default: Marks()].breached += 1
        case .running, .paused: marks[deadline.metric, default: Marks()].pending += 1
        case .indicative: marks[deadline.metric, default: Marks()].indicative += 1
        case .cancelled: marks[deadline.metric, default: Marks()].cancelled += 1
        }
        let end = deadline.status == .met ? deadline.endedAt : deadline.settledAt
        guard deadline.metric == .firstResponse, end < .never, let promise = policy.promise(deadline.promise) else { return }
        answers.append(promise.schedule.elapsed(
            from: deadline.startedAt, to: end, except: ticket.pauses(of: deadline, under: policy, until: end)))
    }

    fileprivate mutating func add(_ other: Tally) {
        requests += other.requests
        refused += other.refused
        forbidden += other.forbidden
        closings += other.closings
        escalations += other.escalations
        followUps += other.followUps
        marks.merge(other.marks, uniquingKeysWith: +)
        answers += other.answers
    }
}

extension Desk {
    /// Lets the requests that came in during a time be lived again under another policy.
    ///
    /// Reads only; pages of tickets are read and relived side by side on all cores.
    ///
    /// - Parameters:
    ///   - candidate: the policy; `nil`: for each ticket the very version it was opened under, which must change nothing.
    ///   - window: of their opening.
    ///   - limit: how many differences are kept.
    ///   - progress: called now and then with the requests done, and how many there are.
    /// - Throws: `.notFound`.
    package func simulate(
        _ candidate: Policy?, of slug: String, openedIn window: Span, limit: Int = 200,
        progress: @escaping @Sendable (_ done: Int, _ of: Int) -> Void = { _, _ in }
    ) async throws -> Simulation {
        let (company, now, ids) = try await read { tx in
            let company = try tx.company(slug)
            return (company, tx.now, try tx.tickets(of: company, openedIn: window))
        }
        let pages = Pages(of: ids, size: Self.pageOfSimulation)
        return try await withThrowingTaskGroup(of: Simulation.self) { group in
            for _ in 0..<Self.simulatedAtOnce {
                group.addTask {
                    var part = Simulation(limit: limit)
                    while let page = pages.next() {
                        try Task.checkCancellation()
                        part.add(try await self.read { try $0.simulate(candidate, of: company, tickets: page, until: now, limit: limit) })
                        progress(pages.finish(page), ids.count)
                    }
                    return part
                }
            }
            return try await group.reduce(into: Simulation(limit: limit)) { $0.add($1) }
        }
    }

    private static let pageOfSimulation = 500
    /// Pages side by side; a few leave readers for everybody else.
    private static let simulatedAtOnce = 3
}

/// Ids in pages, each taken once by whoever comes first.
private final class Pages: Sendable {
    private let ids: [Int64]
    private let size: Int
    private let state = Mutex((taken: 0, finished: 0))

    init(of ids: [Int64], size: Int) {
        self.ids = ids
        self.size = size
    }

    func next() -> [Int64]? {
        state.withLock { state in
            let page = ids[state.taken..<min(state.taken + size, ids.count)]
            state.taken = page.endIndex
            return page.isEmpty ? nil : Array(page)
        }
    }

    /// - Returns: how many ids are finished by now.
    func finish(_ page: [Int64]) -> Int {
        state.withLock { state in
            state.finished += page.count
            return state.finished
        }
    }
}

extension DeskTransaction {
    fileprivate func tickets(of company: CompanyRow, openedIn window: Span) throws -> [Int64] {
        try sql.values("""
            SELECT id FROM ticket
            WHERE company_id = \(company.id) AND opened_at >= \(window.start) AND opened_at < \(window.end)
            ORDER BY opened_at, id
            """)
    }

    fileprivate func simulate(_ candidate: Policy?, of company: CompanyRow, tickets ids: [Int64], until now: Instant, limit: Int) throws -> Simulation {
        let rows = try withDeadlines(sql.fetch("SELECT \(TicketRow.columns) FROM \(TicketRow.tables) WHERE ticket.company_id = \(company.id) AND ticket.id IN (\(ids))"))
        var deeds: [Int64: [Deed]] = [:]
        try sql.each("""
            SELECT \(Deed.columns), ticket_id FROM entry WHERE company_id = \(company.id) AND ticket_id IN (\(ids)) ORDER BY ticket_id, number
            """) { row in deeds[try row[4], default: []].append(try Deed(row)) }
        var simulation = Simulation(limit: limit)
        var plans: [String: Policy] = [:]
        func layered(_ policy: Policy, _ plan: String?) -> Policy {
            guard let plan else { return policy }
            if let known = plans[plan] { return known }
            plans[plan] = policy.under(Layers(plan: policy.tariff.plan(plan)))
            return plans[plan] ?? policy
        }
        for row in rows {
            let policy = try policy(of: row.ticket), deeds = deeds[row.ticket.id] ?? []
            // A contract with promises of its own keeps to the version over which they were agreed.
            let other = candidate.flatMap { row.ticket.annex == nil ? layered($0, row.ticket.plan) : nil } ?? policy
            simulation.take(
                row, old: Course(of: row, deeds: deeds, under: policy, until: now),
                new: Course(reliving: row.ticket, deeds: deeds, under: other, insteadOf: policy, until: now),
                under: (policy, other))
        }
        return simulation
    }
}
