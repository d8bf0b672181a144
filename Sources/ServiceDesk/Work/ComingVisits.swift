import BusinessTime
import Storage
import SupportPolicy

/// A visit that is to come, or goes on, on whatever ticket.
package struct ComingVisit: Sendable {
    /// What still has to be seen to before it.
    package enum Gap: String, Sendable, CaseIterable {
        /// Nobody is named who goes.
        case engineer
        /// The letter with what the client has ready did not reach him (IN-54).
        case letter
        /// Nobody of the client's is named who receives (IN-56).
        case representative
        /// The client did not say that all of the checklist is ready (IN-54).
        case preparation
        /// The client asks for another time, and waits for an answer.
        case answer
        /// It is over, and nobody said how it went.
        case record
    }

    package let work: Work
    package let visit: Visit
    package let folio, subject: String
    /// The customer, or whoever asked.
    package let customer: String
    package let engineer: String
    package let place: String
    package let policy: Policy
    package let gaps: [Gap]
    /// What the client has not ready, where that is a gap.
    package var lacking: [VisitPoint] { gaps.contains(.preparation) ? policy.visitPoints.filter { visit.ready?.contains($0.id) != true } : [] }

    /// Where it stands in the list of them.
    package let key: Key

    /// By when it begins; one ticket may have several.
    package struct Key: Sendable, Hashable {
        let begins: Instant
        let ticket: Int64
        let number: Int

        /// As an URL carries it: `1772600400-4294967301-1`.
        package var text: String { "\(begins.seconds)-\(ticket)-\(number)" }

        fileprivate init(begins: Instant, ticket: Int64, number: Int) {
            (self.begins, self.ticket, self.number) = (begins, ticket, number)
        }

        package init?(_ text: String) {
            let parts = text.split(separator: "-").compactMap { Int64($0) }
            guard parts.count == 3, text.count < 64, let number = Int(exactly: parts[2]) else { return nil }
            self.init(begins: Instant(seconds: parts[0]), ticket: parts[1], number: number)
        }
    }
}

extension Desk {
    /// The visits of the company that are to come, go on, or were never recorded, by when they begin.
    ///
    /// - Parameter isMine: only those to which the principal goes.
    package func comingVisits(mine isMine: Bool = false, after last: ComingVisit.Key? = nil, limit: Int = 50, as principal: Principal) async throws -> [ComingVisit] {
        try principal.requireStaff()
        return try await read { try $0.comingVisits(of: principal, mine: isMine, after: last, limit: limit) }
    }
}

extension DeskTransaction {
    package func comingVisits(of principal: Principal, mine isMine: Bool, after last: ComingVisit.Key? = nil, limit: Int) throws -> [ComingVisit] {
        let rows = try sql.fetch(comingVisitsQuery(of: principal, mine: isMine, after: last, limit: limit))
        let ids = try Set(rows.map { try $0[0] as Int64 }).sorted()
        let words = try visitWords(on: ids)
        return try rows.compactMap { row in
            let ticket: Int64 = try row[0], number: Int = try row[1]
            guard let work = try [Work](text: row[5]).first(where: { $0.number == number }), let visit = work.visit else { return nil }
            let policy = try policy(row[4]), said = words[Numbered(ticket: ticket, work: number)] ?? VisitWords()
            return ComingVisit(
                work: work, visit: visit, folio: try row[2], subject: try row[3], customer: try row[6], engineer: try row[7] ?? "",
                place: said[.place], policy: policy, gaps: gaps(of: work, visit, said, under: policy, reaches: try row[8] as String? == nil),
                key: ComingVisit.Key(begins: visit.appointment.begins, ticket: ticket, number: number))
        }
    }

