import BusinessTime
import Mail
import Storage
import SupportPolicy

/// How the mail of a company goes, as whoever runs the house needs to see it.
package struct MailHealth: Sendable {
    /// One way by which mail comes in.
    package struct Box: Sendable {
        /// `nil`: what a mail server hands over.
        package let mailbox: Mailbox?
        /// Messages into which nobody has looked yet, and since when the oldest waits.
        package let waiting: Int
        package let oldest: Instant?
        /// When the last message came by it.
        package let last: Instant?
        /// The last time that somebody tried it.
        package let test: MailboxTest?
    }

    package let boxes: [Box]
    /// Letters that wait to be sent, since when the oldest does, and how many failed that nobody has put away.
    package let leaving: Int
    package let leavingSince: Instant?
    package let failed: Int
    /// Whether the oldest waits for longer than a mail server that is well lets it.
    package let isLeavingLate: Bool

    /// Seconds within which a letter leaves, also where it is greylisted or the mail server starts anew.
    static let patience: Int64 = 3_600

    /// Mail servers that take nothing without an envelope sender.
    package let refusals: [RelayRefusal]
    /// What is missing where the company writes from no address of its own; `nil` where nothing is.
    package let missingAddress: Said?
}

extension Principal {
    /// Whoever runs the house tries its mailboxes.
    package var mayRunMailboxes: Bool { role == .admin || role == .operations }

    func requireMailboxKeeper() throws {
        guard mayRunMailboxes else { throw DeskError.forbidden }
    }

    /// Who says where the company's mail is read, and by which password.
    package var mayConnectMailboxes: Bool { role == .admin }
}

extension Desk {
    /// What everybody of the staff may see; only who runs the house tries a mailbox.
    package func mailHealth(as principal: Principal) async throws -> MailHealth {
        try principal.requireStaff()
        return try await read { tx in
            let mailboxes = try tx.mailboxes(of: principal.company)
            // By the indexes of what waits, which is little, here and below: by those of the company SQLite would read all that ever came, or was sent.
            let waiting = try tx.sql.fetch("""
                SELECT mailbox_id, COUNT(*), MIN(received_at) FROM received_mail
                WHERE company_id + 0 = \(principal.company) AND state = 'waiting' GROUP BY mailbox_id
                """)
            let byBox: [Int64?: (Int, Instant)] = try waiting.reduce(into: [:]) { $0[try $1[0]] = (try $1[1], try $1[2]) }
            var boxes = try mailboxes.map { mailbox in
                MailHealth.Box(
                    mailbox: mailbox, waiting: byBox[mailbox.id]?.0 ?? 0, oldest: byBox[mailbox.id]?.1, last: try tx.lastMail(by: mailbox.id, of: principal.company),
                    test: try tx.lastTest(of: mailbox.id))
            }
            if let last = try tx.lastMail(by: nil, of: principal.company) {
                boxes.append(MailHealth.Box(mailbox: nil, waiting: byBox[nil]?.0 ?? 0, oldest: byBox[nil]?.1, last: last, test: nil))
            }
            let leaving = try tx.sql.first("""
                SELECT COUNT(*), MIN(created_at) FROM outbox WHERE company_id + 0 = \(principal.company) AND state IN ('queued', 'sending')
                """)
            let failed: Int = try tx.sql.value("SELECT COUNT(*) FROM outbox WHERE company_id = \(principal.company) AND \(OutboxRow.isFailed)") ?? 0
            let leavingSince: Instant? = try leaving?[1]
            let address = try tx.address(of: principal.company, under: try tx.policy(try tx.company(id: principal.company).policyID))
            return MailHealth(
                boxes: boxes, leaving: try leaving?[0] ?? 0, leavingSince: leavingSince, failed: failed,
                isLeavingLate: leavingSince.map { $0 < tx.now - MailHealth.patience } ?? false, refusals: try tx.relayRefusals(),
                missingAddress: address == nil ? Policy.noAddress : nil)
        }
    }
}

extension DeskTransaction {
    /// When the last message came by a mailbox, or by none. What its server never gave did not come; of what was erased no bytes are left.
    func lastMail(by mailbox: Int64?, of company: Int64) throws -> Instant? {
        let isBy: SQL = mailbox.map { "mailbox_id = \($0)" } ?? "mailbox_id IS NULL"
        return try sql.value("SELECT MAX(received_at) FROM received_mail WHERE company_id = \(company) AND \(isBy) AND (raw_blob IS NOT NULL OR state <> 'parked')")
    }
}
