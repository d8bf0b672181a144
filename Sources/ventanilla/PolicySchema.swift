import ArgumentParser
import SupportPolicy

/// `ventanilla policy schema`: the policy language for editors.
struct PolicySchema: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema", abstract: "Escribe el lenguaje de las políticas como JSON Schema, para que un editor complete y revise.")

    @OptionGroup var speech: SpeechOptions

    func run() {
        print(LanguageSchema(in: speech.language).text, terminator: "")
    }
}
