import BusinessTime
import Crypto
import Storage
import SupportPolicy

/// A text or a file of an entry. The entry keeps only its salted digest, so that the law's erasure can remove the
/// content without breaking the chain.
package struct Content: Sendable {
    package enum Kind: String, Sendable, SQLCodable {
        case text, file
    }

    package let kind: Kind
    package let name: String?
    package let mediaType: String
    package let size: Int
    package let text: String?
    /// SHA-256 of the bytes in hexadecimal, by which the blob store knows a file.
    package let blob: String?
    let salt: [UInt8]
    let digest: [UInt8]
    /// What it is found by. Made with it, so that no transaction waits for the stemmer.
    let words: String
    /// Bytes at the beginning of a text that were written now; what follows is quoted, or a signature. `nil`: all of it was.
    let written: Int?

    /// A text of a person, such as a reply.
    init(text: String, name: String? = nil, written: Int? = nil) {
        kind = .text
        self.name = name
        mediaType = "text/plain"
        self.text = text
        self.written = written
        blob = nil
        size = text.utf8.count
        salt = Secret.random(16)
        digest = Self.digest(salt: salt, of: Array(text.utf8))
        words = SearchWords.line(of: QuotedText(text, written: written).said)
    }

    init(file: StoredFile) {
        kind = .file
        name = file.name
        mediaType = file.mediaType
        text = nil
        written = nil
        blob = file.blob
        size = file.size
        salt = Secret.random(16)
        digest = Self.digest(salt: salt, of: Array(file.blob.utf8))
        words = SearchWords.line(of: file.name)
    }

    /// What came with an answer: its text, if any, and its files.
    static func all(_ text: String?, _ files: [StoredFile]) -> [Content] {
        (text.map { [Content(text: $0)] } ?? []) + files.map(Content.init(file:))
    }

    var digestText: String { digest.hex }

    /// What was said now; `nil` for a file.
    var said: String? { text.map { QuotedText($0, written: written).said } }

    /// SHA-256 over the salt and the bytes of a text, or the hexadecimal digest of a file.
    static func digest(salt: [UInt8], of bytes: [UInt8]) -> [UInt8] {
        Array(SHA256.hash(data: salt + bytes))
    }
}

/// A text as it is read: what somebody wrote now, and what his mail program put below it.
///
/// Where the one ends is told by the entry, as a fact: what was folded when a mail came stays folded as it was, whatever a later
/// version of `ReplyText` would make of it. The entry keeps all of the text.
package struct QuotedText: Sendable {
    package let said: String
    /// Quotations and signatures, to be shown folded; empty where there are none.
    package let quoted: String

    /// - Parameter written: bytes of the text that were written now; `nil`, or where no letter ends: all of it.
    init(_ text: String, written: Int?) {
        let end = written.flatMap { text.utf8.index(text.startIndex, offsetBy: $0, limitedBy: text.endIndex)?.samePosition(in: text.unicodeScalars) }
        guard let end else {
            (said, quoted) = (text, "")
            return
        }
        said = Words.clean(String(text[..<end]), keepingLines: true)
        quoted = String(text[end...])
    }
}

extension Entry.Body {
    /// Of the text that was said, by the fact that tells it.
    var written: Int? { facts["written"].flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil } }
}

/// A file that came with a request, before it is kept.
package struct Upload: Sendable {
    package let name: String
    package let mediaType: String
    package let bytes: [UInt8]

    package init(name: String, mediaType: String, bytes: [UInt8]) {
        self.name = name
        self.mediaType = mediaType
        self.bytes = bytes
    }
}

/// A file in the blob store, durable, not yet named by any entry.
package struct StoredFile: Sendable {
    package let name: String
    package let mediaType: String
    package let size: Int
    package let blob: String
}

extension Desk {
    /// Largest text and file that are taken (bytes).
    package static let largestText = 1_048_576
    package static let largestFile = 26_214_400

    /// Keeps files, durably, before the verb that names them: a file without an entry is harmless, the reverse is a loss.
    package func keep(_ uploads: [Upload]) async throws -> [StoredFile] {
        try uploads.map { upload in
            let blob = Array(SHA256.hash(data: upload.bytes)).hex
            try blobs.write(upload.bytes, digest: blob)
            let name = Words.clean(upload.name, keepingLines: false)
            return StoredFile(
                name: name.isEmpty ? "archivo" : String(name.prefix(Words.longestLine)), mediaType: Words.clean(upload.mediaType, keepingLines: false), size: upload.bytes.count, blob: blob)
        }
    }
}

extension DeskTransaction {
    func insert(_ contents: [(entry: Entry, content: Content)]) throws {
        let rows: [SQL] = contents.map { entry, content in
            """
            (\(newID()), \(entry.company), \(entry.ticket), \(entry.id), \(content.kind), \(entry.keepsTextsInside), \(content.name),
             \(content.mediaType), \(content.size), \(content.salt), \(content.digest), \(content.text), \(content.blob))
            """
        }
        try sql.insert(
            "content (id, company_id, ticket_id, entry_id, kind, is_internal, name, media_type, size, salt, digest, text, blob)", rows)
        let files = contents.compactMap(\.content.blob)
        guard !files.isEmpty else { return }
        // Whoever removes files sees the row from here on.
        try sql.settle()
        try requireFiles(files)
    }
}

/// A file as a reader asks for it.
package struct Attachment: FetchableRow, Sendable {
    package let id: Int64
    package let name: String
    package let mediaType: String
    package let size: Int
    package let blob: String

    package init(_ row: Row) throws {
        id = try row["id"]
        name = try row["name"] as String? ?? "archivo"
        mediaType = try row["media_type"]
        size = try row["size"]
        blob = try row["blob"]
    }
}

extension Desk {
    /// A file of a ticket, as far as the principal may see it.
    ///
    /// - Throws: `.notFound` also for a file that was erased.
    package func attachment(_ id: Int64, of folio: String, as principal: Principal) async throws -> (Attachment, bytes: [UInt8]) {
        let attachment = try await read { tx -> Attachment in
            let ticket = try tx.ticket(folio, visibleTo: principal).ticket
            let found: Attachment? = try tx.sql.first("""
                SELECT id, name, media_type, size, blob FROM content
                WHERE ticket_id = \(ticket.id) AND id = \(id) AND kind = 'file' AND blob IS NOT NULL
                  AND (is_internal = 0 OR \(principal.role.isStaff) = 1)
                """)
            guard let found else { throw DeskError.notFound }
            return found
        }
        guard let bytes = try blobs.read(attachment.blob) else { throw DeskError.broken("blob \(attachment.blob) is gone") }
        return (attachment, bytes)
    }
}
