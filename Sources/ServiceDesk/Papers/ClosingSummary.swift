import BusinessTime
import PDF
import SupportPolicy

/// What was given on a ticket and what was charged for it, told when it closes (GE-67).
package struct ClosingSummary: Paper, Hashable {
    package static let kind = PaperKind.closing

    /// One service, with its charge.
    package struct Service: Sendable, Hashable {
        package var at: Instant
        package var what: String
        /// With what it was given, or why it costs nothing: "Sesión remota con TeamViewer, 22 min"; "No se resolvió".
        package var note: String?
        package var clause: String?
        /// None: without charge. Several units: one amount each. Money is without tax.
        package var charges: [PaperAmount]

        package init(at: Instant, what: String, note: String? = nil, clause: String? = nil, charges: [PaperAmount] = []) {
            (self.at, self.what, self.note, self.clause, self.charges) = (at, what, note, clause, charges)
        }
    }

    /// VAT of what is paid in money, at one rate.
    package struct Tax: Sendable, Hashable {
        package var percent: Int
        package var amount: PaperAmount

        package init(percent: Int, _ amount: PaperAmount) {
            (self.percent, self.amount) = (percent, amount)
        }
    }

    /// Who agreed to the closing, when, and under which clause.
    package struct Acceptance: Sendable, Hashable {
        package var by: String
        package var at: Instant
        package var clause: String?

        package init(by: String, at: Instant, clause: String? = nil) {
            (self.by, self.at, self.clause) = (by, at, clause)
        }
    }

    package var issue: PaperIssue
    /// The ticket's folio.
    package var number: String
    package var subject: String
    package var customer: String
    package var requester: String
    package var openedAt, closedAt: Instant
    package var closedBy: String
    /// What came of it, in the words of whoever closed it; empty where nobody said anything.
    package var outcome: String
    package var services: [Service]
    package var taxes: [Tax]
    /// `nil` where the client did not answer: `unaccepted` then says so.
    package var acceptance: Acceptance?
    /// Why it closed without an acceptance, with its clause.
    package var unaccepted: String?

    package init(
        issue: PaperIssue, folio: String, subject: String, customer: String, requester: String, openedAt: Instant, closedAt: Instant,
        closedBy: String, outcome: String, services: [Service], taxes: [Tax] = [], acceptance: Acceptance?, unaccepted: String? = nil
    ) {
        (self.issue, number, self.subject, self.customer, self.requester) = (issue, folio, subject, customer, requester)
        (self.openedAt, self.closedAt, self.closedBy, self.outcome) = (openedAt, closedAt, closedBy, outcome)
        (self.services, self.taxes, self.acceptance, self.unaccepted) = (services, taxes, acceptance, unaccepted)
    }

    package var title: String { subject }

    package var blocks: [Block] {
        var facts = fact("Folio", "Folio", number) + fact("Cliente", "Client", customer) + fact("Solicitó", "Requested by", requester)
        facts += fact("Abierto", "Opened", wording.full(openedAt))
        facts += fact("Cerrado", "Closed", say("\(wording.full(closedAt)), por \(closedBy)", "\(wording.full(closedAt)), by \(closedBy)"))
        return [.facts(facts)] + (outcome.isEmpty ? [] : [.heading(say("Qué se hizo", "What was done")), .paragraph(outcome)])
            + [.heading(say("Servicios y cargos", "Services and charges")), .table(table), .heading(say("Conformidad", "Acceptance"))]
            + agreement
    }

    private var table: Table {
        let charges = services.flatMap(\.charges)
        let shared = charges.sharedUnit
        let free = say("sin cargo", "no charge")
        func cell(_ amounts: [PaperAmount]) -> Table.Cell {
            Table.Cell(amounts.isEmpty ? free : amounts.map { shared == nil ? $0.said : $0.unit.figure($0.amount) }.joined(separator: "\n"))
        }
        func sum(_ label: String, _ amounts: [PaperAmount], isTotal: Bool = false) -> Table.Row {
            Table.Row(["", Table.Cell(label), cell(amounts)], isTotal: isTotal)
        }
        let taxed = taxes.isEmpty ? [] : [sum(say("Subtotal", "Subtotal"), charges.summed)]
            + taxes.map { sum(say("IVA \($0.percent) %", "VAT \($0.percent) %"), [$0.amount]) }
        return Table(
            columns: [
                Table.Column(say("Fecha", "Date"), width: .fitting), Table.Column(say("Servicio", "Service")),
                .number(say("Cargo", "Charge") + (shared.map { ", \($0.name)" } ?? "")),
            ],
            rows: services.map { service in
                let detail = [service.note, service.clause].compactMap { $0 }.joined(separator: " · ")
                return Table.Row([Table.Cell(day(service.at)), Table.Cell(service.what, detail: detail), cell(service.charges)])
            } + taxed + [sum(say("Total", "Total"), (charges + taxes.map(\.amount)).summed, isTotal: true)])
    }

    private var agreement: [Block] {
        guard let acceptance else {
            return [.paragraph(unaccepted ?? say("El cliente no respondió.", "The client did not answer."))]
        }
        let accepted = say(
            "Aceptó el cierre \(acceptance.by), el \(wording.full(acceptance.at)).",
            "\(acceptance.by) accepted the closing on \(wording.full(acceptance.at)).")
        return [.paragraph(accepted)] + (acceptance.clause.map { [.note($0)] } ?? [])
    }
}
