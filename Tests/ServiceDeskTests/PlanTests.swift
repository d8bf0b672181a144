import BusinessTime
import Mail
import ServiceDesk
import Storage
import SupportPolicy
import TestSupport
import Testing

/// Hot queries use their indexes, on a database of realistic size.
struct PlanTests {
    private static let rows = 6_000

    /// A desk with thousands of tickets, a tenth of them open, copied by SQL from one.
    private func crowded(on engine: Engine) async throws -> World {
        let world = try await World(.intecnia, on: engine, at: "2026-03-09 10:00")
        let id = try await world.open().ticket.id
        let never = Instant.never
        let sol = world[.sol].person
        try await world.tamper("""
            INSERT INTO person (id, company_id, email, email_key, name, role, language, created_at)
            WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 299)
            SELECT id + 5000000 + i, company_id, email || i, email_key || i, name, role, language, created_at
            FROM person, n WHERE id = \(sol)
            """)
        try await world.tamper("""
            INSERT INTO ticket (
                id, company_id, folio, policy_id, channel, type, severity, level, state, subject, requester_id, assignee_id,
                opened_at, closed_at, waits, contacts, closes_at, due_at, wake_at, chain_length, chain_head, last_entry_at)
            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < \(Self.rows))
            SELECT id + 1000000 + i, company_id, 'X-' || i, policy_id, channel, type, severity, level,
                CASE WHEN i % 10 = 0 THEN 'open' ELSE 'closed' END, subject, \(sol) + 5000000 + i % 300, assignee_id,
                opened_at - i * 60, closed_at, waits, contacts, closes_at,
                CASE WHEN i % 10 = 0 THEN due_at + i ELSE \(never) END, CASE WHEN i % 10 = 0 THEN wake_at + i ELSE \(never) END,
                1, chain_head, last_entry_at
            FROM ticket, n WHERE id = \(id)
            """)
        try await world.tamper("""
            INSERT INTO entry (id, company_id, ticket_id, number, at, kind, is_internal, body, hash)
            SELECT entry.id + ticket.id, entry.company_id, ticket.id, 1, entry.at, entry.kind, 0, entry.body, entry.hash
            FROM entry, ticket WHERE entry.ticket_id = \(id) AND entry.number = 1 AND ticket.id > \(id)
            """)
        if engine == .postgres {
            let mark = "company\(world[.ines].company)"
            try await world.tamper("INSERT INTO search (id, words) SELECT id, array_to_tsvector(ARRAY[\(mark), 'w' || id]) FROM entry WHERE ticket_id > \(id)")
            // What was written at once waits in a list, which the server empties when it finds time.
            try await world.desk.database.write { try $0.script("SELECT gin_clean_pending_list('search_by_word')") }
        }
        try await world.tamper("""
            INSERT INTO outbox (id, company_id, ticket_id, recipient, subject, text, message_id, state, created_at, next_attempt_at)
            SELECT ticket.id, ticket.company_id, ticket.id, 'x@y.example', 's', 't', 'm' || ticket.id, 'sent', 1, 1
            FROM ticket WHERE ticket.id > \(id)
            """)
        try await world.desk.database.write { try $0.script("ANALYZE") }
        return world
    }

    private func plan(_ query: SQL, in world: World) async throws -> String {
        try await world.desk.read { tx in
            let explain: SQL = tx.sql.engine == .sqlite ? "EXPLAIN QUERY PLAN " : "EXPLAIN "
            return try tx.sql.fetch(explain + query).map { row in
                tx.sql.engine == .sqlite ? try row["detail"] as String : try row[0] as String
            }.joined(separator: "\n")
        }
    }

    @Test(arguments: Engine.all)
    func `hot queries read their indexes and scan nothing`(on engine: Engine) async throws {
        let world = try await crowded(on: engine)
        let ines = world[.ines], company = ines.company
        let now = try await world.desk.now()
        let key = PageKey(instant: now, id: 0)
        let (queue, list, own) = try await world.desk.read { tx in
            (tx.queueQuery(of: ines, after: key), tx.ticketsQuery(of: ines, after: key), tx.ticketsQuery(of: world[.luna]))
        }
        var search = TicketFilter()
        search.search = "timbrar"
        let found = try await world.desk.read { [search] tx in tx.ticketsQuery(of: ines, search) }
        let plans: [(SQL, String)] = [
            (queue, "ticket_due"), (list, "ticket_by_age"), (own, "ticket_by_requester"),
            ("SELECT wake_at FROM ticket ORDER BY wake_at, id LIMIT 1", "ticket_wake"),
            ("SELECT id FROM ticket WHERE wake_at <= \(now) ORDER BY wake_at, id LIMIT 200", "ticket_wake"),
            ("SELECT id FROM ticket WHERE company_id = \(company) AND folio = 'X-17'", "ticket_by_folio"),
            ("SELECT id FROM outbox WHERE state IN ('queued', 'sending') AND next_attempt_at <= \(now) ORDER BY next_attempt_at, id LIMIT 20", "outbox_waiting"),
            ("SELECT ticket_id FROM outbox WHERE \(OutboxRow.isNamed(by: [MessageID.make(for: 7, domain: "x.example")]))", engine == .sqlite ? "INTEGER PRIMARY KEY" : "outbox_pkey"),
            ("SELECT id FROM entry WHERE company_id = \(company) AND ticket_id = 7 ORDER BY number", "entry_by_record"),
            (engine == .sqlite
                ? "SELECT hash FROM entry WHERE company_id = \(company) AND kind <> 'sealed' AND position > 5990 AND position <= 6000 ORDER BY position"
                : "SELECT hash FROM entry WHERE company_id = \(company) AND kind <> 'sealed' AND transaction_id > 9999990 AND transaction_id <= 9999999 ORDER BY position",
             engine == .sqlite ? "INTEGER PRIMARY KEY" : "entry_by_transaction"),
            (found, engine == .sqlite ? "VIRTUAL TABLE INDEX" : "search_by_word"),
        ]
        if engine == .sqlite {
            // A table of a few rows PostgreSQL reads whole.
            let digest = try await plan("SELECT digest_at FROM notice WHERE digest_at IS NOT NULL ORDER BY digest_at, id LIMIT 1", in: world)
            #expect(digest.contains("notice_by_digest"), "\(digest)")
            let coming = try await world.desk.read { tx in tx.comingVisitsQuery(of: ines, mine: false, limit: 50) }
            let visits = try await plan(coming, in: world)
            #expect(visits.contains("visit_to_come") && !visits.contains("SCAN"), "\(visits)")
            let ticket = try await world.ticket("IN-101")
            let others = try await plan(try await world.desk.read { tx in tx.othersQuery(of: ticket) }, in: world)
            #expect(others.contains("ticket_by_requester") && !others.contains("SCAN") && !others.contains("TEMP B-TREE"), "\(others)")
            let sol = try #require(try await world.desk.read { try $0.person(world[.sol].person) })
            let parts = try await plan(try await world.desk.read { tx in tx.partsQuery(of: sol) }, in: world)
            #expect(parts.contains("participant_by_person") && parts.contains("entry_by_record") && !parts.contains("SCAN"), "\(parts)")
        }
        for (query, index) in plans {
            let plan = try await plan(query, in: world)
            #expect(plan.contains(index), "\(query.text)\n\(plan)")
            #expect(!plan.contains("Seq Scan on ticket") && !plan.contains("Seq Scan on entry") && !plan.contains("SCAN entry"), "\(plan)")
            #expect(!plan.contains("TEMP B-TREE FOR ORDER BY") || index.contains("VIRTUAL"), "\(query.text)\n\(plan)")
        }
    }
}
