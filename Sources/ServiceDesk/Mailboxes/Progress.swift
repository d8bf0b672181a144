import BusinessTime
import Crypto
import Mail
import Storage
import SupportPolicy

extension Desk {
    /// Somebody else reads the mailbox now, or nobody shall any more, or it is reached another way.
    struct LostMailbox: Error {}

    /// How far a mailbox was read.
    struct Progress: Sendable {
        var uidValidity: UInt32
        var lastUID: UInt32
        /// Up to this UID the folder is read once more, and what the server had before `since` is left alone.
        var againUntil: UInt32
        var since: Instant

        func skips(_ item: IMAPClient.Item) -> Bool {
            item.uid <= againUntil && item.receivedAt.map { $0 < since } ?? false
        }
    }

    /// Seconds for which a mailbox belongs to the node that said so last.
    static let leaseSeconds: Int64 = 180

    /// The mailboxes that nobody reads, or this node does.
    func mailboxesToRead() async throws -> [Mailbox] {
        let node = ids.node
        return try await read { tx in
            try tx.sql.fetch("SELECT \(Mailbox.columns) FROM mailbox WHERE server <> '' AND (read_until <= \(tx.now) OR reader_id = \(node)) ORDER BY id")
        }
    }

    /// Takes the mailbox for this node.
    ///
    /// - Returns: whether it has it; not once it is reached another way.
    func hold(_ mailbox: Mailbox) async throws -> Bool {
        let node = ids.node
        return try await write { tx in
            try tx.sql.execute("""
                UPDATE mailbox SET reader_id = \(node), read_until = \(tx.now + Self.leaseSeconds)
                WHERE id = \(mailbox.id) AND (read_until <= \(tx.now) OR reader_id = \(node)) AND \(mailbox.isReachedSo)
                """) == 1
        }
    }

    /// Leaves all mailboxes to other nodes.
    func leaveMailboxes() async throws {
        let node = ids.node
        try await write { tx in
            try tx.sql.execute("UPDATE mailbox SET reader_id = 0, read_until = 0 WHERE reader_id = \(node)")
        }
    }

    /// Where to go on in the folder that the server has now: at its beginning when it is another one than before.
    ///
    /// - Throws: `LostMailbox`.
    func begin(_ mailbox: Mailbox, _ folder: IMAPClient.Folder) async throws -> Progress {
        let node = ids.node
        return try await write { tx in
            let row = try tx.sql.first("""
                SELECT uid_validity, last_uid, again_until, since FROM mailbox
                WHERE id = \(mailbox.id) AND reader_id = \(node) AND \(mailbox.isReachedSo)
                """)
            guard let row else { throw LostMailbox() }
            var progress = Progress(
                uidValidity: UInt32(clamping: try row[0] as Int64), lastUID: UInt32(clamping: try row[1] as Int64),
                againUntil: UInt32(clamping: try row[2] as Int64), since: try row[3])
            guard progress.uidValidity != folder.uidValidity else { return progress }
            progress.uidValidity = folder.uidValidity
            progress.lastUID = 0
            progress.againUntil = (folder.nextUID ?? .max) - 1
            try tx.sql.execute("""
                UPDATE mailbox SET uid_validity = \(Int64(progress.uidValidity)), last_uid = 0, again_until = \(Int64(progress.againUntil))
                WHERE id = \(mailbox.id)
                """)
            return progress
        }
    }

    /// Keeps a message, and with it how far the mailbox was read.
    func receive(_ raw: [UInt8], wholeSize: Int, by mailbox: Mailbox, _ progress: Progress) async throws {
        let arrival = Arrival(raw, wholeSize: wholeSize, trusting: mailbox.authservID)
        try keep(raw, as: arrival)
        try await write { tx in
            try tx.note(progress, of: mailbox)
            _ = try tx.enter(arrival, in: mailbox.company, by: mailbox.id, isInHand: false)
        }
    }

    /// Goes on behind a message that the server does not give, and says where staff can see it that it lies there: it can be asked for again.
    func passOver(_ item: IMAPClient.Item, of mailbox: Mailbox, _ progress: Progress, because failure: MailServerFailure) async throws {
        let name = "mailbox \(mailbox.id) \(progress.uidValidity) \(item.uid)"
        try await write { tx in
            try tx.note(progress, of: mailbox)
            let reason = ParkReason(.notGiven, "\(mailbox.address), UID \(item.uid), \(item.size) bytes: \(failure.kind.rawValue) \(failure.words)")
            try tx.sql.execute("""
                INSERT INTO received_mail (company_id, digest, received_at, state, mailbox_id, whole_size, parked_because, problem, uid_validity, uid)
                VALUES (\(mailbox.company), \(Array(SHA256.hash(data: Array(name.utf8)))), \(tx.now), \(ReceivedMail.State.parked),
                        \(mailbox.id), \(item.size), \(reason.kind), \(reason.words), \(Int64(progress.uidValidity)), \(Int64(item.uid)))
                ON CONFLICT (company_id, digest) DO NOTHING
                """)
        }
    }

    /// Read to its end.
    func noteSuccess(_ mailbox: Mailbox, _ progress: Progress) async throws {
        try await write { tx in
            try tx.note(progress, of: mailbox)
            try tx.sql.execute("""
                UPDATE mailbox SET read_at = \(tx.now), failures = 0, failed_at = NULL, problem = NULL, problem_words = NULL
                WHERE id = \(mailbox.id)
                """)
        }
    }

    /// - Returns: how often in a row it failed.
    func note(_ failure: MailServerFailure, on mailbox: Mailbox) async throws -> Int {
        let node = ids.node
        return try await write { tx in
            try tx.sql.value("""
                UPDATE mailbox SET failures = failures + 1, failed_at = COALESCE(failed_at, \(tx.now)), problem = \(failure.kind.rawValue),
                    problem_words = \(failure.words)
                WHERE id = \(mailbox.id) AND reader_id = \(node) AND \(mailbox.isReachedSo) RETURNING failures
                """) ?? 1
        }
    }
}

extension DeskTransaction {
    /// What was reached is no failure in a row: a line that breaks now and then does not make the pauses longer.
    ///
    /// - Throws: `LostMailbox` when it is no longer ours, or is reached another way, and with it everything else that the transaction wrote is undone.
    fileprivate func note(_ progress: Desk.Progress, of mailbox: Mailbox) throws {
        let found = try sql.execute("""
            UPDATE mailbox SET last_uid = \(Int64(progress.lastUID)), read_until = \(now + Desk.leaseSeconds), failures = 0
            WHERE id = \(mailbox.id) AND reader_id = \(desk.ids.node) AND uid_validity = \(Int64(progress.uidValidity))
                AND \(mailbox.isReachedSo)
            """)
        if found == 0 { throw Desk.LostMailbox() }
    }
}
