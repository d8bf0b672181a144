import SupportPolicy

/// A page: a value of finished words that becomes one document.
///
/// Pages know no desk, no database and no clock. Whoever fills them has formatted every instant and chosen
/// every number in the reader's language; the page only says where it stands.
protocol Page: Sendable {
    /// What surrounds every page: company, person, navigation.
    var frame: PageFrame { get }
    /// The title of the window; unique per page, the company's name is added.
    var title: String { get }
    /// How wide the page may grow: `.reading` for sentences and forms, `.wide` for the console's tables.
    var width: PageWidth { get }
    /// What stands inside of `<main>`.
    var body: HTML { get }
}

/// How wide a page may grow.
enum PageWidth: String, Sendable {
    case reading, wide
}

extension Page {
    var width: PageWidth { .reading }
    var say: Language { frame.language }

    /// The whole document, from doctype to end.
    var document: HTML { "\(head)\(body)\(foot)" }

    /// What stands before the body.
    var head: HTML {
        """
        <!doctype html>
        <html lang="\(frame.language.tag)" data-accent="\(frame.company.accent)">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta name="referrer" content="same-origin">
        <title>\(title) · \(frame.company.name)</title>
        <link rel="icon" type="image/svg+xml" href="\(Asset.favicon.link)">
        <link rel="stylesheet" href="\(Asset.stylesheet.link)">
        \(frame.company.colors.map { "<link rel=\"stylesheet\" href=\"\($0)\">\n" as HTML })\
        \(Asset.scripts.map { "<script src=\"\($0.link)\" defer></script>\n" as HTML })</head>
        <body\(frame.stream.map { " data-stream=\"\($0)\"" as HTML })>
        <a class="skip" href="#main">\(say(.skipToContent))</a>
        \(frame.header)
        <main id="main" class="\(width.rawValue)" tabindex="-1">
        \(frame.flash?.html)
        """
    }

    /// What stands behind it.
    var foot: HTML {
        """

        </main>
        \(frame.footer)
        </body>
        </html>

        """
    }
}

extension PageFrame {
    fileprivate var header: HTML {
        """
        <header class="top">
        <a class="company" href="\(Link.home(company.slug))">\(company.logo.map { "<img src=\"\($0)\" alt=\"\(company.name)\">" as HTML } ?? "\(company.name)" as HTML)</a>
        \(navigation.isEmpty ? nil : navigationBar)
        \(person.map(personMenu))
        </header>
        """
    }

    private var navigationBar: HTML {
        """
        <nav aria-label="\(language(.mainNavigation))"><ul>
        \(navigation.map { item in """
            <li><a href="\(item.link)"\(" aria-current=\"page\"", when: item.isCurrent)>\(item.label)\
            \(item.count.map { " <span class=\"count\">\($0)</span>" as HTML })</a></li>

            """ as HTML })</ul></nav>
        """
    }

    private func personMenu(_ person: SignedInPerson) -> HTML {
        """
        <div class="person">
        <span>\(person.name)<small>\(person.role)</small></span>
        <form method="post" action="\(Link.signOut(company.slug))">\(csrf)<button class="quiet">\(language(.signOut))</button></form>
        </div>
        """
    }

    fileprivate var footer: HTML {
        """
        <footer class="bottom">
        <p>\(company.supportLine)</p>
        <p>\(languages.map { other in """
            <a href="\(other.link)" hreflang="\(other.language.tag)" lang="\(other.language.tag)">\(other.language.ownName)</a> 
            """ as HTML })<span>\(generatedAt)</span></p>
        </footer>
        """
    }
}

extension Flash {
    fileprivate var html: HTML {
        """
        <p class="flash \(kind.rawValue)" role="\(kind == .problem ? "alert" : "status")">\(text)</p>

        """
    }
}
