import BusinessTime
import Storage
import SupportPolicy

/// A quote ("cotización"): what something would cost, until when that holds, and when it would be delivered (GE-77, FP-9,
/// FI-31). It is what its journal entries say; its words are texts of its first entry, which the law can have erased.
package struct Quote: Hashable, Sendable {
    package enum State: String, Codable, Sendable, CaseIterable, SQLCodable {
        /// Written down, and nobody outside of the house knows of it.
        case draft
        case sent, accepted, declined, withdrawn, expired
    }

    package let id: Int64
    package let company: Int64
    package var number = ""
    /// The request that it answers.
    package var ticket: Int64 = 0
    package var folio = ""
    package var policyID: Int64 = 0
    /// The contract that pays what is quoted in units; `nil`: that of the request when it is accepted.
    package var contract: Int64?
    package var state: State = .draft
    package var offer = Offer()
    package var sentAt: Instant = .never
    /// The first instant at which it can no longer be accepted.
    package var validUntil: Instant = .never
    /// When it was accepted, declined or withdrawn, or expired.
    package var decidedAt: Instant = .never
    /// The quote that was sent instead of it.
    package var replacedBy: String?
    /// With which other sales it was handed over to be invoiced; `nil`: not yet, or nothing of it is paid in money.
    package var batch: Int?
    package var chainLength = 0
    package var chainHead = emptyChain
    package var lastEntryAt: Instant

    /// A quote of which no entry was applied yet.
    init(id: Int64, company: Int64, at instant: Instant) {
        self.id = id
        self.company = company
        lastEntryAt = instant
    }

    /// The instant at which something happens to it by itself.
    var wakeAt: Instant { state == .sent ? validUntil : .never }
}

extension Quote {
    /// VAT in percent: the general rate, which holds unless another is said, that of the border region, and none.
    package static let taxRates = [16, 8, 0]

    /// VAT on an amount, both in centavos, rounded to the nearest.
    static func taxes(on amount: Int, at percent: Int) -> Int { (amount * percent + 50) / 100 }

    /// What is offered.
    package struct Offer: Codable, Hashable, Sendable {
        package var lines: [Line] = []
        /// Of what is paid in money, in percent.
        package var tax = 0
        /// The last day on which it can be accepted, `2027-03-01`; `nil`: as the policy says.
        package var validThrough: String?
        package var delivery: Delivery?
        /// The quote that it takes the place of once it is sent.
        package var replaces: String?
        /// Ids of the clauses it obeys.
        package var clauses: [String] = []
        /// What was asked for of the price list; `nil` where nothing was, and on quotes from before this was kept.
        package var order: Order?

        /// Of each unit the sum.
        package var units: [UnitAmount] { lines.flatMap(\.price).summed }
        /// In centavos, without tax.
        package var subtotal: Int { lines.reduce(0) { $0 + $1.money } }
        /// In centavos.
        package var taxes: Int { Quote.taxes(on: subtotal, at: tax) }
        package var total: Int { subtotal + taxes }
    }

    package struct Line: Codable, Hashable, Sendable {
        /// Id of the tariff's item; `nil`: what no price list has.
        package let item: String?
        /// As the tariff calls it; empty where it has none.
        package let label: String
        package let count: Int
        package let minutes: Int?
        /// In units, for all of them.
        package let price: [UnitAmount]
        /// In centavos, for all of them, without tax.
        package let money: Int
        package let charged: ChargeMoment
        package let clause: String?
    }

    /// What was asked for of the price list, for the question whether it would cost less by the time it is accepted (GE-81).
    package struct Order: Codable, Hashable, Sendable {
        package let services: [Attendance.Service]
        /// In the order of all there are: the journal writes the same each time.
        package let circumstances: [Circumstance]

        init(_ order: ServiceOrder) {
            services = order.services
            circumstances = Circumstance.allCases.filter(order.circumstances.contains)
        }
    }

    /// When it would be ready (GE-55).
    package enum Delivery: Codable, Hashable, Sendable {
        /// On a day, `2027-03-01`.
        case on(String)
        /// So many business days after the acceptance.
        case businessDays(Int)
    }

    /// What an entry says of its quote.
    package enum Move: Codable, Hashable, Sendable {
        case made(Making)
        case sent(validUntil: Instant)
        case accepted, declined, expired
        case withdrawn(replacedBy: String?)
        /// Its sale was handed over to be invoiced.
        case handedOver(batch: Int)
    }

    package struct Making: Codable, Hashable, Sendable {
        package let number: String
        package let ticket: Int64
        package let folio: String
        package let policy: Int64
        package let contract: Int64?
        package let offer: Offer
    }
}

extension Quote {
    /// Applies what an entry says. A quote is what its entries say: nothing else changes one.
    mutating func apply(_ entry: Entry) {
        apply(entry.body.quoteMoves, at: entry.at)
        chainHead = entry.hash
    }

    /// Applies what happened at an instant and will be one entry, which has no place in the chain yet.
    mutating func apply(_ moves: [Move], at instant: Instant) {
        for move in moves { apply(move, at: instant) }
        chainLength += 1
        lastEntryAt = instant
    }

    private mutating func apply(_ move: Move, at instant: Instant) {
        switch move {
        case .made(let making):
            (number, ticket, folio) = (making.number, making.ticket, making.folio)
            (policyID, contract, offer) = (making.policy, making.contract, making.offer)
        case .sent(let until): (state, sentAt, validUntil) = (.sent, instant, until)
        case .accepted: (state, decidedAt) = (.accepted, instant)
        case .declined: (state, decidedAt) = (.declined, instant)
        case .expired: (state, decidedAt) = (.expired, instant)
        case .handedOver(let batch): self.batch = batch
        case .withdrawn(let other): (state, decidedAt, replacedBy) = (.withdrawn, instant, other)
        }
    }
}

extension Policy {
    /// When what a quote promises is due, accepted at an instant: at closing time.
    ///
    /// - Throws: `.neverOpen` when the schedule has no open time left.
    package func due(_ delivery: Quote.Delivery, acceptedAt instant: Instant) throws(ScheduleError) -> Instant {
        switch delivery {
        case .businessDays(let days): return try deliverySchedule.due(.businessDays(days, ending: .closeOfBusiness), after: instant)
        case .on(let day):
            guard let date = CalendarDate(iso: day) else { return instant }
            // The first business day after the date before.
            return try deliverySchedule.due(.businessDays(1, ending: .closeOfBusiness), after: zone.startOfDay(date) - 1)
        }
    }
}
