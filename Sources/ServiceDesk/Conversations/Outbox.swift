import BusinessTime
import Mail
import Storage
import SupportPolicy

/// A mail in the outbox.
package struct OutboxRow: FetchableRow, Sendable {
    package enum State: String, Sendable, SQLCodable {
        case queued
        /// Handed to the mail server; if the desk dies now, nobody knows whether it went.
        case sending
        case sent, failed
    }

    package let id: Int64
    package let company: Int64
    package let recipient: String
    package let subject: String
    package let text: String
    package let messageID: String
    package let inReplyTo: String?
    package let state: State
    package let attempts: Int
    package let createdAt: Instant
    package let problem: String?
    package let folio: String?
    /// When its words and its recipient were erased by law.
    package let erasedAt: Instant?
    /// The `LetterSeries` that its reader may switch off, or `digest`; `nil` for what nobody can.
    package let series: String?
    /// How often nobody learnt whether the mail server took it.
    package let doubts: Int
    /// What a calendar takes of it (RFC 5545).
    package let calendar: String?
    /// In which it is written; `nil`: in the company's.
    let language: Language?
    /// Number of the contract whose certificate travels with it, printed when it is sent.
    let certificate: String?
    /// When somebody put it away that could not be delivered: it counts as undone no more.
    package let putAwayAt: Instant?

    /// What can be told of a letter.
    package enum Fate: String, Sendable {
        case waiting, leaving, sent
        /// One more time than once at most, with the same Message-ID.
        case sentMaybeTwice = "sent_maybe_twice"
        case failed
        /// It may have arrived, and is not sent again unless somebody says so.
        case unknown

        init(_ state: State, doubts: Int) {
            self = switch state {
            case .queued: .waiting
            case .sending: .leaving
            case .sent: doubts == 0 ? .sent : .sentMaybeTwice
            case .failed: doubts == 0 ? .failed : .unknown
            }
        }
    }

    package var fate: Fate { Fate(state, doubts: doubts) }

    static let columns: SQL = """
        outbox.id, outbox.company_id, outbox.recipient, outbox.subject, outbox.text, outbox.message_id, outbox.in_reply_to,
        outbox.state, outbox.attempts, outbox.created_at, outbox.problem, ticket.folio,
        outbox.erased_at, outbox.doubts, outbox.series, outbox.calendar,
        outbox.language, outbox.certificate, outbox.put_away_at
        """
    static let tables: SQL = "outbox LEFT JOIN ticket ON ticket.id = outbox.ticket_id"

    package init(_ row: Row) throws {
        id = try row[0]
        company = try row[1]
        recipient = try row[2]
        subject = try row[3]
        text = try row[4]
        messageID = try row[5]
        inReplyTo = try row[6]
        state = try row[7]
        attempts = try row[8]
        createdAt = try row[9]
        problem = try row[10]
        folio = try row[11]
        erasedAt = try row[12]
        doubts = try row[13]
        series = try row[14]
        calendar = try row[15]
        language = try row[16]
        certificate = try row[17]
        putAwayAt = try row[18]
    }
}

extension TimelineItem {
    /// The letters of a ticket, with the entries that they follow; staff alone is told.
    static func letters(of ticket: SQL, for role: Role) -> SQL {
        """
        SELECT entry_id, recipient, problem, state, doubts, sent_at FROM outbox
        WHERE ticket_id = \(ticket) AND entry_id IS NOT NULL AND erased_at IS NULL AND \(role.isStaff) = 1
        ORDER BY id
        """
    }
}

extension TimelineItem.Letter {
    /// By the entries that they follow.
    static func byEntry(_ rows: [Row]) throws -> [Int64: [TimelineItem.Letter]] {
        try rows.reduce(into: [:]) { found, row in
            let fate = OutboxRow.Fate(try row[3], doubts: try row[4])
            found[try row[0], default: []].append(.init(recipient: try row[1], fate: fate, sentAt: try row[5], problem: try row[2] ?? ""))
        }
    }
}

