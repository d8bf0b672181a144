import BusinessTime
import SupportPolicy

/// What a company promises, and when it is there, for its front door.
struct PromisesView {
    let policy: Policy
    let slug: String
    let now: Instant
    let language: Language

    private var schedule: Schedule { policy.calendars[0].schedule }
    private var words: Wording { Wording(language, policy.zone) }

    var isOpen: Bool { schedule.isOpen(at: now) }

    /// "Abierto ahora; cierra hoy 18:00."
    var hoursToday: String { words.hours(of: schedule, now: now) }

    var channels: [HomePage.Channel] {
        policy.channels.map { channel in
            HomePage.Channel(
                name: channel.label, address: channel.address ?? (channel.kind == .portal ? language(.openARequest) : ""), link: link(channel),
                hours: channel.calendar?.label ?? Said(es: "a cualquier hora", en: "at any hour")(in: language),
                terms: channel.opensOnlyIf == nil ? "" : channel.wayIn ?? "", cite: ClauseCite(channel.clause, in: slug))
        }
    }

    private func link(_ channel: Channel) -> Link? {
        guard let address = channel.address else { return channel.kind == .portal ? .requestForm(slug) : nil }
        switch channel.kind {
        case .email: return .mail(to: address)
        case .phone: return .call(address)
        case .portal, .chat: return .outside(address)
        }
    }

    /// One line for each promise of a first answer or a solution.
    var promises: [HomePage.Promise] {
        let shown = policy.promises.filter { $0.metric == .firstResponse || $0.metric == .resolution }
        let groups = Dictionary(grouping: shown) { name($0) }
        return shown.map(name).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }.map { name in
            let group = groups[name] ?? []
            let dash = "—"
            return HomePage.Promise(
                what: name, firstAnswer: group.first { $0.metric == .firstResponse }.map(amount) ?? dash,
                resolution: group.first { $0.metric == .resolution }.map(amount) ?? dash, cites: cites(group))
        }
    }

    private func cites(_ promises: [Promise]) -> [ClauseCite] {
        promises.map(\.clause).reduce(into: [SupportPolicy.Clause]()) { if !$0.contains($1) { $0.append($1) } }.map { ClauseCite($0, in: slug) }
    }

    private func amount(_ promise: Promise) -> String {
        switch promise.bound {
        case .bestEffort, .asSoonAsPossible: promise.asWritten
        case .atLeast: Said(es: "\(promise.asWritten) (sin límite)", en: "\(promise.asWritten) (no limit)")(in: language)
        case .within(.businessDays(let days, _)): Said(es: "\(promise.asWritten) (\(days) día\(days == 1 ? "" : "s") hábil\(days == 1 ? "" : "es"))", en: "\(promise.asWritten) (\(days) business day\(days == 1 ? "" : "s"))")(in: language)
        case .within(.workingTime), .range: Said(es: "\(promise.asWritten) hábiles", en: "\(promise.asWritten) of open hours")(in: language)
        default: promise.asWritten
        }
    }

    private func name(_ promise: Promise) -> String { promise.said(of: policy, in: language) }
}

extension Promise {
    /// What it is for: its channels, types, severity, level.
    func said(of policy: Policy, in language: Language) -> String {
        var parts: [String] = []
        parts += when.severities.sorted().map { number in policy.severities.first { $0.number == number }?.label ?? "\(number)" }
        parts += when.levels.sorted().map { policy.escalation?.level($0)?.label ?? "\($0)" }
        parts += policy.types.filter { when.types.contains($0.id) }.map(\.label)
        parts += policy.categories.filter { when.categories.contains($0.id) }.map(\.label)
        parts += ChannelKind.allCases.filter(when.channels.contains).map { $0.said(in: language) }
        return parts.isEmpty ? Said(es: "Cualquier solicitud", en: "Any request")(in: language) : parts.joined(separator: ", ")
    }
}
