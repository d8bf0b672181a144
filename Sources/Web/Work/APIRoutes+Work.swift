import BusinessTime
import Hummingbird
import ServiceDesk
import SupportPolicy

/// Time, sessions and visits for programs.
extension APIRoutes {
    /// `GET …/tickets/{folio}/work`
    @Sendable func work(_ request: Request, _ context: DeskContext) async throws -> Response {
        let (principal, slug) = try await caller(request, context)
        let folio = try context.parameters.require("folio")
        return JSONAnswer.response(ListJSON(items: try await works(on: folio, slug, context, principal), next: nil), status: .ok)
    }

    /// `GET …/timers`: those that run in the house.
    @Sendable func timers(_ request: Request, _ context: DeskContext) async throws -> Response {
        let (principal, _) = try await caller(request, context)
        let list = try await desk.timers(as: principal).map { TimerJSON(timer: $0.timer, isForgotten: $0.isForgotten) }
        return JSONAnswer.response(ListJSON(items: list, next: nil), status: .ok)
    }

    @Sendable func startTimer(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await record(request, context) { folio, _, _, principal, _ in try await desk.startTimer(on: folio, as: principal) }
    }

    @Sendable func stopTimer(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await record(request, context) { folio, work, body, principal, _ in
            try await desk.stopTimer(work, on: folio, counting: body.minutes?.value, saying: body.done ?? "", as: principal)
        }
    }

    @Sendable func logWork(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await record(request, context) { folio, _, body, principal, _ in
            try await desk.logWork(body.minutes?.value ?? 0, on: folio, saying: body.done ?? "", as: principal)
        }
    }

    @Sendable func offerSession(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await record(request, context) { folio, _, body, principal, _ in
            try await desk.offerSession(on: folio, with: body.tool, knowing: Set(body.fees ?? []), saying: body.text ?? "", as: principal)
        }
    }

    @Sendable func recordConsent(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await record(request, context) { folio, work, body, principal, _ in
            try await desk.consent(to: work, on: folio, by: body.by, via: body.via.flatMap(ChannelKind.init(rawValue:)), as: principal)
        }
    }

    @Sendable func beginSession(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await record(request, context) { folio, work, _, principal, _ in try await desk.beginSession(work, on: folio, as: principal) }
    }

    @Sendable func endSession(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await record(request, context) { folio, work, body, principal, _ in
            guard let outcome = body.outcome.flatMap(SessionOutcome.init(rawValue:)) else {
                throw DeskError.invalid("outcome", "Es uno de: solved, further_procedure, explained.", "One of: solved, further_procedure, explained.")
            }
            return try await desk.endSession(work, on: folio, with: outcome, saying: body.done ?? "", as: principal)
        }
    }

    @Sendable func cancelWork(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await record(request, context) { folio, work, body, principal, _ in
            try await desk.cancelWork(work, on: folio, because: body.reason ?? "", as: principal)
        }
    }

    @Sendable func askAboutNeed(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await record(request, context) { folio, _, body, principal, _ in
            try await desk.askAboutNeed(body.service ?? "", quantity: body.quantity?.value ?? 1, on: folio, saying: body.text ?? "", as: principal)
        }
    }

    @Sendable func decideNeed(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await record(request, context) { folio, work, body, principal, _ in
            guard let choice = body.choice.flatMap(AdditionalNeed.Choice.init(rawValue:)) else {
                let choices = AdditionalNeed.Choice.allCases.map(\.rawValue).joined(separator: ", ")
                throw DeskError.invalid("choice", "Es uno de: \(choices).", "One of: \(choices).")
            }
            return try await desk.decide(choice, on: work, of: folio, by: body.by, via: body.via.flatMap(ChannelKind.init(rawValue:)), as: principal)
        }
    }

    @Sendable func fulfilNeed(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await record(request, context) { folio, work, body, principal, _ in
            try await desk.fulfil(work, on: folio, minutes: body.minutes?.value ?? 0, saying: body.done ?? "", as: principal)
        }
    }

    @Sendable func planVisit(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await record(request, context) { folio, _, body, principal, zone in
            var new = NewVisit(begins: try body.begins(in: zone), minutes: body.minutes?.value ?? 60, place: body.place ?? "", representative: body.representative)
            (new.isUrgent, new.engineer, new.fees) = (body.urgent ?? false, body.engineer, Set(body.fees ?? []))
            return try await desk.planVisit(new, on: folio, saying: body.text ?? "", as: principal)
        }
    }

