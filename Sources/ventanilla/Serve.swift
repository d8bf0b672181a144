import ArgumentParser
import BusinessTime
import Foundation
import Hummingbird
import Logging
import Mail
import ServiceDesk
import ServiceLifecycle
import UnixSignals
import Storage
import Web
import ZoneFiles

/// `ventanilla serve`: the desk at work. Everything that runs stands on this screen.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Abre la ventanilla: páginas, API, reloj y correo.")

    @OptionGroup var options: DeskOptions

    @Option(help: "Dirección en la que escucha.")
    var host = "127.0.0.1"

    @Option(help: "Puerto.")
    var port = 8080

    @Option(help: "Servidor de correo para lo que sale: smtp://host:puerto. Sin él, el correo se queda en la bandeja, visible.")
    var smtp: String?

    @Option(help: "Archivo de certificados en que se confía para ese servidor, en lugar de los del sistema.")
    var smtpCa: String?

    @Option(help: "Cuántas conexiones a ese servidor, lado a lado; menos, si admite menos.")
    var smtpConnections = Sender.usualLines

    @Option(help: "Zócalo local en el que un servidor de correo entrega por LMTP: /run/ventanilla/lmtp.")
    var lmtp: String?

    @Option(help: "Nombre con que ese servidor de correo firma Authentication-Results; sin él, ningún remitente se da por probado.")
    var authservId: String?

    @Option(help: "Cuántos proxys propios hay delante: de ellos se toma la dirección del visitante (X-Forwarded-For).")
    var proxies = 0

    @Option(help: "Cuántas peticiones por segundo admite la API de cada token; 0: sin límite.")
    var apiRate = 0

    @Option(help: "Instante en que el reloj se detiene, para pruebas y capacitación: 2026-03-13T18:00:00-06:00.")
    var clock: String?

    func validate() throws {
        guard (0...9).contains(proxies) else { throw ValidationError("--proxies va de 0 a 9.") }
        guard (1...16).contains(smtpConnections) else { throw ValidationError("--smtp-connections va de 1 a 16.") }
        guard (0...1_000_000).contains(apiRate) else { throw ValidationError("--api-rate va de 0 a 1000000.") }
    }

    func run() async throws {
        try await Sentences.guarding {
            let desk = try await options.openDesk(url: options.url ?? "http://\(host):\(port)")
            try desk.database.lockForServing()
            try await stand(desk)
            let logger = desk.logger

            var web = WebServer.Options()
            web.host = host
            web.port = port
            web.isSecure = desk.settings.publicURL.hasPrefix("https://")
            web.clockStands = clock != nil
            web.proxies = proxies
            web.apiRate = apiRate
            web.zoneVersion = ZoneFiles.version ?? "?"

            var services: [any Service] = [ClockService(desk: desk), MailTaker(desk: desk), MailboxReaders(desk: desk)]
            if let address = smtp ?? Configuration.current.smtp {
                let lines = try (0..<smtpConnections).map { _ in try SMTPClient(address: address, helloName: options.helloName, trusting: smtpCa) }
                services.append(Sender(desk: desk, lines: lines))
            }
            if let lmtp { services.append(LMTPServer(desk: desk, path: lmtp, authservID: authservId)) }
            services.append(try await WebServer(desk: desk, options: web).application(logger: logger))
            let group = ServiceGroup(
                services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
            logger.info("ventanilla is open", metadata: ["address": "\(desk.settings.publicURL)", "database": "\(desk.database.engine.rawValue)"])
            try await group.run()
            await desk.database.close()
        }
    }

    /// Stands the clock where that was asked for; without, it runs with the machine's.
    private func stand(_ desk: Desk) async throws {
        guard let clock else { return try await desk.releaseClock() }
        guard let instant = Instant(iso8601: clock) else {
            throw ValidationError("'\(clock)' no es un instante; se escribe 2026-03-13T18:00:00-06:00")
        }
        try await desk.standClock(at: instant)
    }
}
