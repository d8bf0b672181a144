import BusinessTime
import ServiceDesk
import SupportPolicy

/// A value that is always there, as `null` where there is none: programs need not ask whether a key exists.
@propertyWrapper
struct Present<Value: Encodable & Sendable>: Encodable, Sendable {
    var wrappedValue: Value?

    init(wrappedValue: Value?) {
        self.wrappedValue = wrappedValue
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if let wrappedValue { try container.encode(wrappedValue) } else { try container.encodeNil() }
    }
}

/// A clause as programs read it.
struct CiteJSON: Encodable, Sendable {
    let document, clause, text: String
    let ids: [String]

    init(_ clause: Clause) {
        document = clause.document
        self.clause = clause.section
        text = clause.text
        ids = clause.ids
    }
}

/// A ticket as programs read it.
struct TicketJSON: Encodable, Sendable {
    struct Requester: Encodable, Sendable {
        let name, email: String
        @Present var rfc: String?
    }

    struct Admission: Encodable, Sendable {
        let status: String
        @Present var cites: CiteJSON?
    }

    struct PolicyVersion: Encodable, Sendable {
        let id, version: String
    }

    struct DeadlineJSON: Encodable, Sendable {
        let id: String
        let metric: Metric
        @Present var level: Int?
        let startedAt: String
        @Present var due: String?
        let status: Deadline.Status
        @Present var endedAt: String?
        @Present var cites: CiteJSON?
        let reckoning: [Line]

        enum CodingKeys: String, CodingKey {
            case id, metric, level, due, status, cites, reckoning
            case startedAt = "started_at", endedAt = "ended_at"
        }
    }

    struct Line: Encodable, Sendable {
        let from, to: String
        let seconds: Int64
        let note: String
    }

    struct Link: Encodable, Sendable {
        let rel, href: String
    }

    struct Message: Encodable, Sendable {
        let at: String
        let kind: String
        @Present var by: String?
        let text: String
        let internalNote: Bool
        let attachments: [AttachmentJSON]

        enum CodingKeys: String, CodingKey {
            case at, kind, by, text, attachments
            case internalNote = "internal"
        }
    }

    struct AttachmentJSON: Encodable, Sendable {
        let id, name, mediaType, href: String
        let size: Int

        enum CodingKeys: String, CodingKey {
            case id, name, size, href
            case mediaType = "media_type"
        }
    }

    let folio: String
    let state: TicketState
    let stateLabel: String
    let subject: String
    let channel: ChannelKind
    let type: String
    @Present var category: String?
    @Present var department: String?
    @Present var priority: String?
    @Present var severity: Int?
    @Present var level: Int?
    @Present var assignee: String?
    let requester: Requester
    let admission: Admission
    let policy: PolicyVersion
    let openedAt: String
    @Present var closedAt: String?
    @Present var closesAt: String?
    let deadlines: [DeadlineJSON]
    let links: [Link]
    var messages: [Message]?

    enum CodingKeys: String, CodingKey {
        case folio, state, subject, channel, type, category, department, priority, severity, level, assignee, requester
        case admission, policy, deadlines, links, messages
        case stateLabel = "state_label", openedAt = "opened_at", closedAt = "closed_at", closesAt = "closes_at"
    }

    init(_ row: TicketRow, under policy: Policy, company: String, now: Instant, language: Language) {
        let ticket = row.ticket
        let zone = policy.zone
        func time(_ instant: Instant) -> String? { instant >= .never ? nil : zone.iso8601(instant) }
        folio = ticket.folio
        state = ticket.state
        stateLabel = policy.lifecycle.labels[ticket.state] ?? ticket.state.rawValue
        subject = ticket.subject
        channel = ticket.channel
        type = ticket.type
        category = ticket.category
        department = ticket.department
        priority = ticket.priority
        severity = ticket.severity
        level = ticket.level
        assignee = row.assigneeEmail
        requester = Requester(name: row.requesterName, email: row.requesterEmail, rfc: row.customerRFC)
        admission = Admission(
            status: ticket.admissionClause == nil ? "ok" : "unverified",
            cites: ticket.admissionClause.flatMap(policy.clause).map(CiteJSON.init))
        self.policy = PolicyVersion(id: policy.id, version: policy.version)
        openedAt = zone.iso8601(ticket.openedAt)
        closedAt = time(ticket.closedAt)
        closesAt = time(ticket.closesAt)
        let words = Wording(language, zone)
        deadlines = ticket.deadlines.map { deadline in
            DeadlineJSON(
                id: deadline.id, metric: deadline.metric, level: deadline.level, startedAt: zone.iso8601(deadline.startedAt),
                due: time(deadline.dueAt), status: deadline.status, endedAt: time(deadline.endedAt),
                cites: policy.clause(deadline.clause).map(CiteJSON.init),
                reckoning: ticket.reckoning(of: deadline, under: policy, until: now).map(words.lines)?.map { line in
                    Line(from: zone.iso8601(line.from), to: zone.iso8601(line.to), seconds: line.seconds, note: line.note)
                } ?? [])
        }
        let base = "/api/v1/companies/\(company)/tickets/\(ticket.folio)"
        links = [
            Link(rel: "self", href: base), Link(rel: "journal", href: "\(base)/journal"),
            Link(rel: "page", href: "/\(company)/desk/tickets/\(ticket.folio)"),
        ]
    }
}

extension TicketJSON {
    /// The ticket with what was said, for readers of one ticket.
    func with(_ timeline: [TimelineItem], company: String, zone: Zone) -> TicketJSON {
        var copy = self
        copy.messages = timeline.filter { !$0.texts.isEmpty || !$0.files.isEmpty }.map { item in
            Message(
                at: zone.iso8601(item.entry.at), kind: item.entry.kind.rawValue, by: item.by?.email,
                text: item.texts.filter { $0.label != "subject" }.map(\.text).joined(separator: "\n\n"), internalNote: item.entry.isInternal,
                attachments: item.files.map { file in
                    AttachmentJSON(
                        id: "\(file.id)", name: file.name, mediaType: file.mediaType,
                        href: "/api/v1/companies/\(company)/tickets/\(folio)/attachments/\(file.id)", size: file.size)
                })
        }
        return copy
    }
}

/// An entry of the journal as programs read it.
struct EntryJSON: Encodable, Sendable {
    struct Actor: Encodable, Sendable {
        let name, email, role: String
        @Present var `for`: String?
    }

    let id: String
    let number: Int
    let at: String
    let kind: String
    let by: Actor
    @Present var cites: CiteJSON?
    let facts: [String: String]
    let hash: String

    init(_ item: TimelineItem, under policy: Policy) {
        id = "\(item.entry.id)"
        number = item.entry.number
        at = policy.zone.iso8601(item.entry.at)
        kind = item.entry.kind.rawValue
        by = Actor(
            name: item.by?.name ?? "Ventanilla", email: item.by?.email ?? "", role: item.by?.role.rawValue ?? "desk",
            for: item.forPerson?.email)
        cites = item.entry.clause.flatMap(policy.clause).map(CiteJSON.init)
        facts = item.entry.body.facts
        hash = item.entry.hash.hex
    }
}

/// A page of a list.
struct ListJSON<Item: Encodable & Sendable>: Encodable, Sendable {
    let items: [Item]
    @Present var next: String?
}
