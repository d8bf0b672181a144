import ArgumentParser
import SupportPolicy
import ZoneFiles

/// `ventanilla policy`: works on policy files alone; needs no database.
struct PolicyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy", abstract: "Revisa una política, explica lo que promete, o dice qué cambia.",
        subcommands: [PolicyCheck.self, PolicyExplain.self, PolicyDiff.self])
}

extension PolicyReading {
    /// Reads a file.
    ///
    /// - Throws: `CommandFailure.unreadable`.
    init(file: String) throws {
        self.init(bytes: try GivenFile.bytes(file), file: file, zone: { try ZoneFiles.zone(named: $0) })
    }
}
