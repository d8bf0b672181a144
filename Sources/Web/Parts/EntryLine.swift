import SupportPolicy

/// One thing that happened to a request, as its timeline shows it.
struct EntryLine: Sendable {
    /// Whose voice it is; also the class in the stylesheet. Notes and refusals carry a word of their own, too.
    enum Kind: String, Sendable {
        /// The client wrote.
        case client
        /// The desk answered the client.
        case answer
        /// The desk wrote to itself; clients never get this line.
        case note
        /// Something was done: assigned, escalated, closed.
        case event
        /// Something was tried, and a clause forbade it.
        case refused
    }

    let kind: Kind
    /// When, in the reader's words: "hoy 10:04".
    let at: String
    /// The same instant for machines: "2026-03-02T16:04:00Z".
    let instant: String
    let who: String
    /// What was done, as a sentence without its subject: "respondió", "escaló a nivel 2".
    let what: String
    /// What was said, as plain text; line breaks stand.
    var text = ""
    /// What a mail program put below it: quotations, a signature.
    var quoted = ""
    var attachments: [AttachmentLine] = []
    /// Letters of it that did not arrive, each a sentence.
    var undelivered: [String] = []
    /// All letters of it, each with what became of it.
    var letters: [String] = []
    var cite: ClauseCite?
    /// The mail as it came, on a page of its own.
    var original: Link?
    /// What it is: "firmado", "invitación".
    var traits: [String] = []
}

/// A file that came with a message.
struct AttachmentLine: Sendable {
    let name: String
    /// "214 KB".
    let size: String
    let link: Link
    /// A picture to be shown small; `nil` shows the name alone.
    var picture: Link?
}

extension EntryLine {
    func html(in say: Language) -> HTML {
        """
        <li class="entry \(kind.rawValue)">
        <p class="what">\(label(in: say))<b>\(who)</b> \(what) \(cite?.html) <time datetime="\(instant)">\(at)</time></p>
        \(text.isEmpty ? nil : "<div class=\"said\">\(text)</div>\n" as HTML)\
        \(quoted.isEmpty ? nil : "<details><summary>\(say(.quotedText))</summary><div class=\"said\">\(quoted)</div></details>\n" as HTML)\
        \(undelivered.map { "<p><span class=\"mark late\"><span aria-hidden=\"true\">▲</span> \($0)</span></p>" as HTML })\(files(in: say))\(original.map { "<p class=\"hint\"><a href=\"\($0)\">\(say(.originalMail))</a>\(traits.map { " · <b>\($0)</b>" as HTML })</p>" as HTML })\(mails(in: say))</li>

        """
    }

    private func label(in say: Language) -> HTML? {
        switch kind {
        case .note: "<span class=\"tag\">\(say(.internalNote))</span> "
        case .refused: "<span class=\"tag\">\(say(.notPermitted))</span> "
        case .client, .answer, .event: nil
        }
    }

    private func mails(in say: Language) -> HTML? {
        guard !letters.isEmpty else { return nil }
        return "<details><summary>\(say(.lettersOfIt(letters.count)))</summary><ul>\(letters.map { "<li>\($0)</li>" as HTML })</ul></details>\n"
    }

    private func files(in say: Language) -> HTML? {
        guard !attachments.isEmpty else { return nil }
        return """
            <ul class="files" aria-label="\(say(.attachments))">\(attachments.map { file in """
                <li>\(file.picture.map { "<img src=\"\($0)\" alt=\"\" loading=\"lazy\">" as HTML })\
                <a href="\(file.link)">\(file.name)</a> <small>\(file.size)</small></li>
                """ as HTML })</ul>

            """
    }
}

extension [EntryLine] {
    /// All entries, the oldest on top: a record is read like a letter.
    func timeline(in say: Language) -> HTML {
        """
        <section aria-labelledby="history"><h2 id="history">\(say(.whatWasDone))</h2>
        <ol class="timeline">
        \(map { $0.html(in: say) })</ol></section>

        """
    }
}
