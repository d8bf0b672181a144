import ArgumentParser
import SupportPolicy
import ZoneFiles

/// `ventanilla policy`: works on policy files; only `simulate` needs a desk.
struct PolicyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy", abstract: "Empieza una política, la revisa, explica lo que promete, dice qué cambia, o la prueba con lo pasado.",
        subcommands: [PolicyNew.self, PolicyCheck.self, PolicyExplain.self, PolicyDiff.self, PolicySimulate.self, PolicySchema.self])
}

extension PolicyReading {
    /// Reads a file.
    ///
    /// - Throws: `CommandFailure.unreadable`.
    init(file: String) throws {
        self.init(bytes: try GivenFile.bytes(file), file: file, zone: { try ZoneFiles.zone(named: $0) })
    }
}
