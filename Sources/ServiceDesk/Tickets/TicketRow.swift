import BusinessTime
import Storage
import SupportPolicy

/// A ticket with the words around it that a reader needs and its journal does not.
package struct TicketRow: FetchableRow, Sendable {
    package var ticket: Ticket
    package let requesterName: String
    package let requesterEmail: String
    package let customerName: String?
    package let customerRFC: String?
    package let assigneeName: String?
    package let assigneeEmail: String?
    /// Of the contract under which it is served.
    package let contractNumber: String?
    /// His NIC.
    package let customerNumber: String?
    /// Whether that contract still is in force, and until when.
    package let contractState: Contract.State?
    package let contractEndsAt: Instant?
    /// Why mail does not reach the requester, once some came back.
    package let requesterMailFailure: MailFailure?
    /// In which the requester is written to; `nil`: the company's.
    let requesterLanguage: Language?

    /// A ticket with the people whom a verb knows around it.
    init(_ ticket: Ticket, _ parties: Parties) {
        self.ticket = ticket
        contractNumber = parties.contractNumber
        (customerNumber, contractState, contractEndsAt, requesterMailFailure) = (nil, nil, nil, nil)
        requesterName = parties.requester.name
        requesterEmail = parties.requester.email
        requesterLanguage = parties.requester.language
        customerName = parties.customerName
        customerRFC = parties.customerRFC
        assigneeName = parties.assignee?.name
        assigneeEmail = parties.assignee?.email
    }

    static let columns: SQL = """
        ticket.id, ticket.company_id, ticket.folio, ticket.policy_id, ticket.channel, ticket.type, ticket.category,
        ticket.department, ticket.priority, ticket.severity, ticket.level, ticket.state, ticket.subject,
        ticket.requester_id, ticket.customer_id, ticket.assignee_id, ticket.admission_clause, ticket.linked_from,
        ticket.opened_at, ticket.closed_at, ticket.waits, ticket.wait_reason, ticket.contacts, ticket.closes_at,
        ticket.closes_clause, ticket.chain_length, ticket.chain_head, ticket.last_entry_at,
        requester.name, requester.email, customer.name, customer.rfc, assignee.name, assignee.email, ticket.closed_days,
        ticket.subject_erased_at, ticket.contract_id, ticket.plan, contract.number,
        ticket.reminds_at, requester.undeliverable, customer.number, contract.state, contract.ends_at, ticket.annex_id, ticket.quiet, ticket.works,
        requester.language, ticket.mailbox, ticket.merged_into, ticket.participants
        """

    static let tables: SQL = """
        ticket
        JOIN person AS requester ON requester.id = ticket.requester_id
        LEFT JOIN person AS assignee ON assignee.id = ticket.assignee_id
        LEFT JOIN customer ON customer.id = ticket.customer_id
        LEFT JOIN contract ON contract.id = ticket.contract_id
        """

    package init(_ row: Row) throws {
        var ticket = Ticket(id: try row[0], company: try row[1], at: try row[27])
        ticket.folio = try row[2]
        ticket.policyID = try row[3]
        ticket.channel = try row[4]
        ticket.type = try row[5]
        ticket.category = try row[6]
        ticket.department = try row[7]
        ticket.priority = try row[8]
        ticket.severity = try row[9]
        ticket.level = try row[10]
        ticket.state = try row[11]
        ticket.subject = try row[12]
        ticket.requester = try row[13]
        ticket.customer = try row[14]
        ticket.assignee = try row[15]
        ticket.admissionClause = try row[16]
        ticket.linkedFrom = try row[17]
        ticket.openedAt = try row[18]
        ticket.closedAt = try row[19]
        ticket.waits = Moments.spans(try row[20])
        ticket.waitReason = try row[21]
        ticket.contacts = Moments.instants(try row[22])
        ticket.closesAt = try row[23]
        ticket.closesClause = try row[24]
        ticket.chainLength = try row[25]
        ticket.chainHead = try row[26]
        ticket.closedDays = Moments.spans(try row[34])
        ticket.subjectErasedAt = try row[35]
        ticket.contract = try row[36]
        ticket.plan = try row[37]
        ticket.remindsAt = try row[39]
        ticket.annex = try row[44]
        ticket.quiet = try row[45]
        ticket.works = try [Work](text: row[46])
        ticket.mailbox = try row[48]
        ticket.mergedInto = try row[49]
        ticket.participants = (try row[50] as String).split(separator: ",").compactMap { Int64($0) }
        self.ticket = ticket
        requesterName = try row[28]
        requesterEmail = try row[29]
        customerName = try row[30]
        customerRFC = try row[31]
        assigneeName = try row[32]
        assigneeEmail = try row[33]
        contractNumber = try row[38]
        requesterMailFailure = try row[40]
        customerNumber = try row[41]
        contractState = try row[42]
        contractEndsAt = try row[43]
        requesterLanguage = try row[47]
    }
}

