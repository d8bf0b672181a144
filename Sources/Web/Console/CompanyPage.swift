import SupportPolicy

/// What a company looks like on its papers and pages.
struct CompanyPage: Page {
    let frame: PageFrame
    /// The file to choose.
    let fields: [FormField]

    var title: String { say(.companyLooks) }
    private var place: Link { Link(frame.company.slug, "desk", "company", "logo") }

    var body: HTML {
        """
        <h1>\(title)</h1>
        <p>\(say(.logoExplained))</p>
        \(frame.company.logo.map { logo in """
            <p><img class="logo" src="\(logo)" alt="\(say(.logo))"></p>
            <form method="post" action="\(place / "removal")">\(frame.csrf)<button>\(say(.removeLogo))</button></form>
            """ as HTML })
        \(fields.summary(in: say))\
        <form method="post" action="\(place)" enctype="multipart/form-data">
        \(frame.csrf)
        \(fields.html(in: say))
        <p><button class="primary">\(say(.keepLogo))</button></p>
        </form>
        """
    }
}
