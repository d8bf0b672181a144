import BusinessTime
import SupportPolicy

/// What an entry says of its ticket. Entries are made of these few, so that one function can replay any of them.
package enum Effect: Codable, Hashable, Sendable {
    case opened(Opening)
    case state(to: TicketState)
    case assignee(person: Int64?)
    case level(Int)
    case severity(Int)
    case priority(String)
    /// It is a request of another type, and lacks what a clause asks for.
    case type(String, missing: String?)
    /// It is a request of another category.
    case category(String)
    case waitBegan(reason: WaitReason)
    case waitEnded
    case contacted
    /// The ticket closes by itself at an instant, by a clause.
    case closes(at: Instant, clause: String)
    case closesNever
    /// The client is reminded of the closing that was offered.
    case reminds(at: Instant)
    case reminded
    /// The company is closed unforeseen, from one instant to another.
    case closedDay(from: Instant, to: Instant)
    case owed(Deadline)
    case moved(deadline: Int, due: Instant, warn: Instant)
    case deadline(Int, is: Deadline.Status)
    /// A broken promise was kept after all, or given up.
    case settled(deadline: Int)
    /// Its holder was warned, so that it is not done again.
    case warned(deadline: Int)
    /// It is served under a contract; whoever vouches for that may clear what was missing at its opening.
    case contract(Int64, isVerified: Bool)
    /// What was missing at its opening is there after all; what a clause asks for besides is still missing.
    case verified(missing: String?)
    /// Somebody takes part in it, or no more.
    case participant(Int64, isIn: Bool)
    /// It goes on in another request; `nil`: by itself again.
    case merged(into: Int64?)
    /// Something is worked on it: a timer, a session, a visit; a new number begins one.
    case work(Int, Work.Move)
    /// It was removed from the queue as part of a flood of mail, although it came before that was known for one.
    case flooded
    /// What it is about was erased by law.
    case subjectErased

    /// What a ticket is from its beginning and stays.
    package struct Opening: Codable, Hashable, Sendable {
        package var folio: String
        package var policy: Int64
        package var channel: ChannelKind
        package var type: String
        package var category: String?
        package var department: String?
        package var priority: String?
        package var severity: Int?
        package var level: Int?
        package var requester: Int64
        package var customer: Int64?
        package var admissionClause: String?
        package var linkedFrom: Int64?
        /// The contract under which it is served.
        package var contract: Int64?
        /// Its plan, whose promises it is owed.
        package var plan: String?
        /// That contract, where it promises otherwise than its plan.
        package var annex: Int64?
        /// It came in a flood of mail.
        package var quiet: MailQuiet?
        /// Address of the mailbox by which it came.
        package var mailbox: String?
    }
}

extension Ticket {
    /// Applies what an entry says. A ticket is what its entries say: nothing else changes one.
    mutating func apply(_ entry: Entry) {
        apply(entry.body.effects, at: entry.at)
        chainHead = entry.hash
    }

    /// Applies what happened at an instant and will be one entry, which has no place in the chain yet.
    mutating func apply(_ effects: [Effect], at instant: Instant) {
        for effect in effects { apply(effect, at: instant) }
        chainLength += 1
        lastEntryAt = instant
    }

    private mutating func apply(_ effect: Effect, at instant: Instant) {
        switch effect {
        case .opened(let opening):
            apply(opening)
            openedAt = instant
        case .state(let state):
            self.state = state
            closedAt = state == .closed ? instant : .never
        case .assignee(let person): assignee = person
        case .level(let level): self.level = level
        case .severity(let severity): self.severity = severity
        case .priority(let priority): self.priority = priority
        case .type(let type, let missing): (self.type, admissionClause) = (type, missing)
        case .category(let category): self.category = category
        case .waitBegan(let reason):
            waits.append(Span(instant, .never))
            waitReason = reason
            contacts = []
        case .reminds(let at): remindsAt = at
        case .reminded: remindsAt = .never
        case .waitEnded:
            remindsAt = .never
            if let last = waits.indices.last { waits[last].end = instant }
            waitReason = nil
        case .contacted: contacts.append(instant)
        case .closes(let at, let clause): (closesAt, closesClause) = (at, clause)
        case .closesNever: (closesAt, closesClause) = (.never, nil)
        case .closedDay(let from, let to):
            if !closedDays.contains(Span(from, to)) { closedDays.append(Span(from, to)) }
        case .owed(let deadline): deadlines.append(deadline)
        case .moved(let number, let due, let warn):
            change(number) { ($0.dueAt, $0.warnAt) = (due, warn) }
        case .deadline(let number, let status):
            change(number) { deadline in
                deadline.status = status
                deadline.endedAt = status.isOver ? instant : .never
            }
        case .settled(let number):
            change(number) { $0.settledAt = instant }
        case .warned(let number):
            change(number) { $0.warnAt = .never }
        case .contract(let id, let isVerified):
            contract = id
            if isVerified { admissionClause = nil }
        case .verified(let missing): admissionClause = missing
        case .participant(let person, let isIn):
            participants.removeAll { $0 == person }
            if isIn { participants.append(person) }
        case .merged(let survivor): mergedInto = survivor
        case .work(let number, let move): works.apply(move, to: number, at: instant)
        case .flooded: quiet = quiet ?? .sender
        case .subjectErased: (subject, subjectErasedAt) = ("", instant)
        }
    }

    private mutating func apply(_ opening: Effect.Opening) {
        folio = opening.folio
        policyID = opening.policy
        channel = opening.channel
        type = opening.type
        category = opening.category
        department = opening.department
        priority = opening.priority
        severity = opening.severity
        level = opening.level
        requester = opening.requester
        customer = opening.customer
        admissionClause = opening.admissionClause
        linkedFrom = opening.linkedFrom
        contract = opening.contract
        plan = opening.plan
        annex = opening.annex
        quiet = opening.quiet
        mailbox = opening.mailbox
        state = .open
    }

    private mutating func change(_ number: Int, _ body: (inout Deadline) -> Void) {
        guard let index = deadlines.firstIndex(where: { $0.number == number }) else { return }
        body(&deadlines[index])
    }
}
