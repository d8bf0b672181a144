import BusinessTime
import SupportPolicy

/// A visit as somebody agrees on it with the client.
package struct NewVisit: Sendable {
    package var begins: Instant
    /// Minutes, a quarter of an hour to a day.
    package var minutes: Int
    package var place: String
    /// Who receives the engineer and knows the request (IN-56).
    package var representative: String?
    package var isUrgent = false
    /// E-mail of who will go; `nil`: nobody is named yet.
    package var engineer: String?
    /// Ids of the fees that whoever agrees on it was shown.
    package var fees: Set<String> = []

    package init(begins: Instant, minutes: Int = 60, place: String, representative: String? = nil) {
        (self.begins, self.minutes, self.place, self.representative) = (begins, minutes, place, representative)
    }
}

/// How a visit ended.
package struct VisitReport: Sendable {
    /// `nil`: now.
    package var leftAt: Instant?
    /// What was done, or what went wrong, in words for the client.
    package var done: String
    /// What it cost to come (centavos), and for what; the client pays it (IN-24), as far as no quote did.
    package var expenses = 0
    package var expensesFor: String?
    /// Receipts of that, and pictures.
    package var files: [StoredFile] = []

    package init(_ done: String) {
        self.done = done
    }
}

/// Visits: agreed on, prepared by letter, begun with evidence of the arrival, and ended as the policy says (IN-53 … IN-56, GE-73 … GE-75).
extension Desk {
    /// Longest time ahead of an appointment (days), and most that it costs to come (centavos).
    private static let mostDays = 366, mostExpenses = 100_000_000

    /// Agrees on a visit. The client's letter tells when and where, what he has ready before (IN-54) and who receives the engineer
    /// (IN-56), each with its clause, and what the visit adds (GE-73 … GE-75); it is an answer to his request.
    ///
    /// - Throws: `.invalid` with their price for fees that were not shown before; a refusal with its clause where the contract cannot pay
    ///   them (GE-61).
    @discardableResult
    package func planVisit(_ new: NewVisit, on folio: String, saying text: String = "", as principal: Principal) async throws -> TicketRow {
        try principal.requireStaff()
        let text = try Words.optional(text, field: "text"), place = try Words.line(new.place, field: "place")
        let representative = try new.representative.map { try Words.line($0, field: "representative") }
        return try await change(folio, as: principal) { record, tx in
            try record.requireOpen()
            var appointment = try Self.appointment(new.begins, new.minutes, isUrgent: new.isUrgent, after: record.now)
            let engineer = try tx.engineer(new.engineer, in: principal.company)
            appointment.engineer = engineer?.person
            let fees = try tx.agree(on: record.policy.circumstances(ofVisitAgreedFor: appointment.span, isUrgent: new.isUrgent), knowing: new.fees, on: record, by: principal)
            record.work(
                .visit, "planned", .planned(by: principal.person, appointment), by: principal, cites: record.policy.visitRules.first { !$0.visit.checklist.isEmpty }?.rule.clause ?? record.policy.visitRules.first?.rule.clause,
                answering: record.ending(.firstResponse, as: .met), facts: appointment.facts.merging(fees) { $1 },
                contents: Content.about(.place, place) + Content.about(.representative, representative) + Content.about(.engineer, engineer?.name) + (text.map { [Content(text: $0)] } ?? []))
        }
    }

    /// Moves an appointment, and tells the client.
    ///
    /// - Parameters:
    ///   - place: `nil`: the same.
    ///   - fees: ids of those that whoever moves it was shown.
    /// - Throws: `.conflict` once the engineer arrived; what is added is agreed on as for a new visit.
    @discardableResult
    package func moveVisit(
        _ number: Int, on folio: String, to begins: Instant, minutes: Int? = nil, place: String? = nil, knowing fees: Set<String> = [], because reason: String,
        as principal: Principal
    ) async throws -> TicketRow {
        try principal.requireStaff()
        let reason = try Words.text(reason, field: "reason"), place = try place.map { try Words.line($0, field: "place") }
        return try await change(folio, as: principal) { record, tx in
            try record.requireOpen()
            let visit = try record.visit(number, .planned).visit, agreed = visit.appointment
            let moved = try Self.appointment(begins, minutes ?? Int(agreed.span.seconds / 60), isUrgent: agreed.isUrgent, after: record.now)
            // Another place has other rules of access: what was ready is asked for again (IN-54).
            let unprepared: [Effect] = place == nil || visit.ready == nil ? [] : [.work(number, .prepared(ready: []))]
            let added = try tx.agree(on: moved.span, of: number, insteadOf: agreed, knowing: fees, on: record, by: principal)
            record.move(number, agreed, to: moved.span, adding: added, by: principal, contents: Content.about(.place, place) + [Content(text: reason)], also: unprepared)
        }
    }

