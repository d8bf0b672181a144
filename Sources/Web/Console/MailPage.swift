import SupportPolicy

/// One received mail as staff reads it: who sent it, what it is, in its own dress inside a frame without rights, and as text.
struct MailPage: Page {
    let frame: PageFrame
    let folio, subject: String
    /// Sender, recipients, date: each with its name.
    var facts: [(name: String, value: String)] = []
    /// "Firmado", "Cifrado": what it is, each a sentence.
    var remarks: [String] = []
    /// The event that it brings.
    var invitation: InvitationCard?
    /// The frame with its HTML; `nil` when it has none.
    var dress: Link?
    /// The same page with pictures of the web, or without; `nil` when it has none.
    var pictures: (areShown: Bool, other: Link)?
    var text = ""
    /// The bytes as they came.
    let original: Link

    var title: String { "\(say(.receivedMail)) · \(folio)" }
    var width: PageWidth { .wide }

    /// What the frame may do: let links open beside the page. No script, no form, no origin of its own.
    static let rights = "allow-popups allow-popups-to-escape-sandbox"

    var body: HTML {
        """
        <p class="kicker">\(say(.receivedMail)) · <a href="\(Link.ticket(frame.company.slug, folio))">\(folio)</a></p>
        <h1>\(subject)</h1>
        <dl class="letterhead">\(facts.map { "<div><dt>\($0.name)</dt><dd>\($0.value)</dd></div>\n" as HTML })</dl>
        \(remarks.map { "<p class=\"hint\">\($0)</p>\n" as HTML })
        <p><a class="button" href="\(original)">\(say(.saveOriginal))</a></p>
        \(invitation?.html(in: say))
        <div class="mail">
        \(dress.map(dressed))
        <section aria-labelledby="as-text"><h2 id="as-text">\(say(.mailAsText))</h2>
        <div class="said">\(text)</div></section>
        </div>
        """
    }

    private func dressed(_ link: Link) -> HTML {
        """
        <section aria-labelledby="dressed"><h2 id="dressed">\(say(.mailDressed))</h2>
        \(pictures.map(pictureNote))
        <iframe src="\(link)" title="\(say(.mailDressed))" sandbox="\(Self.rights)" referrerpolicy="no-referrer" loading="lazy"></iframe></section>
        """
    }

    private func pictureNote(_ pictures: (areShown: Bool, other: Link)) -> HTML {
        pictures.areShown
            ? "<p class=\"hint\">\(say(.picturesShown)) <a href=\"\(pictures.other)\">\(say(.hidePictures))</a></p>"
            : "<p class=\"hint\">\(say(.picturesHidden)) <a href=\"\(pictures.other)\">\(say(.showPictures))</a></p>"
    }
}

/// A calendar event as a mail proposes it.
struct InvitationCard: Sendable {
    /// "Invitación", "Cancelación".
    let kind: String
    let facts: [(name: String, value: String)]

    func html(in say: Language) -> HTML {
        """
        <section class="invitation" aria-labelledby="invitation"><h2 id="invitation">\(kind)</h2>
        <dl class="letterhead">\(facts.map { "<div><dt>\($0.name)</dt><dd>\($0.value)</dd></div>\n" as HTML })</dl></section>

        """
    }
}