extension Ticket {
    /// As the row has them.
    fileprivate var participantsText: String { participants.map(String.init).joined(separator: ",") }
}

/// Lists of instants as one column: seconds, separated by commas; of spans, start and end in turn.
enum Moments {
    static func text(_ spans: [Span]) -> String {
        text(spans.flatMap { [$0.start, $0.end] })
    }

    static func text(_ instants: [Instant]) -> String {
        instants.map { String($0.seconds) }.joined(separator: ",")
    }

    static func instants(_ text: String) -> [Instant] {
        text.split(separator: ",").compactMap { Int64($0) }.map(Instant.init(seconds:))
    }

    static func spans(_ text: String) -> [Span] {
        let moments = instants(text)
        return stride(from: 0, to: moments.count - moments.count % 2, by: 2).map { Span(moments[$0], moments[$0 + 1]) }
    }
}

extension Deadline: FetchableRow {
    static let columns: SQL = "number, promise, metric, level, clause, status, started_at, due_at, warn_at, ended_at, settled_at"

    package init(_ row: Row) throws {
        self.init(
            number: try row[0], promise: try row[1], metric: try row[2], level: try row[3], clause: try row[4],
            status: try row[5], startedAt: try row[6], dueAt: try row[7], warnAt: try row[8], endedAt: try row[9],
            settledAt: try row[10])
    }
}

extension DeskTransaction {
    /// A ticket by its folio, as far as the principal may see it: a client sees his own and those in which he takes part, staff all of
    /// its company's.
    ///
    /// - Throws: `.notFound`; what may not be seen does not exist.
    package func ticket(_ folio: String, visibleTo principal: Principal) throws -> TicketRow {
        guard let row = try ticketIfKnown(folio, visibleTo: principal) else { throw DeskError.notFound }
        return row
    }

    /// The same; `nil` where it does not exist for the principal.
    func ticketIfKnown(_ folio: String, visibleTo principal: Principal) throws -> TicketRow? {
        let row: TicketRow? = try sql.first("""
            SELECT \(TicketRow.columns) FROM \(TicketRow.tables)
            WHERE ticket.company_id = \(principal.company) AND ticket.folio = \(folio) AND \(ticketIsVisible(to: principal))
            """)
        return try row.map(withDeadlines)
    }

