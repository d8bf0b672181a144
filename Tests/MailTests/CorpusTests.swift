import Foundation
import Mail
import TestSupport
import Testing

/// Real and broken messages of other libraries' test suites; skipped where they are absent.
@Suite(.enabled(if: Corpus.isPresent, "\(Corpus.absence)"))
struct CorpusTests {
    /// What is no message: no headers at all.
    static let noMessages: Set<String> = ["enmime/mail/erroneous.eml", "cpython/msg_19.eml"]

    @Test(arguments: Corpus.entries)
    func `every message is read, unless it is none`(entry: Corpus.Entry) throws {
        let bytes = try Corpus.bytes(entry.file)
        if Self.noMessages.contains(entry.file) {
            #expect(throws: MailError.notAMessage) { try InboundMessage.parse(bytes) }
        } else {
            let message = try InboundMessage.parse(bytes)
            #expect(!message.text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" && $0 != "\t" })
            #expect(!message.subject.contains("\n"))
            #expect(message.attachments.allSatisfy { FileName.safe($0.name) == $0.name })
        }
    }

    @Test(arguments: Corpus.entries.filter { $0.agrees.subject == true && Corpus.knownDifferences[$0.file] == nil })
    func `the subject is what two other libraries agree on`(entry: Corpus.Entry) throws {
        #expect(try InboundMessage.parse(Corpus.bytes(entry.file)).subject == entry.expect.subject ?? "")
    }

    @Test(arguments: Corpus.entries.filter { $0.writer != nil })
    func `the writer is whom two other libraries agree on`(entry: Corpus.Entry) throws {
        #expect(try InboundMessage.parse(Corpus.bytes(entry.file)).from?.email.lowercased() == entry.writer?.lowercased())
    }

    @Test(arguments: Corpus.entries.filter { $0.agrees.text == true && $0.expect.text_contains != nil })
    func `the text has in it what two other libraries agree on`(entry: Corpus.Entry) throws {
        // Asterisks are how one of them shows what is bold.
        let text = try InboundMessage.parse(Corpus.bytes(entry.file)).text
        for expected in try #require(entry.expect.text_contains) { #expect(text.contains(expected.replacing("*", with: ""))) }
    }

    @Test(arguments: Corpus.entries.filter { $0.agrees.attachment_names == true && Corpus.knownDifferences[$0.file] == nil })
    func `the names of the files are what two other libraries agree on`(entry: Corpus.Entry) throws {
        let expected = (entry.expect.attachments ?? []).compactMap(\.name).map { FileName.safe($0) }
        let found = try InboundMessage.parse(Corpus.bytes(entry.file)).attachments.map(\.name)
        #expect(found.filter { !$0.hasPrefix("adjunto-") } == expected)
    }

    @Test(arguments: Corpus.entries.filter { $0.agrees.attachment_bytes == true })
    func `the bytes of the files are what two other libraries agree on`(entry: Corpus.Entry) throws {
        let files = try InboundMessage.parse(Corpus.bytes(entry.file)).attachments
        #expect(try files.map { try sha256($0.bytes) } == (entry.expect.attachments ?? []).map(\.sha256))
    }

    @Test(arguments: Corpus.knownDifferences.keys.sorted())
    func `a known difference still is one`(file: String) throws {
        let entry = try #require(Corpus.entries.first { $0.file == file })
        let message = try InboundMessage.parse(Corpus.bytes(file))
        let sameNames = message.attachments.map(\.name) == (entry.expect.attachments ?? []).compactMap(\.name)
        #expect(message.subject != entry.expect.subject ?? "" || !sameNames)
        #expect(!message.subject.contains("\u{FFFD}"))
    }

    @Test(arguments: Corpus.entries.filter { $0.expect.is_bounce == true })
    func `a delivery report is recognised and tells of each recipient`(entry: Corpus.Entry) throws {
        let message = try InboundMessage.parse(Corpus.bytes(entry.file))
        let bounce = try #require(message.bounce)
        #expect(message.automatic == .bounce)
        #expect(!bounce.recipients.isEmpty)
        if let expected = entry.expect.bounces {
            #expect(bounce.recipients.map(\.email) == expected.map(\.recipient))
            #expect(bounce.recipients.map(\.action) == expected.map(\.action))
            #expect(bounce.recipients.map(\.status) == expected.map(\.status))
        }
    }

    @Test func `what is no report about delivery is no bounce`() throws {
        let reports: Set<String> = [
            "enmime/mail/multipart-wo-boundary.eml", "mail-ruby/mime_emails/raw_email_with_mimepart_without_content_type.eml",
            "cpython/msg_05.eml", "cpython/msg_16.eml", "cpython/msg_25.eml", "cpython/msg_43.eml",
        ]
        for entry in Corpus.entries where entry.expect.is_bounce != true && !reports.contains(entry.file) && !entry.file.contains("report") {
            guard let message = try? InboundMessage.parse(Corpus.bytes(entry.file)) else { continue }
            #expect(!message.isBounce, "\(entry.file)")
        }
    }

    /// By the system's own tool: this target knows no cryptography.
    private func sha256(_ bytes: [UInt8]) throws -> String {
        let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: file) }
        try Data(bytes).write(to: file)
        let tool = Process(), pipe = Pipe()
        tool.executableURL = URL(filePath: "/usr/bin/sha256sum")
        tool.arguments = [file.path()]
        tool.standardOutput = pipe
        try tool.run()
        tool.waitUntilExit()
        return String(decoding: pipe.fileHandleForReading.readDataToEndOfFile().prefix(64), as: UTF8.self)
    }
}