extension DeskTransaction {
    /// Puts letters in the outbox and notices on desks, in the transaction of the entries they follow from.
    func send(_ correspondences: [Correspondence]) throws {
        var mails: [SQL] = []
        var notices: [SQL] = []
        for correspondence in correspondences {
            let entry = correspondence.entry
            let domain = try mailDomain(of: entry.company, under: correspondence.policy)
            var told: Set<Int64> = []
            var written = [correspondence.reader: correspondence]
            // What is promised first: who is told of it must not miss it because he also may be told, and does not want to.
            let places = correspondence.letters.indices.sorted { (correspondence.letters[$0].series == nil ? 0 : 1, $0) < (correspondence.letters[$1].series == nil ? 0 : 1, $1) }
            for place in places {
                let letter = correspondence.letters[place]
                for party in try recipients(of: letter, in: correspondence)
                where (letter.isReceipt || party.id != entry.person) && !Person.isErased(party.email) && told.insert(party.id).inserted {
                    let choice = try letter.series.map { try self.choice(of: party.id, for: $0, in: entry.company) } ?? .each
                    if choice == .each {
                        let language = try language(of: party, in: entry.company) ?? correspondence.language
                        let reader = Correspondence.Reader(language: language, isRequester: letter.to != .client || party.id == correspondence.parties.requester.id)
                        let his = written[reader] ?? correspondence.written(for: reader)
                        written[reader] = his
                        mails.append(mail(
                            his.letters[place].subject, his.letters[place].text, to: party.email, about: correspondence.ticket, following: entry,
                            company: entry.company, domain: domain, language: language, series: letter.series?.rawValue,
                            calendar: try letter.calendar.map { try calendar(of: his, $0, for: party) }))
                    }
                    guard let kind = letter.notice else { continue }
                    let together = choice == .each ? nil : correspondence.policy.digest(choice, after: now)
                    notices.append("(\(newID()), \(entry.company), \(party.id), \(entry.ticket), \(kind), \(entry.at), \(together))")
                }
            }
        }
        try insertMails(mails)
        try sql.insert("notice (id, company_id, person_id, ticket_id, kind, at, digest_at)", notices)
    }

    /// In which somebody is written to; `nil` where nobody knows.
    private func language(of party: Parties.Party, in company: Int64) throws -> Language? {
        try party.language ?? staff(of: company).first { $0.id == party.id }?.language
    }

    private func choice(of person: Int64, for series: LetterSeries, in company: Int64) throws -> LetterChoice {
        guard series.isOfStaff else { return try preferences(of: person, in: company)[series] }
        return try preferencesOfStaff(in: company)[person]?[series] ?? .each
    }

    /// Puts one mail in the outbox that is about no ticket, or only about one.
    ///
    /// - Returns: its id.
    @discardableResult
    func sendMail(
        _ subject: String, _ text: String, to recipient: String, about ticket: Ticket?, company: Int64, under policy: Policy, language: Language? = nil,
        inReplyTo: String? = nil, following entry: Entry? = nil, series: String? = nil, certificate: String? = nil
    ) throws -> Int64 {
        let id = newID()
        try insertMails([try mail(
            subject, text, to: recipient, about: ticket, following: entry, company: company, domain: mailDomain(of: company, under: policy), language: language,
            inReplyTo: inReplyTo, id: id, series: series, certificate: certificate)])
        return id
    }

    private func mail(
        _ subject: String, _ text: String, to recipient: String, about ticket: Ticket?, following entry: Entry? = nil, company: Int64, domain: String,
        language: Language? = nil, inReplyTo: String? = nil, id: Int64? = nil, series: String? = nil, calendar: String? = nil, certificate: String? = nil
    ) -> SQL {
        let id = id ?? newID()
        // Its random letters come from one system call for all of them.
        var random = SecretBytes()
        return """
            (\(id), \(company), \(ticket?.id), \(entry?.id), \(recipient), \(subject), \(text),
             \(MessageID.make(for: id, domain: domain, using: &random)), \(inReplyTo), \(OutboxRow.State.queued), \(now), \(now), \(series), \(calendar),
             \(language), \(certificate))
            """
    }

    private func insertMails(_ rows: [SQL]) throws {
        try sql.insert(
            "outbox (id, company_id, ticket_id, entry_id, recipient, subject, text, message_id, in_reply_to, state, created_at, next_attempt_at, series, calendar, language, certificate)",
            rows)
    }

