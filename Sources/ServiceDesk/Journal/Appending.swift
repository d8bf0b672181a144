import BusinessTime
import Storage
import SupportPolicy

extension DeskTransaction {
    /// Writes entries; they were chained when they were made.
    func insert(_ entries: [Entry]) throws {
        try sql.insert(
            "entry (id, company_id, ticket_id, number, at, kind, person_id, for_person_id, clause, is_internal, body, hash)",
            entries.map { entry in
                """
                (\(entry.id), \(entry.company), \(entry.ticket), \(entry.number), \(entry.at), \(entry.kind), \(entry.person),
                 \(entry.forPerson), \(entry.clause), \(entry.isInternal), \(entry.bodyText), \(entry.hash))
                """
            })
    }

    /// Appends an entry to the company's own record.
    @discardableResult
    func appendToCompany(
        _ company: Int64, _ kind: Entry.Kind, by principal: Principal? = nil, for person: Int64? = nil, clause: String? = nil,
        at instant: Instant? = nil, facts: [String: String] = [:], contents: [Content] = []
    ) throws -> Entry {
        guard let row = try sql.first("SELECT chain_length, chain_head FROM company WHERE id = \(company)") else { throw DeskError.notFound }
        let entry = try Entry(
            id: newID(), company: company, ticket: 0, number: try row[0] + 1, at: instant ?? now, kind: kind,
            person: principal?.id, forPerson: person, clause: clause, isInternal: true,
            body: Entry.Body(contents: contents.map(\.digestText), facts: facts), after: try row[1])
        // The row first: who comes second waits for it and starts over, instead of taking the same number.
        try sql.execute("UPDATE company SET chain_length = \(entry.number), chain_head = \(entry.hash) WHERE id = \(company)")
        try insert([entry])
        try insert(contents.map { (entry, $0) })
        return entry
    }

    /// Journals an attempt that a clause refused.
    func recordRefusal(_ refusal: Refusal, of principal: Principal, folio: String?) throws {
        var facts = ["clause": refusal.clause.ids.joined(separator: " ")]
        if let folio { facts["folio"] = folio }
        try appendToCompany(principal.company, .refused, by: principal, clause: refusal.clause.id, facts: facts)
    }

    /// The entries of a ticket, in order; clients do not see what is internal.
    package func entries(of ticket: Int64, company: Int64, for role: Role) throws -> [Entry] {
        try sql.fetch("""
            SELECT \(Entry.columns) FROM entry
            WHERE company_id = \(company) AND ticket_id = \(ticket) AND (is_internal = 0 OR \(role.isStaff) = 1)
            ORDER BY number
            """)
    }
}
