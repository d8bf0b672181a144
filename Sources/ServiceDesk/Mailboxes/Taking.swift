import BusinessTime
import Logging
import ServiceLifecycle
import Storage
import SupportPolicy

/// Looks into the messages that have arrived, one after the other.
///
/// A message that ends the process is met again when it starts; the third time it is set aside. What was never looked into
/// goes first, so that it holds up nobody.
package struct MailTaker: Service {
    let desk: Desk

    package init(desk: Desk) {
        self.desk = desk
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            try? await desk.resumeMail()
            while !Task.isCancelled {
                do {
                    if try await desk.takeArrivals() > 0 { continue }
                } catch {
                    desk.logger.error("mail stands still", metadata: ["error": "\(error)"])
                    try? await Task.sleep(for: .seconds(1))
                }
                await desk.waitForChange(atMost: .seconds(2))
            }
        }
    }
}

extension Desk {
    /// Where nobody else serves, what the last process had in hand is in nobody's: it is taken up at once.
    func resumeMail() async throws {
        guard database.engine == .sqlite else { return }
        try await write { tx in
            try tx.sql.execute("UPDATE received_mail SET next_attempt_at = \(tx.now) WHERE state = 'waiting'")
            try tx.sql.execute("UPDATE mailbox SET reader_id = 0, read_until = 0")
        }
    }

    /// Looks into messages that wait.
    ///
    /// - Returns: how many there were.
    @discardableResult
    package func takeArrivals(limit: Int = 20) async throws -> Int {
        let isAny: Int64? = try await read { tx in
            try tx.sql.value("SELECT 1 FROM received_mail WHERE state = 'waiting' AND next_attempt_at <= \(tx.now) LIMIT 1")
        }
        guard isAny != nil else { return 0 }
        let (mails, parked) = try await write { tx in
            let waiting: [ReceivedMail] = try tx.sql.fetch("""
                SELECT \(ReceivedMail.columns) FROM received_mail
                WHERE state = 'waiting' AND next_attempt_at <= \(tx.now) ORDER BY attempts, received_at LIMIT \(limit)
                """)
            // One that may have ended a process is looked at alone: its neighbours are not to be counted with it.
            let some = waiting.first.map { $0.attempts > 0 ? [$0] : waiting.filter { $0.attempts == 0 } } ?? []
            let (broken, sound) = (some.filter { $0.attempts >= Self.mostAttempts }, some.filter { $0.attempts < Self.mostAttempts })
            for mail in broken { try tx.park(mail.digest, in: mail.company, because: ParkReason(.brokeOften)) }
            try tx.beginLook(at: sound)
            return (sound, broken.count)
        }
        // They have their effect in order; the next is read meanwhile, and no more than that one: it may be large.
        var next = mails.first.map(reading)
        for (index, mail) in mails.enumerated() {
            let read = await next?.value
            next = index + 1 < mails.count ? reading(mails[index + 1]) : nil
            if let read { await look(into: mail, read) }
        }
        return mails.count + parked
    }

    private enum Read: Sendable {
        case gone
        /// `nil` where reading it does not end.
        case read(Delivery?)
    }

    private func reading(_ mail: ReceivedMail) -> Task<Result<Read, any Error>, Never> {
        Task {
            do {
                guard let blob = mail.blob, let raw = try blobs.read(blob) else { return .success(.gone) }
                return .success(.read(try await prepared(mail, raw)))
            } catch {
                return .failure(error)
            }
        }
    }

    private func look(into mail: ReceivedMail, _ read: Result<Read, any Error>) async {
        do {
            switch try read.get() {
            case .gone: try await write { try $0.park(mail.digest, in: mail.company, because: ParkReason(.originalGone)) }
            case .read(let delivery): _ = try await settle(mail, delivery)
            }
        } catch let error as StorageError {
            logger.warning("a mail waits", metadata: ["mail": "\(mail.digest.hex)", "error": "\(error)"])
            await forgive(mail, attempts: mail.attempts)
        } catch {
            logger.error("a mail could not be taken", metadata: ["mail": "\(mail.digest.hex)", "error": "\(error)"])
            _ = try? await write { tx in
                guard mail.attempts + 1 >= Self.mostAttempts else { return }
                try tx.park(mail.digest, in: mail.company, because: ParkReason(.failed, "\(error)"))
            }
        }
    }
}

extension Desk {
    /// Uncounts a look that failed by the database's doing and not the message's: it goes on when the database does.
    func forgive(_ mail: ReceivedMail, attempts: Int) async {
        _ = try? await write { tx in
            try tx.sql.execute("""
                UPDATE received_mail SET attempts = \(attempts), next_attempt_at = \(tx.now + 5)
                WHERE company_id = \(mail.company) AND digest = \(mail.digest) AND state = 'waiting'
                """)
        }
    }
}