    /// By index `visit_to_come`.
    package func comingVisitsQuery(of principal: Principal, mine isMine: Bool, after last: ComingVisit.Key? = nil, limit: Int) -> SQL {
        let from = last ?? ComingVisit.Key(begins: Instant(seconds: .min), ticket: 0, number: 0)
        let mine: SQL = isMine ? "AND visit.engineer_id = \(principal.person)" : ""
        return """
            SELECT visit.ticket_id, visit.number, ticket.folio, ticket.subject, ticket.policy_id, ticket.works,
                COALESCE(customer.name, requester.name), engineer.name, requester.undeliverable
            FROM visit
            JOIN ticket ON ticket.id = visit.ticket_id
            JOIN person AS requester ON requester.id = ticket.requester_id
            LEFT JOIN person AS engineer ON engineer.id = visit.engineer_id
            LEFT JOIN customer ON customer.id = ticket.customer_id
            WHERE visit.company_id = \(principal.company) AND visit.state IN ('planned', 'running')
              AND (visit.begins_at, visit.ticket_id, visit.number) > (\(from.begins), \(from.ticket), \(from.number)) \(mine)
            ORDER BY visit.begins_at, visit.ticket_id, visit.number LIMIT \(limit)
            """
    }

    private func gaps(of work: Work, _ visit: Visit, _ said: VisitWords, under policy: Policy, reaches: Bool) -> [ComingVisit.Gap] {
        if visit.appointment.ends < now { return [.record] }
        guard work.state == .planned else { return [] }
        let needsSomebody = policy.visitRules.contains { $0.visit.needsRepresentative }
        let gaps: [(ComingVisit.Gap, Bool)] = [
            (.answer, visit.wish != nil), (.engineer, visit.appointment.engineer == nil), (.letter, !reaches || said.isUnsent),
            (.representative, needsSomebody && said[.representative].isEmpty),
            (.preparation, policy.visitPoints.contains { visit.ready?.contains($0.id) != true }),
        ]
        return gaps.filter(\.1).map(\.0)
    }

    /// What was said about the visits of some tickets, each word as it was said last, and whether the last letter of each went out.
    private func visitWords(on tickets: [Int64]) throws -> [Numbered: VisitWords] {
        var words: [Numbered: VisitWords] = [:]
        // A letter needs its moment; one that still waits after an hour did not go out.
        let rows = try sql.fetch("""
            SELECT \(Entry.columns), content.name, content.text,
                (SELECT MIN(CASE WHEN outbox.state = 'sent' OR outbox.state <> 'failed' AND outbox.created_at > \(now - 3_600) THEN 0 ELSE 1 END)
                 FROM outbox WHERE outbox.ticket_id = entry.ticket_id AND outbox.entry_id = entry.id AND outbox.recipient = requester.email)
            FROM ticket JOIN entry ON entry.company_id = ticket.company_id AND entry.ticket_id = ticket.id JOIN person AS requester ON requester.id = ticket.requester_id
            LEFT JOIN content ON content.ticket_id = entry.ticket_id AND content.entry_id = entry.id
            WHERE ticket.id IN (\(tickets)) AND entry.kind = 'visit' ORDER BY entry.ticket_id, entry.number
            """)
        for row in rows {
            let entry = try Entry(factsOf: row)
            guard let number = entry.body.facts["work"].flatMap({ Int($0) }) else { continue }
            let key = Numbered(ticket: entry.ticket, work: number)
            if let word = (try row[12] as String?).flatMap(WorkWords.Word.init), let text: String = try row[13] { words[key, default: VisitWords()].texts[word] = text }
            // What is still to tell the client is the appointment with its checklist (IN-54), whatever else was sent since.
            if ["planned", "moved"].contains(entry.body.facts["state"]), let isUnsent: Int = try row[14] { words[key, default: VisitWords()].isUnsent = isUnsent == 1 }
        }
        return words
    }
}

private struct Numbered: Hashable {
    let ticket: Int64
    let work: Int
}

private struct VisitWords {
    var texts: [WorkWords.Word: String] = [:]
    var isUnsent = false

    subscript(_ word: WorkWords.Word) -> String { texts[word] ?? "" }
}
