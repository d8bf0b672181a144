/// What a mailbox is for, and what the requests are that come by it.
struct MailboxRulesPage: Page {
    let frame: PageFrame
    let address: String
    let action: Link
    let fields: [FormField]
    /// How it is opened; empty for whoever does not say that.
    var connection: [FormField] = []

    var title: String { "\(say(.mailbox)): \(address)" }

    var body: HTML {
        """
        <p><a href="\(Link.mailboxes(frame.company.slug))">← \(say(.mailHealth))</a></p>
        <h1>\(say(.mailbox))</h1>
        <p class="lead"><b>\(address)</b></p>
        <p>\(say(.mailboxRulesExplained))</p>
        \(SmallForm(action: action, fields: fields, submit: say(.saveMailboxRules)).html(frame))
        \(connection.isEmpty ? nil : """
            <section aria-labelledby="connection"><h2 id="connection">\(say(.mailboxConnection))</h2>
            <p>\(say(.mailboxConnectionExplained))</p>
            \(SmallForm(action: action / "connection", fields: connection, submit: say(.saveMailboxConnection)).html(frame))</section>
            <details><summary>\(say(.removeMailbox))</summary>
            <p>\(say(.removeMailboxExplained))</p>
            <form method="post" action="\(action / "removal")">\(frame.csrf)<button>\(say(.removeMailbox))<span class="unseen"> \(address)</span></button></form></details>

            """ as HTML)
        """
    }
}

/// A mailbox that is added: where it is, how it is opened, and what its requests are.
struct NewMailboxPage: Page {
    let frame: PageFrame
    let fields: [FormField]

    var title: String { say(.addMailbox) }

    var body: HTML {
        """
        <p><a href="\(Link.mailboxes(frame.company.slug))">← \(say(.mailHealth))</a></p>
        <h1>\(title)</h1>
        <p>\(say(.mailboxConnectionExplained))</p>
        <p>\(say(.mailboxRulesExplained))</p>
        \(SmallForm(action: .mailboxes(frame.company.slug), fields: fields, submit: say(.addMailbox)).html(frame))
        """
    }
}
