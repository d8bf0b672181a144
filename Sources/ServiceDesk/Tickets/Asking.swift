import BusinessTime
import SupportPolicy

extension Desk {
    /// Asks the client for something and waits for it.
    ///
    /// The question is the first answer, unless waiting pauses that promise (IN-43). Closing for silence counts from here.
    @discardableResult
    package func ask(
        _ folio: String, _ question: String, because reason: WaitReason = .information, as principal: Principal
    ) async throws -> TicketRow {
        try principal.requireStaff()
        let question = try Words.text(question, field: "question")
        return try await change(folio, as: principal) { record, _ in
            try record.ask(because: reason, by: principal, contents: [Content(text: question)])
        }
    }
}

extension TicketRecord {
    func ask(
        because reason: WaitReason, by principal: Principal, cites clause: Clause? = nil, facts: [String: String] = [:], contents: [Content] = []
    ) throws {
        try requireOpen()
        let answered = policy.questionAnswers ? ending(.firstResponse, as: .met) : []
        try wait(for: reason, kind: .waited, by: principal, cites: clause, effects: answered, facts: facts, contents: contents)
    }

    /// Puts the ticket in waiting; a new question begins a new wait.
    func wait(
        for reason: WaitReason, kind: Entry.Kind, by principal: Principal, cites clause: Clause?, effects: [Effect],
        facts: [String: String] = [:], contents: [Content]
    ) throws {
        let begun: [Effect] = (ticket.isWaiting ? [.waitEnded] : []) + [.waitBegan(reason: reason), .state(to: .waiting)]
        let met = Set(effects.compactMap { effect -> Int? in
            if case .deadline(let number, _) = effect { number } else { nil }
        })
        let paused = pausing().filter { effect in
            if case .deadline(let number, _) = effect { !met.contains(number) } else { true }
        }
        let silence = try policy.silenceClosing(of: ticket.facts, waitingFor: reason, since: now, closed: ticket.closedDays)
        let closing: Effect = silence.map { .closes(at: $0.at, clause: $0.clause.id) } ?? .closesNever
        let reminder = reason == .confirmation ? try policy.reminder(of: ticket.facts, offeredAt: now, closed: ticket.closedDays) : nil
        let clause = clause ?? policy.pause(of: .firstResponse, while: .waiting)?.clause ?? silence?.clause
        append(
            kind, by: principal, cites: clause, effects: effects + begun + paused + [closing] + (reminder.map { [.reminds(at: $0.at)] } ?? []),
            facts: facts.merging(["reason": reason.rawValue]) { $1 }, contents: contents)
    }
}
