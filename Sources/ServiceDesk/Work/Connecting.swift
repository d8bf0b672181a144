import BusinessTime
import SupportPolicy

/// Remote sessions: offered to the client with what they need of him, begun once he said yes, and ended with what came of them
/// (IN-49 … IN-52, GE-32, GE-39).
extension Desk {
    /// Offers a session. The client's letter tells what it needs, that nobody touches the machine meanwhile (IN-50), and how to say
    /// yes; it is an answer to his request.
    ///
    /// - Parameters:
    ///   - tool: the program; `nil`: the one that the policy names.
    ///   - fees: ids of those that whoever offers it was shown, where the house is closed.
    /// - Throws: a refusal with its clause for a program that the policy does not take, and for a fee that the contract cannot pay (GE-61);
    ///   `.invalid` with the price of a fee that was not shown before.
    @discardableResult
    package func offerSession(
        on folio: String, with tool: String? = nil, knowing fees: Set<String> = [], saying text: String = "", as principal: Principal
    ) async throws -> TicketRow {
        try principal.requireStaff()
        let text = try Words.optional(text, field: "text"), named = tool.map { Words.clean($0, keepingLines: false) } ?? ""
        return try await change(folio, as: principal) { record, tx in
            try record.requireOpen()
            let tool = try Words.line(named.isEmpty ? record.policy.remoteAccess?.access.tools.first ?? "" : named, field: "tool")
            try record.policy.checkTool(tool)
            let fees = try tx.agree(on: record.policy.isOutOfHours(at: record.now) ? [.outOfHours] : [], knowing: fees, on: record, by: principal)
            record.work(
                .remoteSession, "offered", .offered(by: principal.person, tool: tool), by: principal, cites: record.policy.remoteAccess?.rule.clause,
                answering: record.ending(.firstResponse, as: .met), facts: fees.merging(["tool": tool]) { $1 }, contents: text.map { [Content(text: $0)] } ?? [])
        }
    }

    /// Records the client's yes to a session: his own, or as somebody of the staff heard it.
    ///
    /// - Parameters:
    ///   - name: of who said it; the client himself where he does it here.
    ///   - way: by which he said it.
    @discardableResult
    package func consent(to number: Int, on folio: String, by name: String? = nil, via way: ChannelKind? = nil, as principal: Principal) async throws -> TicketRow {
        let said = try ClientSaid(name, via: way, as: principal)
        return try await change(folio, as: principal) { record, tx in
            try record.requireOpen()
            let session = try record.session(number, .planned)
            guard session.consent == nil else { throw DeskError.conflict("La sesión ya está autorizada.", "The session has its consent already.") }
            let fees = record.policy.fees(in: record.policy.circumstances(of: try record.known(number)))
            if said.isByClient, let contract = record.ticket.contract, try !tx.due(fees, for: number, on: record).isEmpty {
                try tx.requireNotRemoved(principal, from: contract)
            }
            record.work(
                .remoteSession, "consented", .consented(via: said.via, byClient: said.isByClient), number, by: principal, cites: record.policy.remoteAccess?.rule.clause,
                facts: said.facts, contents: Content.about(.consent, said.name))
        }
    }

    /// Begins a session.
    ///
    /// - Throws: a refusal with its clause without the client's consent.
    @discardableResult
    package func beginSession(_ number: Int, on folio: String, as principal: Principal) async throws -> TicketRow {
        try principal.requireStaff()
        return try await change(folio, as: principal) { record, _ in
            try record.requireOpen()
            let session = try record.session(number, .planned)
            let clause = try record.policy.sessionBegins(hasConsent: session.consent != nil)
            record.work(.remoteSession, "begun", .connected(by: principal.person), number, by: principal, cites: clause, facts: ["tool": session.tool])
        }
    }

    /// Ends a session with what came of it, which the client is told: solved, a further procedure, or why it cannot be solved this
    /// way and what to do instead (GE-39).
    @discardableResult
    package func endSession(_ number: Int, on folio: String, with outcome: SessionOutcome, saying done: String, as principal: Principal) async throws -> TicketRow {
        try principal.requireStaff()
        let done = try Words.text(done, field: "done")
        return try await change(folio, as: principal) { record, _ in
            _ = try record.session(number, .running)
            record.work(
                .remoteSession, "ended", .concluded(outcome), number, by: principal, cites: record.policy.clause(of: outcome, for: record.ticket.facts),
                facts: ["outcome": outcome.rawValue], contents: [Content(text: done)])
        }
    }

    /// Gives up a session, a visit or a need. A client may decline a session that is offered to him, and give up a visit that is to
    /// come: nothing was given yet, so it costs nothing.
    ///
    /// - Throws: `.conflict` once it is over; a refusal with its clause for a client's visit whose hour has come; `.forbidden` for a
    ///   client's anything else.
    @discardableResult
    package func cancelWork(_ number: Int, on folio: String, because reason: String, as principal: Principal) async throws -> TicketRow {
        let isStaff = principal.role.isStaff
        let reason = isStaff ? try Words.text(reason, field: "reason") : try Words.optional(reason, field: "reason")
        return try await change(folio, as: principal) { record, _ in
            let work = try record.known(number)
            guard !work.isInternal else { throw DeskError.notFound }
            guard !work.isOver else { throw DeskError.conflict("Ya terminó.", "It is over already.") }
            guard isStaff || ((work.session != nil || work.visit != nil) && work.state == .planned) else { throw DeskError.forbidden }
            let clause = try isStaff ? nil : work.visit.map { try record.mayChange($0) } ?? nil
            record.work(
                work.entryKind, "cancelled", .cancelled, number, by: principal, cites: clause,
                facts: (work.visit?.appointment.facts ?? [:]).merging(["side": isStaff ? "agent" : "client"]) { $1 }, contents: reason.map { [Content(text: $0)] } ?? [])
        }
    }
}

extension TicketRecord {
    /// - Throws: `.notFound`; `.conflict` unless it is in a state.
    fileprivate func session(_ number: Int, _ state: Work.State) throws -> RemoteSession {
        let work = try known(number)
        guard let session = work.session else { throw DeskError.notFound }
        guard work.state == state else {
            throw state == .planned
                ? DeskError.conflict("La sesión ya empezó o terminó.", "The session has begun or is over.") : .conflict("La sesión no está en curso.", "The session is not going on.")
        }
        return session
    }
}
