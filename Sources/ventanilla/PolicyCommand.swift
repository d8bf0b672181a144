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

    /// The policy that can be put in force; otherwise what blocks it is told, and the command ends.
    static func policy(file: String, in language: Language) throws -> Policy {
        let reading = try PolicyReading(file: file)
        guard let policy = reading.policy else {
            for finding in reading.findings where finding.kind.blocksActivation { Sentences.tell(finding.text(in: language)) }
            throw ExitCode.badData
        }
        return policy
    }
}
