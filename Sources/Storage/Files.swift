import Glibc

/// What files need that Foundation does not promise: bytes that are on the disk when a call returns.
enum Files {
    /// The last system error, in words.
    static var lastError: String { String(cString: strerror(errno)) }

    /// Renames a finished file and waits until its content and its new name are on the disk.
    static func makeDurable(_ unfinished: String, as path: String) throws {
        try sync(unfinished)
        guard rename(unfinished, path) == 0 else { throw StorageError.unavailable("\(path): \(lastError)") }
        try sync(folder(of: path))
    }

    /// Waits until a file, or a folder's list of names, is on the disk.
    static func sync(_ path: String) throws {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw StorageError.unavailable("\(path): \(lastError)") }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw StorageError.unavailable("\(path): \(lastError)") }
    }

    static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}