    @Sendable func moveVisit(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await record(request, context) { folio, work, body, principal, zone in
            try await desk.moveVisit(
                work, on: folio, to: try body.begins(in: zone), minutes: body.minutes?.value, place: body.place, knowing: Set(body.fees ?? []), because: body.reason ?? "", as: principal)
        }
    }

    @Sendable func nameEngineer(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await record(request, context) { folio, work, body, principal, _ in
            guard let engineer = body.engineer else { throw DeskError.invalid("engineer", "Diga quién va; vacío: nadie.", "Say who goes; empty: nobody.") }
            return try await desk.nameEngineer(engineer.isEmpty ? nil : engineer, for: work, on: folio, as: principal)
        }
    }

    @Sendable func prepareVisit(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await record(request, context) { folio, work, body, principal, _ in
            let points = (body.points ?? []).map { VisitPreparation.Point($0.point ?? "", isReady: $0.ready ?? false, saying: $0.text) }
            return try await desk.prepareVisit(
                work, on: folio, VisitPreparation(representative: body.representative, points: points), by: body.by, via: body.via.flatMap(ChannelKind.init(rawValue:)), as: principal)
        }
    }

    @Sendable func wishVisit(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await record(request, context) { folio, work, body, principal, zone in
            try await desk.wishVisit(work, on: folio, at: try body.begins(in: zone), knowing: Set(body.fees ?? []), saying: body.text ?? "", as: principal)
        }
    }

    @Sendable func acceptWish(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await record(request, context) { folio, work, body, principal, zone in
            try await desk.answerWish(work, on: folio, accepting: true, asRead: try body.instant(body.begins, "begins", in: zone), because: body.reason ?? "", as: principal)
        }
    }

    @Sendable func refuseWish(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await record(request, context) { folio, work, body, principal, _ in
            try await desk.answerWish(work, on: folio, accepting: false, because: body.reason ?? "", as: principal)
        }
    }

    /// `GET …/visits`: those of the house that are to come, or of the caller.
    @Sendable func visits(_ request: Request, _ context: DeskContext) async throws -> Response {
        let (principal, _) = try await caller(request, context), length = 50
        let found = try await desk.comingVisits(
            mine: request.query["mine"] == "1", after: request.query["after"].flatMap(ComingVisit.Key.init), limit: length + 1, as: principal)
        let shown = found.prefix(length)
        return JSONAnswer.response(ListJSON(items: shown.map(ComingVisitJSON.init), next: found.count > shown.count ? shown.last?.key.text : nil), status: .ok)
    }

    @Sendable func recordArrival(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await record(request, context) { folio, work, body, principal, zone in
            try await desk.arrive(work, on: folio, at: try body.instant(body.at, "at", in: zone), receivedBy: body.receivedBy, files: try await desk.keep(body.files), as: principal)
        }
    }

    @Sendable func endVisit(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await record(request, context) { folio, work, body, principal, zone in
            try await desk.endVisit(work, on: folio, try body.report(body.done, in: zone, with: try await desk.keep(body.files)), as: principal)
        }
    }

    @Sendable func failVisit(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await record(request, context) { folio, work, body, principal, zone in
            guard let failure = body.failure.flatMap(VisitFailure.init(rawValue:)) else {
                throw DeskError.invalid("failure", "Es uno de: not_received, access_denied.", "One of: not_received, access_denied.")
            }
            return try await desk.failVisit(work, on: folio, by: failure, try body.report(body.reason, in: zone, with: try await desk.keep(body.files)), as: principal)
        }
    }

    /// A change of a work: 201 with the work, a new one where the path names none.
    private func record(
        _ request: Request, _ context: DeskContext,
        _ verb: (_ folio: String, _ work: Int, _ body: WorkBody, _ principal: Principal, _ zone: Zone) async throws -> TicketRow
    ) async throws -> Response {
        let (principal, slug) = try await caller(request, context)
        let folio = try context.parameters.require("folio"), named = context.parameters.get("work").map { Int($0) ?? -1 }
        let body = try await WorkBody.read(request, context)
        let policy = try await desk.read { try $0.policy(of: try $0.ticket(folio, visibleTo: principal).ticket) }
        let row = try await verb(folio, named ?? 0, body, principal, policy.zone)
        let number = named ?? row.ticket.works.last?.number ?? 0
        guard let json = try await works(on: folio, slug, context, principal).first(where: { $0.work.number == number }) else { throw DeskError.notFound }
        return JSONAnswer.response(json, status: .created)
    }

