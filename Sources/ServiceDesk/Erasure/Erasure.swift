import Mail
import Storage
import SupportPolicy

/// What is to be erased by law.
package enum ErasureTarget: Sendable, Hashable {
    /// Texts and files of a ticket, or of one of its entries by its number.
    case ticket(folio: String, entry: Int? = nil)
    /// Somebody's name and address, and everything that was said in his requests.
    case person(email: String)
}

/// How much was erased, or would be.
package struct Erasure: Sendable, Hashable {
    package var tickets = 0
    package var texts = 0
    package var files = 0
    /// Mails in the outbox.
    package var mails = 0
    /// Mails as they were received.
    package var originals = 0
    package var people = 0
    /// Folios of his requests that are still open.
    package var open: [String] = []

    package var isNothing: Bool { tickets + texts + files + mails + originals + people == 0 }

    static func += (left: inout Erasure, right: Erasure) {
        left.tickets += right.tickets
        left.texts += right.texts
        left.files += right.files
        left.mails += right.mails
        left.originals += right.originals
        left.people += right.people
    }

    /// What the entry says of it: why, of which entries, how much; never what it was.
    func facts(because reason: String, entries: Set<Int>) -> [String: String] {
        [
            "because": reason, "entries": entries.sorted().map(String.init).joined(separator: " "), "texts": "\(texts)", "files": "\(files)",
            "mails": "\(mails)", "originals": "\(originals)",
        ]
    }

    /// The entries of its record whose contents an entry says were erased.
    static func numbers(in entry: Entry) -> [Int] {
        entry.body.facts["entries"]?.split(separator: " ").compactMap { Int($0) } ?? []
    }
}

/// Part of one record, the texts and files of which are erased together.
struct ErasureScope: Sendable {
    let company: Int64
    /// 0: the company's own record.
    let ticket: Int64
    /// Only these of its entries; `nil`: all.
    var entries: [Int64]?
    /// The subject stands in every mail about the ticket: where it goes, they go.
    var takesSubject: Bool

    /// Whether they are words of somebody whose request it is not: what it is about is not his, although his answer opened it anew.
    var isOfSpeaker = false

    /// Of what is kept of texts and files.
    var kept: SQL { isOfSpeaker ? "\(contents) AND COALESCE(name, '') <> 'subject'" : contents }

    /// As a condition on a table with the columns `company_id`, `ticket_id` and `entry_id`.
    var contents: SQL {
        let record: SQL = "company_id = \(company) AND ticket_id = \(ticket)"
        return entries.map { "\(record) AND entry_id IN (\($0))" } ?? record
    }

    var mails: SQL { takesSubject ? "company_id = \(company) AND ticket_id = \(ticket)" : contents }

    /// Letters that told of the ticket together with others, and name its subject.
    var digests: SQL { "company_id = \(company) AND id IN (SELECT mail_id FROM notice WHERE ticket_id = \(ticket) AND mail_id IS NOT NULL)" }

    /// Messages as they came, by the entries that they made.
    var originals: SQL {
        let record: SQL = "company_id = \(company) AND ticket_id = \(ticket)"
        guard let entries, !takesSubject else { return record }
        return "\(record) AND entry_id IN (\(entries))"
    }
}

extension DeskTransaction {
    /// What is there to be erased, and of which entries.
    func remains(in scope: ErasureScope) throws -> (Erasure, entries: [Int64: Int]) {
        var erasure = Erasure()
        var entries: [Int64: Int] = [:]
        let contents = try sql.fetch("""
            SELECT content.entry_id, entry.number, content.kind FROM (
                SELECT entry_id, kind FROM content WHERE \(scope.kept) AND erased_at IS NULL) AS content
            JOIN entry ON entry.id = content.entry_id
            """)
        for row in contents {
            entries[try row[0]] = try row[1]
            if try row[2] == Content.Kind.file { erasure.files += 1 } else { erasure.texts += 1 }
        }
        if scope.ticket != 0 {
            erasure.mails = try sql.value("SELECT COUNT(*) FROM outbox WHERE \(scope.mails) AND erased_at IS NULL") ?? 0
            if scope.takesSubject { erasure.mails += try sql.value("SELECT COUNT(*) FROM outbox WHERE \(scope.digests) AND erased_at IS NULL") ?? 0 }
            if scope.entries == nil {
                // What was written on its quotes goes with it.
                erasure.texts += try sql.value("""
                    SELECT COUNT(*) FROM content
                    WHERE company_id = \(scope.company) AND ticket_id IN (SELECT id FROM quote WHERE ticket_id = \(scope.ticket)) AND erased_at IS NULL
                    """) ?? 0
            }
            erasure.originals = try sql.value("SELECT COUNT(*) FROM received_mail WHERE \(scope.originals) AND raw_blob IS NOT NULL") ?? 0
            erasure.tickets = erasure.isNothing ? 0 : 1
        }
        return (erasure, entries)
    }

    /// Removes texts, files, mails and originals. Digests, instants and Message-IDs stay.
    func erase(_ scope: ErasureScope) throws {
        try sql.execute("""
            INSERT INTO erased_file (digest)
            SELECT blob FROM content WHERE \(scope.kept) AND blob IS NOT NULL
            ON CONFLICT (digest) DO NOTHING
            """)
        // Without its salt a digest tells nothing, even of a text that somebody could guess.
        try sql.execute("""
            UPDATE content SET text = NULL, blob = NULL, name = NULL, salt = \([UInt8]()), erased_at = \(now)
            WHERE \(scope.kept) AND erased_at IS NULL
            """)
        guard scope.ticket != 0 else { return }
        try sql.execute("DELETE FROM copied_address WHERE \(scope.contents)")
        try eraseMails(scope.mails)
        // A calendar's event repeats what earlier entries said of its visit.
        try sql.execute("UPDATE outbox SET calendar = NULL WHERE company_id = \(scope.company) AND ticket_id = \(scope.ticket) AND calendar IS NOT NULL")
        try eraseOriginals(scope.originals)
    }

    /// Empties mails of the outbox; what was not sent will not be.
    func eraseMails(_ condition: SQL) throws {
        try sql.execute("""
            UPDATE outbox SET
                recipient = '', subject = '', text = '', calendar = NULL, in_reply_to = NULL, problem = NULL, erased_at = \(now),
                state = CASE WHEN state = 'sent' THEN 'sent' ELSE 'failed' END
            WHERE \(condition) AND erased_at IS NULL
            """)
    }

    /// Forgets mails as they were received. Their digests stay, so that none is taken twice.
    func eraseOriginals(_ condition: SQL) throws {
        try sql.execute("""
            INSERT INTO erased_file (digest)
            SELECT raw_blob FROM received_mail WHERE \(condition) AND raw_blob IS NOT NULL
            ON CONFLICT (digest) DO NOTHING
            """)
        // What nobody has looked into will never be.
        try sql.execute("""
            UPDATE received_mail SET
                raw_blob = NULL, message_id = NULL, essence = NULL, sender = NULL, fingerprint = NULL, shape = NULL, problem = NULL, parked_because = NULL,
                state = CASE WHEN state IN ('waiting', 'parked') THEN 'taken' ELSE state END
            WHERE \(condition) AND raw_blob IS NOT NULL
            """)
    }
}
