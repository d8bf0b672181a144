import BusinessTime
import Mail
import ServiceDesk
import SupportPolicy

/// A clause as programs read it.
struct CiteJSON: JSONWritable {
    let clause: Clause

    init(_ clause: Clause) {
        self.clause = clause
    }

    func write(_ json: inout JSONText) {
        json.member("document", clause.document)
        json.member("clause", clause.section)
        json.member("text", clause.text)
        json.array("ids") { json in
            for id in clause.ids { json.element(id) }
        }
    }
}

/// A ticket as programs read it.
struct TicketJSON: JSONWritable {
    let row: TicketRow
    let policy: Policy
    /// Slug of the company.
    let company: String
    let now: Instant
    let language: Language
    /// What was said, for readers of one ticket.
    var timeline: [TimelineItem]?
    /// Folios of the request in which it goes on, and of those that go on in it; for readers of one ticket.
    var mergedInto: String?
    var merged: [String] = []
    /// Who takes part besides the requester, and who was in copy and does not; for readers of one ticket.
    var participants: [(name: String, email: String)] = []
    var copied: [(name: String, email: String)] = []

    private var ticket: Ticket { row.ticket }
    private var words: Wording { Wording(language, policy.zone) }
    private var address: String { "/api/v1/companies/\(company)/tickets/\(ticket.folio)" }

    func write(_ json: inout JSONText) {
        json.member("folio", ticket.folio)
        json.member("state", ticket.state.rawValue)
        json.member("state_label", policy.lifecycle.labels[ticket.state] ?? ticket.state.rawValue)
        json.member("subject", ticket.subject(words))
        json.member("channel", ticket.channel.rawValue)
        json.member(orNull: "mailbox", ticket.mailbox)
        json.member("type", ticket.type)
        json.member(orNull: "category", ticket.category)
        json.member(orNull: "department", ticket.department)
        json.member(orNull: "priority", ticket.priority)
        json.member(orNull: "severity", ticket.severity)
        json.member(orNull: "level", ticket.level)
        json.member(orNull: "assignee", row.assigneeEmail)
        json.object("requester") { json in
            json.member("name", row.requesterName)
            json.member("email", row.requesterEmail)
            json.member(orNull: "rfc", row.customerRFC)
        }
        json.object("admission") { json in
            json.member("status", ticket.admissionClause == nil ? "ok" : "unverified")
            json.member(orNull: "cites", ticket.admissionClause.flatMap(policy.clause).map(CiteJSON.init))
        }
        json.member(orNull: "contract", row.contractNumber)
        json.object("policy") { json in
            json.member("id", policy.id)
            json.member("version", policy.version)
        }
        json.member("opened_at", policy.zone.iso8601(ticket.openedAt))
        json.member(orNull: "closed_at", time(ticket.closedAt))
        json.member(orNull: "closes_at", time(ticket.closesAt))
        json.array("deadlines") { json in
            for deadline in ticket.deadlines { json.object { write(deadline, &$0) } }
        }
        json.array("links") { json in
            for (rel, href) in [("self", address), ("journal", address + "/journal"), ("page", "/\(company)/desk/tickets/\(ticket.folio)")] {
                json.object { json in
                    json.member("rel", rel)
                    json.member("href", href)
                }
            }
        }
        if let timeline {
            json.array("participants") { json in for person in participants { json.object { write(person, &$0) } } }
            json.array("copied") { json in for person in copied { json.object { write(person, &$0) } } }
            json.member(orNull: "merged_into", mergedInto)
            json.array("merged") { json in for folio in merged { json.element(folio) } }
            json.array("messages") { json in
                for item in timeline where !item.texts.isEmpty || !item.files.isEmpty || item.erasedAt != nil { json.object { write(item, &$0) } }
            }
        }
    }

    private func time(_ instant: Instant) -> String? {
        instant >= .never ? nil : policy.zone.iso8601(instant)
    }

    private func write(_ person: (name: String, email: String), _ json: inout JSONText) {
        json.member("name", person.name)
        json.member("email", person.email)
    }

