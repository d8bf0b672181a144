import Storage

/// Files are named by their content: the same file of another ticket, or another company, is the same file, and stays.
extension Desk {
    /// Removes the files that were erased, unless a row still names them.
    func removeErasedFiles() async throws {
        while true {
            let digests: [String] = try await database.read { try $0.values("SELECT digest FROM erased_file ORDER BY digest LIMIT 50") }
            guard !digests.isEmpty else { return }
            try await removeUnnamed(digests)
        }
    }

    /// Removes those of the files that no row names.
    ///
    /// - Returns: how many were removed.
    @discardableResult
    func removeUnnamed(_ digests: [String]) async throws -> Int {
        let blobs = blobs
        // Not `write`: it may look at the clock first, and PostgreSQL would see what was before the tables were locked.
        return try await database.write { sql in
            try sql.holdFileNames()
            let named: Set<String> = Set(try sql.values("""
                SELECT blob FROM content WHERE blob IN (\(digests))
                UNION SELECT raw_blob FROM received_mail WHERE raw_blob IN (\(digests))
                """))
            let unnamed = digests.filter { !named.contains($0) }
            for digest in unnamed { try blobs.delete(digest) }
            try sql.execute("DELETE FROM erased_file WHERE digest IN (\(digests))")
            return unnamed.count
        }
    }
}

extension Transaction {
    /// Keeps everybody from naming another file until this transaction is over. SQLite has one writer anyway.
    fileprivate func holdFileNames() throws {
        if engine == .postgres { try execute("LOCK TABLE content, received_mail IN SHARE MODE") }
    }
}

extension DeskTransaction {
    /// Makes sure that files are there once rows name them: one that was kept already may have been removed since as a file
    /// that nobody named. From here on it cannot be.
    ///
    /// - Throws: `StorageError.busy`: whoever sends them again finds them kept anew.
    func requireFiles(_ digests: [String]) throws {
        for digest in digests where try !desk.blobs.exists(digest) { throw StorageError.busy }
    }
}
