import BusinessTime
import Logging
import Mail
import ServiceLifecycle
import Storage
import SupportPolicy

/// Sends what lies in the outbox, after the commit that put it there.
///
/// A mail is marked as being sent before the mail server sees it. Where the desk dies then, or the connection ends before the
/// server has answered for it, nobody knows whether it went: it is sent once more, with the same Message-ID, and what can be told
/// of it is "maybe twice". Should that happen again it is left to somebody to say so: a letter goes out twice at most, and none
/// is lost in silence.
///
/// Several connections stand side by side, so that a letter over which the mail server takes its time holds up no others than
/// those to its own address: these go one after the other, in their order.
package struct Sender: Service {
    let desk: Desk
    /// Connections to one and the same mail server.
    let lines: [SMTPClient]
    let lease: Lease
    /// Whose it is to look for the next letter: one line at a time, or they would take the same.
    private let turn = Turn()

    /// For how long a letter is in the hands of one who sends it.
    package struct Lease: Sendable {
        /// Seconds, by the desk's clock, after which whoever has not asked for more has died.
        package var seconds: Int64 = 180
        /// By any clock, after which he asks for more.
        package var renewal: Duration = .seconds(45)
        package init(seconds: Int64 = 180, renewal: Duration = .seconds(45)) { (self.seconds, self.renewal) = (seconds, renewal) }
    }

    /// Connections that a mail server is asked for, unless somebody says otherwise: a small one takes them.
    package static let usualLines = 4
    /// Seconds until the next attempt, by attempts made: nearly five days in all (RFC 5321 §4.5.4.1). After the last the mail has failed.
    static let backOff: [Int64] = [60, 300, 900, 3_600, 3_600] + Array(repeating: 14_400, count: 28)
    /// The doubt after which a mail is not sent again by itself.
    static let mostDoubts = 2

    package init(desk: Desk, lines: [SMTPClient], lease: Lease = Lease()) {
        self.desk = desk
        self.lines = lines
        self.lease = lease
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            try? await desk.resumeSending()
            await withDiscardingTaskGroup { group in
                for line in lines {
                    group.addTask {
                        while !Task.isCancelled, let mail = await turn.run({ await next(on: line) }) { await send(mail, on: line) }
                    }
                }
            }
        }
    }

    /// Sends what is due.
    ///
    /// - Returns: how many mails were tried.
    package func sendWaiting() async throws -> Int {
        try await withThrowingTaskGroup(of: Int.self) { group in
            for line in lines {
                group.addTask {
                    var count = 0
                    while !Task.isCancelled, let mail = try await turn.run({ try await desk.takeWaitingMail(by: line.place, for: lease) }) {
                        await send(mail, on: line)
                        count += 1
                    }
                    return count
                }
            }
            return try await group.reduce(0, +)
        }
    }

    /// The next mail, as soon as one is due; `nil`: the desk stops.
    private func next(on line: SMTPClient) async -> Desk.WaitingMail? {
        while !Task.isCancelled {
            do {
                if let mail = try await desk.takeWaitingMail(by: line.place, for: lease) { return mail }
            } catch {
                desk.logger.error("the outbox stands still", metadata: ["error": "\(error)"])
            }
            await desk.waitForChange(atMost: .seconds(2))
        }
        return nil
    }

    /// Sends a mail, which stays in these hands until what became of it is noted.
    private func send(_ mail: Desk.WaitingMail, on line: SMTPClient) async {
        let holding = Task {
            while (try? await Task.sleep(for: lease.renewal)) != nil { _ = try? await desk.hold(mail, for: lease) }
        }
        defer { holding.cancel() }
        await note(await handOver(mail, on: line), of: mail)
    }

    /// Writes down what became of a mail, however long the database is away: forgotten, it would go out again.
    private func note(_ outcome: DeliveryResult.Outcome, of mail: Desk.WaitingMail) async {
        while true {
            do {
                return try await desk.finish(mail, outcome)
            } catch {
                desk.logger.error("what became of a mail is not noted yet", metadata: ["mail": "\(mail.row.messageID)", "error": "\(error)"])
                guard !Task.isCancelled else { return }
                try? await Task.sleep(for: .seconds(1))
            }
        }
    }

    private func handOver(_ mail: Desk.WaitingMail, on smtp: SMTPClient) async -> DeliveryResult.Outcome {
        guard let from = Address(name: mail.fromName, email: mail.fromAddress), let to = Address(email: mail.row.recipient) else {
            return .permanent("no such address can be")
        }
        let files = desk.attachments(of: mail), papers = await desk.papers(of: mail)
        let text = mail.row.text + (files.count == mail.files.count ? "" : mail.filesElsewhere)
        do throws(MailError) {
            let message = OutboundMessage(
                from: from, replyTo: mail.replyTo.flatMap { Address(name: mail.fromName, email: $0) }, to: [to], subject: mail.row.subject,
                text: mail.dress.text(of: text), html: mail.dress.html(of: text), messageID: mail.row.messageID,
                inReplyTo: mail.thread.last, references: mail.thread,
                automation: mail.envelope.isAutomatic ? .generated : .none, date: mail.row.createdAt, extraHeaders: mail.headers,
                attachments: mail.dress.pictures + files + papers, calendar: mail.row.calendar)
            let bytes = try message.rendered()
            let outcome = try await smtp.send(bytes, from: mail.envelope.sender, to: [to.email]).first?.outcome ?? .permanent("no recipient")
            // Nobody of that name is nobody under any sender.
            guard case .permanent(let words, _) = outcome, mail.envelope.sender.isEmpty, MailFailure(refusal: words, ofAddress: false) != .hard else { return outcome }
            // Servers say at whatever point they like that they take nothing without a sender: with one, it shows. Unless somebody
            // else has it by now.
            guard (try? await desk.hold(mail, for: lease)) == true else { return .temporary(words) }
            let second = try await smtp.send(bytes, from: from.email, to: [to.email]).first?.outcome ?? outcome
            if case .delivered = second { await desk.noteRefusal(of: smtp.place, saying: words) }
            return second
        } catch {
            return .permanent("\(error)")
        }
    }
}