    /// What is worked on a ticket, as far as the caller may see it.
    private func works(on folio: String, _ slug: String, _ context: DeskContext, _ principal: Principal) async throws -> [WorkJSON] {
        try await desk.read { tx in
            let ticket = try tx.ticketInFull(folio, visibleTo: principal), policy = try tx.policy(of: ticket.row.ticket)
            let fees = try tx.fees(on: ticket.row.ticket, under: policy)
            return ticket.row.ticket.works.filter { principal.role.isStaff || !$0.isInternal }.map { work in
                WorkJSON(work: work, words: WorkWords(of: work.number, in: ticket.timeline), fees: fees[work.number] ?? [], folio: folio, policy: policy, company: slug)
            }
        }
    }
}

/// What a program sends about work; each action reads its own fields.
struct WorkBody: Codable, ReadableBody {
    var minutes: WholeNumber?
    var done, reason, text: String?
    var tool, by, via, outcome: String?
    var begins, place, representative, engineer: String?
    var urgent: Bool?
    /// Ids of the fees that whoever agrees was told of.
    var fees: [String]?
    var at, receivedBy, leftAt, failure: String?
    var expenses: WholeNumber?
    var expensesFor: String?
    var service, choice: String?
    var quantity: WholeNumber?
    var points: [Point]?
    var files: [Upload] = []

    /// A point of a visit's checklist.
    struct Point: Codable {
        var point, text: String?
        var ready: Bool?
    }

    enum CodingKeys: String, CodingKey {
        case minutes, done, reason, text, tool, by, via, outcome, begins, place, representative, engineer, urgent, fees, at, failure, expenses, service, choice, quantity, points
        case receivedBy = "received_by"
        case leftAt = "left_at"
        case expensesFor = "expenses_for"
    }

    /// An arrival may bring pictures, and the end of a visit receipts, as a form.
    static func read(_ request: Request, _ context: DeskContext) async throws -> WorkBody {
        guard let form = try await FormBody.ifMultipart(request, context) else { return try await JSONBody.read(request, context) }
        var body = WorkBody()
        (body.at, body.receivedBy, body.files) = (form.value("at"), form.value("received_by"), form.files)
        (body.done, body.reason, body.failure, body.leftAt) = (form.value("done"), form.value("reason"), form.value("failure"), form.value("left_at"))
        (body.expenses, body.expensesFor) = (try form.number("expenses").map(WholeNumber.init), form.value("expenses_for"))
        return body
    }

    func instant(_ text: String?, _ field: String, in zone: Zone) throws -> Instant? {
        try text.map { text in
            guard let instant = zone.instant(written: text) else {
                throw DeskError.invalid(field, "Es una fecha con hora, como 2026-03-16T10:00, con o sin su huso.", "A date and time, such as 2026-03-16T10:00, with its offset or without.")
            }
            return instant
        }
    }

    func begins(in zone: Zone) throws -> Instant {
        guard let begins = try instant(begins, "begins", in: zone) else { throw DeskError.invalid("begins", "Diga cuándo.", "Say when.") }
        return begins
    }

    func report(_ said: String?, in zone: Zone, with files: [StoredFile]) throws -> VisitReport {
        var report = VisitReport(said ?? "")
        report.files = files
        report.leftAt = try instant(leftAt, "left_at", in: zone)
        (report.expenses, report.expensesFor) = (expenses?.value ?? 0, expensesFor)
        return report
    }
}

/// A work as programs read it.
struct WorkJSON: JSONWritable {
    let work: Work
    let words: WorkWords
    let fees: [WorkFee]
    let folio: String
    let policy: Policy
    /// Slug of the company.
    let company: String