    /// Says who will go, or that nobody is named any more; the client's letter tells him whom to expect.
    ///
    /// - Parameter email: of somebody of the staff; `nil`: nobody.
    /// - Throws: `.invalid` for a stranger; `.conflict` once the engineer arrived.
    @discardableResult
    package func nameEngineer(_ email: String?, for number: Int, on folio: String, as principal: Principal) async throws -> TicketRow {
        try principal.requireStaff()
        return try await change(folio, as: principal) { record, tx in
            try record.requireOpen()
            var appointment = try record.visit(number, .planned).visit.appointment
            let engineer = try tx.engineer(email, in: principal.company), relieved = appointment.engineer
            guard engineer?.person != relieved else { return }
            appointment.engineer = engineer?.person
            appointment.revision = (appointment.revision ?? 0) + 1
            var facts = appointment.facts
            facts["relieved"] = relieved.map { "\($0)" }
            // Who is told of it is told where, too.
            let words = try tx.words(of: number, on: record)
            record.work(
                .visit, "named", .named(appointment), number, by: principal, facts: facts, contents: Content.about(.engineer, engineer?.name) + words.again(.place, .representative))
        }
    }

    /// Records that the engineer arrived, with who received him and perhaps a picture: the evidence of the visit.
    ///
    /// - Parameters:
    ///   - at: `nil`: now; not before the visit was agreed on.
    ///   - name: who received him; `nil`: nobody did.
    @discardableResult
    package func arrive(
        _ number: Int, on folio: String, at instant: Instant? = nil, receivedBy name: String? = nil, files: [StoredFile] = [], as principal: Principal
    ) async throws -> TicketRow {
        try principal.requireStaff()
        let name = try name.map { try Words.line($0, field: "received_by") }
        return try await change(folio, as: principal) { record, _ in
            let visit = try record.visit(number, .planned)
            let at = instant ?? record.now
            guard (visit.since...record.now).contains(at) else {
                throw DeskError.invalid("at", "Una llegada no es futura ni anterior a la cita.", "An arrival is neither in the future nor before the visit was agreed on.")
            }
            record.work(
                .visit, "arrived", .arrived(by: principal.person, at: at), number, by: principal, facts: ["at": at.iso8601],
                contents: Content.about(.receivedBy, name) + files.map(Content.init(file:)))
        }
    }

    /// Ends a visit in which work was done.
    @discardableResult
    package func endVisit(_ number: Int, on folio: String, _ report: VisitReport, as principal: Principal) async throws -> TicketRow {
        try principal.requireStaff()
        let contents = try Self.checked(report)
        return try await change(folio, as: principal) { record, tx in
            let work = try record.visit(number, .running), until = try record.departure(report, from: work)
            let prepaid = try tx.prepaid(report.expenses, on: record)
            record.work(
                .visit, "ended", .attended(until: until, expenses: report.expenses, prepaid: prepaid), number, by: principal,
                cites: report.expenses > 0 ? record.policy.travelExpenses?.clause : nil,
                facts: TravelTold.facts(report.expenses, prepaid: prepaid).merging(["minutes": "\(Work.minutes(from: work.startedAt, to: until))"]) { $1 }, contents: contents)
        }
    }

