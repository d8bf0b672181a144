import BusinessTime
import Crypto
import Foundation
import Storage

/// What happened: one entry of the append-only journal, chained to the one before it on its record.
package struct Entry: Sendable {
    package enum Kind: String, Sendable, SQLCodable {
        case opened, assigned, replied, noted, waited, contacted, escalated, returned, classified
        case closingOffered = "closing_offered"
        /// The client does not accept the closing that was offered.
        case disputed
        /// What was reported is a fault of the product; its correction was delivered.
        case defectConfirmed = "defect_confirmed", correctionDelivered = "correction_delivered"
        /// It goes on in another request about the same problem; another goes on in it.
        case merged, absorbed
        /// Somebody takes part in it besides its requester, or no more.
        case participantAdded = "participant_added", participantRemoved = "participant_removed"
        /// A document of the company's own that an order takes is there.
        case documented
        case closed, reopened, warned, breached, erased, reminded
        /// The company is closed on a day on which it should have been open.
        case closedDay = "closed_day"
        // Of the company's own record:
        case companyAdded = "company_added"
        case policyProposed = "policy_proposed"
        case policyActivated = "policy_activated"
        case policyWithdrawn = "policy_withdrawn"
        /// Somebody was entered, or given another role or level.
        case personEntered = "person_entered"
        /// A program may act as somebody.
        case tokenCreated = "token_created"
        /// It is served under a contract after all.
        case contractAttached = "contract_attached"
        /// What was missing at its opening is there after all: the staff vouches for it, or the sender confirmed that it was he.
        case verified
        // Of a contract's record:
        case contractOpened = "contract_opened"
        case toppedUp = "topped_up"
        /// Also on the record of the ticket that was charged.
        case charged
        case adjustmentProposed = "adjustment_proposed"
        case adjustmentDropped = "adjustment_dropped"
        case adjusted, lapsed
        case littleLeft = "little_left"
        case contractEnding = "contract_ending"
        case contractChanged = "contract_changed"
        /// Somebody may ask for something under it, or no more.
        case contactAdded = "contact_added", contactRemoved = "contact_removed"
        case noticeGiven = "notice_given"
        /// To whom its customer's invoices are made out.
        case taxDataChanged = "tax_data_changed"
        case renewed
        /// Its sales were handed over to be invoiced.
        case handedOver = "handed_over"
        case contractEnded = "contract_ended"
        case contractResumed = "contract_resumed"
        /// Of a ticket: something happened to one of its quotes.
        case quoted
        /// Of a ticket: time was worked on it, by a timer or written down.
        case timed
        /// Of a ticket: something happened to a remote session.
        case remoteSession = "remote_session"
        /// Of a ticket: something happened to a visit.
        case visit
        /// Of a ticket: something happened to a need that came up while it was attended.
        case need
        // Of a quote's record:
        case quoteMade = "quote_made"
        case quoteSent = "quote_sent"
        case quoteAccepted = "quote_accepted"
        case quoteDeclined = "quote_declined"
        case quoteWithdrawn = "quote_withdrawn"
        case quoteExpired = "quote_expired"
        case logoChanged = "logo_changed"
        case colorChanged = "color_changed"
        /// Of a company: where it issues its invoices.
        case postalCodeChanged = "postal_code_changed"
        case mailboxAdded = "mailbox_added"
        case mailboxRemoved = "mailbox_removed"
        /// What its requests are was said anew.
        case mailboxChanged = "mailbox_changed"
        case mailboxTested = "mailbox_tested"
        case floodRemoved = "flood_removed"
        /// A letter has a text of the company's own, or the desk's again.
        case letterChanged = "letter_changed"
        /// Somebody chose what he receives.
        case preferencesChanged = "preferences_changed"
        /// What happened was told somebody in one letter.
        case digestSent = "digest_sent"
        case refused
        case mailRefused = "mail_refused"
        case sealed
    }

    package let id: Int64
    package let company: Int64
    /// The record it belongs to: a ticket, a contract or a quote; 0: the company's own.
    package let ticket: Int64
    /// Its place on its record, from 1.
    package let number: Int
    package let at: Instant
    package let kind: Kind
    /// Who did it; `nil`: the desk itself.
    package let person: Int64?
    /// For whom it was done, where an agent logged it for a client.
    package let forPerson: Int64?
    /// Id of the clause that was obeyed.
    package let clause: String?
    /// Not for clients.
    package let isInternal: Bool
    package let body: Body
    /// `body` as it was hashed, to the byte.
    let bodyText: String
    package let hash: [UInt8]

    /// What an entry carries besides who, when and why.
    package struct Body: Decodable, Hashable, Sendable {
        /// What happened to the ticket, to the contract, or to the quote: never to two of them.
        package var effects: [Effect] = []
        package var movements: [Movement] = []
        package var quoteMoves: [Quote.Move] = []
        /// Salted digests of the texts and files that belong to it, in order.
        package var contents: [String] = []
        /// Facts of this kind of entry, without personal data: `via`, `refusal`, `from`, `to`.
        package var facts: [String: String] = [:]

        package init(
            effects: [Effect] = [], movements: [Movement] = [], contents: [String] = [], facts: [String: String] = [:], quoteMoves: [Quote.Move] = []
        ) {
            (self.effects, self.movements, self.contents, self.facts, self.quoteMoves) = (effects, movements, contents, facts, quoteMoves)
        }

        private enum CodingKeys: String, CodingKey {
            case effects, contents, facts
            case movements = "contract"
            // By its letters it comes before the facts, which stand last.
            case quoteMoves = "estimate"
        }

        package init(from decoder: any Decoder) throws {
            let body = try decoder.container(keyedBy: CodingKeys.self)
            effects = try body.decode([Effect].self, forKey: .effects)
            movements = try body.decodeIfPresent([Movement].self, forKey: .movements) ?? []
            quoteMoves = try body.decodeIfPresent([Quote.Move].self, forKey: .quoteMoves) ?? []
            contents = try body.decode([String].self, forKey: .contents)
            facts = try body.decode([String: String].self, forKey: .facts)
        }
    }
}

