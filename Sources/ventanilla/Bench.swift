import ArgumentParser
import BusinessTime
import Foundation
import Hummingbird
import Logging
import ServiceDesk
import Storage
import SupportPolicy

/// `ventanilla bench-load`: opens tickets by the desk's own verb, as fast as it goes, and says how fast.
struct BenchLoad: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "bench-load", shouldDisplay: false)

    @OptionGroup var options: DeskOptions

    @Option var company = "intecnia"
    @Option var tickets = 100_000
    @Option var clients = 64
    /// Each is also asked about, answered by its client, answered and closed, so that journals are as long as in life.
    @Flag var lived = false

    func run() async throws {
        let desk = try await options.openDesk()
        let start = ContinuousClock.now
        let (company, tickets, clients, lived) = (company, tickets, clients, lived)
        let agent = lived ? try await Self.agent(of: company, at: desk) : nil
        try await withThrowingTaskGroup(of: Void.self) { group in
            for client in 0..<clients {
                group.addTask {
                    for number in stride(from: client, to: tickets, by: clients) {
                        let row = try await desk.open(Self.request(number), in: company)
                        if let agent { try await Self.live(row, with: agent, at: desk) }
                    }
                }
            }
            try await group.waitForAll()
        }
        let seconds = Double((ContinuousClock.now - start).components.seconds) + 0.001
        print("\(tickets) tickets in \(Int(seconds)) s: \(Int(Double(tickets) / seconds)) a second")
        await desk.database.close()
    }

    private static func agent(of company: String, at desk: Desk) async throws -> Principal {
        _ = try await desk.invite(email: "ines@\(company).example", name: "Inés", role: .agent, level: 1, to: company)
        return try await desk.write { tx in
            let id = try tx.company(company).id
            guard let person = try tx.person(email: "ines@\(company).example", in: id) else { throw DeskError.notFound }
            return person.principal
        }
    }

    private static func live(_ row: TicketRow, with agent: Principal, at desk: Desk) async throws {
        let folio = row.ticket.folio
        let client = Principal(company: row.ticket.company, person: row.ticket.requester, name: row.requesterName, email: row.requesterEmail, role: .client)
        try await desk.assign(folio, as: agent)
        try await desk.ask(folio, "¿Qué versión usa?", as: agent)
        try await desk.replyOfClient(to: folio, saying: "La última.", as: client)
        try await desk.reply(to: folio, saying: "Así se hace.", as: agent)
        try await desk.close(folio, because: "Resuelto.", as: agent)
    }

    /// A request like any other: its words repeat as words do, its requester is one of a few thousand.
    private static func request(_ number: Int) -> NewRequest {
        let what = ["No puedo timbrar la factura", "El certificado venció", "No llega el correo", "Error al cancelar", "La red está lenta"]
        let more = ["desde ayer", "en la sucursal Puebla", "al abrir el sistema", "con la versión nueva", "para el cliente Luna"]
        var request = NewRequest(
            requesterEmail: "cliente\(number % 5_000)@ejemplo\(number % 97).mx", channel: .email,
            subject: "\(what[number % 5]) \(more[number / 5 % 5]) (\(number))",
            description: "Buenos días. \(what[number % 5]) \(more[number / 7 % 5]). Adjunto los pasos que seguí: abrí el sistema, elegí el cliente \(number % 991) y apareció el mensaje \(number % 37).")
        request.requesterName = "Cliente \(number % 5_000)"
        return request
    }
}

/// `ventanilla bench-rows`: bare durable transactions of one row each: what the desk's own rates are measured against.
struct BenchRows: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "bench-rows", shouldDisplay: false)

    @OptionGroup var options: DeskOptions
    @Option var seconds = 5

    func run() async throws {
        let database = try await Database(options.database)
        try await database.write { try $0.script("CREATE TABLE IF NOT EXISTS bench_row (id BIGINT PRIMARY KEY, word TEXT NOT NULL)") }
        print("one at a time \(try await rate(database, writers: 1))")
        print("32 at once \(try await rate(database, writers: 32))")
        try await database.write { try $0.script("DROP TABLE bench_row") }
        await database.close()
    }

    private func rate(_ database: Database, writers: Int) async throws -> Int {
        let end = ContinuousClock.now + .seconds(seconds)
        let first = Int64(writers) * 1_000_000_000
        let counts = try await withThrowingTaskGroup(of: Int.self) { group in
            for writer in 0..<writers {
                group.addTask {
                    var count = 0
                    while ContinuousClock.now < end {
                        let id = first + Int64(writer) * 10_000_000 + Int64(count)
                        try await database.write { try $0.execute("INSERT INTO bench_row (id, word) VALUES (\(id), \("una fila"))") }
                        count += 1
                    }
                    return count
                }
            }
            return try await group.reduce(0, +)
        }
        return counts / seconds
    }
}

/// `ventanilla bench-empty`: a handler that does nothing, on the same server.
struct BenchEmpty: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "bench-empty", shouldDisplay: false)

    @Option var port = 8099

    func run() async throws {
        let router = Router()
        router.get("/") { _, _ in "" }
        var logger = Logger(label: "bench")
        logger.logLevel = .error
        try await Application(router: router, configuration: .init(address: .hostname("127.0.0.1", port: port)), logger: logger).runService()
    }
}
