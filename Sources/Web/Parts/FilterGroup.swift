import SupportPolicy

/// A question that narrows a list, with its possible answers as links.
struct FilterGroup: Sendable {
    /// One answer.
    struct Choice: Sendable {
        let label: String
        let link: Link
        var isCurrent = false
    }

    /// "Estado", "Nivel".
    let label: String
    let choices: [Choice]
}

extension [FilterGroup] {
    func bar(in say: Language) -> HTML? {
        guard !isEmpty else { return nil }
        return """
            <nav class="filters" aria-label="\(say(.filters))">
            \(map { group in """
                <p><span>\(group.label)</span> \(group.choices.map { choice in """
                    <a href="\(choice.link)"\(" aria-current=\"true\"", when: choice.isCurrent)>\(choice.label)</a> 
                    """ as HTML })</p>

                """ as HTML })</nav>
            """
    }
}

/// The search over a list, which keeps the list's filter.
struct SearchForm: Sendable {
    let action: Link
    let search: String
    var filter: [(name: String, value: String)] = []
    /// What is looked for; `nil`: anything.
    var label: String?

    func html(in say: Language) -> HTML {
        """
        <form class="search" role="search" method="get" action="\(action)">
        \(filter.map { "<input type=\"hidden\" name=\"\($0.name)\" value=\"\($0.value)\">" as HTML })\
        <label for="q">\(label ?? say(.search))</label>
        <input id="q" type="search" name="q" value="\(search)" autocomplete="off">
        <button>\(say(.search))</button></form>
        """
    }
}
