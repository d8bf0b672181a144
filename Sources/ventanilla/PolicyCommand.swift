import ArgumentParser
import SupportPolicy
import ZoneFiles

/// `ventanilla policy`: works on policy files alone; needs no database.
struct PolicyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy", abstract: "Empieza una política, la revisa, explica lo que promete, o dice qué cambia.",
        subcommands: [PolicyNew.self, PolicyCheck.self, PolicyExplain.self, PolicyDiff.self, PolicySchema.self])
}

extension PolicyReading {
    /// Reads a file.
    ///
    /// - Throws: `CommandFailure.unreadable`.
    init(file: String) throws {
        self.init(bytes: try GivenFile.bytes(file), file: file, zone: { try ZoneFiles.zone(named: $0) })
    }
}
