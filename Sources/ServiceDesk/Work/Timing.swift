import BusinessTime
import SupportPolicy

/// Time that is worked: by a timer that is started and stopped, or written down. Charging it is another act.
extension Desk {
    /// Most minutes that are written down at once: those of a day.
    package static let mostMinutes = 1_440

    /// Starts a timer. It is an entry of the journal, and runs on whatever is restarted.
    ///
    /// - Throws: `.conflict` while another of the same person runs: nobody works on two requests at once, and only he can say what
    ///   was done on the first.
    @discardableResult
    package func startTimer(on folio: String, as principal: Principal) async throws -> TicketRow {
        try principal.requireStaff()
        return try await change(folio, as: principal) { record, tx in
            try record.requireOpen()
            if let other = try tx.timers(of: principal.company, person: principal.person).first {
                throw DeskError.conflict("Ya corre un cronómetro suyo en \(other.folio): deténgalo primero.", "A timer of yours already runs on \(other.folio): stop it first.")
            }
            record.work(.timed, "started", .timed(by: principal.person), by: principal)
        }
    }

    /// Stops a timer, whose minutes can then be charged.
    ///
    /// - Parameter minutes: what counts, where that is less than it ran, because it was forgotten; `nil`: all of it.
    /// - Throws: `.invalid` for minutes that it did not run; `.forbidden` for somebody else's, but to whoever runs the house.
    @discardableResult
    package func stopTimer(_ number: Int, on folio: String, counting minutes: Int? = nil, saying done: String, as principal: Principal) async throws -> TicketRow {
        try principal.requireStaff()
        let done = try Words.text(done, field: "done")
        return try await change(folio, as: principal) { record, _ in
            let timer = try record.known(number)
            guard timer.kind == .timer else { throw DeskError.notFound }
            guard timer.state == .running else { throw DeskError.conflict("El cronómetro ya está detenido.", "The timer is stopped already.") }
            guard timer.person == principal.person || principal.role != .agent else { throw DeskError.forbidden }
            let ran = max(1, Work.minutes(from: timer.startedAt, to: record.now))
            guard (1...ran).contains(minutes ?? ran) else {
                throw DeskError.invalid("minutes", "Corrió \(ran) min: cuentan de 1 a \(ran).", "It ran for \(ran) min: 1 to \(ran) may count.")
            }
            record.work(
                .timed, "stopped", .ended(minutes: minutes ?? ran), number, by: principal, facts: ["minutes": "\(minutes ?? ran)", "ran": "\(ran)"],
                contents: [Content(text: done)])
        }
    }

    /// Writes down time that was worked. Nothing is charged by it; `logTime` does both.
    ///
    /// - Parameter minutes: 1 to those of a day.
    @discardableResult
    package func logWork(_ minutes: Int, on folio: String, saying done: String, as principal: Principal) async throws -> TicketRow {
        try principal.requireStaff()
        let done = try Words.text(done, field: "done")
        try Self.check(minutes: minutes)
        return try await change(folio, as: principal) { record, _ in
            try record.requireOpen()
            record.work(.timed, "logged", .logged(by: principal.person, minutes: minutes), by: principal, facts: ["minutes": "\(minutes)"], contents: [Content(text: done)])
        }
    }

    static func check(minutes: Int) throws {
        guard (1...mostMinutes).contains(minutes) else {
            throw DeskError.invalid("minutes", "Los minutos de un día son de 1 a \(mostMinutes).", "The minutes of a day are 1 to \(mostMinutes).")
        }
    }

    /// The timers that run in the house, each with whether it was forgotten.
    package func timers(as principal: Principal) async throws -> [(timer: RunningTimer, isForgotten: Bool)] {
        try principal.requireStaff()
        return try await read { try $0.timersToSee(by: principal) }
    }
}

extension DeskTransaction {
    /// As everybody of the staff sees them.
    package func timersToSee(by principal: Principal) throws -> [(timer: RunningTimer, isForgotten: Bool)] {
        try timers(of: principal.company).map { ($0, try policy($0.policyID).timerIsForgotten(from: $0.startedAt) <= now) }
    }
}

extension TicketRecord {
    /// Tells what happened to a work.
    ///
    /// - Parameters:
    ///   - state: what of it, as its readers are told.
    ///   - number: of the work; `nil`: a new one.
    func work(
        _ kind: Entry.Kind, _ state: String, _ move: Work.Move, _ number: Int? = nil, by principal: Principal, cites clause: Clause? = nil,
        answering: [Effect] = [], facts: [String: String] = [:], contents: [Content] = []
    ) {
        let number = number ?? ticket.nextWork, over = overrun(by: move, of: number)
        var facts = facts.merging(["work": "\(number)", "state": state]) { $1 }
        facts["over"] = over.map { "\($0)" }
        // What goes beyond the time of what the request is, is remarked (GE-38).
        append(
            kind, by: principal, cites: clause ?? (over == nil ? nil : policy.closingCriteria(of: ticket.facts)?.clause), isInternal: kind == .timed,
            effects: [.work(number, move)] + answering, facts: facts, contents: contents)
    }

    /// - Throws: `.notFound`.
    func known(_ number: Int) throws -> Work {
        guard let work = ticket.work(number) else { throw DeskError.notFound }
        return work
    }

    /// A closed ticket is charged nothing any more but what went on when it was closed.
    ///
    /// - Parameter number: of the work that is charged; `nil`: none that is known.
    /// - Throws: `.notFound`; `.conflict` unless it can be charged.
    func requireChargeable(_ number: Int?) throws {
        let work = try number.map(known)
        if work?.outlivedClosing != true { try requireOpen() }
        guard let work, !work.isChargeable else { return }
        throw DeskError.conflict("Ese trabajo ya se cobró, o todavía no hay nada que cobrar de él.", "That work was charged already, or there is nothing of it to charge yet.")
    }
}
