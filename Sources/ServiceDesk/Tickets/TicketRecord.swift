import BusinessTime
import Storage
import SupportPolicy

/// A ticket while something is done to it: what it is, the policy it lives under, and what happens to it.
///
/// What happens is applied at once, so that what follows sees its effect. A record looks at no rows and no clock: verbs work on
/// one that `DeskTransaction.save` then writes, and a simulation on one that nobody ever writes.
final class TicketRecord {
    let policy: Policy
    private(set) var ticket: Ticket
    /// Who asks and who has it, as the row told; the letters need their names.
    var parties: Parties
    /// The instant at which whatever is done next happens.
    var now: Instant
    /// The row as it stands; `nil` for a ticket that is being opened.
    fileprivate let before: Ticket?
    private(set) var happenings: [Happening<Standing>] = []
    /// Where its sender confirms that it was he; `nil` where nobody asks him.
    var confirmation: String?

    /// Something later in the same verb may give the ticket to somebody else.
    struct Standing {
        let ticket: Ticket
        let parties: Parties
        var confirmation: String?
    }

    /// A record of a ticket that exists. Nothing is done to it before its last entry.
    init(_ row: TicketRow, under policy: Policy, at instant: Instant) {
        self.policy = policy
        now = max(instant, row.ticket.lastEntryAt)
        ticket = row.ticket
        before = row.ticket
        parties = Parties(row)
    }

    /// A record for a ticket of which nothing happened yet.
    init(opening ticket: Ticket, under policy: Policy, parties: Parties, at instant: Instant) {
        self.policy = policy
        now = instant
        self.ticket = ticket
        before = nil
        self.parties = parties
    }

    /// Lets something happen.
    ///
    /// - Parameters:
    ///   - at: when, where that is not now: what falls due happens at the instant it was due.
    ///   - logged: the person for whom an agent logs it.
    func append(
        _ kind: Entry.Kind, by principal: Principal, for logged: Int64? = nil, cites clause: Clause? = nil,
        at instant: Instant? = nil, isInternal: Bool = false, effects: [Effect] = [], facts: [String: String] = [:],
        contents: [Content] = []
    ) {
        let at = max(instant ?? now, ticket.lastEntryAt)
        var facts = facts
        if let written = contents.lazy.compactMap(\.written).first { facts["written"] = "\(written)" }
        ticket.apply(effects, at: at)
        happenings.append(Happening(
            kind: kind, at: at, person: principal.id, forPerson: logged, clause: clause?.id, isInternal: isInternal,
            body: Entry.Body(effects: effects, contents: contents.map(\.digestText), facts: facts), contents: contents,
            standing: Standing(ticket: ticket, parties: parties, confirmation: confirmation)))
    }

    /// Whether its closing was offered before what happens now.
    var wasOffered: Bool { before?.waitReason == .confirmation }

    /// Adds to what the entry of a kind tells that was not written yet.
    func tell(_ facts: [String: String], with kind: Entry.Kind) {
        guard let index = happenings.lastIndex(where: { $0.kind == kind }) else { return }
        happenings[index].body.facts.merge(facts) { $1 }
    }

    /// The ticket as a reader would find it once this is saved.
    var row: TicketRow { TicketRow(ticket, parties) }

    fileprivate func chained(_ newID: () -> Int64) throws -> [Recorded<Standing>] {
        try ticket.chain(happenings, newID)
    }
}

extension DeskTransaction {
    /// A record of a ticket, under its own version of the policy; what is done to it happens now.
    func record(_ row: TicketRow) throws -> TicketRecord {
        let record = TicketRecord(row, under: try policy(of: row.ticket), at: now)
        sql.now = record.now
        return record
    }

