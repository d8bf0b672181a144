import Foundation

/// The raw messages of four mail libraries, with what two opinions read in them; absent outside the workshop.
package struct Corpus: Sendable {
    package struct Entry: Sendable, CustomStringConvertible {
        package var file: String
        package var expect: Expectation
        package var agrees: Agreement
        /// The address in its `From:`, where there is one to which anybody could write and the other opinion reads the same.
        package var writer: String?
        package var description: String { file }
    }

    package struct Expectation: Decodable, Sendable {
        package struct Attachment: Decodable, Sendable {
            package var name: String?
            package var sha256: String?
        }
        package struct Recipient: Decodable, Sendable {
            package var recipient: String
            package var action: String
            package var status: String
        }
        package struct Writer: Decodable, Sendable {
            package var address: String?
        }
        package var subject: String?
        package var from_addresses: [Writer]?
        /// What its text has in it.
        package var text_contains: [String]?
        package var attachments: [Attachment]?
        package var is_bounce: Bool?
        package var bounces: [Recipient]?
    }

    package struct Agreement: Decodable, Sendable {
        package var subject: Bool?
        package var attachment_names: Bool?
        package var attachment_bytes: Bool?
        package var text: Bool?
    }

    /// Where we read something else than two other libraries agree on, and why ours stands.
    package static let knownDifferences: [String: String] = [
        "stalwart/legacy/010.eml": latin1, "stalwart/legacy/016.eml": latin1, "stalwart/legacy/020.eml": latin1,
        "stalwart/legacy/022.eml": latin1, "stalwart/legacy/023.eml": latin1, "stalwart/legacy/026.eml": latin1,
        "stalwart/legacy/027.eml": latin1, "stalwart/legacy/052.eml": latin1,
        "stalwart/rfc/000.eml": enclosed, "stalwart/rfc/002.eml": enclosed, "stalwart/rfc/004.eml": enclosed,
        "stalwart/rfc/007.eml": enclosed, "stalwart/rfc/009.eml": enclosed, "stalwart/thirdparty/007.eml": enclosed,
        "stalwart/thirdparty/008.eml": enclosed, "stalwart/thirdparty/012.eml": enclosed,
        "mail-ruby/mime_emails/raw_email_with_nested_attachment.eml": "a signature file (smime.p7s) is a file that came with the mail",
        "stalwart/malformed/017.eml": "a multipart that names no boundary is read by the one that stands in it; the file's name is in its broken header",
    ]
    private static let latin1 = "undeclared Latin-1 bytes in a header are read as Windows-1252; the others put U+FFFD"
    private static let enclosed = "a message inside the message is a file named by its subject; the others leave it without a name"

    private struct Line: Decodable {
        var file: String
        var expect: Expectation
        var python_agrees: Agreement?
        var python_email: Other?

        struct Other: Decodable {
            var from: String?
        }

        var writer: String? {
            guard expect.from_addresses?.count == 1, let address = expect.from_addresses?[0].address, address.contains("@"),
                  let other = python_email?.from?.lowercased(), other == address.lowercased() || other.hasSuffix("<\(address.lowercased())>")
            else { return nil }
            return address
        }
    }

    static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../shared/mail-corpus").standardized

    /// Empty where the corpus is absent.
    package static let entries: [Entry] = {
        guard let data = try? Data(contentsOf: folder.appending(path: "manifest.json")),
            let lines = try? JSONDecoder().decode([Line].self, from: data)
        else { return [] }
        return lines.map { Entry(file: $0.file, expect: $0.expect, agrees: $0.python_agrees ?? Agreement(), writer: $0.writer) }
    }()

    package static var isPresent: Bool { !entries.isEmpty }
    /// What a test run says where it is absent.
    package static var absence: String { "no messages at \(folder.path())" }

    package static func bytes(_ file: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: folder.appending(path: file)))
    }
}
