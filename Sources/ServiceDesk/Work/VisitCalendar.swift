import BusinessTime
import Mail
import SupportPolicy

/// Visits as calendars take them: in the letters about them, as a file, and as what an engineer's own calendar fetches.
extension DeskTransaction {
    /// What a letter tells its reader's calendar: the visit that its entry is about, or those that ended with their request.
    func calendar(of correspondence: Correspondence, _ method: Invitation.Method, for party: Parties.Party) throws -> String {
        let about = correspondence.entry.body.facts["work"].flatMap { Int($0) }.flatMap(correspondence.ticket.work).map { [$0] } ?? correspondence.worksGivenUp
        let timeline = try timeline(of: correspondence.ticket, for: .client)
        let address = try address(of: correspondence.ticket.company, under: correspondence.policy)
        let events = about.compactMap { work -> CalendarFile.Event? in
            guard var event = CalendarFile.Event(
                work, of: correspondence.ticket, under: correspondence.policy, from: address, timeline, in: correspondence.language) else { return nil }
            // Whoever goes no more is told so, although somebody else does.
            if method == .cancel { event.isCancelled = true }
            event.attendee = Address(name: party.name, email: party.email)
            return event
        }
        return CalendarFile(method, events).text
    }
}

extension Desk {
    /// A visit as a file for a calendar.
    ///
    /// - Throws: `.notFound`; what may not be seen does not exist.
    package func visitCalendar(_ number: Int, of folio: String, as principal: Principal) async throws -> String {
        try await read { tx in
            let ticket = try tx.ticket(folio, visibleTo: principal).ticket
            let policy = try tx.policy(of: ticket)
            guard let work = ticket.work(number),
                  let event = CalendarFile.Event(
                      work, of: ticket, under: policy, from: try tx.address(of: ticket.company, under: policy), try tx.timeline(of: ticket, for: .client))
            else { throw DeskError.notFound }
            return CalendarFile(work.state == .cancelled ? .cancel : .publish, [event]).text
        }
    }
}

extension CalendarFile.Event {
    /// - Returns: `nil` for what is no visit.
    /// - Parameters:
    ///   - address: the company's; `nil` where it has none.
    ///   - language: `nil`: the company's.
    init?(_ work: Work, of ticket: Ticket, under policy: Policy, from address: String?, _ timeline: [TimelineItem], in language: Language? = nil) {
        guard let visit = work.visit else { return nil }
        let words = WorkWords(of: work.number, in: timeline), isCancelled = work.state == .cancelled
        func say(_ es: String, _ en: String) -> String { Said(es: es, en: en)(in: language ?? policy.language) }
        self.init(
            uid: "visit-\(ticket.id)-\(work.number)@\(policy.mailDomain)", revision: (visit.appointment.revision ?? 0) + (isCancelled ? 1 : 0),
            saidAt: timeline.last { $0.entry.body.facts["work"] == "\(work.number)" }?.entry.at ?? work.since,
            begins: visit.appointment.begins, ends: visit.appointment.ends, summary: say("Visita de \(policy.company.name), \(ticket.folio)", "Visit of \(policy.company.name), \(ticket.folio)"))
        self.isCancelled = isCancelled
        location = words[.place]
        organizer = Address(name: policy.company.name, email: address ?? policy.nobodysAddress)
        var lines: [String] = []
        if visit.appointment.engineer != nil, !words[.engineer].isEmpty { lines.append(say("Irá: \(words[.engineer])", "Coming: \(words[.engineer])")) }
        if !words[.representative].isEmpty { lines.append(say("Recibe: \(words[.representative])", "Received by: \(words[.representative])")) }
        let checklist = policy.visitRules.flatMap(\.visit.checklist)
        if !checklist.isEmpty { lines.append(say("Antes de la visita envíenos: ", "Before the visit please send us: ") + checklist.joined(separator: "; ")) }
        description = lines.joined(separator: "\n")
    }
}
