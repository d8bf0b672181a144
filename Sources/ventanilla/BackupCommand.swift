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
            let unfinished = UnfinishedFile(for: file)
            try await unfinished.fill { try await desk.backUp(to: $0) }
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
            guard FileManager.default.isReadableFile(atPath: file) else { throw CommandFailure.unreadable(file: file) }
            let blobs = try BlobStore(options.blobFolder)
            try await UnfinishedFile(for: path).fill { copy in
                try FileManager.default.copyItem(atPath: file, toPath: copy)
                try await unpack(copy, to: blobs)
            }
            let desk = try await options.openExistingDesk()
            print(Said(es: "Restaurado en \(path). Comprobando…", en: "Restored to \(path). Verifying…")(in: options.language))
            try await VerifyCommand.verify(desk, in: options.language)
            await desk.database.close()
        }
    }

    private func unpack(_ copy: String, to blobs: BlobStore) async throws {
        do {
            let database = try await Database("sqlite:\(copy)")
            try await Desk.unpackBlobs(from: database, to: blobs)
            await database.close()
        } catch is StorageError {
            throw CommandFailure.notABackup(file)
        }
    }
}

/// A file that gets its name only when all of it is there, so that nobody takes half a copy for a whole one.
private struct UnfinishedFile {
    let path: String
    private var unfinished: String { path + ".part" }

    init(for path: String) {
        self.path = path
    }

    func fill(_ body: (String) async throws -> Void) async throws {
        discard()
        do {
            try await body(unfinished)
            try FileManager.default.moveItem(atPath: unfinished, toPath: path)
        } catch {
            discard()
            throw error
        }
    }

    /// What is left of an attempt, with the files that SQLite keeps beside it.
    private func discard() {
        for ending in ["", "-wal", "-shm", "-journal"] { try? FileManager.default.removeItem(atPath: unfinished + ending) }
    }
}
