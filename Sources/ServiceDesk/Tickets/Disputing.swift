import BusinessTime
import SupportPolicy

extension Desk {
    /// Disputes a closing that was offered: the request goes on, and what was set aside for it stays so until somebody who may
    /// rule spends it or gives it back (GE-43, A-40).
    ///
    /// - Throws: `.conflict` unless a closing is offered; `.forbidden` for staff.
    @discardableResult
    package func dispute(_ folio: String, because reason: String, as principal: Principal) async throws -> TicketRow {
        try principal.require(.client)
        let reason = try Words.text(reason, field: "reason")
        return try await change(folio, as: principal) { record, tx in
            try record.dispute(by: principal, contents: [Content(text: reason)])
            try tx.freezeCharges(of: record)
        }
    }
}

extension TicketRecord {
    func dispute(by principal: Principal, contents: [Content] = []) throws {
        guard ticket.waitReason == .confirmation else {
            throw DeskError.conflict("No hay un cierre que espere su confirmación.", "No closing waits for your confirmation.")
        }
        append(
            .disputed, by: principal, cites: policy.disputes?.clause, effects: try endingWait(), facts: ["side": "client"],
            contents: contents)
    }
}

extension Policy {
    /// Who hears of a closing that is not accepted, and by which clause; `nil` where the document knows no complaints.
    package var disputes: (handler: Role, clause: Clause)? {
        for commitment in commitments {
            if case .complaint(.handling(let role, _)) = commitment.duty { return (role, commitment.clause) }
        }
        return nil
    }
}
