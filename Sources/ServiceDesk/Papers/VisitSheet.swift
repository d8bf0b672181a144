import BusinessTime
import PDF
import SupportPolicy

/// What a visit needs, who received it, and how it ended; what is not yet known is left to be written by hand (IN-53…56).
package struct VisitSheet: Paper, Hashable {
    package static let kind = PaperKind.visit

    /// Something the client supplies beforehand (IN-54).
    package struct Check: Sendable, Hashable {
        package var text: String
        /// `nil`: to be marked on site.
        package var isMet: Bool?

        package init(_ text: String, isMet: Bool? = nil) {
            (self.text, self.isMet) = (text, isMet)
        }
    }

    /// What its circumstances add (GE-73 … GE-75).
    package struct Fee: Sendable, Hashable {
        package var label, price: String
        package var isPaid: Bool

        package init(_ label: String, _ price: String, isPaid: Bool) {
            (self.label, self.price, self.isPaid) = (label, price, isPaid)
        }
    }

    package enum Ending: Sendable, Hashable {
        /// What was done.
        case attended(String)
        /// Nobody received the engineer, or the access was missing: it counts as given (IN-53, IN-55).
        case countsAsDone(reason: String, clause: String)
        /// It was in vain, and no clause makes it count.
        case failed(reason: String)
    }

    package var issue: PaperIssue
    /// The ticket's folio.
    package var number: String
    package var subject: String
    package var customer: String
    package var place: String
    /// Agreed upon.
    package var begins, ends: Instant
    package var engineer: String
    package var checklist: [Check]
    package var fees: [Fee]
    package var arrivedAt, leftAt: Instant?
    /// Who knows the request and was there (IN-56).
    package var representative: String?
    /// `nil` until the visit is over.
    package var ending: Ending?
    package var notes: [String]

    package init(
        issue: PaperIssue, folio: String, subject: String, customer: String, place: String, begins: Instant, ends: Instant, engineer: String,
        checklist: [Check], fees: [Fee] = [], arrivedAt: Instant? = nil, leftAt: Instant? = nil, representative: String? = nil, ending: Ending? = nil,
        notes: [String] = []
    ) {
        (self.issue, number, self.subject, self.customer, self.place) = (issue, folio, subject, customer, place)
        (self.begins, self.ends, self.engineer, self.checklist, self.fees) = (begins, ends, engineer, checklist, fees)
        (self.arrivedAt, self.leftAt, self.representative, self.ending, self.notes) = (arrivedAt, leftAt, representative, ending, notes)
    }

    package var title: String { subject }

    package var blocks: [Block] {
        var facts = fact("Folio", "Folio", number) + fact("Cliente", "Client", customer) + fact("Lugar", "Place", place)
        facts += fact("Cita", "Appointment", "\(wording.full(begins))–\(wording.clock(ends))") + fact("Ingeniero", "Engineer", engineer)
        let checks: [Block] = checklist.isEmpty
            ? [] : [.heading(say("Antes de la visita", "Before the visit")), .checklist(checklist.map(check))]
        let added: [Block] = fees.isEmpty ? [] : [.heading(say("Cuotas", "Fees")), .facts(fees.map(fee))], beforehand = checks + added
        // Empty values leave their line to the pen.
        let course = [
            Block.Fact(say("Llegada", "Arrival"), arrivedAt.map(wording.full) ?? ""),
            Block.Fact(say("Recibió", "Received by"), representative ?? ""),
            Block.Fact(say("Salida", "Departure"), leftAt.map(wording.full) ?? ""),
        ]
        return [.facts(facts)] + beforehand + [.heading(say("La visita", "The visit")), .facts(course)] + conclusion + notes.map(Block.note)
            + [.signatures([
                Block.Signature(role: say("Por \(issue.letterhead.name)", "For \(issue.letterhead.name)"), name: engineer),
                Block.Signature(role: say("Por el cliente", "For the client"), name: representative ?? ""),
            ])]
    }

    private var conclusion: [Block] {
        switch ending {
        case .attended(let work)?: [.heading(say("Qué se hizo", "What was done")), .paragraph(work)]
        case .countsAsDone(let reason, let clause)?: [
            .heading(say("Visita proporcionada y concluida", "Visit given and concluded")), .paragraph(reason), .note(clause)]
        case .failed(let reason)?: [.heading(say("Visita en vano", "Visit in vain")), .paragraph(reason)]
        case nil: []
        }
    }

    private func fee(_ fee: Fee) -> Block.Fact {
        Block.Fact(fee.label, fee.isPaid ? say("\(fee.price), pagada", "\(fee.price), paid") : fee.price)
    }

    private func check(_ check: Check) -> Block.Check {
        let said = check.isMet.map { $0 ? say("cumplido", "met") : say("falta", "missing") } ?? ""
        return Block.Check(check.text, isMet: check.isMet, said: said)
    }
}
