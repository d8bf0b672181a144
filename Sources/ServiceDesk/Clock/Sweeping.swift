import BusinessTime
import Storage

/// What is over goes, in small steps, so that no verb waits long. The journal, what it names, and sent mail stay: answers
/// find their ticket by the Message-IDs in it.
extension Desk {
    /// Seconds between two sweeps.
    static let sweepInterval: Int64 = 3_600
    /// How long the answer to a request with a key is kept (seconds).
    package static let idempotencyKept: Int64 = 7 * 86_400
    /// How old a file must be that no row names: a younger one may be about to be named (seconds).
    static let unnamedFilesKept: Int64 = 86_400
    private static let step = 500

    /// Removes sessions and links that are over, keys of requests that are old, and files that nothing names.
    package func sweep() async throws {
        let now = try await now()
        try await remove("session", "token_digest", where: "expires_at <= \(now)")
        try await remove("one_time_link", "token_digest", where: "expires_at <= \(now) OR used_at IS NOT NULL")
        try await removeOldKeys(before: now - Self.idempotencyKept)
        try await removeErasedFiles()
        // One of the sixteen parts of the store each time, so that all of it is looked through within a day.
        try await removeUnnamedFiles(in: Int(now.seconds / Self.sweepInterval) & 15, olderThan: now - Self.unnamedFilesKept)
    }

    private func remove(_ table: String, _ key: String, where condition: SQL) async throws {
        while true {
            let found: [[UInt8]] = try await database.read {
                try $0.values("SELECT \(unsafe: key) FROM \(unsafe: table) WHERE \(condition) LIMIT \(Self.step)")
            }
            guard !found.isEmpty else { return }
            try await database.write { try $0.execute("DELETE FROM \(unsafe: table) WHERE \(unsafe: key) IN (\(found))") }
        }
    }

    private func removeOldKeys(before instant: Instant) async throws {
        while true {
            // Up to the last of the oldest: keys have no id of their own.
            let last: Instant? = try await database.read {
                try $0.value("""
                    SELECT MAX(created_at) FROM (
                        SELECT created_at FROM idempotency WHERE created_at < \(instant) ORDER BY created_at LIMIT \(Self.step)) AS oldest
                    """)
            }
            guard let last else { return }
            try await database.write { try $0.execute("DELETE FROM idempotency WHERE created_at <= \(last)") }
        }
    }

    /// Removes files that no row names.
    ///
    /// - Parameter part: the first hexadecimal digit of their digests.
    package func removeUnnamedFiles(in part: Int, olderThan instant: Instant) async throws {
        for folder in part * 16..<part * 16 + 16 {
            let files = try blobs.digests(in: UInt8(folder), olderThan: instant)
            for start in stride(from: 0, to: files.count, by: Self.step) {
                let some = Array(files[start..<min(start + Self.step, files.count)])
                let named: Set<String> = try await database.read { sql in
                    Set(try sql.values("""
                        SELECT blob FROM content WHERE blob IN (\(some))
                        UNION SELECT raw_blob FROM received_mail WHERE raw_blob IN (\(some))
                        """))
                }
                let unnamed = some.filter { !named.contains($0) }
                if !unnamed.isEmpty { try await removeUnnamed(unnamed) }
            }
        }
    }

    /// Lets SQLite's index forget the words that were struck out: until its parts are merged it keeps both the word and the
    /// stroke. PostgreSQL does the same by itself (autovacuum).
    func forgetStruckWords() async throws {
        guard database.engine == .sqlite else { return }
        // A negative number merges all parts into one; each step writes about as many pages.
        var pages = -200, isMerged = false
        while !isMerged {
            let some = pages
            isMerged = try await database.write { sql in try !sql.mergeSearch(some) }
            pages = 200
        }
    }
}

extension Transaction {
    /// - Returns: whether there is more to merge.
    fileprivate func mergeSearch(_ pages: Int) throws -> Bool {
        let before: Int = try value("SELECT total_changes()") ?? 0
        try execute("INSERT INTO search (search, rank) VALUES ('merge', \(pages))")
        // As SQLite documents it: fewer than two changes mean that there was nothing to do.
        return (try value("SELECT total_changes()") ?? 0) - before >= 2
    }
}
