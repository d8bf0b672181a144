import Foundation
import Testing

/// The raw messages of four mail libraries, with what two opinions read in them; absent outside the workshop.
struct Corpus: Sendable {
    struct Entry: Sendable, CustomTestStringConvertible {
        var file: String
        var expect: Expectation
        var agrees: Agreement
        var testDescription: String { file }
    }

    struct Expectation: Decodable, Sendable {
        struct Attachment: Decodable, Sendable {
            var name: String?
            var sha256: String?
        }
        struct Recipient: Decodable, Sendable {
            var recipient: String
            var action: String
            var status: String
        }
        var subject: String?
        var attachments: [Attachment]?
        var is_bounce: Bool?
        var bounces: [Recipient]?
    }

    struct Agreement: Decodable, Sendable {
        var subject: Bool?
        var attachment_names: Bool?
        var attachment_bytes: Bool?
    }

    private struct Line: Decodable {
        var file: String
        var expect: Expectation
        var python_agrees: Agreement?
    }

    static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../shared/mail-corpus").standardized

    /// Empty where the corpus is absent.
    static let entries: [Entry] = {
        guard let data = try? Data(contentsOf: folder.appending(path: "manifest.json")),
            let lines = try? JSONDecoder().decode([Line].self, from: data)
        else { return [] }
        return lines.map { Entry(file: $0.file, expect: $0.expect, agrees: $0.python_agrees ?? Agreement()) }
    }()

    static var isPresent: Bool { !entries.isEmpty }

    static func bytes(_ file: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: folder.appending(path: file)))
    }
}
