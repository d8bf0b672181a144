import SupportPolicy

/// The letters to clients, each in the desk's words or in the company's own.
struct LettersPage: Page {
    struct Line: Sendable {
        let name: String
        /// How it stands in each language: "Español: texto propio, de Ada Ruiz, lun 2 mar, 10:04".
        let standings: [(text: String, isOwn: Bool, link: Link)]
    }

    let frame: PageFrame
    let lines: [Line]

    var title: String { say(.letters) }

    var body: HTML {
        """
        <p><a href="\(Link.outbox(frame.company.slug))">← \(say(.outbox))</a></p>
        <h1>\(say(.letters))</h1>
        <p>\(say(.lettersExplained))</p>
        <ul class="requests">
        \(lines.map { line in """
            <li><b>\(line.name)</b>
            \(line.standings.map { "<p><a href=\"\($0.link)\">\($0.text)<span class=\"unseen\"> (\(line.name))</span></a>\($0.isOwn ? " <span class=\"tag\">\(say(.ownWords))</span>" as HTML : nil)</p>\n" as HTML })</li>

            """ as HTML })</ul>
        """
    }
}
