import ArgumentParser
import BusinessTime
import Foundation
import ServiceDesk
import SupportPolicy

/// `ventanilla policy check`: what a reviewer would say of policies before they come into force.
struct PolicyCheck: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Revisa políticas: 0 si pueden activarse, 1 si algo lo impide, 65 si un archivo no se puede leer.")

    @Argument(help: "Archivos de políticas.") var files: [String]
    @Flag(help: "Un objeto JSON por hallazgo.") var json = false
    @Flag(help: "Un documento SARIF 2.1.0, para que un servidor de código muestre los hallazgos en su línea.") var sarif = false
    @Flag(help: "Tres ejemplos de cada plazo, para aprobarlos: un día cualquiera, antes de un puente, un sábado.") var examples = false

    func validate() throws {
        if [json, sarif, examples].count(where: { $0 }) > 1 { throw ValidationError("--json, --sarif y --examples se excluyen.") }
    }

    @OptionGroup var speech: SpeechOptions

    func run() async throws {
        try await Sentences.guarding(in: speech.language) {
            var readings: [PolicyReading] = []
            for file in files {
                do {
                    readings.append(try PolicyReading(file: file))
                } catch {
                    Sentences.tell(Sentences.told(error).0(in: speech.language))
                }
            }
            let isUnreadable = readings.count < files.count
            let findings = readings.flatMap(\.findings)
            if sarif {
                print(SarifLog(findings: findings, language: speech.language).text)
            } else {
                for finding in findings { print(json ? json(finding) : finding.text(in: speech.language)) }
            }
            if examples { try readings.compactMap(\.policy).flatMap(examples).forEach { print($0) } }
            // The summary is no finding: a program that reads JSON shall not meet it.
            let summary = summary(of: findings, isBlocked: isUnreadable || findings.contains(where: \.kind.blocksActivation))
            if json || sarif { Sentences.tell(summary) } else { print(summary) }
            if isUnreadable { throw ExitCode.badData }
            if findings.contains(where: \.kind.blocksActivation) { throw ExitCode.failure }
        }
    }

    private func json(_ finding: Finding) -> String {
        var json = JSONText()
        json.object { json in
            json.array("cites") { json in
                for clause in finding.cites { json.object(clause.write) }
            }
            json.member("file", finding.file)
            json.member("kind", finding.kind.rawValue)
            json.member("line", finding.line)
            json.member("message", finding.message(in: speech.language))
            json.member("path", finding.path)
            json.member("rule", finding.rule)
        }
        return json.text
    }

    private func examples(of policy: Policy) throws -> [String] {
        let today = policy.zone.local(MachineClock.now).date
        let examples = try policy.workedExamples(after: today)
        let words = Wording(speech.language, policy.zone)
        let rows = examples.map { example in
            let due = example.due.due.insteadOfDate.map { "\($0(in: speech.language)) (\(example.promise.asWritten))" } ?? words.full(example.due.due)
            return [example.promise.id, example.promise.asWritten, words.full(example.start), "→ \(due)", example.promise.clause.ids.joined(separator: ", ")]
        }
        return ["", policy.title] + TextTable.lines(rows).map { "  " + $0 }
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

extension Clause {
    fileprivate func write(_ json: inout JSONText) {
        json.member("document", document)
        json.member("clause", section)
        json.member("text", text)
        json.array("ids") { json in
            for id in ids { json.element(id) }
        }
    }
}

/// Findings as SARIF 2.1.0, which code hosts show beside the lines of a change.
struct SarifLog {
    let findings: [Finding]
    let language: Language

    var text: String {
        var json = JSONText()
        json.object { json in
            json.member("$schema", "https://json.schemastore.org/sarif-2.1.0.json")
            json.member("version", "2.1.0")
            json.array("runs") { json in
                json.object { json in
                    json.object("tool") { $0.object("driver", driver) }
                    json.array("results") { json in
                        for finding in findings { json.object { result(finding, &$0) } }
                    }
                }
            }
        }
        return json.text
    }

    private func driver(_ json: inout JSONText) {
        json.member("name", "ventanilla policy check")
        json.array("rules") { json in
            for rule in Set(findings.map(\.rule)).sorted() { json.object { $0.member("id", rule) } }
        }
    }

    private func result(_ finding: Finding, _ json: inout JSONText) {
        json.member("ruleId", finding.rule)
        json.member("level", finding.kind.blocksActivation ? "error" : finding.kind == .warning ? "warning" : "note")
        json.object("message") { $0.member("text", "\(finding.path): \(finding.message(in: language))") }
        json.array("locations") { json in
            json.object { json in
                json.object("physicalLocation") { json in
                    json.object("artifactLocation") { $0.member("uri", finding.file) }
                    // SARIF counts lines from 1; what is about the whole document stands on its first.
                    json.object("region") { $0.member("startLine", max(finding.line, 1)) }
                }
            }
        }
    }
}
