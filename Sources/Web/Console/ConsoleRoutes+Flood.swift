import BusinessTime
import Hummingbird
import ServiceDesk
import SupportPolicy

/// Floods of mail, out of the queue with one click.
extension ConsoleRoutes {
    /// `POST /{company}/desk/queue/floods`
    @Sendable func removeFlood(_ request: Request, _ context: DeskContext) async throws -> Response {
        let form = try await server.form(request, context)
        guard let source = Flood.Source(form["source"]) else { throw DeskError.notFound }
        try await desk.remove(source, as: try context.requirePrincipal())
        return pages.see(.queue(try context.requireCompany().slug), saying: .floodRemoved)
    }
}

extension Flood.Source {
    /// As a form carries it.
    fileprivate var text: String {
        switch self {
        case .sender(let address): "sender \(address)"
        case .strangers: "strangers"
        }
    }

    fileprivate init?(_ text: String) {
        if text == "strangers" {
            self = .strangers
        } else if text.hasPrefix("sender ") {
            self = .sender(String(text.dropFirst(7)))
        } else {
            return nil
        }
    }
}

extension FloodLine {
    init(_ flood: Flood, for principal: Principal, _ policy: Policy, now: Instant, _ language: Language) {
        let since = Wording(language, policy.zone).near(flood.since, now: now)
        let said: Said = switch flood.source {
        case .sender(let address): Said(es: "\(flood.tickets) tickets de \(address), desde \(since).", en: "\(flood.tickets) tickets of \(address), since \(since).")
        case .strangers: Said(es: "\(flood.tickets) tickets de remitentes desconocidos o sin comprobar, desde \(since).", en: "\(flood.tickets) tickets of unknown or unproven senders, since \(since).")
        }
        self.init(what: said(in: language), source: principal.mayRemoveFloods ? flood.source.text : nil)
    }
}
