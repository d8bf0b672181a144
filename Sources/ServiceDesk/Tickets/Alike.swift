import BusinessTime
import Storage
import SupportPolicy

/// Another open request of whoever sent one, and how much it says the same.
package struct AlikeRequest: Sendable {
    package let ticket: Ticket
    /// Of the words of the shorter one, how many are in the other (percent).
    package let likeness: Int
    /// Whether they are about the same: most words of the shorter subject are somewhere in the other. What people ask in the same
    /// words about different things ("¿Cuánto costaría…?") is not.
    let sharesSubject: Bool

    /// Whether somebody should look at it.
    package var isAlike: Bool { sharesSubject && likeness >= 50 }
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
            SELECT \(TicketRow.columns), (SELECT SUBSTR(content.text, 1, 2000) FROM content
                WHERE content.ticket_id = ticket.id AND content.kind = 'text' AND content.name IS NULL AND content.is_internal = 0
                ORDER BY content.entry_id, content.id LIMIT 1)
            FROM \(TicketRow.tables)
            WHERE ticket.company_id = \(ticket.company) AND ticket.requester_id = \(ticket.requester) AND ticket.state <> 'closed'
            ORDER BY CASE WHEN ticket.id = \(ticket.id) THEN 0 ELSE 1 END, ticket.opened_at DESC, ticket.id DESC LIMIT 21
            """).map { row in RequestWords(of: try TicketRow(row).ticket, saying: try row[row.names.count - 1]) }
        guard let own = found.first(where: { $0.ticket.id == ticket.id }) else { return [] }
        return found.filter { $0.ticket.id != ticket.id }.map { AlikeRequest(ticket: $0.ticket, likeness: own.likeness(to: $0), sharesSubject: own.sharesSubject(with: $0)) }
            .sorted { ($0.isAlike ? 1 : 0, $0.likeness, $0.ticket.openedAt, $0.ticket.id) > ($1.isAlike ? 1 : 0, $1.likeness, $1.ticket.openedAt, $1.ticket.id) }
    }

    /// The requests that go on in a ticket, directly or through another, in the order in which they came, as far as somebody may see them.
    ///
    /// - Parameter role: in which he reads.
    package func merged(into ticket: Ticket, visibleTo principal: Principal, for role: Role) throws -> [MergedRequest] {
        try rows(goingOnIn: ticket, visibleTo: principal, limit: 20).map { MergedRequest(ticket: $0.ticket, timeline: try timeline(of: $0.ticket, for: role)) }
    }

    /// The folio of the request in which a ticket goes on, through however many.
    package func folioGoingOn(from ticket: Ticket) throws -> String? {
        try ticket.mergedInto.map { try goingOn(try self.ticket(id: $0)).ticket.folio }
    }
}

/// What a request says, as the words by which it is compared.
private struct RequestWords {
    let ticket: Ticket
    private let subject, all: Set<String>

    init(of ticket: Ticket, saying text: String?) {
        self.ticket = ticket
        subject = Set(SearchWords.words(of: ticket.subject))
        all = subject.union(SearchWords.words(of: text ?? ""))
    }

    func likeness(to other: Self) -> Int { 100 * all.intersection(other.all).count / max(1, min(all.count, other.all.count)) }

    /// A request without a subject is about whatever it says.
    func sharesSubject(with other: Self) -> Bool {
        let (shorter, longer) = subject.count <= other.subject.count ? (self, other) : (other, self)
        return 2 * shorter.subject.intersection(longer.all).count >= shorter.subject.count
    }
}

extension Desk {
    /// The other open requests of whoever sent one, most alike first.
    package func alike(_ folio: String, as principal: Principal) async throws -> [AlikeRequest] {
        try principal.requireStaff()
        return try await read { tx in try tx.alike(try tx.ticket(folio, visibleTo: principal).ticket) }
    }
}
