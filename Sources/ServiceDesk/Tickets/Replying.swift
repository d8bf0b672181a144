import BusinessTime
import Storage
import SupportPolicy

extension Desk {
    /// Answers a ticket in public, as staff.
    ///
    /// The first answer by a person meets the promise of one.
    @discardableResult
    package func reply(
        to folio: String, saying text: String, files: [StoredFile] = [], as principal: Principal
    ) async throws -> TicketRow {
        try principal.requireStaff()
        let text = try Words.saying(text, with: files)
        return try await change(folio, as: principal) { record in
            try record.requireOpen()
            try record.append(
                .replied, by: principal, effects: record.ending(.firstResponse, as: .met), facts: ["side": "agent"],
                contents: Content.all(text, files))
        }
    }

    /// Adds the client's answer: it ends a wait; on a closed ticket it does what the policy says (FI-21, IN-58).
    ///
    /// - Parameter principal: the client, or an agent who logs it for him.
    /// - Returns: the ticket that has the answer: a new linked one where the policy wants that.
    @discardableResult
    package func replyOfClient(
        to folio: String, saying text: String, files: [StoredFile] = [], as principal: Principal
    ) async throws -> TicketRow {
        let text = try Words.saying(text, with: files)
        return try await refusable(as: principal, folio: folio) {
            try await self.write { tx in
                let row = try tx.ticket(folio, visibleTo: principal)
                return try tx.replyOfClient(to: row, saying: text, files: files, as: principal)
            }
        }
    }
}

extension DeskTransaction {
    func replyOfClient(
        to row: TicketRow, saying text: String?, files: [StoredFile], as principal: Principal
    ) throws -> TicketRow {
        sql.now = max(now, row.ticket.lastEntryAt)
        let record = try TicketRecord(row, in: self)
        try record.settle(until: now)
        let contents = Content.all(text, files)
        let client = principal.role.isStaff ? record.ticket.requester : nil
        if record.ticket.isClosed {
            switch try record.policy.answer(at: now, toTicketClosedAt: record.ticket.closedAt) {
            case .opensLinked(let clause):
                try record.save()
                return try openLinked(to: record, saying: text, files: files, as: principal, cites: clause)
            case .reopens(let clause):
                try record.reopen(by: principal, for: client, cites: clause, contents: contents)
            }
        } else {
            let reopens: [Effect] = record.ticket.isWaiting ? [.state(to: .open)] : []
            try record.append(
                .replied, by: principal, for: client, effects: try record.resuming(at: now) + reopens,
                facts: ["side": "client"], contents: contents)
        }
        try record.save()
        return try ticket(id: record.ticket.id)
    }
}

extension TicketRecord {
    /// - Throws: `.conflict` when the ticket is closed.
    func requireOpen() throws {
        guard !ticket.isClosed else {
            throw DeskError.conflict("El ticket está cerrado; reábralo primero.", "The ticket is closed; reopen it first.")
        }
    }
}
