import BusinessTime
import Glibc

/// Files by the digest of their content, in a folder: what clients attach is kept once, and never changes.
///
/// A file is named by its SHA-256 in hexadecimal, two levels deep (`ab/cd/abcd…`). The caller computes the digest.
public struct BlobStore: Sendable {
    /// The folder.
    public let root: String

    /// - Throws: `StorageError.unavailable` when the folder cannot be made.
    public init(_ root: String) throws {
        self.root = root
        try Self.makeFolder(root)
    }

    /// Where the file with this digest is, or would be.
    ///
    /// - Throws: `StorageError.unavailable` unless it is 64 lower-case hexadecimal digits: nothing else may reach a path.
    public func path(_ digest: String) throws -> String {
        let isDigest = digest.utf8.count == 64 && digest.utf8.allSatisfy {
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0)
        }
        guard isDigest else { throw StorageError.unavailable("not a digest of a file") }
        return "\(root)/\(digest.prefix(2))/\(digest.dropFirst(2).prefix(2))/\(digest)"
    }

    /// Whether a file with this digest is kept.
    public func exists(_ digest: String) throws -> Bool {
        access(try path(digest), F_OK) == 0
    }

    /// Keeps the bytes, durably once this returns. The same content again costs nothing.
    public func write(_ bytes: [UInt8], digest: String) throws {
        try keep(digest) { descriptor, path in try Self.write(bytes[...], to: descriptor, path) }
    }

    /// The bytes with this digest; `nil` when they were never kept, or erased.
    public func read(_ digest: String) throws -> [UInt8]? {
        var bytes: [UInt8] = []
        let isThere = try read(digest) { bytes += $0 }
        return isThere ? bytes : nil
    }

    /// Hands over the bytes piece by piece, for files that should not stand in memory as a whole.
    ///
    /// - Returns: whether the file is there.
    @discardableResult
    public func read(_ digest: String, by size: Int = 65_536, _ body: (ArraySlice<UInt8>) throws -> Void) throws -> Bool {
        let path = try path(digest)
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        if descriptor < 0, errno == ENOENT { return false }
        guard descriptor >= 0 else { throw StorageError.unavailable("\(path): \(Files.lastError)") }
        defer { close(descriptor) }
        var buffer = [UInt8](repeating: 0, count: size)
        while true {
            let count = Glibc.read(descriptor, &buffer, size)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw StorageError.unavailable("\(path): \(Files.lastError)") }
            if count == 0 { return true }
            try body(buffer[..<count])
        }
    }

    /// Its first bytes; `nil` when they were never kept, or erased.
    public func beginning(of digest: String, atMost size: Int) throws -> [UInt8]? {
        struct Enough: Error {}
        var bytes: [UInt8] = []
        do {
            guard try read(digest, { bytes += $0; if bytes.count >= size { throw Enough() } }) else { return nil }
        } catch is Enough {}
        return Array(bytes.prefix(size))
    }

    /// Erases the file, durably once this returns. One that is not there is erased already.
    public func delete(_ digest: String) throws {
        let path = try path(digest)
        guard unlink(path) == 0 || errno == ENOENT else { throw StorageError.unavailable("\(path): \(Files.lastError)") }
        if access(Files.folder(of: path), F_OK) == 0 { try Files.sync(Files.folder(of: path)) }
    }

    /// The digests of the files in one of the 256 folders at the top that were last written before an instant. What a killed
    /// process left unfinished there, as old, is removed.
    public func digests(in folder: UInt8, olderThan instant: Instant) throws -> [String] {
        var digests: [String] = []
        let digits = String(folder, radix: 16)
        let top = "\(root)/\(digits.count == 1 ? "0" : "")\(digits)"
        for inner in Self.names(in: top) {
            for name in Self.names(in: "\(top)/\(inner)") {
                let file = "\(top)/\(inner)/\(name)"
                var facts = stat()
                guard lstat(file, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG, facts.st_mtim.tv_sec < instant.seconds else { continue }
                if name.hasSuffix(".part") { unlink(file) } else if (try? path(name)) == file { digests.append(name) }
            }
        }
        return digests
    }

    /// What lies in a folder; nothing where there is none.
    private static func names(in folder: String) -> [String] {
        guard let stream = opendir(folder) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { String(cString: UnsafeRawPointer($0).assumingMemoryBound(to: CChar.self)) }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names
    }

    /// Copies one file to another store, piece by piece, for backups.
    ///
    /// - Returns: whether the file is here.
    @discardableResult
    public func copy(_ digest: String, to other: BlobStore) throws -> Bool {
        guard try exists(digest) else { return false }
        try other.keep(digest) { descriptor, path in
            try read(digest) { try Self.write($0, to: descriptor, path) }
        }
        return true
    }

    /// Writes a file beside its final name, and gives it that name only when all of it is on the disk.
    private func keep(_ digest: String, _ fill: (Int32, String) throws -> Void) throws {
        let path = try path(digest)
        if access(path, F_OK) == 0 { return }
        let folder = Files.folder(of: path)
        try Self.makeFolder(Files.folder(of: folder))
        try Self.makeFolder(folder)

        let unfinished = "\(path).\(UInt64.random(in: .min ... .max)).part"
        let descriptor = open(unfinished, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw StorageError.unavailable("\(unfinished): \(Files.lastError)") }
        do {
            defer { close(descriptor) }
            try fill(descriptor, unfinished)
        } catch {
            unlink(unfinished)
            throw error
        }
        try Files.makeDurable(unfinished, as: path)
    }

    private static func write(_ bytes: ArraySlice<UInt8>, to descriptor: Int32, _ path: String) throws {
        var rest = bytes
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw StorageError.unavailable("\(path): \(Files.lastError)") }
            rest = rest.dropFirst(count)
        }
    }

    /// Makes a folder, and its name in the one above durable.
    private static func makeFolder(_ path: String) throws {
        if mkdir(path, 0o700) == 0 { return try Files.sync(Files.folder(of: path)) }
        guard errno == EEXIST else { throw StorageError.unavailable("\(path): \(Files.lastError)") }
    }
}
