import ArgumentParser
import Foundation
import ServiceDesk
import Storage
import SupportPolicy

/// `ventanilla backup`: the running desk, rows and files, as one file.
struct BackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup", abstract: "Copia la ventanilla, aun abierta, con sus archivos a un solo archivo nuevo.")

    @Argument(help: "El archivo que se crea.") var file: String
    @OptionGroup var options: DeskOptions

    func run() async throws {
        try await Sentences.guarding(in: options.language) {
            guard options.sqlitePath != nil else { throw CommandFailure.needsSQLite }
            guard !FileManager.default.fileExists(atPath: file) else { throw CommandFailure.fileExists(file) }
            let desk = try await options.openExistingDesk()
            let unfinished = ScratchDatabase(beside: file)
            defer { unfinished.discard() }
            try await desk.backUp(to: unfinished.path)
            try FileManager.default.moveItem(atPath: unfinished.path, toPath: file)
            await desk.database.close()
            print(Said(es: "Respaldo completo en \(file).", en: "The backup is complete in \(file).")(in: options.language))
        }
    }
}

/// `ventanilla restore`: a desk from its backup, where there is none yet.
struct RestoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore", abstract: "Restaura un respaldo en una base de datos que aún no existe, y la comprueba.")

    @Argument(help: "El respaldo.") var file: String
    @OptionGroup var options: DeskOptions

    func run() async throws {
        try await Sentences.guarding(in: options.language) {
            guard let path = options.sqlitePath else { throw CommandFailure.needsSQLite }
            guard !FileManager.default.fileExists(atPath: path) else { throw CommandFailure.fileExists(path) }
            try requireBackup()
            try options.requireFolder()
            try await unpack(to: path, blobs: try BlobStore(options.blobFolder))
            let desk = try await options.openExistingDesk()
            print(Said(es: "Restaurado en \(path). Comprobando…", en: "Restored to \(path). Verifying…")(in: options.language))
            try await VerifyCommand.verify(desk, in: options.language)
            await desk.database.close()
        }
    }

    private func requireBackup() throws {
        guard let handle = FileHandle(forReadingAtPath: file) else { throw CommandFailure.unreadable(file: file) }
        let magic = try handle.read(upToCount: 16)
        try handle.close()
        guard magic == Data("SQLite format 3\0".utf8) else { throw CommandFailure.notABackup(file) }
    }

    /// Works on a copy, so that the backup stays one; the database gets its name only when all of it is there.
    private func unpack(to path: String, blobs: BlobStore) async throws {
        let copy = ScratchDatabase(beside: path)
        defer { copy.discard() }
        try FileManager.default.copyItem(atPath: file, toPath: copy.path)
        do {
            let database = try await Database("sqlite:\(copy.path)")
            try await Desk.unpackBlobs(from: database, to: blobs)
            // A fresh copy leaves out the room that the files took.
            try await database.backup(to: path)
            await database.close()
        } catch StorageError.sql {
            throw CommandFailure.notABackup(file)
        }
    }
}

/// A database beside another, only while a command works on it.
private struct ScratchDatabase {
    let path: String

    /// What an earlier attempt left there goes first.
    init(beside path: String) {
        self.path = path + ".unfinished"
        discard()
    }

    /// Removes it, with the files that SQLite keeps beside it.
    func discard() {
        for ending in ["", "-wal", "-shm", "-journal"] { try? FileManager.default.removeItem(atPath: path + ending) }
    }
}
