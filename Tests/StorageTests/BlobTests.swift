import Foundation
import Storage
import TestSupport
import Testing

struct BlobTests {
    private let digest = String(repeating: "0a", count: 32)

    @Test func `bytes come back, once written for ever and once erased never`() throws {
        let store = try BlobStore(TestFolder.shared.path + "/blobs-\(UUID().uuidString)")
        let bytes = (0..<200_000).map { UInt8(truncatingIfNeeded: $0) }
        #expect(try store.read(digest) == nil)
        try store.write(bytes, digest: digest)
        try store.write([], digest: digest)
        #expect(try store.read(digest) == bytes)
        #expect(try store.path(digest) == "\(store.root)/0a/0a/\(digest)")

        let backup = try BlobStore(store.root + "-backup")
        #expect(try store.copy(digest, to: backup))
        #expect(try backup.read(digest) == bytes)

        try store.delete(digest)
        try store.delete(digest)
        #expect(try !store.exists(digest))
        #expect(try !store.copy(digest, to: backup))
    }

    @Test func `nothing unfinished is left beside a file`() throws {
        let store = try BlobStore(TestFolder.shared.path + "/blobs-\(UUID().uuidString)")
        try store.write([1], digest: digest)
        #expect(try FileManager.default.contentsOfDirectory(atPath: store.root + "/0a/0a") == [digest])
    }

    @Test(arguments: ["", "../../etc/passwd", "0A" + String(repeating: "0a", count: 31), String(repeating: "/", count: 64), "0a"])
    func `only a digest reaches a path`(name: String) throws {
        let store = try BlobStore(TestFolder.shared.path + "/blobs-\(UUID().uuidString)")
        #expect(throws: StorageError.self) { try store.read(name) }
        #expect(throws: StorageError.self) { try store.write([1], digest: name) }
        #expect(throws: StorageError.self) { try store.delete(name) }
    }
}
