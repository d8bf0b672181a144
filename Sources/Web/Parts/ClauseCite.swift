import SupportPolicy

/// The clause that a promise, a refusal or an act obeys, as its reader sees it.
struct ClauseCite: Sendable {
    /// The clause's id in the policy: "FEL-27".
    let id: String
    /// Where it stands in the company's document: "Tiempos de respuesta".
    var section: String?
    /// Its words.
    var quote: String?
    /// Where the policy can be read; `nil` shows the id alone.
    var link: Link?

    /// The id, small, behind what obeys it.
    var html: HTML {
        guard let link else { return "<cite>\(id)</cite>" }
        return "<cite><a href=\"\(link)\">\(id)</a></cite>"
    }

    /// The clause in its own words, with the id and the section below them.
    var quoted: HTML {
        guard let quote else { return html }
        return """
            <blockquote class="clause"><p>\(quote)</p>
            <footer>\(html)\(section.map { " \($0)" })</footer></blockquote>
            """
    }
}

/// Whether an act is offered.
///
/// What the policy forbids now is shown with its reason instead of hidden: a reader who meets an absent button
/// writes a mail, one who meets a reason knows what to do.
enum Gate: Sendable {
    /// May be done now.
    case open
    /// Nobody in this place would look for it.
    case hidden
    /// May not be done now, and why.
    case refused(String, ClauseCite?)
}

extension Gate {
    /// The form when the gate is open, the reason when it is refused, nothing when it is hidden.
    func html(_ name: String, id: String, form: () -> HTML) -> HTML? {
        switch self {
        case .hidden: nil
        case .open: form()
        case .refused(let reason, let cite):
            """
            <div class="withheld" id="\(id)"><button disabled>\(name)</button>
            <p>\(reason) \(cite?.html)</p></div>

            """
        }
    }
}
