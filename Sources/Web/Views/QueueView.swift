import BusinessTime
import Hummingbird
import ServiceDesk
import SupportPolicy

/// What the address of a queue asks for.
struct QueueQuery: Sendable {
    var filter = TicketFilter()
    var isMine = false
    let after: PageKey?

    init(_ request: Request, _ principal: Principal) {
        let query = request.query
        filter.state = query["state"].flatMap(TicketState.init)
        filter.level = query["level"].flatMap { Int($0) }
        filter.isUnverifiedOnly = query["unverified"] == "1"
        filter.mailbox = query["mailbox"].flatMap { $0.isEmpty ? nil : $0 }
        filter.search = query["q"].flatMap { $0.isEmpty ? nil : $0 }
        isMine = query["mine"] == "1"
        if isMine { filter.assignee = principal.person }
        after = query["after"].flatMap(PageKey.init)
    }

    /// Closed tickets owe nothing: they are listed by age.
    var isClosed: Bool { filter.state == .closed }

    /// The filter as links carry it on.
    var carried: [(name: String, value: String)] {
        var query: [(name: String, value: String)] = []
        if let state = filter.state { query.append(("state", state.rawValue)) }
        if isMine { query.append(("mine", "1")) }
        if let level = filter.level { query.append(("level", "\(level)")) }
        if filter.isUnverifiedOnly { query.append(("unverified", "1")) }
        if let mailbox = filter.mailbox { query.append(("mailbox", mailbox)) }
        return query
    }

    func groups(_ policy: Policy, _ mailboxes: [Mailbox], _ slug: String, _ say: Language) -> [FilterGroup] {
        func link(_ name: String, _ value: String?) -> Link {
            .queue(slug, carried.filter { $0.name != name } + (value.map { [(name, $0)] } ?? []))
        }
        let states = [TicketState.open, .waiting, .closed].map { state in
            FilterGroup.Choice(label: policy.lifecycle.labels[state] ?? "", link: link("state", state.rawValue), isCurrent: filter.state == state)
        }
        let anyState = FilterGroup.Choice(label: Said(es: "Por atender", en: "To do")(in: say), link: link("state", nil), isCurrent: filter.state == nil)
        var groups = [
            FilterGroup(label: say(.state), choices: [anyState] + states),
            FilterGroup(label: say(.assignee), choices: [
                FilterGroup.Choice(label: Said(es: "De todos", en: "Everybody's")(in: say), link: link("mine", nil), isCurrent: !isMine),
                FilterGroup.Choice(label: Said(es: "Míos", en: "Mine")(in: say), link: link("mine", "1"), isCurrent: isMine),
            ]),
        ]
        if let levels = policy.escalation?.levels {
            let any = FilterGroup.Choice(label: Said(es: "Todos", en: "All")(in: say), link: link("level", nil), isCurrent: filter.level == nil)
            groups.append(FilterGroup(label: say(.level), choices: [any] + levels.map { level in
                FilterGroup.Choice(label: "\(level.number)", link: link("level", "\(level.number)"), isCurrent: filter.level == level.number)
            }))
        }
        if !mailboxes.isEmpty {
            let any = FilterGroup.Choice(label: Said(es: "Todos", en: "All")(in: say), link: link("mailbox", nil), isCurrent: filter.mailbox == nil)
            groups.append(FilterGroup(label: say(.mailbox), choices: [any] + mailboxes.map { mailbox in
                FilterGroup.Choice(label: mailbox.purpose.label ?? mailbox.address, link: link("mailbox", mailbox.address), isCurrent: filter.mailbox == mailbox.address)
            }))
        }
        if !policy.admission.requirements.isEmpty {
            groups.append(FilterGroup(label: Said(es: "Admisión", en: "Admission")(in: say), choices: [
                FilterGroup.Choice(label: Said(es: "Todas", en: "All")(in: say), link: link("unverified", nil), isCurrent: !filter.isUnverifiedOnly),
                FilterGroup.Choice(label: Said(es: "Sin verificar", en: "Not verified")(in: say), link: link("unverified", "1"), isCurrent: filter.isUnverifiedOnly),
            ]))
        }
        return groups
    }
}

extension QueueList {
    /// - Parameter rows: one more than a page has, where there is a next page.
    init(
        _ rows: [TicketRow], under policies: [Desk.PolicyKey: Policy], _ query: QueueQuery, of company: DeskContext.Company, at now: Instant,
        in language: Language
    ) {
        let shown = rows.prefix(Self.length)
        slug = company.slug
        say = language
        lines = shown.map { row in
            QueueLine(row, under: policies[row.ticket.policyKey] ?? company.policy, slug: company.slug, now: now, language: language)
        }
        let late = lines.count { $0.standing == .late }, soon = lines.count { $0.standing == .soon }
        counts = Said(
            es: "En esta página: \(lines.count) tickets, \(late) vencidos, \(soon) por vencer.",
            en: "On this page: \(lines.count) tickets, \(late) late, \(soon) due soon.")(in: language)
        search = query.filter.search ?? ""
        guard rows.count > shown.count, let last = shown.last?.ticket else { return }
        let key = PageKey(instant: query.isClosed ? last.openedAt : last.dueAt, id: last.id)
        next = .queue(company.slug, query.carried + (query.filter.search.map { [("q", $0)] } ?? []) + [("after", key.text)])
    }
}

extension QueueLine {
    init(_ row: TicketRow, under policy: Policy, slug: String, now: Instant, language: Language) {
        let ticket = row.ticket
        let owed = OwedView(ticket: ticket, policy: policy, slug: slug, now: now, language: language)
        let next = owed.nextDeadline
        // Somebody waits for an answer that no deadline tells of.
        let wish = ticket.works.contains { $0.state == .planned && $0.visit?.wish != nil } ? Said(es: "pide mover la visita", en: "asks to move the visit")(in: language) : ""
        let nothing = Said(es: "Nada por vencer", en: "Nothing due")(in: language)
        self.init(
            folio: ticket.folio, subject: ticket.subject(Wording(language, policy.zone)), requester: row.requesterName, customer: row.customerName ?? "",
            channel: ticket.channel.said(in: language), due: next.map(owed.dueWords) ?? nothing, left: next.map(owed.left) ?? "",
            standing: next.map(owed.standing) ?? (ticket.deadlines.contains { $0.status == .breached } && !ticket.isClosed ? .late : .unlimited),
            owed: [next.map(owed.what) ?? "", wish].filter { !$0.isEmpty }.joined(separator: " · "), state: policy.lifecycle.labels[ticket.state] ?? "", assignee: row.assigneeName ?? "",
            level: ticket.level.flatMap { policy.escalation?.level($0)?.label } ?? "",
            weight: Self.weight(ticket, policy))
    }

    /// Severity, else priority, as the company calls it.
    static func weight(_ ticket: Ticket, _ policy: Policy) -> String {
        if let number = ticket.severity { return policy.severities.first { $0.number == number }?.label ?? "\(number)" }
        return ticket.priority.flatMap { id in policy.priorities.first { $0.id == id }?.label } ?? ""
    }
}
