import SupportPolicy

/// Who takes part in a request besides whoever sent it, and who else got its messages.
struct PeopleAround: Sendable {
    struct Line: Sendable {
        let name, email: String
    }

    var participants: [Line] = []
    /// In copy of its messages, which gives them nothing by itself.
    var copied: [Line] = []
    /// Where they are let in and out; what is decided here is not the reader's where this is `nil`.
    var place: Link?
    /// "Participa en esta solicitud de Luna Lara.", and where he leaves; `nil` where the reader does not only take part.
    var reader: (said: String, email: String, leaving: Link)?

    func section(in frame: PageFrame) -> HTML? {
        guard place != nil || reader != nil || !participants.isEmpty else { return nil }
        let say = frame.language
        return """
            <section class="around" aria-labelledby="around"><h2 id="around">\(say(.participants))</h2>
            \(reader.map { reader in """
                <p>\(reader.said)</p>
                \(form(reader.leaving, reader.email, say(.leaveRequest), "", frame))

                """ as HTML })\
            \(participants.isEmpty ? nil : "<ul class=\"plain\">\(participants.map { line(line: $0, say(.removeParticipant), "removal", frame) })</ul>" as HTML)
            \(place == nil || copied.isEmpty ? nil : """
                <p class="hint">\(say(.copiedExplained))</p>
                <ul class="plain">\(copied.map { line(line: $0, say(.addParticipant), nil, frame) })</ul>

                """ as HTML)\
            \(place.map { place in """
                <details><summary>\(say(.addSomebodyElse))</summary>
                <form method="post" action="\(place)">\(frame.csrf)
                <div class="field"><label for="f-participant">\(say(.participantEmail))</label>
                <p class="hint" id="f-participant-hint">\(say(.participantExplained))</p>
                <input id="f-participant" type="email" name="email" required autocomplete="off" aria-describedby="f-participant-hint"></div>
                <p><button>\(say(.addParticipant))</button></p></form></details>

                """ as HTML })</section>

            """
    }

    private func line(line: Line, _ act: String, _ part: String?, _ frame: PageFrame) -> HTML {
        """
        <li>\(line.name.isEmpty ? line.email : line.name)\(line.name.isEmpty ? nil : " <span>\(line.email)</span>" as HTML) \
        \(place.map { place in form(part.map { part in place / part } ?? place, line.email, act, line.name, frame) })</li>

        """
    }

    private func form(_ action: Link, _ email: String, _ act: String, _ name: String, _ frame: PageFrame) -> HTML {
        """
        <form method="post" action="\(action)">\(frame.csrf)<input type="hidden" name="email" value="\(email)">\
        <input type="hidden" name="name" value="\(name)"><button>\(act)<span class="unseen"> \(email)</span></button></form>
        """
    }
}
