import BusinessTime
import Mail
import Storage
import SupportPolicy

/// An engineer's visits as his own calendar program fetches them, which cannot sign in: the address is the secret. Only its digest is
/// kept, and a new one ends the old one.
extension Desk {
    /// Days that a visit stays in it afterwards, and most visits in it.
    private static let feedDays: Int64 = 31, mostInFeed = 200

    /// Makes the secret of one's own feed.
    ///
    /// - Returns: the secret, which is kept nowhere.
    package func makeVisitFeed(as principal: Principal) async throws -> String {
        try principal.requireStaff()
        let token = Secret.token()
        try await write { tx in
            try tx.sql.execute("""
                INSERT INTO visit_feed (company_id, person_id, token_digest) VALUES (\(principal.company), \(principal.person), \(Secret.digest(token)))
                ON CONFLICT (company_id, person_id) DO UPDATE SET token_digest = excluded.token_digest
                """)
            try tx.appendToCompany(principal.company, .tokenCreated, by: principal, for: principal.person, facts: ["for": "visits"])
        }
        return token
    }

    /// The visits to which somebody goes, by the secret of his feed.
    ///
    /// - Throws: `.notFound` for a secret that is no more, or of somebody who is not of the staff any more.
    package func visitFeed(_ token: String, in slug: String) async throws -> String {
        try await read { tx in
            let company = try tx.company(slug)
            let owner: Int64? = try tx.sql.value("SELECT person_id FROM visit_feed WHERE token_digest = \(Secret.digest(token)) AND company_id = \(company.id)")
            guard let owner, let person = try tx.person(owner), person.role.isStaff, !Person.isErased(person.email) else { throw DeskError.notFound }
            let rows = try tx.sql.fetch("""
                SELECT ticket_id, number FROM visit
                WHERE company_id = \(company.id) AND engineer_id = \(owner) AND begins_at > \(tx.now - Self.feedDays * 86_400)
                ORDER BY begins_at DESC, ticket_id, number LIMIT \(Self.mostInFeed)
                """)
            let policy = try tx.policy(company.policyID), address = try tx.address(of: company.id, under: policy)
            // A request may have many visits: it is read once.
            var known: [Int64: (ticket: Ticket, timeline: [TimelineItem])] = [:]
            let events = try rows.compactMap { row -> CalendarFile.Event? in
                let id: Int64 = try row[0]
                if known[id] == nil {
                    let ticket = try tx.ticket(id: id).ticket
                    known[id] = (ticket, try tx.timeline(of: ticket, for: .client))
                }
                guard let (ticket, timeline) = known[id] else { return nil }
                return try ticket.work(row[1]).flatMap { CalendarFile.Event($0, of: ticket, under: try tx.policy(of: ticket), from: address, timeline) }
            }
            return CalendarFile(.publish, events, name: Said(es: "Visitas, \(policy.company.name)", en: "Visits, \(policy.company.name)")(in: policy.language)).text
        }
    }
}
