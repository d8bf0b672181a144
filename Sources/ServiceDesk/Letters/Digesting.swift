import BusinessTime
import Storage
import SupportPolicy

/// Telling together what somebody did not want to be told one by one.
///
/// A notice that waits says when (`digest_at`). The clock then writes one letter of all that wait for its person, and takes the
/// mark off them in the same transaction, so that nothing is told twice and nothing is forgotten.
extension DeskTransaction {
    /// When the next digest is due; index `notice_by_digest`, one row.
    func nextDigest() throws -> Instant? {
        try sql.value("SELECT digest_at FROM notice WHERE digest_at IS NOT NULL ORDER BY digest_at, id LIMIT 1")
    }

    /// For whom one is due, the one that waits longest first.
    func digestsDue(until instant: Instant, limit: Int) throws -> [Int64] {
        try sql.values("""
            SELECT person_id FROM notice WHERE digest_at IS NOT NULL AND digest_at <= \(instant)
            GROUP BY person_id ORDER BY MIN(digest_at), person_id LIMIT \(limit)
            """)
    }

    /// More notices than this are counted, not listed: the console has them all.
    private static let longest = 200

    /// Writes the digest of somebody. What he has read in the console meanwhile is not told again.
    func sendDigest(to id: Int64, until instant: Instant) throws {
        let waiting: SQL = "notice.person_id = \(id) AND notice.digest_at IS NOT NULL AND notice.digest_at <= \(instant)"
        let rows = try sql.fetch("""
            SELECT notice.id, notice.kind, notice.at, ticket.folio, ticket.subject FROM notice JOIN ticket ON ticket.id = notice.ticket_id
            WHERE \(waiting) AND notice.read_at IS NULL ORDER BY notice.at, notice.id
            """)
        guard let person = try person(id), person.role.isStaff, !Person.isErased(person.email), !rows.isEmpty else {
            try sql.execute("UPDATE notice SET digest_at = NULL WHERE \(waiting)")
            return
        }
        let company = try company(id: person.company), policy = try policy(company.policyID)
        // A day on which the company closed unforeseen is no day for it: on the next one.
        if let later = policy.opening(after: instant, outside: company.closedDays) {
            try sql.execute("UPDATE notice SET digest_at = \(later) WHERE \(waiting)")
            return
        }
        let news = try rows.map { DigestNews(kind: try $0[1], at: try $0[2], folio: try $0[3], subject: try $0[4]) }
        let digest = Digest(of: news, listing: Self.longest, company: policy.company.name, at: "\(desk.settings.publicURL)/\(company.slug)/desk", now: instant, Wording(person.language, policy.zone))
        let entry = try appendToCompany(company.id, .digestSent, for: person.id, at: instant, facts: ["notices": "\(news.count)"])
        let letter = try sendMail(
            digest.subject, digest.text, to: person.email, about: nil, company: company.id, under: policy, language: person.language, following: entry, series: Digest.series)
        try sql.execute("UPDATE notice SET digest_at = NULL, mail_id = \(letter) WHERE \(waiting) AND notice.read_at IS NULL")
        try sql.execute("UPDATE notice SET digest_at = NULL WHERE \(waiting)")
    }
}

/// Something that happened on a ticket, as a digest tells it.
struct DigestNews: Sendable {
    let kind: NoticeKind
    let at: Instant
    let folio, subject: String
}

/// Many notices as one letter, a paragraph for each ticket, in the order in which something first happened on them.
struct Digest: Sendable {
    /// What stands in the outbox for all series that are told together.
    static let series = "digest"

    let subject, text: String

    init(of news: [DigestNews], listing most: Int, company: String, at console: String, now: Instant, _ words: Wording) {
        func say(_ es: String, _ en: String) -> String { Said(es: es, en: en)(in: words.language) }
        let count = news.count
        subject = say("\(company): \(count) \(count == 1 ? "aviso" : "avisos")", "\(company): \(count) \(count == 1 ? "notice" : "notices")")
        let listed = news.prefix(most)
        var folios: [String] = []
        for item in listed where !folios.contains(item.folio) { folios.append(item.folio) }
        let tickets = folios.map { folio in
            let own = listed.filter { $0.folio == folio }
            return "\(folio), \(own[0].subject.or(Unsaid.subject, in: words.language))\n" + own.map { "  \(words.near($0.at, now: now))  \($0.kind.said(in: words.language))" }.joined(separator: "\n")
                + "\n\(console)/tickets/\(folio)"
        }
        let more = count > most ? [say("Y \(count - most) más: \(console)/notices", "And \(count - most) more: \(console)/notices")] : []
        text = ([say("Esto pasó, y todavía no lo ha leído:", "This happened, and you have not read it yet:")] + tickets + more + [company]).joined(separator: "\n\n")
    }
}