    private func write(_ deadline: Deadline, _ json: inout JSONText) {
        json.member("id", deadline.id)
        json.member("metric", deadline.metric.rawValue)
        json.member(orNull: "level", deadline.level)
        json.member("started_at", policy.zone.iso8601(deadline.startedAt))
        json.member(orNull: "due", deadline.dueAt.isDate ? policy.zone.iso8601(deadline.dueAt) : nil)
        json.member("status", deadline.status.rawValue)
        json.member(orNull: "ended_at", time(deadline.endedAt))
        json.member(orNull: "cites", policy.clause(deadline.clause).map(CiteJSON.init))
        json.array("reckoning") { json in
            guard let reckoning = ticket.reckoning(of: deadline, under: policy, until: now) else { return }
            for line in reckoning.lines {
                json.object { json in
                    json.member("from", policy.zone.iso8601(line.from))
                    json.member("to", policy.zone.iso8601(line.to))
                    json.member("seconds", line.seconds)
                    json.member("note", words.said(line.note))
                }
            }
        }
    }

    private func write(_ item: TimelineItem, _ json: inout JSONText) {
        json.member("at", policy.zone.iso8601(item.entry.at))
        json.member("kind", item.entry.kind.rawValue)
        json.member(orNull: "by", item.by?.email)
        json.member("text", item.said(words, withLabels: false))
        json.member(orNull: "quoted", item.texts.first { !$0.quoted.isEmpty }?.quoted)
        json.member(orNull: "erased_at", item.erasedAt.map(policy.zone.iso8601))
        json.member("internal", item.entry.isInternal)
        item.writeLetters(&json, policy)
        if let mail = item.mail {
            json.object("mail") { json in
                json.array("traits") { json in for trait in mail.map(\.rawValue).sorted() { json.element(trait) } }
                json.array("problems") { json in for problem in item.problems.map(\.code).sorted() { json.element(problem) } }
                json.member("original", "\(address)/mails/\(item.entry.number)/original")
            }
        }
        json.array("attachments") { json in
            for file in item.files {
                json.object { json in
                    json.member("id", "\(file.id)")
                    json.member("name", file.name)
                    json.member("media_type", file.mediaType)
                    json.member("size", file.size)
                    json.member("href", "\(address)/attachments/\(file.id)")
                }
            }
        }
    }
}

/// Another open request of the same requester as programs read it.
struct AlikeJSON: JSONWritable {
    let request: AlikeRequest

    init(_ request: AlikeRequest) { self.request = request }

    func write(_ json: inout JSONText) {
        json.member("folio", request.ticket.folio)
        json.member("subject", request.ticket.subject)
        json.member("opened_at", request.ticket.openedAt.iso8601)
        json.member("likeness", request.likeness)
    }
}

/// An entry of the journal as programs read it.
struct EntryJSON: JSONWritable {
    let item: TimelineItem
    let policy: Policy

    func write(_ json: inout JSONText) {
        let entry = item.entry
        json.member("id", "\(entry.id)")
        json.member("number", entry.number)
        json.member("at", policy.zone.iso8601(entry.at))
        json.member("kind", entry.kind.rawValue)
        json.object("by") { json in
            json.member("name", item.by?.name ?? "Ventanilla")
            json.member("email", item.by?.email ?? "")
            json.member("role", item.by?.role.rawValue ?? "desk")
            json.member(orNull: "for", item.forPerson?.email)
        }
        json.member(orNull: "cites", entry.clause.flatMap(policy.clause).map(CiteJSON.init))
        json.object("facts") { json in
            for (name, fact) in entry.body.facts.sorted(by: { $0.key < $1.key }) { json.member(named: name, fact) }
        }
        item.writeLetters(&json, policy)
        json.member("hash", entry.hash.hex)
    }
}

extension TimelineItem {
    /// The mails that it made leave, with what became of each; clients are told of none.
    fileprivate func writeLetters(_ json: inout JSONText, _ policy: Policy) {
        json.array("letters") { json in
            for letter in letters {
                json.object { json in
                    json.member("to", letter.recipient)
                    json.member("state", letter.fate.rawValue)
                    json.member(orNull: "sent_at", letter.sentAt.map(policy.zone.iso8601))
                    json.member(orNull: "problem", letter.problem.isEmpty ? nil : letter.problem)
                }
            }
        }
    }
}

/// A page of a list.
struct ListJSON<Item: JSONWritable>: JSONWritable {
    let items: [Item]
    let next: String?

    func write(_ json: inout JSONText) {
        json.array("items", items)
        json.member(orNull: "next", next)
    }
}
