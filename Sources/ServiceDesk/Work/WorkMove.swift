import BusinessTime
import SupportPolicy

extension Work {
    /// What an entry says of a work.
    package enum Move: Codable, Hashable, Sendable {
        /// A timer starts.
        case timed(by: Int64)
        /// Time was written down.
        case logged(by: Int64, minutes: Int)
        /// A session is offered.
        case offered(by: Int64, tool: String)
        case consented(via: ChannelKind, byClient: Bool)
        case connected(by: Int64)
        /// A session is over.
        case concluded(SessionOutcome)
        case planned(by: Int64, Visit.Appointment)
        case moved(Visit.Appointment)
        /// Another goes, at the same time.
        case named(Visit.Appointment)
        case arrived(by: Int64, at: Instant)
        case attended(until: Instant, expenses: Int, prepaid: Int?)
        case failed(VisitFailure, until: Instant, expenses: Int, prepaid: Int?, countsAsDone: String?)
        /// A timer is stopped; what counts of it, `nil`: as long as it ran.
        case ended(minutes: Int?)
        /// A need came up.
        case arose(by: Int64, service: String, quantity: Int, left: Int)
        case decided(AdditionalNeed.Choice, via: ChannelKind, byClient: Bool)
        /// A need was attended within the time of its request.
        case fulfilled(by: Int64, minutes: Int)
        case cancelled
        case charged
        /// Its request is closed while it goes on.
        case outlivedClosing
        /// The client asks for another time.
        case wished(Visit.Wish)
        /// The appointment stays as it is.
        case wishDeclined
        /// What the client has ready of the checklist, all of it.
        case prepared(ready: [String])
        /// Its expenses were handed over to be invoiced.
        case handedOver(batch: Int)
    }

    fileprivate init(_ number: Int, by person: Int64, _ state: State, at instant: Instant, _ kind: Kind) {
        (self.number, self.person, self.state, since, self.kind) = (number, person, state, instant, kind)
    }

    fileprivate mutating func apply(_ move: Move, at instant: Instant) {
        switch move {
        case .timed, .logged, .offered, .planned, .arose: break
        case .consented(let via, let isByClient):
            change(\.session) { $0.consent = Consent(at: instant, via: via, isByClient: isByClient) }
        case .connected(let person): (self.person, state, startedAt) = (person, .running, instant)
        case .concluded(let outcome):
            change(\.session) { $0.outcome = outcome }
            end(at: instant)
        case .moved(let appointment): change(\.visit) { ($0.appointment, $0.wish) = (appointment, nil) }
        case .named(let appointment): change(\.visit) { $0.appointment = appointment }
        case .arrived(let person, let at):
            (self.person, state, startedAt) = (person, .running, at)
            change(\.visit) { $0.wish = nil }
        case .attended(let until, let expenses, let prepaid):
            change(\.visit) { ($0.expenses, $0.prepaid) = (expenses, prepaid) }
            end(at: until)
        case .failed(let failure, let until, let expenses, let prepaid, let clause):
            change(\.visit) { ($0.failure, $0.expenses, $0.prepaid, $0.countsAsDone) = (failure, expenses, prepaid, clause) }
            end(at: until)
        case .ended(let counted): end(at: instant, counting: counted)
        case .decided(let choice, let via, let isByClient):
            change(\.need) { ($0.choice, $0.answer) = (choice, Consent(at: instant, via: via, isByClient: isByClient)) }
            if choice == .declined { (state, endedAt) = (.cancelled, instant) }
        case .fulfilled(let person, let minutes): (self.person, state, endedAt, self.minutes) = (person, .done, instant, minutes)
        case .cancelled:
            (state, endedAt) = (.cancelled, instant)
            change(\.visit) { $0.wish = nil }
        case .charged:
            isCharged = true
            // What was wanted apart is from then on a service like any other.
            if need != nil { (state, endedAt) = (.done, instant) }
        case .outlivedClosing: outlivedClosing = true
        case .wished(let wish): change(\.visit) { $0.wish = wish }
        case .wishDeclined: change(\.visit) { $0.wish = nil }
        case .prepared(let ready): change(\.visit) { $0.ready = ready }
        case .handedOver(let batch): change(\.visit) { $0.batch = batch }
        }
    }

    private mutating func end(at instant: Instant, counting minutes: Int? = nil) {
        (state, endedAt) = (.done, instant)
        self.minutes = minutes ?? Work.minutes(from: startedAt, to: instant)
    }

    private mutating func change(_ part: KeyPath<Work, RemoteSession?>, _ body: (inout RemoteSession) -> Void) {
        guard var session = self[keyPath: part] else { return }
        body(&session)
        kind = .session(session)
    }

    private mutating func change(_ part: KeyPath<Work, AdditionalNeed?>, _ body: (inout AdditionalNeed) -> Void) {
        guard var need = self[keyPath: part] else { return }
        body(&need)
        kind = .need(need)
    }

