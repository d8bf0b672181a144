import BusinessTime
import SupportPolicy

/// A fault of the company's own product: once it is confirmed its correction is owed, until it is delivered (GE-18, A-42).
extension Desk {
    /// Confirms that what was reported is a fault; the client is told by when it will be corrected.
    ///
    /// - Throws: `.conflict` where the policy promises no correction of such a request, or it is owed already.
    @discardableResult
    package func confirmDefect(_ folio: String, saying text: String, as principal: Principal) async throws -> TicketRow {
        try principal.requireStaff()
        let text = try Words.text(text, field: "text")
        return try await change(folio, as: principal) { record, _ in
            try record.confirmDefect(by: principal, contents: [Content(text: text)])
        }
    }

    /// Delivers the correction.
    ///
    /// - Throws: `.conflict` where none is owed.
    @discardableResult
    package func deliverCorrection(_ folio: String, saying text: String, as principal: Principal) async throws -> TicketRow {
        try principal.requireStaff()
        let text = try Words.text(text, field: "text")
        return try await change(folio, as: principal) { record, _ in
            try record.deliverCorrection(by: principal, contents: [Content(text: text)])
        }
    }
}

extension TicketRecord {
    func confirmDefect(by principal: Principal, contents: [Content] = []) throws {
        try requireOpen()
        guard !ticket.owesCorrection else { throw DeskError.conflict("La falla ya está confirmada.", "The fault is confirmed already.") }
        let promises = policy.promises(to: ticket.facts, starting: .defectConfirmed)
        guard let promise = promises.first else {
            throw DeskError.conflict("La política no promete corregir una solicitud como ésta; revise su clasificación.", "The policy promises no correction of such a request; look at its classification.")
        }
        append(
            .defectConfirmed, by: principal, cites: promise.clause,
            effects: try owing(promises, from: now, facts: ticket.facts) + ending(.firstResponse, as: .met), contents: contents)
    }

    func deliverCorrection(by principal: Principal, contents: [Content] = []) throws {
        try requireOpen()
        guard ticket.owesCorrection else { throw DeskError.conflict("No se debe ninguna corrección.", "No correction is owed.") }
        let owed = ticket.deadlines.last { $0.metric == .correctionDelivered }
        append(
            .correctionDelivered, by: principal, cites: owed.flatMap { policy.clause($0.clause) }, effects: ending(.correctionDelivered, as: .met),
            contents: contents)
    }
}

extension Ticket {
    /// Whether a fault was confirmed whose correction was not delivered, in time or late.
    package var owesCorrection: Bool { deadlines.contains { $0.metric == .correctionDelivered && (!$0.status.isOver || $0.isOwedLate) } }
}
