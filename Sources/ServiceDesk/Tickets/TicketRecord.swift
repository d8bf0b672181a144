import BusinessTime
import Storage
import SupportPolicy

/// A ticket while a verb works on it: what it is, the policy it lives under, and the entries the verb appends.
///
/// Appending applies an entry at once, so that what follows sees its effect; `save` then writes the entries, the row they
/// lead to, and everything that is derived from them. Nothing else changes a ticket.
final class TicketRecord {
    let tx: DeskTransaction
    let policy: Policy
    private(set) var ticket: Ticket
    /// Who asks and who has it, as the row told; the letters need their names.
    var parties: Parties
    private let before: Ticket?
    private var recorded: [Recorded] = []

    /// An entry with the texts and files that belong to it, and what it left behind: a later entry of the same verb may
    /// give the ticket to somebody else.
    struct Recorded {
        let entry: Entry
        let contents: [Content]
        let ticket: Ticket
        let parties: Parties
    }

    /// A record of a ticket that exists.
    init(_ row: TicketRow, in tx: DeskTransaction) throws {
        self.tx = tx
        policy = try tx.policy(row.ticket.policyID)
        ticket = row.ticket
        before = row.ticket
        parties = Parties(row)
    }

    /// A record for a ticket that is being opened.
    init(newIn company: CompanyRow, subject: String, parties: Parties, in tx: DeskTransaction) throws {
        self.tx = tx
        policy = try tx.policy(company.policyID)
        ticket = Ticket(id: tx.newID(), company: company.id, at: tx.now)
        ticket.subject = subject
        ticket.policyID = company.policyID
        before = nil
        self.parties = parties
    }

    /// Appends an entry and applies it.
    ///
    /// - Parameters:
    ///   - at: when it happened, where that is not now: what falls due happens at the instant it was due.
    ///   - logged: the person for whom an agent logs it.
    func append(
        _ kind: Entry.Kind, by principal: Principal, for logged: Int64? = nil, cites clause: Clause? = nil,
        at instant: Instant? = nil, isInternal: Bool = false, effects: [Effect] = [], facts: [String: String] = [:],
        contents: [Content] = []
    ) throws {
        let entry = try Entry(
            id: tx.newID(), company: ticket.company, ticket: ticket.id, number: ticket.chainLength + 1,
            at: max(instant ?? tx.now, ticket.lastEntryAt), kind: kind, person: principal.id, forPerson: logged,
            clause: clause?.id, isInternal: isInternal,
            body: Entry.Body(effects: effects, contents: contents.map(\.digestText), facts: facts), after: ticket.chainHead)
        ticket.apply(entry)
        recorded.append(Recorded(entry: entry, contents: contents, ticket: ticket, parties: parties))
    }

    /// The ticket as a reader would find it once this is saved.
    var row: TicketRow { TicketRow(ticket, parties) }

    /// Writes what was appended.
    func save() throws {
        guard !recorded.isEmpty else { return }
        if let before {
            try tx.update(ticket, was: before)
        } else {
            try tx.insert(ticket)
        }
        try tx.insert(recorded.map(\.entry))
        try tx.insert(recorded.flatMap { item in item.contents.map { (item.entry, $0) } })
        try tx.index(recorded, of: ticket, requester: parties)
        try tx.send(recorded.map { Correspondence(of: $0, under: policy) })
    }
}

/// The people around a ticket.
package struct Parties: Sendable {
    package struct Party: Sendable, Hashable {
        package let id: Int64
        package let name: String
        package let email: String
    }

    package var requester: Party
    package var assignee: Party?
    package var customerName: String?
    package var customerRFC: String?

    init(requester: Party, customerName: String? = nil, customerRFC: String?) {
        self.requester = requester
        self.customerName = customerName
        self.customerRFC = customerRFC
    }

    init(_ row: TicketRow) {
        requester = Party(id: row.ticket.requester, name: row.requesterName, email: row.requesterEmail)
        assignee = row.ticket.assignee.flatMap { id in
            row.assigneeName.map { Party(id: id, name: $0, email: row.assigneeEmail ?? "") }
        }
        customerName = row.customerName
        customerRFC = row.customerRFC
    }
}

extension Desk {
    /// Changes one ticket: settles what fell due on it, runs the verb, writes the entries. One transaction.
    ///
    /// A refusal is journaled under the company before it is thrown.
    ///
    /// - Throws: `.notFound` when the principal cannot see it; `.refused` with its clause.
    func change(
        _ folio: String, as principal: Principal, _ verb: @escaping @Sendable (TicketRecord) throws -> Void
    ) async throws -> TicketRow {
        try await refusable(as: principal, folio: folio) {
            try await self.write { tx in
                let row = try tx.ticket(folio, visibleTo: principal)
                tx.sql.now = max(tx.now, row.ticket.lastEntryAt)
                let record = try TicketRecord(row, in: tx)
                try record.settle(until: tx.now)
                try verb(record)
                // What the verb made due in the past, such as a graver severity, happens now.
                try record.settle(until: tx.now)
                try record.save()
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
