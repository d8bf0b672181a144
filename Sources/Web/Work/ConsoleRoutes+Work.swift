import BusinessTime
import Hummingbird
import ServiceDesk
import SupportPolicy

/// Time, sessions and visits, as the staff records them.
extension ConsoleRoutes {
    /// `GET …/tickets/{folio}/work`
    @Sendable func work(_ request: Request, _ context: DeskContext) async throws -> Response {
        pages.answer(try await workPage(request, context, FormBody()), request)
    }

    /// `POST …/timers`
    @Sendable func startTimer(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await record(request, context, .timerStarted) { given in try await desk.startTimer(on: given.folio, as: given.principal) }
    }

    /// `POST …/timers/{work}/end`
    @Sendable func stopTimer(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await record(request, context, .timerStopped) { given in
            try await desk.stopTimer(given.work, on: given.folio, counting: try given.form.number("minutes" + given.n), saying: given.form["done" + given.n], as: given.principal)
        }
    }

    /// `POST …/work`
    @Sendable func logWork(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await record(request, context, .logged) { given in
            try await desk.logWork(try given.form.number("minutes") ?? 0, on: given.folio, saying: given.form["done"], as: given.principal)
        }
    }

    // MARK: Sessions

    /// `POST …/sessions`
    @Sendable func offerSession(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await record(request, context, .sessionOffered, names: ["fees": "session-fees"]) { given in
            try await desk.offerSession(on: given.folio, with: given.form["tool"], knowing: given.form.fees("session-fees"), saying: given.form["session-text"], as: given.principal)
        }
    }

    /// `POST …/sessions/{work}/consent`
    @Sendable func recordConsent(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await record(request, context, .consented) { given in
            try await desk.consent(to: given.work, on: given.folio, by: given.form["by" + given.n], via: try given.form.choice("via" + given.n), as: given.principal)
        }
    }

    /// `POST …/sessions/{work}/beginning`
    @Sendable func beginSession(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await record(request, context, .sessionBegun) { given in try await desk.beginSession(given.work, on: given.folio, as: given.principal) }
    }

    /// `POST …/sessions/{work}/end`
    @Sendable func endSession(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await record(request, context, .workEnded) { given in
            try await desk.endSession(given.work, on: given.folio, with: try given.form.choice("outcome" + given.n), saying: given.form["done" + given.n], as: given.principal)
        }
    }

    /// `POST …/sessions/{work}/cancellation`, and of visits and needs
    @Sendable func cancelWork(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await record(request, context, .workGivenUp) { given in
            try await desk.cancelWork(given.work, on: given.folio, because: given.form["reason" + given.n], as: given.principal)
        }
    }

    // MARK: Needs

    /// `POST …/needs`
    @Sendable func askAboutNeed(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await record(request, context, .needAsked, names: ["text": "need-text"]) { given in
            try await desk.askAboutNeed(
                given.form["service"], quantity: try given.form.number("quantity") ?? 1, on: given.folio, saying: given.form["need-text"], as: given.principal)
        }
    }

    /// `POST …/needs/{work}/decision`
    @Sendable func recordDecision(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await record(request, context, .needDecided) { given in
            try await desk.decide(
                try given.form.choice("choice" + given.n), on: given.work, of: given.folio, by: given.form["by" + given.n], via: try given.form.choice("via" + given.n), as: given.principal)
        }
    }

    /// `POST …/needs/{work}/end`
    @Sendable func fulfilNeed(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await record(request, context, .workEnded) { given in
            try await desk.fulfil(
                given.work, on: given.folio, minutes: try given.form.number("minutes" + given.n) ?? 0, saying: given.form["done" + given.n], as: given.principal)
        }
    }

    // MARK: Visits

    /// `POST …/visits`
    @Sendable func planVisit(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await record(request, context, .visitPlanned, names: ["minutes": "length"]) { given in
            guard let begins = try given.form.instant("begins", in: given.zone) else { throw DeskError.invalid("begins", "Diga cuándo.", "Say when.") }
            var new = NewVisit(begins: begins, minutes: try given.form.number("length") ?? 60, place: given.form["place"], representative: given.form.value("representative"))
            new.isUrgent = given.form["urgent"] == "yes"
            (new.engineer, new.fees) = (given.form.value("engineer"), given.form.fees())
            return try await desk.planVisit(new, on: given.folio, saying: given.form["visit-text"], as: given.principal)
        }
    }

    /// `POST …/visits/{work}/move`
    @Sendable func moveVisit(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await record(request, context, .visitMoved, names: ["minutes": "length", "reason": "why"]) { given in
            guard let begins = try given.form.instant("begins" + given.n, in: given.zone) else { throw DeskError.invalid("begins", "Diga cuándo.", "Say when.") }
            return try await desk.moveVisit(
                given.work, on: given.folio, to: begins, minutes: try given.form.number("length" + given.n), place: given.form.value("place" + given.n),
                knowing: given.form.fees("fees" + given.n), because: given.form["why" + given.n], as: given.principal)
        }
    }

    /// `POST …/visits/{work}/engineer`
    @Sendable func nameEngineer(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await record(request, context, .engineerNamed) { given in
            try await desk.nameEngineer(given.form.value("engineer" + given.n), for: given.work, on: given.folio, as: given.principal)
        }
    }

    /// `POST …/visits/{work}/preparation`: what the client said of it.
    @Sendable func prepareVisit(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await record(request, context, .visitPrepared, names: ["by": "told", "via": "told-via"]) { given in
            try await desk.prepareVisit(
                given.work, on: given.folio, VisitFields.read(given.form, ending: given.n, under: given.policy), by: given.form["told" + given.n],
                via: ChannelKind(rawValue: given.form["told-via" + given.n]), as: given.principal)
        }
    }

