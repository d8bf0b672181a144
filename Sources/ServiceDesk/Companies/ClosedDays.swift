import BusinessTime
import Storage
import SupportPolicy

/// A day on which a company is closed although its policy says that it is open: an earthquake, a mourning, a cut cable.
///
/// It changes no policy. It is an act with a name and a reason, which reaches every open ticket as an entry of its journal,
/// with each due date before and after; what was decided already stays.
extension Desk {
    /// What the act would move on one ticket.
    package struct MovedTicket: Sendable {
        package let row: TicketRow
        /// As they would be afterwards.
        package let moved: Ticket
        package let policy: Policy

        /// Each deadline that moves, before and after.
        package var deadlines: [(old: Deadline, new: Deadline)] {
            zip(row.ticket.deadlines, moved.deadlines).filter { $0.dueAt != $1.dueAt }.map { (old: $0, new: $1) }
        }

        package var isMoved: Bool { !deadlines.isEmpty || row.ticket.closesAt != moved.closesAt }
    }

    /// What closing on a day would move, the first to fall due on top; nothing is changed.
    ///
    /// - Returns: the tickets, at most `limit`, and how many there are.
    package func preview(closedDay date: CalendarDate, as principal: Principal, limit: Int = 100) async throws -> (tickets: [MovedTicket], count: Int) {
        try await read { tx in
            let day = try tx.closedDay(date, as: principal)
            var tickets: [MovedTicket] = []
            var count = 0
            var last: PageKey?
            repeat {
                let rows = try tx.queue(of: principal, after: last, limit: 500)
                for row in rows {
                    let record = TicketRecord(row, under: try tx.policy(of: row.ticket), at: tx.now)
                    record.settle()
                    var settled = row
                    settled.ticket = record.ticket
                    try record.close(on: day, by: principal, because: [])
                    let moved = MovedTicket(row: settled, moved: record.ticket, policy: record.policy)
                    guard moved.isMoved else { continue }
                    count += 1
                    if tickets.count < limit { tickets.append(moved) }
                }
                last = rows.count == 500 ? rows.last.map { PageKey(instant: $0.ticket.dueAt, id: $0.ticket.id) } : nil
            } while last != nil
            return (tickets, count)
        }
    }

    /// Closes the company on a day. Tickets opened from now on know it at once; those that are open follow, each in a
    /// transaction of its own, and also if this process ends meanwhile.
    ///
    /// - Throws: `.forbidden`; `.invalid` for a day on which it is closed anyway, or too far away.
    package func close(on date: CalendarDate, because reason: String, as principal: Principal) async throws {
        let reason = try Words.text(reason, field: "reason")
        try await write { tx in
            let day = try tx.closedDay(date, as: principal)
            let company = try tx.company(id: principal.company)
            try tx.sql.execute("""
                UPDATE company SET
                    closed_days = \(Moments.text(company.closedDays + [day])), closed_days_pending_until = \(tx.now + Self.stragglers)
                WHERE id = \(company.id)
                """)
            try tx.appendToCompany(
                company.id, .closedDay, by: principal, facts: ["date": date.iso], contents: [Content(text: reason)])
        }
        access.forgetAll()
        try await applyClosedDays()
    }

    /// For so long another node may open tickets under what it knew of the company before (seconds).
    private static let stragglers: Int64 = 5

    /// Tells open tickets of closed days that they do not know yet.
    func applyClosedDays() async throws {
        let companies: [Int64] = try await read { try $0.sql.values("SELECT id FROM company WHERE closed_days_pending_until > 0 ORDER BY id") }
        for company in companies { try await applyClosedDays(of: company) }
    }

    private func applyClosedDays(of id: Int64) async throws {
        let acts = try await read { try $0.closedDayActs(of: id) }
        var last: Int64 = 0
        while true {
            let from = last
            let tickets = try await read { tx in
                try tx.sql.fetch("""
                    SELECT id, opened_at, closed_days FROM ticket
                    WHERE company_id = \(id) AND state <> 'closed' AND id > \(from) ORDER BY id LIMIT 500
                    """)
            }
            guard let end = tickets.last else { break }
            for row in tickets where try acts.contains(where: { try $0.isNews(openedAt: row[1], knowing: Moments.spans(row[2])) }) {
                try await apply(acts, to: try row[0])
            }
            last = try end[0]
        }
        try await write { tx in
            // Unless another day was added meanwhile, or tickets may still come that do not know it.
            try tx.sql.execute("""
                UPDATE company SET closed_days_pending_until = 0
                WHERE id = \(id) AND closed_days = \(Moments.text(acts.map(\.day))) AND closed_days_pending_until <= \(tx.now)
                """)
        }
    }

