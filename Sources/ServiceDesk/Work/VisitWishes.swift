import BusinessTime
import SupportPolicy

/// A client who cannot be there as agreed says so in time: he asks for another hour, which the staff accepts or not. Until then the
/// appointment stands.
extension Desk {
    /// Asks for another time, as long as the one agreed on.
    ///
    /// - Parameter fees: ids of those that the client was shown, which another hour adds (GE-75).
    /// - Throws: a refusal with its clause once the hour has come, and for fees that his contract cannot pay (GE-61); `.invalid` with their
    ///   price for those that he was not shown; `.forbidden` for the staff, who move it.
    @discardableResult
    package func wishVisit(
        _ number: Int, on folio: String, at begins: Instant, knowing fees: Set<String> = [], saying text: String = "", as principal: Principal
    ) async throws -> TicketRow {
        try principal.require(.client)
        let text = try Words.optional(text, field: "text")
        return try await change(folio, as: principal) { record, tx in
            try record.requireOpen()
            let visit = try record.visit(number, .planned).visit, agreed = visit.appointment
            let clause = try record.mayChange(visit)
            let wished = try Self.appointment(begins, Int(agreed.span.seconds / 60), isUrgent: agreed.isUrgent, after: record.now)
            // Sent twice, it is asked once.
            guard wished.begins != visit.wish?.begins else { return }
            guard wished.begins != agreed.begins else { throw DeskError.invalid("begins", "Es la hora que ya se acordó.", "That is the hour agreed on.") }
            var facts = wished.facts.merging(try tx.agree(on: wished.span, of: number, insteadOf: agreed, knowing: fees, on: record, by: principal)) { $1 }
            (facts["from"], facts["side"]) = (agreed.begins.iso8601, "client")
            record.work(
                .visit, "wished", .wished(Visit.Wish(begins: wished.begins, ends: wished.ends)), number, by: principal, cites: clause, facts: facts,
                contents: text.map { [Content(text: $0)] } ?? [])
        }
    }

    /// Answers a client who asked for another time: the visit is moved there, or stays as agreed.
    ///
    /// - Parameters:
    ///   - read: the time that whoever accepts saw; `nil`: whichever it is.
    ///   - reason: for the client; asked for where the visit stays.
    /// - Throws: `.conflict` where nobody asked, another time was asked for meanwhile, or the time has passed.
    @discardableResult
    package func answerWish(_ number: Int, on folio: String, accepting isAccepted: Bool, asRead read: Instant? = nil, because reason: String = "", as principal: Principal) async throws -> TicketRow {
        try principal.requireStaff()
        let reason = try isAccepted ? Words.optional(reason, field: "reason") : Words.text(reason, field: "reason")
        return try await change(folio, as: principal) { record, tx in
            try record.requireOpen()
            let visit = try record.visit(number, .planned).visit
            guard let wish = visit.wish else { throw DeskError.conflict("El cliente no pidió otra fecha, o ya se le contestó.", "The client did not ask for another time, or was answered.") }
            if let read, read != wish.begins {
                throw DeskError.conflict("Mientras tanto el cliente pidió otra fecha: véala antes de contestar.", "Meanwhile the client asked for another time: see it before you answer.")
            }
            let contents = reason.map { [Content(text: $0)] } ?? []
            guard isAccepted else {
                return record.work(.visit, "kept", .wishDeclined, number, by: principal, facts: visit.appointment.facts, contents: contents)
            }
            guard wish.begins > record.now else { throw DeskError.conflict("La fecha que pidió ya pasó: acuerden otra.", "The time that was asked for has passed: agree on another.") }
            let added = try tx.agree(on: Span(wish.begins, wish.ends), of: number, insteadOf: visit.appointment, knowing: nil, on: record, by: principal)
            record.move(number, visit.appointment, to: Span(wish.begins, wish.ends), adding: added, by: principal, contents: contents)
        }
    }
}

extension TicketRecord {
    /// - Returns: the clause by which nobody being there would count, if one says so.
    /// - Throws: a refusal with it once the hour has come.
    func mayChange(_ visit: Visit) throws -> Clause? {
        let clause = try policy.changing(visitAgreedFor: visit.appointment.span, at: now)
        guard visit.appointment.begins > now else { throw DeskError.conflict("La hora de la visita ya llegó.", "The hour of the visit has come.") }
        return clause
    }
}
