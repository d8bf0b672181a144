import BusinessTime
import Crypto
import Storage

/// A message as it came, kept durably before anybody looks into it.
struct Arrival: Sendable {
    /// SHA-256 of its bytes.
    let digest: [UInt8]
    /// Of what makes it the same message by whatever way it came: its Message-ID, its sender and all below the headers.
    /// `nil` where it has no Message-ID.
    let essence: [UInt8]?
    /// By its headers, into which nobody has looked closely yet.
    let sender: String?
    let blob: String
    let wholeSize: Int
    let authservID: String?

    init(_ raw: [UInt8], wholeSize: Int = 0, trusting server: String? = nil) {
        authservID = server
        digest = Array(SHA256.hash(data: raw))
        blob = digest.hex
        essence = Self.essence(raw)
        sender = SenderKey.of(headers: raw)
        self.wholeSize = wholeSize
    }

    /// Servers on the way add headers and never change what is below them. A Message-ID alone is not enough: whoever
    /// copies one could make another's message disappear.
    private static func essence(_ raw: [UInt8]) -> [UInt8]? {
        var id: [UInt8] = [], from: [UInt8] = []
        let rest = eachHeader(in: raw) { name, line in
            if name == Array("message-id".utf8), id.count < 2_000 { id += line }
            if name == Array("from".utf8), from.count < 10_000 { from += line }
        }
        guard id.contains(UInt8(ascii: "@")) else { return nil }
        var hash = SHA256()
        hash.update(data: id + [10] + from + [10])
        hash.update(data: rest)
        return Array(hash.finalize())
    }

    /// Its first header of a (lowercase) name, folded lines and all.
    static func header(_ wanted: String, in raw: [UInt8]) -> [UInt8]? {
        let wanted = Array(wanted.utf8)
        var found: [UInt8]?, isOver = false
        eachHeader(in: raw) { name, line in
            let isContinued = line.first == 0x20 || line.first == 0x09
            if found != nil, !isContinued { isOver = true }
            if name == wanted, !isOver, (found?.count ?? 0) < 10_000 { found = (found ?? []) + line }
        }
        return found
    }

    /// Visits the lines of all headers, each with the name of its header.
    ///
    /// - Returns: what is below them.
    @discardableResult
    private static func eachHeader(in raw: [UInt8], _ body: (_ name: [UInt8], _ line: ArraySlice<UInt8>) -> Void) -> ArraySlice<UInt8> {
        var rest = raw[...]
        var name: [UInt8] = []
        while let end = rest.firstIndex(of: 10) {
            var line = rest[..<end]
            rest = rest[(end + 1)...]
            if line.last == 13 { line.removeLast() }
            guard let first = line.first else { break }
            if first != 0x20, first != 0x09 { name = line.prefix { $0 != UInt8(ascii: ":") }.map { (65...90).contains($0) ? $0 | 32 : $0 } }
            body(name, line)
        }
        return rest
    }
}

/// What is known of a message by its bytes.
struct ReceivedMail: FetchableRow, Sendable {
    enum State: String, Sendable, SQLCodable {
        /// Durable, not yet looked into.
        case waiting
        case taken, refused
        /// What looks into it broke, again and again.
        case parked
    }

    let company: Int64
    let digest: [UInt8]
    let state: State
    let attempts: Int
    let ticket: Int64?
    let entry: Int64?
    let blob: String?
    let mailbox: Int64?
    let wholeSize: Int
    let authservID: String?
    let receivedAt: Instant

    static let columns: SQL = "company_id, digest, state, attempts, ticket_id, raw_blob, mailbox_id, whole_size, authserv_id, entry_id, received_at"

    init(_ row: Row) throws {
        company = try row[0]
        digest = try row[1]
        state = try row[2]
        attempts = try row[3]
        ticket = try row[4]
        blob = try row[5]
        mailbox = try row[6]
        wholeSize = try row[7]
        authservID = try row[8]
        entry = try row[9]
        receivedAt = try row[10]
    }
}

extension Desk {
    /// Looks at one message that may break it.
    static let mostAttempts = 3
    /// Seconds after which somebody else looks, because the one who did has died.
    static let lookingTime: Int64 = 60

    /// Keeps the bytes of a message, durably, before the row that names them.
    func keep(_ raw: [UInt8], as arrival: Arrival) throws {
        try blobs.write(raw, digest: arrival.blob)
    }
}

extension DeskTransaction {
    /// Enters a message that was kept.
    ///
    /// - Parameter isInHand: whether whoever enters it looks into it at once.
    /// - Returns: what is known of it, which may be that it came before.
    func enter(_ arrival: Arrival, in company: Int64, by mailbox: Int64? = nil, isInHand: Bool) throws -> ReceivedMail {
        try sql.execute("""
            INSERT INTO received_mail (company_id, digest, essence, raw_blob, received_at, state, attempts, next_attempt_at, mailbox_id, whole_size, authserv_id, sender)
            VALUES (\(company), \(arrival.digest), \(arrival.essence), \(arrival.blob), \(now), \(ReceivedMail.State.waiting),
                    0, \(isInHand ? now + Desk.lookingTime : now), \(mailbox), \(arrival.wholeSize), \(arrival.authservID), \(arrival.sender))
            ON CONFLICT (company_id, digest) DO NOTHING
            """)
        try requireFiles([arrival.blob])
        return try received(arrival.digest, in: company)
    }

    func received(_ digest: [UInt8], in company: Int64) throws -> ReceivedMail {
        let found: ReceivedMail? = try sql.first("""
            SELECT \(ReceivedMail.columns) FROM received_mail WHERE company_id = \(company) AND digest = \(digest)
            """)
        guard let found else { throw DeskError.notFound }
        return found
    }

    /// Counts a look before it begins, so that the count survives whatever the look does.
    func beginLook(at mails: [ReceivedMail]) throws {
        for mail in mails {
            try sql.execute("""
                UPDATE received_mail SET attempts = attempts + 1, next_attempt_at = \(now + Desk.lookingTime)
                WHERE company_id = \(mail.company) AND digest = \(mail.digest) AND state = 'waiting'
                """)
        }
    }

    /// Sets a message aside where staff can see it.
    func park(_ digest: [UInt8], in company: Int64, because reason: ParkReason) throws {
        try sql.execute("""
            UPDATE received_mail SET state = \(ReceivedMail.State.parked), parked_because = \(reason.kind), problem = \(reason.words)
            WHERE company_id = \(company) AND digest = \(digest) AND state = 'waiting'
            """)
    }
}
