/// What a client sees once his request has its folio (FEL-21, FI-17).
struct SentPage: Page {
    let frame: PageFrame
    let folio: String
    /// What happens next, and by when: "Le responderemos a más tardar el mié 4 mar, 9:12."
    let next: String
    var because: ClauseCite?
    /// Where the confirmation went: "Le enviamos una copia a luna@papeleria.example."; empty shows nothing.
    var copy = ""
    /// His request, when he may open it at once; else the look-up.
    var request: Link?

    var title: String { "\(say(.requestSent)) \(folio)" }

    var body: HTML {
        """
        <h1>\(say(.sentCorrectly))</h1>
        <p class="folio"><span>\(say(.yourFolio))</span> <strong>\(folio)</strong></p>
        <section aria-labelledby="next"><h2 id="next">\(say(.whatHappensNow))</h2>
        <p class="lead">\(next)</p>
        \(because.map { "<div class=\"why\">\($0.quoted)</div>" as HTML })
        \(copy.isEmpty ? nil : "<p>\(copy)</p>" as HTML)
        <p><a class="button" href="\(request ?? .lookup(frame.company.slug))">\(say(.followThisRequest))</a></p>
        </section>
        """
    }
}
