import BusinessTime
import SupportPolicy

/// Something that is worked on a ticket: time by a timer or by hand, a remote session, a visit, a need that came up meanwhile.
/// What its journal entries say.
///
/// Names, places and what was done are texts of those entries (`WorkWords`), so that they can be erased; this keeps instants,
/// minutes, amounts and clauses.
package struct Work: Codable, Hashable, Sendable {
    package enum State: String, Codable, Sendable {
        /// Offered or agreed on; nothing was done yet.
        case planned
        case running, done, cancelled
    }

    package enum Kind: Codable, Hashable, Sendable {
        case timer
        /// Time that somebody wrote down.
        case time
        case session(RemoteSession)
        case visit(Visit)
        case need(AdditionalNeed)
    }

    /// Its place on its ticket, from 1.
    package let number: Int
    /// Who works.
    package internal(set) var person: Int64
    package internal(set) var state: State
    /// When it was offered, planned, started or written down.
    package let since: Instant
    /// When the timer or the session began, or the engineer arrived.
    package internal(set) var startedAt: Instant = .never
    package internal(set) var endedAt: Instant = .never
    /// Whole minutes that were worked; `nil` before it is over, and of what was never worked.
    package internal(set) var minutes: Int?
    /// Whether a charge names it, or all that it costs was paid before.
    package internal(set) var isCharged = false
    /// It went on when its request was closed: it is recorded, and charged, all the same.
    package internal(set) var outlivedClosing: Bool?
    package internal(set) var kind: Kind

    package var isOver: Bool { state == .done || state == .cancelled }
    /// When it was begun; time that was written down, at the latest; `nil` where nothing was worked.
    var begunAt: Instant? { startedAt < .never ? startedAt : minutes.map { endedAt - Int64($0) * 60 } }
    package var session: RemoteSession? { if case .session(let session) = kind { session } else { nil } }
    package var visit: Visit? { if case .visit(let visit) = kind { visit } else { nil } }
    package var need: AdditionalNeed? { if case .need(let need) = kind { need } else { nil } }
    /// Staff's alone: a client is told what it was charged.
    package var isInternal: Bool { kind == .timer || kind == .time }
    /// Of the entries that tell of it.
    var entryKind: Entry.Kind {
        switch kind {
        case .timer, .time: .timed
        case .session: .remoteSession
        case .visit: .visit
        case .need: .need
        }
    }
    /// What can still be charged: it was worked, or is a visit, whose fee is taken in advance (GE-65), or a need that the client
    /// wants apart (GE-66).
    package var isChargeable: Bool {
        guard !isCharged, state != .cancelled else { return false }
        return switch kind {
        case .visit: true
        case .need(let need): need.choice == .apart
        case .timer, .time, .session: (minutes ?? 0) > 0
        }
    }

    /// Whole minutes up to an instant; a minute that was begun counts.
    static func minutes(from start: Instant, to end: Instant) -> Int { Int(max(0, end - start) + 59) / 60 }
}

/// What a client said to what he was asked, and how.
package struct Consent: Codable, Hashable, Sendable {
    package let at: Instant
    package let via: ChannelKind
    /// He said it here; else somebody of the staff recorded it.
    package let isByClient: Bool
}

/// Working on the client's machine from afar (IN-49, IN-50).
package struct RemoteSession: Codable, Hashable, Sendable {
    package let tool: String
    /// The client's yes to this session.
    package internal(set) var consent: Consent?
    package internal(set) var outcome: SessionOutcome?
}

/// Coming to the client (IN-53 … IN-56, GE-73 … GE-75).
package struct Visit: Codable, Hashable, Sendable {
    package internal(set) var appointment: Appointment
    /// How it failed, once it did.
    package internal(set) var failure: VisitFailure?
    /// Id of the clause by which it counts as given and concluded all the same.
    package internal(set) var countsAsDone: String?
    /// What it cost to come, at the client's expense (centavos).
    package internal(set) var expenses = 0
    /// What of that he paid beforehand, by a quote that he accepted; `nil`: nothing.
    package internal(set) var prepaid: Int?
    /// In which these expenses were handed over to be invoiced.
    package internal(set) var batch: Int?
    /// When the client would rather have it, as long as nobody answered.
    package internal(set) var wish: Wish?
    /// Ids of the points of the checklist that the client has ready (IN-54); `nil`: he said nothing of it.
    package internal(set) var ready: [String]?

    /// What of the expenses is still to be paid: a sale of its own.
    package var expensesDue: Int { expenses - (prepaid ?? 0) }

    /// VAT of what it cost to come, in percent.
    static let tax = Quote.taxRates[0]

    /// When the client expects somebody.
    package struct Appointment: Codable, Hashable, Sendable {
        package var begins, ends: Instant
        /// Asked for by the client, who accepted what it adds (GE-74, A-46).
        package let isUrgent: Bool
        /// Who will go; `nil`: nobody was named yet.
        package var engineer: Int64?
        /// How often it was changed, as calendars count it; `nil`: never.
        package var revision: Int?

        package var span: Span { Span(begins, ends) }
    }

    /// Another time that the client asks for.
    package struct Wish: Codable, Hashable, Sendable {
        package let begins, ends: Instant
    }
}

extension Work {
    /// Who comes, or came.
    package var engineer: Int64? { startedAt < .never ? person : visit?.appointment.engineer }
}

/// What came up while a request was attended: the client decides what becomes of it (GE-66).
package struct AdditionalNeed: Codable, Hashable, Sendable {
    package enum Choice: String, Codable, Hashable, Sendable, CaseIterable {
        /// At once, as far as the time of what his request is allows.
        case withinTime = "within_time"
        /// Afterwards, and charged for itself.
        case apart
        case declined
    }

    /// Id of the price list's item, and how many of it.
    package let service: String
    package let quantity: Int
    /// Minutes that were left of the time of the request when he was asked; 0: it can only be attended apart.
    package let left: Int
    package internal(set) var choice: Choice?
    package internal(set) var answer: Consent?

    /// Among what he may choose.
    package var choices: [Choice] { Choice.allCases.filter { $0 != .withinTime || left > 0 } }
}

extension Ticket {
    package func work(_ number: Int) -> Work? { works.first { $0.number == number } }

    /// The number of the next work.
    var nextWork: Int { (works.last?.number ?? 0) + 1 }

    var timers: [Work] { works.filter { $0.kind == .timer && $0.state == .running } }

    /// What closing does to what is not over. Timers stop, and what did not begin is given up. A session or a visit that goes on is
    /// not over because its client says that his request is: it waits for whoever is there to record how it ended.
    var endingWork: [Effect] {
        works.filter { !$0.isOver }.flatMap { work -> [Effect] in
            switch (work.kind, work.state) {
            case (.timer, _): [.work(work.number, .ended(minutes: nil)), .work(work.number, .outlivedClosing)]
            case (_, .running): [.work(work.number, .outlivedClosing)]
            default: [.work(work.number, .cancelled)]
            }
        }
    }
}
