import BusinessTime
import ServiceDesk
import SupportPolicy

/// One request as its client sees it, in words.
struct RequestView {
    let row: TicketRow
    let policy: Policy
    let slug: String
    let now: Instant
    let language: Language
    /// Whether the reader's address is one that the company registered.
    var isRegistered = false
    /// Of what is worked on it, by the numbers of the works.
    var fees: [Int: [WorkFee]] = [:]

    private var ticket: Ticket { row.ticket }
    private var words: Wording { Wording(language, policy.zone) }

    func page(in frame: PageFrame, timeline: [TimelineItem]) -> RequestPage {
        let owed = OwedView(ticket: ticket, policy: policy, slug: slug, now: now, language: language)
        let lines = TimelineView(policy: policy, slug: slug, files: .request(slug, ticket.folio) / "files", now: now, language: language)
        var page = RequestPage(
            frame: frame, folio: ticket.folio, subject: ticket.subject(words), state: policy.lifecycle.labels[ticket.state] ?? "",
            stateMeaning: meaning, inCharge: inCharge, opened: "\(words.near(ticket.openedAt, now: now)) · \(ticket.channel.said(in: language))")
        page.level = level
        page.owed = owed.next
        page.otherDeadlines = owed.others
        page.entries = timeline.map(lines.line)
        page.works = WorkView(ticket: ticket, policy: policy, slug: slug, timeline: timeline, now: now, language: language, isStaff: false, fees: fees).lines
        page.replyFields = [
            FormField(name: "text", label: Said(es: "Su mensaje", en: "Your message")(in: language), kind: .multiline(rows: 5)),
            FormField(name: "files", label: language(.files), kind: .files(
                accept: "image/*,.pdf,.xml,.zip,.txt,.doc,.docx,.xls,.xlsx",
                limits: Said(es: "Hasta 25 MB cada uno.", en: "Up to 25 MB each.")(in: language))),
        ]
        page.closingOffered = ticket.waitReason == .confirmation ? [meaning, chargedOnClosing(timeline)].compactMap { $0 }.joined(separator: " ") : nil
        if isRegistered, let missing = policy.missing(by: ticket.admissionClause, of: ticket.facts), missing.record == .registeredSender, !ticket.isClosed {
            page.confirmsSender = ClauseCite(missing.clause, in: slug)
        }
        page.documents = ticket.isClosed ? [] : policy.documentsMissing(on: ticket.facts, after: timeline.map(\.entry)).map { ($0.id, $0.label, ClauseCite($0.clause, in: slug)) }
        page.dispute = policy.disputes.map { ClauseCite($0.clause, in: slug) }
        page.close = ticket.isClosed ? .hidden : .open
        page.hasSummary = ticket.isClosed
        page.reopen = reopening
        return page
    }

    /// What accepting the closing charges, as its letter told.
    private func chargedOnClosing(_ timeline: [TimelineItem]) -> String? {
        guard let facts = timeline.last(where: { $0.entry.kind == .closingOffered })?.entry.body.facts, let charges = facts["charges"] else { return nil }
        let told = facts["services"].map { "\(charges) (\($0))" } ?? charges
        return Said(es: "Si lo confirma se descuenta de su contrato: \(told).", en: "Confirming it charges your contract: \(told).")(in: language)
    }

    /// What the state means for the reader.
    private var meaning: String {
        let closes = ticket.closesAt < .never ? words.near(ticket.closesAt, now: now) : nil
        let said: Said = switch (ticket.state, ticket.waitReason) {
        case (.waiting, .confirmation): Said(
            es: "Creemos que quedó resuelta: díganos si es así.\(closes.map { " Si no responde, se cerrará \($0)." } ?? "")",
            en: "We think it is solved: tell us whether it is.\(closes.map { " Without your answer it closes \($0)." } ?? "")")
        case (.waiting, _): Said(
            es: "Necesitamos algo de usted para continuar.\(closes.map { " Si no responde, se cerrará \($0)." } ?? "")",
            en: "We need something from you to go on.\(closes.map { " Without your answer it closes \($0)." } ?? "")")
        case (.closed, _): Said(es: "Se cerró \(words.near(ticket.closedAt, now: now)).", en: "It was closed \(words.near(ticket.closedAt, now: now)).")
        default: row.assigneeName == nil
            ? Said(es: "La recibimos y está en la fila.", en: "We have it, and it is in the queue.")
            : Said(es: "La estamos atendiendo.", en: "We are working on it.")
        }
        return said(in: language)
    }

    private var inCharge: String {
        let department = ticket.department.flatMap { id in policy.departments.first { $0.id == id }?.label }
        return [department, row.assigneeName].compactMap { $0 }.joined(separator: " / ").ifEmpty(Said(es: "Mesa de soporte", en: "Support desk")(in: language))
    }

    private var level: String {
        ticket.level.flatMap { policy.escalation?.level($0) }.map { [$0.label, $0.attendedBy].compactMap { $0 }.joined(separator: ", ") } ?? ""
    }

    private var reopening: Gate {
        guard ticket.isClosed else { return .hidden }
        do {
            _ = try policy.reopening(at: now, ofTicketClosedAt: ticket.closedAt)
            return .open
        } catch let refusal as Refusal {
            return .refused(refusal.reason(in: language), ClauseCite(refusal.clause, in: slug))
        } catch {
            return .hidden
        }
    }
}

extension String {
    func ifEmpty(_ other: String) -> String { isEmpty ? other : self }
}