/// One at a time; whoever came last is next, so that few connections are used where few are needed.
private actor Turn {
    private var isTaken = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    nonisolated func run<Value: Sendable>(_ body: @Sendable () async throws -> Value) async rethrows -> Value {
        await take()
        do {
            let value = try await body()
            await pass()
            return value
        } catch {
            await pass()
            throw error
        }
    }

    private func take() async {
        guard isTaken else { return isTaken = true }
        await withCheckedContinuation { waiting.append($0) }
    }

    private func pass() {
        if let next = waiting.popLast() { next.resume() } else { isTaken = false }
    }
}

extension Desk {
    /// A mail with the sender that it leaves from: the mailbox by which its request came, else the company.
    struct WaitingMail: Sendable {
        let row: OutboxRow
        /// With the doubt that it was taken up with.
        let doubts: Int
        let fromName: String
        let fromAddress: String
        /// Under which it travels.
        let envelope: (sender: String, isAutomatic: Bool)
        /// With a secret by which an answer finds its ticket; `nil` where no such address arrives.
        let replyTo: String?
        let dress: LetterDress
        /// Message-IDs that it goes on from, oldest first.
        let thread: [String]
        /// Of the answer that it brings.
        let files: [Attachment]
        /// What is said instead of files that are too much for a mail.
        let filesElsewhere: String
        /// Where the series that it belongs to is switched off; `nil` for what nobody can.
        let ending: String?

