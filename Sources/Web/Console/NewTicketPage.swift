import SupportPolicy

/// An agent opens a ticket for a client who called, chatted or stands at the counter.
struct NewTicketPage: Page {
    let frame: PageFrame
    /// Channel, requester, the company's own fields, severity.
    let fields: [FormField]
    /// Who calls, as he says: a NIC, a contract, an RFC, a name (GE-48).
    var search = ""
    var callers: [CallerCard] = []

    var title: String { say(.newTicket) }

    var body: HTML {
        """
        <h1>\(say(.newTicket))</h1>
        <p>\(say(.newTicketExplained))</p>
        <p><b>\(say(.whoCalls))</b></p>
        \(SearchForm(action: .newTicket(frame.company.slug), search: search, label: say(.whoCalls)).html(in: say))
        \(search.isEmpty ? nil : callers.isEmpty ? "<p>\(say(.nothingFound(search)))</p>" as HTML : "<ul class=\"plain\">\(callers.map { $0.item(in: say) })</ul>" as HTML)
        \(fields.summary(in: say))\
        <form method="post" action="\(Link.tickets(frame.company.slug))" enctype="multipart/form-data" data-draft="new-ticket">
        \(frame.csrf)
        \(fields.html(in: say))
        <p><button class="primary">\(say(.openTicket))</button></p></form>
        """
    }
}

/// A customer who may be the one on the phone, and where his contract stands.
struct CallerCard: Sendable {
    let customer: String
    let number, rfc: String
    /// "Póliza anual, P-12: vigente hasta el lun 8 mar 2027. Queda: 4 incidentes."
    let standing: String
    let isInForce: Bool
    /// Fills the form in for each of its people.
    let contacts: [(name: String, link: Link)]

    func item(in say: Language) -> HTML {
        """
        <li><b>\(customer)</b> \(number.isEmpty ? nil : "<span>NIC <code>\(number)</code></span> " as HTML)\(rfc.isEmpty ? nil : "<span>RFC <code>\(rfc)</code></span>" as HTML)
        <p><span class="mark \(isInForce ? "kept" : "soon")"><span aria-hidden="true">\(isInForce ? "✓" : "◐")</span> \(say(isInForce ? .contractInForce : .noContractInForce))</span> \(standing)</p>
        <p>\(contacts.map { "<a href=\"\($0.link)\">\($0.name)</a> " as HTML })</p></li>

        """
    }
}
