import ArgumentParser
import Foundation
import SupportPolicy

/// `ventanilla policy check`: what a reviewer would say of policies before they come into force.
struct PolicyCheck: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Revisa políticas: 0 si pueden activarse, 1 si algo lo impide, 65 si un archivo no se puede leer.")

    @Argument(help: "Archivos de políticas.") var files: [String]
    @Flag(help: "Un objeto JSON por hallazgo.") var json = false
    @OptionGroup var speech: SpeechOptions

    func run() async throws {
        try await Sentences.guarding(in: speech.language) {
            var findings: [Finding] = []
            var isUnreadable = false
            for file in files {
                do {
                    findings += try PolicyReading(file: file).findings
                } catch {
                    Sentences.tell(Sentences.told(error).0(in: speech.language))
                    isUnreadable = true
                }
            }
            for finding in findings { print(json ? try line(finding) : finding.text(in: speech.language)) }
            // The summary is no finding: a program that reads JSON shall not meet it.
            let summary = summary(of: findings, isBlocked: isUnreadable || findings.contains(where: \.kind.blocksActivation))
            if json { Sentences.tell(summary) } else { print(summary) }
            if isUnreadable { throw ExitCode.badData }
            if findings.contains(where: \.kind.blocksActivation) { throw ExitCode.failure }
        }
    }

    private func line(_ finding: Finding) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(FindingLine(finding, in: speech.language)), as: UTF8.self)
    }

    private func summary(of findings: [Finding], isBlocked: Bool) -> String {
        func count(_ kind: Finding.Kind) -> Int { findings.count { $0.kind == kind } }
        let (errors, unknowns, warnings, questions) = (count(.error), count(.unknown), count(.warning), count(.question))
        let said = Said(
            es: "Políticas: \(files.count); errores: \(errors); sin decidir: \(unknowns); avisos: \(warnings); preguntas: \(questions). \(isBlocked ? "No se puede activar." : "Se puede activar.")",
            en: "Policies: \(files.count); errors: \(errors); unknowns: \(unknowns); warnings: \(warnings); questions: \(questions). \(isBlocked ? "It cannot be activated." : "It can be activated.")")
        return said(in: speech.language)
    }
}

/// A finding as a program reads it.
private struct FindingLine: Encodable {
    let file, kind, path, message: String
    let line: Int

    init(_ finding: Finding, in language: Language) {
        file = finding.file
        line = finding.line
        kind = finding.kind.rawValue
        path = finding.path
        message = finding.message(in: language)
    }
}
