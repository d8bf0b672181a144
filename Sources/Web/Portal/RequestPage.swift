import ServiceDesk
import SupportPolicy

/// One request as its client sees it: where it stands, who has it, what happens next and when (FI-26, FI-27, IN-46).
struct RequestPage: Page {
    let frame: PageFrame
    let folio, subject: String
    /// "En espera"; and what that means for the reader: "Necesitamos un dato suyo para continuar."
    let state, stateMeaning: String
    /// "Departamento/Recurso": "Soporte Técnico / Inés Robles".
    let inCharge: String
    /// "Nivel 2, Analistas de sistema"; empty shows nothing.
    var level = ""
    /// "lun 2 mar 2026, 9:12, por correo"
    let opened: String
    /// What is owed next; `nil` when nothing is, then `stateMeaning` says why.
    var owed: OwedLine?
    /// What else is owed.
    var otherDeadlines: [OwedLine] = []
    var quotes: [QuoteLine] = []
    /// The request in which it goes on, and those that go on in it.
    var goesOnIn: (folio: String, link: Link)?
    var merged: [MergedLine] = []
    var around = PeopleAround()
    /// Visits and sessions.
    var works: [WorkLine] = []
    /// Public entries only.
    var entries: [EntryLine] = []

    /// `text`, `files`; posted to `…/messages`.
    var reply: Gate = .open
    var replyFields: [FormField] = []
    /// By which clause its sender is asked whether it was he; `nil` where nobody asks (FI-5).
    var confirmsSender: ClauseCite?
    /// The company's own documents without which no order begins, and which are not there (GE-56).
    var documents: [(id: String, label: String, cite: ClauseCite)] = []
    /// What was wrong with one that was sent.
    var documentProblem: String?
    /// A closing was offered: what accepting means, "Si no responde, se cerrará el jue 5 mar, 19:00." (GE-42, FI-24)
    var closingOffered: String?
    /// Whether the closing may be disputed, and by which clause.
    var dispute: ClauseCite?
    var close: Gate = .open
    /// Whether its closing can be had on paper.
    var hasSummary = false
    var reopen: Gate = .hidden

    var title: String { "\(folio) \(subject)" }

    var body: HTML {
        """
        <div id="live" data-fragment="\(link.fragment)">
        \(live)</div>
        \(around.section(in: frame))\
        \(confirmsSender.map { cite in """
            <div class="offer"><p><b>\(say(.didYouSendIt))</b> \(cite.html)</p>
            <form method="post" action="\(link / "verification")">\(frame.csrf)<button class="primary">\(say(.iSentIt))</button></form></div>

            """ as HTML })\(documents.map(documentForm))\(closingOffered.map(closingForm))\(reply.html(say(.answer), id: "reply") { replyForm })
        \(otherActions)
        """
    }

    /// What changes by itself, also served alone.
    var live: HTML {
        """
        <p class="kicker">\(say(.folio)) <b>\(folio)</b> · <a href="\(link / "why")">\(say(.why))</a></p>
        <h1>\(subject)</h1>
        \(goesOnIn.map { "<p><a href=\"\($0.link)\">\(say(.goesOnIn($0.folio)))</a></p>\n" as HTML })\
        \(owed?.large(in: say))
        \(quotes.filter(\.isWaiting).map { "<div class=\"offer\"><p><b>\(say(.quoteWaits($0.total, $0.until)))</b> \($0.title)</p><p><a class=\"button\" href=\"\($0.link)\">\(say(.seeTheQuote))</a></p></div>\n" as HTML })\
        <dl class="facts">
        <div><dt>\(say(.whereItStands))</dt><dd><b>\(state)</b><span>\(stateMeaning)</span></dd></div>
        <div><dt>\(say(.whoHasIt))</dt><dd><b>\(inCharge)</b>\(level.isEmpty ? nil : "<span>\(level)</span>" as HTML)</dd></div>
        <div><dt>\(say(.received))</dt><dd>\(opened)</dd></div>
        </dl>
        \(hasSummary ? "<p><a href=\"\(link / "summary.pdf")\">\(say(.closingSummary))</a></p>" as HTML : nil)
        \(otherDeadlines.isEmpty ? nil : "<ul class=\"deadlines\">\(otherDeadlines.map { $0.item(in: say) })</ul>" as HTML)
        \(works.section(in: say, .visitsAndSessions, csrf: frame.csrf))\
        \(quotes.section(in: say))\
        \(merged.section(in: say))\
        \(entries.timeline(in: say))
        """
    }

