import Mail
import Storage
import SupportPolicy

/// Where a message lies that its mail server would not give. The place is good as long as the folder keeps its UIDVALIDITY.
struct UngivenMail: FetchableRow, Sendable {
    let company: Int64
    let digest: [UInt8]
    let mailbox: Int64
    let uidValidity: Int64
    let uid: UInt32
    /// Bytes, as the server reckons.
    let size: Int

    init(_ row: Row) throws {
        (company, digest, mailbox, uidValidity) = (try row[0], try row[1], try row[2], try row[3])
        (uid, size) = (UInt32(clamping: try row[4] as Int64), try row[5])
    }
}

extension Desk {
    /// Asks a mail server once more for a message that it would not give, and takes it as any that comes.
    ///
    /// - Throws: `.conflict` where it still does not give it, or has it there no more.
    func fetchAgain(_ mail: UngivenMail) async throws {
        let mailbox = try await read { try $0.mailbox(mail.mailbox) }
        let (raw, wholeSize) = try await given(mail, in: mailbox)
        let arrival = Arrival(raw, wholeSize: wholeSize, trusting: mailbox.authservID)
        try keep(raw, as: arrival)
        try await write { tx in
            _ = try tx.enter(arrival, in: mail.company, by: mailbox.id, isInHand: false)
            // Its place has done its duty: now there are its bytes.
            try tx.sql.execute("DELETE FROM received_mail WHERE company_id = \(mail.company) AND digest = \(mail.digest) AND state = 'parked' AND raw_blob IS NULL")
        }
    }

    private func given(_ mail: UngivenMail, in mailbox: Mailbox) async throws -> (raw: [UInt8], wholeSize: Int) {
        do {
            let client = try await client(of: mailbox)
            let folder = try await client.open(mailbox.folder)
            guard Int64(folder.uidValidity) == mail.uidValidity, let found = try await client.taken(mail.uid, size: mail.size) else {
                throw DeskError.conflict("El servidor de correo ya no lo tiene ahí.", "The mail server has it there no more.")
            }
            await client.close()
            return found
        } catch let failure as MailServerFailure {
            throw DeskError.conflict(failure.said)
        }
    }
}

extension IMAPClient {
    /// A message as far as the desk takes it: of one that is too large, its beginning.
    ///
    /// - Returns: with all the bytes that it has where only its beginning is given, else 0; `nil` when it is no longer there.
    func taken(_ uid: UInt32, size: Int) throws(MailServerFailure) -> (raw: [UInt8], wholeSize: Int)? {
        let isTooLarge = size > MailLimits.largest
        guard let raw = try message(uid, limit: isTooLarge ? MailLimits.beginning : MailLimits.largest) else { return nil }
        // Servers may reckon a size too small; what filled the limit is a beginning, too.
        return (raw, isTooLarge ? size : raw.count == MailLimits.largest ? max(size, MailLimits.largest + 1) : 0)
    }
}

extension DeskTransaction {
    /// Where a message lies that was set aside because it was not given; `nil` for one whose bytes are here, and where its mailbox is gone.
    func ungiven(_ digest: [UInt8], in company: Int64) throws -> UngivenMail? {
        try sql.first("""
            SELECT received_mail.company_id, received_mail.digest, mailbox.id, received_mail.uid_validity, received_mail.uid, received_mail.whole_size
            FROM received_mail JOIN mailbox ON mailbox.id = received_mail.mailbox_id
            WHERE received_mail.company_id = \(company) AND received_mail.digest = \(digest) AND received_mail.state = 'parked'
              AND received_mail.raw_blob IS NULL AND received_mail.uid IS NOT NULL
            """)
    }
}
