import ArgumentParser
import Foundation
import Mail
import ServiceDesk
import SupportPolicy

extension MailCommand {
    /// `mail check`: what the mail of a company needs, a line each; nothing is sent and nothing changed.
    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Prueba el correo de una empresa sin enviar nada: sus buzones, el servidor de salida, SPF y DMARC. 0 funciona, 69 algo no.")

        @Option(help: "La empresa.") var company: String
        @Option(help: "Servidor de correo para lo que sale, como en serve.") var smtp: String?
        @Option(help: "Archivo de certificados en que se confía para ese servidor, como en serve.") var smtpCa: String?
        @Option(help: "Servidor de nombres al que se pregunta: 192.0.2.1 o 192.0.2.1:53 (de inicio, el del sistema).") var dns: String?
        @OptionGroup var options: DeskOptions

        func run() async throws {
            let names = try nameServer()
            try await options.withDesk { desk in
                let way = try (smtp ?? Configuration.current.smtp).map { try SMTPClient(address: $0, helloName: options.helloName, trusting: smtpCa) }
                let slug = try await desk.requireCompany(company).slug
                let findings = try await desk.checkMail(of: slug, leavingBy: way, asking: names)
                for line in TextTable.lines(findings.map { [mark($0.standing), $0.place, $0.said(in: options.language)] }) { print(line) }
                if findings.contains(where: { $0.standing == .bad }) { throw ExitCode.unavailable }
            }
        }

        private func nameServer() throws -> NameServer? {
            guard let dns else { return (try? GivenFile.text("/etc/resolv.conf")).flatMap { NameServer(settings: $0) } }
            guard let server = NameServer(dns) else {
                throw ValidationError("'\(dns)' no es la dirección de un servidor de nombres. / is not the address of a name server.")
            }
            return server
        }

        private func mark(_ standing: MailFinding.Standing) -> String {
            let said: Said = switch standing {
            case .good: Said(es: "bien", en: "fine")
            case .note: Said(es: "aviso", en: "note")
            case .bad: Said(es: "mal", en: "wrong")
            }
            return said(in: options.language)
        }
    }
}
