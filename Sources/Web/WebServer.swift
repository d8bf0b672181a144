import BusinessTime
import Crypto
import Hummingbird
import Logging
import ServiceDesk
import ServiceLifecycle
import Storage

/// The desk on the web: pages, API, live updates. What it is made of stands here, what it answers in `Routes.swift`.
package struct WebServer: Sendable {
    package struct Options: Sendable {
        package var host = "127.0.0.1"
        package var port = 8080
        /// Whether cookies may only travel over TLS: a proxy in front speaks it.
        package var isSecure = false
        /// How many proxies stand in front, each of which adds the address it heard from to `X-Forwarded-For`.
        package var proxies = 0
        /// Requests a second that one token of the API may make; 0: any number.
        package var apiRate = 0
        /// The clock stands, and the API may move it.
        package var clockStands = false
        /// What `/health` says of the zone rules in use.
        package var zoneVersion = ""

        package init() {}
    }

    let desk: Desk
    let options: Options
    let hub = LiveHub()
    let limits = RateLimits()
    let queues = DrawnQueues()
    let human: HumanCheck
    let pages: Pages

    package init(desk: Desk, options: Options) async throws {
        self.desk = desk
        self.options = options
        let secret = SymmetricKey(data: try await desk.secret(named: "web"))
        human = HumanCheck(secret: secret)
        pages = Pages(desk: desk, secret: secret)
    }

    /// The program's HTTP side, ready to run, and the service that feeds its live pages.
    package func application(logger: Logger) -> some ApplicationProtocol {
        var application = Application(
            router: router(),
            configuration: .init(address: .hostname(options.host, port: options.port), serverName: "ventanilla"),
            logger: logger)
        application.addServices(LiveService(desk: desk, hub: hub))
        return application
    }
}

/// Tells live pages what moved, by following the journal.
struct LiveService: Service {
    let desk: Desk
    let hub: LiveHub

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do {
                    try await desk.followJournal { moves in await hub.tell(moves) }
                } catch is CancellationError {
                    break
                } catch {
                    desk.logger.error("live pages stand still", metadata: ["error": "\(error)"])
                    try? await Task.sleep(for: .seconds(1))
                }
            }
            await hub.close()
        }
    }
}
