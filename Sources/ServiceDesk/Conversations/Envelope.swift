import BusinessTime
import Storage
import SupportPolicy

/// Under which address a letter travels: where a report goes that it could not be delivered.
///
/// What the desk writes by itself goes out under the empty one, so that no machine can answer it (RFC 3834 §3.3). What one of
/// the staff says to a client goes out under the company's own, because whether that arrives must be known.
extension DeskTransaction {
    /// - Parameters:
    ///   - address: the company's; `nil` where it has none, and no report could arrive.
    ///   - relay: the mail server that takes the letter from us.
    func envelope(of mail: OutboxRow, from address: String?, by relay: String) throws -> (sender: String, isAutomatic: Bool) {
        guard try isAutomatic(mail) else { return (address ?? "", false) }
        return (try refusal(of: relay) == nil ? "" : address ?? "", true)
    }

    /// Whether somebody is a ticket's requester, or takes part in it, as a condition on `ticket`.
    static func isReader(_ person: SQL) -> SQL {
        """
        (ticket.requester_id = \(person).id OR EXISTS (
            SELECT 1 FROM participant WHERE participant.ticket_id = ticket.id AND participant.person_id = \(person).id AND participant.is_in = 1))
        """
    }

    private func isAutomatic(_ mail: OutboxRow) throws -> Bool {
        let personal: Int64? = try sql.value("""
            SELECT 1 FROM outbox
            JOIN entry ON entry.id = outbox.entry_id
            JOIN person AS writer ON writer.id = entry.person_id
            JOIN ticket ON ticket.id = outbox.ticket_id
            JOIN person AS client ON client.company_id = ticket.company_id AND client.email_key = \(emailKey(mail.recipient))
            WHERE outbox.id = \(mail.id) AND entry.kind <> \(Entry.Kind.opened) AND writer.role <> \(Role.client)
              AND \(Self.isReader("client"))
            """)
        return personal == nil
    }

    /// Remembers that a mail server takes nothing without a sender.
    func noteRefusal(of relay: String, saying words: String) throws {
        try sql.execute("""
            INSERT INTO relay (place, refused_at, words) VALUES (\(relay), \(now), \(words))
            ON CONFLICT (place) DO UPDATE SET refused_at = \(now), words = \(words)
            """)
    }

    /// `nil` where it never refused, or so long ago that it is asked again.
    func refusal(of relay: String) throws -> RelayRefusal? {
        try sql.first("SELECT place, refused_at, words FROM relay WHERE place = \(relay) AND refused_at > \(now - RelayRefusal.memory)")
    }

    func relayRefusals() throws -> [RelayRefusal] {
        try sql.fetch("SELECT place, refused_at, words FROM relay WHERE refused_at > \(now - RelayRefusal.memory) ORDER BY place")
    }
}

/// A mail server that refused a letter without an envelope sender, and took it with one.
package struct RelayRefusal: FetchableRow, Sendable {
    /// Host and port.
    package let relay: String
    package let at: Instant
    /// The server's.
    package let words: String

    /// Seconds after which it is asked again: somebody may have set it right.
    static let memory: Int64 = 30 * 86_400

    package init(_ row: Row) throws {
        (relay, at, words) = (try row[0], try row[1], try row[2])
    }
}
