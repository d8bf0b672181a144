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
                    let record = TicketRecord(row, under: try tx.policy(row.ticket.policyID), at: tx.now)
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
        defer { access.forgetAll() }
        try await write { tx in
            let day = try tx.closedDay(date, as: principal)
            let company = try tx.company(id: principal.company)
            try tx.sql.execute("""
                UPDATE company SET closed_days = \(Moments.text(company.closedDays + [day])), closed_days_pending = 1 WHERE id = \(company.id)
                """)
            try tx.appendToCompany(
                company.id, .closedDay, by: principal, facts: ["date": date.iso], contents: [Content(text: reason)])
        }
        try await applyClosedDays()
    }

    /// Tells open tickets of closed days that they do not know yet.
    func applyClosedDays() async throws {
        let companies: [Int64] = try await read { try $0.sql.values("SELECT id FROM company WHERE closed_days_pending = 1 ORDER BY id") }
        for company in companies { try await applyClosedDays(of: company) }
    }

    private func applyClosedDays(of id: Int64) async throws {
        let company = try await read { try $0.company(id: id) }
        var last: Int64 = 0
        while true {
            let from = last
            let tickets: [Int64] = try await read { tx in
                try tx.sql.values("SELECT id FROM ticket WHERE company_id = \(id) AND state <> 'closed' AND id > \(from) ORDER BY id LIMIT 200")
            }
            guard let end = tickets.last else { break }
            for ticket in tickets { try await apply(company.closedDays, to: ticket) }
            last = end
        }
        try await write { tx in
            // Unless another day was added meanwhile.
            try tx.sql.execute("UPDATE company SET closed_days_pending = 0 WHERE id = \(id) AND closed_days = \(Moments.text(company.closedDays))")
        }
    }

    private func apply(_ days: [Span], to ticket: Int64) async throws {
        try await write { tx in
            let record = try tx.record(try tx.ticket(id: ticket))
            record.settle()
            for day in days where !record.ticket.closedDays.contains(day) && day.end > record.ticket.openedAt && !record.ticket.isClosed {
                let (person, reason) = try tx.closing(day, of: record.ticket.company)
                try record.close(on: day, by: person, because: reason)
            }
            try tx.save(record)
        }
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

    /// Who closed the company on a day, and his reason.
    fileprivate func closing(_ day: Span, of company: Int64) throws -> (Principal, [Content]) {
        let date = try policy(self.company(id: company).policyID).zone.date(of: day.start).iso
        let entries = try entries(of: 0, company: company, for: .admin)
        guard let entry = entries.last(where: { $0.kind == .closedDay && $0.body.facts["date"] == date }) else { return (.desk(of: company), []) }
        let reason: String? = try sql.value("SELECT text FROM content WHERE entry_id = \(entry.id)")
        return (Principal(company: company, person: entry.person ?? 0, name: "", email: "", role: .admin), reason.map { [Content(text: $0)] } ?? [])
    }
}

extension TicketRecord {
    /// Takes a closed day out of what runs, and moves a closing that would come on it.
    func close(on day: Span, by principal: Principal, because reason: [Content]) throws {
        // Its effects are reckoned with the day already known.
        var later = ticket
        later.closedDays.append(day)
        var effects: [Effect] = [.closedDay(from: day.start, to: day.end)]
        for deadline in later.deadlines where deadline.status == .running {
            let due = try dueDate(of: deadline, on: later, until: now)
            guard due.due != deadline.dueAt else { continue }
            effects.append(.moved(deadline: deadline.number, due: due.due, warn: due.warnAt.map { $0 > now ? $0 : .never } ?? .never))
        }
        if let closing = try closing(outside: later.closedDays), closing.at != ticket.closesAt {
            effects.append(.closes(at: closing.at, clause: closing.clause.id))
        }
        append(
            .closedDay, by: principal, effects: effects, facts: ["date": policy.zone.date(of: day.start).iso, "moved": effects.count > 1 ? "yes" : "no"],
            contents: reason)
    }

    /// When the ticket closes by itself with these days taken out; `nil` where it does not.
    private func closing(outside closed: [Span]) throws -> Timed? {
        guard ticket.closesAt < .never, let wait = ticket.waits.last else { return nil }
        if !ticket.contacts.isEmpty { return try policy.contactPlan(after: ticket.contacts, closed: closed).map { Timed(at: $0.closesAt, clause: $0.clause) } }
        return try policy.silenceClosing(of: ticket.facts, waitingSince: wait.start, closed: closed)
    }
}
