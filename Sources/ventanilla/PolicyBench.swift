import ArgumentParser
import BusinessTime
import SupportPolicy

/// `ventanilla bench-policy`: what reading a policy and deciding by it cost.
struct BenchPolicy: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench-policy", abstract: "Mide cuánto cuesta leer políticas y decidir con ellas.", shouldDisplay: false)

    @Argument(help: "Archivos de políticas.") var files: [String]
    @Option(help: "Cuántas decisiones.") var count = 200_000

    func run() throws {
        for file in files {
            let text = try GivenFile.text(file)
            let times = 20
            let reading = try ContinuousClock().measure {
                for _ in 0..<times { _ = try PolicyReading(file: file) }
            }
            guard let policy = try PolicyReading(file: file).policy else { throw ExitCode.failure }
            let questions = Self.questions(policy)
            var taken = 0
            let deciding = ContinuousClock().measure {
                for number in 0..<count {
                    let facts = questions[number % questions.count]
                    if (try? policy.admission(of: facts)) != nil { taken += 1 }
                    taken += policy.promises(to: facts, starting: .received).count
                }
            }
            print("\(policy.id), \(text.utf8.count / 1024) KB: read and reviewed in \(reading / times); a decision in \(deciding / count) (\(taken))")
        }
    }

    /// Every kind of request that the policy tells apart.
    private static func questions(_ policy: Policy) -> [TicketFacts] {
        ChannelKind.allCases.flatMap { channel in
            policy.types.flatMap { type in
                ([nil] + policy.severities.map(\.number)).map { severity in
                    var facts = TicketFacts(channel: channel, type: type.id, severity: severity)
                    facts.level = policy.openingLevel(of: facts)?.level.number
                    return facts
                }
            }
        }
    }
}
