/// What somebody receives by mail: what he may choose, and what a policy promises whatever he chooses.
struct PreferencesPage: Page {
    struct Promised: Sendable {
        let what: String
        let cite: ClauseCite
    }

    let frame: PageFrame
    /// One for each series.
    let fields: [FormField]
    let promised: [Promised]
    /// Where the console's notices stand, which come in any case; `nil` for clients.
    var notices: Link?

    var title: String { say(.whatIReceive) }

    var body: HTML {
        """
        <h1>\(title)</h1>
        \(notices.map { "<p>\(say(.noticesComeAnyway)) <a href=\"\($0)\">\(say(.notices))</a></p>" as HTML })
        \(SmallForm(action: .preferences(frame.company.slug), fields: fields, submit: say(.savePreferences)).html(frame))
        \(promised.isEmpty ? nil : promisedList)
        """
    }

    private var promisedList: HTML {
        """
        <section aria-labelledby="promised"><h2 id="promised">\(say(.promisedLetters))</h2>
        <p>\(say(.promisedLettersExplained))</p>
        <ul class="plain">
        \(promised.map { "<li>\($0.what) \($0.cite.quoted)</li>\n" as HTML })</ul></section>
        """
    }
}
