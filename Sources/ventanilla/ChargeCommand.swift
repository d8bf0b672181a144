import ArgumentParser
import BusinessTime
import Foundation
import SupportPolicy

/// `ventanilla charge`: what a service would cost a client who holds this much; needs no database, and changes nothing.
struct ChargeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "charge",
        abstract: "Dice qué se cobraría por un servicio: el cargo más beneficioso, los demás y por qué pierden. 1 si no alcanza.")

    @Option(help: "Archivo de la política.") var policy: String
    @Option(parsing: .unconditional, help: "Servicio de la tarifa de la política.") var service: String
    @Option(parsing: .unconditional, help: "Cuántos: terminales, visitas, horas (de inicio, 1).") var quantity: String?
    @Option(parsing: .unconditional, help: "Cuánto tomó, en minutos; de lo que se cobra por tiempo, en lugar de --quantity.") var minutes: String?
    @Option(parsing: .unconditional, help: "Cuántas personas participan a la vez.") var participants: String?
    @Option(parsing: .unconditional, help: "Lo que dice la cotización aceptada, en su unidad.") var quoted: String?
    @Flag(help: "En sitio.") var onSite = false
    @Flag(help: "Urgente.") var urgent = false
    @Flag(help: "Fuera de horario.") var outOfHours = false
    @Flag(help: "No se solucionó.") var unsolved = false
    @Option(parsing: .unconditional, help: "Lo que el cliente tiene: incident=1,credit=10; con vencimiento, credit=5@2026-12-31.") var holds: String?
    @Option(help: "El plan que el cliente acaba de contratar, en lugar de --holds.") var plan: String?
    @Option(help: "El día, 2026-03-12; si se omite, hoy: lo que venció antes no cuenta.") var on: String?
    @Flag(help: "Como JSON.") var json = false
    @OptionGroup var speech: SpeechOptions

    func validate() throws {
        if holds != nil, plan != nil { throw ValidationError("--holds y --plan se excluyen.") }
    }

    func run() async throws {
        try await Sentences.guarding(in: speech.language) {
            let policy = try PolicyReading.policy(file: policy, in: speech.language)
            let attendance = try attendance(on: try on.map(WallTime.day) ?? policy.zone.date(of: MachineClock.now))
            let holdings = try plan.map { try granted(by: $0, policy.tariff) } ?? (try Self.holdings(holds ?? ""))
            do {
                show(ChargeAnswer(try policy.charge(for: attendance, holding: holdings), under: policy, in: speech.language), of: policy)
            } catch let error as ChargeError {
                switch error {
                case .invalid(let problem):
                    throw CommandFailure.usage(Said(
                        es: "--\(problem.field): \(problem.message.es)", en: "--\(problem.field): \(problem.message.en)"))
                case .refused(let refusal, let ways):
                    show(ChargeAnswer(refusal, ways, under: policy, in: speech.language), of: policy)
                    throw ExitCode.failure
                }
            }
        }
    }

    private func show(_ answer: ChargeAnswer, of policy: Policy) {
        guard json else { return answer.lines(of: policy, in: speech.language).forEach { print($0) } }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
        // What it is made of always encodes.
        if let data = try? encoder.encode(answer) { print(String(decoding: data, as: UTF8.self)) }
    }

    // MARK: What was typed

    private func attendance(on day: CalendarDate) throws -> Attendance {
        let service = Attendance.Service(
            service, quantity: try number(quantity, "quantity") ?? 1, minutes: try number(minutes, "minutes"),
            participants: try number(participants, "participants"), isSolved: !unsolved, quoted: try number(quoted, "quoted"))
        return Attendance([service], isOnSite: onSite, isUrgent: urgent, isOutOfHours: outOfHours, on: day)
    }

    private func number(_ text: String?, _ option: String) throws -> Int? {
        guard let text else { return nil }
        guard let number = Int(text) else {
            throw CommandFailure.usage(Said(
                es: "--\(option): '\(text)' no es un número entero que se pueda usar.", en: "--\(option): '\(text)' is not a whole number that can be used."))
        }
        return number
    }

    /// `incident=1,credit=10@2026-12-31`
    private static func holdings(_ text: String) throws -> [Holding] {
        guard !text.isEmpty else { return [] }
        return try text.split(separator: ",", omittingEmptySubsequences: false).map { part in
            let sides = part.split(separator: "=", omittingEmptySubsequences: false)
            let amounts = sides.count == 2 ? sides[1].split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false) : []
            guard let unit = sides.first, !unit.isEmpty, let amount = amounts.first.flatMap({ Int($0) }) else {
                throw CommandFailure.usage(Said(
                    es: "--holds: '\(part)' no se entiende; se escribe como incident=1,credit=10 o credit=5@2026-12-31.",
                    en: "--holds: '\(part)' is not understood; write it like incident=1,credit=10 or credit=5@2026-12-31."))
            }
            return Holding(String(unit), amount, expires: try amounts.count > 1 ? WallTime.day(String(amounts[1])) : nil)
        }
    }

    private func granted(by id: String, _ tariff: Tariff) throws -> [Holding] {
        guard let plan = tariff.plan(id) else {
            let names = tariff.plans.map(\.id).joined(separator: ", ")
            throw CommandFailure.usage(tariff.plans.isEmpty
                ? Said(es: "--plan: esta política no tiene planes.", en: "--plan: this policy has no plans.")
                : Said(es: "--plan: no hay un plan '\(id)'; son: \(names).", en: "--plan: there is no plan '\(id)'; they are: \(names)."))
        }
        return try plan.grants.map { grant in
            guard let amount = grant.amount else {
                throw CommandFailure.usage(Said(
                    es: "--plan: cada contrato de '\(plan.label)' dice cuánto incluye; dígalo con --holds.",
                    en: "--plan: each contract of '\(plan.label)' says how much it includes; say it with --holds."))
            }
            return Holding(grant.unit, amount)
        }
    }
}
