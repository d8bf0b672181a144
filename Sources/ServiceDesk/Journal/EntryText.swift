import BusinessTime
import SupportPolicy

/// How an entry's body stands in the journal: JSON of the shape that `Codable` reads, its keys in order, so that the same
/// body is always the same bytes.
extension Entry.Body {
    package func text() throws -> String {
        let movements = movements.isEmpty ? nil : try JSONText.sorted(movements)
        let quoteMoves = quoteMoves.isEmpty ? nil : try JSONText.sorted(quoteMoves)
        var json = JSONText()
        json.object { json in
            json.array("contents") { json in
                for digest in contents { json.element(digest) }
            }
            if let movements { json.member("contract", json: movements) }
            json.array("effects") { json in
                for effect in effects { json.object(effect.write) }
            }
            if let quoteMoves { json.member("estimate", json: quoteMoves) }
            json.object("facts") { json in
                for (name, fact) in facts.sorted(by: { $0.key < $1.key }) { json.member(named: name, fact) }
            }
        }
        return json.text
    }
}

extension Effect {
    fileprivate func write(_ json: inout JSONText) {
        switch self {
        case .opened(let opening): json.object("opened") { $0.object("_0", opening.write) }
        case .state(let state): json.object("state") { $0.member("to", state.rawValue) }
        case .assignee(let person): json.object("assignee") { $0.member(ifAny: "person", person) }
        case .level(let level): json.object("level") { $0.member("_0", level) }
        case .severity(let severity): json.object("severity") { $0.member("_0", severity) }
        case .priority(let priority): json.object("priority") { $0.member("_0", priority) }
        case .type(let type, let missing):
            json.object("type") { json in
                json.member("_0", type)
                json.member(ifAny: "missing", missing)
            }
        case .category(let category): json.object("category") { $0.member("_0", category) }
        case .waitBegan(let reason): json.object("waitBegan") { $0.member("reason", reason.rawValue) }
        case .waitEnded: json.object("waitEnded") { _ in }
        case .contacted: json.object("contacted") { _ in }
        case .closes(let instant, let clause):
            json.object("closes") { json in
                json.member("at", instant.seconds)
                json.member("clause", clause)
            }
        case .reminds(let at): json.object("reminds") { $0.member("at", at.seconds) }
        case .reminded: json.object("reminded") { _ in }
        case .closesNever: json.object("closesNever") { _ in }
        case .closedDay(let from, let to):
            json.object("closedDay") { json in
                json.member("from", from.seconds)
                json.member("to", to.seconds)
            }
        case .owed(let deadline): json.object("owed") { $0.object("_0", deadline.write) }
        case .moved(let deadline, let due, let warn):
            json.object("moved") { json in
                json.member("deadline", deadline)
                json.member("due", due.seconds)
                json.member("warn", warn.seconds)
            }
        case .deadline(let number, let status):
            json.object("deadline") { json in
                json.member("_0", number)
                json.member("is", status.rawValue)
            }
        case .settled(let deadline): json.object("settled") { $0.member("deadline", deadline) }
        case .warned(let deadline): json.object("warned") { $0.member("deadline", deadline) }
        case .contract(let id, let isVerified):
            json.object("contract") { json in
                json.member("_0", id)
                json.member("isVerified", isVerified)
            }
        case .verified(let missing): json.object("verified") { $0.member(ifAny: "missing", missing) }
        case .participant(let person, let isIn):
            json.object("participant") { json in
                json.member("_0", person)
                json.member("isIn", isIn)
            }
        case .merged(let survivor): json.object("merged") { $0.member(ifAny: "into", survivor) }
        case .work(let number, let move):
            json.object("work") { json in
                json.member("_0", number)
                json.object("_1", move.write)
            }
        case .flooded: json.object("flooded") { _ in }
        case .subjectErased: json.object("subjectErased") { _ in }
        }
    }
}

extension Effect.Opening {
    fileprivate func write(_ json: inout JSONText) {
        json.member(ifAny: "admissionClause", admissionClause)
        json.member(ifAny: "annex", annex)
        json.member(ifAny: "category", category)
        json.member("channel", channel.rawValue)
        json.member(ifAny: "contract", contract)
        json.member(ifAny: "customer", customer)
        json.member(ifAny: "department", department)
        json.member("folio", folio)
        json.member(ifAny: "level", level)
        json.member(ifAny: "linkedFrom", linkedFrom)
        json.member(ifAny: "mailbox", mailbox)
        json.member(ifAny: "plan", plan)
        json.member("policy", policy)
        json.member(ifAny: "priority", priority)
        json.member(ifAny: "quiet", quiet?.rawValue)
        json.member("requester", requester)
        json.member(ifAny: "severity", severity)
        json.member("type", type)
    }
}

extension Deadline {
    fileprivate func write(_ json: inout JSONText) {
        json.member("clause", clause)
        json.member("dueAt", dueAt.seconds)
        json.member("endedAt", endedAt.seconds)
        json.member(ifAny: "level", level)
        json.member("metric", metric.rawValue)
        json.member("number", number)
        json.member("promise", promise)
        json.member("settledAt", settledAt.seconds)
        json.member("startedAt", startedAt.seconds)
        json.member("status", status.rawValue)
        json.member("warnAt", warnAt.seconds)
    }
}
