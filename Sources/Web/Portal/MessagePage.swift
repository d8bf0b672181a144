/// A few sentences and, where there is one, the way on: an expired link, a thing done, a notice.
struct MessagePage: Page {
    let frame: PageFrame
    let title: String
    let paragraphs: [String]
    /// What to do next, as a link.
    var action: (label: String, link: Link)?
    /// A form under the sentences: asking for a new link, confirming something that a mail's link began.
    var form: SmallForm?

    var body: HTML {
        """
        <h1>\(title)</h1>
        \(paragraphs.map { "<p>\($0)</p>\n" as HTML })\
        \(form?.html(frame))\
        \(action.map { "<p><a class=\"button\" href=\"\($0.link)\">\($0.label)</a></p>" as HTML })
        """
    }
}

/// A form of a few fields with one button.
struct SmallForm: Sendable {
    let action: Link
    let fields: [FormField]
    let submit: String

    func html(_ frame: PageFrame) -> HTML {
        """
        \(fields.summary(in: frame.language))\
        <form method="post" action="\(action)">
        \(frame.csrf)
        \(fields.html(in: frame.language))
        <p><button class="primary">\(submit)</button></p>
        </form>

        """
    }
}
