import BusinessTime
import Hummingbird
import ServiceDesk
import SupportPolicy

/// A day on which the company is closed after all.
extension ConsoleRoutes {
    /// `GET /{company}/desk/policy/closed-day?date=2026-03-10&reason=…`: what it would move.
    @Sendable func closedDay(_ request: Request, _ context: DeskContext) async throws -> Response {
        let query = request.query
        let (date, reason) = (query["date"] ?? "", query["reason"] ?? "")
        do {
            let preview = date.isEmpty ? nil : try await preview(try day(date), date, reason, context)
            return pages.answer(try await closedDayPage(request, context, date: date, reason: reason, preview: preview), request)
        } catch DeskError.invalid(let problems) {
            let page = try await closedDayPage(request, context, date: date, reason: reason, problems: problems)
            return pages.answer(page, request, status: .unprocessableContent)
        }
    }

    /// `POST /{company}/desk/policy/closed-day`
    @Sendable func closeDay(_ request: Request, _ context: DeskContext) async throws -> Response {
        let slug = try context.requireCompany().slug
        let form = try await server.form(request, context)
        do {
            try await desk.close(on: try day(form["date"]), because: form["reason"], as: try context.requirePrincipal())
            return pages.see(.policy(slug), saying: .dayClosed)
        } catch DeskError.invalid(let problems) {
            let page = try await closedDayPage(request, context, date: form["date"], reason: form["reason"], problems: problems)
            return pages.answer(page, request, status: .unprocessableContent)
        }
    }

    private func day(_ text: String) throws -> CalendarDate {
        guard let date = CalendarDate(iso: text) else { throw DeskError.invalid("date", "No es una fecha.", "Not a date.") }
        return date
    }

    private func closedDayPage(
        _ request: Request, _ context: DeskContext, date: String, reason: String, problems: [FieldProblem] = [], preview: ClosedDayPage.Preview? = nil
    ) async throws -> ClosedDayPage {
        guard try context.requirePrincipal().mayCloseDays else { throw DeskError.forbidden }
        let say = context.language
        func problem(_ field: String) -> String? { problems.first { $0.field == field }?.message(in: say) }
        return ClosedDayPage(
            frame: try await pages.frame(request, context),
            fields: [
                FormField(name: "date", label: Said(es: "Día", en: "Day")(in: say), kind: .date, isRequired: true, value: date, problem: problem("date")),
                FormField(
                    name: "reason", label: Said(es: "Motivo, para clientes y personal", en: "Reason, for clients and staff")(in: say), kind: .text,
                    isRequired: true, value: reason, problem: problem("reason")),
            ],
            preview: preview)
    }

    private func preview(_ day: CalendarDate, _ date: String, _ reason: String, _ context: DeskContext) async throws -> ClosedDayPage.Preview {
        let company = try context.requireCompany(), say = context.language
        let (tickets, count) = try await desk.preview(closedDay: day, as: try context.requirePrincipal())
        let said = count == 0
            ? Said(es: "No se mueve nada de lo abierto; lo que se abra desde ahora ya lo toma en cuenta.", en: "Nothing that is open moves; what is opened from now on takes it into account.")
            : Said(
                es: "Solicitudes que se mueven: \(count)\(tickets.count < count ? "; se muestran \(tickets.count)" : "").",
                en: "Requests that move: \(count)\(tickets.count < count ? "; \(tickets.count) are shown" : "").")
        return ClosedDayPage.Preview(
            count: said(in: say), moves: tickets.flatMap { moves($0, company.slug, say) },
            fields: [FormField(name: "date", kind: .hidden, value: date), FormField(name: "reason", kind: .hidden, value: reason)])
    }

    private func moves(_ ticket: Desk.MovedTicket, _ slug: String, _ say: Language) -> [ClosedDayPage.Move] {
        let words = Wording(say, ticket.policy.zone)
        func move(_ what: String, _ old: Instant, _ new: Instant) -> ClosedDayPage.Move {
            ClosedDayPage.Move(
                folio: ticket.row.ticket.folio, link: .ticket(slug, ticket.row.ticket.folio), subject: ticket.row.ticket.subject(words), what: what,
                old: words.short(old), new: words.short(new))
        }
        let closing = ticket.row.ticket.closesAt == ticket.moved.closesAt
            ? [] : [move(Said(es: "Cierre automático", en: "Automatic closing")(in: say), ticket.row.ticket.closesAt, ticket.moved.closesAt)]
        return ticket.deadlines.map { move($0.new.metric.said(in: say), $0.old.dueAt, $0.new.dueAt) } + closing
    }
}