    /// A record for a ticket that is being opened.
    ///
    /// - Parameters:
    ///   - contract: under which it is served; it may keep to an older version of the policy.
    ///   - mailbox: by which it came.
    func record(newIn company: CompanyRow, under contract: Contract?, by mailbox: String?, subject: String, parties: Parties) throws -> TicketRecord {
        var ticket = Ticket(id: newID(), company: company.id, at: now)
        ticket.subject = subject
        ticket.mailbox = mailbox
        ticket.policyID = contract?.pinnedPolicy ?? company.policyID
        ticket.contract = contract?.id
        ticket.plan = contract?.plan
        ticket.annex = contract?.terms.annex == nil ? nil : contract?.id
        ticket.closedDays = company.closedDays.filter { $0.end > now }
        return TicketRecord(opening: ticket, under: try policy(of: ticket), parties: parties, at: now)
    }

    /// Writes what happened to a ticket: the entries, the row they lead to, and everything that is derived from them.
    func save(_ record: TicketRecord) throws {
        guard !record.happenings.isEmpty else { return }
        try settleCharges(of: record)
        let recorded = try record.chained(newID)
        if let before = record.before {
            try update(record.ticket, was: before)
        } else {
            try insert(record.ticket)
        }
        try insert(recorded)
        try index(recorded, of: record.ticket, requester: record.parties)
        let book = try letterBook(of: record.ticket.company)
        let page = try pageInsteadOfMail(of: record.ticket.company, under: record.policy)
        try send(recorded.map { Correspondence(of: $0, under: record.policy, worded: book, answeredAt: page) })
    }
}

/// The people around a ticket.
package struct Parties: Sendable {
    package struct Party: Sendable, Hashable {
        package let id: Int64
        package let name: String
        package let email: String
        /// In which he is written to; `nil` for the staff, who are looked up, and where nobody knows.
        package var language: Language?
    }

    package var requester: Party
    package var assignee: Party?
    package var customerName: String?
    package var customerRFC: String?
    /// Of the contract under which the ticket is served.
    package var contractNumber: String?

    init(requester: Party, customerName: String? = nil, customerRFC: String?, contractNumber: String? = nil) {
        self.requester = requester
        self.customerName = customerName
        self.customerRFC = customerRFC
        self.contractNumber = contractNumber
    }

    init(_ row: TicketRow) {
        requester = Party(id: row.ticket.requester, name: row.requesterName, email: row.requesterEmail, language: row.requesterLanguage)
        assignee = row.ticket.assignee.flatMap { id in
            row.assigneeName.map { Party(id: id, name: $0, email: row.assigneeEmail ?? "") }
        }
        customerName = row.customerName
        customerRFC = row.customerRFC
        contractNumber = row.contractNumber
    }
}

extension Parties.Party {
    init(_ person: Person) {
        self.init(id: person.id, name: person.name, email: person.email, language: person.language)
    }
}

extension Desk {
    /// Changes one ticket: settles what fell due on it, runs the verb, writes the entries. One transaction.
    ///
    /// A refusal is journaled under the company before it is thrown.
    ///
    /// - Throws: `.notFound` when the principal cannot see it; `.forbidden` where he only takes part in it; `.refused` with its clause.
    func change(
        _ folio: String, as principal: Principal, _ verb: @escaping @Sendable (TicketRecord, DeskTransaction) throws -> Void
    ) async throws -> TicketRow {
        try await refusable(as: principal, folio: folio) {
            try await self.write { tx in
                let row = try tx.ticket(folio, visibleTo: principal)
                try row.requireParty(principal)
                let record = try tx.record(row)
                record.settle()
                try verb(record, tx)
                // What the verb made due in the past, such as a graver severity, happens now.
                record.settle()
                try tx.save(record)
                return try tx.ticket(folio, visibleTo: principal)
            }
        }
    }

    /// Runs a verb; a refusal is journaled under the company, then thrown as `DeskError.refused`.
    func refusable<Value: Sendable>(
        as principal: Principal, folio: String?, _ verb: () async throws -> Value
    ) async throws -> Value {
        do {
            return try await verb()
        } catch let refusal as Refusal {
            try await write { tx in try tx.recordRefusal(refusal, of: principal, folio: folio) }
            throw DeskError.refused(refusal)
        }
    }
}
