import ArgumentParser
import BusinessTime
import Foundation
import ServiceDesk
import Storage
import SupportPolicy

/// `ventanilla sample`: an installation to look at and to learn with.
struct SampleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sample", abstract: "Datos de muestra para conocer la ventanilla.", subcommands: [Load.self])

    /// `sample load`: two months in the life of five companies, lived by the desk's own verbs under a moving clock.
    struct Load: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Llena una base de datos vacía con cinco empresas y dos meses de solicitudes, hasta el momento actual.")

        @Option(help: "Carpeta con las políticas de las cinco empresas.") var policies = "Policies"
        @Option(help: "La misma semilla cuenta la misma historia.") var seed: UInt64 = 2026
        @Option(help: "Cuántos días abarca, hasta hoy.") var days = 60
        @OptionGroup var options: DeskOptions

        func validate() throws {
            guard (14...365).contains(days) else { throw ValidationError("--days: 14–365") }
        }

        func run() async throws {
            try await Sentences.guarding(in: options.language) {
                let documents = try SampleCompany.all.map { try GivenFile.text("\(policies)/\($0.slug).yaml") }
                let desk = try await options.openDesk()
                guard try await desk.read({ try $0.companies().isEmpty }) else { throw CommandFailure.hasCompanies }
                let end = MachineClock.now
                try await desk.standClock(at: end - Int64(days) * 86_400)
                let casts = try await SampleCast.found(documents, at: desk)
                var story = try SampleStory(of: casts, at: desk, until: end, days: days, seed: seed)
                try await story.play { share in
                    Sentences.tell(Said(es: "\(share) % de \(days) días", en: "\(share) % of \(days) days")(in: options.language))
                }
                try await SampleCast.propose(of: casts, documents, at: desk)
                try await desk.releaseClock()
                printSignIns(of: casts)
                await desk.database.close()
            }
        }

        private func printSignIns(of casts: [SampleCast]) {
            let head = Said(es: "Empresa|Correo|Papel|Contraseña", en: "Company|E-mail|Role|Password")(in: options.language)
            let people = casts.flatMap { cast in
                cast.signIns.map { person in
                    let level = person.level.map { " \($0)" } ?? ""
                    return [cast.slug, person.email, person.role.said(in: options.language) + level, SampleCast.password]
                }
            }
            for line in TextTable.lines([head.split(separator: "|").map(String.init)] + people) { print(line) }
            print("")
            for cast in casts {
                print("\(options.publicURL)/\(cast.slug)   \(options.publicURL)/\(cast.slug)/desk")
            }
        }
    }
}
