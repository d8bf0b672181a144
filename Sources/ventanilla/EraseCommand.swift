import ArgumentParser
import ServiceDesk
import SupportPolicy

/// `ventanilla erase`: takes contents away that the law wants gone (LFPDPPP, cancelación), and keeps the proof of what was done.
struct EraseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "erase",
        abstract: "Borra por ley los contenidos de un ticket, de un asiento o de una persona; la bitácora queda íntegra.",
        discussion: "Sin --yes dice qué se borraría y no cambia nada. Lo borrado no vuelve.")

    @Option(help: "La empresa.") var company: String
    @Option(help: "Folio del ticket.") var ticket: String?
    @Option(help: "Número de un asiento del ticket; sin él, todos.") var entry: Int?
    @Option(help: "Correo de la persona: su nombre, su dirección y cuanto se dijo en sus solicitudes.") var person: String?
    @Option(help: "Por qué, sin datos personales: queda en la bitácora para siempre.") var because: String
    @Flag(help: "También con solicitudes abiertas de la persona.") var evenOpen = false
    @Flag(help: "Bórralo.") var yes = false
    @OptionGroup var options: DeskOptions

    func validate() throws {
        guard (ticket == nil) != (person == nil) else { throw ValidationError("Indique --ticket o --person, uno de los dos.") }
        guard entry == nil || ticket != nil else { throw ValidationError("--entry es de un --ticket.") }
        guard !evenOpen || person != nil else { throw ValidationError("--even-open es de una --person.") }
    }

    func run() async throws {
        let target = person.map { ErasureTarget.person(email: $0) } ?? .ticket(folio: ticket ?? "", entry: entry)
        try await options.withDesk { desk in
            let slug = try await desk.requireCompany(company).slug
            if yes {
                let erased = try await desk.erase(target, in: slug, because: because, evenOpen: evenOpen)
                let said = erased.isNothing
                    ? Said(es: "Ya no había nada que borrar.", en: "There was nothing left to erase.")
                    : Said(es: "Borrado: \(erased.counted(in: .es)).", en: "Erased: \(erased.counted(in: .en)).")
                print(said(in: options.language))
            } else {
                tell(try await desk.erasable(target, in: slug))
            }
        }
    }

    private func tell(_ erasure: Erasure) {
        let said = erasure.isNothing
            ? Said(es: "No hay nada que borrar.", en: "There is nothing to erase.")
            : Said(
                es: "Se borraría: \(erasure.counted(in: .es)). No se ha cambiado nada; con --yes se borra, y no vuelve.",
                en: "This would be erased: \(erasure.counted(in: .en)). Nothing was changed; --yes erases it for good.")
        print(said(in: options.language))
        guard !erasure.open.isEmpty else { return }
        let folios = erasure.open.prefix(10).joined(separator: ", ")
        print(Said(es: "Solicitudes abiertas: \(folios).", en: "Open requests: \(folios).")(in: options.language))
    }
}

extension Erasure {
    /// How much, as words: "tickets 1, textos 3, archivos 0, …".
    fileprivate func counted(in language: Language) -> String {
        let counts: [(Int, Said)] = [
            (people, Said(es: "personas", en: "people")), (tickets, Said(es: "tickets", en: "tickets")), (texts, Said(es: "textos", en: "texts")),
            (files, Said(es: "archivos", en: "files")), (mails, Said(es: "correos enviados o por enviar", en: "mails sent or to be sent")),
            (originals, Said(es: "correos recibidos", en: "mails received")),
        ]
        return counts.map { "\($1(in: language)) \($0)" }.joined(separator: ", ")
    }
}
