import ArgumentParser
import ServiceDesk
import SupportPolicy

/// `ventanilla person`: the people of a company.
struct PersonCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "person", abstract: "Las personas de una empresa.", subcommands: [Invite.self])

    /// `person invite`: a link that works once, alone on its line. For somebody who is known it sets the password anew.
    struct Invite: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Invita a alguien, o le permite poner otra contraseña: escribe una liga que funciona una vez.")

        @Option(help: "La empresa.") var company: String
        @Option(help: "Correo de la persona.") var email: String
        @Option(help: "Nombre de la persona.") var name: String?
        @Option(help: "client, agent, quality, operations o admin (de inicio, el que tiene; si es nueva, agent).") var role: Role?
        @Option(help: "Nivel de un agente.") var level: Int?
        @OptionGroup var options: DeskOptions

        func run() async throws {
            try await options.withDesk { desk in
                let slug = try await desk.requireCompany(company).slug
                let (role, level) = try await place(at: desk)
                let path = try await desk.invite(email: email, name: name, role: role, level: level, to: slug)
                print(options.publicURL + path)
            }
        }

        /// What was not asked for stays as it is: setting a password anew changes nobody's role.
        private func place(at desk: Desk) async throws -> (Role, Int?) {
            let (company, email) = (company, email)
            let known = try await desk.read { tx in try tx.person(email: email, in: try tx.company(company).id) }
            let role = role ?? known?.role ?? .agent
            return (role, level ?? (role == known?.role ? known?.level : nil))
        }
    }
}

extension Desk {
    /// - Throws: `CommandFailure.unknownCompany`.
    func requireCompany(_ slug: String) async throws -> CompanyRow {
        guard let company = try await read({ try $0.companyIfKnown(slug) }) else { throw CommandFailure.unknownCompany(slug) }
        return company
    }
}