    /// `POST …/visits/{work}/wish/acceptance`
    @Sendable func acceptWish(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await record(request, context, .visitMoved) { given in
            let read = try given.form.number("read" + given.n).map { Instant(seconds: Int64($0)) }
            return try await desk.answerWish(given.work, on: given.folio, accepting: true, asRead: read, as: given.principal)
        }
    }

    /// `POST …/visits/{work}/wish/refusal`
    @Sendable func refuseWish(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await record(request, context, .visitKept, names: ["reason": "keep"]) { given in
            try await desk.answerWish(given.work, on: given.folio, accepting: false, because: given.form["keep" + given.n], as: given.principal)
        }
    }

    /// `POST …/visits/{work}/arrival`
    @Sendable func recordArrival(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await record(request, context, .arrived) { given in
            let at = try given.form.instant("at" + given.n, in: given.zone)
            return try await desk.arrive(
                given.work, on: given.folio, at: at, receivedBy: given.form.value("received_by" + given.n), files: try await desk.keep(given.form.files), as: given.principal)
        }
    }

    /// `POST …/visits/{work}/end`
    @Sendable func endVisit(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await record(request, context, .workEnded, names: ["left_at": "left", "expenses_for": "spent"]) { given in
            let n = given.n, files = try await desk.keep(given.form.files)
            let report = try given.form.report("done" + n, left: "left" + n, expenses: "expenses" + n, spent: "spent" + n, in: given.zone, with: files)
            return try await desk.endVisit(given.work, on: given.folio, report, as: given.principal)
        }
    }

    /// `POST …/visits/{work}/failure`
    @Sendable func failVisit(_ request: Request, _ context: DeskContext) async throws -> Response {
        try await record(request, context, .workEnded, names: ["done": "why", "left_at": "failed-left", "expenses": "failed-expenses", "expenses_for": "failed-spent"]) { given in
            let n = given.n, files = try await desk.keep(given.form.files)
            let report = try given.form.report(
                "why" + n, left: "failed-left" + n, expenses: "failed-expenses" + n, spent: "failed-spent" + n, in: given.zone, with: files)
            return try await desk.failVisit(given.work, on: given.folio, by: try given.form.choice("failure" + n), report, as: given.principal)
        }
    }

    // MARK: Shared

    /// What a form about work gives.
    private struct Given {
        let folio: String
        let form: FormBody
        let principal: Principal
        let policy: Policy
        /// The work's number; 0 for a new one.
        let work: Int

        var zone: Zone { policy.zone }

        /// How the fields of this work end.
        var n: String { work == 0 ? "" : VisitFields.ending(of: work) }
    }

    /// Runs a verb and shows the work again; a field that cannot stay is shown where it was typed.
    ///
    /// - Parameter names: how fields of the verb are called in the form, where that is otherwise.
    private func record(
        _ request: Request, _ context: DeskContext, _ done: Done, names: [String: String] = [:],
        _ verb: (_ given: Given) async throws -> TicketRow
    ) async throws -> Response {
        let slug = try context.requireCompany().slug, folio = try context.parameters.require("folio"), principal = try context.requirePrincipal()
        let work = context.parameters.get("work").map { Int($0) ?? -1 } ?? 0
        let form = try await server.form(request, context)
        let policy = try await desk.read { try $0.policy(of: try $0.ticket(folio, visibleTo: principal).ticket) }
        let given = Given(folio: folio, form: form, principal: principal, policy: policy, work: work)
        do {
            _ = try await verb(given)
            return pages.see(.ticket(slug, folio) / "work", saying: done)
        } catch DeskError.invalid(let problems) {
            let shown = problems.map { problem in
                let name = names[problem.field] ?? VisitFields.name(of: problem.field, under: policy)
                return FieldProblem(name.hasSuffix(given.n) ? name : name + given.n, problem.message)
            }
            return pages.answer(try await workPage(request, context, form, shown), request, status: .unprocessableContent)
        }
    }

    private func workPage(_ request: Request, _ context: DeskContext, _ form: FormBody, _ problems: [FieldProblem] = []) async throws -> WorkPage {
        let slug = try context.requireCompany().slug, principal = try context.requirePrincipal(), folio = try context.parameters.require("folio")
        let (row, policy, timeline, staff, fees, facts) = try await desk.read { tx in
            let ticket = try tx.ticketInFull(folio, visibleTo: principal, countingNotices: true), policy = try tx.policy(of: ticket.row.ticket)
            return (ticket.row, policy, ticket.timeline, try tx.staff(of: principal.company), try tx.fees(on: ticket.row.ticket, under: policy), PageFacts(now: tx.now, unread: ticket.unread))
        }
        let view = WorkView(
            ticket: row.ticket, policy: policy, slug: slug, timeline: timeline, now: facts.now, language: context.language, isStaff: true, fees: fees)
        let fields = WorkFields(ticket: row.ticket, policy: policy, slug: slug, language: context.language, staff: staff, form: form, problems: problems)
        return WorkPage(
            frame: try await pages.frame(request, context, facts), folio: folio, subject: row.ticket.subject(Wording(context.language, policy.zone)), ticket: .ticket(slug, folio),
            lines: row.ticket.works.reversed().map { (view.line($0), fields.acts(on: $0, saying: WorkWords(of: $0.number, in: timeline), by: principal)) }, new: fields.new, timeBox: view.timeBox)
    }
}