    /// The page as somebody sees it who only takes part: he looks and answers, what is decided is not his.
    mutating func show(to reader: Principal, of requester: String, leaving: Link) {
        (confirmsSender, documents, closingOffered, close, reopen, hasSummary) = (nil, [], nil, .hidden, .hidden, false)
        for index in works.indices { (works[index].prepares, works[index].asks, works[index].decides, works[index].change) = (nil, nil, nil, nil) }
        around.reader = (
            Said(es: "Usted participa en esta solicitud de \(requester).", en: "You take part in this request of \(requester).")(in: frame.language), reader.email, leaving)
    }

    private var link: Link { .request(frame.company.slug, folio) }

    private func documentForm(_ document: (id: String, label: String, cite: ClauseCite)) -> HTML {
        """
        <div class="offer" id="document"><p><b>\(say(.documentsNeeded))</b> \(document.label) \(document.cite.html)</p>
        <form method="post" action="\(link / "documents")" enctype="multipart/form-data">\(frame.csrf)<input type="hidden" name="document" value="\(document.id)">
        \([FormField(name: "document-\(document.id)", label: document.label, kind: .files(accept: "image/*,.pdf,.doc,.docx,.zip", limits: say(.upTo25MB)), isRequired: true, problem: documentProblem)].html(in: say))\
        <p><button>\(say(.attachDocument))</button></p></form></div>

        """
    }

    private func closingForm(_ meaning: String) -> HTML {
        """
        <section class="offer" aria-labelledby="offer"><h2 id="offer">\(say(.isItSolved))</h2>
        <p>\(meaning)</p>
        <form method="post" action="\(link / "acceptance")">\(frame.csrf)
        <button class="primary" name="accepted" value="yes">\(say(.yesClose))</button></form>
        <form method="post" action="\(link / "acceptance")" data-draft="\(folio)-not-yet">\(frame.csrf)
        <div class="field"><label for="f-missing">\(say(.whatIsMissing))</label>
        <textarea id="f-missing" name="text" rows="2" required></textarea></div>
        <button name="accepted" value="no">\(say(.notYet))</button></form>
        \(dispute.map { cite in """
            <details><summary>\(say(.disputeClosing))</summary>
            <form method="post" action="\(link / "dispute")">\(frame.csrf)<p>\(say(.disputeExplained)) \(cite.html)</p>
            <div class="field"><label for="f-dispute">\(say(.reason))</label><textarea id="f-dispute" name="reason" rows="3" required></textarea></div>
            <p><button>\(say(.disputeClosing))</button></p></form></details>

            """ as HTML })</section>

        """
    }

    private var replyForm: HTML {
        """
        <section class="write" aria-labelledby="reply"><h2 id="reply">\(say(.writeToUs))</h2>
        \(replyFields.summary(in: say))\
        <form method="post" action="\(link / "messages")" enctype="multipart/form-data" data-draft="\(folio)">
        \(frame.csrf)
        \(replyFields.html(in: say))
        <p><button class="primary">\(say(.send))</button></p></form></section>
        """
    }

    private var otherActions: HTML {
        """
        <div class="others">
        \(close.html(say(.closeMyRequest), id: "close") { """
            <details><summary>\(say(.closeMyRequest))</summary>
            <form method="post" action="\(link / "closure")">\(frame.csrf)
            <p>\(say(.closeMyRequestExplained))</p><button>\(say(.closeMyRequest))</button></form></details>

            """ })\(reopen.html(say(.reopen), id: "reopen") { """
            <details open><summary>\(say(.reopen))</summary>
            <form method="post" action="\(link / "reopening")">\(frame.csrf)
            <div class="field"><label for="f-why">\(say(.whyReopen))</label>
            <textarea id="f-why" name="text" rows="3" required></textarea></div>
            <button class="primary">\(say(.reopen))</button></form></details>

            """ })</div>
        """
    }
}
