import Foundation
import Mail
import ServiceDesk
import Storage
import TestSupport
import Testing

/// Real and broken messages of other libraries' test suites, through all of the intake (issue 5); skipped where they are absent.
@Suite(.enabled(if: Corpus.isPresent, "\(Corpus.absence)"))
struct CorpusIntakeTests {
    @Test func `every message becomes a request with what two opinions read in it, each within two seconds`() async throws {
        let world = try await World(.intecnia, on: .sqlite, at: "2026-03-12 17:00"), desk = world.desk
        var requests: [String: Corpus.Entry] = [:]
        for entry in Corpus.entries {
            let raw = try Corpus.bytes(entry.file), start = ContinuousClock.now
            let outcome = try await desk.deliver(raw, to: "intecnia")
            #expect(ContinuousClock.now - start < .seconds(2), "\(entry.file)")
            switch outcome {
            case .ticket(let folio): if requests[folio] == nil { requests[folio] = entry }
            // Some of them are the same message, and some the same bytes.
            case .duplicate(let folio): #expect(folio != nil, "\(entry.file)")
            default: Issue.record("\(entry.file): \(outcome)")
            }
        }
        #expect(requests.count >= 300, "the rest came before, or joined one")
        for (folio, entry) in requests where Corpus.knownDifferences[entry.file] == nil {
            let (subject, names, digests) = try await kept(folio, of: desk)
            if entry.agrees.subject == true {
                let expected = (entry.expect.subject ?? "").split(whereSeparator: \.isWhitespace).joined(separator: " ")
                let found = subject.split(whereSeparator: \.isWhitespace).joined(separator: " ")
                #expect(found == expected, "\(entry.file)")
            }
            for file in entry.expect.attachments ?? [] {
                if entry.agrees.attachment_names == true, let name = file.name.flatMap(FileName.safe) { #expect(names.contains(name), "\(entry.file): \(name)") }
                if entry.agrees.attachment_bytes == true, let digest = file.sha256 { #expect(digests.contains(digest), "\(entry.file)") }
            }
        }
        #expect(try await desk.parkedMails(as: world[.ines]).isEmpty)
        #expect(try await desk.verify().problems == [])
    }

    /// The subject of a request, the names of its files, and the SHA-256 of their bytes.
    private func kept(_ folio: String, of desk: Desk) async throws -> (subject: String, names: [String], digests: [String]) {
        try await desk.read { tx in
            let subject: String? = try tx.sql.value("SELECT subject FROM ticket WHERE folio = \(folio)")
            let rows = try tx.sql.fetch("""
                SELECT content.name, content.blob FROM content JOIN ticket ON ticket.id = content.ticket_id
                WHERE ticket.folio = \(folio) AND content.kind = 'file' ORDER BY content.id
                """)
            return (subject ?? "", try rows.map { try $0[0] }, try rows.map { try $0[1] })
        }
    }
}