    func write(_ json: inout JSONText) {
        json.member("number", work.number)
        json.member("kind", kind)
        json.member("state", work.state.rawValue)
        json.member("worker", words.worker)
        json.member(orNull: "started_at", time(work.startedAt))
        json.member(orNull: "ended_at", time(work.endedAt))
        json.member(orNull: "minutes", work.minutes)
        json.member("charged", work.isCharged)
        json.member("said", words.said)
        json.array("fees", fees.map { FeeJSON(fee: $0) })
        if let session = work.session {
            json.member("tool", session.tool)
            json.member(orNull: "outcome", session.outcome?.rawValue)
            json.member(orNull: "consent", session.consent.map { ConsentJSON(consent: $0, by: words[.consent], zone: policy.zone) })
        }
        if let need = work.need { write(need, &json) }
        if let visit = work.visit {
            json.member("begins", policy.zone.iso8601(visit.appointment.begins))
            json.member("ends", policy.zone.iso8601(visit.appointment.ends))
            json.member("urgent", visit.appointment.isUrgent)
            json.member("out_of_hours", policy.isOutOfHours(visit.appointment.span))
            json.member("place", words[.place])
            json.member("engineer", visit.appointment.engineer == nil ? "" : words[.engineer])
            json.member("representative", words[.representative])
            json.array("checklist", policy.visitPoints.map { PointJSON(point: $0, isReady: visit.ready?.contains($0.id) == true, text: words.points[$0.id] ?? "") })
            json.member("revision", visit.appointment.revision ?? 0)
            json.member(orNull: "wish", visit.wish.map { WishJSON(wish: $0, zone: policy.zone) })
            json.member("received_by", words[.receivedBy])
            json.member(orNull: "failure", visit.failure?.rawValue)
            json.member(orNull: "counts_as_done", visit.countsAsDone.flatMap(policy.clause).map(CiteJSON.init))
            json.member("expenses", visit.expenses)
            json.member("prepaid", visit.prepaid ?? 0)
            json.member("currency", "MXN")
            json.member("calendar", "/\(company)/requests/\(folio)/visits/\(work.number)/visit.ics")
            json.member("sheet", "/\(company)/requests/\(folio)/visits/\(work.number)/sheet.pdf")
        }
    }

    private func write(_ need: AdditionalNeed, _ json: inout JSONText) {
        json.member("service", need.service)
        json.member("quantity", need.quantity)
        json.member("minutes_left", need.left)
        json.member(orNull: "choice", need.choice?.rawValue)
        json.member(orNull: "decision", need.answer.map { ConsentJSON(consent: $0, by: words[.decidedBy], zone: policy.zone) })
    }

    private var kind: String {
        switch work.kind {
        case .timer: "timer"
        case .time: "time"
        case .session: "session"
        case .visit: "visit"
        case .need: "need"
        }
    }

    private func time(_ instant: Instant) -> String? { instant < .never ? policy.zone.iso8601(instant) : nil }
}

/// What the circumstances of a work add.
private struct FeeJSON: JSONWritable {
    let fee: WorkFee

    func write(_ json: inout JSONText) {
        json.member("service", fee.item.id)
        json.member("label", fee.item.label)
        json.array("price") { json in
            for part in fee.item.price { json.object { $0.write(part) } }
        }
        json.member("paid", fee.isPaid)
        json.member(orNull: "cites", CiteJSON(fee.item.clause))
    }
}

private struct PointJSON: JSONWritable {
    let point: VisitPoint
    let isReady: Bool
    let text: String

    func write(_ json: inout JSONText) {
        json.member("point", point.id)
        json.member("label", point.label)
        json.member("ready", isReady)
        json.member("text", text)
    }
}

private struct WishJSON: JSONWritable {
    let wish: Visit.Wish
    let zone: Zone

    func write(_ json: inout JSONText) {
        json.member("begins", zone.iso8601(wish.begins))
        json.member("ends", zone.iso8601(wish.ends))
    }
}

private struct ComingVisitJSON: JSONWritable {
    let coming: ComingVisit

    func write(_ json: inout JSONText) {
        let agreed = coming.visit.appointment, zone = coming.policy.zone
        json.member("ticket", coming.folio)
        json.member("number", coming.work.number)
        json.member("state", coming.work.state.rawValue)
        json.member("begins", zone.iso8601(agreed.begins))
        json.member("ends", zone.iso8601(agreed.ends))
        json.member("urgent", agreed.isUrgent)
        json.member("subject", coming.subject)
        json.member("customer", coming.customer)
        json.member("place", coming.place)
        json.member("engineer", coming.engineer)
        json.member(orNull: "wish", coming.visit.wish.map { WishJSON(wish: $0, zone: zone) })
        json.array("missing") { json in
            for gap in coming.gaps { json.element(gap.rawValue) }
        }
        json.array("not_ready") { json in
            for point in coming.lacking { json.element(point.label) }
        }
    }
}

private struct ConsentJSON: JSONWritable {
    let consent: Consent
    let by: String
    let zone: Zone

    func write(_ json: inout JSONText) {
        json.member("by", by)
        json.member("via", consent.via.rawValue)
        json.member("at", zone.iso8601(consent.at))
    }
}

private struct TimerJSON: JSONWritable {
    let timer: RunningTimer
    let isForgotten: Bool

    func write(_ json: inout JSONText) {
        json.member("ticket", timer.folio)
        json.member("number", timer.number)
        json.member("worker", timer.name)
        json.member("started_at", timer.startedAt.iso8601)
        json.member("forgotten", isForgotten)
    }
}
