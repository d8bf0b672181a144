import BusinessTime
import Storage
import SupportPolicy

/// What became of a request, or would have under another policy.
package struct Course: Sendable {
    /// Why something could not have been done, with the clause where one says so.
    package struct Objection: Sendable, Hashable {
        package let reason: Said
        package let clause: Clause?
    }

    /// The ticket, then those that later answers opened; empty where the request would not have been taken.
    package var tickets: [Ticket] = []
    /// How often the desk closed by itself, and how often it sent to another level at the opening.
    package var closings = 0
    package var escalations = 0
    /// Why the request would not have been taken, or what of the rest nobody could have done.
    package var objections: [Objection] = []

    package var isTaken: Bool { !tickets.isEmpty }

    /// Whether both came to exactly the same, to the entry; the chain of hashes tells nothing more.
    package func isIdentical(to other: Course) -> Bool {
        tickets.map(\.withoutChain) == other.tickets.map(\.withoutChain) && objections == other.objections
    }
}

extension Ticket {
    fileprivate var withoutChain: Ticket {
        var ticket = self
        ticket.chainHead = emptyChain
        return ticket
    }
}

/// One thing done to a ticket, as its journal tells it.
struct Deed: Sendable, FetchableRow {
    let kind: Entry.Kind
    let at: Instant
    /// `nil`: the desk itself.
    let person: Int64?
    let facts: [String: String]
    private let text: String

    static let columns: SQL = "kind, at, person_id, body"

    init(_ row: Row) throws {
        kind = try row[0]
        at = try row[1]
        person = try row[2]
        text = try row[3]
        switch kind {
        case .opened, .classified, .closedDay, .warned, .breached, .noted: facts = [:]
        default: facts = try Entry.Body.facts(in: text)
        }
    }

    /// What its facts do not tell. Reading effects is most of what reading a journal takes: only where they are needed.
    func effects() throws -> [Effect] {
        try Entry.Body(text: text).effects
    }

    var isOfClient: Bool { facts["side"] == "client" || facts["because"] == "client" }
}

extension Course {
    /// What happened: the ticket as it is now, what fell due since its last entry included.
    init(of row: TicketRow, deeds: [Deed], under policy: Policy, until now: Instant) {
        let record = TicketRecord(row, under: policy, at: now)
        record.settle()
        tickets = [record.ticket]
        count(deeds.map { ($0.kind, $0.person) })
        count(of: record)
    }

    /// What would have happened under another policy: people do again what they did, when they did it, and everything else
    /// follows from the policy. What cannot be done again, because a clause forbids it or the ticket is closed by then, is
    /// an objection.
    ///
    /// - Parameter policy: under which it was opened.
    init(reliving ticket: Ticket, deeds: [Deed], under candidate: Policy, insteadOf policy: Policy, until now: Instant) {
        var reliving = Reliving(ticket, candidate)
        for deed in deeds {
            reliving.attempt { reliving in
                if deed.kind == .opened {
                    try reliving.open(deed, isChanged: deeds.contains { $0.kind == .classified || $0.kind == .contractAttached }, insteadOf: policy)
                } else {
                    try reliving.relive(deed)
                }
            }
        }
        reliving.attempt { try $0.end(at: now) }
        tickets = reliving.records.map(\.ticket)
        objections = reliving.objections
        reliving.records.forEach { count(of: $0) }
    }

    private mutating func count(of record: TicketRecord) {
        count(record.happenings.map { ($0.kind, $0.person) })
    }

    private mutating func count(_ entries: [(kind: Entry.Kind, person: Int64?)]) {
        for entry in entries where entry.person == nil {
            if entry.kind == .closed { closings += 1 }
            if entry.kind == .escalated { escalations += 1 }
        }
    }
}

/// A request while it is relived.
private struct Reliving {
    let original: Ticket
    let policy: Policy
    private var opening: Effect.Opening?
    /// Days known to be closed when it was opened, though the policy has them open.
    private var closedDays: [Span] = []
    var records: [TicketRecord] = []
    var objections: [Course.Objection] = []

    init(_ original: Ticket, _ policy: Policy) {
        self.original = original
        self.policy = policy
    }

    /// Does something; what forbids it becomes an objection.
    mutating func attempt(_ body: (inout Reliving) throws -> Void) {
        do {
            try body(&self)
        } catch let refusal as Refusal {
            objections.append(.init(reason: refusal.reason, clause: refusal.clause))
        } catch DeskError.conflict(let reason) {
            objections.append(.init(reason: reason, clause: nil))
        } catch DeskError.invalid(let problems) {
            objections += problems.map { .init(reason: $0.message, clause: nil) }
        } catch {
            objections.append(.init(reason: Said(es: "No se puede calcular: \(error)", en: "It cannot be reckoned: \(error)"), clause: nil))
        }
    }

    mutating func end(at now: Instant) throws {
        guard let record = records.last else { return }
        record.now = max(now, record.now)
        record.settle()
    }

