import ArgumentParser
import BusinessTime
import Foundation
import ServiceDesk
import Storage
import SupportPolicy

/// `ventanilla mail`: what a mail server hands over, what was set aside of it, and whether mail goes at all.
struct MailCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mail", abstract: "El correo: recibirlo, probarlo, releer lo apartado.", subcommands: [Deliver.self, Check.self, Parked.self, Retry.self, Refused.self])

    /// `mail deliver`: takes one message from standard input.
    ///
    /// A mail server keeps what is answered with 75 and tries again, so everything that may pass is 75: no message is
    /// lost to a locked database or a full disk.
    struct Deliver: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Recibe un mensaje por la entrada estándar: 0 recibido, 67 no hay tal empresa, 75 intentar más tarde.")

        @Option(help: "La empresa a la que llega.") var company: String
        @Option(help: "El buzón por el que llega; sin esto, aquel al que va dirigido.") var mailbox: String?
        @Option(help: "Nombre con que su servidor de correo firma Authentication-Results, si el buzón no dice otro; sin él, ningún remitente se da por probado.")
        var authservId: String?
        @OptionGroup var options: DeskOptions

        func run() async throws {
            try await Sentences.guarding(in: options.language) {
                do {
                    let (message, wholeSize) = try readMessage()
                    let desk = try await options.openExistingDesk()
                    let slug = try await desk.requireCompany(company).slug
                    let box: Mailbox? = if let mailbox { try await known(mailbox, of: slug, desk) } else { nil }
                    // As by LMTP: what the mailbox says of its server goes before what all share.
                    report(try await desk.deliver(message, wholeSize: wholeSize, to: slug, by: box?.id, trusting: box?.authservID ?? authservId))
                    await desk.database.close()
                } catch let error as CommandFailure where error.isFinal {
                    throw error
                } catch {
                    Sentences.tell(Sentences.told(error).0(in: options.language))
                    throw ExitCode.tryAgain
                }
            }
        }

        /// The mailbox that has an address, or something added to it behind a plus; `nil` for the company's own address that is no mailbox, as
        /// by LMTP. Any other that is not there is told, and the mail server keeps the message: what is missing can be added.
        private func known(_ address: String, of slug: String, _ desk: Desk) async throws -> Mailbox? {
            if let mailbox = try await desk.mailbox(at: address, of: slug) { return mailbox }
            guard try await desk.door(of: address)?.slug == slug else { throw CommandFailure.unknownMailbox(address) }
            return nil
        }

        /// The message, and where it is too large, its beginning and how many bytes it has: it is read to its end all the same,
        /// so that whoever writes it does not take it for a failure.
        private func readMessage() throws -> (bytes: [UInt8], wholeSize: Int) {
            var message: [UInt8] = [], size = 0
            // Room that is not written to costs nothing; growing would hold the message twice.
            message.reserveCapacity(MailLimits.largest + (1 << 20))
            while let chunk = try FileHandle.standardInput.read(upToCount: 1 << 20), !chunk.isEmpty {
                size += chunk.count
                if size <= MailLimits.largest { message += chunk } else if message.count > MailLimits.beginning { message = Array(message.prefix(MailLimits.beginning)) }
            }
            return size > MailLimits.largest ? (message, size) : (message, 0)
        }

        private func report(_ outcome: Desk.MailOutcome) {
            switch outcome {
            case .ticket(let folio): print(folio)
            case .duplicate(let folio?): print(folio)
            case .parked: print(Said(
                es: "Recibido y apartado: no se pudo leer; `ventanilla mail parked` dice por qué.",
                en: "Taken and set aside: it could not be read; `ventanilla mail parked` says why.")(in: options.language))
            case .test: print(Said(es: "Era la prueba de un buzón: llegó.", en: "It was the test of a mailbox: it arrived.")(in: options.language))
            case .duplicate(nil): print(Said(
                es: "Ya había llegado, y no abrió ningún ticket: la política no lo dejó entrar, o era la prueba de un buzón.",
                en: "It came before, and opened no ticket: the policy did not let it in, or it was the test of a mailbox.")(in: options.language))
            case .refused: print(Said(
                es: "Rechazado por la política: queda a la vista del personal y se respondió cómo entrar.",
                en: "Refused by the policy: staff can see it, and the way in was answered.")(in: options.language))
            }
        }
    }
}

extension MailCommand {
    /// `mail parked`: messages that were set aside, a line each.
    struct Parked: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Muestra el correo apartado, que no se pudo leer, y por qué.")

        @Option(help: "La empresa.") var company: String
        @OptionGroup var options: DeskOptions

        func run() async throws {
            try await options.withDesk { desk in
                let rows = try await desk.parkedMails(of: try await desk.requireCompany(company).id).map {
                    [$0.name, $0.receivedAt.iso8601, $0.reason(in: options.language)]
                }
                for line in TextTable.lines(rows) { print(line) }
            }
        }
    }

    /// `mail refused`: messages that a clause did not let in, a line each.
    struct Refused: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Muestra el correo que la política no dejó entrar, y por qué cláusula.")

        @Option(help: "La empresa.") var company: String
        @Option(help: "Cuántos, de los últimos; sin esto, todos.") var limit: Int?
        @OptionGroup var options: DeskOptions

        func run() async throws {
            try await options.withDesk { desk in
                let company = try await desk.requireCompany(company)
                let policy = try await desk.read { try $0.policy(company.policyID) }
                let rows = try await desk.refusedMails(of: company.id, limit: limit ?? .max).map {
                    [$0.at.iso8601, $0.from, $0.clause.flatMap(policy.clause)?.section ?? "", $0.subject]
                }
                for line in TextTable.lines(rows) { print(line) }
            }
        }
    }

    /// `mail retry`: has set-aside messages read again; `serve` does it, or this command where nobody serves. What a mail server never gave is asked for again.
    struct Retry: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Vuelve a leer correo apartado: el que se nombra, o todo.")

        @Option(help: "La empresa.") var company: String
        @Argument(help: "Los nombres que muestra `mail parked`; ninguno: todo lo apartado.") var names: [String] = []
        @OptionGroup var options: DeskOptions

        func run() async throws {
            try await options.withDesk { desk in
                let id = try await desk.requireCompany(company).id
                let parked = try await desk.parkedMails(of: id).filter(\.canBeReadAgain).map(\.name)
                let wanted = names.isEmpty ? parked : names
                for name in wanted {
                    do {
                        try await desk.retryMail(name, of: id)
                    } catch DeskError.conflict(let said) {
                        // Its mail server still does not give it; the others are read.
                        Sentences.tell("\(name): \(said(in: options.language))")
                    }
                }
                while try await desk.takeArrivals() > 0 {}
                let left = Set(try await desk.parkedMails(of: id).map(\.name))
                let again = wanted.filter(left.contains).count
                print(Said(
                    es: "\(wanted.count - again) recibidos, \(again) siguen apartados.", en: "\(wanted.count - again) taken, \(again) still set aside.")(in: options.language))
            }
        }
    }
}

extension CommandFailure {
    /// Whether trying again can never help, so that the mail server should tell the sender now.
    fileprivate var isFinal: Bool {
        switch self {
        case .unknownCompany: true
        default: false
        }
    }
}
