/// What went wrong, in one sentence, and what the reader can do now.
struct ErrorPage: Page {
    let frame: PageFrame
    /// The HTTP status; part of the small print, not of the headline.
    let status: Int
    let title: String
    let sentence: String
    /// The clause that refuses.
    var cite: ClauseCite?
    /// What the reader can do: links or plain sentences.
    var remedies: [(text: String, link: Link?)] = []
    /// What to quote to the company when asking about it.
    var requestID = ""

    var body: HTML {
        """
        <h1>\(title)</h1>
        <p class="lead">\(sentence)</p>
        \(cite.map { "<div class=\"why\">\($0.quoted)</div>" as HTML })
        \(remedies.isEmpty ? nil : remedyList)
        <p class="hint">\(say(.errorNumber(status)))\(requestID.isEmpty ? nil : " · \(say(.requestNumber)) <code>\(requestID)</code>" as HTML)</p>
        """
    }

    private var remedyList: HTML {
        """
        <h2>\(say(.whatYouCanDo))</h2>
        <ul>\(remedies.map { remedy in
            "<li>\(remedy.link.map { "<a href=\"\($0)\">\(remedy.text)</a>" as HTML } ?? "\(remedy.text)")</li>" as HTML
        })</ul>
        """
    }
}
