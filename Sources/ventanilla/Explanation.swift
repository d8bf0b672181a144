import BusinessTime
import SupportPolicy

/// What a policy says to one request, in finished words. The JSON of `policy explain` is this value.
struct Explanation: Encodable {
    let policy, title, version, zone, received, receivedInWords: String
    let request: [String: String]
    let admission: AdmissionSaid
    let promises: [PromiseSaid]

    struct ClauseSaid: Encodable {
        let id, document, section, text: String
        let ids: [String]

        init(_ clause: Clause) {
            (id, document, section, text, ids) = (clause.id, clause.document, clause.section, clause.text, clause.ids)
        }
    }

    struct AdmissionSaid: Encodable {
        /// `ok`, `unverified` or `refused`.
        let outcome: String
        let reason: String?
        let wayIn: String?
        let clause: ClauseSaid?
    }

    struct PromiseSaid: Encodable {
        let id, metric, metricInWords, asWritten: String
        /// What its clock begins with; the request's arrival stands for it here.
        let starts: String
        /// Said by the document, but never late.
        let isIndicative: Bool
        let due, dueInWords: String?
        let clause: ClauseSaid
        /// Whence the amount of time, and whence the hours in which it counts.
        let limitFrom, hoursFrom: OriginSaid
        let reckoning: [LineSaid]
    }

    struct OriginSaid: Encodable {
        /// `company`, `plan` or `contract`.
        let layer: String
        /// The plan's id or the contract's number.
        let name: String?
        let version: String
        let clause: ClauseSaid
    }

    struct LineSaid: Encodable {
        let from, to, when, counted, note: String
        let seconds: Int64
    }

    /// - Throws: `ScheduleError` when a deadline lies outside the years that can be reckoned.
    init(of facts: TicketFacts, under policy: Policy, _ layers: Layers, from start: Instant, in language: Language) throws {
        let words = Wording(language, policy.zone)
        (self.policy, title, version, zone) = (policy.id, policy.title, policy.version, policy.zone.name)
        received = policy.zone.iso8601(start)
        receivedInWords = words.full(start)
        request = facts.named
        let forecast = try policy.forecast(of: facts, from: start, under: layers)
        admission = AdmissionSaid(forecast.admission, in: language)
        promises = forecast.owed.map { PromiseSaid($0, in: language) }
    }
}

extension Explanation.AdmissionSaid {
    fileprivate init(_ admission: Result<Admission, Refusal>, in language: Language) {
        switch admission {
        case .success(let admission):
            self.init(
                outcome: admission.clause == nil ? "ok" : "unverified", reason: nil, wayIn: nil,
                clause: admission.clause.map(Explanation.ClauseSaid.init))
        case .failure(let refusal):
            self.init(
                outcome: "refused", reason: refusal.reason(in: language), wayIn: refusal.wayIn,
                clause: Explanation.ClauseSaid(refusal.clause))
        }
    }
}

extension Explanation.PromiseSaid {
    fileprivate init(_ owed: Forecast.Owed, in language: Language) {
        // Told by the wall of the schedule that counts: a company may have several.
        let (promise, due) = (owed.promise, owed.due), zone = promise.schedule.zone, words = Wording(language, zone)
        self.init(
            id: promise.id, metric: promise.metric.rawValue, metricInWords: promise.metric.said(in: language),
            asWritten: promise.asWritten, starts: promise.starts.rawValue, isIndicative: due.isIndicative,
            due: due.isIndicative ? nil : zone.iso8601(due.due), dueInWords: due.isIndicative ? nil : words.full(due.due),
            clause: Explanation.ClauseSaid(promise.clause), limitFrom: Explanation.OriginSaid(owed.effective.limit),
            hoursFrom: Explanation.OriginSaid(owed.effective.hours),
            reckoning: owed.reckoning.map(words.lines)?.map { line in
                Explanation.LineSaid(
                    from: zone.iso8601(line.from), to: zone.iso8601(line.to), when: line.when, counted: line.counted,
                    note: line.note, seconds: line.seconds)
            } ?? [])
    }
}

extension Explanation.OriginSaid {
    fileprivate init(_ origin: Origin) {
        let (layer, name): (String, String?) = switch origin.layer {
        case .company: ("company", nil)
        case .plan(let id): ("plan", id)
        case .contract(let id): ("contract", id)
        }
        self.init(layer: layer, name: name, version: origin.version, clause: Explanation.ClauseSaid(origin.clause))
    }
}

extension TicketFacts {
    /// What is known of a request, by its names.
    fileprivate var named: [String: String] {
        let facts: [String: String?] = [
            "channel": channel.rawValue, "type": type, "category": category, "department": department,
            "priority": priority, "severity": severity.map(String.init), "level": level.map(String.init),
        ]
        return facts.compactMapValues { $0 }
    }
}