    private func recipients(of letter: Correspondence.Letter, in correspondence: Correspondence) throws -> [Parties.Party] {
        let (ticket, parties) = (correspondence.ticket, correspondence.parties)
        let people: [Principal]
        switch letter.to {
        case .client:
            return [parties.requester] + (try participants(of: ticket).map(Parties.Party.init))
        case .holder:
            if let assignee = parties.assignee { return [assignee] }
            people = try agents(ofLevel: ticket.level, in: ticket.company)
        case .level(let level): people = try agents(ofLevel: level, in: ticket.company)
        case .person(let id): return try person(id).map { [Parties.Party($0)] } ?? []
        case .role(let role): people = try self.people(inRole: role, of: ticket.company)
        }
        return people.map { Parties.Party(id: $0.person, name: $0.name, email: $0.email) }
    }
}

extension OutboxRow {
    /// Our letters that have one of these Message-IDs: their own ids stand in them, so that no index of the ids is needed.
    package static func isNamed(by identifiers: [String]) -> SQL {
        let named = identifiers.compactMap { id in MessageID.number(in: id).map { (id, $0) } }.prefix(20)
        return "outbox.id IN (\(named.map(\.1))) AND outbox.message_id IN (\(named.map(\.0)))"
    }
}

extension Desk {
    /// Sends a mail again that could not be delivered, as if it were new; one that may have arrived is known to have been sent before.
    ///
    /// - Throws: `.notFound` for a mail of another company, and for one that has not failed.
    package func sendAgain(_ mail: Int64, as principal: Principal) async throws {
        try principal.requireStaff()
        try await write { tx in
            let found = try tx.sql.execute("""
                UPDATE outbox SET state = 'queued', attempts = 0, next_attempt_at = \(tx.now), problem = NULL, moved = \(tx.moved), put_away_at = NULL,
                    doubts = CASE WHEN doubts > 0 THEN 1 ELSE 0 END
                WHERE id = \(mail) AND company_id = \(principal.company) AND state = 'failed' AND erased_at IS NULL
                """)
            if found == 0 { throw DeskError.notFound }
        }
    }

    /// Puts a mail away that could not be delivered: it counts as undone no more, and can still be sent again.
    ///
    /// - Throws: `.notFound` for a mail of another company, and for one that has not failed.
    package func putAway(_ mail: Int64, as principal: Principal) async throws {
        try principal.requireStaff()
        try await write { tx in
            let found = try tx.sql.execute("""
                UPDATE outbox SET put_away_at = \(tx.now)
                WHERE id = \(mail) AND company_id = \(principal.company) AND state = 'failed' AND erased_at IS NULL AND put_away_at IS NULL
                """)
            if found == 0 { throw DeskError.notFound }
        }
    }

    /// The mails of a company, newest first; pages by id.
    ///
    /// - Parameter undone: only those of which something is still to come; `nil`: all.
    package func outbox(as principal: Principal, _ undone: UndoneMail? = nil, after last: Int64? = nil, limit: Int = .max) async throws -> [OutboxRow] {
        try principal.requireStaff()
        // What is undone is little, and has indexes of its own: by that of the company SQLite would read all that was ever sent.
        let id: SQL = undone == nil ? "outbox.id" : "outbox.id + 0"
        let isWanted: SQL = switch undone {
        case nil: "outbox.company_id = \(principal.company)"
        case .waiting: "outbox.company_id + 0 = \(principal.company) AND outbox.state IN ('queued', 'sending')"
        case .failed: "outbox.company_id = \(principal.company) AND \(OutboxRow.isFailed)"
        }
        let end = last ?? Int64.max
        return try await read { tx in
            try tx.sql.fetch("""
                SELECT \(OutboxRow.columns) FROM \(OutboxRow.tables)
                WHERE \(isWanted) AND \(id) < \(end) ORDER BY \(id) DESC LIMIT \(limit)
                """)
        }
    }
}

/// Mails of which something is still to come.
package enum UndoneMail: String, Sendable, CaseIterable {
    /// They are not sent yet.
    case waiting
    /// They could not be delivered, or nobody knows whether they were, and nobody has put them away.
    case failed
}

extension OutboxRow {
    /// Whether it could not be delivered, and somebody is still to see to it, as a condition on `outbox`.
    static let isFailed: SQL = "outbox.state = 'failed' AND outbox.erased_at IS NULL AND outbox.put_away_at IS NULL"
}
