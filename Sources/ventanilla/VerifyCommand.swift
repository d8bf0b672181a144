import ArgumentParser
import Glibc
import ServiceDesk
import SupportPolicy

/// `ventanilla verify`: proves that every record is what its journal says.
struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Comprueba que cada expediente es lo que dice su bitácora: 0 si todo cuadra, 1 si no.")

    @OptionGroup var options: DeskOptions

    func run() async throws {
        try await options.withDesk { try await Self.verify($0, in: options.language) }
    }

    /// Verifies and reports.
    ///
    /// - Throws: exit code 1, once the problems are told.
    static func verify(_ desk: Desk, in language: Language) async throws {
        let isWatched = isatty(STDERR_FILENO) == 1
        let report = try await desk.verify { tickets in
            if isWatched { Sentences.tell(Said(es: "\(tickets) tickets…", en: "\(tickets) tickets…")(in: language)) }
        }
        let counts = Said(
            es: "Tickets: \(report.tickets); contratos: \(report.contracts); cotizaciones: \(report.quotes); asientos: \(report.entries); sellos: \(report.seals); textos y archivos: \(report.contents).",
            en: "Tickets: \(report.tickets); contracts: \(report.contracts); quotes: \(report.quotes); entries: \(report.entries); seals: \(report.seals); texts and files: \(report.contents).")
        let verdict = report.isSound
            ? Said(es: "Todo cuadra.", en: "Everything fits.") : Said(es: "Algo no cuadra:", en: "Something does not fit:")
        print("\(counts(in: language)) \(verdict(in: language))")
        guard !report.isSound else { return }
        for problem in report.problems { Sentences.tell(problem) }
        throw ExitCode.failure
    }
}