    /// Ends a visit that failed although the engineer was there as agreed: it counts as given and concluded where the policy says so
    /// (IN-53, IN-55), and is charged what the policy says (GE-73). What cannot be paid is told to the staff, and stays to be charged.
    ///
    /// - Throws: a refusal with its clause where he was not there as agreed.
    @discardableResult
    package func failVisit(_ number: Int, on folio: String, by failure: VisitFailure, _ report: VisitReport, as principal: Principal) async throws -> TicketRow {
        try principal.requireStaff()
        let contents = try Self.checked(report)
        return try await change(folio, as: principal) { record, tx in
            let work = try record.visit(number, .running), until = try record.departure(report, from: work)
            let agreed = work.visit.appointment.span
            let ruling = try record.policy.ruling(onVisitThatFailedBy: failure, agreed: agreed, presence: Span(work.startedAt, until))
            var facts = ["failure": failure.rawValue, "counts": ruling.countsAsDone == nil ? "no" : "yes"]
            // What the circumstances add is taken once, with whatever is charged first, unless it was paid before.
            let fees = record.policy.fees(in: record.policy.circumstances(of: try record.known(number))), due = try tx.due(fees, for: number, on: record).map(\.item)
            let isCharged = work.isCharged || ruling.charges.isEmpty
            let charges = isCharged ? [] : (ruling.charges.filter { !fees.contains($0) } + fees.filter { due.contains($0.id) })
            if !charges.isEmpty { facts["charges"] = charges.map(\.label).joined(separator: ", ") }
            // All of it was paid before: there is nothing left to charge it.
            let isPaid = !isCharged && charges.isEmpty
            if isPaid { facts["paid"] = ruling.charges.map(\.label).joined(separator: ", ") }
            let prepaid = try tx.prepaid(report.expenses, on: record)
            facts.merge(TravelTold.facts(report.expenses, prepaid: prepaid)) { $1 }
            // What he did not supply is why it counts (IN-55).
            let lacking = record.policy.visitPoints.filter { work.visit.ready?.contains($0.id) != true }
            if failure == .accessDenied, !lacking.isEmpty { facts["lacking"] = lacking.map(\.label).joined(separator: "; ") }
            record.work(
                .visit, "failed", .failed(failure, until: until, expenses: report.expenses, prepaid: prepaid, countsAsDone: ruling.countsAsDone?.id), number, by: principal,
                cites: ruling.clauses.first, answering: isPaid ? [.work(number, .charged)] : [], facts: facts, contents: contents)
            try tx.charge(charges, of: number, agreed: agreed, knowing: fees, to: record, by: principal)
        }
    }

    static func appointment(_ begins: Instant, _ minutes: Int, isUrgent: Bool, after now: Instant) throws -> Visit.Appointment {
        guard begins > now, begins - now <= Int64(mostDays) * 86_400 else {
            throw DeskError.invalid("begins", "La cita es futura, y a no más de \(mostDays) días.", "An appointment lies in the future, no more than \(mostDays) days ahead.")
        }
        guard (15...mostMinutes).contains(minutes) else {
            throw DeskError.invalid("minutes", "Una visita dura de 15 a \(mostMinutes) minutos.", "A visit takes 15 to \(mostMinutes) minutes.")
        }
        return Visit.Appointment(begins: begins, ends: begins + Int64(minutes) * 60, isUrgent: isUrgent)
    }

    /// What it says, with its files.
    private static func checked(_ report: VisitReport) throws -> [Content] {
        guard (0...mostExpenses).contains(report.expenses) else {
            throw DeskError.invalid("expenses", "Los viáticos son un importe de 0 a \(mostExpenses / 100) pesos.", "Travel expenses are an amount of 0 to \(mostExpenses / 100) pesos.")
        }
        let done = try Words.text(report.done, field: "done")
        return [Content(text: done)] + Content.about(.expensesFor, try report.expensesFor.map { try Words.line($0, field: "expenses_for") }) + report.files.map(Content.init(file:))
    }
}

extension Visit.Appointment {
    var facts: [String: String] {
        ["begins": begins.iso8601, "ends": ends.iso8601, "urgent": isUrgent ? "yes" : nil].compactMapValues { $0 }
    }
}

