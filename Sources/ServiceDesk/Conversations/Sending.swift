import BusinessTime
import Logging
import Mail
import ServiceLifecycle
import Storage
import SupportPolicy

/// Sends what lies in the outbox, after the commit that put it there.
///
/// Killed at any point, a mail goes out at most twice, with the same Message-ID, and is never lost: it is marked as
/// being sent before the mail server sees it, and taken up again when nobody has finished it for a while.
package struct Sender: Service {
    let desk: Desk
    let smtp: SMTPClient

    /// Seconds after which a mail that was being sent is taken up again: the sender died.
    static let patience: Int64 = 600
    /// Seconds until the next attempt, by attempts made; after the last the mail has failed.
    static let backOff: [Int64] = [60, 300, 900, 3_600, 3_600, 14_400, 14_400, 43_200, 86_400]

    package init(desk: Desk, smtp: SMTPClient) {
        self.desk = desk
        self.smtp = smtp
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do {
                    if try await sendWaiting() > 0 { continue }
                } catch {
                    desk.logger.error("the outbox stands still", metadata: ["error": "\(error)"])
                }
                await desk.waitForChange(atMost: .seconds(2))
            }
        }
    }

    /// Sends what is due.
    ///
    /// - Returns: how many mails were tried.
    package func sendWaiting() async throws -> Int {
        let mails = try await desk.takeWaitingMails(limit: 20)
        for mail in mails {
            try await desk.finish(mail, await send(mail))
        }
        return mails.count
    }

    private func send(_ mail: Desk.WaitingMail) async -> DeliveryResult.Outcome {
        guard let from = Address(name: mail.fromName, email: mail.fromAddress), let to = Address(email: mail.row.recipient) else {
            return .permanent("no such address can be")
        }
        do throws(MailError) {
            let message = OutboundMessage(
                from: from, replyTo: mail.replyTo.flatMap { Address(name: mail.fromName, email: $0) }, to: [to], subject: mail.row.subject,
                text: mail.dress.text(of: mail.row.text), html: mail.dress.html(of: mail.row.text), messageID: mail.row.messageID,
                inReplyTo: mail.row.inReplyTo, references: mail.row.inReplyTo.map { [$0] } ?? [],
                automation: .generated, date: mail.row.createdAt, extraHeaders: mail.headers)
            let results = try await smtp.send(try message.rendered(), from: from.email, to: [to.email])
            return results.first?.outcome ?? .permanent("no recipient")
        } catch {
            return .permanent("\(error)")
        }
    }
}

extension Desk {
    /// A mail with the sender that its company writes from.
    struct WaitingMail: Sendable {
        let row: OutboxRow
        let fromName: String
        let fromAddress: String
        /// With a secret by which an answer finds its ticket; `nil` where no such address arrives.
        let replyTo: String?
        let dress: LetterDress
        /// Where the series that it belongs to is switched off; `nil` for what nobody can.
        let ending: String?

        /// One click ends a series, in the mail program itself (RFC 8058).
        var headers: [(name: String, value: String)] {
            ending.map { [("List-Unsubscribe", "<\($0)>"), ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")] } ?? []
        }
    }

    /// Marks mails as being sent and returns them.
    fileprivate func takeWaitingMails(limit: Int) async throws -> [WaitingMail] {
        guard try await read({ try $0.hasWaitingMails() }) else { return [] }
        let secret = try await secret(named: ReplyKey.secretName), endingSecret = try await self.secret(named: LetterKey.secretName)
        return try await write { tx in
            let rows: [OutboxRow] = try tx.sql.fetch("""
                SELECT \(OutboxRow.columns) FROM \(OutboxRow.tables)
                WHERE outbox.state IN ('queued', 'sending') AND outbox.next_attempt_at <= \(tx.now)
                ORDER BY outbox.next_attempt_at, outbox.id LIMIT \(limit)
                """)
            guard !rows.isEmpty else { return [] }
            try tx.sql.execute("""
                UPDATE outbox SET state = 'sending', attempts = attempts + 1, next_attempt_at = \(tx.now + Sender.patience)
                WHERE id IN (\(rows.map(\.id)))
                """)
            return try rows.map { row in
                let company = try tx.company(id: row.company)
                let policy = try tx.policy(company.policyID)
                let from = policy.company.email ?? "soporte@\(policy.mailDomain)"
                let mailbox = row.folio == nil ? nil : try tx.mailboxWithDetails(of: row.company, preferring: from)
                let ending = try tx.ending(of: row, company, with: endingSecret)
                return WaitingMail(
                    row: row, fromName: policy.company.name, fromAddress: from,
                    replyTo: mailbox.flatMap { ReplyKey.address($0, for: row.id, with: secret) },
                    dress: row.dress(of: company, under: policy, ending: ending), ending: ending)
            }
        }
    }

    fileprivate func finish(_ mail: WaitingMail, _ outcome: DeliveryResult.Outcome) async throws {
        try await write { tx in
            switch outcome {
            case .delivered:
                try tx.sql.execute("UPDATE outbox SET state = 'sent', sent_at = \(tx.now), problem = NULL WHERE id = \(mail.row.id)")
            case .temporary(let problem) where mail.row.attempts < Sender.backOff.count:
                let wait = Sender.backOff[mail.row.attempts]
                try tx.sql.execute("""
                    UPDATE outbox SET state = 'queued', next_attempt_at = \(tx.now + wait), problem = \(problem)
                    WHERE id = \(mail.row.id) AND erased_at IS NULL
                    """)
            case .temporary(let problem), .permanent(let problem):
                try tx.sql.execute("UPDATE outbox SET state = 'failed', problem = \(problem) WHERE id = \(mail.row.id) AND erased_at IS NULL")
            }
        }
    }
}

extension DeskTransaction {
    /// Where answers of a company arrive although something is added to the address.
    fileprivate func mailboxWithDetails(of company: Int64, preferring address: String) throws -> String? {
        try sql.value("""
            SELECT address FROM mailbox WHERE company_id = \(company) AND takes_details = 1
            ORDER BY CASE WHEN address = \(address) THEN 0 ELSE 1 END, id LIMIT 1
            """)
    }

    fileprivate func hasWaitingMails() throws -> Bool {
        let next: Instant? = try sql.value("""
            SELECT next_attempt_at FROM outbox WHERE state IN ('queued', 'sending') ORDER BY next_attempt_at, id LIMIT 1
            """)
        return next.map { $0 <= now } ?? false
    }
}