        /// One click ends a series, in the mail program itself (RFC 8058).
        var headers: [(name: String, value: String)] {
            ending.map { [("List-Unsubscribe", "<\($0)>"), ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")] } ?? []
        }
    }

    /// Where nobody else serves, what the last process was sending is in nobody's hands: it is taken up at once.
    fileprivate func resumeSending() async throws {
        guard database.engine == .sqlite else { return }
        try await write { tx in
            try tx.sql.execute("UPDATE outbox SET next_attempt_at = \(tx.now) WHERE state = 'sending' AND next_attempt_at > \(tx.now)")
        }
    }

    /// Keeps a mail in the hands of whoever sends it.
    ///
    /// - Returns: whether it still is.
    fileprivate func hold(_ mail: WaitingMail, for lease: Sender.Lease) async throws -> Bool {
        try await write { tx in
            try tx.sql.execute("""
                UPDATE outbox SET next_attempt_at = \(tx.now + lease.seconds)
                WHERE id = \(mail.row.id) AND state = 'sending' AND attempts = \(mail.row.attempts + 1)
                """) > 0
        }
    }

    /// Marks the mail that is due first as being sent, and returns it. One for each line: a desk that dies leaves so many in doubt.
    fileprivate func takeWaitingMail(by relay: String, for lease: Sender.Lease) async throws -> WaitingMail? {
        let (lost, isAny) = try await read { tx in (try tx.lostMails(), try tx.waitingMail() != nil) }
        for letter in lost {
            try await fail(letter, nil, saying: nil) { tx in
                try tx.sql.execute("UPDATE outbox SET state = 'failed', doubts = doubts + 1, moved = \(tx.moved) WHERE id = \(letter.id) AND \(tx.isLost)") > 0
            }
        }
        guard isAny || !lost.isEmpty else { return nil }
        let secret = try await secret(named: ReplyKey.secretName), endingSecret = try await self.secret(named: LetterKey.secretName)
        return try await write { tx -> WaitingMail? in
            guard let row = try tx.waitingMail() else { return nil }
            let doubts = row.doubts + (row.state == .sending ? 1 : 0)
            try tx.sql.execute("""
                UPDATE outbox SET state = 'sending', attempts = attempts + 1, doubts = \(doubts), next_attempt_at = \(tx.now + lease.seconds)
                WHERE id = \(row.id)
                """)
            let company = try tx.company(id: row.company)
            let policy = try tx.policy(company.policyID)
            let from = try tx.address(of: row, under: policy)
            let mailbox = row.folio == nil ? nil : try from.flatMap { try tx.mailboxWithDetails(of: row.company, preferring: $0) }
            let ending = try tx.ending(of: row, company, with: endingSecret)
            let replyTo = mailbox.flatMap { ReplyKey.address($0, for: row.id, with: secret) }
            let answer = try tx.answerByMail(to: row, from: from, hasSecret: replyTo != nil, company)
            return WaitingMail(
                row: row, doubts: doubts, fromName: policy.company.name, fromAddress: from ?? policy.nobodysAddress, envelope: try tx.envelope(of: row, from: from, by: relay),
                replyTo: replyTo, dress: row.dress(of: company, under: policy, ending: ending, answer: answer, logo: try tx.logoForLetters(of: company)),
                thread: try tx.thread(before: row), files: try tx.files(of: row),
                filesElsewhere: "\n\n" + Said(
                    es: "Los archivos no caben en este correo: están en la página de su solicitud, \(self.settings.publicURL)/\(company.slug)/requests/\(row.folio ?? "").",
                    en: "The files do not fit into this mail: they are on the page of your request, \(self.settings.publicURL)/\(company.slug)/requests/\(row.folio ?? "").")(in: row.language ?? policy.language),
                ending: ending)
        }
    }

    /// Has a letter fail, and tells whoever has its ticket in the same transaction: whoever dies meanwhile leaves neither without the
    /// other. Where something is wrong with the ticket the outbox alone says so: it holds up no other letter.
    ///
    /// - Parameters:
    ///   - failure: of the address; `nil` where nothing was said of it.
    ///   - words: the other side's; `nil`: nobody knows whether it left.
    ///   - mark: says so in the outbox, unless somebody knows better by now.
    private func fail(
        _ letter: OutboxRow, _ failure: MailFailure?, saying words: String?, _ mark: @escaping @Sendable (DeskTransaction) throws -> Bool
    ) async throws {
        do {
            try await write { tx in
                guard try mark(tx) else { return }
                try tx.noteFailure(of: letter, failure, saying: words)
            }
        } catch let error as StorageError where error.isPassing {
            throw error
        } catch {
            logger.error("a letter failed, and whoever has its ticket cannot be told", metadata: ["mail": "\(letter.messageID)", "error": "\(error)"])
            _ = try await write { tx in try mark(tx) }
        }
    }

    /// Should it be forgotten, the next letter shows it again.
    fileprivate func noteRefusal(of relay: String, saying words: String) async {
        logger.warning("the mail server takes nothing without an envelope sender; it gets ours", metadata: ["server": "\(relay)", "words": "\(words)"])
        try? await write { try $0.noteRefusal(of: relay, saying: words) }
    }

    fileprivate func finish(_ mail: WaitingMail, _ outcome: DeliveryResult.Outcome) async throws {
        let state: OutboxRow.State, problem: String?, doubts: Int
        // Only what was said of an address marks it.
        var failure: MailFailure?
        let isLast = mail.row.attempts >= Sender.backOff.count
        switch outcome {
        case .delivered: (state, problem, doubts) = (.sent, nil, mail.doubts)
        case .temporary(let words, let isOfAddress):
            (state, problem, doubts) = (isLast ? .failed : .queued, words, mail.doubts)
            failure = MailFailure(refusal: words, ofAddress: isOfAddress)
        case .permanent(let words, let isOfAddress):
            (state, problem, doubts) = (.failed, words, mail.doubts)
            failure = MailFailure(refusal: words, ofAddress: isOfAddress)
        case .unanswered(let words):
            doubts = mail.doubts + 1
            (state, problem) = (isLast || doubts >= Sender.mostDoubts ? .failed : .queued, words)
        }
        let wait = Sender.backOff[min(mail.row.attempts, Sender.backOff.count - 1)]
        // Whoever took it up since, or a letter that came back meanwhile, knows better.
        let mark: @Sendable (DeskTransaction) throws -> Bool = { tx in
            let sentAt: Instant? = state == .sent ? tx.now : nil
            return try tx.sql.execute("""
                UPDATE outbox SET state = \(state), problem = \(problem), doubts = \(doubts),
                    next_attempt_at = \(tx.now + wait), sent_at = \(sentAt), moved = \(tx.moved)
                WHERE id = \(mail.row.id) AND (erased_at IS NULL OR \(state) = 'sent')
                    AND (erased_at IS NOT NULL OR state = 'sending' AND attempts = \(mail.row.attempts + 1))
                """) > 0
        }
        if state == .failed {
            try await fail(mail.row, failure, saying: problem, mark)
        } else {
            _ = try await write { tx in try mark(tx) }
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

    /// The mail that is due first. What goes to an address to which something is on its way waits for it.
    fileprivate func waitingMail() throws -> OutboxRow? {
        try sql.first("""
            SELECT \(OutboxRow.columns) FROM \(OutboxRow.tables)
            WHERE outbox.state IN ('queued', 'sending') AND outbox.next_attempt_at <= \(now) AND NOT (\(isLost)) AND NOT EXISTS (
                SELECT 1 FROM outbox AS leaving
                WHERE leaving.state = 'sending' AND leaving.recipient = outbox.recipient AND leaving.next_attempt_at > \(now))
            ORDER BY outbox.next_attempt_at, outbox.id LIMIT 1
            """)
    }

    /// Mails that nobody knows of whether they left.
    fileprivate func lostMails() throws -> [OutboxRow] {
        try sql.fetch("SELECT \(OutboxRow.columns) FROM \(OutboxRow.tables) WHERE \(isLost) LIMIT 20")
    }

    /// Whether whoever sent a mail died, for the second time; a condition on `outbox`.
    fileprivate var isLost: SQL { "outbox.state = 'sending' AND outbox.next_attempt_at <= \(now) AND outbox.doubts + 1 >= \(Sender.mostDoubts)" }
}