/// A visit with what it is a part of.
struct KnownVisit {
    let visit: Visit
    let since, startedAt: Instant
    let isCharged: Bool
}

extension TicketRecord {
    /// - Throws: `.notFound`; `.conflict` unless it is in a state.
    func visit(_ number: Int, _ state: Work.State) throws -> KnownVisit {
        let work = try known(number)
        guard let visit = work.visit else { throw DeskError.notFound }
        guard work.state == state else {
            throw state == .planned
                ? DeskError.conflict("La visita ya empezó o terminó.", "The visit has begun or is over.")
                : .conflict("Registre primero la llegada; una visita termina una sola vez.", "Record the arrival first; a visit ends once.")
        }
        return KnownVisit(visit: visit, since: work.since, startedAt: work.startedAt, isCharged: work.isCharged)
    }

    /// Moves an appointment; the same person goes.
    func move(
        _ number: Int, _ agreed: Visit.Appointment, to span: Span, adding fees: [String: String], by principal: Principal, contents: [Content], also effects: [Effect] = []
    ) {
        var moved = agreed
        (moved.begins, moved.ends, moved.revision) = (span.start, span.end, (agreed.revision ?? 0) + 1)
        var facts = moved.facts
        facts["from"] = agreed.begins.iso8601
        facts.merge(fees) { $1 }
        work(.visit, "moved", .moved(moved), number, by: principal, answering: effects, facts: facts, contents: contents)
    }

    fileprivate func departure(_ report: VisitReport, from visit: KnownVisit) throws -> Instant {
        let until = report.leftAt ?? now
        guard (visit.startedAt...max(now, visit.startedAt)).contains(until) else {
            throw DeskError.invalid("left_at", "La salida no es futura ni anterior a la llegada.", "The departure is neither in the future nor before the arrival.")
        }
        return until
    }
}

extension DeskTransaction {
    /// - Throws: `.invalid` for somebody who is not of the staff.
    fileprivate func engineer(_ email: String?, in company: Int64) throws -> Principal? {
        guard let email else { return nil }
        guard let found = try staff(email: email, in: company) else {
            throw DeskError.invalid("engineer", "No hay nadie del personal con ese correo.", "Nobody of the staff has this e-mail.")
        }
        return found
    }

    /// Agrees on what another time of a visit adds.
    func agree(
        on span: Span, of number: Int, insteadOf agreed: Visit.Appointment, knowing known: Set<String>?, on record: TicketRecord, by principal: Principal
    ) throws -> [String: String] {
        func circumstances(_ span: Span) -> Set<Circumstance> { record.policy.circumstances(ofVisitAgreedFor: span, isUrgent: agreed.isUrgent) }
        return try agree(on: circumstances(span), insteadOf: circumstances(agreed.span), for: number, knowing: known, on: record, by: principal)
    }

    /// Charges a visit that was made in vain. What cannot be paid changes nothing but that the staff is told, with the clause.
    ///
    /// - Parameter fees: all that its circumstances add, which are among the items as far as they are charged.
    fileprivate func charge(_ items: [TariffItem], of number: Int, agreed: Span, knowing fees: [TariffItem], to record: TicketRecord, by principal: Principal) throws {
        let minutes = Int(agreed.seconds / 60)
        var order = ServiceOrder([])
        (order.circumstances, order.paid) = ([.onSite], Set(fees.map(\.id)))
        do {
            for item in items.filter({ $0.charged == .asWorked && $0.rate != nil }) {
                try charge(minutes: minutes, of: item, for: number, as: order, to: record, by: principal)
            }
            order.services = items.filter { $0.charged != .asWorked || $0.rate == nil }.map { item in
                var service = Attendance.Service(item.id)
                if item.rate != nil { service.minutes = minutes }
                return service
            }
            if !order.services.isEmpty { try charge(order, to: record, for: number, by: principal) }
        } catch let refusal as Refusal {
            record.append(
                .visit, by: principal, cites: refusal.clause, isInternal: true, facts: ["work": "\(number)", "state": "unpaid"],
                contents: [Content(text: refusal.reason(in: record.policy.language))])
        }
    }
}
