import ArgumentParser
import Foundation
import PDF
import ServiceDesk

/// `ventanilla bench-papers`: what printing a page costs, a sealed paper of each kind.
struct BenchPapers: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench-papers", abstract: "Mide cuánto cuesta imprimir los documentos.", shouldDisplay: false)

    @Option(help: "Cuántas veces cada uno.") var times = 20
    @Option(help: "Cuántos movimientos lleva el estado de cuenta.") var movements = 400
    @Option(help: "Carpeta en la que se guardan, para verlos.") var output: String?

    func run() throws {
        let seal = PaperSeal(company: "grupo-execom", secret: Array(repeating: 7, count: 32))
        let address = "https://soporte.execom.example"
        for paper in SamplePapers.all(movements: movements) {
            // The first one also loads the fonts.
            var file: [UInt8] = []
            let first = try ContinuousClock().measure { file = try paper.pdf(sealedBy: seal, at: address) }
            let others = try (0..<max(times, 1)).map { _ in try ContinuousClock().measure { file = try paper.pdf(sealedBy: seal, at: address) } }.sorted()
            let pages = paper.sealed(by: seal, at: address).pages
            let each = Self.milliseconds(others[others.count / 2])
            print("\(type(of: paper)), \(pages) p., \(file.count / 1024) KB: first \(Self.rounded(Self.milliseconds(first))) ms, "
                + "then in the middle \(Self.rounded(each)) ms, a page \(Self.rounded(each / Double(pages))) ms")
            if let output { try Data(file).write(to: URL(filePath: output).appending(path: "\(type(of: paper)).pdf")) }
        }
    }

    private static func milliseconds(_ duration: Duration) -> Double { duration / .milliseconds(1) }
    private static func rounded(_ number: Double) -> String { "\((number * 10).rounded() / 10)" }
}
