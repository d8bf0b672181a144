import ArgumentParser
import BusinessTime
import Foundation
import SupportPolicy

/// `ventanilla policy diff`: what another version changes, rule by rule and in worked due dates.
struct PolicyDiff: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff", abstract: "Dice qué cambia de una versión de una política a otra: reglas, y plazos con ejemplos.")

    @Argument(help: "La versión anterior.") var old: String
    @Argument(help: "La versión nueva.") var new: String
    @OptionGroup var speech: SpeechOptions

    func run() async throws {
        try await Sentences.guarding(in: speech.language) {
            let (before, after) = (try GivenFile.text(old), try GivenFile.text(new))
            let (earlier, later) = (try PolicyReading(file: old), try PolicyReading(file: new))
            let blocking = (earlier.findings + later.findings).filter { $0.kind == .error }
            for finding in blocking { Sentences.tell(finding.text(in: speech.language)) }
            guard blocking.isEmpty else { throw ExitCode.badData }
            let today = (later.policy?.zone ?? .utc).local(MachineClock.now).date
            let difference = try PolicyDifference(from: (before, earlier.policy), to: (after, later.policy), after: today)
            difference.lines(in: speech.language).forEach { print($0) }
        }
    }
}

extension PolicyDifference {
    /// The difference as text for a terminal.
    func lines(in language: Language) -> [String] {
        guard !isEmpty else { return [Said(es: "Nada cambia.", en: "Nothing changes.")(in: language)] }
        var lines = changes.map { change in
            switch (change.old, change.new) {
            case (let old?, let new?): "~ \(change.path): \(old) → \(new)"
            case (nil, let new?): "+ \(change.path): \(new)"
            case (let old?, nil): "- \(change.path): \(old)"
            case (nil, nil): change.path
            }
        }
        guard !examples.isEmpty else { return lines }
        lines += ["", Said(es: "Por ejemplo:", en: "For example:")(in: language)]
        return lines + TextTable.lines(examples.map { example in
            let words = Wording(language, example.promise.schedule.zone)
            return [example.promise.id, words.full(example.start), "\(words.due(example.old)) → \(words.due(example.new))"]
        }).map { "  " + $0 }
    }
}

extension Wording {
    fileprivate func due(_ due: DueDate) -> String {
        due.due.insteadOfDate?(in: language) ?? short(due.due)
    }
}
