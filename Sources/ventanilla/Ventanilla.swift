import ArgumentParser

/// The command `ventanilla`. Each subcommand has a file of its own.
@main
struct Ventanilla: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ventanilla",
        abstract: "Una ventanilla de soporte que cumple la política escrita de cada empresa. / A support desk that runs a company's written policy.",
        discussion: """
            Sin nada más, la base de datos es ventanilla.sqlite en la carpeta actual; --database o VENTANILLA_DATABASE \
            dicen otra: sqlite:RUTA o postgres://….
            """,
        subcommands: [
            Serve.self, CompanyCommand.self, PersonCommand.self, TokenCommand.self, PolicyCommand.self, ChargeCommand.self, MailCommand.self, MailboxCommand.self,
            VerifyCommand.self, EraseCommand.self, BackupCommand.self, RestoreCommand.self, SampleCommand.self, BusinessTimeCommand.self,
            BenchBusinessTime.self, BenchPolicy.self, BenchPapers.self, BenchLoad.self, BenchRows.self, BenchEmpty.self,
        ])
}
