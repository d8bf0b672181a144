import BusinessTime
import ServiceDesk
import SupportPolicy

/// Where a client asks for another time of a visit, or gives it up, and reads first what follows from it.
struct VisitChangePage: Page {
    let frame: PageFrame
    let work: Work
    let words: WorkWords
    let folio: String
    let policy: Policy
    let now: Instant
    let form: FormBody
    let problems: [FieldProblem]

    private var slug: String { frame.company.slug }
    private var place: Link { .request(slug, folio) / "visits" / "\(work.number)" }
    private var wording: Wording { Wording(say, policy.zone) }
    private func said(_ es: String, _ en: String) -> String { Said(es: es, en: en)(in: say) }
    private var agreed: Span { work.visit?.appointment.span ?? Span(.never, .never) }

    var title: String { "\(say(.changeVisit)) · \(folio)" }

    var body: HTML {
        """
        <p><a href="\(Link.request(slug, folio))">← \(folio)</a></p>
        <h1>\(say(.visit))</h1>
        <p class="lead"><b>\(wording.full(agreed.start))–\(wording.clock(agreed.end))</b>\(words[.place].isEmpty ? nil : "<br>\(words[.place])" as HTML)</p>
        \(acts)
        """
    }

    private var acts: HTML {
        do {
            let clause = try policy.changing(visitAgreedFor: agreed, at: now)
            guard now < agreed.start else { return "<p>\(said("La hora de la visita ya llegó: llámenos.", "The hour of the visit has come: please call us."))</p>" }
            return "\(wish)\(cancellation(clause))"
        } catch {
            return "<p>\(error.reason(in: say)) \(ClauseCite(error.clause, in: slug).html)</p>"
        }
    }

    private var wish: HTML {
        let fields = [
            FormField(
                name: "begins", label: said("Fecha y hora que le conviene", "Date and time that suits you"), kind: .dateAndTime, isRequired: true, value: form["begins"],
                problem: problems.first { $0.field == "begins" }?.message(in: say)),
            FormField(
                name: "text", label: said("Algo que debamos saber", "Anything we should know"), kind: .multiline(rows: 2), value: form["text"],
                problem: problems.first { $0.field == "text" }?.message(in: say)),
        ] + agreement
        return """
            <section aria-labelledby="wish"><h2 id="wish">\(said("Pedir otra fecha", "Ask for another time"))</h2>
            <p>\(said("Dura lo mismo. Hasta que le contestemos, la cita sigue como está.", "It takes as long. Until we answer, the appointment stays as it is."))</p>
            \(SmallForm(action: place / "wish", fields: fields, submit: said("Pedir esta fecha", "Ask for this time")).html(frame))</section>

            """
    }

    /// Asked where the hour that he wants adds a fee (GE-75).
    private var agreement: [FormField] {
        guard let question = problems.first(where: { $0.field == "fees" })?.message, let begins = try? form.instant("begins", in: policy.zone) else { return [] }
        let wished = policy.circumstances(ofVisitAgreedFor: Span(begins, begins + agreed.seconds), isUrgent: work.visit?.appointment.isUrgent == true)
        return FormField.agreement("fees", on: policy.fees(in: wished), asking: question, in: say)
    }

    /// The consequence stands above the button, with its clause.
    private func cancellation(_ clause: Clause?) -> HTML {
        """
        <section aria-labelledby="cancel"><h2 id="cancel">\(said("Cancelar la visita", "Cancel the visit"))</h2>
        <p>\(said("Hasta la hora de la cita puede cancelarla, y no cuesta nada.", "Until the hour agreed on you may cancel it, and it costs nothing."))</p>
        \(clause.map { "<p>\(unreceived) \(ClauseCite($0, in: slug).html)</p>\n" as HTML })\
        \(work.isCharged ? "<p>\(said("Lo que ya se cobró por ella no se devuelve solo: respóndanos en su solicitud y lo revisamos.", "What was charged for it already does not come back by itself: answer on your request, and we look into it."))</p>\n" as HTML : nil)\
        <form method="post" action="\(place / "cancellation")">\(frame.csrf)
        \([FormField(name: "reason", label: said("Motivo, si quiere decirlo", "Reason, if you like"), kind: .text)].html(in: say))
        <p><button>\(said("Sí, cancelar la visita", "Yes, cancel the visit"))</button></p></form></section>

        """
    }

    /// What follows where he neither cancels nor is there.
    private var unreceived: String {
        let rules = policy.visitRules.filter { $0.visit.failure == nil || $0.visit.failure == .notReceived }
        let counts = rules.contains { $0.visit.otherwise == .countsAsDone }
        let charges = rules.flatMap(\.visit.charges).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }.compactMap(policy.tariff.item).map(\.label).joined(separator: ", ")
        let ending = counts ? said("cuenta como proporcionada y concluida", "it counts as given and concluded") : ""
        let price = charges.isEmpty ? "" : said("se cobra: \(charges)", "it is charged: \(charges)")
        let both = [ending, price].filter { !$0.isEmpty }.joined(separator: said(" y ", " and "))
        return both.isEmpty ? "" : said("Si no la cancela y nadie recibe a nuestro personal, \(both).", "If you do not cancel it and nobody receives our staff, \(both).")
    }
}