    private mutating func change(_ part: KeyPath<Work, Visit?>, _ body: (inout Visit) -> Void) {
        guard var visit = self[keyPath: part] else { return }
        body(&visit)
        kind = .visit(visit)
    }
}

extension [Work] {
    /// Applies what an entry says at an instant.
    mutating func apply(_ move: Work.Move, to number: Int, at instant: Instant) {
        switch move {
        case .timed(let person):
            var timer = Work(number, by: person, .running, at: instant, .timer)
            timer.startedAt = instant
            append(timer)
        case .logged(let person, let minutes):
            var time = Work(number, by: person, .done, at: instant, .time)
            (time.endedAt, time.minutes) = (instant, minutes)
            append(time)
        case .offered(let person, let tool): append(Work(number, by: person, .planned, at: instant, .session(RemoteSession(tool: tool))))
        case .planned(let person, let appointment): append(Work(number, by: person, .planned, at: instant, .visit(Visit(appointment: appointment))))
        case .arose(let person, let service, let quantity, let left):
            append(Work(number, by: person, .planned, at: instant, .need(AdditionalNeed(service: service, quantity: quantity, left: left))))
        default:
            guard let index = firstIndex(where: { $0.number == number }) else { return }
            self[index].apply(move, at: instant)
        }
    }
}

extension Work.Move {
    /// As it stands in the journal: the shape that `Codable` reads, keys in order.
    func write(_ json: inout JSONText) {
        switch self {
        case .timed(let person): json.object("timed") { $0.member("by", person) }
        case .logged(let person, let minutes):
            json.object("logged") { json in
                json.member("by", person)
                json.member("minutes", minutes)
            }
        case .offered(let person, let tool):
            json.object("offered") { json in
                json.member("by", person)
                json.member("tool", tool)
            }
        case .consented(let via, let isByClient):
            json.object("consented") { json in
                json.member("byClient", isByClient)
                json.member("via", via.rawValue)
            }
        case .connected(let person): json.object("connected") { $0.member("by", person) }
        case .concluded(let outcome): json.object("concluded") { $0.member("_0", outcome.rawValue) }
        case .planned(let person, let appointment):
            json.object("planned") { json in
                json.object("_1", appointment.write)
                json.member("by", person)
            }
        case .moved(let appointment): json.object("moved") { $0.object("_0", appointment.write) }
        case .named(let appointment): json.object("named") { $0.object("_0", appointment.write) }
        case .arrived(let person, let at):
            json.object("arrived") { json in
                json.member("at", at.seconds)
                json.member("by", person)
            }
        case .attended(let until, let expenses, let prepaid):
            json.object("attended") { json in
                json.member("expenses", expenses)
                json.member(ifAny: "prepaid", prepaid)
                json.member("until", until.seconds)
            }
        case .failed(let failure, let until, let expenses, let prepaid, let clause):
            json.object("failed") { json in
                json.member("_0", failure.rawValue)
                json.member(ifAny: "countsAsDone", clause)
                json.member("expenses", expenses)
                json.member(ifAny: "prepaid", prepaid)
                json.member("until", until.seconds)
            }
        case .ended(let minutes): json.object("ended") { $0.member(ifAny: "minutes", minutes) }
        case .arose(let person, let service, let quantity, let left):
            json.object("arose") { json in
                json.member("by", person)
                json.member("left", left)
                json.member("quantity", quantity)
                json.member("service", service)
            }
        case .decided(let choice, let via, let isByClient):
            json.object("decided") { json in
                json.member("_0", choice.rawValue)
                json.member("byClient", isByClient)
                json.member("via", via.rawValue)
            }
        case .fulfilled(let person, let minutes):
            json.object("fulfilled") { json in
                json.member("by", person)
                json.member("minutes", minutes)
            }
        case .cancelled: json.object("cancelled") { _ in }
        case .charged: json.object("charged") { _ in }
        case .outlivedClosing: json.object("outlivedClosing") { _ in }
        case .wished(let wish):
            json.object("wished") { json in
                json.object("_0") { json in
                    json.member("begins", wish.begins.seconds)
                    json.member("ends", wish.ends.seconds)
                }
            }
        case .wishDeclined: json.object("wishDeclined") { _ in }
        case .prepared(let ready):
            json.object("prepared") { json in
                json.array("ready") { json in for point in ready { json.element(point) } }
            }
        case .handedOver(let batch): json.object("handedOver") { $0.member("batch", batch) }
        }
    }
}

extension Visit.Appointment {
    fileprivate func write(_ json: inout JSONText) {
        json.member("begins", begins.seconds)
        json.member("ends", ends.seconds)
        json.member(ifAny: "engineer", engineer)
        json.member("isUrgent", isUrgent)
        json.member(ifAny: "revision", revision)
    }
}