extension Entry {
    /// Whether its texts are the staff's alone: a client sees that his request went up or down, not what they told each other.
    var keepsTextsInside: Bool { isInternal || kind == .escalated || kind == .returned }

    /// Makes the entry that follows `head` on its record.
    init(
        id: Int64, company: Int64, ticket: Int64, number: Int, at: Instant, kind: Kind, person: Int64?, forPerson: Int64?,
        clause: String?, isInternal: Bool, body: Body, after head: [UInt8]
    ) throws {
        self.id = id
        self.company = company
        self.ticket = ticket
        self.number = number
        self.at = at
        self.kind = kind
        self.person = person
        self.forPerson = forPerson
        self.clause = clause
        self.isInternal = isInternal
        self.body = body
        bodyText = try body.text()
        hash = Self.hash(
            after: head, company: company, ticket: ticket, number: number, at: at, kind: kind, person: person,
            forPerson: forPerson, clause: clause, isInternal: isInternal, body: bodyText)
    }

    /// The hash that this entry must have after `head`.
    func expectedHash(after head: [UInt8]) -> [UInt8] {
        Self.hash(
            after: head, company: company, ticket: ticket, number: number, at: at, kind: kind, person: person,
            forPerson: forPerson, clause: clause, isInternal: isInternal, body: bodyText)
    }

    /// SHA-256 over the head of the record and each field on a line of its own; the body, which may hold anything, comes last.
    private static func hash(
        after head: [UInt8], company: Int64, ticket: Int64, number: Int, at: Instant, kind: Kind, person: Int64?,
        forPerson: Int64?, clause: String?, isInternal: Bool, body: String
    ) -> [UInt8] {
        var sha = SHA256()
        sha.update(data: head)
        let fields = """
            \(company)
            \(ticket)
            \(number)
            \(at.seconds)
            \(kind.rawValue)
            \(person.map(String.init) ?? "-")
            \(forPerson.map(String.init) ?? "-")
            \(clause ?? "-")
            \(isInternal ? 1 : 0)

            """
        sha.update(data: Array(fields.utf8))
        sha.update(data: Array(body.utf8))
        return Array(sha.finalize())
    }
}

extension Entry: FetchableRow {
    /// The columns an entry is read from.
    static let columns: SQL = """
        entry.id, entry.company_id, entry.ticket_id, entry.number, entry.at, entry.kind, entry.person_id, entry.for_person_id, entry.clause,
        entry.is_internal, entry.body, entry.hash
        """

    package init(_ row: Row) throws {
        try self.init(row) { try Body(text: $0) }
    }

    /// An entry for a reader of what was done: of its body only the facts are read, which is most of the time it takes.
    init(factsOf row: Row) throws {
        try self.init(row) { Body(facts: try Body.facts(in: $0)) }
    }

    private init(_ row: Row, reading body: (String) throws -> Body) throws {
        id = try row[0]
        company = try row[1]
        ticket = try row[2]
        number = try row[3]
        at = try row[4]
        kind = try row[5]
        person = try row[6]
        forPerson = try row[7]
        clause = try row[8]
        isInternal = try row[9]
        bodyText = try row[10]
        self.body = try body(bodyText)
        hash = try row[11]
    }
}

extension Entry.Body {
    init(text: String) throws {
        self = try JSONDecoder().decode(Self.self, from: Data(text.utf8))
    }

    /// The facts alone: by the order of keys they come last, and no text inside can look like their key, because its
    /// quotes are escaped.
    static func facts(in text: String) throws -> [String: String] {
        guard !text.hasSuffix("\"facts\":{}}"), let key = text.range(of: "\"facts\":", options: .backwards) else { return [:] }
        let facts = text[key.upperBound...].dropLast()
        return try plain(facts.utf8) ?? JSONDecoder().decode([String: String].self, from: Data(facts.utf8))
    }

    /// Facts in which nothing is escaped, as in nearly all: names and values stand between quotes, in turn.
    private static func plain(_ facts: Substring.UTF8View) -> [String: String]? {
        guard !facts.contains(UInt8(ascii: "\\")) else { return nil }
        let parts = facts.split(separator: UInt8(ascii: "\""), omittingEmptySubsequences: false)
        guard parts.count % 4 == 1 else { return nil }
        return stride(from: 1, to: parts.count, by: 4).reduce(into: [:]) { $0[String(Substring(parts[$1]))] = String(Substring(parts[$1 + 2])) }
    }
}

/// The head of a record without entries.
let emptyChain = [UInt8](repeating: 0, count: 32)
