import BusinessTime
import PDF
import SupportPolicy

/// What something would cost, until when that holds, and when it would be delivered (GE-76, FP-9).
package struct QuotePaper: Paper, Hashable {
    package static let kind = PaperKind.quote

    package struct Line: Sendable, Hashable {
        package var what: String
        /// Scope or clause, small below it.
        package var detail: String?
        package var quantity: Int
        /// Of one.
        package var price: PaperAmount
        package var total: PaperAmount

        package init(_ what: String, detail: String? = nil, quantity: Int = 1, price: PaperAmount, total: PaperAmount) {
            (self.what, self.detail, self.quantity, self.price, self.total) = (what, detail, quantity, price, total)
        }
    }

    /// "Subtotal", "IVA 16 %", "Total".
    package struct Total: Sendable, Hashable {
        package var label: String
        package var amount: PaperAmount

        package init(_ label: String, _ amount: PaperAmount) {
            (self.label, self.amount) = (label, amount)
        }
    }

    package var issue: PaperIssue
    package var number: String
    package var subject: String
    package var customer: String
    /// The person it is addressed to.
    package var attention: String?
    /// The ticket it answers.
    package var folio: String?
    package var lines: [Line]
    package var totals: [Total]
    /// The last day.
    package var validThrough: CalendarDate
    /// "10 días hábiles a partir de la aceptación"
    package var delivery: String?
    package var terms: [String]

    package init(
        issue: PaperIssue, number: String, subject: String, customer: String, attention: String? = nil, folio: String? = nil, lines: [Line],
        totals: [Total], validThrough: CalendarDate, delivery: String? = nil, terms: [String] = []
    ) {
        (self.issue, self.number, self.subject, self.customer) = (issue, number, subject, customer)
        (self.attention, self.folio, self.lines, self.totals) = (attention, folio, lines, totals)
        (self.validThrough, self.delivery, self.terms) = (validThrough, delivery, terms)
    }

    package var title: String { subject }

    package var blocks: [Block] {
        var facts = fact("Número", "Number", number) + fact("Cliente", "Client", customer)
        facts += fact("Atención", "Attention", attention) + fact("Folio", "Folio", folio)
        facts += fact("Vigente hasta", "Valid through", fullDay(validThrough)) + fact("Entrega prometida", "Promised delivery", delivery)
        return [.facts(facts), .table(table)] + (terms.isEmpty ? [] : [.heading(say("Condiciones", "Terms"))]) + terms.map(Block.paragraph)
    }

    private var table: Table {
        let amounts = lines.flatMap { [$0.price, $0.total] } + totals.map(\.amount)
        let shared = amounts.sharedUnit
        func figure(_ amount: PaperAmount) -> Table.Cell { Table.Cell(shared == nil ? amount.said : amount.unit.figure(amount.amount)) }
        let unit = shared.map { ", \($0.name)" } ?? ""
        return Table(
            columns: [
                Table.Column(say("Concepto", "Item")), .number(say("Cantidad", "Quantity")),
                .number(say("Precio", "Price")), .number(say("Importe", "Amount") + unit),
            ],
            rows: lines.map { Table.Row([Table.Cell($0.what, detail: $0.detail ?? ""), Table.Cell("\($0.quantity)"), figure($0.price), figure($0.total)]) }
                + totals.enumerated().map { index, total in
                    Table.Row([Table.Cell(total.label), "", "", figure(total.amount)], isTotal: index == totals.count - 1)
                })
    }
}
