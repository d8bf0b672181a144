/// What a mailbox is for, and what the requests are that come by it.
struct MailboxRulesPage: Page {
    let frame: PageFrame
    let address: String
    let action: Link
    let fields: [FormField]

    var title: String { "\(say(.mailbox)): \(address)" }

    var body: HTML {
        """
        <p><a href="\(Link.mailboxes(frame.company.slug))">← \(say(.mailHealth))</a></p>
        <h1>\(say(.mailbox))</h1>
        <p class="lead"><b>\(address)</b></p>
        <p>\(say(.mailboxRulesExplained))</p>
        \(SmallForm(action: action, fields: fields, submit: say(.saveMailboxRules)).html(frame))
        """
    }
}
