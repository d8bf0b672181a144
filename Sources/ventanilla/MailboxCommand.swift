import ArgumentParser
import BusinessTime
import Foundation
import Mail
import ServiceDesk
import SupportPolicy

/// `ventanilla mailbox`: the mailboxes of a company, those that the desk reads by IMAP and those that a mail server hands over.
struct MailboxCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mailbox", abstract: "Los buzones: los que se leen por IMAP y los que entrega el servidor de correo.",
        subcommands: [Add.self, Rules.self, List.self, Check.self, Remove.self])

    /// `mailbox add`: opens it first, so that a wrong password is told here and not in a log.
    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Agrega un buzón. El que se lee se abre una vez para probar; nada en él se marca ni se borra.")

        @Option(help: "La empresa.") var company: String
        @Argument(help: "La dirección del buzón: soporte@ejemplo.mx.") var address: String
        @Option(help: "Servidor: imaps://servidor:993 o imap+starttls://servidor:143; imap:// sólo en esta máquina.") var imap: String?
        @Flag(help: "No se lee: lo entrega el servidor de correo, por LMTP o con mail deliver.") var handedOver = false
        @Option(help: "Usuario (de inicio, la dirección).") var user: String?
        @Option(help: "Archivo con la contraseña; se guarda sellada.") var passwordFile: String?
        @Option(help: "Archivo en el que otro programa renueva un token de OAuth 2; se lee en cada conexión.") var tokenFile: String?
        @Option(help: "Carpeta.") var folder = "INBOX"
        @Option(help: "Archivo de certificados en que se confía en lugar de los del sistema.") var ca: String?
        @OptionGroup var purpose: PurposeOptions
        @Option(help: "Nombre con que su servidor de correo firma Authentication-Results; sin él, ningún remitente se da por probado.")
        var authservId: String?
        @Flag(help: "El servidor entrega aquí direcciones con +: las respuestas llevan un secreto que las une a su ticket.") var plus = false
        @Flag(help: "También lo que ya está en el buzón; sin esto, sólo lo que llegue desde ahora.") var all = false
        @Flag(help: "Sin abrirlo para probar; entonces se lee también lo que ya está en él.") var unchecked = false
        @OptionGroup var options: DeskOptions

        func validate() throws {
            if handedOver {
                guard imap == nil, passwordFile == nil, tokenFile == nil else {
                    throw ValidationError("Lo que se entrega no se abre: sin --imap ni contraseña. / What is handed over is not opened: no --imap, no password.")
                }
                return
            }
            guard imap != nil else { throw ValidationError("Hace falta --imap o --handed-over. / Give --imap or --handed-over.") }
            guard (passwordFile == nil) != (tokenFile == nil) else {
                throw ValidationError("Hace falta --password-file o --token-file. / Give --password-file or --token-file.")
            }
        }

        func run() async throws {
            try await options.withDesk { desk in
                let slug = try await desk.requireCompany(company).slug
                var mailbox = try new()
                mailbox.purpose = purpose.purpose
                mailbox.assignee = purpose.assignee
                mailbox.authservID = authservId
                mailbox.takesDetails = plus
                let added = try await desk.add(mailbox, to: slug)
                let said = handedOver
                    ? Said(es: "\(added.address): se sabe qué es lo que el servidor de correo entregue.", en: "\(added.address): what the mail server hands over is known.")
                    : all || unchecked
                    ? Said(es: "\(added.address): se lee, también lo que ya estaba.", en: "\(added.address): is read, with what was there already.")
                    : Said(es: "\(added.address): se lee lo que llegue desde ahora.", en: "\(added.address): is read from now on.")
                print(said(in: options.language))
            }
        }

        private func new() throws -> NewMailbox {
            guard let imap else { return NewMailbox(handedOver: address) }
            var mailbox = NewMailbox(address: address, server: imap, user: user ?? address, key: try key())
            mailbox.folder = folder
            mailbox.authorities = ca
            mailbox.fromItsBeginning = all
            mailbox.isChecked = !unchecked
            return mailbox
        }

        private func key() throws -> NewMailbox.Key {
            if let tokenFile { return .tokenFile(URL(fileURLWithPath: tokenFile).path) }
            let password = try GivenFile.text(passwordFile ?? "").trimmingCharacters(in: .newlines)
            guard !password.isEmpty else {
                throw CommandFailure.usage(Said(es: "El archivo de la contraseña está vacío.", en: "The password file is empty."))
            }
            return .password(password)
        }
    }

    /// `mailbox rules`: says anew what its requests are; what is not named is nothing.
    struct Rules: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Dice qué son desde ahora las solicitudes de un buzón: exactamente lo que se nombra aquí.")

        @Option(help: "La empresa.") var company: String
        @Argument(help: "La dirección del buzón.") var address: String
        @OptionGroup var purpose: PurposeOptions
        @OptionGroup var options: DeskOptions

        func run() async throws {
            try await options.withDesk { desk in
                let changed = try await desk.change(
                    address, of: try await desk.requireCompany(company).slug, to: purpose.purpose, assigningTo: purpose.assignee)
                print(TextTable.lines([[changed.address, MailboxCommand.rules(of: changed, assignee: purpose.assignee)]])[0])
            }
        }
    }

    /// `mailbox list`: each with how it stands; never a password.
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Muestra los buzones de una empresa y cómo están.")

        @Option(help: "La empresa.") var company: String
        @OptionGroup var options: DeskOptions

        func run() async throws {
            try await options.withDesk { desk in
                let company = try await desk.requireCompany(company)
                let (mailboxes, staff) = try await desk.read { tx in (try tx.mailboxes(of: company.id), try tx.staff(of: company.id)) }
                let rows = mailboxes.map { mailbox in
                    [mailbox.address, mailbox.server, mailbox.user, mailbox.folder,
                     MailboxCommand.rules(of: mailbox, assignee: staff.first { $0.id == mailbox.purpose.assignee }?.email),
                     MailboxCommand.state(of: mailbox, in: options.language)]
                }
                for line in TextTable.lines(rows) { print(line) }
            }
        }
    }

    /// `mailbox check`: opens it as `serve` does, and says what is wrong.
    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Abre un buzón como lo haría serve, sin cambiar nada: 0 se abre, 69 no.")

        @Option(help: "La empresa.") var company: String
        @Argument(help: "La dirección del buzón.") var address: String
        @OptionGroup var options: DeskOptions

        func run() async throws {
            try await options.withDesk { desk in
                let found = try await desk.mailboxes(of: try await desk.requireCompany(company).slug).first { $0.address == address }
                guard let found else { throw DeskError.notFound }
                let folder = try await desk.check(found)
                let said = Said(es: "\(address): se abre; hay \(folder.count) mensajes.", en: "\(address): opens; it has \(folder.count) messages.")
                print(said(in: options.language))
            }
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Quita un buzón y deja de leerlo; lo recibido se queda.")

        @Option(help: "La empresa.") var company: String
        @Argument(help: "La dirección del buzón.") var address: String
        @OptionGroup var options: DeskOptions

        func run() async throws {
            try await options.withDesk { desk in
                try await desk.removeMailbox(address, of: try await desk.requireCompany(company).slug)
                print(Said(es: "\(address): ya no se lee.", en: "\(address): is read no more.")(in: options.language))
            }
        }
    }

    /// "Ventas, category=sales, assignee=ines@intecnia.example"
    fileprivate static func rules(of mailbox: Mailbox, assignee: String?) -> String {
        let purpose = mailbox.purpose
        let rules = [
            ("type", purpose.type), ("category", purpose.category), ("department", purpose.department), ("priority", purpose.priority),
            ("severity", purpose.severity.map(String.init)), ("assignee", assignee),
        ].compactMap { name, value in value.map { "\(name)=\($0)" } }
        return ([purpose.label].compactMap { $0 } + rules).joined(separator: ", ")
    }

    fileprivate static func state(of mailbox: Mailbox, in language: Language) -> String {
        guard mailbox.isRead else { return Said(es: "lo entrega el servidor de correo", en: "the mail server hands it over")(in: language) }
        let read = mailbox.readAt.map { Said(es: "leído \($0.iso8601)", en: "read \($0.iso8601)") } ?? Said(es: "sin leer todavía", en: "not read yet")
        guard let problem = mailbox.problem else { return read(in: language) }
        return problem.said(in: language) + " " + read(in: language)
    }
}

/// What a mailbox is for, and what the requests are that come by it.
struct PurposeOptions: ParsableArguments {
    @Option(help: "Para qué es, en palabras: «Mesa de control».") var label: String?
    @Option(help: "Tipo de las solicitudes que llegan aquí.") var type: String?
    @Option(help: "Categoría de las solicitudes que llegan aquí.") var category: String?
    @Option(help: "Departamento de las solicitudes que llegan aquí.") var department: String?
    @Option(help: "Prioridad de las solicitudes que llegan aquí.") var priority: String?
    @Option(help: "Severidad de las solicitudes que llegan aquí.") var severity: Int?
    @Option(help: "Correo de quien las atiende; sin esto, a quien le toque.") var assignee: String?

    var purpose: Mailbox.Purpose {
        Mailbox.Purpose(label: label, type: type, category: category, department: department, priority: priority, severity: severity)
    }
}
