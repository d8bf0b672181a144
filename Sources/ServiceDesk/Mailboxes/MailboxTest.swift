import BusinessTime
import Mail
import Storage
import SupportPolicy

/// A letter that the desk writes to one of its own mailboxes, to see whether it comes back: out by the mail server, in by the
/// mailbox.
package struct MailboxTest: FetchableRow, Sendable {
    package let askedAt: Instant
    package let arrivedAt: Instant?
    /// What became of the letter on its way out, and the other side's words.
    package let letter: OutboxRow.State
    package let problem: String?

    package init(_ row: Row) throws {
        askedAt = try row[0]
        let arrived: Instant = try row[1]
        arrivedAt = arrived == .never ? nil : arrived
        letter = try row[2]
        problem = try row[3]
    }
}

extension Desk {
    /// Tries a mailbox: writes a letter to it, which opens no ticket when it arrives.
    ///
    /// - Throws: `.notFound` for a mailbox of another company; `.conflict` while the last try is younger than a minute.
    package func test(mailbox id: Int64, as principal: Principal) async throws {
        try principal.requireMailboxKeeper()
        try await write { tx in
            guard let mailbox: Mailbox = try tx.sql.first(
                "SELECT \(Mailbox.columns) FROM mailbox WHERE id = \(id) AND company_id = \(principal.company)") else { throw DeskError.notFound }
            if let last = try tx.lastTest(of: id), last.arrivedAt == nil, last.askedAt > tx.now - 60 {
                throw DeskError.conflict("La prueba anterior todavía está en camino.", "The last try is still on its way.")
            }
            let policy = try tx.policy(try tx.company(id: principal.company).policyID)
            let subject = Said(es: "Prueba del buzón \(mailbox.address)", en: "Test of the mailbox \(mailbox.address)")
            let text = Said(
                es: "La mesa se escribe a sí misma para saber si este buzón envía y recibe. No hace falta contestar.",
                en: "The desk writes to itself to learn whether this mailbox sends and receives. No answer is needed.")
            let letter = try tx.sendMail(
                subject(in: policy.language), text(in: policy.language), to: mailbox.address, about: nil, company: principal.company, under: policy)
            try tx.sql.execute("""
                INSERT INTO mailbox_test (id, company_id, mailbox_id, letter_id, asked_at, arrived_at)
                VALUES (\(tx.newID()), \(principal.company), \(id), \(letter), \(tx.now), \(Instant.never))
                """)
            try tx.appendToCompany(principal.company, .mailboxTested, by: principal, facts: ["address": mailbox.address])
        }
    }
}

extension DeskTransaction {
    func lastTest(of mailbox: Int64) throws -> MailboxTest? {
        try sql.first("""
            SELECT mailbox_test.asked_at, mailbox_test.arrived_at, outbox.state, outbox.problem
            FROM mailbox_test JOIN outbox ON outbox.id = mailbox_test.letter_id
            WHERE mailbox_test.mailbox_id = \(mailbox) ORDER BY mailbox_test.id DESC LIMIT 1
            """)
    }

    /// Notes that a letter came back which the desk wrote to itself; nobody outside can guess its Message-ID.
    ///
    /// - Returns: whether it was one.
    func noteTest(_ messageID: String?, at instant: Instant, in company: Int64) throws -> Bool {
        guard let messageID else { return false }
        return try sql.execute("""
            UPDATE mailbox_test SET arrived_at = \(instant)
            WHERE company_id = \(company) AND arrived_at = \(Instant.never)
              AND letter_id IN (SELECT outbox.id FROM outbox WHERE \(OutboxRow.isNamed(by: [messageID])))
            """) > 0
    }
}
