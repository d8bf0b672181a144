import SupportPolicy

/// What a company looks like on its papers and pages.
struct CompanyPage: Page {
    let frame: PageFrame
    /// The file to choose.
    let logo: [FormField]
    let color: [FormField]

    var title: String { say(.companyLooks) }
    private var place: Link { Link(frame.company.slug, "desk", "company") }

    var body: HTML {
        """
        <h1>\(title)</h1>
        \((logo + color).summary(in: say))\
        <section aria-labelledby="s-logo"><h2 id="s-logo">\(say(.logo))</h2>
        <p>\(say(.logoExplained))</p>
        \(frame.company.logo.map { logo in """
            <p><img class="logo" src="\(logo)" alt="\(say(.logo))"></p>
            \(removal("logo", .removeLogo))
            """ as HTML })
        <form method="post" action="\(place / "logo")" enctype="multipart/form-data">
        \(frame.csrf)
        \(logo.html(in: say))
        <p><button class="primary">\(say(.keepLogo))</button></p>
        </form></section>
        <section aria-labelledby="s-color"><h2 id="s-color">\(say(.color))</h2>
        <p>\(say(.colorExplained))</p>
        <form method="post" action="\(place / "color")">
        \(frame.csrf)
        \(color.html(in: say))
        <p><button class="primary">\(say(.keepColor))</button></p>
        </form>
        \(frame.company.colors == nil ? nil : removal("color", .removeColor))</section>
        """
    }

    private func removal(_ part: String, _ label: Phrase) -> HTML {
        "<form method=\"post\" action=\"\(place / part / "removal")\">\(frame.csrf)<button>\(say(label))</button></form>"
    }
}
