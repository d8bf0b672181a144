import Glibc

/// A lock on a file that the kernel frees when the process dies, however it dies.
struct ServeLock: ~Copyable, Sendable {
    private let descriptor: Int32

    /// - Throws: `StorageError.inUse` when another process, or another database of this one, holds it.
    init(_ path: String) throws {
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw StorageError.unavailable("\(path): \(Files.lastError)") }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw StorageError.inUse(path)
        }
    }

    deinit {
        close(descriptor)
    }
}
