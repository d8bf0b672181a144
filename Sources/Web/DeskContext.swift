import Hummingbird
import Logging
import NIOCore
import ServiceDesk
import SupportPolicy

/// What a request carries through its handlers: typed, filled by middleware, read by handlers.
struct DeskContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// The other side's address, for limits only; behind proxies, what they say it is.
    var address: String
    var language: Language = .es
    /// Who asks, where a session or a token tells; what he may see follows from it.
    var principal: Principal?
    /// The company in the path.
    var company: Company?
    /// The browser's own secret, from which the secrets of its forms are made.
    var visitor = ""
    /// A cookie that the answer has to set.
    var newVisitor: String?

    /// The company of a request, with its policy in force.
    struct Company: Sendable {
        let row: CompanyRow
        let policy: Policy
        var slug: String { row.slug }
    }

    init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        address = source.channel.remoteAddress?.ipAddress ?? "local"
    }

    /// The largest body that is read into memory (bytes): ten files and their text.
    var maxUploadSize: Int { 64 << 20 }
}