    private func apply(_ acts: [ClosedDayAct], to ticket: Int64) async throws {
        try await write { tx in
            let record = try tx.record(try tx.ticket(id: ticket))
            record.settle()
            for act in acts where !record.ticket.isClosed && act.isNews(openedAt: record.ticket.openedAt, knowing: record.ticket.closedDays) {
                try record.close(on: act.day, by: act.principal, because: act.reason.map { [Content(text: $0)] } ?? [])
            }
            try tx.save(record)
        }
    }
}

/// A closed day of a company, with who said so and why.
private struct ClosedDayAct: Sendable {
    let day: Span
    let principal: Principal
    /// `nil` once it was erased.
    let reason: String?

    func isNews(openedAt: Instant, knowing known: [Span]) -> Bool {
        day.end > openedAt && !known.contains(day)
    }
}

extension DeskTransaction {
    /// The day as the company's clock has it.
    fileprivate func closedDay(_ date: CalendarDate, as principal: Principal) throws -> Span {
        guard principal.mayCloseDays else { throw DeskError.forbidden }
        let company = try company(id: principal.company), policy = try policy(company.policyID)
        let day = Span(policy.zone.startOfDay(date), policy.zone.startOfDay(date.adding(days: 1)))
        guard day.start > now - 31 * 86_400, day.start < now + 366 * 86_400 else {
            throw DeskError.invalid("date", "Elija un día del último mes o del año que viene.", "Choose a day of the last month or of the year ahead.")
        }
        guard !company.closedDays.contains(day) else {
            throw DeskError.invalid("date", "Ese día ya se registró.", "That day was recorded already.")
        }
        guard policy.calendars.contains(where: { $0.schedule.elapsed(from: day.start, to: day.end) > 0 }) else {
            throw DeskError.invalid("date", "Ese día ya está cerrado según la política.", "By the policy that day is closed anyway.")
        }
        return day
    }

    /// All closed days of a company, with who said so and why.
    fileprivate func closedDayActs(of id: Int64) throws -> [ClosedDayAct] {
        let company = try company(id: id), zone = try policy(company.policyID).zone
        let rows = try sql.fetch("""
            SELECT entry.body, entry.person_id, content.text
            FROM entry LEFT JOIN content ON content.company_id = entry.company_id AND content.ticket_id = 0 AND content.entry_id = entry.id
            WHERE entry.company_id = \(id) AND entry.ticket_id = 0 AND entry.kind = \(Entry.Kind.closedDay)
            """)
        let said: [String: Row] = try rows.reduce(into: [:]) { $0[try Entry.Body.facts(in: $1[0])["date"] ?? ""] = $1 }
        return try company.closedDays.map { day in
            let act = said[zone.date(of: day.start).iso]
            return ClosedDayAct(
                day: day, principal: Principal(company: id, person: try act?[1] ?? 0, name: "", email: "", role: .admin), reason: try act?[2])
        }
    }
}

extension TicketRecord {
    /// Takes a closed day out of what runs, and moves a closing that would come on it.
    func close(on day: Span, by principal: Principal, because reason: [Content]) throws {
        // Its effects are reckoned with the day already known.
        var later = ticket
        later.closedDays.append(day)
        var effects: [Effect] = [.closedDay(from: day.start, to: day.end)]
        for deadline in later.deadlines where deadline.status == .running && !deadline.isAgreed {
            let due = try dueDate(of: deadline, on: later, until: now)
            guard due.due != deadline.dueAt else { continue }
            effects.append(.moved(deadline: deadline.number, due: due.due, warn: due.warnAt.map { $0 > now ? $0 : .never } ?? .never))
        }
        if let closing = try closing(outside: later.closedDays), closing.at != ticket.closesAt {
            effects.append(.closes(at: closing.at, clause: closing.clause.id))
        }
        if ticket.remindsAt < .never, let offer = ticket.waits.last?.start,
           let reminder = try policy.reminder(of: ticket.facts, offeredAt: offer, closed: later.closedDays), reminder.at != ticket.remindsAt {
            effects.append(.reminds(at: reminder.at))
        }
        append(
            .closedDay, by: principal, effects: effects, facts: ["date": policy.zone.date(of: day.start).iso, "moved": effects.count > 1 ? "yes" : "no"],
            contents: reason)
    }

    /// When the ticket closes by itself with these days taken out; `nil` where it does not.
    private func closing(outside closed: [Span]) throws -> Timed? {
        guard ticket.closesAt < .never, let wait = ticket.waits.last else { return nil }
        if !ticket.contacts.isEmpty { return try policy.contactPlan(after: ticket.contacts, closed: closed).map { Timed(at: $0.closesAt, clause: $0.clause) } }
        return try policy.silenceClosing(of: ticket.facts, waitingFor: ticket.waitReason ?? .information, since: wait.start, closed: closed)
    }
}