    /// A ticket with what was done on it, as far as the principal may see either, in one question to the database: the last of a
    /// read.
    ///
    /// - Parameter countingNotices: also how many notices wait for the principal, which pages show; else none are counted.
    /// - Throws: `.notFound`.
    package func ticketInFull(
        _ folio: String, visibleTo principal: Principal, countingNotices: Bool = false
    ) throws -> TicketInFull {
        let condition: SQL = """
            ticket.company_id = \(principal.company) AND ticket.folio = \(folio) AND \(ticketIsVisible(to: principal))
            """
        let id: SQL = "(SELECT ticket.id FROM ticket WHERE \(condition))"
        let unread = countingNotices ? unreadNoticesQuery(of: principal) : "SELECT 0"
        // Few have any: only where somebody looks at it as staff are other open requests looked for.
        let others: SQL = !countingNotices || !principal.role.isStaff ? "0" : """
            (SELECT COUNT(*) FROM (SELECT 1 FROM ticket AS other
                WHERE other.company_id = ticket.company_id AND other.requester_id = ticket.requester_id AND other.state <> 'closed' LIMIT 2) AS few)
            """
        let found = try sql.fetch(together: [
            "SELECT \(TicketRow.columns), (SELECT COUNT(*) FROM (SELECT 1 FROM quote WHERE quote.ticket_id = ticket.id LIMIT 1) AS one), (\(unread)), (SELECT COUNT(*) FROM (SELECT 1 FROM ticket AS merged WHERE merged.merged_into = ticket.id LIMIT 1) AS one), \(others), (SELECT COUNT(*) FROM (SELECT 1 FROM copied_address WHERE copied_address.ticket_id = ticket.id LIMIT 1) AS one) FROM \(TicketRow.tables) WHERE \(condition)",
            "SELECT \(Deadline.columns) FROM deadline WHERE ticket_id = \(id) ORDER BY number",
            TimelineItem.entries(of: id, company: principal.company, for: principal.role),
            TimelineItem.contents(of: id, company: principal.company, for: principal.role),
            TimelineItem.letters(of: id, for: principal.role),
            TimelineItem.originals(of: id, for: principal.role),
            """
            SELECT unit, SUM(granted - spent - reserved - lapsed) FROM lot
            WHERE \(countingNotices && principal.role.isStaff) = 1 AND unit <> '' AND contract_id = (SELECT ticket.contract_id FROM ticket WHERE \(condition))
            GROUP BY unit ORDER BY MIN(number)
            """,
        ], isLast: true)
        guard let first = found[0].first else { throw DeskError.notFound }
        var row = try TicketRow(first)
        row.ticket.deadlines = try found[1].map(Deadline.init)
        let last = first.names.count - 1
        return TicketInFull(
            row: row, timeline: try TimelineItem.all(found[2], found[3], found[4], found[5]), unread: try first[last - 3], hasQuotes: try first[last - 4],
            hasMerged: try first[last - 2], hasOthers: try first[last - 1] as Int64 > 1, hasCopied: try first[last],
            balance: try found[6].map { UnitAmount(try $0[0], try $0[1]) })
    }

    /// A ticket by its id, for the desk itself.
    func ticket(id: Int64) throws -> TicketRow {
        try withDeadlines(try sql.first("SELECT \(TicketRow.columns) FROM \(TicketRow.tables) WHERE ticket.id = \(id)"))
    }

    private func withDeadlines(_ row: TicketRow?) throws -> TicketRow {
        guard var row else { throw DeskError.notFound }
        row.ticket.deadlines = try sql.fetch("SELECT \(Deadline.columns) FROM deadline WHERE ticket_id = \(row.ticket.id) ORDER BY number")
        return row
    }

    func insert(_ ticket: Ticket) throws {
        try sql.submit("""
            INSERT INTO ticket (
                id, company_id, folio, policy_id, channel, type, category, department, priority, severity, level, state,
                subject, subject_erased_at, requester_id, customer_id, contract_id, plan, annex_id, assignee_id, admission_clause, linked_from, opened_at, closed_at,
                waits, wait_reason, contacts, reminds_at, closes_at, closes_clause, closed_days, due_at, wake_at, chain_length, chain_head, last_entry_at, quiet, works, mailbox, participants)
            VALUES (
                \(ticket.id), \(ticket.company), \(ticket.folio), \(ticket.policyID), \(ticket.channel), \(ticket.type),
                \(ticket.category), \(ticket.department), \(ticket.priority), \(ticket.severity), \(ticket.level),
                \(ticket.state), \(ticket.subject), \(ticket.subjectErasedAt), \(ticket.requester), \(ticket.customer), \(ticket.contract), \(ticket.plan), \(ticket.annex), \(ticket.assignee),
                \(ticket.admissionClause), \(ticket.linkedFrom), \(ticket.openedAt), \(ticket.closedAt),
                \(Moments.text(ticket.waits)), \(ticket.waitReason), \(Moments.text(ticket.contacts)), \(ticket.remindsAt), \(ticket.closesAt),
                \(ticket.closesClause), \(Moments.text(ticket.closedDays)), \(ticket.dueAt), \(ticket.wakeAt), \(ticket.chainLength), \(ticket.chainHead),
                \(ticket.lastEntryAt), \(ticket.quiet), \(ticket.works.text), \(ticket.mailbox),
                \(ticket.participantsText))
            """)
        try save(ticket.deadlines, of: ticket)
        try saveParticipants(of: ticket, was: [])
    }

