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
        // Their words are compared here, with the stems of the search.
        guard let own = try words(of: wordsQuery("ticket.id = \(ticket.id)")).first else { return [] }
        return try words(of: othersQuery(of: ticket)).map { AlikeRequest(ticket: $0.ticket, likeness: own.likeness(to: $0), sharesSubject: own.sharesSubject(with: $0)) }
            .sorted { ($0.isAlike ? 1 : 0, $0.likeness, $0.ticket.openedAt, $0.ticket.id) > ($1.isAlike ? 1 : 0, $1.likeness, $1.ticket.openedAt, $1.ticket.id) }
    }

    /// The latest other open requests of a ticket's requester, in the order of their index: however many he has, no more are read.
    package func othersQuery(of ticket: Ticket) -> SQL {
        wordsQuery("""
            ticket.company_id = \(ticket.company) AND ticket.requester_id = \(ticket.requester) AND ticket.state <> 'closed' AND ticket.id <> \(ticket.id)
            ORDER BY ticket.opened_at DESC, ticket.id DESC LIMIT 20
            """)
    }

    private func wordsQuery(_ requests: SQL) -> SQL {
        """
        SELECT \(TicketRow.columns), (SELECT SUBSTR(content.text, 1, 2000) FROM content
            WHERE content.ticket_id = ticket.id AND content.kind = 'text' AND content.name IS NULL AND content.is_internal = 0
            ORDER BY content.entry_id, content.id LIMIT 1)
        FROM \(TicketRow.tables)
        WHERE \(requests)
        """
    }

    private func words(of query: SQL) throws -> [RequestWords] {
        try sql.fetch(query).map { row in RequestWords(of: try TicketRow(row).ticket, saying: try row[row.names.count - 1]) }
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
