import SupportPolicy

/// One letter: its text, what that may name, how it reads, and the texts that it had.
struct LetterPage: Page {
    struct Name: Sendable {
        /// As it stands in a text: `{{folio}}`.
        let tag, meaning: String
        let isObligatory: Bool
    }

    struct Version: Sendable {
        /// "Versión 3, de Ada Ruiz, lun 2 mar, 10:04"
        let what, text: String
        /// Number by which it is used again; `nil` for the one in use.
        let again: Int?
    }

    let frame: PageFrame
    /// "Acuse de recibo, en español"
    let name: String
    let address: Link
    /// `text`.
    let field: FormField
    let names: [Name]
    /// The letter on sample data; empty while the text cannot be read.
    let preview: String
    var isShipped = true
    var versions: [Version] = []

    var title: String { name }
    var width: PageWidth { .wide }

    var body: HTML {
        """
        <p><a href="\(Link.letters(frame.company.slug))">← \(say(.letters))</a></p>
        <h1>\(name)</h1>
        <p class="lead">\(say(isShipped ? .shippedWords : .ownWords))</p>
        <div class="sides">
        <section aria-labelledby="s-text"><h2 id="s-text" class="unseen">\(say(.letterText))</h2>
        \([field].summary(in: say))<form method="post" action="\(address)" data-preview="\(Link.here("preview"))">\(frame.csrf)
        \(field.html(in: say))
        <p><button name="act" value="preview">\(say(.seePreview))</button> <button class="primary" name="act" value="save">\(say(.saveLetter))</button></p></form></section>
        <section aria-labelledby="s-preview"><h2 id="s-preview">\(say(.preview))</h2>
        <div id="preview" aria-live="polite">\(live)</div></section>
        </div>
        <section aria-labelledby="s-names"><h2 id="s-names">\(say(.letterNames))</h2>
        <p>\(say(.letterNamesExplained))</p>
        \(nameTable)</section>
        \(isShipped ? nil : revert(nil, say(.backToShippedWords)))
        \(versions.isEmpty ? nil : history)
        """
    }

    /// What the text reads like, or what is wrong with it; also served alone.
    var live: HTML {
        if let problem = field.problem { return "<p class=\"problem\">\(problem)</p>" }
        return "<p class=\"hint\">\(say(.previewExplained))</p><pre class=\"letter\">\(preview)</pre>"
    }

    private var nameTable: HTML {
        """
        <dl class="facts">
        \(names.map { name in """
            <div><dt><code>\(name.tag)</code></dt><dd>\(name.meaning)\(name.isObligatory ? " <span class=\"tag\">\(say(.obligatory))</span>" as HTML : nil)</dd></div>

            """ as HTML })</dl>
        """
    }

    private var history: HTML {
        """
        <section aria-labelledby="s-history"><h2 id="s-history">\(say(.letterVersions))</h2>
        \(versions.map { version in """
            <details><summary>\(version.what)</summary>
            <pre>\(version.text)</pre>
            \(version.again.map { revert($0, say(.useThisTextAgain)) })</details>

            """ as HTML })</section>
        """
    }

    private func revert(_ version: Int?, _ label: String) -> HTML {
        """
        <form method="post" action="\(address / "reversion")">\(frame.csrf)\
        <input type="hidden" name="version" value="\(version.map(String.init) ?? "")"><p><button>\(label)</button></p></form>

        """
    }
}