    /// - Parameter isChanged: whether its severity, priority or contract was set later; else the row tells how it was opened.
    mutating func open(_ deed: Deed, isChanged: Bool, insteadOf old: Policy) throws {
        var opening = isChanged ? try deed.opening() : Effect.Opening(of: original)
        if let asked = opening {
            opening?.type = policy.taken(asked.facts, holding: RequiredRecord.held(withContract: asked.contract != nil)).facts.type
        }
        if !original.closedDays.isEmpty { closedDays = try deed.closedDays() }
        self.opening = opening
        let source = opening?.linkedFrom.map { Ticket(id: $0, company: original.company, at: deed.at) }
        try begin(deed, admission: try admission(insteadOf: old), following: source)
    }

    mutating func relive(_ deed: Deed) throws {
        // What was not taken has no later.
        guard let record = records.last else { return }
        record.now = max(deed.at, record.ticket.lastEntryAt)
        record.settle()
        if deed.kind == .closedDay { closedDays += try deed.closedDays() }
        // The ticket that an answer opens once the one before is closed has whatever was done later.
        if try record.relive(deed) != nil {
            try begin(deed, admission: record.ticket.admissionClause.flatMap(policy.clause), following: record.ticket)
        }
        record.settle()
    }

    /// How the candidate admits the request, given what was held of the requester then: what the old policy missed was missing.
    private func admission(insteadOf old: Policy) throws -> Clause? {
        guard let opening else { return nil }
        if opening.linkedFrom != nil { return opening.admissionClause.flatMap(policy.clause) }
        let unlisted = policy.unlisted(opening.facts)
        guard unlisted.isEmpty else { throw DeskError.invalid(unlisted) }
        // What was taken although the old policy takes none by that way was a wish to buy or to renew (IN-28).
        if policy.renewal != nil, (try? old.admission(of: opening.facts)) == nil { return nil }
        var held = Set(RequiredRecord.allCases)
        if let missing = old.missing(by: opening.admissionClause, of: opening.facts) { held.remove(missing.record) }
        return try policy.admission(of: opening.facts, holding: held).clause
    }

    private mutating func begin(_ deed: Deed, admission: Clause?, following source: Ticket?) throws {
        guard let opening else { return }
        let start = max(deed.at, records.last?.ticket.lastEntryAt ?? deed.at)
        var ticket = Ticket(id: original.id, company: original.company, at: start)
        ticket.subject = original.subject
        ticket.policyID = original.policyID
        ticket.mailbox = opening.mailbox
        (ticket.contract, ticket.plan, ticket.annex) = (opening.contract, opening.plan, opening.annex)
        ticket.closedDays = closedDays
        let record = TicketRecord(
            opening: ticket, under: policy,
            parties: Parties(requester: .init(id: opening.requester, name: "", email: ""), customerRFC: nil), at: start)
        try record.begin(
            opening.facts, folio: opening.folio, customer: opening.customer, admission: admission, following: source,
            by: deed.principal(of: original.company), for: nil, cites: admission, isAcknowledged: false, isProven: true)
        records.append(record)
    }
}

extension Effect.Opening {
    /// How a ticket was opened whose row still tells.
    fileprivate init(of ticket: Ticket) {
        self.init(
            folio: ticket.folio, policy: ticket.policyID, channel: ticket.channel, type: ticket.type, category: ticket.category,
            department: ticket.department, priority: ticket.priority, severity: ticket.severity, level: nil,
            requester: ticket.requester, customer: ticket.customer, admissionClause: ticket.admissionClause, linkedFrom: ticket.linkedFrom, contract: ticket.contract, plan: ticket.plan,
            annex: ticket.annex, mailbox: ticket.mailbox)
    }

    /// What was known of the request; the level is the policy's to say.
    fileprivate var facts: TicketFacts {
        TicketFacts(channel: channel, type: type, category: category, department: department, priority: priority, severity: severity)
    }
}

extension Deed {
    fileprivate func principal(of company: Int64) -> Principal {
        Principal(company: company, person: person ?? 0, name: "", email: "", role: isOfClient ? .client : .agent)
    }
}

