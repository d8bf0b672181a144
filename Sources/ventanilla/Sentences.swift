import ArgumentParser
import Foundation
import Mail
import ServiceDesk
import Storage
import SupportPolicy

/// What can go wrong in a command itself, before any verb of the desk is asked.
enum CommandFailure: Error {
    case unreadable(file: String)
    case noDatabase(String)
    case noFolder(String)
    case unknownCompany(String)
    case unknownMailbox(String)
    case fileExists(String)
    case notABackup(String)
    case needsSQLite
    case hasCompanies
    /// Something in the arguments, as a sentence.
    case usage(Said)
}

/// Errors as sentences on standard error, with the exit codes of `sysexits.h`.
enum Sentences {
    /// Runs a command's work; what it throws becomes a sentence and an exit code, never a dump.
    static func guarding(
        in language: Language = Configuration.current.language, _ body: () async throws -> Void
    ) async throws {
        do {
            try await body()
        } catch where error is ExitCode || error is ValidationError || error is CleanExit {
            throw error
        } catch {
            let (sentence, code) = told(error)
            tell(sentence(in: language))
            throw code
        }
    }

    /// Writes a line on standard error.
    static func tell(_ line: String) {
        FileHandle.standardError.write(Data((line + "\n").utf8))
    }

    /// What an error means for whoever runs the command.
    static func told(_ error: any Error) -> (Said, ExitCode) {
        switch error {
        case let failure as CommandFailure: told(failure)
        case let error as DeskError: told(error)
        case let error as StorageError: told(error)
        case let failure as MailServerFailure: (failure.said, .unavailable)
        case let error as MailError: (Said(es: "No se puede usar el correo: \(error)", en: "The mail cannot be used: \(error)"), .usage)
        case let refusal as Refusal: told(DeskError.refused(refusal))
        default: (Said(es: "Algo falló: \(error)", en: "Something failed: \(error)"), .failure)
        }
    }

    private static func told(_ failure: CommandFailure) -> (Said, ExitCode) {
        switch failure {
        case .unreadable(let file): (Said(es: "No se puede leer \(file).", en: "\(file) cannot be read."), .badData)
        case .noDatabase(let path): (Said(
            es: "No hay una base de datos en \(path). Se crea con `ventanilla company add POLÍTICA…`; otra se indica con --database.",
            en: "There is no database at \(path). `ventanilla company add POLICY…` creates one; --database names another."), .unavailable)
        case .noFolder(let folder): (Said(es: "No existe la carpeta \(folder).", en: "There is no folder \(folder)."), .unavailable)
        case .unknownCompany(let slug): (Said(
            es: "No hay una empresa '\(slug)'. `ventanilla company list` las muestra.",
            en: "There is no company '\(slug)'. `ventanilla company list` shows them."), .noSuchUser)
        case .unknownMailbox(let address): (Said(
            es: "La empresa no tiene el buzón \(address); el mensaje no se recibió. `ventanilla mailbox list` los muestra.",
            en: "The company has no mailbox \(address); the message was not taken. `ventanilla mailbox list` shows them."), .tryAgain)
        case .fileExists(let path): (Said(
            es: "\(path) ya existe, y no se sobrescribe.", en: "\(path) is there already, and is not overwritten."), .badData)
        case .notABackup(let path): (Said(es: "\(path) no es un respaldo de Ventanilla.", en: "\(path) is no backup of Ventanilla."), .badData)
        case .needsSQLite: (Said(
            es: "Esto vale para SQLite; PostgreSQL se respalda con pg_dump y se restaura con pg_restore.",
            en: "This works with SQLite; PostgreSQL is backed up with pg_dump and restored with pg_restore."), .usage)
        case .hasCompanies: (Said(
            es: "La base de datos ya tiene empresas: los datos de muestra van en una vacía.",
            en: "The database has companies already: sample data go into an empty one."), .badData)
        case .usage(let said): (said, .usage)
        }
    }

    private static func told(_ error: DeskError) -> (Said, ExitCode) {
        switch error {
        case .notFound: (Said(es: "No existe.", en: "It does not exist."), .badData)
        case .invalid(let problems): (Said(
            es: problems.map { "\($0.field): \($0.message.es)" }.joined(separator: "\n"),
            en: problems.map { "\($0.field): \($0.message.en)" }.joined(separator: "\n")), .badData)
        case .refused(let refusal): (Said(
            es: "\(refusal.reason.es) (\(refusal.clause.section))", en: "\(refusal.reason.en) (\(refusal.clause.section))"), .badData)
        case .conflict(let said), .tooLarge(let said): (said, .badData)
        case .forbidden: (Said(es: "Ese papel no lo permite.", en: "That role does not include it."), .badData)
        case .tooMany: (Said(es: "Demasiadas veces; intente más tarde.", en: "Too often; try again later."), .tryAgain)
        case .broken(let problem): (Said(es: "Algo está dañado: \(problem)", en: "Something is broken: \(problem)"), .failure)
        }
    }

    private static func told(_ error: StorageError) -> (Said, ExitCode) {
        switch error {
        case .unavailable(let reason): (Said(
            es: "La base de datos no está disponible: \(reason)", en: "The database is not available: \(reason)"), .unavailable)
        case .busy, .outcomeUnknown: (Said(
            es: "La base de datos está ocupada; intente de nuevo.", en: "The database is busy; try again."), .tryAgain)
        case .inUse(let path): (Said(
            es: "Otra ventanilla ya atiende \(path).", en: "Another desk already serves \(path)."), .unavailable)
        case .newerSchema(let name): (Said(
            es: "La base de datos es más nueva que este programa: tiene la migración \(name).",
            en: "The database is newer than this program: it has the migration \(name)."), .unavailable)
        case .constraint, .migration, .column, .sql: (Said(
            es: "La base de datos no se dejó usar: \(error)", en: "The database could not be used: \(error)"), .failure)
        }
    }
}

extension ExitCode {
    /// 64: the command was called wrongly.
    static let usage = ExitCode(64)
    /// 65: what it was given cannot be taken.
    static let badData = ExitCode(65)
    /// 67: no such company.
    static let noSuchUser = ExitCode(67)
    /// 69: something it needs is not there.
    static let unavailable = ExitCode(69)
    /// 75: it may work later; a mail server keeps the message and tries again.
    static let tryAgain = ExitCode(75)
}

/// Files that a command was given.
enum GivenFile {
    /// - Throws: `CommandFailure.unreadable` also for what is not text.
    static func text(_ path: String) throws -> String {
        guard let text = String(validating: try bytes(path), as: UTF8.self) else { throw CommandFailure.unreadable(file: path) }
        return text
    }

    /// - Throws: `CommandFailure.unreadable`.
    static func bytes(_ path: String) throws -> [UInt8] {
        guard let data = FileManager.default.contents(atPath: path) else { throw CommandFailure.unreadable(file: path) }
        return [UInt8](data)
    }
}
