import ArgumentParser
import BusinessTime
import Foundation
import SupportPolicy

/// `ventanilla policy explain`: what a policy promises to one request, by when, and how that was reckoned.
struct PolicyExplain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain", abstract: "Explica qué promete una política a una solicitud: para cuándo, por qué cláusula y con qué cuenta.")

    @Argument(help: "Archivo de la política.") var file: String
    @Option(help: "Cuándo llega: 2026-03-12T17:00; sin huso, en el de la empresa.") var when: String
    @Option(help: "Por dónde llega: portal, email, phone o chat.") var channel: ChannelKind
    @Option(help: "Severidad.") var severity: Int?
    @Option(help: "Nivel (de inicio, aquel en que la política la pone).") var level: Int?
    @Option(help: "Tipo.") var type: String?
    @Option(help: "Categoría.") var category: String?
    @Option(help: "Departamento.") var department: String?
    @Option(help: "Prioridad.") var priority: String?
    @Option(help: "Plan de quien pide.") var plan: String?
    @Flag(help: "Como JSON.") var json = false
    @OptionGroup var speech: SpeechOptions

    func run() async throws {
        try await Sentences.guarding(in: speech.language) {
            let policy = try PolicyReading.policy(file: file, in: speech.language)
            let start = try WallTime.instant(when, in: policy.zone)
            let layers = Layers(plan: try plan(of: policy))
            let explanation = try explain(try facts(under: policy), under: policy, layers, from: start)
            if json {
                let encoder = JSONEncoder()
                encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
                print(String(decoding: try encoder.encode(explanation), as: UTF8.self))
            } else {
                explanation.lines(in: speech.language).forEach { print($0) }
            }
        }
    }

    /// - Throws: `CommandFailure.usage` for what is not on the policy's lists.
    private func facts(under policy: Policy) throws -> TicketFacts {
        var facts = TicketFacts(
            channel: channel, type: type ?? policy.defaultType.id, category: category, department: department,
            priority: priority, severity: severity)
        let levels = policy.escalation?.levels.map(\.number) ?? []
        if let level, !levels.contains(level) {
            let list = levels.map(String.init).joined(separator: ", ")
            throw CommandFailure.usage(levels.isEmpty
                ? Said(es: "Esta política no tiene niveles.", en: "This policy has no levels.")
                : Said(es: "El nivel es uno de: \(list).", en: "The level is one of: \(list)."))
        }
        let listed: Set<String> = ["type", "category", "department", "priority", "severity"]
        if let problem = policy.problems(of: facts, given: listed).first(where: { listed.contains($0.field) }) {
            throw CommandFailure.usage(Said(
                es: "--\(problem.field): \(problem.message.es)", en: "--\(problem.field): \(problem.message.en)"))
        }
        facts.level = level ?? policy.openingLevel(of: facts)?.level.number
        return facts
    }

    private func plan(of policy: Policy) throws -> Plan? {
        guard let id = plan else { return nil }
        if let plan = policy.tariff.plan(id) { return plan }
        let list = policy.tariff.plans.map(\.id).joined(separator: ", ")
        throw CommandFailure.usage(list.isEmpty
            ? Said(es: "Esta política no tiene planes.", en: "This policy has no plans.")
            : Said(es: "El plan es uno de: \(list).", en: "The plan is one of: \(list)."))
    }

    private func explain(_ facts: TicketFacts, under policy: Policy, _ layers: Layers, from start: Instant) throws -> Explanation {
        do {
            return try Explanation(of: facts, under: policy, layers, from: start, in: speech.language)
        } catch ScheduleError.beyondHorizon {
            throw CommandFailure.usage(Said(
                es: "'\(when)' queda fuera de los años 1900 a 2200.", en: "'\(when)' lies outside the years 1900 to 2200."))
        }
    }
}