    /// Writes what the entries changed.
    func update(_ ticket: Ticket, was before: Ticket) throws {
        try sql.submit("""
            UPDATE ticket SET
                subject = \(ticket.subject), subject_erased_at = \(ticket.subjectErasedAt),
                type = \(ticket.type), category = \(ticket.category), priority = \(ticket.priority), severity = \(ticket.severity), level = \(ticket.level), state = \(ticket.state),
                contract_id = \(ticket.contract), admission_clause = \(ticket.admissionClause),
                assignee_id = \(ticket.assignee), quiet = \(ticket.quiet), closed_at = \(ticket.closedAt), waits = \(Moments.text(ticket.waits)),
                wait_reason = \(ticket.waitReason), contacts = \(Moments.text(ticket.contacts)), reminds_at = \(ticket.remindsAt), closes_at = \(ticket.closesAt),
                closes_clause = \(ticket.closesClause), closed_days = \(Moments.text(ticket.closedDays)), due_at = \(ticket.dueAt), wake_at = \(ticket.wakeAt),
                chain_length = \(ticket.chainLength), chain_head = \(ticket.chainHead), last_entry_at = \(ticket.lastEntryAt),
                works = \(ticket.works.text), merged_into = \(ticket.mergedInto), participants = \(ticket.participantsText)
            WHERE id = \(ticket.id)
            """)
        try save(ticket.deadlines.filter { !before.deadlines.contains($0) }, of: ticket)
        try saveTimers(of: ticket, was: before)
        try saveVisits(of: ticket, was: before)
        try saveParticipants(of: ticket, was: before.participants)
    }

    private func save(_ deadlines: [Deadline], of ticket: Ticket) throws {
        try sql.insert(
            """
            deadline (
                ticket_id, number, company_id, promise, metric, level, clause, status, started_at, due_at, warn_at, ended_at,
                settled_at)
            """,
            deadlines.map { deadline in
                """
                (\(ticket.id), \(deadline.number), \(ticket.company), \(deadline.promise), \(deadline.metric), \(deadline.level),
                 \(deadline.clause), \(deadline.status), \(deadline.startedAt), \(deadline.dueAt), \(deadline.warnAt),
                 \(deadline.endedAt), \(deadline.settledAt))
                """
            },
            """
            ON CONFLICT (ticket_id, number) DO UPDATE SET
                status = excluded.status, due_at = excluded.due_at, warn_at = excluded.warn_at, ended_at = excluded.ended_at,
                settled_at = excluded.settled_at
            """)
    }
}

/// A ticket with what was done on it, as somebody may see it.
package struct TicketInFull: Sendable {
    package let row: TicketRow
    package let timeline: [TimelineItem]
    /// How many notices wait for the reader, where they were counted.
    package let unread: Int
    /// Whether anything was ever quoted on it: few have quotes, and reading them costs as much as all the rest.
    package let hasQuotes: Bool
    /// Whether other requests go on in it.
    package let hasMerged: Bool
    /// Whether its requester has more than one open request, where somebody of the staff looks at it.
    package let hasOthers: Bool
    /// Whether messages of it went to somebody else, too.
    package let hasCopied: Bool
    /// What is left of the contract that serves it, for the page of the staff.
    package let balance: [UnitAmount]
}
