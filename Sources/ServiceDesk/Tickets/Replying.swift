import BusinessTime
import Storage
import SupportPolicy

extension Desk {
    /// Answers a ticket in public, as staff.
    ///
    /// The first answer by a person meets the promise of one.
    ///
    /// - Parameter isDelivery: it delivers what was ordered with a quote (GE-40).
    /// - Throws: `.conflict` where nothing is to be delivered.
    @discardableResult
    package func reply(
        to folio: String, saying text: String, files: [StoredFile] = [], delivering isDelivery: Bool = false, as principal: Principal
    ) async throws -> TicketRow {
        try principal.requireStaff()
        let text = try Words.saying(text, with: files)
        return try await change(folio, as: principal) { record, _ in
            try record.reply(by: principal, delivering: isDelivery, contents: Content.all(text, files))
        }
    }

    /// Adds the client's answer: it ends a wait; on a closed ticket it does what the policy says (FI-21, IN-58).
    ///
    /// - Parameter principal: the client, or an agent who logs it for him.
    /// - Returns: the ticket that has the answer: a new linked one where the policy wants that, or the one in which this goes on.
    @discardableResult
    package func replyOfClient(
        to folio: String, saying text: String, files: [StoredFile] = [], as principal: Principal
    ) async throws -> TicketRow {
        let contents = Content.all(try Words.saying(text, with: files), files)
        return try await refusable(as: principal, folio: folio) {
            try await self.write { tx in
                let row = try tx.goingOn(try tx.ticket(folio, visibleTo: principal))
                return try tx.replyOfClient(to: row, contents: contents, as: principal)
            }
        }
    }
}

extension DeskTransaction {
    func replyOfClient(
        to row: TicketRow, contents: [Content], as principal: Principal, flood: String? = nil
    ) throws -> TicketRow {
        let record = try record(row)
        record.settle()
        let quoted = try documentsQuoted(on: record.ticket, for: contents)
        let follows = try record.replyOfClient(by: principal, flood: flood, contents: contents, quoted: quoted)
        try save(record)
        let row = try follows.map { try openLinked(to: record, contents: contents, as: principal, cites: $0) } ?? ticket(id: record.ticket.id)
        // Where his words are now, which may be the first of a new ticket.
        try noteSpeaker(principal, on: row.ticket)
        return row
    }
}

extension TicketRecord {
    func reply(by principal: Principal, delivering isDelivery: Bool = false, contents: [Content] = []) throws {
        try requireOpen()
        guard !isDelivery || ticket.owesDelivery else { throw DeskError.conflict("No hay ninguna entrega pendiente.", "Nothing is to be delivered.") }
        var facts = ["side": "agent"]
        if isDelivery { facts["delivered"] = "yes" }
        append(
            .replied, by: principal, cites: isDelivery ? policy.closingCriteria(of: ticket.facts)?.clause : nil,
            effects: ending(.firstResponse, as: .met) + (isDelivery ? ending(.delivery, as: .met) : []), facts: facts, contents: contents)
    }

    /// - Parameters:
    ///   - flood: `began` or `goes_on`, where it came in a flood of mail, of which nobody is told twice.
    ///   - quoted: ids of the documents that a quote takes which waits for an answer.
    /// - Returns: the clause by which the answer opens a ticket of its own instead (FI-21).
    func replyOfClient(by principal: Principal, flood: String? = nil, contents: [Content] = [], quoted: Set<String> = []) throws -> Clause? {
        let client = principal.role.isStaff ? ticket.requester : nil
        guard ticket.isClosed else {
            var facts = ["side": "client"]
            facts["flood"] = flood
            facts["forms"] = formsSeen(in: contents, for: ticket.facts, quoted: quoted)
            append(.replied, by: principal, for: client, effects: try endingWait(), facts: facts, contents: contents)
            return nil
        }
        switch try policy.answer(at: now, toTicketClosedAt: ticket.closedAt) {
        case .opensLinked(let clause): return clause
        case .reopens(let clause):
            try reopen(by: principal, for: client, cites: clause, contents: contents, quoted: quoted)
            return nil
        }
    }

    /// - Throws: `.conflict` when the ticket is closed.
    func requireOpen() throws {
        guard !ticket.isClosed else {
            throw DeskError.conflict("El ticket está cerrado; reábralo primero.", "The ticket is closed; reopen it first.")
        }
    }
}
