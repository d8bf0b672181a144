import Logging
import Mail
import Storage

/// What a letter carries for its reader's mail program: what it goes on from, and the files of the answer.
extension DeskTransaction {
    /// The first message of a ticket that its client and the desk wrote each other, and the last before a letter, oldest first;
    /// for others the letters that they had of it.
    ///
    /// Known when it is sent: by then the mail that it answers is on its ticket.
    func thread(before row: OutboxRow) throws -> [String] {
        guard row.folio != nil else { return row.inReplyTo.map { [$0] } ?? [] }
        let ticket: SQL = "(SELECT ticket_id FROM outbox WHERE id = \(row.id))"
        let isClient: SQL = """
            sender = \(SenderKey.of(row.recipient)) AND EXISTS (
                SELECT 1 FROM ticket JOIN person ON person.company_id = ticket.company_id AND person.email_key = \(emailKey(row.recipient))
                WHERE ticket.id = \(ticket) AND \(Self.isReader("person")))
            """
        func end(_ order: SQL) throws -> String? {
            try sql.value("""
                SELECT message_id FROM (
                    SELECT message_id, created_at AS at, id FROM outbox
                    WHERE ticket_id = \(ticket) AND recipient = \(row.recipient) AND id < \(row.id) AND sent_at IS NOT NULL
                    UNION ALL
                    SELECT message_id, received_at AS at, 0 FROM received_mail
                    WHERE ticket_id = \(ticket) AND message_id IS NOT NULL AND received_at <= \(row.createdAt) AND \(isClient)
                ) AS thread ORDER BY at \(order), id \(order) LIMIT 1
                """)
        }
        guard let first = try end("ASC"), let last = try end("DESC") else { return [] }
        return first == last ? [first] : [first, last]
    }

    /// The files of an answer, for its client; what is too much for a mail is on the page of his request.
    ///
    /// - Returns: nothing where nothing was attached, or the letter is no answer.
    func files(of row: OutboxRow) throws -> [ServiceDesk.Attachment] {
        try sql.fetch("""
            SELECT content.id, content.name, content.media_type, content.size, content.blob
            FROM outbox JOIN entry ON entry.id = outbox.entry_id JOIN content ON content.entry_id = entry.id
            JOIN ticket ON ticket.id = outbox.ticket_id
            JOIN person ON person.company_id = ticket.company_id AND person.email_key = \(emailKey(row.recipient)) AND \(Self.isReader("person"))
            WHERE outbox.id = \(row.id) AND entry.kind = \(Entry.Kind.replied) AND content.kind = 'file' AND content.is_internal = 0
              AND content.blob IS NOT NULL AND entry.person_id IS NOT NULL AND entry.person_id <> person.id
            ORDER BY content.id
            """)
    }
}

extension Desk.WaitingMail {
    /// Most bytes of files that travel in one letter: beyond it, mail servers refuse.
    static let mostBytes = 10 * 1024 * 1024

    /// Whether its files travel with it.
    var carriesFiles: Bool { !files.isEmpty && files.reduce(0) { $0 + $1.size } <= Self.mostBytes }
}

extension Desk {
    /// The certificate that a letter brings, printed now. The letter says where else it is: one that cannot be printed holds none back.
    func papers(of mail: WaitingMail) async -> [Mail.Attachment] {
        do {
            return try await certificate(with: mail.row).map { [Mail.Attachment(name: $0.fileName, mediaType: "application/pdf", bytes: $0.bytes)] } ?? []
        } catch {
            logger.error("a certificate cannot be printed; its letter leaves without it", metadata: ["mail": "\(mail.row.messageID)", "error": "\(error)"])
            return []
        }
    }

    /// The files of a letter as it carries them; none where they are too much.
    func attachments(of mail: WaitingMail) -> [Mail.Attachment] {
        guard mail.carriesFiles else { return [] }
        return mail.files.compactMap { file in
            guard let bytes = try? blobs.read(file.blob) else {
                logger.error("a file of an answer cannot be read; its letter says where it is", metadata: ["blob": "\(file.blob)"])
                return nil
            }
            return Mail.Attachment(name: file.name, mediaType: file.mediaType, bytes: bytes)
        }
    }
}
