import SupportPolicy

/// A request that goes on in the one that is shown, with what was said on it.
struct MergedLine: Sendable {
    let folio, subject: String
    let link: Link
    let entries: [EntryLine]
}

extension [MergedLine] {
    /// Each behind its folio, its messages in order.
    func section(in say: Language) -> HTML? {
        guard !isEmpty else { return nil }
        return """
            <section aria-labelledby="merged"><h2 id="merged">\(say(.mergedRequests))</h2>
            \(map { merged in """
                <details><summary>\(merged.folio) · \(merged.subject)</summary>
                <p><a href="\(merged.link)">\(say(.seeWholeRecord(merged.folio)))</a></p>
                <ol class="timeline">
                \(merged.entries.map { $0.html(in: say) })</ol></details>

                """ as HTML })</section>

            """
    }
}

/// Another open request of the same requester, and the one act by which the later goes on in the earlier.
struct AlikeLine: Sendable {
    let folio, subject: String
    /// "lun 2 mar, 9:12"
    let opened: String
    /// "Dice casi lo mismo"; empty where it does not.
    var likeness = ""
    let link: Link
    /// Where the later one of the two is merged, and into which.
    let merging: Link
    let into: String
    /// "Juntar IN-105 con IN-101"
    let act: String
}

extension [AlikeLine] {
    func section(in frame: PageFrame, _ cite: ClauseCite?) -> HTML? {
        guard !isEmpty else { return nil }
        let say = frame.language
        return """
            <section class="alike" aria-labelledby="alike"><h2 id="alike">\(say(.otherOpenRequests))</h2>
            <p class="hint">\(say(.otherOpenRequestsExplained)) \(cite?.html)</p>
            <ul class="plain">
            \(map { line in """
                <li><a href="\(line.link)">\(line.folio) \(line.subject)</a> · \(line.opened)\
                \(line.likeness.isEmpty ? nil : " <span class=\"mark soon\"><span aria-hidden=\"true\">◐</span> \(line.likeness)</span>" as HTML)
                <form method="post" action="\(line.merging)">\(frame.csrf)<input type="hidden" name="into" value="\(line.into)">\
                <button>\(line.act)</button></form></li>

                """ as HTML })</ul></section>

            """
    }
}
