/// An agent opens a ticket for a client who called, chatted or stands at the counter.
struct NewTicketPage: Page {
    let frame: PageFrame
    /// Channel, requester, the company's own fields, severity.
    let fields: [FormField]

    var title: String { say(.newTicket) }

    var body: HTML {
        """
        <h1>\(say(.newTicket))</h1>
        <p>\(say(.newTicketExplained))</p>
        \(fields.summary(in: say))\
        <form method="post" action="\(Link.tickets(frame.company.slug))" enctype="multipart/form-data" data-draft="new-ticket">
        \(frame.csrf)
        \(fields.html(in: say))
        <p><button class="primary">\(say(.openTicket))</button></p></form>
        """
    }
}
