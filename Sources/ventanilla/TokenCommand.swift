import ArgumentParser
import ServiceDesk
import SupportPolicy

/// `ventanilla token`: tokens for programs that use the API.
struct TokenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token", abstract: "Llaves de la API.", subcommands: [Create.self])

    /// `token create`: the token, alone on its line; it is kept nowhere and cannot be shown again.
    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Crea una llave para un programa que actúa como alguien. Se muestra esta única vez.")

        @Option(help: "La empresa.") var company: String
        @Option(name: [.customLong("person"), .customLong("email")], help: "Correo de la persona por quien actúa; si es nueva, se registra.")
        var email: String
        @Option(help: "Papel con que actúa: client, agent, quality, operations o admin.") var role: Role
        @OptionGroup var options: DeskOptions

        func run() async throws {
            try await options.withDesk { desk in
                let slug = try await desk.requireCompany(company).slug
                print(try await desk.createToken(for: email, role: role, in: slug))
            }
        }
    }
}
