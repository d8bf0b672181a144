import ArgumentParser
import BusinessTime
import Foundation
import Logging
import ServiceDesk
import Storage
import SupportPolicy
import ZoneFiles

/// Where the desk is: the options that all commands share that work on one.
struct DeskOptions: ParsableArguments {
    @Option(help: "Base de datos: sqlite:RUTA o postgres://usuario:clave@servidor/base.")
    var database = Configuration.current.database ?? "sqlite:ventanilla.sqlite"

    @Option(help: "Carpeta de los archivos adjuntos (de inicio, junto a la base de datos).")
    var blobs: String?

    @Option(help: "Dirección pública de las páginas: https://soporte.ejemplo.mx.")
    var url: String?

    @OptionGroup var speech: SpeechOptions

    var language: Language { speech.language }

    /// The SQLite file; `nil` for PostgreSQL.
    var sqlitePath: String? {
        if database.hasPrefix("postgres://") || database.hasPrefix("postgresql://") { return nil }
        return database.hasPrefix("sqlite:") ? String(database.dropFirst("sqlite:".count)) : database
    }

    /// The folder that was given, or `ventanilla-blobs` beside `ventanilla.sqlite`.
    var blobFolder: String {
        if let given = blobs ?? Configuration.current.blobs { return given }
        guard let path = sqlitePath else { return "ventanilla-blobs" }
        return URL(fileURLWithPath: path).deletingPathExtension().path + "-blobs"
    }

    /// The public address, without a slash at the end.
    var publicURL: String { publicURL(otherwise: "http://127.0.0.1:8080") }

    /// What the desk calls itself to mail servers: the host of its public address, where that is a name.
    var helloName: String {
        let host = URL(string: publicURL)?.host() ?? ""
        return host.contains(where: \.isLetter) && !host.contains(":") ? host : "localhost"
    }

    private func publicURL(otherwise fallback: String) -> String {
        let given = url ?? Configuration.current.url ?? fallback
        return given.hasSuffix("/") ? String(given.dropLast()) : given
    }

    /// Opens the desk, and creates its database or brings its schema up to date.
    ///
    /// - Parameter url: the public address where neither the options nor the environment have one.
    /// - Throws: `StorageError`; `CommandFailure` when the folder of the database is not there.
    func openDesk(url: String? = nil) async throws -> Desk {
        try requireFolder()
        let blobs = try BlobStore(blobFolder)
        return try await Desk(
            database: try await openDatabase(), blobs: blobs,
            settings: Desk.Settings(publicURL: url.map(publicURL(otherwise:)) ?? publicURL), logger: logger,
            zone: { try ZoneFiles.zone(named: $0) })
    }

    /// Opens a desk that must be there: a mistyped path shall not become a new, empty desk.
    func openExistingDesk() async throws -> Desk {
        if let path = sqlitePath, !FileManager.default.fileExists(atPath: path) {
            throw CommandFailure.noDatabase(path)
        }
        return try await openDesk()
    }

    /// Runs a command's work on a desk that must be there, and closes it; errors become sentences.
    func withDesk(_ work: (Desk) async throws -> Void) async throws {
        try await Sentences.guarding(in: language) {
            let desk = try await openExistingDesk()
            try await work(desk)
            await desk.database.close()
        }
    }

    /// Opens the bare database, with the machine's clock.
    private func openDatabase() async throws -> Database {
        var options = Database.Options()
        options.logger = logger
        options.clock = { MachineClock.now }
        return try await Database(database, options: options)
    }

    private var logger: Logger {
        var logger = Logger(label: "ventanilla")
        logger.logLevel = Configuration.current.logLevel
        return logger
    }

    /// - Throws: `CommandFailure.noFolder` when the SQLite file would have no folder to be in.
    func requireFolder() throws {
        guard let path = sqlitePath else { return }
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        guard FileManager.default.fileExists(atPath: folder) else { throw CommandFailure.noFolder(folder) }
    }
}

/// The language in which a command answers.
struct SpeechOptions: ParsableArguments {
    @Option(name: .customLong("language"), help: "Idioma de las respuestas: es o en (de inicio, el del sistema).")
    var chosen: Language?

    var language: Language { chosen ?? Configuration.current.language }
}

/// The machine's clock: the only one that anything in Ventanilla looks at.
enum MachineClock {
    static var now: Instant { Instant(seconds: Int64(Date().timeIntervalSince1970.rounded(.down))) }
}

extension Language: ExpressibleByArgument {}
extension Role: ExpressibleByArgument {}
extension ChannelKind: ExpressibleByArgument {}