extension TicketRecord {
    /// Does a deed again.
    ///
    /// - Returns: the clause by which a client's answer opens a ticket of its own.
    fileprivate func relive(_ deed: Deed) throws -> Clause? {
        let principal = deed.principal(of: ticket.company)
        switch deed.kind {
        case .replied where !deed.isOfClient: try reply(by: principal, delivering: deed.facts["delivered"] != nil && ticket.owesDelivery)
        // Whether somebody asked to reopen, or just answered, comes to the same.
        case .replied, .reopened: return try replyOfClient(by: principal)
        case .waited: try ask(because: deed.facts["reason"].flatMap(WaitReason.init) ?? .information, by: principal)
        case .contacted: try contact(via: deed.facts["via"].flatMap(ChannelKind.init) ?? .phone, by: principal)
        case .returned: try returnToLevel(by: principal)
        case .defectConfirmed: try confirmDefect(by: principal)
        case .correctionDelivered: try deliverCorrection(by: principal)
        case .classified:
            try classify(try deed.classification(), by: principal)
        case .assigned: try assign(again: deed, by: principal)
        case .closedDay: for day in try deed.closedDays() { try close(on: day, by: principal, because: []) }
        case .noted: append(.noted, by: principal, isInternal: true)
        case .erased: append(.erased, by: principal, isInternal: true, effects: try deed.effects())
        // What was charged stays as it was: the money is not lived again.
        case .charged: append(.charged, by: principal, effects: deed.facts["work"] == nil ? [] : try deed.effects(), facts: deed.facts)
        case .timed, .remoteSession, .visit, .need: try relive(work: deed, by: principal)
        case .disputed: try dispute(by: Principal(company: ticket.company, person: deed.person ?? 0, name: "", email: "", role: .client))
        case .quoted: try relive(quote: deed, by: principal)
        case .verified: append(.verified, by: principal, effects: try deed.effects(), facts: deed.facts)
        case .documented: try document(deed.facts["forms"] ?? "", by: principal)
        case .contractAttached: append(.contractAttached, by: principal, effects: try deed.effects(), facts: deed.facts)
        case .merged where !ticket.isClosed: append(.merged, by: principal, effects: closing(resolution: .cancelled) + (try deed.merging()), facts: deed.facts)
        case .participantAdded, .participantRemoved: append(deed.kind, by: principal, effects: try deed.effects(), facts: deed.facts)
        case .absorbed: append(.absorbed, by: principal, facts: deed.facts)
        // What the desk did by itself follows from the policy.
        case .escalated where deed.person != nil: try escalate(to: deed.facts["to"].flatMap { Int($0) } ?? 0, by: principal)
        case .closed where deed.person != nil, .closingOffered: try close(by: principal, agreedVia: deed.facts["agreed"].flatMap(ChannelKind.init))
        default: break
        }
        return nil
    }

    /// What was agreed stays as it was agreed; what an answer ends follows from the policy.
    private func relive(quote deed: Deed, by principal: Principal) throws {
        let effects: [Effect]
        switch deed.facts["state"] {
        case "sent": effects = ending(.firstResponse, as: .met)
        case "accepted", "declined":
            let agreed = try deed.delivery()
            effects = ticket.isClosed ? [] : try endingWait() + owing(agreed?.dueAt, by: deed.facts["quote"] ?? "", cites: agreed?.clause)
        default: effects = []
        }
        append(.quoted, by: principal, effects: effects, facts: deed.facts)
    }

    /// What was worked stays as it was worked; what an offer or an appointment answers follows from the policy.
    private func relive(work deed: Deed, by principal: Principal) throws {
        let moves = try deed.effects().filter { if case .work = $0 { true } else { false } }
        let isAnswer = ["offered", "planned", "asked"].contains(deed.facts["state"])
        append(deed.kind, by: principal, isInternal: deed.kind == .timed, effects: moves + (isAnswer ? ending(.firstResponse, as: .met) : []), facts: deed.facts)
    }

    private func assign(again deed: Deed, by principal: Principal) throws {
        guard let holder = try deed.holder() else { return }
        let isRule = deed.facts["by"] == "mailbox"
        if deed.person == nil, !isRule, policy.lifecycle.assignsAtOpening == nil { return }
        try requireOpen()
        if deed.person != nil, ticket.assignee == holder { return }
        assign(to: Principal(company: ticket.company, person: holder, name: "", email: "", role: .agent), by: principal, cites: nil, facts: deed.facts)
    }
}

extension Deed {
    fileprivate func opening() throws -> Effect.Opening? {
        for case .opened(let opening) in try effects() { return opening }
        return nil
    }

    /// What a classification set.
    fileprivate func classification() throws -> Classification {
        try effects().reduce(into: Classification()) { classification, effect in
            if case .severity(let number) = effect { classification.severity = number }
            if case .priority(let id) = effect { classification.priority = id }
            if case .type(let id, _) = effect { classification.type = id }
            if case .category(let id) = effect { classification.category = id }
        }
    }

    /// In which request it goes on.
    fileprivate func merging() throws -> [Effect] { try effects().filter { if case .merged = $0 { true } else { false } } }

    /// Days that were closed after all.
    fileprivate func closedDays() throws -> [Span] {
        try effects().compactMap { if case .closedDay(let from, let to) = $0 { Span(from, to) } else { nil } }
    }

    /// What was promised with a quote that was accepted.
    fileprivate func delivery() throws -> Deadline? {
        for case .owed(let deadline) in try effects() where deadline.isAgreed { return deadline }
        return nil
    }

    /// To whom it was given.
    fileprivate func holder() throws -> Int64? {
        for case .assignee(let person) in try effects() { return person }
        return nil
    }
}
