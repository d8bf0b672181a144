import ArgumentParser
import BusinessTime
import ServiceDesk
import Storage
import SupportPolicy

/// `ventanilla company`: the companies of this installation.
struct CompanyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "company", abstract: "Las empresas y sus políticas.", subcommands: [Add.self, List.self])

    /// `company add`: puts policies in force. A file that cannot run does not stop the others.
    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Pone políticas en vigor: funda la empresa o le da una nueva versión.")

        @Argument(help: "Archivos de políticas.") var files: [String]
        @OptionGroup var options: DeskOptions

        func run() async throws {
            try await Sentences.guarding(in: options.language) {
                let desk = try await options.openDesk()
                var failed: ExitCode?
                for file in files {
                    do {
                        let addition = try await desk.add(policy: try GivenFile.text(file), file: file)
                        print(try await outcome(of: addition, at: desk))
                        if let missing = try await desk.missingAddress(of: addition.company.slug) {
                            Sentences.tell("\(addition.company.slug): \(missing(in: options.language))")
                        }
                    } catch {
                        let (sentence, code) = Sentences.told(error)
                        Sentences.tell(sentence(in: options.language))
                        failed = failed ?? code
                    }
                }
                await desk.database.close()
                if let failed { throw failed }
            }
        }

        /// "fel: empresa creada, política 3.1 en vigor"
        private func outcome(of addition: Desk.PolicyAddition, at desk: Desk) async throws -> String {
            let (company, done): (CompanyRow, Said) = switch addition {
            case .founded(let company): (company, Said(es: "empresa creada", en: "company founded"))
            case .newVersion(let company, let from) where from > (try await desk.now()):
                (company, Said(es: "nueva versión desde el \(from.iso8601); mientras tanto", en: "new version from \(from.iso8601) on; until then"))
            case .newVersion(let company, _): (company, Said(es: "nueva versión", en: "new version"))
            case .unchanged(let company): (company, Said(es: "sin cambios", en: "unchanged"))
            }
            let version = try await desk.read { try $0.policy(company.policyID).version }
            let said = Said(
                es: "\(company.slug): \(done.es), política \(version) en vigor",
                en: "\(company.slug): \(done.en), policy \(version) in force")
            return said(in: options.language)
        }
    }

    /// `company list`: slug, version and name, a line each.
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Muestra las empresas y la versión de su política.")

        @OptionGroup var options: DeskOptions

        func run() async throws {
            try await options.withDesk { desk in
                let rows = try await desk.read { tx in
                    try tx.companies().map { [$0.slug, try tx.policy($0.policyID).version, $0.name] }
                }
                for line in TextTable.lines(rows) { print(line) }
            }
        }
    }
}

/// Rows in columns that line up.
enum TextTable {
    static func lines(_ rows: [[String]], gap: String = "  ") -> [String] {
        let count = rows.map(\.count).max() ?? 0
        let widths = (0..<count).map { column in rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0 }
        return rows.map { row in
            let cells = zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }
            var line = cells.joined(separator: gap)
            while line.last == " " { line.removeLast() }
            return line
        }
    }
}
