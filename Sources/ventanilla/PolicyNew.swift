import ArgumentParser
import BusinessTime
import Foundation
import SupportPolicy
import ZoneFiles

/// `ventanilla policy new`: asks what a policy needs, and writes its skeleton.
struct PolicyNew: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new", abstract: "Pregunta lo necesario y escribe el esqueleto comentado de una política.",
        discussion: "Enter acepta lo que está entre corchetes; ? lo deja sin decidir (unknown); - dice que no hay.")

    @Option(help: "A qué archivo (de inicio, a la salida). Uno que ya existe no se sobrescribe.") var output: String?
    @Flag(help: "Sin preguntas, con lo que se sugiere.") var defaults = false
    @OptionGroup var speech: SpeechOptions

    func run() async throws {
        try await Sentences.guarding(in: speech.language) {
            if let output, FileManager.default.fileExists(atPath: output) { throw CommandFailure.fileExists(output) }
            let questions = DraftQuestion.all { (try? ZoneFiles.zone(named: $0)) != nil }
            let answers = defaults ? [:] : try ask(questions)
            let today = Zone.utc.date(of: MachineClock.now)
            let text = PolicyDraft(answers, questions: questions, today: today).text
            guard let output else { return print(text, terminator: "") }
            do {
                try Data(text.utf8).write(to: URL(fileURLWithPath: output), options: .withoutOverwriting)
            } catch {
                throw CommandFailure.usage(Said(es: "No se puede escribir \(output).", en: "\(output) cannot be written."))
            }
            Sentences.tell("Listo: \(output). Ahora: ventanilla policy check \(output)")
        }
    }

    /// The questions go to standard error: the policy may go to the output.
    private func ask(_ questions: [DraftQuestion]) throws -> DraftAnswers {
        Sentences.tell("Enter acepta lo que está entre corchetes; ? lo deja sin decidir; - dice que no hay.")
        var answers: DraftAnswers = [:]
        for question in questions where question.applies(answers) {
            answers.updateValue(try answer(to: question, after: answers), forKey: question.id)
        }
        return answers
    }

    private func answer(to question: DraftQuestion, after answers: DraftAnswers) throws -> String? {
        let suggestion = question.suggestion(answers)
        while true {
            FileHandle.standardError.write(Data("\(question.asks) [\(suggestion)] ".utf8))
            guard let line = readLine() else {
                throw CommandFailure.usage(Said(
                    es: "\nSe acabaron las respuestas antes que las preguntas: no se escribió nada.",
                    en: "\nThe answers ended before the questions: nothing was written."))
            }
            let given = line.trimmingCharacters(in: .whitespaces)
            if given == "?" {
                if question.mayStayOpen { return nil }
                Sentences.tell("Esto no puede quedar sin decidir.")
                continue
            }
            let answer = given.isEmpty ? suggestion : given
            guard let problem = question.problem(answer, after: answers) else { return answer }
            Sentences.tell(problem)
        }
    }
}
