/// Asks for a folio and the e-mail it was opened with, and answers by mail, so that a guessed folio tells nothing (FI-26).
struct LookupPage: Page {
    let frame: PageFrame
    /// `folio`, `email`, and the human check where the company wants one.
    let fields: [FormField]

    var title: String { say(.lookUpAFolio) }

    var body: HTML {
        """
        <h1>\(say(.lookUpAFolio))</h1>
        <p>\(say(.lookUpExplained))</p>
        \(fields.summary(in: say))\
        <form method="post" action="\(Link.lookup(frame.company.slug))">
        \(frame.csrf)
        \(fields.html(in: say))
        <p><button class="primary">\(say(.sendMeTheLink))</button></p>
        </form>
        """
    }
}

/// The one answer to every look-up, whether the folio exists or not.
struct LookupSentPage: Page {
    let frame: PageFrame

    var title: String { say(.checkYourMail) }

    var body: HTML {
        """
        <h1>\(say(.checkYourMail))</h1>
        <p class="lead">\(say(.lookUpAnswer))</p>
        <p>\(say(.lookUpNoMail))</p>
        <p><a href="\(Link.lookup(frame.company.slug))">\(say(.tryAnotherFolio))</a></p>
        """
    }
}
