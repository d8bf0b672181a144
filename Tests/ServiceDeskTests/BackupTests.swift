import BusinessTime
import ServiceDesk
import Storage
import SupportPolicy
import TestSupport
import Testing

struct BackupTests {
    /// PostgreSQL is backed up with its own tools.
    @Test func `a backup of a running desk is one file, which verify approves once its files are unpacked`() async throws {
        let world = try await World(.intecnia, on: .sqlite, at: "2026-03-09 10:00")
        let files = try await world.desk.keep([Upload(name: "a.txt", mediaType: "text/plain", bytes: [1, 2, 3])])
        let folio = try await world.open { $0.files = files }.ticket.folio
        #expect(try await world.deliver(raw: []) == "IN-102")
        let path = String(try Engine.sqlite.freshAddress().dropFirst("sqlite:".count))
        try await world.desk.backUp(to: path)
        try await world.desk.note(on: folio, saying: "Después de la copia", as: world[.ines])
        await #expect(throws: (any Error).self, "an older backup is not overwritten") { try await world.desk.backUp(to: path) }

        let blobs = try BlobStore.forTests()
        let copy = try await Database("sqlite:\(path)", options: .test)
        try await Desk.unpackBlobs(from: copy, to: blobs)
        let restored = try await Desk(copy, blobs: blobs)
        let report = try await restored.verify()
        #expect(report.problems == [])
        #expect(report.tickets == 2)
        #expect(try blobs.read(files[0].blob) == [1, 2, 3])
        #expect(try await restored.read { try $0.ticket(folio, visibleTo: world[.ines]) }.ticket.chainLength == 2)
        await copy.close()
    }
}
