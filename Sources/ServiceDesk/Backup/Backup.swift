import Crypto
import Storage

/// A backup is one file: an SQLite database with the desk's rows, and its files in a table of their own.
extension Desk {
    /// Copies the running desk, rows and files, to one file that does not exist yet.
    ///
    /// Rows first: every file they name was durable before they were.
    package func backUp(to path: String) async throws {
        try await database.backup(to: path)
        let copy = try await Database("sqlite:\(path)")
        let digests = try await copy.write { tx -> [String] in
            try tx.script("CREATE TABLE backup_blob (digest TEXT PRIMARY KEY, bytes BLOB NOT NULL)")
            return try tx.values("SELECT blob FROM content WHERE blob IS NOT NULL UNION SELECT raw_blob FROM received_mail WHERE raw_blob IS NOT NULL")
        }
        for digest in digests {
            guard let bytes = try blobs.read(digest) else { throw DeskError.broken("blob \(digest) is gone") }
            try await copy.write { try $0.execute("INSERT INTO backup_blob (digest, bytes) VALUES (\(digest), \(bytes))") }
        }
        await copy.close()
    }

    /// Takes the files out of a restored database again.
    ///
    /// - Throws: `.broken` when a file is not what its digest says.
    package static func unpackBlobs(from database: Database, to blobs: BlobStore) async throws {
        let digests: [String] = try await database.read { try $0.values("SELECT digest FROM backup_blob") }
        for digest in digests {
            let bytes: [UInt8] = try await database.read { try $0.value("SELECT bytes FROM backup_blob WHERE digest = \(digest)") ?? [] }
            guard Array(SHA256.hash(data: bytes)).hex == digest else { throw DeskError.broken("blob \(digest) is damaged in the backup") }
            try blobs.write(bytes, digest: digest)
        }
        try await database.write { try $0.script("DROP TABLE backup_blob") }
    }
}
