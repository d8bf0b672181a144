import BusinessTime
import Storage
import SupportPolicy

/// Another open request of whoever sent one, and how much it says the same (A-54).
package struct AlikeRequest: Sendable {
    package let ticket: Ticket
    /// Of the words of the shorter one, how many are in the other (percent).
    package let likeness: Int

    /// Whether somebody should look at it.
    package var isAlike: Bool { likeness >= 50 }
}

/// A request that goes on in the one that is looked at, with what was said on it.
package struct MergedRequest: Sendable {
    package let ticket: Ticket
    package let timeline: [TimelineItem]
}

extension DeskTransaction {
    /// The other open requests of a ticket's requester, most alike first; of many the latest twenty.
    package func alike(_ ticket: Ticket) throws -> [AlikeRequest] {
        guard !ticket.isClosed else { return [] }
        // Nobody has many: their words are compared here, with the stems of the search.
        let found = try sql.fetch("""
            SELECT id, (SELECT SUBSTR(content.text, 1, 2000) FROM content
                WHERE content.ticket_id = ticket.id AND content.kind = 'text' AND content.name IS NULL AND content.is_internal = 0
                ORDER BY content.entry_id, content.id LIMIT 1)
            FROM ticket WHERE company_id = \(ticket.company) AND requester_id = \(ticket.requester) AND state <> 'closed'
            ORDER BY opened_at DESC, id DESC LIMIT 21
            """)
        let others = found.count < 2 ? [] : try found.filter { try $0[0] as Int64 != ticket.id }
        guard !others.isEmpty else { return [] }
        func words(_ subject: String, _ text: String?) -> Set<String> { Set(SearchWords.words(of: "\(subject) \(text ?? "")")) }
        let own = words(ticket.subject, try found.first { try $0[0] as Int64 == ticket.id }.flatMap { try $0[1] })
        return try others.map { row in
            let other = try self.ticket(id: row[0]).ticket
            let theirs = words(other.subject, try row[1])
            return AlikeRequest(ticket: other, likeness: 100 * own.intersection(theirs).count / max(1, min(own.count, theirs.count)))
        }.sorted { ($0.likeness, $0.ticket.openedAt, $0.ticket.id) > ($1.likeness, $1.ticket.openedAt, $1.ticket.id) }
    }

    /// The requests that go on in a ticket, in the order in which they came, as somebody in a role may read them.
    package func merged(into ticket: Ticket, for role: Role) throws -> [MergedRequest] {
        let ids: [Int64] = try sql.values("SELECT id FROM ticket WHERE merged_into = \(ticket.id) ORDER BY opened_at, id LIMIT 20")
        return try ids.map { id in
            let row = try self.ticket(id: id)
            return MergedRequest(ticket: row.ticket, timeline: try timeline(of: row.ticket, for: role))
        }
    }

    /// The folio of the request in which a ticket goes on.
    package func folioGoingOn(from ticket: Ticket) throws -> String? {
        try ticket.mergedInto.flatMap { try sql.value("SELECT folio FROM ticket WHERE id = \($0)") }
    }
}

extension Desk {
    /// The other open requests of whoever sent one, most alike first.
    package func alike(_ folio: String, as principal: Principal) async throws -> [AlikeRequest] {
        try principal.requireStaff()
        return try await read { tx in try tx.alike(try tx.ticket(folio, visibleTo: principal).ticket) }
    }
}
